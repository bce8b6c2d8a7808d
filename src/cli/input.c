/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/input.h"

#include "base/byte-follow.h"
#include "base/errors.h"
#include "cli/time-window.h"
#include "formats/log-merge.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

#define RING_CHUNKS 3
/* Up to so many rows at a pause are decided one by one: running the program over a chunk that is nearly the same again
 * costs more. */
#define FEW_ROWS 1024

struct Input
{
  Source **sources;
  guint n_sources;
  gboolean alone;  /* one log, untouched: its batches go straight into the ring */
  LogMerge *merge; /* NULL if alone */
  FrameStore *store;
  TraceInfo *info;
  FrameBatch *batch; /* merged */
  const FilterProgram *program;
  TimeWindow window;
  ByteFollow *follow; /* the one source is followed; NULL: it ends */

  const FrameBatch *const *given; /* frames of the command line */
  guint n_given;

  gboolean ended, failed, told_dates;
  gboolean pause;
  gboolean only_notes; /* came last: they are to be taken before the ring drops them */
  uint64_t done;       /* rows handed out */
  uint64_t bits[ROW_SET_WORDS];
};

/* --- Opening --- */

static const Format *
find_input_format (const CliOptions *options, CliStatus *status)
{
  const Format *format;

  if (options->input_format == NULL)
    return NULL;
  format = format_by_id (options->input_format);
  if (format == NULL || !(format->abilities & (FORMAT_READ | FORMAT_STORE)))
    *status = cli_fail_usage (_ ("--input-format: there is no format “%s” that can be read; canid-cli convert --list "
                                 "shows them"),
                              options->input_format);
  return format;
}

static GTimeZone *
find_timezone (const CliOptions *options, CliStatus *status)
{
  GTimeZone *zone = NULL;

  if (options->timezone == NULL)
    return NULL;
  zone = g_time_zone_new_identifier (options->timezone);
  if (zone == NULL)
    *status = cli_fail_usage (_ ("--timezone: there is no zone “%s”"), options->timezone);
  return zone;
}

/* FILE:CHANNEL=NAME. The channel is what stands behind the last colon before the =; FILE is compared as it was typed.
 */
static gboolean
add_rename (Input *self, const char *text)
{
  const char *equals = strrchr (text, '=');
  const char *colon = equals != NULL ? g_strrstr_len (text, equals - text, ":") : NULL;
  gboolean found = FALSE;

  if (colon == NULL)
    return FALSE;
  for (guint i = 0; i < self->n_sources; i++)
    {
      const char *path = self->sources[i]->path;
      gsize n = strlen (path);
      g_autofree char *channel = NULL;

      if (n != (gsize) (colon - text) || memcmp (path, text, n) != 0)
        continue;
      channel = g_strndup (colon + 1, (gsize) (equals - colon - 1));
      log_merge_rename (self->merge, i, channel, equals + 1);
      found = TRUE;
    }
  return found;
}

static gboolean
add_renames (Input *self, const CliOptions *options, CliStatus *status)
{
  for (guint i = 0; i < options->maps->len; i++)
    if (!add_rename (self, g_ptr_array_index (options->maps, i)))
      {
        *status = cli_fail_usage (_ ("--map: “%s” is not of the form FILE:CHANNEL=NAME with one of the files given"),
                                  (const char *) g_ptr_array_index (options->maps, i));
        return FALSE;
      }
  return TRUE;
}

static void
open_sources (Input *self, const char *const *paths, guint n, const Format *format, GTimeZone *zone, CliStatus *status)
{
  FormatOptions reading = { .timezone = zone, .follow = self->follow };

  self->sources = g_new0 (Source *, n);
  for (guint i = 0; i < n; i++)
    {
      GError *error = NULL;
      Source *source = source_open (paths[i], format, &reading, self->alone ? self->info : NULL, &error);

      if (source != NULL)
        self->sources[self->n_sources++] = source;
      else
        *status = cli_status_worst (*status, cli_fail (error));
    }
}

static const FrameBatch *
read_batch (gpointer data)
{
  Source *source = data;

  return !cli_is_interrupted () && source_read (source) ? source->batch : NULL;
}

