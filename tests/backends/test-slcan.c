/* LAWICEL's protocol: lines, and a bus over a pseudo terminal with adapters of several makes at the other end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "backends/slcan-line.h"
#include "pty-adapter.h"

#include "base/errors.h"

#include <linux/can/error.h>
#include <stdatomic.h>
#include <string.h>

/* --- Lines --- */

static const struct
{
  const char *line, *frame; /* frame NULL: damaged */
  int64_t stamp;
} lines[] = {
  { "t1230", "123#", -1 },
  { "t7FF81122334455667788", "7FF#1122334455667788", -1 },
  { "t7ff2aAbB", "7FF#AABB", -1 },
  { "T18FEF10021122", "18FEF100#1122", -1 },
  { "x18FEF10021122", "18FEF100#1122", -1 },
  { "r1234", "123#R4", -1 },
  { "R1ABCDEF08", "1ABCDEF0#R8", -1 },
  { "t1232AABBEA5F", "123#AABB", INT64_C (59999000000) },
  { "t12320102"
    "0000",
    "123#0102", 0 },
  { "t1230FFFF", "123#", -1 },
  { "t1230D693A3FF", "123#", INT64_C (3599999999000) },
  { "d12391122334455667788AABBCCDD", "123##01122334455667788AABBCCDD", -1 },
  { "b1231FF", "123##1FF", -1 },
  { "D18FEF1001FF", "18FEF100##0FF", -1 },
  { "B18FEF1001FF1234", "18FEF100##1FF", INT64_C (4660000000) },
  { "t12391122334455667788", "123#1122334455667788_9", -1 },
  { "t123", NULL, 0 },
  { "t12", NULL, 0 },
  { "t8000", NULL, 0 },
  { "T200000000", NULL, 0 },
  { "t1232AA", NULL, 0 },
  { "t1232AAB", NULL, 0 },
  { "t1232AABB1", NULL, 0 },
  { "t1232AABB123", NULL, 0 },
  { "t1232AAB-", NULL, 0 },
  { "tG230", NULL, 0 },
  { "t123Z", NULL, 0 },
};

static void
test_lines (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      uint8_t payload[CAN_FRAME_MAX_LEN];
      char text[CAN_FRAME_TEXT_MAX];
      SlcanLine line;

      slcan_line_parse (lines[i].line, strlen (lines[i].line), FALSE, &line, payload);
      g_test_message ("%s", lines[i].line);
      if (lines[i].frame == NULL)
        {
          g_assert_cmpint (line.kind, ==, SLCAN_DAMAGED);
          g_assert_nonnull (line.reason);
          continue;
        }
      g_assert_cmpint (line.kind, ==, SLCAN_FRAME);
      can_frame_format (&line.frame, text);
      g_assert_cmpstr (text, ==, lines[i].frame);
      g_assert_cmpint (line.stamp, ==, lines[i].stamp);
    }
}

