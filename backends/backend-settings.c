/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/backend-settings.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

static const BackendSetting no_settings[] = { { NULL } };

/* What is said where the backend has no better reason. */
static const struct
{
  guint ability;
  const char *what, *reason;
} abilities[] = {
  { BUS_TRANSMIT, N_ ("sending"), N_ ("It only listens") },
  { BUS_FD, N_ ("CAN FD"), N_ ("It is classic CAN only") },
  { BUS_SET_RATE, N_ ("a bit rate"), N_ ("Opening it sets no bit rate") },
  { BUS_LISTEN_ONLY, N_ ("listen-only"), N_ ("It cannot keep from acknowledging") },
  { BUS_LOOPBACK, N_ ("loopback"), N_ ("Its controller has no loopback that could be switched") },
  { BUS_ONE_SHOT, N_ ("one-shot"), N_ ("It cannot be told to send without repetition") },
  { BUS_ERROR_FRAMES, N_ ("error frames"), N_ ("It does not report error frames") },
  { BUS_FILTERS, N_ ("filters"), N_ ("The program filters itself") },
  { BUS_CONFIRMS, N_ ("confirmation"), N_ ("It does not say when a frame was on the wire") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (abilities) == BUS_N_ABILITIES);

const BackendSetting *
backend_get_settings (const Backend *self)
{
  return self->settings != NULL ? self->settings : no_settings;
}

static gboolean
is_named (const BackendSetting *setting, const char *name)
{
  g_auto (GStrv) aliases = g_strsplit (setting->aliases != NULL ? setting->aliases : "", " ", -1);

  return strcmp (setting->name, name) == 0 || g_strv_contains ((const char *const *) aliases, name);
}

const BackendSetting *
backend_find_setting (const Backend *self, const char *name)
{
  for (const BackendSetting *setting = backend_get_settings (self); setting->name != NULL; setting++)
    if (is_named (setting, name))
      return setting;
  return NULL;
}

const char *
backend_get_channel_hint (const Backend *self)
{
  return self->channel_hint != NULL ? _ (self->channel_hint) : "";
}

const uint32_t *
backend_get_bitrates (const Backend *self)
{
  return self->bitrates;
}

const uint32_t *
backend_get_data_bitrates (const Backend *self)
{
  return self->data_bitrates;
}

const char *
bus_ability_text (BusAbility ability)
{
  for (guint i = 0; i < G_N_ELEMENTS (abilities); i++)
    if (abilities[i].ability == (guint) ability)
      return _ (abilities[i].what);
  return "";
}

const char *
backend_get_refusal (const Backend *self, BusAbility ability)
{
  if (self->abilities & ability)
    return NULL;
  for (const BackendRefusal *refusal = self->refusals; refusal != NULL && refusal->reason != NULL; refusal++)
    if (refusal->abilities & ability)
      return _ (refusal->reason);
  for (guint i = 0; i < G_N_ELEMENTS (abilities); i++)
    if (abilities[i].ability == (guint) ability)
      return _ (abilities[i].reason);
  return NULL;
}

/* --- Checking --- */

/* What was asked for and cannot be had is refused, never passed over. */
static gboolean
check_abilities (const Backend *self, const BusConfig *config, GError **error)
{
  const guint asked = (config->fd || config->data_bitrate > 0 ? BUS_FD : 0)
                      | (config->bitrate > 0 || config->data_bitrate > 0 ? BUS_SET_RATE : 0)
                      | (config->listen_only ? BUS_LISTEN_ONLY : 0) | (config->loopback ? BUS_LOOPBACK : 0)
                      | (config->one_shot ? BUS_ONE_SHOT : 0);

  for (guint i = 0; i < G_N_ELEMENTS (abilities); i++)
    if (asked & ~self->abilities & abilities[i].ability)
      {
        g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s cannot be set to %s: leave that away. %s"),
                     _ (self->name), _ (abilities[i].what), backend_get_refusal (self, abilities[i].ability));
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_rate (const Backend *self, const char *key, uint32_t rate, const uint32_t *rates, GError **error)
{
  g_autoptr (GString) known = NULL;

  if (rate == 0 || rates == NULL)
    return TRUE;
  known = g_string_new (NULL);
  for (; *rates != 0; rates++)
    {
      if (*rates == rate)
        return TRUE;
      g_string_append_printf (known, "%s%u", known->len > 0 ? ", " : "", *rates);
    }
  g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s=%u: %s takes %s bit/s"), key, rate, _ (self->name),
               known->str);
  return FALSE;
}

gboolean
bus_flag_parse (const char *text, gboolean *value)
{
  static const char *const yes[] = { "1", "true", "yes", "on", NULL };
  static const char *const no[] = { "0", "false", "no", "off", NULL };
  g_autofree char *lower = g_ascii_strdown (text, -1);

  *value = g_strv_contains (yes, lower);
  return *value || g_strv_contains (no, lower);
}

static gboolean
check_setting (const BackendSetting *setting, const char *text, GError **error)
{
  g_auto (GStrv) choices = NULL;
  guint64 number;
  gboolean flag;

  switch (setting->kind)
    {
    case SETTING_TEXT:
      return TRUE;
    case SETTING_NUMBER:
      if (g_ascii_string_to_unsigned (text, 10, setting->min, setting->max, &number, NULL))
        return TRUE;
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                   _ ("%s=%s: a number from %" PRIu64 " to %" PRIu64 " is needed"), setting->name, text, setting->min,
                   setting->max);
      return FALSE;
    case SETTING_FLAG:
      if (bus_flag_parse (text, &flag))
        return TRUE;
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s=%s: yes or no is needed"), setting->name, text);
      return FALSE;
    case SETTING_CHOICE:
      choices = g_strsplit (setting->choices, " ", -1);
      if (g_strv_contains ((const char *const *) choices, text))
        return TRUE;
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s=%s: one of these is needed: %s"), setting->name, text,
                   setting->choices);
      return FALSE;
    }
  return FALSE;
}

