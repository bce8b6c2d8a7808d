/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/panels/plot-panel-private.h"

#include "base/i18n.h"
#include "draw/plot-axis.h"
#include "ui/actions.h"
#include "ui/panels/panel-bar.h"
#include "ui/panels/plot-add.h"
#include "ui/session-plot.h"
#include "ui/widgets/plot-overview.h"

#define LEGEND_WIDTH 654 /* px */
#define REFRESH_MS 100

G_DEFINE_FINAL_TYPE (PlotPanel, plot_panel, GTK_TYPE_BOX)

/* --- What is shown --- */

void
plot_panel_tell (PlotPanel *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->status), text);
  gtk_widget_set_tooltip_text (self->status, text);
}

static void
show_range (PlotPanel *self)
{
  int64_t from, to, origin = plot_model_get_origin (self->model);
  double progress = plot_model_get_progress (self->model);
  g_autofree char *start = NULL, *end = NULL, *span = NULL, *text = NULL;

  if (plot_model_get_store (self->model) == NULL)
    {
      plot_panel_tell (self, "");
      return;
    }
  plot_model_get_range (self->model, &from, &to);
  start = plot_axis_moment_text (from - origin, to - from);
  end = plot_axis_moment_text (to - origin, to - from);
  span = plot_axis_moment_text (to - from, (to - from) * 100);
  if (progress < 1)
    text = g_strdup_printf (_ ("reading, %d %%"), (int) (100 * progress));
  else if (plot_model_get_paused (self->model))
    text = g_strdup_printf (_ ("paused · %s – %s"), start, end);
  else
    text = g_strdup_printf (_ ("%s – %s, %s shown"), start, end, span);
  if (!g_str_equal (gtk_label_get_text (GTK_LABEL (self->status)), text))
    plot_panel_tell (self, text);
}

/* What assistive technology reads of the picture: the cursors, and the large values. */
static void
describe (PlotPanel *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int64_t origin = plot_model_get_origin (self->model);

  for (guint cursor = 0; cursor < 2; cursor++)
    {
      int64_t time = plot_model_get_cursor (self->model, cursor);
      g_autofree char *moment = NULL;

      if (time == PLOT_NO_TIME)
        continue;
      moment = plot_axis_moment_text (time - origin, 1000000000);
      g_string_append_printf (text, "%s%c %s", text->len > 0 ? "; " : "", 'A' + (char) cursor, moment);
    }
  for (guint i = 0; i < plot_model_n_signals (self->model); i++)
    {
      const PlotSignal *signal = plot_model_get_signal (self->model, i);
      g_autofree char *value = plot_signal_is_dial (signal) ? plot_model_dup_dial_text (self->model, i) : NULL;

      if (value != NULL)
        g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "; " : "", signal->name, value);
    }
  if (g_strcmp0 (self->described, text->str) == 0)
    return;
  g_free (self->described);
  self->described = g_strdup (text->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
}

/* Who watches signals reads no rows that rush by. */
static void
relax (PlotPanel *self)
{
  if (self->session == NULL)
    return;
  trace_session_set_relaxed (self->session,
                             gtk_widget_get_mapped (GTK_WIDGET (self)) && plot_model_n_signals (self->model) > 0);
}

static gboolean
on_refresh (gpointer data)
{
  PlotPanel *self = data;

  self->refresh_id = 0;
  relax (self);
  self->refreshed = g_get_monotonic_time ();
  show_range (self);
  describe (self);
  plot_panel_update_actions (self);
  return G_SOURCE_REMOVE;
}

/* At once, but not with each frame of a movement: another text in the bar makes GTK lay out the window. */
static void
on_changed (PlotPanel *self)
{
  if (self->refresh_id != 0)
    return;
  if (g_get_monotonic_time () - self->refreshed >= REFRESH_MS * 1000)
    on_refresh (self);
  else
    self->refresh_id = g_timeout_add (REFRESH_MS, on_refresh, self);
}

static void
on_clicked (PlotView *view, gint64 time, PlotPanel *self)
{
  session_plot_choose (self->session, time);
}

/* --- Menu --- */

