/* bit-rates.h: how fast each channel is: --bitrate and --data-bitrate, and what databases say.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * [CHANNEL:]RATE, in bit/s or with k or M behind ("500k", "33.3k"); one for a channel goes before one for all.
 */
#pragma once

#include "cli/options.h"
#include "core/trace-info.h"
#include "db/database-set.h"

G_BEGIN_DECLS

typedef struct BitRates BitRates;

BitRates *bit_rates_new (const CliOptions *options, GError **error);
void bit_rates_free (BitRates *self); /* (nullable) */

/* The rates of these databases (nullable) count where neither an option nor the source tells one. */
void bit_rates_set_databases (BitRates *self, const DatabaseSet *databases);
/* Tells info what was said: options go before what the source tells. Whenever there may be new channels. */
void bit_rates_apply (const BitRates *self, TraceInfo *info);
/* A channel that rates were said for and that info does not have; NULL if there is none. */
const char *bit_rates_unknown_channel (const BitRates *self, const TraceInfo *info);

/* Seconds that so many bits of the channel take. FALSE: a rate that would be needed is not known. */
gboolean bit_rates_seconds (const TraceInfo *info, uint8_t channel, uint64_t bits_nominal, uint64_t bits_data,
                            double *seconds);
/* "500 kbit/s", "2 Mbit/s", "33.333 kbit/s" */
void bit_rates_append (GString *out, uint32_t rate);

G_END_DECLS
