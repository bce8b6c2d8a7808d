/* test-minimap.c: the trace painted on the list's scroll bar: what is on it, and scrolling by it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "session/overview.h"
#include "ui/panels/trace-panel.h"
#include "ui/widgets/minimap.h"
#include "widget-test.h"

#define N_ROWS 100000u

typedef struct
{
  TraceSession *session;
  FrameStore *store;
  GtkWidget *panel;
  GtkWindow *window;
  Minimap *map;
} Fixture;

static void
add_rows (FrameStore *store, uint64_t n)
{
  g_autoptr (GError) error = NULL;
  FrameBatch *batch = frame_batch_new ();

  while (n > 0)
    {
      uint64_t row = frame_store_length (store);

      for (; n > 0 && batch->n_frames < FRAME_BATCH_SIZE; n--, row++)
        batch->frames[batch->n_frames++] = (CanFrame){
          .id = row % 30000 == 5 ? CAN_ID_ERROR
                : row % 2 == 0   ? 0x100
                                 : 0x200,
          .flags = row == 50000   ? CAN_TX
                   : row == 70000 ? CAN_GAP
                                  : 0,
          .time = (int64_t) row * 1000000,
        };
      g_assert_true (frame_store_append (store, batch, &error));
      frame_batch_clear (batch);
    }
  frame_batch_free (batch);
}

static gboolean
is_painted (gpointer data)
{
  return minimap_get_n_pieces (((Fixture *) data)->map) > 100;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->store = frame_store_new (&error);
  add_rows (f->store, N_ROWS);
  f->session = trace_session_new ();
  f->panel = g_object_ref_sink (g_object_new (TRACE_TYPE_PANEL, NULL));
  trace_session_set_store (f->session, f->store);
  trace_panel_set_session (TRACE_PANEL (f->panel), f->session);
  f->window = widget_test_show (f->panel, 1200, 600);
  f->map = MINI_MAP (widget_test_find (f->panel, MINIMAP_TYPE));
  widget_test_wait (is_painted, f);
  widget_test_settle ();
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

static uint64_t
top (Fixture *f)
{
  guint n;

  return trace_list_get_top (trace_panel_get_list (TRACE_PANEL (f->panel)), &n);
}

static gboolean
has_five_errors (gpointer data)
{
  return minimap_count_pieces (((Fixture *) data)->map, OVERVIEW_ERROR) == 5;
}

static gboolean
has_no_error (gpointer data)
{
  return minimap_count_pieces (((Fixture *) data)->map, OVERVIEW_ERROR) == 0;
}

static void
test_marks (Fixture *f, gconstpointer data)
{
  g_assert_cmpuint (minimap_count_pieces (f->map, OVERVIEW_ERROR), ==, 4);
  g_assert_cmpuint (minimap_count_pieces (f->map, OVERVIEW_SENT), ==, 1);
  g_assert_cmpuint (minimap_count_pieces (f->map, OVERVIEW_LOST), ==, 1);
  widget_test_pictures (f->window, "minimap");

  add_rows (f->store, 30000);
  trace_session_store_grew (f->session);
  widget_test_wait (has_five_errors, f);
  g_assert_true (trace_session_set_filter (f->session, "can.id == 0x100", NULL));
  widget_test_wait (has_no_error, f);
  g_assert_cmpuint (minimap_count_pieces (f->map, OVERVIEW_SENT), ==, 1);
}

static void
test_hits (Fixture *f, gconstpointer data)
{
  g_autofree uint64_t *bits = g_new0 (uint64_t, ROW_SET_WORDS);
  TraceList *list = trace_panel_get_list (TRACE_PANEL (f->panel));
  RowSet *hits = row_set_new ();

  bits[100] = 3; /* rows 6400 and 6401 are one line */
  bits[500] = 2;
  row_set_put (hits, 0, bits, FRAME_CHUNK_ROWS);
  trace_list_set_hits (list, hits);
  widget_test_settle ();
  g_assert_cmpuint (minimap_count_hits (f->map), ==, 2);
  widget_test_pictures (f->window, "minimap-hits");
  g_assert_true (trace_session_set_filter (f->session, "can.id == 0x100", NULL)); /* even rows */
  widget_test_wait (has_no_error, f);
  widget_test_settle ();
  g_assert_cmpuint (minimap_count_hits (f->map), ==, 1);
  trace_list_set_hits (list, NULL);
  widget_test_settle ();
  g_assert_cmpuint (minimap_count_hits (f->map), ==, 0);
  row_set_unref (hits);
}

static GtkGesture *
drag_of (Fixture *f)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (f->map));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_DRAG (controller))
        return GTK_GESTURE (controller); /* the widget keeps it */
    }
  g_assert_not_reached ();
}

static void
test_pointer (Fixture *f, gconstpointer data)
{
  double height = gtk_widget_get_height (GTK_WIDGET (f->map));
  GtkGesture *drag = drag_of (f);
  uint64_t before;

  g_signal_emit_by_name (drag, "drag-begin", 5.0, height / 2); /* a click jumps */
  g_assert_cmpuint (top (f), >, N_ROWS / 2 - 100);
  g_assert_cmpuint (top (f), <, N_ROWS / 2 + 100);
  before = top (f);
  g_signal_emit_by_name (drag, "drag-update", 0.0, 50.0);
  g_assert_cmpuint (top (f), >, before + 5000);
  g_signal_emit_by_name (drag, "drag-update", 0.0, height);
  g_assert_cmpuint (top (f) + 30, >, N_ROWS - 30); /* the very end */
  g_signal_emit_by_name (drag, "drag-update", 0.0, -2 * height);
  g_assert_cmpuint (top (f), ==, 0);
}

static void
test_accessible (Fixture *f, gconstpointer data)
{
  GtkAccessible *map = GTK_ACCESSIBLE (f->map);
  g_autofree char *value = NULL;

  gtk_test_accessible_assert_role (map, GTK_ACCESSIBLE_ROLE_SCROLLBAR);
  gtk_test_accessible_assert_property (map, GTK_ACCESSIBLE_PROPERTY_LABEL, "Place in the trace");
  gtk_test_accessible_assert_property (map, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 0.0);
  trace_list_go (trace_panel_get_list (TRACE_PANEL (f->panel)), 70000, TRACE_LIST_SELECT);
  widget_test_settle ();
  value = gtk_test_accessible_check_property (map, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, -1.0);
  g_assert_cmpfloat_with_epsilon (g_ascii_strtod (value, NULL), (double) top (f), 1);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add ("/minimap/marks", Fixture, NULL, set_up, test_marks, tear_down);
  g_test_add ("/minimap/hits", Fixture, NULL, set_up, test_hits, tear_down);
  g_test_add ("/minimap/pointer", Fixture, NULL, set_up, test_pointer, tear_down);
  g_test_add ("/minimap/accessible", Fixture, NULL, set_up, test_accessible, tear_down);
  return g_test_run ();
}
