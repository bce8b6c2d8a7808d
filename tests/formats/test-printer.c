/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "format-helper.h"

#include <glib/gstdio.h>
#include <string.h>

#define STAMP "Timestamp: 1700000000.500000    "
#define F "F 1700000000.500000 "
#define S "S 1700000000.500000 dated\n"

typedef struct
{
  const char *text, *dump;
} Case;

static const Case cases[] = {
  /* As 4.1.0 prints them. */
  { "Timestamp:        0.000000    ID: 00000000    X Rx                DL:  0\n",
    "F 0.000000  00000000# 0\nS 0.000000\n" },
  { STAMP "    ID: 0123    S Rx                DL:  8    31 32 33 34 35 36 37 38     '12345678'    Channel: can0\n",
    F "can0 123#3132333435363738 8\n" S },
  { STAMP "    ID: 0007    S Tx   R            DL:  4                                Channel: my bus \r\n",
    F "my bus 007#R4 4 tx\n" S },
  { STAMP "ID: 00000000    X Rx E              DL:  0\n" STAMP
          "    ID: 0004    S Rx E              DL:  8    00 08 00 00 00 00 00 00\n",
    F " 20000000# 0\n" F " 20000004#0008000000000000 8\n" S },
  { STAMP "ID: 00000123    X Rx     F BS EI    DL: 12    01 02 03 04 05 06 07 08 09 0a 0b 0c\n" STAMP
          "    ID: 0123    S Tx     F          DL:  1    41                          'A'\n",
    F " 00000123##30102030405060708090A0B0C 9\n" F " 123##041 1 tx\n" S },
  { STAMP "    ID: 0123    S Rx                DL: 13    01 02 03 04 05 06 07 08\n",
    F " 123#0102030405060708_D 13\n" S },
  { "Timestamp:       -1.500000    ID: 0123    S Rx                DL:  1    ff\n",
    "F -1.500000  123#FF 1\nS -1.500000\n" },
  /* 2 and 3. */
  { STAMP "ID: 00000123    X      F    DLC: 2    41 42                       'AB'\n" STAMP
          "    ID: 0123    S   R      DLC: 8                                Channel: 0\n",
    F " 00000123##04142 2\n" F "0 123#R8 8\n" S },
  { STAMP "ID: 00000123    X                DLC:  2    41 42                       'AB'    Channel: vcan0\n",
    F "vcan0 00000123#4142 2\n" S },
  /* 1.5, as its manual shows it. */
  { "Timestamp:      0.000000      ID: 00000000      010      DLC: 0\n"
    "Timestamp:      0.000000      ID: 00000000      010      DLC: 5      01 02 03 04 05\n"
    "Timestamp:      0.000000          ID: 0123      100      DLC: 5\n"
    "Timestamp:      0.000000          ID: 0123      001      DLC: 0\n",
    "F 0.000000  00000000# 0\nF 0.000000  00000000#0102030405 5\nF 0.000000  123#R5 5\nF 0.000000  20000000# 0\n"
    "S 0.000000\n" },
  /* 2010. */
  { "       0.500000    00000123    0004    5    01 02 03 04 05          \n"
    "       0.600000        0123    0002    2    01 02                       buffer overrun\n"
    "0.700000\t0123\t0001\t4\n       0.800000        0123    0020    0\n",
    "F 0.500000  00000123#0102030405 5\nF 0.600000  123#0102 2\nN 2 0.600000 other buffer overrun\n"
    "F 0.700000  123#R4 4\nF 0.800000  20000000# 0\nS 0.500000\n" },
  /* Around it. */
  { "Connected to VirtualBus: Virtual bus channel 0\nCan Logger (Started on 2024-01-01 00:00:00.000000)\n\n"
    "INFO:root:" STAMP "    ID: 0123    S Rx                DL:  0\n",
    "N 1 0.000000 event Connected to VirtualBus: Virtual bus channel 0\n"
    "N 2 0.000000 event Can Logger (Started on 2024-01-01 00:00:00.000000)\n" F " 123# 0\n" S },
  /* Damage. */
  { STAMP "ID: 0123    S Rx DL: 3    01 02\n" STAMP "ID: 0123    S Rx DL: 1    01 02\n" STAMP
          "ID: 0800    S Rx DL: 0\n" STAMP "ID: 20000000    X Rx DL: 0\n" STAMP "ID: 0123    S Ry DL: 0\n" STAMP
          "ID: 0123    S Rx\n" STAMP "ID: 0123    S Rx DL: 65\n" STAMP "ID: 0123    DL: 0\n" STAMP
          "0123    S Rx DL: 0\nTimestamp: nan ID: 0123    S Rx DL: 0\n" STAMP "ID: 0123    S Rx DL: 1    01 x\n" STAMP
          "ID: 0123    S Rx   R DL: 1    01\nhello\n",
    "P 1 dlc and the number of data bytes differ\nP 2 dlc and the number of data bytes differ\n"
    "P 3 11-bit identifier above 7FF\nP 4 identifier above 1FFFFFFF\nP 5 unknown flag\nP 6 ends before DL:\n"
    "P 7 dlc is no number of 0 to 64\nP 8 no flags\nP 9 no ID: behind the timestamp\nP 10 Timestamp: is no number\n"
    "P 11 unexpected characters behind the data\nP 12 remote frame with data\n"
    "P 13 no Timestamp: and not the form without labels\n" },
};

