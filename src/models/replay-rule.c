/* replay-rule.c: what is left out and overridden, and all that was chosen as text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/replay-private.h"

#include "base/i18n.h"
#include "db/encode.h"
#include "session/json-members.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/banned.h"

#define VERSION 1
#define MAX_RANGE 65536u
#define MAX_BYTES (1 << 20)
#define MAX_DEPTH 8u

/* --- What is left out --- */

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;

  return (x > y) - (x < y);
}

static gboolean
add_node (Replay *self, GArray *ids, const char *node)
{
  const DatabaseSet *set = trace_session_get_databases (self->session);
  guint before = ids->len;

  for (guint d = 0; d < database_set_n (set); d++)
    {
      const Database *database = database_set_get (set, d, NULL);

      for (guint m = 0; m < database_n_messages (database); m++)
        if (g_strv_contains ((const char *const *) database_get_message (database, m)->senders, node))
          g_array_append_val (ids, database_get_message (database, m)->id);
    }
  return ids->len > before;
}

static gboolean
parse_id (const char *text, uint32_t *id)
{
  const char *digits = g_str_has_prefix (text, "0x") || g_str_has_prefix (text, "0X") ? text + 2 : text;
  char *end = NULL;
  guint64 number = g_ascii_strtoull (digits, &end, 16);

  if (!g_ascii_isxdigit (*digits) || *end != '\0' || number > CAN_ID_MASK_EXTENDED)
    return FALSE;
  *id = (uint32_t) number | (end - digits == 8 || number > CAN_ID_MASK_STANDARD ? CAN_ID_EXTENDED : 0);
  return TRUE;
}

/* "100", "100-1FF" */
static gboolean
add_ids (GArray *ids, const char *word)
{
  g_auto (GStrv) ends = g_strsplit (word, "-", 2);
  uint32_t low, high;

  if (!parse_id (g_strstrip (ends[0]), &low))
    return FALSE;
  high = low;
  if (ends[1] != NULL && !parse_id (g_strstrip (ends[1]), &high))
    return FALSE;
  low |= high & CAN_ID_EXTENDED;
  if (high < low || high - low >= MAX_RANGE)
    return FALSE;
  for (uint32_t id = low; id <= high; id++)
    g_array_append_val (ids, id);
  return TRUE;
}

GArray *
replay_dup_without_ids (Replay *self, char **problem)
{
  g_auto (GStrv) words = g_strsplit_set (self->without, ",;", -1);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (uint32_t));

  for (char **word = words; *word != NULL; word++)
    {
      g_strstrip (*word);
      if (**word == '\0' || add_node (self, ids, *word) || add_ids (ids, *word))
        continue;
      if (problem != NULL && *problem == NULL)
        *problem = g_strdup_printf (_ ("%s is no node of the databases and no identifier"), *word);
    }
  g_array_sort (ids, compare_ids);
  return ids;
}

gboolean
replay_set_without (Replay *self, const char *words, char **problem)
{
  GArray *ids;

  *problem = NULL;
  g_free (self->without);
  self->without = g_strdup (words);
  ids = replay_dup_without_ids (self, problem);
  g_array_unref (ids);
  replay_hand_over_rule (self);
  return *problem == NULL;
}

const char *
replay_get_without (Replay *self)
{
  return self->without;
}

/* --- What is overridden --- */

typedef struct
{
  uint32_t id;
  Recipe *recipe;
} Override;

static void
add_override (GArray *overrides, const Message *message, const CanSignal *signal, double value)
{
  const Generator generator = { .kind = GENERATOR_RAMP, .low = value, .high = value, .period = 1000000000 };
  Override *override = NULL;

  for (guint i = 0; i < overrides->len && override == NULL; i++)
    if (g_array_index (overrides, Override, i).id == message->id)
      override = &g_array_index (overrides, Override, i);
  if (override == NULL)
    {
      const Override added = { message->id, recipe_new () };

      g_array_append_val (overrides, added);
      override = &g_array_index (overrides, Override, overrides->len - 1);
    }
  recipe_add_generator (override->recipe, signal, &generator);
}

