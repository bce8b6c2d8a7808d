/* frame-printer.h: frames as lines of text, csv, json or candump (CLI.md, "Output that scripts depend on").
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/input.h"

G_BEGIN_DECLS

typedef struct FramePrinter FramePrinter;

/* To standard output; databases (nullable, borrowed) only matter to text. */
FramePrinter *frame_printer_new (const CliOptions *options, Input *input, const DatabaseSet *databases, GError **error);
/* FALSE: writing failed, or the reader of the pipe went away. */
gboolean frame_printer_run (FramePrinter *self, const FrameRun *run, uint64_t *left);
/* Completes the output and frees; quiet if the pipe was closed. */
CliStatus frame_printer_close (FramePrinter *self);

G_END_DECLS
