/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/trace-info-private.h"

#include <string.h>

static void
test_channels (void)
{
  TraceInfo *info = trace_info_new ();
  gboolean full;

  g_assert_cmpuint (trace_info_channel (info, "1", 1, NULL), ==, 0);
  g_assert_cmpuint (trace_info_channel (info, "2", 1, NULL), ==, 1);
  g_assert_cmpuint (trace_info_channel (info, "1", 1, NULL), ==, 0);
  g_assert_cmpuint (trace_info_channel (info, "can0 and more", 4, NULL), ==, 2);
  g_assert_cmpuint (trace_info_channel (info, "", 0, NULL), ==, 3);
  g_assert_cmpstr (trace_info_channel_name (info, 2), ==, "can0");
  g_assert_cmpstr (trace_info_channel_name (info, 200), ==, "");
  for (guint i = 4; i < TRACE_MAX_CHANNELS; i++)
    {
      char *name = g_strdup_printf ("channel %u", i);

      g_assert_cmpuint (trace_info_channel (info, name, strlen (name), &full), ==, i);
      g_assert_false (full);
      g_free (name);
    }
  g_assert_cmpuint (trace_info_channel (info, "more", 4, &full), ==, 255);
  g_assert_true (full);
  g_assert_cmpuint (trace_info_channel (info, "2", 1, &full), ==, 1);
  g_assert_false (full);
  g_assert_cmpuint (trace_info_n_channels (info), ==, TRACE_MAX_CHANNELS);
  trace_info_unref (trace_info_ref (info));
  trace_info_unref (info);
  trace_info_unref (NULL);
}

#define BUS "socketcan can0, kvaser_usb, serial number 42"
#define BUSES_SIZE (2 + sizeof BUS - 1 + 2)
#define TIMINGS_SIZE (1 + 1 + 2 * 24)

static const TraceTiming first_timing = { 5, { 0x46500250, 0x4b140250, 0x20011736, 0x2001040d } };
static const TraceTiming second_timing = { 9, { 0x46500250, 0x460a0250, 0x20011736, 0x20010205 } };

static TraceInfo *
example (void)
{
  TraceInfo *info = trace_info_new ();

  trace_info_set_start (info, -5, TRUE);
  trace_info_set_format (info, "asc", "base hex");
  trace_info_channel (info, "can0", 4, NULL);
  trace_info_channel (info, "", 0, NULL);
  trace_info_set_bitrate (info, 1, 500000, 2000000);
  trace_info_set_bus (info, 0, BUS);
  trace_info_add_timing (info, 1, &first_timing);
  trace_info_add_timing (info, 1, &second_timing);
  return info;
}

static void
test_bytes (void)
{
  TraceInfo *info = example (), *copy = trace_info_new ();
  GByteArray *bytes = g_byte_array_new ();
  uint32_t bitrate, data_bitrate;
  gsize before_timings;
  int64_t start;

  g_assert_false (trace_info_get_start (copy, &start));
  trace_info_pack (info, bytes);
  g_assert_true (trace_info_unpack (copy, bytes->data, bytes->len));
  g_assert_true (trace_info_get_start (copy, &start));
  g_assert_cmpint (start, ==, -5);
  g_assert_true (trace_info_is_dated (copy));
  g_assert_cmpstr (trace_info_get_format (copy), ==, "asc");
  g_assert_cmpstr (trace_info_get_dialect (copy), ==, "base hex");
  g_assert_cmpuint (trace_info_n_channels (copy), ==, 2);
  g_assert_cmpstr (trace_info_channel_name (copy, 0), ==, "can0");
  trace_info_get_bitrate (copy, 0, &bitrate, &data_bitrate);
  g_assert_cmpuint (bitrate + data_bitrate, ==, 0);
  trace_info_get_bitrate (copy, 1, &bitrate, &data_bitrate);
  g_assert_cmpuint (bitrate, ==, 500000);
  g_assert_cmpuint (data_bitrate, ==, 2000000);
  g_assert_cmpstr (trace_info_get_bus (copy, 0), ==, BUS);
  g_assert_cmpstr (trace_info_get_bus (copy, 1), ==, "");
  g_assert_cmpuint (trace_info_n_timings (copy, 0, NULL), ==, 0);
  g_assert_cmpuint (trace_info_n_timings (copy, 1, NULL), ==, 2);
  g_assert_cmpmem (trace_info_get_timing (copy, 1, 0), sizeof first_timing, &first_timing, sizeof first_timing);
  g_assert_cmpmem (trace_info_get_timing (copy, 1, 1), sizeof second_timing, &second_timing, sizeof second_timing);
  trace_info_unref (copy);

  /* Cut anywhere; an older Canid ended before the timings, the buses or the bit rates. */
  before_timings = bytes->len - TIMINGS_SIZE;
  for (guint n = 0; n < bytes->len; n++)
    {
      uint8_t *cut = g_memdup2 (bytes->data, MAX (n, 1));

      copy = trace_info_new ();
      g_assert_cmpint (trace_info_unpack (copy, cut, n), ==,
                       n == before_timings || n == before_timings - BUSES_SIZE
                           || n == before_timings - BUSES_SIZE - 2 * 8);
      trace_info_unref (copy);
      g_free (cut);
    }
  g_byte_array_unref (bytes);
  trace_info_unref (info);
}

