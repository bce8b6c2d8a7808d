/* window-capture.c: starting and stopping a capture, following its end, the sample bus.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/window-private.h"

#include "base/i18n.h"
#include "session/sample-bus.h"
#include "ui/actions.h"
#include "ui/app-settings.h"
#include "ui/bus-profiles.h"
#include "ui/bus-return.h"
#include "ui/bus-shape.h"
#include "ui/dialogs/capture-options-dialog.h"
#include "ui/dialogs/interfaces-dialog.h"
#include "ui/widgets/bus-states.h"

struct WindowCapture
{
  SampleBus *sample; /* (nullable) */
  gint64 started;    /* monotonic µs */
  guint inhibited;   /* cookie; 0: none */
  BusStates *states;
  BusReturn *comeback; /* (nullable) */
  gint64 states_at;    /* monotonic µs: when they were looked at last */
  guint timer;         /* while a capture runs: time passes and rates fall also on a silent bus */
  GtkImage *icon;
  GtkLabel *label;
};

static gboolean
is_capturing (MainWindow *self)
{
  return trace_session_get_capture (self->session) != NULL;
}

static GSimpleAction *
lookup (MainWindow *self, const char *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name));
}

/* --- What the header says --- */

static char *
describe_problem (Capture *capture)
{
  for (guint i = 0; i < capture_n_buses (capture); i++)
    {
      CaptureBus bus;
      char *text = NULL;

      capture_get_bus (capture, i, &bus);
      if (bus.problem != NULL)
        text = g_strdup_printf ("%s: %s", bus.name, bus.problem);
      else if (bus.status.state == BUS_STATE_OFF)
        text = g_strdup_printf ("%s: %s", bus.name, bus_state_text (bus.status.state));
      else if (bus.unacknowledged)
        text = g_strdup_printf (_ ("%s: nobody acknowledges"), bus.name);
      capture_bus_clear (&bus);
      if (text != NULL)
        return text;
    }
  return NULL;
}

static void
set_button (MainWindow *self, const char *icon, const char *text, const char *class, const char *tooltip)
{
  static const char *const classes[] = { "capturing", "warning-state" };
  WindowCapture *capture = self->capture;

  gtk_image_set_from_icon_name (capture->icon, icon);
  if (g_strcmp0 (gtk_label_get_text (capture->label), text) != 0)
    gtk_label_set_text (capture->label, text);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (g_strcmp0 (classes[i], class) == 0)
      gtk_widget_add_css_class (self->capture_button, classes[i]);
    else
      gtk_widget_remove_css_class (self->capture_button, classes[i]);
  if (g_strcmp0 (gtk_widget_get_tooltip_text (self->capture_button), tooltip) != 0) /* asks where the pointer is */
    gtk_widget_set_tooltip_text (self->capture_button, tooltip);
}

#define LOOK_MS 200

/* Counters change all the time: they are read five times a second. */
static void
update_states (MainWindow *self, Capture *capture)
{
  gint64 now = g_get_monotonic_time ();

  if (capture != NULL && now < self->capture->states_at + LOOK_MS * 1000)
    return;
  self->capture->states_at = now;
  bus_states_update (self->capture->states, capture, self->narrow);
}

static void
update_capture (MainWindow *self)
{
  Capture *capture = trace_session_get_capture (self->session);
  gint64 seconds = (g_get_monotonic_time () - self->capture->started) / G_USEC_PER_SEC;
  g_autofree char *problem = capture != NULL ? describe_problem (capture) : NULL;
  g_autofree char *tooltip = actions_dup_tooltip ("win.capture"), *text = NULL;

  update_states (self, capture);
  gtk_widget_set_visible (self->follow_button, capture != NULL || trace_session_is_following (self->session));
  if (capture == NULL)
    {
      set_button (self, "media-playback-start-symbolic", _ ("Start"), NULL, tooltip);
      return;
    }
  text = g_strdup_printf ("%" G_GINT64_FORMAT ":%02d", seconds / 60, (int) (seconds % 60));
  set_button (self, problem != NULL ? "dialog-warning-symbolic" : "media-playback-stop-symbolic", text,
              problem != NULL ? "warning-state" : "capturing", problem != NULL ? problem : tooltip);
}

static gboolean
on_time (gpointer data)
{
  MainWindow *self = data;

  update_capture (self);
  if (is_capturing (self))
    return G_SOURCE_CONTINUE;
  self->capture->timer = 0;
  return G_SOURCE_REMOVE;
}

/* --- Following the end --- */

static void
on_following (MainWindow *self)
{
  gboolean following = trace_list_get_following (trace_panel_get_list (self->trace_panel));

  g_simple_action_set_state (lookup (self, "follow"), g_variant_new_boolean (following));
}

static void
change_follow (GSimpleAction *action, GVariant *value, gpointer data)
{
  MainWindow *self = data;

  g_simple_action_set_state (action, value);
  trace_list_set_following (trace_panel_get_list (self->trace_panel), g_variant_get_boolean (value));
}

