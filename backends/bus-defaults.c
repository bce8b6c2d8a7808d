/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/bus-defaults.h"

#include "backends/backend-settings.h"
#include "base/errors.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/banned.h"

#define DEFAULT_CONTEXT "default"

static void
default_free (gpointer data)
{
  BusDefault *self = data;

  g_free (self->value);
  g_free (self->origin);
  g_free (self);
}

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, default_free);
}

static void
set (GHashTable *defaults, const char *key, const char *value, const char *origin)
{
  BusDefault *entry = g_new (BusDefault, 1);

  entry->value = g_strdup (value);
  entry->origin = g_strdup (origin);
  g_hash_table_insert (defaults, g_ascii_strdown (key, -1), entry);
}

/* Of one source. Eats it. */
static void
merge (GHashTable *defaults, GHashTable *source)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, source);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const BusDefault *entry = value;
      gboolean old_word = strcmp (key, "bustype") == 0;

      if (!old_word || !g_hash_table_contains (source, "interface"))
        set (defaults, old_word ? "interface" : key, entry->value, entry->origin);
    }
  g_hash_table_unref (source);
}

/* --- Files --- */

/* "key = value" or "key: value", as Python's configparser reads them. */
static void
read_line (GHashTable *source, char *line, const char *path)
{
  char *split = strpbrk (line, "=:");

  if (split == NULL || split == line)
    return;
  *split = '\0';
  set (source, g_strstrip (line), g_strstrip (split + 1), path);
}

static void
read_file (GHashTable *source, const char *path, const char *context)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean inside = FALSE;

  if (!g_file_get_contents (path, &text, NULL, NULL) || !g_utf8_validate (text, -1, NULL))
    return;
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      char *start = g_strstrip (*line);
      gsize n = strlen (start);

      if (*start == '[' && start[n - 1] == ']')
        {
          start[n - 1] = '\0';
          inside = strcmp (start + 1, context) == 0;
        }
      else if (inside && *start != '#' && *start != ';')
        read_line (source, start, path);
    }
}

static void
read_files (GHashTable *defaults, const char *file, const char *context)
{
  static const char *const homes[] = { "can.conf", NULL, ".can", ".canrc" };
  GHashTable *source = new_table ();

  if (file != NULL)
    read_file (source, file, context);
  for (guint i = 0; i < G_N_ELEMENTS (homes) && file == NULL; i++)
    {
      g_autofree char *path
          = homes[i] != NULL ? g_build_filename (g_get_home_dir (), homes[i], NULL) : g_strdup ("/etc/can.conf");

      read_file (source, path, context);
    }
  merge (defaults, source);
}

/* --- The environment --- */

static void
read_json (GHashTable *source, const char *text, const char *origin)
{
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  g_autoptr (GList) keys = object != NULL ? json_object_get_members (object) : NULL;

  for (GList *key = keys; key != NULL; key = key->next)
    {
      JsonNode *value = json_object_get_member (object, key->data);
      g_autofree char *word = NULL;

      if (!JSON_NODE_HOLDS_VALUE (value))
        continue;
      word = json_node_get_value_type (value) == G_TYPE_STRING ? json_node_dup_string (value)
                                                               : json_to_string (value, FALSE);
      set (source, key->data, word, origin);
    }
}

/* suffix: of the variables' names. */
static void
read_environment (GHashTable *defaults, const char *suffix)
{
  static const struct
  {
    const char *variable, *key;
  } names[] = {
    { "CAN_CONFIG", NULL }, { "CAN_INTERFACE", "interface" }, { "CAN_CHANNEL", "channel" }, { "CAN_BITRATE", "bitrate" }
  };
  GHashTable *source = new_table ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *variable = g_strconcat (names[i].variable, suffix, NULL);
      const char *value = g_getenv (variable);

      if (value == NULL || value[0] == '\0' || !g_utf8_validate (value, -1, NULL))
        continue;
      if (names[i].key == NULL)
        read_json (source, value, variable);
      else
        set (source, names[i].key, value, variable);
    }
  merge (defaults, source);
}

/* --- Public --- */

GHashTable *
bus_defaults_read (const char *context, const char *file)
{
  GHashTable *defaults = new_table ();
  gboolean named = context != NULL && strcmp (context, DEFAULT_CONTEXT) != 0;

  read_files (defaults, file, DEFAULT_CONTEXT);
  if (named)
    read_files (defaults, file, context);
  read_environment (defaults, "");
  if (context != NULL)
    {
      g_autofree char *suffix = g_strconcat ("_", context, NULL);

      read_environment (defaults, suffix);
    }
  return defaults;
}

static const char *
value_of (GHashTable *defaults, const char *key)
{
  const BusDefault *entry = g_hash_table_lookup (defaults, key);

  return entry != NULL ? entry->value : NULL;
}

const Backend *
bus_defaults_get_backend (GHashTable *defaults)
{
  const char *id = value_of (defaults, "interface");

  return id != NULL ? backend_find (id) : NULL;
}

gboolean
bus_defaults_name (GHashTable *defaults, const Backend *backend, const char *channel)
{
  const char *named = value_of (defaults, "channel");

  return backend != NULL && bus_defaults_get_backend (defaults) == backend
         && (named == NULL || g_strcmp0 (named, channel) == 0);
}

/* Whether the backend can do it. FALSE with an error: the value is wrong. */
static gboolean
can_do (const Backend *backend, const char *key, const char *value, GError **error)
{
  BusConfig *alone = bus_config_new ();
  GError *reason = NULL;
  gboolean good = bus_config_set (alone, key, value, &reason) && backend_settings_ok (backend, alone, FALSE, &reason);

  bus_config_free (alone);
  if (g_error_matches (reason, CANID_ERROR, CANID_ERROR_UNSUPPORTED))
    g_clear_error (&reason);
  if (reason != NULL)
    g_propagate_error (error, reason);
  return good;
}

gboolean
bus_defaults_apply (GHashTable *defaults, const Backend *backend, BusConfig *config, GError **error)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, defaults);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const BusDefault *entry = value;
      GError *reason = NULL;

      if (strcmp (key, "interface") != 0 && can_do (backend, key, entry->value, &reason))
        bus_config_set (config, key, entry->value, NULL);
      if (reason != NULL)
        {
          g_propagate_prefixed_error (error, reason, "%s: ", entry->origin);
          return FALSE;
        }
    }
  return TRUE;
}
