/* sample-writer.h: what the writers of recordings of samples share: from frames to edges of lines, in the order of
 * time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Private to src/formats. A writer's state begins with a SampleWriter. A frame's time is that of its SOF; one that
 * would begin while its line is still busy begins when the line is free. Error frames become an error flag of six
 * dominant bits with its delimiter. Lines are the channels of the first SAMPLE_WRITER_LOOK frames, and if there are
 * more frames than that all that the trace knows by then.
 */
#pragma once

#include "formats/format-interface.h"

G_BEGIN_DECLS

#define SAMPLE_WRITER_LOOK 4096

typedef struct SampleWriter SampleWriter;

typedef struct
{
  gboolean sampled;  /* ticks are samples, else 1 ns unless a sample rate was given */
  gboolean one_line; /* all channels share it */
  /* Lines and rate are known, all are recessive at tick 0. */
  void (*begin) (SampleWriter *self);
  /* Levels of all lines (bit i: line i is high) from the tick of the last call to this one, and what they are then. */
  void (*step) (SampleWriter *self, uint64_t before, int64_t tick, uint64_t now);
  void (*end) (SampleWriter *self, uint64_t levels, int64_t tick);
} SampleWriterClass;

typedef struct
{
  uint8_t channel;
  double free; /* ns: the next frame may begin */
  WireSetting setting;
} SampleWriterLine;

struct SampleWriter
{
  const SampleWriterClass *class;
  ByteSink *out;
  const TraceInfo *info;
  WaveTarget target;
  double rate; /* ticks/s */
  SampleWriterLine lines[WAVE_MAX_LINES];
  guint n_lines;
  gboolean begun;
  int64_t zero;    /* ns of tick 0 */
  uint64_t levels; /* at `now` */
  int64_t now;     /* ticks written */
  GArray *frames;  /* that wait until the lines are known */
  GByteArray *payloads;
  GArray *edges;  /* pending */
  double flushed; /* ns: no frame begins before */
  GError *error;
};

gboolean sample_writer_init (SampleWriter *self, const SampleWriterClass *class, ByteSink *out, const TraceInfo *info,
                             const FormatOptions *options, GError **error);
void sample_writer_clear (SampleWriter *self);
/* A format's write and finish. */
gboolean sample_writer_write (SampleWriter *self, const CanFrame *frames, guint n, GError **error);
gboolean sample_writer_finish (SampleWriter *self, GError **error);
/* "CAN_RX", or the name of the line's channel. (transfer full); without white space if plain */
char *sample_writer_dup_name (const SampleWriter *self, guint line, gboolean plain);
/* For class functions: what failed. */
void sample_writer_fail (SampleWriter *self, GError *error);

G_END_DECLS