static void
test_format (void)
{
  static const char *const pairs[][2] = {
    { "123#", "t1230\r" },
    { "7FF#1122334455667788", "t7FF81122334455667788\r" },
    { "18FEF100#11", "T18FEF100111\r" },
    { "123#R4", "r1234\r" },
    { "18FEF100#R", "R18FEF1000\r" },
    { "123##0112233445566778899AABBCC", "d12391122334455667788"
                                        "99AABBCC\r" },
    { "18FEF100##1AA", "B18FEF1001AA\r" },
    { "123#1122334455667788_D", NULL },
    { "20000080#0000000000000000", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      uint8_t payload[CAN_FRAME_MAX_LEN];
      char text[SLCAN_LINE_MAX + 1] = "";
      const char *reason = NULL;
      CanFrame frame;
      gsize n;

      g_assert_true (can_frame_parse (pairs[i][0], strlen (pairs[i][0]), &frame, payload, &reason));
      n = slcan_line_format (&frame, text, &reason);
      g_assert_cmpint (n > 0, ==, pairs[i][1] != NULL);
      if (n > 0)
        g_assert_cmpmem (text, n, pairs[i][1], strlen (pairs[i][1]));
      else
        g_assert_nonnull (reason);
    }
}

static void
test_other_lines (void)
{
  uint8_t payload[CAN_FRAME_MAX_LEN];
  SlcanLine line;

  slcan_line_parse ("", 0, FALSE, &line, payload);
  g_assert_cmpint (line.kind, ==, SLCAN_OK);
  slcan_line_parse ("", 0, TRUE, &line, payload);
  g_assert_cmpint (line.kind, ==, SLCAN_REFUSED);
  slcan_line_parse ("z", 1, FALSE, &line, payload);
  g_assert_cmpint (line.kind, ==, SLCAN_SENT);
  slcan_line_parse ("FA4", 3, FALSE, &line, payload);
  g_assert_cmpint (line.kind, ==, SLCAN_FLAGS);
  g_assert_cmpuint (line.flags, ==, SLCAN_FLAG_BUS_ERROR | SLCAN_FLAG_PASSIVE | SLCAN_FLAG_WARNING);
  slcan_line_parse ("V1013", 5, FALSE, &line, payload);
  g_assert_cmpint (line.kind, ==, SLCAN_TEXT);
  slcan_line_parse ("sp057128", 8, FALSE, &line, payload);
  g_assert_cmpint (line.kind, ==, SLCAN_STATE);
  g_assert_cmpint (line.state, ==, BUS_STATE_PASSIVE);
  g_assert_cmpint (line.rec, ==, 57);
  g_assert_cmpint (line.tec, ==, 128);
  slcan_line_parse ("e2af", 4, FALSE, &line, payload);
  g_assert_cmpint (line.kind, ==, SLCAN_ERRORS);
  g_assert_cmphex (line.frame.id, ==, CAN_ID_ERROR | CAN_ERR_PROT | CAN_ERR_BUSERROR | CAN_ERR_ACK);
  g_assert_cmphex (line.frame.data[2], ==, CAN_ERR_PROT_FORM);
  g_assert_cmphex (line.frame.data[3], ==, CAN_ERR_PROT_LOC_ACK);
  for (guint i = 0; i < 4; i++)
    {
      static const char *const broken[] = { "e3af", "e1?", "sx000000", "sa00000x" };

      slcan_line_parse (broken[i], strlen (broken[i]), FALSE, &line, payload);
      g_assert_cmpint (line.kind, ==, SLCAN_DAMAGED);
    }
}

/* --- Adapters --- */

static const char *
lawicel (const char *line)
{
  switch (line[0])
    {
    case 'V':
      return "V1013\r";
    case 'N':
      return "NA123\r";
    case 'F':
      return "F00\r";
    case 'S':
      return strcmp (line, "S9") == 0 ? "\a" : "\r";
    case 't':
    case 'r':
      return "z\r";
    case 'T':
    case 'R':
      return strcmp (line, "T1FFFFFFF0") == 0 ? "\a" : "Z\r";
    case 'C':
    case 'O':
    case 'L':
    case 's':
    case 'Z':
      return "\r";
    default:
      return "\a";
    }
}

static const char *
canable (const char *line)
{
  return line[0] == 'V' ? "b158aa7 github.com/normaldotcom/canable2-fw.git\r" : NULL;
}

static const char *
dumb (const char *line)
{
  return NULL;
}

/* settings: "bitrate=500000 …". */
static Bus *
try_open (PtyAdapter *adapter, const char *settings, GError **error)
{
  BusConfig *config = bus_config_new ();
  g_auto (GStrv) words = g_strsplit (settings, " ", -1);
  Bus *bus;

  bus_config_set (config, "channel", pty_adapter_path (adapter), NULL);
  for (char **word = words; *word != NULL; word++)
    {
      char *equals = strchr (*word, '=');

      if (equals == NULL)
        continue;
      *equals = '\0';
      g_assert_true (bus_config_set (config, *word, equals + 1, NULL));
    }
  bus = bus_open (backend_find ("slcan"), config, 2, error);
  bus_config_free (config);
  return bus;
}

static Bus *
open_bus (PtyAdapter *adapter, const char *settings)
{
  GError *error = NULL;
  Bus *bus = try_open (adapter, settings, &error);

  g_assert_no_error (error);
  return bus;
}

static void
test_opening (void)
{
  static const struct
  {
    PtyAnswer answer;
    const char *settings, *heard, *described; /* part of the description */
  } cases[] = {
    { lawicel, "bitrate=500000", "C V N S6 O F", "firmware V1013, adapter's number A123, 500000 bit/s" },
    { lawicel, "bitrate=800000 listen_only=1 timestamps=ms", "C V N S7 Z1 L F", "listen-only" },
    { lawicel, "btr=011C", "C V N s011C O F", "BTR 011C" },
    { lawicel, "", "C V N O F", "A123" },
    { canable, "bitrate=1000000 data_bitrate=5000000 fd=1", "C V S8 Y5 A1 M0 O", "5000000 bit/s data" },
    { canable, "bitrate=125000 listen_only=1 one_shot=1", "C V S4 A0 M1 O", "listen-only, one-shot" },
    { dumb, "bitrate=500k sleep_after_open=0", "C V S6 O", "nobody answers" },
    { dumb, "bitrate=500k sleep_after_open=0 listen_only=1", "C V S6 L", "nobody answers" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PtyAdapter *adapter = pty_adapter_new (cases[i].answer);
      Bus *bus = open_bus (adapter, cases[i].settings);
      g_autofree char *heard = pty_adapter_wait (adapter, strlen (cases[i].heard));
      const char *first;

      first = heard; /* on a busy machine its answers may come late: it is asked again */
      while (g_str_has_prefix (first, "C V C V"))
        first += strlen ("C V ");
      g_assert_cmpstr (first, ==, cases[i].heard);
      g_assert_true (g_str_has_prefix (bus_get_description (bus), "slcan /dev/pts/"));
      g_assert_nonnull (strstr (bus_get_description (bus), cases[i].described));
      g_assert_cmpint ((bus_get_abilities (bus) & BUS_FD) != 0, ==, strstr (cases[i].settings, "fd=1") != NULL);
      bus_close (bus);
      heard = (g_free (heard), pty_adapter_wait (adapter, 1));
      g_assert_cmpstr (heard, ==, "C");
      pty_adapter_free (adapter);
    }
}

static void
test_refusals (void)
{
  static const struct
  {
    PtyAnswer answer;
    const char *settings, *said; /* part of the sentence */
  } cases[] = {
    { lawicel, "bitrate=83300", "refuses bitrate=83300" },
    { lawicel, "data_bitrate=2000000 fd=1", "refuses data_bitrate=2000000" },
    { lawicel, "bitrate=500000 one_shot=1", "one_shot is a command of CANable" },
    { lawicel, "bitrate=123456", "takes 10000, 20000" },
    { lawicel, "bitrate=500000 btr=001C", "exclude each other" },
    { lawicel, "btr=1C", "4 hexadecimal digits" },
    { lawicel, "sleep_after_open=99", "0 to 10" },
    { lawicel, "tty_baudrate=0", "number from 1" },
    { lawicel, "timestamps=maybe", "auto off ms us" },
    { lawicel, "rtscts=perhaps", "yes or no" },
    { lawicel, "loopback=1", "loopback" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PtyAdapter *adapter = pty_adapter_new (cases[i].answer);
      GError *error = NULL;

      g_assert_null (try_open (adapter, cases[i].settings, &error));
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].said));
      g_clear_error (&error);
      pty_adapter_free (adapter);
    }
}

