/* wave-panel.h: the frame under the cursor as it was on the wire: read back from the recording of samples that the
 * trace came from; of other traces as it ought to be.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only.
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WAVE_TYPE_PANEL (wave_panel_get_type ())
G_DECLARE_FINAL_TYPE (WavePanel, wave_panel, WAVE, PANEL, GtkBox)

GtkWidget *wave_panel_new (TraceSession *session);
/* Nothing is being read. */
gboolean wave_panel_is_ready (WavePanel *self);

G_END_DECLS
