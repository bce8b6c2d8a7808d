/* recorder.h: a recording that runs in a thread of its own, beside the capture.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * It reads the store, so that nothing that happens to its disk can hold up the capture; what it writes is flushed twice
 * a second. Several may run on one store. Any thread, except where said.
 */
#pragma once

#include "session/capture.h"
#include "session/record-run.h"
#include "session/tick.h"

G_BEGIN_DECLS

typedef struct Recorder Recorder;

typedef struct
{
  RecordState run;
  gboolean ended;   /* its thread has let go of everything */
  uint64_t behind;  /* rows that came and were not taken yet */
  uint64_t n_free;  /* bytes that the file system has left; UINT64_MAX: not known */
  double byte_rate; /* bytes/s, of the last seconds */
  gint64 started;   /* monotonic µs */
} RecorderState;

void recorder_state_clear (RecorderState *self); /* what recorder_get_state filled */

/* From row on. NULL: what is wrong with the plan, or the file. capture: (nullable) whose buses' states triggers see.
 * tick: requested when the state changed. */
Recorder *recorder_new (FrameStore *store, const RecordPlan *plan, const DatabaseSet *databases, uint64_t row,
                        Capture *capture, Tick *tick, GError **error);
Recorder *recorder_ref (Recorder *self);
/* (nullable) The last one lets it stop, and does not wait. */
void recorder_unref (Recorder *self);

/* Takes what is there by now, and ends; its state tells when. */
void recorder_stop (Recorder *self);
/* Waits until it has ended; FALSE: not within so many µs. */
gboolean recorder_wait (Recorder *self, gint64 timeout);
gboolean recorder_is_over (Recorder *self);                 /* has ended */
void recorder_trigger (Recorder *self, const char *reason); /* as by a key */
void recorder_rotate (Recorder *self);                      /* goes on in a new file */

const RecordPlan *recorder_get_plan (const Recorder *self);   /* (transfer none) */
void recorder_get_state (Recorder *self, RecorderState *out); /* as of now; clear it */
/* As record_run_take_hits; one taker. */
GPtrArray *recorder_take_hits (Recorder *self);

G_END_DECLS
