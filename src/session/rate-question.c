/* rate-question.c: what a search for the bit rate is asked, and what it found in words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/rate-search.h"

#include "backends/can-link.h"
#include "base/errors.h"
#include "base/i18n.h"
#include "core/bit-rate.h"
#include "timing/bit-timing.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

#define SECONDS 1.0 /* ten frames of a slow cycle */

/* --- The question --- */

RateQuestion *
rate_question_new (const Backend *backend, const BusConfig *config)
{
  static const uint32_t usual[]
      = { 500000, 250000, 125000, 1000000, 100000, 83333, 50000, 33333, 800000, 20000, 10000 };
  RateQuestion *self = g_new0 (RateQuestion, 1);
  const uint32_t *only = backend_get_bitrates (backend);

  self->backend = backend;
  self->config = bus_config_copy (config);
  self->rates = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  self->points = g_array_new (FALSE, FALSE, sizeof (double));
  self->data_rates = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  self->seconds = SECONDS;
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      gboolean there = only == NULL;

      for (guint k = 0; !there && only[k] != 0; k++)
        there = only[k] == usual[i];
      if (there)
        g_array_append_val (self->rates, usual[i]);
    }
  return self;
}

void
rate_question_free (RateQuestion *self)
{
  if (self == NULL)
    return;
  bus_config_free (self->config);
  g_array_unref (self->rates);
  g_array_unref (self->points);
  g_array_unref (self->data_rates);
  g_free (self);
}

gboolean
rate_question_parse_rates (GArray *rates, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (text, ", ", -1);

  for (char **word = words; *word != NULL; word++)
    {
      uint32_t rate;

      if (**word == '\0')
        continue;
      if (!bit_rate_parse (*word, &rate) || rate == 0 || rate > BIT_TIMING_RATE_MAX)
        {
          g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                       _ ("%s: bit rates up to %u bit/s are needed, such as 500k,250k"), *word, BIT_TIMING_RATE_MAX);
          return FALSE;
        }
      g_array_append_val (rates, rate);
    }
  return TRUE;
}

gboolean
rate_question_parse_points (GArray *points, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (text, ", ", -1);

  for (char **word = words; *word != NULL; word++)
    {
      char *end = NULL;
      double point = g_ascii_strtod (*word, &end);

      if (**word == '\0' || strcmp (*word, "%") == 0)
        continue;
      if (point >= 1)
        point /= 100;
      if (end == *word || (*end != '\0' && strcmp (end, "%") != 0) || !(point >= 0.05 && point <= 0.98))
        {
          g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                       _ ("%s: sample points from 5 to 98 %% are needed, such as 75%%,80%%,87.5%%"), *word);
          return FALSE;
        }
      g_array_append_val (points, point);
    }
  return TRUE;
}

/* --- Whether it may be --- */

static gboolean
check_link (const char *name, gboolean *disturbs, GError **error)
{
  CanLink link;

  if (name == NULL || !can_link_read (name, &link))
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s: there is no such CAN interface"),
                 name != NULL ? name : "");
  else if (!link.has_controller)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                 _ ("%s is a %s: it has no controller, so no bit rate; every frame arrives"), link.name, link.kind);
  else
    {
      *disturbs = !(link.supported & CAN_CTRLMODE_LISTENONLY);
      return TRUE;
    }
  return FALSE;
}

gboolean
rate_question_check (const RateQuestion *self, gboolean *disturbs, GError **error)
{
  guint abilities = backend_get_abilities (self->backend);

  *disturbs = FALSE;
  if (abilities & BUS_SET_RATE)
    {
      *disturbs = !(abilities & BUS_LISTEN_ONLY);
      return TRUE;
    }
  if (strcmp (backend_get_id (self->backend), "socketcan") == 0)
    return check_link (self->config->channel, disturbs, error);
  g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s: there is no bit rate to be set by this program"),
               backend_get_name (self->backend));
  return FALSE;
}

/* --- What was found --- */

const char *
rate_verdict_id (RateVerdict verdict)
{
  static const char *const ids[]
      = { [RATE_UNTRIED] = "untried", [RATE_REFUSED] = "refused", [RATE_SILENT] = "silent", [RATE_WRONG] = "wrong",
          [RATE_MIXED] = "mixed",     [RATE_FD] = "fd",           [RATE_RIGHT] = "right" };

  return ids[verdict];
}

const char *
rate_verdict_text (RateVerdict verdict)
{
  static const char *const texts[] = {
    [RATE_UNTRIED] = N_ ("listening"), [RATE_REFUSED] = N_ ("cannot be set"), [RATE_SILENT] = N_ ("silence"),
    [RATE_WRONG] = N_ ("wrong"),       [RATE_MIXED] = N_ ("doubtful"),        [RATE_FD] = N_ ("right, but CAN FD"),
    [RATE_RIGHT] = N_ ("right"),
  };

  return _ (texts[verdict]);
}