static gboolean
refuse_unknown (const Backend *self, const char *name, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (const BackendSetting *setting = backend_get_settings (self); setting->name != NULL; setting++)
    g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", setting->name);
  if (known->len == 0)
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s has no setting %s, and no others of its own"),
                 _ (self->name), name);
  else
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s has no setting %s; it has %s"), _ (self->name), name,
                 known->str);
  return FALSE;
}

static gboolean
check_settings (const Backend *self, GHashTable *settings, gboolean unknown, GError **error)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, settings);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      const BackendSetting *setting = backend_find_setting (self, name);

      if (setting == NULL && unknown)
        return refuse_unknown (self, name, error);
      if (setting != NULL && !check_setting (setting, value, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
backend_settings_ok (const Backend *self, const BusConfig *config, gboolean unknown, GError **error)
{
  return check_abilities (self, config, error) && check_rate (self, "bitrate", config->bitrate, self->bitrates, error)
         && check_rate (self, "data_bitrate", config->data_bitrate, self->data_bitrates, error)
         && (config->settings == NULL || check_settings (self, config->settings, unknown, error));
}

gboolean
backend_check_config (const Backend *self, const BusConfig *config, GError **error)
{
  return backend_settings_ok (self, config, TRUE, error);
}

/* --- For backends --- */

const char *
bus_get_text (const Bus *self, const char *name)
{
  const BackendSetting *setting = backend_find_setting (self->backend, name);
  g_auto (GStrv) aliases = g_strsplit (setting->aliases != NULL ? setting->aliases : "", " ", -1);
  const char *value = bus_config_get_setting (self->config, name, NULL);

  for (char **alias = aliases; value == NULL && *alias != NULL; alias++)
    value = bus_config_get_setting (self->config, *alias, NULL);
  return value != NULL ? value : setting->otherwise;
}

guint
bus_get_number (const Bus *self, const char *name)
{
  return (guint) g_ascii_strtoull (bus_get_text (self, name), NULL, 10);
}

gboolean
bus_get_flag (const Bus *self, const char *name)
{
  gboolean value = FALSE;

  return bus_flag_parse (bus_get_text (self, name), &value) && value;
}
