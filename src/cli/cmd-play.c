/* cmd-play.c: a log onto buses, with its own times.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The inputs are read by the player's thread as they are played; the frames leave in the main thread.
 */
#include "config.h"
#include "cli/live.h"
#include "cli/reading.h"
#include "cli/timing-report.h"

#include "base/errors.h"
#include "core/frame-store.h"
#include "session/player.h"

#include <glib-unix.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/banned.h"

#define LOOK_MS 20
#define MAX_PROBLEMS 5u
#define FIRST_FRAMES 1000u

static const CliOption options[] = {
  CLI_LIVE_OPTIONS,
  { "map", 'm', OPTION_LIST, CLI_FIELD (maps), N_ ("FROM=TO"), NULL,
    N_ ("send what the log has of channel FROM on channel TO, or nowhere if TO is empty; repeatable") },
  { "speed", 0, OPTION_TEXT, CLI_FIELD (speed), N_ ("X"), NULL, N_ ("so many times as fast, 0.1 to 100") },
  { "gap", 'g', OPTION_TEXT, CLI_FIELD (gap), N_ ("MS"), NULL,
    N_ ("milliseconds from frame to frame, whatever their times") },
  { "skip-gaps", 's', OPTION_TEXT, CLI_FIELD (skip_gaps), N_ ("S"), NULL,
    N_ ("leave out pauses longer than S seconds") },
  { "ignore-timestamps", 't', OPTION_FLAG, CLI_FIELD (flat_out), NULL, NULL, N_ ("as fast as the bus takes it") },
  { "loop", 'l', OPTION_TEXT, CLI_FIELD (loop), N_ ("N"), NULL, N_ ("play N times; 0: for ever") },
  { "direction", 0, OPTION_CHOICE, CLI_FIELD (direction), N_ ("WHICH"), "all rx tx",
    N_ ("only what was received or sent when it was recorded") },
  { "without", 0, OPTION_LIST, CLI_FIELD (without), N_ ("ID"), NULL,
    N_ ("leave out this identifier, hexadecimal; 8 digits are 29 bits; repeatable") },
  { "without-node", 0, OPTION_LIST, CLI_FIELD (without_nodes), N_ ("NODE"), NULL,
    N_ ("leave out what this node of the databases sends; repeatable") },
  CLI_DATABASE,
  CLI_J1939,
  CLI_FILTER,
  CLI_ID_SPLIT,
  CLI_LIMIT,
  CLI_FROM,
  CLI_TO,
  CLI_REBASE,
  CLI_INPUT_FORMAT,
  CLI_TIMEZONE,
  CLI_VERBOSE,
  CLI_HELP,
  CLI_END,
};

/* --- The inputs as a feed --- */

typedef struct
{
  PlayerFeed feed;
  const CliOptions *typed;
  const FilterProgram *filter;
  Input *input;
  FrameRun run;
  gboolean has_run;
  guint place;      /* in run */
  TraceInfo *known; /* channels met; the input's own go with it when the log is read again */
  uint64_t next;    /* row, for the player */
  uint64_t left;    /* of --limit */
  CliStatus status;
} InputFeed;

static gboolean
next_run (InputFeed *self)
{
  const TraceInfo *info = input_get_info (self->input);

  if (self->left == 0 || !input_next (self->input, &self->run))
    return FALSE;
  for (guint i = trace_info_n_channels (self->known); i < trace_info_n_channels (info); i++)
    {
      const char *name = trace_info_channel_name (info, (uint8_t) i);

      trace_info_channel (self->known, name, strlen (name), NULL);
    }
  self->has_run = TRUE;
  self->place = self->run.from;
  return TRUE;
}

static gboolean
feed_read (PlayerFeed *feed, FrameBatch *out, uint64_t *rows, GError **error)
{
  InputFeed *self = (InputFeed *) feed;

  while (!self->has_run || (self->place = frame_run_seek (&self->run, self->place)) >= self->run.to)
    if (!next_run (self))
      return FALSE;
  for (; self->place < self->run.to && out->n_frames < FRAME_BATCH_SIZE && self->left > 0; self->place++)
    {
      guint i = out->n_frames;
      CanFrame *frame = &out->frames[i];

      self->place = frame_run_seek (&self->run, self->place);
      if (self->place >= self->run.to)
        break;
      frame_run_get (&self->run, self->place, frame);
      memcpy (out->payload[i], frame->data, frame->len);
      frame->data = out->payload[i];
      rows[i] = self->next++;
      out->n_frames++;
      self->left--;
    }
  return TRUE;
}

