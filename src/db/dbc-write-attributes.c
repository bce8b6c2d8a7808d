/* dbc-write-attributes.c: definitions, defaults and values of attributes, as a DBC file has them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "db/dbc-private.h"
#include "db/dbc-write-private.h"

#include "base/banned.h"

static gboolean
is_relation (AttributeOwner owner)
{
  return owner >= ATTRIBUTE_NODE_MESSAGE;
}

/* --- Definitions --- */

static void
write_definition (DbcWriter *self, const AttributeDefinition *definition)
{
  static const char *const owners[] = { [ATTRIBUTE_NETWORK] = "",
                                        [ATTRIBUTE_NODE] = "BU_ ",
                                        [ATTRIBUTE_MESSAGE] = "BO_ ",
                                        [ATTRIBUTE_SIGNAL] = "SG_ ",
                                        [ATTRIBUTE_VARIABLE] = "EV_ ",
                                        [ATTRIBUTE_NODE_MESSAGE] = "BU_BO_REL_ ",
                                        [ATTRIBUTE_NODE_SIGNAL] = "BU_SG_REL_ ",
                                        [ATTRIBUTE_NODE_VARIABLE] = "BU_EV_REL_ " };
  static const char *const types[] = { "INT", "HEX", "FLOAT", "STRING", "ENUM" };

  g_string_append_printf (self->out, "%s %s", is_relation (definition->owner) ? "BA_DEF_REL_" : "BA_DEF_",
                          owners[definition->owner]);
  dbc_writer_text (self, definition->name);
  g_string_append_printf (self->out, " %s ", types[definition->type]);
  for (guint i = 0; i < definition->n_texts; i++)
    {
      g_string_append (self->out, i > 0 ? "," : "");
      dbc_writer_text (self, definition->texts[i]);
    }
  if (definition->type < ATTRIBUTE_STRING)
    {
      dbc_writer_number (self, definition->minimum);
      g_string_append_c (self->out, ' ');
      dbc_writer_number (self, definition->maximum);
    }
  g_string_append (self->out, ";\n");
}

static gboolean
is_number (const char *text)
{
  double value;

  return dbc_text_to_number ((DbcText){ text, strlen (text) }, &value);
}

/* definition (nullable). Texts of an enumeration are written as their index, as Vector's tools want it. */
static void
append_value (DbcWriter *self, const AttributeDefinition *definition, const char *value, gboolean index)
{
  for (guint i = 0; index && definition != NULL && definition->type == ATTRIBUTE_ENUM && i < definition->n_texts; i++)
    if (g_str_equal (definition->texts[i], value))
      {
        g_string_append_printf (self->out, "%u", i);
        return;
      }
  if ((definition == NULL || definition->type < ATTRIBUTE_STRING) && is_number (value))
    g_string_append (self->out, value);
  else
    dbc_writer_text (self, value);
}

static void
write_default (DbcWriter *self, const AttributeDefinition *definition)
{
  if (definition->default_value == NULL)
    return;
  g_string_append (self->out, is_relation (definition->owner) ? "BA_DEF_DEF_REL_ " : "BA_DEF_DEF_ ");
  dbc_writer_text (self, definition->name);
  g_string_append_c (self->out, ' ');
  append_value (self, definition, definition->default_value, FALSE);
  g_string_append (self->out, ";\n");
}

static void
write_definitions (DbcWriter *self)
{
  guint n = database_n_attributes (self->database);

  for (guint i = 0; i < n; i++)
    write_definition (self, database_get_definition (self->database, i));
  for (guint i = 0; i < n; i++)
    write_default (self, database_get_definition (self->database, i));
}

/* --- Values --- */

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const AttributeKey *first = *(AttributeKey *const *) a, *second = *(AttributeKey *const *) b;
  const int order[][2] = { { (int) first->owner, (int) second->owner },
                           { first->node, second->node },
                           { first->message, second->message },
                           { first->signal, second->signal },
                           { first->variable, second->variable } };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (order[i][0] != order[i][1])
      return order[i][0] < order[i][1] ? -1 : 1;
  return strcmp (first->name, second->name);
}

static void
append_node (DbcWriter *self, const char *keyword, int node)
{
  g_string_append_printf (self->out, "%s %s ", keyword,
                          dbc_writer_node (self, database_get_node (self->database, (guint) node)->name));
}

static void
append_message (DbcWriter *self, const char *keyword, const Message *message, const CanSignal *signal)
{
  g_string_append_printf (self->out, "%s%u ", keyword, dbc_writer_id (message));
  if (signal != NULL)
    g_string_append_printf (self->out, "%s ", dbc_writer_name (self, signal, signal->name));
}

static void
append_variable (DbcWriter *self, int variable)
{
  const EnvironmentVariable *one = database_get_variable (self->database, (guint) variable);

  g_string_append_printf (self->out, "EV_ %s ", dbc_writer_name (self, one, one->name));
}

