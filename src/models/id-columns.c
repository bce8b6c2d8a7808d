/* id-columns.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/id-columns.h"

#include "base/i18n.h"
#include "models/detail-tree.h"
#include <math.h>
#include <string.h>

#include "base/banned.h"

#define FRESH_NS (G_GINT64_CONSTANT (500) * 1000000)
#define OLD_NS (G_GINT64_CONSTANT (2000) * 1000000)

/* --- Figures --- */

static void
append_missing (GString *out)
{
  g_string_append (out, "—");
}

/* Milliseconds; fewer decimals the more there is before them, so that a column has one width. */
static void
append_ms (double ns, GString *out)
{
  double ms = fabs (ns) / 1e6;
  int decimals = ms < 1 ? 3 : ms < 1000 ? 2 : ms < 10000 ? 1 : 0;
  char text[G_ASCII_DTOSTR_BUF_SIZE + 32], format[8];

  g_snprintf (format, sizeof format, "%%.%df", decimals);
  g_ascii_formatd (text, sizeof text, format, ms);
  g_string_append_printf (out, "%s%s", ns < 0 ? "−" : "", text);
}

/* How long before the end of the trace. */
static void
append_age (int64_t now, int64_t then, GString *out)
{
  int64_t age = then == ID_NEVER ? -1 : can_time_since (now, then), ms = age / 1000000;

  if (age < 0)
    append_missing (out);
  else if (ms < 1000)
    g_string_append_printf (out, _ ("%d ms"), (int) ms);
  else if (ms < 100000)
    g_string_append_printf (out, _ ("%d.%d s"), (int) (ms / 1000), (int) (ms / 100 % 10));
  else if (ms < 100 * 60000)
    g_string_append_printf (out, _ ("%d min"), (int) (ms / 60000));
  else
    g_string_append_printf (out, _ ("%d h"), (int) MIN (ms / 3600000, G_MAXINT));
}

/* Thousands parted by a space that does not break. */
static void
append_count (uint64_t n, GString *out)
{
  char text[24];
  int len = g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, n);

  for (int i = 0; i < len; i++)
    {
      if (i > 0 && (len - i) % 3 == 0)
        g_string_append (out, "\u00A0");
      g_string_append_c (out, text[i]);
    }
}

/* --- Texts --- */

static gboolean
get_frame (const IdColumnContext *context, IdRow *row, CanFrame *frame)
{
  if (id_row_get_kind (row) == ID_ROW_GROUP || context->frames->store == NULL)
    return FALSE;
  frame_store_get (context->frames->store, id_row_get_entry (row)->last_row, frame);
  return TRUE;
}

/* Always hex, byte by byte: columns are as wide as that, and changed bytes are tinted where they stand. */
static void
append_frame_text (const IdColumnContext *context, IdRow *row, const char *column, GString *out)
{
  ColumnContext hex = *context->frames;
  CanFrame frame;

  hex.base = NUMBER_HEX;
  hex.group = 1;
  if (get_frame (context, row, &frame))
    column_append_text (column_by_id (column), &hex, id_row_get_entry (row)->last_row, &frame, out);
}

static void
text_mark (const IdColumnContext *context, IdRow *row, GString *out)
{
  if (id_row_get_kind (row) == ID_ROW_GROUP)
    return;
  if (g_str_equal (id_row_get_kind_name (row, context->now), "error"))
    g_string_append_c (out, '!');
  else if (id_row_is_sent (row))
    g_string_append (out, "↑");
}

static void
text_id (const IdColumnContext *context, IdRow *row, GString *out)
{
  if (id_row_get_kind (row) != ID_ROW_PAGE)
    append_frame_text (context, row, "id", out);
}

static void
text_name (const IdColumnContext *context, IdRow *row, GString *out)
{
  const IdEntry *entry = id_row_get_entry (row);

  if (id_row_get_kind (row) == ID_ROW_GROUP)
    {
      g_string_append (out, id_row_is_sent (row) ? _ ("Sent") : _ ("Received"));
      g_string_append (out, " · ");
      append_count (id_row_get_n_members (row), out);
    }
  else if (id_row_get_kind (row) == ID_ROW_PAGE)
    {
      g_string_append_printf (out, "%s ", entry->multiplexer->name);
      detail_append_value (entry->multiplexer, entry->page, out);
    }
  else if (entry->id & CAN_ID_ERROR)
    g_string_append (out, _ ("Error frames"));
  else if (id_row_get_message (row) != NULL)
    g_string_append (out, id_row_get_message (row)->name);
}

static void
text_bus (const IdColumnContext *context, IdRow *row, GString *out)
{
  append_frame_text (context, row, "bus", out);
}

static void
text_dir (const IdColumnContext *context, IdRow *row, GString *out)
{
  append_frame_text (context, row, "dir", out);
}

static void
text_type (const IdColumnContext *context, IdRow *row, GString *out)
{
  append_frame_text (context, row, "type", out);
}