static void
append (GMenu *menu, const char *const *names, guint n)
{
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; i < n; i++)
    g_menu_append (section, _ (actions_find (names[i])->label), names[i]);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

static GMenuModel *
new_view_menu (void)
{
  static const char *const view[] = { "plot.fit", "plot.show-all", "plot.zoom-cursors", "plot.back", "plot.forward" };
  static const char *const looks[] = { "plot.grid", "plot.dots", "plot.cursors" };
  static const char *const rest[] = { "plot.export", "plot.remove-all" };
  GMenu *menu = g_menu_new ();

  append (menu, view, G_N_ELEMENTS (view));
  append (menu, looks, G_N_ELEMENTS (looks));
  append (menu, rest, G_N_ELEMENTS (rest));
  return G_MENU_MODEL (menu);
}

static void
on_menu (PlotView *view, double x, double y, PlotPanel *self)
{
  GdkRectangle at = { (int) x, (int) y, 1, 1 };
  int signal = plot_view_get_signal (view);

  if (signal >= 0)
    plot_legend_choose (self->legend, signal);
  if (self->menu == NULL)
    {
      g_autoptr (GMenuModel) menu = new_view_menu ();

      self->menu = gtk_popover_menu_new_from_model (menu);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (view));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &at);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* --- Drops --- */

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, PlotPanel *self)
{
  g_autofree char *why = NULL;

  if (session_plot_add_text (self->session, g_value_get_string (value), &why))
    return TRUE;
  plot_panel_tell (self, why != NULL ? why : _ ("There is no room for more signals"));
  return FALSE;
}

/* --- Building --- */

static GtkWidget *
new_modes (void)
{
  static const struct
  {
    const char *label, *target, *row;
  } modes[] = { { N_ ("Stacked"), "stacked", "plot.mode::stacked" },
                { N_ ("Overlaid"), "overlaid", "plot.mode::overlaid" },
                { N_ ("XY"), "xy", "plot.mode::xy" } };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "group");
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (_ (modes[i].label));
      g_autofree char *tooltip = actions_dup_tooltip (modes[i].row);

      gtk_widget_set_tooltip_text (button, tooltip);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "plot.mode");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", modes[i].target);
      gtk_box_append (GTK_BOX (box), button);
    }
  return box;
}

static GtkWidget *
new_layout_button (void)
{
  static const char *const names[] = { "plot.save-layout", "plot.load-layout" };
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  append (menu, names, G_N_ELEMENTS (names));
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _ ("Layout"));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, _ ("Keep these signals with the databases, and bring them back"));
  return button;
}

static GtkWidget *
new_add_button (PlotPanel *self)
{
  g_autofree char *tooltip = actions_dup_tooltip ("plot.add");

  self->add_button = gtk_menu_button_new ();
  self->add = plot_add_new (self->session);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->add_button),
                             panel_bar_words_new ("list-add-symbolic", _ ("Add signal")));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->add_button), self->add);
  gtk_widget_set_tooltip_text (self->add_button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Add signal"),
                                  -1);
  return self->add_button;
}

static void
build_bar (PlotPanel *self)
{
  GtkBox *bar = GTK_BOX (panel_bar_new ());

  self->status = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->status), 1);
  gtk_label_set_ellipsize (GTK_LABEL (self->status), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->status, TRUE);
  gtk_widget_add_css_class (self->status, "dim");
  gtk_widget_add_css_class (self->status, "small");
  gtk_box_append (bar, new_add_button (self));
  gtk_box_append (bar, new_modes ());
  gtk_box_append (bar, panel_bar_button_new ("zoom-fit-best-symbolic", "plot.show-all"));
  gtk_box_append (bar, panel_bar_button_new ("zoom-in-symbolic", "plot.zoom-in"));
  gtk_box_append (bar, panel_bar_button_new ("zoom-out-symbolic", "plot.zoom-out"));
  gtk_box_append (bar, panel_bar_toggle_new ("find-location-symbolic", "plot.cursors"));
  gtk_box_append (bar, panel_bar_toggle_new ("go-last-symbolic", "plot.follow"));
  gtk_box_append (bar, panel_bar_toggle_new ("media-playback-pause-symbolic", "plot.pause"));
  gtk_box_append (bar, self->status);
  gtk_box_append (bar, new_layout_button ());
  gtk_box_append (bar, panel_bar_button_new ("document-save-symbolic", "plot.export"));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (bar));
}

