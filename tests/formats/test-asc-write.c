/* test-asc-write.c: what the ASC writer writes, letter by letter, and that it reads back as it was.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "core/frame-bits.h"
#include "formats/channel-numbers.h"
#include "formats/format.h"

#include <glib/gstdio.h>
#include <string.h>

#define NS G_GINT64_CONSTANT (1000000000)
#define START (G_GINT64_CONSTANT (1506783973191000000)) /* Sat Sep 30 2017 15:06:13.191 UTC */

typedef struct
{
  TraceInfo *info;
  GTimeZone *zone;
  FormatOptions options;
  GArray *frames; /* CanFrame; payloads below */
  GPtrArray *payloads;
} Log;

static void
log_init (Log *log, const char *zone)
{
  *log = (Log){ .info = trace_info_new (), .zone = g_time_zone_new_identifier (zone) };
  log->options.timezone = log->zone;
  log->frames = g_array_new (FALSE, FALSE, sizeof (CanFrame));
  log->payloads = g_ptr_array_new_with_free_func (g_free);
}

static void
log_clear (Log *log)
{
  trace_info_unref (log->info);
  g_time_zone_unref (log->zone);
  g_array_unref (log->frames);
  g_ptr_array_unref (log->payloads);
}

static void
log_add (Log *log, CanFrame frame)
{
  uint8_t *payload = g_malloc0 (CAN_FRAME_MAX_LEN);

  if (frame.len > 0)
    memcpy (payload, frame.data, frame.len);
  frame.data = payload;
  g_ptr_array_add (log->payloads, payload);
  g_array_append_val (log->frames, frame);
}

static void
log_add_text (Log *log, int64_t time, const char *channel, const char *text, gboolean tx)
{
  uint8_t payload[CAN_FRAME_MAX_LEN];
  const char *reason = NULL;
  CanFrame frame;

  g_assert_true (can_frame_parse (text, strlen (text), &frame, payload, &reason));
  frame.time = time;
  frame.channel = trace_info_channel (log->info, channel, strlen (channel), NULL);
  frame.flags |= tx ? CAN_TX : 0;
  log_add (log, frame);
}

/* In pieces, as frames come. */
static char *
log_write (Log *log, guint piece, gsize *n)
{
  char *folder = g_dir_make_tmp ("canid-XXXXXX", NULL), *path = g_build_filename (folder, "a.asc", NULL), *text;
  GError *error = NULL;
  LogWriter *writer = log_writer_create (path, format_by_id ("asc"), log->info, &log->options, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < log->frames->len; i += piece)
    g_assert_true (log_writer_write (writer, &g_array_index (log->frames, CanFrame, i),
                                     MIN (piece, log->frames->len - i), &error));
  g_assert_true (log_writer_close (writer, &error));
  g_assert_true (g_file_get_contents (path, &text, n, &error));
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
  return text;
}

