/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/simulate-dialog.h"

#include "base/i18n.h"
#include "session/simulation.h"
#include "ui/widgets/check-box.h"
#include "ui/widgets/state-card.h"

#define MAX_NAMED 4u /* checksums in the summary */

struct _SimulateDialog
{
  GtkWindow parent;
  TraceSession *session;
  TransmitList *list;
  GtkWidget *nodes, *summary, *add;
  GtkDropDown *which, *bus;
  char **buses;
};

G_DEFINE_FINAL_TYPE (SimulateDialog, simulate_dialog, GTK_TYPE_WINDOW)

/* --- What is chosen --- */

static char **
dup_chosen (SimulateDialog *self, const Database *database)
{
  GStrvBuilder *names = g_strv_builder_new ();
  char **result;

  for (GtkWidget *row = gtk_widget_get_first_child (self->nodes); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *check;

      if (!GTK_IS_LIST_BOX_ROW (row))
        continue; /* what stands there while there are none */
      check = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row));
      if (g_object_get_data (G_OBJECT (check), "database") == database
          && gtk_check_button_get_active (GTK_CHECK_BUTTON (check)))
        g_strv_builder_add (names, g_object_get_data (G_OBJECT (check), "node"));
    }
  result = g_strv_builder_end (names);
  g_strv_builder_unref (names);
  return result;
}

/* (transfer full) of TransmitRow. unprotected (nullable) gets names. */
static GPtrArray *
make_rows (SimulateDialog *self, GPtrArray *unprotected)
{
  const DatabaseSet *set = trace_session_get_databases (self->session);
  GPtrArray *rows = g_ptr_array_new_with_free_func (transmit_row_free);
  gboolean all_but = gtk_drop_down_get_selected (self->which) == 1;
  guint bus = gtk_drop_down_get_selected (self->bus);

  for (guint i = 0; i < database_set_n (set); i++)
    {
      const char *channel;
      const Database *database = database_set_get (set, i, &channel);
      g_auto (GStrv) chosen = dup_chosen (self, database);
      GPtrArray *some = simulation_new_rows (database, (const char *const *) chosen, all_but,
                                             bus > 0 ? self->buses[bus - 1] : channel);

      if (unprotected != NULL)
        g_ptr_array_extend_and_steal (unprotected, simulation_dup_unprotected (some, database));
      g_ptr_array_extend_and_steal (rows, some);
    }
  return rows;
}

static void
show_summary (SimulateDialog *self)
{
  g_autoptr (GPtrArray) unprotected = g_ptr_array_new_with_free_func (g_free), rows = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_cyclic = 0, n_change = 0;

  if (self->summary == NULL)
    return; /* not built yet */
  rows = make_rows (self, unprotected);
  for (guint i = 0; i < rows->len; i++)
    {
      const TransmitRow *row = rows->pdata[i];

      n_cyclic += row->period > 0;
      n_change += row->rule.on_change;
    }
  g_string_append_printf (text, ngettext_ ("%u message", "%u messages", rows->len), rows->len);
  g_string_append_printf (text, _ (", %u by the clock, %u when a value changes."), n_cyclic, n_change);
  if (unprotected->len > 0)
    {
      g_string_append_printf (text,
                              ngettext_ (" %u checksum is not computed yet, because databases do not say how: ",
                                         " %u checksums are not computed yet, because databases do not say how: ",
                                         unprotected->len),
                              unprotected->len);
      for (guint i = 0; i < MIN (unprotected->len, MAX_NAMED); i++)
        g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (char *) unprotected->pdata[i]);
      g_string_append (text, unprotected->len > MAX_NAMED ? "…" : ".");
    }
  gtk_label_set_text (GTK_LABEL (self->summary), text->str);
  gtk_widget_set_sensitive (self->add, rows->len > 0);
}

static void
on_add (SimulateDialog *self)
{
  transmit_list_insert (self->list, G_MAXUINT, make_rows (self, NULL), _ ("Simulate Nodes"));
  gtk_window_close (GTK_WINDOW (self));
}

/* --- Building --- */

