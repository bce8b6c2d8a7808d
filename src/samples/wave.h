/* wave.h: lines of a recording, from edges to frames of buses: which lines are CAN, at what rate, which way round.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A reader adds its lines, hands over edges as it finds them, and takes events. The first edges of a line are kept
 * until there are enough to find its rates; a line where no frame is found is no bus. Events come in the order of their
 * beginnings. Memory is bounded: edges of a line are kept while its rate is not known (WAVE_DETECT_EDGES), then none.
 * One thread.
 */
#pragma once

#include "samples/wire-detect.h"

G_BEGIN_DECLS

typedef struct WaveLine WaveLine;
typedef struct WaveRecord WaveRecord; /* wave-record.h */

/* A stretch of one line that is wanted as it is: nothing is decoded, no frame comes out, and what lies before is passed
 * over as fast as the file allows. */
typedef struct
{
  guint line;
  int64_t from, to; /* ns, on the scale of CanFrame.time */
  /* Where to go on reading when the head of the file is read; has_place: such a place is known. */
  gboolean has_place;
  int64_t place_ticks;
  uint64_t place_position;
  GArray *edges; /* of WireEdge, from the recording's beginning in ticks: those within, and the last one before */
  double rate;   /* ticks/s; filled in */
  int64_t start; /* ns that ticks count from; filled in */
} WaveWindow;

#define WAVE_MAX_LINES 64
#define WAVE_DETECT_EDGES 30000 /* about 300 frames */

/* How frames are written as samples. */
typedef struct
{
  WireSetting setting; /* bitrate 0: of each channel what the trace knows */
  double sample_rate;  /* samples/s; 0: edges as exactly as the format holds them, or 20 samples a bit */
  gboolean inverted;   /* dominant is high */
} WaveTarget;

typedef struct
{
  WireSetting setting; /* what is 0 is found */
  WirePolarity polarity;
  const char *line;   /* name or number (from 0) of the only line wanted; NULL: all where there is CAN */
  double glitch_ns;   /* pulses shorter than that are passed over; 0: a third of what the rate allows is not */
  double threshold;   /* V of analog lines; NaN: found */
  double sample_rate; /* samples/s where the recording does not say; 0: unknown */
  void (*tap) (const WaveLine *line, const WireEvent *event, gpointer data); /* (nullable) sees every event */
  gpointer tap_data;
  WaveRecord *record; /* (nullable) learns what is found */
  WaveWindow *window; /* (nullable) only that is read */
} WaveOptions;

void wave_options_init (WaveOptions *self); /* all is found */

struct WaveLine
{
  const char *name; /* of the line, valid UTF-8 */
  gboolean decided; /* whether it is a bus is known */
  gboolean is_bus;
  gboolean told;       /* for the reader's own use */
  WireFinding finding; /* of a bus */
  guint64 n_edges;
  double samples_a_bit; /* of the fastest bits; 0: the source has no samples */
  const char *problem;  /* English sentence fragment: why it is no bus; NULL */
};

typedef struct
{
  guint line;
  WireEvent event;
} WaveEvent;

typedef struct Wave Wave;

Wave *wave_new (const WaveOptions *options); /* copied; options->line borrowed */
void wave_free (Wave *self);                 /* (nullable) */
/* Ticks/s; sampled: ticks are samples, so that their number a bit counts. Before the first edge. */
void wave_set_rate (Wave *self, double tick_rate, gboolean sampled);
double wave_get_rate (const Wave *self);
/* ns that ticks count from; 0 at first. */
void wave_set_start (Wave *self, int64_t start);
int64_t wave_get_start (const Wave *self);
/* Ticks before which nothing is wanted; 0: all is. */
int64_t wave_wanted_from (const Wave *self);
/* The window has been read. */
gboolean wave_is_past (const Wave *self);
/* Number of the new line; WAVE_MAX_LINES: there are too many. name is made valid. */
guint wave_add_line (Wave *self, const char *name, gssize n);
guint wave_n_lines (const Wave *self);
WaveLine *wave_get_line (Wave *self, guint line);
/* FALSE: nobody wants its edges any more. */
gboolean wave_wants (const Wave *self, guint line);
/* Times of a line never go back; those that do are taken as the last one. */
void wave_edge (Wave *self, guint line, int64_t time, gboolean high);
void wave_edges (Wave *self, guint line, const GArray *edges); /* of WireEdge */
/* All lines have come to time. Events before what is still being decoded can be taken now. */
void wave_advance (Wave *self, int64_t time);
/* One line has; for sources that have one line after the other. */
void wave_advance_line (Wave *self, guint line, int64_t time);
/* The recording ends; everything can be taken. open: the source tells edges only, the last level goes on for a while.
 */
void wave_finish (Wave *self, int64_t time, gboolean open);
/* FALSE: none is ready. */
gboolean wave_take (Wave *self, WaveEvent *out);

/* What a reader tells of an event beside its frame: "stuff error at bit 37 (Data), seen first at bit 32, flag of 8
 * bits: echoed"; empty if there is nothing to tell. */
void wave_event_append_words (GString *out, const WireEvent *event);
/* "500 kbit/s, 2 Mbit/s with bit rate switch, 48 samples a bit, 112 good frames, 0 faults, clock +12 ppm". */
void wave_line_append_words (GString *out, const WaveLine *line);

G_END_DECLS
