/* fuzz-samples.h: what holds for every reader of recordings of samples, whatever it is given: it ends, its frames keep
 * the rules, and a failure has a message.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "formats/format.h"

#include <sys/mman.h>
#include <unistd.h>

static inline void
fuzz_check_row (const CanFrame *frame, const TraceInfo *info)
{
  gboolean fd = (frame->flags & CAN_FD) != 0;

  g_assert_cmpuint (frame->channel, <, trace_info_n_channels (info));
  g_assert_cmpuint (frame->dlc, <=, 15);
  g_assert_true (fd || !(frame->flags & (CAN_BRS | CAN_ESI)));
  if (frame->id & CAN_ID_ERROR)
    g_assert_true (!fd && frame->len == 8 && frame->dlc == 8);
  else if (frame->id & CAN_ID_REMOTE)
    g_assert_true (!fd && frame->len == 0);
  else
    g_assert_cmpuint (frame->len, ==, can_dlc_to_len (frame->dlc, fd));
}

/* Zips are unpacked from files only. The descriptor is the caller's. */
static inline char *
memory_file (const void *data, gsize n, int *fd)
{
  *fd = memfd_create ("samples", MFD_CLOEXEC);
  g_assert_cmpint (*fd, >=, 0);
  g_assert_cmpint (write (*fd, data, n), ==, (gssize) n);
  return g_strdup_printf ("/proc/self/fd/%d", *fd);
}

static inline void
fuzz_samples (const char *format, const uint8_t *data, gsize n)
{
  WaveOptions wave;
  FormatOptions options = { .wave = &wave };
  TraceInfo *info = trace_info_new ();
  FrameBatch *batch = frame_batch_new ();
  LogReader *reader;
  FormatStep step;
  GError *error = NULL;
  g_autofree char *path = NULL;
  int fd;

  wave_options_init (&wave);
  wave.sample_rate = n > 0 && data[0] % 2 ? 10e6 : 0;
  wave.glitch_ns = n > 1 && data[1] % 2 ? 100 : 0;
  path = memory_file (data, n, &fd);
  reader = log_reader_open (path, format_by_id (format), info, &options, &error);
  while (reader != NULL)
    {
      step = log_reader_read (reader, batch, &error);
      for (guint i = 0; i < batch->n_frames; i++)
        fuzz_check_row (&batch->frames[i], info);
      g_assert_true ((step == FORMAT_FAILED) == (error != NULL));
      if (step != FORMAT_MORE)
        break;
    }
  g_assert_true (reader != NULL || error != NULL);
  g_clear_error (&error);
  log_reader_close (reader);
  close (fd);
  frame_batch_free (batch);
  trace_info_unref (info);
}
