/* can-link-words.c: changes of an interface as `ip link` words, both ways, and what its limits say of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "backends/can-link-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

const CanLinkMode can_link_modes[] = {
  { CAN_CTRLMODE_FD, "fd", N_ ("CAN FD"), N_ ("Frames of up to 64 bytes, data at a rate of their own") },
  { CAN_CTRLMODE_FD_NON_ISO, "fd-non-iso", N_ ("non-ISO"), N_ ("CAN FD as Bosch had it before ISO 11898-1:2015") },
  { CAN_CTRLMODE_LISTENONLY, "listen-only", N_ ("listen-only"),
    N_ ("Never acknowledges, never sends: nobody on the bus notices it") },
  { CAN_CTRLMODE_LOOPBACK, "loopback", N_ ("loopback"), N_ ("Hears what it sends itself; the bus stays quiet") },
  { CAN_CTRLMODE_ONE_SHOT, "one-shot", N_ ("one-shot"), N_ ("A frame that fails is not repeated") },
  { CAN_CTRLMODE_3_SAMPLES, "triple-sampling", N_ ("triple sampling"), N_ ("Each bit is looked at three times") },
  { CAN_CTRLMODE_BERR_REPORTING, "berr-reporting", N_ ("bus errors reported"),
    N_ ("An error frame for each error on the bus; a broken bus brings thousands a second") },
  { CAN_CTRLMODE_PRESUME_ACK, "presume-ack", N_ ("acknowledgement presumed"),
    N_ ("Sends also where nobody acknowledges") },
  { CAN_CTRLMODE_CC_LEN8_DLC, "cc-len8-dlc", N_ ("DLC 9 to 15"), N_ ("Classic frames with a DLC above 8 as they are") },
  { 0 },
};

/* --- Words to a change --- */

typedef enum
{
  WORD_U32,
  WORD_U16,
  WORD_SHARE, /* 0.875, kept in thousandths */
} WordKind;

/* A timing is either a rate, with a sample point, or segments. */
static const struct
{
  const char *word;
  WordKind kind;
  gsize offset;
  guint field;
  guint64 min, max;
} numbers[] = {
#define AT(member) G_STRUCT_OFFSET (CanLinkChange, member)
  { "bitrate", WORD_U32, AT (timing.bitrate), CAN_LINK_SET_BITRATE, 1, 20000000 },
  { "sample-point", WORD_SHARE, AT (timing.sample_point), 0, 1, 999 },
  { "tq", WORD_U32, AT (timing.tq), CAN_LINK_SET_TIMING, 1, 100000 },
  { "prop-seg", WORD_U32, AT (timing.prop_seg), CAN_LINK_SET_TIMING, 0, 1024 },
  { "phase-seg1", WORD_U32, AT (timing.phase_seg1), CAN_LINK_SET_TIMING, 0, 1024 },
  { "phase-seg2", WORD_U32, AT (timing.phase_seg2), CAN_LINK_SET_TIMING, 1, 1024 },
  { "sjw", WORD_U32, AT (timing.sjw), 0, 1, 1024 },
  { "dbitrate", WORD_U32, AT (data_timing.bitrate), CAN_LINK_SET_DATA_BITRATE, 1, 20000000 },
  { "dsample-point", WORD_SHARE, AT (data_timing.sample_point), 0, 1, 999 },
  { "dtq", WORD_U32, AT (data_timing.tq), CAN_LINK_SET_DATA_TIMING, 1, 100000 },
  { "dprop-seg", WORD_U32, AT (data_timing.prop_seg), CAN_LINK_SET_DATA_TIMING, 0, 1024 },
  { "dphase-seg1", WORD_U32, AT (data_timing.phase_seg1), CAN_LINK_SET_DATA_TIMING, 0, 1024 },
  { "dphase-seg2", WORD_U32, AT (data_timing.phase_seg2), CAN_LINK_SET_DATA_TIMING, 1, 1024 },
  { "dsjw", WORD_U32, AT (data_timing.sjw), 0, 1, 1024 },
  { "restart-ms", WORD_U32, AT (restart_ms), CAN_LINK_SET_RESTART_MS, 0, 3600000 },
  { "termination", WORD_U16, AT (termination), CAN_LINK_SET_TERMINATION, 0, 65535 },
  { "mtu", WORD_U32, AT (mtu), CAN_LINK_SET_MTU, 16, 72 },
  { "tdcv", WORD_U32, AT (tdcv), 0, 1, 1024 },
  { "tdco", WORD_U32, AT (tdco), CAN_LINK_SET_TDC, 0, 1024 },
  { "tdcf", WORD_U32, AT (tdcf), 0, 1, 1024 },
#undef AT
};

