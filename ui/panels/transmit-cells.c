/* transmit-cells.c: the list's columns.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/transmit-panel-private.h"

#include "base/i18n.h"
#include "models/transmit-words.h"
#include "ui/actions.h"
#include "ui/text.h"
#include "ui/widgets/table-row.h"
#include "ui/widgets/table-title.h"

#include <string.h>

#define STATE_CHARS 16  /* below that the table scrolls */
#define CELL_PADDING 15 /* and what separates it */

typedef enum
{
  CELL_SWITCH,
  CELL_TEXT,
  CELL_EDIT,
  CELL_BUTTON,
} CellKind;

enum
{
  COLUMN_ON,
  COLUMN_NAME,
  COLUMN_ID,
  COLUMN_BUS,
  COLUMN_TYPE,
  COLUMN_DATA,
  COLUMN_CYCLE,
  COLUMN_SENT,
  COLUMN_WHEN,
  COLUMN_STATE,
  COLUMN_ONCE,
  N_COLUMNS
};
G_STATIC_ASSERT (N_COLUMNS == TRANSMIT_N_COLUMNS);

static const struct
{
  const char *title;
  CellKind kind;
  int width, most; /* most: above 0 it grows to that with what is in it */
  gboolean right, mono;
} columns[N_COLUMNS] = {
  [COLUMN_ON] = { N_ ("On"), CELL_SWITCH, 48, 0, FALSE, FALSE },
  [COLUMN_NAME] = { N_ ("Message"), CELL_EDIT, 108, 0, FALSE, FALSE },
  [COLUMN_ID] = { N_ ("ID"), CELL_EDIT, 46, 90, TRUE, TRUE },
  [COLUMN_BUS] = { N_ ("Bus"), CELL_TEXT, 46, 90, FALSE, FALSE },
  [COLUMN_TYPE] = { N_ ("Type"), CELL_TEXT, 46, 120, FALSE, FALSE },
  [COLUMN_DATA] = { N_ ("Data"), CELL_EDIT, 120, 200, FALSE, TRUE },
  [COLUMN_CYCLE] = { N_ ("Cycle (ms)"), CELL_EDIT, 68, 0, TRUE, TRUE },
  [COLUMN_SENT] = { N_ ("Sent"), CELL_TEXT, 46, 90, TRUE, TRUE },
  [COLUMN_WHEN] = { N_ ("Sent when"), CELL_TEXT, 80, 0, FALSE, FALSE },
  [COLUMN_STATE] = { N_ ("State"), CELL_TEXT, 0, 0, FALSE, FALSE },
  [COLUMN_ONCE] = { "", CELL_BUTTON, 36, 0, FALSE, FALSE },
};

static TransmitItem *
item_of (gpointer widget)
{
  GtkListItem *cell = g_object_get_data (widget, "cell");

  return cell != NULL ? gtk_list_item_get_item (cell) : NULL;
}

static TransmitPanel *
panel_of (gpointer widget)
{
  return TRANSMIT_PANEL (gtk_widget_get_ancestor (widget, TRANSMIT_TYPE_PANEL));
}

/* --- Texts --- */

static char *
cell_text (TransmitPanel *self, TransmitItem *item, guint column)
{
  const TransmitRow *row = transmit_item_get_row (item);

  switch (column)
    {
    case COLUMN_NAME:
      return g_strdup (row->name);
    case COLUMN_ID:
      return transmit_words_id (row);
    case COLUMN_BUS:
      return g_strdup (transmit_list_bus_of (self->list, item));
    case COLUMN_TYPE:
      return transmit_words_type (row);
    case COLUMN_DATA:
      return transmit_words_data (item);
    case COLUMN_CYCLE:
      return row->load > 0 ? g_strdup ("—") : transmit_words_period (row->period);
    case COLUMN_SENT:
      return text_count (transmit_item_get_state (item)->n_sent);
    case COLUMN_WHEN:
      return transmit_words_when (row);
    default:
      return g_strdup ("");
    }
}

