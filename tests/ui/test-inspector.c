/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ui/panels/inspector-panel.h"
#include "small-trace.h"
#include "widget-test.h"

#include "ui/field-focus.h"

static const char *const lines[] = {
  "1000 can0 0C9#2AA73D8301AC4F4E",
  "1001 can1 321#00341200",
  "1003 can0 0C9#2AA83D83FF38204E",
  "1010 can1 20000080#0000000000000000",
  "1011 can0 0C9#R8",
  "1012 can0 400#1234",
  "1013 can1 "
  "18FF1234##"
  "10000C03F0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F3031323334353"
  "63738393A3B7F",
  NULL,
};
enum
{
  ENGINE,
  MUX,
  ENGINE_2,
  ERROR,
  REMOTE,
  TWINS,
  FD
};

typedef struct
{
  TraceSession *session;
  FieldFocus *focus;
  GtkWindow *window;
  DetailPanel *detail;
  BytesPanel *bytes;
  GtkSingleSelection *selection;
} Fixture;

static void
set_cursor (Fixture *f, uint64_t row)
{
  RowRanges *ranges = row_ranges_new ();

  if (row != ROW_NONE)
    row_ranges_add (ranges, row, row);
  trace_session_set_selection (f->session, ranges, row);
  widget_test_settle ();
}

static void
set_up (Fixture *f, gconstpointer data)
{
  GtkWidget *panel = inspector_panel_new ();
  FrameStore *store = small_trace_new (lines);
  const DatabaseSet *databases = small_databases_new ();

  f->session = trace_session_new ();
  trace_session_set_store (f->session, store);
  trace_session_set_databases (f->session, databases);
  frame_store_unref (store);
  database_set_unref (databases);
  inspector_panel_set_session (INSPECTOR_PANEL (panel), f->session);
  f->focus = field_focus_get (f->session);
  f->detail = inspector_panel_get_detail (INSPECTOR_PANEL (panel));
  f->bytes = inspector_panel_get_bytes (INSPECTOR_PANEL (panel));
  f->selection = GTK_SINGLE_SELECTION (gtk_column_view_get_model (detail_panel_get_view (f->detail)));
  f->window = widget_test_show (panel, 440, 700);
  set_cursor (f, ENGINE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  widget_test_settle ();
  g_assert_finalize_object (f->session);
}

static char *
row_key (Fixture *f, guint position)
{
  g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (f->selection), position);
  g_autoptr (DetailNode) node = row ? gtk_tree_list_row_get_item (row) : NULL;

  return g_strdup (node ? detail_node_get_key (node) : "");
}

static guint
position_of (Fixture *f, const char *key)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (f->selection)); i++)
    {
      g_autofree char *here = row_key (f, i);

      if (strcmp (here, key) == 0)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
assert_chosen_row (Fixture *f, const char *key)
{
  g_autofree char *chosen = row_key (f, gtk_single_selection_get_selected (f->selection));

  g_assert_cmpstr (chosen, ==, key);
}

static void
test_tree_to_grid (Fixture *f, gconstpointer data)
{
  double top, bottom;

  g_assert_false (byte_grid_get_chosen_extents (bytes_panel_get_grid (f->bytes), &top, &bottom));
  gtk_single_selection_set_selected (f->selection, position_of (f, "signal:EngineData.EngineSpeed"));
  g_assert_cmpint (field_focus_get_signal (f->focus), ==, 0);
  g_assert_true (byte_grid_get_chosen_extents (bytes_panel_get_grid (f->bytes), &top, &bottom));
  widget_test_settle ();
  widget_test_pictures (f->window, "inspector");
  gtk_single_selection_set_selected (f->selection, position_of (f, "frame.id"));
  g_assert_cmpint (field_focus_get_signal (f->focus), ==, -1);
  g_assert_cmpstr (field_focus_get_key (f->focus), ==, "frame.id");
}

static void
test_grid_to_tree (Fixture *f, gconstpointer data)
{
  ByteGrid *grid = bytes_panel_get_grid (f->bytes);
  double x, y;

  g_assert_true (byte_grid_get_bit_position (grid, 3, 0, &x, &y));
  widget_test_motion (GTK_WIDGET (grid), x, y);
  g_assert_cmpint (field_focus_get_hover (f->focus), ==, 2);
  widget_test_click (GTK_WIDGET (grid), x, y);
  assert_chosen_row (f, "signal:EngineData.CoolantTemp");
  widget_test_motion (GTK_WIDGET (grid), 1, 1);
  g_assert_cmpint (field_focus_get_hover (f->focus), ==, -1);

  /* a collapsed section opens for what was chosen in it */
  {
    g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (f->selection), position_of (f, "second"));

    gtk_tree_list_row_set_expanded (row, FALSE);
    g_assert_true (byte_grid_get_bit_position (grid, 7, 7, &x, &y));
    widget_test_click (GTK_WIDGET (grid), x, y);
    g_assert_true (gtk_tree_list_row_get_expanded (row));
  }
  assert_chosen_row (f, "signal:EngineData.Checksum");
}

