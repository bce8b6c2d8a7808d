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

static gboolean
transmit (Bus *bus, const CanFrame *frame, const char *text)
{
  GError *error = NULL;

  for (guint tried = 0; tried < WAIT_MS; tried++)
    {
      int sent = bus_transmit (bus, frame, &error);

      if (sent == 1)
        return TRUE;
      if (sent < 0)
        {
          cli_message ("%s: %s", text, error->message);
          g_clear_error (&error);
          return FALSE;
        }
      poll (NULL, 0, 1);
    }
  cli_message (_ ("%s: the queue stayed full for a second: does anybody acknowledge?"), text);
  return FALSE;
}

/* Own frames that came back; error frames are told. */
static guint
count_echoes (Bus *bus, FrameBatch *batch)
{
  guint n = 0;

  frame_batch_clear (batch);
  if (bus_receive (bus, batch, NULL) < 0)
    return 0;
  for (guint i = 0; i < batch->n_frames; i++)
    n += (batch->frames[i].flags & CAN_TX) != 0;
  return n;
}

/* TRUE: all were on the wire. */
static gboolean
wait_for_echoes (Bus *bus, guint n)
{
  FrameBatch *batch = frame_batch_new ();
  gint64 end = g_get_monotonic_time () + WAIT_MS * 1000;
  guint seen = 0;

  while (seen < n)
    {
      struct pollfd poll_fd = { .fd = bus_get_fd (bus), .events = POLLIN };
      gint64 left = (end - g_get_monotonic_time ()) / 1000;

      if (left <= 0 || poll (&poll_fd, 1, (int) left) <= 0)
        break;
      seen += count_echoes (bus, batch);
    }
  frame_batch_free (batch);
  if (seen < n)
    cli_message (_ ("%u of %u frames were not seen on the bus within a second: nobody acknowledges, or the bus is "
                    "full"),
                 n - seen, n);
  return seen >= n;
}

static CliStatus
send_all (Bus *bus, const CliOptions *typed)
{
  guint sent = 0;

  for (guint i = 0; i < typed->n_arguments; i++)
    {
      uint8_t payload[CAN_FRAME_MAX_LEN];
      const char *reason;
      CanFrame frame;

      can_frame_parse (typed->arguments[i], strlen (typed->arguments[i]), &frame, payload, &reason);
      if (!transmit (bus, &frame, typed->arguments[i]))
        return STATUS_FAILED;
      sent++;
    }
  if ((bus_get_abilities (bus) & BUS_CONFIRMS) && !wait_for_echoes (bus, sent))
    return STATUS_FAILED;
  if (typed->verbose)
    cli_message (_ ("%u frames sent to %s"), sent, bus_get_description (bus));
  return STATUS_DONE;
}

static CliStatus
run_send (const CliOptions *typed)
{
  g_autofree char *name = NULL;
  CliStatus status = STATUS_FAILED;
  Bus *bus;

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
  bus = live_open (typed, NULL, NULL, &name, &status);
  if (bus == NULL)
    return status;
  status = send_all (bus, typed);
  bus_close (bus);
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