/* Waiting for a pipe comes after showing what there is. */
static gboolean
source_waits (gpointer data)
{
  const Source *source = data;

  return source->live && !source->ended;
}

static void
start_merging (Input *self, gboolean rebase)
{
  g_autofree LogMergeInput *inputs = g_new0 (LogMergeInput, self->n_sources);

  for (guint i = 0; i < self->n_sources; i++)
    inputs[i]
        = (LogMergeInput){ self->sources[i], read_batch, source_waits, self->sources[i]->name, self->sources[i]->info };
  self->merge = log_merge_new (self->info, inputs, self->n_sources);
  self->batch = frame_batch_new ();
  if (rebase)
    log_merge_set_rebase (self->merge);
}

/* Standard input can be read once. */
static gboolean
stdin_twice (const char *const *paths, guint n)
{
  guint times = 0;

  for (guint i = 0; i < n; i++)
    times += strcmp (paths[i], "-") == 0;
  return times > 1;
}

static Input *
input_new (const FilterProgram *program)
{
  Input *self = g_new0 (Input, 1);

  self->program = program;
  /* Earlier frames of an identifier may be far back: these are kept in a file of the cache folder, not in memory. */
  if (program != NULL && filter_program_needs_past (program))
    self->store = frame_store_new (NULL);
  if (self->store == NULL)
    self->store = frame_store_new_ring (RING_CHUNKS);
  self->info = frame_store_get_info (self->store);
  return self;
}

/* One own trace and nothing to change in it: no ring. */
static void
use_store (Input *self, Source *source)
{
  frame_store_unref (self->store);
  self->store = frame_store_ref (source->store);
  self->info = source->info;
  self->done = frame_store_first (self->store);
  self->ended = TRUE;
}

Input *
input_open (const CliOptions *options, const char *const *paths, guint n, const FilterProgram *program,
            CliStatus *status)
{
  CliStatus usage = STATUS_DONE;
  const Format *format = find_input_format (options, &usage);
  GTimeZone *zone = find_timezone (options, &usage);
  TimeWindow window = { 0 };
  GError *error = NULL;
  Input *self = NULL;

  *status = STATUS_DONE;
  if (usage == STATUS_DONE && !time_window_parse (&window, options, zone, &error))
    usage = cli_fail (error);
  if (usage == STATUS_DONE && stdin_twice (paths, n))
    usage = cli_fail_usage (_ ("“-” can only be given once"));
  if (usage == STATUS_DONE && options->follow > 0 && (n != 1 || strcmp (paths[0], "-") == 0))
    usage = cli_fail_usage (_ ("--follow takes one FILE, and not “-”: a pipe is read as it comes anyway"));
  if (usage == STATUS_DONE)
    {
      self = input_new (program);
      self->window = window;
      self->follow = options->follow > 0 ? byte_follow_new () : NULL;
      self->alone = n == 1 && options->maps->len == 0 && options->rebase <= 0;
      open_sources (self, paths, n, format, zone, status);
      if (!self->alone)
        start_merging (self, options->rebase > 0);
      if (self->n_sources == 0 || !add_renames (self, options, &usage))
        g_clear_pointer (&self, input_close);
      else if (self->alone && self->sources[0]->store != NULL)
        use_store (self, self->sources[0]);
    }
  g_clear_pointer (&zone, g_time_zone_unref);
  *status = cli_status_worst (*status, usage);
  return self;
}

Input *
input_new_frames (const FrameBatch *const *batches, guint n, const FilterProgram *program)
{
  Input *self = input_new (program);

  trace_info_channel (self->info, "", 0, NULL);
  self->given = batches;
  self->n_given = n;
  return self;
}

void
input_close (Input *self)
{
  if (self == NULL)
    return;
  log_merge_free (self->merge);
  for (guint i = 0; i < self->n_sources; i++)
    source_close (self->sources[i]);
  g_free (self->sources);
  frame_batch_free (self->batch);
  frame_store_unref (self->store);
  byte_follow_unref (self->follow);
  g_free (self);
}

