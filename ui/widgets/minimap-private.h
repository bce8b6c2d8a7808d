/* minimap-private.h: what the files of the minimap share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/overview.h"
#include "ui/widgets/minimap.h"

G_BEGIN_DECLS

#define MINIMAP_WIDTH 17 /* px */

struct _Minimap
{
  GtkWidget parent_instance;
  TraceSession *session;
  GtkAdjustment *adjustment;
  Overview *overview; /* (nullable) */
  OverviewPiece *pieces;
  guint n_pieces;
  uint64_t n_rows; /* of the pieces together */
  double dense;    /* rows a second that are drawn as a full line */
  guint update_id, show_id;
  gboolean stale;
  RowSet *hits; /* (nullable) */
  guint n_hit_lines;

  GdkTexture *picture; /* (nullable) to be made */
  int picture_height, picture_scale;

  double drag_value, drag_y; /* where the drag began, of the adjustment and px */
};

/* --- minimap-picture.c --- */
/* Of the whole trace; the selection's triangles are drawn over it. */
void minimap_make_picture (Minimap *self, int height, int scale);
void minimap_draw_triangles (Minimap *self, cairo_t *cr, int height, const RowRanges *rows, const char *color);

G_END_DECLS