static gboolean
fail (GError **error, const char *word, const char *value, const char *bound)
{
  g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s %s: %s"), word, value, bound);
  return FALSE;
}

static gboolean
parse_share (const char *word, const char *text, guint32 *out, GError **error)
{
  char *end = NULL;
  double value = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0' || !(value > 0.0005 && value < 0.9995))
    return fail (error, word, text, _ ("a share of the bit is needed, such as 0.875"));
  *out = (guint32) (value * 1000 + 0.5);
  return TRUE;
}

static gboolean
parse_number (CanLinkChange *self, guint index, const char *text, GError **error)
{
  guint64 value;
  gpointer field = G_STRUCT_MEMBER_P (self, numbers[index].offset);

  self->fields |= numbers[index].field;
  if (numbers[index].kind == WORD_SHARE)
    return parse_share (numbers[index].word, text, field, error);
  if (!g_ascii_string_to_unsigned (text, 10, numbers[index].min, numbers[index].max, &value, NULL))
    {
      g_autofree char *bound = g_strdup_printf (_ ("a number from %" PRIu64 " to %" PRIu64 " is needed"),
                                                numbers[index].min, numbers[index].max);

      return fail (error, numbers[index].word, text, bound);
    }
  if (numbers[index].kind == WORD_U16)
    *(guint16 *) field = (guint16) value;
  else
    *(guint32 *) field = (guint32) value;
  return TRUE;
}

static gboolean
parse_mode (CanLinkChange *self, const CanLinkMode *mode, const char *text, GError **error)
{
  gboolean on = strcmp (text, "on") == 0;

  if (!on && strcmp (text, "off") != 0)
    return fail (error, mode->word, text, _ ("on or off is needed"));
  self->mode.mask |= mode->flag;
  self->mode.flags = on ? self->mode.flags | mode->flag : self->mode.flags & ~mode->flag;
  return TRUE;
}

static const struct
{
  const char *word;
  guint32 flag;
} tdc_modes[] = { { "off", 0 }, { "auto", CAN_CTRLMODE_TDC_AUTO }, { "manual", CAN_CTRLMODE_TDC_MANUAL } };

static gboolean
parse_tdc (CanLinkChange *self, const char *text, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (tdc_modes); i++)
    if (strcmp (tdc_modes[i].word, text) == 0)
      {
        self->mode.mask |= CAN_LINK_TDC;
        self->mode.flags = (self->mode.flags & ~(guint32) CAN_LINK_TDC) | tdc_modes[i].flag;
        return TRUE;
      }
  return fail (error, "tdc-mode", text, _ ("auto, manual or off is needed"));
}

static gboolean
parse_pair (CanLinkChange *self, const char *word, const char *text, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (strcmp (numbers[i].word, word) == 0)
      return parse_number (self, i, text, error);
  for (const CanLinkMode *mode = can_link_modes; mode->word != NULL; mode++)
    if (strcmp (mode->word, word) == 0)
      return parse_mode (self, mode, text, error);
  if (strcmp (word, "tdc-mode") == 0)
    return parse_tdc (self, text, error);
  g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
               _ ("%s: no such setting; there are those of “ip link set DEVICE type can help”, and mtu"), word);
  return FALSE;
}

/* The kernel takes it together with the data rate only. */
static const char *
check_tdc_together (const CanLinkChange *self)
{
  guint32 mode = self->mode.flags & CAN_LINK_TDC;
  gboolean given = (self->fields & CAN_LINK_SET_TDC) != 0;
  gboolean rate = (self->fields & (CAN_LINK_SET_DATA_BITRATE | CAN_LINK_SET_DATA_TIMING)) != 0;

  if (mode == 0 && (given || self->tdcv > 0 || self->tdcf > 0))
    return _ ("tdco goes with tdc-mode auto or manual");
  if (mode != 0 && !given)
    return _ ("tdc-mode auto or manual needs tdco, in clock periods");
  if ((mode == CAN_CTRLMODE_TDC_MANUAL) != (self->tdcv > 0))
    return _ ("tdcv, in clock periods, goes with tdc-mode manual, and that needs it");
  if (self->mode.mask & CAN_LINK_TDC && !rate)
    return _ ("tdc-mode goes with a data rate");
  return NULL;
}

