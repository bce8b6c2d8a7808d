/* bit-timing-form.h: what the bit-timing calculator is asked: controller, rates, points, network.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Signals "changed": another question; "links-changed": an interface came, went or was set. Nothing is computed here.
 */
#pragma once

#include "session/link-timing.h"
#include "timing/controllers.h"
#include "timing/timing-solve.h"
#include "ui/dialogs/timing-sources.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A question that stands alone: the request points to the limits beside it. Copy with timing_question_copy. */
typedef struct
{
  TimingRequest request;
  TimingLimits nominal, data;
  const Controller *controller; /* NULL: own limits */
  const LinkController *link;   /* (nullable) the interface whose controller it is; the form's */
  double clock_tolerance;       /* ppm, of each node */
} TimingQuestion;

void timing_question_copy (TimingQuestion *to, const TimingQuestion *from);

#define BIT_TYPE_TIMING_FORM (bit_timing_form_get_type ())
G_DECLARE_FINAL_TYPE (BitTimingForm, bit_timing_form, BIT, TIMING_FORM, GtkBox)

/* settings: where the last question is kept, key "bit-timing", and the last of each interface, "bit-timing-interfaces".
 * interface: the one to begin with; NULL: as it was left. */
GtkWidget *bit_timing_form_new (GSettings *settings, const char *interface);
/* Whose limits they are, or were before they were changed. (transfer none) */
const TimingSource *bit_timing_form_get_source (BitTimingForm *self);
/* FALSE: there is no such interface, or its driver tells nothing. */
gboolean bit_timing_form_choose (BitTimingForm *self, const char *interface);
/* The interfaces are read again: something was applied. They are by themselves where the kernel tells. */
void bit_timing_form_reread (BitTimingForm *self);
/* Takes what was heard on the bus. */
void bit_timing_form_set_rates (BitTimingForm *self, uint32_t bitrate, double point, uint32_t data_bitrate,
                                double data_point);
/* FALSE: what is typed is no question; *problem says why. (transfer full) */
gboolean bit_timing_form_get (BitTimingForm *self, TimingQuestion *out, char **problem);

G_END_DECLS