static gboolean
any_row_is_lit (GtkWidget *widget)
{
  if (gtk_widget_has_css_class (widget, "hovered"))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (any_row_is_lit (child))
      return TRUE;
  return FALSE;
}

static void
test_hover (Fixture *f, gconstpointer data)
{
  GtkWidget *view = GTK_WIDGET (detail_panel_get_view (f->detail));
  g_autofree char *words = NULL;

  field_focus_set_hover (f->focus, 1);
  g_assert_true (any_row_is_lit (view));
  words = field_focus_dup_words (f->focus);
  g_assert_cmpstr (words, ==, "ThrottlePos · 8 bits, Motorola · raw 0x3D");
  field_focus_set_hover (f->focus, -1);
  g_assert_false (any_row_is_lit (view));
  /* and from the tree: find a signal's row by its place */
  for (double y = 30; y < 400 && field_focus_get_hover (f->focus) < 0; y += 10)
    widget_test_motion (view, 60, y);
  g_assert_cmpint (field_focus_get_hover (f->focus), ==, 0);
}

/* What is expanded and chosen stays while the cursor moves, also over frames that have no such field. */
static void
test_moving (Fixture *f, gconstpointer data)
{
  g_autoptr (GtkTreeListRow) frame = g_list_model_get_item (G_LIST_MODEL (f->selection), 0);
  g_autoptr (GtkTreeListRow) message = g_list_model_get_item (G_LIST_MODEL (f->selection), position_of (f, "second"));

  gtk_single_selection_set_selected (f->selection, position_of (f, "signal:EngineData.Torque"));
  gtk_tree_list_row_set_expanded (frame, FALSE);
  set_cursor (f, ENGINE_2);
  assert_chosen_row (f, "signal:EngineData.Torque");
  g_assert_false (gtk_tree_list_row_get_expanded (frame));
  gtk_tree_list_row_set_expanded (message, FALSE);
  set_cursor (f, ENGINE);
  g_assert_false (gtk_tree_list_row_get_expanded (message)); /* what is chosen in it opens nothing by itself */
  gtk_tree_list_row_set_expanded (message, TRUE);
  set_cursor (f, ENGINE);
  set_cursor (f, MUX);
  assert_chosen_row (f, "");
  g_assert_cmpint (field_focus_get_signal (f->focus), ==, -1);
  set_cursor (f, ERROR);
  set_cursor (f, ROW_NONE);
  set_cursor (f, ENGINE);
  assert_chosen_row (f, "signal:EngineData.Torque");
  g_assert_cmpint (field_focus_get_signal (f->focus), ==, 3);
}

static void
test_keys (Fixture *f, gconstpointer data)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (f->selection));

  gtk_widget_grab_focus (GTK_WIDGET (detail_panel_get_view (f->detail)));
  gtk_single_selection_set_selected (f->selection, position_of (f, "frame.id"));
  g_assert_true (widget_test_key (f->window, GDK_KEY_Left, 0));
  assert_chosen_row (f, "frame");
  g_assert_true (widget_test_key (f->window, GDK_KEY_Left, 0));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->selection)), <, n);
  g_assert_true (widget_test_key (f->window, GDK_KEY_Right, 0));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->selection)), ==, n);
  g_assert_true (widget_test_key (f->window, GDK_KEY_Right, 0));
  assert_chosen_row (f, "frame.time");
  g_assert_true (widget_test_key (f->window, GDK_KEY_Left, GDK_CONTROL_MASK));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->selection)), ==, 3);
  g_assert_true (widget_test_key (f->window, GDK_KEY_Right, GDK_CONTROL_MASK));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->selection)), ==, n);
  assert_chosen_row (f, "frame.time"); /* it was only hidden */
}