/* --- Into the ring --- */

static gboolean
append (Input *self, const FrameBatch *batch)
{
  GError *error = NULL;

  self->only_notes = batch->n_frames == 0 && batch->notes->len > 0;
  if (frame_store_append (self->store, batch, &error))
    return TRUE;
  cli_fail (error);
  self->failed = TRUE;
  return FALSE;
}

static gboolean
pull_alone (Input *self)
{
  Source *source = self->sources[0];

  if (!source_read (source))
    return FALSE;
  self->pause = source->live && source->batch->n_frames < FRAME_BATCH_SIZE;
  return append (self, source->batch);
}

static gboolean
pull_merged (Input *self)
{
  gboolean more = log_merge_next (self->merge, self->batch);

  if (!self->told_dates && log_merge_lost_dates (self->merge))
    cli_message (_ ("not all inputs know their date: they are merged as if they had started at the same moment"));
  self->told_dates = TRUE;
  self->pause = log_merge_is_paused (self->merge);
  return more && append (self, self->batch);
}

static gboolean
pull_given (Input *self)
{
  if (self->n_given == 0)
    return FALSE;
  self->n_given--;
  return append (self, *self->given++);
}

static gboolean
pull (Input *self)
{
  self->pause = FALSE;
  if (self->given != NULL)
    return pull_given (self);
  if (self->alone)
    return pull_alone (self);
  return pull_merged (self);
}

/* --- Out of it --- */

static void
decide_few (Input *self, uint64_t base, guint from, guint to)
{
  for (guint i = from; i < to; i++)
    {
      uint64_t bit = UINT64_C (1) << (i % 64);

      if (filter_match (self->program, self->store, base + i))
        self->bits[i / 64] |= bit;
      else
        self->bits[i / 64] &= ~bit;
    }
}

static void
decide (Input *self, const FrameRun *run)
{
  if (self->program == NULL)
    memset (self->bits, 0xFF, sizeof self->bits);
  else if (run->to - run->from > FEW_ROWS)
    filter_run (self->program, self->store, (uint32_t) (run->base / FRAME_CHUNK_ROWS), run->to, self->bits);
  else
    decide_few (self, run->base, run->from, run->to);
  if (time_window_is_set (&self->window))
    time_window_apply (&self->window, run->chunk, run->from, run->to, self->bits);
}

/* What +SECONDS and dates mean is known with the first frame. FALSE: they mean nothing here. */
static gboolean
resolve_window (Input *self)
{
  GError *error = NULL;

  if (!time_window_is_set (&self->window) || self->window.resolved
      || time_window_resolve (&self->window, input_get_start (self), trace_info_is_dated (self->info), &error))
    return TRUE;
  cli_fail (error);
  self->failed = TRUE;
  return FALSE;
}

static gboolean
reads_in_place (const Input *self)
{
  return self->n_sources == 1 && self->sources[0]->store == self->store;
}

/* The summaries of an own trace tell which chunks hold nothing of the time that is wanted. */
static gboolean
is_outside (const Input *self, uint32_t chunk)
{
  ChunkSummary summary;

  return self->window.resolved && reads_in_place (self) && frame_store_summary (self->store, chunk, &summary)
         && (summary.latest < self->window.first
             || (summary.earliest >= self->window.end && self->window.to.text != NULL));
}

