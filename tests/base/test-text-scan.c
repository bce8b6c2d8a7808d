/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "base/text-scan.h"

static TextScan
scan_of (const char *text)
{
  return text_scan (text, strlen (text));
}

static TextWord
word_of (const char *text)
{
  return (TextWord){ text, strlen (text) };
}

static void
assert_uint (const char *text, gboolean ok, uint64_t expected, gsize taken)
{
  TextScan scan = scan_of (text);
  uint64_t value = 0;

  g_assert_cmpint (text_scan_uint (&scan, &value), ==, ok);
  g_assert_cmpuint (value, ==, expected);
  g_assert_cmpuint ((gsize) (scan.p - text), ==, taken);
}

static void
test_uint (void)
{
  assert_uint ("0", TRUE, 0, 1);
  assert_uint ("12x", TRUE, 12, 2);
  assert_uint ("18446744073709551615", TRUE, UINT64_MAX, 20);
  assert_uint ("18446744073709551616", FALSE, 0, 0);
  assert_uint ("99999999999999999999999", FALSE, 0, 0);
  assert_uint ("", FALSE, 0, 0);
  assert_uint ("-1", FALSE, 0, 0);
}

static void
assert_int (const char *text, gboolean ok, int64_t expected)
{
  TextScan scan = scan_of (text);
  int64_t value = 0;

  g_assert_cmpint (text_scan_int (&scan, &value), ==, ok);
  g_assert_cmpint (value, ==, expected);
  g_assert_true (ok || scan.p == text);
}

static void
test_int (void)
{
  assert_int ("-9223372036854775808", TRUE, INT64_MIN);
  assert_int ("9223372036854775807", TRUE, INT64_MAX);
  assert_int ("9223372036854775808", FALSE, 0);
  assert_int ("-9223372036854775809", FALSE, 0);
  assert_int ("+5", TRUE, 5);
  assert_int ("-", FALSE, 0);
  assert_int ("-x", FALSE, 0);
}

static void
test_hex (void)
{
  TextScan scan = scan_of ("18FEF1x");
  uint64_t value;

  g_assert_true (text_scan_hex (&scan, &value));
  g_assert_cmphex (value, ==, 0x18FEF1);
  g_assert_true (text_scan_char (&scan, 'x'));
  g_assert_true (text_scan_at_end (&scan));
  g_assert_true (text_word_hex (word_of ("ffffffffFFFFFFFF"), &value));
  g_assert_cmphex (value, ==, UINT64_MAX);
  g_assert_false (text_word_hex (word_of ("1ffffffffFFFFFFFF"), &value));
  g_assert_false (text_word_hex (word_of ("12g"), &value));
  g_assert_false (text_word_hex (word_of (""), &value));
  for (guint c = 0; c < 256; c++)
    g_assert_cmpuint (text_hex_value ((char) c), ==,
                      g_ascii_isxdigit (c) ? (guint) g_ascii_xdigit_value ((char) c) : 0xFFu);
}

static void
assert_seconds (const char *text, gboolean ok, int64_t expected, guint decimals, gsize taken)
{
  TextScan scan = scan_of (text);
  int64_t ns = 0;
  guint n = 0;

  g_test_message ("%s", text);
  g_assert_cmpint (text_scan_seconds (&scan, &ns, &n), ==, ok);
  g_assert_cmpint (ns, ==, expected);
  g_assert_cmpuint (n, ==, decimals);
  g_assert_cmpuint ((gsize) (scan.p - text), ==, taken);
}

static void
test_seconds (void)
{
  assert_seconds ("0.5", TRUE, 500000000, 1, 3);
  assert_seconds ("1.000000001 x", TRUE, 1000000001, 9, 11);
  assert_seconds ("1.0000000019", TRUE, 1000000001, 10, 12);
  assert_seconds ("0,25", TRUE, 250000000, 2, 4);
  assert_seconds ("1,234.5", TRUE, 1234500000000, 1, 7);
  assert_seconds ("9223372035.999999999", TRUE, 9223372035999999999, 9, 20);
  assert_seconds ("9223372036.9", FALSE, 0, 0, 0);
  assert_seconds ("99999999999999999999.9", FALSE, 0, 0, 0);
  assert_seconds ("5", FALSE, 0, 0, 0);
  assert_seconds ("5.", FALSE, 0, 0, 0);
  assert_seconds (".5", FALSE, 0, 0, 0);
  assert_seconds (",.5", FALSE, 0, 0, 0);
  assert_seconds ("", FALSE, 0, 0, 0);
  assert_seconds ("0.1.2", TRUE, 100000000, 1, 3);
}

static void
test_words (void)
{
  TextScan scan = scan_of ("  one\ttwo  THREE ");
  TextWord word;

  g_assert_true (text_scan_word (&scan, &word));
  g_assert_true (text_word_equals (word, "one"));
  g_assert_false (text_word_equals (word, "on"));
  g_assert_true (text_word_starts_with (word, "ON"));
  g_assert_false (text_word_starts_with (word, "ones"));
  g_assert_false (text_scan_keyword (&scan, "three"));
  g_assert_true (text_scan_keyword (&scan, "TWO"));
  g_assert_true (text_scan_keyword (&scan, "three"));
  g_assert_false (text_scan_word (&scan, &word));
  g_assert_true (text_scan_at_end (&scan));
}

static void
test_quoted (void)
{
  TextScan scan = scan_of ("\"a \\\" b\"x\"open");
  TextWord text;

  g_assert_true (text_scan_quoted (&scan, &text));
  g_assert_true (text_word_equals (text, "a \\\" b"));
  g_assert_false (text_scan_quoted (&scan, &text));
  g_assert_true (text_scan_char (&scan, 'x'));
  g_assert_false (text_scan_quoted (&scan, &text));
  g_assert_cmpint (*scan.p, ==, '"');
  scan = scan_of ("\"\\");
  g_assert_false (text_scan_quoted (&scan, &text));
}

static void
test_double (void)
{
  double value;

  g_assert_true (text_word_double (word_of ("-1.5e3"), &value));
  g_assert_cmpfloat (value, ==, -1500);
  g_assert_true (text_word_double (word_of ("0.1"), &value));
  g_assert_cmpfloat (value, ==, 0.1);
  g_assert_false (text_word_double (word_of ("nan"), &value));
  g_assert_false (text_word_double (word_of ("inf"), &value));
  g_assert_false (text_word_double (word_of ("0x10"), &value));
  g_assert_false (text_word_double (word_of ("1,5"), &value));
  g_assert_false (text_word_double (word_of ("1.5.6"), &value));
  g_assert_false (text_word_double (word_of (""), &value));
  g_assert_false (text_word_double ((TextWord){ "1\0002", 3 }, &value));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-scan/uint", test_uint);
  g_test_add_func ("/text-scan/int", test_int);
  g_test_add_func ("/text-scan/hex", test_hex);
  g_test_add_func ("/text-scan/seconds", test_seconds);
  g_test_add_func ("/text-scan/words", test_words);
  g_test_add_func ("/text-scan/quoted", test_quoted);
  g_test_add_func ("/text-scan/double", test_double);
  return g_test_run ();
}
