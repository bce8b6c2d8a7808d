/* transmit-edits.c: changes of the list that can be taken back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/transmit-list-private.h"

#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

#define ONE_EDIT G_USEC_PER_SEC

typedef enum
{
  EDIT_INSERT,
  EDIT_REMOVE,
  EDIT_CHANGE,
  EDIT_MOVE,
} EditKind;

struct TransmitEdit
{
  TransmitList *list; /* not owned: the stack is the window's, and forgets when the list goes */
  EditKind kind;
  GPtrArray *items; /* of TransmitItem */
  guint position;   /* of what was inserted */
  guint *from, *to; /* of each item, in their order; (nullable) */
  TransmitRow *before, *after;
  const char *label;
};
typedef struct TransmitEdit Edit;

static void
edit_free (gpointer data)
{
  Edit *self = data;

  if (self->list->last_edit == self)
    self->list->last_edit = NULL;
  g_object_unref (self->list);
  g_ptr_array_unref (self->items);
  g_free (self->from);
  g_free (self->to);
  transmit_row_free (self->before);
  transmit_row_free (self->after);
  g_free (self);
}

static void
insert_items (TransmitList *self, guint position, GPtrArray *items)
{
  position = MIN (position, self->items->len);
  for (guint i = 0; i < items->len; i++)
    {
      g_ptr_array_insert (self->items, (int) (position + i), g_object_ref (items->pdata[i]));
      transmit_list_hand_over (self, items->pdata[i]);
    }
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, items->len);
}

static void
take_out (TransmitList *self, GPtrArray *items)
{
  Capture *capture = trace_session_get_capture (self->session);

  for (guint i = 0; i < items->len; i++)
    {
      TransmitItem *item = items->pdata[i];
      guint position;

      if (!g_ptr_array_find (self->items, item, &position))
        continue;
      item->on = FALSE;
      if (capture != NULL)
        transmitter_remove (capture_get_transmitter (capture), item->key);
      g_ptr_array_remove_index (self->items, position);
      g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
    }
}

static void
move_item (TransmitList *self, TransmitItem *item, guint position)
{
  guint from;

  if (!g_ptr_array_find (self->items, item, &from))
    return;
  g_object_ref (item);
  g_ptr_array_remove_index (self->items, from);
  position = MIN (position, self->items->len);
  g_ptr_array_insert (self->items, (int) position, item);
  g_list_model_items_changed (G_LIST_MODEL (self), MIN (from, position),
                              MAX (from, position) - MIN (from, position) + 1,
                              MAX (from, position) - MIN (from, position) + 1);
}

/* Their places are those in the list as it was, in rising order. */
static void
put_back (TransmitList *self, const Edit *edit)
{
  for (guint i = 0; i < edit->items->len; i++)
    {
      g_autoptr (GPtrArray) one = g_ptr_array_new ();

      g_ptr_array_add (one, edit->items->pdata[i]);
      insert_items (self, edit->from[i], one);
    }
}

/* One after the other; back in the other order. */
static void
move_items (TransmitList *self, const Edit *edit, gboolean back)
{
  guint n = edit->items->len;

  for (guint i = 0; i < n; i++)
    if (back)
      move_item (self, edit->items->pdata[n - 1 - i], edit->from[n - 1 - i]);
    else
      move_item (self, edit->items->pdata[i], edit->to[i]);
}

static void
change_item (TransmitList *self, TransmitItem *item, const TransmitRow *row)
{
  transmit_row_free (item->row);
  item->row = transmit_row_copy (row);
  transmit_list_hand_over (self, item);
}

static gboolean
run_edit (gpointer data, gboolean undo)
{
  Edit *edit = data;
  TransmitList *self = edit->list;

  switch (edit->kind)
    {
    case EDIT_INSERT:
    case EDIT_REMOVE:
      if ((edit->kind == EDIT_INSERT) == undo)
        take_out (self, edit->items);
      else if (edit->kind == EDIT_INSERT)
        insert_items (self, edit->position, edit->items);
      else
        put_back (self, edit);
      break;
    case EDIT_MOVE:
      move_items (self, edit, undo);
      break;
    case EDIT_CHANGE:
      change_item (self, edit->items->pdata[0], undo ? edit->before : edit->after);
      break;
    }
  self->last_edit = NULL;
  g_signal_emit (self, transmit_list_changed, 0);
  return TRUE;
}

static Edit *
push (TransmitList *self, EditKind kind, const char *label)
{
  Edit *edit = g_new0 (Edit, 1);

  edit->list = g_object_ref (self);
  edit->kind = kind;
  edit->label = label;
  edit->items = g_ptr_array_new_with_free_func (g_object_unref);
  return edit;
}

/* It was filled; now it counts. */
static void
finish (TransmitList *self, Edit *edit, gsize n_bytes)
{
  if (self->edits != NULL)
    edit_stack_push (self->edits, TRANSMIT_EDITS, edit->label, n_bytes, run_edit, edit, edit_free);
  else
    edit_free (edit);
  g_signal_emit (self, transmit_list_changed, 0);
}

static TransmitItem *
new_item (TransmitList *self, TransmitRow *row)
{
  TransmitItem *item = g_object_new (TRANSMIT_TYPE_ITEM, NULL);

  item->key = ++self->next_key;
  item->row = row;
  return item;
}

