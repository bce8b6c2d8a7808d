/* byte-grid-select.c: bits that somebody draws over.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/byte-grid-private.h"

#define MAX_BITS 64

/* Counted as signals of this byte order go. */
static int
place_of (ByteGrid *self, int byte, int bit)
{
  return byte * 8 + (self->big_endian ? 7 - bit : bit);
}

/* First and last place, both included; FALSE: nothing is selected. */
static gboolean
range_of (ByteGrid *self, int *first, int *last)
{
  int from = place_of (self, self->from_byte, self->from_bit), to = place_of (self, self->to_byte, self->to_bit);

  if (!self->has_selection)
    return FALSE;
  if (ABS (to - from) >= MAX_BITS)
    to = from + (to > from ? MAX_BITS - 1 : 1 - MAX_BITS);
  *first = MIN (from, to);
  *last = MAX (from, to);
  return TRUE;
}

gboolean
byte_grid_is_selected (ByteGrid *self, guint byte, guint bit)
{
  int first, last, place = place_of (self, (int) byte, (int) bit);

  return range_of (self, &first, &last) && place >= first && place <= last;
}

gboolean
byte_grid_get_selection (ByteGrid *self, guint *start, guint *length)
{
  int first, last;

  if (!range_of (self, &first, &last))
    return FALSE;
  *start = (guint) (self->big_endian ? first / 8 * 8 + 7 - first % 8 : first);
  *length = (guint) (last - first + 1);
  return TRUE;
}

static void
changed (ByteGrid *self)
{
  byte_grid_update_accessible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit_by_name (self, "selection-changed");
}

void
byte_grid_select (ByteGrid *self, guint from_byte, guint from_bit, guint to_byte, guint to_bit)
{
  self->has_selection = TRUE;
  self->from_byte = (int) from_byte;
  self->from_bit = (int) from_bit;
  self->to_byte = (int) to_byte;
  self->to_bit = (int) to_bit;
  changed (self);
}

void
byte_grid_clear_selection (ByteGrid *self)
{
  if (!self->has_selection)
    return;
  self->has_selection = FALSE;
  changed (self);
}

void
byte_grid_set_big_endian (ByteGrid *self, gboolean big_endian)
{
  if (self->big_endian == big_endian)
    return;
  self->big_endian = big_endian;
  changed (self);
}

gboolean
byte_grid_get_big_endian (ByteGrid *self)
{
  return self->big_endian;
}

/* --- Drawing over them --- */

/* From the second bit on: a click chooses the signal. */
static void
on_drag_update (GtkGestureDrag *drag, double dx, double dy, ByteGrid *self)
{
  guint from_byte, from_bit, byte, bit;
  double x, y;

  if (!gtk_gesture_drag_get_start_point (drag, &x, &y) || !byte_grid_bit_at (self, x, y, &from_byte, &from_bit)
      || !byte_grid_bit_at (self, x + dx, y + dy, &byte, &bit)
      || (!self->has_selection && byte == from_byte && bit == from_bit))
    return;
  byte_grid_select (self, from_byte, from_bit, byte, bit);
  self->cursor_byte = byte;
  self->cursor_bit = bit;
}

static void
on_drag_end (GtkGestureDrag *drag, double dx, double dy, ByteGrid *self)
{
  double x, y;

  if (self->has_selection && gtk_gesture_drag_get_start_point (drag, &x, &y))
    g_signal_emit_by_name (self, "selection-done", x + dx, y + dy);
}

void
byte_grid_add_drag (ByteGrid *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}
