/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "base/byte-source.h"
#include "fuzz-log.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* All of a packed file and of the entries of a zip: it ends, within what bombs are allowed. */
static void
unpack (const char *path, gsize size)
{
  ByteSource *source = byte_source_open (path, NULL);
  uint64_t all = 0;
  guint n_entries = 0;
  gsize n;

  if (source == NULL)
    return;
  do
    while (byte_source_peek (source, 1, &n, NULL) != NULL && n > 0)
      {
        all += n;
        byte_source_skip (source, n);
      }
  while (byte_source_next_entry (source) && ++n_entries <= BYTE_SOURCE_MAX_ENTRIES);
  g_assert_cmpuint (n_entries, <=, BYTE_SOURCE_MAX_ENTRIES);
  /* A zip may be read twice over: its directory, then its entries. */
  g_assert_cmpuint (all, <=, BYTE_SOURCE_FREE_BYTES + (uint64_t) BYTE_SOURCE_MAX_RATIO * 4 * (size + (1 << 20)));
  byte_source_close (source);
}

static void
read_log (const char *path)
{
  TraceInfo *info = trace_info_new ();
  LogReader *reader = log_reader_open (path, NULL, info, NULL, NULL);
  FrameBatch *batch = frame_batch_new ();

  while (reader != NULL && log_reader_read (reader, batch, NULL) == FORMAT_MORE)
    for (guint i = 0; i < batch->n_frames; i++)
      fuzz_check_frame (&batch->frames[i], info);
  log_reader_close (reader);
  frame_batch_free (batch);
  trace_info_unref (info);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  int fd = memfd_create ("fuzz", MFD_CLOEXEC);
  char *path = g_strdup_printf ("/proc/self/fd/%d", fd);

  if (write (fd, data, size) == (gssize) size)
    {
      unpack (path, size);
      read_log (path);
    }
  close (fd);
  g_free (path);
  return 0;
}
