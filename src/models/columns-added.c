/* columns-added.c: columns that somebody added: a signal of a database.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/columns-private.h"

#include "base/i18n.h"
#include <string.h>

#include "base/banned.h"

#define SIGNAL_PREFIX "signal:"
#define SIGNAL_WIDTH 96 /* px */

typedef struct
{
  Column column;
  char *message, *signal;
} AddedColumn;

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
  return column_by_id (id) != NULL || split_signal (id, NULL, NULL);
}

Column *
column_new_added (const char *id)
{
  char *message, *signal;
  AddedColumn *added;

  if (!split_signal (id, &message, &signal))
    return NULL;
  added = g_new0 (AddedColumn, 1);
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

  if (self->text != text_signal)
    return g_strdup (self->title[0] != '\0' ? _ (self->title) : "");
  unit = set != NULL ? unit_of ((const AddedColumn *) self, set) : "";
  return unit[0] != '\0' ? g_strdup_printf ("%s (%s)", self->title, unit) : g_strdup (self->title);
}
