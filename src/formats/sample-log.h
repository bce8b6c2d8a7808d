/* sample-log.h: what the readers of logic-analyser recordings share: from edges to rows, notes of what failed where.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Private to src/formats. A reader's state begins with a SampleLog. Lines that are CAN become channels of their names;
 * a fault on the wire becomes an error frame with a note in front of it that says where and who objected.
 */
#pragma once

#include "formats/format.h"
#include "samples/wave-record.h"

G_BEGIN_DECLS

typedef struct SampleLog SampleLog;

typedef enum
{
  SAMPLE_MORE,
  SAMPLE_END,
  SAMPLE_FAILED, /* error is set */
} SampleStep;

/* Reads some, hands edges to the wave, advances it. At the end *end is the recording's, in ticks. */
typedef SampleStep (*SampleRead) (SampleLog *self, FrameBatch *out, int64_t *end, GError **error);

struct SampleLog
{
  ByteSource *in;
  TraceInfo *info;
  Wave *wave;
  WaveOptions options;
  int64_t offset; /* ns that ticks count from */
  gboolean started, ended;
  gboolean open_end; /* only edges are told: the last level goes on */
  int64_t last_time;
  guint n_told, n_decided; /* lines, as the record knows them */
  gboolean moved;          /* to the place that a window knows */
  GArray *edges;           /* of WireEdge; a reader's, between two calls of the wave */
};

void sample_log_init (SampleLog *self, ByteSource *in, TraceInfo *info, const FormatOptions *options);
void sample_log_clear (SampleLog *self);
/* A format's read. */
FormatStep sample_log_read (SampleLog *self, SampleRead read, FrameBatch *out, GError **error);

/* Samples/s: what somebody gave, else what the recording tells, 0: nothing. FALSE: neither. */
gboolean sample_log_set_rate (SampleLog *self, double told, GError **error);
/* The recording ends early, for the reason in *error, which is eaten: a problem; what there was is decoded. */
void sample_log_cut_off (SampleLog *self, FrameBatch *out, GError **error);
/* ns that ticks count from; before the first edge. */
void sample_log_set_offset (SampleLog *self, int64_t offset);
/* The reader can begin here: nothing that it knows of what came before is needed, except what the head says. */
void sample_log_set_place (SampleLog *self, int64_t ticks, uint64_t position);
/* Once, when the head is read: goes to the place from which a window is wanted. TRUE: *ticks is the time there. */
gboolean sample_log_move (SampleLog *self, int64_t *ticks);
/* Goes on to the entry of this name, if in is a zip. */
void sample_log_seek_entry (SampleLog *self, const char *name);

/* --- Analog lines --- */

typedef struct
{
  double least, most, threshold; /* V; threshold NaN: the middle of what was seen */
  gboolean high, known;
} AnalogLevel;

void analog_level_init (AnalogLevel *self, double threshold);
/* TRUE: the level is another one (or known for the first time) now. */
gboolean analog_level_take (AnalogLevel *self, double volts);

G_END_DECLS
