/* test-id-list.c: the view by identifier in the program's window: its rows against the store, the switch, order, pages,
 * keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ui/app-settings.h"
#include "ui/window-private.h"
#include "small-trace.h"
#include "widget-test.h"

typedef struct
{
  TraceSession *session;
  GtkWidget *panel;
  GtkWindow *window;
  FrameStore *store;
} Fixture;

static const char *const lines[] = {
  "0 can0 0C9#2AA73D8301AC4F4E",
  "1 can1 18FEF100#F3805AC300FFFF1F",
  "2 can0 321#00AABB00",
  "10 can0 0C9#2AA73D8301AC4F4F",
  "12 can0 321#01AABB00",
  "15 can0 5A0#R2 T",
  "20 can0 0C9#2AA73D8301AC4F4F",
  "22 can0 321#00AACC00",
  "25 can1 20000008#0000040A00000009",
  "30 can0 0C9#2AA73D8301AC4F50",
  "35 can0 5A0#R2 T",
  "40 can0 0C9#2AA73D8301AC4F51",
  NULL,
};

static IdList *
ids (Fixture *f)
{
  return trace_panel_get_id_list (TRACE_PANEL (f->panel));
}

static IdView *
view (Fixture *f)
{
  return id_list_get_view (ids (f));
}

static gboolean
is_complete (gpointer data)
{
  Fixture *f = data;

  return id_view_get_progress (view (f)) >= 1 && id_view_get_store (view (f)) == f->store;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  const DatabaseSet *set = small_databases_new ();

  f->store = small_trace_new (lines);
  f->session = trace_session_new ();
  f->panel = g_object_ref_sink (g_object_new (TRACE_TYPE_PANEL, NULL));
  trace_session_set_store (f->session, f->store);
  trace_session_set_databases (f->session, set);
  database_set_unref (set);
  trace_panel_set_session (TRACE_PANEL (f->panel), f->session);
  trace_panel_set_settings (TRACE_PANEL (f->panel), app_settings_get ());
  f->window = widget_test_show (f->panel, 1400, 500);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  widget_test_settle ();
  g_object_unref (f->panel);
  g_object_unref (f->session);
  frame_store_unref (f->store);
}

static void
show_ids (Fixture *f)
{
  trace_panel_set_by_identifier (TRACE_PANEL (f->panel), TRUE);
  widget_test_wait (is_complete, f);
  widget_test_settle ();
}

static void
set_cursor (Fixture *f, uint64_t row)
{
  RowRanges *ranges = row_ranges_new ();

  row_ranges_add (ranges, row, row);
  trace_session_set_selection (f->session, ranges, row);
}

/* --- What is really on the screen --- */

