/* text-glyphs.h: lines of text, drawn from words that were shaped once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Shaping a text by pango takes longer than drawing it, and a list that follows a bus shows hundreds of new texts with
 * each picture: the same names, units and digits in another order. Words are shaped whole, so that letters keep their
 * distance; digits (all as wide) and the letters of fonts whose letters are as wide are put together one by one. A text
 * that runs from right to left is left to pango. Main thread.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct TextGlyphs TextGlyphs;

TextGlyphs *text_glyphs_new (void);
void text_glyphs_free (TextGlyphs *self);
/* Fonts, or what lists of attributes say, have changed. */
void text_glyphs_forget (TextGlyphs *self);

/* One line at the top of the box, in the widget's font and colour, cut with … at its right edge; xalign: 0 left, 1
 * right. The widget's style is up to date, as it is in a snapshot. attributes: (nullable) not changed before forgotten.
 */
void text_glyphs_add (TextGlyphs *self, GtkSnapshot *snapshot, GtkWidget *widget, const char *text,
                      PangoAttrList *attributes, const graphene_rect_t *box, double xalign);
/* What was added since the last call: a node for each font and colour, because GTK's renderer takes longer for a node
 * than for its letters. */
void text_glyphs_draw (TextGlyphs *self, GtkSnapshot *snapshot);

G_END_DECLS