/* A bus that comes back with another description, and one longer than is kept. */
static void
test_bus (void)
{
  TraceInfo *info = example (), *other = trace_info_new ();
  g_autofree char *long_text = g_strnfill (TRACE_BUS_MAX - 1, 'x');
  g_autofree char *longer = g_strconcat (long_text, "ü and more", NULL);
  uint32_t bitrate, data_bitrate;

  trace_info_set_bus (info, 0, "socketcan can0, 250000 bit/s");
  g_assert_cmpstr (trace_info_get_bus (info, 0), ==, "socketcan can0, 250000 bit/s");
  trace_info_set_bus (info, 1, longer);
  g_assert_cmpstr (trace_info_get_bus (info, 1), ==, long_text);
  trace_info_channel (other, "can1", 4, NULL);
  trace_info_set_bitrate (other, 0, 125000, 0);
  trace_info_set_bus (other, 0, "of its own");
  trace_info_copy_channel (other, 0, info, 0);
  trace_info_get_bitrate (other, 0, &bitrate, &data_bitrate);
  g_assert_cmpuint (bitrate, ==, 125000); /* nothing is known of it there */
  g_assert_cmpstr (trace_info_get_bus (other, 0), ==, "socketcan can0, 250000 bit/s");
  trace_info_unref (other);
  trace_info_unref (info);
}

/* Settings that follow each other, more than are kept, and copies of what is known. */
static void
test_timings (void)
{
  TraceInfo *info = trace_info_new (), *other = trace_info_new ();
  TraceTiming timing = first_timing, nothing = { 1, { 0 } };
  uint64_t n_more;

  g_assert_null (trace_info_timing_at (info, 3, 7));
  trace_info_add_timing (info, 3, &nothing);
  g_assert_cmpuint (trace_info_n_timings (info, 3, NULL), ==, 0);
  trace_info_add_timing (info, 3, &first_timing);
  timing.time = 7;
  trace_info_add_timing (info, 3, &timing); /* as before */
  trace_info_add_timing (info, 3, &second_timing);
  g_assert_cmpuint (trace_info_n_timings (info, 3, &n_more), ==, 2);
  g_assert_cmpuint (n_more, ==, 0);
  g_assert_cmpint (trace_info_timing_at (info, 3, 1)->time, ==, 5);
  g_assert_cmpint (trace_info_timing_at (info, 3, 8)->time, ==, 5);
  g_assert_cmpint (trace_info_timing_at (info, 3, 9)->time, ==, 9);
  for (guint i = 0; i < 3; i++)
    trace_info_copy_channel (other, 4, info, 3);
  g_assert_cmpuint (trace_info_n_timings (other, 4, NULL), ==, 2);

  for (guint i = 0; i < 30; i++)
    {
      timing.time = 10 + i;
      timing.words[0] = i + 1;
      trace_info_add_timing (info, 3, &timing);
    }
  g_assert_cmpuint (trace_info_n_timings (info, 3, &n_more), ==, TRACE_MAX_TIMINGS);
  g_assert_cmpuint (n_more, ==, 32 - TRACE_MAX_TIMINGS);
  trace_info_copy_channel (other, 4, info, 3);
  trace_info_copy_channel (other, 4, info, 3);
  g_assert_cmpuint (trace_info_n_timings (other, 4, NULL), ==, TRACE_MAX_TIMINGS);
  trace_info_unref (info);
  trace_info_unref (other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace-info/channels", test_channels);
  g_test_add_func ("/trace-info/bytes", test_bytes);
  g_test_add_func ("/trace-info/bus", test_bus);
  g_test_add_func ("/trace-info/timings", test_timings);
  return g_test_run ();
}
