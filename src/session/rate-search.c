/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/rate-search.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "session/link-trial.h"
#include "timing/bit-timing.h"

#include <string.h>

#include "base/banned.h"

#define ENOUGH_FRAMES 40  /* without an error: more says no more */
#define ENOUGH_ERRORS 100 /* without a frame */
#define FEW_FRAMES 3      /* by chance a wrong rate makes one */
#define FEW_ERRORS 20     /* a frame in so many may fail on a bus that works */
#define SILENCE 60        /* s of ours after which the helper puts the interface back */

typedef struct
{
  const RateQuestion *question;
  RateProgress progress;
  gpointer data;
  GCancellable *cancellable;
  GPtrArray *trials;
  guint planned;
  gboolean listens; /* only */
  LinkTrial *link;  /* (nullable) */
  CanLink before;
} Search;

static void
rate_trial_free (gpointer data)
{
  RateTrial *self = data;

  g_free (self->refusal);
  g_free (self);
}

/* --- One setting --- */

static gboolean
is_clear (const BusTally *tally)
{
  return (tally->frames >= ENOUGH_FRAMES && tally->errors == 0)
         || (tally->frames == 0 && tally->errors >= ENOUGH_ERRORS)
         || tally->frames + tally->errors >= 20 * ENOUGH_ERRORS;
}

static RateVerdict
judge (const BusTally *tally)
{
  uint64_t errors = tally->errors - tally->by_kind[BUS_ERROR_OVERRUN];
  const BusStatus *first = &tally->first, *last = &tally->last;

  if (tally->by_kind[BUS_ERROR_FD_BIT] * 2 > errors && !tally->fd)
    return RATE_FD;
  if (tally->frames >= FEW_FRAMES && errors * FEW_ERRORS <= tally->frames)
    return RATE_RIGHT;
  if (tally->frames > 0)
    return errors > 0 ? RATE_MIXED : RATE_RIGHT;
  /* Without error frames the counters tell. */
  if (errors > 0 || last->bus_errors > first->bus_errors || last->rec > first->rec)
    return RATE_WRONG;
  return RATE_SILENT;
}

/* An interface is set to the rate for all programs; opening it takes it as it is. */
static void
set_config (const Search *self, const RateSetting *asked, BusConfig *config)
{
  static const RateSetting as_it_is = { 0 };
  const RateSetting *setting = self->link != NULL ? &as_it_is : asked;

  config->bitrate = setting->bitrate;
  config->sample_point = setting->point;
  config->data_bitrate = setting->data_bitrate;
  config->data_sample_point = setting->data_point;
  config->fd = setting->data_bitrate > 0;
  config->listen_only = self->listens && self->link == NULL;
  config->without_errors = FALSE;
}

static guint32
per_mille (double point)
{
  return (guint32) (point * 1000 + 0.5);
}

static gboolean
set_link (const Search *self, const RateSetting *setting, GError **error)
{
  CanLinkChange change = { .fields = CAN_LINK_SET_BITRATE };
  guint32 modes[] = { CAN_CTRLMODE_LISTENONLY, CAN_CTRLMODE_BERR_REPORTING, CAN_CTRLMODE_FD };
  gboolean wished[] = { self->listens, TRUE, setting->data_bitrate > 0 };

  change.timing.bitrate = setting->bitrate;
  change.timing.sample_point = per_mille (setting->point);
  if (setting->data_bitrate > 0)
    {
      change.fields |= CAN_LINK_SET_DATA_BITRATE;
      change.data_timing.bitrate = setting->data_bitrate;
      change.data_timing.sample_point = per_mille (setting->data_point);
    }
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (self->before.supported & modes[i])
      {
        change.mode.mask |= modes[i];
        change.mode.flags |= wished[i] ? modes[i] : 0;
      }
  /* Where the kernel does not say what there is, asking for reports could be refused. */
  if (!self->before.knows_supported)
    change.mode.mask &= ~(guint32) CAN_CTRLMODE_BERR_REPORTING, change.mode.flags &= change.mode.mask;
  return can_link_change_check (&change, &self->before, error) && link_trial_set (self->link, &change, TRUE, error);
}

static gboolean
listen_at (const Search *self, RateTrial *trial, GError **error)
{
  BusConfig *config = bus_config_copy (self->question->config);
  Bus *bus = NULL;

  set_config (self, &trial->setting, config);
  if (self->link != NULL ? set_link (self, &trial->setting, error)
                         : backend_check_config (self->question->backend, config, error))
    bus = bus_open (self->question->backend, config, 0, error);
  if (bus != NULL)
    {
      if (bus_tally_listen (&trial->tally, bus, config, self->question->seconds, is_clear, self->cancellable, error))
        trial->verdict = judge (&trial->tally);
      bus_close (bus);
    }
  bus_config_free (config);
  return trial->verdict != RATE_UNTRIED;
}

