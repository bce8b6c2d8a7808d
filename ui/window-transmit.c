/* window-transmit.c: frames of the trace that are sent again, the list of messages beside the trace's other things.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/window-private.h"

#include "base/i18n.h"
#include "models/control-board.h"
#include "models/replay.h"
#include "models/signal-name.h"
#include "models/transmit-list.h"

static GPtrArray *
rows_of_selection (MainWindow *self, guint max)
{
  FrameStore *store = trace_session_get_store (self->session);
  g_autoptr (GArray) selected = trace_session_list_selected (self->session, max);
  GPtrArray *rows = g_ptr_array_new_with_free_func (transmit_row_free);

  for (guint i = 0; i < selected->len; i++)
    {
      CanFrame frame;

      frame_store_get (store, g_array_index (selected, uint64_t, i), &frame);
      if ((frame.id & CAN_ID_ERROR) == 0)
        g_ptr_array_add (rows, transmit_row_new_frame (&frame, trace_info_channel_name (frame_store_get_info (store),
                                                                                        frame.channel)));
    }
  transmit_list_name_rows (transmit_list_of (self->session), rows);
  return rows;
}

static TransmitItem *
add (MainWindow *self, GPtrArray *rows)
{
  TransmitList *list = transmit_list_of (self->session);
  guint position = g_list_model_get_n_items (G_LIST_MODEL (list));
  gboolean some = rows->len > 0;

  if (some)
    transmit_list_insert (list, position, rows, _ ("Add Messages"));
  else
    g_ptr_array_unref (rows);
  main_window_open_dock_page (self, "transmit");
  return some ? g_list_model_get_item (G_LIST_MODEL (list), position) : NULL;
}

static void
activate_add (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (TransmitItem) item = add (data, rows_of_selection (data, 1000));
}

/* parameter: a message of the databases, or one of its signals */
static void
activate_message (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  const char *text = g_variant_get_string (parameter, NULL);
  const CanSignal *signal;
  const Message *message = signal_name_find (trace_session_get_databases (self->session), text, &signal);
  g_autoptr (TransmitItem) item = NULL;
  GPtrArray *rows;

  if (message == NULL)
    {
      g_autofree char *words = g_strdup_printf (_ ("No database in use has “%s”."), text);

      main_window_show_message (self, words);
      return;
    }
  rows = g_ptr_array_new_with_free_func (transmit_row_free);
  g_ptr_array_add (rows, transmit_row_new_message (message));
  item = add (self, rows);
}

/* Into the list too: one sees what became of it, and can send it again. */
static void
activate_send (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  g_autoptr (TransmitItem) item = add (self, rows_of_selection (self, 1));

  if (item != NULL)
    transmit_list_send_once (transmit_list_of (self->session), item);
}

static void
activate_transmit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  main_window_open_dock_page (data, "transmit");
}

static void
activate_controls (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  main_window_open_dock_page (data, "controls");
}

static void
activate_replay (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  main_window_open_dock_page (data, "replay");
}

/* As if it were live: a new trace, which gets the frames of this one. */
static void
activate_replay_offline (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  FrameStore *source = trace_session_get_store (self->session);
  g_autofree char *reason = NULL;

  if (source == NULL || trace_session_get_capture (self->session) != NULL)
    return;
  frame_store_ref (source);
  if (main_window_begin_capture (self, 1) && !replay_play_into (replay_of (self->session), source, &reason))
    main_window_show_message (self, reason);
  frame_store_unref (source);
}

#define LOOK_MS 50

/* What had not left is known when the thread of the buses has been there. */
static gboolean
on_dropped (gpointer data)
{
  MainWindow *self = data;
  guint n = 0;

  if (self->session != NULL && !transmit_list_get_n_dropped (transmit_list_of (self->session), &n))
    return G_SOURCE_CONTINUE;
  if (n > 0)
    {
      g_autofree char *text = g_strdup_printf (ngettext_ ("Stopped. %u frame had not left and was taken back.",
                                                          "Stopped. %u frames had not left and were taken back.", n),
                                               n);

      main_window_show_note (self, text);
    }
  return G_SOURCE_REMOVE;
}

static void
stop_sending (MainWindow *self)
{
  replay_stop_all (replay_of (self->session));
  transmit_list_stop_all (transmit_list_of (self->session));
}

void
main_window_stop_sending (MainWindow *self)
{
  stop_sending (self);
  g_timeout_add_full (G_PRIORITY_DEFAULT, LOOK_MS, on_dropped, g_object_ref (self), g_object_unref);
}

/* Keys that set a message going, from anywhere but where somebody types. */
static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, MainWindow *self)
{
  GtkWidget *window = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller)),
            *focus = gtk_window_get_focus (GTK_WINDOW (window));
  const char *name = gdk_keyval_name (gdk_keyval_to_lower (key));
  gboolean message, button;

  if (name == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || GTK_IS_TEXT (focus))
    return FALSE;
  message = transmit_list_press (transmit_list_of (self->session), name);
  button = control_board_press_key (control_board_of (self->session), name);
  return message || button;
}

/* A button of the controls is pressed as long as its key, whoever has the keys when it comes up. */
static void
on_key_released (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, MainWindow *self)
{
  const char *name = gdk_keyval_name (gdk_keyval_to_lower (key));

  if (name != NULL)
    control_board_release_key (control_board_of (self->session), name);
}

/* What is held while another window is gone to is not seen coming up. */
static void
on_active (GtkWindow *window, GParamSpec *spec, MainWindow *self)
{
  if (!gtk_window_is_active (window) && self->session != NULL)
    control_board_release_all (control_board_of (self->session));
}

void
main_window_take_message_keys (MainWindow *self, GtkWidget *window)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, 0);
  g_signal_connect_object (keys, "key-released", G_CALLBACK (on_key_released), self, 0);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (on_active), self, 0);
  gtk_widget_add_controller (window, keys);
}

void
main_window_init_transmit (MainWindow *self)
{
  static const GActionEntry entries[] = {
    { "transmit", activate_transmit },   { "send-frame", activate_send },
    { "add-to-transmit", activate_add }, { "transmit-message", activate_message, "s" },
    { "replay", activate_replay },       { "replay-offline", activate_replay_offline },
    { "controls", activate_controls },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  transmit_list_set_edits (transmit_list_of (self->session), self->edits);
  control_board_set_edits (control_board_of (self->session), self->edits);
  main_window_take_message_keys (self, GTK_WIDGET (self));
}

void
main_window_end_transmit (MainWindow *self)
{
  if (self->session == NULL)
    return;
  stop_sending (self); /* nobody is left to be told */
  control_board_set_edits (control_board_of (self->session), NULL);
  transmit_list_set_edits (transmit_list_of (self->session), NULL);
}
