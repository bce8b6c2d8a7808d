/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "db/dbc-write.h"

#include "db/dbc-private.h"
#include "db/dbc-write-private.h"
#include <inttypes.h>

#include "base/banned.h"

#define LONGEST_NAME 32 /* of short names, by Vector's rules */
#define LONGEST_OWN 128

/* --- Words --- */

gboolean
dbc_is_name (const char *text)
{
  gsize n = strlen (text);

  if (n == 0 || n > LONGEST_OWN || !(g_ascii_isalpha (text[0]) || text[0] == '_'))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '_')
      return FALSE;
  return !dbc_is_keyword ((DbcText){ text, n });
}

const char *
dbc_writer_name (DbcWriter *self, gconstpointer object, const char *name)
{
  const char *other = g_hash_table_lookup (self->short_names, object);

  return other != NULL ? other : name;
}

const char *
dbc_writer_node (DbcWriter *self, const char *name)
{
  const DatabaseNode *node
      = g_hash_table_size (self->short_names) > 0 ? database_find_node (self->database, name) : NULL;

  return node != NULL ? dbc_writer_name (self, node, name) : name;
}

guint
dbc_writer_id (const Message *message)
{
  return message->id;
}

/* A quote within is marked; a mark at the end would be taken for one of the quote's. */
void
dbc_writer_text (DbcWriter *self, const char *text)
{
  g_string_append_c (self->out, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (self->out, '\\');
      g_string_append_c (self->out, *text);
      if (*text == '\\' && text[1] == '\0')
        g_string_append_c (self->out, ' ');
    }
  g_string_append_c (self->out, '"');
}

void
dbc_writer_number (DbcWriter *self, double value)
{
  char text[SIGNAL_TEXT_MAX];

  signal_format_double (value, text);
  g_string_append (self->out, text);
}

gboolean
dbc_writer_can_mean (DbcWriter *self, const Message *message, const CanSignal *signal)
{
  return g_hash_table_lookup (self->firsts, GUINT_TO_POINTER (message->id)) == message
         && (signal == NULL || message_find_signal (message, signal->name) == signal);
}

static void
append_names (DbcWriter *self, char *const *names, const char *first, const char *between)
{
  for (; names != NULL && *names != NULL; names++)
    {
      g_string_append_printf (self->out, "%s%s", first, dbc_writer_node (self, *names));
      first = between;
    }
}

static void
append_labels (DbcWriter *self, const SignalLabel *labels, guint n, gboolean is_unsigned)
{
  for (guint i = 0; i < n; i++)
    {
      if (is_unsigned)
        g_string_append_printf (self->out, " %" PRIu64 " ", (uint64_t) labels[i].raw);
      else
        g_string_append_printf (self->out, " %" PRId64 " ", labels[i].raw);
      dbc_writer_text (self, labels[i].text);
    }
  g_string_append (self->out, " ;\n");
}

/* --- Short names --- */

/* The first of the name and a number, which no other has. */
static void
shorten (DbcWriter *self, GHashTable *taken, gconstpointer object, const char *name, const char *other)
{
  gsize n = 0;
  guint number = 0;
  char *text = NULL;

  if (other == NULL || !g_str_equal (other, name))
    return;
  while (n < LONGEST_NAME - 5 && (g_ascii_isalnum (name[n]) || name[n] == '_'))
    n++;
  do
    {
      g_free (text);
      text = g_strdup_printf ("%.*s_%04u", (int) n, name, number++);
    }
  while (g_hash_table_contains (taken, text));
  g_hash_table_insert (self->short_names, (gpointer) object, text);
  g_hash_table_add (taken, text);
}

/* What the file gives as a long symbol; the reader has put it in the place of the name. */
static const char *
long_symbol (const Database *database, AttributeSubject *subject, const char *attribute)
{
  gboolean given;
  const char *text = database_get_value (database, subject, attribute, &given);

  return given ? text : NULL;
}

