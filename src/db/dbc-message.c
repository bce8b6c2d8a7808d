/* dbc-message.c: nodes, messages and signals of a DBC file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "db/dbc-private.h"

#include "base/i18n.h"
#include <inttypes.h>

#include "base/banned.h"

#define INDEPENDENT_SIGNALS "VECTOR__INDEPENDENT_SIG_MSG" /* holds signals that are in no message */

/* --- BU_ --- */

gboolean
dbc_read_node_list (DbcReader *self)
{
  DbcText word;

  if (!dbc_char (&self->lexer, ':'))
    return dbc_expected (self, "':'");
  while (dbc_word (&self->lexer, &word))
    {
      DatabaseNode node = { dbc_intern (self, word), NULL };

      dbc_char (&self->lexer, ',');
      if (g_hash_table_contains (self->nodes, node.name) || dbc_text_is (word, DBC_NO_NODE))
        continue;
      g_array_append_val (self->database->nodes, node);
      g_hash_table_insert (self->nodes, node.name, GUINT_TO_POINTER (self->database->nodes->len));
    }
  dbc_char (&self->lexer, ';');
  return TRUE;
}

/* --- BO_ --- */

void
dbc_end_message (DbcReader *self)
{
  self->orphans = FALSE;
  if (self->message < 0)
    return;

  Message *message = dbc_message_at (self, self->message);
  message->n_signals = self->signals->len;
  if (message->n_signals > 0)
    message->signals = g_array_steal (self->signals, NULL);
  self->message = -1;
}

static void
set_senders (Message *message, GPtrArray *senders)
{
  g_ptr_array_add (senders, NULL);
  g_free (message->senders);
  message->senders = (char **) g_ptr_array_steal (senders, NULL);
}

static void
add_message (DbcReader *self, Message *message)
{
  gpointer key = GUINT_TO_POINTER (message->id);
  int first = GPOINTER_TO_INT (g_hash_table_lookup (self->by_id, key)) - 1;

  g_array_append_val (self->database->messages, *message);
  self->message = (int) self->database->messages->len - 1;
  if (first >= 0)
    database_warn (self->database, message->line,
                   N_ ("message %s has the identifier of %s in line %u, which is the one that is decoded"),
                   message->name, dbc_message_at (self, first)->name, dbc_message_at (self, first)->line);
  else
    g_hash_table_insert (self->by_id, key, GINT_TO_POINTER (self->message + 1));
}

static gboolean
read_message_head (DbcReader *self, guint64 *number, DbcText *name, guint64 *length, DbcText *sender)
{
  DbcLexer *lexer = &self->lexer;

  *sender = (DbcText){ DBC_NO_NODE, strlen (DBC_NO_NODE) };
  if (!dbc_unsigned (lexer, G_MAXUINT64 / 16, number))
    return dbc_expected (self, N_ ("an identifier"));
  if (!dbc_word (lexer, name))
    return dbc_expected (self, N_ ("the message's name"));
  if (!dbc_char (lexer, ':'))
    return dbc_expected (self, "':'");
  if (!dbc_unsigned (lexer, G_MAXUINT64 / 16, length))
    return dbc_expected (self, N_ ("the length in bytes"));
  dbc_word (lexer, sender);
  return TRUE;
}

gboolean
dbc_read_message (DbcReader *self)
{
  guint64 number, length;
  DbcText name, sender;
  gboolean wrong;
  Message message = { .line = self->line, .cycle_time = -1 };

  self->orphans = TRUE;
  if (!read_message_head (self, &number, &name, &length, &sender))
    return FALSE;
  if (dbc_text_is (name, INDEPENDENT_SIGNALS) || number == DBC_INDEPENDENT_ID)
    return TRUE;
  if (!dbc_id_from_file (number, &message.id, &wrong))
    return dbc_fail (self, N_ ("message %.*s: %" PRIu64 " is no CAN identifier"), (int) MIN (name.n, 100), name.start,
                     number);

  message.name = dbc_intern (self, name);
  if (wrong)
    database_warn (self->database, self->line,
                   N_ ("message %.100s: identifier %" PRIu64 " has more than %s bits; taken as extended 0x%X"),
                   message.name, number, number & CAN_ID_EXTENDED ? "29" : "11", message.id & CAN_ID_MASK_EXTENDED);
  message.length = (uint16_t) MIN (length, SIGNAL_MAX_BYTE);
  if (length > SIGNAL_MAX_BYTE)
    database_warn (self->database, self->line, N_ ("message %.100s: %" PRIu64 " bytes, more than any frame holds (%u)"),
                   message.name, length, SIGNAL_MAX_BYTE);

  g_autoptr (GPtrArray) senders = g_ptr_array_new ();
  message.sender = dbc_text_is (sender, DBC_NO_NODE) ? database_intern (self->database, "") : dbc_intern (self, sender);
  if (message.sender[0] != '\0')
    g_ptr_array_add (senders, message.sender);
  set_senders (&message, senders);
  add_message (self, &message);
  self->orphans = FALSE;
  return TRUE;
}