static gboolean
check_together (const CanLinkChange *self, GError **error)
{
  const guint nominal = CAN_LINK_SET_BITRATE | CAN_LINK_SET_TIMING;
  const guint data = CAN_LINK_SET_DATA_BITRATE | CAN_LINK_SET_DATA_TIMING;
  const char *what = NULL;

  if ((self->fields & nominal) == nominal || (self->fields & data) == data)
    what = _ ("a bit rate or its segments are given, not both");
  else if ((self->timing.sample_point > 0 && !(self->fields & CAN_LINK_SET_BITRATE))
           || (self->data_timing.sample_point > 0 && !(self->fields & CAN_LINK_SET_DATA_BITRATE)))
    what = _ ("a sample point goes with a bit rate");
  else if ((self->fields & CAN_LINK_SET_TIMING && (self->timing.tq == 0 || self->timing.phase_seg2 == 0))
           || (self->fields & CAN_LINK_SET_DATA_TIMING
               && (self->data_timing.tq == 0 || self->data_timing.phase_seg2 == 0)))
    what = _ ("tq, prop-seg, phase-seg1 and phase-seg2 are given together");
  else
    what = check_tdc_together (self);
  if (what == NULL && self->fields & CAN_LINK_SET_MTU && self->mtu != 16 && self->mtu != 72)
    what = _ ("mtu is 16 (classic) or 72 (CAN FD)");
  if (what != NULL)
    g_set_error_literal (error, CANID_ERROR, CANID_ERROR_USAGE, what);
  return what == NULL;
}

gboolean
can_link_change_parse (CanLinkChange *self, const char *const *words, GError **error)
{
  *self = (CanLinkChange){ 0 };
  for (; words[0] != NULL; words += 2)
    {
      if (words[1] == NULL)
        {
          g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s: its value is missing"), words[0]);
          return FALSE;
        }
      if (!parse_pair (self, words[0], words[1], error))
        return FALSE;
    }
  return check_together (self, error);
}

/* --- A change to words --- */

static gboolean
is_given (const CanLinkChange *self, guint index)
{
  if (numbers[index].field != 0)
    return (self->fields & numbers[index].field) != 0;
  return *(const guint32 *) G_STRUCT_MEMBER_P (self, numbers[index].offset) > 0;
}

char *
can_link_change_to_words (const CanLinkChange *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      gconstpointer field = G_STRUCT_MEMBER_P (self, numbers[i].offset);
      guint32 value = numbers[i].kind == WORD_U16 ? *(const guint16 *) field : *(const guint32 *) field;

      if (!is_given (self, i))
        continue;
      g_string_append_printf (out, numbers[i].kind == WORD_SHARE ? "%s%s 0.%03u" : "%s%s %u", out->len > 0 ? " " : "",
                              numbers[i].word, value);
    }
  for (guint i = 0; self->mode.mask & CAN_LINK_TDC && i < G_N_ELEMENTS (tdc_modes); i++)
    if (tdc_modes[i].flag == (self->mode.flags & CAN_LINK_TDC))
      g_string_append_printf (out, "%stdc-mode %s", out->len > 0 ? " " : "", tdc_modes[i].word);
  for (const CanLinkMode *mode = can_link_modes; mode->word != NULL; mode++)
    if (self->mode.mask & mode->flag)
      g_string_append_printf (out, "%s%s %s", out->len > 0 ? " " : "", mode->word,
                              self->mode.flags & mode->flag ? "on" : "off");
  return g_string_free (out, FALSE);
}

/* As the kernel's can_calc_tdco: only with a data prescaler of 1 or 2, at the sample point. */
static gboolean
is_kernels_tdc (const CanLink *link)
{
  const struct can_bittiming *data = &link->data_timing;
  guint32 point = (1 + data->prop_seg + data->phase_seg1) * data->brp;

  if ((link->mode & CAN_LINK_TDC) == 0)
    return data->brp > 2 || point < link->tdco_min;
  return (link->mode & CAN_LINK_TDC) == CAN_CTRLMODE_TDC_AUTO && link->tdcf == 0
         && link->tdco == (link->tdco_max > 0 ? MIN (point, link->tdco_max) : point);
}

/* The flags make no sense to the kernel without the figures. */
static void
take_tdc (CanLinkChange *self, const CanLink *link)
{
  self->mode.mask |= CAN_LINK_TDC;
  self->mode.flags = (self->mode.flags & ~(guint32) CAN_LINK_TDC) | (link->mode & CAN_LINK_TDC);
  if ((link->mode & CAN_LINK_TDC) == 0)
    return;
  self->fields |= CAN_LINK_SET_TDC;
  self->tdco = link->tdco;
  self->tdcf = link->tdcf;
  self->tdcv = link->mode & CAN_CTRLMODE_TDC_MANUAL ? link->tdcv : 0;
}

