/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/panels/plot-add.h"

#include "base/i18n.h"
#include "ui/session-plot.h"
#include "ui/widgets/signal-chooser.h"

struct _PlotAdd
{
  GtkPopover parent;

  TraceSession *session;
  GtkWidget *chooser;
};

G_DEFINE_FINAL_TYPE (PlotAdd, plot_add, GTK_TYPE_POPOVER)

static void
on_chosen (PlotAdd *self, const char *text)
{
  g_autofree char *why = NULL;

  if (session_plot_add_text (self->session, text, &why))
    gtk_popover_popdown (GTK_POPOVER (self));
  else
    signal_chooser_say (SIGNAL_CHOOSER (self->chooser), why != NULL ? why : _ ("There is no room for more signals"));
}

static void
on_map (PlotAdd *self)
{
  signal_chooser_begin (SIGNAL_CHOOSER (self->chooser));
}

static void
plot_add_dispose (GObject *object)
{
  g_clear_object (&PLOT_ADD (object)->session);
  G_OBJECT_CLASS (plot_add_parent_class)->dispose (object);
}

static void
plot_add_class_init (PlotAddClass *class)
{
  G_OBJECT_CLASS (class)->dispose = plot_add_dispose;
}

static void
plot_add_init (PlotAdd *self)
{
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
}

GtkWidget *
plot_add_new (TraceSession *session)
{
  PlotAdd *self = g_object_new (PLOT_TYPE_ADD, NULL);

  self->session = g_object_ref (session);
  self->chooser
      = signal_chooser_new (session, _ ("Signal, message or = expression"), _ ("Search a signal to plot"), TRUE);
  g_signal_connect_swapped (self->chooser, "chosen", G_CALLBACK (on_chosen), self);
  gtk_popover_set_child (GTK_POPOVER (self), self->chooser);
  return GTK_WIDGET (self);
}
