/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/lateness.h"

#include <math.h>

#include "base/banned.h"

#define CLASSES_PER_OCTAVE 4.0

static guint
class_of (int64_t late)
{
  if (late < 1000)
    return 0;
  return MIN (1 + (guint) (log2 ((double) late / 1000) * CLASSES_PER_OCTAVE), LATENESS_CLASSES - 1);
}

int64_t
lateness_class_start (guint index)
{
  return index == 0 ? 0 : (int64_t) (1000 * exp2 ((index - 1) / CLASSES_PER_OCTAVE));
}

int64_t
lateness_class_end (guint index)
{
  return index + 1 >= LATENESS_CLASSES ? INT64_MAX : lateness_class_start (index + 1);
}

void
lateness_add (Lateness *self, int64_t late)
{
  late = MAX (late, 0);
  self->counts[class_of (late)]++;
  self->n++;
  self->worst = MAX (self->worst, late);
  self->sum += (double) late;
}

int64_t
lateness_percentile (const Lateness *self, double share)
{
  double wanted = share * (double) self->n;
  uint64_t seen = 0;

  for (guint i = 0; i < LATENESS_CLASSES; i++)
    {
      seen += self->counts[i];
      if (self->counts[i] > 0 && (double) seen >= wanted)
        return MIN (lateness_class_end (i), self->worst);
    }
  return self->worst;
}
