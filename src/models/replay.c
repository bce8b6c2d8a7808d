/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "models/replay.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "core/frame-bits.h"
#include "models/transmit-list.h"

#include <string.h>

#include "base/banned.h"

#define LOOKED_AT 200000u
#define DEFAULT_BITRATE 500000u

struct _Replay
{
  GObject parent;

  TraceSession *session; /* not owned: it owns this */
  GFile *file;
  TraceInfo *file_info;
  PlayerRule rule;
  FilterProgram *filter;
  char *without_nodes;
  GHashTable *targets; /* channel -> target */

  Player *player;
  uint64_t generation;
  Capture *played_on; /* not owned: the capture whose thread plays */
  Capture *own;       /* (nullable) its buses are the replay's */
  FrameStore *own_store;
  Tick *own_tick;
  GPtrArray *own_targets; /* of char *, by key of own */
  gboolean own_armed;
  gboolean starting; /* as soon as the buses are open */
  gboolean stepping;
  char *trouble;

  /* Into a trace: the capture thread's own. */
  gboolean into_trace;
  TraceInfo *source_info;
  FrameStore *source_store; /* (nullable) while a trace plays into another */
  int64_t shift;
  gboolean has_shift;
  FrameBatch *batch;
};

G_DEFINE_FINAL_TYPE (Replay, replay, G_TYPE_OBJECT)

static guint changed_signal;

/* --- The source --- */

gboolean
replay_set_file (Replay *self, GFile *file, GError **error)
{
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  TraceInfo *info = trace_info_new ();
  PlayerFeed *feed;
  FrameBatch *batch;
  uint64_t rows[FRAME_BATCH_SIZE];

  replay_stop (self);
  if (file != NULL)
    {
      feed = player_feed_new_file (path != NULL ? path : "", info, NULL, error);
      if (feed == NULL)
        {
          trace_info_unref (info);
          return FALSE;
        }
      /* The channels at its beginning. */
      batch = frame_batch_new ();
      for (guint i = 0; i < 64 && feed->read (feed, batch, rows, NULL); i++)
        frame_batch_clear (batch);
      frame_batch_free (batch);
      player_feed_free (feed);
    }
  g_set_object (&self->file, file);
  trace_info_unref (self->file_info);
  self->file_info = info;
  g_signal_emit (self, changed_signal, 0);
  return TRUE;
}

GFile *
replay_get_file (Replay *self)
{
  return self->file;
}

static TraceInfo *
get_info (Replay *self)
{
  FrameStore *store = trace_session_get_store (self->session);

  if (self->file != NULL)
    return self->file_info;
  return store != NULL ? frame_store_get_info (store) : self->file_info;
}

char **
replay_dup_channels (Replay *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  TraceInfo *info = get_info (self);

  for (guint i = 0; i < trace_info_n_channels (info); i++)
    g_strv_builder_add (names, trace_info_channel_name (info, (uint8_t) i));
  return g_strv_builder_end (names);
}

uint64_t
replay_n_rows (Replay *self)
{
  FrameStore *store = trace_session_get_store (self->session);

  if (self->source_store != NULL)
    store = self->source_store;
  return self->file == NULL && store != NULL ? frame_store_length (store) : 0;
}

/* --- Targets --- */

