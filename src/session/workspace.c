/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/workspace.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "base/banned.h"

#define VERSION 1
#define VERSION_KEY "canid-workspace"

struct Workspace
{
  JsonObject *root; /* with what is not ours */
  char *folder;     /* paths in root are relative to it */
};

static Workspace *
workspace_take (JsonObject *root, const char *folder)
{
  Workspace *self = g_new0 (Workspace, 1);

  self->root = root;
  self->folder = g_canonicalize_filename (folder, NULL);
  return self;
}

Workspace *
workspace_new (void)
{
  JsonObject *root = json_object_new ();

  json_object_set_int_member (root, VERSION_KEY, VERSION);
  return workspace_take (root, "/");
}

void
workspace_free (Workspace *self)
{
  if (self == NULL)
    return;
  json_object_unref (self->root);
  g_free (self->folder);
  g_free (self);
}

/* --- Reading --- */

/* The parser goes down by recursion: how deep is looked at before. Returns the line where it becomes too deep, 0: fine.
 */
static guint
find_too_deep (const char *text, gsize n)
{
  gboolean quoted = FALSE;
  guint depth = 0, line = 1;

  for (gsize i = 0; i < n; i++)
    {
      char c = text[i];

      line += c == '\n';
      if (quoted)
        {
          if (c == '\\')
            i++;
          quoted = c != '"';
        }
      else if (c == '"')
        quoted = TRUE;
      else if (c == '{' || c == '[')
        {
          if (++depth > WORKSPACE_MAX_DEPTH)
            return line;
        }
      else if ((c == '}' || c == ']') && depth > 0)
        depth--;
    }
  return 0;
}

/* The parser says "<data>:3:1: …"; asked afterwards, it has forgotten. */
static guint
line_of_failure (const GError *failure)
{
  const char *colon = strchr (failure->message, ':');
  guint64 line = colon != NULL ? g_ascii_strtoull (colon + 1, NULL, 10) : 0;

  return (guint) CLAMP (line, 1, G_MAXINT);
}

/* Numbers beyond what a double holds would be written as no JSON at all: they become null. No deeper than was looked
 * at. */
static void
drop_infinite (JsonNode *node)
{
  GList *nodes = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    nodes = json_object_get_values (json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    nodes = json_array_get_elements (json_node_get_array (node));
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_DOUBLE
           && !isfinite (json_node_get_double (node)))
    json_node_init_null (node);
  for (GList *child = nodes; child != NULL; child = child->next)
    drop_infinite (child->data);
  g_list_free (nodes);
}

/* An object with a version that we know, else NULL. */
static JsonObject *
take_root (JsonNode *node, GError **error)
{
  JsonObject *root = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *version = root != NULL ? json_object_get_member (root, VERSION_KEY) : NULL;

  if (version == NULL || !JSON_NODE_HOLDS_VALUE (version) || json_node_get_int (version) < 1)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNKNOWN, _ ("line 1: this is no workspace of Canid"));
      return NULL;
    }
  if (json_node_get_int (version) > VERSION)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                   _ ("the workspace was written by a later version of Canid; it reads version %d"), VERSION);
      return NULL;
    }
  drop_infinite (node);
  return json_object_ref (root);
}

Workspace *
workspace_parse (const char *text, gsize n, const char *folder, GError **error)
{
  JsonParser *parser;
  GError *failure = NULL;
  JsonObject *root = NULL;
  guint line = n <= WORKSPACE_MAX_BYTES ? find_too_deep (text, n) : 0;

  if (n > WORKSPACE_MAX_BYTES)
    g_set_error (error, CANID_ERROR, CANID_ERROR_DAMAGED, _ ("the workspace has more than 16 MiB"));
  else if (line > 0)
    g_set_error (error, CANID_ERROR, CANID_ERROR_DAMAGED, _ ("line %u: more than %d levels within each other"), line,
                 WORKSPACE_MAX_DEPTH);
  else if (!g_utf8_validate (text, (gssize) n, NULL))
    g_set_error (error, CANID_ERROR, CANID_ERROR_DAMAGED, _ ("line 1: the text is not UTF-8"));
  else
    {
      parser = json_parser_new ();
      if (json_parser_load_from_data (parser, text, (gssize) n, &failure))
        root = take_root (json_parser_get_root (parser), error);
      else
        g_set_error (error, CANID_ERROR, CANID_ERROR_DAMAGED, _ ("line %u: the text is damaged here"),
                     line_of_failure (failure));
      g_clear_error (&failure);
      g_object_unref (parser);
    }
  return root != NULL ? workspace_take (root, folder) : NULL;
}

