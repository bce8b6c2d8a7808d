/* cmd-stats.c: how often each identifier comes and how busy each channel is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "cli/bit-rates.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "cli/reading.h"
#include "cli/stats-printer.h"
#include "cli/time-window.h"
#include "session/statistics-run.h"

#include "base/banned.h"

static const CliOption options[] = {
  CLI_FORMAT ("text csv json"),
  { "load", 0, OPTION_FLAG, CLI_FIELD (load), NULL, NULL,
    N_ ("how busy each channel is, from the exact bits of its frames") },
  { "interval", 0, OPTION_TEXT, CLI_FIELD (interval), N_ ("SECONDS"), NULL,
    N_ ("with --load: a row for each interval of this length; else one for all time") },
  CLI_BITRATE,
  CLI_DATA_BITRATE,
  CLI_DATABASE,
  CLI_J1939,
  CLI_FILTER,
  CLI_ID_SPLIT,
  CLI_FROM,
  CLI_TO,
  CLI_LIMIT,
  CLI_TIME,
  CLI_REBASE,
  CLI_MAP,
  CLI_INPUT_FORMAT,
  CLI_TIMEZONE,
  CLI_VERBOSE,
  CLI_HELP,
  CLI_END,
};

typedef struct
{
  Reading reading;
  BitRates *rates;
  int64_t interval;       /* ns; 0: one for all time */
  Statistics *statistics; /* or */
  LoadCurve *load;        /* made when the start is known */
  int64_t origin;
  gboolean stopped; /* there are holes in what was counted */
} StatsJob;

static void
begin_load (StatsJob *self)
{
  if (self->reading.typed->load == 0 || self->load != NULL)
    return;
  self->origin = input_get_start (self->reading.input);
  self->load = load_curve_new (self->origin, self->interval);
}

/* --- Frame by frame --- */

static gboolean
take_run (gpointer data, const FrameRun *run, uint64_t *left)
{
  StatsJob *self = data;
  guint to = run->from;
  uint64_t n = 0;

  begin_load (self);
  if (*left == UINT64_MAX)
    to = run->to;
  else
    for (guint i = frame_run_seek (run, run->from); i < run->to && n < *left; i = frame_run_seek (run, i + 1), n++)
      to = i + 1;
  *left -= n;
  if (run->from == to)
    return TRUE;
  if (self->load != NULL)
    load_curve_add (self->load, run->store, run->chunk, run->from, to, run->bits);
  else
    statistics_add (self->statistics, run->store, run->chunk, run->from, to, run->bits);
  return TRUE;
}

/* --- An own trace as a whole --- */

typedef struct
{
  Progress progress;
  uint64_t n_rows;
} WholeProgress;

static gboolean
whole_progress (double done, gpointer data)
{
  WholeProgress *self = data;

  progress_show (&self->progress, done, (uint64_t) (done * (double) self->n_rows));
  return !cli_is_interrupted ();
}

static gboolean
run_whole (StatsJob *self)
{
  StatisticsScope scope = { .program = self->reading.filter };
  FrameStore *store = self->reading.typed->limit == UINT64_MAX
                          ? input_take_whole (self->reading.input, &scope.first, &scope.last)
                          : NULL;
  WholeProgress whole = { 0 };

  if (store == NULL)
    return FALSE;
  begin_load (self);
  whole.n_rows = frame_store_length (store);
  progress_init (&whole.progress, FALSE);
  self->stopped = !statistics_run (store, &scope, self->statistics, self->load, 0, whole_progress, &whole);
  progress_clear (&whole.progress);
  return TRUE;
}

/* --- All --- */

static CliStatus
print_results (StatsJob *self)
{
  const CliOptions *typed = self->reading.typed;
  StatsOutput to = { .typed = typed,
                     .input = self->reading.input,
                     .databases = self->reading.databases,
                     .start = g_strcmp0 (typed->time, "relative") == 0 ? input_get_start (self->reading.input) : 0 };
  const char *unknown = bit_rates_unknown_channel (self->rates, input_get_info (self->reading.input));
  GError *error = NULL;

  if (unknown != NULL)
    return cli_fail_usage (_ ("stats: a bit rate is given for channel “%s”, which no input has"), unknown);
  bit_rates_apply (self->rates, input_get_info (self->reading.input));
  to.out = byte_sink_open ("-", BYTE_SINK_GROW, &error);
  if (to.out == NULL)
    return cli_fail (error);
  begin_load (self);
  if (self->load != NULL)
    stats_print_load (&to, self->load, self->origin, self->interval);
  else
    stats_print_ids (&to, self->statistics);
  return cli_close_output (to.out);
}

static CliStatus
run_job (StatsJob *self)
{
  CliStatus status;

  if (self->reading.typed->load == 0)
    self->statistics = statistics_new ();
  if (!run_whole (self))
    reading_run (&self->reading, take_run, self, FALSE);
  status = input_finish (self->reading.input, self->reading.typed->verbose > 0);
  return self->stopped ? status : cli_status_worst (status, print_results (self));
}

static CliStatus
check_options (const CliOptions *typed, StatsJob *job)
{
  GError *error = NULL;

  if (typed->n_arguments == 0)
    return cli_fail_usage (_ ("stats: no FILE given"));
  if (typed->interval != NULL && typed->load == 0)
    return cli_fail_usage (_ ("stats: --interval does nothing without --load"));
  if (typed->interval != NULL && (!cli_parse_seconds (typed->interval, &job->interval) || job->interval <= 0))
    return cli_fail_usage (_ ("--interval: “%s” is no length of time in seconds"), typed->interval);
  job->rates = bit_rates_new (typed, &error);
  return job->rates != NULL ? STATUS_DONE : cli_fail (error);
}

static CliStatus
run_stats (const CliOptions *typed)
{
  StatsJob job = { 0 };
  CliStatus status = check_options (typed, &job);

  if (status == STATUS_DONE)
    status = reading_open (&job.reading, typed, typed->arguments, typed->n_arguments);
  if (job.rates != NULL)
    bit_rates_set_databases (job.rates, job.reading.databases);
  if (job.reading.input != NULL)
    status = cli_status_worst (status, run_job (&job));
  reading_clear (&job.reading);
  statistics_free (job.statistics);
  load_curve_free (job.load);
  bit_rates_free (job.rates);
  return status;
}

const Command command_stats = {
  "stats",
  N_ ("FILE…"),
  N_ ("How often each identifier comes, and how busy each channel is"),
  options,
  run_stats,
  N_ ("A period is the time from a frame to the next of the same channel and identifier. The 99th percentile is within "
      "0.8 %; all other figures are exact. The deviation is that of all periods, divided by their number. A rate is "
      "frames by the time from the first to the last frame of all inputs.\n\n"
      "Bits are counted one by one, with stuff bits, as ISO 11898-1 asks for, and 3 bits of intermission. An error "
      "frame "
      "counts with the 17 bits that it takes at least. A frame belongs to the interval of its time. Repetitions that "
      "the "
      "recording adapter did not report are not in the load.")
};
