/* test-plot-page.c: a plot that was kept with its databases is there again with them, and only then; large values.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ui/app-settings.h"
#include "ui/dialogs/message-dialog.h"
#include "ui/panels/plot-details.h"
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

static GtkWidget *
find_in (GtkWidget *widget, GType type, guint *nth)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && (*nth)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_in (child, type, nth);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
control (GtkWidget *details, GType type, guint nth)
{
  GtkWidget *found = find_in (details, type, &nth);

  g_assert_nonnull (found);
  return found;
}

/* The details of the chosen signal do what they say; what is typed counts also without Enter. */
static void
test_details (void)
{
  MainWindow *window = open_window ("plot-d.dbc");
  PlotPanel *panel = open_page (window);
  PlotModel *model = session_plot_get (window->session);
  GtkWidget *details = control (GTK_WIDGET (panel), PLOT_TYPE_DETAILS, 0), *min, *max;
  char *why = NULL;

  g_assert_true (session_plot_add_text (window->session, "Speed", &why));
  g_assert_true (session_plot_add_text (window->session, "Gear", &why));
  plot_details_show (PLOT_DETAILS (details), 0);
  widget_test_until (gtk_widget_get_mapped (details));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (control (details, GTK_TYPE_DROP_DOWN, 0)), PLOT_GAUGE);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (control (details, GTK_TYPE_DROP_DOWN, 1)), 3);
  g_assert_cmpint (plot_model_get_signal (model, 0)->kind, ==, PLOT_GAUGE);
  g_assert_cmpuint (plot_model_get_signal (model, 0)->color % 8, ==, 3);
  g_assert_false (gtk_widget_get_sensitive (control (details, GTK_TYPE_SPIN_BUTTON, 0)));

  min = control (details, GTK_TYPE_ENTRY, 0);
  max = control (details, GTK_TYPE_ENTRY, 1);
  gtk_widget_grab_focus (min);
  gtk_editable_set_text (GTK_EDITABLE (min), "50");
  gtk_widget_grab_focus (max);
  g_signal_emit_by_name (model, "changed"); /* as ten times a second while it captures */
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (min)), ==, "50");
  g_assert_false (gtk_widget_has_css_class (min, "invalid"));
  gtk_editable_set_text (GTK_EDITABLE (max), "150");
  gtk_widget_grab_focus (control (details, GTK_TYPE_CHECK_BUTTON, 0));
  g_assert_true (plot_model_get_signal (model, 0)->fixed);
  g_assert_cmpfloat (plot_model_get_signal (model, 0)->min, ==, 50);
  g_assert_cmpfloat (plot_model_get_signal (model, 0)->max, ==, 150);

  gtk_widget_grab_focus (max);
  gtk_editable_set_text (GTK_EDITABLE (max), "5");
  gtk_widget_grab_focus (control (details, GTK_TYPE_CHECK_BUTTON, 0));
  g_assert_true (gtk_widget_has_css_class (max, "invalid"));
  gtk_widget_grab_focus (max);
  plot_details_show (PLOT_DETAILS (details), 1); /* it is not this one that is wrong */
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (max)), ==, "");
  g_assert_false (gtk_widget_has_css_class (max, "invalid"));
  g_assert_true (gtk_widget_get_sensitive (control (details, GTK_TYPE_SPIN_BUTTON, 0)));
  widget_test_settle ();
  window_test_close (window);
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

/* All about a message: what shares bits, what reaches beyond it. */
static void
test_message (void)
{
  static const char text[] = "VERSION \"\"\nBU_: A\nBO_ 291 Engine: 8 A\n SG_ Speed : 0|16@1+ (1,0) [0|0] \"\" A\n"
                             " SG_ Torque : 8|16@1- (1,0) [0|0] \"\" A\n SG_ Beyond : 60|8@1+ (1,0) [0|0] \"\" A\n";
  g_autoptr (GFile) file = widget_test_write (folder, "overlaps.dbc", text);
  g_autoptr (GError) error = NULL;
  Database *database = database_load (g_file_peek_path (file), &error);
  GtkWidget *dialog;

  g_assert_no_error (error);
  dialog = message_dialog_new (NULL, database, database_get_message (database, 0), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
  widget_test_settle ();
  g_assert_true (says (dialog, "8 bits belong to several signals"));
  g_assert_true (says (dialog, "Beyond the end, in no frame of this length: Beyond"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  database_unref (database);
}

int
main (int argc, char **argv)
{
  folder = g_dir_make_tmp ("canid-plot-page-XXXXXX", NULL);
  app = window_test_init (&argc, &argv);
  g_test_add_func ("/plot-page/layout", test_layout);
  g_test_add_func ("/plot-page/dials", test_dials);
  g_test_add_func ("/plot-page/details", test_details);
  g_test_add_func ("/plot-page/message", test_message);
  return window_test_run (app);
}