/* message of database is written as copy, which is itself or has its names. */
static void
shorten_message (DbcWriter *self, GHashTable *messages, const Database *database, const Message *message,
                 const Message *copy)
{
  AttributeSubject subject = { .owner = ATTRIBUTE_MESSAGE, .message = message };
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);

  shorten (self, messages, copy, copy->name, long_symbol (database, &subject, "SystemMessageLongSymbol"));
  for (guint i = 0; i < copy->n_signals; i++)
    g_hash_table_add (taken, copy->signals[i].name);
  subject.owner = ATTRIBUTE_SIGNAL;
  for (guint i = 0; i < message->n_signals; i++)
    {
      const CanSignal *signal = &message->signals[i];

      subject.signal = signal;
      if (copy != message)
        signal = message_find_signal (copy, signal->name);
      if (signal != NULL)
        shorten (self, taken, signal, signal->name, long_symbol (database, &subject, "SystemSignalLongSymbol"));
    }
}

void
dbc_writer_shorten (DbcWriter *self)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  AttributeSubject subject = { .owner = ATTRIBUTE_NODE };

  for (guint i = 0; i < database_n_nodes (self->database); i++)
    {
      subject.node = database_get_node (self->database, i);
      shorten (self, taken, subject.node, subject.node->name,
               long_symbol (self->database, &subject, "SystemNodeLongSymbol"));
    }
  subject = (AttributeSubject){ .owner = ATTRIBUTE_VARIABLE };
  for (guint i = 0; i < database_n_variables (self->database); i++)
    {
      subject.variable = database_get_variable (self->database, i);
      shorten (self, taken, subject.variable, subject.variable->name,
               long_symbol (self->database, &subject, "SystemEnvVarLongSymbol"));
    }
  for (guint i = 0; i < database_n_messages (self->database); i++)
    g_hash_table_add (taken, database_get_message (self->database, i)->name);
  for (guint i = 0; i < database_n_messages (self->database); i++)
    {
      const Message *message = database_get_message (self->database, i);

      shorten_message (self, taken, self->database, message, message == self->like ? self->copy : message);
    }
  if (self->other != NULL)
    shorten_message (self, taken, self->other, self->like, self->copy);
}

/* --- Messages --- */

/* One multiplexer, and each signal of it for one value: marks say all. */
static gboolean
marks_suffice (const Message *message)
{
  guint n = 0;

  for (guint i = 0; i < message->n_signals; i++)
    {
      const CanSignal *signal = &message->signals[i];

      n += signal->is_multiplexer;
      if (signal->mux_parent >= 0
          && (signal->is_multiplexer || signal->n_mux_ranges != 1
              || signal->mux_ranges[0].first != signal->mux_ranges[0].last))
        return FALSE;
    }
  return n <= 1;
}

static void
write_signal (DbcWriter *self, const CanSignal *signal)
{
  g_string_append_printf (self->out, " SG_ %s ", dbc_writer_name (self, signal, signal->name));
  if (signal->mux_parent >= 0)
    g_string_append_printf (self->out, "m%" PRIu64 "%s ", signal->mux_ranges[0].first,
                            signal->is_multiplexer ? "M" : "");
  else if (signal->is_multiplexer)
    g_string_append (self->out, "M ");
  g_string_append_printf (self->out, ": %u|%u@%c%c (", signal->start, can_signal_length (signal),
                          signal->layout.big_endian ? '0' : '1', signal->layout.kind == SIGNAL_UNSIGNED ? '+' : '-');
  dbc_writer_number (self, signal->factor);
  g_string_append_c (self->out, ',');
  dbc_writer_number (self, signal->offset);
  g_string_append (self->out, ") [");
  dbc_writer_number (self, signal->minimum);
  g_string_append_c (self->out, '|');
  dbc_writer_number (self, signal->maximum);
  g_string_append (self->out, "] ");
  dbc_writer_text (self, signal->unit);
  if (signal->receivers != NULL && signal->receivers[0] != NULL)
    append_names (self, signal->receivers, " ", ",");
  else
    g_string_append (self->out, " " DBC_NO_NODE);
  g_string_append_c (self->out, '\n');
}

static void
write_message (DbcWriter *self, const Message *message)
{
  g_string_append_printf (self->out, "BO_ %u %s: %u %s\n", dbc_writer_id (message),
                          dbc_writer_name (self, message, message->name), message->length,
                          message->sender[0] != '\0' ? dbc_writer_node (self, message->sender) : DBC_NO_NODE);
  for (guint i = 0; i < message->n_signals; i++)
    write_signal (self, &message->signals[i]);
  g_string_append_c (self->out, '\n');
}

