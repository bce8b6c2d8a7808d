/* test-interfaces-dialog.c: interfaces as recorded from a kernel, some of them made ill: what rows and forms say, the
 * line of ip link, what is kept; pictures.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "backends/can-link.h"
#include "ui/app-settings.h"
#include "ui/dialogs/interface-link.h"
#include "ui/dialogs/interface-row.h"
#include "ui/dialogs/interface-settings.h"
#include "ui/dialogs/interfaces-dialog.h"
#include "ui/welcome-interfaces.h"
#include "widget-test.h"

static const char *folder;
static guint n_lists;

static CanLink *
load (const char *file, const char *name)
{
  g_autofree char *path = g_build_filename (folder, file, NULL), *bytes = NULL;
  CanLink *link = g_new0 (CanLink, 1);
  gsize n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_true (can_link_parse (bytes, n, link));
  g_strlcpy (link->name, name, sizeof link->name);
  return link;
}

static GPtrArray *
list_many (void)
{
  GPtrArray *links = g_ptr_array_new_with_free_func (g_free);
  CanLink *link = load ("can0.nlmsg", "can0");

  g_strlcpy (link->product, "PCAN-USB", sizeof link->product);
  g_strlcpy (link->driver, "peak_usb", sizeof link->driver);
  link->rx_frames += 400 * n_lists + 150 * (n_lists % 3);
  g_ptr_array_add (links, link);
  link = load ("can1.nlmsg", "can1");
  g_strlcpy (link->driver, "kvaser_pci", sizeof link->driver);
  g_ptr_array_add (links, link);
  link = load ("can2.nlmsg", "can2");
  g_strlcpy (link->product, "candleLight FD", sizeof link->product);
  g_strlcpy (link->driver, "gs_usb", sizeof link->driver);
  g_strlcpy (link->serial, "0035003A", sizeof link->serial);
  link->n_terminations = 2;
  link->terminations[1] = 120;
  link->rx_frames += 90 * n_lists;
  g_ptr_array_add (links, link);
  link = load ("can0.nlmsg", "can3");
  g_strlcpy (link->driver, "mcp251x", sizeof link->driver);
  link->mode = 0;
  link->restart_ms = 0;
  link->status.state = BUS_STATE_OFF;
  link->status.tec = 248;
  g_ptr_array_add (links, link);
  g_ptr_array_add (links, load ("vcan0.nlmsg", "vcan0"));
  n_lists++;
  return links;
}

static GPtrArray *
list_none (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

static const CanLinkKernel many = { list_many }, none = { list_none };

/* --- Looking --- */

static GtkListBoxRow *
row_of (GtkWidget *dialog, const char *channel)
{
  GtkListBox *list = GTK_LIST_BOX (widget_test_find_words (dialog, GTK_TYPE_LIST_BOX, NULL));
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
    if (strcmp (interface_row_get_item (INTERFACE_ROW (row))->profile->channel, channel) == 0)
      return row;
  return NULL;
}

static void
look_at (GtkWidget *dialog, const char *channel)
{
  GtkListBoxRow *row = row_of (dialog, channel);

  g_assert_nonnull (row);
  gtk_list_box_select_row (GTK_LIST_BOX (gtk_widget_get_parent (GTK_WIDGET (row))), row);
  widget_test_settle ();
}

static GtkWidget *
open_dialog (const CanLinkKernel *kernel, const char *kept)
{
  GtkWidget *dialog;

  can_link_set_kernel (kernel);
  g_settings_set_value (app_settings_get (), "bus-profiles", g_variant_new_parsed (kept != NULL ? kept : "@aa{sv} []"));
  dialog = interfaces_dialog_new (app_settings_get ());
  gtk_window_present (GTK_WINDOW (dialog));
  widget_test_settle ();
  return dialog;
}

static void
close_dialog (GtkWidget *dialog)
{
  gtk_window_destroy (GTK_WINDOW (dialog));
  widget_test_settle ();
  can_link_set_kernel (NULL);
}

