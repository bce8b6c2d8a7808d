/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/json-members.h"

#include <math.h>

#include "base/banned.h"

#define MAX_VALUE 1e300 /* JSON has no infinity */

gboolean
json_is_deeper (const char *text, guint than)
{
  guint depth = 0;

  for (; *text != '\0'; text++)
    if (*text == '{' || *text == '[')
      {
        if (++depth > than)
          return TRUE;
      }
    else if ((*text == '}' || *text == ']') && depth > 0)
      depth--;
  return FALSE;
}

/* --- Writing --- */

void
json_put_text (JsonBuilder *out, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  json_builder_set_member_name (out, name);
  json_builder_add_string_value (out, value);
}

void
json_put_number (JsonBuilder *out, const char *name, double value)
{
  json_builder_set_member_name (out, name);
  if (value == floor (value) && fabs (value) < 0x1p53)
    json_builder_add_int_value (out, (gint64) value);
  else
    json_builder_add_double_value (out, CLAMP (value, -MAX_VALUE, MAX_VALUE));
}

void
json_put_flag (JsonBuilder *out, const char *name, gboolean value)
{
  json_builder_set_member_name (out, name);
  json_builder_add_boolean_value (out, value);
}

/* --- Reading --- */

/* (transfer none)(nullable) */
static JsonNode *
get_value (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? node : NULL;
}

double
json_get_number (JsonObject *object, const char *name, double otherwise, double low, double high)
{
  JsonNode *node = get_value (object, name);
  double value;

  if (node == NULL
      || (json_node_get_value_type (node) != G_TYPE_INT64 && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return otherwise;
  value = json_node_get_double (node);
  return value >= low && value <= high ? value : otherwise;
}

const char *
json_get_text (JsonObject *object, const char *name)
{
  JsonNode *node = get_value (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : "";
}

gboolean
json_get_flag (JsonObject *object, const char *name)
{
  JsonNode *node = get_value (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}
