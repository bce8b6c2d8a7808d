/* bench-write.c: writes random frames as a log and prints what it cost beside a yardstick of the same frames.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * bench-write [FRAMES]: CPU seconds (user + system) a million frames, best of five, output to /dev/null; then the
 * yardstick, which makes each ASC line with no more than it needs (no files, no dates, no long times), and the ratios
 * that PERFORMANCE asks for.
 */
#include "config.h"
#include "base/text-put.h"
#include "formats/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define START (G_GINT64_CONSTANT (1506783973191000000))
#define BEST_OF 5

static double
cpu_seconds (void)
{
  struct rusage use;

  getrusage (RUSAGE_SELF, &use);
  return (double) (use.ru_utime.tv_sec + use.ru_stime.tv_sec)
         + (double) (use.ru_utime.tv_usec + use.ru_stime.tv_usec) * 1e-6;
}

/* 40 identifiers, a tenth of 29 bits, 7 % FD. */
static void
make_frames (CanFrame *frames, uint8_t *payloads, guint n)
{
  GRand *random = g_rand_new_with_seed (1);
  int64_t time = START;

  for (guint i = 0; i < n; i++)
    {
      gboolean extended = g_rand_int_range (random, 0, 10) == 0, fd = g_rand_int_range (random, 0, 100) < 7;
      uint32_t which = (uint32_t) g_rand_int_range (random, 0, 40);
      CanFrame *frame = &frames[i];

      *frame = (CanFrame){ .data = payloads + (gsize) i * CAN_FRAME_MAX_LEN };
      time += g_rand_int_range (random, 150, 600) * 1000;
      frame->time = time;
      frame->id = extended ? CAN_ID_EXTENDED | (0x18FE0000 + which * 259) : 0x100 + which * 37;
      frame->len = fd ? 64 : 8;
      frame->dlc = can_len_to_dlc (frame->len);
      frame->flags = (uint8_t) (fd ? CAN_FD | CAN_BRS : 0);
      frame->channel = (uint8_t) (which & 1);
      for (guint k = 0; k < frame->len; k += 4)
        bytes_store_le32 (payloads + (gsize) i * CAN_FRAME_MAX_LEN + k, g_rand_int (random));
    }
  g_rand_free (random);
}

/* --- The yardstick --- */

static char *
put_least (char *p, const CanFrame *frame)
{
  uint64_t us = (uint64_t) (frame->time - START) / 1000;

  p = put_unsigned (p, us / 1000000);
  *p++ = '.';
  p = put_digits (p, (uint32_t) (us % 1000000), 6);
  p = frame->flags & CAN_FD ? PUT_LITERAL (p, " CANFD   ") : PUT_LITERAL (p, " ");
  *p++ = (char) ('1' + frame->channel);
  p = PUT_LITERAL (p, "  ");
  memset (p, ' ', 16);
  *put_hex (p, can_id_number (frame->id)) = can_id_is_extended (frame->id) ? 'x' : ' ';
  p = PUT_LITERAL (p + 16, "Rx   d ");
  *p++ = "0123456789ABCDEF"[frame->dlc];
  for (guint i = 0; i < frame->len; i++, p += 3)
    {
      *p = ' ';
      memcpy (p + 1, put_hex_pairs + 2 * frame->data[i], 2);
    }
  *p++ = '\n';
  return p;
}

static double
time_least (const CanFrame *frames, guint n)
{
  static char buffer[65536 + 512];
  double best = 1e9;

  for (guint run = 0; run < BEST_OF; run++)
    {
      double start = cpu_seconds ();
      FILE *out = fopen ("/dev/null", "w");
      char *p = buffer;

      if (out == NULL)
        abort ();
      for (guint i = 0; i < n; i++)
        {
          p = put_least (p, &frames[i]);
          if (p - buffer > 65536)
            {
              fwrite (buffer, 1, (gsize) (p - buffer), out);
              p = buffer;
            }
        }
      fclose (out);
      best = MIN (best, cpu_seconds () - start);
    }
  return best * 1e6 / n;
}

/* --- Ours --- */

static double
time_writer (const char *format, const CanFrame *frames, guint n, uint32_t bitrate)
{
  TraceInfo *info = trace_info_new ();
  double best = 1e9;

  trace_info_set_start (info, START, TRUE);
  trace_info_channel (info, "1", 1, NULL);
  trace_info_channel (info, "2", 1, NULL);
  for (guint i = 0; i < 2; i++)
    trace_info_set_bitrate (info, (uint8_t) i, bitrate, 4 * bitrate);
  for (guint run = 0; run < BEST_OF; run++)
    {
      double start = cpu_seconds ();
      LogWriter *writer = log_writer_create ("/dev/null", format_by_id (format), info, NULL, NULL);

      for (guint i = 0; i < n; i += FRAME_BATCH_SIZE)
        if (!log_writer_write (writer, frames + i, MIN (FRAME_BATCH_SIZE, n - i), NULL))
          abort ();
      if (!log_writer_close (writer, NULL))
        abort ();
      best = MIN (best, cpu_seconds () - start);
    }
  trace_info_unref (info);
  return best * 1e6 / n;
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 1000000;
  CanFrame *frames = g_new (CanFrame, n);
  uint8_t *payloads = g_malloc ((gsize) n * CAN_FRAME_MAX_LEN);
  double least, plain, trailers, candump;

  make_frames (frames, payloads, n);
  least = time_least (frames, n);
  plain = time_writer ("asc", frames, n, 0);
  trailers = time_writer ("asc", frames, n, 500000);
  candump = time_writer ("candump", frames, n, 0);
  printf ("yardstick                %.4f CPU s/M\n", least);
  printf ("ASC                      %.4f CPU s/M  %5.2f x  aim at most 3%s\n", plain, plain / least,
          plain > 3 * least ? "   MISSED" : "");
  printf ("ASC with trailers        %.4f CPU s/M  %5.2f x  aim at most 5%s\n", trailers, trailers / least,
          trailers > 5 * least ? "   MISSED" : "");
  printf ("candump                  %.4f CPU s/M  %5.2f x  aim at most 3%s\n", candump, candump / least,
          candump > 3 * least ? "   MISSED" : "");
  g_free (frames);
  g_free (payloads);
  return 0;
}
