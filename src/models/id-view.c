/* id-view.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/id-view.h"

#include "models/id-row-private.h"
#include "session/id-watch.h"
#include <string.h>

#include "base/banned.h"

#define UPDATE_US 100000   /* between two updates */
#define PATIENCE_US 300000 /* the old rows stay so long while a new filter is worked on */
#define FEW_ROWS 32u       /* new rows that are put in one by one */

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
  GPtrArray *items;    /* as listed; borrowed */
  IdRow *groups[2];    /* received, sent */
  guint n_received;
  gboolean complete; /* all rows of the trace have been gone through */
  int64_t now;
  uint64_t n_passed;

  IdRowCompare compare; /* (nullable) */
  gboolean descending;
};

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

/* Tells of no more than what lies between the first and the last difference. */
static void
set_items (IdView *self, GPtrArray *items) /* (transfer full) */
{
  GPtrArray *old = self->items;
  guint head = 0, tail = 0, least = MIN (old->len, items->len);

  while (head < least && old->pdata[head] == items->pdata[head])
    head++;
  while (tail < least - head && old->pdata[old->len - 1 - tail] == items->pdata[items->len - 1 - tail])
    tail++;
  self->items = items;
  if (old->len != items->len || head < items->len)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail, items->len - head - tail);
  g_ptr_array_unref (old);
}

static int
compare_pages (gconstpointer a, gconstpointer b)
{
  const IdRow *first = *(IdRow *const *) a, *second = *(IdRow *const *) b;

  return (first->entry.page > second->entry.page) - (first->entry.page < second->entry.page);
}

static void
append_pages (IdView *self, GPtrArray *items, IdRow *row)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();

  for (uint32_t index = row->entry.newest_page; index != ID_TABLE_NONE;)
    {
      IdRow *page = index < self->by_index->len ? self->by_index->pdata[index] : NULL;

      if (page == NULL)
        break;
      g_ptr_array_add (pages, page);
      index = page->entry.older_page;
    }
  g_ptr_array_sort (pages, compare_pages);
  g_ptr_array_extend (items, pages, NULL, NULL);
}

static void
list_rows (IdView *self)
{
  GPtrArray *items = g_ptr_array_new ();
  guint n_sent = self->messages->len - self->n_received;
  gboolean grouped = self->n_received > 0 && n_sent > 0;

  self->groups[FALSE]->n_members = self->n_received;
  self->groups[TRUE]->n_members = n_sent;
  for (guint i = 0; i < self->messages->len; i++)
    {
      IdRow *row = self->messages->pdata[i];

      if (grouped && (i == 0 || i == self->n_received))
        g_ptr_array_add (items, self->groups[row->sent]);
      g_ptr_array_add (items, row);
      if (row->open)
        append_pages (self, items, row);
    }
  set_items (self, items);
}

/* --- Order --- */

static int
compare_usual (IdRow *a, IdRow *b)
{
  const uint64_t keys[][2] = {
    { a->entry.channel, b->entry.channel },
    { a->entry.id & CAN_ID_ERROR, b->entry.id & CAN_ID_ERROR },
    { a->entry.id & CAN_ID_EXTENDED, b->entry.id & CAN_ID_EXTENDED },
    { can_id_number (a->entry.id), can_id_number (b->entry.id) },
    { a->entry.id & CAN_ID_REMOTE, b->entry.id & CAN_ID_REMOTE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i][0] != keys[i][1])
      return keys[i][0] < keys[i][1] ? -1 : 1;
  return 0;
}

static int
compare_rows (IdView *self, IdRow *a, IdRow *b)
{
  int order = 0;

  if (a->sent != b->sent)
    return a->sent ? 1 : -1;
  if (self->compare != NULL)
    order = self->compare (a, b);
  if (order == 0)
    return compare_usual (a, b);
  return self->descending ? -order : order;
}

static int
compare_for_sort (gconstpointer a, gconstpointer b, gpointer data)
{
  return compare_rows (data, *(IdRow *const *) a, *(IdRow *const *) b);
}

static void
sort (IdView *self)
{
  g_ptr_array_sort_with_data (self->messages, compare_for_sort, self);
}

static void
put_in_order (IdView *self, IdRow *row)
{
  guint i = 0;

  while (i < self->messages->len && compare_rows (self, self->messages->pdata[i], row) <= 0)
    i++;
  g_ptr_array_insert (self->messages, (int) i, row);
}

/* --- Rows --- */

static guint
hash_key (gconstpointer key)
{
  const IdRow *row = key;

  return (guint) ((row->message_key ^ row->page_key * 0x9E3779B97F4A7C15u) * 0xD6E8FEB86659FD93u >> 32);
}

static gboolean
is_same_key (gconstpointer a, gconstpointer b)
{
  const IdRow *first = a, *second = b;

  return first->message_key == second->message_key && first->page_key == second->page_key
         && first->kind == second->kind;
}

static void
set_message (IdView *self, IdRow *row)
{
  row->message = self->cursor != NULL && !(row->entry.id & CAN_ID_ERROR)
                     ? database_cursor_lookup (self->cursor, row->entry.channel, row->entry.id)
                     : NULL;
}

