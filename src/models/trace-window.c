/* trace-window.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/trace-window.h"

#include "base/banned.h"

struct _TraceWindow
{
  GObject parent_instance;
  TraceSession *session;
  GPtrArray *rows; /* of TraceRow */
  guint made;      /* of these are items */
  guint size, n;   /* n <= made: the others have no row to show */
  uint64_t first, total;
};

static guint moved_signal;

static GType
get_item_type (GListModel *model)
{
  return TRACE_TYPE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return TRACE_WINDOW (model)->made;
}

static gpointer
get_item (GListModel *model, guint position)
{
  TraceWindow *self = TRACE_WINDOW (model);

  return position < self->made ? g_object_ref (g_ptr_array_index (self->rows, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TraceWindow, trace_window, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
trace_window_dispose (GObject *object)
{
  TraceWindow *self = TRACE_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (trace_window_parent_class)->dispose (object);
}

static void
trace_window_class_init (TraceWindowClass *class)
{
  G_OBJECT_CLASS (class)->dispose = trace_window_dispose;
  moved_signal = g_signal_new ("moved", TRACE_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
trace_window_init (TraceWindow *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
}

TraceWindow *
trace_window_new (TraceSession *session)
{
  TraceWindow *self = g_object_new (TRACE_TYPE_WINDOW, NULL);

  self->session = g_object_ref (session);
  self->total = trace_session_n_shown (session);
  return self;
}

TraceSession *
trace_window_get_session (TraceWindow *self)
{
  return self->session;
}

uint64_t
trace_window_get_total (TraceWindow *self)
{
  return self->total;
}

uint64_t
trace_window_get_first (TraceWindow *self)
{
  return self->first;
}

guint
trace_window_get_n (TraceWindow *self)
{
  return self->n;
}

uint64_t
trace_window_get_row (TraceWindow *self, guint slot)
{
  return slot < self->n ? trace_row_get_row (g_ptr_array_index (self->rows, slot)) : ROW_NONE;
}

/* Gives the first n rows of the array their numbers and takes the others'; TRUE if one of the items has another now. */
static gboolean
number_rows (TraceWindow *self, guint n)
{
  RowSet *shown = trace_session_get_shown (self->session);
  uint64_t row = n > 0 ? trace_session_nth_shown (self->session, self->first) : ROW_NONE;
  gboolean changed = FALSE;

  for (guint i = 0; i < n; i++)
    {
      TraceRow *item = g_ptr_array_index (self->rows, i);

      changed |= i < self->made && trace_row_get_row (item) != row;
      trace_row_set_row (item, row);
      /* Not nth of each: scanners add rows meanwhile, and no row may stand here twice. */
      if (row != ROW_NONE)
        row = shown != NULL ? row_set_next (shown, row + 1) : row + 1;
    }
  for (guint i = n; i < self->n; i++)
    {
      trace_row_set_row (g_ptr_array_index (self->rows, i), ROW_NONE);
      changed = TRUE;
    }
  return changed;
}

static void
apply (TraceWindow *self, uint64_t first)
{
  guint n = (guint) MIN ((uint64_t) self->size, self->total);
  gboolean changed;

  self->first = MIN (first, self->total - n);
  while (self->rows->len < n)
    g_ptr_array_add (self->rows, trace_row_new (self->rows->len));
  changed = number_rows (self, n);
  self->n = n;
  if (changed)
    g_signal_emit (self, moved_signal, 0);
  trace_window_make (self, n);
}

void
trace_window_make (TraceWindow *self, guint n)
{
  guint before = self->made;

  if (n <= before)
    return;
  while (self->rows->len < n)
    g_ptr_array_add (self->rows, trace_row_new (self->rows->len));
  self->made = n;
  g_list_model_items_changed (G_LIST_MODEL (self), before, 0, n - before);
}

void
trace_window_set_size (TraceWindow *self, guint size)
{
  self->size = size;
  apply (self, self->first);
}

void
trace_window_set_first (TraceWindow *self, uint64_t first)
{
  first = MIN (first, self->total - self->n);
  if (first != self->first)
    apply (self, first);
}

void
trace_window_update (TraceWindow *self, uint64_t first)
{
  self->total = trace_session_n_shown (self->session);
  apply (self, first);
}