static void
test_lines (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char *dump = dump_log ("printer", cases[i].text, strlen (cases[i].text), NULL);

      g_test_message ("case %u", i);
      g_assert_cmpstr (dump, ==, cases[i].dump);
      g_free (dump);
    }
}

static void
test_recognised (void)
{
  for (guint i = 0; i + 1 < G_N_ELEMENTS (cases); i++)
    {
      TraceInfo *info = trace_info_new ();
      LogReader *reader = log_reader_open_memory (cases[i].text, strlen (cases[i].text), NULL, info, NULL, NULL);

      g_test_message ("case %u", i);
      g_assert_nonnull (reader);
      g_assert_cmpstr (log_reader_get_format (reader)->id, ==, "printer");
      log_reader_close (reader);
      trace_info_unref (info);
    }
}

/* The lines are those of python-can 4.1.0 for the same messages. */
static void
test_writer (void)
{
  static const uint8_t data[64] = { 0x11, 0x22 }, text[] = "12345678abcd";
  const CanFrame frames[] = {
    { .time = 1700000000123456499, .id = 0x123, .len = 2, .dlc = 2, .data = data },
    { .time = 1700000000123456500, .id = 0xABC | CAN_ID_EXTENDED, .len = 8, .dlc = 8, .data = text, .flags = CAN_TX },
    { .time = 5, .id = 0x7 | CAN_ID_REMOTE, .dlc = 3, .data = data, .channel = 1 },
    { .time = -1500000000,
      .id = 0x456,
      .len = 12,
      .dlc = 9,
      .flags = CAN_FD | CAN_BRS | CAN_ESI,
      .channel = 1,
      .data = text },
    { .time = 0, .id = CAN_ID_ERROR, .data = data },
  };
  static const char expected[]
      = "Timestamp: 1700000000.123456        ID: 0123    S Rx                DL:  2    11 22\n"
        "Timestamp: 1700000000.123457    ID: 00000abc    X Tx                DL:  8    31 32 33 34 35 36 37 38     "
        "'12345678'\n"
        "Timestamp:        0.000000        ID: 0007    S Rx   R            DL:  3                                "
        "Channel: can0\n"
        "Timestamp:       -1.500000        ID: 0456    S Rx     F BS EI    DL: 12    "
        "31 32 33 34 35 36 37 38 61 62 63 64    '12345678abcd'    Channel: can0\n"
        "Timestamp:        0.000000        ID: 0000    S Rx E              DL:  0\n";
  TraceInfo *info = trace_info_new ();
  char *folder = g_dir_make_tmp ("canid-XXXXXX", NULL), *path = g_build_filename (folder, "a.txt", NULL), *written,
       *dump;
  LogWriter *writer = log_writer_create (path, format_by_path (path, FORMAT_WRITE), info, NULL, NULL);

  trace_info_channel (info, "", 0, NULL);
  trace_info_channel (info, "can0", 4, NULL);
  g_assert_true (log_writer_write (writer, frames, G_N_ELEMENTS (frames), NULL));
  g_assert_true (log_writer_close (writer, NULL));
  g_assert_true (g_file_get_contents (path, &written, NULL, NULL));
  g_assert_cmpstr (written, ==, expected);
  dump = dump_file (NULL, path);
  g_assert_cmpstr (dump, ==,
                   "F 1700000000.123456  123#1122 2\nF 1700000000.123457  00000ABC#3132333435363738 8 tx\n"
                   "F 0.000000 can0 007#R3 3\nF -1.500000 can0 456##3313233343536373861626364 9\n"
                   "F 0.000000  20000000# 0\nS 1700000000.123456 dated\n");
  g_unlink (path);
  g_rmdir (folder);
  g_free (dump);
  g_free (written);
  g_free (path);
  g_free (folder);
  trace_info_unref (info);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/printer/lines", test_lines);
  g_test_add_func ("/printer/recognised", test_recognised);
  g_test_add_func ("/printer/writer", test_writer);
  return g_test_run ();
}