/* The row of this entry: the one that there was of the same message or page, or a new one. */
static IdRow *
get_row (IdView *self, const IdEntry *entry)
{
  IdRow like = { .kind = entry->parent == ID_TABLE_NONE ? ID_ROW_MESSAGE : ID_ROW_PAGE,
                 .message_key = entry->id | (uint64_t) entry->channel << 32 | (uint64_t) entry->sent << 40,
                 .page_key = entry->page };
  IdRow *row = g_hash_table_lookup (self->by_key, &like);

  if (row != NULL)
    return row;
  row = id_row_new (like.kind, entry->sent);
  row->message_key = like.message_key;
  row->page_key = like.page_key;
  row->entry.id = entry->id;
  row->entry.channel = entry->channel;
  set_message (self, row);
  g_hash_table_add (self->by_key, row);
  return row;
}

/* Rows that have no entry any more go. */
static gboolean
is_unlisted (gpointer key, gpointer value, gpointer data)
{
  return !ID_ROW (key)->listed;
}

/* After another table has taken over: objects, their order and which are open stay. */
static void
match_rows (IdView *self, const IdTable *table)
{
  GPtrArray *old = self->messages;
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->by_key);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    ID_ROW (row)->listed = FALSE;
  g_ptr_array_set_size (self->by_index, 0);
  for (uint32_t i = 0; i < id_table_n (table); i++)
    {
      const IdEntry *entry = id_table_get (table, i);
      IdRow *kept = get_row (self, entry);

      id_row_take_entry (kept, entry, i);
      kept->listed = TRUE;
      g_ptr_array_add (self->by_index, kept);
    }
  self->messages = g_ptr_array_new ();
  for (guint i = 0; i < self->by_index->len; i++)
    if (ID_ROW (self->by_index->pdata[i])->kind == ID_ROW_MESSAGE)
      g_ptr_array_add (self->messages, self->by_index->pdata[i]);
  sort (self);
  g_ptr_array_unref (old);
}

static void
count_received (IdView *self)
{
  guint n = 0;

  while (n < self->messages->len && !ID_ROW (self->messages->pdata[n])->sent)
    n++;
  self->n_received = n;
}

static void
add_new_rows (IdView *self, const IdTable *table)
{
  guint n = id_table_n (table), old = self->by_index->len;
  gboolean few = n - old <= FEW_ROWS;

  for (guint i = old; i < n; i++)
    {
      IdRow *row = get_row (self, id_table_get (table, i));

      id_row_take_entry (row, id_table_get (table, i), i);
      g_ptr_array_add (self->by_index, row);
      if (row->kind != ID_ROW_MESSAGE)
        continue;
      if (few)
        put_in_order (self, row);
      else
        g_ptr_array_add (self->messages, row);
    }
  if (!few)
    sort (self);
}

/* TRUE: the list has other rows. */
static gboolean
read_table (IdView *self, const IdTable *table)
{
  guint old = self->by_index->len;

  for (guint i = 0; i < old; i++)
    {
      IdRow *row = self->by_index->pdata[i];
      const IdEntry *entry = id_table_get (table, i);

      if (row->entry.count != entry->count || row->entry.n_pages != entry->n_pages)
        id_row_take_entry (row, entry, i);
    }
  if (id_table_n (table) > old)
    add_new_rows (self, table);
  self->now = id_table_latest (table);
  self->n_passed = id_table_n_passed (table);
  return self->by_index->len > old;
}

/* --- Updates --- */

static void
adopt_next (IdView *self)
{
  const IdTable *table;

  id_watch_stop (self->watch);
  self->watch = g_steal_pointer (&self->next);
  table = id_watch_lock (self->watch);
  match_rows (self, table);
  self->now = id_table_latest (table);
  self->n_passed = id_table_n_passed (table);
  id_watch_unlock (self->watch);
  self->complete = FALSE;
  count_received (self);
  list_rows (self);
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
  changed = read_table (self, id_watch_lock (self->watch));
  id_watch_unlock (self->watch);
  if (ended && !self->complete && self->compare != NULL)
    {
      sort (self);
      changed = TRUE;
    }
  self->complete = ended;
  if (changed)
    {
      count_received (self);
      list_rows (self);
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
    set_message (self, row);
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
  set_items (self, g_ptr_array_new ());
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
id_view_dispose (GObject *object)
{
  IdView *self = ID_VIEW (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
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
  self->by_key = g_hash_table_new_full (hash_key, is_same_key, g_object_unref, NULL);
  self->by_index = g_ptr_array_new ();
  self->messages = g_ptr_array_new ();
  self->items = g_ptr_array_new ();
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
  sort (self);
  list_rows (self);
}

void
id_view_set_open (IdView *self, IdRow *row, gboolean open)
{
  if (row->kind != ID_ROW_MESSAGE || row->open == open || (open && row->entry.n_pages == 0))
    return;
  row->open = open;
  list_rows (self);
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

double
id_view_get_progress (IdView *self)
{
  IdWatch *watch = self->next != NULL ? self->next : self->watch;

  if (watch == NULL)
    return 1;
  return self->next == NULL && self->complete ? 1 : MIN (0.999, id_watch_get_progress (watch));
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
