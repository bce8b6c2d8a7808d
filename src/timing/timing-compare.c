/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "timing/timing-compare.h"

#include "base/i18n.h"

#include <math.h>

#include "base/banned.h"

typedef struct
{
  const TimingNode *a, *b;
  GStrvBuilder *out;
  guint n;
} Comparison;

static void
add (Comparison *self, char *line)
{
  g_strv_builder_add (self->out, line);
  g_free (line);
  self->n++;
}

static const PhaseSolution *
phase_of (const TimingNode *node, gboolean data)
{
  return data ? &node->solution.data : &node->solution.nominal;
}

static gboolean
is_recorded (const Comparison *self)
{
  return self->a->recorded || self->b->recorded;
}

/* Of the nodes whose SJW is known. */
static double
least_tolerance (const Comparison *self)
{
  double a = self->a->solution.tolerance.ppm, b = self->b->solution.tolerance.ppm;

  return self->a->recorded ? b : self->b->recorded ? a : MIN (a, b);
}

static void
compare_rate (Comparison *self, gboolean data)
{
  const PhaseSolution *a = phase_of (self->a, data), *b = phase_of (self->b, data);
  double apart = a->bitrate / b->bitrate - 1;

  if (fabs (apart) < 1e-9)
    return;
  add (self,
       g_strdup_printf (data
                            ? _ (
                                "Data rate: %.10g against %.10g bit/s, %.0f ppm apart; this comes off the tolerance of "
                                "±%.0f ppm that their clocks may use.")
                            : _ ("Bit rate: %.10g against %.10g bit/s, %.0f ppm apart; this comes off the tolerance of "
                                 "±%.0f ppm that their clocks may use."),
                        a->bitrate, b->bitrate, fabs (apart) * 1e6, least_tolerance (self)));
}

static void
compare_point (Comparison *self, gboolean data)
{
  const PhaseSolution *a = phase_of (self->a, data), *b = phase_of (self->b, data);

  if (fabs (a->point - b->point) < 1e-9)
    return;
  add (self,
       g_strdup_printf (data ? _ ("Data sample point: %.2f %% against %.2f %%, %.4g ns apart: the bits of one are "
                                  "read earlier than those of the other, edges must be settled for both.")
                             : _ ("Sample point: %.2f %% against %.2f %%, %.4g ns apart: the bits of one are read "
                                  "earlier than those of the other, edges must be settled for both."),
                        a->point * 100, b->point * 100, fabs (a->point - b->point) * 1e9 / a->bitrate));
}

static void
compare_quanta (Comparison *self, gboolean data)
{
  const BitTiming *a = &phase_of (self->a, data)->timing, *b = &phase_of (self->b, data)->timing;
  double qa = bit_timing_quantum (a, self->a->request.clock), qb = bit_timing_quantum (b, self->b->request.clock);

  if (fabs (qa - qb) < 1e-6)
    return;
  add (self, g_strdup_printf (data ? _ ("Data quantum: %.4g ns (%u a bit) against %.4g ns (%u a bit): the coarser one "
                                        "sees edges up to that much late.")
                                   : _ ("Quantum: %.4g ns (%u a bit) against %.4g ns (%u a bit): the coarser one sees "
                                        "edges up to that much late."),
                              qa, bit_timing_quanta (a), qb, bit_timing_quanta (b)));
}

/* Where only tseg1 and tseg2 are known. */
static void
compare_sums (Comparison *self, gboolean data)
{
  const BitTiming *a = &phase_of (self->a, data)->timing, *b = &phase_of (self->b, data)->timing;
  double qa = bit_timing_quantum (a, self->a->request.clock), qb = bit_timing_quantum (b, self->b->request.clock);

  if (fabs ((1 + bit_timing_tseg1 (a)) * qa - (1 + bit_timing_tseg1 (b)) * qb) < 1e-6
      && fabs (a->phase2 * qa - b->phase2 * qb) < 1e-6)
    return;
  add (self, g_strdup_printf (data ? _ ("Data segments: /%u, 1+%u+%u against /%u, 1+%u+%u.")
                                   : _ ("Segments: /%u, 1+%u+%u against /%u, 1+%u+%u."),
                              a->brp, bit_timing_tseg1 (a), a->phase2, b->brp, bit_timing_tseg1 (b), b->phase2));
}

