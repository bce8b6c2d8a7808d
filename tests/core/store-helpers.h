/* store-helpers.h: traces whose every row and note follows from its number, so that any can be checked without keeping
 * it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/frame-store.h"

#define ROWS_PER_NOTE 1000 /* a note stands before each such row */

/* Rows up to end; every third chunk's times run backwards for a while. Notes and problems come along. */
void append_until (FrameStore *store, FrameBatch *batch, uint64_t end);
void expected_frame (uint64_t row, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN]);

void assert_row (const FrameStore *store, uint64_t row);
void assert_rows (const FrameStore *store, uint64_t first, uint64_t end, uint64_t step);
/* All invariants of frame-store.h that can be seen from outside; step: look at each step-th row. */
void assert_sane (const FrameStore *store, uint64_t step);
/* Touches everything; for damaged files, whose content is not known. Returns a sum so that nothing is optimised away.
 */
uint64_t read_all (const FrameStore *store);

/* A folder for this program's files, also its cache folder; removed by test_folder_remove. */
const char *test_folder (void);
void test_folder_remove (void);
char *test_path (const char *name); /* (transfer full) within it */
/* (transfer full) With a start, a format and rows as append_until makes them. */
FrameStore *filled_store (uint64_t n);
void save (FrameStore *store, const char *path);
FrameStore *open_store (const char *path);
