/* trace-list.c: construction, size, and what the session says.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/trace-list-private.h"

#include "base/i18n.h"
#include "models/signal-name.h"
#include "ui/signal-drag.h"
#include "ui/widgets/minimap.h"
#include "ui/widgets/table-title.h"

#define ROW_HEIGHT 22     /* px until a row is measured */
#define USUAL_SLOTS 32u   /* made before the list is seen for the first time */
#define MADE_AT_A_TIME 2u /* a row's widgets take about a millisecond */

G_DEFINE_FINAL_TYPE (TraceList, trace_list, GTK_TYPE_WIDGET)

/* --- Size --- */

static void
trace_list_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                    int *minimum_baseline, int *natural_baseline)
{
  TraceList *self = TRACE_LIST (widget);
  int bar_minimum, bar_natural;

  gtk_widget_measure (self->scrolled, orientation, -1, minimum, natural, NULL, NULL);
  gtk_widget_measure (self->scrollbar, orientation, -1, &bar_minimum, &bar_natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum += bar_minimum;
      *natural += bar_natural;
      return;
    }
  *minimum = MAX (*minimum, bar_minimum);
  *natural = MAX (*minimum, 20 * ROW_HEIGHT);
}

/* After a change of the font rows have another height: the first row stays first. */
static gboolean
measure_row (TraceList *self)
{
  GtkWidget *row = self->slots[0].row;
  gboolean at_end;
  int64_t top;
  int height = 0;

  if (row == NULL)
    return FALSE;
  gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL, NULL);
  if (height <= 0 || height == self->row_height)
    return FALSE;
  at_end = self->page > 0 && self->pos > 0 && self->pos >= trace_list_max_pos (self);
  top = self->pos / self->row_height;
  self->row_height = height;
  self->kept_row = ROW_NONE;
  self->pos = at_end ? trace_list_max_pos (self) : top * height;
  return TRUE;
}

/* Lines are made before rows need them, a few at a time: all at once keep the main loop too long. */
static gboolean
on_make (gpointer data)
{
  TraceList *self = data;
  guint made = g_list_model_get_n_items (G_LIST_MODEL (self->window)), wanted = MAX (self->size, USUAL_SLOTS);

  trace_window_make (self->window, MIN (made + MADE_AT_A_TIME, wanted));
  if (made < wanted)
    return G_SOURCE_CONTINUE;
  self->make_idle = 0;
  return G_SOURCE_REMOVE;
}

static void
make_later (TraceList *self)
{
  if (self->make_idle == 0)
    self->make_idle = g_idle_add (on_make, self);
}

/* Rule 2. */
static void
allocate_rows (TraceList *self, int width, int height, int baseline)
{
  gboolean changed = measure_row (self), at_end;
  int header = 0, page, minimum;
  guint size;
  int64_t last;

  gtk_widget_measure (self->header, GTK_ORIENTATION_VERTICAL, -1, &header, NULL, NULL, NULL);
  size = (guint) ((MAX (1, height - header) + self->row_height - 1) / self->row_height + 1);
  size = MIN (size, TRACE_LIST_MAX_SLOTS);
  if (size != self->size)
    {
      self->size = size;
      trace_window_set_size (self->window, size);
      make_later (self);
      changed = TRUE;
    }
  gtk_widget_measure (self->scrolled, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_allocate (self->scrolled, width, height, baseline, NULL);
  changed |= self->fresh;
  self->fresh = FALSE;

  page = (int) gtk_adjustment_get_page_size (self->vertical);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->window)) == 0) /* an empty view has no page */
    page = MAX (1, height - header);
  if (changed || page != self->page)
    {
      last = trace_list_max_pos (self);
      at_end = self->page > 0 && last > 0 && self->pos >= last;
      self->page = page;
      if (at_end || self->following)
        {
          self->kept_row = ROW_NONE;
          self->pos = trace_list_max_pos (self);
        }
      trace_list_apply_pos (self);
      if (self->focus_later)
        trace_list_place_focus (self, TRUE);
      self->focus_later = FALSE;
    }
  if (gtk_adjustment_get_value (self->vertical) != self->wanted)
    trace_list_want (self, self->wanted);
  gtk_widget_allocate (self->scrolled, width, height, baseline, NULL);
  /* The view computes its place in float and may stop a pixel short; then that is the place. */
  if (gtk_adjustment_get_value (self->vertical) != self->wanted)
    {
      double value = gtk_adjustment_get_value (self->vertical);

      self->pos += (int64_t) (value - self->wanted);
      self->wanted = value;
      trace_list_sync_bar (self);
    }
}

