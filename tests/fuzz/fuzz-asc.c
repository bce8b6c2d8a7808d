/* fuzz-asc.c: an ASC log read, and what was read written as ASC again, notes and all.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fuzz-log.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
write_batch (LogWriter *writer, const FrameBatch *batch)
{
  guint from = 0;

  for (guint i = 0; i < batch->notes->len; i++)
    {
      const Note *note = &g_array_index (batch->notes, Note, i);

      if (note->row > from)
        log_writer_write (writer, batch->frames + from, (guint) note->row - from, NULL);
      from = (guint) note->row;
      g_assert_true (log_writer_write_note (writer, note, TRUE, NULL));
    }
  if (batch->n_frames > from)
    log_writer_write (writer, batch->frames + from, batch->n_frames - from, NULL);
}

static void
write_again (const uint8_t *data, size_t size)
{
  TraceInfo *info = trace_info_new ();
  FrameBatch *batch = frame_batch_new ();
  LogReader *reader = log_reader_open_memory (data, size, format_by_id ("asc"), info, NULL, NULL);
  LogWriter *writer = log_writer_create ("/dev/null", format_by_id ("asc"), info, NULL, NULL);
  FormatStep step;

  g_assert_nonnull (writer);
  do
    {
      step = log_reader_read (reader, batch, NULL);
      write_batch (writer, batch);
    }
  while (step == FORMAT_MORE);
  g_assert_true (log_writer_close (writer, NULL));
  log_reader_close (reader);
  frame_batch_free (batch);
  trace_info_unref (info);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  format_by_id ("asc")->probe (data, size, FALSE);
  fuzz_log ("asc", data, size);
  write_again (data, size);
  return 0;
}