gboolean
dbc_read_senders (DbcReader *self)
{
  g_autoptr (GPtrArray) senders = g_ptr_array_new ();
  DbcText word;
  int index;

  if (!dbc_message_reference (self, &index))
    return FALSE;
  if (!dbc_char (&self->lexer, ':'))
    return dbc_expected (self, "':'");
  if (index >= 0 && dbc_message_at (self, index)->sender[0] != '\0')
    g_ptr_array_add (senders, dbc_message_at (self, index)->sender);
  while (dbc_word (&self->lexer, &word))
    {
      char *name = dbc_intern (self, word);

      dbc_char (&self->lexer, ',');
      /* Interned: equal names are the same pointer. */
      if (!dbc_text_is (word, DBC_NO_NODE) && senders->len < 1000 && !g_ptr_array_find (senders, name, NULL))
        g_ptr_array_add (senders, name);
    }
  if (index < 0)
    return TRUE;
  if (senders->len > 0)
    dbc_message_at (self, index)->sender = senders->pdata[0];
  set_senders (dbc_message_at (self, index), senders);
  return TRUE;
}

/* --- SG_ --- */

typedef struct
{
  DbcText name, unit;
  guint64 start, length;
  gboolean big_endian;
  SignalKind kind;
} SignalHead;

/* M, m12, m12M; FALSE: something else. */
static gboolean
read_mux_mark (DbcText word, CanSignal *signal)
{
  guint64 value = 0;
  gsize i = 1;

  if (dbc_text_is (word, "M"))
    {
      signal->is_multiplexer = TRUE;
      return TRUE;
    }
  if (word.n < 2 || word.start[0] != 'm')
    return FALSE;
  for (; i < word.n && g_ascii_isdigit (word.start[i]); i++)
    {
      if (value > G_MAXUINT64 / 100)
        return FALSE;
      value = value * 10 + (guint64) (word.start[i] - '0');
    }
  signal->is_multiplexer = i + 1 == word.n && word.start[i] == 'M';
  if (i == 1 || (i < word.n && !signal->is_multiplexer))
    return FALSE;
  signal->mux_ranges = g_new (MuxRange, 1);
  signal->mux_ranges[0] = (MuxRange){ value, value };
  signal->n_mux_ranges = 1;
  signal->mux_parent = DBC_MUX_UNRESOLVED;
  return TRUE;
}

static gboolean
read_name (DbcReader *self, SignalHead *head, CanSignal *signal)
{
  DbcLexer *lexer = &self->lexer;
  DbcText word;

  if (!dbc_word (lexer, &head->name))
    return dbc_expected (self, N_ ("the signal's name"));
  if (dbc_char (lexer, ':'))
    return TRUE;

  DbcLexer before = *lexer;
  if (!dbc_word (lexer, &word))
    return dbc_expected (self, N_ ("':' or a multiplexer mark (M, m0, m0M)"));
  if (g_ascii_isdigit (word.start[0]))
    {
      database_warn (self->database, self->line, N_ ("signal %.*s: ':' is missing before the start bit"),
                     (int) MIN (head->name.n, 100), head->name.start);
      *lexer = before;
      return TRUE;
    }
  if (!read_mux_mark (word, signal))
    return dbc_fail (self, N_ ("signal %.*s: \"%.*s\" is no multiplexer mark (M, m0, m0M)"),
                     (int) MIN (head->name.n, 100), head->name.start, (int) MIN (word.n, 40), word.start);
  return dbc_char (lexer, ':') || dbc_expected (self, "':'");
}

