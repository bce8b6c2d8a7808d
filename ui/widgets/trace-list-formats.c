/* trace-list-formats.c: how cells write times and numbers. Only the rows in sight are written anew.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/trace-list-private.h"

#include "core/id-index.h"

#define LOOKED_AT 1000u /* rows */

static void
apply (TraceList *self)
{
  trace_list_refresh (self);
  trace_list_arrange_later (self);
}

/* --- Decimals --- */

static void
set_decimals (TraceList *self, guint decimals)
{
  if (self->context.time_decimals == decimals)
    return;
  self->context.time_decimals = decimals;
  apply (self);
}

/* Nanoseconds are shown if the trace has any among its first rows: figures of one column have one form. */
void
trace_list_check_decimals (TraceList *self)
{
  uint64_t end = MIN (frame_store_length (self->context.store), LOOKED_AT);

  for (; self->checked < end && self->trace_decimals == 6; self->checked++)
    {
      CanFrame frame;

      frame_store_get (self->context.store, self->checked, &frame);
      if (frame.time % 1000 != 0)
        self->trace_decimals = 9;
    }
  set_decimals (self, self->fixed_decimals != 0 ? self->fixed_decimals : self->trace_decimals);
}

void
trace_list_set_time_decimals (TraceList *self, guint decimals)
{
  self->fixed_decimals = decimals;
  set_decimals (self, decimals != 0 ? decimals : self->trace_decimals);
}

/* --- Identifiers' rows, for times since the same identifier --- */

static void
make_index (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  FrameStore *store = data;
  IdIndex *ids = frame_store_get_ids (store);
  uint64_t length = frame_store_length (store);

  while (id_index_length (ids) < length && !g_cancellable_is_cancelled (cancellable))
    id_index_advance (ids, id_index_length (ids) + FRAME_CHUNK_ROWS);
  g_task_return_boolean (task, TRUE);
}

static void
on_index (GObject *source, GAsyncResult *result, gpointer data)
{
  TraceList *self = TRACE_LIST (source);

  if (self->ids_task != (GTask *) result)
    return; /* of another store */
  self->ids_task = NULL;
  if (self->scrolled == NULL || self->context.store == NULL)
    return;
  if (self->context.time_style == TIME_SINCE_SAME_ID)
    apply (self);
  trace_list_want_index (self);
}

void
trace_list_want_index (TraceList *self)
{
  const FrameStore *store = self->context.store;
  g_autoptr (GCancellable) cancellable = NULL;

  if (self->context.time_style != TIME_SINCE_SAME_ID || store == NULL || self->ids_task != NULL
      || id_index_length (frame_store_get_ids (store)) >= frame_store_length (store))
    return;
  cancellable = g_cancellable_new ();
  self->ids_task = g_task_new (self, cancellable, on_index, NULL);
  g_task_set_task_data (self->ids_task, frame_store_ref ((FrameStore *) store), (GDestroyNotify) frame_store_unref);
  g_task_run_in_thread (self->ids_task, make_index);
  g_object_unref (self->ids_task); /* it holds itself until on_index */
}

void
trace_list_drop_index (TraceList *self)
{
  if (self->ids_task != NULL)
    g_cancellable_cancel (g_task_get_cancellable (self->ids_task));
  self->ids_task = NULL;
}

/* --- Formats --- */

void
trace_list_set_time_style (TraceList *self, TimeStyle style)
{
  self->context.time_style = style;
  trace_list_want_index (self);
  trace_list_name_columns (self);
  apply (self);
}

void
trace_list_set_numbers (TraceList *self, NumberBase base, guint group)
{
  if (self->context.base == base && self->context.group == group)
    return;
  self->context.base = base;
  self->context.group = group;
  apply (self);
}

void
trace_list_set_reference (TraceList *self, uint64_t row)
{
  self->context.has_reference = row != ROW_NONE;
  self->context.reference = row;
  apply (self);
}

uint64_t
trace_list_get_reference (TraceList *self)
{
  return self->context.has_reference ? self->context.reference : ROW_NONE;
}
