/* preferences-dialog.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/preferences-dialog.h"

#include "base/i18n.h"
#include "ui/dialogs/preferences-bus.h"
#include "ui/dialogs/preferences-rows.h"
#include "ui/theme.h"

struct _PreferencesDialog
{
  GtkWindow parent_instance;

  GSettings *settings;
  GHashTable *before_reset; /* (nullable) key → GVariant, until something else is changed */
  gboolean resetting;

  GtkBox *page;
  GtkWidget *undo_button, *reset_button;
};

G_DEFINE_FINAL_TYPE (PreferencesDialog, preferences_dialog, GTK_TYPE_WINDOW)

/* --- Controls: each is bound to its key --- */

static gboolean
get_choice (GValue *selected, GVariant *value, gpointer data)
{
  const PreferenceRow *row = data;

  for (guint i = 0; row->choices[i].value != NULL; i++)
    if (g_str_equal (row->choices[i].value, g_variant_get_string (value, NULL)))
      g_value_set_uint (selected, i);
  return TRUE;
}

static GVariant *
set_choice (const GValue *selected, const GVariantType *type, gpointer data)
{
  const PreferenceRow *row = data;
  guint i = g_value_get_uint (selected);

  return i != GTK_INVALID_LIST_POSITION ? g_variant_new_string (row->choices[i].value) : NULL;
}

static GtkWidget *
new_choice (PreferencesDialog *self, const PreferenceRow *row)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  GtkWidget *widget;

  for (guint i = 0; row->choices[i].value != NULL; i++)
    g_ptr_array_add (labels, (gpointer) _ (row->choices[i].label));
  g_ptr_array_add (labels, NULL);
  widget = gtk_drop_down_new_from_strings ((const char *const *) labels->pdata);
  g_settings_bind_with_mapping (self->settings, row->key, widget, "selected", G_SETTINGS_BIND_DEFAULT, get_choice,
                                set_choice, (gpointer) row, NULL);
  return widget;
}

static GtkWidget *
new_switch (PreferencesDialog *self, const PreferenceRow *row)
{
  GtkWidget *widget = gtk_switch_new ();

  gtk_widget_set_halign (widget, GTK_ALIGN_END);
  g_settings_bind (self->settings, row->key, widget, "active", G_SETTINGS_BIND_DEFAULT);
  return widget;
}

static gboolean
get_percent (GValue *percent, GVariant *value, gpointer data)
{
  g_value_set_double (percent, 100 + 10 * g_variant_get_int32 (value));
  return TRUE;
}

static GVariant *
set_percent (const GValue *percent, const GVariantType *type, gpointer data)
{
  double steps = (g_value_get_double (percent) - 100) / 10;

  return g_variant_new_int32 ((int) (steps < 0 ? steps - 0.5 : steps + 0.5));
}

static GtkWidget *
new_zoom (PreferencesDialog *self, const PreferenceRow *row)
{
  GtkWidget *widget = gtk_spin_button_new_with_range (100 + 10 * THEME_ZOOM_MIN, 100 + 10 * THEME_ZOOM_MAX, 10);

  gtk_spin_button_set_snap_to_ticks (GTK_SPIN_BUTTON (widget), TRUE);
  g_settings_bind_with_mapping (self->settings, row->key, widget, "value", G_SETTINGS_BIND_DEFAULT, get_percent,
                                set_percent, NULL, NULL);
  return widget;
}

static gboolean
get_font (GValue *font, GVariant *value, gpointer data)
{
  const char *chosen = g_variant_get_string (value, NULL);

  g_value_set_string (font, *chosen != '\0' ? chosen : THEME_FIXED_FONT);
  return TRUE;
}

static GVariant *
set_font (const GValue *font, const GVariantType *type, gpointer data)
{
  const char *chosen = g_value_get_string (font);

  return g_variant_new_string (chosen == NULL || g_str_equal (chosen, THEME_FIXED_FONT) ? "" : chosen);
}

static gboolean
is_monospace (const PangoFontFamily *family, const PangoFontFace *face, gpointer data)
{
  return pango_font_family_is_monospace ((PangoFontFamily *) family);
}

