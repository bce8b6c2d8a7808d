/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/frame-chunk.h"

#include "base/banned.h"

void
frame_chunk_summarize (const FrameChunk *chunk, uint32_t n_rows, ChunkSummary *out)
{
  int64_t earliest = INT64_MAX, latest = INT64_MIN, before = INT64_MIN;
  uint32_t kinds = 0, last_id = 0;
  gboolean sorted = TRUE;
  uint8_t flags = 0;

  *out = (ChunkSummary){ 0 };
  for (uint32_t i = 0; i < n_rows; i++)
    {
      int64_t time = chunk->time[i];

      earliest = MIN (earliest, time);
      latest = MAX (latest, time);
      sorted &= time >= before;
      before = time;
    }
  for (uint32_t i = 0; i < n_rows; i++)
    {
      uint32_t id = chunk->id[i];
      guint bit;

      kinds |= id;
      if (i > 0 && id == last_id)
        continue;
      bit = frame_chunk_bloom_bit (id);
      out->id_bloom[bit / 64] |= G_GUINT64_CONSTANT (1) << (bit % 64);
      last_id = id;
    }
  for (uint32_t i = 0; i < n_rows; i++)
    out->channels[chunk->channel[i] / 64] |= G_GUINT64_CONSTANT (1) << (chunk->channel[i] % 64);
  for (uint32_t i = 0; i < n_rows; i++)
    flags |= chunk->flags[i];
  out->earliest = earliest;
  out->latest = latest;
  out->flags_any = flags;
  out->sorted = sorted;
  out->kinds = kinds & ~CAN_ID_MASK_EXTENDED;
}
