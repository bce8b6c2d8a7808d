/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "format-helper.h"

#include <glib/gstdio.h>
#include <string.h>

#define PYTHON "timestamp,arbitration_id,extended,remote,error,dlc,data\n"
#define CANID "number,time,channel,id,ext,rtr,err,fd,brs,esi,dir,dlc,len,data\n"
#define T "1700000000.5"
#define F "F 1700000000.500000  "
#define S "S 1700000000.500000 dated\n"

typedef struct
{
  const char *text, *dump;
} Case;

static const Case cases[] = {
  /* The generations. */
  { PYTHON T ",0x123,0,0,0,2,ESI=\n" T ",0x18fef100,1,0,0,8,ESIzRFVmd4g=\n",
    F "123#1122 2\n" F "18FEF100#1122334455667788 8\n" S },
  { "timestamp, arbitration id, extended, remote, error, dlc, data\n" T ",0x123,0,0,0,2,ESI=\n", F "123#1122 2\n" S },
  { "timestamp, arbitrationid, flags, dlc, data\n" T ",291,2,2,[17, 34]\n" T ",0x18fef100,4,1,[1]\n" T ",1,1,4,[]\n" T
    ",7,0024,0,\n" T ",7,64,0,[ ]\n",
    F "123#1122 2\n" F "18FEF100#01 1\n" F "001#R4 4\n" F "20000000# 0\n" F "007# 0 tx\n" S },
  { "timestamp, arbitrationid, flags, dlc, data" T ",291,2,2,[17, 34]\n" T ",291,0,1,EQ==\n",
    F "123#1122 2\n" F "123#11 1\n" S },
  { CANID "1," T ",can0,123,0,0,0,0,0,0,rx,2,2,1122\n2," T ",can1,7,1,1,0,0,0,0,tx,4,0,\n3," T
          ",can0,123,0,0,0,0,0,0,rx,13,8,1122334455667788\n4," T
          ",can0,456,0,0,0,1,1,1,tx,9,12,112233445566778899AABBCC\n5," T
          ",can0,80,0,0,1,0,0,0,rx,8,8,0000000000000000\n6," T ",can0,0,0,0,1,0,0,0,rx,0,0,\n",
    "F 1700000000.500000 can0 123#1122 2\nF 1700000000.500000 can1 00000007#R4 4 tx\n"
    "F 1700000000.500000 can0 123#1122334455667788_D 13\n"
    "F 1700000000.500000 can0 456##3112233445566778899AABBCC 9 tx\n"
    "F 1700000000.500000 can0 20000080#0000000000000000 8\nF 1700000000.500000 can0 20000000# 0\n" S },
  { T ",0x123,0,0,0,2,ESI=\n", F "123#1122 2\n" S },
  /* Data and its length. */
  { PYTHON T ",0x123,0,0,0,2,1122\n" T ",0x123,0,0,0,0,\n" T ",0x123,0,0,0,3,112233\n" T ",0x123,0,0,0,3,ESIz\n",
    F "123#1122 2\n" F "123# 0\n" F "123#112233 3\n" F "123#112233 3\n" S },
  { PYTHON T ",0x123,0,0,0,12,ESIzRFVmd4iZqrvM\n" T ",0x123,0,0,0,9,ESIzRFVmd4iZqrvM\n" T
             ",0x123,0,0,0,13,ESIzRFVmd4g=\n" T ",0x123,0,0,0,9,ESIzRFVmd4iZ\n" T ",0x123,0,0,0,7,ESI=\n" T
             ",0x123,0,0,0,65,ESI=\n" T ",0x123,0,0,0,2,ES!=\n" T ",0x123,0,0,0,6,ESIzRFVmd4g=\n",
    F "123##0112233445566778899AABBCC 9\n" F "123##0112233445566778899AABBCC 9\n" F "123#1122334455667788_D 13\n"
      "P 5 number of data bytes that CAN FD does not have\nP 6 dlc and the number of data bytes differ\n"
      "P 7 dlc is no number of 0 to 64\nP 8 data is neither base64 nor hexadecimal\nP 9 dlc and the number of data "
      "bytes differ\n" S },
  { PYTHON T ",0x123,0,1,0,4,\n" T ",0x0,1,0,1,0,\n" T ",0x4,1,0,1,8,AAgAAAAAAAA=\n" T ",0x4,0,0,1,2,AAg=\n",
    F "123#R4 4\n" F "20000000# 0\n" F "20000004#0008000000000000 8\n" F "20000000# 0\n" S },
  /* Times. */
  { PYTHON "1700000000,0x1,0,0,0,0,\n1e-05,0x1,0,0,0,0,\n-1.5,0x1,0,0,0,0,\n1700000000.123456789,0x1,0,0,0,0,\n"
           "nan,0x1,0,0,0,0,\n1e30,0x1,0,0,0,0,\n9999999999.0,0x1,0,0,0,0,\n",
    "F 1700000000.000000  001# 0\nF 0.000010  001# 0\nF -1.500000  001# 0\nF 1700000000.123456789  001# 0\n"
    "P 6 timestamp is no number\nP 7 timestamp is no number\nP 8 timestamp is no number\n"
    "S 1700000000.000000 dated\n" },
  /* RFC 4180 and spreadsheets. */
  { "\xEF\xBB\xBF\"timestamp\",\"arbitration_id\",\"extended\",\"remote\",\"error\",\"dlc\",\"data\"\r\n\"" T
    "\",\"0x123\",\"0\",\"0\",\"0\",\"2\",\"ESI=\"\r\n\r\n" T " , 0x123 , FALSE , FALSE , FALSE , 2 , ESI= \r\n",
    F "123#1122 2\n" F "123#1122 2\n" S },
  { "timestamp;arbitration_id;extended;remote;error;dlc;data\n1700000000,5;0x123;0;0;0;2;ESI=\n", F "123#1122 2\n" S },
  { CANID "1," T ",\"a \"\"b\"\", c\",123,0,0,0,0,0,0,rx,0,0,\n", "F 1700000000.500000 a \"b\", c 123# 0\n" S },
  { "data,dlc,error,remote,extended,arbitration_id,timestamp,remark\nESI=,2,0,0,0,0x123," T ",hello\n",
    F "123#1122 2\n" S },
  { PYTHON T ",0x123,0,0,0,2\n" T ",0x123,0,0,0,2,ESI=,\n\"" T ",0x123,0,0,0,2,ESI=\n\"" T "\"x,0x123,0,0,0,2,ESI=\n" T
             ",0x123,0,0,2,2,ESI=\n" T ",0x800,0,0,0,2,ESI=\n" T ",0x20000000,1,0,0,2,ESI=\n" T ",x,1,0,0,2,ESI=\n",
    "P 2 6 columns instead of 7\nP 3 8 columns instead of 7\nP 4 quote is not closed\n"
    "P 5 characters behind a closing quote\nP 6 error is not 0 or 1\nP 7 11-bit identifier above 7FF\n"
    "P 8 identifier is no number of up to 1FFFFFFF\nP 9 identifier is no number of up to 1FFFFFFF\n" },
  { CANID "1," T ",can0,123,0,0,0,0,1,0,rx,2,2,1122\n1," T ",can0,123,0,0,0,0,0,0,up,2,2,1122\n1," T
          ",can0,123,0,0,0,0,0,0,rx,2,3,1122\n1," T ",can0,123,0,0,0,1,0,0,rx,12,12,112233445566778899AABBCC\n1," T
          ",can0,123,0,1,0,1,0,0,rx,0,0,\n1," T ",can0,123,0,0,0,0,0,0,rx,2,2,11zz\n",
    "P 2 brs or esi in a classic frame\nP 3 dir is neither rx nor tx\nP 4 len and the number of data bytes differ\n"
    "P 5 dlc and the number of data bytes differ\nP 6 remote frame with CAN FD\nP 7 data is not hexadecimal\n" },
  /* One file behind another. */
  { "# by hand\n" PYTHON T ",0x123,0,0,0,0,\n" CANID "1," T ",can0,123,0,0,0,0,0,0,rx,0,0,\n" PYTHON T
    ",0x456,0,0,0,0,\n",
    "N 1 0.000000 comment # by hand\n" F "123# 0\n"
    "N 4 1700000000.500000 comment number,time,channel,id,ext,rtr,err,fd,brs,esi,dir,dlc,len,data\n"
    "F 1700000000.500000 can0 123# 0\n"
    "N 6 1700000000.500000 comment timestamp,arbitration_id,extended,remote,error,dlc,data\n" F "456# 0\n" S },
};

