/* timing-words.h: the bit-timing words of recordings: BTArb, BTData, BTExtArb, BTExtData of ASC, btrCfg of BLF.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Word: quartz in MHz, prescaler, quanta a bit, sample point in %, a byte each, the lowest first. Extension: time
 * segment 1 less 1 (bits 0-7), time segment 2 less 1 (8-15), prescaler less 1 (16-27), the quartz (28-31; 2: 80 MHz).
 * 0: not known. Derived from files in which both say the same.
 */
#pragma once

#include "timing/bit-timing.h"

G_BEGIN_DECLS

/* Segments from the extension where there is one, else from the percentage. SJW is not in the words: 1. FALSE: they say
 * nothing, or what no bit can be. clock: Hz. */
gboolean timing_words_read (uint32_t word, uint32_t extension, BitTiming *out, double *clock);

G_END_DECLS
