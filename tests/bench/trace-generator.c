/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "trace-generator.h"

#include <string.h>

#define START_TIME G_GINT64_CONSTANT (1704067200000000000) /* 2024-01-01 */
#define PERIOD 250000                                      /* ns between frames */
#define N_IDS 40

static uint32_t
mix (uint64_t x)
{
  x *= 0x9E3779B97F4A7C15u;
  return (uint32_t) (x >> 32 ^ x >> 47);
}

static uint32_t
generate_id (uint32_t which)
{
  return which % 10 == 9 ? (0x18FE0000 + which * 0x100) | CAN_ID_EXTENDED : 0x80 + which * 0x21;
}

void
generate_frame (uint64_t row, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN])
{
  uint32_t seed = mix (row), which = seed % N_IDS;
  uint64_t counter = row << 8 | (seed & 0xFF);

  *frame = (CanFrame){
    .time = START_TIME + (int64_t) row * PERIOD + seed % 100000,
    .id = generate_id (which),
    .len = 8,
    .dlc = 8,
    .channel = which >= N_IDS / 2,
    .data = payload,
  };
  memcpy (payload, &counter, 8);
  if (seed >> 16 < 4500)
    {
      frame->flags = CAN_FD | (which & 1 ? CAN_BRS : 0);
      frame->dlc = which % 3 == 0 ? 13 : 8;
      frame->len = can_dlc_to_len (frame->dlc, TRUE);
      memset (payload + 8, (int) (row & 0xFF), frame->len - 8u);
    }
  else if (seed >> 16 > 65300)
    {
      frame->id = CAN_ID_ERROR | 0x8;
      memset (payload, 0, 8);
    }
  else if (seed >> 16 > 65200)
    {
      frame->id |= CAN_ID_REMOTE;
      frame->len = 0;
    }
  else if (which % 7 == 3)
    frame->len = frame->dlc = (uint8_t) (1 + which % 8);
}

void
generate_batch (FrameBatch *batch, uint64_t row, guint n)
{
  for (guint i = 0; i < n; i++)
    generate_frame (row + i, &batch->frames[i], batch->payload[i]);
  batch->n_frames = n;
}
