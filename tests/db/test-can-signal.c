/* test-can-signal.c: bits against a reference that takes them one by one; numbers as text against reading them back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "db/message.h"

#include <math.h>

#define BYTES 64

/* Position of bit i (0 the lowest) of a signal, as byte * 8 + bit in the byte; -1 outside of the payload. DBC numbers
 * bits by byte * 8 + bit; a big-endian signal goes from its highest bit downwards, and from bit 0 of a byte to bit 7 of
 * the next. */
static int
naive_position (guint start, guint length, gboolean big_endian, guint i)
{
  int position = (int) start;

  if (!big_endian)
    return start + i < BYTES * 8 ? (int) (start + i) : -1;
  for (guint steps = length - 1 - i; steps > 0; steps--)
    position = position % 8 == 0 ? position + 15 : position - 1;
  return position < BYTES * 8 ? position : -1;
}

static uint64_t
naive_load (const uint8_t *data, guint start, guint length, gboolean big_endian)
{
  uint64_t bits = 0;

  for (guint i = 0; i < length; i++)
    {
      int position = naive_position (start, length, big_endian, i);
      bits |= (uint64_t) (data[position / 8] >> (position % 8) & 1) << i;
    }
  return bits;
}

static void
random_bytes (uint8_t *data)
{
  for (guint i = 0; i < BYTES; i++)
    data[i] = (uint8_t) g_test_rand_int ();
}

static void
check_layout (guint start, guint length, gboolean big_endian)
{
  int highest = naive_position (start, length, big_endian, big_endian ? 0 : length - 1);
  g_autofree uint8_t *exact = NULL;
  uint8_t data[BYTES], stored[BYTES];
  SignalLayout layout;
  uint64_t expected;

  if (highest < 0)
    return;
  g_assert_true (signal_layout_init (&layout, start, length, big_endian, SIGNAL_UNSIGNED));
  g_assert_cmpuint (layout.end_byte, ==, (guint) highest / 8 + 1);
  g_assert_cmpuint (layout.first_byte + layout.n_bytes, ==, layout.end_byte);
  random_bytes (data);
  expected = naive_load (data, start, length, big_endian);

  /* From the heap, so that the address sanitizer sees a byte too much. */
  exact = g_memdup2 (data, layout.end_byte);
  g_assert_cmphex (signal_layout_load (&layout, exact), ==, expected);
  g_free (exact);
  exact = g_memdup2 (data, MAX (layout.end_byte, 8));
  g_assert_cmphex (signal_layout_load_wide (&layout, exact), ==, expected);

  random_bytes (stored);
  memcpy (data, stored, BYTES);
  signal_layout_store (&layout, stored, expected);
  g_assert_cmphex (naive_load (stored, start, length, big_endian), ==, expected);
  signal_layout_store (&layout, stored, naive_load (data, start, length, big_endian));
  g_assert_cmpmem (stored, BYTES, data, BYTES);
}

static void
test_layout (void)
{
  for (guint length = 1; length <= 64; length++)
    for (guint start = 0; start < BYTES * 8; start++)
      {
        check_layout (start, length, FALSE);
        check_layout (start, length, TRUE);
      }
}

static void
test_no_layout (void)
{
  SignalLayout layout;

  g_assert_false (signal_layout_init (&layout, 0, 0, FALSE, SIGNAL_UNSIGNED));
  g_assert_false (signal_layout_init (&layout, 0, 65, FALSE, SIGNAL_UNSIGNED));
  g_assert_false (signal_layout_init (&layout, SIGNAL_MAX_BYTE * 8, 1, FALSE, SIGNAL_UNSIGNED));
  g_assert_false (signal_layout_init (&layout, SIGNAL_MAX_BYTE * 8 - 1, 2, FALSE, SIGNAL_UNSIGNED));
  g_assert_true (signal_layout_init (&layout, SIGNAL_MAX_BYTE * 8 - 1, 1, FALSE, SIGNAL_UNSIGNED));
  g_assert_false (signal_layout_init (&layout, SIGNAL_MAX_BYTE * 8 - 8, 2, TRUE, SIGNAL_UNSIGNED));
  g_assert_false (signal_layout_init (&layout, 0, 31, FALSE, SIGNAL_FLOAT));
  g_assert_false (signal_layout_init (&layout, 0, 32, FALSE, SIGNAL_DOUBLE));
  g_assert_false (signal_layout_init (&layout, G_MAXUINT, 64, TRUE, SIGNAL_UNSIGNED));
}

