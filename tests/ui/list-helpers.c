/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "list-helpers.h"

#include "../bench/trace-generator.h"
#include "core/frame-store-private.h"
#include "ui/app-settings.h"
#include "ui/theme.h"
#include "ui/widgets/trace-cell.h"
#include "ui/widgets/trace-list-private.h"
#include <math.h>

#define BASE_ROWS (2u * FRAME_CHUNK_ROWS)

void
list_test_init (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *warning = NULL;

  app_settings_open (FALSE, &warning, &error);
  g_assert_no_error (error);
  theme_init (app_settings_get ());
}

/* --- Many rows for little memory: further chunks are the first ones again --- */

void
list_test_grow (FrameStore *store, uint64_t n_rows)
{
  uint64_t n_chunks = (n_rows + FRAME_CHUNK_ROWS - 1) / FRAME_CHUNK_ROWS;

  for (uint64_t i = 2; i < n_chunks; i++)
    if (block_space_get (&store->spaces[BLOCK_CHUNK], i) == NULL)
      block_space_set (&store->spaces[BLOCK_CHUNK], (uint32_t) i, block_space_get (&store->spaces[BLOCK_CHUNK], i % 2));
  atomic_store (&store->length, n_rows);
}

FrameStore *
list_test_new_store (uint64_t n_rows)
{
  g_autoptr (GError) error = NULL;
  FrameStore *store = frame_store_new (&error);
  TraceInfo *info;
  FrameBatch *batch = frame_batch_new ();
  uint64_t n = MIN (n_rows, BASE_ROWS);

  g_assert_no_error (error);
  info = frame_store_get_info (store);
  trace_info_channel (info, "can0", 4, NULL);
  trace_info_channel (info, "can1", 4, NULL);
  for (uint64_t row = 0; row < n; row += FRAME_BATCH_SIZE)
    {
      frame_batch_clear (batch);
      generate_batch (batch, row, (guint) MIN (FRAME_BATCH_SIZE, n - row));
      if (row == 0)
        trace_info_set_start (info, batch->frames[0].time, TRUE);
      g_assert_true (frame_store_append (store, batch, NULL));
    }
  frame_batch_free (batch);
  frame_store_seal (store);
  g_assert_true (frame_store_flush (store, NULL));
  if (n_rows > n)
    list_test_grow (store, n_rows);
  return store;
}

/* --- Window --- */

static gboolean
has_settled (ListTest *self)
{
  return !self->list->dragging && self->list->kinetic_tick == 0;
}

gboolean
list_test_is_deciding (ListTest *self)
{
  RowSet *shown = trace_session_get_shown (self->session);

  return trace_session_get_filter_progress (self->session) < 1
         || self->list->ids_task != NULL /* a thread finds what times since the same identifier are made of */
         || (shown != NULL && row_set_count (shown) != trace_session_n_shown (self->session));
}

static void
on_painted (GdkFrameClock *clock, gpointer data)
{
  ListTest *self = data;
  char *problem;

  if (self->list->page == 0 || list_test_is_deciding (self)
      || g_object_get_data (G_OBJECT (self->window), "closing") != NULL)
    return;
  problem = list_test_problem (self);
  self->frames++;
  if (problem != NULL)
    {
      self->bad_frames++;
      g_test_message ("painted wrongly: %s", problem);
    }
  g_free (problem);
}

void
list_test_open (ListTest *self, uint64_t n_rows, int width, int height)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  *self = (ListTest){ 0 };
  self->session = trace_session_new ();
  self->store = list_test_new_store (n_rows);
  self->window = gtk_window_new ();
  gtk_widget_add_css_class (self->window, "canid");
  gtk_window_set_default_size (GTK_WINDOW (self->window), width, height);
  self->entry = gtk_entry_new ();
  self->panel = g_object_new (TRACE_TYPE_PANEL, NULL);
  trace_panel_set_session (TRACE_PANEL (self->panel), self->session);
  trace_panel_set_settings (TRACE_PANEL (self->panel), app_settings_get ());
  self->list = trace_panel_get_list (TRACE_PANEL (self->panel));
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), self->panel);
  gtk_window_set_child (GTK_WINDOW (self->window), box);
  trace_session_set_store (self->session, self->store);
  gtk_widget_realize (self->window);
  g_signal_connect (gtk_widget_get_frame_clock (self->window), "after-paint", G_CALLBACK (on_painted), self);
  gtk_window_present (GTK_WINDOW (self->window));
  list_test_settle (self);
}

void
list_test_close (ListTest *self)
{
  g_object_set_data (G_OBJECT (self->window), "closing", self);
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (self->window), self);
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (G_OBJECT (self->session)->ref_count, ==, 1);
  g_object_unref (self->session);
  frame_store_unref (self->store);
}

static gboolean
count_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ++*(guint *) data;
  return G_SOURCE_CONTINUE;
}

