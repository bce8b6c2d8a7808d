/* minimap.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The picture is made when what it shows has changed, in cairo, a pixel a line; while the list scrolls only the frame
 * over it moves.
 */
#include "config.h"
#include "ui/widgets/minimap-private.h"

#include "base/i18n.h"
#include "models/columns.h"
#include "session/overview.h"
#include "ui/text.h"
#include "ui/theme.h"
#include <math.h>

#define UPDATE_MS 200 /* between two looks at a trace that grows */
#define SHOW_MS 60    /* a list that follows moves before that: one picture of the window less */
#define MIN_FRAME 10  /* px */

G_DEFINE_FINAL_TYPE (Minimap, minimap, GTK_TYPE_WIDGET)

/* --- The pieces --- */

static void
forget_picture (Minimap *self)
{
  g_clear_object (&self->picture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
on_show (gpointer data)
{
  Minimap *self = data;

  self->show_id = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

static void
show_later (Minimap *self)
{
  g_clear_object (&self->picture);
  if (self->show_id == 0)
    self->show_id = g_timeout_add (SHOW_MS, on_show, self);
}

static int
compare_rates (gconstpointer a, gconstpointer b)
{
  const double *first = a, *second = b;

  return (*first > *second) - (*first < *second);
}

/* One burst must not make all the rest look empty: a full line is what nine of ten do not exceed. */
static double
find_dense (Minimap *self)
{
  g_autofree double *rates = g_new (double, self->n_pieces + 1);

  for (guint i = 0; i < self->n_pieces; i++)
    rates[i] = self->pieces[i].rate;
  if (self->n_pieces == 0)
    return 0;
  qsort (rates, self->n_pieces, sizeof *rates, compare_rates);
  return rates[self->n_pieces * 9 / 10];
}

static void update_later (Minimap *self);

static void
on_done (const OverviewPiece *pieces, guint n, uint64_t n_rows, gpointer data)
{
  Minimap *self = data;
  gboolean first = self->n_pieces == 0;

  self->pieces = g_renew (OverviewPiece, self->pieces, n);
  if (n > 0)
    memcpy (self->pieces, pieces, n * sizeof *pieces);
  self->n_pieces = n;
  self->n_rows = n_rows;
  self->dense = find_dense (self);
  if (first)
    forget_picture (self);
  else
    show_later (self);
  if (self->stale)
    update_later (self);
}

static gboolean
on_update (gpointer data)
{
  Minimap *self = data;
  FrameStore *store = trace_session_get_store (self->session);
  RowSet *shown = trace_session_get_shown (self->session);
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  self->update_id = 0;
  if (store == NULL || height <= 0)
    return G_SOURCE_REMOVE;
  if (self->overview != NULL
      && (overview_get_store (self->overview) != store || overview_get_shown (self->overview) != shown))
    g_clear_pointer (&self->overview, overview_free);
  if (self->overview == NULL)
    self->overview = overview_new (store, shown);
  self->stale = !overview_update (self->overview, (guint) height, on_done, self);
  return G_SOURCE_REMOVE;
}

static void
update_later (Minimap *self)
{
  self->stale = TRUE;
  if (self->update_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->update_id = g_timeout_add (self->n_pieces == 0 ? 1 : UPDATE_MS, on_update, self);
}

static void
on_replaced (Minimap *self)
{
  g_clear_pointer (&self->overview, overview_free);
  self->n_pieces = 0;
  forget_picture (self);
  update_later (self);
}

/* --- Drawing --- */

/* What the list shows. FALSE: all there is. */
static gboolean
get_frame (Minimap *self, double *y, double *frame)
{
  double upper = gtk_adjustment_get_upper (self->adjustment), page = gtk_adjustment_get_page_size (self->adjustment);
  double value = gtk_adjustment_get_value (self->adjustment);
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  if (upper <= page || upper <= 0 || height < MIN_FRAME)
    return FALSE;
  *frame = MAX (page / upper * height, MIN_FRAME);
  *y = value / (upper - page) * (height - *frame);
  return TRUE;
}

static void
minimap_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  Minimap *self = MINI_MAP (widget);
  int height = gtk_widget_get_height (widget), width = gtk_widget_get_width (widget);
  int scale = gtk_widget_get_scale_factor (widget);
  const RowRanges *selection = trace_session_get_selection (self->session);
  GdkRGBA color;
  double y, frame;

  if (height <= 0)
    return;
  if (self->picture == NULL || self->picture_height != height || self->picture_scale != scale)
    {
      g_clear_object (&self->picture);
      minimap_make_picture (self, height, scale);
    }
  theme_lookup_color (widget, "border_soft", &color);
  gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (0, 0, 1, (float) height));
  gtk_snapshot_append_texture (snapshot, self->picture,
                               &GRAPHENE_RECT_INIT ((float) (width - MINIMAP_WIDTH), 0, MINIMAP_WIDTH, (float) height));
  if (self->n_pieces > 0 && row_ranges_n_ranges (selection) > 0)
    {
      cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float) (width - MINIMAP_WIDTH), 0,
                                                                              MINIMAP_WIDTH, (float) height));

      cairo_translate (cr, width - MINIMAP_WIDTH, 0);
      minimap_draw_triangles (self, cr, height, selection, "accent");
      cairo_destroy (cr);
    }
  if (get_frame (self, &y, &frame))
    {
      GskRoundedRect outline;

      theme_lookup_color (widget, "fg", &color);
      color.alpha = 0.14f;
      gsk_rounded_rect_init_from_rect (&outline,
                                       &GRAPHENE_RECT_INIT (1.5f, (float) floor (y) + .5f, (float) width - 3,
                                                            (float) floor (frame) - 1),
                                       3);
      gtk_snapshot_push_rounded_clip (snapshot, &outline);
      gtk_snapshot_append_color (snapshot, &color, &outline.bounds);
      gtk_snapshot_pop (snapshot);
      theme_lookup_color (widget, "fg_dim", &color);
      gtk_snapshot_append_border (snapshot, &outline, (float[4]){ 1, 1, 1, 1 },
                                  (GdkRGBA[4]){ color, color, color, color });
    }
}