/* --- Tests --- */

static gboolean
has_traffic (gpointer row)
{
  return interface_row_get_item (row)->rate > 0;
}

static void
test_many (void)
{
  GtkWidget *dialog = open_dialog (&many, NULL);

  g_assert_true (widget_test_says (GTK_WIDGET (row_of (dialog, "can0")),
                                   "PCAN-USB (peak_usb), 500000 bit/s at 87.5 %, listen-only"));
  g_assert_true (widget_test_says (GTK_WIDGET (row_of (dialog, "can0")), "● Error-active"));
  g_assert_true (widget_test_says (GTK_WIDGET (row_of (dialog, "can1")), "○ Down"));
  g_assert_true (widget_test_says (GTK_WIDGET (row_of (dialog, "can2")), "serial number 0035003A"));
  g_assert_true (widget_test_says (GTK_WIDGET (row_of (dialog, "can3")), "■ Bus-off"));
  g_assert_true (widget_test_says (GTK_WIDGET (row_of (dialog, "vcan0")), "vcan"));
  widget_test_wait (has_traffic, row_of (dialog, "can0"));
  look_at (dialog, "can0");
  g_assert_true (
      widget_test_says (dialog,
                        "ip link set can0 down && ip link set can0 type can bitrate 500000 sample-point 0.875"));
  widget_test_pictures (GTK_WINDOW (dialog), "interfaces-many");
  look_at (dialog, "can2");
  g_assert_true (widget_test_says (dialog, "dbitrate 2000000"));
  widget_test_pictures (GTK_WINDOW (dialog), "interfaces-fd");
  look_at (dialog, "vcan0");
  g_assert_nonnull (widget_test_find_words (dialog, GTK_TYPE_BUTTON, "Delete"));
  close_dialog (dialog);
}

static GtkEditable *
first_entry (GtkWidget *dialog)
{
  return GTK_EDITABLE (
      widget_test_find_words (widget_test_find_words (dialog, INTERFACE_TYPE_LINK, NULL), GTK_TYPE_ENTRY, NULL));
}

/* Nobody knows this bus: it begins with listening; what is wrong is said, and cannot be applied. */
static void
test_unknown (void)
{
  GtkWidget *dialog = open_dialog (&many, NULL), *apply;

  look_at (dialog, "can1");
  g_assert_true (gtk_check_button_get_active (
      GTK_CHECK_BUTTON (widget_test_find_words (dialog, GTK_TYPE_CHECK_BUTTON, "listen-only"))));
  g_assert_true (widget_test_says (dialog, "A bit rate is needed"));
  apply = widget_test_find_words (dialog, GTK_TYPE_BUTTON, "Apply and Start");
  g_assert_false (gtk_widget_get_sensitive (apply));
  gtk_editable_set_text (first_entry (dialog), "9M");
  g_assert_true (widget_test_says (dialog, "clock of 8 MHz"));
  widget_test_pictures (GTK_WINDOW (dialog), "interfaces-wrong");
  gtk_editable_set_text (first_entry (dialog), "250k");
  widget_test_settle ();
  g_assert_true (gtk_widget_get_sensitive (apply));
  g_assert_true (widget_test_says (dialog, "ip link set can1 type can bitrate 250000"));
  g_assert_true (widget_test_says (dialog, "listen-only on"));
  g_assert_false (gtk_widget_get_sensitive (widget_test_find_words (dialog, GTK_TYPE_CHECK_BUTTON, "CAN FD")));
  close_dialog (dialog);
}

