/* columns.c: the columns of a trace, and the text of their cells.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/columns.h"

#include "base/i18n.h"
#include "models/detail-tree.h"
#include <string.h>
#include <time.h>

#include "base/banned.h"

/* A frame of 64 bytes can hold hundreds of signals; nobody sees more than these in a line of a window. */
#define SUMMARY_MAX_BYTES 400
/* Bytes in front of "…+58" where a payload does not fit into the data column. */
#define DATA_CUT 6

static const char hex_digits[] = "0123456789ABCDEF";

static const char *
minus (const ColumnContext *context)
{
  return context->plain_spaces ? "-" : "−";
}

static void
append_missing (const ColumnContext *context, GString *out)
{
  g_string_append (out, context->plain_spaces ? "-" : "—");
}

/* --- Times --- */

/* Decimal seconds; decimals 0: 6, or 9 where they say more. */
static void
append_seconds (const ColumnContext *context, int64_t time, GString *out)
{
  uint64_t size = time < 0 ? 0 - (uint64_t) time : (uint64_t) time;
  uint32_t ns = (uint32_t) (size % 1000000000u);

  if (time < 0)
    g_string_append (out, minus (context));
  if (context->time_decimals > 6 || (context->time_decimals == 0 && ns % 1000 != 0))
    g_string_append_printf (out, "%" G_GUINT64_FORMAT ".%09u", size / 1000000000u, ns);
  else
    g_string_append_printf (out, "%" G_GUINT64_FORMAT ".%06u", size / 1000000000u, ns / 1000);
}

static int64_t
start_of_trace (const ColumnContext *context)
{
  int64_t start;
  CanFrame first;

  if (trace_info_get_start (frame_store_get_info (context->store), &start))
    return start;
  frame_store_get (context->store, frame_store_first (context->store), &first);
  return first.time;
}

static gboolean
since_previous (const ColumnContext *context, uint64_t row, const CanFrame *frame, int64_t *out)
{
  CanFrame before;

  if (row <= frame_store_first (context->store))
    return FALSE;
  frame_store_get (context->store, row - 1, &before);
  *out = can_time_since (frame->time, before.time);
  return TRUE;
}

static void
append_date (const ColumnContext *context, int64_t time, GString *out)
{
  time_t seconds = (time_t) (time / 1000000000);
  long ns = (long) (time % 1000000000);
  struct tm tm;
  char text[32];

  if (ns < 0)
    {
      ns += 1000000000;
      seconds--;
    }
  if (localtime_r (&seconds, &tm) == NULL || strftime (text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm) == 0)
    {
      append_missing (context, out);
      return;
    }
  if (context->time_decimals > 6 || (context->time_decimals == 0 && ns % 1000 != 0))
    g_string_append_printf (out, "%s.%09ld", text, ns);
  else
    g_string_append_printf (out, "%s.%06ld", text, ns / 1000);
}

static void
text_time (const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  int64_t time;

  if (context->time_style == TIME_ABSOLUTE && trace_info_is_dated (frame_store_get_info (context->store)))
    append_date (context, frame->time, out);
  else if (context->time_style != TIME_SINCE_PREVIOUS)
    append_seconds (context, can_time_since (frame->time, start_of_trace (context)), out);
  else if (since_previous (context, row, frame, &time))
    append_seconds (context, time, out);
  else
    append_missing (context, out);
}

/* Milliseconds. Digits that the column has no room for are left out behind the point, never before it. */
static void
text_delta (const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  int64_t time;
  uint64_t us, ms;

  if (!since_previous (context, row, frame, &time))
    {
      append_missing (context, out);
      return;
    }
  if (time < 0)
    g_string_append (out, minus (context));
  us = (time < 0 ? 0 - (uint64_t) time : (uint64_t) time) / 1000;
  ms = us / 1000;
  if (context->plain_spaces || ms < 100)
    g_string_append_printf (out, "%" G_GUINT64_FORMAT ".%03u", ms, (guint) (us % 1000));
  else if (ms < 1000)
    g_string_append_printf (out, "%" G_GUINT64_FORMAT ".%02u", ms, (guint) (us % 1000 / 10));
  else if (ms < 10000)
    g_string_append_printf (out, "%" G_GUINT64_FORMAT ".%u", ms, (guint) (us % 1000 / 100));
  else
    g_string_append_printf (out, "%" G_GUINT64_FORMAT, ms);
}

