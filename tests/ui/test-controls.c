/* test-controls.c: the page of controls: what is moved there is sent, what is received is seen; kept in a workspace.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "models/control-board.h"
#include "ui/app-settings.h"
#include "ui/panels/control-tile-private.h"
#include "ui/panels/controls-panel-private.h"
#include "ui/theme.h"
#include "ui/widgets/state-lamp.h"
#include "ui/widgets/tile-grid.h"
#include "ui/widgets/value-gauge.h"
#include "window-test.h"
#include <glib/gstdio.h>
#include <string.h>

static MainApp *app;
static char *folder;

#define DATABASE_TEXT                                                                                                  \
  "VERSION \"\"\n\nNS_ :\n\nBS_:\n\nBU_: ECU Dash\n\nBO_ 291 Engine: 8 ECU\n"                                          \
  " SG_ Speed : 0|16@1+ (0.1,0) [0|250] \"km/h\" Dash\n SG_ Oil : 16|8@1+ (1,-40) [-40|215] \"°C\" Dash\n"            \
  " SG_ Warning : 24|1@1+ (1,0) [0|1] \"\" Dash\n\nBO_ 1110 Commands: 4 Dash\n"                                        \
  " SG_ Wish : 0|16@1+ (0.5,0) [0|200] \"km/h\" ECU\n SG_ Horn : 16|1@1+ (1,0) [0|1] \"\" ECU\n"                       \
  " SG_ Lights : 17|1@1+ (1,0) [0|1] \"\" ECU\n SG_ Gear : 20|3@1+ (1,0) [0|7] \"\" ECU\n\n"                           \
  "BA_DEF_ BO_ \"GenMsgCycleTime\" INT 0 65535;\nBA_DEF_DEF_ \"GenMsgCycleTime\" 0;\n"                                 \
  "BA_ \"GenMsgCycleTime\" BO_ 1110 20;\nVAL_ 1110 Gear 0 \"Park\" 1 \"Reverse\" 3 \"Drive\" ;\n"
#define TRACE_TEXT                                                                                                     \
  "(100.000000) can0 123#0102030000000000\n(100.100000) can0 123#C8044600\n(100.200000) can0 123#E8035A0100000000\n"

static ControlBoard *
board_of (MainWindow *window)
{
  return control_board_of (window->session);
}

static guint
n_databases (MainWindow *window)
{
  return database_set_n (trace_session_get_databases (window->session));
}

static MainWindow *
open_window (int width, int height)
{
  g_autoptr (GFile) trace = widget_test_write (folder, "controls.log", TRACE_TEXT);
  g_autoptr (GFile) database = widget_test_write (folder, "controls.dbc", DATABASE_TEXT);
  GFile *files[] = { trace, database };
  MainWindow *window;

  g_settings_set (app_settings_get (), "window-size", "(ii)", width, height);
  window = main_window_new (app);
  gtk_window_present (GTK_WINDOW (window));
  widget_test_until (gtk_widget_get_mapped (GTK_WIDGET (window)));
  main_window_open_files (window, files, 2);
  widget_test_until (window_test_is_idle (window) && n_databases (window) == 1);
  return window;
}

static void
close_window (MainWindow *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  widget_test_settle ();
  g_settings_reset (app_settings_get (), "window-size");
  g_settings_reset (app_settings_get (), "dock-page");
  g_settings_reset (app_settings_get (), "dock-collapsed");
}

static ControlsPanel *
open_page (MainWindow *window)
{
  g_action_group_activate_action (G_ACTION_GROUP (window), "controls", NULL);
  widget_test_settle ();
  return CONTROLS_PANEL (widget_test_find (GTK_WIDGET (window->dock_stack), CONTROLS_TYPE_PANEL));
}

static guint
add (MainWindow *window, ControlKind kind, const char *message_name, const char *signal)
{
  const Database *database = database_set_get (trace_session_get_databases (window->session), 0, NULL);
  const Message *message = database_find_message (database, message_name);

  for (guint i = 0; i < message->n_signals; i++)
    if (strcmp (message->signals[i].name, signal) == 0)
      return control_board_add (board_of (window), control_new_signal (kind, message, i));
  g_assert_not_reached ();
}

static ControlTile *
tile (ControlsPanel *panel, guint id)
{
  for (guint i = 0; i < panel->tiles->len; i++)
    if (control_tile_get_id (panel->tiles->pdata[i]) == id)
      return panel->tiles->pdata[i];
  return NULL;
}

static const char *
words (ControlsPanel *panel, guint id)
{
  return gtk_label_get_text (GTK_LABEL (tile (panel, id)->words));
}

/* --- Tests --- */

static void
add_zones (MainWindow *window, guint id)
{
  Control *control = control_copy (control_board_find (board_of (window), id));

  control_add_zone (control, -40, 60, LAMP_BLUE, "cold");
  control_add_zone (control, 110, 215, LAMP_RED, "hot");
  control_board_edit (board_of (window), id, control);
}

static void
show_everything (int width, int height, const char *picture)
{
  MainWindow *window = open_window (width, height);
  g_autofree char *name = g_strconcat (picture, "-arranging", NULL), *none = g_strconcat (picture, "-none", NULL);
  ControlsPanel *panel = open_page (window);
  guint gauge, lamp, text;

  g_assert_cmpstr (gtk_stack_get_visible_child_name (panel->stack), ==, "empty");
  widget_test_pictures (GTK_WINDOW (window), none);
  gauge = add (window, CONTROL_GAUGE, "Engine", "Oil");
  add_zones (window, gauge);
  add (window, CONTROL_SLIDER, "Commands", "Wish");
  add (window, CONTROL_CHOICE, "Commands", "Gear");
  lamp = add (window, CONTROL_LAMP, "Engine", "Warning");
  text = add (window, CONTROL_TEXT, "Engine", "Speed");
  add (window, CONTROL_BUTTON, "Commands", "Horn");
  add (window, CONTROL_SWITCH, "Commands", "Lights");
  add (window, CONTROL_NUMBER, "Commands", "Wish");
  add (window, CONTROL_GAUGE, "Engine", "Speed");
  g_assert_cmpuint (panel->tiles->len, ==, 9);
  widget_test_until (strcmp (words (panel, text), "100.0") == 0);
  widget_test_until (strcmp (words (panel, lamp), "On") == 0);
  widget_test_pictures (GTK_WINDOW (window), picture);
  gtk_widget_activate_action (GTK_WIDGET (panel), "controls.arrange", NULL);
  controls_panel_choose (panel, gauge);
  widget_test_settle ();
  widget_test_pictures (GTK_WINDOW (window), name);
  close_window (window);
}

static void
test_look (void)
{
  show_everything (1440, 900, "controls");
  show_everything (1024, 700, "controls-small");
}

int
main (int argc, char **argv)
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("canid-controls-XXXXXX", NULL);
  app = main_app_new ();
  g_assert_true (g_application_register (G_APPLICATION (app), NULL, NULL));
  g_application_hold (G_APPLICATION (app));
  g_test_add_func ("/controls/look", test_look);
  status = g_test_run ();
  g_application_release (G_APPLICATION (app));
  g_object_unref (app);
  return status;
}