static void
show_state (TransmitPanel *self, GtkListItem *cell, TransmitItem *item)
{
  TransmitMood mood;
  g_autofree char *text = transmit_words_state (self->list, item, &mood),
                  *details = transmit_words_details (self->list, item), *tip = NULL;
  GtkWidget *label = gtk_list_item_get_child (cell);

  transmit_mood_show (label, text, mood);
  tip = strcmp (text, details) != 0 ? g_strdup_printf ("%s\n%s", text, details) : g_steal_pointer (&details);
  gtk_widget_set_tooltip_text (label, tip);
  if (mood == TRANSMIT_BAD)
    gtk_widget_add_css_class (table_row_of (cell), "r-error");
  else
    gtk_widget_remove_css_class (table_row_of (cell), "r-error");
}

/* "Speeds, 123, can0, 11 22, 100" */
static void
label_row (TransmitPanel *self, GtkListItem *cell, TransmitItem *item)
{
  static const guint said[] = { COLUMN_NAME, COLUMN_ID, COLUMN_BUS, COLUMN_DATA, COLUMN_CYCLE };
  g_autoptr (GString) label = g_string_new (NULL);
  GtkWidget *row = table_row_of (cell);

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    {
      g_autofree char *text = cell_text (self, item, said[i]);

      if (text != NULL && *text != '\0')
        g_string_append_printf (label, "%s%s", label->len > 0 ? ", " : "", text);
    }
  if (g_strcmp0 (g_object_get_data (G_OBJECT (row), "label"), label->str) == 0)
    return;
  table_row_set_label (cell, label->str);
  g_object_set_data_full (G_OBJECT (row), "label", g_strdup (label->str), g_free);
}

static void
show_cell (TransmitPanel *self, GtkListItem *cell)
{
  GtkWidget *child = gtk_list_item_get_child (cell);
  TransmitItem *item = gtk_list_item_get_item (cell);
  guint column = transmit_cell_get_column (cell);
  g_autofree char *text = item != NULL ? cell_text (self, item, column) : NULL;

  if (item == NULL)
    return;
  if (column == COLUMN_ON)
    label_row (self, cell, item);
  if (column == COLUMN_STATE)
    show_state (self, cell, item);
  else if (GTK_IS_SWITCH (child))
    {
      if (gtk_switch_get_active (GTK_SWITCH (child)) != transmit_item_is_on (item))
        gtk_switch_set_active (GTK_SWITCH (child), transmit_item_is_on (item));
    }
  else if (GTK_IS_EDITABLE_LABEL (child))
    {
      if (!gtk_editable_label_get_editing (GTK_EDITABLE_LABEL (child))
          && g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (child)), text) != 0)
        gtk_editable_set_text (GTK_EDITABLE (child), text);
    }
  else if (GTK_IS_LABEL (child) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (child)), text) != 0)
    gtk_label_set_text (GTK_LABEL (child), text);
}

/* --- Widths --- */

/* A cell grows its column if its text is longer than all before, so that the rest, the state, has all the room there
 * is; a column that was dragged stays as it is. */
static void
fit_column (TransmitPanel *self, GtkListItem *cell)
{
  guint i = transmit_cell_get_column (cell), n_chars;
  GtkWidget *child = gtk_list_item_get_child (cell);
  g_autoptr (GtkColumnViewColumn) column = NULL;
  g_autoptr (PangoLayout) layout = NULL;
  const char *text;
  int width;

  if (columns[i].most == 0)
    return;
  text = GTK_IS_LABEL (child) ? gtk_label_get_text (GTK_LABEL (child)) : gtk_editable_get_text (GTK_EDITABLE (child));
  n_chars = (guint) g_utf8_strlen (text, -1);
  if (n_chars <= self->n_chars[i])
    return;
  self->n_chars[i] = n_chars;
  column = g_list_model_get_item (gtk_column_view_get_columns (self->table), i);
  if (gtk_column_view_column_get_fixed_width (column) != MAX (self->widths[i], columns[i].width))
    return;
  layout = gtk_widget_create_pango_layout (child, text);
  pango_layout_get_pixel_size (layout, &width, NULL);
  self->widths[i] = CLAMP (width + CELL_PADDING, MAX (self->widths[i], columns[i].width), columns[i].most);
  gtk_column_view_column_set_fixed_width (column, self->widths[i]);
}

