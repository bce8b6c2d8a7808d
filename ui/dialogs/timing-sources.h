/* timing-sources.h: whose bit timing can be calculated: settings of the recording, interfaces of this machine,
 * adapters, controllers; a list for drop-downs, in this order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Interfaces come and are read again while the list lives. One that is unplugged stays and says so: a choice does not
 * change under the hand, and pointers into an item hold.
 */
#pragma once

#include "session/link-timing.h"
#include "timing/timing-words.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TIMING_TYPE_SOURCE (timing_source_get_type ())
G_DECLARE_FINAL_TYPE (TimingSource, timing_source, TIMING, SOURCE, GObject)

/* Property "name". */
struct _TimingSource
{
  GObject parent;

  char *name;
  const Controller *controller; /* NULL: of a recording */
  double clock;                 /* Hz */
  LinkController *link;         /* an interface; NULL */
  TimingRecorded *recorded;     /* a setting of the recording; NULL */
  gboolean gone;                /* an interface that is unplugged */
};

#define TIMING_TYPE_SOURCES (timing_sources_get_type ())
/* A GListModel of TimingSource. Signal "links-changed": interfaces came, went or were set; the items are as they are
 * now. */
G_DECLARE_FINAL_TYPE (TimingSources, timing_sources, TIMING, SOURCES, GObject)

/* info: of the recording; NULL: without its settings. */
TimingSources *timing_sources_new (const TraceInfo *info);
/* Reads the interfaces again now. */
void timing_sources_reread (TimingSources *self);
guint timing_sources_n_recorded (TimingSources *self);
/* Where the adapters begin: all before may become more. */
guint timing_sources_first_fixed (TimingSources *self);
guint timing_sources_n (TimingSources *self);
/* (transfer none) */
const TimingSource *timing_sources_get (TimingSources *self, guint index);
/* Position of the interface; GTK_INVALID_LIST_POSITION. */
guint timing_sources_find_link (TimingSources *self, const char *interface);
/* A drop-down of them with a search by name. (transfer floating) */
GtkWidget *timing_sources_new_drop_down (TimingSources *self);

G_END_DECLS
