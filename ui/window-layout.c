/* window-layout.c: where inspector and dock are, and what is remembered of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Wide: the inspector stands at the right of the list. Below NARROW_WIDTH it becomes the dock's page "Frame" below the
 * list. The dock's row of tabs is always there.
 */
#include "config.h"
#include "ui/window-private.h"

#include "ui/actions.h"
#include "ui/app-settings.h"

#define PANELS_HEIGHT 48 /* px; what a desktop may keep for itself, and the title */
#define NARROW_WIDTH 1200
#define INSPECTOR_MIN_WIDTH 384   /* what its columns take */
#define WELCOME_NARROW_WIDTH 1268 /* what two columns take */

/* Nobody has chosen a width yet: in a small window not so much that the list has no room for what frames mean. */
static int
inspector_width (MainWindow *self)
{
  g_autoptr (GVariant) chosen = g_settings_get_user_value (app_settings_get (), "inspector-width");
  int width, height, wanted = g_settings_get_int (app_settings_get (), "inspector-width");

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  width = MAX (width, NARROW_WIDTH);
  return MIN (wanted, chosen != NULL ? width / 2 : MAX (width * 3 / 10, INSPECTOR_MIN_WIDTH));
}

static gboolean
inspector_is_wanted (MainWindow *self)
{
  return g_settings_get_boolean (app_settings_get (), "inspector-visible");
}

/* Without a page there is only the row of tabs. */
static gboolean
dock_is_open (MainWindow *self)
{
  return !self->dock_collapsed && (self->narrow || !g_str_equal (self->dock_page, "frame"));
}

static int
dock_height (MainWindow *self)
{
  g_autoptr (GVariant) heights = g_settings_get_value (app_settings_get (), "dock-heights");
  int height = main_window_dock_page_height (self->dock_page);

  g_variant_lookup (heights, self->dock_page, "i", &height);
  return CLAMP (height, 80, 2000);
}

static void
save_dock_height (MainWindow *self)
{
  g_autoptr (GVariant) heights = g_settings_get_value (app_settings_get (), "dock-heights");
  int height = gtk_widget_get_height (self->dock), other;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *page;

  if (height == dock_height (self))
    return;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{si}"));
  g_variant_iter_init (&iter, heights);
  while (g_variant_iter_next (&iter, "{&si}", &page, &other))
    if (!g_str_equal (page, self->dock_page))
      g_variant_builder_add (&builder, "{si}", page, other);
  g_variant_builder_add (&builder, "{si}", self->dock_page, height);
  g_settings_set_value (app_settings_get (), "dock-heights", g_variant_builder_end (&builder));
}

/* The panes have been laid out by what inspector and dock asked for: from now on the divider decides. */
static gboolean
release_panes (gpointer data)
{
  MainWindow *self = data;

  self->release_id = 0;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self->dock_paned)))
    return G_SOURCE_REMOVE;
  self->place_panes = FALSE;
  gtk_paned_set_position (self->dock_paned, gtk_paned_get_position (self->dock_paned));
  if (!self->narrow)
    gtk_paned_set_position (self->inspector_paned, gtk_paned_get_position (self->inspector_paned));
  gtk_widget_set_size_request (self->inspector, -1, -1);
  gtk_widget_set_size_request (self->dock, -1, -1);
  return G_SOURCE_REMOVE;
}

/* A divider that was never placed gives its far side what it asks for: the remembered size is asked for until it has
 * been given. */
static void
place_panes (MainWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  self->place_panes = TRUE;
  g_object_set (self->dock_paned, "position-set", FALSE, NULL);
  g_object_set (self->inspector_paned, "position-set", FALSE, NULL);
  gtk_widget_set_size_request (self->dock, -1, dock_is_open (self) ? MIN (dock_height (self), height / 2) : -1);
  if (!self->narrow)
    gtk_widget_set_size_request (self->inspector, inspector_width (self), -1);
}

static void
show_dock (MainWindow *self)
{
  gboolean open = dock_is_open (self);

  main_window_ensure_dock_page (self, self->dock_page);
  gtk_stack_set_visible_child_name (self->dock_stack, self->dock_page);
  gtk_widget_set_visible (GTK_WIDGET (self->dock_stack), open);
  gtk_button_set_icon_name (GTK_BUTTON (self->collapse_button), open ? "pan-down-symbolic" : "pan-up-symbolic");
  main_window_update_dock_tabs (self);
}

/* Moves the inspector to where this width wants it. */
static void
arrange (MainWindow *self)
{
  GtkWidget *inspector = self->inspector;

  self->arranged_narrow = self->narrow;
  g_object_ref (inspector);
  if (gtk_widget_get_parent (inspector) == GTK_WIDGET (self->inspector_paned))
    gtk_paned_set_end_child (self->inspector_paned, NULL);
  else if (gtk_widget_get_parent (inspector) != NULL)
    gtk_box_remove (self->frame_page, inspector);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (inspector),
                                  self->narrow ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_hexpand (inspector, self->narrow);
  if (self->narrow)
    gtk_box_append (self->frame_page, inspector);
  else
    gtk_paned_set_end_child (self->inspector_paned, inspector);
  g_object_unref (inspector);

  gtk_widget_set_visible (inspector, self->narrow || inspector_is_wanted (self));
  gtk_widget_set_visible (self->frames_label, !self->narrow);
  gtk_widget_set_visible (self->ids_label, !self->narrow);
  gtk_widget_set_visible (self->frame_tab, self->narrow);
  show_dock (self);
  place_panes (self);
}

