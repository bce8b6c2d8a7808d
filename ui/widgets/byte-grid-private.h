/* byte-grid-private.h: between the grid's behaviour and its drawing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "ui/widgets/byte-grid.h"

G_BEGIN_DECLS

/* Whose bit it is: -1 nobody's; second: a signal that shares it. */
typedef struct
{
  int owner, second;
} BitCell;

/* All in pixels. */
typedef struct
{
  double char_width;            /* of the monospaced font */
  double number_right;          /* right edge of the byte numbers */
  double byte_left, byte_width; /* the byte's figure */
  double char_centre;
  double bits_left, cell_width;
  double row_height, head_height;
} ByteGridMetrics;

#define BYTE_GRID_MAX_BYTES 64

struct _ByteGrid
{
  GtkWidget parent_instance;
  FieldFocus *focus; /* (nullable) */
  ByteBase base;
  guint n_bytes;
  uint8_t bytes[BYTE_GRID_MAX_BYTES];
  BitCell cells[BYTE_GRID_MAX_BYTES][8]; /* [byte][bit], bit 7 is drawn at the left */
  GtkAdjustment *adjustment;             /* (nullable) */
  gboolean has_cursor;
  guint cursor_byte, cursor_bit;

  gboolean has_selection, big_endian;
  int from_byte, from_bit, to_byte, to_bit; /* of the selection, as it was drawn */
};

gboolean byte_grid_is_selected (ByteGrid *self, guint byte, guint bit);
/* byte-grid-select.c: bits that somebody drags over */
void byte_grid_add_drag (ByteGrid *self);
gboolean byte_grid_bit_at (ByteGrid *self, double x, double y, guint *byte, guint *bit);
void byte_grid_update_accessible (ByteGrid *self);

void byte_grid_get_metrics (ByteGrid *self, ByteGridMetrics *metrics);
void byte_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);

G_END_DECLS
