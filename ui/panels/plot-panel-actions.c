/* plot-panel-actions.c: what can be done to plots, and its keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/plot-panel-private.h"

#include "ui/session-plot.h"
#include "ui/widgets/data-table.h"

static void
set_state (PlotPanel *self, const char *name, GVariant *state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);
  g_autoptr (GVariant) old = g_action_get_state (action);

  g_variant_ref_sink (state);
  if (!g_variant_equal (old, state))
    g_simple_action_set_state (G_SIMPLE_ACTION (action), state);
  g_variant_unref (state);
}

static void
enable (PlotPanel *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), name)),
                               enabled);
}

static const char *const modes[] = { "stacked", "overlaid", "xy" };

void
plot_panel_update_actions (PlotPanel *self)
{
  int chosen = plot_legend_get_chosen (self->legend);
  int n = (int) plot_model_n_signals (self->model);

  set_state (self, "mode", g_variant_new_string (modes[plot_model_get_mode (self->model)]));
  set_state (self, "follow", g_variant_new_boolean (plot_model_get_follow (self->model)));
  set_state (self, "pause", g_variant_new_boolean (plot_model_get_paused (self->model)));
  set_state (self, "grid", g_variant_new_boolean (plot_model_get_grid (self->model)));
  set_state (self, "dots", g_variant_new_boolean (plot_model_get_dots (self->model)));
  set_state (self, "cursors",
             g_variant_new_boolean (plot_model_get_cursor (self->model, 0) != PLOT_NO_TIME
                                    || plot_model_get_cursor (self->model, 1) != PLOT_NO_TIME));
  enable (self, "back", plot_model_can_go (self->model, TRUE));
  enable (self, "forward", plot_model_can_go (self->model, FALSE));
  enable (self, "remove", chosen >= 0);
  enable (self, "up", chosen > 0);
  enable (self, "down", chosen >= 0 && chosen + 1 < n);
  enable (self, "toggle-visible", chosen >= 0);
  enable (self, "fit-axis", chosen >= 0);
  enable (self, "remove-all", n > 0);
  enable (self, "export", n > 0);
}

/* --- Looks --- */

static void
change_mode (GSimpleAction *action, GVariant *state, gpointer data)
{
  PlotPanel *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (g_str_equal (modes[i], g_variant_get_string (state, NULL)))
      plot_model_set_mode (self->model, (PlotMode) i);
  gtk_widget_queue_resize (self->view);
}

static void
change_follow (GSimpleAction *action, GVariant *state, gpointer data)
{
  plot_model_set_follow (PLOT_PANEL (data)->model, g_variant_get_boolean (state));
}

static void
change_pause (GSimpleAction *action, GVariant *state, gpointer data)
{
  plot_model_set_paused (PLOT_PANEL (data)->model, g_variant_get_boolean (state));
}

static void
change_grid (GSimpleAction *action, GVariant *state, gpointer data)
{
  plot_model_set_grid (PLOT_PANEL (data)->model, g_variant_get_boolean (state));
}

static void
change_dots (GSimpleAction *action, GVariant *state, gpointer data)
{
  plot_model_set_dots (PLOT_PANEL (data)->model, g_variant_get_boolean (state));
}

/* --- Time and values --- */

static void
activate_fit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  plot_model_note (PLOT_PANEL (data)->model);
  plot_model_fit_values (PLOT_PANEL (data)->model, FALSE);
}

static void
activate_show_all (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  plot_model_show_all (PLOT_PANEL (data)->model);
  plot_model_fit_values (PLOT_PANEL (data)->model, TRUE);
}

static int64_t
zoom_center (PlotPanel *self)
{
  int64_t from, to, cursor = plot_model_get_cursor (self->model, self->last_cursor);

  plot_model_get_range (self->model, &from, &to);
  return cursor != PLOT_NO_TIME && cursor >= from && cursor <= to ? cursor : from / 2 + to / 2;
}

static void
activate_zoom_in (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  plot_model_zoom (PLOT_PANEL (data)->model, zoom_center (data), 0.5);
}

static void
activate_zoom_out (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  plot_model_zoom (PLOT_PANEL (data)->model, zoom_center (data), 2);
}

static void
activate_zoom_cursors (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PlotPanel *self = data;
  int64_t a = plot_model_get_cursor (self->model, 0), b = plot_model_get_cursor (self->model, 1);

  if (a != PLOT_NO_TIME && b != PLOT_NO_TIME && a != b)
    plot_model_set_range (self->model, MIN (a, b) - ABS (b - a) / 20, MAX (a, b) + ABS (b - a) / 20, TRUE);
}

