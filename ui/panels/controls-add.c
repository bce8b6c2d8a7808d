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
  GtkWidget *kinds[N_CONTROL_KINDS], *chooser, *popover;
} Add;

static void
on_chosen (Add *self, const char *name)
{
  guint kind = 0;

  while (kind + 1 < N_CONTROL_KINDS && !gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->kinds[kind])))
    kind++;
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

static void
append_kinds (Add *self, GtkGrid *grid, int row, const char *title, gboolean sends)
{
  GtkWidget *label = gtk_label_new (title), *group = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim");
  gtk_widget_add_css_class (group, "group");
  gtk_widget_set_halign (group, GTK_ALIGN_START);
  for (guint i = 0; i < N_CONTROL_KINDS; i++)
    {
      if (control_kind_sends ((ControlKind) i) != sends)
        continue;
      self->kinds[i] = gtk_toggle_button_new_with_label (control_kind_name ((ControlKind) i));
      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->kinds[i]), GTK_TOGGLE_BUTTON (self->kinds[0]));
      gtk_box_append (GTK_BOX (group), self->kinds[i]);
    }
  gtk_grid_attach (grid, label, 0, row, 1, 1);
  gtk_grid_attach (grid, group, 1, row, 1, 1);
}

static GtkWidget *
new_kinds (Add *self)
{
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());

  gtk_grid_set_row_spacing (grid, 6);
  gtk_grid_set_column_spacing (grid, 8);
  append_kinds (self, grid, 0, _ ("Sends"), TRUE);
  append_kinds (self, grid, 1, _ ("Shows"), FALSE);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->kinds[CONTROL_SLIDER]), TRUE);
  return GTK_WIDGET (grid);
}

GtkWidget *
controls_add_new (ControlsPanel *panel)
{
  Add *self = g_new0 (Add, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->panel = panel;
  self->popover = gtk_popover_new ();
  g_object_set_data_full (G_OBJECT (self->popover), "add", self, g_free);
  gtk_box_append (GTK_BOX (box), new_kinds (self));
  self->chooser
      = signal_chooser_new (panel->session, _ ("Signal or message"), _ ("Search a signal for the control"), FALSE);
  g_signal_connect_swapped (self->chooser, "chosen", G_CALLBACK (on_chosen), self);
  gtk_box_append (GTK_BOX (box), self->chooser);
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  g_signal_connect_swapped (self->popover, "show", G_CALLBACK (on_show), self);
  return self->popover;
}
