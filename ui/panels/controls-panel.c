/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/panels/controls-panel-private.h"

#include "base/i18n.h"
#include "ui/actions.h"
#include "ui/panels/panel-bar.h"
#include "ui/panels/control-tile.h"
#include "ui/panels/controls-editor.h"
#include "ui/signal-drag.h"
#include "ui/widgets/arm-bar.h"
#include "ui/widgets/state-card.h"
#include "ui/widgets/tile-grid.h"

#define UPDATE_MS 100

G_DEFINE_FINAL_TYPE (ControlsPanel, controls_panel, GTK_TYPE_BOX)

void
controls_panel_say (ControlsPanel *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->message), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->message, sentence != NULL);
}

static ControlTile *
find_tile (ControlsPanel *self, guint id)
{
  for (guint i = 0; i < self->tiles->len; i++)
    if (control_tile_get_id (self->tiles->pdata[i]) == id)
      return self->tiles->pdata[i];
  return NULL;
}

/* --- Which one --- */

static void
mark_chosen (ControlsPanel *self)
{
  for (guint i = 0; i < self->tiles->len; i++)
    if (self->arranging && control_tile_get_id (self->tiles->pdata[i]) == self->chosen)
      gtk_widget_add_css_class (self->tiles->pdata[i], "chosen");
    else
      gtk_widget_remove_css_class (self->tiles->pdata[i], "chosen");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "controls.remove", self->arranging && self->chosen != 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "controls.duplicate", self->arranging && self->chosen != 0);
  controls_editor_set_control (CONTROLS_EDITOR (self->editor), self->chosen);
}

void
controls_panel_choose (ControlsPanel *self, guint id)
{
  ControlTile *tile = find_tile (self, id);

  self->chosen = tile != NULL ? id : 0;
  mark_chosen (self);
  if (tile != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (tile));
}

static void
on_tile_focus (GtkEventController *controller, ControlsPanel *self)
{
  self->chosen = control_tile_get_id (CONTROL_TILE (gtk_event_controller_get_widget (controller)));
  if (self->arranging)
    mark_chosen (self);
}

void
controls_panel_set_arranging (ControlsPanel *self, gboolean arranging)
{
  if (self->arranging == arranging)
    return;
  self->arranging = arranging;
  control_board_release_all (self->board);
  tile_grid_set_arranging (TILE_GRID (self->grid), arranging);
  for (guint i = 0; i < self->tiles->len; i++)
    control_tile_set_arranging (self->tiles->pdata[i], arranging);
  gtk_widget_set_visible (self->side, arranging);
  self->showing = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->arrange_button), arranging);
  self->showing = FALSE;
  mark_chosen (self);
}

static void
on_arrange (GtkToggleButton *button, ControlsPanel *self)
{
  if (!self->showing)
    controls_panel_set_arranging (self, gtk_toggle_button_get_active (button));
}

/* --- Following the page --- */

static void
add_tile (ControlsPanel *self, guint id)
{
  GtkWidget *tile = control_tile_new (self->board, self->list, id);
  GtkEventController *focus = gtk_event_controller_focus_new (), *keys = gtk_event_controller_key_new ();

  control_tile_set_arranging (CONTROL_TILE (tile), self->arranging);
  g_signal_connect (focus, "enter", G_CALLBACK (on_tile_focus), self);
  gtk_widget_add_controller (tile, focus);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (controls_panel_on_key), self);
  gtk_widget_add_controller (tile, keys);
  g_ptr_array_add (self->tiles, tile);
}

static void
drop_tiles (ControlsPanel *self)
{
  for (guint i = self->tiles->len; i > 0; i--)
    {
      GtkWidget *tile = self->tiles->pdata[i - 1];

      if (control_board_find (self->board, control_tile_get_id (CONTROL_TILE (tile))) != NULL)
        continue;
      g_ptr_array_remove_index (self->tiles, i - 1);
      tile_grid_remove (TILE_GRID (self->grid), tile);
    }
}

