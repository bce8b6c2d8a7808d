/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/can-frame.h"

#include <string.h>

typedef struct
{
  const char *text, *written; /* written NULL: wrong */
  uint32_t id;
  guint len, dlc, flags;
} Case;

static const Case cases[] = {
  { "123#11.22", "123#1122", 0x123, 2, 2, 0 },
  { "123#", "123#", 0x123, 0, 0, 0 },
  { "7ff#R", "7FF#R", 0x7FF | CAN_ID_REMOTE, 0, 0, 0 },
  { "7FF#R8", "7FF#R8", 0x7FF | CAN_ID_REMOTE, 0, 8, 0 },
  { "123#R8_F", "123#R8_F", 0x123 | CAN_ID_REMOTE, 0, 15, 0 },
  { "18FEF100##1AABB", "18FEF100##1AABB", 0x18FEF100 | CAN_ID_EXTENDED, 2, 2, CAN_FD | CAN_BRS },
  { "00000123#00", "00000123#00", 0x123 | CAN_ID_EXTENDED, 1, 1, 0 },
  { "123##7", "123##3", 0x123, 0, 0, CAN_FD | CAN_BRS | CAN_ESI },
  { "123##0000102030405060708090A0B", "123##0000102030405060708090A0B", 0x123, 12, 9, CAN_FD },
  { "123#1122334455667788_D", "123#1122334455667788_D", 0x123, 8, 13, 0 },
  { "20000080#0000000000000000", "20000080#0000000000000000", 0x80 | CAN_ID_ERROR, 8, 8, 0 },
  { "800#00", NULL, 0, 0, 0, 0 },
  { "1234#00", NULL, 0, 0, 0, 0 },
  { "123", NULL, 0, 0, 0, 0 },
  { "123#1", NULL, 0, 0, 0, 0 },
  { "123#112233445566778899", NULL, 0, 0, 0, 0 },
  { "123#11_D", NULL, 0, 0, 0, 0 },
  { "123#11 ", NULL, 0, 0, 0, 0 },
  { "#11", NULL, 0, 0, 0, 0 },
  { "123##", NULL, 0, 0, 0, 0 },
  { "", NULL, 0, 0, 0, 0 },
};

static void
test_text_form (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      uint8_t payload[CAN_FRAME_MAX_LEN];
      char text[CAN_FRAME_TEXT_MAX];
      const char *reason = NULL;
      CanFrame frame;
      gboolean ok = can_frame_parse (c->text, strlen (c->text), &frame, payload, &reason);

      g_test_message ("%s", c->text);
      g_assert_cmpint (ok, ==, c->written != NULL);
      if (!ok)
        {
          g_assert_nonnull (reason);
          continue;
        }
      g_assert_cmphex (frame.id, ==, c->id);
      g_assert_cmpuint (frame.len, ==, c->len);
      g_assert_cmpuint (frame.dlc, ==, c->dlc);
      g_assert_cmpuint (frame.flags, ==, c->flags);
      g_assert_cmpuint (can_frame_format (&frame, text), ==, strlen (text));
      g_assert_cmpstr (text, ==, c->written);
    }
}

static void
test_dlc (void)
{
  for (guint dlc = 0; dlc < 16; dlc++)
    g_assert_cmpuint (can_len_to_dlc (can_dlc_to_len (dlc, TRUE)), ==, dlc);
  g_assert_cmpuint (can_dlc_to_len (13, FALSE), ==, 8);
  g_assert_cmpuint (can_len_to_dlc (9), ==, 9);
  g_assert_cmpuint (can_len_to_dlc (65), ==, 15);
}

static void
assert_time (int64_t time, const char *expected)
{
  char text[CAN_TIME_TEXT_MAX];

  g_assert_cmpuint (can_time_format (time, text), ==, strlen (expected));
  g_assert_cmpstr (text, ==, expected);
}

static void
test_time (void)
{
  assert_time (0, "0.000000");
  assert_time (1500000, "0.001500");
  assert_time (1500001, "0.001500001");
  assert_time (-1000, "-0.000001");
  assert_time (INT64_MIN, "-9223372036.854775808");
  assert_time (INT64_MAX, "9223372036.854775807");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/can-frame/text-form", test_text_form);
  g_test_add_func ("/can-frame/dlc", test_dlc);
  g_test_add_func ("/can-frame/time", test_time);
  return g_test_run ();
}