static Input *
open_input (InputFeed *self)
{
  CliOptions plain = *self->typed;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  plain.maps = none; /* they are about buses here */
  return input_open (&plain, self->typed->arguments, self->typed->n_arguments, self->filter, &self->status);
}

static gboolean
feed_seek (PlayerFeed *feed, uint64_t row, GError **error)
{
  InputFeed *self = (InputFeed *) feed;

  if (self->next == row)
    return TRUE;
  input_close (self->input);
  self->input = open_input (self);
  self->has_run = FALSE;
  self->next = 0;
  self->left = self->typed->limit;
  if (self->input != NULL && row == 0)
    return TRUE;
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("the log cannot be read again"));
  return FALSE;
}

static void
feed_free (PlayerFeed *feed)
{
  /* The command's own. */
}

/* --- Buses --- */

typedef struct
{
  char *name; /* as typed or as the log has it */
  Bus *bus;
} Target;

typedef struct
{
  const CliOptions *typed;
  InputFeed feed;
  Player *player;
  GMainLoop *loop;
  GHashTable *maps;                   /* channel of the log -> name of a target, "" nowhere */
  GPtrArray *targets;                 /* of Target */
  int of_channel[TRACE_MAX_CHANNELS]; /* index of targets; -1 nowhere; -2 not asked yet; -3 cannot be opened */
  GPtrArray *problems;                /* of char *: the first different ones */
  gboolean interrupted;
} Play;

static void
target_free (gpointer data)
{
  Target *self = data;

  bus_close (self->bus);
  g_free (self->name);
  g_free (self);
}

/* Index; -1: it cannot be opened, which was told. */
static int
open_target (Play *self, const char *name, CliStatus *status)
{
  CliOptions typed = *self->typed;
  g_autoptr (GPtrArray) settings = g_ptr_array_new ();
  g_autoptr (GArray) nothing = g_array_new (FALSE, FALSE, sizeof (BusFilter));
  const BusFilter none = { .id = UINT32_MAX, .mask = UINT32_MAX };
  g_autofree char *shown = NULL;
  Target *target;
  Bus *bus;

  for (guint i = 0; i < self->targets->len; i++)
    if (g_strcmp0 (((Target *) self->targets->pdata[i])->name, name) == 0)
      return (int) i;
  /* What others say is not listened to. */
  g_array_append_val (nothing, none);
  g_ptr_array_add (settings, (gpointer) "receive_own_messages=no");
  for (guint i = 0; i < self->typed->settings->len; i++)
    g_ptr_array_add (settings, self->typed->settings->pdata[i]);
  typed.settings = settings;
  typed.channel = name != NULL && *name != '\0' ? name : NULL;
  bus = live_open (&typed, NULL, nothing, &shown, status);
  if (bus == NULL)
    return -1;
  target = g_new0 (Target, 1);
  target->name = g_strdup (name);
  target->bus = bus;
  g_ptr_array_add (self->targets, target);
  return (int) self->targets->len - 1;
}

static gboolean
parse_maps (Play *self, CliStatus *status)
{
  for (guint i = 0; i < self->typed->maps->len; i++)
    {
      const char *text = self->typed->maps->pdata[i], *equals = strchr (text, '=');

      if (equals == NULL)
        {
          *status = cli_fail_usage (_ ("--map %s: FROM=TO is needed, such as can0=vcan0"), text);
          return FALSE;
        }
      g_hash_table_insert (self->maps, g_strndup (text, (gsize) (equals - text)), g_strdup (equals + 1));
      if (equals[1] != '\0' && open_target (self, equals + 1, status) < 0)
        return FALSE;
    }
  if (self->typed->channel != NULL || g_hash_table_size (self->maps) == 0)
    return self->typed->channel == NULL || open_target (self, self->typed->channel, status) >= 0;
  return TRUE;
}

