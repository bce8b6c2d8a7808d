/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/signal-chooser.h"

#include "base/i18n.h"
#include "ui/widgets/search-field.h"

#include <string.h>

#define MAX_FOUND 100u

struct _SignalChooser
{
  GtkBox parent;

  TraceSession *session;
  GtkWidget *search, *list, *note;
  gboolean expressions;
};

G_DEFINE_FINAL_TYPE (SignalChooser, signal_chooser, GTK_TYPE_BOX)

static guint chosen_signal;

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
add_found (SignalChooser *self, const Message *message, const CanSignal *signal)
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
add_of_message (SignalChooser *self, const Message *message, char **words, guint found)
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
show_note (SignalChooser *self, guint n_databases, guint found)
{
  signal_chooser_say (self, n_databases == 0     ? _ ("No database yet: add one first")
                            : found == 0         ? _ ("No signal has these words")
                            : found == MAX_FOUND ? _ ("The first hundred; more words find fewer")
                            : self->expressions  ? _ ("Enter adds the first; = begins a computed one")
                                                 : _ ("Enter adds the first"));
}

static void
on_search (SignalChooser *self)
{
  const DatabaseSet *set = trace_session_get_databases (self->session);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);
  GtkWidget *row;
  guint found = 0;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  if (self->expressions && *text == '=')
    {
      signal_chooser_say (self, _ ("Computed: = Speed * 3.6, = derivative(Speed), = average(Torque, "
                                   "500 ms), integral, hold, delta, prev; Enter adds it"));
      return;
    }
  for (guint i = 0; i < database_set_n (set); i++)
    for (guint k = 0; k < database_n_messages (database_set_get (set, i, NULL)) && found < MAX_FOUND; k++)
      found = add_of_message (self, database_get_message (database_set_get (set, i, NULL), k), words, found);
  show_note (self, database_set_n (set), found);
}

static void
on_row (GtkListBox *list, GtkListBoxRow *row, SignalChooser *self)
{
  g_signal_emit (self, chosen_signal, 0, g_object_get_data (G_OBJECT (row), "name"));
}

static void
on_enter (SignalChooser *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  GtkListBoxRow *row;

  if (self->expressions && *text == '=')
    {
      g_signal_emit (self, chosen_signal, 0, text);
      return;
    }
  on_search (self); /* what was typed last may not be looked for yet */
  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0);
  if (row != NULL)
    g_signal_emit (self, chosen_signal, 0, g_object_get_data (G_OBJECT (row), "name"));
}

void
signal_chooser_begin (SignalChooser *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  on_search (self);
  gtk_widget_grab_focus (self->search);
}

void
signal_chooser_say (SignalChooser *self, const char *note)
{
  gtk_label_set_text (GTK_LABEL (self->note), note);
}

static void
signal_chooser_dispose (GObject *object)
{
  g_clear_object (&SIGNAL_CHOOSER (object)->session);
  G_OBJECT_CLASS (signal_chooser_parent_class)->dispose (object);
}

static void
signal_chooser_class_init (SignalChooserClass *class)
{
  G_OBJECT_CLASS (class)->dispose = signal_chooser_dispose;
  chosen_signal = g_signal_new ("chosen", SIGNAL_TYPE_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_STRING);
}

static void
signal_chooser_init (SignalChooser *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
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
  gtk_box_append (GTK_BOX (self), scrolled);
  gtk_box_append (GTK_BOX (self), self->note);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_row), self);
}

GtkWidget *
signal_chooser_new (TraceSession *session, const char *placeholder, const char *label, gboolean expressions)
{
  SignalChooser *self = g_object_new (SIGNAL_TYPE_CHOOSER, NULL);

  self->session = g_object_ref (session);
  self->expressions = expressions;
  self->search = search_field_new (placeholder, label);
  gtk_box_prepend (GTK_BOX (self), self->search);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (on_search), self);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (on_enter), self);
  return GTK_WIDGET (self);
}
