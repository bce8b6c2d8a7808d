/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/link-timing.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

/* --- Which controller it is --- */

/* Linux' names of limits (struct can_bittiming_const) that differ from ours. */
static const struct
{
  const char *driver, *id, *fd_id;
} names[] = {
  { "ctu_can_fd", "ctucanfd", "ctucanfd" }, { "at91_can", "at91", NULL },
  { "xilinx_can", "xcan", "xcanfd" },       { "flexcan", "flexcan", "flexcan-fd" },
  { "pcan_usb_fd", NULL, "pcan-usb-fd" },   { "peak_canfd", NULL, "pcan-usb-fd" },
  { "kvaser_usb_kcan", NULL, "kvaser-fd" }, { "esp32_twai", "esp32", NULL },
};

static const Controller *
find_known (const CanLink *link)
{
  const Controller *known = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].driver, link->limits.name) == 0)
      {
        const char *id = link->data_limits.brp_max > 0 ? names[i].fd_id : names[i].id;

        return id != NULL ? controllers_find (id) : NULL;
      }
  if (link->limits.name[0] != '\0')
    known = controllers_find (link->limits.name);
  return known;
}

/* netlink does not tell where a controller keeps prop and phase 1 apart: the row of the same limits does. */
static TimingLimits
limits_from (const struct can_bittiming_const *told, const TimingLimits *known)
{
  TimingLimits out = { .tseg1_min = MAX (told->tseg1_min, 1),
                       .tseg1_max = told->tseg1_max,
                       .tseg2_min = MAX (told->tseg2_min, 1),
                       .tseg2_max = told->tseg2_max,
                       .sjw_max = MAX (told->sjw_max, 1),
                       .brp_min = MAX (told->brp_min, 1),
                       .brp_max = told->brp_max,
                       .brp_step = MAX (told->brp_inc, 1) };

  if (known != NULL && known->tseg1_max == out.tseg1_max)
    {
      out.prop_max = known->prop_max;
      out.phase1_max = known->phase1_max;
    }
  return out;
}

/* What the driver tells beats the row that is known by its name; a kernel that names the modes it can switch, and not
 * these, has none. */
static TdcLimits
tdc_from (const CanLink *link, const TdcLimits *known)
{
  if (link->tdco_max > 0)
    return (TdcLimits){ link->tdco_max, link->tdcv_max, link->tdcf_max, link->tdco_min };
  if (link->knows_supported && (link->supported & CAN_LINK_TDC) == 0)
    return (TdcLimits){ 0 };
  return known != NULL ? *known : (TdcLimits){ 0 };
}

static gboolean
refuse (GError **error, const CanLink *link)
{
  if (!link->has_controller)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                 _ ("%s is a %s: it has no controller, so no bit timing; every rate works on it"), link->name,
                 link->kind);
  else if (link->rates[0] != 0)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                 _ ("%s: its driver (%s) takes only fixed rates and cuts the bit itself; choose one in its settings"),
                 link->name, link->driver[0] != '\0' ? link->driver : link->kind);
  else
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                 _ ("%s: its driver does not tell the controller's clock and limits; name the controller instead"),
                 link->name);
  return FALSE;
}

gboolean
link_controller_init (LinkController *self, const CanLink *link, GError **error)
{
  const Controller *known = find_known (link);

  *self = (LinkController){ .link = *link };
  if (link->clock == 0 || link->limits.brp_max == 0 || link->limits.tseg1_max == 0)
    return refuse (error, link);
  if (known != NULL)
    self->controller = *known;
  else
    self->controller = (Controller){ .id = self->link.limits.name };
  g_snprintf (self->name, sizeof self->name, "%s, %s", link->name,
              known != NULL                  ? known->name
              : link->limits.name[0] != '\0' ? link->limits.name
                                             : link->driver);
  self->controller.name = self->name;
  memset (self->controller.clocks, 0, sizeof self->controller.clocks);
  self->controller.clocks[0] = link->clock;
  self->controller.clock_note = N_ ("as its driver tells");
  self->controller.nominal = limits_from (&link->limits, known != NULL ? &known->nominal : NULL);
  self->controller.data = (TimingLimits){ 0 };
  if (link->data_limits.brp_max > 0)
    self->controller.data = limits_from (&link->data_limits, known != NULL ? &known->data : NULL);
  self->controller.tdc = tdc_from (link, known != NULL ? &known->tdc : NULL);
  if (!(link->supported & CAN_CTRLMODE_3_SAMPLES))
    self->controller.triple_brp = 0;
  return TRUE;
}

/* --- Interface to setting --- */

static BitTiming
timing_from (const struct can_bittiming *told)
{
  return (BitTiming){ told->brp, told->prop_seg, told->phase_seg1, told->phase_seg2, told->sjw };
}

