/* test-bus-test.c: what is said of a bus after a second: causes from tallies, and a controller that meets another rate.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/bus-test.h"

#include "core/can-error.h"

static BusTally
new_tally (BusState state)
{
  return (BusTally){ .span = 1,
                     .first = { .state = BUS_STATE_ACTIVE, .tec = 0, .rec = 0, .bitrate = 500000 },
                     .last = { .state = state, .tec = 0, .rec = 0, .bitrate = 500000 } };
}

static void
add_frames (BusTally *tally, guint n)
{
  static const uint8_t data[8] = { 0 };
  CanFrame frame = { .id = 0x123, .len = 8, .dlc = 8, .data = data };

  for (guint i = 0; i < n; i++)
    bus_tally_add (tally, &frame);
}

static void
add_errors (BusTally *tally, guint n, uint32_t class, uint8_t type, uint8_t location)
{
  uint8_t data[8] = { 0, 0, type, location };
  CanFrame frame = { .id = CAN_ID_ERROR | class, .len = 8, .dlc = 8, .data = data };

  for (guint i = 0; i < n; i++)
    bus_tally_add (tally, &frame);
}

static void
test_kinds (void)
{
  static const struct
  {
    uint32_t class;
    uint8_t type, location;
    BusErrorKind kind;
  } cases[] = {
    { CAN_ERROR_PROTOCOL, 0x04, 0x0A, BUS_ERROR_STUFF },
    { CAN_ERROR_PROTOCOL, 0x02, 0x1A, BUS_ERROR_FORM },
    { CAN_ERROR_PROTOCOL, 0x02, 0x09, BUS_ERROR_FD_BIT },
    { CAN_ERROR_PROTOCOL, 0, CAN_ERROR_LOCATION_CRC, BUS_ERROR_CRC },
    { CAN_ERROR_PROTOCOL | CAN_ERROR_BUS_ERROR, 0x80, CAN_ERROR_LOCATION_ACK, BUS_ERROR_NO_ACK },
    { CAN_ERROR_NO_ACK, 0, 0, BUS_ERROR_NO_ACK },
    { CAN_ERROR_PROTOCOL, 0x90, 0x0B, BUS_ERROR_BIT },
    { CAN_ERROR_BUS_ERROR, 0, 0, BUS_ERROR_OTHER },
    { CAN_ERROR_CONTROLLER, 0, 0, BUS_N_ERRORS },
    { CAN_ERROR_RESTARTED, 0, 0, BUS_N_ERRORS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      uint8_t data[8] = { 0, 0x20, cases[i].type, cases[i].location };
      CanFrame frame = { .id = CAN_ID_ERROR | cases[i].class, .len = 8, .dlc = 8, .data = data };

      g_assert_cmpint (bus_error_kind (&frame), ==, cases[i].kind);
    }
}

static void
test_causes (void)
{
  BusTally tally = new_tally (BUS_STATE_ACTIVE);

  g_assert_cmpint (bus_tally_cause (&tally), ==, BUS_CAUSE_SILENCE);
  add_frames (&tally, 100);
  g_assert_cmpint (bus_tally_cause (&tally), ==, BUS_CAUSE_NONE);
  add_errors (&tally, 3, CAN_ERROR_PROTOCOL, 0x04, 0x0A);
  g_assert_cmpint (bus_tally_cause (&tally), ==, BUS_CAUSE_TERMINATION);

  tally = new_tally (BUS_STATE_PASSIVE);
  add_errors (&tally, 50, CAN_ERROR_PROTOCOL, 0x04, 0x0A);
  g_assert_cmpint (bus_tally_cause (&tally), ==, BUS_CAUSE_RATE);

  /* No error frames, but the counter goes up. */
  tally = new_tally (BUS_STATE_PASSIVE);
  tally.last.rec = 128;
  g_assert_cmpint (bus_tally_cause (&tally), ==, BUS_CAUSE_RATE);

  tally = new_tally (BUS_STATE_ACTIVE);
  add_frames (&tally, 20);
  add_errors (&tally, 20, CAN_ERROR_PROTOCOL, 0x02, 0x09);
  g_assert_cmpint (bus_tally_cause (&tally), ==, BUS_CAUSE_FD_ON_CLASSIC);

  tally = new_tally (BUS_STATE_ACTIVE);
  tally.fd = TRUE;
  add_frames (&tally, 20);
  add_errors (&tally, 20, CAN_ERROR_PROTOCOL, 0, CAN_ERROR_LOCATION_CRC);
  g_assert_cmpint (bus_tally_cause (&tally), ==, BUS_CAUSE_ISO);
  tally = new_tally (BUS_STATE_ACTIVE);
  tally.fd = TRUE;
  add_frames (&tally, 20);
  add_errors (&tally, 20, CAN_ERROR_PROTOCOL, 0x04, 0x0A);
  g_assert_cmpint (bus_tally_cause (&tally), ==, BUS_CAUSE_DATA_RATE);

  tally = new_tally (BUS_STATE_PASSIVE);
  add_errors (&tally, 5, CAN_ERROR_PROTOCOL, 0, CAN_ERROR_LOCATION_ACK);
  g_assert_cmpint (bus_tally_cause (&tally), ==, BUS_CAUSE_NO_ACK);
  tally = new_tally (BUS_STATE_PASSIVE);
  tally.last.tec = 128;
  g_assert_cmpint (bus_tally_cause (&tally), ==, BUS_CAUSE_NO_ACK);

  tally = new_tally (BUS_STATE_OFF);
  g_assert_cmpint (bus_tally_cause (&tally), ==, BUS_CAUSE_OFF);
  tally = new_tally (BUS_STATE_DOWN);
  g_assert_cmpint (bus_tally_cause (&tally), ==, BUS_CAUSE_DOWN);
}

