/* filter-complete-offers.c: collecting candidates: fields, parts of identifiers, functions, messages, signals.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "filter/filter-complete-private.h"

#include "base/i18n.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

/* --- Collecting --- */

/* 0 begins with the word, 1 in other case, 2 contains it; -1 not wanted, or enough of this rank. */
static int
rank_of (const Completion *self, const char *name)
{
  gsize n = strlen (self->word);
  int rank = -1;

  if (strncmp (name, self->word, n) == 0)
    rank = 0;
  else if (g_ascii_strncasecmp (name, self->word, n) == 0)
    rank = 1;
  else if (strcasestr (name, self->word) != NULL)
    rank = 2;
  return rank >= 0 && self->ranks[rank]->len < self->max ? rank : -1;
}

void
completion_offer (Completion *self, const char *name, const char *text, const char *kind, char *details)
{
  FilterCandidate *candidate;
  int rank = rank_of (self, name);

  if (rank < 0 || g_hash_table_contains (self->offered, text))
    {
      g_free (details);
      return;
    }
  candidate = g_new (FilterCandidate, 1);
  *candidate = (FilterCandidate){ g_strdup (text), g_strdup (kind), details != NULL ? details : g_strdup ("") };
  g_ptr_array_add (self->ranks[rank], candidate);
  g_hash_table_add (self->offered, candidate->text);
}

static char *
quote_name (const char *name)
{
  GString *out = g_string_new (NULL);

  filter_append_name (out, name);
  return g_string_free (out, FALSE);
}

char *
completion_quote_text (const char *text)
{
  GString *out = g_string_new (NULL);

  filter_append_text (out, text);
  return g_string_free (out, FALSE);
}

/* 16 383 and −10 as the pictures have them. */
static void
append_number (GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  const char *digits = text;
  gsize n;

  g_ascii_formatd (text, sizeof text, "%.10g", value);
  if (*digits == '-')
    {
      g_string_append (out, "−");
      digits++;
    }
  n = strspn (digits, "0123456789");
  for (gsize i = 0; digits[i] != '\0'; i++)
    {
      if (n > 4 && i > 0 && i < n && (n - i) % 3 == 0)
        g_string_append (out, "\u202F");
      g_string_append_c (out, digits[i]);
    }
}

static char *
describe_signal (const CanSignal *signal)
{
  GString *out = g_string_new (NULL);

  if (signal->n_labels > 0)
    {
      for (guint i = 0; i < MIN (signal->n_labels, 6); i++)
        g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", signal->labels[i].text);
      if (signal->n_labels > 6)
        g_string_append (out, ", …");
      return g_string_free (out, FALSE);
    }
  g_string_append (out, signal->unit);
  if (signal->minimum != signal->maximum && isfinite (signal->minimum) && isfinite (signal->maximum))
    {
      g_string_append (out, out->len > 0 ? ", " : "");
      append_number (out, signal->minimum);
      g_string_append (out, " … ");
      append_number (out, signal->maximum);
    }
  return g_string_free (out, FALSE);
}

static void
offer_signal (Completion *self, const CanSignal *signal)
{
  char *text = quote_name (signal->name);

  completion_offer (self, signal->name, text, "signal", describe_signal (signal));
  g_free (text);
}

static gboolean
offer_message (const Message *message, gpointer data)
{
  Completion *self = data;
  char *text;

  if (rank_of (self, message->name) < 0)
    return TRUE;
  text = quote_name (message->name);
  completion_offer (self, message->name, text, "message",
                    g_strdup_printf (message->id & CAN_ID_EXTENDED ? "0x%08X" : "0x%03X",
                                     message->id & CAN_ID_MASK_EXTENDED));
  g_free (text);
  return TRUE;
}

/* --- Operands --- */

typedef struct
{
  Completion *completion;
  GHashTable *owners; /* signal name -> name of its message, or "" if of several */
} SignalOffer;

static gboolean
note_owners (const Message *message, gpointer data)
{
  SignalOffer *self = data;

  for (guint i = 0; i < message->n_signals; i++)
    {
      char *name = message->signals[i].name;
      const char *owner = g_hash_table_lookup (self->owners, name);

      if (owner == NULL)
        g_hash_table_insert (self->owners, name, message->name);
      else if (strcmp (owner, message->name) != 0)
        g_hash_table_insert (self->owners, name, (gpointer) "");
    }
  return TRUE;
}

static gboolean
offer_signals (const Message *message, gpointer data)
{
  SignalOffer *self = data;

  for (guint i = 0; i < message->n_signals; i++)
    {
      const CanSignal *signal = &message->signals[i];
      const char *owner;
      GString *text;

      if (rank_of (self->completion, signal->name) < 0)
        continue;
      owner = g_hash_table_lookup (self->owners, signal->name);
      text = g_string_new (NULL);
      if (*owner == '\0')
        {
          filter_append_name (text, message->name);
          g_string_append_c (text, '.');
        }
      filter_append_name (text, signal->name);
      completion_offer (self->completion, signal->name, text->str, "signal", describe_signal (signal));
      g_string_free (text, TRUE);
    }
  return TRUE;
}

/* id.pgn, or id.a24p5.priority where another split has taken the short name. */
void
completion_offer_parts (Completion *self)
{
  const IdSplits *splits = self->context.splits;

  for (guint i = 0; i < id_splits_n (splits); i++)
    {
      const IdSplit *split = id_splits_get (splits, i);

      for (guint k = 0; k < split->n_fields; k++)
        {
          const IdField *field = &split->fields[k];
          gboolean is_short = id_splits_find_field (splits, NULL, field->name) == field;
          char *text = is_short ? g_strconcat ("id.", field->name, NULL)
                                : g_strconcat ("id.", split->id, ".", field->name, NULL);

          completion_offer (self, text, text, "field",
                            g_strdup (field->description != NULL ? _ (field->description) : split->name));
          g_free (text);
        }
    }
}

static void
offer_functions (Completion *self)
{
  completion_offer (self, "changed", "changed(", "function",
                    g_strdup (_ ("is another value than in the frame before of the same identifier")));
  completion_offer (self, "prev", "prev(", "function",
                    g_strdup (_ ("value in the frame before of the same identifier")));
  completion_offer (self, "delta", "delta(", "function",
                    g_strdup (_ ("difference to the frame before of the same identifier")));
}

void
completion_offer_operands (Completion *self)
{
  SignalOffer signals = { self, g_hash_table_new (g_str_hash, g_str_equal) };

  for (guint i = 0; i < G_N_ELEMENTS (filter_fields); i++)
    completion_offer (self, filter_fields[i].name, filter_fields[i].name, "field",
                      g_strdup (_ (filter_fields[i].description)));
  completion_offer_parts (self);
  offer_functions (self);
  filter_each_message (self->context.dbs, offer_message, self);
  filter_each_message (self->context.dbs, note_owners, &signals);
  filter_each_message (self->context.dbs, offer_signals, &signals);
  g_hash_table_unref (signals.owners);
}

typedef struct
{
  Completion *completion;
  const char *message;
} MemberOffer;

static gboolean
offer_members (const Message *message, gpointer data)
{
  MemberOffer *self = data;

  if (strcmp (message->name, self->message) == 0)
    for (guint i = 0; i < message->n_signals; i++)
      offer_signal (self->completion, &message->signals[i]);
  return TRUE;
}

void
completion_offer_members (Completion *self, const char *message)
{
  MemberOffer members = { self, message };

  filter_each_message (self->context.dbs, offer_members, &members);
}
