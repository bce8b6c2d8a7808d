/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "fuzz-log.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Whatever the bytes are: it ends, and what comes out are frames. Rows cannot be more than cells have room for. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const Format *format = format_by_id ("sqlite");
  TraceInfo *info = trace_info_new ();
  FrameBatch *batch;
  LogReader *reader;
  FormatStep step;
  uint64_t n = 0;

  format->probe (data, size, FALSE);
  reader = log_reader_open_memory (data, size, format, info, NULL, NULL);
  if (reader != NULL)
    {
      batch = frame_batch_new ();
      do
        {
          step = log_reader_read (reader, batch, NULL);
          for (guint i = 0; i < batch->n_frames; i++)
            fuzz_check_frame (&batch->frames[i], info);
          n += batch->n_frames;
        }
      while (step == FORMAT_MORE);
      g_assert_cmpuint (n, <=, size);
      frame_batch_free (batch);
      log_reader_close (reader);
    }
  trace_info_unref (info);
  return 0;
}
