/* comment-dialog.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/comment-dialog.h"

#include "base/i18n.h"
#include "ui/text.h"

struct _CommentDialog
{
  GtkWindow parent;
  GtkTextView *view;
  GtkWidget *save_button;
};

G_DEFINE_FINAL_TYPE (CommentDialog, comment_dialog, GTK_TYPE_WINDOW)

static guint saved_signal;

static void
on_save (CommentDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  g_autofree char *text = NULL;

  g_object_get (buffer, "text", &text, NULL);
  g_signal_emit (self, saved_signal, 0, g_strstrip (text));
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
on_key (CommentDialog *self, guint key, guint code, GdkModifierType state)
{
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || state & GDK_SHIFT_MASK)
    return GDK_EVENT_PROPAGATE;
  on_save (self);
  return GDK_EVENT_STOP;
}

static void
comment_dialog_class_init (CommentDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  saved_signal = g_signal_new ("saved", COMMENT_TYPE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                               G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/dialogs/comment-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CommentDialog, view);
  gtk_widget_class_bind_template_child (widget_class, CommentDialog, save_button);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
comment_dialog_init (CommentDialog *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
}

GtkWidget *
comment_dialog_new (GtkWindow *parent, uint64_t row, const char *text)
{
  CommentDialog *self = g_object_new (COMMENT_TYPE_DIALOG, "transient-for", parent, NULL);
  g_autofree char *count = text_count (row + 1), *title = g_strdup_printf (_ ("Comment on Frame %s"), count);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;

  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_text_buffer_set_text (buffer, text != NULL ? text : "", -1);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_select_range (buffer, &start, &end);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->view));
  return GTK_WIDGET (self);
}
