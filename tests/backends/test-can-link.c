/* test-can-link.c: what rtnetlink said of real interfaces (links/: recorded in the machine of tests/canvm), damaged
 * too; changes as words both ways; limits.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "backends/can-link.h"

#include "base/errors.h"

#include <string.h>

#define STANDARD_MODES                                                                                                 \
  (CAN_CTRLMODE_LOOPBACK | CAN_CTRLMODE_LISTENONLY | CAN_CTRLMODE_3_SAMPLES | CAN_CTRLMODE_ONE_SHOT                    \
   | CAN_CTRLMODE_BERR_REPORTING | CAN_CTRLMODE_PRESUME_ACK | CAN_CTRLMODE_CC_LEN8_DLC)

static const char *folder;

static gboolean
load (const char *name, CanLink *out)
{
  g_autofree char *file = g_strconcat (name, ".nlmsg", NULL), *path = g_build_filename (folder, file, NULL);
  g_autofree char *bytes = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  return can_link_parse (bytes, n, out);
}

static void
test_recorded (void)
{
  CanLink link;
  g_autofree char *words = NULL;

  g_assert_true (load ("can0", &link));
  g_assert_cmpstr (link.name, ==, "can0");
  g_assert_cmpstr (link.kind, ==, "can");
  g_assert_true (link.up && link.has_controller);
  g_assert_cmpuint (link.mtu, ==, 16);
  g_assert_cmpint (link.status.state, ==, BUS_STATE_ACTIVE);
  g_assert_cmpuint (link.status.bitrate, ==, 500000);
  g_assert_cmpuint (link.timing.sample_point, ==, 875);
  g_assert_cmpuint (link.clock, ==, 8000000);
  g_assert_cmpstr (link.limits.name, ==, "sja1000");
  g_assert_cmpuint (link.limits.brp_max, ==, 64);
  g_assert_cmpuint (link.mode, ==, CAN_CTRLMODE_LISTENONLY);
  g_assert_true (link.knows_supported);
  g_assert_cmpuint (link.supported & CAN_CTRLMODE_FD, ==, 0);
  g_assert_cmpuint (link.restart_ms, ==, 100);
  g_assert_cmpint (link.status.tec, ==, 0);
  words = can_link_describe (&link);
  g_assert_cmpstr (words, ==, "500000 bit/s at 87.5 %, listen-only");

  g_assert_true (load ("can1", &link));
  g_assert_false (link.up);
  g_assert_cmpint (link.status.state, ==, BUS_STATE_DOWN);
  g_assert_cmpuint (link.status.bitrate, ==, 0);

  g_assert_true (load ("can2", &link));
  g_assert_cmpuint (link.mtu, ==, 72);
  g_assert_cmpint (link.status.state, ==, BUS_STATE_UNKNOWN); /* the driver says stopped, and it is up */
  g_assert_cmpuint (link.status.data_bitrate, ==, 2000000);
  g_assert_cmpuint (link.data_limits.brp_max, ==, 2);
  g_assert_cmpuint (link.mode & CAN_CTRLMODE_FD, !=, 0);

  g_assert_true (load ("vcan0", &link));
  g_assert_cmpstr (link.kind, ==, "vcan");
  g_assert_false (link.has_controller);
  g_assert_cmpint (link.status.state, ==, BUS_STATE_ACTIVE);
  g_assert_cmpuint (link.rx_frames, ==, 1);
  g_assert_true (load ("vx0", &link));
  g_assert_cmpstr (link.kind, ==, "vxcan");
  g_assert_cmpint (link.peer_index, >, 0);
  g_assert_false (load ("lo", &link));
}

/* Every length, and every byte another. */
static void
test_damaged (void)
{
  g_autofree char *path = g_build_filename (folder, "can2.nlmsg", NULL), *bytes = NULL;
  CanLink link;
  gsize n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *copy = g_memdup2 (bytes, i);

      g_assert_false (can_link_parse (copy, i, &link));
    }
  for (gsize i = 0; i < n; i++)
    for (guint value = 0; value < 256; value += 51)
      {
        g_autofree char *copy = g_memdup2 (bytes, n);

        copy[i] = (char) value;
        can_link_parse (copy, n, &link);
        g_assert_nonnull (memchr (link.name, '\0', sizeof link.name));
      }
}