static void
collect_rows (GtkWidget *widget, GPtrArray *rows)
{
  if (g_str_equal (gtk_widget_get_css_name (widget), "row") && gtk_widget_get_mapped (widget))
    g_ptr_array_add (rows, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_rows (child, rows);
}

static void
append_cells (GtkWidget *widget, GString *out)
{
  if (!gtk_widget_get_visible (widget))
    return;
  if (GTK_IS_INSCRIPTION (widget))
    g_string_append_printf (out, "%s|", gtk_inscription_get_text (GTK_INSCRIPTION (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    append_cells (child, out);
}

/* Cells of all rows, a line each. */
static char *
dup_screen (Fixture *f)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  GString *out = g_string_new (NULL);

  collect_rows (GTK_WIDGET (ids (f)), rows);
  for (guint i = 0; i < rows->len; i++)
    {
      append_cells (rows->pdata[i], out);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

static void
assert_screen (Fixture *f, const char *expected)
{
  g_autofree char *screen = dup_screen (f);

  g_assert_cmpstr (screen, ==, expected);
}

/* Identifiers and names in their order. */
static void
assert_names (Fixture *f, const char *expected)
{
  g_autofree char *screen = dup_screen (f);
  g_auto (GStrv) rows = g_strsplit (screen, "\n", -1);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; rows[i][0] != '\0'; i++)
    {
      g_auto (GStrv) cells = g_strsplit (rows[i], "|", -1);

      g_string_append_printf (out, "%s%s%s", i > 0 ? " " : "", cells[1], cells[1][0] != '\0' ? "" : cells[2]);
    }
  g_assert_cmpstr (out->str, ==, expected);
}

/* --- Tests --- */

static void
test_rows (Fixture *f, gconstpointer data)
{
  show_ids (f);
  assert_screen (f, "||Received · 4|||||||||||||\n"
                    "|0C9|EngineData|● can0|Rx|CAN|5|10.00|10.00|0.000|0 ms|8|2A A7 3D 83 01 AC 4F 51|0 ms|"
                    "EngineSpeed 2729.75 rpm · ThrottlePos 24.4 % · CoolantTemp 91 °C · Torque 214.0 Nm · EngineState "
                    "Running · MIL Off · AliveCounter 15 · Checksum 81|\n"
                    "|321|Mux|● can0|Rx|CAN|3|10.00|10.00|—|18 ms|4|00 AA CC 00|18 ms|Page 0 · Alpha 52394 V|\n"
                    "|18FEF100||■ can1|Rx|CAN ext|1|—|—|—|—|8|F3 80 5A C3 00 FF FF 1F|39 ms||\n"
                    "!|—|Error frames|■ can1||Error|1|—|—|—|—|||15 ms|Stuff error · in data · TEC 0 REC 9|\n"
                    "||Sent · 1|||||||||||||\n"
                    "↑|5A0||● can0|Tx|Remote|2|20.00|20.00|—|—|2|no data|5 ms|Remote request|\n");
  widget_test_pictures (f->window, "id-list");
}

static void
test_selection (Fixture *f, gconstpointer data)
{
  GtkSelectionModel *model;

  set_cursor (f, 4); /* the second Mux */
  show_ids (f);
  g_assert_cmpuint (trace_session_get_cursor (f->session), ==, 4); /* the switch moves nothing */
  model = GTK_SELECTION_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (
      gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (gtk_widget_get_first_child (GTK_WIDGET (ids (f))))))));
  g_assert_true (gtk_selection_model_is_selected (model, 2));

  gtk_selection_model_select_item (model, 1, TRUE);
  g_assert_cmpuint (trace_session_get_cursor (f->session), ==, 11); /* the latest EngineData */
  gtk_selection_model_select_item (model, 5, TRUE);                 /* the head of a group is no frame */
  g_assert_cmpuint (trace_session_get_cursor (f->session), ==, 11);
  set_cursor (f, 1);
  g_assert_true (gtk_selection_model_is_selected (model, 3));

  trace_panel_set_by_identifier (TRACE_PANEL (f->panel), FALSE);
  widget_test_settle ();
  g_assert_cmpuint (trace_session_get_cursor (f->session), ==, 1);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (ids (f))));
}

static gboolean
has_one_row (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (view (data))) == 1;
}

static gboolean
has_no_row (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (view (data))) == 0;
}

static gboolean
has_all_rows (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (view (data))) == 7;
}

static void
test_filter (Fixture *f, gconstpointer data)
{
  show_ids (f);
  g_assert_true (trace_session_set_filter (f->session, "can.id == 0x0C9 && data[7] == 0x4F", NULL));
  widget_test_wait (has_one_row, f);
  widget_test_wait (is_complete, f);
  widget_test_settle ();
  assert_screen (f, "|0C9|EngineData|● can0|Rx|CAN|2|10.00|10.00|—|—|8|2A A7 3D 83 01 AC 4F 4F|20 ms|"
                    "EngineSpeed 2729.75 rpm · ThrottlePos 24.4 % · CoolantTemp 91 °C · Torque 214.0 Nm · EngineState "
                    "Running · MIL Off · AliveCounter 15 · Checksum 79|\n");
  trace_panel_set_by_identifier (TRACE_PANEL (f->panel), FALSE);
  g_assert_cmpstr (trace_session_get_filter (f->session), ==, "can.id == 0x0C9 && data[7] == 0x4F");
  g_assert_true (trace_session_set_filter (f->session, "can.id == 0x7FF", NULL));
  trace_panel_set_by_identifier (TRACE_PANEL (f->panel), TRUE);
  widget_test_wait (has_no_row, f);
  g_assert_true (trace_session_set_filter (f->session, "", NULL));
  widget_test_wait (has_all_rows, f);
}

