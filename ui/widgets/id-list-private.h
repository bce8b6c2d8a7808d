/* id-list-private.h: what the files of the list by identifier share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * id-list.c: construction, session, selection, keys; id-list-cells.c: texts, classes, tints; id-list-columns.c: which
 * columns, in which order, how wide.
 */
#pragma once

#include "models/row-colors.h"
#include "ui/bus-shape.h"
#include "ui/widgets/id-list.h"

G_BEGIN_DECLS

#define ID_LIST_N_COLUMNS 16u

typedef struct
{
  GtkColumnViewColumn *view;
  int width;  /* as the font wants it; -1: takes the rest */
  int chosen; /* by hand; 0 */
  ColumnShow show;
} IdListColumn;

struct _IdList
{
  GtkWidget parent_instance;

  TraceSession *session;
  const ColumnContext *frames;
  IdView *view;
  RowColors *colors; /* the session's */
  GtkSingleSelection *selection;
  GtkWidget *scrolled, *columns_view;
  GtkWidget *rows;                         /* the view's inner list */
  GMenuModel *menu_model;                  /* (nullable) */
  GtkWidget *menu;                         /* (nullable) made when it is asked for */
  GtkWidget *ruler;                        /* a cell that is never seen: how wide its digits are */
  IdListColumn columns[ID_LIST_N_COLUMNS]; /* as id_columns */
  GPtrArray *bound;                        /* GtkListItem, borrowed: those that have an item now */

  guint own;       /* we are changing selection or cursor */
  uint64_t cursor; /* that we set: it goes along with its identifier; ROW_NONE */
  guint arrange_id, layout_id, refresh_id;
  guint refresh_left;                   /* cells in bound, from its beginning, that are as they were */
  guint arranging;                      /* we are changing columns, not the user */
  int allotted;                         /* width that the columns were chosen for */
  double scale;                         /* of the font that they were made for */
  int measured[2];                      /* of that font: digits, a title */
  GtkWidget *titles[ID_LIST_N_COLUMNS]; /* as id_columns; the view's */

  GString *text;
  PangoAttrList *shapes[BUS_SHAPES];
  GdkRGBA changed, changed_old;
};

GtkListItemFactory *id_list_new_factory (IdList *self, guint column);
void id_list_refresh_cells (IdList *self);
void id_list_load_colors (IdList *self);
GtkWidget *id_list_inscription_of (GtkListItem *item); /* the cell's text */

void id_list_build_columns (IdList *self);
void id_list_arrange_later (IdList *self);

G_END_DECLS