static void
text_count (const IdColumnContext *context, IdRow *row, GString *out)
{
  if (id_row_get_kind (row) != ID_ROW_GROUP)
    append_count (id_row_get_entry (row)->count, out);
}

static void
text_period (const IdColumnContext *context, IdRow *row, GString *out)
{
  const IdEntry *entry = id_row_get_entry (row);

  if (id_row_get_kind (row) == ID_ROW_GROUP)
    return;
  if (entry->id & CAN_ID_ERROR || entry->count < 2)
    append_missing (out);
  else if (id_entry_rhythm (entry, context->now) == ID_STOPPED)
    g_string_append (out, _ ("stopped"));
  else if (id_entry_rhythm (entry, context->now) == ID_EVENT)
    g_string_append (out, _ ("event"));
  else
    append_ms (id_entry_mean_period (entry), out);
}

static void
text_last (const IdColumnContext *context, IdRow *row, GString *out)
{
  const IdEntry *entry = id_row_get_entry (row);

  if (id_row_get_kind (row) == ID_ROW_GROUP)
    return;
  if (entry->count < 2)
    append_missing (out);
  else
    append_ms ((double) entry->last_period, out);
}

static void
text_jitter (const IdColumnContext *context, IdRow *row, GString *out)
{
  IdRhythm rhythm = id_entry_rhythm (id_row_get_entry (row), context->now);
  double jitter;

  if (id_row_get_kind (row) == ID_ROW_GROUP)
    return;
  if (rhythm == ID_CYCLIC && id_entry_jitter (id_row_get_entry (row), &jitter))
    append_ms (jitter, out);
  else
    append_missing (out);
}

static void
text_changed (const IdColumnContext *context, IdRow *row, GString *out)
{
  if (id_row_get_kind (row) != ID_ROW_GROUP)
    append_age (context->now, id_row_get_entry (row)->last_change, out);
}

static void
text_len (const IdColumnContext *context, IdRow *row, GString *out)
{
  append_frame_text (context, row, "len", out);
}

static void
text_data (const IdColumnContext *context, IdRow *row, GString *out)
{
  append_frame_text (context, row, "data", out);
}

static void
text_seen (const IdColumnContext *context, IdRow *row, GString *out)
{
  if (id_row_get_kind (row) != ID_ROW_GROUP)
    append_age (context->now, id_row_get_entry (row)->last_time, out);
}

static void
text_summary (const IdColumnContext *context, IdRow *row, GString *out)
{
  append_frame_text (context, row, "summary", out);
}

/* What is no text. */
static void
text_none (const IdColumnContext *context, IdRow *row, GString *out)
{
}

/* --- Orders --- */

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

static int
compare_id (IdRow *a, IdRow *b)
{
  const IdEntry *first = id_row_get_entry (a), *second = id_row_get_entry (b);
  int order = COMPARE (first->id & CAN_ID_ERROR, second->id & CAN_ID_ERROR);

  return order != 0 ? order : COMPARE (can_id_number (first->id), can_id_number (second->id));
}

/* Those without a name after the others. */
static int
compare_name (IdRow *a, IdRow *b)
{
  const Message *first = id_row_get_message (a), *second = id_row_get_message (b);

  if (first == NULL || second == NULL)
    return (first == NULL) - (second == NULL);
  return g_ascii_strcasecmp (first->name, second->name);
}

static int
compare_bus (IdRow *a, IdRow *b)
{
  return COMPARE (id_row_get_entry (a)->channel, id_row_get_entry (b)->channel);
}

static guint
rank_type (IdRow *row)
{
  const IdEntry *entry = id_row_get_entry (row);

  if (entry->id & CAN_ID_ERROR)
    return 4;
  if (entry->id & CAN_ID_REMOTE)
    return 3;
  return (entry->flags & CAN_FD) ? 2 : can_id_is_extended (entry->id);
}

static int
compare_type (IdRow *a, IdRow *b)
{
  return COMPARE (rank_type (a), rank_type (b));
}

static int
compare_count (IdRow *a, IdRow *b)
{
  return COMPARE (id_row_get_entry (a)->count, id_row_get_entry (b)->count);
}

static int
compare_period (IdRow *a, IdRow *b)
{
  return COMPARE (id_entry_mean_period (id_row_get_entry (a)), id_entry_mean_period (id_row_get_entry (b)));
}

static int
compare_last (IdRow *a, IdRow *b)
{
  return COMPARE (id_row_get_entry (a)->last_period, id_row_get_entry (b)->last_period);
}

static double
jitter_of (IdRow *row)
{
  double jitter;

  return id_entry_jitter (id_row_get_entry (row), &jitter) ? jitter : -1;
}

static int
compare_jitter (IdRow *a, IdRow *b)
{
  return COMPARE (jitter_of (a), jitter_of (b));
}

/* By age: the latest is the smallest. */
static int
compare_changed (IdRow *a, IdRow *b)
{
  return COMPARE (id_row_get_entry (b)->last_change, id_row_get_entry (a)->last_change);
}

