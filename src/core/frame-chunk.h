/* frame-chunk.h: how 65 536 rows lie in memory and in Canid's own trace file (little-endian).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/can-flags.h"
#include <glib.h>
#include <stdint.h>

#define FRAME_CHUNK_ROWS 65536u

/* 24 bytes a row: 100 M classic frames are 2.4 GB on disk, little of it resident. */
typedef struct
{
  int64_t time[FRAME_CHUNK_ROWS];
  uint64_t payload[FRAME_CHUNK_ROWS]; /* len <= 8: the bytes in place, little-endian, 0 behind len; else place in an
                                         arena block */
  uint32_t id[FRAME_CHUNK_ROWS];
  uint16_t len_dlc[FRAME_CHUNK_ROWS]; /* 12 bits length, 4 bits dlc: packed by the functions below and nowhere else; a
                                       * damaged file may say more than CAN_FRAME_MAX_LEN */
  uint8_t flags[FRAME_CHUNK_ROWS];
  uint8_t channel[FRAME_CHUNK_ROWS];
} FrameChunk;

G_STATIC_ASSERT (sizeof (FrameChunk) == 24 * FRAME_CHUNK_ROWS);

static inline uint16_t
frame_len_dlc_pack (uint16_t len, uint8_t dlc)
{
  return (uint16_t) ((len & 0xFFF) | dlc << 12);
}

static inline uint16_t
frame_len_dlc_len (uint16_t packed)
{
  return packed & 0xFFF;
}

static inline uint8_t
frame_len_dlc_dlc (uint16_t packed)
{
  return packed >> 12;
}

/* Lets a scan skip a chunk without touching its pages. */
typedef struct
{
  int64_t earliest, latest; /* ns; undefined without rows */
  uint64_t channels[4];     /* bit per channel */
  uint64_t id_bloom[4];     /* frame_chunk_bloom_bit of each id with its kind bits */
  uint8_t flags_any;        /* OR of all CanFlags */
  uint8_t sorted;           /* times never go back within the chunk */
  uint32_t kinds;           /* OR of all kind bits of the ids */
  uint32_t n_errors;        /* error frames */
} ChunkSummary;

static inline guint
frame_chunk_bloom_bit (uint32_t id)
{
  return (id * 0x9E3779B1u) >> 24;
}

/* Looks at rows [0, n_rows). */
void frame_chunk_summarize (const FrameChunk *chunk, uint32_t n_rows, ChunkSummary *out);
