/* color-rule-row.h: a colouring rule in the dialog: handle, switch, colour, name, expression, buttons.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/row-colors.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define COLOR_TYPE_RULE_ROW (color_rule_row_get_type ())
G_DECLARE_FINAL_TYPE (ColorRuleRow, color_rule_row, COLOR, RULE_ROW, GtkListBoxRow)

GtkWidget *color_rule_row_new (TraceSession *session, RowColors *colors);
/* Shows the rule of this index; what is shown already stays as it is. */
void color_rule_row_show (ColorRuleRow *self, guint index);
void color_rule_row_focus (ColorRuleRow *self); /* its expression */

G_END_DECLS
