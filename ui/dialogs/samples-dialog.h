/* samples-dialog.h: a recording of samples: what was found on its lines, and how to read it again where that is wrong.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only.
 */
#pragma once

#include "samples/wave-record.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SAMPLES_TYPE_DIALOG (samples_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SamplesDialog, samples_dialog, SAMPLES, DIALOG, GtkWindow)

/* options are the dialog's until it returns. */
typedef void (*SamplesFunc) (GFile *file, const WaveOptions *options, gpointer data);

/* problem (nullable): why it could not be read as it is. */
GtkWidget *samples_dialog_new (GtkWindow *parent, GFile *file, WaveRecord *record, const char *problem,
                               SamplesFunc func, gpointer data);

G_END_DECLS
