/* test-preferences.c: the preferences change the settings and follow them; fonts; versions; the shortcuts window fits.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ui/actions.h"
#include "ui/app-settings.h"
#include "ui/dialogs/about-dialog.h"
#include "ui/dialogs/preferences-dialog.h"
#include "ui/dialogs/preferences-rows.h"
#include "ui/dialogs/shortcuts-dialog.h"
#include "ui/theme.h"
#include "ui/versions.h"
#include "widget-test.h"
#include <string.h>

static GtkWidget *
find_named (GtkWidget *widget, const char *name)
{
  if (g_strcmp0 (gtk_widget_get_name (widget), name) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_named (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWindow *
open_dialog (void)
{
  GtkWindow *dialog = GTK_WINDOW (preferences_dialog_new (NULL, app_settings_get ()));

  gtk_window_present (dialog);
  widget_test_settle ();
  return dialog;
}

static char *
value_of (const char *key)
{
  return g_settings_get_string (app_settings_get (), key);
}

static void
assert_value (const char *key, const char *expected)
{
  g_autofree char *value = value_of (key);

  g_assert_cmpstr (value, ==, expected);
}

/* What is wrong stays in the entry and does not get into the key. */
static void
test_text (void)
{
  GtkWindow *dialog = open_dialog ();
  GtkWidget *entry = find_named (GTK_WIDGET (dialog), "id-splits");
  int end = (int) strlen ("body 29: zone = 5:24");

  gtk_editable_set_text (GTK_EDITABLE (entry), "body 29: zone = 5:24");
  assert_value ("id-splits", "body 29: zone = 5:24");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  gtk_editable_insert_text (GTK_EDITABLE (entry), "9", 1, &end);
  assert_value ("id-splits", "body 29: zone = 5:24");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (entry), "bits 0 to 28"));
  g_settings_reset (app_settings_get (), "id-splits");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  gtk_window_destroy (dialog);
}

/* Every row is a key, offers what the schema allows, all of it, and is named. */
static void
test_rows (void)
{
  GtkWindow *dialog = open_dialog ();
  g_autoptr (GSettingsSchema) schema = NULL;
  const PreferenceRow *rows;
  guint n;

  g_object_get (app_settings_get (), "settings-schema", &schema, NULL);
  rows = preference_rows (&n);
  g_assert_nonnull (rows[0].section);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GSettingsSchemaKey) key = NULL;
      g_autoptr (GVariant) range = NULL, values = NULL;
      GtkWidget *control = find_named (GTK_WIDGET (dialog), rows[i].key);
      const char *kind;

      g_assert_true (g_settings_schema_has_key (schema, rows[i].key));
      g_assert_nonnull (control);
      g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL));
      if (rows[i].kind != PREFERENCE_CHOICE)
        continue;
      key = g_settings_schema_get_key (schema, rows[i].key);
      range = g_settings_schema_key_get_range (key);
      g_variant_get (range, "(&sv)", &kind, &values);
      g_assert_cmpstr (kind, ==, "enum");
      for (guint c = 0; rows[i].choices[c].value != NULL; c++)
        {
          g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_string (rows[i].choices[c].value));

          g_assert_true (g_settings_schema_key_range_check (key, value));
          g_assert_cmpuint (c, <, g_variant_n_children (values));
        }
      g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (GTK_DROP_DOWN (control))), ==,
                        g_variant_n_children (values));
    }
  widget_test_pictures (dialog, "preferences");
  g_settings_reset (app_settings_get (), "color-scheme");
  gtk_window_destroy (dialog);
}

/* What python-can's configuration says, and where. */
static void
test_bus (void)
{
  GtkWindow *dialog;
  GtkWidget *box;

  g_setenv ("CAN_CHANNEL", "can7", TRUE);
  g_setenv ("CAN_CONFIG", "{\"bitrate\": 250000}", TRUE);
  dialog = open_dialog ();
  box = find_named (GTK_WIDGET (dialog), "python-can");
  g_assert_true (widget_test_says (box, "channel") && widget_test_says (box, "can7")
                 && widget_test_says (box, "CAN_CHANNEL"));
  g_assert_true (widget_test_says (box, "bitrate") && widget_test_says (box, "250000")
                 && widget_test_says (box, "CAN_CONFIG"));
  widget_test_pictures (dialog, "preferences-bus");
  g_settings_reset (app_settings_get (), "color-scheme");
  gtk_window_destroy (dialog);
  g_unsetenv ("CAN_CHANNEL");
  g_unsetenv ("CAN_CONFIG");
}

