/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "widget-test.h"

#include "ui/app-settings.h"
#include "ui/theme.h"
#include <string.h>

/* So often in a row there was nothing to do: longer than a frame of the clock. */
#define SETTLED 25

void
widget_test_init (int *argc, char ***argv)
{
  g_autofree char *warning = NULL;
  GError *error = NULL;

  gtk_test_init (argc, argv, NULL);
  if (!app_settings_open (FALSE, &warning, &error))
    g_error ("%s", error->message);
  theme_init (app_settings_get ());
}

static gboolean
is_painted (gpointer window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  return gtk_widget_get_mapped (window) && clock && gdk_frame_clock_get_frame_counter (clock) >= 0;
}

GtkWindow *
widget_test_show (GtkWidget *child, int width, int height)
{
  GtkWidget *window = gtk_window_new ();

  gtk_widget_add_css_class (window, "canid");
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  widget_test_wait (is_painted, window);
  widget_test_settle ();
  return GTK_WINDOW (window);
}

void
widget_test_step (gint64 end, const char *expression)
{
  if (g_get_monotonic_time () > end)
    g_error ("waited in vain for: %s", expression);
  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (1000);
}

GtkWidget *
widget_test_find (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = widget_test_find (child, type);
  return found;
}

static gboolean
has_words (GtkWidget *widget, const char *words)
{
  const char *own = GTK_IS_LABEL (widget)          ? gtk_label_get_text (GTK_LABEL (widget))
                    : GTK_IS_CHECK_BUTTON (widget) ? gtk_check_button_get_label (GTK_CHECK_BUTTON (widget))
                    : GTK_IS_BUTTON (widget)       ? gtk_button_get_label (GTK_BUTTON (widget))
                                                   : NULL;

  return words == NULL || (own != NULL && strstr (own, words) != NULL);
}

GtkWidget *
widget_test_find_words (GtkWidget *widget, GType type, const char *words)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget))
    return NULL;
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && has_words (widget, words))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = widget_test_find_words (child, type, words);
  return found;
}

gboolean
widget_test_says (GtkWidget *widget, const char *words)
{
  return widget_test_find_words (widget, GTK_TYPE_LABEL, words) != NULL;
}

GFile *
widget_test_write (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_file_new_for_path (path);
}

void
widget_test_settle (void)
{
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC / 10;
  guint n_idle = 0;

  while (g_get_monotonic_time () < end || (n_idle < SETTLED && g_get_monotonic_time () < end + G_USEC_PER_SEC))
    if (g_main_context_iteration (NULL, FALSE))
      n_idle = 0;
    else
      {
        n_idle++;
        g_usleep (1000);
      }
}

/* --- Input --- */

static gboolean
press (GtkWidget *widget, gboolean capture, guint key, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean is_capture = gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE, taken = FALSE;

      if (!GTK_IS_EVENT_CONTROLLER_KEY (controller) || is_capture != capture)
        continue;
      g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &taken);
      if (taken)
        return TRUE;
    }
  return FALSE;
}

gboolean
widget_test_key (GtkWindow *window, guint key, GdkModifierType state)
{
  g_autoptr (GPtrArray) path = g_ptr_array_new ();

  for (GtkWidget *widget = gtk_window_get_focus (window); widget; widget = gtk_widget_get_parent (widget))
    g_ptr_array_add (path, widget);
  for (guint i = path->len; i-- > 0;)
    if (press (g_ptr_array_index (path, i), TRUE, key, state))
      return TRUE;
  for (guint i = 0; i < path->len; i++)
    if (press (g_ptr_array_index (path, i), FALSE, key, state))
      return TRUE;
  return FALSE;
}

void
widget_test_type (GtkEditable *editable, const char *text)
{
  GtkEditable *delegate = gtk_editable_get_delegate (editable);

  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      char letter[7] = { 0 };

      g_utf8_strncpy (letter, p, 1);
      g_signal_emit_by_name (delegate, "insert-at-cursor", letter);
    }
  widget_test_settle ();
}

static GtkEventController *
find_controller (GtkWidget *widget, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type))
        return controller; /* the widget keeps it */
    }
  g_error ("%s has no %s", G_OBJECT_TYPE_NAME (widget), g_type_name (type));
}

void
widget_test_motion (GtkWidget *widget, double x, double y)
{
  g_signal_emit_by_name (find_controller (widget, GTK_TYPE_EVENT_CONTROLLER_MOTION), "motion", x, y);
}

void
widget_test_click (GtkWidget *widget, double x, double y)
{
  GtkEventController *click = find_controller (widget, GTK_TYPE_GESTURE_CLICK);

  g_signal_emit_by_name (click, "pressed", 1, x, y);
  g_signal_emit_by_name (click, "released", 1, x, y);
}

/* --- Pictures --- */

static void
save (GtkWindow *window, const char *folder, const char *name, const char *variant)
{
  g_autofree char *file = g_strdup_printf ("%s-%s.png", name, variant), *path = g_build_filename (folder, file, NULL);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  g_autoptr (GskRenderer) renderer = gsk_cairo_renderer_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  int width = gtk_widget_get_width (GTK_WIDGET (window)), height = gtk_widget_get_height (GTK_WIDGET (window));

  /* What has changed its size was not painted yet. */
  for (guint i = 0; i < 50 && node == NULL; i++)
    {
      GtkSnapshot *snapshot = gtk_snapshot_new ();

      gdk_paintable_snapshot (paintable, snapshot, width, height);
      node = gtk_snapshot_free_to_node (snapshot);
      if (node == NULL)
        widget_test_settle ();
    }
  gsk_renderer_realize (renderer, NULL, NULL);
  texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gdk_texture_save_to_png (texture, path);
  gsk_renderer_unrealize (renderer);
}

void
widget_test_pictures (GtkWindow *window, const char *name)
{
  const char *folder = g_getenv ("CANID_TEST_PICTURES");
  static const char *const variants[] = { "light", "dark" };

  for (guint i = 0; folder && i < G_N_ELEMENTS (variants); i++)
    {
      g_settings_set_string (app_settings_get (), "color-scheme", variants[i]);
      widget_test_settle ();
      save (window, folder, name, variants[i]);
    }
}
