/* signal-printer.h: the signals of frames as text, csv or json: a row a signal, or a row a frame (CLI.md, decode).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/input.h"

G_BEGIN_DECLS

typedef struct SignalPrinter SignalPrinter;

/* To standard output; databases borrowed. */
SignalPrinter *signal_printer_new (const CliOptions *options, Input *input, const DatabaseSet *databases,
                                   GError **error);
/* *left goes down by the frames that had signals. FALSE: writing failed, or the reader of the pipe went away. */
gboolean signal_printer_run (SignalPrinter *self, const FrameRun *run, uint64_t *left);
/* Tells what matched no message, completes the output and frees. */
CliStatus signal_printer_close (SignalPrinter *self);

G_END_DECLS
