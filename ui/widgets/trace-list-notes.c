/* trace-list-notes.c: lines between rows where a file or a trigger block begins, or where frames were lost.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Numbers and positions count frames only. So a separator takes no row: it is a line on the upper edge of the row that
 * follows it, with its words in a chip at the right end of that row.
 */
#include "config.h"
#include "ui/widgets/trace-list-private.h"

#include "models/row-notes.h"
#include "ui/theme.h"

#define CHIP_SHARE 0.45 /* of the width, at most */
#define CHIP_PADDING 8  /* px */
#define CHIP_LEAST 160  /* px of the summary */

RowNotes
trace_list_describe_notes (TraceList *self, guint slot, GString *out)
{
  uint64_t row = trace_window_get_row (self->window, slot), before = ROW_NONE;

  if (row == ROW_NONE || self->context.store == NULL || row >= frame_store_length (self->context.store))
    return (RowNotes){ 0 };
  if (slot > 0)
    before = trace_window_get_row (self->window, slot - 1);
  else if (trace_window_get_first (self->window) > 0)
    before = trace_session_nth_shown (self->session, trace_window_get_first (self->window) - 1);
  return row_notes_describe (self->context.store, before, row, self->all_notes, out);
}

/* Only the summary may be covered, where there is one. */
static int
chip_room (TraceList *self, guint slot, int width)
{
  GtkWidget *cell = self->slots[slot].cells[column_by_id ("summary") - columns];
  graphene_rect_t bounds;

  if (cell == NULL || !gtk_widget_get_mapped (cell)
      || !gtk_widget_compute_bounds (gtk_widget_get_parent (cell), GTK_WIDGET (self), &bounds)
      || bounds.size.width < CHIP_LEAST)
    return (int) (width * CHIP_SHARE);
  return (int) bounds.size.width - 3 * CHIP_PADDING;
}

static void
draw_chip (TraceList *self, GtkSnapshot *snapshot, guint slot, int y, int width, gboolean loss)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean right_to_left = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, self->text->str);
  int text_width, text_height, bar = gtk_widget_get_width (self->scrollbar);
  GdkRGBA back, fore;
  GskRoundedRect outline;
  graphene_rect_t bounds;
  double x;

  pango_layout_set_width (layout, chip_room (self, slot, width) * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  x = right_to_left ? bar + CHIP_PADDING : width - text_width - 2 * CHIP_PADDING;
  theme_lookup_color (widget, loss ? "err_tint" : "chip_bg", &back);
  theme_lookup_color (widget, loss ? "err" : "chip_fg", &fore);
  bounds = GRAPHENE_RECT_INIT ((float) (x - CHIP_PADDING), (float) (y + 2), (float) (text_width + 2 * CHIP_PADDING),
                               (float) (self->row_height - 3));
  gsk_rounded_rect_init_from_rect (&outline, &bounds, (float) (self->row_height - 3) / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &back, &bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) x, (float) (y + 1 + (self->row_height - text_height) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, &fore);
  gtk_snapshot_restore (snapshot);
  g_object_unref (layout);
}

void
trace_list_snapshot_notes (TraceList *self, GtkSnapshot *snapshot)
{
  int header = gtk_widget_get_height (self->header), bar = gtk_widget_get_width (self->scrollbar);
  int width = gtk_widget_get_width (GTK_WIDGET (self)) - bar;
  gboolean right_to_left = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  uint64_t first = trace_window_get_first (self->window);

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (right_to_left ? (float) bar : 0, (float) header, (float) width,
                                                         (float) self->page));
  for (guint i = 0; i < trace_window_get_n (self->window); i++)
    {
      int64_t y = (int64_t) (first + i) * self->row_height - self->pos;
      RowNotes notes;
      GdkRGBA color;

      if (y <= -self->row_height || y >= self->page)
        continue;
      g_string_truncate (self->text, 0);
      notes = trace_list_describe_notes (self, i, self->text);
      if (notes.n == 0)
        continue;
      theme_lookup_color (GTK_WIDGET (self), notes.loss ? "err" : "fg_dim", &color);
      gtk_snapshot_append_color (snapshot, &color,
                                 &GRAPHENE_RECT_INIT (right_to_left ? (float) bar : 0, (float) (header + y),
                                                      (float) width, notes.loss ? 2 : 1));
      draw_chip (self, snapshot, i, header + (int) y, width, notes.loss);
    }
  gtk_snapshot_pop (snapshot);
}

void
trace_list_set_all_notes (TraceList *self, gboolean all)
{
  if (self->all_notes == all)
    return;
  self->all_notes = all;
  trace_list_refresh (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
