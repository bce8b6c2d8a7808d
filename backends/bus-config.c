/* bus-config.c: what to open, from python-can's words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "backends/backend-settings.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <string.h>

#include "base/banned.h"

#define RATE_MAX 20000000 /* bit/s */

BusConfig *
bus_config_new (void)
{
  return g_new0 (BusConfig, 1);
}

static void
copy_setting (gpointer key, gpointer value, gpointer copy)
{
  g_hash_table_insert (copy, g_strdup (key), g_strdup (value));
}

static GHashTable *
new_settings (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

BusConfig *
bus_config_copy (const BusConfig *self)
{
  BusConfig *copy = bus_config_new ();

  *copy = *self;
  copy->channel = g_strdup (self->channel);
  copy->filters = NULL;
  copy->settings = NULL;
  if (self->filters != NULL)
    copy->filters = g_array_copy (self->filters);
  if (self->settings != NULL)
    {
      copy->settings = new_settings ();
      g_hash_table_foreach (self->settings, copy_setting, copy->settings);
    }
  return copy;
}

void
bus_config_free (BusConfig *self)
{
  if (self == NULL)
    return;
  g_free (self->channel);
  g_clear_pointer (&self->filters, g_array_unref);
  g_clear_pointer (&self->settings, g_hash_table_unref);
  g_free (self);
}

/* --- Keys --- */

typedef enum
{
  KEY_FLAG,
  KEY_FLAG_REVERSED,
  KEY_RATE,
  KEY_POINT,
} KeyKind;

static const struct
{
  const char *name;
  KeyKind kind;
  gsize offset;
} keys[] = {
  { "bitrate", KEY_RATE, G_STRUCT_OFFSET (BusConfig, bitrate) },
  { "data_bitrate", KEY_RATE, G_STRUCT_OFFSET (BusConfig, data_bitrate) },
  { "sample_point", KEY_POINT, G_STRUCT_OFFSET (BusConfig, sample_point) },
  { "data_sample_point", KEY_POINT, G_STRUCT_OFFSET (BusConfig, data_sample_point) },
  { "fd", KEY_FLAG, G_STRUCT_OFFSET (BusConfig, fd) },
  { "fd_non_iso", KEY_FLAG, G_STRUCT_OFFSET (BusConfig, fd_non_iso) },
  { "listen_only", KEY_FLAG, G_STRUCT_OFFSET (BusConfig, listen_only) },
  { "loopback", KEY_FLAG, G_STRUCT_OFFSET (BusConfig, loopback) },
  { "one_shot", KEY_FLAG, G_STRUCT_OFFSET (BusConfig, one_shot) },
  { "triple_sampling", KEY_FLAG, G_STRUCT_OFFSET (BusConfig, triple_sampling) },
  { "receive_own_messages", KEY_FLAG_REVERSED, G_STRUCT_OFFSET (BusConfig, without_own) },
  { "local_loopback", KEY_FLAG_REVERSED, G_STRUCT_OFFSET (BusConfig, without_local) },
  { "error_frames", KEY_FLAG_REVERSED, G_STRUCT_OFFSET (BusConfig, without_errors) },
};

static gboolean
set_flag (const char *key, const char *text, gboolean reversed, gboolean *field, GError **error)
{
  gboolean value;

  if (!bus_flag_parse (text, &value))
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%s=%s: yes or no is needed"), key, text);
      return FALSE;
    }
  *field = value != reversed;
  return TRUE;
}

static gboolean
set_rate (const char *key, const char *text, uint32_t *field, GError **error)
{
  char *end = NULL;
  double value = g_ascii_strtod (text, &end);

  if (end != text && (*end == 'k' || *end == 'K'))
    value *= 1e3, end++;
  else if (end != text && *end == 'M')
    value *= 1e6, end++;
  if (end == text || *end != '\0' || !(value >= 1 && value <= RATE_MAX))
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                   _ ("%s=%s: bit/s from 1 to %d are needed, such as 500000 or 500k"), key, text, RATE_MAX);
      return FALSE;
    }
  *field = (uint32_t) (value + 0.5);
  return TRUE;
}

static gboolean
set_point (const char *key, const char *text, double *field, GError **error)
{
  char *end = NULL;
  double value = g_ascii_strtod (text, &end);

  if (end != text && (value > 1 || *end == '%'))
    value /= 100;
  if (end != text && *end == '%')
    end++;
  if (end == text || *end != '\0' || !(value > 0 && value < 1))
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                   _ ("%s=%s: a share of the bit is needed, such as 0.8 or 80%%"), key, text);
      return FALSE;
    }
  *field = value;
  return TRUE;
}

gboolean
bus_config_set (BusConfig *self, const char *key, const char *value, GError **error)
{
  if (strcmp (key, "channel") == 0)
    {
      g_free (self->channel);
      self->channel = g_strdup (value);
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].name, key) == 0)
      {
        void *field = G_STRUCT_MEMBER_P (self, keys[i].offset);

        switch (keys[i].kind)
          {
          case KEY_FLAG:
          case KEY_FLAG_REVERSED:
            return set_flag (key, value, keys[i].kind == KEY_FLAG_REVERSED, field, error);
          case KEY_RATE:
            return set_rate (key, value, field, error);
          case KEY_POINT:
            return set_point (key, value, field, error);
          }
      }
  if (self->settings == NULL)
    self->settings = new_settings ();
  g_hash_table_insert (self->settings, g_strdup (key), g_strdup (value));
  return TRUE;
}

gboolean
bus_config_set_pair (BusConfig *self, const char *pair, GError **error)
{
  const char *equals = strchr (pair, '=');
  gsize n = equals != NULL ? (gsize) (equals - pair) : strlen (pair);
  gboolean ok;
  char *key;

  if (n == 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("“%s”: a setting is KEY=VALUE"), pair);
      return FALSE;
    }
  key = g_strndup (pair, n);
  ok = bus_config_set (self, key, equals != NULL ? equals + 1 : "1", error);
  g_free (key);
  return ok;
}

gboolean
bus_config_apply (BusConfig *self, const char *text, GError **error)
{
  char **words = g_strsplit_set (text, " ,", -1);
  gboolean ok = TRUE;

  for (char **word = words; *word != NULL && ok; word++)
    ok = **word == '\0' || bus_config_set_pair (self, *word, error);
  g_strfreev (words);
  return ok;
}

const char *
bus_config_get_setting (const BusConfig *self, const char *name, const char *otherwise)
{
  const char *value = self->settings != NULL ? g_hash_table_lookup (self->settings, name) : NULL;

  return value != NULL ? value : otherwise;
}
