/* asc-timing.c: bit rates from the bit-timing words behind a CANFD line.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * BTArb, BTData: quartz in MHz, prescaler, quanta a bit, sample point in %, a byte each, the lowest first.
 * BTExtArb, BTExtData: time segment 1 less 1 (bits 0-7), time segment 2 less 1 (8-15), prescaler less 1 (16-27), the
 * quartz (28-31; 2: 80 MHz). 0: not known. Derived from files in which both say the same; BLF has the same words.
 */
#include "config.h"
#include "formats/asc-private.h"

#include "base/banned.h"

#define MHZ 1000000u
#define SLOWEST 1000u
#define FASTEST MHZ /* of the nominal rate */
#define FASTEST_DATA (20 * MHZ)
#define EXT_CLOCK_80_MHZ 2

static uint32_t
rate_of (uint64_t clock, uint64_t divisor, uint32_t fastest)
{
  uint64_t rate = divisor > 0 ? (clock + divisor / 2) / divisor : 0;

  return rate >= SLOWEST && rate <= fastest ? (uint32_t) rate : 0;
}

static uint32_t
bitrate_of (uint32_t word, uint32_t ext, uint32_t fastest)
{
  uint32_t rate
      = rate_of ((uint64_t) (word & 0xFF) * MHZ, (uint64_t) (word >> 8 & 0xFF) * (word >> 16 & 0xFF), fastest);

  if (rate == 0 && ext >> 28 == EXT_CLOCK_80_MHZ)
    rate = rate_of (80 * MHZ, ((ext >> 16 & 0xFFF) + 1) * (1 + (ext & 0xFF) + 1 + (ext >> 8 & 0xFF) + 1), fastest);
  return rate;
}

void
asc_tell_timing (AscLine *line, uint8_t channel, const uint64_t words[ASC_TIMING_WORDS])
{
  Asc *self = line->asc;
  uint32_t bitrate = bitrate_of ((uint32_t) words[0], (uint32_t) words[2], FASTEST);
  uint32_t data_bitrate = bitrate_of ((uint32_t) words[1], (uint32_t) words[3], FASTEST_DATA);

  self->timed[channel / 64] |= UINT64_C (1) << channel % 64;
  if (bitrate > 0)
    trace_info_set_bitrate (self->info, channel, bitrate, data_bitrate);
}
