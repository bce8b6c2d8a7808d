/* replay.c: what is played, onto which buses, and how.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/replay-private.h"

#include "models/transmit-list.h"

#include <string.h>

#include "base/banned.h"

G_DEFINE_FINAL_TYPE (Replay, replay, G_TYPE_OBJECT)

static guint changed_signal;
guint replay_rule_changed;

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
  replay_end_check (self);
  self->start_at = UINT64_MAX;
  g_set_object (&self->file, file);
  trace_info_unref (self->file_info);
  self->file_info = info;
  replay_emit_changed (self);
  return TRUE;
}

GFile *
replay_get_file (Replay *self)
{
  return self->file;
}

TraceInfo *
replay_get_info (Replay *self)
{
  FrameStore *store = self->source_store != NULL ? self->source_store : trace_session_get_store (self->session);

  /* Both number channels as the file brings them. */
  if (self->file != NULL && self->tally_info != NULL
      && trace_info_n_channels (self->tally_info) > trace_info_n_channels (self->file_info))
    return self->tally_info;
  if (self->file != NULL)
    return self->file_info;
  return store != NULL ? frame_store_get_info (store) : self->file_info;
}

char **
replay_dup_channels (Replay *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  TraceInfo *info = replay_get_info (self);

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
  if (self->file != NULL)
    return replay_tally_end (self);
  return store != NULL ? frame_store_length (store) : 0;
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
  replay_emit_changed (self);
}

/* --- The rule --- */

const PlayerRule *
replay_get_rule (Replay *self)
{
  return &self->rule;
}

guint
replay_key_of_target (Replay *self, const char *target)
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

/* The rule with its buses, for the player. Free without_ids. */
static PlayerRule
full_rule (Replay *self)
{
  PlayerRule rule = self->rule;
  TraceInfo *info = self->source_info != NULL && self->file == NULL ? self->source_info : replay_get_info (self);

  for (guint i = 0; i < TRACE_MAX_CHANNELS; i++)
    rule.buses[i]
        = self->into_trace ? i
          : i < trace_info_n_channels (info)
              ? replay_key_of_target (self, replay_get_target (self, trace_info_channel_name (info, (uint8_t) i)))
              : PLAYER_TO_NOTHING;
  rule.to = MIN (rule.to, self->live_end);
  rule.without_ids = replay_dup_without_ids (self, NULL);
  return rule;
}

void
replay_hand_over_rule (Replay *self)
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
  replay_hand_over_rule (self);
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
  g_free (self->filter_text);
  self->filter_text = g_strdup (text);
  return TRUE;
}

const char *
replay_get_filter (Replay *self)
{
  return self->filter_text;
}

/* --- Arming --- */

static gboolean
uses_target (Replay *self, const char *target)
{
  TraceInfo *info = replay_get_info (self);

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

gboolean
replay_arm (Replay *self, gboolean armed, char **reason)
{
  TransmitList *list = transmit_list_of (self->session);
  g_auto (GStrv) buses = NULL;
  gboolean all = TRUE;

  *reason = NULL;
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
          g_autofree char *why = NULL;

          if (!uses_target (self, *bus) || transmit_list_arm (list, *bus, armed, &why))
            continue;
          all = FALSE;
          if (*reason == NULL)
            *reason = g_steal_pointer (&why);
        }
    }
  replay_emit_changed (self);
  return all;
}

void
replay_stop_all (Replay *self)
{
  replay_stop (self);
  self->own_armed = FALSE;
  if (self->own != NULL)
    transmitter_stop_all (capture_get_transmitter (self->own));
  replay_emit_changed (self);
}

/* --- Coming and going --- */

void
replay_emit_changed (Replay *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
replay_finalize (GObject *object)
{
  Replay *self = REPLAY_REPLAY (object);

  replay_end_check (self);
  replay_end_player (self);
  replay_close_own (self);
  g_clear_object (&self->file);
  trace_info_unref (self->file_info);
  filter_program_unref (self->filter);
  g_hash_table_unref (self->targets);
  g_free (self->filter_text);
  g_free (self->without);
  g_free (self->overrides);
  g_array_unref (self->override_ids);
  g_free (self->trouble);
  frame_batch_free (self->batch);
  G_OBJECT_CLASS (replay_parent_class)->finalize (object);
}

static void
replay_class_init (ReplayClass *class)
{
  G_OBJECT_CLASS (class)->finalize = replay_finalize;
  changed_signal = g_signal_new ("changed", REPLAY_TYPE_REPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  replay_rule_changed
      = g_signal_new ("rule-changed", REPLAY_TYPE_REPLAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
replay_init (Replay *self)
{
  self->file_info = trace_info_new ();
  self->targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->filter_text = g_strdup ("");
  self->without = g_strdup ("");
  self->overrides = g_strdup ("");
  self->override_ids = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  self->start_at = self->live_end = UINT64_MAX;
  self->start_time = INT64_MIN;
  self->batch = frame_batch_new ();
  player_rule_init (&self->rule);
}

/* Names of nodes and signals mean something else now. */
static void
on_databases_changed (Replay *self)
{
  replay_hand_over_rule (self);
  replay_hand_over_overrides (self, NULL);
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
  g_signal_connect_object (session, "databases-changed", G_CALLBACK (on_databases_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "replaced", G_CALLBACK (replay_end_check), self, G_CONNECT_SWAPPED);
  return self;
}
