/* detail-rows.c: the texts of the detail tree.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "models/detail-tree-private.h"

#include "base/i18n.h"
#include "core/id-split.h"
#include "models/columns.h"
#include <inttypes.h>
#include "base/banned.h"

/* "Since same id" looks back at most so many rows: some milliseconds of work, where the identifier is rare the line is
 * left out. */
#define SAME_ID_ROWS (1u << 20)
#define MINUS "−"

static void
row_free (gpointer data)
{
  DetailRow *row = data;

  for (guint i = 0; i < DETAIL_N_TEXTS; i++)
    g_free (row->texts[i]);
  g_free (row->key);
  g_free (row);
}

static DetailRow *
add_row (GPtrArray *rows, DetailKind kind, const char *key, const char *name)
{
  DetailRow *row = g_new0 (DetailRow, 1);

  row->kind = kind;
  row->signal = -1;
  row->key = g_strdup (key);
  row->texts[DETAIL_NAME] = g_strdup (name);
  g_ptr_array_add (rows, row);
  return row;
}

/* value is taken. */
static DetailRow *
add_field (GPtrArray *rows, const char *key, const char *name, char *value)
{
  DetailRow *row = add_row (rows, DETAIL_FIELD, key, name);

  row->texts[DETAIL_VALUE] = value;
  return row;
}

/* --- Values --- */

/* A plain decimal number, its ASCII minus as −. */
static void
append_number (GString *out, const char *text)
{
  if (*text == '-')
    g_string_append (out, MINUS);
  g_string_append (out, *text == '-' ? text + 1 : text);
}

void
detail_append_value (const CanSignal *signal, uint64_t bits, GString *out)
{
  const char *label = can_signal_label (signal, bits);
  char text[SIGNAL_TEXT_MAX];

  if (label)
    {
      g_string_append (out, label);
      return;
    }
  can_signal_format_display (signal, bits, text);
  append_number (out, text);
  if (*signal->unit)
    g_string_append_printf (out, " %s", signal->unit);
}

/* Few bits and texts read better in decimal, everything else as the hex digits that stand in the bytes. */
static char *
raw_text (const CanSignal *signal, uint64_t bits)
{
  guint n = can_signal_length (signal);

  if (n <= 3 || signal->n_labels)
    {
      char text[SIGNAL_TEXT_MAX];
      GString *out = g_string_new (NULL);

      can_signal_format_raw (signal, bits, text);
      append_number (out, text);
      return g_string_free (out, FALSE);
    }
  return g_strdup_printf ("0x%0*" G_GINT64_MODIFIER "X", (int) (n + 3) / 4, bits);
}

char *
detail_signal_value_words (const CanSignal *signal, uint64_t bits)
{
  GString *out = g_string_new (NULL);
  char text[SIGNAL_TEXT_MAX];
  guint n = can_signal_length (signal);

  can_signal_format_raw (signal, bits, text);
  g_string_append_printf (out, _ ("raw 0x%0*" PRIX64 " = %s"), (int) (n + 3) / 4, bits, text);
  can_signal_format_physical (signal, bits, text);
  g_string_append (out, " · ");
  append_number (out, text);
  if (*signal->unit)
    g_string_append_printf (out, " %s", signal->unit);
  if (can_signal_label (signal, bits) != NULL)
    g_string_append_printf (out, " · “%s”", can_signal_label (signal, bits));
  if (signal->minimum != 0 || signal->maximum != 0)
    {
      char low[G_ASCII_DTOSTR_BUF_SIZE], high[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (low, sizeof low, "%.10g", signal->minimum);
      g_ascii_formatd (high, sizeof high, "%.10g", signal->maximum);
      g_string_append_printf (out, _ (" · range %s to %s"), low, high);
    }
  return g_string_free (out, FALSE);
}

static char *
bits_text (const CanSignal *signal)
{
  guint byte, bit, last_byte, last_bit, n = can_signal_length (signal);

  signal_layout_bit (&signal->layout, n - 1, &byte, &bit);
  signal_layout_bit (&signal->layout, 0, &last_byte, &last_bit);
  return n == 1 ? g_strdup_printf ("%u.%u", byte, bit)
                : g_strdup_printf ("%u.%u–%u.%u", byte, bit, last_byte, last_bit);
}

char *
detail_signal_layout_words (const CanSignal *signal)
{
  guint n = can_signal_length (signal);
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, ngettext_ ("%u bit", "%u bits", n), n);
  if (n > 1)
    g_string_append_printf (out, ", %s", signal->layout.big_endian ? _ ("Motorola") : _ ("Intel"));
  if (signal->layout.kind == SIGNAL_SIGNED)
    g_string_append_printf (out, ", %s", _ ("signed"));
  else if (signal->layout.kind == SIGNAL_FLOAT || signal->layout.kind == SIGNAL_DOUBLE)
    g_string_append_printf (out, ", %s", _ ("floating point"));
  return g_string_free (out, FALSE);
}

