/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "format-helper.h"

static void
dump_frame (GString *out, const TraceInfo *info, const CanFrame *frame)
{
  char time[CAN_TIME_TEXT_MAX], text[CAN_FRAME_TEXT_MAX];

  can_time_format (frame->time, time);
  can_frame_format (frame, text);
  g_string_append_printf (out, "F %s %s %s %u%s%s\n", time, trace_info_channel_name (info, frame->channel), text,
                          frame->dlc, frame->flags & CAN_TX ? " tx" : "", frame->flags & CAN_GAP ? " gap" : "");
}

static void
dump_note (GString *out, const TraceInfo *info, const Note *note)
{
  static const char *const kinds[] = { "comment", "event", "status", "statistics", "foreign", "loss", "other" };
  char time[CAN_TIME_TEXT_MAX];

  can_time_format (note->time, time);
  g_string_append_printf (out, "N %" G_GUINT64_FORMAT " %s %s ", note->place, time, kinds[note->kind]);
  g_string_append_len (out, note->text, note->n);
  g_string_append_c (out, '\n');
}

static void
dump_batch (GString *out, const TraceInfo *info, const FrameBatch *batch)
{
  guint note = 0;

  for (guint i = 0; i <= batch->n_frames; i++)
    {
      for (; note < batch->notes->len && g_array_index (batch->notes, Note, note).row == i; note++)
        dump_note (out, info, &g_array_index (batch->notes, Note, note));
      if (i < batch->n_frames)
        dump_frame (out, info, &batch->frames[i]);
    }
  g_assert_cmpuint (note, ==, batch->notes->len);
  for (guint i = 0; i < batch->problems->len; i++)
    {
      const Problem *problem = &g_array_index (batch->problems, Problem, i);

      g_string_append_printf (out, "P %" G_GUINT64_FORMAT " %s\n", problem->place, problem->what);
    }
}

static char *
dump (LogReader *reader, TraceInfo *info, GError *error)
{
  GString *out = g_string_new (NULL);
  FrameBatch *batch = frame_batch_new ();
  FormatStep step = reader != NULL ? FORMAT_MORE : FORMAT_FAILED;
  int64_t start;
  char time[CAN_TIME_TEXT_MAX];

  while (step == FORMAT_MORE)
    {
      step = log_reader_read (reader, batch, &error);
      g_assert_true (step != FORMAT_MORE || batch->n_frames > 0 || batch->notes->len > 0 || batch->n_problems > 0);
      dump_batch (out, info, batch);
    }
  if (trace_info_get_start (info, &start))
    {
      can_time_format (start, time);
      g_string_append_printf (out, "S %s%s\n", time, trace_info_is_dated (info) ? " dated" : "");
    }
  g_assert_true ((step == FORMAT_FAILED) == (error != NULL));
  if (error != NULL)
    g_string_append_printf (out, "E %s\n", error->message);
  g_clear_error (&error);
  frame_batch_free (batch);
  log_reader_close (reader);
  trace_info_unref (info);
  return g_string_free (out, FALSE);
}

char *
dump_log (const char *format, const void *data, gsize n, const char *timezone)
{
  FormatOptions options = { .timezone = g_time_zone_new_identifier (timezone != NULL ? timezone : "UTC") };
  TraceInfo *info = trace_info_new ();
  GError *error = NULL;
  LogReader *reader
      = log_reader_open_memory (data, n, format != NULL ? format_by_id (format) : NULL, info, &options, &error);
  char *text = dump (reader, info, error);

  g_time_zone_unref (options.timezone);
  return text;
}

char *
dump_file (const char *format, const char *path)
{
  TraceInfo *info = trace_info_new ();
  GError *error = NULL;
  LogReader *reader = log_reader_open (path, format != NULL ? format_by_id (format) : NULL, info, NULL, &error);

  return dump (reader, info, error);
}