static void
trace_list_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TraceList *self = TRACE_LIST (widget);
  gboolean right_to_left = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int bar, natural, header;

  gtk_widget_measure (self->scrollbar, GTK_ORIENTATION_HORIZONTAL, -1, &bar, &natural, NULL, NULL);
  bar = MIN (natural, width);
  if (width != self->allotted)
    trace_list_arrange_later (self);
  allocate_rows (self, width - bar, height, baseline);
  if (right_to_left)
    gtk_widget_size_allocate (self->scrolled, &(GtkAllocation){ bar, 0, width - bar, height }, baseline);
  /* Behind the rows: they tell it their place, and what is asked of a widget after its allocation is lost. */
  header = MIN (gtk_widget_get_height (self->header), height);
  gtk_widget_size_allocate (self->scrollbar,
                            &(GtkAllocation){ right_to_left ? 0 : width - bar, header, bar, height - header }, -1);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

/* The corner above the scroll bar goes on from the titles. */
static void
trace_list_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TraceList *self = TRACE_LIST (widget);
  int width = gtk_widget_get_width (widget), header = gtk_widget_get_height (self->header),
      bar = gtk_widget_get_width (self->scrollbar);
  double x = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? 0 : width - bar;
  GtkWidget *title = gtk_widget_get_first_child (self->header);

  GTK_WIDGET_CLASS (trace_list_parent_class)->snapshot (widget, snapshot);
  trace_list_snapshot_texts (self, snapshot);
  trace_list_snapshot_notes (self, snapshot);
  if (title == NULL)
    return;
  gtk_snapshot_render_background (snapshot, gtk_widget_get_style_context (title), x, 0, bar, header);
  gtk_snapshot_render_frame (snapshot, gtk_widget_get_style_context (title), x, 0, bar, header);
}

/* Fonts may be others now. */
static void
trace_list_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  text_glyphs_forget (TRACE_LIST (widget)->glyphs);
  GTK_WIDGET_CLASS (trace_list_parent_class)->system_setting_changed (widget, setting);
}

/* --- The session --- */

static void
take_store (TraceList *self)
{
  FrameStore *store = trace_session_get_store (self->session);
  const DatabaseSet *set = trace_session_get_databases (self->session);

  g_clear_pointer (&self->context.databases, database_cursor_free);
  g_clear_pointer ((FrameStore **) &self->context.store, frame_store_unref);
  self->context.store = store != NULL ? frame_store_ref (store) : NULL;
  if (store != NULL && database_set_n (set) > 0)
    self->context.databases = database_cursor_new (set, frame_store_get_info (store));
}

static void
take_shown (TraceList *self)
{
  RowSet *shown = trace_session_get_shown (self->session);

  if (shown == self->context.shown)
    return;
  row_set_unref (self->context.shown);
  self->context.shown = shown != NULL ? row_set_ref (shown) : NULL;
}

/* Another store has other marks, and what was kept of them comes later. */
static void
take_marks (TraceList *self)
{
  self->context.marked = trace_session_get_marked (self->session);
  self->context.comments = trace_session_get_comments (self->session);
}

static void
on_marks_changed (TraceList *self)
{
  take_marks (self);
  trace_list_refresh (self);
}

static void
on_replaced (TraceList *self)
{
  trace_list_stop_motion (self);
  trace_list_drop_index (self);
  take_store (self);
  take_shown (self);
  take_marks (self);
  self->context.has_reference = FALSE;
  self->anchor = self->focused = self->kept_row = ROW_NONE;
  self->trace_decimals = 6;
  self->checked = 0;
  trace_list_set_time_decimals (self, self->fixed_decimals);
  self->pos = 0;
  trace_window_update (self->window, 0);
  trace_list_refresh (self);
  row_selection_publish (self->selection);
  trace_list_apply_pos (self);
  trace_list_arrange_later (self);
}

static void
on_databases_changed (TraceList *self)
{
  take_store (self);
  trace_list_name_columns (self);
  trace_list_refresh (self);
}

