/* form-grid.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/form-grid.h"

#include "core/bit-rate.h"
#include "ui/field-mark.h"

FormGrid
form_grid_new (void)
{
  FormGrid self = { GTK_GRID (gtk_grid_new ()), 0 };

  gtk_grid_set_row_spacing (self.grid, 7);
  gtk_grid_set_column_spacing (self.grid, 12);
  return self;
}

GtkWidget *
form_label (const char *text, gboolean dim)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (dim)
    {
      gtk_widget_add_css_class (label, "small");
      gtk_widget_add_css_class (label, "dim");
    }
  return label;
}

void
form_grid_heading (FormGrid *self, const char *text)
{
  GtkWidget *label = form_label (text, FALSE);

  gtk_widget_add_css_class (label, "strong");
  gtk_widget_set_margin_top (label, self->row > 0 ? 9 : 0);
  form_grid_add_wide (self, label);
}

static GtkWidget *
find_button (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_TOGGLE_BUTTON (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child);
  return found;
}

void
form_name_combo (GtkWidget *combo, const char *name)
{
  GtkWidget *parts[] = { combo, gtk_combo_box_get_child (GTK_COMBO_BOX (combo)), find_button (combo) };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL)
      gtk_accessible_update_property (GTK_ACCESSIBLE (parts[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
form_close_by_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
}

void
form_grid_add (FormGrid *self, const char *label, GtkWidget *widget, const char *hint)
{
  GtkWidget *words = gtk_label_new_with_mnemonic (label);

  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_widget_set_size_request (words, 140, -1); /* grids above each other look as one */
  gtk_label_set_mnemonic_widget (GTK_LABEL (words), widget);
  gtk_widget_set_tooltip_text (words, hint);
  if (gtk_widget_get_tooltip_text (widget) == NULL)
    gtk_widget_set_tooltip_text (widget, hint);
  gtk_widget_set_hexpand (widget, TRUE);
  if (GTK_IS_COMBO_BOX (widget))
    form_name_combo (widget, gtk_label_get_text (GTK_LABEL (words)));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY, words, NULL, -1);
  gtk_grid_attach (self->grid, words, 0, self->row, 1, 1);
  gtk_grid_attach (self->grid, widget, 1, self->row++, 1, 1);
}

void
form_grid_add_wide (FormGrid *self, GtkWidget *widget)
{
  gtk_grid_attach (self->grid, widget, 0, self->row++, 2, 1);
}

void
form_set_usable (GtkWidget *widget, gboolean usable, const char *reason)
{
  gtk_widget_set_sensitive (widget, usable);
  if (!usable)
    gtk_widget_set_tooltip_text (widget, reason);
}

GtkWidget *
form_rate_new (const uint32_t *rates)
{
  GtkWidget *combo = gtk_combo_box_text_new_with_entry ();

  for (; rates != NULL && *rates != 0; rates++)
    {
      g_autofree char *text = g_strdup_printf ("%u", *rates);

      gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), text);
    }
  gtk_editable_set_width_chars (form_rate_get_editable (combo), 10);
  return combo;
}

GtkEditable *
form_rate_get_editable (GtkWidget *rate)
{
  return GTK_EDITABLE (gtk_combo_box_get_child (GTK_COMBO_BOX (rate)));
}

gboolean
form_parse_rate (const char *text, uint32_t *rate)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " \u00a0", -1);
  g_autofree char *joined = g_strjoinv ("", parts);

  *rate = 0;
  return *joined == '\0' || bit_rate_parse (joined, rate);
}

gboolean
form_read_rate (GtkEditable *field, uint32_t least, uint32_t most, uint32_t *rate)
{
  gboolean right = form_parse_rate (gtk_editable_get_text (field), rate) && *rate >= least && *rate <= most;

  field_mark (GTK_WIDGET (field), right);
  return right;
}
