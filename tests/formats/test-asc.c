/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "format-helper.h"

#include <string.h>

#define HEAD "date Sat Sep 30 15:06:13.191 2017\nbase hex  timestamps absolute\n"

typedef struct
{
  const char *name, *text, *dump; /* dump: the lines behind the header's notes, without the start */
} Case;

/* Every kind of line, one by one, behind an undated header. */
static const Case lines[] = {
  { "classic", "0.5 1  123             Rx   d 3 01 02 FF", "F 0.500000 1 123#0102FF 3\n" },
  { "classic/short", "1.25 12 7ff Tx d 1 a", "F 1.250000 12 7FF#0A 1 tx\n" },
  { "classic/none", "0.5 1 123 Rx d 0", "F 0.500000 1 123# 0\n" },
  { "classic/trailer", "0.019968 1  64 Rx   d 4 64 00 00 00  Length = 0 BitCount = 0 ID = 100",
    "F 0.019968 1 064#64000000 4\n" },
  { "classic/flags", "0.5 1 123 Rx d 1 FF 01 02 RR", "F 0.500000 1 123#FF 1\n" },
  { "classic/extended", "0.5 1 18EBFF00x Rx d 1 01", "F 0.500000 1 18EBFF00#01 1\n" },
  { "classic/extended-small", "0.5 1 12x Rx d 1 01", "F 0.500000 1 00000012#01 1\n" },
  { "classic/unmarked", "0.5 1 18EBFF00 Rx d 1 01", "F 0.500000 1 18EBFF00#01 1\n" },
  { "classic/prefixed", "0.5 1 0x18EBFF00x Rx d 1 01", "F 0.500000 1 18EBFF00#01 1\n" },
  { "classic/too-large", "0.5 1 3FFFFFFFx Rx d 1 01", "P 3 identifier of more than 29 bits\n" },
  { "classic/name", "0.5 1 EngineData Rx d 1 01 Length = 1 BitCount = 2 ID = 1793", "F 0.500000 1 701#01 1\n" },
  { "classic/name-extended", "0.5 1 EngineData Rx d 1 01 Length = 1 BitCount = 2 ID = 418119424x",
    "F 0.500000 1 18EBFF00#01 1\n" },
  { "classic/name-like-number", "0.5 1 FACE Rx d 1 01 Length = 1 BitCount = 2 ID = 1793", "F 0.500000 1 701#01 1\n" },
  { "classic/nameless", "0.5 1 EngineData Rx d 1 01",
    "P 3 identifier is a name, and no ID = behind the data tells its number\n" },
  { "classic/raw-dlc", "0.5 1 123 Rx d D 01 02 03 04 05 06 07 08", "F 0.500000 1 123#0102030405060708_D 13\n" },
  { "classic/fd-by-length", "0.5 1 123 Rx d c 01 02 03 04 05 06 07 08 09 0A 0B 0C",
    "F 0.500000 1 123##00102030405060708090A0B0C 9\n" },
  { "classic/fd-by-dlc", "0.5 1 123 Rx d 9 01 02 03 04 05 06 07 08 09 0A 0B 0C Length = 5",
    "F 0.500000 1 123##00102030405060708090A0B0C 9\n" },
  { "classic/fd-wrong", "0.5 1 123 Rx d 9 01 02 03 04 05 06 07 08 09",
    "P 3 9 data bytes: CAN FD has no such length\n" },
  { "classic/cut", "0.5 1 123 Rx d 8 01 02 03", "P 3 3 data bytes where 8 are announced\n" },
  { "classic/cut-raw", "0.5 1 123 Rx d F 01 02 03", "P 3 3 data bytes where 15 are announced\n" },
  { "classic/cut-dlc", "0.5 1 123 Rx d", "P 3 no DLC behind d\n" },
  { "classic/cut-direction", "0.5 1 123 Rx", "P 3 ends behind the direction\n" },
  { "classic/cut-id", "0.5 1 123", "P 3 neither Rx nor Tx behind the identifier\n" },
  { "classic/cut-channel", "0.5 1", "P 3 ends behind the channel\n" },
  { "classic/cut-time", "0.5", "P 3 ends behind the time stamp\n" },
  { "classic/kind", "0.5 1 123 Rx q 1 00", "P 3 neither d nor r behind the direction\n" },
  { "classic/request", "0.5 1 123 TxRq d 1 00", "N 3 0.500000 event 0.5 1 123 TxRq d 1 00\n" },
  { "classic/byte", "0.5 1 123 Rx d 2 00 1FF", "P 3 1 data bytes where 2 are announced\n" },
  { "remote/bare", "0.5 1 123 Tx r", "F 0.500000 1 123#R 0 tx\n" },
  { "remote/dlc", "0.5 1 123x Rx r 8 Length = 1704000 BitCount = 145 ID = 291x", "F 0.500000 1 00000123#R8 8\n" },
  { "remote/trailer", "0.5 1 123 Rx r Length = 1704000 BitCount = 145 ID = 291", "F 0.500000 1 123#R 0\n" },
  { "remote/name", "0.5 1 Pump Rx r 2 Length = 1704000 BitCount = 145 ID = 291", "F 0.500000 1 123#R2 2\n" },
  { "fd",
    "0.5 CANFD   1 Rx        300                     1 0 8  8 11 c2 03 04 05 06 07 08   102203  133   303000 e0006659 "
    "46500250",
    "F 0.500000 1 300##111C2030405060708 8\n" },
  { "fd/named",
    "0.5 CANFD   1 Tx        30ax  Generic_Name_12   1 1 9 12 11 c2 03 04 05 06 07 08 09 0a 0b 0c 1 1 303000",
    "F 0.500000 1 0000030A##311C2030405060708090A0B0C 9 tx\n" },
  { "fd/numeric-name", "0.5 CANFD 1 Rx 300 1 1 0 2 2 AA BB 5 5 3000", "F 0.500000 1 300##1AABB 2\n" },
  { "fd/dash", "0.5 CANFD 1 Rx 300 - 0 0 2 2 AA BB 5 5 1000", "F 0.500000 1 300##0AABB 2\n" },
  { "fd/no-flags", "0.5 CANFD 1 Rx 300 1 0 2 2 AA BB", "F 0.500000 1 300##1AABB 2\n" },
  { "fd/classic", "0.5 CANFD 1 Rx 300 1 0 2 2 AA BB 5 5 200000", "F 0.500000 1 300#AABB 2\n" },
  { "fd/classic-raw-dlc", "0.5 CANFD 1 Rx 300 0 0 b 8 1 1 1",
    "P 3 no BRS, ESI, DLC, length and as many data bytes behind the identifier\n" },
  { "fd/classic-dlc", "0.5 CANFD 1 Rx 300 0 0 b 8 01 02 03 04 05 06 07 08 1 1 0",
    "F 0.500000 1 300#0102030405060708_B 11\n" },
  { "fd/more-than-8", "0.5 CANFD 1 Rx 300 0 0 9 12 01 02 03 04 05 06 07 08 09 0A 0B 0C 1 1 0",
    "F 0.500000 1 300##00102030405060708090A0B0C 9\n" },
  { "fd/remote", "0.5 CANFD   3 Tx 50005x   0 1 5 0 140000 73 200050 7a60 46500250",
    "F 0.500000 3 00050005#R5 5 tx\n" },
  { "fd/empty", "0.5 CANFD 1 Rx 300 1 0 0 0 5 5 303000", "F 0.500000 1 300##1 0\n" },
  { "fd/empty-classic", "0.5 CANFD 1 Rx 300 0 0 0 0 5 5 200000", "F 0.500000 1 300# 0\n" },
  { "fd/lying-dlc", "0.5 CANFD 1 Rx 300 0 0 f 2 AA BB 5 5 3000", "F 0.500000 1 300##0AABB 2\n" },
  { "fd/no-length", "0.5 CANFD 1 Rx 300 0 0 9 9 01 02 03 04 05 06 07 08 09 5 5 3000",
    "P 3 9 data bytes do not fit DLC 9\n" },
  { "fd/cut", "0.5 CANFD 1 Rx 300 0 0 9 12 01 02 03 04",
    "P 3 no BRS, ESI, DLC, length and as many data bytes behind the identifier\n" },
  { "fd/id", "0.5 CANFD 1 Rx Engine 0 0 1 1 01", "P 3 identifier is no hexadecimal number of at most 29 bits\n" },
  { "fd/cut-id", "0.5 CANFD 1 Rx", "P 3 ends before the identifier\n" },
  { "fd/direction", "0.5 CANFD 1 300 0 0 1 1 01", "P 3 neither Rx nor Tx behind the channel\n" },
  { "fd/start", "0.000000 CANFD   Start of measurement", "N 3 0.000000 event 0.000000 CANFD   Start of measurement\n" },
  { "error", "0.5 1  ErrorFrame  ", "F 0.500000 1 20000000# 0\n" },
  { "error/ecc", "0.5 1 ErrorFrame ECC: 10100010", "F 0.500000 1 20000088#0000040200000000 8\n" },
  { "error/ecc-tab", "0.5 1 ErrorFrame\tECC: 00001010", "F 0.500000 1 20000088#0000810A00000000 8\n" },
  { "error/flags",
    "0.5 2 ErrorFrame Flags = 0xe CodeExt = 0x20a2 Code = 0x82 ID = 0 DLC = 0 Position = 5 Length = 11300",
    "N 3 0.500000 status 0.5 2 ErrorFrame Flags = 0xe CodeExt = 0x20a2 Code = 0x82 ID = 0 DLC = 0 Position = 5 Length "
    "= 11300\n"
    "F 0.500000 2 20000088#0000040200000000 8\n" },
  { "error/crc", "0.5 2 ErrorFrame Flags = 0x2 CodeExt = 0x2128",
    "N 3 0.500000 status 0.5 2 ErrorFrame Flags = 0x2 CodeExt = 0x2128\nF 0.500000 2 20000088#0000000800000000 8\n" },
  { "error/sja", "0.5 2 ErrorFrame Flags = 0x1 Code = 0x62",
    "N 3 0.500000 status 0.5 2 ErrorFrame Flags = 0x1 Code = 0x62\nF 0.500000 2 20000088#0000020200000000 8\n" },
  { "error/unknown", "0.5 2 ErrorFrame Flags = 0x0",
    "N 3 0.500000 status 0.5 2 ErrorFrame Flags = 0x0\nF 0.500000 2 20000000# 0\n" },
  { "error/fd",
    "0.5 CANFD   5 Tx ErrorFrame Not Acknowledge error, dominant error flag fffe c7 31ca Arb. 556 44 0 0 f 64 00 00",
    "N 3 0.500000 status 0.5 CANFD   5 Tx ErrorFrame Not Acknowledge error, dominant error flag fffe c7 31ca Arb. 556 "
    "44 0 0 f 64 00 00\n"
    "F 0.500000 5 200000A8#0000801900000000 8 tx\n" },
  { "overload", "0.5 1 OverloadFrame", "F 0.500000 1 20000008#0000200000000000 8\n" },
  { "status", "0.5 CAN 1 Status:chip status error active",
    "N 3 0.500000 status 0.5 CAN 1 Status:chip status error active\n" },
  { "status/loss", "0.5 CAN 1 Status:receive queue overrun\n0.6 1 123 Rx d 0",
    "N 3 0.500000 loss 0.5 CAN 1 Status:receive queue overrun\nF 0.600000 1 123# 0 gap\n" },
  { "signal", "0.5 CAN 1 Node::Msg::Sig = 5", "N 3 0.500000 other 0.5 CAN 1 Node::Msg::Sig = 5\n" },
  { "statistic", "1.0 1  Statistic: D 0 R 0", "N 3 1.000000 statistics 1.0 1  Statistic: D 0 R 0\n" },
  { "foreign/j1939", "3.2 1  J1939TP FEE3p 6 0 0 - Rx d 23 A0",
    "N 3 3.200000 foreign 3.2 1  J1939TP FEE3p 6 0 0 - Rx d 23 A0\n" },
  { "foreign/lin", "3.2 L12 2d Tx 8 00", "N 3 3.200000 foreign 3.2 L12 2d Tx 8 00\n" },
  { "xl", "3.2 CANXL 1 Rx XLFF 1 2 123 0 0 f 16", "N 3 3.200000 foreign 3.2 CANXL 1 Rx XLFF 1 2 123 0 0 f 16\n" },
  { "xl/classic", "3.2 CANXL 2 Rx CBFF 243215 176 432 msgCanCCTest1 f 8 e1 89 e8 c2 b9 6d 5a f1 174 00000000",
    "F 3.200000 2 432#E189E8C2B96D5AF1_F 15\n" },
  { "xl/remote", "3.2 CANXL 2 Tx CEFF 1 2 432x 4 0 174 10", "F 3.200000 2 00000432#R4 4 tx\n" },
  { "xl/fd", "3.2 CANXL 2 Rx FEFF 1 2 432x name 9 12 01 02 03 04 05 06 07 08 09 0a 0b 0c 3 174 7000 0",
    "F 3.200000 2 00000432##30102030405060708090A0B0C 9\n" },
  { "xl/cut", "3.2 CANXL 2 Rx FBFF 1 2 432 9 12 01 02",
    "P 3 no identifier, DLC, length and as many data bytes behind the frame's format\n" },
  { "xl/request", "3.2 CANXL 2 TxRq FBFF 1 2 432", "N 3 3.200000 event 3.2 CANXL 2 TxRq FBFF 1 2 432\n" },
  { "marker", "2.2 0 16777215 0 1 GMGroup: g GMMarker: [1]",
    "N 3 2.200000 event 2.2 0 16777215 0 1 GMGroup: g GMMarker: [1]\n" },
  { "variable", "2.2 Env := 5", "N 3 2.200000 other 2.2 Env := 5\n" },
  { "comment", "2.2 Comment: 105 hello", "N 3 2.200000 comment 2.2 Comment: 105 hello\n" },
  { "trigger", "2.2 log trigger event", "N 3 2.200000 event 2.2 log trigger event\n" },
  { "start", "0.0 Start der Messung", "N 3 0.000000 event 0.0 Start der Messung\n" },
  { "comment/slashes", "// hello", "N 3 0.000000 comment // hello\n" },
  { "comment/semicolon", "; hello", "N 3 0.000000 comment ; hello\n" },
  { "header/tfs", "TFS: [1,2] x", "N 3 0.000000 event TFS: [1,2] x\n" },
  { "header/binary", "\x01\xFF\x80", "P 3 neither time stamp nor header line\n" },
  { "time/comma", "0,001231 1 123 Rx d 0", "F 0.001231 1 123# 0\n" },
  { "time/thousands", "1,234.5 1 123 Rx d 0", "F 1234.500000 1 123# 0\n" },
  { "time/nine", "0.123456789 1 123 Rx d 0", "F 0.123456789 1 123# 0\n" },
  { "time/twelve", "0.123456789999 1 123 Rx d 0", "F 0.123456789 1 123# 0\n" },
  { "time/huge", "0.5 Start\n99999999999999999999.5 1 123 Rx d 0",
    "N 3 0.500000 event 0.5 Start\nP 4 neither time stamp nor header line\n" },
  { "time/whole", "0.5 Start\n5 1 123 Rx d 0",
    "N 3 0.500000 event 0.5 Start\nP 4 neither time stamp nor header line\n" },
  { "crlf", "0.5 1 123 Rx d 1 FF\r", "F 0.500000 1 123#FF 1\n" },
  { "tabs", "0.5\t1\t123\tRx\td\t1\tFF", "F 0.500000 1 123#FF 1\n" },
  { "case", "0.5 1 123 RX D 1 FF", "F 0.500000 1 123#FF 1\n" },
};