static void
on_rows_changed (TraceList *self)
{
  if (self->context.store == NULL)
    return;
  take_shown (self);
  trace_list_check_decimals (self);
  trace_list_want_index (self);
  trace_list_rows_changed (self);
  if (self->context.time_style == TIME_SINCE_SHOWN) /* the row before the first may be another now */
    trace_list_refresh (self);
  trace_list_arrange_for_rows (self);
}

static void
on_selection_changed (TraceList *self)
{
  uint64_t cursor = trace_session_get_cursor (self->session);

  if (self->own > 0)
    return;
  self->kept_row = ROW_NONE;
  self->anchor = cursor;
  if (cursor != ROW_NONE && trace_session_is_shown (self->session, cursor))
    trace_list_reveal (self, cursor);
  row_selection_publish (self->selection);
  trace_list_place_focus (self, FALSE);
}

static void
on_window_moved (TraceList *self)
{
  trace_list_refresh (self);
  row_selection_publish (self->selection);
}

static void
on_items_changed (TraceList *self, guint position, guint removed, guint added)
{
  if (added > 0)
    self->fresh = TRUE;
}

static void
on_chosen (TraceList *self, guint slot, gboolean exclusive)
{
  if (slot >= trace_window_get_n (self->window))
    return;
  trace_list_go (self, trace_window_get_first (self->window) + slot, exclusive ? TRACE_LIST_SELECT : TRACE_LIST_TOGGLE);
}

static void
on_cleared (TraceList *self)
{
  trace_session_set_selection (self->session, row_ranges_new (), trace_session_get_cursor (self->session));
}

static void
on_theme_changed (TraceList *self)
{
  trace_list_load_colors (self);
  trace_list_refresh (self);
}

/* --- Building --- */

static GtkWidget *
find_type (GtkWidget *widget, const char *type)
{
  GtkWidget *found = g_str_equal (G_OBJECT_TYPE_NAME (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_type (child, type);
  return found;
}

static void
build_view (TraceList *self)
{
  GtkScrolledWindow *scrolled;

  self->view = gtk_column_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)));
  gtk_widget_add_css_class (self->view, "data-table");
  gtk_column_view_set_reorderable (GTK_COLUMN_VIEW (self->view), TRUE);
  trace_list_build_columns (self);

  self->rows = find_type (self->view, "GtkColumnListView");
  self->header = gtk_widget_get_first_child (self->view);
  table_title_name_header (GTK_COLUMN_VIEW (self->view), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Frames"),
                                  GTK_ACCESSIBLE_PROPERTY_MULTI_SELECTABLE, TRUE, -1);

  self->scrolled = gtk_scrolled_window_new ();
  scrolled = GTK_SCROLLED_WINDOW (self->scrolled);
  gtk_scrolled_window_set_policy (scrolled, GTK_POLICY_AUTOMATIC, GTK_POLICY_EXTERNAL);
  gtk_scrolled_window_set_kinetic_scrolling (scrolled, FALSE);
  gtk_scrolled_window_set_child (scrolled, self->view);
  self->vertical = gtk_scrolled_window_get_vadjustment (scrolled);
  self->horizontal = gtk_scrolled_window_get_hadjustment (scrolled);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