/* "Signal=1", "Message.Signal=Park": in all messages that have it. NULL, or why not. (transfer full) */
static char *
read_override (Replay *self, GArray *overrides, const char *text)
{
  const DatabaseSet *set = trace_session_get_databases (self->session);
  const char *equals = strchr (text, '='), *dot;
  g_autofree char *name = NULL, *message_name = NULL;
  guint n = 0;

  if (equals == NULL)
    return g_strdup_printf (_ ("%s: Signal=Value is needed"), text);
  name = g_strstrip (g_strndup (text, (gsize) (equals - text)));
  dot = strchr (name, '.');
  message_name = dot != NULL ? g_strndup (name, (gsize) (dot - name)) : NULL;
  for (guint d = 0; d < database_set_n (set); d++)
    for (guint m = 0; m < database_n_messages (database_set_get (set, d, NULL)); m++)
      {
        const Message *message = database_get_message (database_set_get (set, d, NULL), m);
        const CanSignal *signal = message_find_signal (message, dot != NULL ? dot + 1 : name);
        g_autoptr (GError) error = NULL;
        uint64_t bits;

        if (signal == NULL || (message_name != NULL && strcmp (message->name, message_name) != 0))
          continue;
        if (!can_signal_encode_text (signal, equals + 1, ENCODE_DEFAULT, &bits, &error))
          return g_strdup_printf ("%s: %s", name, error->message);
        add_override (overrides, message, signal, can_signal_physical (signal, bits));
        n++;
      }
  return n > 0 ? NULL : g_strdup_printf (_ ("there is no signal %s in the databases"), name);
}

void
replay_hand_over_overrides (Replay *self, char **problem)
{
  g_auto (GStrv) words = g_strsplit_set (self->overrides, ",;", -1);
  g_autoptr (GArray) overrides = g_array_new (FALSE, FALSE, sizeof (Override));

  for (char **word = words; *word != NULL; word++)
    {
      g_autofree char *why = NULL;

      if (*g_strstrip (*word) != '\0')
        why = read_override (self, overrides, *word);
      if (why != NULL && problem != NULL && *problem == NULL)
        *problem = g_steal_pointer (&why);
    }
  for (guint i = 0; i < self->override_ids->len && self->player != NULL; i++)
    player_override (self->player, g_array_index (self->override_ids, uint32_t, i), NULL);
  g_array_set_size (self->override_ids, 0);
  for (guint i = 0; i < overrides->len; i++)
    {
      const Override *override = &g_array_index (overrides, Override, i);

      if (self->player != NULL)
        {
          player_override (self->player, override->id, override->recipe);
          g_array_append_val (self->override_ids, override->id);
        }
      recipe_unref (override->recipe);
    }
}

gboolean
replay_set_overrides (Replay *self, const char *text, char **problem)
{
  *problem = NULL;
  g_free (self->overrides);
  self->overrides = g_strdup (text);
  replay_hand_over_overrides (self, problem);
  return *problem == NULL;
}

const char *
replay_get_overrides (Replay *self)
{
  return self->overrides;
}

/* --- All of it as text --- */

static void
put_targets (JsonBuilder *out, GHashTable *targets)
{
  g_autoptr (GList) channels = g_list_sort (g_hash_table_get_keys (targets), (GCompareFunc) strcmp);

  json_builder_set_member_name (out, "buses");
  json_builder_begin_object (out);
  for (GList *channel = channels; channel != NULL; channel = channel->next)
    {
      json_builder_set_member_name (out, channel->data);
      json_builder_add_string_value (out, g_hash_table_lookup (targets, channel->data));
    }
  json_builder_end_object (out);
}