static void
append_nodes (SimulateDialog *self, const Database *database)
{
  for (guint i = 0; i < database_n_nodes (database); i++)
    {
      const char *node = database_get_node (database, i)->name;
      guint n = simulation_count_messages (database, node);
      g_autofree char *text = NULL;
      GtkWidget *check;

      if (n == 0)
        continue;
      text = g_strdup_printf (ngettext_ ("%s, %u message", "%s, %u messages", n), node, n);
      check = check_box_new (text);
      g_object_set_data_full (G_OBJECT (check), "node", g_strdup (node), g_free);
      g_object_set_data (G_OBJECT (check), "database", (gpointer) database);
      g_signal_connect_swapped (check, "toggled", G_CALLBACK (show_summary), self);
      gtk_list_box_append (GTK_LIST_BOX (self->nodes), check);
    }
}

static GtkDropDown *
new_choice (const char *name, const char *const *texts, SimulateDialog *self)
{
  GtkWidget *choice = gtk_drop_down_new_from_strings (texts);

  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (show_summary), self);
  return GTK_DROP_DOWN (choice);
}

static GtkWidget *
new_choices (SimulateDialog *self)
{
  const char *const which[] = { _ ("The chosen nodes"), _ ("All but the chosen nodes"), NULL };
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkStringList *buses = gtk_string_list_new (NULL);

  gtk_string_list_append (buses, _ ("On the database's bus"));
  for (char **bus = self->buses; *bus != NULL; bus++)
    gtk_string_list_append (buses, *bus);
  self->which = new_choice (_ ("Nodes that are simulated"), which, self);
  self->bus = new_choice (_ ("Bus"), (const char *const[]){ NULL }, self);
  gtk_drop_down_set_model (self->bus, G_LIST_MODEL (buses));
  g_object_unref (buses);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->which));
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->bus));
  return row;
}

static GtkWidget *
new_foot (SimulateDialog *self)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->summary = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->summary), 0);
  gtk_label_set_wrap (GTK_LABEL (self->summary), TRUE);
  gtk_widget_set_hexpand (self->summary, TRUE);
  gtk_widget_add_css_class (self->summary, "dim");
  self->add = gtk_button_new_with_label (_ ("Add to Transmit List"));
  gtk_widget_set_valign (self->add, GTK_ALIGN_END);
  gtk_widget_add_css_class (self->add, "suggested-action");
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (on_add), self);
  gtk_box_append (GTK_BOX (foot), self->summary);
  gtk_box_append (GTK_BOX (foot), self->add);
  return foot;
}

static GtkWidget *
new_list (SimulateDialog *self)
{
  const DatabaseSet *set = trace_session_get_databases (self->session);
  GtkWidget *scrolled = gtk_scrolled_window_new (), *empty = state_card_new ();

  self->nodes = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->nodes), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->nodes, "dense");
  state_card_set (STATE_CARD (empty), NULL, FALSE, _ ("No nodes"),
                  _ ("Open a database (DBC) that names the senders of its messages."));
  gtk_list_box_set_placeholder (GTK_LIST_BOX (self->nodes), empty);
  for (guint i = 0; i < database_set_n (set); i++)
    append_nodes (self, database_set_get (set, i, NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->nodes), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Nodes"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->nodes);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static void
simulate_dialog_dispose (GObject *object)
{
  SimulateDialog *self = SIMULATE_DIALOG (object);

  g_clear_object (&self->session);
  g_clear_object (&self->list);
  g_clear_pointer (&self->buses, g_strfreev);
  G_OBJECT_CLASS (simulate_dialog_parent_class)->dispose (object);
}

static void
simulate_dialog_class_init (SimulateDialogClass *class)
{
  G_OBJECT_CLASS (class)->dispose = simulate_dialog_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
simulate_dialog_init (SimulateDialog *self)
{
}

GtkWidget *
simulate_dialog_new (GtkWindow *parent, TraceSession *session)
{
  SimulateDialog *self = g_object_new (SIMULATE_TYPE_DIALOG, "transient-for", parent, "modal", TRUE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *header = gtk_header_bar_new (), *choices, *list;

  self->session = g_object_ref (session);
  self->list = g_object_ref (transmit_list_of (session));
  self->buses = transmit_list_dup_buses (self->list);
  list = new_list (self);
  choices = new_choices (self);
  gtk_box_append (GTK_BOX (box), choices);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), new_foot (self));
  gtk_widget_add_css_class (box, "timing-foot");
  gtk_header_bar_set_decoration_layout (GTK_HEADER_BAR (header), ":close");
  gtk_window_set_titlebar (GTK_WINDOW (self), header);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Simulate Nodes"));
  gtk_window_set_default_size (GTK_WINDOW (self), 560, 460);
  gtk_window_set_child (GTK_WINDOW (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "canid");
  show_summary (self);
  return GTK_WIDGET (self);
}
