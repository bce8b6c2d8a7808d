/* cmd-send.c: frames to a bus, once each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/live.h"

#include "base/errors.h"

#include <poll.h>
#include <string.h>

#include "base/banned.h"

#define WAIT_MS 1000 /* for room in a queue, and for a frame to come back */

static const CliOption options[] = { CLI_LIVE_OPTIONS, CLI_VERBOSE, CLI_HELP, CLI_END };

typedef struct
{
  Bus *bus;
  FrameBatch *batch;
  guint seen; /* own frames that came back */
} Sender;

/* What came in: own frames are counted. */
static void
take_echoes (Sender *self)
{
  frame_batch_clear (self->batch);
  if (bus_receive (self->bus, self->batch, NULL) < 0)
    return;
  for (guint i = 0; i < self->batch->n_frames; i++)
    self->seen += (self->batch->frames[i].flags & CAN_TX) != 0;
}

static gboolean
transmit (Sender *self, const CanFrame *frame, const char *text)
{
  GError *error = NULL;

  for (guint tried = 0; tried < WAIT_MS; tried++)
    {
      int sent = bus_transmit (self->bus, frame, &error);

      if (sent == 1)
        return TRUE;
      if (sent < 0)
        {
          cli_message ("%s: %s", text, error->message);
          g_clear_error (&error);
          return FALSE;
        }
      poll (NULL, 0, 1);
      take_echoes (self); /* a queue may be full of what was not taken back */
    }
  cli_message (_ ("%s: the queue stayed full for a second: does anybody acknowledge?"), text);
  return FALSE;
}

/* TRUE: all were on the wire. */
static gboolean
wait_for_echoes (Sender *self, guint n)
{
  gint64 end = g_get_monotonic_time () + WAIT_MS * 1000;

  while (self->seen < n)
    {
      struct pollfd poll_fd = { .fd = bus_get_fd (self->bus), .events = POLLIN };
      gint64 left = (end - g_get_monotonic_time ()) / 1000;

      if (left <= 0 || poll (&poll_fd, 1, (int) left) <= 0)
        break;
      take_echoes (self);
    }
  if (self->seen < n)
    cli_message (_ ("%u of %u frames were not seen on the bus within a second: nobody acknowledges, or the bus is "
                    "full"),
                 n - self->seen, n);
  return self->seen >= n;
}

static CliStatus
send_all (Sender *self, const CliOptions *typed)
{
  guint sent = 0;

  for (guint i = 0; i < typed->n_arguments; i++)
    {
      uint8_t payload[CAN_FRAME_MAX_LEN];
      const char *reason;
      CanFrame frame;

      can_frame_parse (typed->arguments[i], strlen (typed->arguments[i]), &frame, payload, &reason);
      if (!transmit (self, &frame, typed->arguments[i]))
        return STATUS_FAILED;
      sent++;
    }
  if ((bus_get_abilities (self->bus) & BUS_CONFIRMS) && !wait_for_echoes (self, sent))
    return STATUS_FAILED;
  if (typed->verbose)
    cli_message (_ ("%u frames sent to %s"), sent, bus_get_description (self->bus));
  return STATUS_DONE;
}

static CliStatus
run_send (const CliOptions *typed)
{
  g_autofree char *name = NULL;
  CliStatus status = STATUS_FAILED;
  Sender self = { NULL };

  if (typed->n_arguments == 0)
    return cli_fail_usage (_ ("send: no FRAME given, such as 123#11.22"));
  for (guint i = 0; i < typed->n_arguments; i++)
    {
      uint8_t payload[CAN_FRAME_MAX_LEN];
      const char *reason;
      CanFrame frame;

      if (!can_frame_parse (typed->arguments[i], strlen (typed->arguments[i]), &frame, payload, &reason))
        return cli_fail_usage ("%s: %s", typed->arguments[i], reason);
    }
  self.bus = live_open (typed, NULL, NULL, &name, &status);
  if (self.bus == NULL)
    return status;
  self.batch = frame_batch_new ();
  status = send_all (&self, typed);
  frame_batch_free (self.batch);
  bus_close (self.bus);
  return status;
}

const Command command_send = {
  "send",
  N_ ("FRAME…"),
  N_ ("Frames to a bus, in the order given"),
  options,
  run_send,
  N_ ("A FRAME is written as candump does: 123#11.22, 18FEF100##1AABB, 123#R. Where the bus confirms, status 0 says "
      "that all were on the wire.")
};