/* -c is for all that no --map names; without it a channel goes to the one of its name, with maps to nothing. */
static int
find_target (Play *self, uint8_t channel)
{
  const char *name = trace_info_channel_name (self->feed.known, channel);
  const char *mapped = g_hash_table_lookup (self->maps, name);
  CliStatus status;
  int target;

  if (mapped == NULL && self->typed->channel != NULL)
    mapped = self->typed->channel;
  if (mapped == NULL && g_hash_table_size (self->maps) > 0)
    mapped = "";
  if (mapped == NULL)
    mapped = name;
  else if (*mapped == '\0')
    return -1;
  target = open_target (self, mapped, &status);
  return target >= 0 ? target : -3;
}

static void
remember (Play *self, const char *problem)
{
  for (guint i = 0; i < self->problems->len; i++)
    if (strcmp (self->problems->pdata[i], problem) == 0)
      return;
  if (self->problems->len < MAX_PROBLEMS)
    g_ptr_array_add (self->problems, g_strdup (problem));
}

static int
send_frames (guint bus, const CanFrame *frames, guint n, gpointer data, GError **error)
{
  Play *self = data;
  uint8_t channel = frames[0].channel;
  int result;

  if (self->of_channel[channel] == -2)
    self->of_channel[channel] = find_target (self, channel);
  if (self->of_channel[channel] == -1)
    return PLAYER_LEFT_OUT;
  if (self->of_channel[channel] < 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("channel “%s” goes to no bus"),
                   trace_info_channel_name (self->feed.known, channel));
      remember (self, (*error)->message);
      return -1;
    }
  result = bus_transmit_many (((Target *) self->targets->pdata[self->of_channel[channel]])->bus, frames, n, error);
  if (result < 0)
    remember (self, (*error)->message);
  return result;
}

/* --- The rule --- */

static gboolean
parse_number (const char *option, const char *text, double low, double high, double *value)
{
  char *end = NULL;

  *value = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && *value >= low && *value <= high)
    return TRUE;
  cli_message (_ ("--%s %s: a number from %g to %g is needed"), option, text, low, high);
  return FALSE;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;

  return (x > y) - (x < y);
}

static gboolean
add_ids (GArray *ids, const CliOptions *typed)
{
  for (guint i = 0; i < typed->without->len; i++)
    {
      const char *text = typed->without->pdata[i];
      char *end = NULL;
      guint64 number = g_ascii_strtoull (text, &end, 16);
      uint32_t id = (uint32_t) number;

      if (end == text || *end != '\0' || number > CAN_ID_MASK_EXTENDED)
        {
          cli_message (_ ("--without %s: an identifier in hexadecimal is needed"), text);
          return FALSE;
        }
      if (strlen (text) == 8 || number > CAN_ID_MASK_STANDARD)
        id |= CAN_ID_EXTENDED;
      g_array_append_val (ids, id);
    }
  return TRUE;
}

static gboolean
add_node (GArray *ids, const DatabaseSet *databases, const char *node)
{
  guint n = 0;

  for (guint d = 0; d < database_set_n (databases); d++)
    {
      const Database *database = database_set_get (databases, d, NULL);

      for (guint m = 0; m < database_n_messages (database); m++)
        {
          const Message *message = database_get_message (database, m);

          for (char **sender = message->senders; *sender != NULL; sender++)
            if (strcmp (*sender, node) == 0)
              {
                g_array_append_val (ids, message->id);
                n++;
                break;
              }
        }
    }
  if (n == 0)
    cli_message (_ ("--without-node %s: no message of the databases is sent by a node of this name"), node);
  return n > 0;
}

static gboolean
check_idle (const CliOptions *typed)
{
  const char *idle = NULL;

  if (typed->flat_out)
    idle = typed->speed != NULL ? "speed" : typed->gap != NULL ? "gap" : typed->skip_gaps != NULL ? "skip-gaps" : NULL;
  if (idle != NULL)
    cli_fail_usage (_ ("play: --%s does nothing with --ignore-timestamps"), idle);
  else if (typed->gap != NULL && (typed->speed != NULL || typed->skip_gaps != NULL))
    cli_fail_usage (_ ("play: --%s does nothing with --gap"), idle = typed->speed != NULL ? "speed" : "skip-gaps");
  else if (typed->databases->len > 0 && typed->filter == NULL && typed->without_nodes->len == 0)
    cli_fail_usage (_ ("play: --%s does nothing without --filter or --without-node"), idle = "database");
  return idle == NULL;
}

