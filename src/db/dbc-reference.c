/* dbc-reference.c: what the statements of a DBC file speak about.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "db/dbc-private.h"

#include "base/i18n.h"
#include <inttypes.h>

#include "base/banned.h"

/* FALSE: no identifier at all. *wrong: more than 11 bits without the bit that says 29 (bit 31), as some tools write; it
 * can only be extended. */
gboolean
dbc_id_from_file (guint64 number, uint32_t *id, gboolean *wrong)
{
  *wrong = FALSE;
  if (number > 0xFFFFFFFF)
    return FALSE;
  *id = (uint32_t) number;
  if (*id & CAN_ID_EXTENDED)
    {
      *wrong = (*id & ~(CAN_ID_EXTENDED | CAN_ID_MASK_EXTENDED)) != 0;
      *id = CAN_ID_EXTENDED | (*id & CAN_ID_MASK_EXTENDED);
      return TRUE;
    }
  if (*id <= CAN_ID_MASK_STANDARD)
    return TRUE;
  *wrong = TRUE;
  *id |= CAN_ID_EXTENDED;
  return number <= CAN_ID_MASK_EXTENDED;
}

gboolean
dbc_message_reference (DbcReader *self, int *message)
{
  guint64 number;
  uint32_t id;
  gboolean wrong;

  *message = -1;
  if (!dbc_unsigned (&self->lexer, G_MAXUINT32, &number))
    return dbc_expected (self, N_ ("a message's identifier"));
  if (number == DBC_INDEPENDENT_ID)
    return TRUE;
  if (dbc_id_from_file (number, &id, &wrong))
    *message = GPOINTER_TO_INT (g_hash_table_lookup (self->by_id, GUINT_TO_POINTER (id))) - 1;
  if (*message < 0)
    database_warn (self->database, self->line,
                   N_ ("message %" PRIu64 " is not defined; what is said of it is left out"), number);
  return TRUE;
}

gboolean
dbc_signal_reference (DbcReader *self, int message, CanSignal **signal)
{
  DbcText word;
  int index;

  *signal = NULL;
  if (!dbc_word (&self->lexer, &word))
    return dbc_expected (self, N_ ("a signal's name"));
  if (message < 0)
    return TRUE;

  g_autofree char *name = g_strndup (word.start, word.n);
  SignalKey key = { message, name };
  index = GPOINTER_TO_INT (g_hash_table_lookup (self->by_name, &key)) - 1;
  if (index < 0)
    database_warn (self->database, self->line,
                   N_ ("message %s has no signal \"%.100s\"; what is said of it is left out"),
                   dbc_message_at (self, message)->name, name);
  else
    *signal = &dbc_message_at (self, message)->signals[index];
  return TRUE;
}

static gboolean
node_reference (DbcReader *self, DatabaseNode **node)
{
  DbcText word;
  guint index;

  *node = NULL;
  if (!dbc_word (&self->lexer, &word))
    return dbc_expected (self, N_ ("a node's name"));

  g_autofree char *name = g_strndup (word.start, word.n);
  index = GPOINTER_TO_UINT (g_hash_table_lookup (self->nodes, name));
  if (index > 0)
    *node = &g_array_index (self->database->nodes, DatabaseNode, index - 1);
  else if (!g_str_equal (name, DBC_NO_NODE))
    database_warn (self->database, self->line, N_ ("node \"%.100s\" is not defined; what is said of it is left out"),
                   name);
  return TRUE;
}

gboolean
dbc_variable_reference (DbcReader *self, EnvironmentVariable **variable)
{
  DbcText word;
  guint index;

  *variable = NULL;
  if (!dbc_word (&self->lexer, &word))
    return dbc_expected (self, N_ ("the environment variable's name"));

  g_autofree char *name = g_strndup (word.start, word.n);
  index = GPOINTER_TO_UINT (g_hash_table_lookup (self->variables, name));
  if (index > 0)
    *variable = &g_array_index (self->database->variables, EnvironmentVariable, index - 1);
  else
    database_warn (self->database, self->line,
                   N_ ("environment variable \"%.100s\" is not defined; what is said of it is left out"), name);
  return TRUE;
}