Workspace *
workspace_load (const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, error);
  g_autofree char *folder = g_path_get_dirname (path), *text = NULL;
  GError *failure = NULL;
  Workspace *self;
  gsize n;

  if (file == NULL)
    return NULL;
  n = g_mapped_file_get_length (file);
  text = g_strndup (n > 0 && n <= WORKSPACE_MAX_BYTES ? g_mapped_file_get_contents (file) : "",
                    MIN (n, WORKSPACE_MAX_BYTES));
  self = workspace_parse (text, n <= WORKSPACE_MAX_BYTES ? strlen (text) : n, folder, &failure);
  if (failure != NULL)
    g_propagate_prefixed_error (error, failure, "%s: ", path);
  return self;
}

/* --- Paths --- */

/* From folder to path, both absolute; absolute where only the root is common. */
static char *
relative_path (const char *folder, const char *path)
{
  g_auto (GStrv) from = g_strsplit (folder, "/", -1), to = g_strsplit (path, "/", -1);
  GString *text;
  guint common = 0;

  while (from[common] != NULL && to[common] != NULL && to[common + 1] != NULL && g_str_equal (from[common], to[common]))
    common++;
  if (common < 2)
    return g_strdup (path);
  text = g_string_new (NULL);
  for (guint i = common; from[i] != NULL; i++)
    g_string_append (text, *from[i] != '\0' ? "../" : "");
  for (guint i = common; to[i] != NULL; i++)
    g_string_append_printf (text, "%s%s", i > common ? "/" : "", to[i]);
  return g_string_free (text, FALSE);
}

static JsonNode *
get_member (JsonObject *object, const char *key, JsonNodeType type)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && json_node_get_node_type (node) == type ? node : NULL;
}

static const char *
get_text (JsonObject *object, const char *key)
{
  JsonNode *node = get_member (object, key, JSON_NODE_VALUE);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static JsonArray *
get_array (const Workspace *self, const char *key)
{
  JsonNode *node = get_member (self->root, key, JSON_NODE_ARRAY);

  return node != NULL ? json_node_get_array (node) : NULL;
}

static char *
absolute_path (const Workspace *self, const char *path)
{
  return g_canonicalize_filename (path, self->folder);
}

/* --- Traces and databases --- */

char **
workspace_dup_traces (const Workspace *self)
{
  JsonArray *array = get_array (self, "traces");
  guint n = array != NULL ? json_array_get_length (array) : 0;
  GPtrArray *paths = g_ptr_array_new ();

  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
          && *json_node_get_string (node) != '\0')
        g_ptr_array_add (paths, absolute_path (self, json_node_get_string (node)));
    }
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (paths, FALSE);
}

void
workspace_set_traces (Workspace *self, const char *const *paths)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *relative = relative_path (self->folder, paths[i]);

      json_array_add_string_element (array, relative);
    }
  json_object_set_array_member (self->root, "traces", array);
}

void
workspace_database_free (gpointer data)
{
  WorkspaceDatabase *database = data;

  g_free (database->path);
  g_free (database->channel);
  g_free (database);
}

/* Absent: as the database says. */
static const char *const j1939_words[] = { [J1939_ON] = "on", [J1939_OFF] = "off" };