static void
on_advanced (MainWindow *self)
{
  if (self->capture != NULL) /* else the window is going away */
    update_capture (self);
}

/* --- Starting and stopping --- */

/* A machine that falls asleep hears nothing. */
static void
inhibit_suspend (MainWindow *self, gboolean capturing)
{
  GtkApplication *app = gtk_window_get_application (GTK_WINDOW (self));
  WindowCapture *capture = self->capture;

  if (capturing && capture->inhibited == 0 && app != NULL)
    capture->inhibited = gtk_application_inhibit (app, GTK_WINDOW (self), GTK_APPLICATION_INHIBIT_SUSPEND,
                                                  _ ("A CAN bus is being captured"));
  else if (!capturing && capture->inhibited != 0 && app != NULL)
    {
      gtk_application_uninhibit (app, capture->inhibited);
      capture->inhibited = 0;
    }
}

static void
stop (MainWindow *self)
{
  inhibit_suspend (self, FALSE);
  g_clear_handle_id (&self->capture->timer, g_source_remove);
  g_clear_pointer (&self->capture->comeback, bus_return_free);
  trace_session_stop_capture (self->session);
  trace_list_set_live (trace_panel_get_list (self->trace_panel), FALSE);
  g_clear_pointer (&self->capture->sample, sample_bus_stop);
  update_capture (self);
  main_window_update_actions (self);
}

gboolean
main_window_begin_capture (MainWindow *self, guint n_buses)
{
  guint ring = capture_options_get_ring (app_settings_get (), n_buses);
  g_autofree char *kept = NULL, *sentence = NULL;
  g_autoptr (GError) error = NULL;

  stop (self); /* a ring becomes a file by it */
  kept = g_strdup (trace_session_get_capture_path (self->session));
  if (kept != NULL && !self->saved && trace_session_n_shown (self->session) > 0)
    sentence = g_strdup_printf (_ ("The capture before this one is kept as %s"), kept);
  else
    trace_session_discard_capture (self->session);
  if (!(ring > 0 ? trace_session_start_ring_capture (self->session, ring, &error)
                 : trace_session_start_capture (self->session, &error)))
    {
      main_window_show_message (self, error->message);
      return FALSE;
    }
  if (sentence != NULL)
    main_window_show_note (self, sentence);
  self->capture->started = g_get_monotonic_time ();
  self->capture->timer = g_timeout_add (LOOK_MS, on_time, self);
  trace_list_set_live (trace_panel_get_list (self->trace_panel), TRUE);
  inhibit_suspend (self, TRUE);
  main_window_show_page (self, "trace");
  update_capture (self);
  main_window_update_actions (self);
  return TRUE;
}

/* NULL: all frames. */
static GArray *
read_filter (void)
{
  g_autofree char *text = g_settings_get_string (app_settings_get (), "capture-filter"), *reason = NULL;
  GArray *filters = g_array_new (FALSE, FALSE, sizeof (BusFilter));

  if (bus_filters_parse (text, filters, &reason) && filters->len > 0)
    return filters;
  g_array_unref (filters);
  return NULL;
}

static void
on_filter_changed (MainWindow *self)
{
  Capture *capture = trace_session_get_capture (self->session);
  g_autoptr (GArray) filters = read_filter ();

  for (guint key = 0; capture != NULL && key < capture_n_buses (capture); key++)
    capture_set_filters (capture, key, filters != NULL ? (const BusFilter *) (void *) filters->data : NULL,
                         filters != NULL ? filters->len : 0);
}

/* Channels of two backends may have one name. */
static gboolean
is_taken (Capture *capture, const char *name)
{
  gboolean taken = FALSE;

  for (guint i = 0; i < capture_n_buses (capture) && !taken; i++)
    {
      CaptureBus bus;

      capture_get_bus (capture, i, &bus);
      taken = g_strcmp0 (bus.name, name) == 0;
      capture_bus_clear (&bus);
    }
  return taken;
}

static void
add_bus (MainWindow *self, const char *id, const char *channel, const char *settings, const char *name)
{
  Capture *capture = trace_session_get_capture (self->session);
  const Backend *backend = backend_find (id);
  g_autofree char *other = is_taken (capture, name) ? g_strdup_printf ("%s:%s", id, name) : NULL;
  g_autoptr (GError) error = NULL;
  BusConfig *config = backend != NULL ? bus_profile_make_config (backend, channel, settings, &error) : NULL;

  if (config != NULL)
    {
      config->filters = read_filter ();
      capture_add (capture, backend, config, other != NULL ? other : name);
    }
  else if (error != NULL)
    main_window_show_message (self, error->message);
  bus_config_free (config);
}

static guint
n_chosen (GPtrArray *profiles)
{
  guint n = 0;

  for (guint i = 0; i < profiles->len; i++)
    n += ((const BusProfile *) g_ptr_array_index (profiles, i))->chosen;
  return n;
}

/* The databases of this bus, in front of nothing: those for one bus win by themselves. */
static void
add_databases (MainWindow *self, const BusProfile *profile)
{
  for (char **uri = profile->databases; *uri != NULL; uri++)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (*uri);

      main_window_add_database_for (self, file, bus_profile_get_name (profile));
    }
}

