/* bus-filter.c: filters before frames reach the program, python-can's and candump's way.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "backends/backend.h"

#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

/* Of several inverted filters alone each id passes at least one: they are meant to hold together, as candump's j says.
 */
gboolean
bus_filter_passes (const BusFilter *filters, gsize n, uint32_t id)
{
  gboolean all_inverted = TRUE;

  for (gsize i = 0; i < n; i++)
    all_inverted = all_inverted && filters[i].inverted;
  for (gsize i = 0; i < n; i++)
    if (((((id ^ filters[i].id) & filters[i].mask) == 0) != filters[i].inverted) != all_inverted)
      return !all_inverted;
  return n == 0 || all_inverted;
}

/* 1 to 8 hexadecimal digits. */
static gboolean
parse_hex (const char *text, gsize n, uint32_t *value)
{
  *value = 0;
  if (n == 0 || n > 8)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      int digit = g_ascii_xdigit_value (text[i]);

      if (digit < 0)
        return FALSE;
      *value = *value << 4 | (uint32_t) digit;
    }
  return TRUE;
}

gboolean
bus_filter_parse (const char *text, BusFilter *filter, char **reason)
{
  gsize split = strcspn (text, ":~");
  const char *mask = text + split + 1;

  if (text[split] == '\0' || !parse_hex (text, split, &filter->id) || !parse_hex (mask, strlen (mask), &filter->mask))
    {
      *reason = g_strdup_printf (
          _ ("%s: a filter is ID:MASK or ID~MASK in hexadecimal, such as 123:7FF or 18DAF100:1FFFFF00"), text);
      return FALSE;
    }
  filter->inverted = text[split] == '~';
  /* Eight digits are a 29-bit identifier, whatever its value; then only 29-bit ones can pass. */
  if (split == 8 && (filter->id & ~CAN_ID_MASK_EXTENDED) == 0)
    {
      filter->id |= CAN_ID_EXTENDED;
      filter->mask |= CAN_ID_EXTENDED;
    }
  return TRUE;
}

gboolean
bus_filters_parse (const char *text, GArray *filters, char **reason)
{
  char **words = g_strsplit_set (text, ", ", -1);
  gboolean ok = TRUE;

  for (char **word = words; *word != NULL && ok; word++)
    {
      BusFilter filter;

      if (**word == '\0')
        continue;
      ok = bus_filter_parse (*word, &filter, reason);
      if (ok)
        g_array_append_val (filters, filter);
    }
  g_strfreev (words);
  return ok;
}