static void
test_follows (void)
{
  GtkWindow *dialog = open_dialog ();
  GtkDropDown *times = GTK_DROP_DOWN (find_named (GTK_WIDGET (dialog), "time-format"));
  GtkSpinButton *zoom = GTK_SPIN_BUTTON (find_named (GTK_WIDGET (dialog), "zoom"));

  g_assert_cmpuint (gtk_drop_down_get_selected (times), ==, 0);
  gtk_drop_down_set_selected (times, 6);
  assert_value ("time-format", "epoch");
  g_settings_set_string (app_settings_get (), "time-format", "time-of-day"); /* by the menu */
  g_assert_cmpuint (gtk_drop_down_get_selected (times), ==, 2);

  g_assert_cmpfloat (gtk_spin_button_get_value (zoom), ==, 100);
  gtk_spin_button_spin (zoom, GTK_SPIN_STEP_FORWARD, 0);
  g_assert_cmpint (g_settings_get_int (app_settings_get (), "zoom"), ==, 1);
  g_assert_cmpint (theme_get_zoom (), ==, 1);
  g_settings_set_int (app_settings_get (), "zoom", -4);
  g_assert_cmpfloat (gtk_spin_button_get_value (zoom), ==, 60);
  gtk_spin_button_spin (zoom, GTK_SPIN_STEP_BACKWARD, 0);
  g_assert_cmpint (g_settings_get_int (app_settings_get (), "zoom"), ==, -4);

  gtk_window_destroy (dialog);
  g_settings_reset (app_settings_get (), "zoom");
  g_settings_reset (app_settings_get (), "time-format");
}

static void
test_reset (void)
{
  GtkWindow *dialog;
  GtkWidget *reset, *undo;

  dialog = open_dialog ();
  reset = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (dialog), PREFERENCES_TYPE_DIALOG, "reset_button"));
  undo = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (dialog), PREFERENCES_TYPE_DIALOG, "undo_button"));
  g_assert_false (gtk_widget_get_sensitive (reset));
  g_settings_set_string (app_settings_get (), "number-base", "binary");
  g_settings_set_int (app_settings_get (), "zoom", 2);
  g_settings_set_boolean (app_settings_get (), "inspector-visible", FALSE); /* none of ours */
  g_assert_true (gtk_widget_get_sensitive (reset));
  g_assert_false (gtk_widget_get_visible (undo));

  g_signal_emit_by_name (reset, "clicked");
  assert_value ("number-base", "hex");
  g_assert_cmpint (g_settings_get_int (app_settings_get (), "zoom"), ==, 0);
  g_assert_false (g_settings_get_boolean (app_settings_get (), "inspector-visible"));
  g_assert_true (gtk_widget_get_visible (undo));
  g_assert_false (gtk_widget_get_sensitive (reset));

  g_signal_emit_by_name (undo, "clicked");
  assert_value ("number-base", "binary");
  g_assert_cmpint (g_settings_get_int (app_settings_get (), "zoom"), ==, 2);
  g_assert_false (gtk_widget_get_visible (undo));

  g_signal_emit_by_name (reset, "clicked");
  g_settings_set_string (app_settings_get (), "number-base", "decimal");
  g_assert_false (gtk_widget_get_visible (undo)); /* it would take back what was chosen since */

  gtk_window_close (dialog);
  widget_test_settle ();
  g_settings_reset (app_settings_get (), "number-base");
  g_settings_reset (app_settings_get (), "inspector-visible");
}

static void
on_notify (gpointer counter)
{
  (*(guint *) counter)++;
}

static char *
family_of (GtkWidget *widget, int *size)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);

  *size = pango_font_description_get_size (font);
  return g_strdup (pango_font_description_get_family (font));
}

static void
assert_font (GtkWidget *widget, const char *setting, const char *expected, double points)
{
  g_autofree char *family = NULL;
  int size;
  guint n = 0;
  gulong handler
      = g_signal_connect_swapped (gtk_settings_get_default (), "notify::gtk-xft-dpi", G_CALLBACK (on_notify), &n);

  g_settings_set_string (app_settings_get (), "fixed-font", setting);
  widget_test_settle ();
  family = family_of (widget, &size);
  g_assert_true (g_str_has_prefix (family, expected));
  g_assert_cmpfloat_with_epsilon ((double) size / PANGO_SCALE, points * 96 / 72, 0.05);
  g_assert_cmpuint (n, >, 0); /* widths are measured anew */
  g_signal_handler_disconnect (gtk_settings_get_default (), handler);
}

