/* dbc-variable.c: environment variables of a DBC file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * EV_ Name: 1 [0|120] "km/h" 55 2 DUMMY_NODE_VECTOR3 Body, Dash;
 */
#include "db/dbc-private.h"

#include "base/i18n.h"

#include "base/banned.h"

#define ACCESS_PREFIX "DUMMY_NODE_VECTOR"
#define ACCESS_STRING 0x8000

/* [minimum|maximum] "unit" start number */
static gboolean
read_properties (DbcReader *self, EnvironmentVariable *variable)
{
  DbcLexer *lexer = &self->lexer;
  double number;
  DbcText unit;

  if (!dbc_char (lexer, '[') || !dbc_number (lexer, &variable->minimum) || !dbc_char (lexer, '|')
      || !dbc_number (lexer, &variable->maximum) || !dbc_char (lexer, ']'))
    return dbc_expected (self, N_ ("[minimum|maximum]"));
  if (!dbc_quoted (lexer, &unit))
    return dbc_expected (self, N_ ("the unit in quotes"));
  variable->unit = dbc_intern (self, unit);
  if (!dbc_number (lexer, &variable->start) || !dbc_number (lexer, &number))
    return dbc_expected (self, N_ ("the start value and the number of the variable"));
  return TRUE;
}

/* DUMMY_NODE_VECTOR3, hexadecimal: 1 readable, 2 writable, 0 not restricted; 8000 and more: a string. */
static gboolean
read_access (DbcReader *self, EnvironmentVariable *variable)
{
  DbcText word;
  guint64 access;

  if (!dbc_word (&self->lexer, &word))
    return dbc_expected (self, N_ ("the kind of access"));

  g_autofree char *text = g_strndup (word.start, word.n);
  if (!g_str_has_prefix (text, ACCESS_PREFIX))
    {
      database_warn (self->database, self->line,
                     N_ ("\"%.40s\" is no kind of access (DUMMY_NODE_VECTOR0 to 3); taken as not restricted"), text);
      variable->readable = variable->writable = TRUE;
      return TRUE;
    }
  access = g_ascii_strtoull (text + strlen (ACCESS_PREFIX), NULL, 16);
  if (access & ACCESS_STRING)
    variable->type = VARIABLE_STRING;
  variable->readable = (access & 3) != 2;
  variable->writable = (access & 3) != 1;
  return TRUE;
}

static void
read_nodes (DbcReader *self, EnvironmentVariable *variable)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();
  DbcText word;

  while (dbc_word (&self->lexer, &word))
    {
      gboolean is_dummy
          = word.n > strlen (ACCESS_PREFIX) && memcmp (word.start, ACCESS_PREFIX, strlen (ACCESS_PREFIX)) == 0;

      if (!dbc_text_is (word, DBC_NO_NODE) && !is_dummy && nodes->len < 1000)
        g_ptr_array_add (nodes, dbc_intern (self, word));
      dbc_char (&self->lexer, ',');
    }
  g_ptr_array_add (nodes, NULL);
  variable->nodes = (char **) g_ptr_array_steal (nodes, NULL);
}

gboolean
dbc_read_variable (DbcReader *self)
{
  EnvironmentVariable variable = { .line = self->line };
  DbcText name;
  guint64 type;

  if (!dbc_word (&self->lexer, &name))
    return dbc_expected (self, N_ ("the environment variable's name"));
  if (!dbc_char (&self->lexer, ':') || !dbc_unsigned (&self->lexer, 2, &type))
    return dbc_expected (self, N_ ("':' and the type from 0 to 2"));
  variable.type = type;
  if (!read_properties (self, &variable) || !read_access (self, &variable))
    return FALSE;
  variable.name = dbc_intern (self, name);
  if (g_hash_table_contains (self->variables, variable.name))
    {
      database_warn (self->database, self->line, N_ ("environment variable %s is there already; the first one counts"),
                     variable.name);
      while (dbc_word (&self->lexer, &name))
        dbc_char (&self->lexer, ',');
      return TRUE;
    }
  read_nodes (self, &variable);
  g_array_append_val (self->database->variables, variable);
  g_hash_table_insert (self->variables, variable.name, GUINT_TO_POINTER (self->database->variables->len));
  return TRUE;
}

/* ENVVAR_DATA_ Name: 10; */
gboolean
dbc_read_variable_data (DbcReader *self)
{
  EnvironmentVariable *variable;
  guint64 size;

  if (!dbc_variable_reference (self, &variable))
    return FALSE;
  if (!dbc_char (&self->lexer, ':') || !dbc_unsigned (&self->lexer, G_MAXUINT, &size))
    return dbc_expected (self, N_ ("':' and the size in bytes"));
  if (variable != NULL)
    {
      variable->type = VARIABLE_DATA;
      variable->size = (guint) size;
    }
  return TRUE;
}
