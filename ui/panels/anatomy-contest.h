/* anatomy-contest.h: how arbitration ends for a frame, in translated words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/frame-bits.h"
#include "core/id-index.h"

G_BEGIN_DECLS

/* Hexadecimal, with or without 0x; more than three digits, or above 7FF: 29 bits. FALSE: none. */
gboolean anatomy_contest_parse_id (const char *text, uint32_t *id);
/* Appends a clause for each of the rivals, separated by space, comma or semicolon. FALSE: some are no identifiers; they
 * are left out. *decided: the bit where the first is decided; -1: there is none. */
gboolean anatomy_contest_typed (const FrameBits *bits, const char *rivals, int *decided, GString *out);
/* Appends who of the channel's identifiers goes first, and whom the frame delays. own: its identifier in the trace; us:
 * how long it takes, 0: its bit rate is not known. */
void anatomy_contest_bus (const FrameBits *bits, const IdIndex *ids, uint8_t channel, uint32_t own, double us,
                          GString *out);

G_END_DECLS
