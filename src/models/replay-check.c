/* replay-check.c: what is said about a log before it starts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/replay-private.h"

#include "base/i18n.h"
#include "base/text-count.h"
#include "core/bit-rate.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

#define DEFAULT_BITRATE 500000u
#define LONG_PAUSE INT64_C (60000000000)

/* --- The look at it --- */

void
replay_end_check (Replay *self)
{
  g_clear_pointer (&self->tally, replay_tally_free);
  g_clear_pointer (&self->tally_filter, filter_program_unref);
  g_clear_pointer (&self->tally_info, trace_info_unref);
}

/* The tally of what would be played now, begun if there is none. (nullable)(transfer none) */
static ReplayTally *
get_tally (Replay *self)
{
  /* While a trace plays into another it is not the one that is shown. */
  FrameStore *store = self->source_store != NULL ? self->source_store : trace_session_get_store (self->session);
  gpointer of = self->file != NULL ? (gpointer) self->file : (gpointer) store;
  g_autofree char *reason = NULL;
  PlayerFeed *feed;

  if (self->tally != NULL && self->tally_of == of && self->tally_filter == self->filter
      && self->tally_from == self->rule.from && self->tally_to == self->rule.to)
    {
      if (self->file == NULL && replay_tally_is_complete (self->tally)
          && MIN (frame_store_length (store), self->rule.to) > replay_tally_end (self))
        replay_tally_go_on (self->tally);
      return self->tally;
    }
  replay_end_check (self);
  self->tally_info = self->file != NULL ? trace_info_new () : NULL;
  feed = of != NULL ? replay_open_feed (self, store, self->tally_info, &reason) : NULL;
  if (feed == NULL)
    return NULL;
  self->tally = replay_tally_new (feed, self->rule.from, self->rule.to);
  self->tally_of = of;
  self->tally_filter = self->filter != NULL ? filter_program_ref (self->filter) : NULL;
  self->tally_from = self->rule.from;
  self->tally_to = self->rule.to;
  self->tally_seen = 0;
  self->tally_told = FALSE;
  return self->tally;
}

uint64_t
replay_tally_end (Replay *self)
{
  TallyCounts counts;
  uint64_t end;

  if (self->tally == NULL)
    return 0;
  replay_tally_get (self->tally, &counts);
  end = counts.end;
  tally_counts_clear (&counts);
  return end;
}

gboolean
replay_check_has_moved (Replay *self)
{
  ReplayTally *tally = get_tally (self);

  return tally != NULL
         && (replay_tally_n (tally) != self->tally_seen || replay_tally_is_complete (tally) != self->tally_told);
}

/* --- What it means --- */

typedef struct
{
  uint64_t errors, remote, fd_unknown, fd_refused, dlc, unmapped, unknown, left_out, received, sent;
  double seconds; /* on the wire */
} Sums;

/* TRUE: the target can take this kind of frame, or nobody knows (*known). */
static gboolean
can_take (Replay *self, const char *target, guint ability, gboolean *known)
{
  Capture *capture = trace_session_get_capture (self->session);
  const char *blank = strchr (target, ' ');
  CaptureBus bus;
  gboolean can = TRUE;
  guint key;

  if (capture == NULL)
    {
      g_autofree char *id = blank != NULL ? g_strndup (target, (gsize) (blank - target)) : NULL;
      const Backend *backend = id != NULL ? backend_find (id) : NULL;

      return backend == NULL || (backend_get_abilities (backend) & ability) != 0;
    }
  key = capture_find_bus (capture, target);
  if (key == G_MAXUINT)
    return TRUE;
  capture_get_bus (capture, key, &bus);
  *known = bus.description != NULL;
  can = !*known || (bus.abilities & ability) != 0;
  capture_bus_clear (&bus);
  return can;
}