static void
write_senders (DbcWriter *self, const Message *message)
{
  if (message->senders == NULL || message->senders[0] == NULL || message->senders[1] == NULL
      || !dbc_writer_can_mean (self, message, NULL))
    return;
  g_string_append_printf (self->out, "BO_TX_BU_ %u :", dbc_writer_id (message));
  append_names (self, message->senders, " ", ",");
  g_string_append (self->out, ";\n");
}

/* --- What is said of messages and signals --- */

static void
write_comment (DbcWriter *self, const char *whom, const char *comment)
{
  if (comment == NULL)
    return;
  g_string_append_printf (self->out, "CM_ %s", whom);
  dbc_writer_text (self, comment);
  g_string_append (self->out, ";\n");
}

static void
write_message_comments (DbcWriter *self, const Message *message)
{
  g_autofree char *of_message = g_strdup_printf ("BO_ %u ", dbc_writer_id (message));

  if (dbc_writer_can_mean (self, message, NULL))
    write_comment (self, of_message, message->comment);
  for (guint i = 0; i < message->n_signals; i++)
    if (message->signals[i].comment != NULL && dbc_writer_can_mean (self, message, &message->signals[i]))
      {
        g_autofree char *whom
            = g_strdup_printf ("SG_ %u %s ", dbc_writer_id (message),
                               dbc_writer_name (self, &message->signals[i], message->signals[i].name));

        write_comment (self, whom, message->signals[i].comment);
      }
}

static void
write_comments (DbcWriter *self)
{
  write_comment (self, "", self->database->comment);
  for (guint i = 0; i < database_n_nodes (self->database); i++)
    {
      const DatabaseNode *node = database_get_node (self->database, i);
      g_autofree char *whom = g_strdup_printf ("BU_ %s ", dbc_writer_name (self, node, node->name));

      write_comment (self, whom, node->comment);
    }
  for (guint i = 0; i < self->messages->len; i++)
    if (self->messages->pdata[i] != NULL)
      write_message_comments (self, self->messages->pdata[i]);
  for (guint i = 0; i < database_n_variables (self->database); i++)
    {
      const EnvironmentVariable *variable = database_get_variable (self->database, i);
      g_autofree char *whom = g_strdup_printf ("EV_ %s ", dbc_writer_name (self, variable, variable->name));

      write_comment (self, whom, variable->comment);
    }
}

static void
write_values (DbcWriter *self, const Message *message)
{
  for (guint i = 0; i < message->n_signals; i++)
    {
      const CanSignal *signal = &message->signals[i];

      if (signal->n_labels == 0 || !dbc_writer_can_mean (self, message, signal))
        continue;
      g_string_append_printf (self->out, "VAL_ %u %s", dbc_writer_id (message),
                              dbc_writer_name (self, signal, signal->name));
      append_labels (self, signal->labels, signal->n_labels,
                     signal->layout.kind == SIGNAL_UNSIGNED && signal->layout.bits == 64);
    }
}

static void
write_groups (DbcWriter *self, const Message *message)
{
  for (guint i = 0; i < message->n_groups && dbc_writer_can_mean (self, message, NULL); i++)
    {
      const SignalGroup *group = &message->groups[i];

      g_string_append_printf (self->out, "SIG_GROUP_ %u %s %u :", dbc_writer_id (message), group->name,
                              group->repetitions);
      for (guint s = 0; s < group->n_signals; s++)
        g_string_append_printf (self->out, " %s",
                                dbc_writer_name (self, &message->signals[group->signals[s]],
                                                 message->signals[group->signals[s]].name));
      g_string_append (self->out, ";\n");
    }
}

static void
write_kinds (DbcWriter *self, const Message *message)
{
  for (guint i = 0; i < message->n_signals; i++)
    {
      const CanSignal *signal = &message->signals[i];

      if (signal->layout.kind >= SIGNAL_FLOAT && dbc_writer_can_mean (self, message, signal))
        g_string_append_printf (self->out, "SIG_VALTYPE_ %u %s : %u;\n", dbc_writer_id (message),
                                dbc_writer_name (self, signal, signal->name),
                                signal->layout.kind == SIGNAL_FLOAT ? 1 : 2);
    }
}

