/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "samples/wave.h"
#include "base/i18n.h"

#include "core/bit-rate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

#define OPEN_BITS 12   /* a level at the end goes on for */
#define LEAST_EDGES 20 /* of the shortest frame there are about that many */

typedef struct
{
  Wave *wave;
  guint number;
  WaveLine shown;
  gboolean wanted;
  GArray *edges; /* of WireEdge, until the rate is known */
  WireDecoder *decoder;
  int64_t now;   /* ticks up to which it is known */
  gboolean high; /* level there */
  guint64 sequence;
} Line;

struct Wave
{
  WaveOptions options;
  double rate;
  int64_t start;                  /* ns */
  int64_t window_from, window_to; /* ticks */
  gboolean sampled, finished;
  Line lines[WAVE_MAX_LINES];
  guint n_lines;
  GArray *events; /* of WaveEvent, sorted from `taken` on when ready */
  guint taken, n_sorted;
};

void
wave_options_init (WaveOptions *self)
{
  *self = (WaveOptions){ .threshold = NAN };
}

Wave *
wave_new (const WaveOptions *options)
{
  Wave *self = g_new0 (Wave, 1);

  self->options = *options;
  self->rate = 1e9;
  self->events = g_array_new (FALSE, FALSE, sizeof (WaveEvent));
  return self;
}

void
wave_free (Wave *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_lines; i++)
    {
      g_free ((char *) self->lines[i].shown.name);
      g_clear_pointer (&self->lines[i].edges, g_array_unref);
      wire_decoder_free (self->lines[i].decoder);
    }
  g_array_unref (self->events);
  g_free (self);
}

static int64_t
ticks_of (const Wave *self, int64_t time)
{
  double ticks = ((double) time - (double) self->start) * (self->rate / 1e9);

  return (int64_t) CLAMP (ticks, 0, (double) WIRE_TIME_MAX);
}

static void
place_window (Wave *self)
{
  WaveWindow *window = self->options.window;

  if (window == NULL)
    return;
  window->rate = self->rate;
  window->start = self->start;
  self->window_from = ticks_of (self, window->from);
  self->window_to = ticks_of (self, window->to);
}

void
wave_set_rate (Wave *self, double tick_rate, gboolean sampled)
{
  self->rate = tick_rate;
  self->sampled = sampled;
  place_window (self);
}

void
wave_set_start (Wave *self, int64_t start)
{
  self->start = start;
  place_window (self);
}

int64_t
wave_get_start (const Wave *self)
{
  return self->start;
}

int64_t
wave_wanted_from (const Wave *self)
{
  return self->window_from;
}

gboolean
wave_is_past (const Wave *self)
{
  const WaveWindow *window = self->options.window;

  return window != NULL && window->line < self->n_lines && self->lines[window->line].now > self->window_to;
}

double
wave_get_rate (const Wave *self)
{
  return self->rate;
}

/* --- Lines --- */

static gboolean
is_wanted (const Wave *self, guint number, const char *name)
{
  char *end = NULL;
  guint64 wanted;

  if (self->options.window != NULL)
    return number == self->options.window->line;
  if (self->options.line == NULL || strcmp (self->options.line, name) == 0)
    return TRUE;
  wanted = g_ascii_strtoull (self->options.line, &end, 10);
  return end != self->options.line && *end == '\0' && wanted == number;
}

guint
wave_add_line (Wave *self, const char *name, gssize n)
{
  Line *line;

  if (self->n_lines == WAVE_MAX_LINES)
    return WAVE_MAX_LINES;
  place_window (self);
  line = &self->lines[self->n_lines];
  line->wave = self;
  line->number = self->n_lines;
  line->shown.name = g_utf8_make_valid (name, n);
  line->wanted = is_wanted (self, self->n_lines, line->shown.name);
  line->edges = g_array_new (FALSE, FALSE, sizeof (WireEdge));
  return self->n_lines++;
}

guint
wave_n_lines (const Wave *self)
{
  return self->n_lines;
}

WaveLine *
wave_get_line (Wave *self, guint line)
{
  return &self->lines[line].shown;
}

gboolean
wave_wants (const Wave *self, guint line)
{
  return line < self->n_lines && self->lines[line].wanted;
}

/* --- Deciding --- */

static void
take_event (const WireEvent *event, gpointer data)
{
  Line *line = data;
  WaveEvent out = { line->number, *event };

  g_array_append_val (line->wave->events, out);
}

static void
give_up (Line *line, const char *problem)
{
  line->shown.decided = TRUE;
  line->shown.is_bus = FALSE;
  line->shown.problem = problem;
  line->wanted = FALSE;
  g_clear_pointer (&line->edges, g_array_unref);
}

