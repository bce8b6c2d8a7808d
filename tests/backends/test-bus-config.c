/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/backend.h"

#include "backends/bus-defaults.h"
#include "base/errors.h"

#include <glib/gstdio.h>
#include <string.h>

static void
test_keys (void)
{
  BusConfig *config = bus_config_new (), *copy;
  GError *error = NULL;

  g_assert_true (bus_config_set (config, "channel", "can0", NULL));
  g_assert_true (bus_config_set (config, "bitrate", "500k", NULL));
  g_assert_cmpuint (config->bitrate, ==, 500000);
  g_assert_true (bus_config_set (config, "data_bitrate", "2M", NULL));
  g_assert_cmpuint (config->data_bitrate, ==, 2000000);
  g_assert_true (bus_config_set (config, "sample_point", "87.5%", NULL));
  g_assert_cmpfloat_with_epsilon (config->sample_point, 0.875, 1e-12);
  g_assert_true (bus_config_set (config, "fd", "True", NULL));
  g_assert_true (config->fd);
  g_assert_true (bus_config_set (config, "receive_own_messages", "no", NULL));
  g_assert_true (config->without_own);
  g_assert_true (bus_config_set (config, "port", "43113", NULL));
  g_assert_cmpstr (bus_config_get_setting (config, "port", "1"), ==, "43113");
  g_assert_cmpstr (bus_config_get_setting (config, "hop", "1"), ==, "1");

  copy = bus_config_copy (config);
  bus_config_free (config);
  g_assert_cmpstr (copy->channel, ==, "can0");
  g_assert_cmpstr (bus_config_get_setting (copy, "port", NULL), ==, "43113");

  static const char *const wrong[][2]
      = { { "bitrate", "fast" },   { "bitrate", "0" },         { "bitrate", "1e99" },    { "fd", "perhaps" },
          { "sample_point", "0" }, { "sample_point", "101%" }, { "data_bitrate", "5kk" } };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (bus_config_set (copy, wrong[i][0], wrong[i][1], &error));
      g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
      g_clear_error (&error);
    }
  bus_config_free (copy);
}

