/* recording-dialog.h: what runs, and a form for another recording: file, splitting, filter, triggers, and what the file
 * keeps of the frames.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What was typed is kept in the setting "recording".
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RECORDING_TYPE_DIALOG (recording_dialog_get_type ())
G_DECLARE_FINAL_TYPE (RecordingDialog, recording_dialog, RECORDING, DIALOG, GtkWindow)

/* Starts it, and the capture before where none is on. FALSE: error says why, or is NULL where something else is asked
 * first. */
typedef gboolean (*RecordingFunc) (const RecordPlan *plan, gboolean whole, GError **error, gpointer data);

GtkWidget *recording_dialog_new (TraceSession *session, RecordingFunc func, gpointer data);

G_END_DECLS
