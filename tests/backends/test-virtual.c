/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/backend.h"

#include "base/errors.h"

#include <linux/can/error.h>
#include <poll.h>
#include <string.h>

static Bus *
open_bus (const char *channel, const char *bitrate, const char *flag)
{
  BusConfig *config = bus_config_new ();
  GError *error = NULL;
  Bus *bus;

  bus_config_set (config, "channel", channel, NULL);
  if (bitrate != NULL)
    bus_config_set (config, "bitrate", bitrate, NULL);
  if (flag != NULL)
    bus_config_set (config, flag, "1", NULL);
  bus = bus_open (backend_find ("virtual"), config, 0, &error);
  g_assert_no_error (error);
  bus_config_free (config);
  return bus;
}

static int
send (Bus *bus, uint32_t id)
{
  CanFrame frame = { .id = id, .len = 2, .dlc = 2, .data = (const uint8_t *) "\x12\x34" };

  return bus_transmit (bus, &frame, NULL);
}

/* All that waits; counts frames that are no errors. */
static guint
drain (Bus *bus, guint *errors, guint *own)
{
  FrameBatch *batch = frame_batch_new ();
  guint n = 0;

  for (int got = 1; got > 0;)
    {
      frame_batch_clear (batch);
      got = bus_receive (bus, batch, NULL);
      for (guint i = 0; i < batch->n_frames; i++)
        if (batch->frames[i].id & CAN_ID_ERROR)
          *errors += 1;
        else
          {
            n++;
            if (own != NULL)
              *own += (batch->frames[i].flags & CAN_TX) != 0;
            g_assert_cmpmem (batch->frames[i].data, batch->frames[i].len, "\x12\x34", 2);
          }
    }
  frame_batch_free (batch);
  return n;
}

static gboolean
is_readable (Bus *bus)
{
  struct pollfd poll_fd = { .fd = bus_get_fd (bus), .events = POLLIN };

  return poll (&poll_fd, 1, 0) == 1;
}

static void
test_ideal (void)
{
  Bus *a = open_bus ("ideal", NULL, NULL), *b = open_bus ("ideal", NULL, NULL), *c = open_bus ("other", NULL, NULL);
  guint errors = 0, own = 0;

  g_assert_false (is_readable (b));
  g_assert_cmpint (send (a, 0x123), ==, 1);
  g_assert_cmpint (send (a, 0x124), ==, 1);
  g_assert_true (is_readable (b));
  g_assert_cmpuint (drain (b, &errors, &own), ==, 2);
  g_assert_cmpuint (own, ==, 0);
  g_assert_cmpuint (drain (a, &errors, &own), ==, 2);
  g_assert_cmpuint (own, ==, 2);
  g_assert_cmpuint (drain (c, &errors, NULL), ==, 0);
  g_assert_cmpuint (errors, ==, 0);
  g_assert_false (is_readable (a));
  g_assert_false (is_readable (b));
  bus_close (a);
  bus_close (b);
  bus_close (c);
}

/* Alone: no acknowledgement, error-passive at 128 and staying, never bus-off; the frame goes when somebody comes. */
static void
test_alone (void)
{
  Bus *a = open_bus ("alone", "500000", NULL), *b;
  guint errors = 0, own = 0;
  BusStatus status;

  g_assert_cmpint (send (a, 0x123), ==, 1);
  bus_get_status (a, &status);
  g_assert_cmpint (status.tec, ==, 128);
  g_assert_cmpint (status.state, ==, BUS_STATE_PASSIVE);
  g_assert_cmpuint (drain (a, &errors, &own), ==, 0);
  g_assert_cmpuint (errors, ==, 16);

  b = open_bus ("alone", "500000", NULL);
  g_assert_cmpuint (drain (b, &errors, NULL), ==, 1);
  g_assert_cmpuint (drain (a, &errors, &own), ==, 1);
  g_assert_cmpuint (own, ==, 1);
  bus_get_status (a, &status);
  g_assert_cmpint (status.tec, ==, 127);
  bus_close (b);

  for (guint i = 0; i < 64; i++)
    g_assert_cmpint (send (a, i), ==, 1);
  g_assert_cmpint (send (a, 64), ==, 0); /* full */
  g_assert_cmpint (bus_flush (a), ==, 64);
  bus_close (a);
}

