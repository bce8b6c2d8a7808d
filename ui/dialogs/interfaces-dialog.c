/* interfaces-dialog.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/interfaces-dialog.h"

#include "backends/backend.h"
#include "base/i18n.h"

struct _InterfacesDialog
{
  GtkWindow parent;

  GtkListBox *list;
  GtkDropDown *backend;
  GtkEntry *channel, *settings;
  GtkWidget *add_button, *start_button;
  GtkLabel *problem;
  GSettings *kept;
};

G_DEFINE_FINAL_TYPE (InterfacesDialog, interfaces_dialog, GTK_TYPE_WINDOW)

enum
{
  SIGNAL_START,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* --- rows: a check button that knows its bus --- */

typedef struct
{
  const Backend *backend;
  char *channel, *settings;
} Choice;

static void
choice_free (gpointer data)
{
  Choice *self = data;

  g_free (self->channel);
  g_free (self->settings);
  g_free (self);
}

static Choice *
choice_of (GtkWidget *check)
{
  return g_object_get_data (G_OBJECT (check), "choice");
}

static GtkWidget *
check_at (InterfacesDialog *self, int index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, index);

  return row != NULL ? gtk_list_box_row_get_child (row) : NULL;
}

static void
update_start (InterfacesDialog *self)
{
  guint n = 0;

  for (int i = 0; check_at (self, i) != NULL; i++)
    n += gtk_check_button_get_active (GTK_CHECK_BUTTON (check_at (self, i)));
  gtk_widget_set_sensitive (self->start_button, n > 0);
}

static GtkWidget *
new_texts (const char *title, const char *details, const char *extra)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *label = gtk_label_new (title), *below;

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (label, "strong");
  gtk_box_append (GTK_BOX (texts), label);
  below = gtk_label_new (details);
  gtk_label_set_xalign (GTK_LABEL (below), 0);
  gtk_label_set_wrap (GTK_LABEL (below), TRUE);
  gtk_widget_add_css_class (below, "small");
  gtk_widget_add_css_class (below, "dim");
  gtk_widget_set_tooltip_text (below, extra);
  gtk_box_append (GTK_BOX (texts), below);
  gtk_widget_set_hexpand (texts, TRUE);
  return texts;
}

static GtkWidget *
append_choice (InterfacesDialog *self, const Backend *backend, const char *channel, const char *settings,
               const char *details)
{
  GtkWidget *check = gtk_check_button_new ();
  Choice *choice = g_new0 (Choice, 1);
  g_autofree char *text = g_strdup_printf ("%s%s%s%s%s", backend_get_name (backend), *details ? " · " : "", details,
                                           *settings ? " · " : "", settings);
  g_autofree char *name = g_strdup_printf ("%s, %s", channel, text);

  choice->backend = backend;
  choice->channel = g_strdup (channel);
  choice->settings = g_strdup (settings);
  g_object_set_data_full (G_OBJECT (check), "choice", choice, choice_free);
  gtk_widget_set_margin_start (check, 8);
  gtk_widget_set_margin_end (check, 8);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), new_texts (channel, text, NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (update_start), self);
  gtk_list_box_append (self->list, check);
  return check;
}

static GtkWidget *
find_choice (InterfacesDialog *self, const Backend *backend, const char *channel)
{
  for (int i = 0; check_at (self, i) != NULL; i++)
    {
      Choice *choice = choice_of (check_at (self, i));

      if (choice->backend == backend && g_strcmp0 (choice->channel, channel) == 0)
        return check_at (self, i);
    }
  return NULL;
}

static char *
describe_port (const BusPort *port)
{
  if (port->status.state == BUS_STATE_UNKNOWN)
    return g_strdup (port->description);
  return g_strdup_printf ("%s%s%s", bus_state_text (port->status.state), *port->description ? ", " : "",
                          port->description);
}

