/* id-view-private.h: what the files of the view by identifier share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * id-view.c: following the session; id-view-rows.c: rows, and their order.
 */
#pragma once

#include "models/id-row-private.h"
#include "models/id-view.h"
#include "session/id-watch.h"

G_BEGIN_DECLS

struct _IdView
{
  GObject parent_instance;

  TraceSession *session;
  gboolean active;
  Tick *tick;
  IdWatch *watch, *next; /* (nullable) shown; to be shown when it has enough */
  gint64 next_started;
  guint update_id;
  gint64 updated; /* monotonic µs */

  DatabaseCursor *cursor; /* (nullable) of the databases that the rows' messages are of */
  const DatabaseSet *databases;

  GHashTable *by_key;  /* IdRow of messages and pages, owned */
  GPtrArray *by_index; /* row of each entry of the table; borrowed */
  GPtrArray *messages; /* in their order, received before sent; borrowed */
  GPtrArray *items;    /* as listed */
  GPtrArray *wanted;   /* (nullable) what items is on the way to */
  guint step_id;
  GPtrArray *leaving; /* of DatabaseSet: what rows that are still listed may be of */
  IdRow *groups[2];   /* received, sent */
  guint n_received;
  gboolean complete; /* all rows of the trace have been gone through */
  int64_t now;
  guint activity_shift, activity_bins; /* id_table_activity_shift */
  uint64_t n_passed;

  IdRowCompare compare; /* (nullable) */
  gboolean descending;
};

guint id_view_hash_row (gconstpointer key); /* by what they are of */
gboolean id_view_is_same_row (gconstpointer a, gconstpointer b);
void id_view_set_message (IdView *self, IdRow *row); /* from the databases */

/* What the table holds now. TRUE: the list has other rows. */
gboolean id_view_read_table (IdView *self, const IdTable *table);
/* After another table has taken over: objects, their order and which are open stay. */
void id_view_match_rows (IdView *self, const IdTable *table);
void id_view_count_received (IdView *self);
void id_view_sort (IdView *self);

/* Puts rows, pages and groups into the list and tells of it. */
void id_view_list_rows (IdView *self);
void id_view_clear_items (IdView *self); /* at once: what rows point to goes */

G_END_DECLS