static void
on_not_set (const char *sentence, gpointer data)
{
  main_window_show_message (data, sentence);
}

static void
start_kept (MainWindow *self)
{
  g_autoptr (GPtrArray) profiles = bus_profiles_load (app_settings_get ());
  guint channel = 0;

  if (!main_window_begin_capture (self, n_chosen (profiles)))
    return;
  for (guint i = 0; i < profiles->len; i++)
    {
      BusProfile *profile = g_ptr_array_index (profiles, i);

      if (!profile->chosen)
        continue;
      add_bus (self, profile->interface, profile->channel, profile->settings, bus_profile_get_name (profile));
      add_databases (self, profile);
      bus_shape_set_color (channel++, profile->color);
      profile->opened = TRUE;
    }
  bus_profiles_save (app_settings_get (), profiles);
  self->capture->comeback = bus_return_new (app_settings_get (), on_not_set, self);
}

static void
ask_interfaces (MainWindow *self)
{
  GtkWidget *dialog = interfaces_dialog_new (app_settings_get ());

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
  actions_lend (dialog, G_ACTION_GROUP (self));
  g_signal_connect_object (dialog, "start", G_CALLBACK (start_kept), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
activate_restart_bus (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Capture *capture = trace_session_get_capture (MAIN_WINDOW (data)->session);

  if (capture != NULL)
    capture_restart (capture, g_variant_get_uint32 (parameter));
}

static void
activate_interfaces (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ask_interfaces (data);
}

static void
activate_options (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *dialog = capture_options_dialog_new (app_settings_get ());

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (data));
  gtk_window_present (GTK_WINDOW (dialog));
}

gboolean
main_window_start_capture (MainWindow *self)
{
  g_autoptr (GPtrArray) profiles = bus_profiles_load (app_settings_get ());

  if (n_chosen (profiles) > 0)
    start_kept (self);
  else
    ask_interfaces (self); /* nobody has said yet which */
  return is_capturing (self);
}

static void
activate_capture (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;

  if (is_capturing (self))
    stop (self);
  else
    main_window_start_capture (self);
}

static void
activate_sample_bus (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  g_autofree char *log = main_app_dup_data_path ("sample/city-drive.asc");
  g_autofree char *database = main_app_dup_data_path ("sample/city-drive.dbc");
  g_autoptr (GFile) file = g_file_new_for_path (database);
  g_autoptr (GError) error = NULL;

  if (!main_window_begin_capture (self, SAMPLE_BUS_CHANNELS))
    return;
  for (guint i = 0; i < SAMPLE_BUS_CHANNELS; i++)
    {
      g_autofree char *name = g_strdup_printf ("can%u", i);

      add_bus (self, "virtual", sample_bus_channel (i), "", name);
    }
  self->capture->sample = sample_bus_start (log, &error);
  if (self->capture->sample == NULL)
    {
      stop (self);
      main_window_show_message (self, error->message);
      return;
    }
  main_window_add_database_for (self, file, NULL);
}

/* --- The window's --- */

void
main_window_init_capture (MainWindow *self)
{
  static const GActionEntry entries[] = {
    { "capture", activate_capture },
    { "interfaces", activate_interfaces },
    { "restart-bus", activate_restart_bus, "u" },
    { "capture-options", activate_options },
    { "sample-bus", activate_sample_bus },
    { "follow", NULL, NULL, "true", change_follow },
  };
  WindowCapture *capture = g_new0 (WindowCapture, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->capture = capture;
  capture->icon = GTK_IMAGE (gtk_image_new ());
  capture->label = GTK_LABEL (gtk_label_new (NULL));
  capture->states = BUS_STATES (bus_states_new ());
  gtk_box_append (GTK_BOX (self->status), GTK_WIDGET (capture->states));
  gtk_label_set_width_chars (capture->label, 6);
  gtk_widget_add_css_class (GTK_WIDGET (capture->label), "tnum");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (capture->icon));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (capture->label));
  gtk_button_set_child (GTK_BUTTON (self->capture_button), box);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  actions_bind_button (self->capture_button, "win.capture");
  actions_bind_button (self->follow_button, "win.follow");
  g_signal_connect_object (trace_panel_get_list (self->trace_panel), "following-changed", G_CALLBACK (on_following),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "advanced", G_CALLBACK (on_advanced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "shown", G_CALLBACK (on_advanced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (app_settings_get (), "changed::capture-filter", G_CALLBACK (on_filter_changed), self,
                           G_CONNECT_SWAPPED);
  update_capture (self);
}

void
main_window_end_capture (MainWindow *self)
{
  if (self->capture == NULL)
    return;
  inhibit_suspend (self, FALSE);
  g_clear_handle_id (&self->capture->timer, g_source_remove);
  g_clear_pointer (&self->capture->comeback, bus_return_free);
  trace_session_stop_capture (self->session);
  g_clear_pointer (&self->capture->sample, sample_bus_stop);
  g_clear_pointer (&self->capture, g_free);
}
