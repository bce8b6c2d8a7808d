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
  widget_test_until (gtk_widget_get_width (GTK_WIDGET (window)) == width);
  widget_test_pictures (GTK_WINDOW (window), name);
  close_window (window);
}

static void
test_look (void)
{
  show_everything (1440, 900, "controls");
  show_everything (1024, 700, "controls-small");
}

/* --- On a bus --- */

static FrameStore *
store_of (MainWindow *window)
{
  return trace_session_get_store (window->session);
}

/* Somebody else on the same wire. */
static Bus *
open_other (void)
{
  BusConfig *config = bus_config_new ();
  Bus *bus;

  bus_config_set (config, "channel", "test-controls", NULL);
  bus = bus_open (backend_find ("virtual"), config, 0, NULL);
  bus_config_free (config);
  g_assert_nonnull (bus);
  return bus;
}

static void
start_listening (MainWindow *window)
{
  BusConfig *config = bus_config_new ();

  g_assert_true (trace_session_start_capture (window->session, NULL));
  bus_config_set (config, "channel", "test-controls", NULL);
  capture_add (trace_session_get_capture (window->session), backend_find ("virtual"), config, "can0");
  bus_config_free (config);
}

static gboolean
was_sent (MainWindow *window, guint byte, guint value)
{
  FrameStore *store = store_of (window);

  for (uint64_t row = 0; store != NULL && row < frame_store_length (store); row++)
    {
      CanFrame frame;

      frame_store_get (store, row, &frame);
      if (frame.id == 1110 && frame.data[byte] == value)
        return TRUE;
    }
  return FALSE;
}

static void
receive (Bus *other, uint32_t id, const char *hex)
{
  CanFrame frame = { .id = id, .dlc = 4, .len = 4 };
  uint8_t data[4];

  for (guint i = 0; i < 4; i++)
    data[i] = (uint8_t) (g_ascii_xdigit_value (hex[2 * i]) * 16 + g_ascii_xdigit_value (hex[2 * i + 1]));
  frame.data = data;
  g_assert_cmpint (bus_transmit (other, &frame, NULL), ==, 1);
}

/* A slider and a switch change what is sent; a button as long as it is held; lamp, gauge and value follow what comes.
 */
static void
test_bus (void)
{
  MainWindow *window = open_window (1440, 900);
  ControlsPanel *panel = open_page (window);
  guint slider = add (window, CONTROL_SLIDER, "Commands", "Wish"),
        lamp = add (window, CONTROL_LAMP, "Engine", "Warning");
  guint text = add (window, CONTROL_TEXT, "Engine", "Oil"), lights = add (window, CONTROL_SWITCH, "Commands", "Lights");
  guint horn = add (window, CONTROL_BUTTON, "Commands", "Horn");
  TransmitList *list = transmit_list_of (window->session);
  g_autofree char *reason = NULL;
  Bus *other = open_other ();

  start_listening (window);
  widget_test_until (strcmp (words (panel, lamp), "—") == 0); /* another trace */
  gtk_widget_activate_action (GTK_WIDGET (panel), "controls.run", NULL);
  g_assert_cmpuint (transmit_list_n_on (list), ==, 1);
  gtk_range_set_value (GTK_RANGE (tile (panel, slider)->input), 50);
  g_assert_true (transmit_list_arm (list, "can0", TRUE, &reason));
  widget_test_until (was_sent (window, 0, 100));
  gtk_range_set_value (GTK_RANGE (tile (panel, slider)->input), 60);
  widget_test_until (was_sent (window, 0, 120));
  g_assert_false (was_sent (window, 2, 2));
  gtk_switch_set_active (GTK_SWITCH (tile (panel, lights)->input), TRUE);
  widget_test_until (was_sent (window, 2, 2));
  /* A key that is held. */
  gtk_widget_grab_focus (tile (panel, horn)->input);
  g_assert_true (widget_test_key (GTK_WINDOW (window), GDK_KEY_space, 0));
  g_assert_true (control_board_is_pressed (board_of (window), horn));
  widget_test_until (was_sent (window, 2, 3));
  gtk_widget_grab_focus (tile (panel, slider)->input); /* it is let go without the key coming up */
  widget_test_until (!control_board_is_pressed (board_of (window), horn));
  receive (other, 291, "00005A00");
  widget_test_until (strcmp (words (panel, lamp), "Off") == 0);
  g_assert_cmpstr (words (panel, text), ==, "50");
  receive (other, 291, "00001401");
  widget_test_until (strcmp (words (panel, lamp), "On") == 0);
  g_assert_cmpstr (words (panel, text), ==, "−20");
  widget_test_pictures (GTK_WINDOW (window), "controls-running");
  g_action_group_activate_action (G_ACTION_GROUP (app), "stop-all", NULL);
  g_assert_cmpuint (transmit_list_n_on (list), ==, 0);
  bus_close (other);
  trace_session_stop_capture (window->session);
  trace_session_discard_capture (window->session);
  close_window (window);
}

