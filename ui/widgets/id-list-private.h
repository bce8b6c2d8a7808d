/* id-list-private.h: what the files of the list by identifier share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * id-list.c: construction, session, selection, keys; id-list-cells.c: texts, classes, tints.
 */
#pragma once

#include "models/row-colors.h"
#include "ui/bus-shape.h"
#include "ui/widgets/id-list.h"

G_BEGIN_DECLS

#define ID_LIST_N_COLUMNS 15u

struct _IdList
{
  GtkWidget parent_instance;

  TraceSession *session;
  const ColumnContext *frames;
  IdView *view;
  RowColors *colors; /* the session's */
  GtkSingleSelection *selection;
  GtkWidget *scrolled, *columns_view;
  GtkWidget *rows; /* the view's inner list */
  GtkWidget *menu; /* (nullable) */
  GtkColumnViewColumn *columns[ID_LIST_N_COLUMNS];
  GPtrArray *bound; /* GtkListItem, borrowed: those that have an item now */

  guint own;       /* we are changing selection or cursor */
  uint64_t cursor; /* that we set: it goes along with its identifier; ROW_NONE */
  guint fit_id, columns_id;
  gboolean columns_hidden;
  double scale;                  /* of the font that the columns were made for */
  int widths[ID_LIST_N_COLUMNS]; /* that we gave; another was chosen by hand */
  int hidden_widths[ID_LIST_N_COLUMNS];

  GString *text;
  PangoAttrList *shapes[BUS_SHAPES];
  GdkRGBA changed, changed_old;
};

GtkListItemFactory *id_list_new_factory (IdList *self, guint column);
void id_list_refresh_cells (IdList *self);
void id_list_load_colors (IdList *self);
void id_list_dress_titles (IdList *self);
void id_list_fit_columns (IdList *self);

G_END_DECLS
