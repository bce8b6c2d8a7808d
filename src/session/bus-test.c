/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/bus-test.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "core/can-error.h"
#include "core/frame-bits.h"
#include "session/hand-over.h"

#include <inttypes.h>
#include <poll.h>

#include "base/banned.h"

#define MANY_ERRORS 20 /* of a hundred frames and errors: more than a bad cable makes */

/* --- Error frames --- */

/* Where a classic controller sees FDF (the reserved bit r0, r1 of 29-bit frames) or what stands behind it. */
static gboolean
is_fd_place (uint8_t location)
{
  return location == 0x09 || location == 0x0D;
}

static BusErrorKind
kind_of_protocol (uint8_t type, uint8_t location)
{
  if (location == CAN_ERROR_LOCATION_ACK)
    return BUS_ERROR_NO_ACK;
  if (type & 0x06 && is_fd_place (location))
    return BUS_ERROR_FD_BIT;
  if (location == CAN_ERROR_LOCATION_CRC && !(type & 0x1F))
    return BUS_ERROR_CRC;
  if (type & 0x04)
    return BUS_ERROR_STUFF;
  if (type & 0x02)
    return BUS_ERROR_FORM;
  if (type & 0x19)
    return BUS_ERROR_BIT;
  return location == CAN_ERROR_LOCATION_CRC ? BUS_ERROR_CRC : BUS_ERROR_OTHER;
}

BusErrorKind
bus_error_kind (const CanFrame *frame)
{
  static const uint8_t none[8];
  uint32_t class = can_id_number (frame->id);
  const uint8_t *data = frame->len >= 8 && frame->data != NULL ? frame->data : none;

  if (class & CAN_ERROR_NO_ACK)
    return BUS_ERROR_NO_ACK;
  if (class & CAN_ERROR_PROTOCOL)
    return kind_of_protocol (data[2], data[3]);
  if (class & CAN_ERROR_CONTROLLER && data[1] & 0x03)
    return BUS_ERROR_OVERRUN;
  if (class & CAN_ERROR_BUS_ERROR)
    return BUS_ERROR_OTHER;
  return BUS_N_ERRORS;
}

/* --- The tally --- */

void
bus_tally_add (BusTally *self, const CanFrame *frame)
{
  FrameBitCount bits;
  BusErrorKind kind;

  if (frame->id & CAN_ID_ERROR)
    {
      kind = bus_error_kind (frame);
      if (kind == BUS_N_ERRORS)
        return;
      self->errors++;
      self->by_kind[kind]++;
      return;
    }
  if (frame->flags & CAN_TX)
    self->sent++;
  else
    self->frames++;
  self->fd_frames += (frame->flags & CAN_FD) != 0;
  self->switched += (frame->flags & CAN_BRS) != 0;
  if (self->last.bitrate == 0)
    return;
  can_frame_count_bits (frame, &bits);
  self->busy += (double) can_frame_duration (&bits, self->last.bitrate, self->last.data_bitrate) / 1e9;
}

gboolean
bus_is_unacknowledged (const BusStatus *before, const BusStatus *now, gboolean sent)
{
  /* A missing acknowledgement counts up to error-passive and no further (ISO 11898-1, fault confinement, exception 1).
   */
  return !sent && now->tec >= 120 && now->tec <= 136 && before->tec >= 0 && now->tec >= before->tec
         && now->state != BUS_STATE_OFF;
}

static BusErrorKind
most_frequent (const BusTally *self)
{
  BusErrorKind most = BUS_ERROR_STUFF;

  for (BusErrorKind kind = 0; kind < BUS_N_ERRORS; kind++)
    if (self->by_kind[kind] > self->by_kind[most])
      most = kind;
  return most;
}

static BusCause
cause_of_errors (const BusTally *self)
{
  uint64_t heard = self->frames + self->sent;
  BusErrorKind most = most_frequent (self);

  if (self->by_kind[BUS_ERROR_NO_ACK] * 2 > self->errors)
    return BUS_CAUSE_NO_ACK;
  if (self->by_kind[BUS_ERROR_OVERRUN] * 2 > self->errors)
    return BUS_CAUSE_OVERRUN;
  if (self->by_kind[BUS_ERROR_FD_BIT] * 2 > self->errors && !self->fd)
    return BUS_CAUSE_FD_ON_CLASSIC;
  /* Arbitration is understood, what comes at the data rate is not. */
  if (self->fd && self->fd_frames == 0 && (heard > 0 || most == BUS_ERROR_CRC))
    return most == BUS_ERROR_CRC || most == BUS_ERROR_FORM ? BUS_CAUSE_ISO : BUS_CAUSE_DATA_RATE;
  if (heard == 0)
    return BUS_CAUSE_RATE;
  return self->errors * 100 > (heard + self->errors) * MANY_ERRORS && heard < 10 ? BUS_CAUSE_RATE
                                                                                 : BUS_CAUSE_TERMINATION;
}