static void
build (TraceList *self)
{
  self->window = trace_window_new (self->session);
  self->colors = row_colors_of_session (self->session);
  self->selection = row_selection_new (self->window);
  build_view (self);
  self->bar = g_object_ref_sink (gtk_adjustment_new (0, 0, 1, 1, 1, 1));
  self->scrollbar = minimap_new (self->session, self->bar);
  gtk_widget_set_parent (self->scrollbar, GTK_WIDGET (self));
  trace_list_add_keys (self);
  trace_list_add_pointer (self);

  g_signal_connect_swapped (self->bar, "value-changed", G_CALLBACK (trace_list_on_bar), self);
  g_signal_connect_swapped (self->window, "moved", G_CALLBACK (on_window_moved), self);
  g_signal_connect_swapped (self->window, "items-changed", G_CALLBACK (on_items_changed), self);
  g_signal_connect_swapped (self->selection, "chosen", G_CALLBACK (on_chosen), self);
  g_signal_connect_swapped (self->selection, "cleared", G_CALLBACK (on_cleared), self);
  g_signal_connect_object (self->session, "replaced", G_CALLBACK (on_replaced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "advanced", G_CALLBACK (on_rows_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "shown", G_CALLBACK (on_rows_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "selection-changed", G_CALLBACK (on_selection_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "marks-changed", G_CALLBACK (on_marks_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "databases-changed", G_CALLBACK (on_databases_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->colors, "changed", G_CALLBACK (trace_list_refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-application-prefer-dark-theme",
                           G_CALLBACK (on_theme_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-xft-dpi", G_CALLBACK (trace_list_arrange_later),
                           self, G_CONNECT_SWAPPED);
}

static void
trace_list_dispose (GObject *object)
{
  TraceList *self = TRACE_LIST (object);

  self->arranging++; /* the view takes its columns away: nobody's choice */
  g_clear_handle_id (&self->fit_tick, g_source_remove);
  g_clear_handle_id (&self->fit_timer, g_source_remove);
  g_clear_handle_id (&self->layout_idle, g_source_remove);
  g_clear_handle_id (&self->make_idle, g_source_remove);
  g_clear_handle_id (&self->tell_id, g_source_remove);
  trace_list_stop_motion (self);
  trace_list_drop_index (self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_pointer (&self->scrollbar, gtk_widget_unparent);
  trace_list_clear_columns (self);
  g_clear_object (&self->bar);
  g_clear_object (&self->selection);
  if (self->window != NULL)
    g_signal_handlers_disconnect_by_data (self->window, self);
  g_clear_object (&self->window);
  G_OBJECT_CLASS (trace_list_parent_class)->dispose (object);
}

static void
trace_list_finalize (GObject *object)
{
  TraceList *self = TRACE_LIST (object);

  database_cursor_free (self->context.databases);
  frame_store_unref ((FrameStore *) self->context.store);
  row_set_unref (self->context.shown);
  for (guint i = 0; i < G_N_ELEMENTS (self->shapes); i++)
    g_clear_pointer (&self->shapes[i], pango_attr_list_unref);
  text_glyphs_free (self->glyphs);
  g_string_free (self->text, TRUE);
  g_free (self->slots);
  g_string_free (self->label, TRUE);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (trace_list_parent_class)->finalize (object);
}

static void
trace_list_class_init (TraceListClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = trace_list_dispose;
  G_OBJECT_CLASS (class)->finalize = trace_list_finalize;
  widget_class->measure = trace_list_measure;
  widget_class->size_allocate = trace_list_size_allocate;
  widget_class->snapshot = trace_list_snapshot;
  widget_class->focus = trace_list_focus;
  widget_class->system_setting_changed = trace_list_system_setting_changed;
  gtk_widget_class_set_css_name (widget_class, "tracelist");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  g_signal_new ("layout-changed", TRACE_TYPE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("following-changed", TRACE_TYPE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("filter-typed", TRACE_TYPE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

/* A signal becomes a column. */
static gboolean
on_drop (GtkWidget *widget, const char *text)
{
  const CanSignal *signal;
  const Message *message = signal_name_find (trace_session_get_databases (TRACE_LIST (widget)->session), text, &signal);
  g_autofree char *id = NULL;

  if (message == NULL || signal == NULL)
    return FALSE;
  id = g_strdup_printf ("signal:%s.%s", message->name, signal->name);
  gtk_widget_activate_action (widget, "win.add-column", "s", id);
  return TRUE;
}

static void
trace_list_init (TraceList *self)
{
  self->text = g_string_new (NULL);
  self->glyphs = text_glyphs_new ();
  self->slots = g_new0 (TraceListSlot, TRACE_LIST_MAX_SLOTS);
  self->label = g_string_new (NULL);
  self->row_height = ROW_HEIGHT;
  self->anchor = self->focused = self->kept_row = self->press_row = ROW_NONE;
  self->context.time_decimals = self->trace_decimals = 6;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  signal_drag_accept (GTK_WIDGET (self), on_drop);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Trace"), -1);
}

/* --- Public --- */

GtkWidget *
trace_list_new (TraceSession *session)
{
  TraceList *self = g_object_new (TRACE_TYPE_LIST, NULL);

  self->session = g_object_ref (session);
  build (self);
  trace_list_load_colors (self);
  on_replaced (self);
  make_later (self);
  return GTK_WIDGET (self);
}

const ColumnContext *
trace_list_get_context (TraceList *self)
{
  return &self->context;
}

void
trace_list_set_hits (TraceList *self, RowSet *hits)
{
  minimap_set_hits (MINI_MAP (self->scrollbar), hits);
}
