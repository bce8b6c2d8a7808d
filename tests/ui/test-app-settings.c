/* test-app-settings.c: the settings file: kept, set aside when it cannot be read, set aside when asked to.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Settings are opened once a process: each case runs in a process of its own, in a folder of its own.
 */
#include "config.h"

#include "ui/app-settings.h"
#include <glib/gstdio.h>
#include <string.h>

#define GOOD "[org/canid/Canid]\nzoom=3\n"

static char *
path_of (const char *name)
{
  return g_build_filename (g_get_user_config_dir (), "canid", name, NULL);
}

static void
write_settings (const char *text, gssize length)
{
  g_autofree char *path = path_of ("settings"), *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, length, NULL));
}

static void
assert_contents (const char *name, const char *text, gsize length)
{
  g_autofree char *path = path_of (name), *contents = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &contents, &n, NULL));
  g_assert_cmpmem (contents, n, text, length);
}

static gboolean
exists (const char *name)
{
  g_autofree char *path = path_of (name);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static char *
open_settings (gboolean reset)
{
  g_autoptr (GError) error = NULL;
  char *warning;

  g_assert_true (app_settings_open (reset, &warning, &error));
  g_assert_no_error (error);
  return warning;
}

/* --- in a process of its own --- */

static void
case_good (void)
{
  g_autofree char *warning = NULL;

  write_settings (GOOD, -1);
  warning = open_settings (FALSE);
  g_assert_null (warning);
  g_assert_cmpint (g_settings_get_int (app_settings_get (), "zoom"), ==, 3);
  g_settings_set_string (app_settings_get (), "fixed-font", "Hack 11");
  g_settings_sync ();
  {
    g_autofree char *path = path_of ("settings"), *contents = NULL;

    g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
    g_assert_nonnull (strstr (contents, "fixed-font='Hack 11'"));
    g_assert_nonnull (strstr (contents, "zoom=3"));
  }
}

static void
check_broken (const char *text, gsize length)
{
  g_autofree char *warning = NULL;

  write_settings (text, (gssize) length);
  warning = open_settings (FALSE);
  g_assert_nonnull (warning);
  g_assert_nonnull (strstr (warning, "settings.broken"));
  g_assert_true (g_utf8_validate (warning, -1, NULL));
  assert_contents ("settings.broken", text, length);
  g_assert_cmpint (g_settings_get_int (app_settings_get (), "zoom"), ==, 0);
  g_settings_set_int (app_settings_get (), "zoom", 2);
  g_settings_sync ();
  g_assert_true (exists ("settings"));
  assert_contents ("settings.broken", text, length);
}

static void
case_broken (void)
{
  check_broken ("[org/canid/Canid\nzoom=3", strlen ("[org/canid/Canid\nzoom=3"));
}

static void
case_bytes (void)
{
  check_broken ("\xff\xfe\0\1garbage", 11);
}

static void
case_wrong_value (void)
{
  g_autofree char *warning = NULL;

  /* A value of another type is as if it were not there. */
  write_settings ("[org/canid/Canid]\nzoom='large'\ntime-format='weekly'\n", -1);
  warning = open_settings (FALSE);
  g_assert_null (warning);
  g_assert_cmpint (g_settings_get_int (app_settings_get (), "zoom"), ==, 0);
  {
    g_autofree char *format = g_settings_get_string (app_settings_get (), "time-format");

    g_assert_cmpstr (format, ==, "since-start");
  }
}

static void
case_reset (void)
{
  g_autofree char *warning = NULL;

  write_settings (GOOD, -1);
  warning = open_settings (TRUE);
  g_assert_null (warning);
  g_assert_cmpint (g_settings_get_int (app_settings_get (), "zoom"), ==, 0);
  assert_contents ("settings.old", GOOD, strlen (GOOD));
}

static const struct
{
  const char *name;
  void (*run) (void);
} cases[] = {
  { "good", case_good },   { "broken", case_broken }, { "bytes", case_bytes }, { "wrong-value", case_wrong_value },
  { "reset", case_reset },
};

static void
test_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  if (g_test_subprocess ())
    {
      cases[i].run ();
      return;
    }
  {
    g_autofree char *folder = g_dir_make_tmp ("canid-settings-XXXXXX", NULL);

    g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
    g_test_trap_subprocess (NULL, 60 * G_USEC_PER_SEC, 0);
    g_test_trap_assert_passed ();
    g_test_trap_has_passed ();
    {
      static const char *const names[]
          = { "canid/settings", "canid/settings.old", "canid/settings.broken", "canid", "." };

      for (guint n = 0; n < G_N_ELEMENTS (names); n++)
        {
          g_autofree char *path = g_build_filename (folder, names[n], NULL);

          g_remove (path);
        }
    }
  }
}

int
main (int argc, char **argv)
{
  g_unsetenv ("GSETTINGS_BACKEND");
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/app-settings/", cases[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  return g_test_run ();
}