static void
refresh (ControlsPanel *self)
{
  guint n_on, n;
  g_autofree char *text = NULL;

  arm_bar_refresh (ARM_BAR (self->arms));
  for (guint i = 0; i < self->tiles->len; i++)
    {
      const Control *control = control_board_find (self->board, control_tile_get_id (self->tiles->pdata[i]));

      if (control != NULL)
        control_tile_refresh (self->tiles->pdata[i], controls_watch_get (self, control));
    }
  n = control_board_n_messages (self->board, &n_on);
  text = n == 0      ? g_strdup (_ ("Send"))
         : n_on == n ? g_strdup_printf (ngettext_ ("Sending %u message", "Sending %u messages", n), n)
         : n_on == 0 ? g_strdup_printf (ngettext_ ("Send %u message", "Send %u messages", n), n)
                     : g_strdup_printf (_ ("Send all %u messages"), n);
  gtk_button_set_label (GTK_BUTTON (self->run_button), text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "controls.run", n > 0);
  if (n > 0 && n_on == n)
    gtk_widget_add_css_class (self->run_button, "running");
  else
    gtk_widget_remove_css_class (self->run_button, "running");
}

static void
follow (ControlsPanel *self, gboolean anew)
{
  drop_tiles (self);
  for (guint i = 0; i < control_board_n (self->board); i++)
    {
      const Control *control = control_board_nth (self->board, i);
      ControlTile *tile = find_tile (self, control->id);

      if (tile == NULL)
        {
          add_tile (self, control->id);
          tile = find_tile (self, control->id);
        }
      else
        control_tile_update (tile, anew);
      tile_grid_put (TILE_GRID (self->grid), GTK_WIDGET (tile), control->x, control->y, control->width,
                     control->height);
    }
  if (control_board_find (self->board, self->chosen) == NULL)
    self->chosen = 0;
  gtk_stack_set_visible_child_name (self->stack, control_board_n (self->board) > 0 ? "page" : "empty");
  mark_chosen (self);
  controls_watch_start (self);
  refresh (self);
}

static void
on_board_changed (ControlsPanel *self)
{
  follow (self, FALSE);
}

static void
on_databases_changed (ControlsPanel *self)
{
  follow (self, TRUE);
}

static void
on_placed (TileGrid *grid, GtkWidget *tile, int x, int y, int width, int height, ControlsPanel *self)
{
  control_board_place (self->board, control_tile_get_id (CONTROL_TILE (tile)), x, y, width, height);
}

static gboolean
on_timer (gpointer data)
{
  ControlsPanel *self = data;

  transmit_list_update (self->list);
  refresh (self);
  return G_SOURCE_CONTINUE;
}

/* The watch wants somebody to wake; values are fetched by the timer. */
static void
on_tick (gpointer data)
{
}

/* --- Building --- */

static void
build_buttons (ControlsPanel *self)
{
  self->add_button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->add_button),
                             panel_bar_words_new ("list-add-symbolic", _ ("Add control")));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->add_button), controls_add_new (self));
  gtk_widget_add_css_class (self->add_button, "flat");
  actions_describe_button (self->add_button, "controls.add");
  self->arrange_button = gtk_toggle_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->arrange_button),
                        panel_bar_words_new ("document-edit-symbolic", _ ("Arrange")));
  gtk_widget_add_css_class (self->arrange_button, "flat");
  actions_describe_button (self->arrange_button, "controls.arrange");
  g_signal_connect (self->arrange_button, "toggled", G_CALLBACK (on_arrange), self);
  self->run_button = gtk_button_new_with_label (_ ("Send"));
  actions_bind_button (self->run_button, "controls.run");
}

static void
build_bar (ControlsPanel *self)
{
  GtkWidget *bar = panel_bar_new (), *space = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->arms = arm_bar_new (self->list);
  g_signal_connect_swapped (self->arms, "told", G_CALLBACK (controls_panel_say), self);
  build_buttons (self);
  gtk_widget_set_hexpand (space, TRUE);
  gtk_box_append (GTK_BOX (bar), self->arms);
  gtk_box_append (GTK_BOX (bar), self->run_button);
  gtk_box_append (GTK_BOX (bar), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (bar), self->add_button);
  gtk_box_append (GTK_BOX (bar), self->arrange_button);
  gtk_box_append (GTK_BOX (bar), panel_bar_button_new ("edit-undo-symbolic", "win.undo"));
  gtk_box_append (GTK_BOX (bar), panel_bar_button_new ("document-open-symbolic", "controls.open"));
  gtk_box_append (GTK_BOX (bar), panel_bar_button_new ("document-save-symbolic", "controls.save"));
  gtk_box_append (GTK_BOX (bar), space);
  gtk_box_append (GTK_BOX (bar), panel_bar_stop_new ());
  gtk_box_append (GTK_BOX (self), bar);
}

