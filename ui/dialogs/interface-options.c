/* interface-options.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/interface-options.h"

#include "backends/bus-defaults.h"
#include "base/i18n.h"
#include "ui/dialogs/form-grid.h"
#include "ui/widgets/check-box.h"

struct _InterfaceOptions
{
  GtkBox parent;

  InterfaceItem *item;
  GHashTable *values;   /* key -> text: what differs from the default */
  GHashTable *defaults; /* python-can's configuration of this bus */
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (InterfaceOptions, interface_options, GTK_TYPE_BOX)

static guint signal_changed;

/* Of all backends. A rate's otherwise is shown while nothing is typed. */
static const struct
{
  const char *key;
  BusAbility ability; /* 0: always there */
  gboolean is_rate, reversed;
  const char *label, *help;
} options[] = {
  { "bitrate", BUS_SET_RATE, TRUE, FALSE, N_ ("Bit rate, bit/s"), NULL },
  { "data_bitrate", BUS_SET_RATE | BUS_FD, TRUE, FALSE, N_ ("Data rate, bit/s"), N_ ("Of the data of CAN FD") },
  { "fd", BUS_FD, FALSE, FALSE, N_ ("CAN FD"), N_ ("Frames of up to 64 bytes must be possible") },
  { "listen_only", BUS_LISTEN_ONLY, FALSE, FALSE, N_ ("Listen-only"),
    N_ ("Never acknowledges, never sends: nobody on the bus notices it") },
  { "one_shot", BUS_ONE_SHOT, FALSE, FALSE, N_ ("One-shot"), N_ ("A frame that fails is not repeated") },
  { "loopback", BUS_LOOPBACK, FALSE, FALSE, N_ ("Loopback"), N_ ("Hears what it sends itself; the bus stays quiet") },
  { "error_frames", BUS_ERROR_FRAMES, FALSE, TRUE, N_ ("Error frames"), N_ ("Those that the adapter reports") },
  { "receive_own_messages", 0, FALSE, TRUE, N_ ("Frames this program sends"), NULL },
  { "local_loopback", 0, FALSE, TRUE, N_ ("Frames other programs here send"), NULL },
};

/* --- The profile's text --- */

static void
read_settings (InterfaceOptions *self)
{
  g_auto (GStrv) pairs = g_strsplit_set (self->item->profile->settings, " ,", -1);

  for (char **pair = pairs; *pair != NULL; pair++)
    if (**pair != '\0')
      {
        char *equals = strchr (*pair, '=');

        g_hash_table_insert (self->values,
                             equals != NULL ? g_strndup (*pair, (gsize) (equals - *pair)) : g_strdup (*pair),
                             g_strdup (equals != NULL ? equals + 1 : "1"));
      }
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static char *
write_settings (InterfaceOptions *self)
{
  GString *out = g_string_new (NULL);
  guint n;
  g_autofree char **keys = (char **) g_hash_table_get_keys_as_array (self->values, &n);

  qsort (keys, n, sizeof *keys, compare_keys);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "%s%s=%s", i > 0 ? " " : "", keys[i],
                            (const char *) g_hash_table_lookup (self->values, keys[i]));
  return g_string_free (out, FALSE);
}

/* A setting that the backend does not know is wrong if it was typed. */
static gboolean
check_typed (InterfaceOptions *self, GError **error)
{
  BusConfig *typed = bus_config_new ();
  gboolean good = bus_config_apply (typed, self->item->profile->settings, error)
                  && backend_check_config (self->item->backend, typed, error);

  bus_config_free (typed);
  return good;
}

static void
check (InterfaceOptions *self)
{
  const BusProfile *profile = self->item->profile;
  g_autoptr (GError) error = NULL;
  BusConfig *config = bus_profile_make_config (self->item->backend, profile->channel, profile->settings, &error);
  gboolean good = config != NULL && check_typed (self, &error);

  gtk_label_set_text (self->problem, good ? "" : error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), !good);
  bus_config_free (config);
}

/* value "": the default. Blanks would end the pair. */
static void
set_value (InterfaceOptions *self, const char *key, const char *value)
{
  g_auto (GStrv) parts = g_strsplit_set (value, " ,\u00a0", -1);
  char *joined = g_strjoinv ("", parts);

  if (*joined != '\0')
    g_hash_table_insert (self->values, g_strdup (key), joined);
  else
    {
      g_hash_table_remove (self->values, key);
      g_free (joined);
    }
  g_free (self->item->profile->settings);
  self->item->profile->settings = write_settings (self);
  check (self);
  g_signal_emit (self, signal_changed, 0);
}

static const char *
key_of (gpointer widget)
{
  return g_object_get_data (G_OBJECT (widget), "key");
}