static void
activate_pan (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PlotPanel *self = data;
  int64_t from, to;

  plot_model_get_range (self->model, &from, &to);
  plot_model_pan (self->model, (int64_t) ((double) (to - from) * g_variant_get_double (parameter)));
}

static void
activate_back (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  plot_model_back (PLOT_PANEL (data)->model);
}

static void
activate_forward (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  plot_model_forward (PLOT_PANEL (data)->model);
}

/* --- Cursors --- */

/* Both at a third and two thirds of what is shown, or away with both. */
static void
change_cursors (GSimpleAction *action, GVariant *state, gpointer data)
{
  PlotPanel *self = data;
  int64_t from, to;

  plot_model_get_range (self->model, &from, &to);
  for (guint i = 0; i < 2; i++)
    {
      int64_t time = from + (int64_t) ((double) (to - from) * (1 + i) / 3);

      plot_model_set_cursor (self->model, i,
                             g_variant_get_boolean (state) ? plot_model_snap (self->model, time, (to - from) / 20)
                                                           : PLOT_NO_TIME);
    }
}

/* Where the pointer is. */
static void
activate_place (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PlotPanel *self = data;
  int64_t from, to, time = plot_view_get_time (PLOT_VIEW (self->view));

  plot_model_get_range (self->model, &from, &to);
  self->last_cursor = (guint) g_variant_get_int32 (parameter) & 1;
  plot_model_set_cursor (self->model, self->last_cursor, plot_model_snap (self->model, time, (to - from) / 100));
}

/* parameter: cursor * 2 + forward; without cursors the chosen frame moves. */
static void
activate_step (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PlotPanel *self = data;
  gint32 wish = g_variant_get_int32 (parameter);
  guint cursor = wish & 2 ? 1 : 0;

  if (plot_model_get_cursor (self->model, cursor) == PLOT_NO_TIME)
    plot_model_set_cursor (self->model, cursor, plot_view_get_time (PLOT_VIEW (self->view)));
  self->last_cursor = cursor;
  plot_model_step_cursor (self->model, cursor, !(wish & 1));
}

/* The frame at the cursor, in the trace. */
static void
activate_choose (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PlotPanel *self = data;
  int64_t time = plot_model_get_cursor (self->model, self->last_cursor);

  session_plot_choose (self->session, time != PLOT_NO_TIME ? time : plot_view_get_time (PLOT_VIEW (self->view)));
}

/* --- Signals --- */

static void
activate_add (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (PLOT_PANEL (data)->add_button));
}

static void
activate_remove (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PlotPanel *self = data;
  int chosen = plot_legend_get_chosen (self->legend);

  if (chosen >= 0)
    plot_model_remove (self->model, (guint) chosen);
}

static void
activate_remove_all (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  plot_model_clear (PLOT_PANEL (data)->model);
}

static void
move (PlotPanel *self, int by)
{
  int chosen = plot_legend_get_chosen (self->legend), to = chosen + by;

  if (chosen < 0 || to < 0 || to >= (int) plot_model_n_signals (self->model))
    return;
  plot_model_move (self->model, (guint) chosen, (guint) to);
  plot_legend_choose (self->legend, to);
}

static void
activate_up (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  move (data, -1);
}

static void
activate_down (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  move (data, 1);
}

static void
activate_toggle_visible (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PlotPanel *self = data;
  int chosen = plot_legend_get_chosen (self->legend);

  if (chosen >= 0)
    plot_model_set_hidden (self->model, (guint) chosen, !plot_model_get_signal (self->model, (guint) chosen)->hidden);
  gtk_widget_queue_resize (self->view);
}

static void
activate_fit_axis (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PlotPanel *self = data;
  int chosen = plot_legend_get_chosen (self->legend);

  if (chosen < 0)
    return;
  plot_model_note (self->model);
  plot_model_set_axis (self->model, (guint) chosen, 0, 0);
}

static void
activate_copy (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PlotPanel *self = data;
  g_autofree char *text = data_table_dup_text (plot_legend_get_table (self->legend), FALSE);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
activate_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  plot_panel_ask_export (data);
}