static GtkWidget *
new_page (ControlsPanel *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *scrolled = gtk_scrolled_window_new ();

  self->grid = tile_grid_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->grid), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Controls"), -1);
  g_signal_connect (self->grid, "placed", G_CALLBACK (on_placed), self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->grid);
  gtk_widget_set_hexpand (scrolled, TRUE);
  gtk_widget_set_vexpand (scrolled, TRUE);
  self->editor = controls_editor_new (self->session);
  self->side = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->side), self->editor);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->side), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (self->side, 300, -1);
  gtk_widget_set_hexpand (self->side, FALSE);
  gtk_widget_set_visible (self->side, FALSE);
  gtk_widget_add_css_class (self->side, "controls-side");
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), self->side);
  return box;
}

static void
build (ControlsPanel *self)
{
  GtkWidget *empty = state_card_new ();

  build_bar (self);
  self->message = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->message), 0);
  gtk_label_set_wrap (GTK_LABEL (self->message), TRUE);
  gtk_widget_add_css_class (self->message, "bad");
  gtk_widget_add_css_class (self->message, "hint");
  gtk_widget_set_visible (self->message, FALSE);
  gtk_box_append (GTK_BOX (self), self->message);
  state_card_set (STATE_CARD (empty), NULL, FALSE, _ ("No controls yet"),
                  _ ("Buttons, switches and sliders change signals of messages that are sent; gauges, lamps and values "
                     "show signals that are received. Add one and choose its signal, or drag a signal here from the "
                     "databases."));
  state_card_add_button (STATE_CARD (empty), _ ("Add Control"), "controls.add", TRUE);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_set_hhomogeneous (self->stack, FALSE); /* the hidden page’s wrapped words would make it wide */
  gtk_stack_add_named (self->stack, empty, "empty");
  gtk_stack_add_named (self->stack, new_page (self), "page");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->stack));
}

static void
controls_panel_map (GtkWidget *widget)
{
  ControlsPanel *self = CONTROLS_PANEL (widget);

  GTK_WIDGET_CLASS (controls_panel_parent_class)->map (widget);
  self->timer = g_timeout_add (UPDATE_MS, on_timer, self);
  transmit_list_update (self->list);
  follow (self, FALSE);
}

/* Nobody looks: it starts anew when somebody does. */
static void
controls_panel_unmap (GtkWidget *widget)
{
  ControlsPanel *self = CONTROLS_PANEL (widget);

  g_clear_handle_id (&self->timer, g_source_remove);
  controls_watch_stop (self);
  control_board_release_all (self->board);
  GTK_WIDGET_CLASS (controls_panel_parent_class)->unmap (widget);
}

static void
controls_panel_dispose (GObject *object)
{
  ControlsPanel *self = CONTROLS_PANEL (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->watches, g_hash_table_unref);
  if (self->tick != NULL)
    tick_stop (self->tick);
  g_clear_pointer (&self->tick, tick_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (controls_panel_parent_class)->dispose (object);
}

static void
controls_panel_finalize (GObject *object)
{
  ControlsPanel *self = CONTROLS_PANEL (object);

  g_ptr_array_unref (self->tiles);
  g_clear_object (&self->board);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (controls_panel_parent_class)->finalize (object);
}

static void
controls_panel_class_init (ControlsPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = controls_panel_dispose;
  G_OBJECT_CLASS (class)->finalize = controls_panel_finalize;
  widget_class->map = controls_panel_map;
  widget_class->unmap = controls_panel_unmap;
  controls_panel_install_actions (widget_class);
}

static void
controls_panel_init (ControlsPanel *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->tiles = g_ptr_array_new ();
  self->tick = tick_new (on_tick, self);
}

GtkWidget *
controls_panel_new (TraceSession *session)
{
  ControlsPanel *self = g_object_new (CONTROLS_TYPE_PANEL, NULL);

  self->session = g_object_ref (session);
  self->list = g_object_ref (transmit_list_of (session));
  self->board = g_object_ref (control_board_of (session));
  build (self);
  signal_drag_accept (GTK_WIDGET (self), controls_panel_drop);
  follow (self, FALSE);
  g_signal_connect_object (self->board, "changed", G_CALLBACK (on_board_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "databases-changed", G_CALLBACK (on_databases_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "replaced", G_CALLBACK (controls_watch_start), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "advanced", G_CALLBACK (controls_watch_poke), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
