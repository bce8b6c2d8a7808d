/* frame-copy.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/frame-copy.h"

#include "session/hand-over.h"

#include <string.h>

#include "base/banned.h"

gboolean
frame_copy_kind_by_id (const char *id, FrameCopyKind *kind)
{
  static const char *const ids[] = { "csv", "json", "candump", "cansend", "c-array", "data" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    if (g_strcmp0 (id, ids[i]) == 0)
      {
        *kind = (FrameCopyKind) i;
        return TRUE;
      }
  return FALSE;
}

/* --- One frame --- */

static void
append_csv_text (GString *out, const char *text)
{
  if (text[strcspn (text, ",\"\r\n")] == '\0')
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    g_string_append_printf (out, *text == '"' ? "\"%c" : "%c", *text);
  g_string_append_c (out, '"');
}

static void
append_json_text (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_c (out, '"');
  for (const char *p = valid; *p != '\0'; p++)
    if (*p == '"' || *p == '\\')
      g_string_append_printf (out, "\\%c", *p);
    else if ((guchar) *p < 0x20 || *p == 0x7F)
      g_string_append_printf (out, "\\u%04x", (guint) (guchar) *p);
    else
      g_string_append_c (out, *p);
  g_string_append_c (out, '"');
}

static void
append_bytes (const CanFrame *frame, const char *before, const char *between, GString *out)
{
  for (guint i = 0; i < frame->len; i++)
    g_string_append_printf (out, "%s%s%02X", i > 0 ? between : "", before, frame->data[i]);
}

/* An error frame's other kind bits mean nothing. */
static uint32_t
kind_bits (const CanFrame *frame)
{
  return frame->id & CAN_ID_ERROR ? CAN_ID_ERROR : frame->id;
}

static void
append_csv (const TraceInfo *info, uint64_t row, const CanFrame *frame, GString *out)
{
  uint32_t kind = kind_bits (frame);
  char time[CAN_TIME_TEXT_MAX];

  can_time_format (frame->time, time);
  g_string_append_printf (out, "%" G_GUINT64_FORMAT ",%s,", row + 1, time);
  append_csv_text (out, trace_info_channel_name (info, frame->channel));
  g_string_append_printf (out, ",%X,%d,%d,%d,%d,%d,%d,%s,%u,%u,", can_id_number (frame->id),
                          (kind & CAN_ID_EXTENDED) != 0, (kind & CAN_ID_REMOTE) != 0, (kind & CAN_ID_ERROR) != 0,
                          (frame->flags & CAN_FD) != 0, (frame->flags & CAN_BRS) != 0, (frame->flags & CAN_ESI) != 0,
                          frame->flags & CAN_TX ? "tx" : "rx", frame->dlc, frame->len);
  append_bytes (frame, "", "", out);
}

static const char *
json_truth (guint bits)
{
  return bits != 0 ? "true" : "false";
}

static void
append_json (const TraceInfo *info, uint64_t row, const CanFrame *frame, GString *out)
{
  uint32_t kind = kind_bits (frame);
  char time[CAN_TIME_TEXT_MAX];

  can_time_format (frame->time, time);
  g_string_append_printf (out, "{\"number\":%" G_GUINT64_FORMAT ",\"time\":%s,\"channel\":", row + 1, time);
  append_json_text (out, trace_info_channel_name (info, frame->channel));
  g_string_append_printf (out,
                          ",\"id\":\"%X\",\"ext\":%s,\"rtr\":%s,\"err\":%s,\"fd\":%s,\"brs\":%s,\"esi\":%s,"
                          "\"dir\":\"%s\",\"dlc\":%u,\"len\":%u,\"data\":\"",
                          can_id_number (frame->id), json_truth (kind & CAN_ID_EXTENDED),
                          json_truth (kind & CAN_ID_REMOTE), json_truth (kind & CAN_ID_ERROR),
                          json_truth (frame->flags & CAN_FD), json_truth (frame->flags & CAN_BRS),
                          json_truth (frame->flags & CAN_ESI), frame->flags & CAN_TX ? "tx" : "rx", frame->dlc,
                          frame->len);
  append_bytes (frame, "", "", out);
  g_string_append (out, "\"}");
}

/* A shell takes the name as it stands. */
static void
append_channel (const TraceInfo *info, const CanFrame *frame, GString *out)
{
  const char *name = trace_info_channel_name (info, frame->channel);

  for (const char *p = *name != '\0' ? name : "can0"; *p != '\0'; p++)
    g_string_append_c (out, g_ascii_isalnum (*p) || strchr ("-_.", *p) != NULL ? *p : '_');
}

static void
append_candump (const TraceInfo *info, const CanFrame *frame, GString *out)
{
  char time[CAN_TIME_TEXT_MAX], text[CAN_FRAME_TEXT_MAX];

  can_time_format (frame->time, time);
  can_frame_format (frame, text);
  g_string_append_printf (out, "(%s) ", time);
  append_channel (info, frame, out);
  g_string_append_printf (out, " %s", text);
}