static gboolean
fit_columns (GtkWidget *table, GdkFrameClock *clock, gpointer data)
{
  TransmitPanel *self = data;

  self->fit_id = 0;
  for (guint i = 0; i < self->bound->len; i++)
    fit_column (self, self->bound->pdata[i]);
  return G_SOURCE_REMOVE;
}

/* Not while rows are laid out, when another width is not taken. */
static void
fit_columns_soon (TransmitPanel *self)
{
  if (self->fit_id == 0)
    self->fit_id = gtk_widget_add_tick_callback (GTK_WIDGET (self->table), fit_columns, self, NULL);
}

void
transmit_cells_refresh (TransmitPanel *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    show_cell (self, self->bound->pdata[i]);
  fit_columns_soon (self);
}

/* --- Editing --- */

static gboolean
parse_id (TransmitRow *row, const char *text)
{
  char *end = NULL;
  gboolean extended = can_id_is_extended (row->frame.id);
  guint64 id = g_ascii_strtoull (text, &end, 16);
  gsize digits = strlen (text);

  if (end == text || *end != '\0' || id > CAN_ID_MASK_EXTENDED)
    return FALSE;
  if (digits >= 2 && (g_str_has_prefix (text, "0x") || g_str_has_prefix (text, "0X")))
    digits -= 2;
  extended = digits > 3 ? digits == 8 || extended || id > CAN_ID_MASK_STANDARD : extended && digits == 0;
  transmit_row_set_id (row, (uint32_t) id, extended);
  return TRUE;
}

/* NULL: right. */
static const char *
take_text (TransmitRow *row, guint column, const char *text)
{
  const char *reason = NULL;

  if (column == COLUMN_NAME)
    {
      g_free (row->name);
      row->name = g_strdup (text);
    }
  else if (column == COLUMN_ID)
    return parse_id (row, text) ? NULL : _ ("An identifier is hexadecimal, at most 1FFFFFFF; 8 digits are 29 bits.");
  else if (column == COLUMN_CYCLE)
    return transmit_words_parse_period (text, &row->period)
               ? NULL
               : _ ("A period is a number of milliseconds, such as 100; empty: not cyclic.");
  else if (!transmit_row_parse_data (row, text, &reason))
    return _ (reason);
  return NULL;
}

static void
on_editing (GtkEditableLabel *label, GParamSpec *property, gpointer data)
{
  TransmitItem *item = item_of (label);
  TransmitPanel *self = panel_of (label);
  guint column = transmit_cell_get_column (g_object_get_data (G_OBJECT (label), "cell"));
  TransmitRow *row;
  const char *problem;

  if (item == NULL || self == NULL)
    return;
  if (gtk_editable_label_get_editing (label))
    {
      transmit_panel_choose (self, item);
      return;
    }
  row = transmit_row_copy (transmit_item_get_row (item));
  problem = take_text (row, column, gtk_editable_get_text (GTK_EDITABLE (label)));
  transmit_panel_say (self, problem);
  if (problem == NULL)
    transmit_list_edit (self->list, item, row, _ ("Edit a Message"));
  else
    transmit_row_free (row);
  transmit_cells_refresh (self);
}

static gboolean
on_switch (GtkSwitch *widget, gboolean state, gpointer data)
{
  TransmitItem *item = item_of (widget);
  TransmitPanel *self = panel_of (widget);

  if (item == NULL || self == NULL || transmit_item_is_on (item) == state)
    return FALSE;
  if (state && *transmit_list_bus_of (self->list, item) == '\0')
    {
      transmit_panel_say (self, transmit_panel_no_bus ());
      gtk_switch_set_active (widget, FALSE);
      return TRUE;
    }
  transmit_panel_choose (self, item);
  transmit_cells_focus (self, transmit_list_find (self->list, item));
  transmit_list_set_on (self->list, item, state);
  return FALSE;
}

