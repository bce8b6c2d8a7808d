/* signal-printer.c: rows of signals.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Names and units are quoted once per message; a line is put together in one GString that is used again, so nothing is
 * allocated per frame.
 */
#include "config.h"
#include "cli/signal-printer-private.h"

#include "base/text-put.h"
#include "cli/text-quote.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

/* --- Texts of messages --- */

static void
message_text_free (gpointer data)
{
  MessageText *self = data;

  for (guint i = 0; i < self->message->n_signals; i++)
    {
      g_string_free (self->signals[i].name, TRUE);
      g_string_free (self->signals[i].unit, TRUE);
    }
  g_string_free (self->name, TRUE);
  g_free (self->signals);
  g_free (self);
}

static char *
column_name (const Message *message, guint i)
{
  return g_strconcat (message->name, ".", message->signals[i].name, NULL);
}

static MessageText *
message_text_new (SignalPrinter *self, const Message *message)
{
  MessageText *text = g_new0 (MessageText, 1);

  text->message = message;
  text->name = g_string_new (NULL);
  self->form->quote (text->name, message->name);
  text->signals = g_new0 (SignalText, message->n_signals);
  for (guint i = 0; i < message->n_signals; i++)
    {
      SignalText *signal = &text->signals[i];
      g_autofree char *name = self->columns != NULL ? column_name (message, i) : g_strdup (message->signals[i].name);

      signal->name = g_string_new (NULL);
      signal->unit = g_string_new (NULL);
      self->form->quote (signal->name, name);
      self->form->quote (signal->unit, message->signals[i].unit != NULL ? message->signals[i].unit : "");
      if (self->columns != NULL)
        signal->column = GPOINTER_TO_UINT (g_hash_table_lookup (self->columns, name)) - 1;
    }
  return text;
}

static const MessageText *
message_text (SignalPrinter *self, const Message *message)
{
  MessageText *text = g_hash_table_lookup (self->texts, message);

  if (G_UNLIKELY (text == NULL))
    {
      text = message_text_new (self, message);
      g_hash_table_insert (self->texts, (gpointer) message, text);
    }
  return text;
}

/* --- Parts of a line --- */

void
signal_append_number (GString *out, uint64_t number)
{
  char text[24];

  g_string_append_len (out, text, put_unsigned (text, number) - text);
}

void
signal_append_time (GString *out, int64_t time)
{
  char text[PUT_TIME_MAX];

  g_string_append_len (out, text, put_time (text, time) - text);
}

void
signal_append_id (GString *out, uint32_t id)
{
  char text[8];

  g_string_append_len (out, text, put_hex (text, can_id_number (id)) - text);
}

void
signal_append_raw (GString *out, const CanSignal *signal, uint64_t bits)
{
  char text[SIGNAL_TEXT_MAX];

  g_string_append_len (out, text, (gssize) can_signal_format_raw (signal, bits, text));
}

void
signal_append_physical (GString *out, const CanSignal *signal, uint64_t bits)
{
  char text[SIGNAL_TEXT_MAX];

  g_string_append_len (out, text, (gssize) can_signal_format_physical (signal, bits, text));
}

/* --- Opening --- */

/* All signals of all databases, in their order; one of the same name in two databases is one column. */
static void
make_columns (SignalPrinter *self, const DatabaseSet *set, GString *header)
{
  guint n = 0;

  self->columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint d = 0; d < database_set_n (set); d++)
    {
      const Database *database = database_set_get (set, d, NULL);

      for (guint m = 0; m < database_n_messages (database); m++)
        {
          const Message *message = database_get_message (database, m);

          for (guint i = 0; i < message->n_signals; i++)
            {
              char *name = column_name (message, i);

              if (!g_hash_table_contains (self->columns, name))
                {
                  g_string_append_c (header, ',');
                  quote_csv (header, name);
                  g_hash_table_insert (self->columns, name, GUINT_TO_POINTER (++n));
                }
              else
                g_free (name);
            }
        }
    }
  self->cells = g_ptr_array_new ();
  g_ptr_array_set_size (self->cells, (gint) n);
}

static void
write_header (SignalPrinter *self, const GString *columns)
{
  const char *header = "number,time,channel,id,message";

  byte_sink_write (self->out, header, strlen (header));
  if (columns != NULL)
    byte_sink_write (self->out, columns->str, columns->len);
  else
    byte_sink_printf (self->out, ",signal,raw,value,unit,text");
  byte_sink_write (self->out, "\n", 1);
}