static CanSignal
make_signal (guint length, SignalKind kind, double factor, double offset)
{
  CanSignal signal = { .factor = factor, .offset = offset, .mux_parent = -1 };

  g_assert_true (signal_layout_init (&signal.layout, 0, length, FALSE, kind));
  return signal;
}

typedef struct
{
  guint length;
  SignalKind kind;
  double factor, offset;
  uint64_t bits;
  const char *raw, *physical, *display;
} Case;

static const Case cases[] = {
  { 8, SIGNAL_UNSIGNED, 1, 0, 255, "255", "255", "255" },
  { 8, SIGNAL_SIGNED, 1, 0, 255, "-1", "-1", "-1" },
  { 8, SIGNAL_SIGNED, 0.5, 10, 0x80, "-128", "-54", "-54.0" },
  { 8, SIGNAL_UNSIGNED, 0.4, 0, 61, "61", "24.400000000000002", "24.4" },
  { 16, SIGNAL_UNSIGNED, 0.25, 0, 0x2AA7, "10919", "2729.75", "2729.75" },
  { 16, SIGNAL_UNSIGNED, 1.0 / 3, 0, 1, "1", "0.3333333333333333", "0.333333" },
  { 16, SIGNAL_UNSIGNED, 1e-9, 0, 1, "1", "1e-09", "0.000000001" },
  { 64, SIGNAL_UNSIGNED, 1, 0, G_MAXUINT64, "18446744073709551615", "18446744073709551615", "18446744073709551615" },
  { 64, SIGNAL_SIGNED, 1, 0, G_GUINT64_CONSTANT (1) << 63, "-9223372036854775808", "-9223372036854775808",
    "-9223372036854775808" },
  { 64, SIGNAL_SIGNED, 1, 1, G_MAXINT64, "9223372036854775807", "9223372036854775808", "9223372036854775808" },
  { 64, SIGNAL_UNSIGNED, 10, 0, G_MAXUINT64, "18446744073709551615", "1.844674407370955e+20", "1.844674407370955e+20" },
  { 64, SIGNAL_UNSIGNED, 0.5, 0, 3, "3", "1.5", "1.5" },
  { 32, SIGNAL_FLOAT, 1, 0, 0x3DCCCCCD, "0.10000000149011612", "0.10000000149011612", "0.1" },
  { 32, SIGNAL_FLOAT, 1, 0, 0x7FC00000, "nan", "nan", "nan" },
  { 32, SIGNAL_FLOAT, 1, 0, 0xFF800000, "-inf", "-inf", "-inf" },
  { 16, SIGNAL_FLOAT, 1, 0, 0x3C00, "1", "1", "1" },
  { 16, SIGNAL_FLOAT, 1, 0, 0xC100, "-2.5", "-2.5", "-2.5" },
  { 16, SIGNAL_FLOAT, 1, 0, 0x0001, "5.960464477539063e-08", "5.960464477539063e-08", "5.9604645e-08" },
  { 16, SIGNAL_FLOAT, 1, 0, 0x7C00, "inf", "inf", "inf" },
  { 64, SIGNAL_DOUBLE, 1, 0, 0x3FB999999999999A, "0.1", "0.1", "0.1" },
  { 64, SIGNAL_DOUBLE, 1, 0, 1, "5e-324", "5e-324", "5e-324" },
  { 64, SIGNAL_DOUBLE, 1, 0, 0x3D30000000000000, "5.684341886080802e-14", "5.684341886080802e-14",
    "5.684341886080802e-14" },
};

static void
test_format (void)
{
  char text[SIGNAL_TEXT_MAX];

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      CanSignal signal = make_signal (c->length, c->kind, c->factor, c->offset);

      g_assert_cmpuint (can_signal_format_raw (&signal, c->bits, text), ==, strlen (c->raw));
      g_assert_cmpstr (text, ==, c->raw);
      g_assert_cmpuint (can_signal_format_physical (&signal, c->bits, text), ==, strlen (c->physical));
      g_assert_cmpstr (text, ==, c->physical);
      g_assert_cmpuint (can_signal_format_display (&signal, c->bits, text), ==, strlen (c->display));
      g_assert_cmpstr (text, ==, c->display);
    }
}