static void
test_lines (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char *dump = dump_log (NULL, cases[i].text, strlen (cases[i].text), NULL);

      g_test_message ("case %u", i);
      g_assert_cmpstr (dump, ==, cases[i].dump);
      g_free (dump);
    }
}

/* Tables of other programs and texts with commas are not for this reader. */
static void
test_refused (void)
{
  static const char *const texts[] = {
    "Time Stamp,ID,Extended,Bus,LEN,D1,D2,D3,D4,D5,D6,D7,D8\n166064000,0000021A,false,0,2,FE,36,\n",
    "ID,Data Bytes\n00000260,00 00 00 00 00 00 00 6A \n",
    "TimestampEpoch;BusChannel;ID;IDE;DLC;DataLength;Dir;EDL;BRS;DataBytes\n1581670628.161550;1;123;0;0;0;0;0;0;\n",
    "number,time,channel,id,message,signal,raw,value,unit,text\n1,1.5,can0,123,A,B,1,1,,\n",
    "timestamp,arbitration_id,dlc\n1.5,0x1,0\n",
    "1.5,291,0,0,0,0,\n",
    "a,b,c,d,e,f,g\n1.5,0x123,0,0,0,0,\n",
    "1.5,0x123,0,0,0,0,\nhello\n",
    "",
  };

  for (guint i = 0; texts[i][0] != '\0'; i++)
    {
      char *dump = dump_log (NULL, texts[i], strlen (texts[i]), NULL);

      g_assert_cmpstr (dump, ==, "E memory: not a log of a format this program reads\n");
      g_free (dump);
    }
}