static void
test_pages (Fixture *f, gconstpointer data)
{
  GtkWidget *focus;

  show_ids (f);
  set_cursor (f, 2);
  widget_test_settle ();
  gtk_widget_child_focus (GTK_WIDGET (ids (f)), GTK_DIR_TAB_FORWARD);
  focus = gtk_window_get_focus (f->window);
  g_assert_nonnull (focus);
  g_assert_true (widget_test_key (f->window, GDK_KEY_Right, 0));
  widget_test_settle ();
  assert_names (f, "Received · 4 0C9 321 Page 0 Page 1 18FEF100 — Sent · 1 5A0");
  widget_test_pictures (f->window, "id-list-pages");
  set_cursor (f, 4); /* is in a page now */
  g_assert_cmpuint (id_view_find (view (f), &(CanFrame){ .id = 0x321, .len = 1, .data = (const uint8_t *) "\1" }), ==,
                    4);
  g_assert_true (widget_test_key (f->window, GDK_KEY_Left, 0)); /* to its message */
  g_assert_true (widget_test_key (f->window, GDK_KEY_Left, 0)); /* closed */
  widget_test_settle ();
  assert_names (f, "Received · 4 0C9 321 18FEF100 — Sent · 1 5A0");
}

static void
press_title (Fixture *f, const char *title)
{
  GtkColumnView *table = GTK_COLUMN_VIEW (
      gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (gtk_widget_get_first_child (GTK_WIDGET (ids (f))))));
  GListModel *list = gtk_column_view_get_columns (table);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (list, i);
      static GtkColumnViewColumn *last;
      static gboolean descending;

      if (g_strcmp0 (gtk_column_view_column_get_title (column), title) != 0)
        continue;
      descending = column == last && !descending;
      last = column;
      gtk_column_view_sort_by_column (table, column, descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
    }
  widget_test_settle ();
}

static void
test_order (Fixture *f, gconstpointer data)
{
  show_ids (f);
  press_title (f, "Count");
  assert_names (f, "Received · 4 18FEF100 — 321 0C9 Sent · 1 5A0");
  press_title (f, "Count");
  assert_names (f, "Received · 4 0C9 321 18FEF100 — Sent · 1 5A0");
  press_title (f, "Name");
  assert_names (f, "Received · 4 0C9 321 18FEF100 — Sent · 1 5A0");
  press_title (f, "Name");
  assert_names (f, "Received · 4 18FEF100 — 321 0C9 Sent · 1 5A0");
}

static char *typed;

static void
on_typed (GtkWidget *panel, const char *text)
{
  g_free (typed);
  typed = g_strdup (text);
}

static void
on_wanted (GtkWidget *panel, guint *n)
{
  ++*n;
}

static void
test_keys (Fixture *f, gconstpointer data)
{
  guint n = 0;

  show_ids (f);
  g_signal_connect (f->panel, "filter-typed", G_CALLBACK (on_typed), NULL);
  g_signal_connect (f->panel, "chronological-wanted", G_CALLBACK (on_wanted), &n);
  set_cursor (f, 0);
  gtk_widget_child_focus (GTK_WIDGET (ids (f)), GTK_DIR_TAB_FORWARD);
  g_assert_true (widget_test_key (f->window, GDK_KEY_c, 0));
  g_assert_cmpstr (typed, ==, "c");
  gtk_widget_activate_action (gtk_window_get_focus (f->window), "listitem.select", "(bb)", FALSE, FALSE);
  gtk_widget_activate (gtk_window_get_focus (f->window));
  widget_test_settle ();
  g_assert_cmpuint (n, ==, 1);
}

