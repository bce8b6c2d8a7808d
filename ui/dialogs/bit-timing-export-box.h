/* bit-timing-export-box.h: a setting as a command, a file or source text, with a button that copies it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "timing/controllers.h"
#include "timing/timing-solve.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BIT_TYPE_TIMING_EXPORT_BOX (bit_timing_export_box_get_type ())
G_DECLARE_FINAL_TYPE (BitTimingExportBox, bit_timing_export_box, BIT, TIMING_EXPORT_BOX, GtkBox)

GtkWidget *bit_timing_export_box_new (void);
/* All are borrowed until the next call or NULL; controller may be NULL. solution NULL: nothing to write. */
void bit_timing_export_box_set (BitTimingExportBox *self, const TimingRequest *request, const TimingSolution *solution,
                                const Controller *controller);
/* The name of the interface that is written; "can0" until then. */
void bit_timing_export_box_set_interface (BitTimingExportBox *self, const char *name);

G_END_DECLS
