/* bus-profiles.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/bus-profiles.h"

#include "backends/bus-defaults.h"

#define KEY "bus-profiles"

BusProfile *
bus_profile_new (const char *interface, const char *channel)
{
  BusProfile *self = g_new0 (BusProfile, 1);

  self->interface = g_strdup (interface);
  self->channel = g_strdup (channel);
  self->serial = g_strdup ("");
  self->name = g_strdup ("");
  self->settings = g_strdup ("");
  self->link = g_strdup ("");
  self->databases = g_new0 (char *, 1);
  self->color = -1;
  return self;
}

void
bus_profile_free (BusProfile *self)
{
  if (self == NULL)
    return;
  g_free (self->interface);
  g_free (self->channel);
  g_free (self->serial);
  g_free (self->name);
  g_free (self->settings);
  g_free (self->link);
  g_strfreev (self->databases);
  g_free (self);
}

const char *
bus_profile_get_name (const BusProfile *self)
{
  return *self->name != '\0' ? self->name : self->channel;
}

gboolean
bus_profile_is_worth (const BusProfile *self)
{
  return self->chosen || self->opened || *self->name != '\0' || *self->settings != '\0' || *self->link != '\0'
         || self->databases[0] != NULL || self->color >= 0;
}

void
bus_profile_set_text (char **field, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

void
bus_profile_choose (BusProfile *self, gboolean chosen)
{
  const Backend *backend = backend_find (self->interface);

  self->chosen = chosen;
  if (chosen && !self->opened && *self->settings == '\0' && strcmp (self->interface, "virtual") != 0 && backend != NULL
      && backend_get_abilities (backend) & BUS_LISTEN_ONLY)
    bus_profile_set_text (&self->settings, "listen_only=1");
}

BusConfig *
bus_profile_make_config (const Backend *backend, const char *channel, const char *settings, GError **error)
{
  g_autoptr (GHashTable) defaults = bus_defaults_read (NULL, NULL);
  BusConfig *config = bus_config_new ();

  if ((!bus_defaults_name (defaults, backend, channel) || bus_defaults_apply (defaults, backend, config, error))
      && bus_config_set (config, "channel", channel, error) && bus_config_apply (config, settings, error))
    return config;
  bus_config_free (config);
  return NULL;
}

/* --- Kept --- */

static void
load_text (GVariant *kept, const char *key, char **field)
{
  const char *text;

  if (g_variant_lookup (kept, key, "&s", &text))
    bus_profile_set_text (field, text);
}

static BusProfile *
load_one (GVariant *kept)
{
  BusProfile *self = bus_profile_new ("", "");
  GStrv databases;
  gint32 color, port;

  load_text (kept, "interface", &self->interface);
  load_text (kept, "channel", &self->channel);
  load_text (kept, "serial", &self->serial);
  load_text (kept, "name", &self->name);
  load_text (kept, "settings", &self->settings);
  load_text (kept, "link", &self->link);
  if (g_variant_lookup (kept, "databases", "^as", &databases))
    {
      g_strfreev (self->databases);
      self->databases = databases;
    }
  if (g_variant_lookup (kept, "color", "i", &color))
    self->color = color;
  if (g_variant_lookup (kept, "port", "i", &port))
    self->port = (guint) MAX (port, 0);
  g_variant_lookup (kept, "chosen", "b", &self->chosen);
  g_variant_lookup (kept, "opened", "b", &self->opened);
  return self;
}

GPtrArray *
bus_profiles_load (GSettings *settings)
{
  GPtrArray *profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) bus_profile_free);
  g_autoptr (GVariant) kept = g_settings_get_value (settings, KEY);

  for (gsize i = 0; i < g_variant_n_children (kept); i++)
    {
      g_autoptr (GVariant) one = g_variant_get_child_value (kept, i);
      BusProfile *profile = load_one (one);

      if (backend_find (profile->interface) != NULL && *profile->channel != '\0')
        g_ptr_array_add (profiles, profile);
      else
        bus_profile_free (profile);
    }
  return profiles;
}

static void
save_text (GVariantBuilder *builder, const char *key, const char *text)
{
  if (*text != '\0')
    g_variant_builder_add (builder, "{sv}", key, g_variant_new_string (text));
}

static void
save_one (GVariantBuilder *all, const BusProfile *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  save_text (&builder, "interface", self->interface);
  save_text (&builder, "channel", self->channel);
  save_text (&builder, "serial", self->serial);
  save_text (&builder, "name", self->name);
  save_text (&builder, "settings", self->settings);
  save_text (&builder, "link", self->link);
  if (self->databases[0] != NULL)
    g_variant_builder_add (&builder, "{sv}", "databases",
                           g_variant_new_strv ((const char *const *) self->databases, -1));
  if (self->color >= 0)
    g_variant_builder_add (&builder, "{sv}", "color", g_variant_new_int32 (self->color));
  if (self->port > 0)
    g_variant_builder_add (&builder, "{sv}", "port", g_variant_new_int32 ((gint32) self->port));
  if (self->chosen)
    g_variant_builder_add (&builder, "{sv}", "chosen", g_variant_new_boolean (TRUE));
  if (self->opened)
    g_variant_builder_add (&builder, "{sv}", "opened", g_variant_new_boolean (TRUE));
  g_variant_builder_add_value (all, g_variant_builder_end (&builder));
}

void
bus_profiles_save (GSettings *settings, GPtrArray *profiles)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < profiles->len; i++)
    if (bus_profile_is_worth (g_ptr_array_index (profiles, i)))
      save_one (&builder, g_ptr_array_index (profiles, i));
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}

BusProfile *
bus_profiles_find (GPtrArray *profiles, const char *interface, const char *channel, const char *serial, guint port)
{
  for (guint i = 0; i < profiles->len; i++)
    {
      BusProfile *profile = g_ptr_array_index (profiles, i);

      if (g_strcmp0 (profile->interface, interface) != 0)
        continue;
      if (*serial != '\0' && *profile->serial != '\0' ? strcmp (serial, profile->serial) == 0 && profile->port == port
                                                      : strcmp (profile->channel, channel) == 0)
        return profile;
    }
  return NULL;
}
