/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "base/text-put.h"

#define ASSERT_PUT(call, format, ...)                                                                                  \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    char text[160], want[160];                                                                                         \
    char *p = text;                                                                                                    \
    *(call) = '\0';                                                                                                    \
    g_snprintf (want, sizeof want, format, __VA_ARGS__);                                                               \
    g_assert_cmpstr (text, ==, want);                                                                                  \
  }                                                                                                                    \
  G_STMT_END

static void
test_unsigned (void)
{
  for (uint64_t power = 1; power <= UINT64_MAX / 10; power *= 10)
    {
      ASSERT_PUT (put_unsigned (p, power - 1), "%" G_GUINT64_FORMAT, power - 1);
      ASSERT_PUT (put_unsigned (p, power), "%" G_GUINT64_FORMAT, power);
      ASSERT_PUT (put_unsigned (p, 3 * power + 1), "%" G_GUINT64_FORMAT, 3 * power + 1);
    }
  ASSERT_PUT (put_unsigned (p, UINT32_MAX), "%u", UINT32_MAX);
  ASSERT_PUT (put_unsigned (p, UINT64_C (1) + UINT32_MAX), "%s", "4294967296");
  ASSERT_PUT (put_unsigned (p, UINT64_MAX), "%s", "18446744073709551615");
}

static void
test_digits (void)
{
  for (guint i = 0; i < 1000000; i += 37)
    ASSERT_PUT (put_digits (p, i, 6), "%06u", i);
  ASSERT_PUT (put_digits (p, 123456789, 9), "%s", "123456789");
  ASSERT_PUT (put_digits (p, 7, 1), "%s", "7");
}

static void
test_hex (void)
{
  for (guint shift = 0; shift < 32; shift++)
    {
      ASSERT_PUT (put_hex (p, 1u << shift), "%X", 1u << shift);
      ASSERT_PUT (put_hex (p, UINT32_MAX >> shift), "%X", UINT32_MAX >> shift);
      ASSERT_PUT (put_hex_digits (p, 0xA5u << shift, 8), "%08X", 0xA5u << shift);
    }
  ASSERT_PUT (put_hex (p, 0), "%s", "0");
}

static void
test_time (void)
{
  ASSERT_PUT (put_time (p, 0), "%s", "0.000000");
  ASSERT_PUT (put_time (p, 1), "%s", "0.000000001");
  ASSERT_PUT (put_time (p, -1), "%s", "-0.000000001");
  ASSERT_PUT (put_time (p, -1500000000), "%s", "-1.500000");
  ASSERT_PUT (put_time (p, INT64_C (1700000000123456000)), "%s", "1700000000.123456");
  ASSERT_PUT (put_time (p, INT64_C (1700000000123456789)), "%s", "1700000000.123456789");
  ASSERT_PUT (put_time (p, INT64_MAX), "%s", "9223372036.854775807");
  ASSERT_PUT (put_time (p, INT64_MIN), "%s", "-9223372036.854775808");
}

/* Every byte at every place within the eight digits made at once, and every length. */
static void
test_bytes (void)
{
  for (guint n = 0; n <= 64; n++)
    for (guint start = 0; start < 256; start++)
      {
        uint8_t data[64];
        char text[129], want[129] = "";

        for (guint i = 0; i < n; i++)
          {
            data[i] = (uint8_t) (start + i * 101);
            g_snprintf (want + 2 * i, 3, "%02X", data[i]);
          }
        *put_bytes (text, data, n) = '\0';
        g_assert_cmpstr (text, ==, want);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-put/unsigned", test_unsigned);
  g_test_add_func ("/text-put/digits", test_digits);
  g_test_add_func ("/text-put/hex", test_hex);
  g_test_add_func ("/text-put/time", test_time);
  g_test_add_func ("/text-put/bytes", test_bytes);
  return g_test_run ();
}
