/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "format-helper.h"

#include <string.h>

typedef struct
{
  const char *text, *dump;
} Case;

static const Case cases[] = {
  /* Stamps. */
  { "  can0  123   [2]  11 22\n", "F 0.000000 can0 123#1122 2\nS 0.000000\n" },
  { " (1676902769.342282)  can0  15FD0617   [8]  01 9D 76 FF FF FF FF FF\r\n",
    "F 1676902769.342282 can0 15FD0617#019D76FFFFFFFFFF 8\nS 1676902769.342282 dated\n" },
  { " (0000000012.342282)  can0  123   [0]  \n", "F 12.342282 can0 123# 0\nS 12.342282\n" },
  { " (2023-02-20 16:17:04.590873)  can0  123   [1]  11\n (2023-02-20 16:17:05.5)  can0  123   [1]  22",
    "F 1676909824.590873 can0 123#11 1\nF 1676909825.500000 can0 123#22 1\nS 1676909824.590873 dated\n" },
  { " (2023-02-20 16:17:04.590873123)  can0  123   [1]  11\n (2023-02-30 16:17:04.1)  can0  123   [1]  22\n",
    "F 1676909824.590873123 can0 123#11 1\nP 2 no (time) at its beginning\nS 1676909824.590873123 dated\n" },
  { " (000.000000)  can0  1   [0]\n (000.010000)  can0  2   [0]\n (000.009000)  can0  3   [0]\n"
    " (000.002000)  can0  4   [0]\n",
    "F 0.000000 can0 001# 0\nF 0.010000 can0 002# 0\nF 0.019000 can0 003# 0\nF 0.021000 can0 004# 0\nS 0.000000\n" },
  { " (000.000000)  can0  1   [0]\n (000.010000)  can0  2   [0]\n (000.010000)  can0  3   [0]\n"
    " (000.010000)  can0  x   [0]\n (000.010000)  can0  4   [0]\n",
    "F 0.000000 can0 001# 0\nF 0.010000 can0 002# 0\nF 0.020000 can0 003# 0\nF 0.040000 can0 004# 0\n"
    "P 4 no identifier behind the interface\nS 0.000000\n" },
  { " (000.000000)  can0  1   [0]\n (000.010000)  can0  2   [0]\n (000.014000)  can0  3   [0]\n"
    " (000.013999)  can1  4   [0]\n (001.014000)  can0  5   [0]\n (001.024000)  can0  6   [0]\n",
    "F 0.000000 can0 001# 0\nF 0.010000 can0 002# 0\nF 0.014000 can0 003# 0\nF 0.013999 can1 004# 0\n"
    "F 1.014000 can0 005# 0\nF 1.024000 can0 006# 0\nS 0.000000\n" },
  /* Identifiers. */
  { "  can0       123   [1]  11\n", "F 0.000000 can0 123#11 1\nS 0.000000\n" },
  { "  can0         1  [1] 11\n  can0    1  [1] 11\n  can0     ABC  [1] 11\n  can0   12345  [1] 11\n",
    "F 0.000000 can0 00000001#11 1\nF 0.000000 can0 001#11 1\nF 0.000000 can0 00012345#11 1\n"
    "P 3 11-bit identifier above 7FF\nS 0.000000\n" },
  { "  can0  3FFFFFFF   [8]  00 00 00 00 00 00 00 00  ERRORFRAME\n  can0  40000000   [0]\n  can0  123456789   [0]\n",
    "F 0.000000 can0 3FFFFFFF#0000000000000000 8\nP 2 identifier above 1FFFFFFF\n"
    "P 3 identifier of more than 8 digits\nS 0.000000\n" },
  /* What is behind the identifier. */
  { "  can0  RX B -  12345678  [12]  01 02 03 04 05 06 07 08 09 0A 0B 0C\n",
    "F 0.000000 can0 12345678##10102030405060708090A0B0C 9\nS 0.000000\n" },
  { "  can0  TX - E  123  [08]  01 02 03 04 05 06 07 08   '........'\n  can0  TX B E  123   [1]  41   'A'\n",
    "F 0.000000 can0 123##20102030405060708 8 tx\nF 0.000000 can0 123#41 1 tx\nS 0.000000\n" },
  { "  can0  123   [4]  remote request\n  can0  12345678   [0]  remote request\n  can0  123   {E}  remote request\n",
    "F 0.000000 can0 123#R4 4\nF 0.000000 can0 12345678#R 0\nF 0.000000 can0 123#R8_E 14\nS 0.000000\n" },
  { "  can0  123   {F}  01 02 03 04 05 06 07 08\n  can0  123   {2}  01 02\n  can0  123   {G}  01 02\n",
    "F 0.000000 can0 123#0102030405060708_F 15\nF 0.000000 can0 123#0102 2\nP 3 no raw DLC of 0 to F in {}\nS "
    "0.000000\n" },
  { "  can0  123   [3]  00000001 11111111 10101010   '...'\n  can0  123   [3]  33`22`11                       `.\".`\n"
    "  can0  123   [2]  11111111`00000001\n  can0  123   [3]  33`22 11\n  can0  123   [2]  33 00000001\n",
    "F 0.000000 can0 123#01FFAA 3\nF 0.000000 can0 123#112233 3\nF 0.000000 can0 123#01FF 2\n"
    "P 4 only some bytes are joined by `\nP 5 fewer data bytes than its length says\nS 0.000000\n" },
  { "  can0  123   [3]  27 20 27                 '' ''\n  can0  123   [3]  27 20 27                 '' '\n",
    "F 0.000000 can0 123#272027 3\nP 2 unexpected characters behind the frame\nS 0.000000\n" },
  { "  can0  123   [2]  11\n  can0  123   [2]  11 22 33\n  can0  123   [9]  11\n  can0  123   [09]  11\n  can0  123\n"
    "  can0  123   [2  11 22\n",
    "P 1 fewer data bytes than its length says\nP 2 unexpected characters behind the frame\n"
    "P 3 more than 8 data bytes in a classic frame\nP 4 number of data bytes that CAN FD does not have\n"
    "P 5 no identifier behind the interface\nP 6 no [length] behind the identifier\n" },
  /* Other lines. */
  { "  can0  20000004   [8]  00 08 00 00 00 00 60 00   ERRORFRAME\n\tcontroller-problem{tx-error-warning}\n"
    "\terror-counter-tx-rx{{96}{0}}\n  can0  20000004   [2]  00 08   ERRORFRAME\n",
    "F 0.000000 can0 20000004#0008000000006000 8\nN 2 0.000000 status \tcontroller-problem{tx-error-warning}\n"
    "N 3 0.000000 status \terror-counter-tx-rx{{96}{0}}\nP 4 error frame without its 8 data bytes\nS 0.000000\n" },
  { "# candump can0\n  can0  123  [0064] (00|05:00:00000000) 11 22\n"
    "DROPCOUNT: dropped 3 CAN frames on 'can0' socket (total drops 3)\n  can0  123   [0]\n",
    "N 1 0.000000 comment # candump can0\nN 2 0.000000 foreign   can0  123  [0064] (00|05:00:00000000) 11 22\n"
    "N 3 0.000000 loss DROPCOUNT: dropped 3 CAN frames on 'can0' socket (total drops 3)\n"
    "F 0.000000 can0 123# 0 gap\nS 0.000000\n" },
  { " \33[1m\33[34m (001.500000)  can0  123   [1]  11\33[0m\n", "F 1.500000 can0 123#11 1\nS 1.500000\n" },
  { "{\"version\":\"4.9.1\"}\n(1700000000.000001) can0 123#11\n\xFF\xFE\x01\n",
    "P 1 no identifier behind the interface\nP 2 no identifier behind the interface\nP 3 no identifier behind the "
    "interface\n" },
};

