/* trace-session-record.c: the recordings of a session's capture.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/trace-session-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include "base/banned.h"

Recorder *
trace_session_record (TraceSession *self, const RecordPlan *plan, gboolean whole, GError **error)
{
  uint64_t row;
  Recorder *recorder;

  if (self->capture == NULL)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("Nothing is being captured that could be recorded"));
      return NULL;
    }
  row = whole ? frame_store_first (self->store) : frame_store_length (self->store);
  recorder = recorder_new (self->store, plan, self->databases, row, self->capture, self->tick, error);
  if (recorder != NULL)
    g_ptr_array_add (self->recorders, recorder);
  return recorder;
}

GPtrArray *
trace_session_get_recorders (TraceSession *self)
{
  return self->recorders;
}

gboolean
trace_session_is_recording (TraceSession *self)
{
  for (guint i = 0; i < self->recorders->len; i++)
    if (!recorder_is_over (g_ptr_array_index (self->recorders, i)))
      return TRUE;
  return FALSE;
}

void
trace_session_forget_recorder (TraceSession *self, Recorder *recorder)
{
  recorder_stop (recorder);
  g_ptr_array_remove (self->recorders, recorder);
}

gboolean
trace_session_stop_recorders (TraceSession *self, gint64 timeout)
{
  gint64 until = g_get_monotonic_time () + timeout;
  gboolean all = TRUE;

  for (guint i = 0; i < self->recorders->len; i++)
    recorder_stop (g_ptr_array_index (self->recorders, i));
  for (guint i = 0; i < self->recorders->len; i++)
    all &= recorder_wait (g_ptr_array_index (self->recorders, i), MAX (until - g_get_monotonic_time (), 0));
  return all;
}

/* --- Triggers --- */

/* A moment without a frame is marked at the one before. */
static void
mark_hit (TraceSession *self, const RecordHit *hit)
{
  uint64_t row = MIN (hit->row, self->length > 0 ? self->length - 1 : 0);
  g_autofree char *comment = g_strdup_printf (_ ("Trigger: %s"), hit->reason);

  if (self->length > 0)
    {
      RowRanges *rows = row_ranges_new ();

      row_ranges_add (rows, row, row);
      if (!trace_session_is_marked (self, row))
        trace_session_toggle_marks (self, rows);
      row_ranges_free (rows);
      trace_session_set_comment (self, row, comment);
    }
  g_signal_emit (self, trace_session_signals[SIGNAL_TRIGGERED], 0, row, hit->reason);
}

void
trace_session_take_hits (TraceSession *self)
{
  for (guint i = 0; i < self->recorders->len; i++)
    {
      g_autoptr (GPtrArray) hits = recorder_take_hits (g_ptr_array_index (self->recorders, i));

      for (guint k = 0; hits != NULL && k < hits->len; k++)
        mark_hit (self, g_ptr_array_index (hits, k));
    }
}
