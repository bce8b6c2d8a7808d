/* id-list-cells.c: texts, classes and colours of the rows by identifier, and the widths of their columns.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/id-list-private.h"

#include "base/i18n.h"
#include "base/thread-time.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/table-row.h"
#include "ui/row-color.h"
#include "ui/theme.h"

/* A cell of the data column: which of its numbers have which tint. */
typedef struct
{
  uint64_t fresh, old;
  guint base, group;
} Tint;

static guint
factory_column (gpointer factory)
{
  return GPOINTER_TO_UINT (g_object_get_data (factory, "column"));
}

static gboolean
is_column (guint column, const char *id)
{
  return g_str_equal (id_columns[column].id, id);
}

/* The name stands behind the arrow that opens its pages. */
static GtkInscription *
inscription_of (GtkWidget *child)
{
  return GTK_INSCRIPTION (GTK_IS_INSCRIPTION (child) ? child : gtk_widget_get_last_child (child));
}

/* (nullable) */
GtkWidget *
id_list_inscription_of (GtkListItem *item)
{
  GtkWidget *child = gtk_list_item_get_child (item);

  return SPARK_IS_LINE (child) ? NULL : GTK_WIDGET (inscription_of (child));
}

/* --- Classes --- */

static void
set_kind (IdList *self, GtkWidget *widget, IdRow *row, int64_t now)
{
  static const char *const names[][2] = { { "error", "r-error" }, { "tx", "r-tx" },       { "remote", "r-remote" },
                                          { "fd", "r-fd" },       { "group", "r-group" }, { "data", NULL } };
  const char *kind = id_row_get_kind_name (row, now), *before = g_object_get_data (G_OBJECT (widget), "kind");
  gboolean fd = (id_row_get_entry (row)->flags & CAN_FD) != 0 && !g_str_equal (kind, "fd");
  int color = 0, color_before = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (widget), "color"));

  /* Of its latest frame. */
  if (id_row_get_kind (row) != ID_ROW_GROUP && !g_str_equal (kind, "error")
      && self->frames->store == id_view_get_store (self->view))
    color = row_colors_get (self->colors, id_row_get_entry (row)->last_row, NULL);
  row_color_set (widget, color_before, color);
  g_object_set_data (G_OBJECT (widget), "color", GINT_TO_POINTER (color));

  if (fd != gtk_widget_has_css_class (widget, "fd"))
    (fd ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (widget, "fd");
  if (kind == before)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i][1] != NULL)
      {
        if (g_str_equal (names[i][0], kind))
          gtk_widget_add_css_class (widget, names[i][1]);
        else if (before != NULL && g_str_equal (names[i][0], before))
          gtk_widget_remove_css_class (widget, names[i][1]);
      }
  g_object_set_data (G_OBJECT (widget), "kind", (gpointer) kind);
}

static void
label_row (IdList *self, GtkWidget *widget, IdRow *row)
{
  IdColumnContext context = { self->frames, id_view_get_now (self->view) };

  g_string_truncate (self->text, 0);
  id_row_append_words (&context, row, self->text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, self->text->str, -1);
  if (id_row_get_entry (row)->n_pages > 0)
    gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_EXPANDED, id_row_is_open (row), -1);
  else
    gtk_accessible_reset_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_EXPANDED);
}

/* --- Cells --- */

static void
set_expander (GtkWidget *box, IdRow *row)
{
  GtkWidget *button = gtk_widget_get_first_child (box);
  gboolean open = id_row_is_open (row), pages = id_row_get_entry (row)->n_pages > 0;
  guint now = 1u | (guint) open << 1 | (guint) pages << 2 | (guint) (id_row_get_kind (row) == ID_ROW_PAGE) << 3;

  if (GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "state")) == now)
    return;
  g_object_set_data (G_OBJECT (button), "state", GUINT_TO_POINTER (now));
  gtk_widget_set_opacity (button, pages ? 1 : 0);
  gtk_widget_set_sensitive (button, pages);
  gtk_widget_set_margin_start (button, id_row_get_kind (row) == ID_ROW_PAGE ? 16 : 0);
  gtk_button_set_icon_name (GTK_BUTTON (button), open ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  open ? _ ("Hide the pages") : _ ("Show the pages"), -1);
}

static void
add_attribute (PangoAttrList *list, PangoAttribute *attribute, gsize start, gsize end)
{
  attribute->start_index = (guint) start;
  attribute->end_index = (guint) end;
  pango_attr_list_insert (list, attribute);
}