static void
on_text (GtkEditable *editable, gpointer data)
{
  set_value (data, key_of (editable), gtk_editable_get_text (editable));
}

static void
on_check (GtkCheckButton *check_button, gpointer data)
{
  gboolean reversed = g_object_get_data (G_OBJECT (check_button), "reversed") != NULL;
  gboolean on = gtk_check_button_get_active (check_button);

  set_value (data, key_of (check_button), on == reversed ? "" : on ? "1" : "0");
}

static void
on_choice (GtkDropDown *drop_down, GParamSpec *property, gpointer data)
{
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (drop_down);

  set_value (data, key_of (drop_down),
             gtk_drop_down_get_selected (drop_down) > 0 ? gtk_string_object_get_string (chosen) : "");
}

/* --- Rows --- */

static gboolean
is_yes (const char *value)
{
  static const char *const yes[] = { "1", "true", "yes", "on", NULL };

  return value != NULL && g_strv_contains (yes, value);
}

/* "500000, from /home/me/.canrc" */
static char *
dup_placeholder (InterfaceOptions *self, const char *key, const char *otherwise)
{
  const BusDefault *entry = g_hash_table_lookup (self->defaults, key);

  if (entry != NULL)
    return g_strdup_printf (_ ("%s, from %s"), entry->value, entry->origin);
  return g_strdup (otherwise != NULL ? otherwise : "");
}

static GtkWidget *
new_entry (InterfaceOptions *self, const char *key, const char *otherwise)
{
  GtkWidget *entry = gtk_entry_new ();
  const char *value = g_hash_table_lookup (self->values, key);
  g_autofree char *placeholder = dup_placeholder (self, key, otherwise);

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), placeholder);
  gtk_editable_set_text (GTK_EDITABLE (entry), value != NULL ? value : "");
  g_object_set_data_full (G_OBJECT (entry), "key", g_strdup (key), g_free);
  g_signal_connect (entry, "changed", G_CALLBACK (on_text), self);
  return entry;
}

static GtkWidget *
new_rate (InterfaceOptions *self, const char *key, const uint32_t *rates)
{
  static const uint32_t usual[] = { 125000, 250000, 500000, 1000000, 0 };
  GtkWidget *combo = form_rate_new (rates != NULL ? rates : usual);
  GtkEditable *editable = form_rate_get_editable (combo);
  const char *value = g_hash_table_lookup (self->values, key);
  g_autofree char *placeholder = dup_placeholder (self, key, NULL);

  gtk_editable_set_text (editable, value != NULL ? value : "");
  gtk_entry_set_placeholder_text (GTK_ENTRY (editable), placeholder);
  g_object_set_data_full (G_OBJECT (editable), "key", g_strdup (key), g_free);
  g_signal_connect (editable, "changed", G_CALLBACK (on_text), self);
  return combo;
}

static GtkWidget *
new_check (InterfaceOptions *self, const char *key, const char *label, gboolean reversed)
{
  GtkWidget *button = check_box_new (label);
  const char *value = g_hash_table_lookup (self->values, key);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), value != NULL ? is_yes (value) : reversed);
  g_object_set_data_full (G_OBJECT (button), "key", g_strdup (key), g_free);
  g_object_set_data (G_OBJECT (button), "reversed", reversed ? self : NULL);
  g_signal_connect (button, "toggled", G_CALLBACK (on_check), self);
  return button;
}

/* The first word stands for the default. */
static GtkWidget *
new_choice (InterfaceOptions *self, const BackendSetting *setting)
{
  g_auto (GStrv) words = g_strsplit (setting->choices, " ", -1);
  const char *value = g_hash_table_lookup (self->values, setting->name);
  g_autofree char *first = g_strdup_printf (_ ("default (%s)"), setting->otherwise != NULL ? setting->otherwise : "");
  GtkStringList *list = gtk_string_list_new ((const char *[]){ first, NULL });
  GtkWidget *drop_down = gtk_drop_down_new (G_LIST_MODEL (list), NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      gtk_string_list_append (list, words[i]);
      if (g_strcmp0 (words[i], value) == 0)
        gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), i + 1);
    }
  g_object_set_data_full (G_OBJECT (drop_down), "key", g_strdup (setting->name), g_free);
  g_signal_connect (drop_down, "notify::selected", G_CALLBACK (on_choice), self);
  return drop_down;
}

