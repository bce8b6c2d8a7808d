/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "format-helper.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  const char *text, *dump;
} Case;

static const Case cases[] = {
  { "(1700000000.123456) can0 123#1122\n", "F 1700000000.123456 can0 123#1122 2\nS 1700000000.123456 dated\n" },
  { "(1700000000.123456789) can0 123#1122", "F 1700000000.123456789 can0 123#1122 2\nS 1700000000.123456789 dated\n" },
  { "(166.5) vcan0 00E#\r\n", "F 166.500000 vcan0 00E# 0\nS 166.500000\n" },
  { "(1700000000.123456) can0 123#R4 T\n", "F 1700000000.123456 can0 123#R4 4 tx\nS 1700000000.123456 dated\n" },
  { "(1700000000.123456) can1 18FEF100##1AABBCC R\n",
    "F 1700000000.123456 can1 18FEF100##1AABBCC 3\nS 1700000000.123456 dated\n" },
  { "(1700000000.000001) can0 123#1122334455667788_D\n",
    "F 1700000000.000001 can0 123#1122334455667788_D 13\nS 1700000000.000001 dated\n" },
  { "(1700000000.000001) can0 20000088#0008000000000000\n",
    "F 1700000000.000001 can0 20000088#0008000000000000 8\nS 1700000000.000001 dated\n" },
  { "# candump -L can0\n\n(1700000000.000001) can0 123#11\n",
    "N 1 0.000000 comment # candump -L can0\nF 1700000000.000001 can0 123#11 1\nS 1700000000.000001 dated\n" },
  { "1 (1700000000.000001) can0 123#11\n 12: (1700000000.000002) can0 123#12 T\n",
    "F 1700000000.000001 can0 123#11 1\nF 1700000000.000002 can0 123#12 1 tx\nS 1700000000.000001 dated\n" },
  { "1 x (1700000000.000001) can0 123#11\n", "P 1 no (seconds) at its beginning\n" },
  { "(1700000000.000001) can0 123#11\nDROPCOUNT: dropped 3 CAN frames on 'can0' socket (total drops 3)\n"
    "(1700000000.000002) can0 123#22\n(1700000000.000003) can0 123#33\n",
    "F 1700000000.000001 can0 123#11 1\n"
    "N 2 1700000000.000001 loss DROPCOUNT: dropped 3 CAN frames on 'can0' socket (total drops 3)\n"
    "F 1700000000.000002 can0 123#22 1 gap\nF 1700000000.000003 can0 123#33 1\nS 1700000000.000001 dated\n" },
  { "  can0  15FD0617   [8]  01 9D 76 FF FF FF FF FF\n", "P 1 no (seconds) at its beginning\n" },
  { " (000.000000)  can0  15FD0717   [8]  01\n", "P 1 printed form of candump, not its log form\n" },
  { "(1700000000.000001) can0 123#112233445566778899\n", "P 1 more than 8 data bytes in a classic frame\n" },
  { "(1700000000.000001) can0 123##0112233445566778899\n", "P 1 number of data bytes that CAN FD does not have\n" },
  { "(1700000000.000001) can0 1\n(99999999999999999999.0) can0 1#\n",
    "P 1 no # behind the identifier\nP 2 no (seconds) at its beginning\n" },
  { "(9999999999.000000) can0 123#11\n", "P 1 no (seconds) at its beginning\n" },
  { "(1700000000.000001) can0 123#11 X\n", "P 1 unexpected characters behind the frame\n" },
  { "\xFF\xFE\x00\x01\n", "P 1 no (seconds) at its beginning\n" },
  { "(1.5) can0 20000088##00000\n(1.5) can0 20000088#R\n(1.5) can0 20000088#00\n",
    "P 1 error frame without its 8 data bytes\nP 2 error frame without its 8 data bytes\n"
    "P 3 error frame without its 8 data bytes\n" },
  { "(-1.5) can0 123#11\n", "F -1.500000 can0 123#11 1\nS -1.500000\n" },
};

/* TAP is UTF-8; what is tested here need not be. */
static void
test_message_bytes (const char *bytes)
{
  char *text = g_utf8_make_valid (bytes, -1);

  g_test_message ("%s", text);
  g_free (text);
}

static void
test_lines (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *text = cases[i].text;
      gsize n = i == 18 ? 5 : strlen (text);
      char *dump = dump_log ("candump", text, n, NULL);

      test_message_bytes (text);
      g_assert_cmpstr (dump, ==, cases[i].dump);
      g_free (dump);
    }
}

static void
test_empty (void)
{
  char *dump = dump_log (NULL, "", 0, NULL);

  g_assert_cmpstr (dump, ==, "E memory: nothing is in it\n");
  g_free (dump);
  dump = dump_log (NULL, "hello\n", 6, NULL);
  g_assert_cmpstr (dump, ==, "E memory: not a log of a format this program reads\n");
  g_free (dump);
}

static void
write_frames (const char *path, TraceInfo *info, const CanFrame *frames, guint n)
{
  LogWriter *writer;
  GError *error = NULL;

  writer = log_writer_create (path, format_by_id ("candump"), info, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (log_writer_write (writer, frames, n, &error));
  g_assert_true (log_writer_close (writer, &error));
  g_assert_no_error (error);
}

static void
test_writer (void)
{
  static const uint8_t data[64] = { 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88 };
  const CanFrame frames[] = {
    { .time = 1700000000123456000, .id = 0x123, .len = 2, .dlc = 2, .channel = 0, .data = data },
    { .time = 1700000000123456789,
      .id = 0x123 | CAN_ID_EXTENDED,
      .len = 8,
      .dlc = 13,
      .channel = 1,
      .data = data,
      .flags = CAN_TX },
    { .time = 5, .id = 0x7 | CAN_ID_REMOTE, .dlc = 3, .channel = 2, .data = data },
    { .time = 3300000,
      .id = 0x18FEF100 | CAN_ID_EXTENDED,
      .len = 12,
      .dlc = 9,
      .channel = 2,
      .flags = CAN_FD | CAN_BRS | CAN_ESI,
      .data = data },
    { .time = 0, .id = CAN_ID_ERROR, .channel = 3, .data = data },
  };
  TraceInfo *info = trace_info_new ();
  char *folder = g_dir_make_tmp ("canid-XXXXXX", NULL), *path = g_build_filename (folder, "a.log", NULL), *text;

  trace_info_channel (info, "1", 1, NULL);
  trace_info_channel (info, "my bus", 6, NULL);
  trace_info_channel (info, "", 0, NULL);
  trace_info_channel (info, "12", 2, NULL);
  write_frames (path, info, frames, G_N_ELEMENTS (frames));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==,
                   "(1700000000.123456) can0 123#1122 R\n"
                   "(1700000000.123456789) my_bus 00000123#1122334455667788_D T\n"
                   "(0000000000.000000005) can0 007#R3 R\n"
                   "(0000000000.003300) can0 18FEF100##3112233445566778800000000 R\n"
                   "(0000000000.000000) can11 20000080#0000000000000000 R\n");
  g_unlink (path);
  g_rmdir (folder);
  g_free (text);
  g_free (path);
  g_free (folder);
  trace_info_unref (info);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/candump/lines", test_lines);
  g_test_add_func ("/candump/empty", test_empty);
  g_test_add_func ("/candump/writer", test_writer);
  return g_test_run ();
}