static char *
behind_header (char *dump, guint header_lines)
{
  char *p = dump, *start;

  for (guint i = 0; i < header_lines; i++)
    p = strchr (p, '\n') + 1;
  start = strstr (p, "S ");
  while (start != NULL && start > p && start[-1] != '\n')
    start = strstr (start + 1, "S ");
  p = g_strndup (p, start != NULL ? (gsize) (start - p) : strlen (p));
  g_free (dump);
  return p;
}

/* Each line as it stands, without and with a newline, and behind a frame, so that the fast path has a chance. */
static void
test_line (gconstpointer data)
{
  static const char *const fronts[] = { "base hex  timestamps absolute\n// x\n", "base hex\n0.1 1 1 Rx d 0\n" };
  static const char *const ends[] = { "", "\n", "\r\n" };
  const Case *c = data;

  for (guint i = 0; i < G_N_ELEMENTS (fronts) * G_N_ELEMENTS (ends); i++)
    {
      char *text = g_strconcat (fronts[i / 3], c->text, ends[i % 3], NULL);
      char *dump = behind_header (dump_log ("asc", text, strlen (text), NULL), 2);
      char *expected = g_strdup (c->dump);

      if (i >= 3) /* notes that stand at the frame before have its time */
        {
          GString *moved = g_string_new (c->dump);

          if (c->text[0] < '0' || c->text[0] > '9')
            g_string_replace (moved, " 0.000000 ", " 0.100000 ", 0);
          g_free (expected);
          expected = g_string_free (moved, FALSE);
        }
      g_assert_cmpstr (dump, ==, expected);
      g_free (expected);
      g_free (dump);
      g_free (text);
    }
}

