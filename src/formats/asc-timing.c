/* asc-timing.c: bit timing from the words behind a CANFD line, and bit rates from Length and BitCount behind a classic
 * one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * BTArb, BTData: quartz in MHz, prescaler, quanta a bit, sample point in %, a byte each, the lowest first.
 * BTExtArb, BTExtData: time segment 1 less 1 (bits 0-7), time segment 2 less 1 (8-15), prescaler less 1 (16-27), the
 * quartz (28-31; 2: 80 MHz). 0: not known. Derived from files in which both say the same; BLF has the same words.
 *
 * Length is what BitCount bits took, 3 of intermission not counted, of a received frame 4. A trailer is believed where
 * its BitCount is what stuffing makes of the frame, and the rate is near one that is in use.
 */
#include "config.h"
#include "core/frame-bits.h"
#include "formats/asc-private.h"

#include <string.h>

#include "base/banned.h"

#define MHZ 1000000u
#define SLOWEST 1000u
#define FASTEST MHZ /* of the nominal rate */
#define FASTEST_DATA (20 * MHZ)
#define EXT_CLOCK_80_MHZ 2
#define MAX_TRAILERS 8 /* looked at in vain on a channel */

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

/* Where a word is missing the others stand in wrong places. */
static gboolean
scan_words (TextScan *scan, uint32_t words[TRACE_TIMING_WORDS], const char **start)
{
  for (guint i = 0; i < TRACE_TIMING_WORDS; i++)
    {
      TextWord word;
      uint64_t value;

      if (!text_scan_word (scan, &word) || word.n > 8 || !text_word_hex (word, &value))
        return FALSE;
      if (i == 0)
        *start = word.p;
      words[i] = (uint32_t) value;
    }
  return TRUE;
}

void
asc_tell_timing (AscLine *line, uint8_t channel, TextScan scan)
{
  Asc *self = line->asc;
  AscTimingText *known = &self->timings[channel];
  TraceTiming timing = { .time = self->time };
  uint32_t bitrate, data_bitrate;
  const char *start = NULL;

  self->timed[channel / 64] |= UINT64_C (1) << channel % 64;
  if (!scan_words (&scan, timing.words, &start))
    return;
  start--; /* the blank in front of it */
  known->n = 0;
  if (scan.end - start <= ASC_TIMING_TEXT_MAX)
    {
      known->n = (uint8_t) (scan.end - start);
      memcpy (known->text, start, known->n);
    }
  trace_info_add_timing (self->info, channel, &timing);
  bitrate = bitrate_of (timing.words[0], timing.words[2], FASTEST);
  data_bitrate = bitrate_of (timing.words[1], timing.words[3], FASTEST_DATA);
  if (bitrate > 0)
    trace_info_set_bitrate (self->info, channel, bitrate, data_bitrate);
}

/* --- Trailers --- */

/* The clocks of recorder and bus differ a little. */
static uint32_t
usual_rate (uint64_t bits, uint64_t duration)
{
  static const uint32_t rates[]
      = { 10000, 20000, 33333, 47619, 50000, 62500, 83333, 95238, 100000, 125000, 250000, 500000, 666667, 800000, MHZ };

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      uint64_t takes = bits * 1000 * MHZ / rates[i];

      if (duration >= takes - takes / 200 && duration <= takes + takes / 200)
        return rates[i];
    }
  return 0;
}

static gboolean
scan_trailer (TextScan scan, uint64_t *length, uint64_t *bits)
{
  TextWord word;

  while (text_scan_word (&scan, &word))
    if (text_word_is (word, "Length"))
      return text_scan_keyword (&scan, "=") && text_scan_word (&scan, &word) && text_word_uint (word, length)
             && text_scan_keyword (&scan, "BitCount") && text_scan_keyword (&scan, "=") && text_scan_word (&scan, &word)
             && text_word_uint (word, bits);
  return FALSE;
}

void
asc_tell_trailer (AscLine *line, const CanFrame *frame)
{
  Asc *self = line->asc;
  uint8_t channel = frame->channel;
  uint32_t bitrate, data_bitrate;
  uint64_t length, bits;
  FrameBitCount count;

  if (frame->flags & CAN_FD || self->trailers[channel] == MAX_TRAILERS)
    return;
  self->trailers[channel]++;
  trace_info_get_bitrate (self->info, channel, &bitrate, &data_bitrate);
  if (bitrate == 0 && scan_trailer (line->scan, &length, &bits))
    {
      can_frame_count_bits (frame, &count);
      if (bits == count.nominal)
        bitrate = usual_rate (bits - (frame->flags & CAN_TX ? 3 : 4), length);
      if (bitrate > 0)
        trace_info_set_bitrate (self->info, channel, bitrate, data_bitrate);
    }
  if (bitrate > 0)
    self->trailers[channel] = MAX_TRAILERS;
  if (self->trailers[channel] == MAX_TRAILERS)
    self->trailed[channel / 64] |= UINT64_C (1) << channel % 64;
}
