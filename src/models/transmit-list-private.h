/* transmit-list-private.h: what the list (transmit-list.c) and its edits (transmit-edits.c) share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/transmit-list.h"

G_BEGIN_DECLS

#define TRANSMIT_EDITS "transmit" /* owner of edits */

struct _TransmitItem
{
  GObject parent;
  uint64_t key;
  TransmitRow *row;
  gboolean on;
  char *problem;
  TransmitState state;
};

struct _TransmitList
{
  GObject parent;
  TraceSession *session; /* not owned: it owns this */
  EditStack *edits;
  GPtrArray *items; /* of TransmitItem */
  uint64_t next_key;
  Capture *capture; /* not owned: as seen last */
  uint64_t generation;
  struct TransmitEdit *last_edit;
  gint64 last_edit_time;
};

extern guint transmit_list_changed; /* the signal */

/* What the capture knows of an item is what the item says. */
void transmit_list_hand_over (TransmitList *self, TransmitItem *item);

G_END_DECLS
