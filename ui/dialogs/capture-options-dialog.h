/* capture-options-dialog.h: what a capture takes and how much of it is held. Acts at once, by the settings
 * "capture-filter", "capture-hold", "capture-hold-frames" and "capture-hold-minutes".
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *capture_options_dialog_new (GSettings *settings);

/* Frames that a ring must hold for these settings and so many buses; 0: all are kept. */
guint capture_options_get_ring (GSettings *settings, guint n_buses);

G_END_DECLS
