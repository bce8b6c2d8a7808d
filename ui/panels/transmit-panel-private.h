/* transmit-panel-private.h: what the files of the panel share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/transmit-list.h"
#include "ui/panels/transmit-editor.h"
#include "ui/panels/transmit-panel.h"

G_BEGIN_DECLS

#define TRANSMIT_N_COLUMNS 11

struct _TransmitPanel
{
  GtkBox parent;

  TraceSession *session;
  TransmitList *list;
  GtkSelectionModel *selection; /* several */
  GtkColumnView *table;
  GPtrArray *bound; /* of GtkListItem: cells on screen */
  GtkStack *stack;  /* "empty", "list" */
  GtkWidget *arms, *totals, *message, *editor, *add_button;
  GtkWidget *menu;                   /* of the table */
  guint n_chars[TRANSMIT_N_COLUMNS]; /* longest text so far of each column that grows, and what came of it */
  int widths[TRANSMIT_N_COLUMNS];
  guint fit_id;
  guint column; /* that had the keys last */
  guint wanted_position, focus_id, focus_tries;
  guint timer;
};

/* (transfer full) of TransmitItem, in the list's order; the editor shows the first */
GPtrArray *transmit_panel_get_chosen (TransmitPanel *self);
/* It alone, unless it is one of those that are. */
void transmit_panel_choose (TransmitPanel *self, TransmitItem *item);
void transmit_panel_choose_rows (TransmitPanel *self, guint position, guint n);
/* These get the keys, too. */
void transmit_panel_choose_items (TransmitPanel *self, GPtrArray *items);
void transmit_panel_say (TransmitPanel *self, const char *sentence); /* NULL: nothing to say */
const char *transmit_panel_no_bus (void);                            /* why nothing can be switched on */
/* Behind the chosen ones; rows (transfer full) */
void transmit_panel_add (TransmitPanel *self, GPtrArray *rows, const char *label);

/* transmit-panel-actions.c */
void transmit_panel_install_actions (GtkWidgetClass *class);
void transmit_panel_listen (TransmitPanel *self); /* keys, menu, what is dropped */
void transmit_panel_popup (TransmitPanel *self, double x, double y);

/* transmit-cells.c */
void transmit_cells_build (TransmitPanel *self);
void transmit_cells_refresh (TransmitPanel *self);
/* Of a GtkListItem of the list, or its factory. */
static inline guint
transmit_cell_get_column (gpointer cell)
{
  return GPOINTER_TO_UINT (g_object_get_data (cell, "column"));
}

/* transmit-cells-go.c */
/* The row gets the keys, in the column that had them last. */
void transmit_cells_focus (TransmitPanel *self, guint position);
void transmit_cells_focus_soon (TransmitPanel *self, guint position);
/* Keys that go from cell to cell, and into one; focus: what has the keys. FALSE: none of these. */
gboolean transmit_cells_key (TransmitPanel *self, GtkWidget *focus, guint key);
/* The row at a place of the table is chosen, unless it is one of those that are. FALSE: no row. */
gboolean transmit_cells_choose_at (TransmitPanel *self, double x, double y);
/* A label that can be edited: a click chooses its row, the second one edits it. */
void transmit_cell_edit_by_second_click (GtkWidget *label);

/* transmit-add.c: the popover with the databases' messages */
GtkWidget *transmit_add_new (TransmitPanel *self);

G_END_DECLS
