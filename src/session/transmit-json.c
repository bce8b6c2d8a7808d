/* transmit-json.c: messages to be sent as JSON, there and back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/transmit-row.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "session/json-members.h"

#include <string.h>

#include "base/banned.h"

#define VERSION 1
#define MAX_ROWS 10000u
#define MAX_BYTES (16 << 20)
#define MAX_DEPTH 16u
#define MAX_PERIOD 1e9 /* ms */

static const struct
{
  const char *id, *name;
} triggers[N_TRIGGERS] = {
  [TRIGGER_NONE] = { "none", N_ ("By period or hand") },
  [TRIGGER_KEY] = { "key", N_ ("Key") },
  [TRIGGER_RECEPTION] = { "reception", N_ ("Reception of") },
  [TRIGGER_AFTER] = { "after", N_ ("Seconds after start") },
};
static const char *const id_modes[] = { "both", "alt", "low", "nibble" };
static const char *const active_modes[] = { "ignored", "only", "faster" };
static const char *const traffic_modes[] = { "fixed", "counting", "random" };

const char *
trigger_name (TriggerKind kind)
{
  return _ (triggers[kind].name);
}

/* --- Writing --- */

static void
put_generator (JsonBuilder *out, const SignalSource *source)
{
  const Generator *generator = &source->generator;

  json_put_text (out, "source", generator_id (generator->kind));
  json_put_number (out, "low", generator->low);
  json_put_number (out, "high", generator->high);
  json_put_number (out, "step", generator->step);
  json_put_number (out, "period", (double) generator->period / 1e6);
  json_put_text (out, "file", source->file);
  if (source->file != NULL)
    json_put_number (out, "column", source->file_column);
}

static void
put_protection (JsonBuilder *out, const SignalSource *source)
{
  json_put_text (out, "source", protection_id (source->protection));
  if (!protection_counts (source->protection))
    return;
  json_put_text (out, "counter", source->counter);
  json_put_text (out, "id-mode", id_modes[source->id_mode]);
  json_put_number (out, "data-id", source->data_id);
  json_builder_set_member_name (out, "data-ids");
  json_builder_begin_array (out);
  for (guint i = 0; i < G_N_ELEMENTS (source->data_ids); i++)
    json_builder_add_int_value (out, source->data_ids[i]);
  json_builder_end_array (out);
}

static void
put_sources (JsonBuilder *out, const GPtrArray *sources)
{
  json_builder_set_member_name (out, "sources");
  json_builder_begin_array (out);
  for (guint i = 0; i < sources->len; i++)
    {
      const SignalSource *source = sources->pdata[i];

      json_builder_begin_object (out);
      json_put_text (out, "signal", source->signal);
      if (source->protects)
        put_protection (out, source);
      else
        put_generator (out, source);
      json_builder_end_object (out);
    }
  json_builder_end_array (out);
}

static void
put_traffic (JsonBuilder *out, const Traffic *traffic)
{
  json_builder_set_member_name (out, "traffic");
  json_builder_begin_object (out);
  json_put_text (out, "ids", traffic_modes[traffic->ids]);
  json_put_text (out, "data", traffic_modes[traffic->data]);
  json_put_text (out, "lengths", traffic_modes[traffic->lengths]);
  json_put_number (out, "low", traffic->low_id);
  json_put_number (out, "high", traffic->high_id);
  json_builder_end_object (out);
}

static void
put_time (JsonBuilder *out, const char *name, int64_t ns)
{
  if (ns > 0)
    json_put_number (out, name, (double) ns / 1e6);
}

static void
put_rule (JsonBuilder *out, const SendRule *rule)
{
  json_builder_set_member_name (out, "rule");
  json_builder_begin_object (out);
  json_put_flag (out, "on-change", rule->on_change);
  if (rule->repeats > 0)
    json_put_number (out, "repeats", rule->repeats);
  put_time (out, "fast", rule->fast);
  put_time (out, "gap", rule->min_gap);
  put_time (out, "delay", rule->delay);
  if (rule->active != ACTIVE_IGNORED)
    json_put_text (out, "active", active_modes[rule->active]);
  json_builder_end_object (out);
}

static void
put_row (JsonBuilder *out, const TransmitRow *row)
{
  char text[CAN_FRAME_TEXT_MAX];

  json_builder_begin_object (out);
  json_put_text (out, "name", row->name);
  json_put_text (out, "channel", row->channel);
  json_put_text (out, "node", row->node);
  can_frame_format (&row->frame, text);
  json_put_text (out, "frame", text);
  json_put_number (out, "period", (double) row->period / 1e6);
  if (row->load > 0)
    json_put_number (out, "load", row->load * 100);
  if (row->count > 0)
    json_put_number (out, "count", (double) row->count);
  if (row->then > 0)
    json_put_number (out, "then", (double) row->then / 1e6);
  if (row->burst > 1)
    json_put_number (out, "burst", row->burst);
  if (row->trigger != TRIGGER_NONE)
    {
      json_put_text (out, "trigger", triggers[row->trigger].id);
      json_put_text (out, "when", row->when);
    }
  if (!send_rule_equal (&row->rule, &(SendRule){ 0 }))
    put_rule (out, &row->rule);
  if (row->sources->len > 0)
    put_sources (out, row->sources);
  if (row->traffic.ids != TRAFFIC_FIXED || row->traffic.data != TRAFFIC_FIXED || row->traffic.lengths != TRAFFIC_FIXED)
    put_traffic (out, &row->traffic);
  json_builder_end_object (out);
}

