/* plot-model-file.c: a layout as JSON.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/plot-model-private.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "base/banned.h"

static const char *const modes[] = { "stacked", "overlaid", "xy" };
static const char *const kinds[PLOT_N_KINDS] = { "line", "text", "gauge", "line-text", "line-gauge" };
static const char *const styles[] = { "auto", "joined", "stepped" };

static void
put (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
put_signal (JsonBuilder *builder, const PlotSignal *signal)
{
  json_builder_begin_object (builder);
  put (builder, "message", signal->key->message);
  put (builder, "signal", signal->key->signal);
  put (builder, "channel", signal->key->channel);
  if (signal->key->id != 0)
    {
      json_builder_set_member_name (builder, "id");
      json_builder_add_int_value (builder, signal->key->id);
    }
  json_builder_set_member_name (builder, "color");
  json_builder_add_int_value (builder, signal->color);
  json_builder_set_member_name (builder, "width");
  json_builder_add_double_value (builder, signal->width);
  put (builder, "line", styles[signal->style]);
  if (signal->kind != PLOT_LINE)
    put (builder, "kind", kinds[signal->kind]);
  if (signal->hidden)
    {
      json_builder_set_member_name (builder, "hidden");
      json_builder_add_boolean_value (builder, TRUE);
    }
  if (signal->own_axis)
    {
      json_builder_set_member_name (builder, "own-axis");
      json_builder_add_boolean_value (builder, TRUE);
    }
  if (signal->fixed)
    {
      json_builder_set_member_name (builder, "min");
      json_builder_add_double_value (builder, signal->min);
      json_builder_set_member_name (builder, "max");
      json_builder_add_double_value (builder, signal->max);
    }
  json_builder_end_object (builder);
}

char *
plot_model_to_text (PlotModel *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  put (builder, "mode", modes[self->mode]);
  if (self->dots)
    {
      json_builder_set_member_name (builder, "dots");
      json_builder_add_boolean_value (builder, TRUE);
    }
  if (self->no_grid)
    {
      json_builder_set_member_name (builder, "grid");
      json_builder_add_boolean_value (builder, FALSE);
    }
  json_builder_set_member_name (builder, "signals");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->signals->len; i++)
    put_signal (builder, plot_model_signal (self, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/* --- Reading --- */

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static double
get_number (JsonObject *object, const char *name, double otherwise)
{
  JsonNode *node = json_object_get_member (object, name);
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  return type == G_TYPE_DOUBLE || type == G_TYPE_INT64 ? json_node_get_double (node) : otherwise;
}

static gboolean
get_flag (JsonObject *object, const char *name, gboolean otherwise)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN ? json_node_get_boolean (node) : otherwise;
}

static guint
choose (const char *const *names, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (names[i], name) == 0)
      return i;
  return 0;
}

static void
take_signal (PlotModel *self, JsonObject *object)
{
  SeriesKey key = { .message = (char *) get_string (object, "message"),
                    .signal = (char *) get_string (object, "signal"),
                    .channel = (char *) get_string (object, "channel"),
                    .id = (uint32_t) CLAMP (get_number (object, "id", 0), 0, 4294967295.0) };
  guint index;
  double min, max;

  if (key.signal == NULL || *key.signal == '\0' || self->signals->len == PLOT_MAX_SIGNALS)
    return;
  index = plot_model_add (self, &key);
  plot_model_set_color (self, index, (guint) CLAMP (get_number (object, "color", index), 0, 255));
  plot_model_set_width (self, index, get_number (object, "width", 1.5));
  plot_model_set_style (self, index, choose (styles, G_N_ELEMENTS (styles), get_string (object, "line")));
  plot_model_set_kind (self, index, choose (kinds, G_N_ELEMENTS (kinds), get_string (object, "kind")));
  plot_model_set_hidden (self, index, get_flag (object, "hidden", FALSE));
  plot_model_set_own_axis (self, index, get_flag (object, "own-axis", FALSE));
  min = get_number (object, "min", NAN);
  max = get_number (object, "max", NAN);
  plot_model_set_axis (self, index, min, max);
}

gboolean
plot_model_from_text (PlotModel *self, const char *text)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object;
  JsonNode *root, *node;

  if (strlen (text) > 1 << 20 || !json_parser_load_from_data (parser, text, -1, NULL)
      || (root = json_parser_get_root (parser)) == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;
  object = json_node_get_object (root);
  plot_model_clear (self);
  self->mode = choose (modes, G_N_ELEMENTS (modes), get_string (object, "mode"));
  self->dots = get_flag (object, "dots", FALSE);
  self->no_grid = !get_flag (object, "grid", TRUE);
  node = json_object_get_member (object, "signals");
  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      {
        JsonNode *signal = json_array_get_element (json_node_get_array (node), i);

        if (JSON_NODE_HOLDS_OBJECT (signal))
          take_signal (self, json_node_get_object (signal));
      }
  plot_model_emit_changed (self);
  return TRUE;
}