static gboolean
make_rule (const CliOptions *typed, const DatabaseSet *databases, PlayerRule *rule)
{
  double number;

  player_rule_init (rule);
  for (guint i = 0; i < TRACE_MAX_CHANNELS; i++)
    rule->buses[i] = i;
  rule->flat_out = typed->flat_out > 0;
  if (typed->speed != NULL && !parse_number ("speed", typed->speed, PLAYER_MIN_SPEED, PLAYER_MAX_SPEED, &rule->speed))
    return FALSE;
  if (typed->gap != NULL)
    {
      if (!parse_number ("gap", typed->gap, 0, 1e9, &number))
        return FALSE;
      rule->gap = (int64_t) llround (number * 1e6);
      rule->flat_out |= number == 0;
    }
  if (typed->skip_gaps != NULL)
    {
      if (!parse_number ("skip-gaps", typed->skip_gaps, 0, 1e9, &number))
        return FALSE;
      rule->skip = MAX ((int64_t) llround (number * 1e9), 1);
    }
  if (typed->loop != NULL && !cli_parse_count (typed->loop, &rule->loops) && strcmp (typed->loop, "i") != 0)
    {
      cli_message (_ ("--loop %s: a number is needed; 0 is for ever"), typed->loop);
      return FALSE;
    }
  if (typed->loop != NULL && strcmp (typed->loop, "i") == 0)
    rule->loops = 0;
  rule->without_sent = g_strcmp0 (typed->direction, "rx") == 0;
  rule->without_received = g_strcmp0 (typed->direction, "tx") == 0;
  rule->without_ids = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  if (!add_ids (rule->without_ids, typed))
    return FALSE;
  for (guint i = 0; i < typed->without_nodes->len; i++)
    if (!add_node (rule->without_ids, databases, typed->without_nodes->pdata[i]))
      return FALSE;
  g_array_sort (rule->without_ids, compare_ids);
  return TRUE;
}

/* --- Playing --- */

static gboolean
on_look (gpointer data)
{
  Play *self = data;
  PlayerStatus status;

  player_get_status (self->player, &status);
  if (status.state == PLAYER_ENDED || status.state == PLAYER_FAILED || cli_is_interrupted ())
    {
      self->interrupted = cli_is_interrupted ();
      g_main_loop_quit (self->loop);
    }
  player_status_clear (&status);
  return G_SOURCE_CONTINUE;
}

static void
tell_idle_maps (const Play *self)
{
  GHashTableIter iter;
  gpointer channel;

  g_hash_table_iter_init (&iter, self->maps);
  while (g_hash_table_iter_next (&iter, &channel, NULL))
    if (!trace_info_has_channel (self->feed.known, channel))
      cli_message (_ ("--map: the log has no channel “%s”"), (const char *) channel);
}

static CliStatus
report (Play *self)
{
  g_autofree char *late = NULL;
  CliStatus result = STATUS_DONE;
  PlayerStatus status;

  player_get_status (self->player, &status);
  late = timing_report_lateness (&status.lateness);
  if (self->typed->flat_out > 0 || status.lateness.n == 0)
    cli_message (_ ("%" PRIu64 " frames sent in %.3f s"), status.n_sent, (double) status.real_time / 1e9);
  else
    cli_message (_ ("%" PRIu64 " frames sent in %.3f s instead of %.3f s, %s"), status.n_sent,
                 (double) status.real_time / 1e9, (double) status.log_time / 1e9, late);
  if (status.n_left_out > 0)
    cli_message (_ ("%" PRIu64 " frames were left out: error frames, and what was not wanted"), status.n_left_out);
  if (status.n_backwards > 0)
    cli_message (_ ("%" PRIu64 " times the log goes back in time; what stands there was sent at once"),
                 status.n_backwards);
  if (status.n_refused > 0)
    {
      cli_message (_ ("%" PRIu64 " frames were refused:"), status.n_refused);
      for (guint i = 0; i < self->problems->len; i++)
        cli_message ("  %s", (char *) self->problems->pdata[i]);
      result = STATUS_FAILED;
    }
  if (status.state == PLAYER_FAILED)
    {
      cli_message ("%s", status.problem);
      result = STATUS_FAILED;
    }
  player_status_clear (&status);
  if (!self->interrupted)
    tell_idle_maps (self);
  return self->interrupted ? STATUS_INTERRUPTED : result;
}

