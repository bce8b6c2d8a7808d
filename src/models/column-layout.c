/* column-layout.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/column-layout.h"

#include <string.h>

#include "base/banned.h"

static const char *const frames_usual[] = { "mark", "number", "time", "delta", "bus",   "dir",     "id",
                                            "name", "type",   "len",  "data",  "ascii", "summary", NULL };

const ColumnKinds column_kinds_frames = { frames_usual, column_is_id };

ColumnPlace *
column_place_new (const char *id, ColumnShow show, int width)
{
  ColumnPlace *place = g_new0 (ColumnPlace, 1);

  place->id = g_strdup (id);
  place->show = show;
  place->width = width;
  return place;
}

void
column_place_free (gpointer data)
{
  ColumnPlace *place = data;

  g_free (place->id);
  g_free (place);
}

static gboolean
has_place (const GPtrArray *places, const char *id)
{
  for (guint i = 0; i < places->len; i++)
    if (strcmp (((const ColumnPlace *) places->pdata[i])->id, id) == 0)
      return TRUE;
  return FALSE;
}

/* Decimal digits only; 0: none that makes sense. */
static int
parse_width (const char *text)
{
  int width = 0;

  for (; g_ascii_isdigit (*text) && width <= COLUMN_MAX_WIDTH; text++)
    width = width * 10 + (*text - '0');
  return *text == '\0' && width >= COLUMN_MIN_WIDTH && width <= COLUMN_MAX_WIDTH ? width : 0;
}

static void
parse_place (GPtrArray *places, const char *word, const ColumnKinds *kinds)
{
  ColumnShow show = *word == '+' ? COLUMN_SHOWN : *word == '-' ? COLUMN_HIDDEN : COLUMN_AS_USUAL;
  const char *start = word + (show != COLUMN_AS_USUAL), *equals = strrchr (start, '=');
  const char *end = equals != NULL ? equals : start + strlen (start);
  g_autofree char *id = g_uri_unescape_segment (start, end, NULL);

  if (id == NULL || places->len == COLUMN_LAYOUT_MAX || !kinds->is_id (id) || has_place (places, id))
    return;
  g_ptr_array_add (places, column_place_new (id, show, equals != NULL ? parse_width (equals + 1) : 0));
}

GPtrArray *
column_layout_parse (const char *text, const ColumnKinds *kinds)
{
  GPtrArray *places = g_ptr_array_new_with_free_func (column_place_free);
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  gboolean usual;

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      parse_place (places, words[i], kinds);
  usual = places->len == 0;
  for (const char *const *id = kinds->usual; *id != NULL; id++)
    if (!has_place (places, *id))
      g_ptr_array_add (places, column_place_new (*id, usual ? COLUMN_AS_USUAL : COLUMN_HIDDEN, 0));
  return places;
}

static gboolean
is_usual (const GPtrArray *places, const ColumnKinds *kinds)
{
  guint i = 0;

  for (; i < places->len; i++)
    {
      const ColumnPlace *place = places->pdata[i];

      if (kinds->usual[i] == NULL || strcmp (kinds->usual[i], place->id) != 0 || place->show != COLUMN_AS_USUAL
          || place->width != 0)
        return FALSE;
    }
  return kinds->usual[i] == NULL;
}

char *
column_layout_format (const GPtrArray *places, const ColumnKinds *kinds)
{
  static const char *const signs[] = { "", "+", "-" };
  GString *out = g_string_new (NULL);

  if (is_usual (places, kinds))
    return g_string_free (out, FALSE);
  for (guint i = 0; i < places->len; i++)
    {
      const ColumnPlace *place = places->pdata[i];
      g_autofree char *id = g_uri_escape_string (place->id, ":.,;/[](){}|#$&", TRUE);

      g_string_append_printf (out, "%s%s%s", i > 0 ? " " : "", signs[place->show], id);
      if (place->width != 0)
        g_string_append_printf (out, "=%d", place->width);
    }
  return g_string_free (out, FALSE);
}
