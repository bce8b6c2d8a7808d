/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "formats/sample-log.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

#define LEAST_SWING 0.3 /* V between recessive and dominant; less is noise */
#define HYSTERESIS 0.1  /* of the swing, to each side */

void
sample_log_init (SampleLog *self, ByteSource *in, TraceInfo *info, const FormatOptions *options)
{
  self->in = in;
  self->info = info;
  if (options->wave != NULL)
    self->options = *options->wave;
  else
    wave_options_init (&self->options);
  self->wave = wave_new (&self->options);
  self->edges = g_array_new (FALSE, FALSE, sizeof (WireEdge));
  if (self->options.record != NULL)
    wave_record_set_lines (self->options.record, self->wave);
}

void
sample_log_clear (SampleLog *self)
{
  g_clear_pointer (&self->wave, wave_free);
  g_clear_pointer (&self->edges, g_array_unref);
}

gboolean
sample_log_set_rate (SampleLog *self, double told, GError **error)
{
  double rate = self->options.sample_rate > 0 ? self->options.sample_rate : told;

  if (rate <= 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                   _ ("%s: it does not say its sample rate: give one, such as --sample-rate 24M"),
                   byte_source_get_name (self->in));
      return FALSE;
    }
  wave_set_rate (self->wave, rate, TRUE);
  return TRUE;
}

void
sample_log_set_offset (SampleLog *self, int64_t offset)
{
  self->offset = offset;
  wave_set_start (self->wave, offset);
}

void
sample_log_set_place (SampleLog *self, int64_t ticks, uint64_t position)
{
  if (self->options.record != NULL)
    wave_record_add_place (self->options.record, ticks, position);
}

gboolean
sample_log_move (SampleLog *self, int64_t *ticks)
{
  const WaveWindow *window = self->options.window;

  if (self->moved || window == NULL || !window->has_place || window->place_position <= byte_source_position (self->in))
    return FALSE;
  self->moved = TRUE;
  *ticks = window->place_ticks;
  byte_source_skip_to (self->in, window->place_position);
  return TRUE;
}

void
sample_log_cut_off (SampleLog *self, FrameBatch *out, GError **error)
{
  frame_batch_add_problem (out, byte_source_position (self->in), N_ ("ends early: %s"),
                           error != NULL && *error != NULL ? (*error)->message : "damaged");
  g_clear_error (error);
}

/* --- Rows --- */

static void
add_note (SampleLog *self, FrameBatch *out, NoteKind kind, uint8_t channel, int64_t time, const GString *text)
{
  frame_batch_add_note (out, kind, channel, time, byte_source_position (self->in), text->str, text->len);
}

static uint8_t
channel_of (SampleLog *self, guint number, int64_t time, FrameBatch *out)
{
  WaveLine *line = wave_get_line (self->wave, number);
  gboolean full = FALSE;
  uint8_t channel = trace_info_channel (self->info, line->name, strlen (line->name), &full);

  if (!line->told)
    {
      const WireFinding *finding = &line->finding;
      g_autoptr (GString) words = g_string_new (NULL);

      line->told = TRUE;
      wave_line_append_words (words, line);
      add_note (self, out, NOTE_STATUS, channel, time, words);
      trace_info_set_bitrate (self->info, channel, finding->setting.bitrate,
                              finding->fast > 0 ? finding->setting.data_bitrate : 0);
    }
  return channel;
}

static void
add_event (SampleLog *self, const WaveEvent *event, FrameBatch *out)
{
  CanFrame *frame = &out->frames[out->n_frames];
  g_autoptr (GString) words = g_string_new (NULL);

  *frame = event->event.frame;
  frame->time = can_time_add (frame->time, self->offset);
  if (!self->started)
    trace_info_set_start (self->info, self->offset, FALSE);
  self->started = TRUE;
  frame->channel = channel_of (self, event->line, frame->time, out);
  wave_event_append_words (words, &event->event);
  if (words->len > 0)
    add_note (self, out, NOTE_EVENT, frame->channel, frame->time, words);
  memcpy (out->payload[out->n_frames], event->event.payload, CAN_FRAME_MAX_LEN);
  frame->data = out->payload[out->n_frames];
  self->last_time = frame->time;
  out->n_frames++;
  if (self->options.tap != NULL)
    {
      WireEvent seen = event->event;

      seen.frame = *frame;
      self->options.tap (wave_get_line (self->wave, event->line), &seen, self->options.tap_data);
    }
}

static gboolean
has_room (const FrameBatch *out)
{
  return out->n_frames < FRAME_BATCH_SIZE && out->notes->len < FRAME_BATCH_SIZE
         && out->problems->len < FRAME_BATCH_SIZE;
}