static gboolean
signal_of_message (DbcReader *self, DbcSubject *subject)
{
  return dbc_message_reference (self, &subject->message)
         && dbc_signal_reference (self, subject->message, &subject->signal);
}

gboolean
dbc_subject (DbcReader *self, DbcSubject *subject)
{
  DbcLexer before = self->lexer;
  gboolean ok = TRUE;
  DbcText word;

  *subject = (DbcSubject){ .known = TRUE, .owner = ATTRIBUTE_NETWORK, .message = -1 };
  if (dbc_peek (&self->lexer) == '"' || !dbc_keyword (&self->lexer, &word))
    return TRUE;
  if (dbc_text_is (word, "BO_"))
    {
      subject->owner = ATTRIBUTE_MESSAGE;
      ok = dbc_message_reference (self, &subject->message);
      subject->known = subject->message >= 0;
    }
  else if (dbc_text_is (word, "BU_"))
    {
      subject->owner = ATTRIBUTE_NODE;
      ok = node_reference (self, &subject->node);
      subject->known = subject->node != NULL;
    }
  else if (dbc_text_is (word, "SG_"))
    {
      subject->owner = ATTRIBUTE_SIGNAL;
      ok = signal_of_message (self, subject);
      subject->known = subject->signal != NULL;
    }
  else if (dbc_text_is (word, "EV_"))
    {
      subject->owner = ATTRIBUTE_VARIABLE;
      ok = dbc_variable_reference (self, &subject->variable);
      subject->known = subject->variable != NULL;
    }
  else
    self->lexer = before; /* a number or a word: the value of an attribute of the network */
  return ok;
}

/* BU_SG_REL_ Node SG_ 1536 Signal; of BU_BO_REL_ and BU_EV_REL_ some writers leave the second keyword out. */
gboolean
dbc_relation (DbcReader *self, DbcSubject *subject)
{
  static const char *const second[] = { "BO_", "SG_", "EV_" };
  DbcText word;
  gboolean ok;

  *subject = (DbcSubject){ .message = -1 };
  if (!dbc_keyword (&self->lexer, &word))
    return dbc_expected (self, N_ ("BU_BO_REL_, BU_SG_REL_ or BU_EV_REL_"));
  subject->owner = dbc_text_is (word, "BU_BO_REL_")   ? ATTRIBUTE_NODE_MESSAGE
                   : dbc_text_is (word, "BU_SG_REL_") ? ATTRIBUTE_NODE_SIGNAL
                                                      : ATTRIBUTE_NODE_VARIABLE;
  if (subject->owner == ATTRIBUTE_NODE_VARIABLE && !dbc_text_is (word, "BU_EV_REL_"))
    return dbc_fail (self, N_ ("expected BU_BO_REL_, BU_SG_REL_ or BU_EV_REL_, found \"%.*s\""), (int) MIN (word.n, 40),
                     word.start);
  if (!node_reference (self, &subject->node))
    return FALSE;

  DbcLexer before = self->lexer;
  if (!dbc_keyword (&self->lexer, &word) || !dbc_text_is (word, second[subject->owner - ATTRIBUTE_NODE_MESSAGE]))
    self->lexer = before;
  if (subject->owner == ATTRIBUTE_NODE_VARIABLE)
    ok = dbc_variable_reference (self, &subject->variable);
  else if (subject->owner == ATTRIBUTE_NODE_MESSAGE)
    ok = dbc_message_reference (self, &subject->message);
  else
    ok = signal_of_message (self, subject);
  subject->known = subject->node != NULL
                   && (subject->variable != NULL || subject->signal != NULL
                       || (subject->owner == ATTRIBUTE_NODE_MESSAGE && subject->message >= 0));
  return ok;
}