static void
got_text (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static gboolean
is_set (gpointer data)
{
  return *(char **) data != NULL;
}

static void
test_copy (Fixture *f, gconstpointer data)
{
  char *text = NULL;

  gtk_single_selection_set_selected (f->selection, position_of (f, "signal:EngineData.EngineSpeed"));
  gtk_widget_activate_action (GTK_WIDGET (f->detail), "detail.copy", NULL);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (f->detail)), NULL, got_text, &text);
  widget_test_wait (is_set, &text);
  g_assert_cmpstr (text, ==, "2729.75 rpm");
  g_clear_pointer (&text, g_free);
  gtk_widget_activate_action (GTK_WIDGET (f->detail), "detail.copy-row", NULL);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (f->detail)), NULL, got_text, &text);
  widget_test_wait (is_set, &text);
  g_assert_cmpstr (text, ==, "EngineSpeed\t2729.75 rpm\t0x2AA7\t0.7–1.0");
  g_free (text);
}

static void
test_bit_cursor (Fixture *f, gconstpointer data)
{
  GtkWidget *grid = GTK_WIDGET (bytes_panel_get_grid (f->bytes));

  gtk_widget_grab_focus (grid);
  g_assert_true (widget_test_key (f->window, GDK_KEY_Home, 0));
  for (guint i = 0; i < 6; i++)
    g_assert_true (widget_test_key (f->window, GDK_KEY_Down, 0));
  g_assert_cmpint (field_focus_get_hover (f->focus), ==, 5); /* byte 6 bit 7: MIL */
  g_assert_true (widget_test_key (f->window, GDK_KEY_Right, 0));
  g_assert_cmpint (field_focus_get_hover (f->focus), ==, 4);
  gtk_test_accessible_assert_property (grid, GTK_ACCESSIBLE_PROPERTY_LABEL, "Bytes and bits: 2A A7 3D 83 01 AC 4F 4E");
  gtk_test_accessible_assert_property (grid, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Byte 6 bit 6 is 1, EngineState. EngineState · 2 bits, Motorola · raw 2");
  g_assert_true (widget_test_key (f->window, GDK_KEY_Return, 0));
  assert_chosen_row (f, "signal:EngineData.EngineState");
  g_assert_true (widget_test_key (f->window, GDK_KEY_End, 0));
  g_assert_true (widget_test_key (f->window, GDK_KEY_Right, 0)); /* nothing beyond the end */
  g_assert_true (widget_test_key (f->window, GDK_KEY_Down, 0));
  g_assert_cmpint (field_focus_get_hover (f->focus), ==, 7);
  set_cursor (f, MUX); /* shorter: the cursor stays within */
  g_assert_true (widget_test_key (f->window, GDK_KEY_Left, 0));
  set_cursor (f, REMOTE);
  g_assert_false (widget_test_key (f->window, GDK_KEY_Left, 0));
}

/* Frames of all kinds and sizes, one after the other, at all bases; and signals that share bits. */
static void
test_kinds (Fixture *f, gconstpointer data)
{
  static const char *const bases[] = { "hex", "dec", "bin" };

  for (guint i = 0; i < G_N_ELEMENTS (bases); i++)
    {
      gtk_widget_activate_action (GTK_WIDGET (bytes_panel_get_grid (f->bytes)), "bytes.base", "s", bases[i]);
      for (uint64_t row = ENGINE; row <= FD; row++)
        set_cursor (f, row);
    }
  gtk_widget_activate_action (GTK_WIDGET (bytes_panel_get_grid (f->bytes)), "bytes.base", "s", "hex");
  field_focus_set_signal (f->focus, 0);
  widget_test_settle ();
  widget_test_pictures (f->window, "inspector-fd");
  set_cursor (f, TWINS);
  widget_test_pictures (f->window, "inspector-twins");
  set_cursor (f, ERROR);
  widget_test_pictures (f->window, "inspector-error");
  set_cursor (f, ROW_NONE);
  widget_test_pictures (f->window, "inspector-none");
}

static gboolean
has_button (GtkWidget *widget, const char *action)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0)
    return gtk_widget_get_mapped (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (has_button (child, action))
      return TRUE;
  return FALSE;
}

