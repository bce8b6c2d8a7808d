/* trace-list-text.c: draws what the cells say.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * All at once and by the list itself: a list that follows 20,000 frames a second shows five hundred new texts with each
 * picture, and as many widgets that lay them out and draw them took half a processor.
 */
#include "config.h"
#include "ui/widgets/trace-list-private.h"

#include "ui/widgets/trace-cell.h"

/* A row that GTK holds in reserve was never given a place: it would seem to lie where the first does. */
static gboolean
has_place (GtkWidget *row)
{
  return row != NULL && gtk_widget_get_mapped (row) && gtk_widget_get_height (row) > 0;
}

/* What a column's cells have in common. The first row that has one, and a place, tells. */
static gboolean
column_box (TraceList *self, guint column, graphene_rect_t *box)
{
  for (guint slot = 0; slot < self->size; slot++)
    {
      GtkWidget *cell = self->slots[slot].cells[column], *row = self->slots[slot].row;

      if (cell != NULL && has_place (row) && gtk_widget_get_mapped (cell))
        return gtk_widget_compute_bounds (cell, row, box);
    }
  return FALSE;
}

static void
draw_column (TraceList *self, GtkSnapshot *snapshot, guint column, const graphene_point_t *rows)
{
  graphene_rect_t box;

  if (!column_box (self, column, &box))
    return;
  for (guint slot = 0; slot < self->size; slot++)
    {
      GtkWidget *widget = self->slots[slot].cells[column];
      TraceCell *cell = TRACE_CELL (widget);
      graphene_rect_t place;

      if (widget == NULL || self->slots[slot].blank || *trace_cell_get_text (cell) == '\0')
        continue;
      place = GRAPHENE_RECT_INIT (box.origin.x + rows[slot].x, box.origin.y + rows[slot].y, box.size.width,
                                  box.size.height);
      text_glyphs_add (self->glyphs, snapshot, widget, trace_cell_get_text (cell), trace_cell_get_attributes (cell),
                       &place, trace_cell_get_xalign (cell));
    }
}

void
trace_list_snapshot_texts (TraceList *self, GtkSnapshot *snapshot)
{
  g_autofree graphene_point_t *rows = g_new0 (graphene_point_t, self->size);
  graphene_rect_t view, all;

  if (!gtk_widget_compute_bounds (self->scrolled, GTK_WIDGET (self), &view)
      || !gtk_widget_compute_bounds (self->rows, GTK_WIDGET (self), &all)
      || !graphene_rect_intersection (&view, &all, &view))
    return;
  for (guint i = 0; i < self->size; i++)
    if (!has_place (self->slots[i].row)
        || !gtk_widget_compute_point (self->slots[i].row, GTK_WIDGET (self), &GRAPHENE_POINT_INIT (0, 0), &rows[i]))
      rows[i] = GRAPHENE_POINT_INIT (0, (float) -self->row_height);
  gtk_snapshot_push_clip (snapshot, &view);
  for (guint i = 0; i < TRACE_LIST_MAX_COLUMNS; i++)
    if (self->columns[i].column != NULL)
      draw_column (self, snapshot, i, rows);
  text_glyphs_draw (self->glyphs, snapshot);
  gtk_snapshot_pop (snapshot);
}
