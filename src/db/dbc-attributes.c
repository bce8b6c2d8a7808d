/* dbc-attributes.c: definitions, defaults and values of attributes in a DBC file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Names are unique by Vector's rules; where files define one for several kinds of objects, each definition reads the
 * values of its kind, and the one default counts for all.
 */
#include "db/dbc-private.h"

#include "base/i18n.h"

#include "base/banned.h"

static gboolean
read_attribute_name (DbcReader *self, DbcText *name)
{
  return dbc_quoted (&self->lexer, name) || dbc_expected (self, N_ ("the attribute's name in quotes"));
}

/* Texts of an enumeration, range of a number; commas between them are optional. */
static void
read_definition_tail (DbcReader *self, AttributeDefinition *definition)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  DbcText text;

  while (dbc_quoted (&self->lexer, &text))
    {
      g_ptr_array_add (texts, dbc_intern (self, text));
      dbc_char (&self->lexer, ',');
    }
  definition->n_texts = texts->len;
  g_ptr_array_add (texts, NULL);
  definition->texts = (char **) g_ptr_array_steal (texts, NULL);
  if (definition->type == ATTRIBUTE_ENUM)
    return;
  if (!dbc_number (&self->lexer, &definition->minimum) || !dbc_number (&self->lexer, &definition->maximum))
    definition->minimum = definition->maximum = 0;
  while (dbc_word (&self->lexer, &text))
    ;
}

static gboolean
read_definition (DbcReader *self, AttributeOwner owner)
{
  static const char *const types[] = { "INT", "HEX", "FLOAT", "STRING", "ENUM" };
  AttributeDefinition definition = { .owner = owner, .line = self->line };
  DbcText word, name;
  guint type = 0;

  if (!read_attribute_name (self, &name))
    return FALSE;
  if (!dbc_word (&self->lexer, &word))
    return dbc_expected (self, N_ ("the attribute's type"));
  while (type < G_N_ELEMENTS (types) && !dbc_text_is (word, types[type]))
    type++;
  if (type == G_N_ELEMENTS (types))
    return dbc_fail (self, N_ ("attribute \"%.*s\": \"%.*s\" is no type (INT, HEX, FLOAT, STRING, ENUM)"),
                     (int) MIN (name.n, 100), name.start, (int) MIN (word.n, 40), word.start);
  definition.type = type;
  definition.name = dbc_intern (self, name);
  read_definition_tail (self, &definition);
  if (!database_add_definition (self->database, &definition))
    database_warn (self->database, self->line, N_ ("attribute \"%.100s\" is defined again; the last definition counts"),
                   definition.name);
  return TRUE;
}

gboolean
dbc_read_definition (DbcReader *self)
{
  static const char *const keywords[] = { "BU_", "BO_", "SG_", "EV_" };
  AttributeOwner owner = ATTRIBUTE_NETWORK;
  DbcText word;

  if (dbc_peek (&self->lexer) != '"' && dbc_keyword (&self->lexer, &word))
    {
      for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
        if (dbc_text_is (word, keywords[i]))
          owner = ATTRIBUTE_NODE + i;
      if (owner == ATTRIBUTE_NETWORK)
        return dbc_fail (self, N_ ("\"%.*s\" has no attributes"), (int) MIN (word.n, 40), word.start);
    }
  return read_definition (self, owner);
}

gboolean
dbc_read_relation_definition (DbcReader *self)
{
  static const char *const keywords[] = { "BU_BO_REL_", "BU_SG_REL_", "BU_EV_REL_" };
  DbcText word;

  if (dbc_peek (&self->lexer) == '"' || !dbc_keyword (&self->lexer, &word))
    return dbc_expected (self, N_ ("BU_BO_REL_, BU_SG_REL_ or BU_EV_REL_"));
  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (dbc_text_is (word, keywords[i]))
      return read_definition (self, ATTRIBUTE_NODE_MESSAGE + i);
  return dbc_fail (self, N_ ("\"%.*s\" is no relation"), (int) MIN (word.n, 40), word.start);
}

/* --- Values --- */

/* A value as it stands; quoted or not. */
static gboolean
read_value (DbcReader *self, const char **value, gboolean *quoted)
{
  DbcText text;

  *value = NULL;
  *quoted = dbc_quoted (&self->lexer, &text);
  if (!*quoted && !dbc_word (&self->lexer, &text))
    return dbc_expected (self, N_ ("the attribute's value"));
  *value = dbc_intern (self, text);
  return TRUE;
}

/* The text of an enumeration where its index is written. */
static const char *
resolve_value (DbcReader *self, const AttributeDefinition *definition, const char *value, gboolean quoted)
{
  double number;

  if (quoted || definition->type != ATTRIBUTE_ENUM || !dbc_text_to_number ((DbcText){ value, strlen (value) }, &number))
    return value;
  if (number >= 0 && number < definition->n_texts)
    return definition->texts[(guint) number];
  database_warn (self->database, self->line,
                 N_ ("attribute \"%.100s\": there is no text %.40s in its enumeration of %u"), definition->name, value,
                 definition->n_texts);
  return value;
}

gboolean
dbc_read_default (DbcReader *self)
{
  gboolean quoted, found = FALSE;
  const char *value;
  DbcText name;

  if (!read_attribute_name (self, &name) || !read_value (self, &value, &quoted))
    return FALSE;

  g_autofree char *text = g_strndup (name.start, name.n);
  for (guint owner = ATTRIBUTE_NETWORK; owner <= ATTRIBUTE_NODE_VARIABLE; owner++)
    {
      AttributeDefinition *definition = (AttributeDefinition *) database_find_definition (self->database, owner, text);

      if (definition == NULL)
        continue;
      definition->default_value = resolve_value (self, definition, value, quoted);
      found = TRUE;
    }
  if (!found)
    database_warn (self->database, self->line, N_ ("attribute \"%.100s\" is not defined"), text);
  return TRUE;
}

static gboolean
read_value_of (DbcReader *self, const char *name, const DbcSubject *subject)
{
  const AttributeDefinition *definition = database_find_definition (self->database, subject->owner, name);
  AttributeSubject whose = { subject->owner, subject->node, NULL, subject->signal, subject->variable };
  gboolean quoted;
  const char *value;

  if (!read_value (self, &value, &quoted))
    return FALSE;
  if (definition == NULL)
    database_warn (self->database, self->line, N_ ("attribute \"%.100s\" is not defined"), name);
  else
    value = resolve_value (self, definition, value, quoted);
  if (subject->message >= 0)
    whose.message = dbc_message_at (self, subject->message);
  if (subject->known)
    database_set_value (self->database, &whose, name, value);
  return TRUE;
}

gboolean
dbc_read_attribute (DbcReader *self)
{
  DbcSubject subject;
  DbcText text;

  if (!read_attribute_name (self, &text))
    return FALSE;
  char *name = dbc_intern (self, text);
  return dbc_subject (self, &subject) && read_value_of (self, name, &subject);
}

gboolean
dbc_read_relation (DbcReader *self)
{
  DbcSubject subject;
  DbcText text;

  if (!read_attribute_name (self, &text))
    return FALSE;
  char *name = dbc_intern (self, text);
  return dbc_relation (self, &subject) && read_value_of (self, name, &subject);
}
