/* preferences-dialog.h: how the program looks and behaves; every change takes effect at once, in all windows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Works on the settings only. Its rows are a table in preferences-rows.c: a setting of a few values, or one that is on
 * or off, is a row there. Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PREFERENCES_TYPE_DIALOG (preferences_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PreferencesDialog, preferences_dialog, PREFERENCES, DIALOG, GtkWindow)

/* parent: (nullable) */
GtkWidget *preferences_dialog_new (GtkWindow *parent, GSettings *settings);

G_END_DECLS
