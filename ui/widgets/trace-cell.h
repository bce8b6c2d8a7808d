/* trace-cell.h: place, style and name of a text in the list of frames.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A cell draws nothing: the list draws all texts at once (trace-list-text.c), so that a new text costs neither a layout
 * nor a node of the tree of widgets. Its element in CSS is that of GtkInscription, whose size it has: one line high.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TRACE_TYPE_CELL (trace_cell_get_type ())
G_DECLARE_FINAL_TYPE (TraceCell, trace_cell, TRACE, CELL, GtkWidget)

/* chars: of its usual font, its least width; xalign: 0 at the start, 1 at the end. */
GtkWidget *trace_cell_new (guint chars, double xalign);
/* TRUE: it is another one; then the list is to be drawn again. */
gboolean trace_cell_set_text (TraceCell *self, const char *text);
const char *trace_cell_get_text (TraceCell *self);
/* attributes: (nullable) */
void trace_cell_set_attributes (TraceCell *self, PangoAttrList *attributes);
PangoAttrList *trace_cell_get_attributes (TraceCell *self); /* (transfer none) (nullable) */
double trace_cell_get_xalign (TraceCell *self);             /* from the left, whatever the direction of text */
/* Assistive technology hears the text. */
void trace_cell_tell (TraceCell *self);

G_END_DECLS