static void
test_wrong_channels (void)
{
  static const char *const channels[][2] = { { "/dev/ttyNOTTHERE7", "plugged in" },
                                             { "/dev/null", "no serial line" },
                                             { "/dev/ttyS0@fast", "behind the @" },
                                             { "/dev/ttyNOTTHERE7@9600", "/dev/ttyNOTTHERE7:" } };

  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    {
      BusConfig *config = bus_config_new ();
      GError *error = NULL;

      bus_config_set (config, "channel", channels[i][0], NULL);
      g_assert_null (bus_open (backend_find ("slcan"), config, 0, &error));
      g_assert_nonnull (strstr (error->message, channels[i][1]));
      g_clear_error (&error);
      bus_config_free (config);
    }
}

/* Frames until n came, as candump's text joined by blanks. */
static char *
read_frames (Bus *bus, guint n, guint *problems)
{
  FrameBatch *batch = frame_batch_new ();
  GString *text = g_string_new (NULL);

  for (guint got = 0; got < n; got += batch->n_frames)
    {
      GError *error = NULL;

      next_frames (bus, batch, &error);
      g_assert_no_error (error);
      for (guint i = 0; i < batch->n_frames; i++)
        {
          char frame[CAN_FRAME_TEXT_MAX];

          can_frame_format (&batch->frames[i], frame);
          g_assert_cmpuint (batch->frames[i].channel, ==, 2);
          g_assert_cmpint (ABS (batch->frames[i].time - g_get_real_time () * 1000), <, INT64_C (60000000000));
          g_string_append_printf (text, "%s%s%s%s", text->len > 0 ? " " : "", frame,
                                  batch->frames[i].flags & CAN_TX ? "*" : "",
                                  batch->frames[i].flags & CAN_GAP ? "!" : "");
        }
      if (problems != NULL)
        *problems += (guint) batch->n_problems;
      if (batch->n_frames + batch->notes->len + batch->n_problems == 0)
        break;
    }
  frame_batch_free (batch);
  return g_string_free (text, FALSE);
}