JsonNode *
transmit_rows_to_json (const GPtrArray *rows)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();

  json_builder_begin_object (out);
  json_put_number (out, "canid-transmit", VERSION);
  json_builder_set_member_name (out, "messages");
  json_builder_begin_array (out);
  for (guint i = 0; i < rows->len; i++)
    put_row (out, rows->pdata[i]);
  json_builder_end_array (out);
  json_builder_end_object (out);
  return json_builder_get_root (out);
}

char *
transmit_rows_to_text (const GPtrArray *rows)
{
  g_autoptr (JsonNode) node = transmit_rows_to_json (rows);

  return json_to_string (node, TRUE);
}

gboolean
transmit_rows_save (const GPtrArray *rows, const char *path, GError **error)
{
  g_autofree char *text = transmit_rows_to_text (rows);

  return g_file_set_contents (path, text, -1, error);
}

/* --- Reading --- */

static guint
get_choice (JsonObject *object, const char *name, const char *const *choices, guint n)
{
  const char *text = json_get_text (object, name);

  for (guint i = 0; i < n; i++)
    if (strcmp (choices[i], text) == 0)
      return i;
  return 0;
}

static void
get_protection (JsonObject *object, SignalSource *source)
{
  JsonNode *ids = json_object_get_member (object, "data-ids");
  const char *counter = json_get_text (object, "counter");

  source->protects = TRUE;
  source->counter = *counter != '\0' ? g_strdup (counter) : NULL;
  source->id_mode = (DataIdMode) get_choice (object, "id-mode", id_modes, G_N_ELEMENTS (id_modes));
  source->data_id = (uint16_t) json_get_number (object, "data-id", 0, 0, 0xFFFF);
  if (ids == NULL || !JSON_NODE_HOLDS_ARRAY (ids))
    return;
  for (guint i = 0; i < MIN (json_array_get_length (json_node_get_array (ids)), G_N_ELEMENTS (source->data_ids)); i++)
    {
      JsonNode *id = json_array_get_element (json_node_get_array (ids), i);

      if (JSON_NODE_HOLDS_VALUE (id) && json_node_get_value_type (id) == G_TYPE_INT64)
        source->data_ids[i] = (uint8_t) json_node_get_int (id);
    }
}

static SignalSource *
get_source (JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *signal = object != NULL ? json_get_text (object, "signal") : "";
  const char *kind = object != NULL ? json_get_text (object, "source") : "";
  const char *file;
  SignalSource *source;

  if (*signal == '\0')
    return NULL;
  source = signal_source_new (signal);
  if (protection_find (kind, &source->protection))
    {
      get_protection (object, source);
      return source;
    }
  if (!generator_find (kind, &source->generator.kind))
    {
      signal_source_free (source);
      return NULL;
    }
  source->generator.low = json_get_number (object, "low", 0, -1e300, 1e300);
  source->generator.high = json_get_number (object, "high", 0, -1e300, 1e300);
  source->generator.step = json_get_number (object, "step", 1, -1e300, 1e300);
  source->generator.period = (int64_t) (json_get_number (object, "period", 1000, 0.001, MAX_PERIOD) * 1e6);
  file = json_get_text (object, "file");
  source->file = *file != '\0' ? g_strdup (file) : NULL;
  source->file_column = (guint) json_get_number (object, "column", 0, 0, 10000);
  return source;
}

static void
get_lists (JsonObject *object, TransmitRow *row)
{
  JsonNode *sources = json_object_get_member (object, "sources"), *traffic = json_object_get_member (object, "traffic");

  for (guint i = 0; sources != NULL && JSON_NODE_HOLDS_ARRAY (sources)
                    && i < json_array_get_length (json_node_get_array (sources)) && i < MAX_ROWS;
       i++)
    {
      SignalSource *source = get_source (json_array_get_element (json_node_get_array (sources), i));

      if (source != NULL)
        transmit_row_set_source (row, source);
    }
  if (traffic != NULL && JSON_NODE_HOLDS_OBJECT (traffic))
    {
      JsonObject *value = json_node_get_object (traffic);

      row->traffic.ids = (TrafficMode) get_choice (value, "ids", traffic_modes, 3);
      row->traffic.data = (TrafficMode) get_choice (value, "data", traffic_modes, 3);
      row->traffic.lengths = (TrafficMode) get_choice (value, "lengths", traffic_modes, 3);
      row->traffic.low_id = (uint32_t) json_get_number (value, "low", 0, 0, CAN_ID_MASK_EXTENDED);
      row->traffic.high_id = (uint32_t) json_get_number (value, "high", 0, 0, CAN_ID_MASK_EXTENDED);
    }
}