static const Case files[] = {
  { "dated", HEAD "0.5 1 123 Rx d 0\n",
    "N 1 1506783973.191000 comment date Sat Sep 30 15:06:13.191 2017\n"
    "N 2 1506783973.191000 comment base hex  timestamps absolute\n"
    "F 1506783973.691000 1 123# 0\nS 1506783973.191000 dated\n" },
  { "trigger-date", HEAD "Begin Triggerblock Sat Sep 30 15:06:14 2017\n0.5 1 123 Rx d 0\nEnd TriggerBlock\n",
    "N 1 1506783973.191000 comment date Sat Sep 30 15:06:13.191 2017\n"
    "N 2 1506783973.191000 comment base hex  timestamps absolute\n"
    "N 3 1506783974.000000 event Begin Triggerblock Sat Sep 30 15:06:14 2017\n"
    "F 1506783974.500000 1 123# 0\nN 5 1506783974.500000 event End TriggerBlock\nS 1506783974.000000 dated\n" },
  { "no-header", "0.5 1 123 Rx d 0\n", "F 0.500000 1 123# 0\nS 0.000000\n" },
  { "bom",
    "\xEF\xBB\xBF"
    "base hex\n0.5 1 123 Rx d 0",
    "N 1 0.000000 comment \xEF\xBB\xBF"
    "base hex\nF 0.500000 1 123# 0\nS 0.000000\n" },
  { "decimal",
    "base dec timestamps absolute\n0.5 1 291 Rx d 2 10 255\n0.6 1 2048 Rx d 15 1 2 3 4 5 6 7 8\n0.7 CANFD 1 Rx 123 0 0 "
    "1 1 FF\n",
    "N 1 0.000000 comment base dec timestamps absolute\nF 0.500000 1 123#0AFF 2\n"
    "F 0.600000 1 00000800#0102030405060708_F 15\nF 0.700000 1 123##0FF 1\nS 0.000000\n" },
  { "relative",
    "base hex timestamps relative\n0.5 1 123 Rx d 0\n0.25 CAN 1 Status:x\n0.25 1 123 Rx d 0\n0.5 nonsense\n0.5 1 123 "
    "Rx d 0\n"
    "Begin Triggerblock\n0.5 1 123 Rx d 0\n0.5 1 123 Rx d 0\n",
    "N 1 0.000000 comment base hex timestamps relative\nF 0.500000 1 123# 0\nN 3 0.750000 status 0.25 CAN 1 Status:x\n"
    "F 1.000000 1 123# 0\nN 5 1.500000 other 0.5 nonsense\nF 2.000000 1 123# 0\nN 7 0.000000 event Begin Triggerblock\n"
    "F 0.500000 1 123# 0\nF 1.000000 1 123# 0\nS 0.000000\n" },
  { "blocks",
    "base hex\nBegin Triggerblock Sat Sep 30 15:06:13 2017\n0.5 1 123 Rx d 0\nEnd TriggerBlock\n"
    "Begin Triggerblock Sat Sep 30 15:06:20 2017\n0.5 1 123 Rx d 0\n",
    "N 1 0.000000 comment base hex\nN 2 1506783973.000000 event Begin Triggerblock Sat Sep 30 15:06:13 2017\n"
    "F 1506783973.500000 1 123# 0\nN 4 1506783973.500000 event End TriggerBlock\n"
    "N 5 1506783980.000000 event Begin Triggerblock Sat Sep 30 15:06:20 2017\nF 1506783980.500000 1 123# 0\n"
    "S 1506783973.000000 dated\n" },
  { "late-date", "0.5 1 123 Rx d 0\ndate Sat Sep 30 15:06:13 2017\n0.6 1 123 Rx d 0\n",
    "F 0.500000 1 123# 0\nN 2 0.000000 comment date Sat Sep 30 15:06:13 2017\nF 0.600000 1 123# 0\n"
    "P 2 date behind frames without one: the times go on without it\nS 0.000000\n" },
  { "header-text", "Made by a tool\nDateTime: x\n\x01\nbase hex\n0.6 1 123 Rx d 0\nnonsense\n",
    "N 1 0.000000 comment Made by a tool\nN 2 0.000000 comment DateTime: x\nN 4 0.000000 comment base hex\n"
    "F 0.600000 1 123# 0\nP 3 neither time stamp nor header line\nP 6 neither time stamp nor header line\n"
    "S 0.000000\n" },
  { "late-beginning", "date Sat Sep 30 15:06:13 2017\n40874.5 1 123 Rx d 0\n40875 1 123 Rx d 0\n40875.5 1 123 Rx d 0\n",
    "N 1 1506783973.000000 comment date Sat Sep 30 15:06:13 2017\nF 1506824847.500000 1 123# 0\n"
    "F 1506824848.500000 1 123# 0\n"
    "P 0 the stamps begin at 40874 s: if they count from midnight or from another moment than the date, all times are "
    "wrong; --rebase lets the first frame be at the date\n"
    "P 3 neither time stamp nor header line\nS 1506783973.000000 dated\n" },
  { "year-1970", "date Thu Jan 1 12:00:05.250 am 1970\n0.5 1 123 Rx d 0\n",
    "N 1 5.250000 comment date Thu Jan 1 12:00:05.250 am 1970\nF 5.750000 1 123# 0\nS 5.250000\n" },
  { "bad-date", "date Xxx Yyy 30 15:06:13 2017\n0.6 1 123 Rx d 0\n",
    "N 1 0.000000 comment date Xxx Yyy 30 15:06:13 2017\nF 0.600000 1 123# 0\nP 1 date is not understood: times go on "
    "without it\nS "
    "0.000000\n" },
};