static void
test_lines (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char *dump = dump_log ("candump-console", cases[i].text, strlen (cases[i].text), "UTC");

      g_test_message ("case %u", i);
      g_assert_cmpstr (dump, ==, cases[i].dump);
      g_free (dump);
    }
}

static void
assert_recognised (const char *text, const char *format)
{
  TraceInfo *info = trace_info_new ();
  LogReader *reader = log_reader_open_memory (text, strlen (text), NULL, info, NULL, NULL);

  g_assert_cmpstr (reader != NULL ? log_reader_get_format (reader)->id : "none", ==, format);
  log_reader_close (reader);
  trace_info_unref (info);
}

static void
test_recognised (void)
{
  assert_recognised ("# candump can0\n  can0  123   [1]  11\n", "candump-console");
  assert_recognised ("\n (000.000000)  can0  TX - -  123   [1]  11\n", "candump-console");
  assert_recognised (" \33[34m can0  123   [1]  11\33[0m\n", "candump-console");
  assert_recognised ("1 (1.5) can0 123#11\n", "candump");
  assert_recognised ("(1.5) can0 123#11\n  can0  123   [1]  11\n(1.5) can0 123#11\n", "candump");
  assert_recognised ("can0 123 11\n", "none");
  assert_recognised ("(1.5) can0 123 11\n", "none");
}

static void
assert_dialect (const char *text, const char *dialect)
{
  TraceInfo *info = trace_info_new ();
  LogReader *reader = log_reader_open_memory (text, strlen (text), NULL, info, NULL, NULL);

  g_assert_nonnull (reader);
  g_assert_cmpstr (trace_info_get_dialect (info), ==, dialect);
  log_reader_close (reader);
  trace_info_unref (info);
}

/* Numbers in front of the lines hide nothing. */
static void
test_dialects (void)
{
  assert_dialect (" (1700000000.1)  can0  123   [1]  11\n", "times since 1970");
  assert_dialect ("1 (1700000000.1)  can0  123   [1]  11\n", "times since 1970");
  assert_dialect ("2: (2021-05-12 09:13:55.1)  can0  123   [1]  11\n", "dates");
  assert_dialect ("  can0  123   [1]  11\n", "no times");
  assert_dialect (" (000.000000)  can0  123   [1]  11\n (001.000000)  can0  123   [1]  11\n (000.100000)  can0  123   "
                  "[1]  11\n (001.000000)  can0  123   [1]  11\n",
                  "times since the frame before");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/candump-console/lines", test_lines);
  g_test_add_func ("/candump-console/recognised", test_recognised);
  g_test_add_func ("/candump-console/dialects", test_dialects);
  return g_test_run ();
}