static void
test_sentence (void)
{
  BusTally tally = new_tally (BUS_STATE_ACTIVE);
  g_autofree char *good = NULL, *bad = NULL;

  add_frames (&tally, 1000); /* 135 bits each at the most */
  good = bus_tally_describe (&tally);
  g_assert_true (g_str_has_prefix (good, "1000 frames, load 2"));
  g_assert_true (g_str_has_suffix (good, "%, no errors."));
  add_errors (&tally, 2, CAN_ERROR_PROTOCOL, 0x04, 0x0A);
  add_errors (&tally, 1, CAN_ERROR_PROTOCOL, 0x02, 0x1A);
  bad = bus_tally_describe (&tally);
  g_assert_nonnull (strstr (bad, ", 3 errors (stuff 2, form 1). Most likely the termination"));
}

/* --- A controller --- */

static Bus *
open_virtual (const char *rate)
{
  BusConfig *config = bus_config_new ();
  g_autoptr (GError) error = NULL;
  Bus *bus;

  bus_config_set (config, "channel", "test-bus", NULL);
  bus_config_set (config, "bitrate", rate, NULL);
  bus = bus_open (backend_find ("virtual"), config, 0, &error);
  g_assert_no_error (error);
  bus_config_free (config);
  return bus;
}

static gboolean
send_one (gpointer data)
{
  CanFrame frame = { .id = 0x321, .data = (const uint8_t *) "" };

  bus_transmit (data, &frame, NULL);
  return G_SOURCE_CONTINUE;
}

static void
on_tested (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(char **) data = bus_test_finish (result, &error);
  g_assert_no_error (error);
}

static char *
listen_at (const char *rate, Bus *sender)
{
  BusConfig *config = bus_config_new ();
  guint id = g_timeout_add (5, send_one, sender);
  char *sentence = NULL;

  bus_config_set (config, "channel", "test-bus", NULL);
  bus_config_set (config, "bitrate", rate, NULL);
  bus_test_run (backend_find ("virtual"), config, 0.3, NULL, on_tested, &sentence);
  while (sentence == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
  bus_config_free (config);
  return sentence;
}

static void
test_virtual (void)
{
  Bus *sender = open_virtual ("500000"), *other = open_virtual ("500000");
  g_autofree char *right = listen_at ("500000", sender), *wrong = listen_at ("250000", sender);

  g_test_message ("%s", right);
  g_test_message ("%s", wrong);
  g_assert_nonnull (strstr (right, "no errors."));
  g_assert_nonnull (strstr (wrong, "Most likely the bit rate"));
  bus_close (sender);
  bus_close (other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bus-test/kinds", test_kinds);
  g_test_add_func ("/bus-test/causes", test_causes);
  g_test_add_func ("/bus-test/sentence", test_sentence);
  g_test_add_func ("/bus-test/virtual", test_virtual);
  return g_test_run ();
}