static void
test_no_database (Fixture *f, gconstpointer data)
{
  DatabaseSet *empty = database_set_new ();

  g_assert_false (has_button (GTK_WIDGET (f->detail), "win.open"));
  trace_session_set_databases (f->session, empty);
  database_set_unref (empty);
  widget_test_settle ();
  g_assert_true (has_button (GTK_WIDGET (f->detail), "win.open"));
  g_assert_null (detail_tree_get_message (field_focus_get_tree (f->focus)));
  widget_test_pictures (f->window, "inspector-no-database");
}

static gboolean
is_folded (gpointer data)
{
  return bytes_panel_get_folded (((Fixture *) data)->bytes);
}

static void
test_low (Fixture *f, gconstpointer data)
{
  g_assert_false (bytes_panel_get_folded (f->bytes));
  gtk_window_destroy (f->window);
  {
    GtkWidget *panel = inspector_panel_new ();

    inspector_panel_set_session (INSPECTOR_PANEL (panel), f->session);
    f->detail = inspector_panel_get_detail (INSPECTOR_PANEL (panel));
    f->bytes = inspector_panel_get_bytes (INSPECTOR_PANEL (panel));
    f->window = widget_test_show (panel, 440, 380);
  }
  widget_test_wait (is_folded, f);
  widget_test_settle ();
  widget_test_pictures (f->window, "inspector-low");
  gtk_widget_activate_action (GTK_WIDGET (bytes_panel_get_grid (f->bytes)), "bytes.fold", NULL);
  g_assert_false (bytes_panel_get_folded (f->bytes));
}

/* In the dock the frame's own fields make way for the message's, and are there if there is no message. */
static void
test_folding (Fixture *f, gconstpointer data)
{
  const DatabaseSet *none = database_set_new (), *set = small_databases_new ();
  GListModel *rows = G_LIST_MODEL (gtk_column_view_get_model (detail_panel_get_view (f->detail)));
  guint open = g_list_model_get_n_items (rows), folded;

  detail_panel_set_low (f->detail, TRUE);
  folded = g_list_model_get_n_items (rows);
  g_assert_cmpuint (folded, <, open);
  trace_session_set_databases (f->session, none);
  widget_test_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (rows), >, 5);
  trace_session_set_databases (f->session, set);
  widget_test_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, folded);
  detail_panel_set_low (f->detail, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, open);
  database_set_unref (none);
  database_set_unref (set);
}

static void
test_beside (Fixture *f, gconstpointer data)
{
  GtkWidget *panel = inspector_panel_new ();
  GtkWindow *window;

  g_object_set (panel, "orientation", GTK_ORIENTATION_HORIZONTAL, "session", f->session, NULL);
  window = widget_test_show (panel, 1024, 260);
  field_focus_set_signal (f->focus, 0);
  widget_test_settle ();
  g_assert_false (bytes_panel_get_folded (inspector_panel_get_bytes (INSPECTOR_PANEL (panel))));
  widget_test_pictures (window, "inspector-beside");
  gtk_window_destroy (window);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
#define ADD(name, function) g_test_add ("/ui/inspector/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("tree-to-grid", test_tree_to_grid);
  ADD ("grid-to-tree", test_grid_to_tree);
  ADD ("hover", test_hover);
  ADD ("moving", test_moving);
  ADD ("keys", test_keys);
  ADD ("copy", test_copy);
  ADD ("bit-cursor", test_bit_cursor);
  ADD ("kinds", test_kinds);
  ADD ("no-database", test_no_database);
  ADD ("low", test_low);
  ADD ("folding", test_folding);
  ADD ("beside", test_beside);
  return g_test_run ();
}