/* --- Pointer --- */

static double
last_value (Minimap *self)
{
  return MAX (gtk_adjustment_get_upper (self->adjustment) - gtk_adjustment_get_page_size (self->adjustment), 0);
}

static void
scroll_to (Minimap *self, double value)
{
  gtk_adjustment_set_value (self->adjustment, CLAMP (value, 0, last_value (self)));
}

/* The row there comes into the middle of the list. */
static void
jump_to (Minimap *self, double y)
{
  double height = MAX (gtk_widget_get_height (GTK_WIDGET (self)), 1);

  scroll_to (self, y / height * gtk_adjustment_get_upper (self->adjustment)
                       - gtk_adjustment_get_page_size (self->adjustment) / 2);
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, gpointer data)
{
  Minimap *self = data;
  double top, frame;

  if (!get_frame (self, &top, &frame))
    return;
  if (y < top || y >= top + frame)
    jump_to (self, y);
  self->drag_value = gtk_adjustment_get_value (self->adjustment);
  self->drag_y = 0;
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  Minimap *self = data;
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  double top, frame, height = gtk_widget_get_height (GTK_WIDGET (self)), rows_per_px;

  if (!get_frame (self, &top, &frame))
    return;
  rows_per_px = state & GDK_SHIFT_MASK ? 1 : last_value (self) / MAX (height - frame, 1);
  /* Shift pressed or let go on the way: on from here. */
  self->drag_value = CLAMP (self->drag_value + (dy - self->drag_y) * rows_per_px, 0, last_value (self));
  self->drag_y = dy;
  scroll_to (self, self->drag_value);
}

static gboolean
on_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  Minimap *self = MINI_MAP (widget);
  FrameStore *store = trace_session_get_store (self->session);
  uint64_t n = trace_session_n_shown (self->session), row;
  int height = gtk_widget_get_height (widget);
  ColumnContext context = { .store = store, .time_decimals = 6 };
  g_autoptr (GString) time = g_string_new (NULL);
  g_autofree char *number = NULL, *text = NULL;
  CanFrame frame;

  if (keyboard || n == 0 || height <= 0 || y < 0)
    return FALSE;
  row = trace_session_nth_shown (self->session, MIN ((uint64_t) ((double) y / height * (double) n), n - 1));
  if (row == ROW_NONE)
    return FALSE;
  frame_store_get (store, row, &frame);
  column_append_text (column_by_id ("time"), &context, row, &frame, time);
  number = text_count (row + 1);
  text = g_strdup_printf (_ ("Frame %s at %s s"), number, time->str);
  gtk_tooltip_set_text (tooltip, text);
  gtk_tooltip_set_tip_area (tooltip, &(GdkRectangle){ 0, y, MINIMAP_WIDTH, 1 });
  return TRUE;
}

/* --- Keys --- */

static gboolean
on_scroll_key (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  Minimap *self = MINI_MAP (widget);
  double step = g_variant_get_double (arguments), value = gtk_adjustment_get_value (self->adjustment);

  if (fabs (step) == 2)
    step *= gtk_adjustment_get_page_increment (self->adjustment) / 2;
  else if (fabs (step) == 3)
    step *= G_MAXUINT32 * 2.0;
  scroll_to (self, value + step);
  return TRUE;
}

