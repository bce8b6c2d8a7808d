/* tile-grid.h: tiles on a grid of cells, that can be arranged by dragging them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A cell is as large as the text wants it. While it is arranged the cells are seen, tiles are dragged to where they
 * shall be, and by their lower right corner to another size; whoever listens puts them there.
 *
 * "placed" (GtkWidget *tile, int x, int y, int width, int height)   dragged there; in cells
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TILE_TYPE_GRID (tile_grid_get_type ())
G_DECLARE_FINAL_TYPE (TileGrid, tile_grid, TILE, GRID, GtkWidget)

GtkWidget *tile_grid_new (void);
/* Adds it, or puts it elsewhere; in cells. */
void tile_grid_put (TileGrid *self, GtkWidget *tile, int x, int y, int width, int height);
void tile_grid_remove (TileGrid *self, GtkWidget *tile);
void tile_grid_set_arranging (TileGrid *self, gboolean arranging);

G_END_DECLS