/* Of frames handed over together the first so many are taken; the call that begins with the next says why not it. */
static void
test_together (void)
{
  Bus *a = open_bus ("together", "500000", NULL), *b;
  CanFrame frames[100];
  FrameBatch *batch = frame_batch_new ();
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    frames[i] = (CanFrame){ .id = i, .len = 2, .dlc = 2, .data = (const uint8_t *) "\x12\x34" };
  frames[10].flags = CAN_FD; /* it is classic CAN */
  g_assert_cmpint (bus_transmit_many (a, frames, 100, &error), ==, 10);
  g_assert_no_error (error);
  g_assert_cmpint (bus_transmit_many (a, frames + 10, 90, &error), ==, -1);
  g_assert_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_cmpint (bus_transmit_many (a, frames + 11, 89, &error), ==, 54); /* nobody acknowledges: 64 wait */
  g_assert_cmpint (bus_transmit_many (a, frames + 65, 35, &error), ==, 0);
  g_assert_no_error (error);

  b = open_bus ("together", "500000", NULL);
  g_assert_cmpint (bus_transmit_many (a, frames + 65, 35, &error), ==, 35);
  g_assert_cmpint (bus_receive (b, batch, NULL), ==, 99);
  for (guint i = 0; i < 99; i++)
    g_assert_cmphex (batch->frames[i].id, ==, i < 10 ? i : i + 1);
  bus_close (a);
  frame_batch_free (batch);
  bus_close (b);
}

