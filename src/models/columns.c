/* columns.c: the columns of a trace, and the text of their cells.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/columns-private.h"

#include "base/i18n.h"
#include "models/detail-tree.h"
#include <string.h>

#include "base/banned.h"

/* A frame of 64 bytes can hold hundreds of signals; nobody sees more than these in a line of a window. */
#define SUMMARY_MAX_BYTES 400
/* Bytes in front of "…+58" where a payload does not fit into the data column. */
#define DATA_CUT 6

/* --- The frame --- */

static void
text_mark (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  if (context->marked != NULL && row_set_contains (context->marked, row))
    g_string_append (out, "◆");
  else if (frame->id & CAN_ID_ERROR)
    g_string_append_c (out, '!');
  else if (context->comments != NULL && row_comments_get (context->comments, row) != NULL)
    g_string_append (out, "✎");
  else if (frame->flags & CAN_TX)
    g_string_append (out, context->plain_spaces ? ">" : "↑");
}

static void
append_words (GString *out, const char *words)
{
  if (out->len > 0)
    g_string_append_c (out, '\n');
  g_string_append (out, words);
}

void
column_append_mark_words (const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  const char *comment = context->comments != NULL ? row_comments_get (context->comments, row) : NULL;

  if (context->marked != NULL && row_set_contains (context->marked, row))
    append_words (out, _ ("Marked"));
  if (frame->id & CAN_ID_ERROR)
    append_words (out, _ ("Error frame"));
  if (frame->flags & CAN_TX)
    append_words (out, _ ("Sent"));
  if (comment != NULL)
    append_words (out, comment);
}

static void
text_number (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  g_string_append_printf (out, "%" G_GUINT64_FORMAT, row + 1);
}

static void
text_bus (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  const char *name = trace_info_channel_name (frame_store_get_info (context->store), frame->channel);
  const char *shape = context->plain_spaces ? "" : column_bus_shape (frame->channel);

  g_string_append (out, shape);
  if (name[0] != '\0')
    g_string_append_printf (out, "%s%s", shape[0] != '\0' ? " " : "", name);
  else if (shape[0] == '\0')
    column_append_missing (context, out);
}

static void
text_dir (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  if (!(frame->id & CAN_ID_ERROR))
    g_string_append (out, frame->flags & CAN_TX ? "Tx" : "Rx");
}

/* A number of so many bits, as wide as any such number. */
static void
append_number (NumberBase base, uint32_t number, guint bits, GString *out)
{
  if (base == NUMBER_HEX)
    g_string_append_printf (out, "%0*X", (int) (bits + 3) / 4, number);
  else if (base == NUMBER_DECIMAL)
    g_string_append_printf (out, "%u%s", number, bits == 29 ? "x" : "");
  else
    while (bits-- > 0)
      g_string_append_c (out, number >> bits & 1 ? '1' : '0');
}

static void
text_id (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  if (frame->id & CAN_ID_ERROR)
    column_append_missing (context, out);
  else
    append_number (context->base, can_id_number (frame->id), can_id_is_extended (frame->id) ? 29 : 11, out);
}

const Message *
column_message_of (const ColumnContext *context, const CanFrame *frame)
{
  if (context->databases == NULL || frame->id & CAN_ID_ERROR)
    return NULL;
  return database_cursor_lookup (context->databases, frame->channel, frame->id);
}

static void
text_name (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  const Message *message = column_message_of (context, frame);

  if (frame->id & CAN_ID_ERROR)
    g_string_append (out, _ ("Error frame"));
  else if (message != NULL)
    g_string_append (out, message->name);
}

static void
text_type (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  if (frame->id & CAN_ID_ERROR)
    g_string_append (out, _ ("Error"));
  else if (frame->id & CAN_ID_REMOTE)
    g_string_append (out, _ ("Remote"));
  else if (frame->flags & CAN_FD)
    g_string_append (out, frame->flags & CAN_BRS ? "FD BRS" : "FD");
  else
    g_string_append (out, can_id_is_extended (frame->id) ? _ ("CAN ext") : "CAN");
}

static void
text_len (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  if (frame->id & CAN_ID_ERROR)
    return;
  g_string_append_printf (out, "%u",
                          frame->id & CAN_ID_REMOTE ? can_dlc_to_len (frame->dlc, FALSE) : (guint) frame->len);
}

/* Groups of bytes, each as one number with its most significant byte first; the last may be smaller. */
static void
append_bytes (const ColumnContext *context, const uint8_t *data, guint n, GString *out)
{
  static const int decimal_digits[] = { 0, 3, 5, 8, 10 };
  guint group = CLAMP (context->group, 1, 4);

  for (guint i = 0; i < n; i += group)
    {
      guint size = MIN (group, n - i);
      uint32_t number = 0;

      for (guint k = 0; k < size; k++)
        number = number << 8 | data[i + k];
      if (i > 0)
        g_string_append_c (out, ' ');
      if (context->base == NUMBER_DECIMAL)
        g_string_append_printf (out, "%*u", decimal_digits[size], number);
      else
        append_number (context->base, number, 8 * size, out);
    }
}

