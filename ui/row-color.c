/* row-color.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/row-color.h"

#include "models/color-rules.h"

static const char *const classes[COLOR_RULE_COLORS + 1]
    = { NULL,        "r-color-1", "r-color-2", "r-color-3", "r-color-4", "r-color-5",
        "r-color-6", "r-color-7", "r-color-8", "r-color-9", "r-color-10" };

void
row_color_set (GtkWidget *row, int before, int color)
{
  if (before == color)
    return;
  if (before > 0)
    gtk_widget_remove_css_class (row, classes[before]);
  if (color > 0)
    gtk_widget_add_css_class (row, classes[color]);
  if (color > 0 && before <= 0)
    gtk_widget_add_css_class (row, "colored");
  else if (color <= 0)
    gtk_widget_remove_css_class (row, "colored");
}
