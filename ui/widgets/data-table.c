/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/data-table.h"

#include "base/i18n.h"
#include "ui/widgets/table-cell.h"
#include "ui/widgets/table-row.h"
#include "ui/widgets/table-title.h"
#include <math.h>
#include <string.h>

#define MAX_EXPANDED 2000u
#define NORMAL_CHAR_WIDTH 8.0 /* px, hinted; the widths of columns are for it */

typedef struct
{
  GtkColumnView *view;
  GtkWidget *rows; /* GTK's list within the view */
  const TableColumn *columns;
  guint n_columns;
  const TableOwner *owner;
  gpointer data;
  GtkColumnViewColumn **made;
  int *widths;
  double scale;
  GPtrArray *bound; /* of GtkListItem */
  guint rest_id;    /* cells out of sight are being made anew */
  guint rest_at;    /* of bound, the next one */
  GString *text;
  GtkWidget *menu;
} Table;

static Table *
table_of (GtkColumnView *view)
{
  return g_object_get_data (G_OBJECT (view), "data-table");
}

static void
table_free (gpointer data)
{
  Table *self = data;

  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_ptr_array_unref (self->bound);
  g_string_free (self->text, TRUE);
  g_free (self->made);
  g_free (self->widths);
  g_free (self);
}

/* Out of the row of a tree. (transfer full) */
static gpointer
unwrap (gpointer item)
{
  if (item == NULL)
    return NULL;
  return GTK_IS_TREE_LIST_ROW (item) ? gtk_tree_list_row_get_item (item) : g_object_ref (item);
}

/* --- Cells --- */

static GtkWidget *
cell_of (GtkListItem *item)
{
  GtkWidget *child = gtk_list_item_get_child (item);

  return GTK_IS_TREE_EXPANDER (child) ? gtk_tree_expander_get_child (GTK_TREE_EXPANDER (child)) : child;
}

static guint
column_of (gpointer object)
{
  return GPOINTER_TO_UINT (g_object_get_data (object, "column"));
}

static void
set_row (Table *self, GtkListItem *item, gpointer of)
{
  GtkWidget *row = table_row_of (item);
  const char *before = g_object_get_data (G_OBJECT (row), "table-class");
  const char *class = self->owner->row_class != NULL ? self->owner->row_class (of, self->data) : NULL;

  if (before != class)
    {
      if (before != NULL)
        gtk_widget_remove_css_class (row, before);
      if (class != NULL)
        gtk_widget_add_css_class (row, class);
      g_object_set_data (G_OBJECT (row), "table-class", (gpointer) class);
    }
  g_string_truncate (self->text, 0);
  for (guint i = 0; i < self->n_columns; i++)
    {
      gsize length = self->text->len;

      self->owner->text (of, i, self->text, self->data);
      if (self->text->len > length)
        g_string_append (self->text, ", ");
    }
  if (g_str_has_suffix (self->text->str, ", "))
    g_string_truncate (self->text, self->text->len - 2);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, self->text->str, -1);
}

static void
set_cell (Table *self, GtkListItem *item)
{
  g_autoptr (GObject) of = unwrap (gtk_list_item_get_item (item));

  g_string_truncate (self->text, 0);
  self->owner->text (of, column_of (item), self->text, self->data);
  table_cell_set_text (cell_of (item), self->text->str);
  if (column_of (item) == 0)
    set_row (self, item, of);
}

static gboolean
on_tooltip (GtkWidget *cell, int x, int y, gboolean keys, GtkTooltip *tooltip, GtkListItem *item)
{
  Table *self = g_object_get_data (G_OBJECT (item), "table");
  g_autoptr (GObject) of = unwrap (gtk_list_item_get_item (item));
  PangoLayout *layout;
  int width;

  if (of == NULL)
    return FALSE;
  g_string_truncate (self->text, 0);
  if (self->owner->tip != NULL)
    self->owner->tip (of, column_of (item), self->text, self->data);
  if (self->text->len == 0 && self->columns[column_of (item)].trend)
    return FALSE;
  if (self->text->len == 0)
    {
      self->owner->text (of, column_of (item), self->text, self->data);
      layout = gtk_widget_create_pango_layout (cell, self->text->str);
      pango_layout_get_pixel_size (layout, &width, NULL);
      g_object_unref (layout);
      if (width <= gtk_widget_get_width (cell))
        return FALSE;
    }
  gtk_tooltip_set_text (tooltip, self->text->str);
  return TRUE;
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  Table *self = data;
  guint index = column_of (factory);
  GtkWidget *cell = table_cell_new (&self->columns[index]), *expander = NULL;

  if (index == 0)
    {
      gtk_widget_add_css_class (cell, "c-name");
      gtk_widget_set_hexpand (cell, TRUE);
      expander = gtk_tree_expander_new ();
      gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), cell);
    }
  gtk_widget_set_has_tooltip (cell, TRUE);
  g_signal_connect (cell, "query-tooltip", G_CALLBACK (on_tooltip), item);
  g_object_set_data (G_OBJECT (item), "column", GUINT_TO_POINTER (index));
  g_object_set_data (G_OBJECT (item), "table", self);
  gtk_list_item_set_child (item, expander != NULL ? expander : cell);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *child = gtk_list_item_get_child (item);
  gpointer row = gtk_list_item_get_item (item);

  if (GTK_IS_TREE_EXPANDER (child) && GTK_IS_TREE_LIST_ROW (row))
    gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (child), row);
  set_cell (data, item);
  g_ptr_array_add (((Table *) data)->bound, item);
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *child = gtk_list_item_get_child (item);

  if (GTK_IS_TREE_EXPANDER (child))
    gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (child), NULL);
  g_ptr_array_remove_fast (((Table *) data)->bound, item);
}

