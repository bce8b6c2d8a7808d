/* python-frame.h: what the text forms of python-can's Message have in common.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Private to src/formats.
 */
#pragma once

#include "base/text-scan.h"
#include "core/can-frame.h"

G_BEGIN_DECLS

/* A float as Python writes it, into ns: 1700000000.123456, 1700000000, 1e-05. */
gboolean python_frame_parse_time (TextWord word, int64_t *time);

/* Kinds and direction by the flag bits of Kvaser's canlib, which the first generation kept. */
void python_frame_set_old_flags (CanFrame *frame, uint32_t flags);
uint32_t python_frame_get_old_flags (const CanFrame *frame);

/* Sets what a dlc and n bytes of data make. python-can's dlc counts the bytes; of a classic frame it may be the raw
 * one. More than 8 bytes are CAN FD. Remote frames have no bytes. Of an error frame the class is known if there are the
 * eight bytes of linux/can/error.h, dlc is not looked at. Returns why they do not go together, NULL if they do; rules
 * of the frame hold then, but for the identifier's range. */
const char *python_frame_set_length (CanFrame *frame, guint n, uint64_t dlc);

G_END_DECLS