/* --- The frame --- */

static void
text_mark (const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  if (frame->id & CAN_ID_ERROR)
    g_string_append_c (out, '!');
  else if (frame->flags & CAN_TX)
    g_string_append (out, context->plain_spaces ? ">" : "↑");
}

static void
text_number (const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  g_string_append_printf (out, "%" G_GUINT64_FORMAT, row + 1);
}

static void
text_bus (const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  const char *name = trace_info_channel_name (frame_store_get_info (context->store), frame->channel);
  const char *shape = context->plain_spaces ? "" : column_bus_shape (frame->channel);

  g_string_append (out, shape);
  if (name[0] != '\0')
    g_string_append_printf (out, "%s%s", shape[0] != '\0' ? " " : "", name);
  else if (shape[0] == '\0')
    append_missing (context, out);
}

static void
text_dir (const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  if (!(frame->id & CAN_ID_ERROR))
    g_string_append (out, frame->flags & CAN_TX ? "Tx" : "Rx");
}

static void
text_id (const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  if (frame->id & CAN_ID_ERROR)
    append_missing (context, out);
  else
    g_string_append_printf (out, can_id_is_extended (frame->id) ? "%08X" : "%03X", can_id_number (frame->id));
}

static const Message *
message_of (const ColumnContext *context, const CanFrame *frame)
{
  if (context->databases == NULL || frame->id & CAN_ID_ERROR)
    return NULL;
  return database_cursor_lookup (context->databases, frame->channel, frame->id);
}

static void
text_name (const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  const Message *message = message_of (context, frame);

  if (frame->id & CAN_ID_ERROR)
    g_string_append (out, _ ("Error frame"));
  else if (message != NULL)
    g_string_append (out, message->name);
}

static void
text_type (const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
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
text_len (const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  if (frame->id & CAN_ID_ERROR)
    return;
  g_string_append_printf (out, "%u",
                          frame->id & CAN_ID_REMOTE ? can_dlc_to_len (frame->dlc, FALSE) : (guint) frame->len);
}

static void
text_data (const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  guint n = MIN (frame->len, CAN_FRAME_MAX_LEN);
  guint shown = n > 8 && !context->plain_spaces ? DATA_CUT : n;

  if (frame->id & CAN_ID_ERROR && !context->plain_spaces)
    return; /* its bytes are said in words */
  if (frame->id & CAN_ID_REMOTE)
    {
      g_string_append (out, _ ("no data"));
      return;
    }
  for (guint i = 0; i < shown; i++)
    {
      char text[3] = { hex_digits[frame->data[i] >> 4], hex_digits[frame->data[i] & 15], ' ' };

      g_string_append_len (out, text, i + 1 < shown ? 3 : 2);
    }
  if (shown < n)
    g_string_append_printf (out, " …+%u", n - shown);
}

static void
text_summary (const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
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
  { "mark", "", 24, FALSE, TRUE, FALSE, text_mark },
  { "number", N_ ("No."), 62, TRUE, TRUE, FALSE, text_number },
  { "time", N_ ("Time (s)"), 88, TRUE, TRUE, FALSE, text_time },
  { "delta", N_ ("Δ (ms)"), 64, TRUE, TRUE, FALSE, text_delta },
  { "bus", N_ ("Bus"), 62, FALSE, FALSE, FALSE, text_bus },
  { "dir", N_ ("Dir"), 40, FALSE, FALSE, TRUE, text_dir },
  { "id", N_ ("ID"), 82, TRUE, TRUE, FALSE, text_id },
  { "name", N_ ("Name"), 116, FALSE, FALSE, FALSE, text_name },
  { "type", N_ ("Type"), 62, FALSE, FALSE, FALSE, text_type },
  { "len", N_ ("Len"), 38, TRUE, TRUE, TRUE, text_len },
  { "data", N_ ("Data"), 204, FALSE, TRUE, FALSE, text_data },
  { "summary", N_ ("Summary"), 0, FALSE, FALSE, FALSE, text_summary },
  { NULL, NULL, 0, FALSE, FALSE, FALSE, NULL },
};

const Column *
column_by_id (const char *id)
{
  for (const Column *column = columns; column->id != NULL; column++)
    if (strcmp (column->id, id) == 0)
      return column;
  return NULL;
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
  const Message *message = message_of (context, frame);
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