/* The freshest of the bytes that make this number. */
static IdFreshness
freshness_of (IdList *self, IdRow *row, guint number)
{
  guint group = CLAMP (self->frames->group, 1, 4);
  IdFreshness freshest = ID_UNCHANGED;

  for (guint i = number * group; i < (number + 1) * group; i++)
    freshest = MAX (freshest, id_row_byte_freshness (row, i, id_view_get_now (self->view)));
  return freshest;
}

/* Bold too: not everybody sees the colours. */
static void
tint_number (IdList *self, PangoAttrList *list, gsize start, gsize end, IdFreshness freshness)
{
  const GdkRGBA *color = freshness == ID_CHANGED ? &self->changed : &self->changed_old;

  if (freshness == ID_UNCHANGED)
    return;
  add_attribute (list,
                 pango_attr_background_new ((guint16) (color->red * 65535), (guint16) (color->green * 65535),
                                            (guint16) (color->blue * 65535)),
                 start, end);
  if (freshness == ID_CHANGED)
    add_attribute (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD), start, end);
}

/* text: numbers parted by blanks, and maybe "…+58" behind them. */
static void
set_tint (IdList *self, GtkInscription *cell, IdRow *row, const char *text)
{
  Tint *tint = g_object_get_data (G_OBJECT (cell), "tint"), now = { 0 };
  guint group = CLAMP (self->frames->group, 1, 4);
  PangoAttrList *list = pango_attr_list_new ();
  gsize at = strspn (text, " ");

  for (guint i = 0; i * group < id_row_get_entry (row)->len && g_ascii_isxdigit (text[at]); i++)
    {
      gsize end = at + strcspn (text + at, " ");
      IdFreshness freshness = freshness_of (self, row, i);

      tint_number (self, list, at, end, freshness);
      now.fresh |= (uint64_t) (freshness == ID_CHANGED) << i;
      now.old |= (uint64_t) (freshness == ID_CHANGED_OLD) << i;
      at = end + strspn (text + end, " ");
    }
  now.base = self->frames->base;
  now.group = group;
  if (memcmp (&now, tint, sizeof now) != 0)
    gtk_inscription_set_attributes (cell, (now.fresh | now.old) != 0 ? list : NULL);
  *tint = now;
  pango_attr_list_unref (list);
}

static void
set_shape (IdList *self, GtkInscription *cell, IdRow *row)
{
  guint channel = id_row_get_entry (row)->channel;
  gboolean has = id_row_get_kind (row) != ID_ROW_GROUP && channel < G_N_ELEMENTS (self->shapes);

  gtk_inscription_set_attributes (cell, has ? self->shapes[channel] : NULL);
}

static void
set_activity (IdList *self, SparkLine *line, IdRow *row)
{
  uint32_t bins[ID_ACTIVITY_BINS];
  guint n = id_row_get_kind (row) != ID_ROW_GROUP ? id_view_get_activity (self->view, row, bins) : 0;

  spark_line_set_counts (line, bins, n);
}

static void
set_cell (IdList *self, guint column, GtkWidget *child, IdRow *row)
{
  IdColumnContext context = { self->frames, id_view_get_now (self->view) };
  GtkInscription *cell;

  if (SPARK_IS_LINE (child))
    {
      set_activity (self, SPARK_LINE (child), row);
      return;
    }
  cell = inscription_of (child);

  g_string_truncate (self->text, 0);
  /* A filter may have another trace's rows still on screen. */
  if (self->frames->store == id_view_get_store (self->view))
    id_columns[column].text (&context, row, self->text);
  if (g_strcmp0 (gtk_inscription_get_text (cell), self->text->str) != 0)
    gtk_inscription_set_text (cell, self->text->str);
  if (is_column (column, "name"))
    set_expander (child, row);
  else if (is_column (column, "data"))
    set_tint (self, cell, row, self->text->str);
}

static void
refresh_item (IdList *self, GtkListItem *item)
{
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (item), "column"));
  IdRow *row = gtk_list_item_get_item (item);

  set_cell (self, column, gtk_list_item_get_child (item), row);
  if (column == 0)
    set_kind (self, table_row_of (item), row, id_view_get_now (self->view));
}

/* From the end: one that is unbound meanwhile gives its place to the last, which is done. */
static gboolean
on_refresh (gpointer data)
{
  IdList *self = data;
  int64_t start = thread_time ();

  self->refresh_left = MIN (self->refresh_left, self->bound->len);
  while (self->refresh_left > 0)
    {
      refresh_item (self, self->bound->pdata[--self->refresh_left]);
      if (self->refresh_left % 16 == 0 && thread_time () - start > THREAD_TIME_PART)
        break;
    }
  if (self->refresh_left > 0)
    return G_SOURCE_CONTINUE;
  self->refresh_id = 0;
  return G_SOURCE_REMOVE;
}