/* Saved and opened again it is the same page, and nothing is sent. */
static void
test_workspace (void)
{
  MainWindow *window = open_window (1440, 900);
  g_autofree char *path = g_build_filename (folder, "page.canid-workspace", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GPtrArray) before = NULL;
  guint n_on;

  add_zones (window, add (window, CONTROL_GAUGE, "Engine", "Oil"));
  control_board_set_value (board_of (window), add (window, CONTROL_SLIDER, "Commands", "Wish"), 70);
  before = control_board_dup (board_of (window));
  main_window_save_workspace (window, file);
  close_window (window);

  window = open_window (1440, 900);
  g_assert_cmpuint (control_board_n (board_of (window)), ==, 0);
  main_window_open_workspace (window, file);
  widget_test_until (window_test_is_idle (window) && n_databases (window) == 1);
  g_assert_cmpuint (control_board_n (board_of (window)), ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_true (control_equal (before->pdata[i], control_board_nth (board_of (window), i)));
  start_listening (window);
  open_page (window);
  g_assert_cmpuint (control_board_n_messages (board_of (window), &n_on), ==, 1);
  g_assert_cmpuint (n_on, ==, 0);
  g_assert_cmpuint (transmit_list_n_on (transmit_list_of (window->session)), ==, 0);
  g_assert_false (transmit_list_is_armed (transmit_list_of (window->session), "can0"));
  g_assert_false (was_sent (window, 0, 140));
  trace_session_stop_capture (window->session);
  trace_session_discard_capture (window->session);
  close_window (window);
}

/* --- Arranging --- */

static void
check_place (MainWindow *window, guint id, int x, int y, int width, int height)
{
  const Control *control = control_board_find (board_of (window), id);

  g_assert_cmpint (control->x, ==, x);
  g_assert_cmpint (control->y, ==, y);
  g_assert_cmpint (control->width, ==, width);
  g_assert_cmpint (control->height, ==, height);
}

static void
test_keys (void)
{
  MainWindow *window = open_window (1440, 900);
  ControlsPanel *panel = open_page (window);
  guint slider = add (window, CONTROL_SLIDER, "Commands", "Wish"), lamp;

  g_assert_true (controls_panel_drop (GTK_WIDGET (panel), "Engine.Warning"));
  g_assert_false (controls_panel_drop (GTK_WIDGET (panel), "Engine.Nothing"));
  lamp = panel->chosen;
  g_assert_true (panel->arranging);
  g_assert_cmpint (control_board_find (board_of (window), lamp)->kind, ==, CONTROL_LAMP);
  check_place (window, lamp, 5, 0, 3, 2);
  g_assert_true (widget_test_key (GTK_WINDOW (window), GDK_KEY_Down, GDK_CONTROL_MASK));
  g_assert_true (widget_test_key (GTK_WINDOW (window), GDK_KEY_Left, GDK_CONTROL_MASK));
  check_place (window, lamp, 4, 1, 3, 2);
  check_place (window, slider, 0, 3, 5, 2); /* it made room */
  g_assert_true (widget_test_key (GTK_WINDOW (window), GDK_KEY_Right, GDK_CONTROL_MASK | GDK_SHIFT_MASK));
  check_place (window, lamp, 4, 1, 4, 2);
  g_action_group_activate_action (G_ACTION_GROUP (window), "undo", NULL);
  check_place (window, lamp, 4, 1, 3, 2);
  g_assert_true (widget_test_key (GTK_WINDOW (window), GDK_KEY_Delete, 0));
  g_assert_null (control_board_find (board_of (window), lamp));
  g_assert_cmpuint (panel->tiles->len, ==, 1);
  g_assert_cmpuint (panel->chosen, ==, slider);
  g_action_group_activate_action (G_ACTION_GROUP (window), "undo", NULL);
  g_assert_cmpuint (panel->tiles->len, ==, 2);
  controls_panel_choose (panel, lamp);
  g_assert_true (widget_test_key (GTK_WINDOW (window), GDK_KEY_Escape, 0));
  g_assert_false (panel->arranging);
  close_window (window);
}

int
main (int argc, char **argv)
{
  folder = g_dir_make_tmp ("canid-controls-XXXXXX", NULL);
  app = window_test_init (&argc, &argv);
  g_test_add_func ("/controls/look", test_look);
  g_test_add_func ("/controls/bus", test_bus);
  g_test_add_func ("/controls/workspace", test_workspace);
  g_test_add_func ("/controls/keys", test_keys);
  return window_test_run (app);
}