static void
test_pairs (void)
{
  BusConfig *config = bus_config_new ();
  GError *error = NULL;

  g_assert_true (bus_config_apply (config, " bitrate=250k,fd  port=1=2 ", NULL));
  g_assert_cmpuint (config->bitrate, ==, 250000);
  g_assert_true (config->fd);
  g_assert_cmpstr (bus_config_get_setting (config, "port", NULL), ==, "1=2");
  g_assert_true (bus_config_apply (config, "", NULL));
  g_assert_false (bus_config_apply (config, "bitrate=fast fd=no", &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_true (config->fd);
  g_assert_false (bus_config_set_pair (config, "=1", &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
  g_clear_error (&error);
  bus_config_free (config);
}

static void
test_filters (void)
{
  BusFilter filters[2];
  char *reason = NULL;

  g_assert_true (bus_filter_parse ("123:7FF", &filters[0], &reason));
  g_assert_true (bus_filter_parse ("18DAF100:1FFFFF00", &filters[1], &reason));
  g_assert_true (bus_filter_passes (filters, 2, 0x123));
  g_assert_false (bus_filter_passes (filters, 2, 0x124));
  g_assert_true (bus_filter_passes (filters, 2, CAN_ID_EXTENDED | 0x18DAF1FF));
  g_assert_false (bus_filter_passes (filters, 2, CAN_ID_EXTENDED | 0x18DBF1FF));
  g_assert_true (bus_filter_passes (NULL, 0, 0x7FF));

  g_assert_true (bus_filter_parse ("400~700", &filters[0], &reason));
  g_assert_false (bus_filter_passes (filters, 1, 0x456));
  g_assert_true (bus_filter_passes (filters, 1, 0x356));

  /* Two inverted ones hold together. */
  g_assert_true (bus_filter_parse ("500~7FF", &filters[1], &reason));
  g_assert_false (bus_filter_passes (filters, 2, 0x456));
  g_assert_false (bus_filter_passes (filters, 2, 0x500));
  g_assert_true (bus_filter_passes (filters, 2, 0x501));

  static const char *const wrong[] = { "", "123", "123:", ":7FF", "12G:7FF", "123456789:7FF", "1:2:3" };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (bus_filter_parse (wrong[i], &filters[0], &reason));
      g_assert_nonnull (reason);
      g_clear_pointer (&reason, g_free);
    }
}

static void
test_list (void)
{
  GPtrArray *ports = g_ptr_array_new_with_free_func ((GDestroyNotify) bus_port_free);

  backend_list_ports (NULL, ports);
  g_assert_cmpuint (ports->len, >=, 1);
  g_assert_nonnull (backend_find ("virtual"));
  g_assert_null (backend_find ("carrier-pigeon"));
  for (const Backend *const *backend = backends_list (); *backend != NULL; backend++)
    {
      g_autofree char *obstacle = backend_dup_obstacle (*backend);

      g_assert_cmpstr (backend_get_id (*backend), !=, "");
      g_assert_true (obstacle == NULL || obstacle[0] != '\0');
    }
  g_ptr_array_unref (ports);
}

/* --- python-can's configuration --- */

static char *home;

static void
write_home (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (home, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
assert_default (GHashTable *defaults, const char *key, const char *value, const char *origin)
{
  const BusDefault *entry = g_hash_table_lookup (defaults, key);

  if (value == NULL)
    {
      g_assert_null (entry);
      return;
    }
  g_assert_nonnull (entry);
  g_assert_cmpstr (entry->value, ==, value);
  g_assert_true (g_str_has_suffix (entry->origin, origin));
}

/* Expectations are what python-can 4.1's load_config gives for the same files and variables. */
static void
test_defaults (void)
{
  g_autoptr (GHashTable) plain = NULL, named = NULL, other = NULL;
  g_autofree char *alone = g_build_filename (home, "alone.conf", NULL);

  write_home ("can.conf", "[default]\ninterface = serial\nchannel = /dev/ttyS0\nbaudrate: 9600\n");
  write_home (".can", "# a comment\n[default]\nbustype = socketcan_native\nchannel = can3\n[other]\nchannel = can4\n");
  write_home (".canrc", "nonsense\n[default]\nchannel=can5\n; and more\nBitrate = 125000\n");
  write_home ("alone.conf", "[default]\nchannel = here\n");
  plain = bus_defaults_read (NULL, NULL);
  assert_default (plain, "interface", "serial", "/can.conf"); /* which stands beside the older word */
  assert_default (plain, "channel", "can5", "/.canrc");
  assert_default (plain, "baudrate", "9600", "/can.conf");
  assert_default (plain, "bitrate", "125000", "/.canrc");
  g_setenv ("CAN_CONFIG", "{\"bustype\": \"slcan\", \"channel\": \"/dev/ttyACM0\", \"bitrate\": 500000, \"fd\": true}",
            TRUE);
  g_setenv ("CAN_CHANNEL", "can6", TRUE);
  g_setenv ("CAN_CHANNEL_other", "can7", TRUE);
  named = bus_defaults_read ("other", NULL);
  assert_default (named, "interface", "slcan", "CAN_CONFIG");
  assert_default (named, "channel", "can7", "CAN_CHANNEL_other");
  assert_default (named, "bitrate", "500000", "CAN_CONFIG");
  assert_default (named, "fd", "true", "CAN_CONFIG");
  assert_default (named, "baudrate", "9600", "/can.conf");
  g_setenv ("CAN_CONFIG", "[1, 2", TRUE);
  other = bus_defaults_read ("nowhere", alone);
  assert_default (other, "interface", NULL, NULL);
  assert_default (other, "channel", "can6", "CAN_CHANNEL");
  g_unsetenv ("CAN_CONFIG");
  g_unsetenv ("CAN_CHANNEL");
  g_unsetenv ("CAN_CHANNEL_other");
}

/* What is meant for other programs' backends is passed over, what makes no sense is told with its place. */
static void
test_defaults_apply (void)
{
  const Backend *socketcan = backend_find ("socketcan"), *virtual = backend_find ("virtual");
  BusConfig *config = bus_config_new ();
  g_autoptr (GHashTable) defaults = NULL, wrong = NULL;
  g_autoptr (GError) error = NULL;

  write_home ("can.conf", "");
  write_home (".can", "[default]\nbustype = socketcan_native\nchannel = can3\nbitrate = 250000\nfd = no\n");
  write_home (".canrc", "[default]\nserial_of_another = 7\n");
  defaults = bus_defaults_read (NULL, NULL);
  g_assert_true (bus_defaults_get_backend (defaults) == socketcan);
  g_assert_true (bus_defaults_name (defaults, socketcan, "can3"));
  g_assert_false (bus_defaults_name (defaults, socketcan, "can4"));
  g_assert_false (bus_defaults_name (defaults, virtual, "can3"));
  g_assert_true (bus_defaults_apply (defaults, socketcan, config, &error));
  g_assert_cmpstr (config->channel, ==, "can3");
  g_assert_cmpuint (config->bitrate, ==, 0); /* an interface's rate is not set by opening it */
  g_assert_true (bus_defaults_apply (defaults, virtual, config, &error));
  g_assert_cmpuint (config->bitrate, ==, 250000);
  write_home (".canrc", "[default]\nbitrate = fast\n");
  wrong = bus_defaults_read (NULL, NULL);
  g_assert_false (bus_defaults_apply (wrong, virtual, config, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
  g_assert_nonnull (strstr (error->message, "/.canrc: bitrate=fast"));
  bus_config_free (config);
}

static void
clear_home (void)
{
  const char *const names[] = { "can.conf", ".can", ".canrc", "alone.conf" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (home, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (home);
  g_free (home);
}

int
main (int argc, char **argv)
{
  int status;

  home = g_dir_make_tmp ("canid-home-XXXXXX", NULL);
  g_setenv ("HOME", home, TRUE); /* before anybody asks */
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bus-config/keys", test_keys);
  g_test_add_func ("/bus-config/pairs", test_pairs);
  g_test_add_func ("/bus-config/filters", test_filters);
  g_test_add_func ("/bus-config/list", test_list);
  g_test_add_func ("/bus-config/defaults", test_defaults);
  g_test_add_func ("/bus-config/defaults-apply", test_defaults_apply);
  status = g_test_run ();
  clear_home ();
  return status;
}
