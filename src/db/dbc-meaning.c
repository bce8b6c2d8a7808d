/* dbc-meaning.c: attributes that Canid knows by name: long names, kinds of frames, start values, cycles.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "core/j1939-id.h"
#include "db/dbc-private.h"

#include "base/banned.h"

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
  AttributeSubject subject = { ATTRIBUTE_SIGNAL, NULL, message, signal, NULL };
  gboolean given;
  const char *start = database_get_value (self->database, &subject, "GenSigStartValue", &given);

  signal->name = long_name (self, message, signal, "SystemSignalLongSymbol", signal->name);
  /* The default is that of the whole file and says nothing about this signal. */
  signal->has_start_value = given && text_number (start, &signal->start_value);
  if (!text_number (attribute_of (self, message, signal, "GenSigInactiveValue"), &signal->inactive_value))
    signal->inactive_value = signal->has_start_value ? signal->start_value : 0;
  signal->send_type = attribute_of (self, message, signal, "GenSigSendType");
  for (char **receiver = signal->receivers; *receiver != NULL; receiver++)
    *receiver = long_node (self, *receiver);
}

/* A whole number of a message, 0 if there is none. */
static int
whole_of (DbcReader *self, const Message *message, const char *attribute)
{
  double value;

  return text_number (attribute_of (self, message, NULL, attribute), &value) && value >= 1 && value <= G_MAXINT
             ? (int) value
             : 0;
}

static void
apply_to_message (DbcReader *self, Message *message)
{
  double cycle;

  for (guint i = 0; i < message->n_signals; i++)
    apply_to_signal (self, message, &message->signals[i]);
  message->name = long_name (self, message, NULL, "SystemMessageLongSymbol", message->name);
  message->j1939 = is_j1939 (self, message);
  message->fd = is_fd (self, message);
  message->send_type = attribute_of (self, message, NULL, "GenMsgSendType");
  if (text_number (attribute_of (self, message, NULL, "GenMsgCycleTime"), &cycle) && cycle >= 1 && cycle <= G_MAXINT)
    message->cycle_time = (int) cycle;
  message->cycle_time_fast = whole_of (self, message, "GenMsgCycleTimeFast");
  message->n_repetitions = whole_of (self, message, "GenMsgNrOfRepetition");
  message->delay_time = whole_of (self, message, "GenMsgDelayTime");
  message->start_delay_time = whole_of (self, message, "GenMsgStartDelayTime");
  message->sender = long_node (self, message->sender);
  for (char **sender = message->senders; *sender != NULL; sender++)
    *sender = long_node (self, *sender);
}

static void
apply_to_nodes (DbcReader *self)
{
  for (guint i = 0; i < self->database->nodes->len; i++)
    {
      DatabaseNode *node = &g_array_index (self->database->nodes, DatabaseNode, i);
      AttributeSubject subject = { .owner = ATTRIBUTE_NODE, .node = node };
      const char *name = database_get_value (self->database, &subject, "SystemNodeLongSymbol", NULL);

      if (name == NULL || name[0] == '\0')
        continue;
      g_hash_table_replace (self->long_nodes, node->name, (gpointer) name);
      node->name = (char *) name;
    }
}

static void
apply_to_variables (DbcReader *self)
{
  for (guint i = 0; i < self->database->variables->len; i++)
    {
      EnvironmentVariable *variable = &g_array_index (self->database->variables, EnvironmentVariable, i);
      AttributeSubject subject = { .owner = ATTRIBUTE_VARIABLE, .variable = variable };
      const char *name = database_get_value (self->database, &subject, "SystemEnvVarLongSymbol", NULL);

      if (name != NULL && name[0] != '\0')
        variable->name = (char *) name;
      for (char **node = variable->nodes; *node != NULL; node++)
        *node = long_node (self, *node);
    }
}

void
dbc_apply_attributes (DbcReader *self)
{
  apply_to_nodes (self);
  apply_to_variables (self);
  for (guint i = 0; i < self->database->messages->len; i++)
    apply_to_message (self, dbc_message_at (self, (int) i));
}
