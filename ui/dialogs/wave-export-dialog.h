/* wave-export-dialog.h: frames into a recording of samples: which, in what format, at what rate, which way round.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only.
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WAVE_EXPORT_TYPE_DIALOG (wave_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (WaveExportDialog, wave_export_dialog, WAVE_EXPORT, DIALOG, GtkWindow)

typedef void (*WaveExportFunc) (GFile *file, const RowChoice *choice, const Format *format, const WaveTarget *target,
                                gpointer data);

/* func is called when a file was chosen. */
GtkWidget *wave_export_dialog_new (GtkWindow *parent, TraceSession *session, WaveExportFunc func, gpointer data);

G_END_DECLS