static gboolean
relayout (gpointer data)
{
  MainWindow *self = data;

  self->relayout_id = 0;
  welcome_page_set_narrow (self->welcome, self->welcome_narrow);
  if (self->narrow != self->arranged_narrow)
    arrange (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self)); /* panes were waiting to be placed */
  main_window_update_actions (self);
  return G_SOURCE_REMOVE;
}

void
main_window_width_changed (MainWindow *self, int width)
{
  gboolean narrow = width < NARROW_WIDTH, welcome_narrow = width < WELCOME_NARROW_WIDTH;

  if (narrow == self->narrow && welcome_narrow == self->welcome_narrow)
    return;
  self->narrow = narrow;
  self->welcome_narrow = welcome_narrow;
  /* Widgets are not moved while sizes are being given out: a resize asked for meanwhile is lost, and the page stays
   * blank. */
  if (self->relayout_id == 0)
    self->relayout_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, relayout, self, NULL);
}

static void
save_panes (MainWindow *self)
{
  GSettings *settings = app_settings_get ();

  if (self->place_panes || !gtk_widget_get_mapped (GTK_WIDGET (self->dock_paned)))
    return;
  if (dock_is_open (self))
    save_dock_height (self);
  if (!self->narrow && gtk_widget_get_visible (self->inspector)
      && gtk_widget_get_width (self->inspector) != inspector_width (self))
    g_settings_set_int (settings, "inspector-width", CLAMP (gtk_widget_get_width (self->inspector), 240, 2000));
}

static void
change_dock (MainWindow *self, const char *page, gboolean collapsed)
{
  if (g_str_equal (page, self->dock_page) && collapsed == self->dock_collapsed)
    return;
  save_panes (self);
  self->dock_page = page;
  self->dock_collapsed = collapsed;
  g_settings_set_string (app_settings_get (), "dock-page", page);
  g_settings_set_boolean (app_settings_get (), "dock-collapsed", collapsed);
  show_dock (self);
  place_panes (self);
}

/* Where the inspector stands beside the list there is no page "frame" to open: the first one then. */
void
main_window_set_dock_collapsed (MainWindow *self, gboolean collapsed)
{
  if (collapsed == !dock_is_open (self))
    return;
  if (!collapsed && !self->narrow && g_str_equal (self->dock_page, "frame"))
    change_dock (self, "databases", FALSE);
  else
    change_dock (self, self->dock_page, collapsed);
}

void
main_window_set_dock_page (MainWindow *self, const char *page)
{
  change_dock (self, main_window_known_dock_page (page), FALSE);
}

gboolean
main_window_dock_is_open (MainWindow *self)
{
  return dock_is_open (self);
}

void
main_window_save_layout (MainWindow *self)
{
  GSettings *settings = app_settings_get ();
  gboolean maximized = gtk_window_is_maximized (GTK_WINDOW (self));
  int width, height;

  save_panes (self);
  g_settings_set_boolean (settings, "window-maximized", maximized);
  if (maximized)
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  if (width > 0 && height > 0)
    g_settings_set (settings, "window-size", "(ii)", width, height);
}

/* After the window's allocation. */
void
main_window_panes_allocated (MainWindow *self)
{
  if (self->place_panes && self->release_id == 0 && self->relayout_id == 0
      && gtk_widget_get_mapped (GTK_WIDGET (self->dock_paned)))
    self->release_id = g_idle_add (release_panes, self);
}

static void
on_inspector_wanted (MainWindow *self)
{
  gboolean wanted = inspector_is_wanted (self);

  if (self->narrow || wanted == gtk_widget_get_visible (self->inspector))
    return;
  if (!wanted)
    save_panes (self);
  gtk_widget_set_visible (self->inspector, wanted);
  place_panes (self);
}

/* Which monitor it will be is not known yet: the smallest. */
static void
fit_monitor (MainWindow *self, int *width, int *height)
{
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (self)));

  for (guint i = 0; i < g_list_model_get_n_items (monitors); i++)
    {
      g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);
      GdkRectangle area;

      gdk_monitor_get_geometry (monitor, &area);
      *width = MIN (*width, area.width);
      *height = MIN (*height, area.height - PANELS_HEIGHT);
    }
}

void
main_window_init_layout (MainWindow *self)
{
  GSettings *settings = app_settings_get ();
  g_autofree char *page = NULL;
  int width, height;

  self->inspector = inspector_panel_new ();
  inspector_panel_set_session (INSPECTOR_PANEL (self->inspector), self->session);

  g_settings_get (settings, "window-size", "(ii)", &width, &height);
  fit_monitor (self, &width, &height);
  width = MAX (width, 640);
  gtk_window_set_default_size (GTK_WINDOW (self), width, MAX (height, 400));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));

  self->narrow = width < NARROW_WIDTH;
  self->welcome_narrow = width < WELCOME_NARROW_WIDTH;
  welcome_page_set_narrow (self->welcome, self->welcome_narrow);
  self->dock_collapsed = g_settings_get_boolean (settings, "dock-collapsed");
  page = g_settings_get_string (settings, "dock-page");
  self->dock_page = main_window_known_dock_page (page);
  arrange (self);
  g_signal_connect_object (settings, "changed::inspector-visible", G_CALLBACK (on_inspector_wanted), self,
                           G_CONNECT_SWAPPED);
}

void
main_window_show_page (MainWindow *self, const char *page)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), page) == 0)
    return;
  gtk_stack_set_visible_child_name (self->stack, page);
  place_panes (self);
  main_window_update_actions (self);
}