char *
replay_to_text (Replay *self)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  const PlayerRule *rule = &self->rule;

  json_builder_begin_object (out);
  json_put_number (out, "canid-replay", VERSION);
  json_put_number (out, "speed", rule->speed);
  json_put_number (out, "gap", (double) rule->gap / 1e6);
  json_put_flag (out, "flat-out", rule->flat_out);
  json_put_number (out, "skip", (double) rule->skip / 1e9);
  json_put_number (out, "times", (double) rule->loops);
  json_put_number (out, "from", (double) rule->from + 1);
  json_put_number (out, "to", rule->to == UINT64_MAX ? 0 : (double) rule->to);
  json_put_text (out, "direction", rule->without_sent ? "rx" : rule->without_received ? "tx" : "");
  json_put_text (out, "filter", self->filter_text);
  json_put_text (out, "without", self->without);
  json_put_text (out, "signals", self->overrides);
  put_targets (out, self->targets);
  json_builder_end_object (out);
  root = json_builder_get_root (out);
  return json_to_string (root, TRUE);
}

static void
get_rule (JsonObject *object, PlayerRule *rule)
{
  const char *direction = json_get_text (object, "direction");
  double to = json_get_number (object, "to", 0, 0, 0x1p53);

  player_rule_init (rule);
  rule->speed = json_get_number (object, "speed", 1, PLAYER_MIN_SPEED, PLAYER_MAX_SPEED);
  rule->gap = (int64_t) (json_get_number (object, "gap", 0, 0, 1e9) * 1e6);
  rule->flat_out = json_get_flag (object, "flat-out");
  rule->skip = (int64_t) (json_get_number (object, "skip", 0, 0, 1e9) * 1e9);
  rule->loops = (uint64_t) json_get_number (object, "times", 1, 0, 1e9);
  rule->from = (uint64_t) json_get_number (object, "from", 1, 1, 0x1p53) - 1;
  rule->to = to > 0 ? (uint64_t) to : UINT64_MAX;
  rule->without_sent = strcmp (direction, "rx") == 0;
  rule->without_received = strcmp (direction, "tx") == 0;
}

static void
get_targets (Replay *self, JsonNode *node)
{
  g_autoptr (GList) channels = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  channels = json_object_get_members (json_node_get_object (node));
  for (GList *channel = channels; channel != NULL; channel = channel->next)
    g_hash_table_insert (self->targets, g_strdup (channel->data),
                         g_strdup (json_get_text (json_node_get_object (node), channel->data)));
}

gboolean
replay_from_text (Replay *self, const char *text, gboolean with_range)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *problem = NULL, *other = NULL;
  FilterProblem wrong = { 0 };
  JsonObject *object;
  PlayerRule rule;

  if (strlen (text) > MAX_BYTES || json_is_deeper (text, MAX_DEPTH)
      || !json_parser_load_from_data (parser, text, -1, NULL) || json_parser_get_root (parser) == NULL
      || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return FALSE;
  object = json_node_get_object (json_parser_get_root (parser));
  if (json_get_number (object, "canid-replay", 0, 1, VERSION) != VERSION)
    return FALSE;
  get_rule (object, &rule);
  if (!with_range)
    {
      rule.from = 0;
      rule.to = UINT64_MAX;
    }
  replay_set_rule (self, &rule);
  /* What belongs to databases that are not there now is kept, and counts when they are. */
  replay_set_without (self, json_get_text (object, "without"), &problem);
  replay_set_overrides (self, json_get_text (object, "signals"), &other);
  replay_set_filter (self, json_get_text (object, "filter"), &wrong);
  filter_problem_clear (&wrong);
  get_targets (self, json_object_get_member (object, "buses"));
  self->was_read = TRUE;
  g_signal_emit (self, replay_rule_changed, 0);
  return TRUE;
}

gboolean
replay_was_read (Replay *self)
{
  return self->was_read;
}