char **
replay_dup_targets (Replay *self)
{
  g_autoptr (GStrvBuilder) names = NULL;
  g_autoptr (GPtrArray) ports = NULL;

  if (trace_session_get_capture (self->session) != NULL)
    return transmit_list_dup_buses (transmit_list_of (self->session));
  names = g_strv_builder_new ();
  ports = g_ptr_array_new_with_free_func ((GDestroyNotify) bus_port_free);
  backend_list_ports (NULL, ports);
  for (guint i = 0; i < ports->len; i++)
    {
      const BusPort *port = ports->pdata[i];
      g_autofree char *name = g_strdup_printf ("%s %s", backend_get_id (port->backend), port->channel);

      if (backend_get_abilities (port->backend) & BUS_TRANSMIT)
        g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

const char *
replay_get_target (Replay *self, const char *channel)
{
  const char *target = g_hash_table_lookup (self->targets, channel);

  return target != NULL ? target : "";
}

void
replay_set_target (Replay *self, const char *channel, const char *target)
{
  replay_stop (self);
  g_hash_table_insert (self->targets, g_strdup (channel), g_strdup (target));
  g_signal_emit (self, changed_signal, 0);
}

/* --- The rule --- */

const PlayerRule *
replay_get_rule (Replay *self)
{
  return &self->rule;
}

static guint
key_of_target (Replay *self, const char *target)
{
  Capture *capture = trace_session_get_capture (self->session);

  if (*target == '\0')
    return PLAYER_TO_NOTHING;
  if (capture != NULL)
    return capture_find_bus (capture, target);
  for (guint i = 0; self->own_targets != NULL && i < self->own_targets->len; i++)
    if (strcmp (self->own_targets->pdata[i], target) == 0)
      return i;
  return PLAYER_TO_NOTHING;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;

  return (x > y) - (x < y);
}

static gboolean
is_sent_by (const Message *message, char **nodes)
{
  for (char **node = nodes; *node != NULL; node++)
    if (**node != '\0' && g_strv_contains ((const char *const *) message->senders, g_strstrip (*node)))
      return TRUE;
  return FALSE;
}

static GArray *
ids_of_nodes (Replay *self)
{
  const DatabaseSet *set = trace_session_get_databases (self->session);
  g_auto (GStrv) nodes = g_strsplit (self->without_nodes, ",", -1);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (uint32_t));

  for (guint d = 0; d < database_set_n (set); d++)
    {
      const Database *database = database_set_get (set, d, NULL);

      for (guint m = 0; m < database_n_messages (database); m++)
        if (is_sent_by (database_get_message (database, m), nodes))
          g_array_append_val (ids, database_get_message (database, m)->id);
    }
  g_array_sort (ids, compare_ids);
  return ids;
}

/* The rule with its buses, for the player. Free without_ids. */
static PlayerRule
full_rule (Replay *self)
{
  PlayerRule rule = self->rule;
  TraceInfo *info = self->source_info != NULL ? self->source_info : get_info (self);

  for (guint i = 0; i < TRACE_MAX_CHANNELS; i++)
    rule.buses[i] = self->into_trace ? i
                    : i < trace_info_n_channels (info)
                        ? key_of_target (self, replay_get_target (self, trace_info_channel_name (info, (uint8_t) i)))
                        : PLAYER_TO_NOTHING;
  rule.without_ids = ids_of_nodes (self);
  return rule;
}

static void
hand_over_rule (Replay *self)
{
  PlayerRule rule;

  if (self->player == NULL)
    return;
  rule = full_rule (self);
  player_set_rule (self->player, &rule);
  g_array_unref (rule.without_ids);
}

void
replay_set_rule (Replay *self, const PlayerRule *rule)
{
  self->rule = *rule;
  self->rule.without_ids = NULL;
  hand_over_rule (self);
}

gboolean
replay_set_filter (Replay *self, const char *text, FilterProblem *problem)
{
  FilterContext context = trace_session_get_filter_context (self->session);
  FilterProgram *program = filter_compile_with (text, &context, problem);

  if (problem->what != NULL)
    return FALSE;
  replay_stop (self);
  filter_program_unref (self->filter);
  self->filter = program;
  return TRUE;
}

void
replay_set_without_nodes (Replay *self, const char *names)
{
  g_free (self->without_nodes);
  self->without_nodes = g_strdup (names);
  hand_over_rule (self);
}

/* --- Arming --- */

static gboolean
uses_target (Replay *self, const char *target)
{
  TraceInfo *info = get_info (self);

  for (guint i = 0; i < trace_info_n_channels (info); i++)
    if (strcmp (replay_get_target (self, trace_info_channel_name (info, (uint8_t) i)), target) == 0)
      return TRUE;
  return FALSE;
}

gboolean
replay_is_armed (Replay *self)
{
  TransmitList *list = transmit_list_of (self->session);
  g_auto (GStrv) buses = NULL;
  guint n = 0;

  if (trace_session_get_capture (self->session) == NULL)
    return self->own_armed;
  buses = transmit_list_dup_buses (list);
  for (char **bus = buses; *bus != NULL; bus++)
    {
      if (!uses_target (self, *bus))
        continue;
      n++;
      if (!transmit_list_is_armed (list, *bus))
        return FALSE;
    }
  return n > 0;
}

void
replay_arm (Replay *self, gboolean armed)
{
  TransmitList *list = transmit_list_of (self->session);
  g_auto (GStrv) buses = NULL;

  if (trace_session_get_capture (self->session) == NULL)
    {
      self->own_armed = armed;
      for (guint i = 0; self->own != NULL && i < capture_n_buses (self->own); i++)
        transmitter_arm (capture_get_transmitter (self->own), i, armed);
    }
  else
    {
      buses = transmit_list_dup_buses (list);
      for (char **bus = buses; *bus != NULL; bus++)
        {
          g_autofree char *reason = NULL;

          if (uses_target (self, *bus))
            transmit_list_arm (list, *bus, armed, &reason);
        }
    }
  g_signal_emit (self, changed_signal, 0);
}

/* --- The capture thread --- */

static int
send_frame (guint bus, const CanFrame *frame, gpointer data, GError **error)
{
  Replay *self = data;

  if (transmitter_is_armed (capture_get_transmitter (self->played_on), bus))
    return capture_send (self->played_on, bus, frame, error);
  g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("the bus is not armed"));
  return -1;
}

