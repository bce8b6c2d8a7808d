/* databases-dialog.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/databases-dialog.h"

#include "base/i18n.h"

struct _DatabasesDialog
{
  GtkWindow parent;

  GtkListBox *list;
  GtkWidget *add_button;
  TraceSession *session;
  guint update_id; /* rows are not made anew while one of them is in a signal */
};

G_DEFINE_FINAL_TYPE (DatabasesDialog, databases_dialog, GTK_TYPE_WINDOW)

/* --- changes --- */

static guint
index_of (GtkWidget *widget)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (widget), "index"));
}

static void
on_remove (GtkWidget *button, DatabasesDialog *self)
{
  DatabaseSet *smaller = database_set_remove (trace_session_get_databases (self->session), index_of (button));

  trace_session_set_databases (self->session, smaller);
  database_set_unref (smaller);
}

/* Sets are only added to at their end: the same order again, one with another channel. */
static void
bind_channel (DatabasesDialog *self, guint index, const char *channel)
{
  const DatabaseSet *old = trace_session_get_databases (self->session);
  DatabaseSet *set = database_set_new ();

  for (guint i = 0; i < database_set_n (old); i++)
    {
      const char *bound;
      const Database *database = database_set_get (old, i, &bound);
      DatabaseSet *larger = database_set_add (set, database, i == index ? channel : bound);

      database_set_unref (set);
      set = larger;
    }
  trace_session_set_databases (self->session, set);
  database_set_unref (set);
}

static void
on_channel (GtkDropDown *drop_down, GParamSpec *spec, DatabasesDialog *self)
{
  guint selected = gtk_drop_down_get_selected (drop_down);
  const char *channel = NULL;

  if (selected == GTK_INVALID_LIST_POSITION)
    return;
  if (selected > 0) /* the first one is: all */
    channel = gtk_string_list_get_string (GTK_STRING_LIST (gtk_drop_down_get_model (drop_down)), selected);
  bind_channel (self, index_of (GTK_WIDGET (drop_down)), channel);
}

static void
on_add (DatabasesDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))), "win.add-database", NULL);
}

/* --- rows --- */

static GtkWidget *
new_channels (DatabasesDialog *self, const char *bound)
{
  FrameStore *store = trace_session_get_store (self->session);
  TraceInfo *info = store != NULL ? frame_store_get_info (store) : NULL;
  guint n = info != NULL ? trace_info_n_channels (info) : 0, selected = 0;
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkWidget *drop_down;

  gtk_string_list_append (names, _ ("All channels"));
  for (guint i = 0; i < n; i++)
    {
      const char *name = trace_info_channel_name (info, (uint8_t) i);

      gtk_string_list_append (names, name);
      if (g_strcmp0 (name, bound) == 0)
        selected = i + 1;
    }
  /* Bound to a channel that this trace has not: it stays so. */
  if (bound != NULL && selected == 0)
    {
      gtk_string_list_append (names, bound);
      selected = n + 1;
    }
  drop_down = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), selected);
  return drop_down;
}

static GtkWidget *
new_texts (const Database *database)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *name = gtk_label_new (database_get_name (database)),
            *details;
  guint n = database_n_messages (database), warnings = database_n_warnings (database);
  g_autofree char *messages = g_strdup_printf (ngettext_ ("%u message", "%u messages", n), n);
  g_autofree char *text = g_strdup (messages);

  if (warnings > 0)
    {
      g_free (text);
      text = g_strdup_printf (ngettext_ ("%s · %u warning", "%s · %u warnings", warnings), messages, warnings);
    }
  details = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (name, "strong");
  gtk_label_set_xalign (GTK_LABEL (details), 0);
  gtk_widget_add_css_class (details, "small");
  gtk_widget_add_css_class (details, warnings > 0 ? "warn" : "dim");
  gtk_box_append (GTK_BOX (texts), name);
  gtk_box_append (GTK_BOX (texts), details);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_tooltip_text (texts, database_get_path (database));
  return texts;
}

static void
name_control (GtkWidget *control, guint index, const char *name)
{
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (control, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (control), "index", GUINT_TO_POINTER (index));
}

static void
append_row (DatabasesDialog *self, guint index)
{
  const char *bound;
  const Database *database = database_set_get (trace_session_get_databases (self->session), index, &bound);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *channels = new_channels (self, bound);
  GtkWidget *remove = gtk_button_new_from_icon_name ("list-remove-symbolic");
  g_autofree char *channel_name = g_strdup_printf (_ ("Channel of %s"), database_get_name (database));
  g_autofree char *remove_name = g_strdup_printf (_ ("Remove %s; the file stays"), database_get_name (database));

  name_control (channels, index, channel_name);
  name_control (remove, index, remove_name);
  gtk_widget_add_css_class (remove, "flat");
  g_signal_connect (channels, "notify::selected", G_CALLBACK (on_channel), self);
  g_signal_connect (remove, "clicked", G_CALLBACK (on_remove), self);
  gtk_box_append (GTK_BOX (row), new_texts (database));
  gtk_box_append (GTK_BOX (row), channels);
  gtk_box_append (GTK_BOX (row), remove);
  gtk_list_box_append (self->list, row);
}

static gboolean
update (gpointer data)
{
  DatabasesDialog *self = data;
  guint n = database_set_n (trace_session_get_databases (self->session));
  GtkListBoxRow *row;

  self->update_id = 0;
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < n; i++)
    append_row (self, i);
  return G_SOURCE_REMOVE;
}

static void
on_databases_changed (DatabasesDialog *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add (update, self);
}

/* --- object --- */

static void
databases_dialog_dispose (GObject *object)
{
  DatabasesDialog *self = DATABASES_DIALOG (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (databases_dialog_parent_class)->dispose (object);
}

static void
databases_dialog_class_init (DatabasesDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = databases_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/dialogs/databases-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DatabasesDialog, list);
  gtk_widget_class_bind_template_child (widget_class, DatabasesDialog, add_button);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
databases_dialog_init (DatabasesDialog *self)
{
  GtkWidget *nothing;

  gtk_widget_init_template (GTK_WIDGET (self));
  nothing = gtk_label_new (
      _ ("No database yet. Without one frames show as bytes: add a DBC file, or drop it on the window."));
  gtk_label_set_wrap (GTK_LABEL (nothing), TRUE);
  gtk_widget_add_css_class (nothing, "dim");
  gtk_widget_add_css_class (nothing, "placeholder");
  gtk_list_box_set_placeholder (self->list, nothing);
}

GtkWidget *
databases_dialog_new (GtkWindow *parent, TraceSession *session)
{
  DatabasesDialog *self = g_object_new (DATABASES_TYPE_DIALOG, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "databases-changed", G_CALLBACK (on_databases_changed), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
