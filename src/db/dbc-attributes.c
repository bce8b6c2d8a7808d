/* dbc-attributes.c: comments, value tables and attributes of a DBC file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "core/j1939-id.h"
#include "db/dbc-private.h"

#include "base/banned.h"

/* Whom a comment or an attribute is about; nothing set: it is passed over. */
typedef struct
{
  gboolean network;
  int message; /* -1: none */
  CanSignal *signal;
  DatabaseNode *node;
} Target;

static gboolean
read_node (DbcReader *self, DatabaseNode **node)
{
  DbcText word;
  guint index;

  if (!dbc_word (&self->lexer, &word))
    return dbc_expected (self, "a node's name");

  g_autofree char *name = g_strndup (word.start, word.n);
  index = GPOINTER_TO_UINT (g_hash_table_lookup (self->nodes, name));
  if (index > 0)
    *node = &g_array_index (self->database->nodes, DatabaseNode, index - 1);
  else if (!g_str_equal (name, "Vector__XXX"))
    database_warn (self->database, self->line, "node \"%.100s\" is not defined; what is said of it is left out", name);
  return TRUE;
}

static gboolean
read_target (DbcReader *self, Target *target)
{
  DbcLexer before = self->lexer;
  DbcText word;

  *target = (Target){ .message = -1 };
  if (dbc_peek (&self->lexer) == '"' || !dbc_keyword (&self->lexer, &word))
    {
      target->network = TRUE;
      return TRUE;
    }
  if (dbc_text_is (word, "BO_"))
    return dbc_message_reference (self, &target->message);
  if (dbc_text_is (word, "BU_"))
    return read_node (self, &target->node);
  if (dbc_text_is (word, "SG_"))
    {
      gboolean ok = dbc_message_reference (self, &target->message)
                    && dbc_signal_reference (self, target->message, &target->signal);

      if (target->signal == NULL)
        target->message = -1;
      return ok;
    }
  if (dbc_text_is (word, "EV_"))
    return dbc_word (&self->lexer, &word) || dbc_expected (self, "the environment variable's name");
  /* A number or a word: the value of an attribute of the network. */
  self->lexer = before;
  target->network = TRUE;
  return TRUE;
}

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
  Target target;
  DbcText text;

  if (!read_target (self, &target))
    return FALSE;
  if (!dbc_quoted (&self->lexer, &text))
    return dbc_expected (self, "the comment in quotes");

  char *comment = text.n > 0 ? dbc_dup (self, text) : NULL;
  if (target.network)
    add_network_comment (self, comment);
  else if (target.signal != NULL)
    target.signal->comment = comment;
  else if (target.message >= 0)
    dbc_message_at (self, target.message)->comment = comment;
  else if (target.node != NULL)
    target.node->comment = comment;
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
        return dbc_expected (self, "the text of a value in quotes");

      SignalLabel label = { raw, dbc_intern (self, text) };
      g_array_append_val (labels, label);
    }
  return TRUE;
}

gboolean
dbc_read_table (DbcReader *self)
{
  GArray *labels;
  DbcText name;

  if (!dbc_word (&self->lexer, &name))
    return dbc_expected (self, "the name of the value table");
  labels = g_array_new (FALSE, FALSE, sizeof (SignalLabel));
  g_hash_table_replace (self->tables, dbc_intern (self, name), labels);
  return read_labels (self, labels);
}

static void
add_labels (CanSignal *signal, const GArray *labels)
{
  if (signal == NULL || labels->len == 0)
    return;
  signal->labels = g_renew (SignalLabel, signal->labels, signal->n_labels + labels->len);
  memcpy (signal->labels + signal->n_labels, labels->data, labels->len * sizeof (SignalLabel));
  signal->n_labels += labels->len;
}