static void
test_words (void)
{
  static const char *const good[] = {
    "bitrate 500000",
    "bitrate 500000 sample-point 0.875 restart-ms 100 listen-only on",
    "bitrate 500000 sample-point 0.800 dbitrate 2000000 dsample-point 0.750 fd on fd-non-iso off",
    "tq 125 prop-seg 6 phase-seg1 7 phase-seg2 2 sjw 1",
    "termination 120",
    "mtu 72",
    "",
  };
  static const char *const bad[] = {
    "bitrate",
    "bitrate 0",
    "bitrate 500k",
    "bitrate -1",
    "sample-point 0.8",
    "bitrate 500000 sample-point 1.2",
    "bitrate 500000 sample-point nan",
    "fd yes",
    "mtu 17",
    "master lo",
    "bitrate 500000 tq 125",
    "tq 125",
    "restart-ms 99999999999999999999",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_auto (GStrv) words = g_strsplit (good[i], " ", -1);
      g_autoptr (GError) error = NULL;
      g_autofree char *again = NULL;
      CanLinkChange change;

      g_assert_true (can_link_change_parse (&change, (const char *const *) words, &error));
      again = can_link_change_to_words (&change);
      g_assert_cmpstr (again, ==, good[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_auto (GStrv) words = g_strsplit (bad[i], " ", -1);
      g_autoptr (GError) error = NULL;
      CanLinkChange change;

      g_assert_false (can_link_change_parse (&change, (const char *const *) words, &error));
      g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
    }
}

static void
assert_check (const CanLink *link, const char *text, const char *sentence)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  g_autoptr (GError) error = NULL;
  CanLinkChange change;

  g_assert_true (can_link_change_parse (&change, (const char *const *) words, &error));
  g_assert_no_error (error);
  if (can_link_change_check (&change, link, &error))
    g_assert_null (sentence);
  else
    {
      g_assert_nonnull (sentence);
      g_assert_nonnull (strstr (error->message, sentence));
    }
}

static void
test_limits (void)
{
  CanLink link;

  g_assert_true (load ("can1", &link));
  assert_check (&link, "bitrate 500000", NULL);
  assert_check (&link, "bitrate 8000000", "clock of 8 MHz");
  assert_check (&link, "bitrate 500000 dbitrate 2000000 fd on", "no such mode");
  assert_check (&link, "termination 120", "cannot be switched by program");
  assert_check (&link, "mtu 72", "follows from its mode");
  link.n_terminations = 2;
  link.terminations[1] = 120;
  assert_check (&link, "termination 120", NULL);
  assert_check (&link, "termination 60", "only 0, 120");
  link.rates[0] = 125000;
  link.rates[1] = 250000;
  assert_check (&link, "bitrate 250000", NULL);
  assert_check (&link, "bitrate 500000", "from 125000 to 250000");

  g_assert_true (load ("can2", &link));
  assert_check (&link, "bitrate 20000", "clock of 100 MHz");
  g_assert_true (load ("vcan0", &link));
  assert_check (&link, "mtu 16", NULL);
  assert_check (&link, "bitrate 500000", "has no controller");
}

static void
test_command (void)
{
  CanLink link;
  CanLinkChange change;
  g_autofree char *command = NULL, *modes = NULL;

  g_assert_true (load ("can0", &link));
  can_link_change_from (&change, &link);
  g_assert_cmpuint (change.mode.mask & ~(guint32) STANDARD_MODES, ==, 0);
  command = can_link_dup_command (&link, &change, TRUE);
  g_assert_true (g_str_has_prefix (command, "ip link set can0 down && ip link set can0 type can bitrate 500000 "
                                            "sample-point 0.875 restart-ms 100 listen-only on "));
  g_assert_true (g_str_has_suffix (command, " && ip link set can0 up"));
  g_assert_true (load ("vcan0", &link));
  can_link_change_from (&change, &link);
  modes = can_link_dup_command (&link, &change, FALSE);
  g_assert_cmpstr (modes, ==, "ip link set vcan0 down && ip link set vcan0 mtu 72");
}

/* --- An adapter that comes back under another name --- */

static GPtrArray *
list_two (void)
{
  GPtrArray *links = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < 2; i++)
    {
      CanLink *link = g_new0 (CanLink, 1);

      g_snprintf (link->name, sizeof link->name, "can%u", i);
      g_strlcpy (link->serial, i == 0 ? "AAA" : "BBB", sizeof link->serial);
      g_ptr_array_add (links, link);
    }
  return links;
}

