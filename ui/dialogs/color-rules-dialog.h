/* color-rules-dialog.h: the colouring rules: their order, what they ask for, their colours.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. Changes take effect at once, in all windows. Rows are moved by dragging their handle, or with
 * Alt+Up and Alt+Down. Actions (group "rules"): add, import, export; remove, up, down with the row's index (u).
 */
#pragma once

#include "models/row-colors.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define COLOR_TYPE_RULES_DIALOG (color_rules_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ColorRulesDialog, color_rules_dialog, COLOR, RULES_DIALOG, GtkWindow)

/* session: its databases say what expressions are right. */
GtkWidget *color_rules_dialog_new (GtkWindow *parent, TraceSession *session);

/* What import and export do, for tests too. */
void color_rules_dialog_import (ColorRulesDialog *self, GFile *file);
void color_rules_dialog_export (ColorRulesDialog *self, GFile *file);
const char *color_rules_dialog_get_message (ColorRulesDialog *self); /* what went wrong last; "" */

G_END_DECLS
