/* control-tile.h: one control on its page, as somebody sees and operates it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/control-board.h"
#include "session/signal-watch.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CONTROL_TYPE_TILE (control_tile_get_type ())
G_DECLARE_FINAL_TYPE (ControlTile, control_tile, CONTROL, TILE, GtkBox)

GtkWidget *control_tile_new (ControlBoard *board, TransmitList *list, guint id);
guint control_tile_get_id (ControlTile *self);
/* Another control, or other databases (anew). */
void control_tile_update (ControlTile *self, gboolean anew);
/* While it is arranged it takes the keys itself, and what it holds cannot be operated. */
void control_tile_set_arranging (ControlTile *self, gboolean arranging);
/* The latest values; watch (nullable) of its channel. */
void control_tile_refresh (ControlTile *self, SignalWatch *watch);

G_END_DECLS
