/* replay-check.c: what is said about a log before it starts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/replay-private.h"

#include "base/i18n.h"
#include "core/frame-bits.h"

#include "base/banned.h"

#define LOOKED_AT 200000u
#define DEFAULT_BITRATE 500000u

typedef struct
{
  uint64_t n, errors, remote, fd, unmapped, unknown, other_direction;
  uint64_t received, sent;
  double seconds; /* on the wire */
  int64_t first, last;
} Looked;

static void
look_at (Replay *self, const PlayerRule *rule, TraceInfo *info, const CanFrame *frame, Looked *seen)
{
  uint32_t nominal = DEFAULT_BITRATE, data = 0;
  FrameBitCount bits;

  if (seen->n++ == 0)
    seen->first = frame->time;
  seen->last = frame->time;
  if (frame->id & CAN_ID_ERROR)
    {
      seen->errors++;
      return;
    }
  if (rule->buses[frame->channel] == PLAYER_TO_NOTHING)
    {
      seen->unmapped++;
      return;
    }
  if (frame->flags & CAN_TX)
    seen->sent++;
  else
    seen->received++;
  seen->remote += (frame->id & CAN_ID_REMOTE) != 0;
  seen->fd += (frame->flags & CAN_FD) != 0;
  if (database_set_n (trace_session_get_databases (self->session)) > 0
      && database_set_lookup (trace_session_get_databases (self->session),
                              trace_info_channel_name (info, frame->channel), frame->id)
             == NULL)
    seen->unknown++;
  trace_info_get_bitrate (info, frame->channel, &nominal, &data);
  if (nominal == 0)
    nominal = DEFAULT_BITRATE;
  can_frame_count_bits (frame, &bits);
  seen->seconds += (double) can_frame_duration (&bits, nominal, data) / 1e9;
}

static void
say (GPtrArray *out, uint64_t n, const char *text)
{
  if (n > 0)
    g_ptr_array_add (out, g_strdup_printf ("%" G_GUINT64_FORMAT " %s", n, text));
}

GPtrArray *
replay_check (Replay *self)
{
  GPtrArray *out = g_ptr_array_new_with_free_func (g_free);
  FrameStore *store = trace_session_get_store (self->session);
  PlayerRule rule = replay_full_rule (self);
  Looked seen = { 0 };
  double span, speed = rule.speed > 0 ? rule.speed : 1, load;

  g_array_unref (rule.without_ids);
  if (self->file != NULL || store == NULL)
    return out;
  /* Buses of its own are not open yet: a target is enough. */
  for (guint i = 0; i < TRACE_MAX_CHANNELS && trace_session_get_capture (self->session) == NULL; i++)
    if (*replay_get_target (self, trace_info_channel_name (frame_store_get_info (store), (uint8_t) i)) != '\0')
      rule.buses[i] = i;
  for (uint64_t row = frame_store_first (store); row < frame_store_length (store) && seen.n < LOOKED_AT; row++)
    {
      CanFrame frame;

      frame_store_get (store, row, &frame);
      look_at (self, &rule, frame_store_get_info (store), &frame, &seen);
    }
  say (out, seen.unmapped, _ ("frames of channels that go to nothing"));
  say (out, seen.errors, _ ("error frames, which cannot be sent"));
  say (out, seen.remote, _ ("remote frames"));
  say (out, seen.unknown, _ ("frames that the databases do not know"));
  say (out, seen.fd, _ ("CAN FD frames: the bus must be able to take them"));
  if (seen.sent > 0 && seen.received > 0 && seen.sent * 3 > seen.received)
    g_ptr_array_add (out, g_strdup (_ ("It holds sent and received frames: the same frames may stand there twice.")));
  span = (double) can_time_since (seen.last, seen.first) / 1e9;
  load = span > 0 ? seen.seconds / span : 0;
  if (load > 0)
    g_ptr_array_add (out, g_strdup_printf (_ ("load %.0f %% at this speed"), 100 * load * speed));
  if (load * speed > 1)
    g_ptr_array_add (out, g_strdup_printf (_ ("Above speed %.1f the bus is full: frames will be late."), 1 / load));
  return out;
}