gboolean
dbc_read_values (DbcReader *self)
{
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (SignalLabel));
  CanSignal *signal;
  DbcText word;
  gboolean ok;
  int message;

  /* A name instead of an identifier: values of an environment variable. */
  if (!g_ascii_isdigit (dbc_peek (&self->lexer)))
    return dbc_word (&self->lexer, &word) ? read_labels (self, labels) : dbc_expected (self, "a message's identifier");
  if (!dbc_message_reference (self, &message) || !dbc_signal_reference (self, message, &signal))
    return FALSE;
  ok = read_labels (self, labels);
  add_labels (signal, labels);
  if (!ok || labels->len > 0 || !dbc_word (&self->lexer, &word))
    return ok;

  g_autofree char *name = g_strndup (word.start, word.n);
  const GArray *table = g_hash_table_lookup (self->tables, name);
  if (table == NULL)
    return dbc_fail (self, "no value table \"%.100s\"", name);
  add_labels (signal, table);
  return TRUE;
}

/* --- Attributes --- */

static gboolean
read_attribute_name (DbcReader *self, DbcText *name)
{
  return dbc_quoted (&self->lexer, name) || dbc_expected (self, "the attribute's name in quotes");
}

gboolean
dbc_read_definition (DbcReader *self)
{
  DbcAttribute *attribute;
  DbcText word, name, text;

  if (dbc_peek (&self->lexer) != '"')
    dbc_keyword (&self->lexer, &word);
  if (!read_attribute_name (self, &name))
    return FALSE;
  if (!dbc_word (&self->lexer, &word))
    return dbc_expected (self, "the attribute's type");

  attribute = g_new0 (DbcAttribute, 1);
  attribute->texts = g_ptr_array_new ();
  attribute->kind = dbc_text_is (word, "ENUM") ? DBC_ENUM : dbc_text_is (word, "STRING") ? DBC_TEXT : DBC_NUMBER;
  g_hash_table_replace (self->attributes, dbc_intern (self, name), attribute);
  while (dbc_quoted (&self->lexer, &text))
    {
      g_ptr_array_add (attribute->texts, dbc_intern (self, text));
      dbc_char (&self->lexer, ',');
    }
  while (attribute->kind != DBC_ENUM && dbc_word (&self->lexer, &word))
    ; /* the range */
  return TRUE;
}

/* A value as text: the text of an enumeration where its index is written. */
static gboolean
read_attribute_value (DbcReader *self, const char *name, const char **value)
{
  const DbcAttribute *attribute = g_hash_table_lookup (self->attributes, name);
  DbcText text;
  double number;

  if (attribute == NULL)
    database_warn (self->database, self->line, "attribute \"%.100s\" is not defined", name);
  if (dbc_quoted (&self->lexer, &text))
    {
      *value = dbc_intern (self, text);
      return TRUE;
    }
  if (!dbc_word (&self->lexer, &text))
    return dbc_expected (self, "the attribute's value");
  *value = dbc_intern (self, text);
  if (attribute != NULL && attribute->kind == DBC_ENUM && dbc_text_to_number (text, &number) && number >= 0
      && number < attribute->texts->len)
    *value = attribute->texts->pdata[(guint) number];
  return TRUE;
}

gboolean
dbc_read_default (DbcReader *self)
{
  const char *value;
  DbcText text;

  if (!read_attribute_name (self, &text))
    return FALSE;
  char *name = dbc_intern (self, text);
  if (!read_attribute_value (self, name, &value))
    return FALSE;
  g_hash_table_replace (self->database->defaults, name, (gpointer) value);
  return TRUE;
}

gboolean
dbc_read_attribute (DbcReader *self)
{
  const char *value;
  Target target;
  DbcText text;

  if (!read_attribute_name (self, &text))
    return FALSE;
  char *name = dbc_intern (self, text);
  if (!read_target (self, &target) || !read_attribute_value (self, name, &value))
    return FALSE;
  if (target.node != NULL && g_str_equal (name, "SystemNodeLongSymbol"))
    g_hash_table_replace (self->long_nodes, target.node->name, (gpointer) value);
  else if (target.network)
    database_set_attribute (self->database, -1, -1, name, value);
  else if (target.signal != NULL)
    database_set_attribute (self->database, target.message,
                            (int) (target.signal - dbc_message_at (self, target.message)->signals), name, value);
  else if (target.message >= 0)
    database_set_attribute (self->database, target.message, -1, name, value);
  return TRUE;
}