static GtkColumnViewColumn *
column_of (Fixture *f, const char *title, guint *place)
{
  GtkWidget *table = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (ids (f))));
  GListModel *list = gtk_column_view_get_columns (GTK_COLUMN_VIEW (table));

  for (*place = 0; *place < g_list_model_get_n_items (list); (*place)++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (list, *place);

      if (g_strcmp0 (gtk_column_view_column_get_title (column), title) == 0)
        return column; /* the view keeps it */
    }
  g_assert_not_reached ();
}

static gboolean
is_kept (gpointer data)
{
  g_autofree char *layout = g_settings_get_string (app_settings_get (), "id-columns");

  return strstr (layout, data) != NULL;
}

static void
test_columns (Fixture *f, gconstpointer data)
{
  g_autofree char *before = NULL, *layout = NULL;
  guint place, name_place;

  show_ids (f);
  before = id_list_dup_layout (ids (f));
  g_assert_cmpstr (before, ==, "");
  gtk_column_view_column_set_fixed_width (column_of (f, "Count", &place), 123); /* as a drag of its border */
  widget_test_wait (is_kept, (gpointer) "count=123");
  gtk_widget_activate_action (GTK_WIDGET (ids (f)), "panel.hide-column", "s", "jitter");
  widget_test_wait (is_kept, (gpointer) "-jitter");
  gtk_widget_activate_action (GTK_WIDGET (ids (f)), "panel.move-column", "(si)", "name", -1);
  widget_test_wait (is_kept, (gpointer) "mark name id");
  gtk_widget_activate_action (GTK_WIDGET (ids (f)), "panel.fit-column", "s", "name");
  widget_test_wait (is_kept, (gpointer) "name=");

  /* Another list has the same; back to the usual ones. */
  layout = g_settings_get_string (app_settings_get (), "id-columns");
  gtk_widget_activate_action (GTK_WIDGET (ids (f)), "panel.reset-columns", NULL);
  widget_test_settle ();
  g_assert_true (id_list_get_column_visible (ids (f), "jitter"));
  column_of (f, "ID", &place);
  column_of (f, "Name", &name_place);
  g_assert_cmpuint (place, <, name_place);
  g_settings_set_string (app_settings_get (), "id-columns", layout);
  widget_test_settle ();
  g_assert_false (id_list_get_column_visible (ids (f), "jitter"));
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (column_of (f, "Count", &place)), ==, 123);
  column_of (f, "ID", &place);
  column_of (f, "Name", &name_place);
  g_assert_cmpuint (place, >, name_place);
  g_settings_reset (app_settings_get (), "id-columns");
}

static void
test_activity (Fixture *f, gconstpointer data)
{
  g_autoptr (IdRow) row = NULL;
  uint32_t bins[ID_ACTIVITY_BINS];
  guint n, sum = 0;

  show_ids (f);
  row = g_list_model_get_item (G_LIST_MODEL (view (f)), 1);
  n = id_view_get_activity (view (f), row, bins);
  g_assert_cmpuint (n, >=, 1);
  for (guint i = 0; i < n; i++)
    sum += bins[i];
  g_assert_cmpuint (sum, ==, id_row_get_entry (row)->count);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
#define ADD(name, function) g_test_add ("/id-list/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("rows", test_rows);
  ADD ("selection", test_selection);
  ADD ("filter", test_filter);
  ADD ("pages", test_pages);
  ADD ("order", test_order);
  ADD ("keys", test_keys);
  ADD ("columns", test_columns);
  ADD ("activity", test_activity);
  return g_test_run ();
}