static void
assert_written (Log *log, const char *expected)
{
  char *text = log_write (log, 100, NULL);

  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

#define HEAD(date)                                                                                                     \
  "date " date                                                                                                         \
  "\nbase hex  timestamps absolute\nno internal events logged\n// version 9.0.0\nBegin Triggerblock " date             \
  "\n   0.000000 Start of measurement\n"
#define END "End TriggerBlock\n"

/* --- Letter by letter --- */

static void
test_kinds (void)
{
  Log log;

  log_init (&log, "UTC");
  trace_info_set_start (log.info, START, TRUE);
  log_add_text (&log, START, "1", "123#", FALSE);
  log_add_text (&log, START + 1000, "1", "7FF#0A", TRUE);
  log_add_text (&log, START + 1, "12", "18EBFF00#0102030405060708", FALSE);
  log_add_text (&log, START + NS, "1", "00000000#0102030405060708_D", FALSE);
  log_add_text (&log, START + 12345 * NS, "1", "123#R8", TRUE);
  log_add_text (&log, START + 12345 * NS, "1", "123#R8_F", FALSE);
  log_add_text (&log, START + 12345 * NS, "1", "300##111C2", FALSE);
  log_add_text (&log, START + 12345 * NS, "12", "1FFFFFFF##2000102030405060708090A0B", TRUE);
  log_add_text (&log, START + 12345 * NS, "1", "000##0", FALSE);
  assert_written (
      &log,
      HEAD ("Sat Sep 30 03:06:13.191 pm 2017") "   0.000000 1  123             Rx   d 0\n"
                                               "   0.000001 1  7FF             Tx   d 1 0A\n"
                                               "   0.000000001 12 18EBFF00x       Rx   d 8 01 02 03 04 05 06 07 08\n"
                                               "   1.000000 1  0x              Rx   d D 01 02 03 04 05 06 07 08\n"
                                               "12345.000000 1  123             Tx   r 8\n"
                                               "12345.000000 1  123             Rx   r F\n"
                                               "12345.000000 CANFD   1 Rx         300                               "
                                               "    1 0 2  2 11 C2        0    0     3000        0        0        0 "
                                               "       0        0\n"
                                               "12345.000000 CANFD  12 Tx   1FFFFFFFx                               "
                                               "    0 1 9 12 00 01 02 03 04 05 06 07 08 09 0A 0B        0    0     "
                                               "5000        0        0        0        0        0\n"
                                               "12345.000000 CANFD   1 Rx           0                               "
                                               "    0 0 0  0        0    0     1000        0        0        0        "
                                               "0        0\n" END);
  log_clear (&log);
}

static void
test_errors (void)
{
  static const char *const cases[][2] = {
    { "20000080#0000000000000000", "ErrorFrame" },
    { "20000004#0001000000000000", "ErrorFrame" },
    { "20000088#0000040200000000", "ErrorFrame ECC: 10100010" },
    { "20000088#0000810A00000000", "ErrorFrame ECC: 00001010" },
    { "20000088#0000000800000000", "ErrorFrame ECC: 11101000" },
    { "20000008#0000200000000000", "OverloadFrame" },
    { "200000A8#0000801900000000",
      "ErrorFrame Flags = 0x2 CodeExt = 0x11D9 Code = 0x0 ID = 0 DLC = 0 Position = 0 Length = 0" },
    { "20000020#0000000000000000",
      "ErrorFrame Flags = 0x2 CodeExt = 0x1E0 Code = 0x0 ID = 0 DLC = 0 Position = 0 Length = 0" },
  };
  GString *expected = g_string_new (HEAD ("Sat Sep 30 03:06:13.191 pm 2017"));
  Log log;

  log_init (&log, "UTC");
  trace_info_set_start (log.info, START, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      log_add_text (&log, START, "1", cases[i][0], FALSE);
      g_string_append_printf (expected, "   0.000000 1  %s\n", cases[i][1]);
    }
  log_add (&log, (CanFrame){ .time = START, .id = CAN_ID_ERROR });
  g_string_append (expected, "   0.000000 1  ErrorFrame\n" END);
  assert_written (&log, expected->str);
  g_string_free (expected, TRUE);
  log_clear (&log);
}

/* Vector's own figures (18EBFF00 at 500 kbit/s: 274000 ns and 141 bits); of FD with BRS only if both rates are known.
 */
static void
test_trailers (void)
{
  for (guint i = 0; i < 2; i++)
    {
      Log log;

      log_init (&log, "UTC");
      trace_info_set_start (log.info, START, TRUE);
      log_add_text (&log, START, "1", "18EBFF00#01A00FA6603BD140", FALSE);
      log_add_text (&log, START, "1", "18EBFF00#01A00FA6603BD140", TRUE);
      log_add_text (&log, START, "1", "123#R8", FALSE);
      log_add_text (&log, START, "1", "300##111C2030405060708", TRUE);
      trace_info_set_bitrate (log.info, 0, 500000, i == 0 ? 2000000 : 0);
      assert_written (&log,
                      i == 0
                          ? HEAD (
                              "Sat Sep 30 03:06:13.191 pm 2017") "   0.000000 1  18EBFF00x       Rx   d 8 01 A0 0F A6 "
                                                                 "60 3B D1 40  Length = 274000 BitCount = 141 ID = "
                                                                 "418119424x\n"
                                                                 "   0.000000 1  18EBFF00x       Tx   d 8 01 A0 0F A6 "
                                                                 "60 3B D1 40  Length = 276000 BitCount = 141 ID = "
                                                                 "418119424x\n"
                                                                 "   0.000000 1  123             Rx   r 8  Length = "
                                                                 "88000 BitCount = 48 ID = 291\n"
                                                                 "   0.000000 CANFD   1 Tx         300                 "
                                                                 "                  1 0 8  8 11 C2 03 04 05 06 07 "
                                                                 "08   107500  134     3000        0        0        0 "
                                                                 "       0        0\n" END
                          : HEAD (
                              "Sat Sep 30 03:06:13.191 pm 2017") "   0.000000 1  18EBFF00x       Rx   d 8 01 A0 0F A6 "
                                                                 "60 3B D1 40  Length = 274000 BitCount = 141 ID = "
                                                                 "418119424x\n"
                                                                 "   0.000000 1  18EBFF00x       Tx   d 8 01 A0 0F A6 "
                                                                 "60 3B D1 40  Length = 276000 BitCount = 141 ID = "
                                                                 "418119424x\n"
                                                                 "   0.000000 1  123             Rx   r 8  Length = "
                                                                 "88000 BitCount = 48 ID = 291\n"
                                                                 "   0.000000 CANFD   1 Tx         300                 "
                                                                 "                  1 0 8  8 11 C2 03 04 05 06 07 "
                                                                 "08        0    0     3000        0        0        0 "
                                                                 "       0        0\n" END);
      log_clear (&log);
    }
}

typedef struct
{
  const char *zone;
  int64_t start; /* ns */
  gboolean dated;
  const char *date;
} DateCase;

static const DateCase dates[] = {
  { "UTC", START, TRUE, "Sat Sep 30 03:06:13.191 pm 2017" },
  { "UTC", START + 999999, TRUE, "Sat Sep 30 03:06:13.191 pm 2017" }, /* never rounded up */
  { "Europe/Berlin", START, TRUE, "Sat Sep 30 05:06:13.191 pm 2017" },
  { "UTC", 1706659200 * NS, TRUE, "Wed Jan 31 12:00:00.000 am 2024" },
  { "UTC", 1706702400 * NS, TRUE, "Wed Jan 31 12:00:00.000 pm 2024" },
  { "UTC", 1706702399 * NS + 7000000, TRUE, "Wed Jan 31 11:59:59.007 am 2024" },
  { "Europe/Berlin", 5 * NS, FALSE, "Thu Jan 01 12:00:00.000 am 1970" },
  /* Clocks go back at 01:00 UTC: what is there twice, from 02:00 to 03:00 local time, is not written. */
  { "Europe/Berlin", 1635636600 * NS, TRUE, "Sun Oct 31 01:30:00.000 am 2021" },
  { "Europe/Berlin", 1635640200 * NS, TRUE, "Sun Oct 31 01:30:00.000 am 2021" },
  { "Europe/Berlin", 1635643800 * NS, TRUE, "Sun Oct 31 01:30:00.000 am 2021" },
  { "Europe/Berlin", 1635647400 * NS, TRUE, "Sun Oct 31 03:30:00.000 am 2021" },
  { "Australia/Lord_Howe", 1617460200 * NS, TRUE, "Sun Apr 04 12:30:00.000 am 2021" },
};

static void
test_dates (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    {
      const DateCase *c = &dates[i];
      char *text, *line = g_strdup_printf ("date %s\n", c->date);
      Log log;

      g_test_message ("%s", line);
      log_init (&log, c->zone);
      trace_info_set_start (log.info, c->start, c->dated);
      log_add_text (&log, c->start, "1", "123#", FALSE);
      text = log_write (&log, 1, NULL);
      text[strcspn (text, "\n") + 1] = 0;
      g_assert_cmpstr (text, ==, line);
      g_free (text);
      g_free (line);
      log_clear (&log);
    }
}

/* A log without frames is whole, too. */
static void
test_empty (void)
{
  Log log;

  log_init (&log, "UTC");
  assert_written (&log, HEAD ("Thu Jan 01 12:00:00.000 am 1970") END);
  log_clear (&log);
}

static void
test_earlier (void)
{
  Log log;

  log_init (&log, "UTC");
  trace_info_set_start (log.info, START, TRUE);
  log_add_text (&log, START + NS, "1", "123#", FALSE);
  log_add_text (&log, START - NS / 2, "1", "123#", FALSE);
  log_add_text (&log, START + NS, "1", "123#", FALSE);
  assert_written (&log, HEAD ("Sat Sep 30 03:06:13.191 pm 2017") "   1.000000 1  123             Rx   d 0\n" END
                                                                 "Begin Triggerblock Sat Sep 30 03:06:12.691 pm 2017\n "
                                                                 "  0.000000 Start of measurement\n"
                                                                 "   0.000000 1  123             Rx   d 0\n"
                                                                 "   1.500000 1  123             Rx   d 0\n" END);
  log_clear (&log);
}

/* --- Channels --- */

typedef struct
{
  const char *names[5];
  guint known; /* when the first frame is written */
  guint numbers[5];
} ChannelCase;

static const ChannelCase channels[] = {
  { { "1", "2", "5" }, 3, { 1, 2, 5 } },
  { { "can1", "can0", "vcan7" }, 3, { 2, 1, 8 } },
  { { "" }, 1, { 1 } },
  { { "can0", "vcan0" }, 2, { 1, 2 } },
  { { "can3", "vcan3", "can0" }, 3, { 1, 2, 3 } },
  { { "powertrain", "can0" }, 2, { 1, 2 } },
  { { "can3", "vcan3", "can0" }, 1, { 4, 1, 2 } },
  { { "can99999999999", "can65535" }, 2, { 1, 2 } },
  { { "0", "1" }, 2, { 1, 2 } },
};

static void
test_channels (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    {
      const ChannelCase *c = &channels[i];
      TraceInfo *info = trace_info_new ();
      ChannelNumbers numbers;

      channel_numbers_init (&numbers, info);
      for (guint k = 0; k < G_N_ELEMENTS (c->names) && c->names[k] != NULL; k++)
        {
          trace_info_channel (info, c->names[k], strlen (c->names[k]), NULL);
          if (k + 1 >= c->known)
            for (guint j = 0; j <= k; j++)
              g_assert_cmpuint (channel_numbers_get (&numbers, (uint8_t) j), ==, c->numbers[j]);
        }
      trace_info_unref (info);
    }
}

/* --- There and back --- */

static void
make_frame (GRand *random, CanFrame *frame, uint8_t *data)
{
  gboolean extended = g_rand_boolean (random), fd = g_rand_int_range (random, 0, 3) == 0;

  *frame = (CanFrame){ .data = data };
  frame->time
      = START
        + (int64_t) g_rand_int (random) * g_rand_int_range (random, 1, 1000) * (g_rand_boolean (random) ? 1000 : 1)
        - (g_rand_int_range (random, 0, 50) == 0 ? 100 * NS : 0);
  frame->id = g_rand_int (random) & (extended ? CAN_ID_MASK_EXTENDED : CAN_ID_MASK_STANDARD);
  frame->id |= extended ? CAN_ID_EXTENDED : 0;
  frame->dlc = (uint8_t) g_rand_int_range (random, 0, 16);
  frame->channel = (uint8_t) g_rand_int_range (random, 0, 20);
  frame->flags = g_rand_boolean (random) ? CAN_TX : 0;
  frame->len = can_dlc_to_len (frame->dlc, fd);
  if (fd)
    frame->flags
        |= (uint8_t) (CAN_FD | (g_rand_boolean (random) ? CAN_BRS : 0) | (g_rand_boolean (random) ? CAN_ESI : 0));
  else if (g_rand_int_range (random, 0, 8) == 0)
    {
      frame->id |= CAN_ID_REMOTE;
      frame->len = 0;
    }
  for (guint i = 0; i < frame->len; i++)
    data[i] = (uint8_t) g_rand_int (random);
}

static void
assert_reads_back (Log *log, const char *text, gsize n)
{
  TraceInfo *info = trace_info_new ();
  FrameBatch *batch = frame_batch_new ();
  LogReader *reader = log_reader_open_memory (text, n, NULL, info, &log->options, NULL);
  FormatStep step = FORMAT_MORE;
  guint row = 0;

  while (step == FORMAT_MORE)
    {
      step = log_reader_read (reader, batch, NULL);
      g_assert_cmpuint (batch->n_problems, ==, 0);
      for (guint i = 0; i < batch->n_frames; i++, row++)
        {
          const CanFrame *want = &g_array_index (log->frames, CanFrame, row), *have = &batch->frames[i];
          const char *name = trace_info_channel_name (info, have->channel);

          g_assert_cmpuint (row, <, log->frames->len);
          g_assert_cmpint (have->time, ==, want->time);
          g_assert_cmphex (have->id, ==, want->id);
          g_assert_cmphex (have->flags, ==, want->flags);
          g_assert_cmpuint (have->dlc, ==, want->dlc);
          g_assert_cmpmem (have->data, have->len, want->data, want->len);
          g_assert_cmpstr (name, ==, trace_info_channel_name (log->info, want->channel));
        }
    }
  g_assert_cmpint (step, ==, FORMAT_END);
  g_assert_cmpuint (row, ==, log->frames->len);
  log_reader_close (reader);
  frame_batch_free (batch);
  trace_info_unref (info);
}

static void
test_round_trip (void)
{
  static const char *const zones[] = { "UTC", "America/New_York", "Asia/Kathmandu" };
  GRand *random = g_rand_new_with_seed (20171);

  for (guint round = 0; round < 12; round++)
    {
      char *text;
      gsize n;
      Log log;

      log_init (&log, zones[round % 3]);
      trace_info_set_start (log.info, START + round * 12345, TRUE);
      for (guint i = 0; i < 20; i++)
        {
          char name[8];

          g_snprintf (name, sizeof name, "%u", i + 1);
          trace_info_channel (log.info, name, strlen (name), NULL);
        }
      for (guint i = 0; i < 20 && round % 2 == 1; i++)
        trace_info_set_bitrate (log.info, (uint8_t) i, 250000, 1000000);
      for (guint i = 0; i < 1000; i++)
        {
          uint8_t data[CAN_FRAME_MAX_LEN];
          CanFrame frame;

          make_frame (random, &frame, data);
          log_add (&log, frame);
        }
      text = log_write (&log, 1 + round * 30, &n);
      assert_reads_back (&log, text, n);
      g_free (text);
      log_clear (&log);
    }
  g_rand_free (random);
}

/* A frame of an hour that is there twice comes back in the right one. */
static void
test_round_trip_twice (void)
{
  for (guint hour = 0; hour < 3; hour++)
    {
      int64_t start = (1635633000 + hour * 3600) * NS; /* 00:30, 01:30 and 02:30 UTC */
      char *text;
      gsize n;
      Log log;

      log_init (&log, "Europe/Berlin");
      trace_info_set_start (log.info, start, TRUE);
      log_add_text (&log, start + NS, "1", "123#", FALSE);
      text = log_write (&log, 1, &n);
      assert_reads_back (&log, text, n);
      g_free (text);
      log_clear (&log);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/asc-write/kinds", test_kinds);
  g_test_add_func ("/asc-write/errors", test_errors);
  g_test_add_func ("/asc-write/trailers", test_trailers);
  g_test_add_func ("/asc-write/dates", test_dates);
  g_test_add_func ("/asc-write/empty", test_empty);
  g_test_add_func ("/asc-write/earlier", test_earlier);
  g_test_add_func ("/asc-write/channels", test_channels);
  g_test_add_func ("/asc-write/round-trip", test_round_trip);
  g_test_add_func ("/asc-write/round-trip-twice", test_round_trip_twice);
  return g_test_run ();
}