/* As if it came from a bus now, with the distances that it had. */
static int
inject_frame (guint channel, const CanFrame *frame, gpointer data, GError **error)
{
  Replay *self = data;
  TraceInfo *info = frame_store_get_info (capture_get_store (self->played_on));
  const char *name = trace_info_channel_name (self->source_info, frame->channel);
  FrameBatch *batch = self->batch;

  if (!self->has_shift)
    {
      self->shift = g_get_real_time () * 1000 - frame->time;
      self->has_shift = TRUE;
    }
  frame_batch_clear (batch);
  batch->frames[0] = *frame;
  batch->frames[0].time = can_time_add (frame->time, self->shift);
  batch->frames[0].channel = trace_info_channel (info, name, strlen (name), NULL);
  memcpy (batch->payload[0], frame->data, frame->len);
  batch->frames[0].data = batch->payload[0];
  batch->n_frames = 1;
  capture_inject (self->played_on, batch);
  return 1;
}

/* --- Playing --- */

static void
on_own_tick (gpointer data)
{
}

static void
close_own (Replay *self)
{
  if (self->own != NULL)
    {
      capture_stop (g_steal_pointer (&self->own));
      tick_stop (self->own_tick);
      g_clear_pointer (&self->own_tick, tick_unref);
      g_clear_pointer (&self->own_store, frame_store_unref);
      g_clear_pointer (&self->own_targets, g_ptr_array_unref);
    }
}

/* The source must have left its thread: it is destroyed, and what runs has the player's lock. */
static void
end_player (Replay *self)
{
  Player *player = g_steal_pointer (&self->player);

  self->starting = FALSE;
  if (player == NULL)
    return;
  player_stop (player);
  if (self->own != NULL)
    close_own (self); /* its thread has ended */
  else if (self->played_on == trace_session_get_capture (self->session) && self->played_on != NULL)
    capture_detach (self->played_on, player_get_source (player));
  player_free (player);
  self->played_on = NULL;
  self->into_trace = FALSE;
  g_clear_pointer (&self->source_info, trace_info_unref);
  g_clear_pointer (&self->source_store, frame_store_unref);
}

