/* filter-terms.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/filter-terms.h"

#include "core/row-set.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

/* --- Joining --- */

gboolean
filter_join_by_id (const char *id, FilterJoin *join)
{
  static const char *const ids[] = { "selected", "not", "and", "or", "and-not", "or-not" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    if (g_strcmp0 (id, ids[i]) == 0)
      {
        *join = (FilterJoin) i;
        return TRUE;
      }
  return FALSE;
}

/* Behind a text in quotes or a name in backquotes. */
static const char *
skip_quoted (const char *p)
{
  char quote = *p++;

  for (; *p != '\0' && *p != quote; p++)
    if (*p == '\\' && quote != '`' && p[1] != '\0')
      p++;
  return *p != '\0' ? p + 1 : p;
}

static gboolean
is_word_at (const char *start, const char *p, const char *word)
{
  gsize n = strlen (word);

  return g_ascii_strncasecmp (p, word, n) == 0 && (p == start || !(g_ascii_isalnum (p[-1]) || strchr ("_.", p[-1])))
         && !(g_ascii_isalnum (p[n]) || (p[n] != '\0' && strchr ("_.", p[n])));
}

/* Outside of parentheses, an operator that binds less than !: or (1), and (2), any other (3). 0: none. */
static guint
loosest (const char *text)
{
  guint found = 0, depth = 0;

  for (const char *p = text; *p != '\0';)
    {
      guint level = 0;

      if (strchr ("\"'`", *p) != NULL)
        {
          p = skip_quoted (p);
          continue;
        }
      if (strchr ("([{", *p) != NULL)
        depth++;
      else if (strchr (")]}", *p) != NULL)
        depth -= depth > 0;
      else if (depth == 0)
        {
          if (strncmp (p, "||", 2) == 0 || is_word_at (text, p, "or"))
            level = 1;
          else if (strncmp (p, "&&", 2) == 0 || is_word_at (text, p, "and"))
            level = 2;
          else if (strchr ("=<>!& ", *p) != NULL && p != text)
            level = 3;
        }
      if (level > 0 && (found == 0 || level < found))
        found = level;
      p += level > 0 && level < 3 && p[1] == *p ? 2 : 1;
    }
  return found;
}

/* level: parenthesised if something in it binds as loosely or more so. */
static void
append_within (GString *out, const char *text, guint level)
{
  guint loose = loosest (text);

  if (loose > 0 && loose <= level)
    g_string_append_printf (out, "(%s)", text);
  else
    g_string_append (out, text);
}

char *
filter_join (const char *now, const char *term, FilterJoin join)
{
  gboolean negated = join == FILTER_JOIN_NOT || join == FILTER_JOIN_AND_NOT || join == FILTER_JOIN_OR_NOT,
           both = join >= FILTER_JOIN_AND, any = join == FILTER_JOIN_OR || join == FILTER_JOIN_OR_NOT;
  g_autofree char *stripped = g_strstrip (g_strdup (now));
  GString *out = g_string_new (NULL);

  if (both && *stripped != '\0')
    {
      append_within (out, stripped, any ? 0 : 1);
      g_string_append (out, any ? " || " : " && ");
    }
  if (negated)
    {
      g_string_append_c (out, '!');
      append_within (out, term, 3);
    }
  else
    append_within (out, term, out->len > 0 && !any ? 1 : 0);
  return g_string_free (out, FALSE);
}

/* --- Frames --- */

char *
filter_term_of_id (const CanFrame *frame)
{
  guint id = can_id_number (frame->id);

  if (frame->id & CAN_ID_ERROR)
    return g_strdup ("can.err");
  if (!can_id_is_extended (frame->id))
    return g_strdup_printf ("can.id == 0x%03X", id);
  /* A small number could be of either length. */
  return g_strdup_printf (id <= CAN_ID_MASK_STANDARD ? "can.id == 0x%08X && can.ext" : "can.id == 0x%08X", id);
}

char *
filter_term_of_channel (const TraceInfo *info, const CanFrame *frame)
{
  GString *out = g_string_new ("can.channel == ");

  filter_append_text (out, trace_info_channel_name (info, frame->channel));
  return g_string_free (out, FALSE);
}

char *
filter_term_of_data (const CanFrame *frame)
{
  GString *out;
  g_autofree char *id = filter_term_of_id (frame);

  if (frame->id & CAN_ID_REMOTE)
    return g_strdup_printf ("%s && can.rtr", id);
  out = g_string_new (id);
  g_string_append_printf (out, " && can.len == %u", frame->len);
  for (guint i = 0; i < frame->len; i++)
    {
      g_string_append (out, i > 0 ? ":" : frame->len == 1 ? " && data[0] == 0x" : " && data == ");
      g_string_append_printf (out, "%02X", frame->data[i]);
    }
  return g_string_free (out, FALSE);
}

char *
filter_term_of_byte (const CanFrame *frame, guint byte)
{
  return byte < frame->len ? g_strdup_printf ("data[%u] == 0x%02X", byte, frame->data[byte]) : NULL;
}

/* --- Signals --- */

/* Of one message only, and no message is called so: then the name says it all. */
static gboolean
is_unique (const DatabaseSet *databases, const char *signal)
{
  const char *owner = NULL;

  for (guint i = 0; i < database_set_n (databases); i++)
    {
      const Database *database = database_set_get (databases, i, NULL);

      if (database_find_message (database, signal) != NULL)
        return FALSE;
      for (guint j = 0; j < database_n_messages (database); j++)
        {
          const Message *message = database_get_message (database, j);

          if (message_find_signal (message, signal) == NULL)
            continue;
          if (owner != NULL && strcmp (owner, message->name) != 0)
            return FALSE;
          owner = message->name;
        }
    }
  return owner != NULL;
}

/* A value that would read as another one, or text that two values share, is asked for as it stands in the bits. */
static gboolean
label_is_sure (const CanSignal *signal, uint64_t bits, const char *label)
{
  int64_t raw;

  return label != NULL && can_signal_find_label (signal, label, &raw) && raw == can_signal_integer (signal, bits);
}

char *
filter_term_of_signal (const DatabaseSet *databases, const Message *message, guint index, const CanFrame *frame)
{
  uint64_t bits;

  if (!message_signal_present (message, index, frame)
      || !can_signal_decode_raw (&message->signals[index], frame, &bits))
    return NULL;
  return filter_term_of_value (databases, message, index, bits);
}

char *
filter_term_of_value (const DatabaseSet *databases, const Message *message, guint index, uint64_t bits)
{
  const CanSignal *signal = &message->signals[index];
  char text[SIGNAL_TEXT_MAX];
  const char *label;
  GString *out = g_string_new (NULL);

  if (!is_unique (databases, signal->name))
    {
      filter_append_name (out, message->name);
      g_string_append_c (out, '.');
    }
  filter_append_name (out, signal->name);
  label = can_signal_label (signal, bits);
  can_signal_format_display (signal, bits, text);
  if (label_is_sure (signal, bits, label))
    {
      g_string_append (out, " == ");
      filter_append_text (out, label);
    }
  else if (signal->layout.kind < SIGNAL_FLOAT && label == NULL
           && fabs (g_ascii_strtod (text, NULL) - can_signal_physical (signal, bits)) <= fabs (signal->factor) * 1e-9)
    g_string_append_printf (out, " == %s", text);
  else if (signal->layout.kind < SIGNAL_FLOAT)
    {
      can_signal_format_raw (signal, bits, text);
      g_string_append_printf (out, ".raw == %s", text);
    }
  else
    {
      can_signal_format_physical (signal, bits, text);
      if (!g_ascii_isdigit (text[0]) && !g_ascii_isdigit (text[1])) /* nan and inf */
        return g_string_free (out, TRUE);
      g_string_append_printf (out, " == %s", text);
    }
  return g_string_free (out, FALSE);
}

/* --- Nodes of the detail tree --- */

static char *
term_of_type (const CanFrame *frame)
{
  if (frame->id & CAN_ID_ERROR)
    return g_strdup ("can.err");
  if (frame->id & CAN_ID_REMOTE)
    return g_strdup ("can.rtr");
  if (!(frame->flags & CAN_FD))
    return g_strdup ("!can.fd && !can.rtr && !can.err");
  return g_strdup_printf ("can.fd%s%s", frame->flags & CAN_BRS ? " && can.brs" : "",
                          frame->flags & CAN_ESI ? " && can.esi" : "");
}

static char *
term_of_frame_field (DetailTree *tree, const char *field)
{
  const CanFrame *frame = detail_tree_get_frame (tree);

  if (g_str_equal (field, "id"))
    return filter_term_of_id (frame);
  if (g_str_equal (field, "bus"))
    return filter_term_of_channel (frame_store_get_info (detail_tree_get_store (tree)), frame);
  if (g_str_equal (field, "type"))
    return term_of_type (frame);
  if (g_str_equal (field, "direction"))
    return g_strdup (frame->flags & CAN_TX ? "can.dir == tx" : "can.dir == rx");
  if (g_str_equal (field, "length"))
    return frame->id & CAN_ID_REMOTE ? g_strdup_printf ("can.rtr && can.dlc == %u", frame->dlc)
                                     : g_strdup_printf ("can.len == %u", frame->len);
  return g_strdup_printf ("frame.number == %" G_GUINT64_FORMAT, detail_tree_get_row (tree) + 1);
}

/* "id.j1939.pgn" */
static char *
term_of_part (const CanFrame *frame, const char *key)
{
  g_auto (GStrv) parts = g_strsplit (key, ".", 3);
  const IdField *field
      = parts[1] != NULL && parts[2] != NULL ? id_splits_find_field (id_splits_in_use (), parts[1], parts[2]) : NULL;
  uint32_t value = 0;
  gboolean there = field != NULL && id_field_get (field, frame->id, &value);

  if (!there)
    return NULL;
  return g_strdup_printf (value > 9 ? "%s == 0x%X" : "%s == %u", key, value);
}

char *
filter_term_of_node (DetailTree *tree, const char *key)
{
  const CanFrame *frame = detail_tree_get_frame (tree);
  const Message *message = detail_tree_get_message (tree);
  DetailNode *node = detail_tree_find (tree, key, NULL);

  if (frame == NULL || node == NULL)
    return NULL;
  if (detail_node_get_signal (node) >= 0 && message != NULL)
    return filter_term_of_signal (detail_tree_get_databases (tree), message, (guint) detail_node_get_signal (node),
                                  frame);
  if (g_str_equal (key, "parts"))
    return NULL;
  if (g_str_has_prefix (key, "frame.id."))
    return term_of_part (frame, key + strlen ("frame."));
  if (g_str_has_prefix (key, "frame."))
    return term_of_frame_field (tree, key + strlen ("frame."));
  if (g_str_equal (key, "frame"))
    return term_of_frame_field (tree, "number");
  if (frame->id & CAN_ID_ERROR)
    return can_id_number (frame->id) != 0 ? g_strdup_printf ("can.err.class == 0x%X", can_id_number (frame->id))
                                          : g_strdup ("can.err");
  if (message != NULL && (g_str_equal (key, "second") || g_str_equal (key, "message.short")))
    {
      GString *out = g_string_new (NULL);

      filter_append_name (out, message->name);
      return g_string_free (out, FALSE);
    }
  return NULL;
}