/* 0|16@1+ */
static gboolean
read_bits (DbcReader *self, SignalHead *head)
{
  DbcLexer *lexer = &self->lexer;
  DbcText order;

  if (!dbc_unsigned (lexer, G_MAXUINT32, &head->start))
    return dbc_expected (self, N_ ("the start bit"));
  if (!dbc_char (lexer, '|'))
    return dbc_expected (self, "'|'");
  if (!dbc_unsigned (lexer, G_MAXUINT32, &head->length))
    return dbc_expected (self, N_ ("the length in bits"));
  if (!dbc_char (lexer, '@') || !dbc_word (lexer, &order))
    return dbc_expected (self, N_ ("'@' and the byte order"));
  if (order.n == 1 && (dbc_peek (lexer) == '+' || dbc_peek (lexer) == '-'))
    {
      DbcText sign;
      if (dbc_word (lexer, &sign) && sign.n == 1)
        order = (DbcText){ order.start, (gsize) (sign.start + 1 - order.start) };
    }
  char sign = order.start[order.n - 1];
  if (order.n < 2 || (order.start[0] != '0' && order.start[0] != '1') || (sign != '+' && sign != '-'))
    return dbc_fail (self, N_ ("signal %.*s: byte order and sign must be 0 or 1 and + or -, not \"%.*s\""),
                     (int) MIN (head->name.n, 100), head->name.start, (int) MIN (order.n, 40), order.start);
  head->big_endian = order.start[0] == '0';
  head->kind = sign == '-' ? SIGNAL_SIGNED : SIGNAL_UNSIGNED;
  return TRUE;
}

/* (factor,offset) or [minimum|maximum] */
static gboolean
read_pair (DbcReader *self, const char *marks, const char *what, double *a, double *b)
{
  DbcLexer *lexer = &self->lexer;

  if (!dbc_char (lexer, marks[0]))
    return dbc_expected (self, what);
  if (!dbc_number (lexer, a))
    return dbc_expected (self, N_ ("a number"));
  if (!dbc_char (lexer, marks[1]))
    return dbc_expected (self, what);
  if (!dbc_number (lexer, b))
    return dbc_expected (self, N_ ("a number"));
  return dbc_char (lexer, marks[2]) || dbc_expected (self, what);
}

/* Unit and receivers, which some writers leave out. */
static void
read_tail (DbcReader *self, SignalHead *head, CanSignal *signal)
{
  g_autoptr (GPtrArray) receivers = g_ptr_array_new ();
  DbcLexer *lexer = &self->lexer;
  DbcText word;

  if (!dbc_quoted (lexer, &head->unit))
    {
      head->unit = (DbcText){ "", 0 };
      database_warn (self->database, self->line, N_ ("signal %.*s: no unit in quotes"), (int) MIN (head->name.n, 100),
                     head->name.start);
    }
  while (dbc_word_in_line (lexer, &word))
    {
      if (!dbc_text_is (word, DBC_NO_NODE) && receivers->len < 1000)
        g_ptr_array_add (receivers, dbc_intern (self, word));
      dbc_char_in_line (lexer, ',');
    }
  g_ptr_array_add (receivers, NULL);
  signal->receivers = (char **) g_ptr_array_steal (receivers, NULL);
}

/* FALSE: such bits cannot be decoded. */
static gboolean
check_layout (DbcReader *self, const SignalHead *head, CanSignal *signal)
{
  const Message *message = dbc_message_at (self, self->message);

  if (head->start > G_MAXUINT16 || head->length > 64
      || !signal_layout_init (&signal->layout, (guint) head->start, (guint) head->length, head->big_endian, head->kind))
    {
      database_warn (self->database, self->line,
                     N_ ("signal %s: %" PRIu64 " bits from bit %" PRIu64
                         " cannot be decoded (1 to 64 bits, up to byte %u); left out"),
                     signal->name, head->length, head->start, SIGNAL_MAX_BYTE);
      return FALSE;
    }
  signal->start = (uint16_t) head->start;
  if (signal->layout.end_byte > message->length)
    database_warn (self->database, self->line,
                   N_ ("signal %s: %" PRIu64 " bits from bit %" PRIu64
                       " do not fit into the %u bytes of %s; decoded in longer frames"),
                   signal->name, head->length, head->start, message->length, message->name);
  return TRUE;
}

static void
add_signal (DbcReader *self, CanSignal *signal)
{
  SignalKey *key = g_new (SignalKey, 1);

  *key = (SignalKey){ self->message, signal->name };
  g_array_append_val (self->signals, *signal);
  if (g_hash_table_contains (self->by_name, key))
    {
      database_warn (self->database, self->line, N_ ("message %s has a signal %s already"),
                     dbc_message_at (self, self->message)->name, signal->name);
      g_free (key);
      return;
    }
  g_hash_table_insert (self->by_name, key, GUINT_TO_POINTER (self->signals->len));
}

/* Nothing is decoded by it: a range that is no pair of numbers is only told. */
static gboolean
read_range_of_values (DbcReader *self, const SignalHead *head, CanSignal *signal)
{
  DbcLexer *lexer = &self->lexer;
  DbcText word;

  if (read_pair (self, "[|]", N_ ("[minimum|maximum]"), &signal->minimum, &signal->maximum))
    return TRUE;
  database_warn (self->database, self->line, N_ ("signal %.*s: range left out: %s"), (int) MIN (head->name.n, 100),
                 head->name.start, self->failure);
  signal->minimum = signal->maximum = 0;
  while (!dbc_char (lexer, ']'))
    if (!dbc_char_in_line (lexer, '|') && !dbc_word_in_line (lexer, &word))
      return FALSE;
  return TRUE;
}