static J1939Mode
get_j1939 (JsonObject *object)
{
  const char *word = get_text (object, "j1939");

  for (guint mode = 0; mode < G_N_ELEMENTS (j1939_words); mode++)
    if (word != NULL && g_strcmp0 (word, j1939_words[mode]) == 0)
      return (J1939Mode) mode;
  return J1939_AUTO;
}

GPtrArray *
workspace_dup_databases (const Workspace *self)
{
  JsonArray *array = get_array (self, "databases");
  guint n = array != NULL ? json_array_get_length (array) : 0;
  GPtrArray *databases = g_ptr_array_new_with_free_func (workspace_database_free);

  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *file = object != NULL ? get_text (object, "file") : NULL;
      WorkspaceDatabase *database;

      if (file == NULL || *file == '\0')
        continue;
      database = g_new0 (WorkspaceDatabase, 1);
      database->path = absolute_path (self, file);
      database->channel = g_strdup (get_text (object, "channel"));
      database->j1939 = get_j1939 (object);
      g_ptr_array_add (databases, database);
    }
  return databases;
}

void
workspace_set_databases (Workspace *self, const GPtrArray *databases)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < databases->len; i++)
    {
      const WorkspaceDatabase *database = databases->pdata[i];
      g_autofree char *relative = relative_path (self->folder, database->path);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "file", relative);
      if (database->channel != NULL)
        json_object_set_string_member (object, "channel", database->channel);
      if (j1939_words[database->j1939] != NULL)
        json_object_set_string_member (object, "j1939", j1939_words[database->j1939]);
      json_array_add_object_element (array, object);
    }
  json_object_set_array_member (self->root, "databases", array);
}

/* --- The rest --- */

const char *
workspace_get_filter (const Workspace *self)
{
  const char *filter = get_text (self->root, "filter");

  return filter != NULL ? filter : "";
}

void
workspace_set_filter (Workspace *self, const char *filter)
{
  json_object_set_string_member (self->root, "filter", filter);
}

uint64_t
workspace_get_cursor (const Workspace *self)
{
  JsonNode *node = get_member (self->root, "cursor", JSON_NODE_VALUE);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64 || json_node_get_int (node) < 0)
    return UINT64_MAX;
  return (uint64_t) json_node_get_int (node);
}

void
workspace_set_cursor (Workspace *self, uint64_t row)
{
  if (row <= G_MAXINT64)
    json_object_set_int_member (self->root, "cursor", (gint64) row);
  else
    json_object_remove_member (self->root, "cursor");
}

const char *
workspace_get_setting (const Workspace *self, const char *key)
{
  JsonNode *settings = get_member (self->root, "settings", JSON_NODE_OBJECT);

  return settings != NULL ? get_text (json_node_get_object (settings), key) : NULL;
}

void
workspace_set_setting (Workspace *self, const char *key, const char *value)
{
  if (get_member (self->root, "settings", JSON_NODE_OBJECT) == NULL)
    json_object_set_object_member (self->root, "settings", json_object_new ());
  json_object_set_string_member (json_object_get_object_member (self->root, "settings"), key, value);
}

/* --- Writing --- */

/* The same files, seen from another folder. */
static void
move_to (Workspace *self, const char *folder)
{
  g_auto (GStrv) traces = workspace_dup_traces (self);
  g_autoptr (GPtrArray) databases = workspace_dup_databases (self);

  g_free (self->folder);
  self->folder = g_canonicalize_filename (folder, NULL);
  workspace_set_traces (self, (const char *const *) traces);
  workspace_set_databases (self, databases);
}

gboolean
workspace_save (Workspace *self, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path), *text = NULL;
  JsonGenerator *generator = json_generator_new ();
  JsonNode *root = json_node_alloc ();
  gboolean ok;
  gsize n;

  move_to (self, folder);
  json_node_init_object (root, self->root);
  json_generator_set_pretty (generator, TRUE);
  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, &n);
  ok = g_file_set_contents (path, text, (gssize) n, error);
  json_node_unref (root);
  g_object_unref (generator);
  return ok;
}
