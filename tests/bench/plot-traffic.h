/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Frames whose signals look like something: waves with noise, levels that are held, now and then a spike.
 */
#pragma once

#include "core/frame-store.h"
#include "db/database.h"

/* n_messages messages of four signals of 16 bits: "Message0" with Wave0, Noise0, Level0, Counter0, … */
Database *plot_traffic_database (guint n_messages);
/* n_rows frames, the messages in turn, 50 µs between frames; sealed. Stops the program if it cannot. */
FrameStore *plot_traffic_store (guint n_messages, uint64_t n_rows);
void plot_traffic_frame (guint n_messages, uint64_t row, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN]);
