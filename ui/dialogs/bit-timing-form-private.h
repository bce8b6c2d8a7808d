/* bit-timing-form-private.h: the form's widgets; bit-timing-form.c has what they do, bit-timing-form-read.c what is
 * typed in them, bit-timing-form-build.c how they look.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "ui/dialogs/bit-timing-form.h"

G_BEGIN_DECLS

enum
{
  LIMIT_TSEG1,
  LIMIT_TSEG2,
  LIMIT_SJW,
  LIMIT_BRP,
  LIMIT_STEP,
  LIMIT_PROP,
  LIMIT_PHASE1,
  N_LIMITS
};

struct _BitTimingForm
{
  GtkBox parent;

  GSettings *settings;
  TimingSources *sources;
  const TimingSource *chosen;   /* of them */
  const Controller *controller; /* NULL: own limits */
  gboolean filling;
  gboolean own_point[2]; /* else CiA's */

  GtkDropDown *source, *sjw;
  GtkWidget *clock, *rates[2], *points[2], *notes[2], *resets[2], *fd, *triple, *data_box, *sjw_quanta, *tolerance,
      *delay, *cable;
  GtkWidget *clock_note, *limits[2][N_LIMITS];
};

/* Nothing is connected yet. */
void bit_timing_form_build (BitTimingForm *self);

/* phase: 0 nominal, 1 data. FALSE: something is no range, which is marked, or is missing. */
void bit_timing_form_show_limits (BitTimingForm *self, guint phase, const TimingLimits *limits);
gboolean bit_timing_form_read_limits (BitTimingForm *self, guint phase, TimingLimits *out);
/* bit/s of a combo box; FALSE: none, which is marked. */
gboolean bit_timing_form_read_rate (GtkWidget *combo, uint32_t *rate);
gboolean bit_timing_form_is_fd (BitTimingForm *self);
/* (transfer none)(nullable) The interface that is chosen. */

G_END_DECLS
