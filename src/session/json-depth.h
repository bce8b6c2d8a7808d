/* json-depth.h: how deep a text of JSON goes, before a parser goes as deep.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Brackets in strings count too. */
static inline gboolean
json_is_deeper (const char *text, guint than)
{
  guint depth = 0;

  for (; *text != '\0'; text++)
    if (*text == '{' || *text == '[')
      {
        if (++depth > than)
          return TRUE;
      }
    else if ((*text == '}' || *text == ']') && depth > 0)
      depth--;
  return FALSE;
}

G_END_DECLS