static void
tell (const Search *self, const RateTrial *trial)
{
  if (self->progress != NULL)
    self->progress (trial, self->trials->len, MAX (self->planned, self->trials->len), self->data);
}

/* (transfer none) */
static const RateTrial *
try_setting (Search *self, const RateSetting *setting)
{
  RateTrial *trial = g_new0 (RateTrial, 1);
  g_autoptr (GError) error = NULL;

  trial->setting = *setting;
  g_ptr_array_add (self->trials, trial);
  tell (self, trial);
  if (!listen_at (self, trial, &error))
    {
      trial->verdict = RATE_REFUSED;
      trial->refusal = g_strdup (error->message);
    }
  tell (self, trial);
  return trial;
}

static gboolean
is_over (const Search *self)
{
  return g_cancellable_is_cancelled (self->cancellable);
}

/* --- The plan --- */

static double
first_point (const RateQuestion *question, uint32_t rate)
{
  return question->points->len > 0 ? g_array_index (question->points, double, 0) : bit_timing_default_point (rate);
}

static const RateTrial *
try_rates (Search *self)
{
  const RateQuestion *question = self->question;

  for (guint i = 0; i < question->rates->len && !is_over (self); i++)
    {
      RateSetting setting = { .bitrate = g_array_index (question->rates, uint32_t, i) };
      const RateTrial *trial;

      setting.point = first_point (question, setting.bitrate);
      trial = try_setting (self, &setting);
      if (trial->verdict == RATE_RIGHT || trial->verdict == RATE_FD)
        return trial;
    }
  return rate_trials_get_best (self->trials);
}

static void
try_points (Search *self, const RateSetting *found)
{
  const GArray *points = self->question->points;

  self->planned = self->trials->len + (points->len > 1 ? points->len - 1 : 0) + self->question->data_rates->len;
  for (guint i = 1; i < points->len && !is_over (self); i++)
    {
      RateSetting setting = *found;

      setting.point = g_array_index (points, double, i);
      try_setting (self, &setting);
    }
}

/* TRUE: frames came at the data rate. */
static gboolean
try_data_rates (Search *self, const RateSetting *found)
{
  for (guint i = 0; i < self->question->data_rates->len && !is_over (self); i++)
    {
      RateSetting setting = *found;
      const RateTrial *trial;

      setting.data_bitrate = g_array_index (self->question->data_rates, uint32_t, i);
      setting.data_point = bit_timing_default_point (setting.data_bitrate);
      trial = try_setting (self, &setting);
      if (trial->verdict == RATE_RIGHT && trial->tally.switched > 0)
        return TRUE;
    }
  return FALSE;
}

/* A bus with nothing but FD frames shows errors at all rates to a controller that is set to classic CAN. */
static void
try_all_data_rates (Search *self)
{
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (RateSetting));

  for (guint i = 0; i < self->trials->len; i++)
    {
      const RateTrial *trial = g_ptr_array_index (self->trials, i);

      if (trial->verdict == RATE_WRONG)
        g_array_append_val (candidates, trial->setting);
    }
  self->planned = self->trials->len + candidates->len * self->question->data_rates->len;
  for (guint i = 0; i < candidates->len && !is_over (self); i++)
    if (try_data_rates (self, &g_array_index (candidates, RateSetting, i)))
      return;
}

static void
run (Search *self)
{
  const RateTrial *found;
  RateSetting setting;

  self->planned = self->question->rates->len;
  found = try_rates (self);
  if (found == NULL)
    {
      try_all_data_rates (self);
      return;
    }
  setting = found->setting;
  try_points (self, &setting);
  found = rate_trials_get_best (self->trials);
  setting = found->setting;
  try_data_rates (self, &setting);
}

GPtrArray *
rate_search (const RateQuestion *question, RateProgress progress, gpointer data, GCancellable *cancellable,
             GError **error)
{
  Search self = { .question = question, .progress = progress, .data = data, .cancellable = cancellable };
  gboolean disturbs, put_back = TRUE;

  if (!rate_question_check (question, &disturbs, error))
    return NULL;
  if (disturbs && !question->may_disturb)
    {
      g_set_error (
          error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
          _ ("%s cannot listen only: at each wrong rate its error flags would destroy the frames of the others"),
          question->config->channel != NULL ? question->config->channel : backend_get_name (question->backend));
      return NULL;
    }
  self.listens = !disturbs;
  if (!(backend_get_abilities (question->backend) & BUS_SET_RATE))
    {
      if (!can_link_read (question->config->channel, &self.before))
        return NULL;
      self.link = link_trial_open (question->config->channel, SILENCE + (guint) question->seconds, error);
      if (self.link == NULL)
        return NULL;
    }
  self.trials = g_ptr_array_new_with_free_func (rate_trial_free);
  run (&self);
  if (self.link != NULL)
    put_back = link_trial_close (self.link, error);
  if (!put_back)
    g_clear_pointer (&self.trials, g_ptr_array_unref);
  return self.trials;
}