static void
open_own (Replay *self)
{
  TraceInfo *info = get_info (self);

  self->own_store = frame_store_new_ring (2);
  self->own_tick = tick_new (on_own_tick, self);
  self->own = capture_new (self->own_store, self->own_tick);
  self->own_targets = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < trace_info_n_channels (info); i++)
    {
      const char *target = replay_get_target (self, trace_info_channel_name (info, (uint8_t) i));
      const char *blank = strchr (target, ' ');
      g_autofree char *id = NULL;
      BusConfig *config;
      guint key;

      if (blank == NULL || key_of_target (self, target) != PLAYER_TO_NOTHING)
        continue;
      id = g_strndup (target, (gsize) (blank - target));
      config = bus_config_new ();
      bus_config_set (config, "channel", blank + 1, NULL);
      key = capture_add (self->own, backend_find (id), config, blank + 1);
      bus_config_free (config);
      g_ptr_array_add (self->own_targets, g_strdup (target));
      transmitter_arm (capture_get_transmitter (self->own), key, self->own_armed);
    }
}

static PlayerFeed *
open_feed (Replay *self, FrameStore *store, char **reason)
{
  g_autofree char *path = self->file != NULL ? g_file_get_path (self->file) : NULL;
  g_autoptr (GError) error = NULL;
  PlayerFeed *feed = NULL;

  if (self->file != NULL)
    {
      feed = player_feed_new_file (path != NULL ? path : "", self->file_info, self->filter, &error);
      self->source_info = trace_info_ref (self->file_info);
      if (feed == NULL)
        *reason = g_strdup (error->message);
    }
  else if (store != NULL)
    {
      feed = player_feed_new_store (store, self->filter);
      self->source_info = trace_info_ref (frame_store_get_info (store));
      self->source_store = self->into_trace ? frame_store_ref (store) : NULL;
    }
  else
    *reason = g_strdup (_ ("There is no trace to be played: open one, or choose a file."));
  return feed;
}

static gboolean
begin (Replay *self, FrameStore *store, char **reason)
{
  Capture *capture = trace_session_get_capture (self->session);
  PlayerFeed *feed;

  feed = open_feed (self, store, reason);
  if (feed == NULL)
    return FALSE;
  if (capture == NULL)
    open_own (self);
  self->played_on = capture != NULL ? capture : self->own;
  self->has_shift = FALSE;
  self->player = player_new (feed, self->into_trace ? inject_frame : send_frame, self);
  /* A trace that is being captured would play what it plays. */
  if (self->file == NULL && capture != NULL && !self->into_trace)
    self->rule.to = MIN (self->rule.to, frame_store_length (store));
  hand_over_rule (self);
  capture_attach (self->played_on, player_get_source (self->player));
  self->starting = TRUE;
  return TRUE;
}

static gboolean
has_target (Replay *self)
{
  TraceInfo *info = get_info (self);

  for (guint i = 0; i < trace_info_n_channels (info); i++)
    if (*replay_get_target (self, trace_info_channel_name (info, (uint8_t) i)) != '\0')
      return TRUE;
  return FALSE;
}

static gboolean
play (Replay *self, gboolean step, char **reason)
{
  PlayerStatus status;
  gboolean going;

  if (self->player != NULL && self->into_trace)
    {
      if (step)
        player_step (self->player);
      else
        player_start (self->player);
      return TRUE;
    }
  if (!has_target (self))
    *reason = g_strdup (_ ("No channel of the log goes to a bus yet: choose one."));
  else if (!replay_is_armed (self))
    *reason = g_strdup (_ ("The buses are not armed."));
  else
    *reason = NULL;
  if (*reason != NULL)
    return FALSE;
  replay_get_status (self, &status);
  going = self->player != NULL && (status.state == PLAYER_PAUSED || status.state == PLAYER_PLAYING);
  player_status_clear (&status);
  if (!going)
    {
      end_player (self);
      if (!begin (self, trace_session_get_store (self->session), reason))
        return FALSE;
    }
  self->stepping = step;
  if (going && step)
    player_step (self->player);
  else if (going)
    player_start (self->player);
  replay_update (self);
  return TRUE;
}

gboolean
replay_play (Replay *self, char **reason)
{
  return play (self, FALSE, reason);
}

gboolean
replay_step (Replay *self, char **reason)
{
  return play (self, TRUE, reason);
}