/* --- Times --- */

static char *
seconds_text (int64_t time)
{
  char text[CAN_TIME_TEXT_MAX];

  can_time_format (time, text);
  return text[0] == '-' ? g_strdup_printf (MINUS "%s s", text + 1) : g_strdup_printf ("%s s", text);
}

/* Below a second in ms with µs, as in the list's Δ column. */
static char *
duration_text (int64_t ns)
{
  uint64_t size = ns < 0 ? 0 - (uint64_t) ns : (uint64_t) ns;

  if (size >= G_GUINT64_CONSTANT (1000000000))
    return seconds_text (ns);
  if (size % 1000)
    return g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%06" G_GUINT64_FORMAT " ms", ns < 0 ? MINUS : "", size / 1000000,
                            size % 1000000);
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%03" G_GUINT64_FORMAT " ms", ns < 0 ? MINUS : "", size / 1000000,
                          size / 1000 % 1000);
}

/* Date and time of day, local; NULL beyond the calendar. */
static char *
date_text (int64_t time, char **of_day)
{
  int64_t seconds = time / G_GINT64_CONSTANT (1000000000), rest = time % G_GINT64_CONSTANT (1000000000);
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *text = NULL;

  if (rest < 0)
    {
      rest += G_GINT64_CONSTANT (1000000000);
      seconds--;
    }
  date = g_date_time_new_from_unix_local (seconds);
  if (!date)
    return NULL;
  text = g_date_time_format (date, "%H:%M:%S");
  if (rest % 1000)
    *of_day = g_strdup_printf ("%s.%09" G_GINT64_FORMAT, text, rest);
  else
    *of_day = g_strdup_printf ("%s.%06" G_GINT64_FORMAT, text, rest / 1000);
  return g_date_time_format (date, "%Y-%m-%d");
}

/* Last row before this one with the same id and channel; ROW_NONE (UINT64_MAX) if there is none near. */
static uint64_t
previous_of_id (const DetailSource *source)
{
  uint64_t first = frame_store_first (source->store), row = source->row;
  uint32_t id = source->frame->id;
  guint bloom = frame_chunk_bloom_bit (id);

  if (row - first > SAME_ID_ROWS)
    first = row - SAME_ID_ROWS;
  while (row > first)
    {
      uint32_t index = (uint32_t) ((row - 1) / FRAME_CHUNK_ROWS), n_rows;
      uint64_t start = (uint64_t) index * FRAME_CHUNK_ROWS;
      const FrameChunk *chunk = frame_store_chunk (source->store, index, &n_rows);
      ChunkSummary summary;

      if (!chunk)
        break;
      if (!frame_store_summary (source->store, index, &summary) || summary.id_bloom[bloom / 64] >> (bloom % 64) & 1)
        for (uint64_t i = row - start; i-- > (first > start ? first - start : 0);)
          if (chunk->id[i] == id && chunk->channel[i] == source->frame->channel)
            return start + i;
      row = start;
    }
  return UINT64_MAX;
}

static char *
since_row (const DetailSource *source, uint64_t row)
{
  CanFrame other;
  int64_t difference;

  frame_store_get (source->store, row, &other);
  if (__builtin_sub_overflow (source->frame->time, other.time, &difference))
    return g_strdup ("—");
  return duration_text (difference);
}

/* --- Frame --- */

static void
add_times (GPtrArray *rows, const DetailSource *source)
{
  const TraceInfo *info = frame_store_get_info (source->store);
  int64_t start = 0, since_start;
  uint64_t same;
  char *date, *of_day;

  trace_info_get_start (info, &start);
  if (__builtin_sub_overflow (source->frame->time, start, &since_start))
    since_start = source->frame->time;
  add_field (rows, "frame.time", _ ("Time"), seconds_text (since_start));
  if (trace_info_is_dated (info) && (date = date_text (source->frame->time, &of_day)) != NULL)
    {
      add_field (rows, "frame.date", _ ("Date"), date);
      add_field (rows, "frame.time-of-day", _ ("Time of day"), of_day);
    }
  if (source->row > frame_store_first (source->store))
    add_field (rows, "frame.since-previous", _ ("Since previous"), since_row (source, source->row - 1));
  if (!(source->frame->id & CAN_ID_ERROR) && (same = previous_of_id (source)) != UINT64_MAX)
    {
      DetailRow *row = add_field (rows, "frame.since-same-id", _ ("Since same ID"), since_row (source, same));

      if (source->message && source->message->cycle_time > 0)
        row->texts[DETAIL_BITS] = g_strdup_printf (_ ("%d ms due"), source->message->cycle_time);
    }
}