BusCause
bus_tally_cause (const BusTally *self)
{
  const BusStatus *now = &self->last;

  if (now->state == BUS_STATE_OFF)
    return BUS_CAUSE_OFF;
  if (now->state == BUS_STATE_DOWN || now->state == BUS_STATE_GONE)
    return BUS_CAUSE_DOWN;
  if (bus_is_unacknowledged (&self->first, now, self->sent > 0))
    return BUS_CAUSE_NO_ACK;
  if (self->errors > 0)
    return cause_of_errors (self);
  if (self->frames > 0)
    return now->state == BUS_STATE_PASSIVE || now->state == BUS_STATE_WARNING ? BUS_CAUSE_TERMINATION : BUS_CAUSE_NONE;
  /* Without error frames the counter of receive errors tells. */
  if (now->rec > self->first.rec || now->rec >= 96 || now->bus_errors > self->first.bus_errors)
    return BUS_CAUSE_RATE;
  return BUS_CAUSE_SILENCE;
}

const char *
bus_cause_text (BusCause cause)
{
  static const char *const texts[] = {
    [BUS_CAUSE_NONE] = "",
    [BUS_CAUSE_SILENCE]
    = N_ ("Nobody sends, or the wires do not reach: are the others powered, CAN_H on CAN_H, and the "
          "ground shared?"),
    [BUS_CAUSE_RATE] = N_ ("Most likely the bit rate is another one: try 125, 250, 500 and 1000 kbit/s."),
    [BUS_CAUSE_DATA_RATE]
    = N_ ("Classic frames are understood, those of CAN FD are not: most likely the data rate or its sample point is "
          "another one."),
    [BUS_CAUSE_ISO] = N_ ("Frames of CAN FD fail at their check sum: most likely one side is ISO, the other non-ISO."),
    [BUS_CAUSE_FD_ON_CLASSIC]
    = N_ ("Somebody sends CAN FD, and this interface is set to classic CAN: switch CAN FD on."),
    [BUS_CAUSE_TERMINATION] = N_ (
        "Most likely the termination (120 Ω at both ends, 60 Ω between CAN_H and CAN_L without power), a loose contact "
        "or a sample point that differs."),
    [BUS_CAUSE_NO_ACK] = N_ (
        "Nobody acknowledges: the frame is repeated for ever and the bus is busy with it alone. Is anybody else on the "
        "bus, at the same bit rate and not listen-only? One-shot would end the repeating."),
    [BUS_CAUSE_OFF] = N_ ("The controller is bus-off: mostly a short circuit of CAN_H and CAN_L, or another bit rate. "
                          "Restart it when that is mended."),
    [BUS_CAUSE_DOWN] = N_ ("The interface is down: set it and start it."),
    [BUS_CAUSE_OVERRUN] = N_ ("Frames come faster than the adapter or this machine takes them."),
  };

  return texts[cause][0] != '\0' ? _ (texts[cause]) : "";
}

static const char *
kind_name (BusErrorKind kind)
{
  static const char *const names[] = {
    [BUS_ERROR_STUFF] = N_ ("stuff"),
    [BUS_ERROR_FORM] = N_ ("form"),
    [BUS_ERROR_CRC] = N_ ("CRC"),
    [BUS_ERROR_BIT] = N_ ("bit"),
    [BUS_ERROR_NO_ACK] = N_ ("acknowledgement"),
    [BUS_ERROR_FD_BIT] = N_ ("reserved bit"),
    [BUS_ERROR_OVERRUN] = N_ ("overrun"),
    [BUS_ERROR_OTHER] = N_ ("other"),
  };

  return _ (names[kind]);
}

void
bus_tally_append_errors (const BusTally *self, GString *out)
{
  const char *open = " (";

  if (self->errors == 0)
    {
      g_string_append (out, _ (", no errors"));
      return;
    }
  g_string_append_printf (out, ngettext_ (", %" PRIu64 " error", ", %" PRIu64 " errors", (gulong) self->errors),
                          self->errors);
  for (BusErrorKind kind = 0; kind < BUS_N_ERRORS; kind++)
    if (self->by_kind[kind] > 0)
      {
        g_string_append_printf (out, "%s%s %" PRIu64, open, kind_name (kind), self->by_kind[kind]);
        open = ", ";
      }
  g_string_append_c (out, ')');
}