static void
test_receive (void)
{
  PtyAdapter *adapter = pty_adapter_new (lawicel);
  Bus *bus = open_bus (adapter, "bitrate=500000");
  g_autofree char *text = NULL;
  guint problems = 0;

  pty_adapter_say (adapter, "t12", -1); /* in pieces */
  g_usleep (20000);
  pty_adapter_say (adapter, "32AABB\rT18FEF100111\rt1G30\rr1232\r\nb12", -1);
  g_usleep (20000);
  pty_adapter_say (adapter, "31AB\r", -1);
  text = read_frames (bus, 4, &problems);
  g_assert_cmpstr (text, ==, "123#AABB 18FEF100#11 123#R2 123##1AB");
  g_assert_cmpuint (problems, ==, 1); /* t1G3 */
  bus_close (bus);
  pty_adapter_free (adapter);
}

static void
test_flood (void)
{
  PtyAdapter *adapter = pty_adapter_new (dumb);
  Bus *bus = open_bus (adapter, "sleep_after_open=0");
  g_autoptr (GString) said = g_string_new (NULL);
  FrameBatch *batch = frame_batch_new ();
  guint got = 0, problems = 0;

  for (guint i = 0; i < 9000; i++) /* a line without an end, longer than all buffers */
    g_string_append_c (said, 'A');
  g_string_append_c (said, '\r');
  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (said, "t%03X2%04X\r", i & 0x7FF, i);
  for (gsize at = 0; at < said->len;)
    {
      gsize n = MIN (said->len - at, 1000);

      pty_adapter_say (adapter, said->str + at, (gssize) n);
      at += n;
      frame_batch_clear (batch);
      g_assert_cmpint (bus_receive (bus, batch, NULL), >=, 0);
      got += batch->n_frames;
      problems += (guint) batch->n_problems;
    }
  while (got < 2000 && next_frames (bus, batch, NULL) > 0)
    got += batch->n_frames;
  g_assert_cmpuint (got, ==, 2000);
  g_assert_cmpuint (problems, ==, 1);
  frame_batch_free (batch);
  bus_close (bus);
  pty_adapter_free (adapter);
}

static int
transmit (Bus *bus, const char *text, GError **error)
{
  uint8_t payload[CAN_FRAME_MAX_LEN];
  const char *reason = NULL;
  CanFrame frame;

  g_assert_true (can_frame_parse (text, strlen (text), &frame, payload, &reason));
  return bus_transmit (bus, &frame, error);
}

static void
test_transmit (void)
{
  static const PtyAnswer kinds[] = { lawicel, dumb };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      PtyAdapter *adapter = pty_adapter_new (kinds[i]);
      Bus *bus = open_bus (adapter, "bitrate=500000 sleep_after_open=0");
      g_autofree char *heard = pty_adapter_wait (adapter, 8), *text = NULL;
      GError *error = NULL;
      guint problems = 0;

      g_assert_cmpint (transmit (bus, "123#AABB", NULL), ==, 1);
      g_assert_cmpint (transmit (bus, "1FFFFFFF#", NULL), ==, 1); /* the first adapter refuses this one */
      g_assert_cmpint (transmit (bus, "18FEF100#R3", NULL), ==, 1);
      text = read_frames (bus, 3 - (i == 0), &problems);
      g_assert_cmpstr (text, ==, i == 0 ? "123#AABB* 18FEF100#R3*" : "123#AABB* 1FFFFFFF#* 18FEF100#R3*");
      g_assert_cmpuint (problems, ==, i == 0);
      heard = (g_free (heard), pty_adapter_wait (adapter, 30));
      g_assert_nonnull (strstr (heard, "t1232AABB T1FFFFFFF0 R18FEF1003"));
      g_assert_cmpint (transmit (bus, "123##1AA", &error), ==, -1);
      g_assert_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED);
      g_clear_error (&error);
      bus_close (bus);
      pty_adapter_free (adapter);
    }
}

static atomic_bool full; /* the adapter's thread reads it */

static const char *
troubled (const char *line)
{
  if (line[0] == 'F')
    return full ? "F29\r" : "F00\r";             /* passive, overrun, receive queue full */
  return line[0] == 't' ? NULL : lawicel (line); /* answers to commands, not to frames */
}

