/* dbc.c: Vector's DBC files: sections, encoding, recovery after errors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Grammar: "DBC File Format Documentation" 1.0.5 (Vector), and what files in the wild do beyond it: nodes separated by
 * blanks or commas, comments with //, statements without ';', names that begin with digits.
 */
#include "config.h"

#include "db/dbc-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include "base/banned.h"

/* --- What statements use --- */

gboolean
dbc_fail (DbcReader *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_free (self->failure);
  self->failure = g_strdup_vprintf (i18n_text (format), args);
  va_end (args);
  return FALSE;
}

gboolean
dbc_expected (DbcReader *self, const char *thing)
{
  const char *what = _ (thing);
  DbcText word;

  char c = dbc_peek (&self->lexer);
  DbcLexer lexer = self->lexer;
  if (self->lexer.p == self->lexer.end)
    return dbc_fail (self, N_ ("expected %s, found the end of the file"), what);
  if (c == '"')
    return dbc_fail (self, N_ ("expected %s, found a text"), what);
  if (dbc_keyword (&lexer, &word))
    return dbc_fail (self, N_ ("expected %s, found \"%.*s\""), what, (int) MIN (word.n, 40), word.start);
  return dbc_fail (self, N_ ("expected %s, found '%c'"), what, c);
}

static gboolean
end_statement (DbcReader *self)
{
  if (dbc_char (&self->lexer, ';'))
    {
      while (dbc_char (&self->lexer, ';'))
        ;
      return TRUE;
    }
  return dbc_expected (self, "';'");
}

static gsize
unescape (char *text, gsize n)
{
  gsize to = 0;

  for (gsize i = 0; i < n; i++)
    if (!(text[i] == '\\' && i + 1 < n && text[i + 1] == '"') && text[i] != '\r')
      text[to++] = text[i];
  text[to] = '\0';
  return to;
}

char *
dbc_dup (DbcReader *self, DbcText text)
{
  char *copy = database_add_text (self->database, text.start, text.n);

  unescape (copy, text.n);
  return copy;
}

char *
dbc_intern (DbcReader *self, DbcText text)
{
  g_autofree char *copy = g_strndup (text.start, text.n);

  unescape (copy, text.n);
  return database_intern (self->database, copy);
}

/* --- Sections --- */

static gboolean
read_version (DbcReader *self)
{
  DbcText text;

  if (!dbc_quoted (&self->lexer, &text))
    return dbc_expected (self, N_ ("the version in quotes"));
  self->database->version = dbc_dup (self, text);
  return TRUE;
}

/* The list of keywords a file may use, each alone in its line: they are no statements. */
static gboolean
read_new_symbols (DbcReader *self)
{
  DbcLexer *lexer = &self->lexer;
  DbcText word;

  dbc_char (lexer, ':');
  while (dbc_word_in_line (lexer, &word))
    ;
  for (;;)
    {
      dbc_skip_blank (lexer);
      DbcLexer before = *lexer;
      DbcText more;

      if (!dbc_keyword (lexer, &word) || !dbc_is_keyword (word) || dbc_word_in_line (lexer, &more)
          || (lexer->p < lexer->end && *lexer->p != '\n'))
        {
          *lexer = before;
          return TRUE;
        }
    }
}

typedef struct
{
  const char *keyword;
  gboolean (*read) (DbcReader *self);
  guint pass;
  gboolean semicolon; /* ends with one */
} Section;

static const Section sections[] = {
  { "SG_", dbc_read_signal, 1, FALSE },
  { "BO_", dbc_read_message, 1, FALSE },
  { "VAL_", dbc_read_values, 2, TRUE },
  { "CM_", dbc_read_comment, 2, TRUE },
  { "BA_", dbc_read_attribute, 2, TRUE },
  { "BA_DEF_", dbc_read_definition, 1, TRUE },
  { "BA_DEF_DEF_", dbc_read_default, 2, TRUE },
  { "BA_DEF_REL_", dbc_read_relation_definition, 1, TRUE },
  { "BA_DEF_DEF_REL_", dbc_read_default, 2, TRUE },
  { "BA_REL_", dbc_read_relation, 2, TRUE },
  { "SIG_GROUP_", dbc_read_group, 2, TRUE },
  { "EV_", dbc_read_variable, 1, TRUE },
  { "ENVVAR_DATA_", dbc_read_variable_data, 2, TRUE },
  { "SG_MUL_VAL_", dbc_read_multiplexing, 2, TRUE },
  { "SIG_VALTYPE_", dbc_read_value_type, 2, TRUE },
  { "VAL_TABLE_", dbc_read_table, 1, TRUE },
  { "BO_TX_BU_", dbc_read_senders, 2, TRUE },
  { "BU_", dbc_read_node_list, 1, FALSE },
  { "VERSION", read_version, 1, FALSE },
  { "NS_", read_new_symbols, 1, FALSE },
  { "BS_", NULL, 0, FALSE },
};