static void
compare_segments (Comparison *self, gboolean data)
{
  const BitTiming *a = &phase_of (self->a, data)->timing, *b = &phase_of (self->b, data)->timing;
  double qa = bit_timing_quantum (a, self->a->request.clock), qb = bit_timing_quantum (b, self->b->request.clock);

  if (is_recorded (self))
    {
      compare_sums (self, data);
      return;
    }
  if (fabs (a->prop * qa - b->prop * qb) < 1e-6 && fabs (a->phase1 * qa - b->phase1 * qb) < 1e-6
      && fabs (a->phase2 * qa - b->phase2 * qb) < 1e-6)
    return;
  add (self,
       g_strdup_printf (data ? _ ("Data segments: 1+%u+%u+%u (phase 2 is %.4g ns) against 1+%u+%u+%u (%.4g ns).")
                             : _ ("Segments: 1+%u+%u+%u (phase 2 is %.4g ns) against 1+%u+%u+%u (%.4g ns)."),
                        a->prop, a->phase1, a->phase2, a->phase2 * qa, b->prop, b->phase1, b->phase2, b->phase2 * qb));
}

static void
compare_sjw (Comparison *self, gboolean data)
{
  const BitTiming *a = &phase_of (self->a, data)->timing, *b = &phase_of (self->b, data)->timing;
  double sa = 100.0 * a->sjw / bit_timing_quanta (a), sb = 100.0 * b->sjw / bit_timing_quanta (b);

  if (fabs (sa - sb) < 1e-6)
    return;
  add (self,
       g_strdup_printf (data ? _ ("Data SJW: %.1f %% of a bit against %.1f %%: the smaller follows a strange clock "
                                  "less far.")
                             : _ ("SJW: %.1f %% of a bit against %.1f %%: the smaller follows a strange clock less "
                                  "far."),
                        sa, sb));
}

static void
compare_tdc (Comparison *self)
{
  TdcChoice a = { 0 }, b = { 0 };

  if (self->a->controller != NULL)
    bit_timing_tdc (&self->a->solution.data.timing, &self->a->controller->tdc, &a);
  if (self->b->controller != NULL)
    bit_timing_tdc (&self->b->solution.data.timing, &self->b->controller->tdc, &b);
  if (a.possible != b.possible)
    add (self,
         g_strdup_printf (_ ("Only %s can compensate the delay of its transmitter at this setting; at high data rates "
                             "the other reads its own bits too early and reports bit errors when it sends."),
                          a.possible ? self->a->name : self->b->name));
  else if (a.possible && fabs (a.second_point - b.second_point) > 1e-9)
    add (self, g_strdup_printf (_ ("Second sample point: %.1f %% against %.1f %% behind the measured delay."),
                                a.second_point * 100, b.second_point * 100));
}

static void
compare_tolerance (Comparison *self)
{
  const OscillatorTolerance *a = &self->a->solution.tolerance, *b = &self->b->solution.tolerance;

  if (fabs (a->ppm - b->ppm) >= 1)
    add (self,
         g_strdup_printf (_ ("Tolerance: ±%.0f ppm (condition %u) against ±%.0f ppm (condition %u); the bus has the "
                             "smaller one."),
                          a->ppm, a->limiting, b->ppm, b->limiting));
  if (fabs (self->a->solution.cable - self->b->solution.cable) >= 1)
    add (self, g_strdup_printf (_ ("Longest bus: %.0f m against %.0f m; it may be no longer than the smaller one."),
                                self->a->solution.cable, self->b->solution.cable));
}

/* Both meet the rate and have the same point, in all phases that both have. */
static gboolean
make_the_same (const Comparison *self, gboolean fd)
{
  for (guint data = 0; data <= (guint) fd; data++)
    {
      const PhaseSolution *a = phase_of (self->a, data == 1), *b = phase_of (self->b, data == 1);

      if (fabs (a->rate_error) > 1e-9 || fabs (b->rate_error) > 1e-9 || fabs (a->bitrate / b->bitrate - 1) > 1e-9
          || fabs (a->point - b->point) > 1e-9)
        return FALSE;
    }
  return TRUE;
}

static void
compare_clock (Comparison *self, gboolean fd)
{
  double a = self->a->request.clock, b = self->b->request.clock;

  if (fabs (a - b) <= 0.5)
    return;
  add (self, g_strdup_printf (make_the_same (self, fd)
                                  ? _ ("Clock: %.10g against %.10g MHz: this rate and point can be cut from both.")
                                  : _ ("Clock: %.10g against %.10g MHz: not every rate and point can be cut from "
                                       "both."),
                              a / 1e6, b / 1e6));
}

