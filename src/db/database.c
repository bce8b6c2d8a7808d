/* database.c: the messages of one file, built by a reader, immutable afterwards.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "db/database-private.h"

#include <inttypes.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/errors.h"
#include "base/i18n.h"

#include "base/banned.h"

#define MAX_FILE (G_GUINT64_CONSTANT (512) << 20) /* bytes; the largest databases of cars are about 20 MB */

static void
message_clear (gpointer data)
{
  Message *message = data;

  for (guint i = 0; i < message->n_signals; i++)
    {
      g_free (message->signals[i].labels);
      g_free (message->signals[i].mux_ranges);
      g_free (message->signals[i].receivers);
    }
  for (guint i = 0; i < message->n_groups; i++)
    g_free (message->groups[i].signals);
  g_free (message->groups);
  g_free (message->signals);
  g_free (message->senders);
  g_free (message->plan);
}

static void
table_clear (gpointer data)
{
  g_free (((ValueTable *) data)->labels);
}

static void
variable_clear (gpointer data)
{
  EnvironmentVariable *variable = data;

  g_free (variable->nodes);
  g_free (variable->labels);
}

Database *
database_new (const char *path)
{
  Database *self = g_new0 (Database, 1);

  g_atomic_ref_count_init (&self->references);
  self->path = g_strdup (path);
  self->name = g_path_get_basename (path);
  self->strings = g_string_chunk_new (4096);
  self->version = "";
  self->messages = g_array_new (FALSE, TRUE, sizeof (Message));
  g_array_set_clear_func (self->messages, message_clear);
  self->nodes = g_array_new (FALSE, TRUE, sizeof (DatabaseNode));
  self->warnings = g_array_new (FALSE, TRUE, sizeof (DatabaseWarning));
  self->tables = g_array_new (FALSE, TRUE, sizeof (ValueTable));
  g_array_set_clear_func (self->tables, table_clear);
  self->variables = g_array_new (FALSE, TRUE, sizeof (EnvironmentVariable));
  g_array_set_clear_func (self->variables, variable_clear);
  database_init_attributes (self);
  self->by_id = g_hash_table_new (NULL, NULL);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

Database *
database_ref (const Database *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&((Database *) self)->references);
  return (Database *) self;
}

void
database_unref (const Database *database)
{
  Database *self = (Database *) database;

  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  g_array_unref (self->messages);
  g_array_unref (self->nodes);
  g_array_unref (self->warnings);
  g_array_unref (self->tables);
  g_array_unref (self->variables);
  database_clear_attributes (self);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->by_name);
  g_clear_pointer (&self->by_pgn, g_hash_table_unref);
  g_string_chunk_free (self->strings);
  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

/* --- While it is read --- */

char *
database_add_text (Database *self, const char *text, gsize n)
{
  return g_string_chunk_insert_len (self->strings, text, (gssize) n);
}

char *
database_intern (Database *self, const char *text)
{
  return g_string_chunk_insert_const (self->strings, text);
}

void
database_warn (Database *self, guint line, const char *format, ...)
{
  DatabaseWarning warning = { .line = line };
  va_list args;

  if (self->warnings->len >= DATABASE_MAX_WARNINGS)
    {
      self->n_more_warnings++;
      return;
    }
  va_start (args, format);
  g_autofree char *cut = g_strdup_vprintf (i18n_text (format), args);
  va_end (args);
  g_autofree char *text = g_utf8_make_valid (cut, -1); /* "%.40s" may end within a character */
  warning.what = database_add_text (self, text, strlen (text));
  g_array_append_val (self->warnings, warning);
}

static int
compare_labels (gconstpointer a, gconstpointer b, gpointer data)
{
  const SignalLabel *x = a, *y = b;

  return x->raw < y->raw ? -1 : x->raw > y->raw;
}

/* Steps up to the outermost multiplexer; more than DATABASE_MAX_NESTING means a circle, or something nobody meant. */
static gboolean
nesting_ends (const Message *message, const CanSignal *signal)
{
  for (guint i = 0; i <= DATABASE_MAX_NESTING; i++)
    {
      if (signal->mux_parent < 0)
        return TRUE;
      signal = &message->signals[signal->mux_parent];
    }
  return FALSE;
}

static void
finish_message (Database *self, Message *message)
{
  for (guint i = 0; i < message->n_signals; i++)
    {
      CanSignal *signal = &message->signals[i];

      /* Stable: of two texts for one value the first in the file counts. */
      g_qsort_with_data (signal->labels, (gint) signal->n_labels, sizeof (SignalLabel), compare_labels, NULL);
      if (signal->mux_parent >= 0 && !nesting_ends (message, signal))
        {
          database_warn (self, message->line,
                         N_ ("signal %s of %s: multiplexers select each other in a circle; taken as always present"),
                         signal->name, message->name);
          signal->mux_parent = -1;
        }
      if (signal->mux_parent >= 0)
        message->signals[signal->mux_parent].is_multiplexer = TRUE;
    }
  message_plan (message);
}

static int
compare_warnings (gconstpointer a, gconstpointer b, gpointer data)
{
  const DatabaseWarning *x = a, *y = b;

  return x->line < y->line ? -1 : x->line > y->line;
}