static void
test_find (void)
{
  static const CanLinkKernel two = { list_two };
  CanLink link;

  can_link_set_kernel (&two);
  g_assert_true (can_link_find ("can0", "BBB", 0, &link));
  g_assert_cmpstr (link.name, ==, "can1");
  g_assert_true (can_link_find ("can0", NULL, 0, &link));
  g_assert_cmpstr (link.name, ==, "can0");
  g_assert_false (can_link_find ("can0", "CCC", 0, &link)); /* another device under that name is not taken */
  g_assert_false (can_link_find ("can0", "AAA", 1, &link));
  can_link_set_kernel (NULL);
}

static void
test_names (void)
{
  static const char *const bad[] = { "", ".", "..", "a/b", "-x", "abcdefghijklmnop", "a b", "a\nb", "ä" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (can_link_check_name (bad[i], NULL));
  g_assert_true (can_link_check_name ("can0", NULL));
  g_assert_true (can_link_check_name ("abcdefghijklmno", NULL));
}

/* Compensation of the transmitter's delay, which no controller of the machine that links/ comes from has. */
static void
test_tdc (void)
{
  static const char *const good[][2] = {
    { "dbitrate 2000000 fd on tdc-mode auto tdco 30", "dbitrate 2000000 tdco 30 tdc-mode auto fd on" },
    { "dbitrate 2000000 fd on tdc-mode manual tdcv 12 tdco 30 tdcf 4",
      "dbitrate 2000000 tdcv 12 tdco 30 tdcf 4 tdc-mode manual fd on" },
    { "dbitrate 2000000 fd on tdc-mode off", "dbitrate 2000000 tdc-mode off fd on" },
  };
  static const char *const bad[] = { "dbitrate 2000000 fd on tdc-mode auto",
                                     "dbitrate 2000000 fd on tdco 30",
                                     "fd on tdc-mode auto tdco 30",
                                     "dbitrate 2000000 fd on tdc-mode manual tdco 30",
                                     "dbitrate 2000000 fd on tdc-mode auto tdcv 3 tdco 30",
                                     "dbitrate 2000000 fd on tdc-mode sometimes" };
  CanLinkChange change;
  CanLink link;
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_auto (GStrv) words = g_strsplit (good[i][0], " ", -1);
      g_autofree char *text = NULL;

      g_assert_true (can_link_change_parse (&change, (const char *const *) words, &error));
      g_assert_no_error (error);
      text = can_link_change_to_words (&change);
      g_assert_cmpstr (text, ==, good[i][1]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_auto (GStrv) words = g_strsplit (bad[i], " ", -1);

      g_assert_false (can_link_change_parse (&change, (const char *const *) words, &error));
      g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
      g_clear_error (&error);
    }

  /* The kernel's own choice for this data rate is not repeated: another rate gets another one. */
  g_assert_true (load ("can2", &link));
  link.supported |= CAN_LINK_TDC;
  link.mode |= CAN_CTRLMODE_TDC_AUTO;
  link.has_tdc = TRUE;
  link.tdco_max = 100;
  link.tdco = (1 + link.data_timing.prop_seg + link.data_timing.phase_seg1) * link.data_timing.brp;
  can_link_change_from (&change, &link);
  g_assert_cmpuint (change.fields & CAN_LINK_SET_TDC, ==, 0);
  g_assert_cmpuint ((change.mode.mask | change.mode.flags) & CAN_LINK_TDC, ==, 0);
  link.tdco += 5;
  can_link_change_from (&change, &link);
  g_assert_cmpuint (change.fields & CAN_LINK_SET_TDC, !=, 0);
  g_assert_cmpuint (change.tdco, ==, link.tdco);
  g_assert_cmpuint (change.mode.flags & CAN_LINK_TDC, ==, CAN_CTRLMODE_TDC_AUTO);
  g_assert_true (can_link_change_check (&change, &link, NULL));
  change.tdco = 101;
  g_assert_false (can_link_change_check (&change, &link, &error));
  g_assert_nonnull (strstr (error->message, "tdco 101: 0 to 100"));
  g_clear_error (&error);
  change.tdco = 20;
  link.supported &= ~(guint32) CAN_LINK_TDC;
  g_assert_false (can_link_change_check (&change, &link, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED);
  g_clear_error (&error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = argv[1];
  g_test_add_func ("/can-link/recorded", test_recorded);
  g_test_add_func ("/can-link/damaged", test_damaged);
  g_test_add_func ("/can-link/tdc", test_tdc);
  g_test_add_func ("/can-link/words", test_words);
  g_test_add_func ("/can-link/limits", test_limits);
  g_test_add_func ("/can-link/command", test_command);
  g_test_add_func ("/can-link/find", test_find);
  g_test_add_func ("/can-link/names", test_names);
  return g_test_run ();
}