char *
bus_tally_describe (const BusTally *self)
{
  GString *out = g_string_new (NULL);
  uint64_t frames = self->frames + self->sent;
  BusCause cause = bus_tally_cause (self);

  if (frames == 0)
    g_string_append (out, _ ("No frame"));
  else
    g_string_append_printf (out, ngettext_ ("%" PRIu64 " frame", "%" PRIu64 " frames", (gulong) frames), frames);
  if (frames > 0 && self->last.bitrate > 0 && self->span > 0)
    g_string_append_printf (out, _ (", load %.0f %%"), MIN (self->busy / self->span, 1) * 100);
  bus_tally_append_errors (self, out);
  if (self->last.state != BUS_STATE_UNKNOWN && self->last.state != BUS_STATE_ACTIVE)
    {
      g_string_append_printf (out, ", %s", bus_state_text (self->last.state));
      if (self->last.tec >= 0)
        g_string_append_printf (out, " (TEC %d, REC %d)", self->last.tec, self->last.rec);
    }
  g_string_append_c (out, '.');
  if (cause != BUS_CAUSE_NONE)
    g_string_append_printf (out, " %s", bus_cause_text (cause));
  return g_string_free (out, FALSE);
}

/* --- Listening --- */

typedef struct
{
  const Backend *backend;
  BusConfig *config;
  double seconds;
  HandOver question, answer;
} Test;

static void
test_free (gpointer data)
{
  Test *self = data;

  hand_over_see (&self->question);
  hand_over_see (&self->answer);
  bus_config_free (self->config);
  g_free (self);
}

gboolean
bus_tally_listen (BusTally *tally, Bus *bus, const BusConfig *config, double seconds, BusEnough enough,
                  GCancellable *cancellable, GError **error)
{
  gint64 start = g_get_monotonic_time (), end = start + (gint64) (seconds * G_USEC_PER_SEC);
  FrameBatch *batch = frame_batch_new ();
  gint64 now;
  int got = 0;

  bus_get_status (bus, &tally->first);
  if (tally->first.bitrate == 0)
    tally->first.bitrate = config->bitrate;
  tally->last = tally->first;
  tally->fd = config->fd || tally->first.data_bitrate > 0;
  while (got >= 0 && (now = g_get_monotonic_time ()) < end && !g_cancellable_is_cancelled (cancellable)
         && (enough == NULL || !enough (tally)))
    {
      struct pollfd wait = { .fd = bus_get_fd (bus), .events = POLLIN };

      poll (&wait, 1, (int) MIN ((end - now) / 1000 + 1, 50));
      frame_batch_clear (batch);
      got = bus_receive (bus, batch, error);
      for (guint i = 0; i < batch->n_frames; i++)
        bus_tally_add (tally, &batch->frames[i]);
    }
  tally->span = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  frame_batch_free (batch);
  bus_get_status (bus, &tally->last);
  if (tally->last.bitrate == 0)
    tally->last.bitrate = config->bitrate;
  return got >= 0;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Test *self = data;
  BusTally tally = { 0 };
  GError *error = NULL;
  char *words = NULL;
  Bus *bus;

  hand_over_take (&self->question);
  bus = bus_open (self->backend, self->config, 0, &error);
  if (bus == NULL)
    {
      hand_over_give (&self->answer);
      g_task_return_error (task, error);
      return;
    }
  if (bus_tally_listen (&tally, bus, self->config, self->seconds, NULL, cancellable, &error))
    words = bus_tally_describe (&tally);
  bus_close (bus);
  hand_over_give (&self->answer);
  if (words != NULL)
    g_task_return_pointer (task, words, g_free);
  else
    g_task_return_error (task, error);
}

void
bus_test_run (const Backend *backend, const BusConfig *config, double seconds, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Test *test = g_new0 (Test, 1);

  test->backend = backend;
  test->config = bus_config_copy (config);
  test->config->listen_only = test->config->listen_only || backend_get_abilities (backend) & BUS_LISTEN_ONLY;
  test->seconds = seconds;
  g_task_set_task_data (task, test, test_free);
  hand_over_give (&test->question);
  g_task_run_in_thread (task, run);
  g_object_unref (task);
}

char *
bus_test_finish (GAsyncResult *result, GError **error)
{
  Test *test = g_task_get_task_data (G_TASK (result));

  hand_over_see (&test->answer);
  return g_task_propagate_pointer (G_TASK (result), error);
}
