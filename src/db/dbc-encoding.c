/* dbc-encoding.c: a DBC file of whatever encoding as UTF-8.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Nothing in a DBC says how it is encoded. Vector's tools write windows-1252, others UTF-8, and files edited with both
 * have lines of either: every line is UTF-8 if it is valid, else windows-1252. UTF-16 is known by its byte order mark.
 */
#include "db/dbc-private.h"

#include "base/banned.h"

/* windows-1252, 0x80 to 0x9F; the five holes keep their code as Windows does. */
static const gunichar cp1252[32] = {
  0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
  0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
  0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178,
};

static void
append_line (GString *out, const char *line, gsize n)
{
  if (g_utf8_validate_len (line, n, NULL))
    {
      g_string_append_len (out, line, (gssize) n);
      return;
    }
  for (gsize i = 0; i < n; i++)
    {
      guchar c = (guchar) line[i];

      if (c < 0x80)
        g_string_append_c (out, (char) c);
      else
        g_string_append_unichar (out, c < 0xA0 ? cp1252[c - 0x80] : c);
    }
}

static GString *
from_bytes (const char *text, gsize n)
{
  GString *out = g_string_sized_new (n + n / 16);

  if (g_utf8_validate_len (text, n, NULL))
    return g_string_append_len (out, text, (gssize) n);
  for (const char *end = text + n; text < end;)
    {
      const char *newline = memchr (text, '\n', (gsize) (end - text));
      gsize length = (gsize) ((newline != NULL ? newline + 1 : end) - text);

      append_line (out, text, length);
      text += length;
    }
  return out;
}

static GString *
from_utf16 (const char *text, gsize n, gboolean big_endian)
{
  GString *out = g_string_sized_new (n);
  gunichar high = 0;

  for (gsize i = 0; i + 1 < n; i += 2)
    {
      guint first = (guchar) text[i + !big_endian], second = (guchar) text[i + big_endian];
      gunichar unit = first << 8 | second;

      if (unit >= 0xDC00 && unit < 0xE000 && high != 0)
        g_string_append_unichar (out, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
      else if (unit < 0xD800 || unit >= 0xE000)
        g_string_append_unichar (out, unit);
      high = unit >= 0xD800 && unit < 0xDC00 ? unit : 0;
    }
  return out;
}

static GString *
from_either (const char *text, gsize n)
{
  gsize mark = n >= 3 && memcmp (text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  const char *nul = memchr (text + mark, '\0', n - mark);

  if (nul == NULL)
    return from_bytes (text + mark, n - mark);
  /* Zeros are no UTF-8 to GLib, which would make the whole line windows-1252. */
  g_autofree char *copy = g_memdup2 (text + mark, n - mark);
  for (gsize i = (gsize) (nul - text) - mark; i < n - mark; i++)
    if (copy[i] == '\0')
      copy[i] = ' ';
  return from_bytes (copy, n - mark);
}

GString *
dbc_to_utf8 (const char *text, gsize n)
{
  gboolean wide = n >= 2 && (memcmp (text, "\xFF\xFE", 2) == 0 || memcmp (text, "\xFE\xFF", 2) == 0);
  GString *out = wide ? from_utf16 (text + 2, n - 2, text[0] == '\xFE') : from_either (text, n);
  gboolean old_mac = memchr (out->str, '\n', out->len) == NULL; /* lines end in CR alone */

  for (gsize i = 0; (wide || old_mac) && i < out->len; i++)
    if (out->str[i] == '\0')
      out->str[i] = ' ';
    else if (old_mac && out->str[i] == '\r')
      out->str[i] = '\n';
  return out;
}

static int
to_cp1252 (gunichar c)
{
  if (c < 0x80 || (c >= 0xA0 && c < 0x100))
    return (int) c;
  for (guint i = 0; i < G_N_ELEMENTS (cp1252); i++)
    if (cp1252[i] == c)
      return (int) (0x80 + i);
  return -1;
}

char *
dbc_from_utf8 (const char *text, gsize n, gsize *n_out)
{
  GString *out = g_string_sized_new (n);
  gsize line = 0;
  gboolean plain = TRUE; /* so far in this line */

  for (const char *p = text, *end = text + n; p < end; p = g_utf8_next_char (p))
    {
      int c = to_cp1252 (g_utf8_get_char (p));

      if (c < 0)
        {
          g_string_free (out, TRUE);
          return NULL;
        }
      plain = plain && c < 0x80;
      g_string_append_c (out, (char) c);
      if (c != '\n' && g_utf8_next_char (p) < end)
        continue;
      /* It would be read as UTF-8. */
      if (!plain && g_utf8_validate_len (out->str + line, out->len - line, NULL))
        {
          g_string_free (out, TRUE);
          return NULL;
        }
      line = out->len;
      plain = TRUE;
    }
  *n_out = out->len;
  return g_string_free (out, FALSE);
}