void
data_table_refresh (GtkColumnView *view)
{
  Table *self = table_of (view);

  for (guint i = 0; i < self->bound->len; i++)
    set_cell (self, self->bound->pdata[i]);
}

/* --- Columns --- */

static GtkWidget *
find_type (GtkWidget *widget, const char *type)
{
  GtkWidget *found = g_str_equal (G_OBJECT_TYPE_NAME (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_type (child, type);
  return found;
}

static void
dress_titles (Table *self)
{
  table_title_name_header (self->view, NULL);
  for (guint i = 0; i < self->n_columns; i++)
    table_title_dress (self->view, i, self->columns[i].tip != NULL ? _ (self->columns[i].tip) : NULL,
                       self->columns[i].right);
}

/* As wide as the font and the title, in whatever language, want it; another width was chosen by hand. */
static void
fit (Table *self)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self->view), "0000000000");
  double scale;
  int width;

  pango_layout_get_size (layout, &width, NULL);
  g_object_unref (layout);
  scale = MAX (width / 10.0 / PANGO_SCALE / NORMAL_CHAR_WIDTH, 1);
  if (fabs (scale - self->scale) < 0.001)
    return;
  for (guint i = 0; i < self->n_columns; i++)
    if (self->columns[i].width > 0 && gtk_column_view_column_get_fixed_width (self->made[i]) == self->widths[i])
      {
        self->widths[i]
            = MAX ((int) ceil (self->columns[i].width * scale), table_title_measure (table_title_get (self->view, i)));
        gtk_column_view_column_set_fixed_width (self->made[i], self->widths[i]);
      }
  self->scale = scale;
}

/* The column that is asked first decides; GTK 4.8 has no other way to tell. */
static const TableColumn *asked;

static int
on_compare (gconstpointer a, gconstpointer b, gpointer data)
{
  if (asked == NULL)
    asked = data;
  return a == b ? 0 : -1;
}

static void
on_order (Table *self)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);
  g_autoptr (GObject) one = g_object_new (G_TYPE_OBJECT, NULL), other = g_object_new (G_TYPE_OBJECT, NULL);
  GtkOrdering order;

  asked = NULL;
  order = gtk_sorter_compare (sorter, one, other);
  self->owner->sort (asked != NULL ? (int) (asked - self->columns) : -1, order == GTK_ORDERING_LARGER, self->data);
}

static void
add_column (Table *self, guint index)
{
  const TableColumn *column = &self->columns[index];
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (index));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), self);
  self->made[index] = gtk_column_view_column_new (_ (column->title), factory);
  self->widths[index] = column->width > 0 ? column->width : -1;
  gtk_column_view_column_set_resizable (self->made[index], TRUE);
  gtk_column_view_column_set_fixed_width (self->made[index], self->widths[index]);
  gtk_column_view_column_set_expand (self->made[index], column->width == 0);
  if (column->sorted)
    {
      g_autoptr (GtkCustomSorter) sorter = gtk_custom_sorter_new (on_compare, (gpointer) column, NULL);

      gtk_column_view_column_set_sorter (self->made[index], GTK_SORTER (sorter));
    }
  gtk_column_view_append_column (self->view, self->made[index]);
  g_object_unref (self->made[index]); /* the view has it */
}

#define REST_CELLS 90u /* at a time, two ms of a slow machine */

static gboolean
is_in_sight (GtkListItem *item)
{
  GtkWidget *row = gtk_widget_get_parent (gtk_widget_get_parent (gtk_list_item_get_child (item)));

  return row != NULL && gtk_widget_get_child_visible (row);
}

