/* columns-time.c: times and what is between them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/columns-private.h"

#include "core/id-index.h"
#include <string.h>
#include <time.h>

#include "base/banned.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

static const char *const style_ids[]
    = { "since-start", "absolute", "time-of-day", "since-previous", "since-shown", "since-same-id", "epoch" };

TimeStyle
time_style_by_id (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (style_ids); i++)
    if (strcmp (style_ids[i], id) == 0)
      return (TimeStyle) i;
  return TIME_SINCE_START;
}

/* The point and as many decimals as the context wants, of ns below a second. */
static void
append_fraction (const ColumnContext *context, uint32_t ns, GString *out)
{
  if (context->time_decimals == 3)
    g_string_append_printf (out, ".%03u", ns / 1000000);
  else if (context->time_decimals > 6 || (context->time_decimals == 0 && ns % 1000 != 0))
    g_string_append_printf (out, ".%09u", ns);
  else
    g_string_append_printf (out, ".%06u", ns / 1000);
}

static void
append_seconds (const ColumnContext *context, int64_t time, GString *out)
{
  uint64_t size = time < 0 ? 0 - (uint64_t) time : (uint64_t) time;

  if (time < 0)
    g_string_append (out, column_minus (context));
  g_string_append_printf (out, "%" G_GUINT64_FORMAT, size / SECOND);
  append_fraction (context, (uint32_t) (size % SECOND), out);
}

/* Local date and time, or the latter only. */
static void
append_date (const ColumnContext *context, gboolean whole, int64_t time, GString *out)
{
  time_t seconds = (time_t) (time / SECOND);
  int64_t ns = time % SECOND;
  struct tm tm;
  char text[32];

  if (ns < 0)
    {
      ns += SECOND;
      seconds--;
    }
  if (localtime_r (&seconds, &tm) == NULL
      || (whole ? strftime (text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm)
                : strftime (text, sizeof text, "%H:%M:%S", &tm))
             == 0)
    {
      column_append_missing (context, out);
      return;
    }
  g_string_append (out, text);
  append_fraction (context, (uint32_t) ns, out);
}

static int64_t
start_of_trace (const ColumnContext *context)
{
  int64_t start;
  CanFrame first;

  if (context->has_reference)
    {
      frame_store_get (context->store, context->reference, &first);
      return first.time;
    }
  if (trace_info_get_start (frame_store_get_info (context->store), &start))
    return start;
  frame_store_get (context->store, frame_store_first (context->store), &first);
  return first.time;
}

/* The row from which the style counts; ROW_NONE: there is none, or it is not known yet. */
static uint64_t
row_before (const ColumnContext *context, TimeStyle style, uint64_t row)
{
  uint64_t before = row > frame_store_first (context->store) ? row - 1 : ROW_NONE;

  if (style == TIME_SINCE_SAME_ID)
    return id_index_previous (frame_store_get_ids (context->store), row);
  if (style == TIME_SINCE_SHOWN && context->shown != NULL && before != ROW_NONE)
    return row_set_prev (context->shown, before);
  return before;
}

static gboolean
since_row_before (const ColumnContext *context, TimeStyle style, uint64_t row, const CanFrame *frame, int64_t *out)
{
  uint64_t before = row_before (context, style, row);
  CanFrame other;

  if (before == ROW_NONE)
    return FALSE;
  frame_store_get (context->store, before, &other);
  *out = can_time_since (frame->time, other.time);
  return TRUE;
}

void
column_text_time (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  TimeStyle style = context->time_style;
  int64_t time;

  if ((style == TIME_ABSOLUTE || style == TIME_OF_DAY || style == TIME_EPOCH)
      && !trace_info_is_dated (frame_store_get_info (context->store)))
    style = TIME_SINCE_START;
  if (context->has_reference && row == context->reference)
    g_string_append (out, "*REF*");
  else if (style == TIME_ABSOLUTE)
    append_date (context, TRUE, frame->time, out);
  else if (style == TIME_OF_DAY)
    append_date (context, FALSE, frame->time, out);
  else if (style == TIME_EPOCH)
    append_seconds (context, frame->time, out);
  else if (style == TIME_SINCE_START)
    append_seconds (context, can_time_since (frame->time, start_of_trace (context)), out);
  else if (since_row_before (context, style, row, frame, &time))
    append_seconds (context, time, out);
  else
    column_append_missing (context, out);
}

/* Milliseconds. Digits that the column has no room for are left out behind the point, never before it. */
void
column_text_delta (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  int64_t time;
  uint64_t us, ms;

  if (!since_row_before (context, TIME_SINCE_PREVIOUS, row, frame, &time))
    {
      column_append_missing (context, out);
      return;
    }
  if (time < 0)
    g_string_append (out, column_minus (context));
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