/* --- What attributes mean --- */

static const char *
attribute_of (DbcReader *self, const Message *message, const CanSignal *signal, const char *name)
{
  return database_get_attribute (self->database, message, signal, name);
}

static gboolean
text_number (const char *text, double *value)
{
  return text != NULL && dbc_text_to_number ((DbcText){ text, strlen (text) }, value);
}

/* Texts of Vector's VFrameFormat ("StandardCAN_FD", elsewhere "ExtendedFD"), or the index where the attribute is a
 * number: 3 J1939PG, 14 StandardCAN_FD, 15 ExtendedCAN_FD. */
static gboolean
is_format_fd (const char *format)
{
  return g_str_equal (format, "14") || g_str_equal (format, "15") || g_str_has_suffix (format, "FD");
}

static gboolean
is_format_j1939 (const char *format)
{
  return g_str_equal (format, "3") || g_str_equal (format, "J1939PG");
}

/* Where the format of the frame is not given, the protocol of the whole file counts. */
static gboolean
is_j1939 (DbcReader *self, const Message *message)
{
  const char *format = attribute_of (self, message, NULL, "VFrameFormat");
  const char *protocol = attribute_of (self, NULL, NULL, "ProtocolType");

  if (!j1939_id_has_pgn (message->id))
    return FALSE;
  if (format != NULL && format[0] != '\0')
    return is_format_j1939 (format);
  return protocol != NULL && g_ascii_strncasecmp (protocol, "J1939", 5) == 0;
}

/* J1939's messages of more than 8 bytes come in several frames. */
static gboolean
is_fd (DbcReader *self, const Message *message)
{
  const char *format = attribute_of (self, message, NULL, "VFrameFormat");

  if (format != NULL && is_format_fd (format))
    return TRUE;
  return message->length > 8 && message->length <= CAN_FRAME_MAX_LEN && !message->j1939
         && (format == NULL || !is_format_j1939 (format));
}

static char *
long_name (DbcReader *self, const Message *message, const CanSignal *signal, const char *attribute, char *name)
{
  const char *text = attribute_of (self, message, signal, attribute);

  return text != NULL && text[0] != '\0' ? (char *) text : name;
}

static char *
long_node (DbcReader *self, char *name)
{
  char *text = g_hash_table_lookup (self->long_nodes, name);

  return text != NULL && text[0] != '\0' ? text : name;
}

static void
apply_to_signal (DbcReader *self, const Message *message, CanSignal *signal)
{
  signal->name = long_name (self, message, signal, "SystemSignalLongSymbol", signal->name);
  /* The default is that of the whole file and says nothing about this signal. */
  AttributeKey key
      = { (int) (message - dbc_message_at (self, 0)), (int) (signal - message->signals), "GenSigStartValue" };
  signal->has_start_value = text_number (g_hash_table_lookup (self->database->attributes, &key), &signal->start_value);
  for (char **receiver = signal->receivers; *receiver != NULL; receiver++)
    *receiver = long_node (self, *receiver);
}

void
dbc_apply_attributes (DbcReader *self)
{
  double cycle;

  for (guint i = 0; i < self->database->messages->len; i++)
    {
      Message *message = dbc_message_at (self, (int) i);

      for (guint j = 0; j < message->n_signals; j++)
        apply_to_signal (self, message, &message->signals[j]);
      message->name = long_name (self, message, NULL, "SystemMessageLongSymbol", message->name);
      message->j1939 = is_j1939 (self, message);
      message->fd = is_fd (self, message);
      if (text_number (attribute_of (self, message, NULL, "GenMsgCycleTime"), &cycle) && cycle >= 1
          && cycle <= G_MAXINT)
        message->cycle_time = (int) cycle;
      message->sender = long_node (self, message->sender);
      for (char **sender = message->senders; *sender != NULL; sender++)
        *sender = long_node (self, *sender);
    }
  for (guint i = 0; i < self->database->nodes->len; i++)
    {
      DatabaseNode *node = &g_array_index (self->database->nodes, DatabaseNode, i);
      node->name = long_node (self, node->name);
    }
}
