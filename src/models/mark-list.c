/* mark-list.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Marked rows are found by their rank in the session's set; commented rows that are not marked stand between them, and
 * are few: a sorted array.
 */
#include "config.h"
#include "models/mark-list.h"

#include "base/banned.h"

struct _MarkList
{
  GObject parent_instance;
  TraceSession *session;
  RowSet *marked;   /* of the session, as of the last change */
  GArray *unmarked; /* of uint64_t: commented rows that are not marked */
  uint64_t n;
};

static GType
get_item_type (GListModel *model)
{
  return TRACE_TYPE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return (guint) MIN (MARK_LIST (model)->n, MARK_LIST_MAX);
}

static gpointer
get_item (GListModel *model, guint position)
{
  TraceRow *item;

  if (position >= get_n_items (model))
    return NULL;
  item = trace_row_new (position);
  trace_row_set_row (item, mark_list_get_row (MARK_LIST (model), position));
  return item;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MarkList, mark_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
mark_list_finalize (GObject *object)
{
  MarkList *self = MARK_LIST (object);

  row_set_unref (self->marked);
  g_array_unref (self->unmarked);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (mark_list_parent_class)->finalize (object);
}

static void
mark_list_class_init (MarkListClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mark_list_finalize;
}

static void
mark_list_init (MarkList *self)
{
  self->unmarked = g_array_new (FALSE, FALSE, sizeof (uint64_t));
}

static void
on_changed (MarkList *self)
{
  const RowComments *comments = trace_session_get_comments (self->session);
  guint before = get_n_items (G_LIST_MODEL (self));

  row_set_unref (self->marked);
  self->marked = row_set_ref (trace_session_get_marked (self->session));
  g_array_set_size (self->unmarked, 0);
  for (guint i = 0; i < row_comments_n (comments); i++)
    if (!row_set_contains (self->marked, row_comments_nth (comments, i)->row))
      g_array_append_val (self->unmarked, row_comments_nth (comments, i)->row);
  self->n = row_set_count (self->marked) + self->unmarked->len;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, get_n_items (G_LIST_MODEL (self)));
}

MarkList *
mark_list_new (TraceSession *session)
{
  MarkList *self = g_object_new (MARK_TYPE_LIST, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "marks-changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  on_changed (self);
  return self;
}

uint64_t
mark_list_count (MarkList *self)
{
  return self->n;
}

/* Place of the index-th commented row. */
static uint64_t
place_of (MarkList *self, guint index)
{
  return index + row_set_rank (self->marked, g_array_index (self->unmarked, uint64_t, index));
}

uint64_t
mark_list_get_row (MarkList *self, uint64_t place)
{
  guint low = 0, high = self->unmarked->len;

  while (low < high) /* how many commented rows stand before place */
    {
      guint middle = low + (high - low) / 2;

      if (place_of (self, middle) < place)
        low = middle + 1;
      else
        high = middle;
    }
  if (low < self->unmarked->len && place_of (self, low) == place)
    return g_array_index (self->unmarked, uint64_t, low);
  return row_set_nth (self->marked, place - low);
}

uint64_t
mark_list_find_row (MarkList *self, uint64_t row)
{
  guint n = 0;

  while (n < self->unmarked->len && g_array_index (self->unmarked, uint64_t, n) < row)
    n++;
  return n + row_set_rank (self->marked, row);
}