static void
write_multiplexing (DbcWriter *self, const Message *message)
{
  for (guint i = 0; i < message->n_signals && !marks_suffice (message); i++)
    {
      const CanSignal *signal = &message->signals[i];

      if (signal->mux_parent < 0 || !dbc_writer_can_mean (self, message, signal))
        continue;
      g_string_append_printf (self->out, "SG_MUL_VAL_ %u %s %s", dbc_writer_id (message),
                              dbc_writer_name (self, signal, signal->name),
                              dbc_writer_name (self, &message->signals[signal->mux_parent],
                                               message->signals[signal->mux_parent].name));
      for (guint r = 0; r < signal->n_mux_ranges; r++)
        g_string_append_printf (self->out, "%s %" PRIu64 "-%" PRIu64, r > 0 ? "," : "", signal->mux_ranges[r].first,
                                signal->mux_ranges[r].last);
      g_string_append (self->out, ";\n");
    }
}

/* --- Variables --- */

static void
write_variable (DbcWriter *self, const EnvironmentVariable *variable, guint number)
{
  guint access = (variable->readable && variable->writable ? 3u
                  : variable->readable                     ? 1u
                                                           : 2u)
                 | (variable->type == VARIABLE_STRING ? 0x8000u : 0);

  g_string_append_printf (self->out, "EV_ %s: %u [", dbc_writer_name (self, variable, variable->name),
                          variable->type == VARIABLE_FLOAT ? 1u : 0u);
  dbc_writer_number (self, variable->minimum);
  g_string_append_c (self->out, '|');
  dbc_writer_number (self, variable->maximum);
  g_string_append (self->out, "] ");
  dbc_writer_text (self, variable->unit);
  g_string_append_c (self->out, ' ');
  dbc_writer_number (self, variable->start);
  g_string_append_printf (self->out, " %u DUMMY_NODE_VECTOR%X", number, access);
  if (variable->nodes != NULL && variable->nodes[0] != NULL)
    append_names (self, variable->nodes, " ", ",");
  else
    g_string_append (self->out, " " DBC_NO_NODE);
  g_string_append (self->out, ";\n");
}

static void
write_variables (DbcWriter *self)
{
  guint n = database_n_variables (self->database);

  for (guint i = 0; i < n; i++)
    write_variable (self, database_get_variable (self->database, i), i + 1);
  for (guint i = 0; i < n; i++)
    if (database_get_variable (self->database, i)->type == VARIABLE_DATA)
      g_string_append_printf (self->out, "ENVVAR_DATA_ %s: %u;\n",
                              dbc_writer_name (self, database_get_variable (self->database, i),
                                               database_get_variable (self->database, i)->name),
                              database_get_variable (self->database, i)->size);
}

/* --- The file --- */

/* A name that the database has no node of, once. */
static void
write_other_node (DbcWriter *self, GHashTable *written, const char *name)
{
  if (*name == '\0' || g_str_equal (name, DBC_NO_NODE) || database_find_node (self->database, name) != NULL
      || !g_hash_table_add (written, (gpointer) name))
    return;
  g_string_append_printf (self->out, " %s", name);
}

static void
write_other_nodes (DbcWriter *self)
{
  g_autoptr (GHashTable) written = g_hash_table_new (g_str_hash, g_str_equal);

  if (self->other == NULL)
    return;
  write_other_node (self, written, self->copy->sender);
  for (char **name = self->copy->senders; name != NULL && *name != NULL; name++)
    write_other_node (self, written, *name);
  for (guint i = 0; i < self->copy->n_signals; i++)
    for (char **name = self->copy->signals[i].receivers; name != NULL && *name != NULL; name++)
      write_other_node (self, written, *name);
}

