/* timing-recording.h: the bit timing that a recording tells of its channels (timing/timing-words.h), listed and
 * compared.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/command.h"
#include "core/trace-info.h"
#include "timing/controllers.h"

G_BEGIN_DECLS

/* For each setting: its channel, and where a channel has several the time from which it held, and what it is. */
typedef void (*TimingRecordingLine) (const char *text, gpointer data);
void timing_recording_tell (const TraceInfo *info, TimingRecordingLine tell, gpointer data);
/* ,"bit_timings":[…]; nothing where none is known. */
void timing_recording_append_json (GString *out, const TraceInfo *info);

/* bit-timing --recording FILE. other: compared with it, clock in Hz; NULL: listed. */
CliStatus timing_recording_run (const CliOptions *typed, const Controller *other, double clock);

G_END_DECLS
