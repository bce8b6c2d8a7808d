/* panel-bar.c: the bar on top of a panel, and the buttons that stand in it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/panel-bar.h"

#include "base/i18n.h"
#include "ui/actions.h"

GtkWidget *
panel_bar_new (void)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_add_css_class (bar, "panelhead");
  return bar;
}

static GtkWidget *
dress (GtkWidget *button, const char *icon, const char *action)
{
  gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  actions_bind_button (button, action);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

GtkWidget *
panel_bar_button_new (const char *icon, const char *action)
{
  return dress (gtk_button_new (), icon, action);
}

GtkWidget *
panel_bar_toggle_new (const char *icon, const char *action)
{
  return dress (gtk_toggle_button_new (), icon, action);
}

GtkWidget *
panel_bar_words_new (const char *icon, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (box), gtk_label_new (text));
  return box;
}

GtkWidget *
panel_bar_stop_new (void)
{
  GtkWidget *button = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), panel_bar_words_new ("media-playback-stop-symbolic", _ ("Stop all")));
  actions_bind_button (button, "app.stop-all");
  gtk_widget_add_css_class (button, "stop-all");
  return button;
}
