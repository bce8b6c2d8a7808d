/* signal-printer-json.c: signals as JSON, an object a line: a signal or a frame.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/signal-printer-private.h"

#include "cli/text-quote.h"

#include "base/banned.h"

/* JSON knows neither nan nor inf. */
static void
append_json_number (GString *out, gsize start)
{
  const char *digits = out->str + start + (out->str[start] == '-');

  if (!g_ascii_isdigit (*digits))
    {
      g_string_truncate (out, start);
      g_string_append (out, "null");
    }
}

static void
append_json_raw (GString *out, const CanSignal *signal, uint64_t bits)
{
  gsize start = out->len;

  signal_append_raw (out, signal, bits);
  append_json_number (out, start);
}

static void
append_json_physical (GString *out, const CanSignal *signal, uint64_t bits)
{
  gsize start = out->len;

  signal_append_physical (out, signal, bits);
  append_json_number (out, start);
}

static void
append_json_head (SignalPrinter *self, GString *out, const MessageText *message, const CanFrame *frame)
{
  g_string_append (out, "{\"number\":");
  signal_append_number (out, self->n_frames);
  g_string_append (out, ",\"time\":");
  if (self->untimed)
    g_string_append (out, "null");
  else
    signal_append_time (out, can_time_since (frame->time, self->start));
  g_string_append (out, ",\"channel\":");
  quote_json (out, self->untimed ? "" : trace_info_channel_name (self->info, frame->channel));
  g_string_append (out, ",\"id\":\"");
  signal_append_id (out, frame->id);
  g_string_append (out, "\",\"message\":");
  g_string_append_len (out, message->name->str, (gssize) message->name->len);
}

static void
print_json (SignalPrinter *self, const MessageText *message, const CanFrame *frame)
{
  GString *line = self->line;

  g_string_truncate (self->head, 0);
  append_json_head (self, self->head, message, frame);
  for (guint i = 0; i < self->values->len; i++)
    {
      const Value *value = &g_array_index (self->values, Value, i);
      const CanSignal *signal = &message->message->signals[value->index];
      const SignalText *text = &message->signals[value->index];
      const char *label = can_signal_label (signal, value->bits);

      g_string_append_len (line, self->head->str, (gssize) self->head->len);
      g_string_append (line, ",\"signal\":");
      g_string_append_len (line, text->name->str, (gssize) text->name->len);
      g_string_append (line, ",\"raw\":");
      append_json_raw (line, signal, value->bits);
      g_string_append (line, ",\"value\":");
      append_json_physical (line, signal, value->bits);
      g_string_append (line, ",\"unit\":");
      g_string_append_len (line, text->unit->str, (gssize) text->unit->len);
      g_string_append (line, ",\"text\":");
      quote_json (line, label != NULL ? label : "");
      g_string_append (line, "}\n");
    }
}

static void
print_wide_json (SignalPrinter *self, const MessageText *message, const CanFrame *frame)
{
  GString *line = self->line;

  append_json_head (self, line, message, frame);
  for (guint i = 0; i < self->values->len; i++)
    {
      const Value *value = &g_array_index (self->values, Value, i);

      g_string_append_c (line, ',');
      g_string_append_len (line, message->signals[value->index].name->str,
                           (gssize) message->signals[value->index].name->len);
      g_string_append_c (line, ':');
      append_json_physical (line, &message->message->signals[value->index], value->bits);
    }
  g_string_append (line, "}\n");
}

const SignalForm signals_as_json = { .quote = quote_json, .print = print_json };
const SignalForm signals_as_wide_json = { .quote = quote_json, .print = print_wide_json, .columns = TRUE };
