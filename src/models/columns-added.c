/* columns-added.c: columns that somebody added: a signal of a database, a part of identifiers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/columns-private.h"

#include "base/i18n.h"
#include "core/id-split.h"
#include <string.h>

#include "base/banned.h"

#define SIGNAL_PREFIX "signal:"
#define PART_PREFIX "id."
#define SIGNAL_WIDTH 96 /* px */
#define PART_WIDTH 64

typedef struct
{
  Column column;
  char *message, *signal;
  const IdField *part; /* NULL: it is a signal */
} AddedColumn;

/* --- Parts of identifiers --- */

/* "id.j1939.pgn", or "id.pgn" for the first split that has it. */
static const IdField *
find_part (const char *id)
{
  const IdSplits *splits = id_splits_in_use ();
  const char *name = id + strlen (PART_PREFIX), *point;
  g_autofree char *split = NULL;

  if (!g_str_has_prefix (id, PART_PREFIX))
    return NULL;
  point = strchr (name, '.');
  if (point == NULL)
    return id_splits_find_field (splits, NULL, name);
  split = g_strndup (name, (gsize) (point - name));
  return id_splits_find_field (splits, split, point + 1);
}

static void
text_part (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  const IdField *part = ((const AddedColumn *) self)->part;
  guint bits = MAX (part->bits, 1);
  uint32_t value;

  if (!id_field_get (part, frame->id, &value))
    return;
  if (context->base == NUMBER_HEX)
    g_string_append_printf (out, "%0*X", (int) (bits + 3) / 4, value);
  else if (context->base == NUMBER_DECIMAL)
    g_string_append_printf (out, "%u", value);
  else
    for (bits = MAX (bits, g_bit_storage (value)); bits-- > 0;)
      g_string_append_c (out, value >> bits & 1 ? '1' : '0');
}

/* --- Signals --- */

/* "signal:Message.Signal"; names of signals have no points. */
static gboolean
split_signal (const char *id, char **message, char **signal)
{
  const char *name = id + strlen (SIGNAL_PREFIX), *point;

  if (!g_str_has_prefix (id, SIGNAL_PREFIX) || !g_utf8_validate (id, -1, NULL))
    return FALSE;
  point = strrchr (name, '.');
  if (point == NULL || point == name || point[1] == '\0')
    return FALSE;
  if (message != NULL)
    {
      *message = g_strndup (name, (gsize) (point - name));
      *signal = g_strdup (point + 1);
    }
  return TRUE;
}

static void
text_signal (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  const AddedColumn *added = (const AddedColumn *) self;
  const Message *message = column_message_of (context, frame);
  const CanSignal *signal;
  const char *label;
  char text[SIGNAL_TEXT_MAX];
  uint64_t bits;

  if (message == NULL || strcmp (message->name, added->message) != 0)
    return;
  signal = message_find_signal (message, added->signal);
  if (signal == NULL || !message_signal_present (message, (guint) (signal - message->signals), frame)
      || !can_signal_decode_raw (signal, frame, &bits))
    return;
  label = can_signal_label (signal, bits);
  if (label != NULL)
    {
      g_string_append (out, label);
      return;
    }
  can_signal_format_display (signal, bits, text);
  g_string_append (out, text[0] == '-' ? column_minus (context) : "");
  g_string_append (out, text + (text[0] == '-'));
}

gboolean
column_is_id (const char *id)
{
  return column_by_id (id) != NULL || split_signal (id, NULL, NULL) || find_part (id) != NULL;
}

Column *
column_new_added (const char *id)
{
  char *message, *signal;
  const IdField *part = find_part (id);
  AddedColumn *added;

  if (part == NULL && !split_signal (id, &message, &signal))
    return NULL;
  added = g_new0 (AddedColumn, 1);
  if (part != NULL)
    {
      added->part = part;
      added->column = (Column){
        .id = g_strdup (id), .title = part->name, .width = PART_WIDTH, .right = TRUE, .mono = TRUE, .text = text_part
      };
      return &added->column;
    }
  added->message = message;
  added->signal = signal;
  added->column = (Column){
    .id = g_strdup (id), .title = signal, .width = SIGNAL_WIDTH, .right = TRUE, .mono = TRUE, .text = text_signal
  };
  return &added->column;
}

void
column_free_added (Column *self)
{
  AddedColumn *added = (AddedColumn *) self;

  if (self == NULL)
    return;
  g_free ((char *) self->id);
  g_free (added->message);
  g_free (added->signal);
  g_free (added);
}

static const char *
unit_of (const AddedColumn *added, const DatabaseSet *set)
{
  for (guint i = 0; i < database_set_n (set); i++)
    {
      const Message *message = database_find_message (database_set_get (set, i, NULL), added->message);
      const CanSignal *signal = message != NULL ? message_find_signal (message, added->signal) : NULL;

      if (signal != NULL)
        return signal->unit;
    }
  return "";
}

char *
column_dup_title (const Column *self, const DatabaseSet *set)
{
  const char *unit;

  if (self->text == text_part)
    return g_strdup (self->title);
  if (self->text != text_signal)
    return g_strdup (self->title[0] != '\0' ? _ (self->title) : "");
  unit = set != NULL ? unit_of ((const AddedColumn *) self, set) : "";
  return unit[0] != '\0' ? g_strdup_printf ("%s (%s)", self->title, unit) : g_strdup (self->title);
}
