/* lateness.h: how far from its time something came: a histogram that needs no memory.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Four classes an octave from 1 µs to 17 s, so a percentile is right to a fifth. A value: copy it.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define LATENESS_CLASSES 98

typedef struct
{
  uint64_t counts[LATENESS_CLASSES];
  uint64_t n;
  int64_t worst; /* ns */
  double sum;    /* ns */
} Lateness;

void lateness_add (Lateness *self, int64_t late); /* ns; early counts as 0 */
/* Upper bound in ns of the class in which the share (0 to 1) is reached, never above worst; 0 without values. */
int64_t lateness_percentile (const Lateness *self, double share);
/* Bounds of a class in ns: the first begins at 0, the last ends at INT64_MAX. */
int64_t lateness_class_start (guint index);
int64_t lateness_class_end (guint index);

G_END_DECLS