/* GtkFontDialogButton is 4.10's. */
static GtkWidget *
new_font (PreferencesDialog *self, const PreferenceRow *row)
{
  GtkWidget *widget;

  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  widget = gtk_font_button_new ();
  gtk_font_chooser_set_level (GTK_FONT_CHOOSER (widget), GTK_FONT_CHOOSER_LEVEL_FAMILY | GTK_FONT_CHOOSER_LEVEL_SIZE);
  gtk_font_chooser_set_filter_func (GTK_FONT_CHOOSER (widget), is_monospace, NULL, NULL);
  gtk_font_button_set_title (GTK_FONT_BUTTON (widget), _ ("Fixed-width Font"));
  G_GNUC_END_IGNORE_DEPRECATIONS
  g_settings_bind_with_mapping (self->settings, row->key, widget, "font", G_SETTINGS_BIND_DEFAULT, get_font, set_font,
                                NULL, NULL);
  return widget;
}

/* Only what is right gets into the key; what is wrong stays in the entry, which says why. */
static void
on_text (GtkEditable *entry, PreferencesDialog *self)
{
  const PreferenceRow *row = g_object_get_data (G_OBJECT (entry), "row");
  const char *text = gtk_editable_get_text (entry);
  g_autofree char *kept = g_settings_get_string (self->settings, row->key);
  g_autoptr (GError) error = NULL;
  gboolean right = row->check (text, &error);

  if (right)
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  gtk_widget_set_tooltip_text (GTK_WIDGET (entry), right ? NULL : error->message);
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               right ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);
  if (right && !g_str_equal (text, kept))
    g_settings_set_string (self->settings, row->key, text);
}

static void
on_text_setting (GSettings *settings, const char *key, GtkEditable *entry)
{
  g_autofree char *text = g_settings_get_string (settings, key);

  if (!g_str_equal (text, gtk_editable_get_text (entry)))
    gtk_editable_set_text (entry, text);
}

static GtkWidget *
new_text (PreferencesDialog *self, const PreferenceRow *row)
{
  GtkWidget *widget = gtk_entry_new ();
  g_autofree char *text = g_settings_get_string (self->settings, row->key);
  g_autofree char *changed = g_strconcat ("changed::", row->key, NULL);

  g_object_set_data (G_OBJECT (widget), "row", (gpointer) row);
  gtk_editable_set_text (GTK_EDITABLE (widget), text);
  g_signal_connect (widget, "changed", G_CALLBACK (on_text), self);
  g_signal_connect_object (self->settings, changed, G_CALLBACK (on_text_setting), widget, 0);
  return widget;
}

static GtkWidget *
new_control (PreferencesDialog *self, const PreferenceRow *row)
{
  switch (row->kind)
    {
    case PREFERENCE_CHOICE:
      return new_choice (self, row);
    case PREFERENCE_SWITCH:
      return new_switch (self, row);
    case PREFERENCE_ZOOM:
      return new_zoom (self, row);
    case PREFERENCE_FONT:
      return new_font (self, row);
    case PREFERENCE_TEXT:
      return new_text (self, row);
    default:
      g_return_val_if_reached (NULL);
    }
}

/* --- The page --- */

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkGrid *
add_section (PreferencesDialog *self, const char *title)
{
  GtkWidget *heading = new_label (title, "h3"), *grid = gtk_grid_new ();

  if (gtk_widget_get_first_child (GTK_WIDGET (self->page)) != NULL)
    gtk_widget_set_margin_top (heading, 16);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 8);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 16);
  gtk_accessible_update_property (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_box_append (self->page, heading);
  gtk_box_append (self->page, grid);
  return GTK_GRID (grid);
}

static GtkWidget *
new_words (const PreferenceRow *row, GtkWidget *control)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *label = new_label (_ (row->label), NULL), *hint;

  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), label);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), control);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (GTK_LABEL (label)), -1);
  if (GTK_IS_FONT_BUTTON (control)) /* the keys come to the button within */
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (control)),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, gtk_label_get_text (GTK_LABEL (label)), -1);
  if (row->hint == NULL)
    return words;
  hint = new_label (_ (row->hint), "dim");
  gtk_widget_add_css_class (hint, "small");
  gtk_box_append (GTK_BOX (words), hint);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _ (row->hint), -1);
  return words;
}