GStrv
timing_compare (const TimingNode *a, const TimingNode *b)
{
  g_autoptr (GStrvBuilder) out = g_strv_builder_new ();
  Comparison self = { a, b, out, 0 };
  gboolean a_fd = a->solution.data.timing.brp > 0, b_fd = b->solution.data.timing.brp > 0;

  if (a_fd != b_fd && (a_fd ? b : a)->recorded)
    add (&self, g_strdup (_ ("The recording tells nothing of a data phase.")));
  else if (a_fd != b_fd)
    add (&self, g_strdup_printf (_ ("Only %s knows CAN FD: the other answers every FD frame with an error frame."),
                                 a_fd ? a->name : b->name));
  for (guint data = 0; data <= (guint) (a_fd && b_fd); data++)
    {
      compare_rate (&self, data == 1);
      compare_point (&self, data == 1);
    }
  for (guint data = 0; data <= (guint) (a_fd && b_fd); data++)
    {
      compare_quanta (&self, data == 1);
      compare_segments (&self, data == 1);
      if (!is_recorded (&self))
        compare_sjw (&self, data == 1);
    }
  if (a_fd && b_fd && !is_recorded (&self))
    compare_tdc (&self);
  if (!is_recorded (&self))
    compare_tolerance (&self);
  if (self.n == 0)
    add (&self, g_strdup (_ ("They make the same bits.")));
  if (is_recorded (&self))
    add (&self, g_strdup (_ ("A recording tells neither SJW nor delay compensation: tolerance and cable are not "
                             "compared.")));
  compare_clock (&self, a_fd && b_fd);
  if (a_fd && b_fd)
    add (&self, g_strdup (_ ("Both must speak the same CAN FD: ISO (the default) or Bosch's first edition (ip link: "
                             "fd-non-iso on); a mix ends in CRC errors.")));
  return g_strv_builder_end (out);
}

/* --- Common setting --- */

/* All settings of one phase that meet the rate exactly, as if it were alone: pairs would be too many to be complete. */
static GArray *
solve_exactly (const TimingNode *node, gboolean data)
{
  TimingRequest alone = node->request;
  GArray *found;
  guint n = 0;

  if (data)
    {
      alone.nominal = alone.data;
      alone.cable = 0;
    }
  alone.data = (PhaseRequest){ 0 };
  found = timing_solve (&alone, NULL);
  if (found == NULL)
    return NULL;
  while (n < found->len && fabs (g_array_index (found, TimingSolution, n).nominal.rate_error) < 1e-9)
    n++;
  g_array_set_size (found, n); /* they stand first */
  return found;
}

static gboolean
same_point (const TimingSolution *a, const TimingSolution *b)
{
  return fabs (a->nominal.point - b->nominal.point) < 1e-9;
}

/* Keeps of each the settings with the point that is nearest to the wished one and that both have. */
static gboolean
keep_common (GArray *of_a, GArray *of_b)
{
  double best = INFINITY, point = 0;

  for (guint i = 0; i < of_a->len; i++)
    {
      const TimingSolution *a = &g_array_index (of_a, TimingSolution, i);

      if (fabs (a->nominal.point_error) >= best)
        continue;
      for (guint k = 0; k < of_b->len; k++)
        if (same_point (a, &g_array_index (of_b, TimingSolution, k)))
          {
            best = fabs (a->nominal.point_error);
            point = a->nominal.point;
            break;
          }
    }
  for (guint which = 0; which < 2; which++)
    {
      GArray *list = which == 0 ? of_a : of_b;

      for (guint i = list->len; i > 0; i--)
        if (fabs (g_array_index (list, TimingSolution, i - 1).nominal.point - point) >= 1e-9)
          g_array_remove_index (list, i - 1);
    }
  return best < INFINITY;
}

/* Of the settings left, the pair that tolerates most. */
static void
choose_pair (TimingNode *node, const GArray *nominal, const GArray *data)
{
  double best = -1;
  TimingSolution chosen = { 0 };

  for (guint i = 0; i < nominal->len; i++)
    for (guint k = 0; k < (data != NULL ? data->len : 1); k++)
      {
        TimingSolution pair = { .nominal = g_array_index (nominal, TimingSolution, i).nominal };

        if (data != NULL)
          pair.data = g_array_index (data, TimingSolution, k).nominal;
        timing_judge (&node->request, &pair);
        if (pair.tolerance.ppm > best + 0.01)
          {
            best = pair.tolerance.ppm;
            chosen = pair;
          }
      }
  node->solution = chosen;
}

gboolean
timing_find_common (TimingNode *a, TimingNode *b)
{
  gboolean fd = a->request.data.bitrate > 0 && b->request.data.bitrate > 0;
  g_autoptr (GArray) nominal_a = solve_exactly (a, FALSE), nominal_b = solve_exactly (b, FALSE);
  g_autoptr (GArray) data_a = fd ? solve_exactly (a, TRUE) : NULL, data_b = fd ? solve_exactly (b, TRUE) : NULL;

  if (nominal_a == NULL || nominal_b == NULL || !keep_common (nominal_a, nominal_b))
    return FALSE;
  if (fd && (data_a == NULL || data_b == NULL || !keep_common (data_a, data_b)))
    return FALSE;
  choose_pair (a, nominal_a, data_a);
  choose_pair (b, nominal_b, data_b);
  return TRUE;
}
