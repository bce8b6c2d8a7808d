/* trace-generator.h: rows for benchmarks and for tests of long lists, quick to make and the same each time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * 40 identifiers on two channels, about 4000 frames a second, from 2024-01-01 on: a tenth extended, 7 % FD (a third of
 * them above 8 bytes), some remote and error frames, counters and ramps in the payload.
 */
#pragma once

#include "core/frame-batch.h"

/* Frame of this row; writes frame->len bytes of payload, which frame->data points to. */
void generate_frame (uint64_t row, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN]);
/* Rows [row, row + n) into an empty batch; n <= FRAME_BATCH_SIZE. */
void generate_batch (FrameBatch *batch, uint64_t row, guint n);
