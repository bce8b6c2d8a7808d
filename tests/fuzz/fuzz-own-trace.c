/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Opens a damaged own trace and reads everything in it. A trace of one row is 1.6 MiB, mostly zeros, out of a fuzzer's
 * reach; so the input says how to damage a small good one: a byte of choices, patches { part, offset in it, n, n bytes
 * }, and what is left at the end cuts the file.
 */
#include "core/frame-store.h"
#include "core/trace-file.h"

#include "base/bytes.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define N_ROWS 200
#define RIGHT_CRC 1 /* choice: the CRCs are right, so that what they guard is looked at */

typedef struct
{
  gsize start, size;
} Part;

static uint8_t *good;
static gsize good_size;
static Part parts[8];
static int fd = -1;
static char path[64];
static volatile uint64_t sink;

static void
fill (FrameBatch *batch)
{
  for (guint i = 0; i < N_ROWS; i++)
    {
      gboolean fd_frame = i % 5 == 0;

      batch->frames[i] = (CanFrame){ .time = i * 1000, .id = i, .len = 8, .dlc = 8, .data = batch->payload[i] };
      if (fd_frame)
        {
          batch->frames[i].flags = CAN_FD;
          batch->frames[i].dlc = 15;
          batch->frames[i].len = 64;
        }
      memset (batch->payload[i], (int) i, 64);
      if (i % 50 == 0)
        frame_batch_add_note (batch, NOTE_EVENT, 0, i, i, "a note", 6);
      batch->n_frames = i + 1;
    }
  frame_batch_add_problem (batch, 7, "a problem");
}

static void
find_parts (void)
{
  TraceHeader header;
  uint64_t table, chunk = TRACE_ALIGN;

  memcpy (&header, good, sizeof header);
  table = bytes_load_le64 (good + TRACE_TABLES_OFFSET);
  parts[0] = (Part){ 0, sizeof header };
  parts[1] = (Part){ TRACE_TABLES_OFFSET, 64 };
  parts[2] = (Part){ header.info_offset, header.info_size + 8u };
  parts[3] = (Part){ table, 8 * sizeof (TraceEntry) };
  parts[4] = (Part){ header.meta_offset, header.meta_size };
  parts[5] = (Part){ chunk + G_STRUCT_OFFSET (FrameChunk, payload), 8 * N_ROWS };
  parts[6] = (Part){ chunk + G_STRUCT_OFFSET (FrameChunk, len_dlc), 2 * N_ROWS };
  parts[7] = (Part){ 0, good_size };
}

/* The good trace, made once: in memory, and as a file that inputs are patched into. */
static void
prepare (void)
{
  char *saved = g_build_filename (g_get_tmp_dir (), "fuzz-own-trace-XXXXXX", NULL);
  FrameBatch *batch = frame_batch_new ();
  FrameStore *store = frame_store_new_ring (2);
  char *contents;
  int made = g_mkstemp (saved);

  g_assert_cmpint (made, >=, 0);
  close (made);
  fill (batch);
  trace_info_channel (frame_store_get_info (store), "can0", 4, NULL);
  g_assert_true (frame_store_append (store, batch, NULL));
  g_assert_true (frame_store_save (store, saved, NULL, NULL, NULL));
  g_assert_true (g_file_get_contents (saved, &contents, &good_size, NULL));
  good = (uint8_t *) contents;
  find_parts ();
  remove (saved);
  g_free (saved);
  frame_store_unref (store);
  frame_batch_free (batch);

  fd = memfd_create ("fuzz-own-trace", MFD_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, good, good_size, 0), ==, (gssize) good_size);
  g_snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
}

static void
write_at (const uint8_t *bytes, gsize n, gsize at)
{
  if (pwrite (fd, bytes, n, (off_t) at) != (gssize) n)
    abort ();
}

