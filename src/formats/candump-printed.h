/* candump-printed.h: one frame as candump prints it, from the interface on; the grammar is in candump-console.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Private to src/formats.
 */
#pragma once

#include "base/text-scan.h"
#include "core/can-frame.h"

G_BEGIN_DECLS

/* All of the rest of the line. frame's time and channel are 0, its data is payload; the interface's name points into
 * the line. Returns why it is no frame (static, in English), NULL if it is one. */
const char *candump_scan_printed (TextScan *scan, TextWord *name, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN]);

G_END_DECLS