static void
build (PlotPanel *self)
{
  GtkWidget *paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL), *plots = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_COPY);

  build_bar (self);
  self->view = plot_view_new (self->model);
  self->overview = plot_overview_new (self->model);
  self->legend = PLOT_LEGEND (plot_legend_new (self->model));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->view);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (plots), scrolled);
  gtk_box_append (GTK_BOX (plots), self->overview);
  gtk_paned_set_start_child (GTK_PANED (paned), plots);
  gtk_paned_set_end_child (GTK_PANED (paned), GTK_WIDGET (self->legend));
  gtk_paned_set_resize_end_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_shrink_start_child (GTK_PANED (paned), FALSE);
  gtk_widget_set_vexpand (paned, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->legend), FALSE);
  gtk_widget_set_size_request (GTK_WIDGET (self->legend), 300, -1);
  gtk_box_append (GTK_BOX (self), paned);
  self->paned = paned;
  g_signal_connect (self->view, "clicked", G_CALLBACK (on_clicked), self);
  g_signal_connect (self->view, "menu", G_CALLBACK (on_menu), self);
  g_signal_connect (drop, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}

static void
on_width (PlotPanel *self)
{
  int width = gtk_widget_get_width (self->paned);

  if (width <= 0 || g_object_get_data (G_OBJECT (self->paned), "placed") != NULL)
    return;
  g_object_set_data (G_OBJECT (self->paned), "placed", self);
  gtk_paned_set_position (GTK_PANED (self->paned),
                          width - MIN (LEGEND_WIDTH, width < 1300 ? width * 2 / 5 : width * 47 / 100));
}

static gboolean
on_placed (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  on_width (data);
  return g_object_get_data (G_OBJECT (PLOT_PANEL (data)->paned), "placed") != NULL ? G_SOURCE_REMOVE
                                                                                   : G_SOURCE_CONTINUE;
}

static void
plot_panel_dispose (GObject *object)
{
  PlotPanel *self = PLOT_PANEL (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_object (&self->actions);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_pointer (&self->described, g_free);
  g_clear_pointer (&self->opened_key, g_free);
  G_OBJECT_CLASS (plot_panel_parent_class)->dispose (object);
}

/* Signals of a page that nobody looks at would cost time and memory: they come when it is shown. */
static void
plot_panel_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (plot_panel_parent_class)->map (widget);
  plot_panel_open_layout (PLOT_PANEL (widget));
  relax (PLOT_PANEL (widget));
}

static void
plot_panel_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (plot_panel_parent_class)->unmap (widget);
  relax (PLOT_PANEL (widget));
}

static void
on_databases (PlotPanel *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    plot_panel_open_layout (self);
  plot_panel_update_layout_actions (self);
}

static void
plot_panel_class_init (PlotPanelClass *class)
{
  G_OBJECT_CLASS (class)->dispose = plot_panel_dispose;
  GTK_WIDGET_CLASS (class)->map = plot_panel_map;
  GTK_WIDGET_CLASS (class)->unmap = plot_panel_unmap;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "plotpanel");
  plot_panel_install_keys (GTK_WIDGET_CLASS (class));
}

static void
plot_panel_init (PlotPanel *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
}

GtkWidget *
plot_panel_new (TraceSession *session)
{
  PlotPanel *self = g_object_new (PLOT_TYPE_PANEL, NULL);

  self->session = g_object_ref (session);
  self->model = g_object_ref (session_plot_get (session));
  plot_panel_add_actions (self);
  build (self);
  g_signal_connect_swapped (self->model, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (session, "databases-changed", G_CALLBACK (on_databases), self);
  on_changed (self);
  plot_panel_update_layout_actions (self);
  gtk_widget_add_tick_callback (GTK_WIDGET (self), on_placed, self, NULL);
  return GTK_WIDGET (self);
}
