/* versions.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/versions.h"

#include <archive.h>
#include <locale.h>
#include <sqlite3.h>
#include <sys/utsname.h>

static void
version_free (gpointer data)
{
  Version *version = data;

  g_free (version->value);
  g_free (version);
}

static void
take (GPtrArray *list, const char *what, char *value)
{
  Version *version = g_new (Version, 1);

  version->what = what;
  version->value = value != NULL && *value != '\0' ? g_strdup (value) : g_strdup ("—");
  g_free (value);
  g_ptr_array_add (list, version);
}

static char *
dup_kernel (void)
{
  struct utsname name;

  return uname (&name) == 0 ? g_strdup_printf ("%s %s %s", name.sysname, name.release, name.machine) : NULL;
}

static char *
dup_desktop (void)
{
  const char *desktop = g_getenv ("XDG_CURRENT_DESKTOP"), *type = g_getenv ("XDG_SESSION_TYPE");

  return g_strdup_printf ("%s, %s", desktop != NULL && *desktop != '\0' ? desktop : "—",
                          type != NULL && *type != '\0' ? type : "—");
}

static char *
dup_display (void)
{
  GdkDisplay *display = gdk_display_get_default ();

  return g_strdup_printf ("%s %s", G_OBJECT_TYPE_NAME (display), gdk_display_get_name (display));
}

static char *
dup_looks (void)
{
  g_autofree char *theme = NULL, *icons = NULL, *font = NULL;

  g_object_get (gtk_settings_get_default (), "gtk-theme-name", &theme, "gtk-icon-theme-name", &icons, "gtk-font-name",
                &font, NULL);
  return g_strdup_printf ("%s, %s, %s", theme, icons, font);
}

GPtrArray *
versions_list (GtkNative *native)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (version_free);
  GskRenderer *renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;

  take (list, "Canid", g_strdup (CANID_VERSION));
  take (list, "GTK",
        g_strdup_printf ("%u.%u.%u", gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version ()));
  take (list, "GLib", g_strdup_printf ("%u.%u.%u", glib_major_version, glib_minor_version, glib_micro_version));
  take (list, "libarchive", g_strdup (archive_version_string ()));
  take (list, "SQLite", g_strdup (sqlite3_libversion ()));
  take (list, "System", g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME));
  take (list, "Kernel", dup_kernel ());
  take (list, "Desktop", dup_desktop ());
  take (list, "Display", dup_display ());
  take (list, "Renderer", renderer != NULL ? g_strdup (G_OBJECT_TYPE_NAME (renderer)) : NULL);
  take (list, "Theme", dup_looks ());
  take (list, "Language", g_strdup (setlocale (LC_MESSAGES, NULL)));
  return list;
}

char *
versions_to_text (const GPtrArray *versions)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < versions->len; i++)
    {
      const Version *version = versions->pdata[i];

      g_string_append_printf (text, "%s: %s\n", version->what, version->value);
    }
  return g_string_free (text, FALSE);
}