static const SignalForm *
choose_form (const CliOptions *options)
{
  gboolean wide = options->wide > 0;

  if (g_strcmp0 (options->format, "csv") == 0)
    return wide ? &signals_as_wide_csv : &signals_as_csv;
  if (g_strcmp0 (options->format, "json") == 0)
    return wide ? &signals_as_wide_json : &signals_as_json;
  return wide ? &signals_as_wide_text : &signals_as_text;
}

SignalPrinter *
signal_printer_new (const CliOptions *options, Input *input, const DatabaseSet *databases, GError **error)
{
  SignalPrinter *self = g_new0 (SignalPrinter, 1);
  g_autoptr (GString) header = g_string_new (NULL);

  self->out = byte_sink_open ("-", BYTE_SINK_GROW, error);
  if (self->out == NULL)
    {
      g_free (self);
      return NULL;
    }
  self->input = input;
  self->info = input_get_info (input);
  self->untimed = input_n_sources (input) == 0;
  self->relative = g_strcmp0 (options->time, "relative") == 0;
  self->cursor = database_cursor_new (databases, self->info);
  self->texts = g_hash_table_new_full (NULL, NULL, NULL, message_text_free);
  self->line = g_string_new (NULL);
  self->head = g_string_new (NULL);
  self->values = g_array_new (FALSE, FALSE, sizeof (Value));
  self->form = choose_form (options);
  if (self->form->columns)
    make_columns (self, databases, header);
  if (self->form->header)
    write_header (self, self->form->columns ? header : NULL);
  return self;
}

/* --- Frames --- */

/* What of its signals the frame has, in the file's order; absent and too short ones are left out. */
static gboolean
collect_values (SignalPrinter *self, const Message *message, const CanFrame *frame)
{
  gboolean too_short = FALSE;

  g_array_set_size (self->values, 0);
  for (guint i = 0; i < message->n_signals; i++)
    {
      Value value = { .index = i };

      if (message_signal_present (message, i, frame)
          && can_signal_decode_raw (&message->signals[i], frame, &value.bits))
        g_array_append_val (self->values, value);
      else if (message_signal_selected (message, i, frame))
        too_short = TRUE;
    }
  self->n_short += too_short && !(frame->id & CAN_ID_REMOTE);
  return self->values->len > 0;
}

static gboolean
print_frame (SignalPrinter *self, const CanFrame *frame)
{
  const Message *message;

  if (frame->id & CAN_ID_ERROR)
    return FALSE;
  message = database_cursor_lookup (self->cursor, frame->channel, frame->id);
  if (message == NULL)
    {
      self->n_unmatched++;
      return FALSE;
    }
  if (!collect_values (self, message, frame))
    return FALSE;
  self->form->print (self, message_text (self, message), frame);
  byte_sink_write (self->out, self->line->str, self->line->len);
  g_string_truncate (self->line, 0);
  return TRUE;
}

gboolean
signal_printer_run (SignalPrinter *self, const FrameRun *run, uint64_t *left)
{
  if (!self->started && self->relative)
    self->start = input_get_start (self->input);
  self->started = TRUE;
  for (guint i = frame_run_seek (run, run->from); *left > 0 && i < run->to; i = frame_run_seek (run, i + 1))
    {
      CanFrame frame;

      frame_run_get (run, i, &frame);
      self->n_frames = run->base + i + 1;
      *left -= print_frame (self, &frame);
    }
  if (run->pause)
    byte_sink_flush (self->out, NULL);
  return !byte_sink_failed (self->out);
}

CliStatus
signal_printer_close (SignalPrinter *self)
{
  gboolean unread = byte_sink_failed (self->out);
  CliStatus status = cli_close_output (self->out);

  if (self->n_unmatched > 0 && !unread && status == STATUS_DONE)
    cli_message (ngettext_ ("%" PRIu64 " frame matched no message", "%" PRIu64 " frames matched no message",
                            self->n_unmatched),
                 self->n_unmatched);
  if (self->n_short > 0 && !unread && status == STATUS_DONE)
    cli_message (ngettext_ ("%" PRIu64 " frame is shorter than its message; signals beyond its end are left out",
                            "%" PRIu64 " frames are shorter than their messages; signals beyond their end are left out",
                            self->n_short),
                 self->n_short);
  database_cursor_free (self->cursor);
  g_hash_table_unref (self->texts);
  g_clear_pointer (&self->columns, g_hash_table_unref);
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_array_unref (self->values);
  g_string_free (self->line, TRUE);
  g_string_free (self->head, TRUE);
  g_free (self);
  return status;
}