static gboolean
on_rest (gpointer data)
{
  Table *self = data;
  guint end = MIN (self->rest_at + REST_CELLS, self->bound->len);

  for (; self->rest_at < end; self->rest_at++)
    if (!is_in_sight (self->bound->pdata[self->rest_at]))
      set_cell (self, self->bound->pdata[self->rest_at]);
  if (self->rest_at < self->bound->len)
    return G_SOURCE_CONTINUE;
  self->rest_id = 0;
  return G_SOURCE_REMOVE;
}

void
data_table_refresh_gently (GtkColumnView *view)
{
  Table *self = table_of (view);

  for (guint i = 0; i < self->bound->len; i++)
    if (is_in_sight (self->bound->pdata[i]))
      set_cell (self, self->bound->pdata[i]);
  self->rest_at = 0;
  if (self->rest_id == 0)
    self->rest_id = g_idle_add_full (G_PRIORITY_LOW, on_rest, self, NULL);
}

void
data_table_set_column_shown (GtkColumnView *view, guint column, gboolean shown)
{
  gtk_column_view_column_set_visible (table_of (view)->made[column], shown);
}

void
data_table_sort (GtkColumnView *view, guint column, gboolean descending)
{
  gtk_column_view_sort_by_column (view, table_of (view)->made[column],
                                  descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

/* --- Choosing, keys --- */

static GtkSingleSelection *
selection_of (GtkColumnView *view)
{
  return GTK_SINGLE_SELECTION (gtk_column_view_get_model (view));
}

gpointer
data_table_dup_chosen (GtkColumnView *view)
{
  return gtk_column_view_get_model (view) != NULL
             ? unwrap (gtk_single_selection_get_selected_item (selection_of (view)))
             : NULL;
}

void
data_table_show (GtkColumnView *view, guint position)
{
  gtk_single_selection_set_selected (selection_of (view), position);
  gtk_widget_activate_action (table_of (view)->rows, "list.scroll-to-item", "u", position);
}

static void
set_all_expanded (GtkColumnView *view, gboolean expanded)
{
  GListModel *rows = gtk_single_selection_get_model (selection_of (view));

  /* What stands there now; what opens below it has its own Ctrl+Right. Nobody reads more. */
  for (guint i = MIN (g_list_model_get_n_items (rows), MAX_EXPANDED); i > 0; i--)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (rows, i - 1);

      if (row != NULL)
        gtk_tree_list_row_set_expanded (row, expanded);
    }
}

static gboolean
step (GtkColumnView *view, gboolean right)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (selection_of (view));
  g_autoptr (GtkTreeListRow) parent = row != NULL ? gtk_tree_list_row_get_parent (row) : NULL;

  if (row == NULL)
    return FALSE;
  if (gtk_tree_list_row_is_expandable (row) && gtk_tree_list_row_get_expanded (row) != right)
    gtk_tree_list_row_set_expanded (row, right);
  else if (!right && parent != NULL)
    data_table_show (view, gtk_tree_list_row_get_position (parent));
  else if (right && gtk_tree_list_row_is_expandable (row))
    data_table_show (view, gtk_tree_list_row_get_position (row) + 1);
  return TRUE;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, gpointer data)
{
  GtkColumnView *view = ((Table *) data)->view;
  gboolean right = key == GDK_KEY_Right || key == GDK_KEY_KP_Right;

  if ((!right && key != GDK_KEY_Left && key != GDK_KEY_KP_Left) || (state & GDK_ALT_MASK)
      || !GTK_IS_TREE_LIST_ROW (gtk_single_selection_get_selected_item (selection_of (view))))
    return FALSE;
  if (!(state & GDK_CONTROL_MASK))
    return step (view, right);
  set_all_expanded (view, right);
  return TRUE;
}

/* --- Menu --- */

static void
popup (Table *self, double x, double y)
{
  if (self->menu == NULL)
    return;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static GtkListItem *
item_at (Table *self, double x, double y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self->view), x, y, GTK_PICK_DEFAULT);

  for (guint i = 0; picked != NULL && i < self->bound->len; i++)
    {
      GtkWidget *cell = gtk_widget_get_parent (gtk_list_item_get_child (self->bound->pdata[i]));

      if (picked == cell || gtk_widget_is_ancestor (picked, cell)
          || (column_of (self->bound->pdata[i]) == 0 && picked == gtk_widget_get_parent (cell)))
        return self->bound->pdata[i];
    }
  return NULL;
}

