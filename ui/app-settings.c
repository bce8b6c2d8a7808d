/* app-settings.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#define G_SETTINGS_ENABLE_BACKEND /* the key file backend is public API behind this word */
#include "config.h"
#include "ui/app-settings.h"

#include "base/errors.h"
#include "base/i18n.h"
#include <gio/gsettingsbackend.h>
#include <glib/gstdio.h>

static GSettings *settings;

/* The backend reads a damaged file as an empty one and overwrites it at the next change: look first. */
static gboolean
file_is_broken (const char *path, char **reason)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  if (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error)
      || g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return FALSE;
  *reason = g_strdup (error->message);
  return TRUE;
}

static void
set_aside (const char *path, const char *suffix)
{
  g_autofree char *aside = g_strconcat (path, suffix, NULL);

  g_rename (path, aside);
}

static GSettingsBackend *
open_backend (gboolean reset, char **warning)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "canid", "settings", NULL);
  g_autofree char *reason = NULL;

  if (g_strcmp0 (g_getenv ("GSETTINGS_BACKEND"), "memory") == 0)
    return g_memory_settings_backend_new ();

  if (reset)
    set_aside (path, ".old");
  else if (file_is_broken (path, &reason))
    {
      set_aside (path, ".broken");
      *warning = g_strdup_printf (_ ("The settings in %s could not be read (%s). They were set aside as "
                                     "“settings.broken”; the defaults are in use."),
                                  path, reason);
    }
  return g_keyfile_settings_backend_new (path, "/", NULL);
}

gboolean
app_settings_open (gboolean reset, char **warning, GError **error)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettingsBackend) backend = NULL;

  g_return_val_if_fail (settings == NULL, FALSE);

  *warning = NULL;
  /* g_settings_new would abort. */
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APPLICATION_ID, TRUE);
  if (schema == NULL)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_IO,
                   _ ("the settings schema %s is not installed: start with build-aux/run, or run “meson install”"),
                   APPLICATION_ID);
      return FALSE;
    }
  backend = open_backend (reset, warning);
  settings = g_settings_new_full (schema, backend, NULL);
  return TRUE;
}

GSettings *
app_settings_get (void)
{
  g_return_val_if_fail (settings != NULL, NULL);
  return settings;
}
