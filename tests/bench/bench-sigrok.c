/* bench-sigrok.c: a .sr into frames, beside what unpacking it alone takes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *   bench-sigrok [FILE.sr]     else one is made: a busy bus at 500 kbit/s, 10 M samples/s, 8 lines
 */
#include "config.h"

#include "formats/format.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <time.h>

#define N_FRAMES 20000
#define FRAME_NS 230000

static double
seconds_now (void)
{
  return (double) clock () / CLOCKS_PER_SEC;
}

static char *
make (void)
{
  WaveTarget target = { .setting = { .bitrate = 500000 }, .sample_rate = 10e6 };
  FormatOptions options = { .wave_target = &target };
  char *path = g_build_filename (g_get_tmp_dir (), "canid-bench.sr", NULL);
  TraceInfo *info = trace_info_new ();
  LogWriter *writer;

  trace_info_channel (info, "RX", 2, NULL);
  writer = log_writer_create (path, format_by_id ("sigrok"), info, &options, NULL);
  for (guint i = 0; i < N_FRAMES; i++)
    {
      uint8_t payload[8];
      CanFrame frame = { .id = i * 7 % 0x7F0, .len = 8, .dlc = 8, .time = (int64_t) i * FRAME_NS, .data = payload };

      for (guint k = 0; k < 8; k++)
        payload[k] = (uint8_t) (i * 31 >> k);
      log_writer_write (writer, &frame, 1, NULL);
    }
  log_writer_close (writer, NULL);
  trace_info_unref (info);
  return path;
}

static guint64
unpack (const char *path)
{
  ByteSource *in = byte_source_open (path, NULL);
  guint64 all = 0;

  do
    for (;;)
      {
        gsize n;

        if (byte_source_peek (in, 1u << 20, &n, NULL) == NULL || n == 0)
          break;
        byte_source_skip (in, n);
        all += n;
      }
  while (byte_source_next_entry (in));
  byte_source_close (in);
  return all;
}

static guint64
decode (const char *path)
{
  TraceInfo *info = trace_info_new ();
  LogReader *reader = log_reader_open (path, NULL, info, NULL, NULL);
  FrameBatch *batch = frame_batch_new ();
  guint64 frames = 0;
  FormatStep step;

  do
    {
      step = log_reader_read (reader, batch, NULL);
      frames += batch->n_frames;
    }
  while (step == FORMAT_MORE);
  log_reader_close (reader);
  frame_batch_free (batch);
  trace_info_unref (info);
  return frames;
}

int
main (int argc, char **argv)
{
  char *path = argc > 1 ? g_strdup (argv[1]) : make ();

  for (guint round = 0; round < 3; round++)
    {
      double start = seconds_now (), unpacked, decoded;
      guint64 bytes = unpack (path), frames;

      unpacked = seconds_now () - start;
      start = seconds_now ();
      frames = decode (path);
      decoded = seconds_now () - start;
      printf ("%.0f MB of samples: unpacked in %.2f s (%.0f MB/s), with %.0f frames in %.2f s (%.0f MB/s): %.2f "
              "times\n",
              (double) bytes / 1e6, unpacked, (double) bytes / unpacked / 1e6, (double) frames, decoded,
              (double) bytes / decoded / 1e6, decoded / unpacked);
    }
  if (argc < 2)
    g_unlink (path);
  g_free (path);
  return 0;
}
