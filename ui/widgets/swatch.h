/* swatch.h: a small square in a signal's colour of the palette; the ninth signal's and later ones' are striped and
 * dotted.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define COLOR_TYPE_SWATCH (color_swatch_get_type ())
G_DECLARE_FINAL_TYPE (ColorSwatch, color_swatch, COLOR, SWATCH, GtkWidget)

GtkWidget *color_swatch_new (void);
void color_swatch_set_signal (ColorSwatch *self, int signal); /* -1: nothing is drawn and no room taken */

G_END_DECLS