void
can_link_change_from (CanLinkChange *self, const CanLink *link)
{
  *self = (CanLinkChange){ 0 };
  if (!link->has_controller)
    {
      self->fields = CAN_LINK_SET_MTU;
      self->mtu = link->mtu;
      return;
    }
  self->fields = CAN_LINK_SET_RESTART_MS;
  self->restart_ms = link->restart_ms;
  self->mode.mask = link->knows_supported ? link->supported : link->mode;
  self->mode.mask &= ~(guint32) CAN_LINK_TDC;
  self->mode.flags = link->mode & ~(guint32) CAN_LINK_TDC;
  if (link->timing.bitrate > 0)
    {
      self->fields |= CAN_LINK_SET_BITRATE;
      self->timing.bitrate = link->timing.bitrate;
      self->timing.sample_point = link->timing.sample_point;
    }
  if (link->mode & CAN_CTRLMODE_FD && link->data_timing.bitrate > 0)
    {
      self->fields |= CAN_LINK_SET_DATA_BITRATE;
      self->data_timing.bitrate = link->data_timing.bitrate;
      self->data_timing.sample_point = link->data_timing.sample_point;
      if (link->has_tdc || link->tdco_max > 0)
        {
          if (!is_kernels_tdc (link))
            take_tdc (self, link);
        }
    }
  if (link->n_terminations > 0)
    {
      self->fields |= CAN_LINK_SET_TERMINATION;
      self->termination = link->termination;
    }
}

static struct can_bittiming
segments_of (const struct can_bittiming *told)
{
  return (struct can_bittiming){ .tq = told->tq,
                                 .prop_seg = told->prop_seg,
                                 .phase_seg1 = told->phase_seg1,
                                 .phase_seg2 = told->phase_seg2,
                                 .sjw = told->sjw };
}

void
can_link_change_back (const CanLink *link, const CanLinkChange *other, CanLinkChange *back)
{
  can_link_change_from (back, link);
  if (!link->has_controller)
    return;
  back->mode.mask |= other->mode.mask & ~(guint32) CAN_LINK_TDC;
  back->mode.flags = link->mode & back->mode.mask;
  if (back->fields & CAN_LINK_SET_BITRATE && link->rates[0] == 0 && link->timing.tq > 0)
    {
      back->fields = (back->fields & ~(guint) CAN_LINK_SET_BITRATE) | CAN_LINK_SET_TIMING;
      back->timing = segments_of (&link->timing);
    }
  if (back->fields & CAN_LINK_SET_DATA_BITRATE && link->data_rates[0] == 0 && link->data_timing.tq > 0)
    {
      back->fields = (back->fields & ~(guint) CAN_LINK_SET_DATA_BITRATE) | CAN_LINK_SET_DATA_TIMING;
      back->data_timing = segments_of (&link->data_timing);
    }
}

char *
can_link_dup_command (const CanLink *link, const CanLinkChange *change, gboolean up)
{
  CanLinkChange rest = *change;
  GString *out = g_string_new (NULL);
  g_autofree char *words = NULL;

  rest.fields &= ~(guint) CAN_LINK_SET_MTU;
  words = can_link_change_to_words (&rest);
  if (link->up)
    g_string_append_printf (out, "ip link set %s down && ", link->name);
  if (change->fields & CAN_LINK_SET_MTU)
    g_string_append_printf (out, "ip link set %s mtu %u && ", link->name, change->mtu);
  if (words[0] != '\0')
    g_string_append_printf (out, "ip link set %s type can %s && ", link->name, words);
  if (up)
    g_string_append_printf (out, "ip link set %s up", link->name);
  else if (out->len >= 4)
    g_string_truncate (out, out->len - 4);
  return g_string_free (out, FALSE);
}

/* --- Limits --- */

