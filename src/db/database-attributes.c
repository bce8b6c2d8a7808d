/* database-attributes.c: what a database says of its objects beyond what Canid knows by name.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "db/database-private.h"

#include "base/text-scan.h"

#include <string.h>

#include "base/banned.h"

/* Bit/s that a CAN bus can have: what is outside is no rate, or one in another unit. */
#define SLOWEST 1000
#define FASTEST 20e6

static guint
key_hash (gconstpointer data)
{
  const AttributeKey *key = data;
  guint hash = g_str_hash (key->name);

  hash = hash * 31 + (guint) key->message;
  hash = hash * 0x9E3779B1u + (guint) key->signal;
  hash = hash * 31 + (guint) key->node;
  hash = hash * 31 + (guint) key->variable;
  return hash * 31 + (guint) key->owner;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const AttributeKey *x = a, *y = b;

  return x->owner == y->owner && x->node == y->node && x->message == y->message && x->signal == y->signal
         && x->variable == y->variable && g_str_equal (x->name, y->name);
}

static void
definition_clear (gpointer data)
{
  g_free (((AttributeDefinition *) data)->texts);
}

void
database_init_attributes (Database *self)
{
  self->definitions = g_array_new (FALSE, TRUE, sizeof (AttributeDefinition));
  g_array_set_clear_func (self->definitions, definition_clear);
  self->attributes = g_hash_table_new_full (key_hash, key_equal, g_free, NULL);
  self->by_attribute = g_hash_table_new_full (key_hash, key_equal, g_free, NULL);
}

void
database_clear_attributes (Database *self)
{
  g_array_unref (self->definitions);
  g_hash_table_unref (self->attributes);
  g_hash_table_unref (self->by_attribute);
}

static AttributeKey
definition_key (AttributeOwner owner, const char *name)
{
  return (AttributeKey){ owner, -1, -1, -1, -1, name };
}

static AttributeKey
subject_key (const Database *self, const AttributeSubject *subject, const char *name)
{
  AttributeKey key = definition_key (subject->owner, name);

  if (subject->node != NULL)
    key.node = (int) (subject->node - (const DatabaseNode *) (void *) self->nodes->data);
  if (subject->message != NULL)
    key.message = (int) (subject->message - (const Message *) (void *) self->messages->data);
  if (subject->signal != NULL && subject->message != NULL)
    key.signal = (int) (subject->signal - subject->message->signals);
  if (subject->variable != NULL)
    key.variable = (int) (subject->variable - (const EnvironmentVariable *) (void *) self->variables->data);
  return key;
}

void
database_set_value (Database *self, const AttributeSubject *subject, const char *name, const char *text)
{
  AttributeKey key = subject_key (self, subject, name);

  g_hash_table_replace (self->attributes, g_memdup2 (&key, sizeof key), (gpointer) text);
}

gboolean
database_add_definition (Database *self, AttributeDefinition *definition)
{
  AttributeKey key = definition_key (definition->owner, definition->name);
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_attribute, &key));

  if (index > 0)
    {
      AttributeDefinition *before = &g_array_index (self->definitions, AttributeDefinition, index - 1);

      definition_clear (before);
      *before = *definition;
      return FALSE;
    }
  g_array_append_val (self->definitions, *definition);
  g_hash_table_insert (self->by_attribute, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (self->definitions->len));
  return TRUE;
}

guint
database_n_attributes (const Database *self)
{
  return self->definitions->len;
}

const AttributeDefinition *
database_get_definition (const Database *self, guint index)
{
  g_return_val_if_fail (index < self->definitions->len, NULL);

  return &g_array_index (self->definitions, AttributeDefinition, index);
}

const AttributeDefinition *
database_find_definition (const Database *self, AttributeOwner owner, const char *name)
{
  AttributeKey key = definition_key (owner, name);
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_attribute, &key));

  return index > 0 ? database_get_definition (self, index - 1) : NULL;
}

const char *
database_get_value (const Database *self, const AttributeSubject *subject, const char *name, gboolean *given)
{
  AttributeKey key = subject_key (self, subject, name);
  const char *text = g_hash_table_lookup (self->attributes, &key);
  const AttributeDefinition *definition = text == NULL ? database_find_definition (self, subject->owner, name) : NULL;

  if (given != NULL)
    *given = text != NULL;
  return text != NULL ? text : definition != NULL ? definition->default_value : NULL;
}

const char *
database_get_attribute (const Database *self, const Message *message, const CanSignal *signal, const char *name)
{
  AttributeSubject subject = { .owner = message == NULL  ? ATTRIBUTE_NETWORK
                                        : signal == NULL ? ATTRIBUTE_MESSAGE
                                                         : ATTRIBUTE_SIGNAL,
                               .message = message,
                               .signal = message != NULL ? signal : NULL };

  return database_get_value (self, &subject, name, NULL);
}

static uint32_t
given_rate (const Database *self, const char *name)
{
  AttributeSubject network = { .owner = ATTRIBUTE_NETWORK };
  gboolean given;
  const char *text = database_get_value (self, &network, name, &given);
  double rate;

  if (!given || !text_word_double ((TextWord){ text, strlen (text) }, &rate) || !(rate >= SLOWEST && rate <= FASTEST))
    return 0;
  return (uint32_t) (rate + 0.5);
}

void
database_get_bitrate (const Database *self, uint32_t *nominal, uint32_t *data)
{
  *nominal = given_rate (self, "Baudrate");
  *data = given_rate (self, "BaudrateCANFD");
}