static void
list_ports (InterfacesDialog *self)
{
  g_autoptr (GPtrArray) ports = g_ptr_array_new_with_free_func ((GDestroyNotify) bus_port_free);
  g_autoptr (GString) obstacles = g_string_new (NULL);

  backend_list_ports (NULL, ports);
  for (guint i = 0; i < ports->len; i++)
    {
      const BusPort *port = g_ptr_array_index (ports, i);
      g_autofree char *details = describe_port (port);

      append_choice (self, port->backend, port->channel, "", details);
    }
  for (const Backend *const *backend = backends_list (); *backend != NULL; backend++)
    {
      g_autofree char *obstacle = backend_dup_obstacle (*backend);

      if (obstacle != NULL)
        g_string_append_printf (obstacles, "%s%s: %s", obstacles->len > 0 ? "\n" : "", backend_get_name (*backend),
                                obstacle);
    }
  gtk_label_set_text (self->problem, obstacles->str);
}

/* --- kept --- */

static void
check_kept (InterfacesDialog *self)
{
  g_autoptr (GVariant) kept = g_settings_get_value (self->kept, "capture-buses");
  GVariantIter iter;
  const char *id, *channel, *settings;

  g_variant_iter_init (&iter, kept);
  while (g_variant_iter_next (&iter, "(&s&s&s)", &id, &channel, &settings))
    {
      const Backend *backend = backend_find (id);
      GtkWidget *check;

      if (backend == NULL)
        continue;
      check = find_choice (self, backend, channel);
      if (check == NULL) /* absent devices stay in the list */
        check = append_choice (self, backend, channel, settings, "");
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
    }
}

static void
keep (InterfacesDialog *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sss)"));
  for (int i = 0; check_at (self, i) != NULL; i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (check_at (self, i))))
      {
        Choice *choice = choice_of (check_at (self, i));

        g_variant_builder_add (&builder, "(sss)", backend_get_id (choice->backend), choice->channel, choice->settings);
      }
  g_settings_set_value (self->kept, "capture-buses", g_variant_builder_end (&builder));
}

/* --- what people do --- */

static void
on_add (InterfacesDialog *self)
{
  const Backend *backend = backends_list ()[gtk_drop_down_get_selected (self->backend)];
  g_autofree char *channel = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->channel))));
  g_autofree char *settings = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->settings))));
  GtkWidget *check;

  if (*channel == '\0')
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->channel));
      return;
    }
  check = find_choice (self, backend, channel);
  if (check != NULL && *settings != '\0')
    {
      gtk_list_box_remove (self->list, gtk_widget_get_parent (check));
      check = NULL;
    }
  if (check == NULL)
    check = append_choice (self, backend, channel, settings, "");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->channel), "");
  gtk_editable_set_text (GTK_EDITABLE (self->settings), "");
}

static void
on_start (InterfacesDialog *self)
{
  keep (self);
  g_signal_emit (self, signals[SIGNAL_START], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
interfaces_dialog_dispose (GObject *object)
{
  g_clear_object (&INTERFACES_DIALOG (object)->kept);
  G_OBJECT_CLASS (interfaces_dialog_parent_class)->dispose (object);
}

static void
interfaces_dialog_class_init (InterfacesDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = interfaces_dialog_dispose;
  signals[SIGNAL_START]
      = g_signal_new ("start", INTERFACES_TYPE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/dialogs/interfaces-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, InterfacesDialog, list);
  gtk_widget_class_bind_template_child (widget_class, InterfacesDialog, backend);
  gtk_widget_class_bind_template_child (widget_class, InterfacesDialog, channel);
  gtk_widget_class_bind_template_child (widget_class, InterfacesDialog, settings);
  gtk_widget_class_bind_template_child (widget_class, InterfacesDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, InterfacesDialog, start_button);
  gtk_widget_class_bind_template_child (widget_class, InterfacesDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_bind_template_callback (widget_class, on_start);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
interfaces_dialog_init (InterfacesDialog *self)
{
  GtkStringList *names = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (const Backend *const *backend = backends_list (); *backend != NULL; backend++)
    gtk_string_list_append (names, backend_get_name (*backend));
  gtk_drop_down_set_model (self->backend, G_LIST_MODEL (names));
  g_object_unref (names);
}

GtkWidget *
interfaces_dialog_new (GSettings *settings)
{
  InterfacesDialog *self = g_object_new (INTERFACES_TYPE_DIALOG, NULL);

  self->kept = g_object_ref (settings);
  list_ports (self);
  check_kept (self);
  update_start (self);
  return GTK_WIDGET (self);
}