static void
append_cansend (const TraceInfo *info, const CanFrame *frame, GString *out)
{
  char text[CAN_FRAME_TEXT_MAX];

  can_frame_format (frame, text);
  g_string_append (out, "cansend ");
  append_channel (info, frame, out);
  g_string_append_printf (out, " %s", text);
}

static void
append_c (uint64_t row, const CanFrame *frame, GString *out)
{
  g_string_append_printf (out, "static const uint8_t frame_%" G_GUINT64_FORMAT "_0x%0*X[%u] = {", row + 1,
                          can_id_is_extended (frame->id) ? 8 : 3, can_id_number (frame->id), MAX (1u, frame->len));
  append_bytes (frame, " 0x", ",", out);
  g_string_append (out, frame->len > 0 ? " };" : " 0 };");
}

void
frame_copy_append (FrameCopyKind kind, const TraceInfo *info, uint64_t row, const CanFrame *frame, GString *out)
{
  switch (kind)
    {
    case FRAME_COPY_CSV:
      append_csv (info, row, frame, out);
      break;
    case FRAME_COPY_JSON:
      append_json (info, row, frame, out);
      break;
    case FRAME_COPY_CANDUMP:
      append_candump (info, frame, out);
      break;
    case FRAME_COPY_CANSEND:
      if (frame->id & CAN_ID_ERROR)
        return;
      append_cansend (info, frame, out);
      break;
    case FRAME_COPY_C:
      append_c (row, frame, out);
      break;
    case FRAME_COPY_DATA:
    default:
      append_bytes (frame, "", " ", out);
      break;
    }
  g_string_append_c (out, '\n');
}

/* --- Many of them --- */

typedef struct
{
  HandOver made, done;
  FrameStore *store;
  RowRanges *rows;
  RowSet *shown; /* (nullable) */
  FrameCopyKind kind;
  uint64_t n_copied, n_all;
} Copying;

static void
copying_free (gpointer data)
{
  Copying *self = data;

  hand_over_see (&self->done);
  frame_store_unref (self->store);
  row_ranges_free (self->rows);
  row_set_unref (self->shown);
  g_free (self);
}

static uint64_t
next_shown (Copying *self, uint64_t row)
{
  return self->shown != NULL ? row_set_next (self->shown, row) : row;
}

static void
copy_range (Copying *self, RowRange range, GCancellable *cancellable, GString *out)
{
  const TraceInfo *info = frame_store_get_info (self->store);
  uint64_t row = next_shown (self, MAX (range.first, frame_store_first (self->store)));

  for (; row <= range.last && self->n_copied < FRAME_COPY_MAX_ROWS; row = next_shown (self, row + 1))
    {
      CanFrame frame;

      if (row >= frame_store_length (self->store) || g_cancellable_is_cancelled (cancellable))
        return;
      frame_store_get (self->store, row, &frame);
      frame_copy_append (self->kind, info, row, &frame, out);
      self->n_copied++;
    }
}

/* Rows of the range that are shown. */
static uint64_t
count_range (Copying *self, RowRange range)
{
  range.last = MIN (range.last, frame_store_length (self->store) - 1);
  if (range.last < range.first || frame_store_length (self->store) == 0)
    return 0;
  if (self->shown == NULL)
    return range.last - range.first + 1;
  return row_set_rank (self->shown, range.last + 1) - row_set_rank (self->shown, range.first);
}

static void
copy_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Copying *self = data;
  GString *out;

  hand_over_take (&self->made);
  out = g_string_new (self->kind == FRAME_COPY_CSV ? "number,time,channel,id,ext,rtr,err,fd,brs,esi,dir,dlc,len,data\n"
                                                   : NULL);
  for (guint i = 0; i < row_ranges_n_ranges (self->rows); i++)
    {
      copy_range (self, row_ranges_get (self->rows, i), cancellable, out);
      self->n_all += count_range (self, row_ranges_get (self->rows, i));
    }
  hand_over_give (&self->done);
  if (g_task_return_error_if_cancelled (task))
    g_string_free (out, TRUE);
  else
    g_task_return_pointer (task, g_string_free (out, FALSE), g_free);
}

void
frame_copy_async (FrameStore *store, const RowRanges *rows, RowSet *shown, FrameCopyKind kind,
                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Copying *self = g_new0 (Copying, 1);

  self->store = frame_store_ref (store);
  self->rows = row_ranges_new ();
  for (guint i = 0; i < row_ranges_n_ranges (rows); i++)
    row_ranges_add (self->rows, row_ranges_get (rows, i).first, row_ranges_get (rows, i).last);
  self->shown = shown != NULL ? row_set_ref (shown) : NULL;
  self->kind = kind;
  hand_over_give (&self->made);
  g_task_set_task_data (task, self, copying_free);
  g_task_run_in_thread (task, copy_in_worker);
  g_object_unref (task);
}

char *
frame_copy_finish (GAsyncResult *result, uint64_t *n_copied, uint64_t *n_all, GError **error)
{
  Copying *self = g_task_get_task_data (G_TASK (result));

  hand_over_see (&self->done);
  *n_copied = self->n_copied;
  *n_all = self->n_all;
  return g_task_propagate_pointer (G_TASK (result), error);
}
