/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/bit-rate.h"

#include "base/text-scan.h"

#include <string.h>

#include "base/banned.h"

gboolean
bit_rate_parse (const char *text, uint32_t *rate)
{
  gsize n = strlen (text);
  double factor = 1, value;

  if (n > 1 && (text[n - 1] == 'k' || text[n - 1] == 'M'))
    factor = text[--n] == 'k' ? 1e3 : 1e6;
  if (!text_word_double ((TextWord){ text, n }, &value) || !(value * factor >= 1) || value * factor > BIT_RATE_MAX)
    return FALSE;
  *rate = (uint32_t) (value * factor + 0.5);
  return TRUE;
}

void
bit_rate_append_short (GString *out, uint32_t rate)
{
  if (rate >= 1000000 && rate % 100000 == 0)
    {
      g_string_append_printf (out, "%u", rate / 1000000);
      if (rate % 1000000 != 0)
        g_string_append_printf (out, ".%u", rate / 100000 % 10);
      g_string_append_c (out, 'M');
    }
  else if (rate >= 1000 && rate % 1000 == 0)
    g_string_append_printf (out, "%uk", rate / 1000);
  else
    g_string_append_printf (out, "%u", rate);
}

void
bit_rate_append_words (GString *out, uint32_t rate)
{
  bit_rate_append_short (out, rate);
  if (g_ascii_isdigit (out->str[out->len - 1]))
    g_string_append_c (out, ' ');
  else
    g_string_insert_c (out, (gssize) out->len - 1, ' ');
  g_string_append (out, "bit/s");
}

gboolean
bit_rate_seconds (uint32_t bitrate, uint32_t data_bitrate, uint64_t bits_nominal, uint64_t bits_data, double *seconds)
{
  if (bitrate == 0 || (bits_data > 0 && data_bitrate == 0))
    return FALSE;
  *seconds = (double) bits_nominal / bitrate + (bits_data > 0 ? (double) bits_data / data_bitrate : 0);
  return TRUE;
}