static void
test_writer (void)
{
  static const uint8_t data[64] = { 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99 };
  const CanFrame frames[] = {
    { .time = 1700000000123456000, .id = 0x123, .len = 2, .dlc = 2, .data = data },
    { .time = 1700000000123456789, .id = 0xABC | CAN_ID_EXTENDED, .len = 8, .dlc = 13, .data = data, .flags = CAN_TX },
    { .time = 5, .id = 0x7 | CAN_ID_REMOTE, .dlc = 3, .data = data },
    { .time = -1500000000, .id = 0x456, .len = 12, .dlc = 9, .flags = CAN_FD | CAN_BRS, .data = data },
    { .time = 0, .id = CAN_ID_ERROR | 4, .len = 8, .dlc = 8, .data = data },
  };
  static const char expected[] = PYTHON "1700000000.123456,0x123,0,0,0,2,ESI=\n"
                                        "1700000000.123456789,0xabc,1,0,0,13,ESIzRFVmd4g=\n"
                                        "0.000000005,0x7,0,1,0,3,\n"
                                        "-1.5,0x456,0,0,0,12,ESIzRFVmd4iZAAAA\n"
                                        "0.0,0x4,0,0,1,8,ESIzRFVmd4g=\n";
  TraceInfo *info = trace_info_new ();
  char *folder = g_dir_make_tmp ("canid-XXXXXX", NULL), *path = g_build_filename (folder, "a.csv", NULL), *text, *dump;
  LogWriter *writer = log_writer_create (path, format_by_id ("csv"), info, NULL, NULL);

  g_assert_true (log_writer_write (writer, frames, G_N_ELEMENTS (frames), NULL));
  g_assert_true (log_writer_close (writer, NULL));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
  dump = dump_file (NULL, path);
  g_assert_cmpstr (dump, ==,
                   "F 1700000000.123456  123#1122 2\nF 1700000000.123456789  00000ABC#1122334455667788_D 13\n"
                   "F 0.000000005  007#R3 3\nF -1.500000  456##0112233445566778899000000 9\n"
                   "F 0.000000  20000004#1122334455667788 8\nS 1700000000.123456 dated\n");
  g_unlink (path);
  g_rmdir (folder);
  g_free (dump);
  g_free (text);
  g_free (path);
  g_free (folder);
  trace_info_unref (info);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/lines", test_lines);
  g_test_add_func ("/csv/refused", test_refused);
  g_test_add_func ("/csv/writer", test_writer);
  return g_test_run ();
}
