/* dbc-multiplexing.c: which signal is there for which value of which multiplexer, in a DBC file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "db/dbc-private.h"

#include "base/i18n.h"

#include "base/banned.h"

/* 0-5: one word, or "0" "-" "5" where blanks stand between. */
static gboolean
read_range (DbcReader *self, MuxRange *range)
{
  g_autoptr (GString) text = g_string_new (NULL);
  DbcText word;
  char *end;

  while (text->len < 64 && dbc_word (&self->lexer, &word))
    g_string_append_len (text, word.start, (gssize) MIN (word.n, 64));
  range->first = g_ascii_strtoull (text->str, &end, 10);
  range->last = range->first;
  if (end == text->str || !g_ascii_isdigit (text->str[0]))
    return dbc_expected (self, N_ ("a range of multiplexer values"));
  if (*end == '-' && g_ascii_isdigit (end[1]))
    range->last = g_ascii_strtoull (end + 1, &end, 10);
  if (*end != '\0' || range->last < range->first)
    return dbc_fail (self, N_ ("\"%.40s\" is no range of multiplexer values"), text->str);
  return TRUE;
}

/* Powers of two: a file may describe one multiplexer in a hundred thousand statements. */
static guint
room_for (guint n)
{
  return n <= 1 ? n : 1u << g_bit_storage (n - 1);
}

static void
set_multiplexer (DbcReader *self, int message, CanSignal *signal, CanSignal *parent, GArray *ranges)
{
  int index = (int) (parent - dbc_message_at (self, message)->signals);

  if (signal == parent)
    {
      database_warn (self->database, self->line, N_ ("signal %s cannot be its own multiplexer"), signal->name);
      return;
    }
  if (signal->mux_parent >= 0 && signal->mux_parent != index)
    {
      database_warn (self->database, self->line, N_ ("signal %s has a multiplexer already; %s is left out"),
                     signal->name, parent->name);
      return;
    }
  /* The first statement replaces m0, further ones for the same multiplexer add to it. */
  guint n_before = signal->mux_parent == index ? signal->n_mux_ranges : 0;
  if (room_for (n_before + ranges->len) > room_for (signal->n_mux_ranges))
    signal->mux_ranges = g_renew (MuxRange, signal->mux_ranges, room_for (n_before + ranges->len));
  memcpy (signal->mux_ranges + n_before, ranges->data, ranges->len * sizeof (MuxRange));
  signal->n_mux_ranges = n_before + ranges->len;
  signal->mux_parent = index;
}

gboolean
dbc_read_multiplexing (DbcReader *self)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (MuxRange));
  CanSignal *signal, *parent;
  int message;

  if (!dbc_message_reference (self, &message) || !dbc_signal_reference (self, message, &signal)
      || !dbc_signal_reference (self, message, &parent))
    return FALSE;
  do
    {
      MuxRange range;

      if (!read_range (self, &range))
        return FALSE;
      g_array_append_val (ranges, range);
    }
  while (dbc_char (&self->lexer, ','));
  if (signal != NULL && parent != NULL)
    set_multiplexer (self, message, signal, parent, ranges);
  return TRUE;
}

/* m0 without SG_MUL_VAL_ means the message's multiplexer M. */
static void
resolve_message (DbcReader *self, Message *message)
{
  guint n_multiplexers = 0;
  int multiplexer = -1;

  for (guint i = 0; i < message->n_signals; i++)
    if (message->signals[i].is_multiplexer && message->signals[i].n_mux_ranges == 0 && n_multiplexers++ == 0)
      multiplexer = (int) i;
  for (guint i = 0; i < message->n_signals; i++)
    {
      CanSignal *signal = &message->signals[i];

      if (signal->mux_parent != DBC_MUX_UNRESOLVED)
        continue;
      signal->mux_parent = multiplexer;
      if (multiplexer < 0)
        database_warn (self->database, message->line,
                       N_ ("message %s has no multiplexer for signal %s; taken as always present"), message->name,
                       signal->name);
      else if (n_multiplexers > 1)
        database_warn (self->database, message->line,
                       N_ ("message %s: which multiplexer selects signal %s is not said; taken as %s"), message->name,
                       signal->name, message->signals[multiplexer].name);
    }
}

void
dbc_resolve_multiplexers (DbcReader *self)
{
  for (guint i = 0; i < self->database->messages->len; i++)
    resolve_message (self, dbc_message_at (self, (int) i));
}