/* Opens the buses that the first frames need: the first of all is not to wait for that. */
static void
open_first (Play *self)
{
  InputFeed *feed = &self->feed;

  if (!next_run (feed))
    return;
  for (guint i = feed->place; i < feed->run.to && i < feed->place + FIRST_FRAMES; i++)
    {
      CanFrame frame;

      i = frame_run_seek (&feed->run, i);
      if (i >= feed->run.to)
        return;
      frame_run_get (&feed->run, i, &frame);
      if ((frame.id & CAN_ID_ERROR) == 0 && self->of_channel[frame.channel] == -2)
        self->of_channel[frame.channel] = find_target (self, frame.channel);
    }
}

static CliStatus
play (Play *self, const PlayerRule *rule)
{
  CliStatus status;
  guint timer;

  self->loop = g_main_loop_new (NULL, FALSE);
  self->player = player_new (&self->feed.feed, send_frames, self);
  player_set_rule (self->player, rule);
  g_source_attach (player_get_source (self->player), NULL);
  timer = g_timeout_add (LOOK_MS, on_look, self);
  open_first (self);
  player_start (self->player);
  g_main_loop_run (self->loop);
  g_source_remove (timer);
  player_stop (self->player);
  status = report (self);
  player_free (self->player);
  g_main_loop_unref (self->loop);
  return status;
}

static CliStatus
prepare_and_play (Play *self, const Reading *reading)
{
  CliStatus status = STATUS_USAGE;
  PlayerRule rule = { 0 };

  if (make_rule (self->typed, reading->databases, &rule) && parse_maps (self, &status))
    {
      self->feed.input = open_input (&self->feed);
      status = self->feed.status;
      if (self->feed.input != NULL)
        {
          status = cli_status_worst (status, play (self, &rule));
          if (self->feed.input != NULL)
            status = cli_status_worst (status, input_finish (self->feed.input, self->typed->verbose > 0));
        }
    }
  if (rule.without_ids != NULL)
    g_array_unref (rule.without_ids);
  input_close (self->feed.input);
  return status;
}

static CliStatus
run_play (const CliOptions *typed)
{
  Play self = { .typed = typed };
  Reading reading;
  CliStatus status;

  if (typed->n_arguments == 0)
    return cli_fail_usage (_ ("play: no FILE given"));
  if (!check_idle (typed))
    return STATUS_USAGE;
  for (guint i = 0; i < typed->n_arguments; i++)
    if (typed->loop != NULL && strcmp (typed->loop, "1") != 0 && strcmp (typed->arguments[i], "-") == 0)
      return cli_fail_usage (_ ("play: --loop needs a file: standard input cannot be read again"));
  status = reading_load (&reading, typed);
  if (status == STATUS_DONE)
    {
      self.feed = (InputFeed){
        .feed = { feed_read, feed_seek, feed_free }, .typed = typed, .filter = reading.filter, .left = typed->limit
      };
      self.feed.known = trace_info_new ();
      self.maps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      self.targets = g_ptr_array_new_with_free_func (target_free);
      self.problems = g_ptr_array_new_with_free_func (g_free);
      for (guint i = 0; i < TRACE_MAX_CHANNELS; i++)
        self.of_channel[i] = -2;
      status = prepare_and_play (&self, &reading);
      g_hash_table_unref (self.maps);
      g_ptr_array_unref (self.targets);
      g_ptr_array_unref (self.problems);
      trace_info_unref (self.feed.known);
    }
  reading_clear (&reading);
  return status;
}

const Command command_play = {
  "play",
  N_ ("FILE…"),
  N_ ("A log onto buses, with its own times"),
  options,
  run_play,
  N_ ("Without --map and -c each channel of the log goes to the channel of the same name; -c takes all that no --map "
      "names. Deadlines are absolute: what leaves late does not delay what follows. A full queue is waited for. Error "
      "frames are never sent. At the end stderr tells how punctual it was.")
};