/* "picture.png", "long:table.csv", "wide:table.csv" */
static void
activate_export_to (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *path = g_variant_get_string (parameter, NULL);
  gboolean wide = g_str_has_prefix (path, "wide:");

  if (wide || g_str_has_prefix (path, "long:"))
    path += strlen ("wide:");
  plot_panel_export (data, path, wide, 0, 0);
}

/* --- Building --- */

void
plot_panel_add_actions (PlotPanel *self)
{
  static const GActionEntry entries[] = {
    { "mode", NULL, "s", "'stacked'", change_mode },
    { "follow", NULL, NULL, "false", change_follow },
    { "pause", NULL, NULL, "false", change_pause },
    { "grid", NULL, NULL, "true", change_grid },
    { "dots", NULL, NULL, "false", change_dots },
    { "cursors", NULL, NULL, "false", change_cursors },
    { "place", activate_place, "i" },
    { "step", activate_step, "i" },
    { "pan", activate_pan, "d" },
    { "choose", activate_choose },
    { "fit", activate_fit },
    { "show-all", activate_show_all },
    { "zoom-in", activate_zoom_in },
    { "zoom-out", activate_zoom_out },
    { "zoom-cursors", activate_zoom_cursors },
    { "back", activate_back },
    { "forward", activate_forward },
    { "add", activate_add },
    { "remove", activate_remove },
    { "remove-all", activate_remove_all },
    { "up", activate_up },
    { "down", activate_down },
    { "toggle-visible", activate_toggle_visible },
    { "fit-axis", activate_fit_axis },
    { "copy", activate_copy },
    { "export", activate_export },
    { "export-to", activate_export_to, "s" },
  };

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  plot_panel_add_layout_actions (self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "plot", G_ACTION_GROUP (self->actions));
}

void
plot_panel_install_keys (GtkWidgetClass *class)
{
  static const struct
  {
    guint key;
    GdkModifierType keys;
    const char *action;
  } plain[] = {
    { GDK_KEY_f, 0, "plot.fit" },
    { GDK_KEY_w, 0, "plot.show-all" },
    { GDK_KEY_Home, 0, "plot.show-all" },
    { GDK_KEY_g, 0, "plot.grid" },
    { GDK_KEY_period, 0, "plot.dots" },
    { GDK_KEY_c, 0, "plot.cursors" },
    { GDK_KEY_l, 0, "plot.follow" },
    { GDK_KEY_p, 0, "plot.pause" },
    { GDK_KEY_plus, 0, "plot.zoom-in" },
    { GDK_KEY_KP_Add, 0, "plot.zoom-in" },
    { GDK_KEY_minus, 0, "plot.zoom-out" },
    { GDK_KEY_KP_Subtract, 0, "plot.zoom-out" },
    { GDK_KEY_z, 0, "plot.zoom-cursors" },
    { GDK_KEY_BackSpace, 0, "plot.back" },
    { GDK_KEY_BackSpace, GDK_SHIFT_MASK, "plot.forward" },
    { GDK_KEY_Insert, 0, "plot.add" },
    { GDK_KEY_Delete, 0, "plot.remove" },
    { GDK_KEY_h, 0, "plot.toggle-visible" },
    { GDK_KEY_Up, GDK_ALT_MASK, "plot.up" },
    { GDK_KEY_Down, GDK_ALT_MASK, "plot.down" },
    { GDK_KEY_Return, 0, "plot.choose" },
    { GDK_KEY_e, 0, "plot.export" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    gtk_widget_class_add_binding_action (class, plain[i].key, plain[i].keys, plain[i].action, NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_s, 0, "plot.mode", "s", "stacked");
  gtk_widget_class_add_binding_action (class, GDK_KEY_o, 0, "plot.mode", "s", "overlaid");
  gtk_widget_class_add_binding_action (class, GDK_KEY_x, 0, "plot.mode", "s", "xy");
  gtk_widget_class_add_binding_action (class, GDK_KEY_a, 0, "plot.place", "i", 0);
  gtk_widget_class_add_binding_action (class, GDK_KEY_b, 0, "plot.place", "i", 1);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Left, 0, "plot.step", "i", 0);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Right, 0, "plot.step", "i", 1);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Left, GDK_SHIFT_MASK, "plot.step", "i", 2);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Right, GDK_SHIFT_MASK, "plot.step", "i", 3);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Left, GDK_CONTROL_MASK, "plot.pan", "d", -0.25);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Right, GDK_CONTROL_MASK, "plot.pan", "d", 0.25);
}
