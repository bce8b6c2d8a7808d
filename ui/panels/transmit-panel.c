/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/panels/transmit-panel-private.h"

#include "base/i18n.h"
#include "core/bit-rate.h"
#include "models/signal-name.h"
#include "ui/actions.h"
#include "ui/file-dialog.h"
#include "ui/panels/panel-bar.h"
#include "ui/dialogs/simulate-dialog.h"
#include "ui/text.h"
#include "ui/widgets/arm-bar.h"
#include "ui/widgets/state-card.h"

#include <string.h>

#define UPDATE_MS 100

G_DEFINE_FINAL_TYPE (TransmitPanel, transmit_panel, GTK_TYPE_BOX)

static TransmitItem *
get_chosen (TransmitPanel *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

void
transmit_panel_choose (TransmitPanel *self, TransmitItem *item)
{
  guint position = transmit_list_find (self->list, item);

  if (position != G_MAXUINT)
    gtk_single_selection_set_selected (self->selection, position);
}

void
transmit_panel_say (TransmitPanel *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->message), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->message, sentence != NULL);
}

void
transmit_panel_add (TransmitPanel *self, GPtrArray *rows, const char *label)
{
  guint chosen = gtk_single_selection_get_selected (self->selection);
  guint position = chosen == GTK_INVALID_LIST_POSITION ? G_MAXUINT : chosen + 1;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  if (rows->len == 0)
    {
      g_ptr_array_unref (rows);
      return;
    }
  transmit_list_insert (self->list, position, rows, label);
  gtk_single_selection_set_selected (self->selection, MIN (position, n));
  transmit_panel_say (self, NULL);
}

/* --- The bar --- */

/* ", 2.6 % of can0, 8 % of can1" */
static char *
dup_loads (TransmitPanel *self)
{
  g_auto (GStrv) buses = transmit_list_dup_buses (self->list);
  GString *text = g_string_new (NULL);

  for (char **bus = buses; *bus != NULL; bus++)
    {
      double load = 0;

      for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
        {
          g_autoptr (TransmitItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), i);

          if (strcmp (transmit_list_bus_of (self->list, item), *bus) == 0)
            load += transmit_list_get_load (self->list, item);
        }
      if (load > 0)
        g_string_append_printf (text, _ (", %.1f %% of %s"), load * 100, *bus);
    }
  return g_string_free (text, FALSE);
}

static void
show_totals (TransmitPanel *self)
{
  guint n = 0;
  double rate = 0;
  g_autofree char *text = NULL, *frames = NULL, *loads = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
    {
      g_autoptr (TransmitItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), i);
      const TransmitRow *row = transmit_item_get_row (item);
      /* What fills a bus has the period that this takes. */
      int64_t period = row->load > 0 ? transmit_item_get_state (item)->period * row->burst : row->period;

      if (!transmit_item_is_on (item) || (row->period == 0 && row->load == 0) || row->trigger == TRIGGER_KEY
          || row->trigger == TRIGGER_RECEPTION)
        continue;
      n++;
      rate += period > 0 ? 1e9 / (double) period * row->burst : 0;
    }
  frames = text_short_count (rate);
  loads = dup_loads (self);
  text = n == 0 ? g_strdup (_ ("nothing runs"))
                : g_strdup_printf (ngettext_ ("%u cyclic, %s frames/s%s", "%u cyclic, %s frames/s%s", n), n, frames,
                                   loads);
  gtk_label_set_text (GTK_LABEL (self->totals), text);
}

/* --- Following the list --- */

static void
show_all (TransmitPanel *self)
{
  gboolean some = g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0;

  gtk_stack_set_visible_child_name (self->stack, some ? "list" : "empty");
  arm_bar_refresh (ARM_BAR (self->arms));
  show_totals (self);
  transmit_cells_refresh (self);
  transmit_editor_refresh (TRANSMIT_EDITOR (self->editor));
}

static gboolean
on_timer (gpointer data)
{
  TransmitPanel *self = data;

  transmit_list_update (self->list);
  arm_bar_refresh (ARM_BAR (self->arms));
  return G_SOURCE_CONTINUE;
}

static void
on_chosen (TransmitPanel *self)
{
  if (self->session != NULL)
    transmit_editor_set_item (TRANSMIT_EDITOR (self->editor), get_chosen (self));
}

/* --- Actions --- */

