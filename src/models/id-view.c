/* id-view.c: following the session.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/id-view-private.h"

#include "base/banned.h"

#define UPDATE_US 100000   /* between two updates */
#define PATIENCE_US 300000 /* the old rows stay so long while a new filter is worked on */

static void id_view_list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (IdView, id_view, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, id_view_list_model_init))

static guint updated_signal;

/* --- The list --- */

static GType
get_item_type (GListModel *model)
{
  return ID_TYPE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return ID_VIEW (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  IdView *self = ID_VIEW (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
id_view_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

/* --- Updates --- */

/* Rows that have no entry any more go. */
static gboolean
is_unlisted (gpointer key, gpointer value, gpointer data)
{
  return !ID_ROW (key)->listed;
}

static void
adopt_next (IdView *self)
{
  const IdTable *table;

  if (self->watch != NULL)
    g_ptr_array_add (self->leaving, (gpointer) database_set_ref (id_watch_get_databases (self->watch)));
  id_watch_stop (self->watch);
  self->watch = g_steal_pointer (&self->next);
  table = id_watch_lock (self->watch);
  id_view_match_rows (self, table);
  self->now = id_table_latest (table);
  self->n_passed = id_table_n_passed (table);
  self->activity_shift = id_table_activity_shift (table, &self->activity_bins);
  id_watch_unlock (self->watch);
  self->complete = FALSE;
  id_view_count_received (self);
  id_view_list_rows (self);
  g_hash_table_foreach_remove (self->by_key, is_unlisted, NULL);
}

static gboolean
next_is_ready (IdView *self)
{
  return self->next != NULL
         && (self->watch == NULL || id_watch_get_progress (self->next) >= 1
             || g_get_monotonic_time () - self->next_started > PATIENCE_US);
}

static void
update (IdView *self)
{
  gboolean ended, changed;

  if (next_is_ready (self))
    adopt_next (self);
  if (self->watch == NULL)
    return;
  /* Asked first: what was gone through by then is in the table. */
  ended = id_watch_get_progress (self->watch) >= 1;
  changed = id_view_read_table (self, id_watch_lock (self->watch));
  id_watch_unlock (self->watch);
  if (ended && !self->complete && self->compare != NULL)
    {
      id_view_sort (self);
      changed = TRUE;
    }
  self->complete = ended;
  if (changed)
    {
      id_view_count_received (self);
      id_view_list_rows (self);
    }
  self->updated = g_get_monotonic_time ();
  g_signal_emit (self, updated_signal, 0);
}

static gboolean
on_update (gpointer data)
{
  IdView *self = data;

  self->update_id = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
update_soon (IdView *self)
{
  gint64 wait = self->updated + UPDATE_US - g_get_monotonic_time ();

  if (self->update_id == 0 && self->active)
    self->update_id = g_timeout_add (wait > 0 ? (guint) (wait / 1000) + 1 : 1, on_update, self);
}

static void
on_tick (gpointer data)
{
  update_soon (data);
}

/* --- The session --- */

static void
take_databases (IdView *self, FrameStore *store)
{
  const DatabaseSet *set = trace_session_get_databases (self->session);
  GHashTableIter iter;
  gpointer row;

  g_clear_pointer (&self->cursor, database_cursor_free);
  g_clear_pointer (&self->databases, database_set_unref);
  self->databases = database_set_ref (set);
  if (store != NULL && database_set_n (set) > 0)
    self->cursor = database_cursor_new (set, frame_store_get_info (store));
  g_hash_table_iter_init (&iter, self->by_key);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    id_view_set_message (self, row);
}

static gboolean
fits (IdView *self, IdWatch *watch)
{
  return watch != NULL && id_watch_get_store (watch) == trace_session_get_store (self->session)
         && id_watch_get_shown (watch) == trace_session_get_shown (self->session)
         && id_watch_get_databases (watch) == trace_session_get_databases (self->session);
}

/* Filter, databases or trace may be others now, or there is more of the same. */
static void
follow (IdView *self)
{
  FrameStore *store = trace_session_get_store (self->session);

  if (!self->active || store == NULL)
    return;
  if (self->databases != trace_session_get_databases (self->session))
    take_databases (self, store);
  if (fits (self, self->next != NULL ? self->next : self->watch))
    {
      id_watch_poke (self->next != NULL ? self->next : self->watch);
      return;
    }
  id_watch_stop (self->next);
  self->next = id_watch_new (store, trace_session_get_shown (self->session),
                             trace_session_get_databases (self->session), self->tick);
  self->next_started = g_get_monotonic_time ();
  update_soon (self);
}

static void
clear_rows (IdView *self)
{
  g_clear_pointer (&self->watch, id_watch_stop);
  g_clear_pointer (&self->next, id_watch_stop);
  g_ptr_array_set_size (self->by_index, 0);
  g_ptr_array_set_size (self->messages, 0);
  self->n_received = 0;
  self->now = ID_NEVER;
  self->n_passed = 0;
  self->complete = FALSE;
  id_view_clear_items (self);
  g_hash_table_remove_all (self->by_key);
  g_clear_pointer (&self->cursor, database_cursor_free);
  g_clear_pointer (&self->databases, database_set_unref);
}

static void
on_replaced (IdView *self)
{
  clear_rows (self);
  follow (self);
  g_signal_emit (self, updated_signal, 0);
}

/* --- Object --- */

static void
unref_databases (gpointer databases)
{
  database_set_unref (databases);
}

static void
id_view_dispose (GObject *object)
{
  IdView *self = ID_VIEW (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_handle_id (&self->step_id, g_source_remove);
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  g_ptr_array_set_size (self->leaving, 0);
  g_clear_pointer (&self->watch, id_watch_stop);
  g_clear_pointer (&self->next, id_watch_stop);
  if (self->tick != NULL)
    tick_stop (self->tick);
  g_clear_pointer (&self->tick, tick_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (id_view_parent_class)->dispose (object);
}

static void
id_view_finalize (GObject *object)
{
  IdView *self = ID_VIEW (object);

  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->leaving);
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->by_index);
  g_hash_table_unref (self->by_key);
  g_object_unref (self->groups[FALSE]);
  g_object_unref (self->groups[TRUE]);
  database_cursor_free (self->cursor);
  database_set_unref (self->databases);
  G_OBJECT_CLASS (id_view_parent_class)->finalize (object);
}

static void
id_view_class_init (IdViewClass *class)
{
  G_OBJECT_CLASS (class)->dispose = id_view_dispose;
  G_OBJECT_CLASS (class)->finalize = id_view_finalize;
  updated_signal = g_signal_new ("updated", ID_TYPE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
id_view_init (IdView *self)
{
  self->tick = tick_new (on_tick, self);
  self->by_key = g_hash_table_new_full (id_view_hash_row, id_view_is_same_row, g_object_unref, NULL);
  self->by_index = g_ptr_array_new ();
  self->messages = g_ptr_array_new ();
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->leaving = g_ptr_array_new_with_free_func (unref_databases);
  self->groups[FALSE] = id_row_new (ID_ROW_GROUP, FALSE);
  self->groups[TRUE] = id_row_new (ID_ROW_GROUP, TRUE);
  self->now = ID_NEVER;
}

IdView *
id_view_new (TraceSession *session)
{
  IdView *self = g_object_new (ID_TYPE_VIEW, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "replaced", G_CALLBACK (on_replaced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "advanced", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "shown", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "databases-changed", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  return self;
}

void
id_view_set_active (IdView *self, gboolean active)
{
  if (active == self->active)
    return;
  self->active = active;
  if (self->watch != NULL)
    id_watch_hold (self->watch, !active);
  if (self->next != NULL)
    id_watch_hold (self->next, !active);
  if (!active)
    g_clear_handle_id (&self->update_id, g_source_remove);
  else
    {
      follow (self);
      update_soon (self);
    }
}

gboolean
id_view_is_active (IdView *self)
{
  return self->active;
}

void
id_view_set_order (IdView *self, IdRowCompare compare, gboolean descending)
{
  self->compare = compare;
  self->descending = descending;
  id_view_sort (self);
  id_view_list_rows (self);
}

void
id_view_set_open (IdView *self, IdRow *row, gboolean open)
{
  if (row->kind != ID_ROW_MESSAGE || row->open == open || (open && row->entry.n_pages == 0))
    return;
  row->open = open;
  id_view_list_rows (self);
}

guint
id_view_find_row (IdView *self, IdRow *row)
{
  guint position;

  return g_ptr_array_find (self->items, row, &position) ? position : ID_VIEW_NOT_FOUND;
}

guint
id_view_find (IdView *self, const CanFrame *frame)
{
  const IdTable *table;
  uint32_t index, page = ID_TABLE_NONE;
  guint position = ID_VIEW_NOT_FOUND;

  if (self->watch == NULL)
    return ID_VIEW_NOT_FOUND;
  table = id_watch_lock (self->watch);
  index = id_table_find (table, frame);
  if (index != ID_TABLE_NONE)
    page = id_table_find_page (table, index, frame);
  id_watch_unlock (self->watch);
  if (page < self->by_index->len)
    position = id_view_find_row (self, self->by_index->pdata[page]);
  if (position == ID_VIEW_NOT_FOUND && index < self->by_index->len)
    position = id_view_find_row (self, self->by_index->pdata[index]);
  return position;
}

FrameStore *
id_view_get_store (IdView *self)
{
  return self->watch != NULL ? id_watch_get_store (self->watch) : NULL;
}

int64_t
id_view_get_now (IdView *self)
{
  return self->now;
}

guint
id_view_get_activity (IdView *self, IdRow *row, uint32_t bins[ID_ACTIVITY_BINS])
{
  id_entry_activity (&row->entry, self->activity_shift, bins);
  return self->activity_bins;
}

double
id_view_get_progress (IdView *self)
{
  IdWatch *watch = self->next != NULL ? self->next : self->watch;

  if (watch == NULL)
    return 1;
  return self->next == NULL && self->complete && self->wanted == NULL ? 1 : MIN (0.999, id_watch_get_progress (watch));
}

uint64_t
id_view_n_passed (IdView *self)
{
  return self->n_passed;
}

guint
id_view_n_messages (IdView *self)
{
  return self->messages->len;
}
