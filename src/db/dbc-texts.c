/* dbc-texts.c: comments and value tables of a DBC file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "db/dbc-private.h"

#include "base/i18n.h"

#include "base/banned.h"

/* Several make one, as cantools reads them. */
static void
add_network_comment (DbcReader *self, const char *comment)
{
  const char *before = self->database->comment;

  if (before == NULL || comment == NULL)
    {
      self->database->comment = comment != NULL ? comment : before;
      return;
    }
  g_autofree char *both = g_strconcat (before, comment, NULL);
  self->database->comment = database_add_text (self->database, both, strlen (both));
}

gboolean
dbc_read_comment (DbcReader *self)
{
  DbcSubject subject;
  DbcText text;

  if (!dbc_subject (self, &subject))
    return FALSE;
  if (!dbc_quoted (&self->lexer, &text))
    return dbc_expected (self, N_ ("the comment in quotes"));

  char *comment = text.n > 0 ? dbc_dup (self, text) : NULL;
  if (subject.owner == ATTRIBUTE_NETWORK)
    add_network_comment (self, comment);
  else if (subject.signal != NULL)
    subject.signal->comment = comment;
  else if (subject.message >= 0 && subject.owner == ATTRIBUTE_MESSAGE)
    dbc_message_at (self, subject.message)->comment = comment;
  else if (subject.node != NULL)
    subject.node->comment = comment;
  else if (subject.variable != NULL)
    subject.variable->comment = comment;
  return TRUE;
}

/* --- Value tables --- */

/* The raw value of a label: an integer of 64 bits of either sign, or a float that is one. */
static gboolean
read_label_value (DbcReader *self, gint64 *raw)
{
  DbcLexer before = self->lexer;
  guint64 value;
  DbcText word;
  double number;

  if (dbc_unsigned (&self->lexer, G_MAXUINT64, &value))
    {
      *raw = (gint64) value;
      return TRUE;
    }
  if (!dbc_word (&self->lexer, &word) || !dbc_text_to_number (word, &number) || number < -9.3e18 || number > 1.85e19)
    {
      self->lexer = before;
      return FALSE;
    }
  if (number <= -9223372036854775808.0)
    *raw = G_MININT64;
  else
    *raw = number < 9e18 ? (gint64) number : (gint64) (guint64) number;
  return TRUE;
}

/* 0 "off" 1 "on"; what is read before a mistake is kept. */
static gboolean
read_labels (DbcReader *self, GArray *labels)
{
  DbcText text;
  gint64 raw;

  while (read_label_value (self, &raw))
    {
      if (!dbc_quoted (&self->lexer, &text))
        return dbc_expected (self, N_ ("the text of a value in quotes"));

      SignalLabel label = { raw, dbc_intern (self, text) };
      g_array_append_val (labels, label);
    }
  return TRUE;
}

gboolean
dbc_read_table (DbcReader *self)
{
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (SignalLabel));
  GArray *tables = self->database->tables;
  DbcText word;
  gboolean ok;

  if (!dbc_word (&self->lexer, &word))
    return dbc_expected (self, N_ ("the name of the value table"));
  ok = read_labels (self, labels);

  ValueTable table = { .name = dbc_intern (self, word), .n_labels = labels->len };
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->tables, table.name));
  if (index > 0)
    {
      database_warn (self->database, self->line, N_ ("value table %s is there already; the first one counts"),
                     table.name);
      return ok;
    }
  table.labels = g_array_steal (labels, NULL);
  g_array_append_val (tables, table);
  g_hash_table_insert (self->tables, table.name, GUINT_TO_POINTER (tables->len));
  return ok;
}

static void
add_labels (SignalLabel **labels, guint *n_labels, const SignalLabel *more, guint n)
{
  if (n == 0)
    return;
  *labels = g_renew (SignalLabel, *labels, *n_labels + n);
  memcpy (*labels + *n_labels, more, n * sizeof (SignalLabel));
  *n_labels += n;
}

/* Behind VAL_: a name instead of an identifier means a variable of the environment; names may begin with digits. */
static gboolean
read_owner_of_values (DbcReader *self, CanSignal **signal, EnvironmentVariable **variable)
{
  DbcLexer before = self->lexer;
  guint64 number;
  int message;

  *signal = NULL;
  *variable = NULL;
  if (!dbc_unsigned (&self->lexer, G_MAXUINT64 / 16, &number))
    return dbc_variable_reference (self, variable);
  self->lexer = before;
  return dbc_message_reference (self, &message) && dbc_signal_reference (self, message, signal);
}

gboolean
dbc_read_values (DbcReader *self)
{
  g_autoptr (GArray) own = g_array_new (FALSE, FALSE, sizeof (SignalLabel));
  ValueTable table = { NULL };
  EnvironmentVariable *variable;
  CanSignal *signal;
  DbcText word;
  gboolean ok;

  if (!read_owner_of_values (self, &signal, &variable))
    return FALSE;
  ok = read_labels (self, own);
  table.labels = (SignalLabel *) (void *) own->data;
  table.n_labels = own->len;
  if (ok && own->len == 0 && dbc_word (&self->lexer, &word))
    {
      g_autofree char *name = g_strndup (word.start, word.n);
      guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->tables, name));

      if (index == 0)
        return dbc_fail (self, N_ ("no value table \"%.100s\""), name);
      table = g_array_index (self->database->tables, ValueTable, index - 1);
    }
  if (signal != NULL)
    add_labels (&signal->labels, &signal->n_labels, table.labels, table.n_labels);
  else if (variable != NULL)
    add_labels (&variable->labels, &variable->n_labels, table.labels, table.n_labels);
  return ok;
}