void
id_list_refresh_cells (IdList *self)
{
  self->refresh_left = self->bound->len;
  if (self->refresh_id == 0)
    self->refresh_id = g_idle_add_full (G_PRIORITY_DEFAULT, on_refresh, self, NULL);
}

/* --- Factory --- */

static void
on_expander (GtkButton *button, GtkListItem *item)
{
  GtkWidget *list = gtk_widget_get_ancestor (GTK_WIDGET (button), ID_TYPE_LIST);
  IdRow *row = gtk_list_item_get_item (item);

  if (row != NULL)
    id_view_set_open (ID_LIST (list)->view, row, !id_row_is_open (row));
}

static GtkWidget *
new_expander (GtkListItem *item, GtkWidget *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2), *button = gtk_button_new ();

  gtk_widget_add_css_class (button, "expander");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_focusable (button, FALSE);
  g_signal_connect (button, "clicked", G_CALLBACK (on_expander), item);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), text);
  return box;
}

static GtkWidget *
new_cell (guint index)
{
  static const char *const dim[] = { "dir", "type", "jitter", "changed", "len", "seen" };
  const IdColumn *column = &id_columns[index];
  GtkWidget *cell = gtk_inscription_new (NULL);
  GtkInscription *text = GTK_INSCRIPTION (cell);
  char class[16];

  gtk_inscription_set_min_lines (text, 1);
  gtk_inscription_set_nat_lines (text, 1);
  gtk_inscription_set_min_chars (text, column->width > 0 ? 1 : 12);
  gtk_inscription_set_nat_chars (text, column->width > 0 ? 1 : 12);
  gtk_inscription_set_text_overflow (text, GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (text, column->right ? 1 : 0);
  gtk_inscription_set_yalign (text, 0);
  gtk_widget_set_valign (cell, GTK_ALIGN_CENTER);
  g_snprintf (class, sizeof class, "c-%s", column->width > 0 ? column->id : "text");
  gtk_widget_add_css_class (cell, class);
  if (column->mono)
    gtk_widget_add_css_class (cell, "mono");
  for (guint i = 0; i < G_N_ELEMENTS (dim); i++)
    if (g_str_equal (column->id, dim[i]))
      gtk_widget_add_css_class (cell, "dim");
  if (is_column (index, "data"))
    g_object_set_data_full (G_OBJECT (cell), "tint", g_new0 (Tint, 1), g_free);
  return cell;
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  guint index = factory_column (factory);
  GtkWidget *cell = is_column (index, "activity") ? spark_line_new () : new_cell (index);

  g_object_set_data (G_OBJECT (item), "column", GUINT_TO_POINTER (index));
  gtk_list_item_set_child (item, is_column (index, "name") ? new_expander (item, cell) : cell);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  IdList *self = data;
  guint column = factory_column (factory);
  IdRow *row = gtk_list_item_get_item (item);
  GtkWidget *child = gtk_list_item_get_child (item);

  set_cell (self, column, child, row);
  if (is_column (column, "bus"))
    set_shape (self, inscription_of (child), row);
  if (column == 0)
    {
      set_kind (self, table_row_of (item), row, id_view_get_now (self->view));
      label_row (self, table_row_of (item), row);
    }
  g_ptr_array_add (self->bound, item);
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  g_ptr_array_remove_fast (ID_LIST (data)->bound, item);
}

GtkListItemFactory *
id_list_new_factory (IdList *self, guint column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (column));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), self);
  return factory;
}

/* --- Colours --- */

void
id_list_load_colors (IdList *self)
{
  theme_lookup_color (GTK_WIDGET (self), "changed", &self->changed);
  theme_lookup_color (GTK_WIDGET (self), "changed_old", &self->changed_old);
  for (guint i = 0; i < BUS_SHAPES; i++)
    {
      g_clear_pointer (&self->shapes[i], pango_attr_list_unref);
      self->shapes[i] = bus_shape_new_attributes (GTK_WIDGET (self), i);
    }
  for (guint i = 0; i < self->bound->len; i++)
    {
      GtkListItem *item = self->bound->pdata[i];
      guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (item), "column"));
      GtkInscription *cell = inscription_of (gtk_list_item_get_child (item));

      if (is_column (column, "bus"))
        set_shape (self, cell, gtk_list_item_get_item (item));
      else if (is_column (column, "data"))
        *(Tint *) g_object_get_data (G_OBJECT (cell), "tint") = (Tint){ .old = UINT64_MAX, .fresh = UINT64_MAX };
    }
}