void
transmit_list_insert (TransmitList *self, guint position, GPtrArray *rows, const char *label)
{
  Edit *edit = push (self, EDIT_INSERT, label);

  edit->position = MIN (position, self->items->len);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (edit->items, new_item (self, transmit_row_copy (rows->pdata[i])));
  g_ptr_array_unref (rows);
  insert_items (self, edit->position, edit->items);
  finish (self, edit, edit->items->len * sizeof (TransmitRow));
}

static int
compare_positions (gconstpointer a, gconstpointer b, gpointer data)
{
  guint first = transmit_list_find (data, *(TransmitItem *const *) a),
        second = transmit_list_find (data, *(TransmitItem *const *) b);

  return first < second ? -1 : first > second;
}

/* With those of the items that are in the list, in its order. */
static Edit *
push_some (TransmitList *self, EditKind kind, const char *label, GPtrArray *items)
{
  Edit *edit = push (self, kind, label);

  for (guint i = 0; i < items->len; i++)
    if (g_ptr_array_find (self->items, items->pdata[i], NULL) && !g_ptr_array_find (edit->items, items->pdata[i], NULL))
      g_ptr_array_add (edit->items, g_object_ref (items->pdata[i]));
  g_ptr_array_sort_with_data (edit->items, compare_positions, self);
  edit->from = g_new (guint, edit->items->len);
  for (guint i = 0; i < edit->items->len; i++)
    edit->from[i] = transmit_list_find (self, edit->items->pdata[i]);
  return edit;
}

void
transmit_list_remove (TransmitList *self, GPtrArray *items)
{
  Edit *edit = push_some (self, EDIT_REMOVE, ngettext_ ("Remove a Message", "Remove Messages", items->len), items);

  if (edit->items->len == 0)
    {
      edit_free (edit);
      return;
    }
  take_out (self, edit->items);
  finish (self, edit, edit->items->len * sizeof (TransmitRow));
}

void
transmit_list_move (TransmitList *self, GPtrArray *items, int by)
{
  Edit *edit = push_some (self, EDIT_MOVE, ngettext_ ("Move a Message", "Move Messages", items->len), items);
  guint n = edit->items->len;

  /* Those that move down begin with the last one: none passes another that moves, too. */
  for (guint i = 0; by > 0 && i < n / 2; i++)
    {
      gpointer item = edit->items->pdata[i];
      guint from = edit->from[i];

      edit->items->pdata[i] = edit->items->pdata[n - 1 - i];
      edit->items->pdata[n - 1 - i] = item;
      edit->from[i] = edit->from[n - 1 - i];
      edit->from[n - 1 - i] = from;
    }
  if (n == 0 || (int64_t) edit->from[0] + by < 0 || (int64_t) edit->from[0] + by >= self->items->len)
    {
      edit_free (edit);
      return;
    }
  edit->to = g_new (guint, n);
  for (guint i = 0; i < n; i++)
    edit->to[i] = (guint) ((int) edit->from[i] + by);
  move_items (self, edit, FALSE);
  finish (self, edit, n * sizeof (TransmitRow));
}

void
transmit_list_edit (TransmitList *self, TransmitItem *item, TransmitRow *row, const char *label)
{
  gint64 now = g_get_monotonic_time ();
  Edit *last = self->last_edit;

  if (transmit_row_equal (item->row, row))
    {
      transmit_row_free (row);
      return;
    }
  if (last != NULL && last->items->pdata[0] == item && g_strcmp0 (last->label, label) == 0
      && now - self->last_edit_time < ONE_EDIT)
    {
      transmit_row_free (last->after);
      last->after = row;
      change_item (self, item, row);
      g_signal_emit (self, transmit_list_changed, 0);
    }
  else
    {
      last = push (self, EDIT_CHANGE, g_intern_string (label));
      g_ptr_array_add (last->items, g_object_ref (item));
      last->before = transmit_row_copy (item->row);
      last->after = row;
      change_item (self, item, row);
      self->last_edit = self->edits != NULL ? last : NULL;
      finish (self, last, 2 * sizeof (TransmitRow));
    }
  self->last_edit_time = now;
}

void
transmit_list_set_row (TransmitList *self, TransmitItem *item, TransmitRow *row)
{
  if (!transmit_row_equal (item->row, row))
    {
      change_item (self, item, row);
      g_signal_emit (self, transmit_list_changed, 0);
    }
  transmit_row_free (row);
}

guint
transmit_list_find (TransmitList *self, TransmitItem *item)
{
  guint position;

  return g_ptr_array_find (self->items, item, &position) ? position : G_MAXUINT;
}

GPtrArray *
transmit_list_dup_rows (TransmitList *self)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (transmit_row_free);

  for (guint i = 0; i < self->items->len; i++)
    g_ptr_array_add (rows, transmit_row_copy (((TransmitItem *) self->items->pdata[i])->row));
  return rows;
}

void
transmit_list_replace (TransmitList *self, GPtrArray *rows)
{
  g_autoptr (GPtrArray) old = g_ptr_array_new_with_free_func (g_object_unref),
                        new = g_ptr_array_new_with_free_func (g_object_unref);

  if (self->edits != NULL)
    edit_stack_forget (self->edits, TRANSMIT_EDITS);
  for (guint i = 0; i < self->items->len; i++)
    g_ptr_array_add (old, g_object_ref (self->items->pdata[i]));
  take_out (self, old);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (new, new_item (self, transmit_row_copy (rows->pdata[i])));
  g_ptr_array_unref (rows);
  insert_items (self, 0, new);
  g_signal_emit (self, transmit_list_changed, 0);
}
