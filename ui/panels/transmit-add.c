/* transmit-add.c: the messages of the databases, to be added.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/transmit-panel-private.h"

#include "base/i18n.h"
#include "session/simulation.h"
#include "ui/widgets/search-field.h"

#include <string.h>

#define MAX_SHOWN 200u

typedef struct
{
  TransmitPanel *panel; /* owns the popover */
  GtkWidget *search, *list, *popover;
  char *shown; /* words that the list is for */
} Add;

static void
add_row (Add *self, TransmitRow *row)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (transmit_row_free);

  g_ptr_array_add (rows, row);
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  transmit_panel_add (self->panel, rows, _ ("Add a Message"));
}

static void
on_activated (GtkListBox *list, GtkListBoxRow *row, Add *self)
{
  const Database *database = g_object_get_data (G_OBJECT (row), "database");
  const Message *message = g_object_get_data (G_OBJECT (row), "message");
  const char *channel = g_object_get_data (G_OBJECT (row), "channel");
  TransmitRow *added = message != NULL ? transmit_row_new_message (message) : NULL;
  g_autofree char *problem = NULL;
  GPtrArray *typed;

  if (database != NULL)
    {
      const char *const nodes[] = { g_object_get_data (G_OBJECT (row), "node"), NULL };

      gtk_popover_popdown (GTK_POPOVER (self->popover));
      transmit_panel_add (self->panel, simulation_new_rows (database, nodes, FALSE, channel), _ ("Simulate Nodes"));
      return;
    }
  if (added == NULL)
    {
      /* What was typed, if it is a frame; else an empty one. */
      typed = transmit_rows_parse (gtk_editable_get_text (GTK_EDITABLE (self->search)), &problem);
      if (typed->len == 0)
        g_ptr_array_add (typed, transmit_row_new ());
      else
        transmit_list_name_rows (self->panel->list, typed);
      gtk_popover_popdown (GTK_POPOVER (self->popover));
      transmit_panel_add (self->panel, typed, _ ("Add a Message"));
      if (problem != NULL)
        transmit_panel_say (self->panel, problem);
      return;
    }
  if (channel != NULL)
    {
      g_free (added->channel);
      added->channel = g_strdup (channel);
    }
  add_row (self, added);
}

static GtkWidget *
append (Add *self, const Message *message, const char *channel, const char *text, const char *more)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (text), *dim = gtk_label_new (more);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (dim, "dim");
  gtk_widget_add_css_class (dim, "mono");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), dim);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "message", (gpointer) message);
  g_object_set_data_full (G_OBJECT (row), "channel", g_strdup (channel), g_free);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
  return row;
}

static gboolean
fits (const Message *message, const char *words, const char *id)
{
  g_autofree char *name = g_utf8_casefold (message->name, -1);

  g_autofree char *folded = g_ascii_strdown (id, -1);

  return *words == '\0' || strstr (name, words) != NULL || strstr (folded, words) != NULL;
}

static void
append_database (Add *self, const Database *database, const char *channel, const char *words, guint *n)
{
  for (guint i = 0; i < database_n_messages (database) && *n < MAX_SHOWN; i++)
    {
      const Message *message = database_get_message (database, i);
      g_autofree char *id
          = g_strdup_printf (can_id_is_extended (message->id) ? "0x%08X" : "0x%03X", can_id_number (message->id));
      g_autofree char *more = NULL;

      if (!fits (message, words, id))
        continue;
      more = message->cycle_time > 0 ? g_strdup_printf (_ ("%s, %d ms"), id, message->cycle_time) : g_strdup (id);
      append (self, message, channel, message->name, more);
      (*n)++;
    }
}

static void
append_nodes (Add *self, const Database *database, const char *channel, const char *words, guint *n)
{
  for (guint i = 0; i < database_n_nodes (database) && *n < MAX_SHOWN; i++)
    {
      const char *node = database_get_node (database, i)->name;
      g_autofree char *folded = g_utf8_casefold (node, -1), *more = NULL, *text = NULL;
      guint sent = simulation_count_messages (database, node);
      GtkWidget *row;

      if (sent == 0 || (*words != '\0' && strstr (folded, words) == NULL))
        continue;
      text = g_strdup_printf (_ ("Node %s"), node);
      more = g_strdup_printf (ngettext_ ("%u message", "%u messages", sent), sent);
      row = append (self, NULL, channel, text, more);
      g_object_set_data_full (G_OBJECT (row), "database", database_ref (database), (GDestroyNotify) database_unref);
      g_object_set_data_full (G_OBJECT (row), "node", g_strdup (node), g_free);
      (*n)++;
    }
}

static void
show_messages (Add *self)
{
  const DatabaseSet *set = trace_session_get_databases (self->panel->session);
  g_autofree char *words = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  GtkWidget *child;
  guint n = 0;

  g_free (self->shown);
  self->shown = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  for (guint i = 0; i < database_set_n (set); i++)
    {
      const char *channel;
      const Database *database = database_set_get (set, i, &channel);

      append_database (self, database, channel, words, &n);
      append_nodes (self, database, channel, words, &n);
    }
  append (self, NULL, NULL, strchr (words, '#') != NULL ? _ ("The frame as typed") : _ ("A frame without a database"),
          "123#11.22");
  gtk_list_box_select_row (GTK_LIST_BOX (self->list), gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0));
}

static void
on_enter (Add *self)
{
  GtkListBoxRow *row;

  /* Whoever types fast is ahead of the list. */
  if (g_strcmp0 (self->shown, gtk_editable_get_text (GTK_EDITABLE (self->search))) != 0)
    show_messages (self);
  row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
  if (row != NULL)
    on_activated (GTK_LIST_BOX (self->list), row, self);
}

/* Up and down choose while one types. */
static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, Add *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
  int index = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  if (key != GDK_KEY_Down && key != GDK_KEY_Up)
    return FALSE;
  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), MAX (index + (key == GDK_KEY_Down ? 1 : -1), 0));
  if (row != NULL)
    gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
  return TRUE;
}

static void
on_show (Add *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  show_messages (self);
  gtk_widget_grab_focus (self->search);
}

static void
add_free (gpointer data)
{
  Add *self = data;

  g_free (self->shown);
  g_free (self);
}

GtkWidget *
transmit_add_new (TransmitPanel *panel)
{
  Add *self = g_new0 (Add, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *scrolled = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->panel = panel;
  self->popover = gtk_popover_new ();
  g_object_set_data_full (G_OBJECT (self->popover), "add", self, add_free);
  self->search = search_field_new (_ ("Name, identifier, or 123#11.22"), _ ("Message to be added"));
  self->list = gtk_list_box_new ();
  gtk_widget_add_css_class (self->list, "dense");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_BROWSE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_widget_set_size_request (scrolled, 380, 300);
  gtk_box_append (GTK_BOX (box), self->search);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (self->search, keys);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (show_messages), self);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (on_enter), self);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_activated), self);
  g_signal_connect_swapped (self->popover, "show", G_CALLBACK (on_show), self);
  return self->popover;
}