static void
test_file (gconstpointer data)
{
  const Case *c = data;
  char *dump = dump_log (strcmp (c->name, "late-date") == 0 ? "asc" : NULL, c->text, strlen (c->text), NULL);

  g_assert_cmpstr (dump, ==, c->dump);
  g_free (dump);
}

typedef struct
{
  const char *date, *start; /* UTC */
} DateCase;

static const DateCase dates[] = {
  { "Sam Sep 30 15:06:13.191 2017", "1506783973.191000" },
  { "Sat Sep 30 15:06:13.191 2017", "1506783973.191000" },
  { "Sat Sep 30 03:06:13.191 PM 2017", "1506783973.191000" },
  { "Sat Sep 30 03:06:13.191 pm 2017", "1506783973.191000" },
  { "Sat Sep 30 15:06:13.191 PM 2017", "1506783973.191000" },
  { "Sat Sep 30 15:06:13 2017", "1506783973.000000" },
  { "Sat Sep 30 15:06:13.191234 2017", "1506783973.191234" },
  { "Sat Sep 30 15:6:13 2017", "1506783973.000000" },
  { "Fri May 18 12:14:42 am 2012", "1337300082.000000" },
  { "Fri May 18 12:14:42 pm 2012", "1337343282.000000" },
  { "19/10/2022 12:27:33.402", "1666182453.402000" },
  { "2022-10-19 12:27:33.402", "1666182453.402000" },
  { "19.10.2022 12:27:33,402", "1666182453.402000" },
  { "10/19/2022 12:27:33.402", "1666182453.402000" },
  { "Die M\xC3\xA4r 14 12:00:00 2017", "1489492800.000000" },
  { "Die M\xE4r 14 12:00:00 2017", "1489492800.000000" },
  { "Di Mrz 14 12:00:00 2017", "1489492800.000000" },
  { "mar. mars 14 12:00:00 2017", "1489492800.000000" },
  { "mar mar 14 12:00:00 2017", "1489492800.000000" },
  { "mar 14 mar 12:00:00 2017", "1489492800.000000" },
  { "di mrt 14 12:00:00 2017", "1489492800.000000" },
  { "wt mar 14 12:00:00 2017", "1489492800.000000" },
  { "\xD0\x92\xD1\x82 \xD0\xBC\xD0\xB0\xD1\x80 14 12:00:00 2017", "1489492800.000000" },
  { "\xC2\xF2 \xEC\xE0\xF0 14 12:00:00 2017", "1489492800.000000" },
  { "ven. juin 16 12:00:00 2017", "1497614400.000000" },
  { "dim. juil. 16 12:00:00 2017", "1500206400.000000" },
  { "mer. ao\xC3\xBBt 16 12:00:00 2017", "1502884800.000000" },
  { "mi\xC3\xA9 ago 16 12:00:00 2017", "1502884800.000000" },
  { "jue ene 5 12:00:00 2017", "1483617600.000000" },
  { "gio gen 5 12:00:00 2017", "1483617600.000000" },
  { "qui jan 5 12:00:00 2017", "1483617600.000000" },
  { "czw sty 5 12:00:00 2017", "1483617600.000000" },
  { "qui out 5 12:00:00 2017", "1507204800.000000" },
  { "czw pa\xC5\xBA 5 12:00:00 2017", "1507204800.000000" },
  { "gio ott 5 12:00:00 2017", "1507204800.000000" },
  { "tor okt 5 12:00:00 2017", "1507204800.000000" },
  { "Do Okt 5 12:00:00 2017", "1507204800.000000" },
  { "Di Dez 5 12:00:00 2017", "1512475200.000000" },
  { "mar d\xC3\xA9"
    "c 5 12:00:00 2017",
    "1512475200.000000" },
  { "fre maj 5 12:00:00 2017", "1493985600.000000" },
  { "ven mag 5 12:00:00 2017", "1493985600.000000" },
  { "vr mei 5 12:00:00 2017", "1493985600.000000" },
  { "Xxx Yyy 5 12:00:00 2017", NULL },
  { "Thu Feb 30 12:00:00 2017", NULL },
  { "Thu Feb 3 25:00:00 2017", NULL },
  { "Thu Feb 3 2017", NULL },
  { "12:00:00", NULL },
  { "Thu Feb 3 12:00:00 9999", NULL },
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
test_dates (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    {
      char *text = g_strdup_printf ("date %s\n0.0 1 1 Rx d 0\n", dates[i].date);
      char *dump = dump_log ("asc", text, strlen (text), "UTC");
      char *expected = g_strdup_printf ("S %s%s\n", dates[i].start != NULL ? dates[i].start : "0.000000",
                                        dates[i].start != NULL ? " dated" : "");

      test_message_bytes (dates[i].date);
      g_assert_cmpstr (dump + strlen (dump) - MIN (strlen (expected), strlen (dump)), ==, expected);
      g_assert_cmpint (strstr (dump, "not understood") == NULL, ==, dates[i].start != NULL);
      g_free (expected);
      g_free (dump);
      g_free (text);
    }
}

static void
test_timezone (void)
{
  static const char text[] = "date Sat Sep 30 15:06:13 2017\n0.0 1 1 Rx d 0\n";
  char *dump = dump_log ("asc", text, strlen (text), "Europe/Berlin");

  g_assert_nonnull (strstr (dump, "S 1506776773.000000 dated\n"));
  g_free (dump);
}

/* Line ends of CR alone: nothing can be read, which is told. Doubled ones are harmless. */
static void
test_carriage_returns (void)
{
  static const char cr[] = "date Sat Sep 30 15:06:13 2017\rbase hex timestamps absolute\r 0.5 1 123 Rx d 1 00\r";
  static const char crcr[] = "date Sat Sep 30 15:06:13 2017\r\r\nbase hex timestamps absolute\r\r\n"
                             " 0.5 1 123 Rx d 1 00\r\r\n";
  char *dump = dump_log ("asc", cr, sizeof cr - 1, NULL);

  g_assert_nonnull (strstr (dump, "P 1 carriage returns within the line"));
  g_free (dump);
  dump = dump_log ("asc", crcr, sizeof crcr - 1, NULL);
  g_assert_nonnull (strstr (dump, " 1 123#00 "));
  g_assert_null (strstr (dump, "\nP "));
  g_free (dump);
}

/* More than 256 channels: the frames are kept, and it is told once: no line is lost. */
static void
test_channels (void)
{
  GString *text = g_string_new ("base hex\n");
  char *dump;

  for (guint i = 1; i <= 300; i++)
    g_string_append_printf (text, "0.5 %u 123 Rx d 0\n", i);
  dump = dump_log ("asc", text->str, text->len, NULL);
  g_assert_nonnull (strstr (dump, "F 0.500000 256 123# 0\n"));
  g_assert_nonnull (
      strstr (dump, "P 0 more than 256 channels: 257 (line 258) and those that follow count as another\n"));
  g_assert_null (strstr (dump, "\nP 301 "));
  g_free (dump);
  g_string_free (text, TRUE);
}

#define FRAME " d 8 11 22 33 44 55 66 77 88 "
#define WRONG "0.1 1 123 Rx" FRAME "Length = 216000 BitCount = 113 ID = 291\n"

/* What the trailers of classic lines tell of the bit rate, and what is no evidence. */
static const struct
{
  const char *text;
  uint32_t bitrate;
} trailers[] = {
  { "0.1 1 123 Rx" FRAME "Length = 216000 BitCount = 112 ID = 291\n", 500000 },
  { "0.1 1 123 Rx" FRAME "Length = 216015 BitCount = 112 ID = 291\n", 500000 },
  { "0.1 1 123 Tx" FRAME "Length = 218000 BitCount = 112\n", 500000 },
  { "0.1 1 123 Rx" FRAME "Length = 3240032 BitCount = 112\n", 33333 },
  { "0.1 1 456 Rx r 4  Length = 172000 BitCount = 47\n", 250000 },
  { "0.1 1 100 Tx r Length = 184000 BitCount = 49\n", 250000 },
  { WRONG, 0 },
  { WRONG WRONG "0.1 1 123 Rx" FRAME "Length = 216000 BitCount = 112 ID = 291\n", 500000 },
  { "0.1 1 123 Rx" FRAME "Length = 0 BitCount = 112 ID = 291\n", 0 },
  { "0.1 1 123 Rx" FRAME "Length = 190000 BitCount = 112 ID = 291\n", 0 },
  { "0.1 1 123 Rx" FRAME "Length = x\n", 0 },
  { WRONG WRONG WRONG WRONG WRONG WRONG WRONG WRONG "0.1 1 123 Rx" FRAME "Length = 216000 BitCount = 112\n", 0 },
};

static void
test_trailers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (trailers); i++)
    {
      TraceInfo *info = trace_info_new ();
      FrameBatch *batch = frame_batch_new ();
      LogReader *reader = log_reader_open_memory (trailers[i].text, strlen (trailers[i].text), format_by_id ("asc"),
                                                  info, NULL, NULL);
      uint32_t bitrate, data_bitrate;

      g_test_message ("case %u", i);
      log_reader_read (reader, batch, NULL);
      trace_info_get_bitrate (info, 0, &bitrate, &data_bitrate);
      g_assert_cmpuint (bitrate, ==, trailers[i].bitrate);
      g_assert_cmpuint (data_bitrate, ==, 0);
      log_reader_close (reader);
      frame_batch_free (batch);
      trace_info_unref (info);
    }
}