static char *
type_text (const CanFrame *frame)
{
  GString *out = g_string_new (NULL);

  if (frame->id & CAN_ID_ERROR)
    g_string_append (out, _ ("Error frame"));
  else if (frame->id & CAN_ID_REMOTE)
    g_string_append (out, _ ("Remote request"));
  else
    g_string_append (out, frame->flags & CAN_FD ? "CAN FD" : "CAN");
  if (frame->flags & CAN_BRS)
    g_string_append (out, " BRS");
  if (frame->flags & CAN_ESI)
    g_string_append (out, " ESI");
  return g_string_free (out, FALSE);
}

static void
add_identifier (GPtrArray *rows, const CanFrame *frame)
{
  gboolean extended = can_id_is_extended (frame->id);
  DetailRow *row = add_field (rows, "frame.id", _ ("Identifier"),
                              g_strdup_printf ("0x%0*X", extended ? 8 : 3, can_id_number (frame->id)));

  row->texts[DETAIL_RAW] = g_strdup_printf ("%u", can_id_number (frame->id));
  row->texts[DETAIL_BITS] = g_strdup (extended ? _ ("29 bits") : _ ("11 bits"));
}

static void
add_length (GPtrArray *rows, const CanFrame *frame)
{
  DetailRow *row;
  gboolean remote = (frame->id & CAN_ID_REMOTE) != 0;
  guint n = remote ? can_dlc_to_len (frame->dlc, FALSE) : frame->len;

  row = add_field (rows, "frame.length", remote ? _ ("Length asked for") : _ ("Length"),
                   g_strdup_printf (ngettext_ ("%u byte", "%u bytes", n), n));
  row->texts[DETAIL_RAW] = g_strdup_printf ("%u", frame->dlc);
  row->texts[DETAIL_BITS] = g_strdup ("DLC");
}

/* --- Request and answer --- */

static void
add_relation (GPtrArray *rows, const DetailSource *source)
{
  gboolean remote = (source->frame->id & CAN_ID_REMOTE) != 0, other_remote;
  g_autofree char *after = NULL;
  CanFrame other;
  int64_t time = 0;

  if (!source->related_known)
    return;
  if (source->related == UINT64_MAX)
    {
      if (remote)
        add_field (rows, "frame.answer", _ ("Answer"), g_strdup (_ ("none so far")));
      return;
    }
  frame_store_get (source->store, source->related, &other);
  other_remote = (other.id & CAN_ID_REMOTE) != 0;
  if (remote ? __builtin_sub_overflow (other.time, source->frame->time, &time)
             : __builtin_sub_overflow (source->frame->time, other.time, &time))
    return;
  after = duration_text (time);
  if (remote && other_remote)
    add_field (rows, "frame.answer", _ ("Answer"),
               g_strdup_printf (_ ("none; asked again by No. %" PRIu64 ", %s later"), source->related + 1, after));
  else if (remote)
    add_field (rows, "frame.answer", _ ("Answer"),
               g_strdup_printf (_ ("No. %" PRIu64 ", after %s"), source->related + 1, after));
  else if (other_remote)
    add_field (rows, "frame.request", _ ("Answers"),
               g_strdup_printf (_ ("No. %" PRIu64 ", after %s"), source->related + 1, after));
}

GPtrArray *
detail_rows_frame (const DetailSource *source)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);
  const CanFrame *frame = source->frame;
  DetailRow *section = add_row (rows, DETAIL_SECTION, "frame", _ ("Frame"));
  const char *bus = trace_info_channel_name (frame_store_get_info (source->store), frame->channel);

  section->texts[DETAIL_VALUE] = g_strdup_printf (_ ("No. %" PRIu64), source->row + 1);
  add_times (rows, source);
  add_field (rows, "frame.bus", _ ("Bus"), g_strdup (*bus ? bus : "—"));
  if (!(frame->id & CAN_ID_ERROR))
    add_identifier (rows, frame);
  add_field (rows, "frame.type", _ ("Type"), type_text (frame));
  add_field (rows, "frame.direction", _ ("Direction"),
             g_strdup (frame->flags & CAN_TX      ? _ ("Tx, sent")
                       : frame->flags & CAN_LOCAL ? _ ("Rx, sent by another program of this machine")
                                                  : _ ("Rx, received")));
  if (!(frame->id & CAN_ID_ERROR) || frame->len)
    add_length (rows, frame);
  if (frame->flags & CAN_GAP)
    add_field (rows, "frame.gap", _ ("Before it"), g_strdup (_ ("frames were lost")));
  add_relation (rows, source);
  return rows;
}

/* --- Parts of the identifier --- */

