/* control-json.c: controls as JSON, there and back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/control.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "session/json-members.h"

#include <string.h>

#include "base/banned.h"

#define VERSION 1
#define MAX_BYTES (4 << 20)
#define MAX_DEPTH 16u
#define MAX_VALUE 1e300
#define MAX_TEXT 200u /* bytes */

/* --- Writing --- */

static void
put_zones (JsonBuilder *out, const GPtrArray *zones)
{
  json_builder_set_member_name (out, "zones");
  json_builder_begin_array (out);
  for (guint i = 0; i < zones->len; i++)
    {
      const ControlZone *zone = zones->pdata[i];

      json_builder_begin_object (out);
      if (*zone->when == '\0')
        {
          json_put_number (out, "low", zone->low);
          json_put_number (out, "high", zone->high);
        }
      json_put_text (out, "when", zone->when);
      json_put_text (out, "color", lamp_color_id (zone->color));
      json_put_text (out, "text", zone->text);
      json_builder_end_object (out);
    }
  json_builder_end_array (out);
}

static void
put_control (JsonBuilder *out, const Control *control)
{
  json_builder_begin_object (out);
  json_put_text (out, "control", control_kind_id (control->kind));
  json_put_text (out, "message", control->message);
  json_put_text (out, "signal", control->signal);
  json_put_text (out, "channel", control->channel);
  json_put_text (out, "title", control->title);
  json_put_number (out, "x", control->x);
  json_put_number (out, "y", control->y);
  json_put_number (out, "width", control->width);
  json_put_number (out, "height", control->height);
  if (control->low != 0 || control->high != 0)
    {
      json_put_number (out, "low", control->low);
      json_put_number (out, "high", control->high);
    }
  if (control->kind == CONTROL_BUTTON || control->kind == CONTROL_SWITCH || control->pressed != 1
      || control->released != 0)
    {
      json_put_number (out, "pressed", control->pressed);
      json_put_number (out, "released", control->released);
    }
  if (control->at_once)
    json_put_flag (out, "at-once", TRUE);
  json_put_text (out, "key", control->key);
  if (control->zones->len > 0)
    put_zones (out, control->zones);
  json_builder_end_object (out);
}

char *
controls_to_text (const GPtrArray *controls)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (out);
  json_put_number (out, "canid-controls", VERSION);
  json_builder_set_member_name (out, "controls");
  json_builder_begin_array (out);
  for (guint i = 0; i < controls->len; i++)
    put_control (out, controls->pdata[i]);
  json_builder_end_array (out);
  json_builder_end_object (out);
  root = json_builder_get_root (out);
  return json_to_string (root, TRUE);
}

gboolean
controls_save (const GPtrArray *controls, const char *path, GError **error)
{
  g_autofree char *text = controls_to_text (controls);

  return g_file_set_contents (path, text, -1, error);
}

/* --- Reading --- */

static const char *
get_text (JsonObject *object, const char *name)
{
  const char *text = json_get_text (object, name);

  return strlen (text) <= MAX_TEXT ? text : "";
}

static void
take_text (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static void
get_zones (JsonObject *object, Control *control)
{
  JsonNode *node = json_object_get_member (object, "zones");
  JsonArray *zones = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; zones != NULL && i < json_array_get_length (zones) && control->zones->len < CONTROL_MAX_ZONES; i++)
    {
      JsonNode *element = json_array_get_element (zones, i);
      JsonObject *zone = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
      LampColor color = LAMP_GREEN;

      if (zone == NULL)
        continue;
      for (guint c = 0; c < N_LAMP_COLORS; c++)
        if (strcmp (get_text (zone, "color"), lamp_color_id ((LampColor) c)) == 0)
          color = (LampColor) c;
      if (*json_get_text (zone, "when") != '\0')
        control_add_zone_when (control, json_get_text (zone, "when"), color, get_text (zone, "text"));
      else
        control_add_zone (control, json_get_number (zone, "low", 0, -MAX_VALUE, MAX_VALUE),
                          json_get_number (zone, "high", 0, -MAX_VALUE, MAX_VALUE), color, get_text (zone, "text"));
    }
}

