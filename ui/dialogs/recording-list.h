/* recording-list.h: the recordings that run and those that ended: what they have written, and stopping them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RECORDING_TYPE_LIST (recording_list_get_type ())
G_DECLARE_FINAL_TYPE (RecordingList, recording_list, RECORDING, LIST, GtkWidget)

GtkWidget *recording_list_new (TraceSession *session);
/* As things are now. How many rows there are. */
guint recording_list_update (RecordingList *self);

/* "12 345 frames, 4.1 MB, 38 s" and what else is to be said of it. (transfer full) */
char *recording_list_describe (const RecorderState *state);

G_END_DECLS