static const Section *
find_section (DbcText word)
{
  static const Section other = { "", NULL, 0, TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    if (dbc_text_is (word, sections[i].keyword))
      return &sections[i];
  return dbc_is_keyword (word) ? &other : NULL;
}

static void
read_statement (DbcReader *self, const Section *section)
{
  if (self->pass == 1 && section->read != dbc_read_signal)
    dbc_end_message (self);
  /* The list of symbols looks like statements; it must be read as such in either pass. */
  if (section->read == NULL || (section->pass != self->pass && section->read != read_new_symbols))
    {
      dbc_pass_over (&self->lexer, section->semicolon);
      return;
    }
  if (section->read (self) && (!section->semicolon || end_statement (self)))
    return;
  database_warn (self->database, self->line, "%s: %s", section->keyword, self->failure);
  dbc_pass_over (&self->lexer, FALSE);
}

static void
read_statements (DbcReader *self, const char *text, gsize n, guint pass)
{
  DbcText word;

  self->pass = pass;
  self->lexer = (DbcLexer){ .p = text, .end = text + n, .line = 1, .fresh = TRUE };
  while (dbc_peek (&self->lexer), self->lexer.p < self->lexer.end)
    {
      const Section *section = NULL;

      self->line = self->lexer.line;
      if (dbc_keyword (&self->lexer, &word))
        section = find_section (word);
      if (section != NULL)
        {
          if (pass == 1 && section->keyword[0] != '\0' && section->read != read_version)
            self->n_sections++;
          read_statement (self, section);
          continue;
        }
      if (pass == 1 && word.n > 0)
        database_warn (self->database, self->line, N_ ("\"%.*s\" begins no section of a DBC; passed over"),
                       (int) MIN (word.n, 40), word.start);
      else if (pass == 1 && *self->lexer.p != ';')
        database_warn (self->database, self->line, N_ ("'%c' where a section should begin; passed over"),
                       *self->lexer.p);
      dbc_pass_over (&self->lexer, FALSE);
    }
  dbc_end_message (self);
}

/* --- The file --- */

static guint
signal_key_hash (gconstpointer data)
{
  const SignalKey *key = data;

  return g_str_hash (key->name) ^ (guint) key->message * 0x9E3779B1u;
}

static gboolean
signal_key_equal (gconstpointer a, gconstpointer b)
{
  const SignalKey *x = a, *y = b;

  return x->message == y->message && g_str_equal (x->name, y->name);
}

static void
reader_init (DbcReader *self, Database *database)
{
  *self = (DbcReader){ .database = database, .message = -1 };
  self->signals = g_array_new (FALSE, TRUE, sizeof (CanSignal));
  self->by_id = g_hash_table_new (NULL, NULL);
  self->by_name = g_hash_table_new_full (signal_key_hash, signal_key_equal, g_free, NULL);
  self->nodes = g_hash_table_new (g_str_hash, g_str_equal);
  self->long_nodes = g_hash_table_new (g_str_hash, g_str_equal);
  self->tables = g_hash_table_new (g_str_hash, g_str_equal);
  self->variables = g_hash_table_new (g_str_hash, g_str_equal);
}

static void
reader_clear (DbcReader *self)
{
  g_array_unref (self->signals);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->by_name);
  g_hash_table_unref (self->nodes);
  g_hash_table_unref (self->long_nodes);
  g_hash_table_unref (self->tables);
  g_hash_table_unref (self->variables);
  g_free (self->failure);
}

gboolean
dbc_parse (Database *database, const char *text, gsize n, GError **error)
{
  DbcReader reader;

  GString *utf8 = dbc_to_utf8 (text, n);

  reader_init (&reader, database);
  read_statements (&reader, utf8->str, utf8->len, 1);
  if (reader.n_sections > 0)
    {
      read_statements (&reader, utf8->str, utf8->len, 2);
      dbc_resolve_multiplexers (&reader);
      dbc_apply_attributes (&reader);
      database_finish (database);
    }
  else
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNKNOWN,
                 n == 0 ? _ ("%s: the file is empty")
                        : _ ("%s: not a DBC database: it has none of its sections (BO_, BU_, …)"),
                 database->name);
  gboolean ok = reader.n_sections > 0;
  reader_clear (&reader);
  g_string_free (utf8, TRUE);
  return ok;
}
