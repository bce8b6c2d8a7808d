/* form-grid.h: a form of two columns: words, and what is set.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  GtkGrid *grid;
  int row;
} FormGrid;

FormGrid form_grid_new (void); /* the grid is floating */
void form_grid_heading (FormGrid *self, const char *text);
/* The label names the widget to assistive technology; hint (nullable) is a tooltip. */
void form_grid_add (FormGrid *self, const char *label, GtkWidget *widget, const char *hint);
/* Over both columns. */
void form_grid_add_wide (FormGrid *self, GtkWidget *widget);
GtkWidget *form_label (const char *text, gboolean dim); /* wraps, at the left */
/* A combo box and what it is made of, to assistive technology. */
void form_name_combo (GtkWidget *combo, const char *name);
void form_close_by_escape (GtkWidget *window);
/* Usable, or greyed out with the reason as tooltip. */
void form_set_usable (GtkWidget *widget, gboolean usable, const char *reason);
/* An entry with words to choose from. numbers: 0 at the end. */
GtkWidget *form_rate_new (const uint32_t *rates);
GtkEditable *form_rate_get_editable (GtkWidget *rate);
/* bit/s of "500k", "500 000"; 0: empty; FALSE: neither. */
gboolean form_parse_rate (const char *text, uint32_t *rate);
/* The same of a field, which is marked where that is none from least to most. */
gboolean form_read_rate (GtkEditable *field, uint32_t least, uint32_t most, uint32_t *rate);

G_END_DECLS