GPtrArray *
detail_rows_parts (const DetailSource *source)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);
  const IdSplits *splits = id_splits_in_use ();

  add_row (rows, DETAIL_SECTION, "parts", _ ("ID parts"));
  for (guint i = 0; i < id_splits_n (splits); i++)
    {
      const IdSplit *split = id_splits_get (splits, i);

      for (guint j = 0; j < split->n_fields; j++)
        {
          const IdField *field = &split->fields[j];
          g_autofree char *key = g_strdup_printf ("frame.id.%s.%s", split->id, field->name);
          DetailRow *row;
          uint32_t value;

          if (!id_field_get (field, source->frame->id, &value))
            continue;
          row = add_field (rows, key, field->name, g_strdup_printf ("%u", value));
          row->texts[DETAIL_BITS] = g_strdup (_ (split->name));
          row->texts[DETAIL_RAW] = g_strdup_printf ("0x%X", value);
          row->texts[DETAIL_COMMENT] = g_strdup (field->description != NULL ? _ (field->description) : NULL);
        }
    }
  if (rows->len > 1)
    return rows;
  g_ptr_array_unref (rows);
  return NULL;
}

/* --- What it means --- */

static void
add_signal (GPtrArray *rows, const DetailSource *source, guint index)
{
  const CanSignal *signal = &source->message->signals[index];
  g_autofree char *key = g_strdup_printf ("signal:%s.%s", source->message->name, signal->name);
  GString *value = g_string_new (NULL);
  uint64_t bits;
  DetailRow *row;

  if (!message_signal_present (source->message, index, source->frame)
      || !can_signal_decode_raw (signal, source->frame, &bits))
    {
      g_string_free (value, TRUE);
      return;
    }
  detail_append_value (signal, bits, value);
  row = add_row (rows, DETAIL_SIGNAL, key, signal->name);
  row->signal = (int) index;
  row->texts[DETAIL_VALUE] = g_string_free (value, FALSE);
  row->texts[DETAIL_RAW] = raw_text (signal, bits);
  row->texts[DETAIL_BITS] = bits_text (signal);
  row->texts[DETAIL_COMMENT] = g_strdup (signal->comment);
}

static void
add_message (GPtrArray *rows, const DetailSource *source)
{
  const Message *message = source->message;
  DetailRow *section = add_row (rows, DETAIL_SECTION, "second", message->name);

  if (message->sender && *message->sender)
    section->texts[DETAIL_VALUE] = g_strdup_printf (_ ("sent by %s"), message->sender);
  if (message->cycle_time > 0)
    section->texts[DETAIL_BITS] = g_strdup_printf (_ ("every %d ms"), message->cycle_time);
  section->texts[DETAIL_COMMENT] = g_strdup (message->comment);
  if (source->frame->id & CAN_ID_REMOTE)
    return;
  if (source->frame->len < message->length)
    add_field (rows, "message.short", _ ("Shorter than defined"),
               g_strdup_printf (_ ("%u of %u bytes"), source->frame->len, message->length));
  for (guint i = 0; i < message->n_signals; i++)
    add_signal (rows, source, i);
}

/* The words of column_append_error, a line for each part. */
static void
add_error (GPtrArray *rows, const CanFrame *frame)
{
  DetailRow *section = add_row (rows, DETAIL_SECTION, "second", _ ("Error"));
  GString *words = g_string_new (NULL);
  g_auto (GStrv) parts = NULL;

  column_append_error (frame, words);
  parts = g_strsplit (words->str, " · ", -1);
  g_string_free (words, TRUE);
  section->texts[DETAIL_VALUE] = g_strdup (parts[0]);
  if (can_id_number (frame->id))
    {
      DetailRow *row
          = add_field (rows, "error.class", _ ("Class"), g_strdup_printf ("0x%08X", can_id_number (frame->id)));

      row->texts[DETAIL_COMMENT] = g_strdup (_ ("Bits as in linux/can/error.h"));
    }
  for (guint i = 1; parts[0] && parts[i]; i++)
    {
      g_autofree char *key = g_strdup_printf ("error.%u", i);

      add_field (rows, key, i == 1 ? _ ("Details") : "", g_strdup (parts[i]));
    }
}

GPtrArray *
detail_rows_second (const DetailSource *source)
{
  GPtrArray *rows;

  if (!(source->frame->id & CAN_ID_ERROR) && !source->message
      && (!source->databases || !database_set_n (source->databases)))
    return NULL;
  rows = g_ptr_array_new_with_free_func (row_free);
  if (source->frame->id & CAN_ID_ERROR)
    add_error (rows, source->frame);
  else if (source->message)
    add_message (rows, source);
  else
    add_row (rows, DETAIL_SECTION, "second", _ ("Message"))->texts[DETAIL_VALUE] = g_strdup (_ ("in no database"));
  return rows;
}
