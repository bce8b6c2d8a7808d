/* window-close.c: what would be lost when the window closes is asked about.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Unsaved is a trace that stands in no file, and one merged of several whose marks or comments were changed: those of
 * a single file are kept by themselves.
 */
#include "config.h"
#include "ui/window-private.h"

#include "base/i18n.h"

static gboolean
is_unsaved (MainWindow *self)
{
  FrameStore *store = trace_session_get_store (self->session);
  guint n_files = trace_session_get_files (self->session)->len;

  if (store == NULL || frame_store_length (store) == 0 || n_files == 1)
    return FALSE;
  if (self->saved && trace_session_get_capture (self->session) == NULL)
    return FALSE;
  return n_files == 0 || row_ranges_n_ranges (trace_session_get_marks (self->session)) > 0
         || row_comments_n (trace_session_get_comments (self->session)) > 0;
}

static void
on_response (GtkDialog *dialog, int response, gpointer data)
{
  MainWindow *self = data;

  /* It outlives its destruction by this emission, its window may not. */
  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
  gtk_window_destroy (GTK_WINDOW (dialog));
  if (response == GTK_RESPONSE_ACCEPT)
    {
      self->close_when_saved = TRUE;
      main_window_ask_save (self, TRUE);
    }
  else if (response == GTK_RESPONSE_REJECT)
    {
      self->saved = TRUE;
      trace_session_discard_capture (self->session);
      gtk_window_close (GTK_WINDOW (self));
    }
}

/* --- Recordings --- */

#define WAIT_FOR_DISK (5 * G_USEC_PER_SEC)

static void
on_record_response (GtkDialog *dialog, int response, gpointer data)
{
  MainWindow *self = data;

  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
  gtk_window_destroy (GTK_WINDOW (dialog));
  if (response != GTK_RESPONSE_ACCEPT)
    return;
  trace_session_stop_capture (self->session);
  if (!trace_session_stop_recorders (self->session, WAIT_FOR_DISK))
    main_window_show_message (self, _ ("A recording is still being written; its disk is slow."));
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
ask_recording (MainWindow *self)
{
  GtkWidget *dialog;

  if (!trace_session_is_recording (self->session) || trace_session_get_capture (self->session) == NULL)
    return FALSE;
  dialog = gtk_message_dialog_new (GTK_WINDOW (self), GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                                   GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE, _ ("Stop recording and close?"));
  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog),
                                            _ ("What was recorded so far is kept in its file."));
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Go On Recording"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Stop and Close"), GTK_RESPONSE_ACCEPT);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  gtk_widget_add_css_class (dialog, "canid");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_record_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  return TRUE;
}

gboolean
main_window_ask_close (MainWindow *self)
{
  const char *capture = trace_session_get_capture_path (self->session);
  g_autofree char *name = capture != NULL ? g_filename_display_basename (capture)
                                          : main_window_dup_files_name (trace_session_get_files (self->session));
  GtkWidget *dialog, *discard;

  if (ask_recording (self))
    return TRUE;
  if (!is_unsaved (self))
    {
      trace_session_discard_capture (self->session); /* empty, or saved elsewhere */
      return FALSE;
    }
  dialog = gtk_message_dialog_new (GTK_WINDOW (self), GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                                   GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE, _ ("Save the trace before closing?"));
  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog),
                                            _ ("%s is in no file of its own. Without saving, its marks and comments, "
                                               "or the frames themselves, are lost."),
                                            name);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  discard = gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Discard"), GTK_RESPONSE_REJECT);
  gtk_widget_add_css_class (discard, "destructive-action");
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Save…"), GTK_RESPONSE_ACCEPT);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
  gtk_widget_add_css_class (dialog, "canid");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  return TRUE;
}

static void
on_marks_changed (MainWindow *self)
{
  self->saved = FALSE;
}

void
main_window_init_close (MainWindow *self)
{
  g_signal_connect_object (self->session, "marks-changed", G_CALLBACK (on_marks_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "replaced", G_CALLBACK (on_marks_changed), self, G_CONNECT_SWAPPED);
}
