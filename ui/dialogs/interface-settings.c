/* interface-settings.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/interface-settings.h"

#include "base/i18n.h"
#include "session/bus-test.h"
#include "ui/dialogs/form-grid.h"
#include "ui/dialogs/interface-link.h"
#include "ui/dialogs/interface-options.h"
#include "ui/file-dialog.h"
#include "ui/widgets/swatch.h"

#define TEST_SECONDS 1.0
#define N_COLORS 8

struct _InterfaceSettings
{
  GtkBox parent;

  InterfaceItem *item;
  GtkLabel *title, *subtitle, *verdict;
  GtkWidget *databases, *test, *link;
  gboolean had_link, was_up;
  uint32_t rate;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (InterfaceSettings, interface_settings, GTK_TYPE_BOX)

static guint signal_changed;

static void
changed (InterfaceSettings *self)
{
  g_signal_emit (self, signal_changed, 0);
}

/* --- Name and colour --- */

static void
on_name (GtkEditable *entry, InterfaceSettings *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  bus_profile_set_text (&self->item->profile->name, text);
  changed (self);
}

static void
on_color (GtkDropDown *drop_down, GParamSpec *property, InterfaceSettings *self)
{
  self->item->profile->color = (int) gtk_drop_down_get_selected (drop_down) - 1;
  changed (self);
}

static void
setup_color (GtkListItemFactory *factory, GtkListItem *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  gtk_box_append (GTK_BOX (box), color_swatch_new ());
  gtk_box_append (GTK_BOX (box), gtk_label_new (NULL));
  gtk_list_item_set_child (row, box);
}

static void
bind_color (GtkListItemFactory *factory, GtkListItem *row)
{
  GtkWidget *swatch = gtk_widget_get_first_child (gtk_list_item_get_child (row));
  GtkStringObject *name = gtk_list_item_get_item (row);

  color_swatch_set_signal (COLOR_SWATCH (swatch), (int) gtk_list_item_get_position (row) - 1);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_next_sibling (swatch)), gtk_string_object_get_string (name));
}

static GtkWidget *
new_color (InterfaceSettings *self)
{
  const char *names[] = { _ ("By its place"), _ ("Blue"), _ ("Orange"), _ ("Green"), _ ("Pink"),
                          _ ("Olive"),        _ ("Cyan"), _ ("Violet"), _ ("Ink"),   NULL };
  GtkWidget *drop_down = gtk_drop_down_new_from_strings (names);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_color), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_color), NULL);
  gtk_drop_down_set_factory (GTK_DROP_DOWN (drop_down), factory);
  g_object_unref (factory);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), (guint) CLAMP (self->item->profile->color + 1, 0, N_COLORS));
  g_signal_connect (drop_down, "notify::selected", G_CALLBACK (on_color), self);
  return drop_down;
}

/* --- Databases of this bus --- */

static void fill_databases (InterfaceSettings *self);

static void
set_databases (InterfaceSettings *self, GPtrArray *uris)
{
  g_ptr_array_add (uris, NULL);
  g_strfreev (self->item->profile->databases);
  self->item->profile->databases = g_strdupv ((char **) uris->pdata);
  fill_databases (self);
  changed (self);
}

static GPtrArray *
dup_databases (InterfaceSettings *self)
{
  GPtrArray *uris = g_ptr_array_new_with_free_func (g_free);

  for (char **uri = self->item->profile->databases; *uri != NULL; uri++)
    g_ptr_array_add (uris, g_strdup (*uri));
  return uris;
}

static void
on_remove_database (GtkButton *button, InterfaceSettings *self)
{
  g_autoptr (GPtrArray) uris = dup_databases (self);
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index"));

  g_ptr_array_remove_index (uris, index);
  set_databases (self, uris);
}

static void
on_database_chosen (GtkWidget *owner, GFile *file, GtkFileChooser *dialog)
{
  InterfaceSettings *self = INTERFACE_SETTINGS (owner);
  g_autoptr (GPtrArray) uris = dup_databases (self);

  g_ptr_array_add (uris, g_file_get_uri (file));
  set_databases (self, uris);
}

