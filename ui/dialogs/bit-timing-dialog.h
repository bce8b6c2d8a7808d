/* bit-timing-dialog.h: the bit-timing calculator: all settings that make a rate, the recommended first, why, and how to
 * write it down; the way back from registers; two adapters compared.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Every input computes anew, in a thread of its own; the last question wins.
 */
#pragma once

#include "ui/dialogs/bit-timing-page.h"

G_BEGIN_DECLS

#define BIT_TYPE_TIMING_DIALOG (bit_timing_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BitTimingDialog, bit_timing_dialog, BIT, TIMING_DIALOG, GtkWindow)

/* info (nullable): of the recording that is open, whose bit timing can be taken and compared with. interface: of this
 * machine, the one to begin with; NULL: as it was left. */
GtkWidget *bit_timing_dialog_new (GtkWindow *parent, GSettings *settings, const TraceInfo *info, const char *interface);
BitTimingPage *bit_timing_dialog_get_page (BitTimingDialog *self); /* (transfer none) */

G_END_DECLS
