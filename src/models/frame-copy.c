/* frame-copy.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/frame-copy.h"

#include <string.h>

#include "base/banned.h"

gboolean
frame_copy_kind_by_id (const char *id, FrameCopyKind *kind)
{
  static const char *const ids[] = { "csv", "json", "candump", "cansend", "c-array", "data", "text" };

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
    case FRAME_COPY_TEXT:
    default:
      append_bytes (frame, "", " ", out);
      break;
    }
  g_string_append_c (out, '\n');
}