static void
add_option (InterfaceOptions *self, FormGrid *form, guint index)
{
  const Backend *backend = self->item->backend;
  const char *key = options[index].key, *refusal = NULL;
  guint missing = (guint) options[index].ability & ~backend_get_abilities (backend);
  GtkWidget *widget;

  for (guint bit = 1; bit <= missing && refusal == NULL; bit <<= 1)
    if (missing & bit)
      refusal = backend_get_refusal (backend, (BusAbility) bit);
  if (options[index].is_rate)
    {
      widget = new_rate (self, key, index == 0 ? backend_get_bitrates (backend) : backend_get_data_bitrates (backend));
      form_grid_add (form, _ (options[index].label), widget,
                     options[index].help != NULL ? _ (options[index].help) : NULL);
    }
  else
    {
      widget = new_check (self, key, _ (options[index].label), options[index].reversed);
      gtk_widget_set_tooltip_text (widget, options[index].help != NULL ? _ (options[index].help) : NULL);
      form_grid_add_wide (form, widget);
    }
  form_set_usable (widget, missing == 0, refusal != NULL ? refusal : _ ("This kind of interface cannot do that"));
}

/* Words for the settings of backends; "": nothing to set, it is python-can's and does nothing here. Others are called
 * as configuration files spell them. */
static const struct
{
  const char *name, *label;
} labels[] = {
  { "baudrate", N_ ("Serial line, bit/s") },
  { "btr", N_ ("BTR0 and BTR1") },
  { "faults", N_ ("Faults") },
  { "hop_limit", N_ ("Hop limit") },
  { "host", N_ ("Server") },
  { "id_kinds", N_ ("Kinds of identifiers") },
  { "interface", N_ ("Network interface") },
  { "port", N_ ("Port") },
  { "rtscts", N_ ("Hardware handshake (RTS, CTS)") },
  { "serial_number", N_ ("Serial number") },
  { "sleep_after_open", N_ ("Wait for it, seconds") },
  { "tcp_tune", "" },
  { "timeout", "" },
  { "timestamps", N_ ("Time stamps") },
  { "tty_baudrate", N_ ("Serial line, bit/s") },
};

static const char *
label_of (const BackendSetting *setting)
{
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (strcmp (labels[i].name, setting->name) == 0)
      return *labels[i].label != '\0' ? _ (labels[i].label) : "";
  return setting->name;
}

static void
add_setting (InterfaceOptions *self, FormGrid *form, const BackendSetting *setting)
{
  const char *label = label_of (setting);
  g_autofree char *help = g_strdup_printf (_ ("%s\nIn configuration files: %s"), _ (setting->help), setting->name);
  GtkWidget *widget;

  if (*label == '\0')
    return;
  if (setting->kind == SETTING_FLAG)
    {
      widget = new_check (self, setting->name, label, is_yes (setting->otherwise));
      gtk_widget_set_tooltip_text (widget, help);
      form_grid_add_wide (form, widget);
      return;
    }
  widget = setting->kind == SETTING_CHOICE ? new_choice (self, setting)
                                           : new_entry (self, setting->name, setting->otherwise);
  form_grid_add (form, label, widget, help);
}

static void
interface_options_dispose (GObject *object)
{
  InterfaceOptions *self = INTERFACE_OPTIONS (object);

  g_clear_object (&self->item);
  g_clear_pointer (&self->values, g_hash_table_unref);
  g_clear_pointer (&self->defaults, g_hash_table_unref);
  G_OBJECT_CLASS (interface_options_parent_class)->dispose (object);
}

static void
interface_options_class_init (InterfaceOptionsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = interface_options_dispose;
  signal_changed
      = g_signal_new ("changed", INTERFACE_TYPE_OPTIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
interface_options_init (InterfaceOptions *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 10);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

GtkWidget *
interface_options_new (InterfaceItem *item)
{
  InterfaceOptions *self = g_object_new (INTERFACE_TYPE_OPTIONS, NULL);
  FormGrid form = form_grid_new ();

  self->item = g_object_ref (item);
  self->defaults = bus_defaults_read (NULL, NULL);
  if (!bus_defaults_name (self->defaults, item->backend, item->profile->channel))
    g_hash_table_remove_all (self->defaults);
  read_settings (self);
  form_grid_heading (&form, _ ("How it is opened"));
  /* What a network interface keeps is set above, not by opening. */
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    if (!item->has_link
        || !(options[i].ability & (BUS_SET_RATE | BUS_FD | BUS_LISTEN_ONLY | BUS_ONE_SHOT | BUS_LOOPBACK)))
      add_option (self, &form, i);
  if (!item->has_link)
    for (const BackendSetting *setting = backend_get_settings (item->backend); setting->name != NULL; setting++)
      add_setting (self, &form, setting);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (form.grid));
  self->problem = GTK_LABEL (form_label ("", FALSE));
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "err");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->problem));
  check (self);
  return GTK_WIDGET (self);
}
