/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/live.h"

#include "backends/bus-defaults.h"
#include "base/errors.h"

#include <string.h>

#include "base/banned.h"

static gboolean
set_typed (BusConfig *config, const CliOptions *typed, const char *channel, GError **error)
{
  const char *const pairs[][2] = {
    { "channel", typed->channel != NULL ? typed->channel : channel },
    { "bitrate", typed->bitrate },
    { "data_bitrate", typed->data_bitrate },
    { "fd", typed->fd ? "1" : NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (pairs[i][1] != NULL && !bus_config_set (config, pairs[i][0], pairs[i][1], error))
      return FALSE;
  for (guint i = 0; i < typed->settings->len; i++)
    if (!bus_config_set_pair (config, g_ptr_array_index (typed->settings, i), error))
      return FALSE;
  return TRUE;
}

static const Backend *
choose_backend (const CliOptions *typed, GHashTable *defaults, GError **error)
{
  const BusDefault *entry = g_hash_table_lookup (defaults, "interface");
  const char *id = typed->interface != NULL ? typed->interface : entry != NULL ? entry->value : "socketcan";
  const Backend *backend = backend_find (id);

  if (backend == NULL)
    {
      g_autoptr (GString) known = g_string_new (NULL);

      for (const Backend *const *b = backends_list (); *b != NULL; b++)
        g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", backend_get_id (*b));
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s: no such interface; known are %s"), id, known->str);
    }
  return backend;
}

/* What was typed for nothing is wrong; what a configuration file says may be meant for others. */
static gboolean
check_settings (const Backend *backend, const CliOptions *typed, GError **error)
{
  BusConfig *config = bus_config_new ();
  gboolean ok = TRUE;

  for (guint i = 0; i < typed->settings->len && ok; i++)
    ok = bus_config_set_pair (config, g_ptr_array_index (typed->settings, i), error);
  ok = ok && backend_check_config (backend, config, error);
  bus_config_free (config);
  return ok;
}

BusConfig *
live_config (const CliOptions *typed, const char *channel, const GArray *filters, const Backend **backend, char **name,
             CliStatus *status)
{
  g_autoptr (GHashTable) defaults = bus_defaults_read (typed->context, typed->config);
  BusConfig *config = bus_config_new ();
  GError *error = NULL;

  *backend = choose_backend (typed, defaults, &error);
  if (filters != NULL)
    config->filters = g_array_copy ((GArray *) filters);
  if (*backend != NULL && bus_defaults_apply (defaults, *backend, config, &error)
      && set_typed (config, typed, channel, &error) && check_settings (*backend, typed, &error))
    {
      *name = g_strdup (config->channel != NULL ? config->channel : backend_get_id (*backend));
      return config;
    }
  *status = cli_fail (error);
  bus_config_free (config);
  return NULL;
}

Bus *
live_open (const CliOptions *typed, const char *channel, const GArray *filters, char **name, CliStatus *status)
{
  const Backend *backend;
  BusConfig *config = live_config (typed, channel, filters, &backend, name, status);
  GError *error = NULL;
  Bus *bus = config != NULL ? bus_open (backend, config, 0, &error) : NULL;

  if (config != NULL && bus == NULL)
    *status = cli_fail (error);
  bus_config_free (config);
  return bus;
}

gboolean
live_parse_seconds (const char *option, const char *text, double *seconds)
{
  char *end = NULL;

  *seconds = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && *seconds >= 0 && *seconds <= 1e9)
    return TRUE;
  cli_message (_ ("--%s %s: seconds are needed"), option, text);
  return FALSE;
}
