/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/simulation.h"

#include <string.h>

#include "base/banned.h"

static gboolean
has_word (const CanSignal *signal, const char *const *words)
{
  g_autofree char *name = g_ascii_strdown (signal->name, -1);

  for (; *words != NULL; words++)
    if (strstr (name, *words) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
is_counter (const CanSignal *signal)
{
  static const char *const words[] = { "counter", "cntr", "alive", "rollcnt", "rolling", "msgcnt", NULL };

  return signal->layout.kind == SIGNAL_UNSIGNED && signal->layout.bits >= 2 && signal->layout.bits <= 16
         && signal->n_labels <= 2 && !signal->is_multiplexer && has_word (signal, words);
}

static gboolean
is_checksum (const CanSignal *signal)
{
  static const char *const words[] = { "checksum", "chksum", "chks", "crc", NULL };

  return signal->layout.bits >= 4 && signal->layout.bits <= 32 && has_word (signal, words);
}

static void
add_counters (TransmitRow *row, const Message *message)
{
  for (guint i = 0; i < message->n_signals; i++)
    {
      const CanSignal *signal = &message->signals[i];
      SignalSource *source;

      if (!is_counter (signal) || signal->mux_parent >= 0)
        continue;
      source = signal_source_new (signal->name);
      source->generator.kind = GENERATOR_COUNTER;
      source->generator.low = signal->offset;
      source->generator.high
          = signal->maximum > signal->minimum
                ? signal->maximum
                : (double) ((UINT64_C (1) << signal->layout.bits) - 1) * signal->factor + signal->offset;
      source->generator.step = signal->factor;
      transmit_row_set_source (row, source);
    }
}

/* (nullable) the sender that is simulated. */
static const char *
find_sender (const Database *database, const Message *message, const char *const *nodes, gboolean all_but)
{
  for (char **sender = message->senders; *sender != NULL; sender++)
    {
      gboolean named = g_strv_contains (nodes, *sender);

      if (all_but && named)
        return NULL;
    }
  for (char **sender = message->senders; *sender != NULL; sender++)
    for (guint i = 0; i < database_n_nodes (database); i++)
      if (strcmp (database_get_node (database, i)->name, *sender) == 0 && (all_but || g_strv_contains (nodes, *sender)))
        return *sender;
  return NULL;
}

GPtrArray *
simulation_new_rows (const Database *database, const char *const *nodes, gboolean all_but, const char *channel)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (transmit_row_free);

  for (guint i = 0; i < database_n_messages (database); i++)
    {
      const Message *message = database_get_message (database, i);
      const char *node = find_sender (database, message, nodes, all_but);
      TransmitRow *row;

      if (node == NULL)
        continue;
      row = transmit_row_new_message (message);
      g_free (row->node);
      row->node = g_strdup (node);
      g_free (row->channel);
      row->channel = g_strdup (channel != NULL ? channel : "");
      send_rule_read (&row->rule, message, &row->period);
      add_counters (row, message);
      g_ptr_array_add (rows, row);
    }
  return rows;
}

guint
simulation_count_messages (const Database *database, const char *node)
{
  guint n = 0;

  for (guint m = 0; m < database_n_messages (database); m++)
    n += g_strv_contains ((const char *const *) database_get_message (database, m)->senders, node);
  return n;
}

GPtrArray *
simulation_dup_unprotected (const GPtrArray *rows, const Database *database)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < rows->len; i++)
    {
      const TransmitRow *row = rows->pdata[i];
      const Message *message = database_lookup (database, row->frame.id);

      for (guint s = 0; message != NULL && s < message->n_signals; s++)
        if (is_checksum (&message->signals[s]) && transmit_row_find_source (row, message->signals[s].name) == NULL)
          g_ptr_array_add (names, g_strdup_printf ("%s.%s", message->name, message->signals[s].name));
    }
  return names;
}
