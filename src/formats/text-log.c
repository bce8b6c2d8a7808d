/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "formats/text-log.h"

#include "base/i18n.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

#define BATCH_MAX_LINES 1024 /* without frames */

void
text_log_init (TextLog *self, ByteSource *in, TraceInfo *info)
{
  line_reader_init (&self->lines, in);
  self->info = info;
}

gboolean
text_log_has_room (const FrameBatch *out)
{
  return out->n_frames < FRAME_BATCH_SIZE && out->notes->len + out->n_problems <= BATCH_MAX_LINES;
}

FormatStep
text_log_read (TextLog *self, TextLogTake take, FrameBatch *out, GError **error)
{
  while (text_log_has_room (out))
    {
      LinesState state = line_reader_fill (&self->lines, out, error);

      if (state == LINES_END || state == LINES_FAILED)
        return state == LINES_END ? FORMAT_END : FORMAT_FAILED;
      if (state == LINES_PAUSE)
        return FORMAT_MORE;
      take (self, out);
      if (!self->started && out->n_frames > 0)
        {
          trace_info_set_start (self->info, out->frames[0].time, out->frames[0].time >= TEXT_LOG_EARLIEST_DATE);
          self->started = TRUE;
        }
    }
  return FORMAT_MORE;
}

void
text_log_tell_crowd (gboolean *told, const char *name, uint64_t line, FrameBatch *out)
{
  if (!*told)
    frame_batch_add_problem (out, 0,
                             N_ ("more than %d channels: %s (line %" PRIu64 ") and those that follow count as another"),
                             TRACE_MAX_CHANNELS, name, line);
  *told = TRUE;
}

uint8_t
text_log_channel (TextLog *self, const char *name, gsize n, uint64_t line, FrameBatch *out)
{
  char *valid = g_utf8_make_valid (name, (gssize) n);
  gboolean full = FALSE;
  uint8_t channel = trace_info_channel (self->info, valid, strlen (valid), &full);

  if (full)
    text_log_tell_crowd (&self->crowded, valid, line, out);
  g_free (valid);
  return channel;
}

void
text_log_add_frame (TextLog *self, FrameBatch *out)
{
  CanFrame *frame = &out->frames[out->n_frames++];

  if (self->gap)
    frame->flags |= CAN_GAP;
  self->gap = FALSE;
  self->last_time = frame->time;
}

gboolean
text_log_take_other (TextLog *self, TextScan scan, uint64_t line, FrameBatch *out)
{
  const char *text = scan.p;
  gsize n = (gsize) (scan.end - scan.p);
  gboolean loss;

  if (text_scan_at_end (&scan))
    return TRUE;
  loss = text_scan_keyword (&scan, "DROPCOUNT:");
  if (!loss && *scan.p != '#')
    return FALSE;
  self->gap |= loss;
  frame_batch_add_note (out, loss ? NOTE_LOSS : NOTE_COMMENT, 0, self->last_time, line, text, n);
  return TRUE;
}

void
text_log_skip_number (TextScan *scan)
{
  TextScan number = *scan;
  uint64_t value;

  text_scan_blanks (&number);
  if (!text_scan_uint (&number, &value))
    return;
  text_scan_char (&number, ':');
  text_scan_blanks (&number);
  if (number.p < number.end && *number.p == '(')
    *scan = number;
}

gboolean
text_log_probe_line (const char **p, const char *end, TextScan *line)
{
  const char *newline;
  gsize n;

  if (*p >= end)
    return FALSE;
  newline = memchr (*p, '\n', (gsize) (end - *p));
  n = (gsize) ((newline != NULL ? newline : end) - *p);
  *line = text_scan (*p, n > 0 && (*p)[n - 1] == '\r' ? n - 1 : n);
  *p += n + 1;
  return TRUE;
}
