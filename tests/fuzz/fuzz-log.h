/* fuzz-log.h: what holds for every reader of text logs, whatever it is given.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each input is read as it stands and again with a blank in front of every line, which sends it down the careful path:
 * both must give the same frames and as many problems.
 */
#pragma once

#include "formats/format.h"

#include <string.h>

typedef struct
{
  uint64_t n_frames, n_problems, hash;
} FuzzResult;

static uint64_t
fuzz_mix (uint64_t hash, uint64_t value)
{
  return (hash ^ value) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15) + (hash >> 29);
}

/* The rules of core/can-frame.h. */
static void
fuzz_check_frame (const CanFrame *frame, const TraceInfo *info)
{
  gboolean fd = (frame->flags & CAN_FD) != 0;

  g_assert_cmpuint (frame->channel, <, trace_info_n_channels (info));
  g_assert_cmpuint (frame->dlc, <=, 15);
  g_assert_true (frame->id & (CAN_ID_EXTENDED | CAN_ID_ERROR) || can_id_number (frame->id) <= CAN_ID_MASK_STANDARD);
  g_assert_true (fd || !(frame->flags & (CAN_BRS | CAN_ESI)));
  if (frame->id & CAN_ID_ERROR)
    {
      g_assert_true (!fd && !(frame->id & (CAN_ID_REMOTE | CAN_ID_EXTENDED)));
      g_assert_cmpuint (frame->len, ==, frame->dlc);
      g_assert_true (frame->len == 8 || (frame->len == 0 && can_id_number (frame->id) == 0));
    }
  else if (frame->id & CAN_ID_REMOTE)
    g_assert_true (!fd && frame->len == 0);
  else
    g_assert_cmpuint (frame->len, ==, can_dlc_to_len (frame->dlc, fd));
}

static void
fuzz_add_frame (FuzzResult *result, const CanFrame *frame)
{
  uint64_t hash = result->hash;

  hash = fuzz_mix (hash, (uint64_t) frame->time);
  hash = fuzz_mix (hash, (uint64_t) frame->id << 32 | (uint64_t) frame->len << 16 | (uint64_t) frame->dlc << 8
                             | frame->flags);
  hash = fuzz_mix (hash, frame->channel);
  for (guint i = 0; i < frame->len; i++)
    hash = fuzz_mix (hash, frame->data[i]);
  result->hash = hash;
  result->n_frames++;
}

static FuzzResult
fuzz_read (const char *format, const void *data, gsize n)
{
  static GTimeZone *utc;
  FuzzResult result = { 0 };
  FormatOptions options = { 0 };
  TraceInfo *info = trace_info_new ();
  FrameBatch *batch = frame_batch_new ();
  LogReader *reader;
  FormatStep step;

  if (utc == NULL)
    utc = g_time_zone_new_utc ();
  options.timezone = utc;
  reader = log_reader_open_memory (data, n, format_by_id (format), info, &options, NULL);
  do
    {
      step = log_reader_read (reader, batch, NULL);
      g_assert_true (step != FORMAT_FAILED);
      for (guint i = 0; i < batch->n_frames; i++)
        {
          g_assert_true (trace_info_get_start (info, &(int64_t){ 0 }));
          fuzz_check_frame (&batch->frames[i], info);
          fuzz_add_frame (&result, &batch->frames[i]);
        }
      result.n_problems += batch->n_problems;
    }
  while (step == FORMAT_MORE);
  log_reader_close (reader);
  frame_batch_free (batch);
  trace_info_unref (info);
  return result;
}

static inline void
fuzz_log (const char *format, const uint8_t *data, gsize n)
{
  FuzzResult plain = fuzz_read (format, data, n), careful;
  GString *moved = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    {
      if (i == 0 || data[i - 1] == '\n')
        g_string_append_c (moved, '\t');
      g_string_append_c (moved, (char) data[i]);
    }
  careful = fuzz_read (format, moved->str, moved->len);
  g_string_free (moved, TRUE);
  if (n >= 3 && memcmp (data, "\xEF\xBB\xBF", 3) == 0)
    return; /* a byte order mark counts only at the very beginning */
  g_assert_cmpuint (plain.n_frames, ==, careful.n_frames);
  g_assert_cmpuint (plain.n_problems, ==, careful.n_problems);
  g_assert_cmphex (plain.hash, ==, careful.hash);
}
