/* state-card.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/state-card.h"

struct _StateCard
{
  GtkBox parent;

  GtkImage *icon;
  GtkLabel *title, *text;
  GtkProgressBar *progress;
  GtkBox *buttons;
};

G_DEFINE_FINAL_TYPE (StateCard, state_card, GTK_TYPE_BOX)

static void
state_card_class_init (StateCardClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/widgets/state-card.ui");
  gtk_widget_class_bind_template_child (widget_class, StateCard, icon);
  gtk_widget_class_bind_template_child (widget_class, StateCard, title);
  gtk_widget_class_bind_template_child (widget_class, StateCard, text);
  gtk_widget_class_bind_template_child (widget_class, StateCard, progress);
  gtk_widget_class_bind_template_child (widget_class, StateCard, buttons);
}

static void
state_card_init (StateCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
state_card_new (void)
{
  return g_object_new (STATE_TYPE_CARD, NULL);
}

static void
set_class (GtkWidget *widget, const char *class, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, class);
  else
    gtk_widget_remove_css_class (widget, class);
}

void
state_card_set (StateCard *self, const char *icon, gboolean failed, const char *title, const char *text)
{
  GtkWidget *button;

  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), icon != NULL);
  set_class (GTK_WIDGET (self->icon), "err", failed);
  set_class (GTK_WIDGET (self->icon), "dim", !failed);
  gtk_label_set_text (self->title, title);
  state_card_set_text (self, text);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  while ((button = gtk_widget_get_first_child (GTK_WIDGET (self->buttons))) != NULL)
    gtk_box_remove (self->buttons, button);
}

void
state_card_add_button (StateCard *self, const char *label, const char *action, gboolean suggested)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  set_class (button, "suggested", suggested);
  gtk_box_append (self->buttons, button);
}

void
state_card_set_progress (StateCard *self, double progress)
{
  gtk_widget_set_visible (GTK_WIDGET (self->progress), TRUE);
  if (progress >= 0)
    gtk_progress_bar_set_fraction (self->progress, MIN (progress, 1));
  else
    gtk_progress_bar_pulse (self->progress);
}

void
state_card_set_text (StateCard *self, const char *text)
{
  gtk_label_set_text (self->text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->text), text != NULL && *text != '\0');
}

void
state_card_focus (StateCard *self)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->buttons));

  if (button != NULL)
    gtk_widget_grab_focus (button);
}