static void
append_subject (DbcWriter *self, const AttributeKey *key, const Message *message, const CanSignal *signal)
{
  switch (key->owner)
    {
    case ATTRIBUTE_NODE:
      append_node (self, "BU_", key->node);
      break;
    case ATTRIBUTE_MESSAGE:
      append_message (self, "BO_ ", message, NULL);
      break;
    case ATTRIBUTE_SIGNAL:
      append_message (self, "SG_ ", message, signal);
      break;
    case ATTRIBUTE_VARIABLE:
      append_variable (self, key->variable);
      break;
    case ATTRIBUTE_NODE_MESSAGE:
      append_node (self, "BU_BO_REL_", key->node);
      append_message (self, "", message, NULL);
      break;
    case ATTRIBUTE_NODE_SIGNAL:
      append_node (self, "BU_SG_REL_", key->node);
      append_message (self, "SG_ ", message, signal);
      break;
    case ATTRIBUTE_NODE_VARIABLE:
      append_node (self, "BU_EV_REL_", key->node);
      append_variable (self, key->variable);
      break;
    case ATTRIBUTE_NETWORK:
      break;
    }
}

static void
write_value (DbcWriter *self, const AttributeKey *key, const char *value)
{
  const Message *before = key->message >= 0 ? database_get_message (self->database, (guint) key->message) : NULL;
  const Message *message = before != NULL ? self->messages->pdata[key->message] : NULL;
  const CanSignal *signal = message != NULL && key->signal >= 0 ? &before->signals[key->signal] : NULL;

  if (message != before && signal != NULL)
    {
      signal = message_find_signal (message, signal->name);
      if (signal == NULL)
        return;
    }
  if (before != NULL && (message == NULL || !dbc_writer_can_mean (self, message, signal)))
    return;
  g_string_append (self->out, is_relation (key->owner) ? "BA_REL_ " : "BA_ ");
  dbc_writer_text (self, key->name);
  g_string_append_c (self->out, ' ');
  append_subject (self, key, message, signal);
  append_value (self, database_find_definition (self->database, key->owner, key->name), value, TRUE);
  g_string_append (self->out, ";\n");
}

/* --- Of a message of another database --- */

static gboolean
is_of_messages (const AttributeDefinition *definition)
{
  return definition->owner == ATTRIBUTE_MESSAGE || definition->owner == ATTRIBUTE_SIGNAL;
}

/* Those that the database lacks. */
static void
write_other_definitions (DbcWriter *self)
{
  for (guint i = 0; self->other != NULL && i < database_n_attributes (self->other); i++)
    {
      const AttributeDefinition *one = database_get_definition (self->other, i);

      if (is_of_messages (one) && database_find_definition (self->database, one->owner, one->name) == NULL)
        {
          write_definition (self, one);
          write_default (self, one);
        }
    }
}

static void
write_other_value (DbcWriter *self, const AttributeDefinition *definition, const CanSignal *signal,
                   const CanSignal *copy)
{
  AttributeSubject subject = { .owner = definition->owner, .message = self->like, .signal = signal };
  AttributeKey key = { definition->owner, -1, -1, -1, -1, definition->name };
  const AttributeDefinition *ours = database_find_definition (self->database, definition->owner, definition->name);
  gboolean given;
  const char *value = database_get_value (self->other, &subject, definition->name, &given);

  if (value == NULL || (!given && (ours == NULL || g_strcmp0 (ours->default_value, value) == 0)))
    return;
  g_string_append (self->out, "BA_ ");
  dbc_writer_text (self, definition->name);
  g_string_append_c (self->out, ' ');
  append_subject (self, &key, self->copy, copy);
  append_value (self, ours != NULL ? ours : definition, value, TRUE);
  g_string_append (self->out, ";\n");
}

/* Also what is a default there and another one here. */
static void
write_other_values (DbcWriter *self)
{
  for (guint i = 0; self->other != NULL && i < database_n_attributes (self->other); i++)
    {
      const AttributeDefinition *one = database_get_definition (self->other, i);

      if (one->owner == ATTRIBUTE_MESSAGE)
        write_other_value (self, one, NULL, NULL);
      for (guint s = 0; one->owner == ATTRIBUTE_SIGNAL && s < self->like->n_signals; s++)
        if (dbc_writer_can_mean (self, self->copy, &self->copy->signals[s]))
          write_other_value (self, one, &self->like->signals[s], &self->copy->signals[s]);
    }
}

/* Once, also where the database has it already. */
static gboolean
needs_mark (DbcWriter *self)
{
  AttributeKey key = { ATTRIBUTE_NETWORK, -1, -1, -1, -1, self->mark };

  return self->mark != NULL && !g_hash_table_contains (self->database->attributes, &key);
}

void
dbc_write_attributes (DbcWriter *self)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  if (needs_mark (self))
    g_string_append_printf (self->out, "BA_DEF_ \"%s\" STRING ;\n", self->mark);
  write_definitions (self);
  write_other_definitions (self);
  if (needs_mark (self))
    g_string_append_printf (self->out, "BA_ \"%s\" \"%s\";\n", self->mark, self->mark);
  g_hash_table_iter_init (&iter, self->database->attributes);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (keys, key);
  g_ptr_array_sort (keys, compare_keys);
  for (guint i = 0; i < keys->len; i++)
    write_value (self, keys->pdata[i], g_hash_table_lookup (self->database->attributes, keys->pdata[i]));
  write_other_values (self);
}