static gboolean
read_signal (DbcReader *self, SignalHead *head, CanSignal *signal)
{
  if (!read_name (self, head, signal) || !read_bits (self, head)
      || !read_pair (self, "(,)", N_ ("(factor,offset)"), &signal->factor, &signal->offset)
      || !read_range_of_values (self, head, signal))
    return FALSE;
  read_tail (self, head, signal);
  return TRUE;
}

static void
signal_drop (CanSignal *signal)
{
  g_free (signal->mux_ranges);
  g_free (signal->receivers);
}

gboolean
dbc_read_signal (DbcReader *self)
{
  CanSignal signal = { .mux_parent = -1 };
  SignalHead head = { 0 };

  if (self->message < 0)
    {
      if (!self->orphans)
        database_warn (self->database, self->line, N_ ("SG_: signals that belong to no message; left out"));
      self->orphans = TRUE;
      dbc_pass_over (&self->lexer, FALSE);
      return TRUE;
    }
  if (!read_signal (self, &head, &signal))
    {
      signal_drop (&signal);
      return FALSE;
    }
  signal.name = dbc_intern (self, head.name);
  signal.unit = dbc_intern (self, head.unit);
  signal.offset += 0.0; /* never -0: values would print as it */
  if (signal.factor == 0)
    database_warn (self->database, self->line, N_ ("signal %s: factor 0, so that every value is its offset"),
                   signal.name);
  if (check_layout (self, &head, &signal))
    add_signal (self, &signal);
  else
    signal_drop (&signal);
  return TRUE;
}

/* --- SIG_VALTYPE_ --- */

gboolean
dbc_read_value_type (DbcReader *self)
{
  static const SignalKind kinds[] = { SIGNAL_UNSIGNED, SIGNAL_FLOAT, SIGNAL_DOUBLE };
  CanSignal *signal;
  SignalLayout layout;
  guint64 type;
  int message;

  if (!dbc_message_reference (self, &message) || !dbc_signal_reference (self, message, &signal))
    return FALSE;
  dbc_char (&self->lexer, ':');
  if (!dbc_unsigned (&self->lexer, 3, &type))
    return dbc_expected (self, N_ ("a value type from 0 to 3"));
  if (signal == NULL || type == 0)
    return TRUE;
  if (type > 2
      || !signal_layout_init (&layout, signal->start, signal->layout.bits, signal->layout.big_endian, kinds[type]))
    database_warn (self->database, self->line,
                   N_ ("signal %s: %u bits cannot be a floating-point number of value type %u; read as integer"),
                   signal->name, signal->layout.bits, (guint) type);
  else
    signal->layout = layout;
  if (type == 1 && signal->layout.bits == 16 && signal->layout.kind == SIGNAL_FLOAT)
    database_warn (self->database, self->line,
                   N_ ("signal %s: value type 1 has 32 bits, not 16; read as a number of half precision"),
                   signal->name);
  return TRUE;
}

/* --- SIG_GROUP_ --- */

/* SIG_GROUP_ 1536 Doors 1 : Left Right; */
gboolean
dbc_read_group (DbcReader *self)
{
  g_autoptr (GArray) signals = g_array_new (FALSE, FALSE, sizeof (guint));
  guint64 repetitions = 1;
  CanSignal *signal;
  DbcText name;
  int index;

  if (!dbc_message_reference (self, &index))
    return FALSE;
  if (!dbc_word (&self->lexer, &name))
    return dbc_expected (self, N_ ("the group's name"));
  dbc_unsigned (&self->lexer, G_MAXUINT, &repetitions);
  dbc_char (&self->lexer, ':');
  while (dbc_peek (&self->lexer) != ';' && dbc_signal_reference (self, index, &signal))
    {
      dbc_char (&self->lexer, ',');
      if (signal == NULL)
        continue;
      guint member = (guint) (signal - dbc_message_at (self, index)->signals);
      g_array_append_val (signals, member);
    }
  if (index < 0)
    return TRUE;

  Message *message = dbc_message_at (self, index);
  SignalGroup group
      = { .name = dbc_intern (self, name), .repetitions = (guint) repetitions, .n_signals = signals->len };
  group.signals = (guint *) (void *) g_array_steal (signals, NULL);
  message->groups = g_renew (SignalGroup, message->groups, message->n_groups + 1);
  message->groups[message->n_groups++] = group;
  return TRUE;
}