static gboolean
is_without (const GArray *ids, uint32_t id)
{
  guint low = 0, high = ids->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (ids, uint32_t, middle) < id)
        low = middle + 1;
      else
        high = middle;
    }
  return low < ids->len && g_array_index (ids, uint32_t, low) == id;
}

static void
add_id (Replay *self, TraceInfo *info, const TallyId *id, const GArray *without, Sums *sums)
{
  const char *channel = trace_info_channel_name (info, id->channel), *target = replay_get_target (self, channel);
  const DatabaseSet *databases = trace_session_get_databases (self->session);
  uint64_t played = (self->rule.without_received ? 0 : id->n_received) + (self->rule.without_sent ? 0 : id->n_sent);
  uint64_t n = id->n_received + id->n_sent;
  uint32_t nominal = 0, data = 0;
  gboolean known = FALSE;
  double seconds = 0;

  if (*target == '\0' && !self->into_trace)
    {
      sums->unmapped += n;
      return;
    }
  if (is_without (without, id->id & ~CAN_ID_REMOTE))
    {
      sums->left_out += n;
      return;
    }
  sums->left_out += n - played;
  sums->received += id->n_received;
  sums->sent += id->n_sent;
  if (played == 0)
    return;
  sums->remote += id->id & CAN_ID_REMOTE ? played : 0;
  if (self->into_trace)
    known = TRUE; /* it takes whatever there is */
  else if (id->n_fd > 0 && !can_take (self, target, BUS_FD, &known))
    sums->fd_refused += id->n_fd;
  else if (id->n_fd > 0 && !known)
    sums->fd_unknown += id->n_fd;
  sums->dlc += self->into_trace ? 0 : id->n_long_dlc;
  if (database_set_n (databases) > 0 && database_set_lookup (databases, channel, id->id & ~CAN_ID_REMOTE) == NULL)
    sums->unknown += played;
  trace_info_get_bitrate (info, id->channel, &nominal, &data);
  if (bit_rate_seconds (nominal > 0 ? nominal : DEFAULT_BITRATE,
                        data > 0      ? data
                        : nominal > 0 ? nominal
                                      : DEFAULT_BITRATE,
                        id->bits_nominal, id->bits_data, &seconds))
    sums->seconds += seconds * (double) played / (double) MAX (n, 1);
}

static void
note_free (gpointer data)
{
  ReplayNote *note = data;

  g_free (note->text);
  g_free (note);
}

/* (transfer full) text */
static void
add_note (GPtrArray *out, gboolean warns, char *text)
{
  ReplayNote *note = g_new (ReplayNote, 1);

  *note = (ReplayNote){ warns, text };
  g_ptr_array_add (out, note);
}

/* format: with a place for the grouped count */
static void
say (GPtrArray *out, gboolean warns, uint64_t n, const char *format)
{
  g_autofree char *count = text_count (n);
  g_autoptr (GString) text = g_string_new (format);

  if (n == 0)
    return;
  g_string_replace (text, "%s", count, 1);
  add_note (out, warns, g_strdup (text->str));
}

static void
say_load (Replay *self, GPtrArray *out, const TallyCounts *counts, const Sums *sums)
{
  double span = (double) can_time_since (counts->last, counts->first) / 1e9;
  double speed = self->rule.speed > 0 ? self->rule.speed : 1, load = span > 0 ? sums->seconds / span : 0;

  if (self->rule.flat_out || load <= 0)
    return;
  if (self->rule.gap > 0)
    load = sums->seconds / MAX ((double) counts->n * (double) self->rule.gap / 1e9, 1e-9), speed = 1;
  add_note (out, FALSE, g_strdup_printf (_ ("load %.0f %% at this speed"), 100 * load * speed));
  if (load * speed > 1 && self->rule.gap == 0)
    add_note (out, TRUE, g_strdup_printf (_ ("Above speed %.1f the bus is full: frames will be late."), 1 / load));
  else if (load * speed > 1)
    add_note (out, TRUE, g_strdup (_ ("With this gap the bus is full: frames will be late.")));
}