static void
on_pasted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TransmitPanel) self = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  g_autofree char *problem = NULL;
  GPtrArray *rows = text != NULL ? transmit_rows_parse (text, &problem) : NULL;

  if (self->session == NULL || rows == NULL || rows->len == 0)
    {
      if (self->session != NULL)
        transmit_panel_say (self, problem != NULL ? problem
                                                  : _ ("The clipboard holds no frames. Lines such as 123#11.22, "
                                                       "cansend commands, and lines "
                                                       "of candump, ASC and CSV logs can be pasted."));
      g_clear_pointer (&rows, g_ptr_array_unref);
      return;
    }
  transmit_list_name_rows (self->list, rows);
  transmit_panel_add (self, rows, _ ("Paste Messages"));
  if (problem != NULL)
    transmit_panel_say (self, problem);
}

static void
action_paste (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, on_pasted, g_object_ref (widget));
}

static void
action_once (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TransmitPanel *self = TRANSMIT_PANEL (widget);
  TransmitItem *item = get_chosen (self);

  if (item != NULL)
    transmit_list_send_once (self->list, item);
}

static void
action_toggle (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TransmitPanel *self = TRANSMIT_PANEL (widget);
  TransmitItem *item = get_chosen (self);

  if (item != NULL)
    transmit_list_set_on (self->list, item, !transmit_item_is_on (item));
}

/* All, or if all are on none. */
static void
action_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TransmitPanel *self = TRANSMIT_PANEL (widget);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  gboolean on = transmit_list_n_on (self->list) < n;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TransmitItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      if (*transmit_list_bus_of (self->list, item) != '\0' && transmit_item_is_on (item) != on)
        transmit_list_set_on (self->list, item, on);
    }
}

static void
action_remove (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TransmitPanel *self = TRANSMIT_PANEL (widget);
  TransmitItem *item = get_chosen (self);

  if (item != NULL)
    transmit_list_remove (self->list, item);
}

static void
action_duplicate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TransmitPanel *self = TRANSMIT_PANEL (widget);
  TransmitItem *item = get_chosen (self);
  GPtrArray *rows;

  if (item == NULL)
    return;
  rows = g_ptr_array_new_with_free_func (transmit_row_free);
  g_ptr_array_add (rows, transmit_row_copy (transmit_item_get_row (item)));
  transmit_panel_add (self, rows, _ ("Duplicate a Message"));
}

static void
action_move (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TransmitPanel *self = TRANSMIT_PANEL (widget);
  TransmitItem *item = get_chosen (self);
  guint position = item != NULL ? transmit_list_find (self->list, item) : G_MAXUINT;
  gboolean up = g_str_equal (name, "transmit.up");

  if (item == NULL || (up && position == 0))
    return;
  g_object_ref (item);
  transmit_list_move (self->list, item, up ? position - 1 : position + 1);
  transmit_panel_choose (self, item);
  g_object_unref (item);
}

static void
action_add (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (TRANSMIT_PANEL (widget)->add_button));
}

static void
action_simulate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_present (
      GTK_WINDOW (simulate_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), TRANSMIT_PANEL (widget)->session)));
}

static void
on_open_chosen (GtkWidget *owner, GFile *file, GtkFileChooser *dialog)
{
  TransmitPanel *self = TRANSMIT_PANEL (owner);
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = path != NULL ? transmit_rows_load (path, problems, &error) : NULL;

  if (rows != NULL)
    transmit_panel_add (self, rows, _ ("Add Messages of a File"));
  transmit_panel_say (self, error != NULL ? error->message : problems->len > 0 ? problems->pdata[0] : NULL);
}

static void
on_save_chosen (GtkWidget *owner, GFile *file, GtkFileChooser *dialog)
{
  TransmitPanel *self = TRANSMIT_PANEL (owner);
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GPtrArray) rows = transmit_list_dup_rows (self->list);
  g_autoptr (GError) error = NULL;

  if (path != NULL)
    transmit_rows_save (rows, path, &error);
  transmit_panel_say (self, error != NULL ? error->message : NULL);
}

static void
action_file (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gboolean save = g_str_equal (name, "transmit.save");
  GtkFileChooser *dialog = file_dialog_new (widget, save ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_OPEN,
                                            save ? _ ("Save the Messages") : _ ("Add the Messages of a File"),
                                            save ? _ ("_Save") : _ ("_Add"), save ? on_save_chosen : on_open_chosen);

  if (save)
    gtk_file_chooser_set_current_name (dialog, "messages.json");
  file_dialog_show (dialog);
}