static void
get_place (JsonObject *object, Control *control)
{
  int width, height;

  control_kind_get_size (control->kind, &width, &height);
  control->x = (int) json_get_number (object, "x", -1, 0, CONTROL_MAX_PLACE);
  control->y = (int) json_get_number (object, "y", -1, 0, CONTROL_MAX_PLACE);
  if (control->x < 0 || control->y < 0)
    control->x = control->y = -1;
  control->width = (int) json_get_number (object, "width", width, 1, CONTROL_MAX_SIZE);
  control->height = (int) json_get_number (object, "height", height, 1, CONTROL_MAX_SIZE);
}

/* NULL: *reason says why. */
static Control *
get_control (JsonNode *node, const char **reason)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *id = object != NULL ? get_text (object, "control") : "";
  ControlKind kind = N_CONTROL_KINDS;
  Control *control;

  for (guint i = 0; i < N_CONTROL_KINDS; i++)
    if (strcmp (control_kind_id ((ControlKind) i), id) == 0)
      kind = (ControlKind) i;
  *reason = kind == N_CONTROL_KINDS ? _ ("of no known kind") : _ ("without a signal");
  if (kind == N_CONTROL_KINDS || *get_text (object, "message") == '\0' || *get_text (object, "signal") == '\0')
    return NULL;
  control = control_new (kind);
  take_text (&control->message, get_text (object, "message"));
  take_text (&control->signal, get_text (object, "signal"));
  take_text (&control->channel, get_text (object, "channel"));
  take_text (&control->title, get_text (object, "title"));
  take_text (&control->key, get_text (object, "key"));
  get_place (object, control);
  control->low = json_get_number (object, "low", 0, -MAX_VALUE, MAX_VALUE);
  control->high = json_get_number (object, "high", 0, -MAX_VALUE, MAX_VALUE);
  control->pressed = json_get_number (object, "pressed", 1, -MAX_VALUE, MAX_VALUE);
  control->released = json_get_number (object, "released", 0, -MAX_VALUE, MAX_VALUE);
  control->at_once = json_get_flag (object, "at-once");
  get_zones (object, control);
  return control;
}

static GPtrArray *
from_node (JsonNode *node, GPtrArray *problems, GError **error)
{
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *list = object != NULL ? json_object_get_member (object, "controls") : NULL;
  JsonArray *array = list != NULL && JSON_NODE_HOLDS_ARRAY (list) ? json_node_get_array (list) : NULL;
  GPtrArray *controls;

  if (array == NULL)
    {
      g_set_error_literal (error, CANID_ERROR, CANID_ERROR_UNKNOWN, _ ("this is no page of controls"));
      return NULL;
    }
  if (json_get_number (object, "canid-controls", VERSION, 0, 1e9) > VERSION)
    {
      g_set_error_literal (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("this page was written by a later version"));
      return NULL;
    }
  controls = g_ptr_array_new_with_free_func (control_free);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *reason = _ ("more than the page has room for");
      Control *control = controls->len < CONTROL_MAX ? get_control (json_array_get_element (array, i), &reason) : NULL;

      if (control != NULL)
        g_ptr_array_add (controls, control);
      else if (problems != NULL)
        g_ptr_array_add (problems, g_strdup_printf (_ ("control %u: %s"), i + 1, reason));
      if (controls->len >= CONTROL_MAX && control == NULL)
        break;
    }
  return controls;
}

GPtrArray *
controls_from_text (const char *text, GPtrArray *problems, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (strlen (text) > MAX_BYTES || json_is_deeper (text, MAX_DEPTH))
    {
      g_set_error_literal (error, CANID_ERROR, CANID_ERROR_UNKNOWN, _ ("this is no page of controls"));
      return NULL;
    }
  if (!json_parser_load_from_data (parser, text, -1, error))
    return NULL;
  return from_node (json_parser_get_root (parser), problems, error);
}

GPtrArray *
controls_load (const char *path, GPtrArray *problems, GError **error)
{
  g_autofree char *text = NULL;
  GPtrArray *controls;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  controls = controls_from_text (text, problems, error);
  if (controls == NULL)
    g_prefix_error (error, "%s: ", path);
  return controls;
}
