/* status-bar.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/status-bar.h"

#include "base/i18n.h"
#include "ui/actions.h"
#include "ui/text.h"

struct _StatusBar
{
  GtkBox parent;

  GtkWidget *notes_button, *notes_separator, *errors_button, *marked_button, *cancel_button;
  GtkLabel *notes, *frames, *shown, *errors, *marked, *work, *field;
};

G_DEFINE_FINAL_TYPE (StatusBar, status_bar, GTK_TYPE_BOX)

static void
status_bar_class_init (StatusBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/widgets/status-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, StatusBar, notes_button);
  gtk_widget_class_bind_template_child (widget_class, StatusBar, notes_separator);
  gtk_widget_class_bind_template_child (widget_class, StatusBar, notes);
  gtk_widget_class_bind_template_child (widget_class, StatusBar, frames);
  gtk_widget_class_bind_template_child (widget_class, StatusBar, shown);
  gtk_widget_class_bind_template_child (widget_class, StatusBar, errors_button);
  gtk_widget_class_bind_template_child (widget_class, StatusBar, errors);
  gtk_widget_class_bind_template_child (widget_class, StatusBar, marked_button);
  gtk_widget_class_bind_template_child (widget_class, StatusBar, marked);
  gtk_widget_class_bind_template_child (widget_class, StatusBar, work);
  gtk_widget_class_bind_template_child (widget_class, StatusBar, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, StatusBar, field);
}

static void
status_bar_init (StatusBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_tooltip_text (self->errors_button, _ ("Show only error frames"));
  gtk_widget_set_tooltip_text (self->marked_button, _ ("Marked frames and comments"));
  gtk_widget_set_tooltip_text (self->cancel_button, _ ("Stop; what has been read stays"));
  status_bar_set_counts (self, 0, 0, FALSE, 0);
  status_bar_set_notes (self, 0, 0);
  status_bar_set_has_trace (self, FALSE);
}

GtkWidget *
status_bar_new (void)
{
  return g_object_new (STATUS_TYPE_BAR, NULL);
}

/* Setting the same text again would lay the window out again, thirty times a second. */
static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

static void
set_button_text (GtkWidget *button, GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) == 0)
    return;
  gtk_label_set_text (label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
status_bar_set_has_trace (StatusBar *self, gboolean has_trace)
{
  gtk_widget_set_visible (GTK_WIDGET (self->frames), has_trace);
  gtk_widget_set_visible (GTK_WIDGET (self->shown), has_trace);
  gtk_widget_set_visible (self->errors_button, has_trace);
}

void
status_bar_set_counts (StatusBar *self, uint64_t frames, uint64_t shown, gboolean filtered, uint64_t errors)
{
  g_autofree char *n_frames = text_count (frames), *n_shown = text_count (shown), *n_errors = text_count (errors);
  g_autofree char *percent = text_percent (shown, frames);
  g_autofree char *frames_text = g_strdup_printf (_ ("Frames %s"), n_frames);
  g_autofree char *shown_text
      = filtered ? g_strdup_printf (_ ("Shown %s (%s)"), n_shown, percent) : g_strdup_printf (_ ("Shown %s"), n_shown);
  g_autofree char *errors_text = g_strdup_printf (_ ("Errors %s"), n_errors);

  set_text (self->frames, frames_text);
  set_text (self->shown, shown_text);
  set_button_text (self->errors_button, self->errors, errors_text);
  gtk_widget_set_sensitive (self->errors_button, errors > 0);
  if (errors > 0)
    gtk_widget_add_css_class (self->errors_button, "err");
  else
    gtk_widget_remove_css_class (self->errors_button, "err");
}

void
status_bar_set_marked (StatusBar *self, uint64_t marked)
{
  g_autofree char *count = text_count (marked), *text = g_strdup_printf (_ ("Marked %s"), count);

  set_button_text (self->marked_button, self->marked, text);
  gtk_widget_set_visible (self->marked_button, marked > 0);
}

void
status_bar_set_notes (StatusBar *self, uint64_t lines, guint warnings)
{
  g_autofree char *count = text_count (lines + warnings);
  g_autofree char *text = NULL;
  gboolean any = lines + warnings > 0;

  if (warnings == 0)
    text = g_strdup_printf (ngettext_ ("%s line skipped", "%s lines skipped", (gulong) lines), count);
  else
    text = g_strdup_printf (ngettext_ ("%s note", "%s notes", (gulong) (lines + warnings)), count);
  set_button_text (self->notes_button, self->notes, text);
  gtk_widget_set_tooltip_text (self->notes_button, _ ("What could not be read, line by line"));
  gtk_widget_set_visible (self->notes_button, any);
  gtk_widget_set_visible (self->notes_separator, any);
}

void
status_bar_set_work (StatusBar *self, const char *text, gboolean can_cancel)
{
  set_text (self->work, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->work), text != NULL);
  gtk_widget_set_visible (self->cancel_button, text != NULL && can_cancel);
}

void
status_bar_set_field (StatusBar *self, const char *text)
{
  set_text (self->field, text != NULL ? text : "");
}
