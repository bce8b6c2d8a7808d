/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/panels/plot-add.h"

#include "base/i18n.h"
#include "ui/session-plot.h"
#include <string.h>

#define MAX_FOUND 100u

struct _PlotAdd
{
  GtkPopover parent;

  TraceSession *session;
  GtkWidget *search, *list, *note;
};

G_DEFINE_FINAL_TYPE (PlotAdd, plot_add, GTK_TYPE_POPOVER)

/* All of the words, wherever. */
static gboolean
has_words (const char *text, char **words)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  for (; *words != NULL; words++)
    if (strstr (folded, *words) == NULL)
      return FALSE;
  return TRUE;
}

static void
add_found (PlotAdd *self, const Message *message, const CanSignal *signal)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *name = gtk_label_new (signal->name), *unit = gtk_label_new (signal->unit),
            *of = gtk_label_new (message->name);
  g_autofree char *label = g_strdup_printf ("%s.%s", message->name, signal->name);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (unit, "dim");
  gtk_widget_add_css_class (of, "dim");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), unit);
  gtk_box_append (GTK_BOX (box), of);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (row), "name", g_steal_pointer (&label), g_free);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static guint
add_of_message (PlotAdd *self, const Message *message, char **words, guint found)
{
  for (guint i = 0; i < message->n_signals && found < MAX_FOUND; i++)
    {
      const CanSignal *signal = &message->signals[i];
      g_autofree char *text = g_strconcat (message->name, ".", signal->name, " ", signal->unit, " ",
                                           signal->comment != NULL ? signal->comment : "", NULL);

      if (has_words (text, words))
        {
          add_found (self, message, signal);
          found++;
        }
    }
  return found;
}

static void
on_search (PlotAdd *self)
{
  const DatabaseSet *set = trace_session_get_databases (self->session);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);
  GtkWidget *row;
  guint found = 0;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  if (*text == '=')
    {
      gtk_label_set_text (GTK_LABEL (self->note), _ ("Computed: = Speed * 3.6, = derivative(Speed), = average(Torque, "
                                                     "0.5), integral, hold, delta; Enter adds it"));
      return;
    }
  for (guint i = 0; i < database_set_n (set); i++)
    for (guint k = 0; k < database_n_messages (database_set_get (set, i, NULL)) && found < MAX_FOUND; k++)
      found = add_of_message (self, database_get_message (database_set_get (set, i, NULL), k), words, found);
  gtk_label_set_text (GTK_LABEL (self->note), database_set_n (set) == 0 ? _ ("No database yet: add one first")
                                              : found == 0              ? _ ("No signal has these words")
                                              : found == MAX_FOUND
                                                  ? _ ("The first hundred; more words find fewer")
                                                  : _ ("Enter adds the first; = begins a computed one"));
}

static void
add_text (PlotAdd *self, const char *text)
{
  g_autofree char *why = NULL;

  if (session_plot_add_text (self->session, text, &why))
    gtk_popover_popdown (GTK_POPOVER (self));
  else
    gtk_label_set_text (GTK_LABEL (self->note), why != NULL ? why : _ ("There is no room for more signals"));
}

static void
on_row (GtkListBox *list, GtkListBoxRow *row, PlotAdd *self)
{
  add_text (self, g_object_get_data (G_OBJECT (row), "name"));
}

static void
on_enter (PlotAdd *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  GtkListBoxRow *row;

  if (*text == '=')
    {
      add_text (self, text);
      return;
    }
  on_search (self); /* what was typed last may not be looked for yet */
  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0);
  if (row != NULL)
    add_text (self, g_object_get_data (G_OBJECT (row), "name"));
}

static void
on_map (PlotAdd *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  on_search (self);
  gtk_widget_grab_focus (self->search);
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
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *scrolled = gtk_scrolled_window_new ();

  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _ ("Signal, message or = expression"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search a signal to plot"), -1);
  self->list = gtk_list_box_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Signals found"), -1);
  self->note = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->note), 44);
  gtk_label_set_xalign (GTK_LABEL (self->note), 0);
  gtk_widget_add_css_class (self->note, "small");
  gtk_widget_add_css_class (self->note, "dim");
  gtk_widget_set_size_request (scrolled, 380, 300);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_box_append (GTK_BOX (box), self->search);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), self->note);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (on_search), self);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (on_enter), self);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_row), self);
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
}

GtkWidget *
plot_add_new (TraceSession *session)
{
  PlotAdd *self = g_object_new (PLOT_TYPE_ADD, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}