#define FD_LINE(time, words)                                                                                           \
  time " CANFD   1 Rx        300                                   1 0 1  1 01   102203  133   303000 e0006659 " words
#define WORDS_2M "46500250 4b140250 20011736 2001040d"
#define WORDS_4M "46500250 460a0250 20011736 20010205"
#define ERROR_LINE                                                                                                     \
  "0.9 CANFD   2 Tx ErrorFrame Not Acknowledge error, dominant error flag fffe c7 31ca Arb. 556 44 0 0 2 2 00 01 "     \
  "1331984 11 0 " WORDS_4M

/* Timing words that change, on lines of both paths, with both kinds of line ends; words that are cut or 0. */
static void
test_timings (void)
{
  static const char *const ends[] = { "\n", "\r\n", " \r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *text
          = g_strjoin (ends[i], FD_LINE ("0.1", WORDS_2M), FD_LINE ("0.2", WORDS_2M), FD_LINE ("0.3", WORDS_4M),
                       FD_LINE ("0.4", WORDS_4M), FD_LINE ("0.5", "0 0 0 0"), FD_LINE ("0.6", "46500250 460a0250"),
                       FD_LINE ("0.7", WORDS_4M), FD_LINE ("0.8", WORDS_2M), FD_LINE ("0.8", WORDS_2M), ERROR_LINE, "",
                       NULL);
      TraceInfo *info = trace_info_new ();
      FrameBatch *batch = frame_batch_new ();
      LogReader *reader = log_reader_open_memory (text, strlen (text), format_by_id ("asc"), info, NULL, NULL);
      static const struct
      {
        int64_t time;
        uint32_t data;
      } expected[] = { { 100000000, 0x4b140250 }, { 300000000, 0x460a0250 }, { 800000000, 0x4b140250 } };
      uint32_t bitrate, data_bitrate;

      log_reader_read (reader, batch, NULL);
      g_assert_cmpuint (batch->n_frames, ==, 10);
      g_assert_cmpuint (trace_info_n_timings (info, 0, NULL), ==, G_N_ELEMENTS (expected));
      for (guint k = 0; k < G_N_ELEMENTS (expected); k++)
        {
          const TraceTiming *timing = trace_info_get_timing (info, 0, k);

          g_assert_cmpint (timing->time, ==, expected[k].time);
          g_assert_cmphex (timing->words[0], ==, 0x46500250);
          g_assert_cmphex (timing->words[1], ==, expected[k].data);
          g_assert_cmphex (timing->words[2], ==, 0x20011736);
        }
      g_assert_cmpuint (trace_info_n_timings (info, 1, NULL), ==, 1);
      g_assert_cmphex (trace_info_get_timing (info, 1, 0)->words[3], ==, 0x20010205);
      trace_info_get_bitrate (info, 0, &bitrate, &data_bitrate);
      g_assert_cmpuint (bitrate, ==, 500000);
      g_assert_cmpuint (data_bitrate, ==, 2000000);
      log_reader_close (reader);
      frame_batch_free (batch);
      trace_info_unref (info);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      char *path = g_strconcat ("/asc/line/", lines[i].name, NULL);

      g_test_add_data_func (path, &lines[i], test_line);
      g_free (path);
    }
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      char *path = g_strconcat ("/asc/file/", files[i].name, NULL);

      g_test_add_data_func (path, &files[i], test_file);
      g_free (path);
    }
  g_test_add_func ("/asc/dates", test_dates);
  g_test_add_func ("/asc/timezone", test_timezone);
  g_test_add_func ("/asc/channels", test_channels);
  g_test_add_func ("/asc/carriage-returns", test_carriage_returns);
  g_test_add_func ("/asc/trailers", test_trailers);
  g_test_add_func ("/asc/timings", test_timings);
  return g_test_run ();
}