void
list_test_settle (ListTest *self)
{
  guint ticks = 0, id = gtk_widget_add_tick_callback (self->window, count_frame, &ticks, NULL);

  while (ticks < 3 || !has_settled (self))
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_remove_tick_callback (self->window, id);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
list_test_key (ListTest *self, guint key, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (self->list));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean handled;

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &handled);
    }
  list_test_settle (self);
}

gboolean
list_test_pointer (ListTest *self, int x, int y, const char *arguments)
{
  graphene_point_t at;
  double dx, dy;
  g_autofree char *command = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (
      gtk_widget_compute_point (self->list->rows, self->window, &GRAPHENE_POINT_INIT ((float) x, (float) y), &at));
  gtk_native_get_surface_transform (GTK_NATIVE (self->window), &dx, &dy);
  command = g_strdup_printf ("xdotool mousemove %d %d %s", (int) (at.x + dx), (int) (at.y + dy), arguments);
  if (!g_spawn_command_line_sync (command, NULL, NULL, &status, &error))
    {
      g_test_skip ("xdotool is not installed");
      return FALSE;
    }
  g_assert_cmpint (status, ==, 0);
  list_test_settle (self);
  return TRUE;
}

void
list_test_set_filter (ListTest *self, const char *filter)
{
  g_assert_true (trace_session_set_filter (self->session, filter, NULL));
  while (list_test_is_deciding (self))
    g_main_context_iteration (NULL, TRUE);
  list_test_settle (self);
}

/* --- What is on screen --- */

GtkWidget *
list_test_row (ListTest *self, uint64_t position)
{
  uint64_t first = trace_window_get_first (self->list->window);
  int64_t y = (int64_t) position * self->list->row_height - self->list->pos;

  if (position < first || position - first >= trace_window_get_n (self->list->window) || y <= -self->list->row_height
      || y >= self->list->page)
    return NULL;
  return self->list->slots[position - first].row;
}

const char *
list_test_cell (ListTest *self, guint slot, const char *column)
{
  for (guint i = 0; i < TRACE_LIST_MAX_COLUMNS; i++)
    if (self->list->columns[i].column != NULL && g_str_equal (self->list->columns[i].column->id, column)
        && self->list->slots[slot].cells[i] != NULL)
      {
        const char *text = trace_cell_get_text (TRACE_CELL (self->list->slots[slot].cells[i]));

        return text != NULL ? text : "";
      }
  return "";
}

uint64_t
list_test_focused (ListTest *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self->window));

  for (guint i = 0; focus != NULL && i < trace_window_get_n (self->list->window); i++)
    if (self->list->slots[i].row == focus)
      return trace_window_get_first (self->list->window) + i;
  return ROW_NONE;
}

/* A cell's label as it should be, made from the store by another way than the list's. */
static char *
cell_problem (ListTest *self, guint slot, uint64_t row)
{
  CanFrame frame;

  frame_store_get (self->store, row, &frame);
  for (guint i = 0; i < TRACE_LIST_MAX_COLUMNS; i++)
    {
      const TraceListColumn *column = &self->list->columns[i];
      GtkWidget *cell = self->list->slots[slot].cells[i];
      g_autoptr (GString) text = g_string_new (NULL);

      if (cell == NULL)
        {
          if (column->view != NULL && gtk_column_view_column_get_visible (column->view))
            return g_strdup_printf ("slot %u column %s has no cell", slot, column->column->id);
          continue;
        }
      column_append_text (column->column, &self->list->context, row, &frame, text);
      if (g_strcmp0 (trace_cell_get_text (TRACE_CELL (cell)), text->str) != 0)
        return g_strdup_printf ("slot %u column %s says “%s”, row %" G_GUINT64_FORMAT " is “%s”", slot,
                                column->column->id, trace_cell_get_text (TRACE_CELL (cell)), row, text->str);
    }
  return NULL;
}

static char *
class_problem (GtkWidget *widget, const CanFrame *frame, guint slot)
{
  static const char *const kinds[] = { "error", "tx", "remote", "fd" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *class = g_strconcat ("r-", kinds[i], NULL);

      if (gtk_widget_has_css_class (widget, class) != g_str_equal (column_row_kind (frame), kinds[i]))
        return g_strdup_printf ("slot %u: class %s", slot, class);
    }
  return NULL;
}

