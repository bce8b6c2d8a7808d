/* arm-bar.h: a switch a bus: only where it is on anything is sent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * "told" (const char *sentence)   why a bus could not be armed; NULL: it is
 */
#pragma once

#include "models/transmit-list.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ARM_TYPE_BAR (arm_bar_get_type ())
G_DECLARE_FINAL_TYPE (ArmBar, arm_bar, ARM, BAR, GtkBox)

GtkWidget *arm_bar_new (TransmitList *list);
void arm_bar_refresh (ArmBar *self);

G_END_DECLS