static void
say_times (Replay *self, GPtrArray *out, const TallyCounts *counts)
{
  if (counts->n_backwards > 0)
    add_note (out, TRUE,
              g_strdup_printf (ngettext_ ("it goes back in time %u time", "it goes back in time %u times",
                                          (guint) counts->n_backwards),
                               (guint) counts->n_backwards));
  if (counts->longest > LONG_PAUSE && (self->rule.skip == 0 || self->rule.skip > counts->longest))
    add_note (out, TRUE, g_strdup_printf (_ ("a pause of %.0f s"), (double) counts->longest / 1e9));
}

static void
say_all (Replay *self, GPtrArray *out, const TallyCounts *counts, const Sums *sums)
{
  g_autofree char *n = text_count (counts->n);

  if (!counts->complete)
    add_note (out, FALSE,
              g_strdup_printf (ngettext_ ("looking through the log, %s frame so far",
                                          "looking through the log, %s frames so far", counts->n),
                               n));
  else
    say (out, FALSE, counts->n, ngettext_ ("%s frame", "%s frames", counts->n));
  if (!self->into_trace)
    say_load (self, out, counts, sums);
  if (counts->problem != NULL)
    add_note (out, TRUE, g_strdup (counts->problem));
  say (out, TRUE, sums->unmapped,
       ngettext_ ("%s frame of a channel that goes to nothing", "%s frames of channels that go to nothing",
                  sums->unmapped));
  say (out, FALSE, sums->left_out, ngettext_ ("%s frame left out", "%s frames left out", sums->left_out));
  say (out, TRUE, self->into_trace ? 0 : counts->n_errors,
       ngettext_ ("%s error frame, which cannot be sent", "%s error frames, which cannot be sent", counts->n_errors));
  say (out, FALSE, sums->remote, ngettext_ ("%s remote frame", "%s remote frames", sums->remote));
  say (out, FALSE, sums->unknown,
       ngettext_ ("%s frame that the databases do not know", "%s frames that the databases do not know",
                  sums->unknown));
  say (out, TRUE, sums->fd_refused,
       ngettext_ ("%s CAN FD frame that the bus cannot take", "%s CAN FD frames that the bus cannot take",
                  sums->fd_refused));
  say (out, FALSE, sums->fd_unknown,
       ngettext_ ("%s CAN FD frame: the bus must be able to take it",
                  "%s CAN FD frames: the bus must be able to take them", sums->fd_unknown));
  say (out, FALSE, sums->dlc,
       ngettext_ ("%s frame with a DLC above 8: the bus must be able to take it",
                  "%s frames with a DLC above 8: the bus must be able to take them", sums->dlc));
  if (!self->rule.without_sent && !self->rule.without_received)
    say (out, TRUE, counts->n_twice,
         ngettext_ ("%s frame stands there twice, sent and received: leave out one direction",
                    "%s frames stand there twice, sent and received: leave out one direction", counts->n_twice));
  say_times (self, out, counts);
}

GPtrArray *
replay_check (Replay *self)
{
  GPtrArray *out = g_ptr_array_new_with_free_func (note_free);
  ReplayTally *tally = get_tally (self);
  g_autoptr (GArray) without = NULL;
  TallyCounts counts;
  Sums sums = { 0 };

  if (tally == NULL)
    return out;
  self->tally_told = replay_tally_is_complete (tally);
  replay_tally_get (tally, &counts);
  self->tally_seen = counts.n;
  without = replay_dup_without_ids (self, NULL);
  for (guint i = 0; i < counts.ids->len; i++)
    add_id (self, replay_get_info (self), &g_array_index (counts.ids, TallyId, i), without, &sums);
  if (counts.n > 0 || counts.problem != NULL)
    say_all (self, out, &counts, &sums);
  tally_counts_clear (&counts);
  return out;
}
