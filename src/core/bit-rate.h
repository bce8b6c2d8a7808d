/* bit-rate.h: bit rates as people write them, and what time bits take.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define BIT_RATE_MAX 100e6 /* bit/s: no CAN is that fast */

/* bit/s, or with k or M behind: "500000", "500k", "33.3k", "2M". */
gboolean bit_rate_parse (const char *text, uint32_t *rate);
/* The shortest that bit_rate_parse reads as the same: "500k", "2M", "33333". */
void bit_rate_append_short (GString *out, uint32_t rate);
/* "500 kbit/s", "2 Mbit/s", "33333 bit/s" */
void bit_rate_append_words (GString *out, uint32_t rate);
/* Seconds that so many bits take. FALSE: a rate that would be needed is not known (0). */
gboolean bit_rate_seconds (uint32_t bitrate, uint32_t data_bitrate, uint64_t bits_nominal, uint64_t bits_data,
                           double *seconds);

G_END_DECLS