/* What became of lines without a frame. FALSE: there is no bus at all. */
static gboolean
tell_lines (SampleLog *self, FrameBatch *out, GError **error)
{
  g_autoptr (GString) all = g_string_new (NULL);
  guint n_buses = 0;

  for (guint i = 0; i < wave_n_lines (self->wave); i++)
    {
      WaveLine *line = wave_get_line (self->wave, i);

      if (line->is_bus)
        {
          n_buses++;
          if (!line->told) /* a bus where no frame was complete */
            channel_of (self, i, self->last_time, out);
          continue;
        }
      g_string_append (all, all->len > 0 ? "; " : "");
      wave_line_append_words (all, line);
    }
  if (n_buses > 0)
    {
      if (all->len > 0)
        frame_batch_add_note (out, NOTE_STATUS, 0, self->last_time, byte_source_position (self->in), all->str,
                              all->len);
      return TRUE;
    }
  g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
               _ ("%s: no CAN found in it (%s); name the line and its bit rate to decode it nevertheless"),
               byte_source_get_name (self->in), all->len > 0 ? all->str : _ ("it has no lines"));
  return FALSE;
}

/* Whenever another line is decided, and at the end. */
static void
tell_record (SampleLog *self, gboolean ended)
{
  guint n = wave_n_lines (self->wave), decided = 0;

  for (guint i = 0; i < n; i++)
    decided += wave_get_line (self->wave, i)->decided;
  if (!ended && n == self->n_told && decided == self->n_decided)
    return;
  self->n_told = n;
  self->n_decided = decided;
  wave_record_set_lines (self->options.record, self->wave);
}

FormatStep
sample_log_read (SampleLog *self, SampleRead read, FrameBatch *out, GError **error)
{
  WaveEvent event;

  for (;;)
    {
      SampleStep step;
      int64_t end = 0;

      while (has_room (out) && wave_take (self->wave, &event))
        add_event (self, &event, out);
      if (!has_room (out) || (out->n_frames > 0 && !self->ended))
        return FORMAT_MORE;
      if (self->ended)
        return FORMAT_END;
      step = read (self, out, &end, error);
      if (self->options.record != NULL && step != SAMPLE_FAILED)
        tell_record (self, FALSE);
      if (step == SAMPLE_FAILED)
        return FORMAT_FAILED;
      if (self->options.window != NULL && (step == SAMPLE_END || wave_is_past (self->wave)))
        {
          wave_finish (self->wave, end, FALSE);
          return FORMAT_END;
        }
      if (step == SAMPLE_MORE && out->n_problems > 0) /* a reader of lines waits until they are taken */
        return FORMAT_MORE;
      if (step == SAMPLE_MORE)
        continue;
      self->ended = TRUE;
      wave_finish (self->wave, end, self->open_end);
      if (self->options.record != NULL)
        tell_record (self, TRUE);
      if (!tell_lines (self, out, error))
        return FORMAT_FAILED;
    }
}

void
sample_log_seek_entry (SampleLog *self, const char *name)
{
  while (byte_source_get_entry (self->in) != NULL && strcmp (byte_source_get_entry (self->in), name) != 0
         && byte_source_next_entry (self->in))
    ;
}

gboolean
sample_rate_parse (const char *text, gsize n, double *rate)
{
  g_autofree char *copy = g_strndup (text, n);
  char *end = NULL, *unit = g_strstrip (copy);
  double factor = 1;

  *rate = g_ascii_strtod (unit, &end);
  if (end == unit)
    return FALSE;
  while (*end == ' ')
    end++;
  if (*end == 'k' || *end == 'K')
    factor = 1e3;
  else if (*end == 'M')
    factor = 1e6;
  else if (*end == 'G')
    factor = 1e9;
  *rate *= factor;
  return isfinite (*rate) && *rate >= 1 && *rate <= 1e12;
}

/* --- Analog lines --- */

void
analog_level_init (AnalogLevel *self, double threshold)
{
  *self = (AnalogLevel){ INFINITY, -INFINITY, threshold, FALSE, FALSE };
}

gboolean
analog_level_take (AnalogLevel *self, double volts)
{
  double middle = self->threshold, margin = 0;
  gboolean high = self->high;

  if (!isfinite (volts))
    return FALSE;
  if (isnan (middle))
    {
      self->least = MIN (self->least, volts);
      self->most = MAX (self->most, volts);
      if (self->most - self->least < LEAST_SWING)
        return FALSE;
      middle = (self->least + self->most) / 2;
      margin = HYSTERESIS * (self->most - self->least);
    }
  if (volts > middle + margin)
    high = TRUE;
  else if (volts < middle - margin)
    high = FALSE;
  else if (self->known)
    return FALSE;
  if (self->known && high == self->high)
    return FALSE;
  self->known = TRUE;
  self->high = high;
  return TRUE;
}
