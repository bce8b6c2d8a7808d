/* bit-timing-form-read.c: what is typed in the form, as limits and as a question.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/bit-timing-form-private.h"

#include "base/i18n.h"
#include "ui/dialogs/form-grid.h"
#include "ui/field-mark.h"
#include <string.h>

/* --- Limits --- */

static void
set_text (GtkWidget *entry, const char *text)
{
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (entry)), text))
    gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static void
show_range (GtkWidget *entry, uint32_t min, uint32_t max)
{
  g_autofree char *text = max == 0 ? g_strdup ("") : g_strdup_printf ("%u–%u", min, max);

  set_text (entry, text);
}

void
bit_timing_form_show_limits (BitTimingForm *self, guint phase, const TimingLimits *limits)
{
  GtkWidget **entries = self->limits[phase];

  show_range (entries[LIMIT_TSEG1], limits->tseg1_min, limits->tseg1_max);
  show_range (entries[LIMIT_TSEG2], limits->tseg2_min, limits->tseg2_max);
  show_range (entries[LIMIT_SJW], 1, limits->sjw_max);
  show_range (entries[LIMIT_BRP], limits->brp_min, limits->brp_max);
  show_range (entries[LIMIT_STEP], limits->brp_step, limits->brp_max == 0 ? 0 : limits->brp_step);
  show_range (entries[LIMIT_PROP], 1, limits->prop_max);
  show_range (entries[LIMIT_PHASE1], 1, limits->phase1_max);
}

/* "1–16", "1-16", "16"; a single number is the most, and the least unless it is above. Empty: 0. */
static gboolean
read_range (GtkWidget *entry, uint32_t *min, uint32_t *max)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  char *end;
  guint64 first, second;

  *max = 0;
  field_mark (entry, TRUE);
  if (*text == '\0')
    return TRUE;
  first = second = g_ascii_strtoull (text, &end, 10);
  if (end != text && *end != '\0')
    {
      const char *after = g_str_has_prefix (end, "–") ? end + strlen ("–") : *end == '-' ? end + 1 : end;

      second = g_ascii_strtoull (after, &end, 10);
      if (end == after)
        end = (char *) "?";
      *min = (uint32_t) MIN (first, 100000);
    }
  if (end == text || *end != '\0' || first == 0 || second > 100000 || second < *min)
    {
      field_mark (entry, FALSE);
      return FALSE;
    }
  *max = (uint32_t) second;
  return TRUE;
}

gboolean
bit_timing_form_read_limits (BitTimingForm *self, guint phase, TimingLimits *out)
{
  GtkWidget **entries = self->limits[phase];
  uint32_t one = 1, step = 1;

  *out = (TimingLimits){ .tseg1_min = 1, .tseg2_min = 1, .brp_min = 1 };
  if (!read_range (entries[LIMIT_TSEG1], &out->tseg1_min, &out->tseg1_max)
      || !read_range (entries[LIMIT_TSEG2], &out->tseg2_min, &out->tseg2_max)
      || !read_range (entries[LIMIT_SJW], &one, &out->sjw_max)
      || !read_range (entries[LIMIT_BRP], &out->brp_min, &out->brp_max)
      || !read_range (entries[LIMIT_STEP], &one, &step) || !read_range (entries[LIMIT_PROP], &one, &out->prop_max)
      || !read_range (entries[LIMIT_PHASE1], &one, &out->phase1_max))
    return FALSE;
  out->brp_step = MAX (step, 1);
  return out->tseg1_max > 0 && out->tseg2_max > 0 && out->sjw_max > 0 && out->brp_max > 0;
}

/* --- The question --- */

const TimingSource *
bit_timing_form_get_source (BitTimingForm *self)
{
  return timing_sources_get (self->sources, gtk_drop_down_get_selected (self->source));
}

gboolean
bit_timing_form_read_rate (GtkWidget *combo, uint32_t *rate)
{
  return form_read_rate (form_rate_get_editable (combo), 1, BIT_TIMING_RATE_MAX, rate);
}

static double
value_of (GtkWidget *spin)
{
  return gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin));
}

gboolean
bit_timing_form_is_fd (BitTimingForm *self)
{
  return gtk_widget_get_sensitive (self->fd) && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->fd));
}

gboolean
bit_timing_form_get (BitTimingForm *self, TimingQuestion *out, char **problem)
{
  PhaseRequest *phases[] = { &out->request.nominal, &out->request.data };
  TimingLimits *limits[] = { &out->nominal, &out->data };

  *problem = NULL;
  *out = (TimingQuestion){ .controller = self->controller, .link = bit_timing_form_get_source (self)->link };
  out->request.clock = value_of (self->clock) * 1e6;
  out->request.node_delay_ns = value_of (self->delay);
  out->request.cable = value_of (self->cable);
  out->request.triple = self->controller != NULL && self->controller->triple_brp > 0
                        && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->triple));
  out->clock_tolerance = value_of (self->tolerance);
  for (guint i = 0; i < (bit_timing_form_is_fd (self) ? 2 : 1); i++)
    {
      if (!bit_timing_form_read_limits (self, i, limits[i]))
        *problem = g_strdup (_ ("A limit is not a range such as 1–16."));
      else if (!bit_timing_form_read_rate (self->rates[i], &phases[i]->bitrate))
        *problem
            = g_strdup_printf (_ ("A bit rate from 1 to %u bit/s is needed, such as 500k or 2M."), BIT_TIMING_RATE_MAX);
      if (*problem != NULL)
        return FALSE;
      phases[i]->sample_point = value_of (self->points[i]) / 100;
      phases[i]->sjw_policy = (SjwPolicy) gtk_drop_down_get_selected (self->sjw);
      phases[i]->sjw = (uint32_t) value_of (self->sjw_quanta);
    }
  out->request.nominal.limits = &out->nominal;
  out->request.data.limits = &out->data;
  return TRUE;
}