static void
on_once (GtkButton *button, gpointer data)
{
  TransmitItem *item = item_of (button);
  TransmitPanel *self = panel_of (button);

  if (item == NULL || self == NULL)
    return;
  transmit_panel_choose (self, item);
  transmit_cells_focus (self, transmit_list_find (self->list, item));
  transmit_list_send_once (self->list, item);
}

/* --- Cells --- */

static GtkWidget *
new_child (guint column)
{
  GtkWidget *child;

  switch (columns[column].kind)
    {
    case CELL_SWITCH:
      child = gtk_switch_new ();
      gtk_widget_set_valign (child, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (child, "small-switch");
      gtk_widget_set_focusable (child, FALSE); /* else rows gave their keys to it: Space did not send */
      g_signal_connect (child, "state-set", G_CALLBACK (on_switch), NULL);
      gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("On"), -1);
      break;
    case CELL_BUTTON:
      child = gtk_button_new_from_icon_name ("media-playback-start-symbolic");
      gtk_widget_add_css_class (child, "flat");
      gtk_widget_set_focusable (child, FALSE);
      actions_describe_button (child, "transmit.once");
      g_signal_connect (child, "clicked", G_CALLBACK (on_once), NULL);
      break;
    case CELL_EDIT:
      child = transmit_editable_label_new ();
      gtk_editable_set_alignment (GTK_EDITABLE (child), columns[column].right ? 1 : 0);
      gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (columns[column].title),
                                      -1);
      g_signal_connect (child, "notify::editing", G_CALLBACK (on_editing), NULL);
      transmit_cell_edit_by_second_click (child);
      break;
    default:
      child = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (child), columns[column].right ? 1 : 0);
      gtk_label_set_ellipsize (GTK_LABEL (child), PANGO_ELLIPSIZE_END);
      if (column == COLUMN_STATE)
        gtk_label_set_width_chars (GTK_LABEL (child), STATE_CHARS);
    }
  if (columns[column].mono)
    gtk_widget_add_css_class (child, "mono");
  return child;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *cell, TransmitPanel *self)
{
  GtkWidget *child = new_child (transmit_cell_get_column (factory));

  g_object_set_data (G_OBJECT (cell), "column", GUINT_TO_POINTER (transmit_cell_get_column (factory)));
  g_object_set_data (G_OBJECT (child), "cell", cell);
  gtk_list_item_set_child (cell, child);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *cell, TransmitPanel *self)
{
  g_ptr_array_add (self->bound, cell);
  show_cell (self, cell);
  fit_columns_soon (self);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *cell, TransmitPanel *self)
{
  g_ptr_array_remove_fast (self->bound, cell);
}

void
transmit_cells_build (TransmitPanel *self)
{
  self->column = COLUMN_NAME;
  self->table = GTK_COLUMN_VIEW (gtk_column_view_new (g_object_ref (self->selection)));
  gtk_widget_add_css_class (GTK_WIDGET (self->table), "data-table");
  gtk_widget_add_css_class (GTK_WIDGET (self->table), "transmit-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->table), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Messages to be sent"), -1);
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      GtkColumnViewColumn *column;

      g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (i));
      g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
      g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
      g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), self);
      column = gtk_column_view_column_new (*columns[i].title != '\0' ? _ (columns[i].title) : "", factory);
      if (columns[i].width > 0)
        gtk_column_view_column_set_fixed_width (column, columns[i].width);
      else
        gtk_column_view_column_set_expand (column, TRUE);
      gtk_column_view_column_set_resizable (column, columns[i].kind != CELL_SWITCH && columns[i].kind != CELL_BUTTON);
      gtk_column_view_append_column (self->table, column);
      g_object_unref (column);
    }
  for (guint i = 0; i < N_COLUMNS; i++)
    if (columns[i].right)
      table_title_dress (self->table, i, NULL, TRUE);
  table_title_name_header (self->table, _ ("Messages to be sent"));
}