static void
on_add_database (InterfaceSettings *self)
{
  GtkFileChooser *dialog = file_dialog_new (GTK_WIDGET (self), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Database of This Bus"),
                                            _ ("_Choose"), on_database_chosen);

  file_dialog_add_filter (dialog, _ ("Databases (*.dbc)"), "*.dbc");
  file_dialog_show (dialog);
}

static void
add_database (InterfaceSettings *self, const char *uri, guint index)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  g_autofree char *path = g_file_get_parse_name (file), *name = g_filename_display_basename (path);
  g_autofree char *words = g_strdup_printf (_ ("Without %s"), name);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = gtk_label_new (name);
  GtkWidget *remove = gtk_button_new_from_icon_name ("list-remove-symbolic");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_tooltip_text (label, path);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (remove, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data (G_OBJECT (remove), "index", GUINT_TO_POINTER (index));
  g_signal_connect (remove, "clicked", G_CALLBACK (on_remove_database), self);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), remove);
  gtk_box_append (GTK_BOX (self->databases), row);
}

static void
fill_databases (InterfaceSettings *self)
{
  GtkWidget *child, *add = gtk_button_new_with_label (_ ("Add Database…"));

  while ((child = gtk_widget_get_first_child (self->databases)) != NULL)
    gtk_box_remove (GTK_BOX (self->databases), child);
  for (guint i = 0; self->item->profile->databases[i] != NULL; i++)
    add_database (self, self->item->profile->databases[i], i);
  gtk_widget_set_halign (add, GTK_ALIGN_START);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (on_add_database), self);
  gtk_box_append (GTK_BOX (self->databases), add);
}

/* --- A second of listening --- */

static void
show_verdict (InterfaceSettings *self, const char *text)
{
  gtk_label_set_text (self->verdict, text);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict), *text != '\0');
}

static void
on_tested (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (InterfaceSettings) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = bus_test_finish (result, &error);

  if (self->item == NULL)
    return;
  gtk_widget_set_sensitive (self->test, TRUE);
  show_verdict (self, sentence != NULL ? sentence : error->message);
}

static void
on_test (InterfaceSettings *self)
{
  const BusProfile *profile = self->item->profile;
  g_autoptr (GError) error = NULL;
  BusConfig *config = bus_profile_make_config (self->item->backend, profile->channel, profile->settings, &error);

  if (config == NULL)
    show_verdict (self, error->message);
  else
    {
      gtk_widget_set_sensitive (self->test, FALSE);
      show_verdict (self, _ ("Listening for a second…"));
      bus_test_run (self->item->backend, config, TEST_SECONDS, self->cancellable, on_tested, g_object_ref (self));
    }
  bus_config_free (config);
}

/* --- The whole --- */

static void
rebuild_link (InterfaceSettings *self)
{
  const CanLink *link = &self->item->link;
  GtkWidget *before = gtk_widget_get_prev_sibling (self->link);

  gtk_box_remove (GTK_BOX (self), self->link);
  self->link = self->item->has_link ? interface_link_new (self->item) : gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  if (self->item->has_link)
    g_signal_connect_swapped (self->link, "applied", G_CALLBACK (changed), self);
  gtk_box_insert_child_after (GTK_BOX (self), self->link, before);
  self->had_link = self->item->has_link;
  self->was_up = link->up;
  self->rate = link->status.bitrate;
}

/* What is typed stays, unless the kernel's settings are others now. */
static void
on_item (InterfaceSettings *self)
{
  const InterfaceItem *item = self->item;
  const char *state = item->present ? bus_state_text (item->status.state) : _ ("Not plugged in");
  g_autofree char *text = NULL;

  if (item->present && item->status.state == BUS_STATE_UNKNOWN)
    state = "";
  text
      = g_strdup_printf ("%s%s%s", state, *state != '\0' && *item->description != '\0' ? " · " : "", item->description);
  gtk_label_set_text (self->title, bus_profile_get_name (item->profile));
  gtk_label_set_text (self->subtitle, text);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), *text != '\0');
  gtk_widget_set_sensitive (self->test, item->present || !item->has_link);
  if (item->has_link != self->had_link
      || (item->has_link && (item->link.up != self->was_up || item->link.status.bitrate != self->rate)))
    rebuild_link (self);
}