gboolean
input_next (Input *self, FrameRun *run)
{
  for (;;)
    {
      uint64_t length = frame_store_length (self->store);
      uint32_t chunk = (uint32_t) (self->done / FRAME_CHUNK_ROWS);
      uint64_t base = (uint64_t) chunk * FRAME_CHUNK_ROWS;
      uint64_t end = MIN (length, base + FRAME_CHUNK_ROWS);
      gboolean whole = end == base + FRAME_CHUNK_ROWS;

      if (cli_is_interrupted () && reads_in_place (self))
        return FALSE;
      if (whole && is_outside (self, chunk))
        {
          self->done = end;
          continue;
        }
      if ((end > self->done && (self->program == NULL || whole || self->pause || self->ended)) || self->only_notes)
        {
          self->only_notes = self->only_notes && end < length;
          *run = (FrameRun){ self->store,
                             frame_store_chunk (self->store, chunk, NULL),
                             base,
                             (guint) (self->done - base),
                             (guint) (end - base),
                             NULL,
                             self->pause && end == length };
          if (run->from < run->to && !resolve_window (self))
            return FALSE;
          if (run->from < run->to && (self->program != NULL || time_window_is_set (&self->window)))
            {
              decide (self, run);
              run->bits = self->bits;
            }
          if (reads_in_place (self) && chunk > 0)
            frame_store_release (self->store, chunk - 1);
          self->done = end;
          return TRUE;
        }
      if (self->ended)
        return FALSE;
      self->ended = cli_is_interrupted () || !pull (self);
    }
}

FrameStore *
input_take_whole (Input *self, int64_t *first, int64_t *last)
{
  *first = INT64_MIN;
  *last = INT64_MAX;
  if (!reads_in_place (self) || !resolve_window (self))
    return NULL;
  if (time_window_is_set (&self->window))
    {
      *first = self->window.first;
      *last = self->window.to.text != NULL ? self->window.end - 1 : INT64_MAX;
    }
  self->done = frame_store_length (self->store);
  return self->store;
}

/* Merging looks at the next frame of each input only: what is disordered within one stays so. */
static void
show_disorder (const Input *self, guint i)
{
  uint64_t n = log_merge_n_back (self->merge, i);

  if (n > 0)
    cli_message (ngettext_ ("%s: %" PRIu64 " frame is earlier than the one before it; it stays where it was",
                            "%s: %" PRIu64 " frames are earlier than the one before them; they stay where they were",
                            n),
                 self->sources[i]->name, n);
}

/* A --map that did nothing. Only after all was read: the channel might have come later. */
static CliStatus
check_renames (const Input *self, guint i)
{
  const Source *source = self->sources[i];
  const char *channel
      = self->merge != NULL && source->ended && !source->failed ? log_merge_unused_rename (self->merge, i) : NULL;

  return channel == NULL ? STATUS_DONE : cli_fail_usage (_ ("--map: %s has no channel “%s”"), source->name, channel);
}

CliStatus
input_finish (Input *self, gboolean verbose)
{
  CliStatus status = self->failed ? STATUS_FAILED : STATUS_DONE;

  for (guint i = 0; i < self->n_sources; i++)
    {
      Source *source = self->sources[i];

      if (source->store == self->store)
        source_finish_store (source);
      if (source->failed || !source_check_asked (source))
        status = cli_status_worst (status, STATUS_FAILED);
      status = cli_status_worst (status, check_renames (self, i));
      source_show_problems (source, verbose);
      if (self->n_sources > 1)
        show_disorder (self, i);
    }
  return cli_is_interrupted () ? STATUS_INTERRUPTED : status;
}

const FrameStore *
input_get_store (const Input *self)
{
  return self->store;
}

TraceInfo *
input_get_info (const Input *self)
{
  return self->info;
}

int64_t
input_get_start (const Input *self)
{
  int64_t start = 0;

  trace_info_get_start (self->info, &start);
  return start;
}

guint
input_n_sources (const Input *self)
{
  return self->n_sources;
}

const Source *
input_get_source (const Input *self, guint index)
{
  g_return_val_if_fail (index < self->n_sources, NULL);
  return self->sources[index];
}

gboolean
input_is_live (const Input *self)
{
  for (guint i = 0; i < self->n_sources; i++)
    if (self->sources[i]->live)
      return TRUE;
  return FALSE;
}

double
input_progress (const Input *self)
{
  double sum = 0;

  for (guint i = 0; i < self->n_sources; i++)
    {
      const Source *source = self->sources[i];
      double one = source->store == self->store
                       ? (double) self->done / (double) MAX (1, frame_store_length (self->store))
                       : source_progress (source);

      if (one < 0)
        return -1;
      sum += one;
    }
  return sum / MAX (1, self->n_sources);
}

uint64_t
input_n_read (const Input *self)
{
  return self->done;
}