static void
start (Line *line)
{
  Wave *self = line->wave;
  const WireSetting *setting = &line->shown.finding.setting;
  gboolean inverted = line->shown.finding.inverted;

  line->shown.decided = line->shown.is_bus = TRUE;
  line->shown.samples_a_bit
      = self->sampled ? self->rate / MAX (setting->bitrate, line->shown.finding.fast > 0 ? setting->data_bitrate : 0)
                      : 0;
  line->decoder = wire_decoder_new (setting, self->rate, take_event, line);
  wire_decoder_set_glitch (line->decoder, self->options.glitch_ns * self->rate / 1e9);
  for (guint i = 0; i < line->edges->len; i++)
    {
      WireEdge edge = g_array_index (line->edges, WireEdge, i);

      wire_decoder_edge (line->decoder, WIRE_EDGE_TIME (edge), WIRE_EDGE_HIGH (edge) != inverted);
    }
  g_clear_pointer (&line->edges, g_array_unref);
}

/* The rate is known to the caller: it is decoded though no frame was found. */
static gboolean
is_forced (const Wave *self)
{
  return self->options.setting.bitrate > 0 && self->options.line != NULL;
}

static void
decide (Line *line)
{
  Wave *self = line->wave;
  const WireSetting *known = &self->options.setting;
  WireFinding *finding = &line->shown.finding;
  gboolean found = FALSE;

  if (line->edges->len < LEAST_EDGES && !is_forced (self))
    {
      give_up (line, line->edges->len == 0 ? N_ ("never changes") : N_ ("too few edges for a frame"));
      return;
    }
  if (known->bitrate > 0 && self->sampled && self->rate < WIRE_LEAST_SAMPLES * (double) known->bitrate)
    {
      give_up (line, N_ ("fewer than 5 samples a bit: sample faster"));
      return;
    }
  found = wire_detect ((const WireEdge *) line->edges->data, line->edges->len, line->now, self->rate, known,
                       self->options.polarity, self->options.glitch_ns * self->rate / 1e9, finding);
  /* One good frame in a thousand faults is chance: 15 bits of CRC let 1 of 32768 through. */
  if (found && (finding->good * 50 >= finding->bad || is_forced (self)))
    start (line);
  else if (is_forced (self))
    {
      finding->setting = *known;
      wire_setting_complete (&finding->setting);
      start (line);
    }
  else if (self->sampled && finding->shortest_pulse > 0 && finding->shortest_pulse < WIRE_LEAST_SAMPLES)
    give_up (line, N_ ("no frame at any rate; its shortest pulses have fewer than 5 samples: sample faster"));
  else
    give_up (line, N_ ("no frame at any rate"));
}

/* --- Edges --- */

/* The last edge before the window tells the level at its beginning. */
static void
add_to_window (Wave *self, int64_t time, gboolean high)
{
  GArray *edges = self->options.window->edges;
  WireEdge edge = WIRE_EDGE (time, high);

  if (time < self->window_from)
    g_array_set_size (edges, 0);
  if (time <= self->window_to)
    g_array_append_val (edges, edge);
}

static void
add_edge (Line *line, int64_t time, gboolean high)
{
  WireEdge edge;

  time = CLAMP (time, line->now, WIRE_TIME_MAX);
  line->now = time;
  line->high = high;
  line->shown.n_edges++;
  if (line->wave->options.window != NULL)
    {
      add_to_window (line->wave, time, high);
      return;
    }
  if (line->decoder != NULL)
    {
      wire_decoder_edge (line->decoder, time, high != line->shown.finding.inverted);
      return;
    }
  edge = WIRE_EDGE (time, high);
  g_array_append_val (line->edges, edge);
  if (line->edges->len >= WAVE_DETECT_EDGES)
    decide (line);
}

void
wave_edge (Wave *self, guint line, int64_t time, gboolean high)
{
  if (wave_wants (self, line))
    add_edge (&self->lines[line], time, high);
}

void
wave_edges (Wave *self, guint line, const GArray *edges)
{
  for (guint i = 0; i < edges->len && wave_wants (self, line); i++)
    {
      WireEdge edge = g_array_index (edges, WireEdge, i);

      add_edge (&self->lines[line], WIRE_EDGE_TIME (edge), WIRE_EDGE_HIGH (edge));
    }
}

/* --- Events in order --- */

static int
compare_events (const void *a, const void *b)
{
  const WaveEvent *x = a, *y = b;

  if (x->event.start != y->event.start)
    return x->event.start < y->event.start ? -1 : 1;
  return x->line < y->line ? -1 : x->line > y->line;
}

