/* byte-grid.h: the bytes of the frame under the cursor as rows of eight bits, each signal's bits in its colour.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. Shows and changes the FieldFocus: the signal under the pointer or the bit cursor is hovered, click,
 * Enter and Space choose. Signals that share bits are hatched in both colours. Colours come from the named colours of
 * the style sheet.
 */
#pragma once

#include "ui/field-focus.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  BYTE_BASE_HEX,
  BYTE_BASE_DEC,
  BYTE_BASE_BIN,
} ByteBase;

#define BYTE_TYPE_GRID (byte_grid_get_type ())
G_DECLARE_FINAL_TYPE (ByteGrid, byte_grid, BYTE, GRID, GtkWidget)

GtkWidget *byte_grid_new (void);
void byte_grid_set_focus (ByteGrid *self, FieldFocus *focus); /* (nullable) */
void byte_grid_set_base (ByteGrid *self, ByteBase base);
ByteBase byte_grid_get_base (ByteGrid *self);

/* What scrolls it (nullable): the numbers of the bits stay at the top, and only what can be seen is drawn. */
void byte_grid_set_adjustment (ByteGrid *self, GtkAdjustment *adjustment);

/* What has to be seen of the chosen signal, in pixels of the widget. FALSE: none is chosen here. */
gboolean byte_grid_get_chosen_extents (ByteGrid *self, double *top, double *bottom);
/* Centre of a bit, for tests; FALSE if the frame has no such bit. */
gboolean byte_grid_get_bit_position (ByteGrid *self, guint byte, guint bit, double *x, double *y);
/* Height with so many bytes. */
int byte_grid_measure_rows (ByteGrid *self, guint n_bytes);

/* --- Bits that somebody draws over, or chooses with Shift and the arrows: what may become a signal ---
 *
 * "selection-changed" ()   "selection-done" (double x, double y): the button was let go there
 *
 * Which bits lie between the first and the last depends on how bits are counted: within bytes from the least
 * significant up and on in the next byte (Intel), or from the most significant down (Motorola). At most 64. */
void byte_grid_select (ByteGrid *self, guint from_byte, guint from_bit, guint to_byte, guint to_bit);
void byte_grid_clear_selection (ByteGrid *self);
/* As a DBC writes them. FALSE: none. */
gboolean byte_grid_get_selection (ByteGrid *self, guint *start, guint *length);
void byte_grid_set_big_endian (ByteGrid *self, gboolean big_endian);
gboolean byte_grid_get_big_endian (ByteGrid *self);

/* Puts the bit cursor there and chooses the signal; FALSE: no bit is there. */
gboolean byte_grid_choose_at (ByteGrid *self, double x, double y);
/* Below the bit cursor; FALSE: there is no byte. */
gboolean byte_grid_get_cursor (ByteGrid *self, double *x, double *y);

/* One byte in this base, NUL-terminated. */
void byte_base_format (ByteBase base, uint8_t byte, char text[9]);

G_END_DECLS