static void
test_font (void)
{
  GtkWidget *label = gtk_label_new ("0x1FF");
  GtkWindow *window;

  gtk_widget_add_css_class (label, "mono");
  window = widget_test_show (label, 200, 100);
  assert_font (label, "DejaVu Sans Mono 14", "DejaVu Sans Mono", 14);
  assert_font (label, "Odd \"Name\\ 7.5", "Odd \"Name\\", 7.5); /* as a hand wrote it into the file */
  assert_font (label, "DejaVu Sans Mono", "DejaVu Sans Mono", 9.5);
  assert_font (label, "", "JetBrains Mono", 9.5);
  gtk_window_destroy (window);
}

static void
test_about (void)
{
  GtkWindow *dialog = GTK_WINDOW (about_dialog_new (NULL));
  g_autoptr (GPtrArray) versions = NULL;
  g_autofree char *text = NULL;

  gtk_window_present (dialog);
  widget_test_settle ();
  versions = versions_list (GTK_NATIVE (dialog));
  text = versions_to_text (versions);
  g_assert_true (g_str_has_prefix (text, "Canid: " CANID_VERSION "\nGTK: 4."));
  g_assert_nonnull (strstr (text, "\nKernel: Linux "));
  g_assert_nonnull (strstr (text, "\nRenderer: Gsk"));
  g_assert_nonnull (strstr (text, "\nlibarchive: libarchive "));
  g_assert_nonnull (strstr (text, "\nSQLite: 3."));
  widget_test_pictures (dialog, "about");
  gtk_window_destroy (dialog);
}

static guint
count_visible (GtkWidget *widget, GType type)
{
  guint n = 0;

  if (!gtk_widget_get_visible (widget))
    return 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_visible (child, type);
  return n + G_TYPE_CHECK_INSTANCE_TYPE (widget, type);
}

/* Every action that has keys is there, in a window that fits into the smallest the program is made for. */
static void
test_shortcuts (void)
{
  GtkWidget *window = shortcuts_dialog_new (NULL);
  GtkWidget *search = GTK_WIDGET (gtk_widget_get_template_child (window, SHORTCUTS_TYPE_DIALOG, "search"));
  guint n, wanted = 0, there;
  const ActionRow *rows = actions_get (&n);
  int least, width, height;

  gtk_window_present (GTK_WINDOW (window));
  widget_test_settle ();
  for (guint i = 0; i < n; i++)
    wanted += rows[i].section != NULL && rows[i].accels[0] != NULL;
  there = count_visible (window, GTK_TYPE_SHORTCUT_LABEL);
  g_assert_cmpuint (there, >, wanted); /* and keys of the list and of the filter */
  gtk_widget_measure (window, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, <=, 1000);
  gtk_window_get_default_size (GTK_WINDOW (window), &width, &height);
  g_assert_cmpint (width, <=, 1000);
  g_assert_cmpint (height, <=, 700);

  gtk_editable_set_text (GTK_EDITABLE (search), "  FIND next ");
  g_signal_emit_by_name (search, "search-changed");
  g_assert_cmpuint (count_visible (window, GTK_TYPE_SHORTCUT_LABEL), ==, 1);
  gtk_editable_set_text (GTK_EDITABLE (search), "no such words");
  g_signal_emit_by_name (search, "search-changed");
  g_assert_cmpuint (count_visible (window, GTK_TYPE_SHORTCUT_LABEL), ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (search), "");
  g_signal_emit_by_name (search, "search-changed");
  g_assert_cmpuint (count_visible (window, GTK_TYPE_SHORTCUT_LABEL), ==, there);
  widget_test_pictures (GTK_WINDOW (window), "shortcuts");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/preferences/rows", test_rows);
  g_test_add_func ("/preferences/text", test_text);
  g_test_add_func ("/preferences/bus", test_bus);
  g_test_add_func ("/preferences/follows", test_follows);
  g_test_add_func ("/preferences/reset", test_reset);
  g_test_add_func ("/preferences/font", test_font);
  g_test_add_func ("/preferences/about", test_about);
  g_test_add_func ("/preferences/shortcuts", test_shortcuts);
  return g_test_run ();
}
