/* interface-list.h: the interfaces of this machine and those that are remembered, as they are now.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A GListModel of InterfaceItem; items stay the same objects while their interface is there or remembered, and tell by
 * "changed" that what they hold is new. Ports are listed in a thread, every two seconds and as soon as the kernel says
 * that a CAN interface came, went or changed; counters of CAN interfaces are read twice a second.
 */
#pragma once

#include "backends/can-link.h"
#include "ui/bus-profiles.h"

G_BEGIN_DECLS

#define INTERFACE_SPARKS 30 /* half seconds */

#define INTERFACE_TYPE_ITEM (interface_item_get_type ())
G_DECLARE_FINAL_TYPE (InterfaceItem, interface_item, INTERFACE, ITEM, GObject)

struct _InterfaceItem
{
  GObject parent;

  const Backend *backend;
  BusProfile *profile; /* never NULL; the list's */
  char *description;
  char *origin; /* where python-can's configuration names it; NULL: it does not */
  BusStatus status;
  gboolean present; /* FALSE: remembered, and not plugged in */
  gboolean has_link;
  CanLink link; /* of a CAN interface of this machine */
  uint32_t sparks[INTERFACE_SPARKS];
  double rate; /* frames a second */
  uint64_t counted;
  gint64 counted_at; /* monotonic µs; 0: never */
};

#define INTERFACE_TYPE_LIST (interface_list_get_type ())
G_DECLARE_FINAL_TYPE (InterfaceList, interface_list, INTERFACE, LIST, GObject)

InterfaceList *interface_list_new (GSettings *settings);
/* The same, but empty until a thread has looked: for what must not wait. */
InterfaceList *interface_list_new_later (GSettings *settings);
/* One that was typed; the same again if it is there. (transfer none) */
InterfaceItem *interface_list_add (InterfaceList *self, const Backend *backend, const char *channel);
void interface_list_refresh (InterfaceList *self); /* soon */
void interface_list_save (InterfaceList *self);
guint interface_list_n_chosen (InterfaceList *self);

G_END_DECLS
