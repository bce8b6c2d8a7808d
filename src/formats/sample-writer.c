/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "formats/sample-writer.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "core/frame-bits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

#define IDLE_BITS 15        /* before the first frame, behind the last */
#define FLAG_BITS 6         /* of an error frame */
#define FLAG_REST 11        /* delimiter and intermission */
#define USUAL_SAMPLES 20    /* a bit, where no rate was given */
#define FLUSH_AT (1u << 16) /* edges */

typedef struct
{
  int64_t tick;
  guint8 line, recessive;
} Edge;

gboolean
sample_writer_init (SampleWriter *self, const SampleWriterClass *class, ByteSink *out, const TraceInfo *info,
                    const FormatOptions *options, GError **error)
{
  self->class = class;
  self->out = out;
  self->info = info;
  if (options->wave_target != NULL)
    self->target = *options->wave_target;
  self->frames = g_array_new (FALSE, FALSE, sizeof (CanFrame));
  self->payloads = g_byte_array_new ();
  self->edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  return TRUE;
}

void
sample_writer_clear (SampleWriter *self)
{
  g_clear_pointer (&self->frames, g_array_unref);
  g_clear_pointer (&self->payloads, g_byte_array_unref);
  g_clear_pointer (&self->edges, g_array_unref);
  g_clear_error (&self->error);
}

void
sample_writer_fail (SampleWriter *self, GError *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

char *
sample_writer_dup_name (const SampleWriter *self, guint line, gboolean plain)
{
  const char *name = trace_info_channel_name (self->info, self->lines[line].channel);
  char *copy;

  if (self->class->one_line || *name == '\0')
    return g_strdup ("CAN_RX");
  /* A name that is a number alone would be taken for the number of a line. */
  copy = g_ascii_isdigit (*name) ? g_strdup_printf ("CAN%s", name) : g_strdup (name);
  if (plain)
    for (char *c = copy; *c != '\0'; c++)
      if ((guchar) *c <= ' ' || *c == ',' || *c == '$' || *c == '"')
        *c = '_';
  return copy;
}

/* --- Lines --- */

static int
find_line (const SampleWriter *self, uint8_t channel)
{
  for (guint i = 0; i < self->n_lines; i++)
    if (self->class->one_line || self->lines[i].channel == channel)
      return (int) i;
  return -1;
}

static gboolean
add_line (SampleWriter *self, uint8_t channel, GError **error)
{
  SampleWriterLine *line = &self->lines[self->n_lines];

  if (self->n_lines == WAVE_MAX_LINES)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s: more than %u channels; write fewer"),
                   byte_sink_get_name (self->out), WAVE_MAX_LINES);
      return FALSE;
    }
  *line = (SampleWriterLine){ .channel = channel, .setting = self->target.setting };
  if (line->setting.bitrate == 0)
    trace_info_get_bitrate (self->info, channel, &line->setting.bitrate, &line->setting.data_bitrate);
  if (line->setting.bitrate == 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                   _ ("%s: the bit rate of channel “%s” is not known: give one, such as --bitrate 500k"),
                   byte_sink_get_name (self->out), trace_info_channel_name (self->info, channel));
      return FALSE;
    }
  wire_setting_complete (&line->setting);
  self->n_lines++;
  return TRUE;
}

static gboolean
choose_rate (SampleWriter *self, GError **error)
{
  double fastest = 0;

  for (guint i = 0; i < self->n_lines; i++)
    fastest = MAX (fastest, MAX (self->lines[i].setting.bitrate, self->lines[i].setting.data_bitrate));
  self->rate = self->target.sample_rate;
  if (self->rate <= 0)
    self->rate = self->class->sampled ? MAX (fastest, 1000) * USUAL_SAMPLES : 1e9;
  if (self->rate >= WIRE_LEAST_SAMPLES * fastest)
    return TRUE;
  g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
               _ ("%s: at %.0f samples a second bits of %.0f bit/s have fewer than %d samples; sample at %.0f or "
                  "faster"),
               byte_sink_get_name (self->out), self->rate, fastest, WIRE_LEAST_SAMPLES, WIRE_LEAST_SAMPLES * fastest);
  return FALSE;
}

static double
idle_time (const SampleWriter *self)
{
  double idle = 0;

  for (guint i = 0; i < self->n_lines; i++)
    idle = MAX (idle, IDLE_BITS * 1e9 / self->lines[i].setting.bitrate);
  return idle;
}

/* --- Edges --- */

static int
compare_edges (const void *a, const void *b)
{
  const Edge *x = a, *y = b;

  if (x->tick != y->tick)
    return x->tick < y->tick ? -1 : 1;
  return (int) x->line - (int) y->line;
}

/* No edge comes before `limit` any more. */
static void
flush_edges (SampleWriter *self, int64_t limit)
{
  guint i = 0;

  qsort (self->edges->data, self->edges->len, sizeof (Edge), compare_edges);
  while (i < self->edges->len && g_array_index (self->edges, Edge, i).tick < limit && self->error == NULL)
    {
      int64_t tick = g_array_index (self->edges, Edge, i).tick;
      uint64_t now = self->levels;

      for (; i < self->edges->len && g_array_index (self->edges, Edge, i).tick == tick; i++)
        {
          const Edge *edge = &g_array_index (self->edges, Edge, i);
          uint64_t bit = UINT64_C (1) << edge->line;

          now = (edge->recessive != 0) != self->target.inverted ? now | bit : now & ~bit;
        }
      if (now == self->levels)
        continue;
      self->class->step (self, self->levels, tick, now);
      self->levels = now;
      self->now = tick;
    }
  if (i > 0)
    g_array_remove_range (self->edges, 0, i);
}