static void
text_data (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  guint n = MIN (frame->len, CAN_FRAME_MAX_LEN), group = MAX (context->group, 1);
  guint shown = n > 8 && !context->plain_spaces ? MAX (DATA_CUT / group * group, group) : n;

  if (frame->id & CAN_ID_ERROR && !context->plain_spaces)
    return; /* its bytes are said in words */
  if (frame->id & CAN_ID_REMOTE)
    {
      g_string_append (out, _ ("no data"));
      return;
    }
  append_bytes (context, frame->data, shown, out);
  if (shown < n)
    g_string_append_printf (out, " …+%u", n - shown);
}

static void
text_ascii (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  guint n = MIN (frame->len, CAN_FRAME_MAX_LEN);

  if (frame->id & (CAN_ID_ERROR | CAN_ID_REMOTE))
    return;
  for (guint i = 0; i < n; i++)
    g_string_append_c (out, frame->data[i] >= 0x20 && frame->data[i] < 0x7f ? (char) frame->data[i] : '.');
}

static void
text_summary (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  if (frame->id & CAN_ID_ERROR)
    column_append_error (frame, out);
  else if (frame->id & CAN_ID_REMOTE)
    g_string_append (out, _ ("Remote request"));
  else
    column_append_signals (context, frame, out);
}

/* --- Public --- */

const Column columns[] = {
  { "mark", "", 24, FALSE, TRUE, 0, FALSE, text_mark },
  { "number", N_ ("No."), 62, TRUE, TRUE, 0, FALSE, text_number },
  { "time", N_ ("Time (s)"), 88, TRUE, TRUE, 0, FALSE, column_text_time },
  { "delta", N_ ("Δ (ms)"), 64, TRUE, TRUE, 3, FALSE, column_text_delta },
  { "bus", N_ ("Bus"), 62, FALSE, FALSE, 0, FALSE, text_bus },
  { "dir", N_ ("Dir"), 40, FALSE, FALSE, 1, FALSE, text_dir },
  { "id", N_ ("ID"), 82, TRUE, TRUE, 0, FALSE, text_id },
  { "name", N_ ("Name"), 116, FALSE, FALSE, 0, FALSE, text_name },
  { "type", N_ ("Type"), 62, FALSE, FALSE, 4, FALSE, text_type },
  { "len", N_ ("Len"), 38, TRUE, TRUE, 2, FALSE, text_len },
  { "data", N_ ("Data"), 204, FALSE, TRUE, 0, FALSE, text_data },
  { "ascii", N_ ("ASCII"), 84, FALSE, TRUE, 0, TRUE, text_ascii },
  { "summary", N_ ("Summary"), 0, FALSE, FALSE, 0, FALSE, text_summary },
  { NULL, NULL, 0, FALSE, FALSE, 0, FALSE, NULL },
};

const Column *
column_by_id (const char *id)
{
  for (const Column *column = columns; column->id != NULL; column++)
    if (strcmp (column->id, id) == 0)
      return column;
  return NULL;
}

NumberBase
number_base_by_id (const char *id)
{
  static const char *const ids[] = { "hex", "decimal", "binary" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    if (strcmp (ids[i], id) == 0)
      return (NumberBase) i;
  return NUMBER_HEX;
}

const char *
column_bus_shape (uint8_t channel)
{
  static const char *const shapes[] = { "●", "■", "▲", "◆" };

  return channel < G_N_ELEMENTS (shapes) ? shapes[channel] : "";
}

const char *
column_row_kind (const CanFrame *frame)
{
  if (frame->id & CAN_ID_ERROR)
    return "error";
  if (frame->flags & CAN_TX)
    return "tx";
  if (frame->id & CAN_ID_REMOTE)
    return "remote";
  return frame->flags & CAN_FD ? "fd" : "data";
}

void
column_append_signals (const ColumnContext *context, const CanFrame *frame, GString *out)
{
  const Message *message = column_message_of (context, frame);
  gsize start = out->len;
  gboolean first = TRUE;

  if (message == NULL)
    return;
  for (guint i = 0; i < message->n_signals; i++)
    {
      const CanSignal *signal = &message->signals[i];
      uint64_t bits;

      if (!context->plain_spaces && out->len - start > SUMMARY_MAX_BYTES)
        {
          g_string_append (out, " …");
          break;
        }
      if (!message_signal_present (message, i, frame) || !can_signal_decode_raw (signal, frame, &bits))
        continue;
      g_string_append_printf (out, "%s%s ", first ? "" : context->plain_spaces ? ", " : " · ", signal->name);
      detail_append_value (signal, bits, out);
      first = FALSE;
    }
  if (context->plain_spaces)
    g_string_replace (out, "−", "-", 0);
}