/* Reads back, and no text with a digit less does. */
static void
check_double (double value)
{
  char text[SIGNAL_TEXT_MAX], shorter[64];
  gsize digits = 0;

  g_assert_cmpuint (signal_format_double (value, text), ==, strlen (text));
  g_assert_true (g_ascii_strtod (text, NULL) == value);
  for (const char *p = text; *p != '\0' && *p != 'e'; p++)
    digits += g_ascii_isdigit (*p) && (digits > 0 || *p != '0');
  while (digits > 1 && strchr (text, '.') == NULL && strchr (text, 'e') == NULL && text[strlen (text) - 1] == '0')
    return; /* an integer with zeros at its end */
  if (digits > 1)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", (int) digits - 1);
      g_ascii_formatd (shorter, sizeof shorter, format, value);
      g_test_message ("%s against %s", text, shorter);
      g_assert_true (g_ascii_strtod (shorter, NULL) != value);
    }
}

static void
test_shortest (void)
{
  for (guint i = 0; i < 100000; i++)
    {
      uint64_t bits = (uint64_t) (uint32_t) g_test_rand_int () << 32 | (uint32_t) g_test_rand_int ();
      double value;

      memcpy (&value, &bits, sizeof value);
      if (isfinite (value))
        check_double (value);
      check_double (g_test_rand_int () * 0.1);
      check_double (g_test_rand_int () / 1000.0);
    }
  for (int i = -1074; i < 1024; i++)
    check_double (ldexp (1, i));
}

static void
test_labels (void)
{
  SignalLabel labels[] = { { -2, (char *) "low" }, { 0, (char *) "off" }, { 1, (char *) "on" } };
  CanSignal signal = make_signal (4, SIGNAL_SIGNED, 2, 0);
  int64_t raw;

  signal.labels = labels;
  signal.n_labels = G_N_ELEMENTS (labels);
  g_assert_cmpstr (can_signal_label (&signal, 14), ==, "low");
  g_assert_cmpstr (can_signal_label (&signal, 0), ==, "off");
  g_assert_cmpstr (can_signal_label (&signal, 1), ==, "on");
  g_assert_null (can_signal_label (&signal, 2));
  g_assert_null (can_signal_label (&signal, 8));
  g_assert_true (can_signal_find_label (&signal, "low", &raw));
  g_assert_cmpint (raw, ==, -2);
  g_assert_false (can_signal_find_label (&signal, "Low", &raw));
}

static void
test_present (void)
{
  static const uint8_t data[8] = { 0x05, 0x02, 0xFF };
  MuxRange outer = { 4, 6 }, inner[] = { { 0, 1 }, { 2, 2 } };
  CanSignal signals[3];
  Message message = { .signals = signals, .n_signals = 3 };
  CanFrame frame = { .len = 3, .data = data };

  for (guint i = 0; i < 3; i++)
    {
      signals[i] = (CanSignal){ .factor = 1, .mux_parent = (int) i - 1 };
      g_assert_true (signal_layout_init (&signals[i].layout, 8 * i, 8, FALSE, SIGNAL_UNSIGNED));
    }
  signals[1].mux_ranges = &outer;
  signals[1].n_mux_ranges = 1;
  signals[2].mux_ranges = inner;
  signals[2].n_mux_ranges = 2;
  g_assert_true (message_signal_present (&message, 2, &frame));
  frame.len = 2;
  g_assert_false (message_signal_present (&message, 2, &frame));
  g_assert_true (message_signal_present (&message, 1, &frame));
  frame.len = 3;
  inner[1].first = inner[1].last = 3;
  g_assert_false (message_signal_present (&message, 2, &frame));
  inner[1].first = 2;
  outer.first = 6;
  g_assert_false (message_signal_present (&message, 2, &frame));
  outer.first = 4;
  frame.id = CAN_ID_REMOTE;
  g_assert_false (message_signal_present (&message, 0, &frame));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/can-signal/layout", test_layout);
  g_test_add_func ("/can-signal/no-layout", test_no_layout);
  g_test_add_func ("/can-signal/format", test_format);
  g_test_add_func ("/can-signal/shortest", test_shortest);
  g_test_add_func ("/can-signal/labels", test_labels);
  g_test_add_func ("/can-signal/present", test_present);
  return g_test_run ();
}
