/* frame-writer.h: the OUT of convert and of print -T candump: a log of any format, or an own trace.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * An existing OUT is replaced when all is written. A reader that closes the pipe ends the writing quietly.
 */
#pragma once

#include "cli/bit-rates.h"
#include "cli/input.h"

G_BEGIN_DECLS

typedef struct FrameWriter FrameWriter;

/* writing, rates: (nullable), borrowed. */
FrameWriter *frame_writer_open (const char *path, const Format *format, Input *input, const FormatOptions *writing,
                                const BitRates *rates, GError **error);
void frame_writer_set_relative (FrameWriter *self); /* times since the input's start */

/* The wanted frames of the run, at most *left, which goes down. FALSE: failed, or the pipe is closed (then no error is
 * set). */
gboolean frame_writer_run (FrameWriter *self, const FrameRun *run, uint64_t *left, GError **error);
/* Completes OUT; frees in any case. */
gboolean frame_writer_close (FrameWriter *self, GError **error);
void frame_writer_discard (FrameWriter *self);

G_END_DECLS
