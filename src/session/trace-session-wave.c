/* trace-session-wave.c: the wire around one frame, read back from the recording of samples.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/trace-session-private.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "formats/format.h"
#include "session/hand-over.h"

#include "base/banned.h"

typedef struct
{
  HandOver asked, done;
  WaveRecord *record;
  char *path, *format;
  WaveLine line;
  WaveOptions options;
  WaveWindow window;
  CanFrame frame;
  uint8_t payload[CAN_FRAME_MAX_LEN];
  WaveCut *cut;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  hand_over_see (&self->done);
  wave_record_unref (self->record);
  wave_cut_free (self->cut);
  g_array_unref (self->window.edges);
  g_free (self->path);
  g_free (self->format);
  g_free (self);
}

static gboolean
read_window (Question *self, GCancellable *cancellable, GError **error)
{
  FormatOptions options = { .wave = &self->options };
  TraceInfo *info = trace_info_new ();
  LogReader *reader = log_reader_open (self->path, format_by_id (self->format), info, &options, error);
  FrameBatch *batch = reader != NULL ? frame_batch_new () : NULL;
  FormatStep step = FORMAT_MORE;

  while (reader != NULL && step == FORMAT_MORE && !g_cancellable_is_cancelled (cancellable))
    step = log_reader_read (reader, batch, error);
  frame_batch_free (batch);
  log_reader_close (reader);
  trace_info_unref (info);
  return reader != NULL && step == FORMAT_END;
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *self = data;
  GError *error = NULL;
  gboolean ok;

  hand_over_take (&self->asked);
  ok = read_window (self, cancellable, &error);
  if (ok)
    self->cut = wave_cut_new (&self->window, &self->line, self->options.glitch_ns, &self->frame);
  hand_over_give (&self->done);
  if (ok)
    g_task_return_boolean (task, TRUE);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, CANID_ERROR, CANID_ERROR_CANCELLED, _ ("Cancelled"));
}

/* FALSE: the trace, or this frame's channel, is not from samples. */
static gboolean
ask (TraceSession *self, uint64_t row, Question *question)
{
  const TraceInfo *info = self->store != NULL ? frame_store_get_info (self->store) : NULL;
  WavePlace place;
  int line;

  question->window.edges = g_array_new (FALSE, FALSE, sizeof (WireEdge));
  if (info == NULL || self->record == NULL || self->files->len != 1 || row >= self->length)
    return FALSE;
  frame_store_get (self->store, row, &question->frame);
  line = wave_record_find_bus (self->record, trace_info_channel_name (info, question->frame.channel));
  if (line < 0 || !wave_record_get_line (self->record, (guint) line, &question->line))
    return FALSE;
  memcpy (question->payload, question->frame.data, MIN (question->frame.len, CAN_FRAME_MAX_LEN));
  question->frame.data = question->payload;
  question->record = wave_record_ref (self->record);
  question->path = g_strdup (g_file_peek_path (g_ptr_array_index (self->files, 0)));
  question->format = g_strdup (trace_info_get_format (info));
  question->options = *wave_record_get_options (self->record);
  question->options.window = &question->window;
  question->window.line = (guint) line;
  wave_cut_window (&question->window, &question->frame, &question->line.finding.setting);
  question->window.has_place = wave_record_find_place (self->record, question->window.from, &place);
  if (question->window.has_place)
    {
      question->window.place_ticks = place.ticks;
      question->window.place_position = place.position;
    }
  return TRUE;
}

void
trace_session_read_wave_async (TraceSession *self, uint64_t row, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);
  gboolean sampled = ask (self, row, question);

  g_task_set_source_tag (task, trace_session_read_wave_async);
  g_task_set_task_data (task, question, question_free);
  hand_over_give (&question->asked);
  if (sampled)
    g_task_run_in_thread (task, read_in_thread);
  else
    {
      hand_over_give (&question->done);
      g_task_return_boolean (task, TRUE);
    }
  g_object_unref (task);
}

WaveCut *
trace_session_read_wave_finish (TraceSession *self, GAsyncResult *result, GError **error)
{
  Question *question = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  hand_over_take (&question->done);
  return g_steal_pointer (&question->cut);
}

WaveRecord *
trace_session_get_failed_record (TraceSession *self)
{
  return self->failed_record;
}

WaveRecord *
trace_session_get_wave_record (TraceSession *self)
{
  return self->record != NULL && wave_record_n_lines (self->record) > 0 ? self->record : NULL;
}
