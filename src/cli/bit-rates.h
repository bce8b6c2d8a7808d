/* bit-rates.h: --bitrate and --data-bitrate: how fast each channel is, as far as it was said.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * [CHANNEL:]RATE, in bit/s or with k or M behind ("500k", "33.3k"); one for a channel goes before one for all.
 */
#pragma once

#include "cli/options.h"
#include "core/trace-info.h"

G_BEGIN_DECLS

typedef struct BitRates BitRates;

BitRates *bit_rates_new (const CliOptions *options, GError **error);
void bit_rates_free (BitRates *self); /* (nullable) */

/* bit/s; 0: not said. The data rate of a channel without one of its own is not taken for its nominal rate. */
uint32_t bit_rates_nominal (const BitRates *self, const char *channel);
uint32_t bit_rates_data (const BitRates *self, const char *channel);
/* A channel that rates were said for and that info does not have; NULL if there is none. */
const char *bit_rates_unknown_channel (const BitRates *self, const TraceInfo *info);

/* Seconds that so many bits take. FALSE: a rate that would be needed was not said. */
gboolean bit_rates_seconds (const BitRates *self, const char *channel, uint64_t bits_nominal, uint64_t bits_data,
                            double *seconds);
/* "500 kbit/s", "2 Mbit/s", "33.333 kbit/s" */
void bit_rates_append (GString *out, uint32_t rate);

G_END_DECLS