static void
add_row (PreferencesDialog *self, GtkGrid *grid, int line, const PreferenceRow *row)
{
  GtkWidget *control = new_control (self, row);

  gtk_widget_set_name (control, row->key);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  if (row->kind != PREFERENCE_SWITCH)
    gtk_widget_set_size_request (control, 240, -1);
  gtk_grid_attach (grid, new_words (row, control), 0, line, 1, 1);
  gtk_grid_attach (grid, control, 1, line, 1, 1);
}

static void
fill (PreferencesDialog *self)
{
  GtkGrid *grid = NULL;
  const PreferenceRow *rows;
  int line = 0;
  guint n;

  rows = preference_rows (&n);
  for (guint i = 0; i < n; i++)
    {
      if (rows[i].section != NULL)
        {
          grid = add_section (self, _ (rows[i].section));
          line = 0;
        }
      add_row (self, grid, line++, &rows[i]);
    }
  gtk_grid_attach (add_section (self, _ ("Bus")), preferences_bus_new (), 0, 0, 1, 1);
}

/* --- Defaults --- */

static gboolean
is_changed (PreferencesDialog *self)
{
  const PreferenceRow *rows;
  guint n;

  rows = preference_rows (&n);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GVariant) value = g_settings_get_value (self->settings, rows[i].key);
      g_autoptr (GVariant) usual = g_settings_get_default_value (self->settings, rows[i].key);

      if (!g_variant_equal (value, usual))
        return TRUE;
    }
  return FALSE;
}

static void
update_buttons (PreferencesDialog *self)
{
  if (self->resetting)
    return;
  gtk_widget_set_visible (self->undo_button, self->before_reset != NULL);
  gtk_widget_set_sensitive (self->reset_button, is_changed (self));
}

static void
on_changed (PreferencesDialog *self)
{
  if (!self->resetting)
    g_clear_pointer (&self->before_reset, g_hash_table_unref);
  update_buttons (self);
}

static void
on_reset (PreferencesDialog *self)
{
  const PreferenceRow *rows;
  guint n;

  g_clear_pointer (&self->before_reset, g_hash_table_unref);
  self->before_reset = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_variant_unref);
  self->resetting = TRUE;
  rows = preference_rows (&n);
  for (guint i = 0; i < n; i++)
    {
      g_hash_table_insert (self->before_reset, (gpointer) rows[i].key,
                           g_settings_get_value (self->settings, rows[i].key));
      g_settings_reset (self->settings, rows[i].key);
    }
  self->resetting = FALSE;
  gtk_widget_set_visible (self->undo_button, TRUE);
  gtk_widget_grab_focus (self->undo_button); /* the other one is insensitive now */
  update_buttons (self);
}

static void
on_undo (PreferencesDialog *self)
{
  GHashTableIter iter;
  gpointer key, value;

  self->resetting = TRUE;
  g_hash_table_iter_init (&iter, self->before_reset);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_settings_set_value (self->settings, key, value);
  self->resetting = FALSE;
  g_clear_pointer (&self->before_reset, g_hash_table_unref);
  update_buttons (self);
  gtk_widget_grab_focus (self->reset_button);
}

/* --- Object --- */

static gboolean
on_escape (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static void
preferences_dialog_dispose (GObject *object)
{
  PreferencesDialog *self = PREFERENCES_DIALOG (object);

  g_clear_pointer (&self->before_reset, g_hash_table_unref);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (preferences_dialog_parent_class)->dispose (object);
}

static void
preferences_dialog_class_init (PreferencesDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = preferences_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/dialogs/preferences-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PreferencesDialog, page);
  gtk_widget_class_bind_template_child (widget_class, PreferencesDialog, undo_button);
  gtk_widget_class_bind_template_child (widget_class, PreferencesDialog, reset_button);
  gtk_widget_class_bind_template_callback (widget_class, on_undo);
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
preferences_dialog_init (PreferencesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
preferences_dialog_new (GtkWindow *parent, GSettings *settings)
{
  PreferencesDialog *self = g_object_new (PREFERENCES_TYPE_DIALOG, "transient-for", parent, NULL);

  self->settings = g_object_ref (settings);
  fill (self);
  update_buttons (self);
  g_signal_connect_object (settings, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
