/* id-view-rows.c: which rows there are, and in which order they stand.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/id-view-private.h"

#include "base/thread-time.h"

#include "base/banned.h"

#define FEW_ROWS 32u   /* new rows that are put in one by one */
#define SEEN_ROWS 256u /* below, a list has widgets of none */

/* --- Listing --- */

static void
append_items (GPtrArray *to, GPtrArray *from, guint first, guint end)
{
  for (guint i = first; i < end; i++)
    g_ptr_array_add (to, g_object_ref (from->pdata[i]));
}

typedef struct
{
  guint at, removed, added; /* of what differs at all */
} Difference;

static Difference
find_difference (GPtrArray *old, GPtrArray *wanted)
{
  guint head = 0, tail = 0, least = MIN (old->len, wanted->len);

  while (head < least && old->pdata[head] == wanted->pdata[head])
    head++;
  while (tail < least - head && old->pdata[old->len - 1 - tail] == wanted->pdata[wanted->len - 1 - tail])
    tail++;
  return (Difference){ head, old->len - head - tail, wanted->len - head - tail };
}

static gboolean
comes_later (GPtrArray *items, guint at, gconstpointer row)
{
  for (guint i = at + 1; i < items->len; i++)
    if (items->pdata[i] == row)
      return TRUE;
  return FALSE;
}

/* One row of it: a row that is wanted further down moves on, if the one that is wanted here is new. */
static Difference
take_one (IdView *self, Difference all)
{
  gboolean keep = all.removed > 0 && comes_later (self->wanted, all.at, self->items->pdata[all.at]);
  gboolean here = all.added > 0 && comes_later (self->items, all.at, self->wanted->pdata[all.at]);

  if (all.removed > 0 && all.added > 0 && keep != here)
    all = (Difference){ all.at, !keep, keep };
  return (Difference){ all.at, MIN (all.removed, 1), MIN (all.added, 1) };
}

/* Rows of wanted take the place of rows of items. */
static void
change_items (IdView *self, Difference change)
{
  GPtrArray *old = self->items;

  if (change.removed + change.added == 0)
    return;
  self->items = g_ptr_array_new_full (old->len + change.added, g_object_unref);
  append_items (self->items, old, 0, change.at);
  append_items (self->items, self->wanted, change.at, change.at + change.added);
  append_items (self->items, old, change.at + change.removed, old->len);
  g_list_model_items_changed (G_LIST_MODEL (self), change.at, change.removed, change.added);
  g_ptr_array_unref (old);
}

static void
end_listing (IdView *self)
{
  g_clear_handle_id (&self->step_id, g_source_remove);
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  g_ptr_array_set_size (self->leaving, 0);
}

static gboolean
on_step (gpointer data)
{
  IdView *self = data;
  guint step_id = self->step_id;
  int64_t start = thread_time ();

  while (thread_time () - start < THREAD_TIME_PART)
    {
      Difference left = find_difference (self->items, self->wanted);

      if (left.removed + left.added == 0)
        {
          self->step_id = 0;
          end_listing (self);
          g_signal_emit_by_name (self, "updated");
          return G_SOURCE_REMOVE;
        }
      change_items (self, left.at < SEEN_ROWS ? take_one (self, left) : left);
      if (self->step_id != step_id) /* who was told wants other rows */
        return G_SOURCE_REMOVE;
    }
  return G_SOURCE_CONTINUE;
}

/* Row by row, and as many at a time as the main loop can bear, because a list makes widgets for what it is told of. */
static void
set_items (IdView *self, GPtrArray *items) /* (transfer full) */
{
  Difference left = find_difference (self->items, items);

  g_clear_handle_id (&self->step_id, g_source_remove);
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  self->wanted = items;
  if (left.at < SEEN_ROWS && MAX (left.removed, left.added) > 1)
    {
      self->step_id = g_timeout_add (1, on_step, self);
      return;
    }
  change_items (self, left);
  end_listing (self);
}

void
id_view_clear_items (IdView *self)
{
  Difference all = { 0, self->items->len, 0 };

  end_listing (self);
  self->wanted = g_ptr_array_new ();
  change_items (self, all);
  end_listing (self);
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
  append_items (items, pages, 0, pages->len);
}

void
id_view_list_rows (IdView *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_sent = self->messages->len - self->n_received;
  gboolean grouped = self->n_received > 0 && n_sent > 0;

  self->groups[FALSE]->n_members = self->n_received;
  self->groups[TRUE]->n_members = n_sent;
  for (guint i = 0; i < self->messages->len; i++)
    {
      IdRow *row = self->messages->pdata[i];

      if (grouped && (i == 0 || i == self->n_received))
        g_ptr_array_add (items, g_object_ref (self->groups[row->sent]));
      g_ptr_array_add (items, g_object_ref (row));
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

void
id_view_sort (IdView *self)
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

guint
id_view_hash_row (gconstpointer key)
{
  const IdRow *row = key;

  return (guint) ((row->message_key ^ row->page_key * 0x9E3779B97F4A7C15u) * 0xD6E8FEB86659FD93u >> 32);
}

gboolean
id_view_is_same_row (gconstpointer a, gconstpointer b)
{
  const IdRow *first = a, *second = b;

  return first->message_key == second->message_key && first->page_key == second->page_key
         && first->kind == second->kind;
}

void
id_view_set_message (IdView *self, IdRow *row)
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
  id_view_set_message (self, row);
  g_hash_table_add (self->by_key, row);
  return row;
}

/* After another table has taken over: objects, their order and which are open stay. */
void
id_view_match_rows (IdView *self, const IdTable *table)
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
  id_view_sort (self);
  g_ptr_array_unref (old);
}

void
id_view_count_received (IdView *self)
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
    id_view_sort (self);
}

/* TRUE: the list has other rows. */
gboolean
id_view_read_table (IdView *self, const IdTable *table)
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
  self->activity_shift = id_table_activity_shift (table, &self->activity_bins);
  return self->by_index->len > old;
}