/* Off the bus in the middle: those before were handed over, and who asks for the next is told. */
static void
test_together_off (void)
{
  BusConfig *config = bus_config_new ();
  Bus *a, *b = open_bus ("together-off", "500000", NULL);
  CanFrame frames[100];
  GError *error = NULL;
  BusStatus status;
  guint errors = 0;

  bus_config_set (config, "channel", "together-off", NULL);
  bus_config_set (config, "bitrate", "500000", NULL);
  bus_config_set (config, "one_shot", "1", NULL);
  bus_config_set (config, "faults", "bit:2", NULL); /* each second frame is lost: 8 errors more, then one less */
  a = bus_open (backend_find ("virtual"), config, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    frames[i] = (CanFrame){ .id = i, .len = 2, .dlc = 2, .data = (const uint8_t *) "\x12\x34" };
  g_assert_cmpint (bus_transmit_many (a, frames, 100, &error), ==, 74);
  g_assert_no_error (error);
  bus_get_status (a, &status);
  g_assert_cmpint (status.state, ==, BUS_STATE_OFF);
  g_assert_cmpint (bus_transmit_many (a, frames + 74, 26, &error), ==, -1);
  g_assert_error (error, CANID_ERROR, CANID_ERROR_IO);
  g_clear_error (&error);
  g_assert_cmpuint (drain (b, &errors, NULL), ==, 37);
  bus_config_free (config);
  bus_close (a);
  bus_close (b);
}

static void
test_wrong_rate (void)
{
  Bus *a = open_bus ("rates", "500000", NULL), *b = open_bus ("rates", "250000", NULL);
  guint errors_a = 0, errors_b = 0;
  BusStatus status;
  GError *error = NULL;
  CanFrame frame = { .id = 1 };

  /* b destroys until it is passive; then nobody acknowledges. */
  g_assert_cmpint (send (a, 0x100), ==, 1);
  bus_get_status (b, &status);
  g_assert_cmpint (status.state, ==, BUS_STATE_PASSIVE);
  bus_get_status (a, &status);
  g_assert_cmpint (status.state, !=, BUS_STATE_OFF);
  g_assert_cmpuint (drain (a, &errors_a, NULL), ==, 0);
  g_assert_cmpuint (drain (b, &errors_b, NULL), ==, 0);
  g_assert_cmpuint (errors_a, >, 10);
  g_assert_cmpuint (errors_b, >, 10);

  /* Three that disturb in turn drive it bus-off. */
  Bus *more[2] = { open_bus ("rates", "125000", NULL), open_bus ("rates", "100000", NULL) };
  bus_get_status (a, &status);
  g_assert_cmpint (status.state, ==, BUS_STATE_OFF);
  frame.data = (const uint8_t *) "";
  g_assert_cmpint (bus_transmit (a, &frame, &error), ==, -1);
  g_assert_error (error, CANID_ERROR, CANID_ERROR_IO);
  g_clear_error (&error);
  g_assert_true (bus_restart (a, NULL));
  bus_get_status (a, &status);
  g_assert_cmpint (status.state, ==, BUS_STATE_ACTIVE);
  g_assert_false (bus_restart (a, &error));
  g_clear_error (&error);
  bus_close (more[0]);
  bus_close (more[1]);
  bus_close (a);
  bus_close (b);
}

static void
test_modes (void)
{
  Bus *a = open_bus ("modes", "500000", "one_shot"), *listener = open_bus ("modes", "500000", "listen_only");
  guint errors = 0;
  BusStatus status;
  GError *error = NULL;
  CanFrame frame = { .id = 1, .data = (const uint8_t *) "" };

  g_assert_cmpint (send (a, 0x1), ==, 1); /* a listener does not acknowledge: one error and done */
  bus_get_status (a, &status);
  g_assert_cmpint (status.tec, ==, 8);
  g_assert_cmpuint (drain (a, &errors, NULL), ==, 0);
  g_assert_cmpuint (errors, ==, 1);
  g_assert_cmpint (bus_transmit (listener, &frame, &error), ==, -1);
  g_assert_nonnull (error);
  g_clear_error (&error);
  frame.flags = CAN_FD;
  g_assert_cmpint (bus_transmit (a, &frame, &error), ==, -1);
  g_assert_nonnull (error);
  g_clear_error (&error);
  bus_close (a);
  bus_close (listener);
}

static void
test_filter (void)
{
  Bus *a = open_bus ("filter", NULL, NULL), *b = open_bus ("filter", NULL, NULL);
  BusFilter filter = { 0x100, 0x7F0, FALSE };
  guint errors = 0;

  g_assert_true (bus_set_filters (b, &filter, 1, NULL));
  for (uint32_t id = 0; id < 0x200; id++)
    send (a, id);
  g_assert_cmpuint (drain (b, &errors, NULL), ==, 16);
  g_assert_true (bus_set_filters (b, NULL, 0, NULL));
  send (a, 0);
  g_assert_cmpuint (drain (b, &errors, NULL), ==, 1);
  bus_close (a);
  bus_close (b);
}

/* Nothing is lost silently: what does not fit is counted and the next frame carries the gap. */
static void
test_overflow (void)
{
  Bus *a = open_bus ("overflow", NULL, "one_shot"), *b = open_bus ("overflow", NULL, NULL);
  FrameBatch *batch = frame_batch_new ();
  guint errors = 0, n;
  BusStatus status;

  for (guint i = 0; i < 40000; i++)
    {
      send (a, 0x10);
      if (i % 1000 == 0)
        drain (a, &errors, NULL);
    }
  bus_get_status (b, &status);
  g_assert_cmpuint (status.dropped, >, 0);
  n = drain (b, &errors, NULL);
  g_assert_cmpuint (n + status.dropped, ==, 40000);
  send (a, 0x11);
  bus_receive (b, batch, NULL);
  g_assert_cmpuint (batch->n_frames, ==, 1);
  g_assert_true (batch->frames[0].flags & CAN_GAP);
  frame_batch_free (batch);
  bus_close (a);
  bus_close (b);
}

static gpointer
send_many (gpointer data)
{
  for (guint i = 0; i < 20000; i++)
    send (data, 0x20);
  return NULL;
}

static void
test_threads (void)
{
  Bus *a = open_bus ("threads", NULL, NULL), *b = open_bus ("threads", NULL, NULL);
  GThread *thread = g_thread_new ("sender", send_many, a);
  guint n = 0, errors = 0;
  BusStatus status = { 0 };

  while (n + status.dropped < 20000)
    {
      n += drain (b, &errors, NULL);
      bus_get_status (b, &status);
    }
  g_thread_join (thread);
  bus_close (a);
  bus_close (b);
}

/* Each fault is reported in its own words, counts 8 at the sender and 1 at the receiver, and the frame comes through
 * afterwards. */
static void
test_faults (void)
{
  static const struct
  {
    const char *script;
    uint32_t class;
    uint8_t sender_location, receiver_location; /* data[3]; receiver 0: it hears nothing of it */
  } cases[] = {
    { "bit:2", CAN_ERR_PROT, CAN_ERR_PROT_LOC_DATA, CAN_ERR_PROT_LOC_DATA },
    { "stuff:2", CAN_ERR_PROT, CAN_ERR_PROT_LOC_DATA, CAN_ERR_PROT_LOC_DATA },
    { "form:2", CAN_ERR_PROT, CAN_ERR_PROT_LOC_ACK_DEL, CAN_ERR_PROT_LOC_CRC_DEL },
    { "crc:2", CAN_ERR_PROT, CAN_ERR_PROT_LOC_EOF, CAN_ERR_PROT_LOC_CRC_SEQ },
    { "ack:2", CAN_ERR_ACK, CAN_ERR_PROT_LOC_ACK, 0 },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      BusConfig *config = bus_config_new ();
      FrameBatch *batch = frame_batch_new ();
      Bus *sender, *receiver = open_bus ("faults", "500000", NULL);
      guint n_errors = 0, n_frames = 0;
      BusStatus status;

      bus_config_set (config, "channel", "faults", NULL);
      bus_config_set (config, "bitrate", "500000", NULL);
      bus_config_set (config, "faults", cases[k].script, NULL);
      sender = bus_open (backend_find ("virtual"), config, 0, NULL);
      g_assert_nonnull (sender);
      for (guint i = 0; i < 4; i++) /* attempts: 1 good, 2 spoilt, 3 good, 4 spoilt, 5 good, 6 spoilt, 7 good */
        g_assert_cmpint (send (sender, 0x100), ==, 1);
      bus_get_status (sender, &status);
      g_assert_cmpint (status.tec, ==, 8 - 1 + 8 - 1 + 8 - 1);
      g_assert_cmpint (bus_receive (sender, batch, NULL), ==, 7);
      for (guint i = 0; i < batch->n_frames; i++)
        if (batch->frames[i].id & CAN_ID_ERROR)
          {
            n_errors++;
            g_assert_cmphex (batch->frames[i].id & cases[k].class, ==, cases[k].class);
            g_assert_cmphex (batch->frames[i].data[3], ==, cases[k].sender_location);
          }
      g_assert_cmpuint (n_errors, ==, 3);
      frame_batch_clear (batch);
      bus_receive (receiver, batch, NULL);
      for (guint i = 0; i < batch->n_frames; i++)
        if (batch->frames[i].id & CAN_ID_ERROR)
          g_assert_cmphex (batch->frames[i].data[3], ==, cases[k].receiver_location);
        else
          n_frames++;
      g_assert_cmpuint (n_frames, ==, 4);
      g_assert_cmpuint (batch->n_frames, ==, cases[k].receiver_location != 0 ? 7 : 4);
      frame_batch_free (batch);
      bus_config_free (config);
      bus_close (sender);
      bus_close (receiver);
    }
}

static void
test_wrong_faults (void)
{
  static const char *const wrong[] = { "crc", "crc:", "crc:1", "crc:x", "none:5", "crc:5+", "crc:5 form:2" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      BusConfig *config = bus_config_new ();
      GError *error = NULL;

      bus_config_set (config, "faults", wrong[i], NULL);
      g_assert_null (bus_open (backend_find ("virtual"), config, 0, &error));
      g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
      g_clear_error (&error);
      bus_config_free (config);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/virtual/ideal", test_ideal);
  g_test_add_func ("/virtual/alone", test_alone);
  g_test_add_func ("/virtual/together", test_together);
  g_test_add_func ("/virtual/together-off", test_together_off);
  g_test_add_func ("/virtual/wrong-rate", test_wrong_rate);
  g_test_add_func ("/virtual/modes", test_modes);
  g_test_add_func ("/virtual/filter", test_filter);
  g_test_add_func ("/virtual/overflow", test_overflow);
  g_test_add_func ("/virtual/threads", test_threads);
  g_test_add_func ("/virtual/faults", test_faults);
  g_test_add_func ("/virtual/wrong-faults", test_wrong_faults);
  return g_test_run ();
}