static char *
row_problem (ListTest *self, uint64_t position, guint slot, double *covered)
{
  TraceList *list = self->list;
  GtkWidget *widget = list->slots[slot].row;
  uint64_t row = trace_session_nth_shown (self->session, position);
  int64_t y = (int64_t) position * list->row_height - list->pos;
  gboolean selected = row_ranges_contains (trace_session_get_selection (self->session), row);
  graphene_rect_t bounds;
  CanFrame frame;
  char *problem;

  if (widget == NULL || !gtk_widget_get_child_visible (widget)
      || !gtk_widget_compute_bounds (widget, list->rows, &bounds))
    return g_strdup_printf ("slot %u is not there", slot);
  if (fabs (bounds.origin.y - (double) y) > 0.6)
    return g_strdup_printf ("slot %u stands at %.1f, not at %d", slot, bounds.origin.y, (int) y);
  *covered += MIN (bounds.origin.y + bounds.size.height, list->page) - MAX (bounds.origin.y, 0);
  if (!!(gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_SELECTED) != selected)
    return g_strdup_printf ("slot %u is %sselected", slot, selected ? "not " : "");
  frame_store_get (self->store, row, &frame);
  problem = class_problem (widget, &frame, slot);
  return problem != NULL ? problem : cell_problem (self, slot, row);
}

static char *
focus_problem (ListTest *self)
{
  uint64_t cursor = trace_session_get_cursor (self->session), position;
  GtkWidget *expected = NULL, *focus = gtk_root_get_focus (GTK_ROOT (self->window));

  if (!trace_list_has_focus (self->list) || cursor == ROW_NONE)
    return NULL;
  position = trace_session_shown_rank (self->session, cursor);
  if (trace_session_is_shown (self->session, cursor))
    expected = list_test_row (self, position);
  if (expected == NULL)
    expected = GTK_WIDGET (self->list);
  return focus == expected ? NULL
                           : g_strdup_printf ("the focus is on %s, not on position %" G_GUINT64_FORMAT,
                                              G_OBJECT_TYPE_NAME (focus), position);
}

char *
list_test_problem (ListTest *self)
{
  TraceList *list = self->list;
  uint64_t total = trace_session_n_shown (self->session), first = trace_window_get_first (list->window);
  double covered = 0, wanted = MIN ((double) total * list->row_height, list->page);

  if (trace_window_get_total (list->window) != total)
    return g_strdup_printf ("the window knows %" G_GUINT64_FORMAT " rows", trace_window_get_total (list->window));
  if (list->pos < 0 || list->pos > trace_list_max_pos (list))
    return g_strdup_printf ("position %" G_GINT64_FORMAT, list->pos);
  for (guint i = 0; i < trace_window_get_n (list->window); i++)
    {
      int64_t y = (int64_t) (first + i) * list->row_height - list->pos;
      char *problem;

      if (y <= -list->row_height || y >= list->page)
        continue;
      problem = row_problem (self, first + i, i, &covered);
      if (problem != NULL)
        return problem;
    }
  if (fabs (covered - wanted) > 0.6)
    return g_strdup_printf ("%.0f of %.0f px are covered by rows", covered, wanted);
  return focus_problem (self);
}

void
list_test_check (ListTest *self, const char *after)
{
  g_autofree char *problem = list_test_problem (self);

  if (problem != NULL)
    g_error ("after %s: %s", after, problem);
}

void
list_test_picture (ListTest *self, const char *name)
{
  const char *folder = g_getenv ("CANID_TEST_PICTURES");
  g_autofree char *path = folder != NULL ? g_strdup_printf ("%s/%s.png", folder, name) : NULL;
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkSnapshot *snapshot;
  GskRenderNode *node;

  if (path == NULL)
    return;
  paintable = gtk_widget_paintable_new (self->window);
  snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (self->window),
                          gtk_widget_get_height (self->window));
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (self->window)), node, NULL);
  gdk_texture_save_to_png (texture, path);
  gsk_render_node_unref (node);
}

/* --- Steps that most tests have --- */

void
list_test_open_and_go (ListTest *t, uint64_t n_rows, uint64_t position)
{
  list_test_open (t, n_rows, 1200, 700);
  list_test_check (t, "opening");
  trace_list_go (t->list, position, TRACE_LIST_SELECT);
  list_test_settle (t);
  list_test_check (t, "going");
}

void
list_test_close_clean (ListTest *t)
{
  g_assert_cmpuint (t->frames, >, 0);
  g_assert_cmpuint (t->bad_frames, ==, 0);
  list_test_close (t);
}

/* One interval, and the cursor. */
void
list_test_assert_selected (ListTest *t, uint64_t first, uint64_t last, uint64_t cursor)
{
  const RowRanges *ranges = trace_session_get_selection (t->session);
  RowRange range;

  g_assert_cmpuint (row_ranges_n_ranges (ranges), ==, 1);
  range = row_ranges_get (ranges, 0);
  g_assert_cmpuint (range.first, ==, first);
  g_assert_cmpuint (range.last, ==, last);
  g_assert_cmpuint (trace_session_get_cursor (t->session), ==, cursor);
}

void
list_test_press (ListTest *t, guint key, GdkModifierType state)
{
  list_test_key (t, key, state);
  list_test_check (t, gdk_keyval_name (key));
}

uint64_t
list_test_top (ListTest *t)
{
  guint n;

  return trace_list_get_top (t->list, &n);
}
