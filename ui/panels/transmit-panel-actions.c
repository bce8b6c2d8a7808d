/* transmit-panel-actions.c: what can be done with the chosen messages: actions, keys, clipboard, what is dropped.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/transmit-panel-private.h"

#include "base/i18n.h"
#include "models/signal-name.h"
#include "ui/actions.h"
#include "ui/dialogs/simulate-dialog.h"
#include "ui/file-dialog.h"

#include <string.h>

#define MAX_PASTED (64u << 20)
#define MESSAGES_TYPE                                                                                                  \
  "application/x-canid-messages+json" /* of the clipboard: with all that a line of text has no room for */

/* --- Clipboard --- */

static void
paste_text (TransmitPanel *self, const char *text)
{
  g_autofree char *problem = NULL;
  GPtrArray *rows = text != NULL ? transmit_rows_parse (text, &problem) : NULL;

  if (rows == NULL || rows->len == 0)
    {
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
on_text_pasted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TransmitPanel) self = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (self->session != NULL)
    paste_text (self, text);
}

static void
on_messages_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TransmitPanel) self = data;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  gsize n = 0;
  const char *start = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
  g_autofree char *text = g_strndup (start != NULL ? start : "", n);
  GPtrArray *rows = transmit_rows_from_text (text, NULL, NULL);

  if (self->session != NULL && rows != NULL)
    transmit_panel_add (self, rows, _ ("Paste Messages"));
  else
    g_clear_pointer (&rows, g_ptr_array_unref);
}

static void
on_messages_pasted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TransmitPanel) self = data;
  const char *type;
  g_autoptr (GInputStream) stream = gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, &type, NULL);

  if (stream != NULL)
    g_input_stream_read_bytes_async (stream, MAX_PASTED, G_PRIORITY_DEFAULT, NULL, on_messages_read,
                                     g_steal_pointer (&self));
}

static void
action_paste (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *types[] = { MESSAGES_TYPE, NULL };
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);

  if (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard), MESSAGES_TYPE))
    gdk_clipboard_read_async (clipboard, types, G_PRIORITY_DEFAULT, NULL, on_messages_pasted, g_object_ref (widget));
  else
    gdk_clipboard_read_text_async (clipboard, NULL, on_text_pasted, g_object_ref (widget));
}

/* As lines that a terminal and other programs understand, and whole for a list of messages. */
static void
action_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TransmitPanel *self = TRANSMIT_PANEL (widget);
  g_autoptr (GPtrArray) items = transmit_panel_get_chosen (self),
                        rows = g_ptr_array_new_with_free_func (transmit_row_free);
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *whole = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkContentProvider) both = NULL;

  if (items->len == 0)
    return;
  for (guint i = 0; i < items->len; i++)
    {
      TransmitRow *row = transmit_row_copy (transmit_item_get_row (items->pdata[i]));
      char text[CAN_FRAME_TEXT_MAX];

      row->frame.data = row->data;
      can_frame_format (&row->frame, text);
      g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "", text);
      g_ptr_array_add (rows, row);
    }
  whole = transmit_rows_to_text (rows);
  bytes = g_bytes_new (whole, strlen (whole));
  both = gdk_content_provider_new_union ((GdkContentProvider *[]){ gdk_content_provider_new_for_bytes (MESSAGES_TYPE,
                                                                                                       bytes),
                                                                   gdk_content_provider_new_typed (G_TYPE_STRING,
                                                                                                   lines->str) },
                                         2);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), both);
}

/* --- Actions --- */

static void
action_once (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TransmitPanel *self = TRANSMIT_PANEL (widget);
  g_autoptr (GPtrArray) items = transmit_panel_get_chosen (self);

  for (guint i = 0; i < items->len; i++)
    transmit_list_send_once (self->list, items->pdata[i]);
}

/* On, those that have a bus. */
static void
switch_items (TransmitPanel *self, GPtrArray *items, gboolean on)
{
  gboolean without = FALSE;

  for (guint i = 0; i < items->len; i++)
    {
      TransmitItem *item = items->pdata[i];

      if (on && *transmit_list_bus_of (self->list, item) == '\0')
        without = TRUE;
      else if (transmit_item_is_on (item) != on)
        transmit_list_set_on (self->list, item, on);
    }
  transmit_panel_say (self, without ? transmit_panel_no_bus () : NULL);
}

static gboolean
are_all_on (GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    if (!transmit_item_is_on (items->pdata[i]))
      return FALSE;
  return TRUE;
}

/* On, or if all of them are on off. */
static void
action_toggle (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TransmitPanel *self = TRANSMIT_PANEL (widget);
  g_autoptr (GPtrArray) items = transmit_panel_get_chosen (self);

  if (items->len > 0)
    switch_items (self, items, !are_all_on (items));
}

/* Nobody who switches all on means what is sent by hand, a request for one. */
static gboolean
is_by_hand (const TransmitRow *row)
{
  return row->period == 0 && row->load == 0 && row->trigger == TRIGGER_NONE && !row->rule.on_change;
}

static void
action_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TransmitPanel *self = TRANSMIT_PANEL (widget);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
    {
      g_autoptr (TransmitItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      if (transmit_item_is_on (item) || !is_by_hand (transmit_item_get_row (item)))
        g_ptr_array_add (items, g_steal_pointer (&item));
    }
  switch_items (self, items, !are_all_on (items));
}

/* What came after them is chosen then: the key again removes that. */
static void
action_remove (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TransmitPanel *self = TRANSMIT_PANEL (widget);
  g_autoptr (GPtrArray) items = transmit_panel_get_chosen (self);
  guint position, n;

  if (items->len == 0)
    return;
  position = transmit_list_find (self->list, items->pdata[0]);
  transmit_list_remove (self->list, items);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  if (n == 0)
    return;
  transmit_panel_choose_rows (self, MIN (position, n - 1), 1);
  transmit_cells_focus_soon (self, MIN (position, n - 1));
}