static int64_t
get_time (JsonObject *object, const char *name)
{
  return (int64_t) (json_get_number (object, name, 0, 0, MAX_PERIOD) * 1e6);
}

static void
get_rule (JsonObject *object, SendRule *rule)
{
  JsonNode *node = json_object_get_member (object, "rule");
  JsonObject *value = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (value == NULL)
    return;
  rule->on_change = json_get_flag (value, "on-change");
  rule->repeats = (guint) json_get_number (value, "repeats", 0, 0, SEND_RULE_MAX_REPEATS);
  rule->fast = get_time (value, "fast");
  rule->min_gap = get_time (value, "gap");
  rule->delay = get_time (value, "delay");
  rule->active = (ActiveMode) get_choice (value, "active", active_modes, G_N_ELEMENTS (active_modes));
}

static void
set_text (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

/* NULL: *reason says why. */
static TransmitRow *
get_row (JsonNode *node, const char **reason)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *text = object != NULL ? json_get_text (object, "frame") : "", *trigger;
  uint8_t payload[CAN_FRAME_MAX_LEN];
  CanFrame frame;
  TransmitRow *row;

  *reason = N_ ("no frame");
  if (*text == '\0' || !can_frame_parse (text, strlen (text), &frame, payload, reason))
    return NULL;
  if (frame.id & CAN_ID_ERROR)
    {
      *reason = N_ ("error frames cannot be sent");
      return NULL;
    }
  row = transmit_row_new_frame (&frame, json_get_text (object, "channel"));
  set_text (&row->name, json_get_text (object, "name"));
  set_text (&row->node, json_get_text (object, "node"));
  get_rule (object, &row->rule);
  row->period = (int64_t) (json_get_number (object, "period", 0, 0, MAX_PERIOD) * 1e6);
  row->load = json_get_number (object, "load", 0, 0, 100) / 100;
  row->count = (uint64_t) json_get_number (object, "count", 0, 0, 0x1p53);
  row->then = (int64_t) (json_get_number (object, "then", 0, 0, MAX_PERIOD) * 1e6);
  row->burst = (guint) json_get_number (object, "burst", 1, 1, 10000);
  trigger = json_get_text (object, "trigger");
  for (guint i = 0; i < N_TRIGGERS; i++)
    if (strcmp (triggers[i].id, trigger) == 0)
      row->trigger = (TriggerKind) i;
  set_text (&row->when, json_get_text (object, "when"));
  get_lists (object, row);
  return row;
}

GPtrArray *
transmit_rows_from_json (JsonNode *node, GPtrArray *problems, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *messages = object != NULL ? json_object_get_member (object, "messages") : NULL;
  GPtrArray *rows;

  if (messages == NULL || !JSON_NODE_HOLDS_ARRAY (messages))
    {
      g_set_error_literal (error, CANID_ERROR, CANID_ERROR_UNKNOWN, _ ("this is no list of messages to be sent"));
      return NULL;
    }
  if (json_get_number (object, "canid-transmit", VERSION, 0, 1e9) > VERSION)
    {
      g_set_error_literal (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("this list was written by a later version"));
      return NULL;
    }
  rows = g_ptr_array_new_with_free_func (transmit_row_free);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (messages)) && i < MAX_ROWS; i++)
    {
      const char *reason;
      TransmitRow *row = get_row (json_array_get_element (json_node_get_array (messages), i), &reason);

      if (row != NULL)
        g_ptr_array_add (rows, row);
      else if (problems != NULL)
        g_ptr_array_add (problems, g_strdup_printf (_ ("message %u: %s"), i + 1, _ (reason)));
    }
  return rows;
}

GPtrArray *
transmit_rows_from_text (const char *text, GPtrArray *problems, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (strlen (text) > MAX_BYTES || json_is_deeper (text, MAX_DEPTH))
    {
      g_set_error_literal (error, CANID_ERROR, CANID_ERROR_UNKNOWN, _ ("this is no list of messages to be sent"));
      return NULL;
    }
  if (!json_parser_load_from_data (parser, text, -1, error))
    return NULL;
  if (json_parser_get_root (parser) != NULL)
    return transmit_rows_from_json (json_parser_get_root (parser), problems, error);
  g_set_error_literal (error, CANID_ERROR, CANID_ERROR_UNKNOWN, _ ("this is no list of messages to be sent"));
  return NULL;
}

GPtrArray *
transmit_rows_load (const char *path, GPtrArray *problems, GError **error)
{
  g_autofree char *text = NULL;
  GPtrArray *rows;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  rows = transmit_rows_from_text (text, problems, error);
  if (rows == NULL)
    g_prefix_error (error, "%s: ", path);
  return rows;
}
