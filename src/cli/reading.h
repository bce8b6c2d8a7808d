/* reading.h: what print, decode, stats and convert do alike: databases, filter, inputs, and the loop over their frames.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/input.h"

G_BEGIN_DECLS

typedef struct
{
  const CliOptions *typed;
  DatabaseSet *databases;
  FilterProgram *filter; /* NULL: everything passes */
  Input *input;          /* NULL: nothing could be opened */
} Reading;

/* FALSE: writing failed, or the reader of the pipe went away. *left goes down by the frames that count for --limit. */
typedef gboolean (*ReadingTake) (gpointer data, const FrameRun *run, uint64_t *left);

/* -d and -Y; messages were shown. Clear in any case. */
CliStatus reading_load (Reading *self, const CliOptions *typed);
/* The same and the inputs: those that can be opened are there even where the status is FAILED. */
CliStatus reading_open (Reading *self, const CliOptions *typed, const char *const *paths, guint n);
void reading_clear (Reading *self);

/* Gives take the frames up to --limit, with progress on a terminal; to_stdout: what take writes shows how far it is.
 * FALSE: take did not want more. input_finish is to follow. */
gboolean reading_run (Reading *self, ReadingTake take, gpointer data, gboolean to_stdout);
/* The same for what prints to standard output: closes it, and tells what of the inputs was skipped. */
CliStatus reading_print (Reading *self, ReadingTake take, CliStatus (*close) (gpointer data), gpointer data);

G_END_DECLS
