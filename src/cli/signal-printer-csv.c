/* signal-printer-csv.c: signals as CSV, a row a signal or a row a frame.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/signal-printer-private.h"

#include "cli/text-quote.h"

#include "base/banned.h"

/* number,time,channel,id,message, */
static void
append_csv_head (SignalPrinter *self, GString *out, const MessageText *message, const CanFrame *frame)
{
  signal_append_number (out, self->n_frames);
  g_string_append_c (out, ',');
  if (!self->untimed)
    signal_append_time (out, can_time_since (frame->time, self->start));
  g_string_append_c (out, ',');
  if (!self->untimed)
    quote_csv (out, trace_info_channel_name (self->info, frame->channel));
  g_string_append_c (out, ',');
  signal_append_id (out, frame->id);
  g_string_append_c (out, ',');
  g_string_append_len (out, message->name->str, (gssize) message->name->len);
}

static void
print_csv (SignalPrinter *self, const MessageText *message, const CanFrame *frame)
{
  GString *line = self->line;

  g_string_truncate (self->head, 0);
  append_csv_head (self, self->head, message, frame);
  for (guint i = 0; i < self->values->len; i++)
    {
      const Value *value = &g_array_index (self->values, Value, i);
      const CanSignal *signal = &message->message->signals[value->index];
      const SignalText *text = &message->signals[value->index];
      const char *label = can_signal_label (signal, value->bits);

      g_string_append_len (line, self->head->str, (gssize) self->head->len);
      g_string_append_c (line, ',');
      g_string_append_len (line, text->name->str, (gssize) text->name->len);
      g_string_append_c (line, ',');
      signal_append_raw (line, signal, value->bits);
      g_string_append_c (line, ',');
      signal_append_physical (line, signal, value->bits);
      g_string_append_c (line, ',');
      g_string_append_len (line, text->unit->str, (gssize) text->unit->len);
      g_string_append_c (line, ',');
      if (label != NULL)
        quote_csv (line, label);
      g_string_append_c (line, '\n');
    }
}

static void
print_wide_csv (SignalPrinter *self, const MessageText *message, const CanFrame *frame)
{
  append_csv_head (self, self->line, message, frame);
  for (guint i = 0; i < self->values->len; i++)
    {
      Value *value = &g_array_index (self->values, Value, i);

      self->cells->pdata[message->signals[value->index].column] = value;
    }
  for (guint i = 0; i < self->cells->len; i++)
    {
      const Value *value = self->cells->pdata[i];

      g_string_append_c (self->line, ',');
      if (value == NULL)
        continue;
      signal_append_physical (self->line, &message->message->signals[value->index], value->bits);
      self->cells->pdata[i] = NULL;
    }
  g_string_append_c (self->line, '\n');
}

const SignalForm signals_as_csv = { .quote = quote_csv, .print = print_csv, .header = TRUE };
const SignalForm signals_as_wide_csv = { .quote = quote_csv, .print = print_wide_csv, .columns = TRUE, .header = TRUE };
