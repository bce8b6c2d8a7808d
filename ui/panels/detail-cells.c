/* detail-cells.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/detail-cells.h"

#include "base/i18n.h"
#include "ui/widgets/swatch.h"
#include "ui/widgets/table-title.h"

/* Hung on the child of each cell while it is bound. */
#define NODE_KEY "canid-detail-node"

static const struct
{
  const char *title;
  DetailText text;
  int width; /* px */
  gboolean right;
  const char *classes[3];
} columns[] = {
  { N_ ("Field"), DETAIL_NAME, 122, FALSE, { NULL } },
  { N_ ("Value"), DETAIL_VALUE, 106, FALSE, { "tnum", NULL } },
  { N_ ("Raw"), DETAIL_RAW, 72, TRUE, { "mono", "dim", NULL } },
  { N_ ("Bits"), DETAIL_BITS, 84, FALSE, { "mono", "dim", NULL } },
};

static GtkWidget *
new_text (guint column)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_xalign (GTK_INSCRIPTION (text), columns[column].right ? 1 : 0);
  gtk_inscription_set_yalign (GTK_INSCRIPTION (text),
                              0); /* its own middle differs between whole and ellipsized texts */
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), 1);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), 1);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (text), 1);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (text), 1);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  for (guint i = 0; columns[column].classes[i]; i++)
    gtk_widget_add_css_class (text, columns[column].classes[i]);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_set_valign (text, GTK_ALIGN_CENTER);
  return text;
}

/* What may be longer than its column can be read by pointing at it; a name tells its comment too. Made when asked for:
 * each change of a widget's own tooltip asks the X server where the pointer is, and waits for it. */
static gboolean
on_query_tooltip (GtkWidget *child, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  guint column = GPOINTER_TO_UINT (data);
  DetailNode *node = g_object_get_data (G_OBJECT (child), NODE_KEY);
  const char *text = node ? detail_node_get_text (node, columns[column].text) : "",
             *comment = node ? detail_node_get_text (node, DETAIL_COMMENT) : "";
  g_autofree char *both = NULL;

  if (column == 0 && *comment)
    both = g_strdup_printf ("%s\n%s", text, comment);
  else if (strlen (text) > 9)
    both = g_strdup (text);
  gtk_tooltip_set_text (tooltip, both);
  return both != NULL;
}

static void
setup (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  guint column = GPOINTER_TO_UINT (data);
  GtkWidget *child = column > 0 ? new_text (column) : gtk_tree_expander_new (), *box;

  gtk_widget_set_has_tooltip (child, TRUE);
  g_signal_connect (child, "query-tooltip", G_CALLBACK (on_query_tooltip), data);
  gtk_list_item_set_child (item, child);
  if (column > 0)
    return;
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (box), color_swatch_new ());
  gtk_box_append (GTK_BOX (box), new_text (0));
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (child), box);
}

/* Where the text stands, and the swatch beside it in the first column. */
static GtkInscription *
parts (GtkWidget *child, ColorSwatch **swatch)
{
  GtkWidget *box;

  *swatch = NULL;
  if (!GTK_IS_TREE_EXPANDER (child))
    return GTK_INSCRIPTION (child);
  box = gtk_tree_expander_get_child (GTK_TREE_EXPANDER (child));
  *swatch = COLOR_SWATCH (gtk_widget_get_first_child (box));
  return GTK_INSCRIPTION (gtk_widget_get_last_child (box));
}

static void
toggle_class (GtkWidget *widget, const char *class, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, class);
  else
    gtk_widget_remove_css_class (widget, class);
}

static GtkWidget *
row_of (GtkWidget *widget)
{
  while (widget && strcmp (gtk_widget_get_css_name (widget), "row") != 0)
    widget = gtk_widget_get_parent (widget);
  return widget;
}