static gboolean
is_set (const struct can_bittiming *told)
{
  return told->bitrate > 0 && told->brp > 0 && told->phase_seg2 > 0;
}

static gboolean
has_data (const CanLink *link)
{
  return (link->mode & CAN_CTRLMODE_FD) != 0 && is_set (&link->data_timing);
}

gboolean
link_controller_get_request (const LinkController *self, TimingRequest *request)
{
  const CanLink *link = &self->link;

  *request = (TimingRequest){ .clock = link->clock };
  request->nominal.limits = &self->controller.nominal;
  request->data.limits = &self->controller.data;
  if (!is_set (&link->timing))
    return FALSE;
  request->nominal.bitrate = link->timing.bitrate;
  request->nominal.sample_point = link->timing.sample_point / 1000.0;
  if (has_data (link))
    {
      request->data.bitrate = link->data_timing.bitrate;
      request->data.sample_point = link->data_timing.sample_point / 1000.0;
    }
  return TRUE;
}

gboolean
link_timing_read (const CanLink *link, const TimingRequest *request, TimingSolution *out)
{
  *out = (TimingSolution){ 0 };
  if (!is_set (&link->timing))
    return FALSE;
  out->nominal.timing = timing_from (&link->timing);
  if (has_data (link))
    out->data.timing = timing_from (&link->data_timing);
  timing_judge (request, out);
  return TRUE;
}

/* --- Setting to change --- */

/* Linux takes whole nanoseconds, and rounds the prescaler that follows from them to the nearest. */
static struct can_bittiming
words_from (const BitTiming *timing, double clock)
{
  return (struct can_bittiming){ .tq = (guint32) lround (bit_timing_quantum (timing, clock)),
                                 .prop_seg = timing->prop,
                                 .phase_seg1 = timing->phase1,
                                 .phase_seg2 = timing->phase2,
                                 .sjw = timing->sjw };
}

void
link_timing_to_change (const TimingRequest *request, const TimingSolution *solution, const CanLink *link,
                       CanLinkChange *change)
{
  gboolean fd = solution->data.timing.brp > 0;

  *change = (CanLinkChange){ .fields = CAN_LINK_SET_TIMING };
  change->timing = words_from (&solution->nominal.timing, request->clock);
  if (fd)
    {
      change->fields |= CAN_LINK_SET_DATA_TIMING;
      change->data_timing = words_from (&solution->data.timing, request->clock);
    }
  /* What is off stays off without a word. */
  if (fd || link->mode & CAN_CTRLMODE_FD)
    {
      change->mode.mask = CAN_CTRLMODE_FD;
      change->mode.flags = fd ? CAN_CTRLMODE_FD : 0;
    }
}

/* --- What became of it --- */

static void
append_phase (GString *out, const struct can_bittiming *told)
{
  g_string_append_printf (out, _ ("%u bit/s, brp %u, 1+%u+%u+%u quanta, SJW %u"), told->bitrate, told->brp,
                          told->prop_seg, told->phase_seg1, told->phase_seg2, told->sjw);
}

static gboolean
is_same (const PhaseSolution *wished, const struct can_bittiming *told)
{
  const BitTiming *timing = &wished->timing;

  return timing->brp == told->brp && bit_timing_tseg1 (timing) == told->prop_seg + told->phase_seg1
         && timing->phase2 == told->phase_seg2 && timing->sjw == told->sjw
         && fabs (wished->bitrate - told->bitrate) <= 1;
}

static void
append_difference (GString *out, const char *phase, const PhaseSolution *wished, const struct can_bittiming *told)
{
  const BitTiming *timing = &wished->timing;

  if (is_same (wished, told))
    return;
  g_string_append_printf (out, _ (" Calculated for the %s phase was brp %u, 1+%u+%u+%u quanta, SJW %u, %.0f bit/s."),
                          phase, timing->brp, timing->prop, timing->phase1, timing->phase2, timing->sjw,
                          wished->bitrate);
}

gboolean
link_timing_compare (const TimingSolution *wished, const CanLink *link, char **made)
{
  GString *out = g_string_new (NULL);
  gboolean fd = wished->data.timing.brp > 0, good;

  g_string_append_printf (out, "%s: ", link->name);
  append_phase (out, &link->timing);
  if (has_data (link))
    {
      g_string_append (out, _ ("; data "));
      append_phase (out, &link->data_timing);
    }
  good = is_same (&wished->nominal, &link->timing) && fd == has_data (link)
         && (!fd || is_same (&wished->data, &link->data_timing));
  g_string_append (out, good ? _ (", as calculated.") : _ (": the kernel made something else of it."));
  append_difference (out, _ ("nominal"), &wished->nominal, &link->timing);
  if (fd)
    append_difference (out, _ ("data"), &wished->data, &link->data_timing);
  *made = g_string_free (out, FALSE);
  return good;
}