static GtkWidget *
new_bus_form (InterfaceSettings *self)
{
  FormGrid form = form_grid_new ();
  GtkWidget *name = gtk_entry_new ();

  form_grid_heading (&form, _ ("Bus"));
  gtk_entry_set_placeholder_text (GTK_ENTRY (name), self->item->profile->channel);
  gtk_editable_set_text (GTK_EDITABLE (name), self->item->profile->name);
  g_signal_connect (name, "changed", G_CALLBACK (on_name), self);
  form_grid_add (&form, _ ("Name"), name, _ ("Of its channel in the trace, and in what is written"));
  form_grid_add (&form, _ ("Colour"), new_color (self), NULL);
  self->databases = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  fill_databases (self);
  form_grid_add (&form, _ ("Databases"), self->databases, _ ("For this bus alone"));
  return GTK_WIDGET (form.grid);
}

static GtkWidget *
new_find (InterfaceSettings *self)
{
  GtkWidget *find = gtk_button_new_with_label (_ ("Find the Bit Rate…"));

  gtk_widget_set_tooltip_text (find, _ ("Listens at one rate after the other"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (find), "win.find-bit-rate-of");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (find), "(ss)", backend_get_id (self->item->backend),
                                    self->item->profile->channel);
  return find;
}

static void
add_head (InterfaceSettings *self)
{
  const InterfaceItem *item = self->item;
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->title = GTK_LABEL (form_label ("", FALSE));
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "h2");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->title));
  self->subtitle = GTK_LABEL (form_label ("", TRUE));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->subtitle));
  self->test = gtk_button_new_with_label (_ ("Test"));
  gtk_widget_set_tooltip_text (self->test, _ ("Listens for a second, and says what is there and what may be wrong"));
  g_signal_connect_swapped (self->test, "clicked", G_CALLBACK (on_test), self);
  gtk_box_append (GTK_BOX (buttons), self->test);
  if (item->has_link ? item->link.has_controller : (backend_get_abilities (item->backend) & BUS_SET_RATE) != 0)
    gtk_box_append (GTK_BOX (buttons), new_find (self));
  gtk_box_append (GTK_BOX (self), buttons);
  self->verdict = GTK_LABEL (form_label ("", FALSE));
  gtk_label_set_selectable (self->verdict, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict), FALSE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->verdict));
}

static void
interface_settings_dispose (GObject *object)
{
  InterfaceSettings *self = INTERFACE_SETTINGS (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (interface_settings_parent_class)->dispose (object);
}

static void
interface_settings_class_init (InterfaceSettingsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = interface_settings_dispose;
  signal_changed
      = g_signal_new ("changed", INTERFACE_TYPE_SETTINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
interface_settings_init (InterfaceSettings *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 8);
  self->cancellable = g_cancellable_new ();
}

GtkWidget *
interface_settings_new (InterfaceItem *item)
{
  InterfaceSettings *self = g_object_new (INTERFACE_TYPE_SETTINGS, NULL);
  GtkWidget *options;

  self->item = g_object_ref (item);
  add_head (self);
  self->link = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self), self->link);
  rebuild_link (self);
  options = interface_options_new (item);
  g_signal_connect_swapped (options, "changed", G_CALLBACK (changed), self);
  gtk_box_append (GTK_BOX (self), options);
  gtk_box_append (GTK_BOX (self), new_bus_form (self));
  g_signal_connect_object (item, "changed", G_CALLBACK (on_item), self, G_CONNECT_SWAPPED);
  on_item (self);
  return GTK_WIDGET (self);
}