static void
action_duplicate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TransmitPanel *self = TRANSMIT_PANEL (widget);
  g_autoptr (GPtrArray) items = transmit_panel_get_chosen (self);
  GPtrArray *rows;

  if (items->len == 0)
    return;
  rows = g_ptr_array_new_with_free_func (transmit_row_free);
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (rows, transmit_row_copy (transmit_item_get_row (items->pdata[i])));
  transmit_panel_add (self, rows, ngettext_ ("Duplicate a Message", "Duplicate Messages", items->len));
}

static void
action_move (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TransmitPanel *self = TRANSMIT_PANEL (widget);
  g_autoptr (GPtrArray) items = transmit_panel_get_chosen (self);

  if (items->len == 0)
    return;
  transmit_list_move (self->list, items, g_str_equal (name, "transmit.up") ? -1 : 1);
  transmit_panel_choose_items (self, items);
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

/* --- Keys --- */

/* Keys of the list; where somebody types they are letters. Alt with Up and Down comes through the window, whose own it
 * is elsewhere. */
static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TransmitPanel *self)
{
  static const struct
  {
    guint key, state;
    const char *action;
  } keys[] = {
    { GDK_KEY_space, 0, "transmit.once" },
    { GDK_KEY_space, GDK_SHIFT_MASK, "transmit.toggle" },
    { GDK_KEY_Delete, 0, "transmit.remove" },
    { GDK_KEY_KP_Delete, 0, "transmit.remove" },
    { GDK_KEY_Insert, 0, "transmit.add" },
    { GDK_KEY_c, GDK_CONTROL_MASK, "transmit.copy" },
    { GDK_KEY_v, GDK_CONTROL_MASK, "transmit.paste" },
    { GDK_KEY_d, GDK_CONTROL_MASK, "transmit.duplicate" },
    { GDK_KEY_Up, GDK_ALT_MASK, "transmit.up" },
    { GDK_KEY_Down, GDK_ALT_MASK, "transmit.down" },
    { GDK_KEY_Menu, 0, "transmit.menu" },
    { GDK_KEY_F10, GDK_SHIFT_MASK, "transmit.menu" },
  };
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if (focus == NULL || GTK_IS_TEXT (focus))
    return FALSE;
  state &= GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (gdk_keyval_to_lower (key) == keys[i].key && state == keys[i].state)
      return gtk_widget_activate_action (GTK_WIDGET (self), keys[i].action, NULL);
  return state == 0 && transmit_cells_key (self, focus, key);
}

/* --- Menu --- */

static void
action_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TransmitPanel *self = TRANSMIT_PANEL (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  graphene_rect_t bounds;

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->table))
      && gtk_widget_compute_bounds (focus, GTK_WIDGET (self->table), &bounds))
    transmit_panel_popup (self, (double) bounds.origin.x, (double) (bounds.origin.y + bounds.size.height));
}

static GMenu *
new_menu (void)
{
  static const char *const sections[][4] = {
    { "transmit.once", "transmit.toggle" },
    { "transmit.copy", "transmit.paste", "transmit.duplicate" },
    { "transmit.up", "transmit.down" },
    { "transmit.remove" },
  };
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      g_autoptr (GMenu) section = g_menu_new ();

      for (guint k = 0; k < G_N_ELEMENTS (sections[i]) && sections[i][k] != NULL; k++)
        {
          const ActionRow *row = actions_find (sections[i][k]);
          g_autoptr (GMenuItem) item = g_menu_item_new (_ (row->label), row->name);

          if (row->accels[0] != NULL)
            g_menu_item_set_attribute (item, "accel", "s", row->accels[0]);
          g_menu_append_item (section, item);
        }
      g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
    }
  return menu;
}

/* The table's, at a place of it. */
void
transmit_panel_popup (TransmitPanel *self, double x, double y)
{
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
on_secondary (GtkGestureClick *gesture, int n, double x, double y, TransmitPanel *self)
{
  if (transmit_cells_choose_at (self, x, y))
    transmit_panel_popup (self, x, y);
}

static void
on_table_destroy (GtkWidget *table, TransmitPanel *self)
{
  g_clear_pointer (&self->menu, gtk_widget_unparent);
}

static void
build_menu (TransmitPanel *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  g_autoptr (GMenu) menu = new_menu ();

  self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self->table));
  g_signal_connect (self->table, "destroy", G_CALLBACK (on_table_destroy), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (on_secondary), self);
  gtk_widget_add_controller (GTK_WIDGET (self->table), GTK_EVENT_CONTROLLER (click));
}

/* --- What is dropped --- */

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

/* --- All of it --- */

void
transmit_panel_listen (TransmitPanel *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_COPY);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->table), keys);
  g_signal_connect (drop, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  build_menu (self);
}

void
transmit_panel_install_actions (GtkWidgetClass *class)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "transmit.add", action_add },     { "transmit.simulate", action_simulate },
    { "transmit.paste", action_paste }, { "transmit.copy", action_copy },
    { "transmit.once", action_once },   { "transmit.toggle", action_toggle },
    { "transmit.all", action_all },     { "transmit.remove", action_remove },
    { "transmit.up", action_move },     { "transmit.duplicate", action_duplicate },
    { "transmit.down", action_move },   { "transmit.menu", action_menu },
    { "transmit.open", action_file },   { "transmit.save", action_file },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (class, actions[i].name, NULL, actions[i].activate);
}
