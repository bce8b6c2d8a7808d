/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/text-quote.h"

#include <string.h>

#include "base/banned.h"

void
quote_csv (GString *out, const char *text)
{
  if (text[strcspn (text, ",\"\r\n")] == '\0')
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');
}

static void
append_json_char (GString *out, char c)
{
  switch (c)
    {
    case '"':
    case '\\':
      g_string_append_c (out, '\\');
      g_string_append_c (out, c);
      break;
    case '\n':
      g_string_append (out, "\\n");
      break;
    case '\t':
      g_string_append (out, "\\t");
      break;
    case '\r':
      g_string_append (out, "\\r");
      break;
    default:
      if ((guchar) c < 0x20 || c == 0x7F)
        g_string_append_printf (out, "\\u%04x", (guint) (guchar) c);
      else
        g_string_append_c (out, c);
    }
}

void
quote_json (GString *out, const char *text)
{
  const char *valid_end;
  g_autofree char *valid = g_utf8_validate (text, -1, &valid_end) ? NULL : g_utf8_make_valid (text, -1);

  g_string_append_c (out, '"');
  for (const char *p = valid != NULL ? valid : text; *p != '\0'; p++)
    append_json_char (out, *p);
  g_string_append_c (out, '"');
}