static gboolean
check_rate (const CanLink *link, gboolean data, guint32 rate, GError **error)
{
  const guint32 *rates = data ? link->data_rates : link->rates;
  double lowest, highest;

  can_link_get_bounds (link, data, &lowest, &highest);
  for (guint i = 0; rates[i] != 0; i++)
    if (rates[i] == rate)
      return TRUE;
  if (rates[0] != 0)
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                 _ ("%s: %u bit/s is none of its rates, which go from %.0f to %.0f bit/s"), link->name, rate, lowest,
                 highest);
  else if (highest > 0 && (rate < lowest * 0.95 || rate > highest * 1.05)) /* the kernel's own tolerance */
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                 data ? _ ("%s: a data rate of %u bit/s is beyond its controller, which can do %.0f to %.0f bit/s with "
                           "its clock of %g MHz")
                      : _ ("%s: %u bit/s is beyond its controller, which can do %.0f to %.0f bit/s with its clock of "
                           "%g MHz"),
                 link->name, rate, lowest, highest, link->clock / 1e6);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_modes (const CanLink *link, const struct can_ctrlmode *mode, GError **error)
{
  if (!link->knows_supported)
    return TRUE;
  for (const CanLinkMode *known = can_link_modes; known->word != NULL; known++)
    if (mode->mask & mode->flags & known->flag & ~link->supported)
      {
        g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                     _ ("%s cannot be set to %s: its controller or driver (%s) has no such mode"), link->name,
                     _ (known->title), link->driver);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_tdc (const CanLinkChange *self, const CanLink *link, GError **error)
{
  const struct
  {
    const char *word;
    guint32 value, min, max;
  } figures[] = { { "tdco", self->tdco, link->tdco_min, link->tdco_max },
                  { "tdcv", self->tdcv, 0, link->tdcv_max },
                  { "tdcf", self->tdcf, 0, link->tdcf_max } };

  if (link->knows_supported && self->mode.flags & CAN_LINK_TDC & ~link->supported)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                   _ ("%s: its controller or driver (%s) cannot compensate the transmitter's delay so"), link->name,
                   link->driver);
      return FALSE;
    }
  for (guint i = 0; self->fields & CAN_LINK_SET_TDC && i < G_N_ELEMENTS (figures); i++)
    if (figures[i].max > 0 && figures[i].value > 0
        && (figures[i].value < figures[i].min || figures[i].value > figures[i].max))
      {
        g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s: %s %u: %u to %u clock periods are possible"),
                     link->name, figures[i].word, figures[i].value, figures[i].min, figures[i].max);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_termination (const CanLink *link, guint16 ohm, GError **error)
{
  g_autoptr (GString) choices = g_string_new (NULL);

  for (guint i = 0; i < link->n_terminations; i++)
    {
      if (link->terminations[i] == ohm)
        return TRUE;
      g_string_append_printf (choices, "%s%u", i > 0 ? ", " : "", link->terminations[i]);
    }
  g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
               link->n_terminations > 0
                   ? _ ("%s: a termination of %u Ω cannot be switched, only %s Ω")
                   : _ ("%s: its termination (%u Ω is wished) cannot be switched by program; look for a switch on the "
                        "adapter%s"),
               link->name, ohm, choices->str);
  return FALSE;
}

static gboolean
check_fd (const CanLinkChange *self, const CanLink *link, GError **error)
{
  gboolean on = (self->mode.mask & CAN_CTRLMODE_FD ? self->mode.flags : link->mode) & CAN_CTRLMODE_FD;
  gboolean rate = (self->fields & (CAN_LINK_SET_DATA_BITRATE | CAN_LINK_SET_DATA_TIMING)) != 0;

  if (self->mode.mask & self->mode.flags & CAN_CTRLMODE_FD && !rate && link->data_timing.bitrate == 0)
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s: CAN FD needs a data rate, such as dbitrate 2000000"),
                 link->name);
  else if (rate && !on)
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s: a data rate is CAN FD's: switch that on too, fd on"),
                 link->name);
  else
    return TRUE;
  return FALSE;
}

gboolean
can_link_change_check (const CanLinkChange *self, const CanLink *link, GError **error)
{
  if (!link->has_controller && (self->fields & ~(guint) CAN_LINK_SET_MTU || self->mode.mask != 0))
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                   _ ("%s is a %s, which has no controller: only its mtu can be set, 16 or 72"), link->name,
                   link->kind);
      return FALSE;
    }
  if (link->has_controller && self->fields & CAN_LINK_SET_MTU)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                   _ ("%s: the mtu of a controller follows from its mode: fd on, or fd off"), link->name);
      return FALSE;
    }
  return (!(self->fields & CAN_LINK_SET_BITRATE) || check_rate (link, FALSE, self->timing.bitrate, error))
         && (!(self->fields & CAN_LINK_SET_DATA_BITRATE) || check_rate (link, TRUE, self->data_timing.bitrate, error))
         && check_modes (link, &self->mode, error) && check_fd (self, link, error) && check_tdc (self, link, error)
         && (!(self->fields & CAN_LINK_SET_TERMINATION) || check_termination (link, self->termination, error));
}
