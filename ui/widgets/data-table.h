/* data-table.h: a GtkColumnView of the program's looks whose cells are texts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. Cells are made and bound here; where texts come from is the owner's. Where the model is a
 * GtkTreeListModel the first column has the arrows, and Left, Right and Ctrl with them open and close. Widths follow
 * the font until somebody chooses another. Rows have their whole text as accessible name.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  const char *title; /* N_() */
  const char *tip;   /* N_(); NULL: none */
  int width;         /* px at the normal font; 0: what is left */
  gboolean right;
  gboolean mono;
  gboolean sorted; /* a click on the title asks for its order */
  gboolean trend;  /* texts are blocks of eight heights, which are drawn as a line */
} TableColumn;

typedef struct
{
  /* Appends the cell's text; item is the model's, out of its GtkTreeListRow. */
  void (*text) (gpointer item, guint column, GString *out, gpointer data);
  /* (nullable) a CSS class of the row, a literal, or NULL */
  const char *(*row_class) (gpointer item, gpointer data);
  /* (nullable) what a tooltip of the cell says; nothing appended: the text itself where it is cut */
  void (*tip) (gpointer item, guint column, GString *out, gpointer data);
  /* (nullable) another order is asked for; column -1: none */
  void (*sort) (int column, gboolean descending, gpointer data);
} TableOwner;

/* Into view, which has no columns yet. Everything borrowed must live as long as view. label: accessible name. */
void data_table_build (GtkColumnView *view, const char *label, const TableColumn *columns, guint n_columns,
                       const TableOwner *owner, gpointer data);
/* Texts of the same items are others now. */
void data_table_refresh (GtkColumnView *view);
/* The same for texts that change all the time: rows in sight at once, the others in parts that the main loop can bear. */
void data_table_refresh_gently (GtkColumnView *view);
void data_table_set_column_shown (GtkColumnView *view, guint column, gboolean shown);
/* As a click on the title. */
void data_table_sort (GtkColumnView *view, guint column, gboolean descending);
/* The row of this item comes into view, with the keys if they are in the table. */
void data_table_show (GtkColumnView *view, guint position);
/* Chosen row's item, out of its GtkTreeListRow. (transfer full)(nullable) */
gpointer data_table_dup_chosen (GtkColumnView *view);
/* The item whose row is at a place of the view. (transfer full)(nullable) */
gpointer data_table_dup_item_at (GtkColumnView *view, double x, double y);
/* The menu opens at a right click, Menu and Shift+F10; its actions are the view's or above it. */
void data_table_set_menu (GtkColumnView *view, GMenuModel *menu);
/* All rows as text, with titles; parted by tabs, or as CSV (RFC 4180). (transfer full) */
char *data_table_dup_text (GtkColumnView *view, gboolean csv);

G_END_DECLS