/* The first sample at or behind an edge sees it. */
static int64_t
tick_of (const SampleWriter *self, double time)
{
  double ticks = time * (self->rate / 1e9);

  return (int64_t) MIN (self->rate == 1e9 ? round (ticks) : ceil (ticks - 1e-6), (double) WIRE_TIME_MAX);
}

static void
add_edge (SampleWriter *self, guint line, double time, gboolean recessive)
{
  Edge edge = { tick_of (self, time), (guint8) line, recessive };

  g_array_append_val (self->edges, edge);
}

static void
add_error (SampleWriter *self, guint number, double start)
{
  SampleWriterLine *line = &self->lines[number];
  double bit = 1e9 / line->setting.bitrate;

  add_edge (self, number, start, FALSE);
  add_edge (self, number, start + FLAG_BITS * bit, TRUE);
  line->free = start + (FLAG_BITS + FLAG_REST) * bit;
}

static void
add_frame (SampleWriter *self, guint number, const CanFrame *frame, double start)
{
  SampleWriterLine *line = &self->lines[number];
  double starts[FRAME_BITS_MAX + 1];
  gboolean level = TRUE;
  FrameBits bits;

  if (!frame_bits_make (frame, line->setting.non_iso, &bits))
    {
      add_error (self, number, start);
      return;
    }
  frame_wave_times (&bits, &line->setting, starts);
  for (guint i = 0; i < bits.n; i++)
    {
      gboolean value = (bits.bits[i] & FRAME_BIT_VALUE) != 0;

      if (value != level)
        add_edge (self, number, start + starts[i], value);
      level = value;
    }
  line->free = start + starts[bits.n];
}

/* --- Frames --- */

static gboolean
take (SampleWriter *self, const CanFrame *frame, GError **error)
{
  int number = find_line (self, frame->channel);
  double time;

  if (number < 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                   _ ("%s: frames of channel “%s” begin too late for the head of this file; write that channel alone"),
                   byte_sink_get_name (self->out), trace_info_channel_name (self->info, frame->channel));
      return FALSE;
    }
  time = MAX ((double) frame->time - (double) self->zero, self->flushed);
  if (self->edges->len >= FLUSH_AT)
    {
      self->flushed = MAX (time, self->flushed);
      flush_edges (self, tick_of (self, self->flushed));
    }
  add_frame (self, (guint) number, frame, MAX (time, self->lines[number].free));
  return TRUE;
}

static gboolean
begin (SampleWriter *self, gboolean more, GError **error)
{
  double idle;

  for (guint i = 0; i < self->frames->len; i++)
    {
      uint8_t channel = g_array_index (self->frames, CanFrame, i).channel;

      if (find_line (self, channel) < 0 && !add_line (self, channel, error))
        return FALSE;
    }
  for (guint i = 0; more && i < trace_info_n_channels (self->info); i++)
    if (find_line (self, (uint8_t) i) < 0 && !add_line (self, (uint8_t) i, error))
      return FALSE;
  if (!choose_rate (self, error))
    return FALSE;
  idle = idle_time (self);
  self->begun = TRUE;
  self->zero = self->frames->len > 0 ? g_array_index (self->frames, CanFrame, 0).time - (int64_t) idle : 0;
  for (guint i = 0; i < self->n_lines; i++)
    {
      self->lines[i].free = idle;
      self->levels |= (uint64_t) !self->target.inverted << i;
    }
  self->class->begin (self);
  for (guint i = 0; i < self->frames->len; i++)
    {
      CanFrame frame = g_array_index (self->frames, CanFrame, i);

      frame.data = self->payloads->data + (gsize) i * CAN_FRAME_MAX_LEN;
      if (!take (self, &frame, error))
        return FALSE;
    }
  g_array_set_size (self->frames, 0);
  g_byte_array_set_size (self->payloads, 0);
  return TRUE;
}

static void
keep (SampleWriter *self, const CanFrame *frame)
{
  uint8_t payload[CAN_FRAME_MAX_LEN] = { 0 };

  if (frame->data != NULL)
    memcpy (payload, frame->data, MIN (frame->len, sizeof payload));
  g_array_append_val (self->frames, *frame);
  g_byte_array_append (self->payloads, payload, sizeof payload);
}

static gboolean
tell_failure (SampleWriter *self, GError **error)
{
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

gboolean
sample_writer_write (SampleWriter *self, const CanFrame *frames, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    if (self->begun)
      {
        if (!take (self, &frames[i], error))
          return FALSE;
      }
    else
      {
        keep (self, &frames[i]);
        if (self->frames->len >= SAMPLE_WRITER_LOOK && !begin (self, TRUE, error))
          return FALSE;
      }
  return tell_failure (self, error);
}

gboolean
sample_writer_finish (SampleWriter *self, GError **error)
{
  double end = 0;

  if (!self->begun && !begin (self, FALSE, error))
    return FALSE;
  for (guint i = 0; i < self->n_lines; i++)
    end = MAX (end, self->lines[i].free);
  flush_edges (self, INT64_MAX);
  self->class->end (self, self->levels, tick_of (self, end + idle_time (self)));
  return tell_failure (self, error);
}