gpointer
data_table_dup_item_at (GtkColumnView *view, double x, double y)
{
  GtkListItem *item = item_at (table_of (view), x, y);

  return item != NULL ? unwrap (gtk_list_item_get_item (item)) : NULL;
}

static void
on_press (GtkGestureClick *gesture, int n, double x, double y, gpointer data)
{
  Table *self = data;
  GtkListItem *item = item_at (self, x, y);

  if (item == NULL)
    return;
  gtk_single_selection_set_selected (selection_of (self->view), gtk_list_item_get_position (item));
  popup (self, x, y);
}

static gboolean
on_menu_key (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  Table *self = table_of (GTK_COLUMN_VIEW (widget));
  guint position = gtk_single_selection_get_selected (selection_of (self->view));
  graphene_rect_t bounds;

  for (guint i = 0; i < self->bound->len; i++)
    if (gtk_list_item_get_position (self->bound->pdata[i]) == position
        && gtk_widget_compute_bounds (gtk_list_item_get_child (self->bound->pdata[i]), widget, &bounds))
      {
        popup (self, 60, (double) (bounds.origin.y + bounds.size.height));
        return TRUE;
      }
  return FALSE;
}

static void
on_view_destroy (GtkWidget *view)
{
  g_clear_pointer (&table_of (GTK_COLUMN_VIEW (view))->menu, gtk_widget_unparent);
}

void
data_table_set_menu (GtkColumnView *view, GMenuModel *menu)
{
  Table *self = table_of (view);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  static const struct
  {
    guint key;
    GdkModifierType state;
  } openers[] = { { GDK_KEY_Menu, 0 }, { GDK_KEY_F10, GDK_SHIFT_MASK } };

  self->menu = gtk_popover_menu_new_from_model (menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (view));
  g_signal_connect (view, "destroy", G_CALLBACK (on_view_destroy), NULL);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (on_press), self);
  gtk_widget_add_controller (GTK_WIDGET (view), GTK_EVENT_CONTROLLER (click));
  for (guint i = 0; i < G_N_ELEMENTS (openers); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                          gtk_shortcut_new (gtk_keyval_trigger_new (openers[i].key, openers[i].state),
                                                            gtk_callback_action_new (on_menu_key, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (view), keys);
}

/* --- Text --- */

static void
append_cell (GString *out, const char *text, gboolean csv)
{
  if (!csv || strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    g_string_append_printf (out, *text == '"' ? "\"\"" : "%c", *text);
  g_string_append_c (out, '"');
}

char *
data_table_dup_text (GtkColumnView *view, gboolean csv)
{
  Table *self = table_of (view);
  GString *out = g_string_new (NULL);
  GListModel *model = G_LIST_MODEL (gtk_column_view_get_model (view));

  for (guint i = 0; i < self->n_columns; i++)
    {
      append_cell (out, _ (self->columns[i].title), csv);
      g_string_append_c (out, i + 1 == self->n_columns ? '\n' : csv ? ',' : '\t');
    }
  for (guint row = 0; row < g_list_model_get_n_items (model); row++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, row);
      g_autoptr (GObject) of = unwrap (item);

      for (guint i = 0; i < self->n_columns; i++)
        {
          g_string_truncate (self->text, 0);
          self->owner->text (of, i, self->text, self->data);
          append_cell (out, self->text->str, csv);
          g_string_append_c (out, i + 1 == self->n_columns ? '\n' : csv ? ',' : '\t');
        }
    }
  return g_string_free (out, FALSE);
}

/* --- Building --- */

void
data_table_build (GtkColumnView *view, const char *label, const TableColumn *columns, guint n_columns,
                  const TableOwner *owner, gpointer data)
{
  Table *self = g_new0 (Table, 1);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->view = view;
  self->columns = columns;
  self->n_columns = n_columns;
  self->owner = owner;
  self->data = data;
  self->made = g_new0 (GtkColumnViewColumn *, n_columns);
  self->widths = g_new0 (int, n_columns);
  self->bound = g_ptr_array_new ();
  self->text = g_string_new (NULL);
  g_object_set_data_full (G_OBJECT (view), "data-table", self, table_free);
  gtk_widget_add_css_class (GTK_WIDGET (view), "data-table");
  for (guint i = 0; i < n_columns; i++)
    add_column (self, i);
  self->rows = find_type (GTK_WIDGET (view), "GtkColumnListView");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  dress_titles (self);
  if (owner->sort != NULL)
    g_signal_connect_swapped (gtk_column_view_get_sorter (view), "changed", G_CALLBACK (on_order), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (self->rows, keys);
  g_signal_connect_swapped (view, "map", G_CALLBACK (fit), self);
}
