/* test-plot-page.c: a plot that was kept with its databases is there again with them, and only then; large values.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ui/app-settings.h"
#include "ui/panels/plot-panel-private.h"
#include "ui/session-plot.h"
#include "window-test.h"

#include <string.h>

static MainApp *app;
static char *folder;

static const char database_text[]
    = "VERSION \"\"\nBU_: A\nBO_ 291 Engine: 8 A\n SG_ Speed : 0|16@1+ (0.5,0) [0|200] \"km/h\" A\n"
      " SG_ Gear : 16|8@1+ (1,0) [0|0] \"\" A\nVAL_ 291 Gear 0 \"Park\" 1 \"Drive\" ;\n";
static const char trace_text[] = "(100.000000) can0 123#0002010000000000\n(100.100000) can0 "
                                 "123#2802010000000000\n(100.200000) can0 123#1400000000000000\n";

static gboolean
has_databases (MainWindow *window, guint n)
{
  return window_test_is_idle (window) && database_set_n (trace_session_get_databases (window->session)) == n;
}

static MainWindow *
open_window (const char *database_name)
{
  g_autoptr (GFile) trace = widget_test_write (folder, "plot.log", trace_text);
  g_autoptr (GFile) database = widget_test_write (folder, database_name, database_text);
  GFile *files[] = { trace, database };
  MainWindow *window = main_window_new (app);

  gtk_window_present (GTK_WINDOW (window));
  widget_test_until (gtk_widget_get_mapped (GTK_WIDGET (window)));
  main_window_open_files (window, files, 2);
  widget_test_until (has_databases (window, 1));
  return window;
}

static PlotPanel *
open_page (MainWindow *window)
{
  GtkWidget *panel;

  window_test_act (window, "plot");
  panel = gtk_stack_get_child_by_name (window->dock_stack, "plot");
  g_assert_nonnull (panel);
  widget_test_until (gtk_widget_get_mapped (panel));
  return PLOT_PANEL (panel);
}

/* What can be done is told ten times a second. */
static void
act (PlotPanel *panel, const char *action)
{
  widget_test_until (g_action_group_get_action_enabled (G_ACTION_GROUP (panel->actions), action));
  g_action_group_activate_action (G_ACTION_GROUP (panel->actions), action, NULL);
}

static guint
n_signals (MainWindow *window)
{
  return plot_model_n_signals (session_plot_get (window->session));
}

/* Kept, gone with the window, there again with the same database; emptied by hand it stays empty. */
static void
test_layout (void)
{
  MainWindow *window = open_window ("plot-a.dbc");
  PlotPanel *panel = open_page (window);
  PlotModel *model = session_plot_get (window->session);
  char *why = NULL;

  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (panel->actions), "load-layout"));
  g_assert_true (session_plot_add_text (window->session, "Speed", &why));
  g_assert_true (session_plot_add_text (window->session, "Gear", &why));
  plot_model_set_kind (model, 0, PLOT_LINE_AND_GAUGE);
  act (panel, "save-layout");
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (panel->actions), "load-layout"));
  window_test_close (window);

  g_settings_set_string (app_settings_get (), "dock-page", "frame"); /* the page that the next window opens */
  window = open_window ("plot-a.dbc");
  widget_test_settle ();
  g_assert_cmpuint (n_signals (window), ==, 0); /* nobody looks */
  panel = open_page (window);
  widget_test_until (n_signals (window) == 2);
  model = session_plot_get (window->session);
  g_assert_cmpint (plot_model_get_signal (model, 0)->kind, ==, PLOT_LINE_AND_GAUGE);
  act (panel, "remove-all");
  g_assert_cmpuint (n_signals (window), ==, 0);
  window_test_act (window, "statistics");
  panel = open_page (window);
  widget_test_settle ();
  g_assert_cmpuint (n_signals (window), ==, 0);
  act (panel, "load-layout");
  g_assert_cmpuint (n_signals (window), ==, 2);
  window_test_close (window);

  window = open_window ("plot-b.dbc"); /* another database: nothing was kept with it */
  open_page (window);
  widget_test_settle ();
  g_assert_cmpuint (n_signals (window), ==, 0);
  window_test_close (window);
}

/* Large values: of the end, or of cursor A; read by assistive technology. */
static void
test_dials (void)
{
  MainWindow *window = open_window ("plot-c.dbc");
  PlotPanel *panel = open_page (window);
  PlotModel *model = session_plot_get (window->session);
  char *why = NULL;

  g_assert_true (session_plot_add_text (window->session, "Speed", &why));
  g_assert_true (session_plot_add_text (window->session, "Gear", &why));
  plot_model_set_kind (model, 0, PLOT_GAUGE);
  plot_model_set_kind (model, 1, PLOT_LINE_AND_TEXT);
  widget_test_until (panel->described != NULL && strstr (panel->described, "Speed: 10.0 km/h; Gear: Park") != NULL);
  plot_model_set_cursor (model, 0, series_time (plot_model_get_signal (model, 0)->series, 1));
  widget_test_until (strstr (panel->described, "Speed: 276.0 km/h; Gear: Drive") != NULL);
  widget_test_pictures (GTK_WINDOW (window), "plot-dials");
  window_test_close (window);
}

int
main (int argc, char **argv)
{
  folder = g_dir_make_tmp ("canid-plot-page-XXXXXX", NULL);
  app = window_test_init (&argc, &argv);
  g_test_add_func ("/plot-page/layout", test_layout);
  g_test_add_func ("/plot-page/dials", test_dials);
  return window_test_run (app);
}
