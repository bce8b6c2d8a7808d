/* wave-record.h: what was learnt of a recording of samples while it was read: its lines, what was found on them, and
 * where in the file which time is, so that a stretch of it can be read again without reading all.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reference counted, any thread: the reader fills it, others look.
 */
#pragma once

#include "samples/wave.h"

G_BEGIN_DECLS

typedef struct WaveRecord WaveRecord;

/* A place to begin reading at: nothing that was before is needed. */
typedef struct
{
  int64_t ticks;
  uint64_t position; /* bytes in the unpacked file */
} WavePlace;

/* As wave_new's options; copied with their texts. */
WaveRecord *wave_record_new (const WaveOptions *options);
WaveRecord *wave_record_ref (WaveRecord *self);
void wave_record_unref (WaveRecord *self); /* (nullable) */
/* What it was read with; record, window and tap are NULL. Valid while self is. */
const WaveOptions *wave_record_get_options (const WaveRecord *self);

/* A reader of samples has had it: the file is a recording of samples, even if nothing could be read. */
gboolean wave_record_is_read (WaveRecord *self);

/* The reader's. */
void wave_record_set_lines (WaveRecord *self, Wave *wave);
void wave_record_add_place (WaveRecord *self, int64_t ticks, uint64_t position);

guint wave_record_n_lines (WaveRecord *self);
/* FALSE: there is none. name and problem are valid while self is. */
gboolean wave_record_get_line (WaveRecord *self, guint line, WaveLine *out);
/* The first line that is a bus and has this name; -1. */
int wave_record_find_bus (WaveRecord *self, const char *name);
/* The last place at or before a time (ns, as CanFrame.time); FALSE: only the beginning. */
gboolean wave_record_find_place (WaveRecord *self, int64_t time, WavePlace *out);

G_END_DECLS
