/* test-file-dialog.c: files are asked for: what is told, and that nothing is left of a dialog.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ui/file-dialog.h"
#include "widget-test.h"

static guint n_chosen;

static void
on_chosen (GtkWidget *owner, GFile *file, GtkFileChooser *dialog)
{
  n_chosen++;
}

static GtkFileChooser *
ask (GtkWidget *owner)
{
  GtkFileChooser *dialog = file_dialog_new (owner, GTK_FILE_CHOOSER_ACTION_SAVE, "Save It", "_Save", on_chosen);

  file_dialog_add_filter (dialog, "Tables", "*.csv");
  gtk_file_chooser_set_current_name (dialog, "a.csv");
  file_dialog_show (dialog);
  widget_test_settle ();
  return dialog;
}

static void
test_cancelled (void)
{
  GtkWidget *owner = gtk_label_new ("owner");
  GtkWindow *window = widget_test_show (owner, 200, 100);
  GtkFileChooser *dialog = ask (owner);

  n_chosen = 0;
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  g_signal_emit_by_name (dialog, "response", GTK_RESPONSE_CANCEL);
  widget_test_until (dialog == NULL);
  g_assert_cmpuint (n_chosen, ==, 0);
  gtk_window_destroy (window);
  widget_test_settle ();
}

static void
test_owner_gone (void)
{
  GtkWidget *owner = gtk_label_new ("owner");
  GtkWindow *window = widget_test_show (owner, 200, 100);
  GtkFileChooser *dialog = ask (owner);

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_destroy (window);
  widget_test_until (dialog == NULL);
}

/* The extension follows the kind that is chosen, unless somebody typed one of his own. */
static void
test_kinds (void)
{
  GtkWidget *owner = gtk_label_new ("owner");
  GtkWindow *window = widget_test_show (owner, 200, 100);
  GtkFileChooser *dialog = file_dialog_new (owner, GTK_FILE_CHOOSER_ACTION_SAVE, "Save It", "_Save", on_chosen);
  g_autoptr (GListModel) kinds = gtk_file_chooser_get_filters (dialog);
  const struct
  {
    guint kind;
    const char *before, *after;
  } steps[]
      = { { 1, "a.png", "a.svg" }, { 2, "a.svg", "a.csv" }, { 0, "a.b.csv", "a.b.png" }, { 1, "a.txt", "a.txt" } };
  const char *extension;

  file_dialog_add_kind (dialog, "Picture", ".png", 7);
  file_dialog_add_kind (dialog, "Drawing", ".svg", 8);
  file_dialog_add_kind (dialog, "Table", ".csv", 9);
  g_assert_cmpuint (file_dialog_get_kind (dialog, &extension), ==, 7);
  g_assert_cmpstr (extension, ==, ".png");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GtkFileFilter) filter = g_list_model_get_item (kinds, steps[i].kind);
      g_autofree char *name = NULL;

      gtk_file_chooser_set_current_name (dialog, steps[i].before);
      gtk_file_chooser_set_filter (dialog, filter);
      name = gtk_file_chooser_get_current_name (dialog);
      g_assert_cmpstr (name, ==, steps[i].after);
      g_assert_cmpuint (file_dialog_get_kind (dialog, &extension), ==, 7 + steps[i].kind);
    }
  g_signal_emit_by_name (dialog, "response", GTK_RESPONSE_CANCEL);
  gtk_window_destroy (window);
  widget_test_settle ();
}

static void
test_complete (void)
{
  static const char *const cases[][2] = {
    { "/tmp/a", "/tmp/a.dbc" }, { "/tmp/a.dbc", "/tmp/a.dbc" }, { "/tmp/a.txt", "/tmp/a.txt.dbc" }, { "/", "/" }
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GFile) file = g_file_new_for_path (cases[i][0]), whole = file_dialog_complete (file, ".dbc");

      g_assert_cmpstr (g_file_peek_path (whole), ==, cases[i][1]);
    }
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/file-dialog/cancelled", test_cancelled);
  g_test_add_func ("/file-dialog/owner-gone", test_owner_gone);
  g_test_add_func ("/file-dialog/kinds", test_kinds);
  g_test_add_func ("/file-dialog/complete", test_complete);
  return g_test_run ();
}
