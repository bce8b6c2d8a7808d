/* timing-words.h: the bit-timing words of recordings: BTArb, BTData, BTExtArb, BTExtData of ASC, btrCfg of BLF.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Word: quartz in MHz, prescaler, quanta a bit, sample point in %, a byte each, the lowest first. Extension: time
 * segment 1 less 1 (bits 0-7), time segment 2 less 1 (8-15), prescaler less 1 (16-27), the quartz (28-31; 2: 80 MHz).
 * 0: not known. Derived from files in which both say the same.
 */
#pragma once

#include "core/trace-info.h"
#include "timing/timing-solve.h"

G_BEGIN_DECLS

/* Segments from the extension where there is one, else from the percentage. SJW is not in the words: 1. FALSE: they say
 * nothing, or what no bit can be. clock: Hz. */
gboolean timing_words_read (uint32_t word, uint32_t extension, BitTiming *out, double *clock);

/* A setting as a recording tells it: a controller that can make nothing else. Copy with timing_recorded_copy: the
 * request points to the limits beside it. */
typedef struct
{
  TimingLimits nominal, data;
  TimingRequest request; /* its clock, and the rates and points it makes */
  TimingSolution solution;
} TimingRecorded;

/* What the words say; the data phase only where it has words. FALSE: no bit can be made so. node_delay_ns: 0 is
 * NODE_DELAY_NS. */
gboolean timing_recorded_init (TimingRecorded *self, const TraceTiming *timing, double node_delay_ns);
void timing_recorded_copy (TimingRecorded *to, const TimingRecorded *from);
/* "500k, 70 %: /2, 80 quanta (1+55+24); data 4M, 70 %: /2, 10 quanta (1+6+3); clock 80 MHz". (transfer full),
 * translated */
char *timing_recorded_dup_text (const TimingRecorded *self);

G_END_DECLS