gboolean
replay_play_into (Replay *self, FrameStore *source, char **reason)
{
  end_player (self);
  self->into_trace = TRUE;
  self->stepping = FALSE;
  if (begin (self, source, reason))
    {
      replay_update (self);
      return TRUE;
    }
  self->into_trace = FALSE;
  return FALSE;
}

void
replay_pause (Replay *self)
{
  if (self->player != NULL)
    player_pause (self->player);
  g_signal_emit (self, changed_signal, 0);
}

void
replay_seek (Replay *self, uint64_t row)
{
  if (self->player != NULL)
    player_seek (self->player, row);
  g_signal_emit (self, changed_signal, 0);
}

void
replay_stop (Replay *self)
{
  if (self->player != NULL)
    player_stop (self->player);
  self->starting = FALSE;
  g_signal_emit (self, changed_signal, 0);
}

void
replay_get_status (Replay *self, PlayerStatus *out)
{
  *out = (PlayerStatus){ .row = UINT64_MAX };
  if (self->player != NULL)
    player_get_status (self->player, out);
  if (self->starting && out->state == PLAYER_STOPPED)
    out->state = PLAYER_PLAYING;
  if (self->trouble != NULL && out->problem == NULL)
    out->problem = g_strdup (self->trouble);
}

/* TRUE: all buses are open, or can no longer be waited for. */
static gboolean
is_ready (Replay *self)
{
  gboolean ready = TRUE;

  for (guint i = 0; i < capture_n_buses (self->played_on); i++)
    {
      CaptureBus bus;

      capture_get_bus (self->played_on, i, &bus);
      if (bus.problem != NULL && self->own != NULL)
        {
          g_free (self->trouble);
          self->trouble = g_strdup (bus.problem);
        }
      ready = ready && (bus.description != NULL || bus.problem != NULL || bus.name == NULL);
      capture_bus_clear (&bus);
    }
  return ready;
}

void
replay_update (Replay *self)
{
  if (self->player == NULL)
    return;
  /* The capture has ended: its thread with it, so the player has none either. */
  if (self->own == NULL && self->played_on != trace_session_get_capture (self->session))
    {
      end_player (self);
      g_signal_emit (self, changed_signal, 0);
      return;
    }
  if (self->starting && is_ready (self))
    {
      self->starting = FALSE;
      if (self->stepping)
        player_step (self->player);
      else
        player_start (self->player);
    }
  if (player_generation (self->player) == self->generation)
    return;
  self->generation = player_generation (self->player);
  g_signal_emit (self, changed_signal, 0);
}

/* --- Before it starts --- */

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
  PlayerRule rule = full_rule (self);
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

/* --- Coming and going --- */

static void
replay_finalize (GObject *object)
{
  Replay *self = REPLAY_REPLAY (object);

  end_player (self);
  close_own (self);
  g_clear_object (&self->file);
  trace_info_unref (self->file_info);
  filter_program_unref (self->filter);
  g_hash_table_unref (self->targets);
  g_free (self->without_nodes);
  g_free (self->trouble);
  frame_batch_free (self->batch);
  G_OBJECT_CLASS (replay_parent_class)->finalize (object);
}

static void
replay_class_init (ReplayClass *class)
{
  G_OBJECT_CLASS (class)->finalize = replay_finalize;
  changed_signal = g_signal_new ("changed", REPLAY_TYPE_REPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
replay_init (Replay *self)
{
  self->file_info = trace_info_new ();
  self->targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->without_nodes = g_strdup ("");
  self->batch = frame_batch_new ();
  player_rule_init (&self->rule);
}

Replay *
replay_of (TraceSession *session)
{
  static const char key[] = "canid-replay";
  Replay *self = g_object_get_data (G_OBJECT (session), key);

  if (self != NULL)
    return self;
  self = g_object_new (REPLAY_TYPE_REPLAY, NULL);
  self->session = session;
  g_object_set_data_full (G_OBJECT (session), key, self, g_object_unref);
  return self;
}
