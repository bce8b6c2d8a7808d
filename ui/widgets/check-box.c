/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/check-box.h"

struct _CheckBox
{
  GtkCheckButton parent;
};

G_DEFINE_FINAL_TYPE (CheckBox, check_box, GTK_TYPE_CHECK_BUTTON)

static void
action_toggle (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate (widget);
}

static void
check_box_class_init (CheckBoxClass *class)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (class), "check.toggle", NULL, action_toggle);
}

static void
check_box_init (CheckBox *self)
{
}

GtkWidget *
check_box_new (const char *label)
{
  return g_object_new (CHECK_TYPE_BOX, "label", label, NULL);
}