/* Keys of the list; where somebody types they are letters. */
static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TransmitPanel *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  gboolean plain = (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) == 0;

  if (focus == NULL || GTK_IS_TEXT (focus) || GTK_IS_BUTTON (focus) || GTK_IS_SWITCH (focus))
    return FALSE;
  if (plain && key == GDK_KEY_space)
    gtk_widget_activate_action (GTK_WIDGET (self), "transmit.once", NULL);
  else if (plain && key == GDK_KEY_Delete)
    gtk_widget_activate_action (GTK_WIDGET (self), "transmit.remove", NULL);
  else if ((state & GDK_CONTROL_MASK) != 0 && (key == GDK_KEY_v || key == GDK_KEY_V))
    gtk_widget_activate_action (GTK_WIDGET (self), "transmit.paste", NULL);
  else if ((state & GDK_ALT_MASK) != 0 && (key == GDK_KEY_Up || key == GDK_KEY_Down))
    gtk_widget_activate_action (GTK_WIDGET (self), key == GDK_KEY_Up ? "transmit.up" : "transmit.down", NULL);
  else
    return FALSE;
  return TRUE;
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, TransmitPanel *self)
{
  const char *text = g_value_get_string (value);
  g_autofree char *problem = NULL;
  const CanSignal *signal;
  const Message *message = signal_name_find (trace_session_get_databases (self->session), text, &signal);
  GPtrArray *rows
      = message != NULL ? g_ptr_array_new_with_free_func (transmit_row_free) : transmit_rows_parse (text, &problem);
  gboolean any;

  if (message != NULL)
    g_ptr_array_add (rows, transmit_row_new_message (message));
  any = rows->len > 0;
  transmit_list_name_rows (self->list, rows);
  transmit_panel_add (self, rows, _ ("Drop Messages"));
  if (problem != NULL)
    transmit_panel_say (self, problem);
  return any;
}

/* --- Building --- */

static GtkWidget *
new_add_button (TransmitPanel *self)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), panel_bar_words_new ("list-add-symbolic", _ ("Add message")));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), transmit_add_new (self));
  gtk_widget_add_css_class (button, "flat");
  actions_describe_button (button, "transmit.add");
  return button;
}

static void
build_bar (TransmitPanel *self)
{
  GtkWidget *bar = panel_bar_new ();

  self->arms = arm_bar_new (self->list);
  g_signal_connect_swapped (self->arms, "told", G_CALLBACK (transmit_panel_say), self);
  self->add_button = new_add_button (self);
  self->totals = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->totals, "dim");
  gtk_label_set_xalign (GTK_LABEL (self->totals), 1);
  gtk_label_set_ellipsize (GTK_LABEL (self->totals), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->totals, TRUE);
  gtk_box_append (GTK_BOX (bar), self->arms);
  gtk_box_append (GTK_BOX (bar), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (bar), self->add_button);
  gtk_box_append (GTK_BOX (bar), panel_bar_button_new ("network-workgroup-symbolic", "transmit.simulate"));
  gtk_box_append (GTK_BOX (bar), panel_bar_button_new ("media-playback-start-symbolic", "transmit.all"));
  gtk_box_append (GTK_BOX (bar), panel_bar_button_new ("edit-paste-symbolic", "transmit.paste"));
  gtk_box_append (GTK_BOX (bar), panel_bar_button_new ("edit-undo-symbolic", "win.undo"));
  gtk_box_append (GTK_BOX (bar), panel_bar_button_new ("document-open-symbolic", "transmit.open"));
  gtk_box_append (GTK_BOX (bar), panel_bar_button_new ("document-save-symbolic", "transmit.save"));
  gtk_box_append (GTK_BOX (bar), self->totals);
  gtk_box_append (GTK_BOX (bar), panel_bar_stop_new ());
  gtk_box_append (GTK_BOX (self), bar);
}

static GtkWidget *
build_list (TransmitPanel *self)
{
  GtkWidget *paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL), *scrolled = gtk_scrolled_window_new ();
  GtkWidget *side = gtk_scrolled_window_new ();

  transmit_cells_build (self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->table));
  gtk_widget_set_hexpand (scrolled, TRUE);
  gtk_widget_set_vexpand (scrolled, TRUE);
  self->editor = transmit_editor_new (self->list);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (side), self->editor);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (side), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_paned_set_start_child (GTK_PANED (paned), scrolled);
  gtk_paned_set_end_child (GTK_PANED (paned), side);
  gtk_paned_set_resize_end_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (paned), FALSE);
  return paned;
}

