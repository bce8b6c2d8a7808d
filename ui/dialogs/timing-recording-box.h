/* timing-recording-box.h: what the open recording tells of bit timing, beside the calculator's question: to be taken
 * over, or compared with.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Signal "take" (pointer): the rates and points of this TimingRecorded are wanted. Signal "compare" (uint): the setting
 * of this number, as timing_sources_new of the same recording counts them.
 */
#pragma once

#include "ui/dialogs/timing-sources.h"

G_BEGIN_DECLS

#define TIMING_TYPE_RECORDING_BOX (timing_recording_box_get_type ())
G_DECLARE_FINAL_TYPE (TimingRecordingBox, timing_recording_box, TIMING, RECORDING_BOX, GtkBox)

/* NULL: the recording tells nothing. (transfer floating) */
GtkWidget *timing_recording_box_new (const TraceInfo *info);

G_END_DECLS