/* "EngineSpeed: 1934.00 rpm" */
static void
name_row (GtkWidget *row, DetailNode *node)
{
  const char *name = detail_node_get_text (node, DETAIL_NAME), *value = detail_node_get_text (node, DETAIL_VALUE);
  g_autofree char *text = *value != '\0' ? g_strdup_printf ("%s: %s", name, value) : g_strdup (name);

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
show_node (DetailNode *node, GtkWidget *child)
{
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (child), "canid-column"));
  gboolean section = detail_node_get_kind (node) == DETAIL_SECTION;
  const char *text = detail_node_get_text (node, columns[column].text);
  ColorSwatch *swatch;
  GtkInscription *inscription = parts (child, &swatch);

  gtk_inscription_set_text (inscription, text);
  if (column == 0)
    toggle_class (GTK_WIDGET (inscription), "h3", section);
  if (column == 1)
    toggle_class (GTK_WIDGET (inscription), "strong", !section);
  if (column == 3) /* words, no bits */
    toggle_class (GTK_WIDGET (inscription), "mono", !section);
  if (swatch)
    color_swatch_set_signal (swatch, detail_node_get_signal (node));
  if (column == 0 && row_of (child) != NULL)
    name_row (row_of (child), node);
}

static void
bind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  GtkWidget *child = gtk_list_item_get_child (item);
  g_autoptr (DetailNode) node = gtk_tree_list_row_get_item (row);
  GtkWidget *widget = row_of (child);

  g_object_set_data (G_OBJECT (child), "canid-column", data);
  g_object_set_data_full (G_OBJECT (child), NODE_KEY, g_object_ref (node), g_object_unref);
  if (GTK_IS_TREE_EXPANDER (child))
    gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (child), row);
  if (widget)
    gtk_widget_remove_css_class (widget, "hovered");
  show_node (node, child);
  g_signal_connect_object (node, "changed", G_CALLBACK (show_node), child, 0);
}

static void
unbind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *child = gtk_list_item_get_child (item);
  DetailNode *node = g_object_get_data (G_OBJECT (child), NODE_KEY);

  if (node)
    g_signal_handlers_disconnect_by_data (node, child);
  g_object_set_data (G_OBJECT (child), NODE_KEY, NULL);
  if (GTK_IS_TREE_EXPANDER (child))
    gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (child), NULL);
}

void
detail_cells_append_columns (GtkColumnView *view)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (_ (columns[i].title), factory);

      g_signal_connect (factory, "setup", G_CALLBACK (setup), GUINT_TO_POINTER (i));
      g_signal_connect (factory, "bind", G_CALLBACK (bind), GUINT_TO_POINTER (i));
      g_signal_connect (factory, "unbind", G_CALLBACK (unbind), GUINT_TO_POINTER (i));
      gtk_column_view_column_set_resizable (column, TRUE);
      gtk_column_view_column_set_fixed_width (column, columns[i].width);
      gtk_column_view_column_set_expand (column, columns[i].text == DETAIL_NAME || columns[i].text == DETAIL_VALUE);
      gtk_column_view_append_column (view, column);
    }
  table_title_name_header (view, _ ("Fields of the frame"));
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    table_title_dress (view, i, NULL, columns[i].right);
}

/* A row's first cell holds the expander on which the node hangs. */
static DetailNode *
node_of_row (GtkWidget *row)
{
  GtkWidget *cell = gtk_widget_get_first_child (row);
  GtkWidget *child = cell ? gtk_widget_get_first_child (cell) : NULL;

  return child ? g_object_get_data (G_OBJECT (child), NODE_KEY) : NULL;
}

DetailNode *
detail_cells_pick (GtkColumnView *view, double x, double y)
{
  GtkWidget *row = row_of (gtk_widget_pick (GTK_WIDGET (view), x, y, GTK_PICK_DEFAULT));

  return row ? node_of_row (row) : NULL;
}

void
detail_cells_light (GtkColumnView *view, int signal)
{
  GtkWidget *list = gtk_widget_get_last_child (GTK_WIDGET (view));

  for (GtkWidget *row = gtk_widget_get_first_child (list); row; row = gtk_widget_get_next_sibling (row))
    {
      DetailNode *node = node_of_row (row);

      toggle_class (row, "hovered", node && signal >= 0 && detail_node_get_signal (node) == signal);
    }
}