static void
test_kept (void)
{
  GtkWidget *dialog = open_dialog (&many, "[{'interface': <'socketcan'>, 'channel': <'can9'>, 'serial': <'GONE'>,"
                                          " 'name': <'Chassis'>, 'chosen': <true>, 'opened': <true>}]");
  g_autoptr (GVariant) kept = NULL, first = NULL;
  const char *text;

  g_assert_true (widget_test_says (GTK_WIDGET (row_of (dialog, "can9")), "Chassis"));
  g_assert_true (widget_test_says (GTK_WIDGET (row_of (dialog, "can9")), "Not plugged in"));
  look_at (dialog, "can2");
  gtk_editable_set_text (GTK_EDITABLE (
                             widget_test_find_words (widget_test_find_words (dialog, INTERFACE_TYPE_SETTINGS, NULL),
                                                     GTK_TYPE_ENTRY, NULL)),
                         "2M");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (widget_test_find_words (GTK_WIDGET (row_of (dialog, "can2")),
                                                                         GTK_TYPE_CHECK_BUTTON, NULL)),
                               TRUE);
  widget_test_settle ();
  g_assert_nonnull (widget_test_find_words (dialog, GTK_TYPE_BUTTON, "Start 2 Buses"));
  widget_test_pictures (GTK_WINDOW (dialog), "interfaces-kept");
  close_dialog (dialog);
  kept = g_settings_get_value (app_settings_get (), "bus-profiles");
  g_assert_cmpuint (g_variant_n_children (kept), ==, 2);
  first = g_variant_get_child_value (kept, 1);
  g_assert_true (g_variant_lookup (first, "serial", "&s", &text));
  g_assert_cmpstr (text, ==, "0035003A");
}

/* A kernel without CAN: the reason stands there, the rest works. */
static void
test_none (void)
{
  GtkWidget *dialog = open_dialog (&none, NULL);
  g_autoptr (GVariant) kept = NULL;

  g_assert_null (row_of (dialog, "can0"));
  g_assert_nonnull (row_of (dialog, "239.74.163.2"));
  look_at (dialog, "239.74.163.2");
  widget_test_pictures (GTK_WINDOW (dialog), "interfaces-none");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (widget_test_find_words (GTK_WIDGET (row_of (dialog, "239.74.163.2")),
                                                                         GTK_TYPE_CHECK_BUTTON, NULL)),
                               TRUE);
  g_assert_nonnull (widget_test_find_words (dialog, GTK_TYPE_BUTTON, "Start"));
  close_dialog (dialog);
  kept = g_settings_get_value (app_settings_get (), "bus-profiles");
  g_assert_cmpuint (g_variant_n_children (kept), ==, 1);
}

static gboolean
is_chosen (GtkWidget *dialog, const char *channel)
{
  return interface_row_get_item (INTERFACE_ROW (row_of (dialog, channel)))->profile->chosen;
}

/* What python-can's configuration names is chosen until somebody has chosen another; also one that is not there. */
static void
test_configured (void)
{
  GtkWidget *dialog;

  g_setenv ("CAN_INTERFACE", "socketcan_native", TRUE);
  g_setenv ("CAN_CHANNEL", "can2", TRUE);
  dialog = open_dialog (&many, NULL);
  g_assert_true (is_chosen (dialog, "can2"));
  g_assert_false (is_chosen (dialog, "can0"));
  g_assert_true (gtk_list_box_row_is_selected (row_of (dialog, "can2")));
  g_assert_true (widget_test_says (GTK_WIDGET (row_of (dialog, "can2")), "CAN_CHANNEL"));
  g_assert_true (gtk_widget_get_sensitive (widget_test_find_words (dialog, GTK_TYPE_BUTTON, "Start")));
  widget_test_pictures (GTK_WINDOW (dialog), "interfaces-configured");
  close_dialog (dialog);
  dialog = open_dialog (&many, "[{'interface': <'socketcan'>, 'channel': <'can1'>, 'chosen': <true>}]");
  g_assert_true (is_chosen (dialog, "can1"));
  g_assert_false (is_chosen (dialog, "can2"));
  close_dialog (dialog);
  g_setenv ("CAN_INTERFACE", "slcan", TRUE);
  g_setenv ("CAN_CHANNEL", "/dev/ttyACM7", TRUE);
  dialog = open_dialog (&many, NULL);
  g_assert_true (is_chosen (dialog, "/dev/ttyACM7"));
  close_dialog (dialog);
  g_unsetenv ("CAN_INTERFACE");
  g_unsetenv ("CAN_CHANNEL");
}

