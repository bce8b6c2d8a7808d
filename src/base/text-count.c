/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "base/text-count.h"

#include "base/banned.h"

#define SPACE "\302\240" /* no line break in a number; the narrow one is missing in many fonts */

char *
text_count (uint64_t n)
{
  char digits[24];
  int length = g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, n);
  GString *text = g_string_sized_new (40);

  for (int i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append (text, SPACE);
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}