static int
compare_seen (IdRow *a, IdRow *b)
{
  return COMPARE (id_row_get_entry (b)->last_time, id_row_get_entry (a)->last_time);
}

static int
compare_len (IdRow *a, IdRow *b)
{
  return COMPARE (id_row_get_entry (a)->len, id_row_get_entry (b)->len);
}

/* --- Public --- */

const IdColumn id_columns[] = {
  { "mark", "", NULL, 24, FALSE, TRUE, 0, text_mark, NULL },
  { "id", N_ ("ID"), NULL, 82, TRUE, TRUE, 0, text_id, compare_id },
  { "name", N_ ("Name"), NULL, 132, FALSE, FALSE, 0, text_name, compare_name },
  { "bus", N_ ("Bus"), NULL, 62, FALSE, FALSE, 0, text_bus, compare_bus },
  { "dir", N_ ("Dir"), NULL, 38, FALSE, FALSE, 2, text_dir, NULL },
  { "type", N_ ("Type"), NULL, 62, FALSE, FALSE, 0, text_type, compare_type },
  { "count", N_ ("Count"), N_ ("Frames shown of this identifier"), 66, TRUE, TRUE, 0, text_count, compare_count },
  { "period", N_ ("Period (ms)"), N_ ("Mean time between two frames"), 82, TRUE, TRUE, 0, text_period, compare_period },
  { "last", N_ ("Last (ms)"), N_ ("Time between the last two frames"), 68, TRUE, TRUE, 1, text_last, compare_last },
  { "jitter", N_ ("Jitter"), N_ ("Standard deviation of the period, ms"), 58, TRUE, TRUE, 0, text_jitter,
    compare_jitter },
  { "activity", N_ ("Activity"), N_ ("Frames over the time of the trace"), 80, FALSE, FALSE, 4, text_none, NULL },
  { "changed", N_ ("Changed"), N_ ("How long before the end of the trace the data changed"), 66, TRUE, TRUE, 1,
    text_changed, compare_changed },
  { "len", N_ ("Len"), NULL, 38, TRUE, TRUE, 3, text_len, compare_len },
  { "data", N_ ("Data"), NULL, 204, FALSE, TRUE, 0, text_data, NULL },
  { "seen", N_ ("Seen"), N_ ("How long before the end of the trace it came last"), 66, TRUE, TRUE, 0, text_seen,
    compare_seen },
  { "summary", N_ ("Summary"), NULL, 0, FALSE, FALSE, 0, text_summary, NULL },
  { NULL, NULL, NULL, 0, FALSE, FALSE, 0, NULL, NULL },
};

const IdColumn *
id_column_by_id (const char *id)
{
  for (const IdColumn *column = id_columns; column->id != NULL; column++)
    if (strcmp (column->id, id) == 0)
      return column;
  return NULL;
}

static const char *const usual[]
    = { "mark",   "id",       "name",    "bus", "dir",  "type", "count",   "period", "last",
        "jitter", "activity", "changed", "len", "data", "seen", "summary", NULL };

static gboolean
is_id (const char *id)
{
  return id_column_by_id (id) != NULL;
}

const ColumnKinds column_kinds_ids = { usual, is_id };

IdFreshness
id_row_byte_freshness (IdRow *row, guint byte, int64_t now)
{
  int64_t then = id_entry_byte_changed (id_row_get_entry (row), byte), age;

  if (then == ID_NEVER || byte >= id_row_get_entry (row)->len)
    return ID_UNCHANGED;
  age = can_time_since (now, then);
  if (age > OLD_NS)
    return ID_UNCHANGED;
  return age > FRESH_NS ? ID_CHANGED_OLD : ID_CHANGED;
}

const char *
id_row_get_kind_name (IdRow *row, int64_t now)
{
  const IdEntry *entry = id_row_get_entry (row);

  if (id_row_get_kind (row) == ID_ROW_GROUP)
    return "group";
  if (entry->id & CAN_ID_ERROR || id_entry_rhythm (entry, now) == ID_STOPPED)
    return "error";
  if (id_row_is_sent (row))
    return "tx";
  if (entry->id & CAN_ID_REMOTE)
    return "remote";
  return entry->flags & CAN_FD ? "fd" : "data";
}

/* Nothing that changes with every frame: a screen reader would say all names anew. */
void
id_row_append_words (const IdColumnContext *context, IdRow *row, GString *out)
{
  static const char *const parts[] = { "id", "name", "bus", "dir", "type" };
  ColumnContext plain = *context->frames;
  IdColumnContext spoken = { &plain, context->now };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      gsize before = out->len;

      plain.plain_spaces = g_str_equal (parts[i], "bus"); /* without its shape */
      if (i > 0)
        g_string_append (out, ", ");
      id_column_by_id (parts[i])->text (&spoken, row, out);
      if (before == 0 && out->len == 2)
        g_string_truncate (out, 0);
      else if (out->len == before + (i > 0 ? 2 : 0))
        g_string_truncate (out, before);
    }
  if (g_str_has_prefix (out->str, ", "))
    g_string_erase (out, 0, 2);
}
