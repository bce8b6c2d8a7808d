/* interfaces-dialog.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/interfaces-dialog.h"

#include "base/i18n.h"
#include "session/netconf.h"
#include "ui/dialogs/form-grid.h"
#include "ui/dialogs/interface-row.h"
#include "ui/dialogs/interface-settings.h"

struct _InterfacesDialog
{
  GtkWindow parent;

  GtkListBox *list;
  GtkWidget *start_button, *add_button, *obstacles, *details;
  GtkPopover *add_popover;
  GtkLabel *problem;

  InterfaceList *interfaces;
  GtkDropDown *backend;
  GtkEntry *channel, *vcan;
};

G_DEFINE_FINAL_TYPE (InterfacesDialog, interfaces_dialog, GTK_TYPE_WINDOW)

enum
{
  SIGNAL_START,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
update (InterfacesDialog *self)
{
  guint n = interface_list_n_chosen (self->interfaces);
  g_autofree char *words
      = n > 1 ? g_strdup_printf (ngettext_ ("Start %u Bus", "Start %u Buses", n), n) : g_strdup (_ ("Start"));

  gtk_widget_set_sensitive (self->start_button, n > 0);
  gtk_button_set_label (GTK_BUTTON (self->start_button), words);
}

static void
show_problem (InterfacesDialog *self, const char *text)
{
  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

/* --- The one that is looked at --- */

static void
on_changed (InterfacesDialog *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row != NULL)
    interface_row_update (INTERFACE_ROW (row));
  interface_list_save (self->interfaces);
  interface_list_refresh (self->interfaces);
  update (self);
}

static void
clear (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
on_row_selected (InterfacesDialog *self, GtkListBoxRow *row)
{
  GtkWidget *settings;

  if (self->details == NULL) /* going away */
    return;
  clear (self->details);
  if (row == NULL)
    {
      gtk_box_append (GTK_BOX (self->details),
                      form_label (_ ("Choose an interface at the left to set and to test it."), TRUE));
      return;
    }
  settings = interface_settings_new (interface_row_get_item (INTERFACE_ROW (row)));
  g_signal_connect_swapped (settings, "changed", G_CALLBACK (on_changed), self);
  gtk_box_append (GTK_BOX (self->details), settings);
}

static void
on_chosen (InterfaceRow *row, InterfacesDialog *self)
{
  if (gtk_list_box_get_selected_row (self->list) == GTK_LIST_BOX_ROW (row))
    on_row_selected (self, GTK_LIST_BOX_ROW (row)); /* its first settings may have come with that */
  else
    gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
  interface_list_save (self->interfaces);
  update (self);
}

static GtkWidget *
new_row (gpointer item, gpointer data)
{
  GtkWidget *row = interface_row_new (INTERFACE_ITEM (item));

  g_signal_connect (row, "chosen", G_CALLBACK (on_chosen), data);
  return row;
}

static void
select_item (InterfacesDialog *self, InterfaceItem *item)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (interface_row_get_item (INTERFACE_ROW (row)) == item)
      gtk_list_box_select_row (self->list, row);
}

/* --- What cannot be --- */

static void
fill_obstacles (InterfacesDialog *self)
{
  for (const Backend *const *backend = backends_list (); *backend != NULL; backend++)
    {
      g_autofree char *obstacle = backend_dup_obstacle (*backend);
      g_autofree char *text
          = obstacle != NULL ? g_strdup_printf ("%s: %s", backend_get_name (*backend), obstacle) : NULL;
      GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *icon;

      if (text == NULL)
        {
          g_object_ref_sink (row);
          g_object_unref (row);
          continue;
        }
      icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
      gtk_widget_add_css_class (icon, "warn");
      gtk_widget_set_valign (icon, GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (row), icon);
      gtk_box_append (GTK_BOX (row), form_label (text, TRUE));
      gtk_box_append (GTK_BOX (self->obstacles), row);
    }
}

/* --- Adding --- */

static void
on_add_channel (InterfacesDialog *self)
{
  const Backend *backend = backends_list ()[gtk_drop_down_get_selected (self->backend)];
  g_autofree char *channel = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->channel))));
  InterfaceItem *item;

  if (*channel == '\0')
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->channel));
      return;
    }
  item = interface_list_add (self->interfaces, backend, channel);
  item->profile->chosen = TRUE;
  interface_list_save (self->interfaces);
  interface_list_refresh (self->interfaces);
  gtk_editable_set_text (GTK_EDITABLE (self->channel), "");
  gtk_popover_popdown (self->add_popover);
  select_item (self, item);
  interface_row_update (INTERFACE_ROW (gtk_list_box_get_selected_row (self->list)));
  update (self);
}

static void
on_vcan_added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (InterfacesDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (self->interfaces == NULL)
    return;
  show_problem (self, netconf_finish (result, &error) ? NULL : error->message);
  interface_list_refresh (self->interfaces);
}