void
database_finish (Database *self)
{
  for (guint i = 0; i < self->variables->len; i++)
    {
      EnvironmentVariable *variable = &g_array_index (self->variables, EnvironmentVariable, i);

      g_qsort_with_data (variable->labels, (gint) variable->n_labels, sizeof (SignalLabel), compare_labels, NULL);
    }
  for (guint i = 0; i < self->messages->len; i++)
    {
      Message *message = &g_array_index (self->messages, Message, i);

      finish_message (self, message);
      if (!g_hash_table_contains (self->by_id, GUINT_TO_POINTER (message->id)))
        g_hash_table_insert (self->by_id, GUINT_TO_POINTER (message->id), GUINT_TO_POINTER (i + 1));
      if (!g_hash_table_contains (self->by_name, message->name))
        g_hash_table_insert (self->by_name, message->name, GUINT_TO_POINTER (i + 1));
    }
  database_index_pgns (self);
  g_qsort_with_data (self->warnings->data, (gint) self->warnings->len, sizeof (DatabaseWarning), compare_warnings,
                     NULL);
  if (self->n_more_warnings > 0)
    {
      g_autofree char *text = g_strdup_printf (_ ("%" PRIu64 " more warnings are not shown"), self->n_more_warnings);
      DatabaseWarning warning = { 0, database_add_text (self, text, strlen (text)) };

      g_array_append_val (self->warnings, warning);
    }
}

/* --- Loading --- */

Database *
database_load_memory (const char *name, const char *data, gsize n, GError **error)
{
  Database *self;

  g_return_val_if_fail (name != NULL && (data != NULL || n == 0), NULL);

  self = database_new (name);
  if (!dbc_parse (self, data, n, error))
    {
      database_unref (self);
      return NULL;
    }
  return self;
}

/* Not g_file_get_contents: it follows a growing file, a pipe or /dev/zero without bound. */
static GByteArray *
read_file (const char *path, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  uint8_t buffer[65536];
  gsize got;
  FILE *file = fopen (path, "rbe");
  struct stat status;

  if (file != NULL && fstat (fileno (file), &status) == 0 && S_ISDIR (status.st_mode))
    {
      fclose (file);
      file = NULL;
      errno = EISDIR;
    }
  if (file == NULL)
    {
      canid_error_set_errno (error, path, errno);
      return NULL;
    }
  while ((got = fread (buffer, 1, sizeof buffer, file)) > 0 && bytes->len <= MAX_FILE)
    g_byte_array_append (bytes, buffer, (guint) got);
  if (ferror (file))
    {
      canid_error_set_errno (error, path, errno);
      fclose (file);
      return NULL;
    }
  fclose (file);
  if (bytes->len > MAX_FILE)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s: a database of more than %u MiB"), path,
                   (guint) (MAX_FILE >> 20));
      return NULL;
    }
  return g_steal_pointer (&bytes);
}

Database *
database_load (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  g_autoptr (GByteArray) bytes = read_file (path, error);
  if (bytes == NULL)
    return NULL;
  return database_load_memory (path, (const char *) bytes->data, bytes->len, error);
}

/* --- Asking --- */

const char *
database_get_path (const Database *self)
{
  return self->path;
}

const char *
database_get_name (const Database *self)
{
  return self->name;
}

const char *
database_get_version (const Database *self)
{
  return self->version;
}

const char *
database_get_comment (const Database *self)
{
  return self->comment;
}

guint
database_n_messages (const Database *self)
{
  return self->messages->len;
}

const Message *
database_get_message (const Database *self, guint index)
{
  g_return_val_if_fail (index < self->messages->len, NULL);

  return &g_array_index (self->messages, Message, index);
}

static const Message *
message_of_entry (const Database *self, gpointer entry)
{
  return entry == NULL ? NULL : &g_array_index (self->messages, Message, GPOINTER_TO_UINT (entry) - 1);
}

const Message *
database_lookup (const Database *self, uint32_t id)
{
  return message_of_entry (self, g_hash_table_lookup (self->by_id, GUINT_TO_POINTER (id)));
}

gboolean
database_has_message (const Database *self, const Message *message)
{
  const Message *first = (const Message *) (void *) self->messages->data;

  return message >= first && message < first + self->messages->len;
}

const Message *
database_find_message (const Database *self, const char *name)
{
  return message_of_entry (self, g_hash_table_lookup (self->by_name, name));
}

guint
database_n_nodes (const Database *self)
{
  return self->nodes->len;
}

const DatabaseNode *
database_get_node (const Database *self, guint index)
{
  g_return_val_if_fail (index < self->nodes->len, NULL);

  return &g_array_index (self->nodes, DatabaseNode, index);
}

const DatabaseNode *
database_find_node (const Database *self, const char *name)
{
  for (guint i = 0; i < self->nodes->len; i++)
    if (g_str_equal (database_get_node (self, i)->name, name))
      return database_get_node (self, i);
  return NULL;
}

guint
database_n_tables (const Database *self)
{
  return self->tables->len;
}

const ValueTable *
database_get_table (const Database *self, guint index)
{
  g_return_val_if_fail (index < self->tables->len, NULL);

  return &g_array_index (self->tables, ValueTable, index);
}

guint
database_n_variables (const Database *self)
{
  return self->variables->len;
}

const EnvironmentVariable *
database_get_variable (const Database *self, guint index)
{
  g_return_val_if_fail (index < self->variables->len, NULL);

  return &g_array_index (self->variables, EnvironmentVariable, index);
}

const EnvironmentVariable *
database_find_variable (const Database *self, const char *name)
{
  for (guint i = 0; i < self->variables->len; i++)
    if (g_str_equal (database_get_variable (self, i)->name, name))
      return database_get_variable (self, i);
  return NULL;
}

guint
database_n_warnings (const Database *self)
{
  return self->warnings->len;
}

const DatabaseWarning *
database_get_warning (const Database *self, guint index)
{
  g_return_val_if_fail (index < self->warnings->len, NULL);

  return &g_array_index (self->warnings, DatabaseWarning, index);
}