char *
rate_trial_describe (const RateTrial *self)
{
  GString *out = g_string_new (self->refusal);
  const BusTally *tally = &self->tally;

  if (self->refusal != NULL || self->verdict == RATE_UNTRIED)
    return g_string_free (out, FALSE);
  if (tally->frames == 0)
    g_string_append (out, _ ("no frame"));
  else
    g_string_append_printf (out, ngettext_ ("%" PRIu64 " frame", "%" PRIu64 " frames", (gulong) tally->frames),
                            tally->frames);
  if (tally->fd_frames > 0)
    g_string_append_printf (out, _ (" (%" PRIu64 " of CAN FD, %" PRIu64 " at the data rate)"), tally->fd_frames,
                            tally->switched);
  if (tally->errors == 0 && self->verdict == RATE_WRONG)
    g_string_append (out, _ (", the controller's error counters rise"));
  else
    bus_tally_append_errors (tally, out);
  return g_string_free (out, FALSE);
}

/* Errors by all that was heard. */
static double
failing (const RateTrial *self)
{
  double heard = (double) (self->tally.frames + self->tally.errors);

  return heard > 0 ? (double) self->tally.errors / heard : 1;
}

static gboolean
is_better (const RateTrial *a, const RateTrial *b)
{
  if (a->verdict != b->verdict)
    return a->verdict > b->verdict;
  if ((a->tally.switched > 0) != (b->tally.switched > 0))
    return a->tally.switched > 0;
  /* One error more or less is chance. */
  return failing (a) < failing (b) - 0.02;
}

const RateTrial *
rate_trials_get_best (const GPtrArray *trials)
{
  const RateTrial *best = NULL;

  for (guint i = 0; i < trials->len; i++)
    {
      const RateTrial *trial = g_ptr_array_index (trials, i);

      if (trial->verdict >= RATE_MIXED && (best == NULL || is_better (trial, best)))
        best = trial;
    }
  return best;
}

static guint
count (const GPtrArray *trials, RateVerdict verdict)
{
  guint n = 0;

  for (guint i = 0; i < trials->len; i++)
    n += ((const RateTrial *) g_ptr_array_index (trials, i))->verdict == verdict;
  return n;
}

static char *
describe_none (const GPtrArray *trials)
{
  guint wrong = count (trials, RATE_WRONG), silent = count (trials, RATE_SILENT);

  if (wrong > 0)
    return g_strdup_printf (_ ("None of these rates fits: errors only at %u of them. The bus has another rate, or its "
                               "wiring or termination is bad."),
                            wrong);
  if (silent > 0)
    return g_strdup (_ ("Nothing was heard at any rate: at least one node has to send, and the wires have to reach it. "
                        "A controller that reports no errors looks the same at a wrong rate, so listen longer."));
  return g_strdup (_ ("None of these rates could be set."));
}

/* Whether another sample point of the same rates did as well. */
static gboolean
is_point_open (const GPtrArray *trials, const RateTrial *best)
{
  for (guint i = 0; i < trials->len; i++)
    {
      const RateTrial *trial = g_ptr_array_index (trials, i);

      if (trial != best && trial->verdict == RATE_RIGHT && trial->setting.bitrate == best->setting.bitrate
          && trial->setting.data_bitrate == best->setting.data_bitrate)
        return TRUE;
    }
  return FALSE;
}

char *
rate_trials_describe (const GPtrArray *trials)
{
  const RateTrial *best = rate_trials_get_best (trials);
  g_autofree char *heard = NULL;
  GString *out;

  if (best == NULL)
    return describe_none (trials);
  heard = rate_trial_describe (best);
  out = g_string_new (NULL);
  g_string_append_printf (out, _ ("%u bit/s, sample point %.1f %%"), best->setting.bitrate, best->setting.point * 100);
  if (best->setting.data_bitrate > 0 && best->tally.switched > 0)
    g_string_append_printf (out, _ (", data %u bit/s at %.1f %%"), best->setting.data_bitrate,
                            best->setting.data_point * 100);
  g_string_append_printf (out, ": %s.", heard);
  if (best->verdict == RATE_FD)
    g_string_append (out, _ (" Errors stand where CAN FD begins: switch CAN FD on, and search the data rate too."));
  else if (best->verdict == RATE_MIXED)
    g_string_append (out, _ (" Many frames fail: the sample point may differ, or termination or wiring be bad."));
  else if (is_point_open (trials, best))
    g_string_append (out, _ (" Other sample points hear as well: take the one of the other nodes."));
  return g_string_free (out, FALSE);
}