/* Sorts what no line can come before any more. */
static void
sort_ready (Wave *self)
{
  double safe = INFINITY;
  guint n = self->events->len, end;

  for (guint i = 0; i < self->n_lines && !self->finished; i++)
    {
      Line *line = &self->lines[i];

      if (!line->wanted)
        continue;
      safe = MIN (safe, (double) line->now);
      if (line->decoder == NULL && line->edges != NULL)
        safe = MIN (safe, line->edges->len > 0 ? (double) WIRE_EDGE_TIME (g_array_index (line->edges, WireEdge, 0))
                                               : (double) line->now);
      else if (line->decoder != NULL)
        safe = MIN (safe, (double) wire_decoder_pending (line->decoder));
    }
  if (self->taken > 0)
    {
      g_array_remove_range (self->events, 0, self->taken);
      n -= self->taken;
      self->taken = 0;
    }
  if (n > 1)
    qsort (self->events->data, n, sizeof (WaveEvent), compare_events);
  for (end = 0; end < n && g_array_index (self->events, WaveEvent, end).event.start < safe; end++)
    ;
  self->n_sorted = end;
}

static void
advance (Line *line, int64_t time)
{
  line->now = CLAMP (time, line->now, WIRE_TIME_MAX);
  if (line->decoder != NULL)
    wire_decoder_advance (line->decoder, line->now);
}

void
wave_advance (Wave *self, int64_t time)
{
  for (guint i = 0; i < self->n_lines; i++)
    if (self->lines[i].wanted)
      advance (&self->lines[i], time);
  sort_ready (self);
}

void
wave_advance_line (Wave *self, guint line, int64_t time)
{
  if (wave_wants (self, line))
    advance (&self->lines[line], time);
}

void
wave_finish (Wave *self, int64_t time, gboolean open)
{
  for (guint i = 0; i < self->n_lines; i++)
    {
      Line *line = &self->lines[i];

      if (!line->wanted)
        {
          if (!line->shown.decided)
            give_up (line, N_ ("not chosen"));
          continue;
        }
      line->now = CLAMP (time, line->now, WIRE_TIME_MAX);
      if (line->decoder == NULL && self->options.window == NULL)
        decide (line);
      if (line->decoder != NULL && open)
        line->now += (int64_t) (OPEN_BITS * self->rate / line->shown.finding.setting.bitrate);
      if (line->decoder != NULL)
        wire_decoder_finish (line->decoder, line->now);
    }
  self->finished = TRUE;
  sort_ready (self);
}

gboolean
wave_take (Wave *self, WaveEvent *out)
{
  if (self->taken >= self->n_sorted)
    return FALSE;
  *out = g_array_index (self->events, WaveEvent, self->taken++);
  out->event.frame.data = NULL; /* the taker's copy has its own payload */
  return TRUE;
}

/* --- Words --- */

void
wave_event_append_words (GString *out, const WireEvent *event)
{
  if (event->fault == WIRE_FAULT_NONE)
    {
      if (!event->acked)
        g_string_append (out, "nobody acknowledged");
      return;
    }
  g_string_append_printf (out, "%s at bit %u", wire_fault_name (event->fault), event->bit);
  if (event->fault != WIRE_FAULT_OVERLOAD)
    g_string_append_printf (out, " (%s)", frame_field_name (event->field));
  if (event->flag > 0 && event->objected != event->bit)
    g_string_append_printf (out, ", a node objected at bit %u at the earliest", event->objected);
  if (event->flag > 6)
    g_string_append_printf (out, ", flag of %u bits: echoed", event->flag);
  else if (event->flag > 0)
    g_string_append_printf (out, ", flag of %u bits", event->flag);
  else if (event->passive)
    g_string_append (out, ", passive flag or sender gone");
}

void
wave_line_append_words (GString *out, const WaveLine *line)
{
  const WireFinding *finding = &line->finding;

  if (!line->is_bus)
    {
      g_string_append_printf (out, _ ("%s: no CAN: %s"), line->name,
                              line->problem != NULL ? _ (line->problem) : _ ("not known yet"));
      return;
    }
  g_string_append_printf (out, "%s: ", line->name);
  bit_rate_append_words (out, finding->setting.bitrate);
  if (finding->fast > 0)
    {
      g_string_append (out, _ (", data phase "));
      bit_rate_append_words (out, finding->setting.data_bitrate);
      g_string_append (out, finding->setting.non_iso ? " (non-ISO)" : "");
    }
  if (finding->inverted)
    g_string_append (out, _ (", dominant is high"));
  if (line->samples_a_bit > 0)
    g_string_append_printf (out, _ (", %.3g samples a bit%s"), line->samples_a_bit,
                            line->samples_a_bit < WIRE_FEW_SAMPLES
                                ? _ (" (few: below 10 faults may be the recording's)")
                                : "");
  g_string_append_printf (out, _ (", %u frames and %u faults at its beginning, clocks %+.0f ppm on average"),
                          finding->good, finding->bad, finding->clock_ppm);
}