static void
test_trouble (void)
{
  PtyAdapter *adapter;
  FrameBatch *batch = frame_batch_new ();
  g_autofree char *text = NULL;
  gboolean told = FALSE, lost = FALSE;
  BusStatus status;
  Bus *bus;

  full = FALSE;
  adapter = pty_adapter_new (troubled);
  bus = open_bus (adapter, "bitrate=500000");
  full = TRUE;
  g_assert_cmpint (transmit (bus, "123#01", NULL), ==, 1);
  text = read_frames (bus, 1, NULL); /* comes back although nobody confirmed it */
  g_assert_cmpstr (text, ==, "123#01*");
  for (guint tries = 0; tries < 100 && !(told && lost); tries++)
    {
      next_frames (bus, batch, NULL);
      for (guint i = 0; i < batch->notes->len; i++)
        {
          const Note *note = &g_array_index (batch->notes, Note, i);

          told |= note->kind == NOTE_STATUS && g_strstr_len (note->text, note->n, "error-passive") != NULL;
          lost |= note->kind == NOTE_LOSS;
        }
    }
  g_assert_true (told && lost);
  bus_get_status (bus, &status);
  g_assert_cmpint (status.state, ==, BUS_STATE_PASSIVE);
  g_assert_cmpuint (status.dropped, >=, 1);
  pty_adapter_say (adapter, "t1230\r", -1);
  text = (g_free (text), read_frames (bus, 1, NULL));
  g_assert_cmpstr (text, ==, "123#!");
  frame_batch_free (batch);
  bus_close (bus);
  pty_adapter_free (adapter);
}

/* The adapter's clock passes from 59999 ms to 0. */
static void
test_stamps (void)
{
  PtyAdapter *adapter = pty_adapter_new (lawicel);
  Bus *bus = open_bus (adapter, "timestamps=ms");
  FrameBatch *batch = frame_batch_new ();
  int64_t times[4];

  pty_adapter_say (adapter, "t12301770\r", -1); /* 6000 ms: the fit begins */
  g_assert_cmpint (next_frames (bus, batch, NULL), ==, 1);
  times[0] = batch->frames[0].time;
  pty_adapter_say (adapter, "t12301771\rt12301775\rt12301779\r", -1);
  for (guint got = 0; got < 3; got += batch->n_frames)
    {
      g_assert_cmpint (next_frames (bus, batch, NULL), >, 0);
      for (guint i = 0; i < batch->n_frames; i++)
        times[1 + got + i] = batch->frames[i].time;
    }
  for (guint i = 1; i < 4; i++) /* never later than they came, never back */
    g_assert_cmpint (times[i], >=, times[i - 1]);
  g_assert_cmpint (times[3], <=, g_get_real_time () * 1000);
  frame_batch_free (batch);
  bus_close (bus);
  pty_adapter_free (adapter);
}

static void
test_unplugged (void)
{
  PtyAdapter *adapter = pty_adapter_new (lawicel);
  Bus *bus = open_bus (adapter, "bitrate=500000");
  FrameBatch *batch = frame_batch_new ();
  GError *error = NULL;
  int n;

  pty_adapter_say (adapter, "t1230\r", -1);
  g_usleep (20000);
  pty_adapter_unplug (adapter);
  do
    n = next_frames (bus, batch, &error);
  while (n > 0);
  g_assert_cmpint (n, ==, -1);
  g_assert_nonnull (strstr (error->message, "gone"));
  g_clear_error (&error);
  frame_batch_free (batch);
  bus_close (bus);
  pty_adapter_free (adapter);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/slcan/lines", test_lines);
  g_test_add_func ("/slcan/format", test_format);
  g_test_add_func ("/slcan/other-lines", test_other_lines);
  g_test_add_func ("/slcan/opening", test_opening);
  g_test_add_func ("/slcan/refusals", test_refusals);
  g_test_add_func ("/slcan/wrong-channels", test_wrong_channels);
  g_test_add_func ("/slcan/receive", test_receive);
  g_test_add_func ("/slcan/flood", test_flood);
  g_test_add_func ("/slcan/transmit", test_transmit);
  g_test_add_func ("/slcan/trouble", test_trouble);
  g_test_add_func ("/slcan/stamps", test_stamps);
  g_test_add_func ("/slcan/unplugged", test_unplugged);
  return g_test_run ();
}
