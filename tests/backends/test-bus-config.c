/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/backend.h"

#include "base/errors.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bus-config/keys", test_keys);
  g_test_add_func ("/bus-config/pairs", test_pairs);
  g_test_add_func ("/bus-config/filters", test_filters);
  g_test_add_func ("/bus-config/list", test_list);
  return g_test_run ();
}