static void
write_head (DbcWriter *self)
{
  static const char *const symbols[] = {
    "NS_DESC_",     "CM_",
    "BA_DEF_",      "BA_",
    "VAL_",         "CAT_DEF_",
    "CAT_",         "FILTER",
    "BA_DEF_DEF_",  "EV_DATA_",
    "ENVVAR_DATA_", "SGTYPE_",
    "SGTYPE_VAL_",  "BA_DEF_SGTYPE_",
    "BA_SGTYPE_",   "SIG_TYPE_REF_",
    "VAL_TABLE_",   "SIG_GROUP_",
    "SIG_VALTYPE_", "SIGTYPE_VALTYPE_",
    "BO_TX_BU_",    "BA_DEF_REL_",
    "BA_REL_",      "BA_DEF_DEF_REL_",
    "BU_SG_REL_",   "BU_EV_REL_",
    "BU_BO_REL_",   "SG_MUL_VAL_",
  };

  g_string_append (self->out, "VERSION ");
  dbc_writer_text (self, self->database->version);
  g_string_append (self->out, "\n\n\nNS_ :\n");
  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    g_string_append_printf (self->out, "\t%s\n", symbols[i]);
  g_string_append (self->out, "\nBS_:\n\nBU_:");
  for (guint i = 0; i < database_n_nodes (self->database); i++)
    g_string_append_printf (self->out, " %s", dbc_writer_node (self, database_get_node (self->database, i)->name));
  write_other_nodes (self);
  g_string_append_c (self->out, '\n');
  for (guint i = 0; i < database_n_tables (self->database); i++)
    {
      const ValueTable *table = database_get_table (self->database, i);

      g_string_append_printf (self->out, "VAL_TABLE_ %s", table->name);
      append_labels (self, table->labels, table->n_labels, FALSE);
    }
  g_string_append (self->out, "\n\n");
}

/* One kind of statement for all messages. */
static void
write_each (DbcWriter *self, void (*write) (DbcWriter *self, const Message *message))
{
  for (guint i = 0; i < self->messages->len; i++)
    if (self->messages->pdata[i] != NULL)
      write (self, self->messages->pdata[i]);
}

static void
write_variable_values (DbcWriter *self)
{
  for (guint i = 0; i < database_n_variables (self->database); i++)
    {
      const EnvironmentVariable *variable = database_get_variable (self->database, i);

      if (variable->n_labels == 0)
        continue;
      g_string_append_printf (self->out, "VAL_ %s", dbc_writer_name (self, variable, variable->name));
      append_labels (self, variable->labels, variable->n_labels, FALSE);
    }
}

static void
write_all (DbcWriter *self)
{
  write_head (self);
  write_each (self, write_message);
  write_each (self, write_senders);
  write_variables (self);
  write_comments (self);
  dbc_write_attributes (self);
  write_each (self, write_values);
  write_variable_values (self);
  write_each (self, write_groups);
  write_each (self, write_kinds);
  write_each (self, write_multiplexing);
}

void
dbc_writer_init (DbcWriter *self, const Database *database)
{
  *self = (DbcWriter){ .database = database, .out = g_string_new (NULL) };
  self->short_names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->messages = g_ptr_array_new ();
  self->firsts = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < database_n_messages (database); i++)
    g_ptr_array_add (self->messages, (gpointer) database_get_message (database, i));
}

char *
dbc_writer_end (DbcWriter *self, gsize *n)
{
  char *narrow;

  for (guint i = 0; i < self->messages->len; i++)
    {
      const Message *message = self->messages->pdata[i];

      if (message != NULL && !g_hash_table_contains (self->firsts, GUINT_TO_POINTER (message->id)))
        g_hash_table_insert (self->firsts, GUINT_TO_POINTER (message->id), (gpointer) message);
    }
  write_all (self);
  g_hash_table_unref (self->short_names);
  g_hash_table_unref (self->firsts);
  g_ptr_array_unref (self->messages);
  narrow = dbc_from_utf8 (self->out->str, self->out->len, n);
  if (narrow == NULL)
    *n = self->out->len;
  return narrow != NULL ? (g_string_free (self->out, TRUE), narrow) : g_string_free (self->out, FALSE);
}

char *
dbc_write (const Database *database, gsize *n)
{
  DbcWriter self;

  dbc_writer_init (&self, database);
  dbc_writer_shorten (&self);
  return dbc_writer_end (&self, n);
}

gboolean
dbc_write_file (const Database *database, const char *path, GError **error)
{
  gsize n;
  g_autofree char *text = dbc_write (database, &n);

  return g_file_set_contents (path, text, (gssize) n, error);
}
