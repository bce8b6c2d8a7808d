/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/bit-rates.h"

#include "base/errors.h"
#include "core/bit-rate.h"

#include <string.h>

#include "base/banned.h"

typedef struct
{
  char *channel; /* NULL: all */
  uint32_t rate;
} BitRate;

struct BitRates
{
  GArray *nominal, *data; /* of BitRate */
  DatabaseSet *databases; /* NULL: none */
};

static void
clear_rate (gpointer data)
{
  g_free (((BitRate *) data)->channel);
}

static gboolean
parse (GArray *rates, const char *option, const GPtrArray *texts, GError **error)
{
  for (guint i = 0; i < texts->len; i++)
    {
      const char *text = g_ptr_array_index (texts, i), *colon = strrchr (text, ':');
      BitRate rate = { .channel = colon != NULL ? g_strndup (text, (gsize) (colon - text)) : NULL };

      g_array_append_val (rates, rate);
      if (bit_rate_parse (colon != NULL ? colon + 1 : text, &g_array_index (rates, BitRate, i).rate))
        continue;
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("--%s: “%s” is no rate such as 500000, 500k or can0:2M"),
                   option, text);
      return FALSE;
    }
  return TRUE;
}

BitRates *
bit_rates_new (const CliOptions *options, GError **error)
{
  BitRates *self = g_new0 (BitRates, 1);

  self->nominal = g_array_new (FALSE, FALSE, sizeof (BitRate));
  self->data = g_array_new (FALSE, FALSE, sizeof (BitRate));
  g_array_set_clear_func (self->nominal, clear_rate);
  g_array_set_clear_func (self->data, clear_rate);
  if (options->data_bitrates->len > 0 && options->bitrates->len == 0)
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("--data-bitrate does nothing without --bitrate"));
  else if (parse (self->nominal, "bitrate", options->bitrates, error)
           && parse (self->data, "data-bitrate", options->data_bitrates, error))
    return self;
  bit_rates_free (self);
  return NULL;
}

void
bit_rates_free (BitRates *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->nominal);
  g_array_unref (self->data);
  database_set_unref (self->databases);
  g_free (self);
}

static uint32_t
find (const GArray *rates, const char *channel)
{
  uint32_t all = 0;

  for (guint i = 0; i < rates->len; i++)
    {
      const BitRate *rate = &g_array_index (rates, BitRate, i);

      if (rate->channel == NULL)
        all = rate->rate;
      else if (strcmp (rate->channel, channel) == 0)
        return rate->rate;
    }
  return all;
}

void
bit_rates_set_databases (BitRates *self, const DatabaseSet *databases)
{
  self->databases = databases != NULL ? database_set_ref (databases) : NULL;
}

/* Fills in what is still 0: from the databases of the channel, then from those of all. */
static void
find_in_databases (const BitRates *self, const char *channel, uint32_t *nominal, uint32_t *data)
{
  guint n = self->databases != NULL ? database_set_n (self->databases) : 0;

  for (guint i = 0; i < 2 * n; i++)
    {
      const char *bound;
      const Database *database = database_set_get (self->databases, i % n, &bound);
      uint32_t its_nominal, its_data;

      if (i < n ? g_strcmp0 (bound, channel) != 0 : bound != NULL)
        continue;
      database_get_bitrate (database, &its_nominal, &its_data);
      *nominal = *nominal > 0 ? *nominal : its_nominal;
      *data = *data > 0 ? *data : its_data;
    }
}

void
bit_rates_apply (const BitRates *self, TraceInfo *info)
{
  for (guint i = 0; i < trace_info_n_channels (info); i++)
    {
      const char *name = trace_info_channel_name (info, (uint8_t) i);
      uint32_t said = find (self->nominal, name), said_data = find (self->data, name), known, known_data;
      uint32_t nominal, data;

      trace_info_get_bitrate (info, (uint8_t) i, &known, &known_data);
      nominal = said > 0 ? said : known;
      data = said_data > 0 ? said_data : known_data;
      find_in_databases (self, name, &nominal, &data);
      if (nominal != known || data != known_data)
        trace_info_set_bitrate (info, (uint8_t) i, nominal, data);
    }
}

const char *
bit_rates_unknown_channel (const BitRates *self, const TraceInfo *info)
{
  for (guint i = 0; i < self->nominal->len + self->data->len; i++)
    {
      const BitRate *rate = i < self->nominal->len ? &g_array_index (self->nominal, BitRate, i)
                                                   : &g_array_index (self->data, BitRate, i - self->nominal->len);

      if (rate->channel != NULL && !trace_info_has_channel (info, rate->channel))
        return rate->channel;
    }
  return NULL;
}

gboolean
bit_rates_seconds (const TraceInfo *info, uint8_t channel, uint64_t bits_nominal, uint64_t bits_data, double *seconds)
{
  uint32_t nominal, data;

  trace_info_get_bitrate (info, channel, &nominal, &data);
  return bit_rate_seconds (nominal, data, bits_nominal, bits_data, seconds);
}

void
bit_rates_append (GString *out, uint32_t rate)
{
  gboolean mega = rate >= 1000000;
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (out, mega ? _ ("%s Mbit/s") : _ ("%s kbit/s"),
                          g_ascii_formatd (digits, sizeof digits, "%.6g", (double) rate / (mega ? 1e6 : 1e3)));
}