static void
add_keys (GtkWidgetClass *class)
{
  static const struct
  {
    guint key;
    double step; /* 1: a row, 2: a page, 3: all */
  } keys[] = {
    { GDK_KEY_Up, -1 },         { GDK_KEY_Down, 1 },         { GDK_KEY_Page_Up, -2 }, { GDK_KEY_Page_Down, 2 },
    { GDK_KEY_Home, -3 },       { GDK_KEY_End, 3 },          { GDK_KEY_KP_Up, -1 },   { GDK_KEY_KP_Down, 1 },
    { GDK_KEY_KP_Page_Up, -2 }, { GDK_KEY_KP_Page_Down, 2 }, { GDK_KEY_KP_Home, -3 }, { GDK_KEY_KP_End, 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (class, keys[i].key, 0, on_scroll_key, "d", keys[i].step);
}

/* --- Accessibility --- */

static void
on_moved (Minimap *self)
{
  GtkAdjustment *adjustment = self->adjustment;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, last_value (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  gtk_adjustment_get_value (adjustment), -1);
  g_clear_handle_id (&self->show_id, g_source_remove);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- Object --- */

static void
minimap_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                 int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MINIMAP_WIDTH : 2 * MIN_FRAME;
}

static void
minimap_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  Minimap *self = MINI_MAP (widget);

  if (self->picture == NULL || self->picture_height != height)
    update_later (self);
}

static void
minimap_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (minimap_parent_class)->map (widget);
  update_later (MINI_MAP (widget));
}

static void
minimap_dispose (GObject *object)
{
  Minimap *self = MINI_MAP (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_handle_id (&self->show_id, g_source_remove);
  g_clear_pointer (&self->overview, overview_free);
  g_clear_pointer (&self->hits, row_set_unref);
  g_clear_object (&self->picture);
  if (self->adjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_clear_object (&self->adjustment);
  G_OBJECT_CLASS (minimap_parent_class)->dispose (object);
}

static void
minimap_finalize (GObject *object)
{
  Minimap *self = MINI_MAP (object);

  g_free (self->pieces);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (minimap_parent_class)->finalize (object);
}

static void
minimap_class_init (MinimapClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = minimap_dispose;
  G_OBJECT_CLASS (class)->finalize = minimap_finalize;
  widget_class->measure = minimap_measure;
  widget_class->size_allocate = minimap_size_allocate;
  widget_class->snapshot = minimap_snapshot;
  widget_class->map = minimap_map;
  gtk_widget_class_set_css_name (widget_class, "minimap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SCROLLBAR);
  add_keys (widget_class);
}

static void
minimap_init (Minimap *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_focus_on_click (GTK_WIDGET (self), FALSE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_tooltip), NULL);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Place in the trace"),
                                  GTK_ACCESSIBLE_PROPERTY_ORIENTATION, GTK_ORIENTATION_VERTICAL, -1);
}

/* --- Public --- */

GtkWidget *
minimap_new (TraceSession *session, GtkAdjustment *adjustment)
{
  Minimap *self = g_object_new (MINIMAP_TYPE, NULL);

  self->session = g_object_ref (session);
  self->adjustment = g_object_ref (adjustment);
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (on_moved), self);
  g_signal_connect_swapped (adjustment, "changed", G_CALLBACK (on_moved), self);
  g_signal_connect_object (session, "replaced", G_CALLBACK (on_replaced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "advanced", G_CALLBACK (update_later), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "shown", G_CALLBACK (update_later), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "selection-changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "marks-changed", G_CALLBACK (forget_picture), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-application-prefer-dark-theme",
                           G_CALLBACK (forget_picture), self, G_CONNECT_SWAPPED);
  on_moved (self);
  return GTK_WIDGET (self);
}

void
minimap_set_hits (Minimap *self, RowSet *hits)
{
  if (hits != NULL)
    row_set_ref (hits);
  g_clear_pointer (&self->hits, row_set_unref);
  self->hits = hits;
  forget_picture (self);
}

guint
minimap_get_n_pieces (Minimap *self)
{
  return self->n_pieces;
}

guint
minimap_count_pieces (Minimap *self, guint what)
{
  guint n = 0;

  for (guint i = 0; i < self->n_pieces; i++)
    n += (self->pieces[i].what & what) != 0;
  return n;
}

guint
minimap_count_hits (Minimap *self)
{
  return self->n_hit_lines;
}