/* Patches from the input, or, with bytes of the good trace, back. Returns how much of the input is left. */
static gsize
patch (const uint8_t *data, size_t size, gboolean back)
{
  while (size >= 4)
    {
      const Part *part = &parts[data[0] & 7];
      gsize at = part->start + bytes_load_le16 (data + 1) * (part->size > 65536 ? 31u : 1u) % part->size;
      gsize n = MIN (MIN (data[3], size - 4), good_size - at);

      write_at (back ? good + at : data + 4, n, at);
      data += 4 + n;
      size -= 4 + n;
    }
  return size;
}

static uint32_t
crc_of (uint64_t start, uint64_t n)
{
  uint8_t *bytes;
  uint32_t crc;

  if (start > good_size || n > good_size - start)
    return 0;
  bytes = g_malloc (n + 1);
  if (pread (fd, bytes, n, (off_t) start) != (gssize) n)
    abort ();
  crc = trace_crc32 (bytes, n);
  g_free (bytes);
  return crc;
}

static void
make_crcs_right (void)
{
  TraceHeader header;

  if (pread (fd, &header, sizeof header, 0) != sizeof header)
    abort ();
  header.meta_crc = crc_of (header.meta_offset, header.meta_size);
  header.info_crc = crc_of (header.info_offset, header.info_size);
  header.crc = trace_crc32 (&header, G_STRUCT_OFFSET (TraceHeader, crc));
  write_at ((const uint8_t *) &header, sizeof header, 0);
}

static void
read_all (const FrameStore *store)
{
  ChunkSummary summary;
  char *what;
  Note note;

  for (uint64_t row = frame_store_first (store); row < frame_store_length (store); row++)
    {
      CanFrame frame;

      frame_store_get (store, row, &frame);
      g_assert_cmpuint (frame.len, <=, CAN_FRAME_MAX_LEN);
      for (guint i = 0; i < frame.len; i++)
        sink += frame.data[i];
      if (row - frame_store_first (store) > 2 * FRAME_CHUNK_ROWS)
        break;
    }
  for (uint32_t i = 0; i < 4; i++)
    if (frame_store_chunk (store, i, NULL) != NULL)
      {
        sink += frame_store_summary (store, i, &summary);
        frame_store_release (store, i);
      }
  for (uint64_t i = frame_store_find_note (store, 0), n = 0; i < frame_store_n_notes (store) && n < 100000; i++, n++)
    {
      frame_store_get_note (store, i, &note);
      for (guint at = 0; at < note.n; at++)
        sink += (uint8_t) note.text[at];
    }
  for (guint i = 0; i < frame_store_n_problems_kept (store); i++)
    {
      Problem problem;

      frame_store_get_problem (store, i, &problem);
      sink += strlen (problem.what);
    }
  for (guint i = 0; i < 256; i++)
    sink += strlen (trace_info_channel_name (frame_store_get_info (store), (uint8_t) i));
  sink += frame_store_find_time (store, 1000);
  if (frame_store_is_damaged (store, &what))
    g_free (what);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  GError *error = NULL;
  FrameStore *store;
  gsize left, cut;

  if (fd < 0)
    prepare ();
  if (size == 0)
    return 0;
  left = patch (data + 1, size - 1, FALSE);
  if (data[0] & RIGHT_CRC)
    make_crcs_right ();
  cut = left == 0 ? good_size : data[size - 1] * (good_size / 255) + (left > 1 ? data[size - 2] * 257u : 0);
  cut = MIN (cut, good_size);
  if (ftruncate (fd, (off_t) cut) < 0)
    abort ();

  store = frame_store_open (path, &error);
  if (store != NULL)
    read_all (store);
  frame_store_unref (store);
  g_assert_true (store != NULL || error != NULL);
  g_clear_error (&error);

  if (cut < good_size)
    write_at (good + cut, good_size - cut, cut);
  patch (data + 1, size - 1, TRUE);
  write_at (good, sizeof (TraceHeader), 0);
  return 0;
}
