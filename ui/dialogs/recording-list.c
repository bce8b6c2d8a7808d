/* recording-list.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/recording-list.h"

#include "base/i18n.h"
#include "ui/text.h"

#define MUCH_BEHIND 100000 /* rows: its disk is slower than the bus */

struct _RecordingList
{
  GtkWidget parent;
  TraceSession *session;
  GtkListBox *list;
};

typedef struct
{
  Recorder *recorder; /* its reference */
  TraceSession *session;
  GtkLabel *name, *words;
  GtkWidget *trigger, *next, *stop;
} Row;

G_DEFINE_FINAL_TYPE (RecordingList, recording_list, GTK_TYPE_WIDGET)

/* --- Words --- */

static void
append_room (GString *out, const RecorderState *state)
{
  g_autofree char *rate = text_size ((uint64_t) state->byte_rate), *free_space = NULL, *room = NULL;
  double seconds = state->byte_rate >= 1 ? (double) state->n_free / state->byte_rate : 1e9;

  if (state->ended || state->n_free == UINT64_MAX)
    return;
  free_space = text_size (state->n_free);
  room = text_duration ((int64_t) (MIN (seconds, 9e8)) * 1000000000);
  if (state->byte_rate >= 1 && seconds < 3e7) /* a year is enough */
    g_string_append_printf (out, _ (" · %s/s, room for %s (%s)"), rate, room, free_space);
  else
    g_string_append_printf (out, _ (" · %s free"), free_space);
}

char *
recording_list_describe (const RecorderState *state)
{
  g_autofree char *count = text_count (state->run.n_frames), *size = text_size (state->run.n_bytes);
  GString *out = g_string_new (NULL);

  if (state->run.phase == RECORD_FAILED)
    g_string_append_printf (out, "%s · ", state->run.problem);
  else if (state->run.phase == RECORD_WAITING && !state->ended)
    g_string_append_printf (out, "%s · ", _ ("waits for a trigger"));
  else if (state->ended)
    g_string_append_printf (out, "%s · ", _ ("ended"));
  g_string_append_printf (out, ngettext_ ("%s frame, %s", "%s frames, %s", (gulong) state->run.n_frames), count, size);
  if (state->run.n_files > 1)
    g_string_append_printf (out, ngettext_ (" in %u file", " in %u files", state->run.n_files), state->run.n_files);
  if (state->run.n_hits > 0)
    g_string_append_printf (out, ngettext_ (" · %u trigger", " · %u triggers", state->run.n_hits), state->run.n_hits);
  if (state->run.n_missed > 0)
    {
      g_autofree char *missed = text_count (state->run.n_missed);

      g_string_append_printf (out, _ (" · %s frames missed"), missed);
    }
  if (state->behind > MUCH_BEHIND)
    {
      g_autofree char *behind = text_count (state->behind);

      g_string_append_printf (out, _ (" · the disk is %s frames behind"), behind);
    }
  append_room (out, state);
  return g_string_free (out, FALSE);
}

/* --- Rows --- */

static void
row_free (gpointer data)
{
  Row *row = data;

  recorder_unref (row->recorder);
  g_free (row);
}

static void
on_trigger (Row *row)
{
  recorder_trigger (row->recorder, _ ("by key"));
}

static void
on_next (Row *row)
{
  recorder_rotate (row->recorder);
}

static void
on_stop (Row *row)
{
  if (recorder_is_over (row->recorder))
    trace_session_forget_recorder (row->session, row->recorder);
  else
    recorder_stop (row->recorder);
  trace_session_store_grew (row->session); /* look again */
}

static GtkWidget *
add_button (GtkWidget *box, const char *label, GCallback callback, Row *row)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", callback, row); /* they end together */
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkLabel *
add_label (GtkWidget *box, const char *class)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (GTK_WIDGET (label), class);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (label));
  return label;
}

static GtkWidget *
new_row (RecordingList *self, Recorder *recorder)
{
  GtkWidget *widget = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  Row *row = g_new0 (Row, 1);

  row->recorder = recorder_ref (recorder);
  row->session = self->session;
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  row->name = add_label (words, "strong");
  row->words = add_label (words, "dim");
  gtk_widget_add_css_class (GTK_WIDGET (row->words), "tnum");
  row->trigger = add_button (box, _ ("_Trigger Now"), G_CALLBACK (on_trigger), row);
  row->next = add_button (box, _ ("Next _File"), G_CALLBACK (on_next), row);
  row->stop = add_button (box, _ ("_Stop"), G_CALLBACK (on_stop), row);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (widget), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), FALSE);
  g_object_set_data_full (G_OBJECT (widget), "row", row, row_free);
  return widget;
}

static void
update_row (GtkWidget *widget)
{
  Row *row = g_object_get_data (G_OBJECT (widget), "row");
  const RecordPlan *plan = recorder_get_plan (row->recorder);
  RecorderState state;
  g_autofree char *words = NULL, *name = NULL;

  recorder_get_state (row->recorder, &state);
  words = recording_list_describe (&state);
  name = g_filename_display_basename (state.run.path != NULL ? state.run.path : plan->path);
  gtk_label_set_text (row->name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (row->name), state.run.path != NULL ? state.run.path : plan->path);
  gtk_label_set_text (row->words, words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (row->words), words);
  if (state.run.phase == RECORD_FAILED)
    gtk_widget_add_css_class (GTK_WIDGET (row->words), "bad");
  gtk_widget_set_visible (row->trigger, plan->starts != NULL && !state.ended);
  gtk_widget_set_visible (row->next, state.run.phase == RECORD_WRITING && !state.ended);
  gtk_button_set_label (GTK_BUTTON (row->stop), state.ended ? _ ("_Remove") : _ ("_Stop"));
  recorder_state_clear (&state);
}

guint
recording_list_update (RecordingList *self)
{
  GPtrArray *recorders = trace_session_get_recorders (self->session);
  GtkListBoxRow *widget;
  guint n = 0;

  while ((widget = gtk_list_box_get_row_at_index (self->list, (int) n)) != NULL)
    {
      Row *row = g_object_get_data (G_OBJECT (widget), "row");

      if (n < recorders->len && row->recorder == g_ptr_array_index (recorders, n))
        n++;
      else
        gtk_list_box_remove (self->list, GTK_WIDGET (widget));
    }
  for (; n < recorders->len; n++)
    gtk_list_box_append (self->list, new_row (self, g_ptr_array_index (recorders, n)));
  for (guint i = 0; i < n; i++)
    update_row (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int) i)));
  return n;
}

static void
recording_list_dispose (GObject *object)
{
  RecordingList *self = RECORDING_LIST (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (recording_list_parent_class)->dispose (object);
}

static void
recording_list_class_init (RecordingListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = recording_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
recording_list_init (RecordingList *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Recordings"), -1);
  gtk_widget_set_parent (GTK_WIDGET (self->list), GTK_WIDGET (self));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
}

GtkWidget *
recording_list_new (TraceSession *session)
{
  RecordingList *self = g_object_new (RECORDING_TYPE_LIST, NULL);

  self->session = g_object_ref (session);
  recording_list_update (self);
  return GTK_WIDGET (self);
}
