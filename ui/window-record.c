/* window-record.c: recording what is captured: the button in the header, triggers that fire, marks as markers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/window-private.h"

#include "base/i18n.h"
#include "ui/actions.h"
#include "ui/dialogs/recording-dialog.h"
#include "ui/text.h"

#define MAX_MARKERS 10 /* more rows marked at once are a choice, no marker */

struct WindowRecord
{
  GtkImage *icon;
  GtkLabel *label;
  GtkWidget *dialog; /* weak */
  char *shown;       /* problem that was shown */
};

/* --- What the header says --- */

/* All that run as one: the oldest, and all bytes. FALSE: none. */
static gboolean
sum_up (MainWindow *self, RecorderState *sum, char **problem)
{
  GPtrArray *recorders = trace_session_get_recorders (self->session);
  gboolean some = FALSE;

  *sum = (RecorderState){ .started = G_MAXINT64 };
  for (guint i = 0; i < recorders->len; i++)
    {
      RecorderState state;

      recorder_get_state (g_ptr_array_index (recorders, i), &state);
      if (state.run.phase == RECORD_FAILED && *problem == NULL)
        *problem = g_strdup (state.run.problem);
      if (!state.ended)
        {
          some = TRUE;
          sum->started = MIN (sum->started, state.started);
          sum->run.n_bytes += state.run.n_bytes;
          sum->run.phase = MAX (sum->run.phase, state.run.phase); /* WAITING only where all do */
        }
      recorder_state_clear (&state);
    }
  return some;
}

static char *
describe (const RecorderState *sum)
{
  gint64 seconds = (g_get_monotonic_time () - sum->started) / G_USEC_PER_SEC;
  g_autofree char *size = text_size (sum->run.n_bytes);

  if (sum->run.phase == RECORD_WAITING)
    return g_strdup (_ ("Armed"));
  return g_strdup_printf ("%" G_GINT64_FORMAT ":%02d · %s", seconds / 60, (int) (seconds % 60), size);
}

static void
update_record (MainWindow *self)
{
  WindowRecord *record = self->record;
  g_autofree char *problem = NULL, *text = NULL, *tooltip = actions_dup_tooltip ("win.record");
  RecorderState sum;
  gboolean on = sum_up (self, &sum, &problem);

  text = on ? describe (&sum) : g_strdup (_ ("Record"));
  if (g_strcmp0 (gtk_label_get_text (record->label), text) != 0)
    gtk_label_set_text (record->label, text);
  gtk_widget_set_visible (GTK_WIDGET (record->label), on || !self->narrow);
  (on ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (self->record_button, "recording");
  (problem != NULL ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (self->record_button, "warning-state");
  if (g_strcmp0 (gtk_widget_get_tooltip_text (self->record_button), problem != NULL ? problem : tooltip) != 0)
    gtk_widget_set_tooltip_text (self->record_button, problem != NULL ? problem : tooltip);
  if (problem != NULL && g_strcmp0 (problem, record->shown) != 0)
    {
      g_autofree char *sentence = g_strdup_printf (_ ("A recording has stopped, the capture goes on: %s"), problem);

      g_free (record->shown);
      record->shown = g_strdup (problem);
      main_window_show_message (self, sentence);
    }
  if (problem == NULL)
    g_clear_pointer (&record->shown, g_free);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "record-trigger")),
                               on);
}

static void
on_advanced (MainWindow *self)
{
  if (self->record != NULL)
    update_record (self);
}

/* --- Markers and triggers --- */

static void
on_marked (MainWindow *self, RowRanges *changed, gboolean marked)
{
  Capture *capture = trace_session_get_capture (self->session);

  if (capture == NULL || !marked || row_ranges_count (changed) > MAX_MARKERS)
    return;
  for (guint i = 0; i < row_ranges_n_ranges (changed); i++)
    {
      RowRange range = row_ranges_get (changed, i);

      for (uint64_t row = range.first; row <= range.last; row++)
        {
          g_autofree char *text = g_strdup_printf ("Marker: No. %" G_GUINT64_FORMAT, row + 1);

          capture_add_marker (capture, text);
        }
    }
}

static void
on_triggered (MainWindow *self, guint64 row, const char *reason)
{
  GApplication *app = G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  g_autoptr (GNotification) notification = g_notification_new (_ ("A trigger fired"));
  g_autofree char *count = text_count (row + 1), *text = g_strdup_printf (_ ("No. %s: %s"), count, reason);

  main_window_show_note (self, text);
  if (app == NULL || gtk_window_is_active (GTK_WINDOW (self)))
    return; /* somebody looks at it */
  g_notification_set_body (notification, text);
  g_application_send_notification (app, "trigger", notification);
}

/* --- Actions --- */

/* A recording that waits for the answer which interfaces are meant is not started: its form stays. */
static gboolean
start (const RecordPlan *plan, gboolean whole, GError **error, gpointer data)
{
  MainWindow *self = data;
  gboolean was_on = trace_session_get_capture (self->session) != NULL;

  if (!was_on && !main_window_start_capture (self))
    return FALSE;
  if (trace_session_record (self->session, plan, whole || !was_on, error) == NULL)
    return FALSE;
  update_record (self);
  return TRUE;
}

static void
activate_record (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  WindowRecord *record = self->record;

  if (record->dialog == NULL)
    {
      record->dialog = recording_dialog_new (self->session, start, self);
      g_object_add_weak_pointer (G_OBJECT (record->dialog), (gpointer *) &record->dialog);
      gtk_window_set_transient_for (GTK_WINDOW (record->dialog), GTK_WINDOW (self));
    }
  gtk_window_present (GTK_WINDOW (record->dialog));
}

static void
activate_trigger (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  MainWindow *self = data;
  GPtrArray *recorders = trace_session_get_recorders (self->session);

  for (guint i = 0; i < recorders->len; i++)
    recorder_trigger (g_ptr_array_index (recorders, i), _ ("by key"));
}

/* --- The window's --- */

void
main_window_init_record (MainWindow *self)
{
  static const GActionEntry entries[] = { { "record", activate_record }, { "record-trigger", activate_trigger } };
  WindowRecord *record = g_new0 (WindowRecord, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->record = record;
  record->icon = GTK_IMAGE (gtk_image_new_from_icon_name ("media-record-symbolic"));
  record->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (record->label), "tnum");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (record->icon));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (record->label));
  gtk_button_set_child (GTK_BUTTON (self->record_button), box);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  actions_bind_button (self->record_button, "win.record");
  g_signal_connect_object (self->session, "advanced", G_CALLBACK (on_advanced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "marked", G_CALLBACK (on_marked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "triggered", G_CALLBACK (on_triggered), self, G_CONNECT_SWAPPED);
  update_record (self);
}

void
main_window_end_record (MainWindow *self)
{
  WindowRecord *record = self->record;

  if (record == NULL)
    return;
  self->record = NULL;
  if (record->dialog != NULL)
    {
      g_object_remove_weak_pointer (G_OBJECT (record->dialog), (gpointer *) &record->dialog);
      gtk_window_destroy (GTK_WINDOW (record->dialog));
    }
  g_free (record->shown);
  g_free (record);
}
