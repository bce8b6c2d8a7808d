/* test-link-timing.c: interfaces as rtnetlink told of them (tests/backends/links) become controllers, settings become
 * changes, what the kernel made is compared; a trial with a helper that plays canid-netconf.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "base/errors.h"
#include "session/link-timing.h"
#include "session/link-trial.h"

#include <glib/gstdio.h>
#include <string.h>

static const char *folder;

static CanLink
load (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".nlmsg", NULL), *path = g_build_filename (folder, file, NULL);
  g_autofree char *bytes = NULL;
  CanLink link;
  gsize n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_true (can_link_parse (bytes, n, &link));
  return link;
}

static TimingSolution
solve (const LinkController *link, uint32_t rate, uint32_t data_rate, double point, TimingRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) found = NULL;

  *request = (TimingRequest){ .clock = link->controller.clocks[0],
                              .nominal = { &link->controller.nominal, rate, point },
                              .data = { &link->controller.data, data_rate, point } };
  found = timing_solve (request, &error);
  g_assert_no_error (error);
  return g_array_index (found, TimingSolution, 0);
}

static char *
words_for (const LinkController *link, uint32_t rate, uint32_t data_rate, double point)
{
  TimingRequest request;
  TimingSolution best = solve (link, rate, data_rate, point, &request);
  CanLinkChange change;

  link_timing_to_change (&request, &best, &link->link, &change);
  return can_link_change_to_words (&change);
}

/* SJA1000 at 8 MHz, and CTU CAN FD at 100 MHz, whose split of tseg1 netlink does not tell. */
static void
test_controllers (void)
{
  CanLink sja = load ("can0"), ctu = load ("can2"), virtual = load ("vcan0");
  LinkController link;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL, *fd = NULL;

  g_assert_true (link_controller_init (&link, &sja, &error));
  g_assert_cmpstr (link.controller.name, ==, "can0, NXP SJA1000");
  g_assert_cmpfloat (link.controller.clocks[0], ==, 8e6);
  g_assert_cmpuint (link.controller.nominal.tseg1_max, ==, 16);
  g_assert_cmpuint (link.controller.nominal.brp_max, ==, 64);
  g_assert_cmpuint (link.controller.data.brp_max, ==, 0);
  g_assert_nonnull (link.controller.fields);
  words = words_for (&link, 500000, 0, 0.875);
  g_assert_cmpstr (words, ==, "tq 125 prop-seg 11 phase-seg1 2 phase-seg2 2 sjw 2");

  g_assert_true (link_controller_init (&link, &ctu, &error));
  g_assert_cmpfloat (link.controller.clocks[0], ==, 100e6);
  g_assert_cmpuint (link.controller.nominal.prop_max, ==, 127);
  g_assert_cmpuint (link.controller.data.brp_max, ==, 2);
  fd = words_for (&link, 500000, 2000000, 0.8);
  g_assert_nonnull (strstr (fd, "dtq 20 "));
  g_assert_nonnull (strstr (fd, "fd on"));

  g_assert_false (link_controller_init (&link, &virtual, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED);
}

/* Bounds of the delay compensation are the driver's; without a mode of it there is none. */
static void
test_tdc (void)
{
  CanLink ctu = load ("can2");
  LinkController link;
  BitTiming data = { .brp = 1, .prop = 10, .phase1 = 29, .phase2 = 10, .sjw = 10 };
  TdcChoice choice;

  ctu.knows_supported = TRUE;
  ctu.supported &= ~(guint32) CAN_LINK_TDC;
  ctu.tdco_max = ctu.tdco_min = 0;
  g_assert_true (link_controller_init (&link, &ctu, NULL));
  bit_timing_tdc (&data, &link.controller.tdc, &choice);
  g_assert_false (choice.possible);
  ctu.supported |= CAN_LINK_TDC;
  ctu.tdco_min = 2;
  ctu.tdco_max = 33;
  ctu.tdcv_max = 60;
  ctu.tdcf_max = 5;
  g_assert_true (link_controller_init (&link, &ctu, NULL));
  g_assert_cmpuint (link.controller.tdc.value_max, ==, 60);
  g_assert_cmpuint (link.controller.tdc.filter_max, ==, 5);
  bit_timing_tdc (&data, &link.controller.tdc, &choice);
  g_assert_true (choice.possible && choice.bounded);
  g_assert_cmpuint (choice.offset, ==, 33);
  ctu.tdco_max = 100;
  ctu.tdco_min = 50;
  g_assert_true (link_controller_init (&link, &ctu, NULL));
  bit_timing_tdc (&data, &link.controller.tdc, &choice);
  g_assert_true (choice.bounded);
  g_assert_cmpuint (choice.offset, ==, 50);
}

/* What it is set to, and back to that segment by segment, whatever else was switched meanwhile. */
static void
test_back (void)
{
  CanLink link = load ("can2");
  CanLinkChange back, other = { .mode = { .mask = CAN_CTRLMODE_LISTENONLY, .flags = CAN_CTRLMODE_LISTENONLY } };
  LinkController controller;
  TimingRequest request;
  TimingSolution now;
  g_autofree char *words = NULL, *made = NULL, *different = NULL;

  g_assert_true (link_controller_init (&controller, &link, NULL));
  g_assert_true (link_controller_get_request (&controller, &request));
  g_assert_cmpuint (request.data.bitrate, ==, 2000000);
  g_assert_true (link_timing_read (&link, &request, &now));
  g_assert_cmpfloat_with_epsilon (now.nominal.point, link.timing.sample_point / 1000.0, 0.001);
  g_assert_cmpfloat (ABS (now.nominal.rate_error), <, 1e-6);
  g_assert_true (link_timing_compare (&now, &link, &made));
  g_assert_nonnull (strstr (made, "as calculated"));
  now.data.timing.phase2++;
  g_assert_false (link_timing_compare (&now, &link, &different));
  g_assert_nonnull (strstr (different, "Calculated for the data phase was brp"));

  can_link_change_back (&link, &other, &back);
  g_assert_cmpuint (back.fields & (CAN_LINK_SET_TIMING | CAN_LINK_SET_DATA_TIMING), ==,
                    CAN_LINK_SET_TIMING | CAN_LINK_SET_DATA_TIMING);
  g_assert_cmpuint (back.timing.tq, ==, link.timing.tq);
  g_assert_cmpuint (back.mode.mask & CAN_CTRLMODE_LISTENONLY, !=, 0);
  g_assert_cmpuint (back.mode.flags, ==, link.mode & back.mode.mask);
  words = can_link_change_to_words (&back);
  g_assert_nonnull (strstr (words, "listen-only off"));
}

/* --- A trial --- */

/* Plays canid-netconf: writes what it was asked to a log; "set" with a rate of 13 is refused. */
static const char helper[]
    = "#!/bin/sh\n"
      "log=$(dirname \"$0\")/log\n"
      "echo \"$*\" >> \"$log\"\n"
      "[ \"$2\" != can9 ] || { echo 'canid-netconf: can9: there is no such CAN interface' >&2; exit 2; }\n"
      "echo ready\n"
      "while read -r line; do\n"
      "  echo \"$line\" >> \"$log\"\n"
      "  case $line in\n"
      "    *'bitrate 13'*) echo 'no too slow';;\n"
      "    die) exit 1;;\n"
      "    keep) echo done; exit 0;;\n"
      "    *) echo done;;\n"
      "  esac\n"
      "done\n"
      "echo back >> \"$log\"\n"
      "exit 3\n";

static char *place;

static char *
take_log (void)
{
  g_autofree char *path = g_build_filename (place, "log", NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_unlink (path);
  return text;
}

static LinkTrial *
try_rate (guint32 rate, gboolean good)
{
  CanLinkChange change = { .fields = CAN_LINK_SET_BITRATE, .timing = { .bitrate = rate } };
  g_autoptr (GError) error = NULL;
  LinkTrial *trial = link_trial_open ("can0", 15, &error);

  g_assert_no_error (error);
  g_assert_true (link_trial_set (trial, &change, TRUE, &error) == good);
  if (!good)
    g_assert_cmpstr (error->message, ==, "too slow");
  return trial;
}

static void
test_trial (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL, *back = NULL, *refused = NULL, *none = NULL;
  LinkTrial *trial = try_rate (500000, TRUE);

  g_assert_true (link_trial_keep (trial, &error));
  g_assert_true (link_trial_close (trial, &error));
  kept = take_log ();
  g_assert_cmpstr (kept, ==, "try can0 15\nset up bitrate 500000\nkeep\n");

  g_assert_true (link_trial_close (try_rate (250000, TRUE), &error));
  back = take_log ();
  g_assert_cmpstr (back, ==, "try can0 15\nset up bitrate 250000\nback\n");

  g_assert_true (link_trial_close (try_rate (13, FALSE), &error));
  refused = take_log ();
  g_assert_cmpstr (refused, ==, "try can0 15\nset up bitrate 13\nback\n");
  g_assert_no_error (error);

  g_assert_null (link_trial_open ("can9", 15, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_IO);
  g_assert_cmpstr (error->message, ==, "can9: there is no such CAN interface");
  none = take_log ();
}

/* The helper is run as it is where this process may set interfaces, else by pkexec: that is played, too. */
static void
make_helper (void)
{
  g_autofree char *program = NULL, *pkexec = NULL, *path = NULL;

  place = g_dir_make_tmp ("link-trial-XXXXXX", NULL);
  program = g_build_filename (place, "netconf", NULL);
  pkexec = g_build_filename (place, "pkexec", NULL);
  path = g_strdup_printf ("%s:%s", place, g_getenv ("PATH"));
  g_assert_true (g_file_set_contents (program, helper, -1, NULL));
  g_assert_true (g_file_set_contents (pkexec, "#!/bin/sh\nexec \"$@\"\n", -1, NULL));
  g_chmod (program, 0755);
  g_chmod (pkexec, 0755);
  g_setenv ("CANID_NETCONF", program, TRUE);
  g_setenv ("PATH", path, TRUE);
}

static void
remove_helper (void)
{
  static const char *const names[] = { "netconf", "pkexec", "log" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (place, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (place);
  g_free (place);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = argc > 1 ? argv[1] : "tests/backends/links";
  make_helper ();
  g_test_add_func ("/link-timing/controllers", test_controllers);
  g_test_add_func ("/link-timing/tdc", test_tdc);
  g_test_add_func ("/link-timing/back", test_back);
  g_test_add_func ("/link-timing/trial", test_trial);
  status = g_test_run ();
  remove_helper ();
  return status;
}
