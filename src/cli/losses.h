/* losses.h: what a format cannot hold of an input's frames, counted and told.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/input.h"
#include "formats/losses.h"

G_BEGIN_DECLS

/* Counts the first left wanted frames of the run; returns how many they were. */
uint64_t losses_count (Losses *self, const FrameRun *run, uint64_t left);
/* A line each on stderr. FALSE: nothing is lost. */
gboolean losses_show (const Losses *self, const char *path);

G_END_DECLS
