/* test-search-field.c: Escape empties a search, then leaves it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ui/dialogs/guide-dialog.h"
#include "window-test.h"

static MainApp *app;

static const char *const lines[] = { "0 can0 123#1122", NULL };

static gboolean
is_below (GtkWidget *widget, GtkWidget *ancestor)
{
  return widget != NULL && gtk_widget_is_ancestor (widget, ancestor);
}

static void
test_panel (void)
{
  MainWindow *window = window_test_open (app, lines);
  GtkWidget *page, *search;

  window_test_act (window, "statistics");
  page = gtk_stack_get_child_by_name (window->dock_stack, "statistics");
  search = widget_test_find (page, GTK_TYPE_SEARCH_ENTRY);
  gtk_widget_grab_focus (search);
  gtk_editable_set_text (GTK_EDITABLE (search), "x");
  g_signal_emit_by_name (search, "stop-search");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (search)), ==, "");
  g_assert_true (is_below (gtk_window_get_focus (GTK_WINDOW (window)), search));
  g_signal_emit_by_name (search, "stop-search");
  g_assert_true (is_below (gtk_window_get_focus (GTK_WINDOW (window)), GTK_WIDGET (window->trace_panel)));
  window_test_close (window);
}

static void
test_dialog (void)
{
  GtkWidget *dialog = guide_dialog_new (NULL, "adapters"), *search;

  gtk_window_present (GTK_WINDOW (dialog));
  widget_test_settle ();
  search = widget_test_find (dialog, GTK_TYPE_SEARCH_ENTRY);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_editable_set_text (GTK_EDITABLE (search), "peak");
  g_signal_emit_by_name (search, "stop-search");
  g_assert_nonnull (dialog);
  g_signal_emit_by_name (search, "stop-search");
  widget_test_until (dialog == NULL);
}

static void
test_popover (void)
{
  MainWindow *window = window_test_open (app, lines);
  GtkWidget *page, *search, *popover;

  window_test_act (window, "transmit");
  page = gtk_stack_get_child_by_name (window->dock_stack, "transmit");
  gtk_widget_activate_action (page, "transmit.add", NULL);
  widget_test_until ((search = widget_test_find (page, GTK_TYPE_SEARCH_ENTRY)) != NULL
                     && gtk_widget_get_mapped (search));
  popover = gtk_widget_get_ancestor (search, GTK_TYPE_POPOVER);
  gtk_editable_set_text (GTK_EDITABLE (search), "x");
  g_signal_emit_by_name (search, "stop-search");
  widget_test_until (!gtk_widget_get_mapped (popover));
  window_test_close (window);
}

int
main (int argc, char **argv)
{
  app = window_test_init (&argc, &argv);
  g_test_add_func ("/search-field/panel", test_panel);
  g_test_add_func ("/search-field/dialog", test_dialog);
  g_test_add_func ("/search-field/popover", test_popover);
  return window_test_run (app);
}