static void
build (TransmitPanel *self)
{
  GtkWidget *empty = state_card_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_COPY);

  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->list)));
  build_bar (self);
  self->message = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->message), 0);
  gtk_label_set_wrap (GTK_LABEL (self->message), TRUE);
  gtk_widget_add_css_class (self->message, "bad");
  gtk_widget_add_css_class (self->message, "hint");
  gtk_widget_set_visible (self->message, FALSE);
  gtk_box_append (GTK_BOX (self), self->message);
  state_card_set (STATE_CARD (empty), NULL, FALSE, _ ("Nothing to send yet"),
                  _ ("Add a message from a database, paste 123#11.22, drag frames of the trace here, or choose “Add to "
                     "Transmit List” in their menu."));
  state_card_add_button (STATE_CARD (empty), _ ("Add Message"), "transmit.add", TRUE);
  state_card_add_button (STATE_CARD (empty), _ ("Simulate Nodes…"), "transmit.simulate", FALSE);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_set_hhomogeneous (self->stack, FALSE); /* the hidden page’s wrapped words would make it wide */
  gtk_stack_add_named (self->stack, empty, "empty");
  gtk_stack_add_named (self->stack, build_list (self), "list");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->stack));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->table), keys);
  g_signal_connect (drop, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "changed", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
}

static void
transmit_panel_map (GtkWidget *widget)
{
  TransmitPanel *self = TRANSMIT_PANEL (widget);

  GTK_WIDGET_CLASS (transmit_panel_parent_class)->map (widget);
  self->timer = g_timeout_add (UPDATE_MS, on_timer, self);
  transmit_list_update (self->list);
  show_all (self);
}

static void
transmit_panel_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&TRANSMIT_PANEL (widget)->timer, g_source_remove);
  GTK_WIDGET_CLASS (transmit_panel_parent_class)->unmap (widget);
}

static void
transmit_panel_dispose (GObject *object)
{
  TransmitPanel *self = TRANSMIT_PANEL (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (transmit_panel_parent_class)->dispose (object);
}

/* The table's cells are gone by now. */
static void
transmit_panel_finalize (GObject *object)
{
  TransmitPanel *self = TRANSMIT_PANEL (object);

  g_clear_object (&self->list);
  g_clear_pointer (&self->bound, g_ptr_array_unref);
  G_OBJECT_CLASS (transmit_panel_parent_class)->finalize (object);
}

static void
transmit_panel_class_init (TransmitPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = transmit_panel_dispose;
  G_OBJECT_CLASS (class)->finalize = transmit_panel_finalize;
  widget_class->map = transmit_panel_map;
  widget_class->unmap = transmit_panel_unmap;
  gtk_widget_class_install_action (widget_class, "transmit.add", NULL, action_add);
  gtk_widget_class_install_action (widget_class, "transmit.simulate", NULL, action_simulate);
  gtk_widget_class_install_action (widget_class, "transmit.paste", NULL, action_paste);
  gtk_widget_class_install_action (widget_class, "transmit.once", NULL, action_once);
  gtk_widget_class_install_action (widget_class, "transmit.toggle", NULL, action_toggle);
  gtk_widget_class_install_action (widget_class, "transmit.all", NULL, action_all);
  gtk_widget_class_install_action (widget_class, "transmit.remove", NULL, action_remove);
  gtk_widget_class_install_action (widget_class, "transmit.duplicate", NULL, action_duplicate);
  gtk_widget_class_install_action (widget_class, "transmit.up", NULL, action_move);
  gtk_widget_class_install_action (widget_class, "transmit.down", NULL, action_move);
  gtk_widget_class_install_action (widget_class, "transmit.open", NULL, action_file);
  gtk_widget_class_install_action (widget_class, "transmit.save", NULL, action_file);
}

static void
transmit_panel_init (TransmitPanel *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->bound = g_ptr_array_new ();
}

GtkWidget *
transmit_panel_new (TraceSession *session)
{
  TransmitPanel *self = g_object_new (TRANSMIT_TYPE_PANEL, NULL);

  self->session = g_object_ref (session);
  self->list = g_object_ref (transmit_list_of (session));
  build (self);
  on_chosen (self);
  return GTK_WIDGET (self);
}