/* --- The welcome page --- */

static void
on_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  *(const char **) data = g_action_get_name (G_ACTION (action));
}

static const char *last_action;

static GtkWindow *
open_welcome (const CanLinkKernel *kernel, const char *kept)
{
  static const GActionEntry entries[] = { { "capture", on_action }, { "interfaces", on_action } };
  GtkWidget *list = welcome_interfaces_new ();
  GSimpleActionGroup *group = g_simple_action_group_new ();

  can_link_set_kernel (kernel);
  g_settings_set_value (app_settings_get (), "bus-profiles", g_variant_new_parsed (kept));
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), &last_action);
  gtk_widget_insert_action_group (list, "win", G_ACTION_GROUP (group));
  g_object_unref (group);
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  return widget_test_show (list, 720, 460);
}

static void
assert_only_chosen (const char *channel)
{
  g_autoptr (GVariant) kept = g_settings_get_value (app_settings_get (), "bus-profiles");
  guint n = 0;

  for (guint i = 0; i < g_variant_n_children (kept); i++)
    {
      g_autoptr (GVariant) one = g_variant_get_child_value (kept, i);
      const char *text = "";
      gboolean chosen = FALSE;

      g_variant_lookup (one, "chosen", "b", &chosen);
      g_variant_lookup (one, "channel", "&s", &text);
      n += chosen;
      if (chosen)
        g_assert_cmpstr (text, ==, channel);
    }
  g_assert_cmpuint (n, ==, 1);
}

/* Each with its state and the button that fits: what runs is started alone, what cannot is set up. */
static void
test_welcome (void)
{
  GtkWindow *window = open_welcome (&many, "[{'interface': <'udp_multicast'>, 'channel': <'239.74.163.2'>,"
                                           " 'chosen': <true>, 'opened': <true>}]");
  GtkWidget *root = GTK_WIDGET (window);

  widget_test_until (widget_test_says (root, "can3") && widget_test_says (root, "239.74.163.2"));
  g_assert_true (widget_test_says (root, "Error-active"));
  g_assert_true (widget_test_says (root, "500 kbit/s"));
  g_assert_true (widget_test_says (root, "Bus-off"));
  g_assert_false (widget_test_says (root, "/dev/ttyS0"));
  widget_test_pictures (window, "welcome-interfaces");
  g_signal_emit_by_name (widget_test_find_words (root, GTK_TYPE_BUTTON, "Start"), "clicked");
  g_assert_cmpstr (last_action, ==, "capture");
  assert_only_chosen ("can0");
  g_signal_emit_by_name (widget_test_find_words (root, GTK_TYPE_BUTTON, "Set Up…"), "clicked");
  g_assert_cmpstr (last_action, ==, "interfaces");
  assert_only_chosen ("can1");
  gtk_window_destroy (window);
  window = open_welcome (&none, "@aa{sv} []");
  widget_test_settle ();
  g_assert_nonnull (widget_test_find_words (GTK_WIDGET (window), GTK_TYPE_BUTTON, "Virtual, serial or network…"));
  g_assert_null (widget_test_find_words (GTK_WIDGET (window), GTK_TYPE_LIST_BOX, NULL));
  widget_test_pictures (window, "welcome-interfaces-none");
  gtk_window_destroy (window);
  can_link_set_kernel (NULL);
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  folder = argv[1];
  g_test_add_func ("/interfaces-dialog/many", test_many);
  g_test_add_func ("/interfaces-dialog/unknown", test_unknown);
  g_test_add_func ("/interfaces-dialog/kept", test_kept);
  g_test_add_func ("/interfaces-dialog/none", test_none);
  g_test_add_func ("/interfaces-dialog/configured", test_configured);
  g_test_add_func ("/interfaces-dialog/welcome", test_welcome);
  return g_test_run ();
}
