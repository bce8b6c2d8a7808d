/* controls-add.c: a kind of control and a signal, to be added.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/controls-panel-private.h"

#include "base/i18n.h"
#include "ui/widgets/signal-chooser.h"

typedef struct
{
  ControlsPanel *panel; /* owns the popover */
  GtkWidget *kind, *chooser, *popover;
} Add;

static void
on_chosen (Add *self, const char *name)
{
  guint kind = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->kind));

  if (kind >= N_CONTROL_KINDS)
    return;
  if (!controls_panel_add (self->panel, (ControlKind) kind, name))
    signal_chooser_say (SIGNAL_CHOOSER (self->chooser), _ ("There is no room for more controls"));
  else
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
on_show (Add *self)
{
  signal_chooser_begin (SIGNAL_CHOOSER (self->chooser));
}

static GtkWidget *
new_kind (Add *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *label = gtk_label_new (_ ("Control"));
  GtkStringList *names = gtk_string_list_new (NULL);

  for (guint i = 0; i < N_CONTROL_KINDS; i++)
    {
      const char *name = control_kind_name ((ControlKind) i);
      g_autofree char *text = control_kind_sends ((ControlKind) i) ? g_strdup_printf (_ ("%s (sends)"), name)
                                                                   : g_strdup_printf (_ ("%s (shows)"), name);

      gtk_string_list_append (names, text);
    }
  self->kind = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->kind), CONTROL_SLIDER);
  gtk_widget_set_hexpand (self->kind, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->kind), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Kind of control"),
                                  -1);
  gtk_widget_add_css_class (label, "dim");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), self->kind);
  return box;
}

GtkWidget *
controls_add_new (ControlsPanel *panel)
{
  Add *self = g_new0 (Add, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->panel = panel;
  self->popover = gtk_popover_new ();
  g_object_set_data_full (G_OBJECT (self->popover), "add", self, g_free);
  gtk_box_append (GTK_BOX (box), new_kind (self));
  self->chooser
      = signal_chooser_new (panel->session, _ ("Signal or message"), _ ("Search a signal for the control"), FALSE);
  g_signal_connect_swapped (self->chooser, "chosen", G_CALLBACK (on_chosen), self);
  gtk_box_append (GTK_BOX (box), self->chooser);
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  g_signal_connect_swapped (self->popover, "show", G_CALLBACK (on_show), self);
  return self->popover;
}
