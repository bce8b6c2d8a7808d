/* signal-printer-text.c: signals as text for people.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/signal-printer-private.h"


#include "base/banned.h"

static void
quote_nothing (GString *out, const char *text)
{
  g_string_append (out, text);
}

static void
append_text_value (SignalPrinter *self, const MessageText *message, const Value *value)
{
  const CanSignal *signal = &message->message->signals[value->index];
  const SignalText *text = &message->signals[value->index];
  const char *label = can_signal_label (signal, value->bits);
  char number[SIGNAL_TEXT_MAX];

  g_string_append_len (self->line, number, (gssize) can_signal_format_display (signal, value->bits, number));
  if (text->unit->len > 0)
    {
      g_string_append_c (self->line, ' ');
      g_string_append_len (self->line, text->unit->str, (gssize) text->unit->len);
    }
  if (label != NULL)
    g_string_append_printf (self->line, " (%s)", label);
}

static void
append_text_head (SignalPrinter *self, const MessageText *message, const CanFrame *frame)
{
  GString *line = self->line;

  if (!self->untimed)
    {
      const char *channel = trace_info_channel_name (self->info, frame->channel);

      signal_append_time (line, can_time_since (frame->time, self->start));
      g_string_append_printf (line, "  %s%s", channel, channel[0] != '\0' ? "  " : "");
    }
  signal_append_id (line, frame->id);
  g_string_append (line, "  ");
  g_string_append_len (line, message->name->str, (gssize) message->name->len);
}

static void
print_text (SignalPrinter *self, const MessageText *message, const CanFrame *frame)
{
  glong width = 0;

  append_text_head (self, message, frame);
  g_string_append_c (self->line, '\n');
  for (guint i = 0; i < self->values->len; i++)
    width = MAX (width, g_utf8_strlen (message->signals[g_array_index (self->values, Value, i).index].name->str, -1));
  for (guint i = 0; i < self->values->len; i++)
    {
      const Value *value = &g_array_index (self->values, Value, i);
      const GString *name = message->signals[value->index].name;

      g_string_append_printf (self->line, "    %s%*s  ", name->str, (int) (width - g_utf8_strlen (name->str, -1)), "");
      append_text_value (self, message, value);
      g_string_append_c (self->line, '\n');
    }
}

static void
print_wide_text (SignalPrinter *self, const MessageText *message, const CanFrame *frame)
{
  append_text_head (self, message, frame);
  for (guint i = 0; i < self->values->len; i++)
    {
      const Value *value = &g_array_index (self->values, Value, i);

      g_string_append_printf (self->line, "  %s ", message->signals[value->index].name->str);
      append_text_value (self, message, value);
    }
  g_string_append_c (self->line, '\n');
}

const SignalForm signals_as_text = { .quote = quote_nothing, .print = print_text };
const SignalForm signals_as_wide_text = { .quote = quote_nothing, .print = print_wide_text };