/* "vcan0", or "vxcan0 vxcan1" for two ends. */
static void
on_add_vcan (InterfacesDialog *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->vcan))));
  g_auto (GStrv) words = g_strsplit (text, " ", 2);

  if (*text == '\0')
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->vcan));
      return;
    }
  gtk_popover_popdown (self->add_popover);
  if (words[1] != NULL)
    netconf_run ((const char *[]){ "add-vxcan", words[0], g_strstrip (words[1]), NULL }, NULL, on_vcan_added,
                 g_object_ref (self));
  else
    netconf_run ((const char *[]){ "add-vcan", words[0], NULL }, NULL, on_vcan_added, g_object_ref (self));
}

static void
on_backend (InterfacesDialog *self)
{
  const Backend *backend = backends_list ()[gtk_drop_down_get_selected (self->backend)];

  gtk_entry_set_placeholder_text (self->channel, backend_get_channel_hint (backend));
}

static GtkWidget *
new_add_button (InterfacesDialog *self, const char *words, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (words);

  gtk_widget_set_halign (button, GTK_ALIGN_END);
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

static void
build_add (InterfacesDialog *self)
{
  FormGrid form = form_grid_new ();
  GtkStringList *names = gtk_string_list_new (NULL);

  for (const Backend *const *backend = backends_list (); *backend != NULL; backend++)
    gtk_string_list_append (names, backend_get_name (*backend));
  form_grid_heading (&form, _ ("A channel by its name"));
  self->backend = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (names), NULL));
  g_signal_connect_swapped (self->backend, "notify::selected", G_CALLBACK (on_backend), self);
  form_grid_add (&form, _ ("Kind of interface"), GTK_WIDGET (self->backend), NULL);
  self->channel = GTK_ENTRY (gtk_entry_new ());
  gtk_editable_set_width_chars (GTK_EDITABLE (self->channel), 34);
  g_signal_connect_swapped (self->channel, "activate", G_CALLBACK (on_add_channel), self);
  form_grid_add (&form, _ ("Channel"), GTK_WIDGET (self->channel), NULL);
  form_grid_add_wide (&form, new_add_button (self, _ ("Add Channel"), G_CALLBACK (on_add_channel)));
  form_grid_heading (&form, _ ("A virtual CAN interface of this machine"));
  self->vcan = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_placeholder_text (self->vcan, _ ("vcan0, or two ends: vxcan0 vxcan1"));
  g_signal_connect_swapped (self->vcan, "activate", G_CALLBACK (on_add_vcan), self);
  form_grid_add (&form, _ ("Name"), GTK_WIDGET (self->vcan), NULL);
  form_grid_add_wide (&form, new_add_button (self, _ ("Make Interface"), G_CALLBACK (on_add_vcan)));
  gtk_widget_set_margin_top (GTK_WIDGET (form.grid), 8);
  gtk_widget_set_margin_bottom (GTK_WIDGET (form.grid), 8);
  gtk_widget_set_margin_start (GTK_WIDGET (form.grid), 8);
  gtk_widget_set_margin_end (GTK_WIDGET (form.grid), 8);
  gtk_popover_set_child (self->add_popover, GTK_WIDGET (form.grid));
  on_backend (self);
}

/* --- The dialog --- */

static void
on_start (InterfacesDialog *self)
{
  interface_list_save (self->interfaces);
  g_signal_emit (self, signals[SIGNAL_START], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
interfaces_dialog_dispose (GObject *object)
{
  InterfacesDialog *self = INTERFACES_DIALOG (object);

  self->details = NULL;
  if (self->interfaces != NULL)
    g_signal_handlers_disconnect_by_data (self->interfaces, self);
  gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->interfaces);
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
  gtk_widget_class_bind_template_child (widget_class, InterfacesDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, InterfacesDialog, add_popover);
  gtk_widget_class_bind_template_child (widget_class, InterfacesDialog, start_button);
  gtk_widget_class_bind_template_child (widget_class, InterfacesDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, InterfacesDialog, obstacles);
  gtk_widget_class_bind_template_child (widget_class, InterfacesDialog, details);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_start);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
interfaces_dialog_init (InterfacesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_placeholder (self->list, form_label (_ ("No interface was found."), TRUE));
  build_add (self);
}

GtkWidget *
interfaces_dialog_new (GSettings *settings)
{
  InterfacesDialog *self = g_object_new (INTERFACES_TYPE_DIALOG, NULL);
  GtkListBoxRow *row, *first;

  self->interfaces = interface_list_new (settings);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->interfaces), new_row, self, NULL);
  fill_obstacles (self);
  show_problem (self, NULL);
  update (self);
  first = gtk_list_box_get_row_at_index (self->list, 0);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (interface_row_get_item (INTERFACE_ROW (row))->profile->chosen)
      {
        first = row;
        break;
      }
  gtk_list_box_select_row (self->list, first);
  on_row_selected (self, first);
  return GTK_WIDGET (self);
}
