/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/arm-bar.h"

#include "base/i18n.h"

struct _ArmBar
{
  GtkBox parent;

  TransmitList *list;
  char **buses; /* (nullable) as shown */
};

G_DEFINE_FINAL_TYPE (ArmBar, arm_bar, GTK_TYPE_BOX)

static guint told_signal;

static gboolean
on_arm (GtkSwitch *widget, gboolean state, ArmBar *self)
{
  const char *bus = g_object_get_data (G_OBJECT (widget), "bus");
  g_autofree char *reason = NULL;

  if (transmit_list_is_armed (self->list, bus) == state)
    return FALSE;
  if (!transmit_list_arm (self->list, bus, state, &reason))
    {
      g_signal_emit (self, told_signal, 0, reason);
      gtk_switch_set_active (widget, FALSE);
      return TRUE;
    }
  g_signal_emit (self, told_signal, 0, NULL);
  return FALSE;
}

static void
append_arm (ArmBar *self, const char *bus)
{
  GtkWidget *toggle = gtk_switch_new (), *label = gtk_label_new (NULL);
  g_autofree char *name = g_strdup_printf (_ ("Arm %s"), bus);

  gtk_widget_add_css_class (toggle, "arm");
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (toggle), "bus", g_strdup (bus), g_free);
  g_object_set_data (G_OBJECT (toggle), "label", label);
  g_signal_connect (toggle, "state-set", G_CALLBACK (on_arm), self);
  gtk_widget_set_margin_end (label, 8);
  gtk_box_append (GTK_BOX (self), toggle);
  gtk_box_append (GTK_BOX (self), label);
}

static void
show_arm (ArmBar *self, GtkWidget *toggle)
{
  const char *bus = g_object_get_data (G_OBJECT (toggle), "bus");
  GtkWidget *label = g_object_get_data (G_OBJECT (toggle), "label");
  gboolean armed = transmit_list_is_armed (self->list, bus);
  g_autofree char *refusal = armed ? NULL : transmit_list_dup_refusal (self->list, bus), *armable = NULL;
  const char *tip;
  g_autofree char *text = g_strdup_printf (armed             ? _ ("%s armed")
                                           : refusal != NULL ? _ ("%s listens")
                                                             : _ ("%s safe"),
                                           bus);

  armable = g_strdup_printf (_ ("Only where this is on anything is sent on %s"), bus);
  tip = refusal != NULL ? refusal : armable;
  gtk_widget_set_sensitive (toggle, refusal == NULL);
  if (g_strcmp0 (gtk_widget_get_tooltip_text (toggle), tip) != 0)
    {
      gtk_widget_set_tooltip_text (toggle, tip);
      gtk_widget_set_tooltip_text (label, tip);
    }
  if (gtk_switch_get_active (GTK_SWITCH (toggle)) != armed)
    gtk_switch_set_active (GTK_SWITCH (toggle), armed);
  gtk_label_set_text (GTK_LABEL (label), text);
  if (armed)
    gtk_widget_add_css_class (label, "armed");
  else
    gtk_widget_remove_css_class (label, "armed");
}

void
arm_bar_refresh (ArmBar *self)
{
  char **buses = transmit_list_dup_buses (self->list);
  GtkWidget *child;

  if (self->buses == NULL || !g_strv_equal ((const char *const *) buses, (const char *const *) self->buses))
    {
      while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
        gtk_box_remove (GTK_BOX (self), child);
      for (char **bus = buses; *bus != NULL; bus++)
        append_arm (self, *bus);
      if (*buses == NULL)
        {
          child = gtk_label_new (_ ("No bus is open"));
          gtk_widget_add_css_class (child, "dim");
          gtk_box_append (GTK_BOX (self), child);
        }
    }
  g_strfreev (self->buses);
  self->buses = buses;
  for (child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_SWITCH (child))
      show_arm (self, child);
}

static void
arm_bar_finalize (GObject *object)
{
  g_object_unref (ARM_BAR (object)->list);
  g_strfreev (ARM_BAR (object)->buses);
  G_OBJECT_CLASS (arm_bar_parent_class)->finalize (object);
}

static void
arm_bar_class_init (ArmBarClass *class)
{
  G_OBJECT_CLASS (class)->finalize = arm_bar_finalize;
  told_signal
      = g_signal_new ("told", ARM_TYPE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
arm_bar_init (ArmBar *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 6);
}

GtkWidget *
arm_bar_new (TransmitList *list)
{
  ArmBar *self = g_object_new (ARM_TYPE_BAR, NULL);

  self->list = g_object_ref (list);
  return GTK_WIDGET (self);
}
