/* losses.h: what a format cannot hold of the frames that are to be written.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/input.h"

G_BEGIN_DECLS

typedef struct
{
  const Format *format;
  gboolean told; /* nothing can be lost, or it has been shown */
  uint64_t fd, remote, error, nanoseconds, direction;
  uint64_t channels; /* frames of a named channel */
} Losses;

void losses_init (Losses *self, const Format *format);
/* Counts the first left wanted frames of the run; returns how many they were. */
uint64_t losses_count (Losses *self, const FrameRun *run, uint64_t left);
/* A line each on stderr. FALSE: nothing is lost. */
gboolean losses_show (const Losses *self, const char *path);

G_END_DECLS
