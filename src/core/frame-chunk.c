/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/frame-chunk.h"

#include <string.h>

#include "base/banned.h"

/* Times mostly go forward, and then the ends tell all. */
static void
summarize_times (const int64_t *time, uint32_t n_rows, ChunkSummary *out)
{
  uint32_t i = 1;

  while (i < n_rows && time[i] >= time[i - 1])
    i++;
  out->sorted = i >= n_rows;
  out->earliest = n_rows > 0 ? time[0] : 0;
  out->latest = n_rows > 0 ? time[i - 1] : 0;
  for (; i < n_rows; i++)
    {
      out->earliest = MIN (out->earliest, time[i]);
      out->latest = MAX (out->latest, time[i]);
    }
}

/* From one byte a bit: storing bytes is quicker than setting bits where most are set already. */
static void
pack_bits (const uint8_t seen[256], uint64_t bits[4])
{
  for (guint i = 0; i < 256; i++)
    bits[i / 64] |= (uint64_t) seen[i] << (i % 64);
}

void
frame_chunk_summarize (const FrameChunk *chunk, uint32_t n_rows, ChunkSummary *out)
{
  uint8_t seen_channel[256] = { 0 }, seen_id[256] = { 0 };
  uint32_t kinds = 0, n_errors = 0;
  uint8_t flags = 0;

  memset (out, 0, sizeof *out); /* also what lies between: it goes to a file */
  summarize_times (chunk->time, n_rows, out);
  for (uint32_t i = 0; i < n_rows; i++)
    {
      kinds |= chunk->id[i];
      n_errors += (chunk->id[i] & CAN_ID_ERROR) != 0;
      seen_id[frame_chunk_bloom_bit (chunk->id[i])] = 1;
    }
  for (uint32_t i = 0; i < n_rows; i++)
    {
      flags |= chunk->flags[i];
      seen_channel[chunk->channel[i]] = 1;
    }
  pack_bits (seen_id, out->id_bloom);
  pack_bits (seen_channel, out->channels);
  out->flags_any = flags;
  out->n_errors = n_errors;
  out->kinds = kinds & ~CAN_ID_MASK_EXTENDED;
}
