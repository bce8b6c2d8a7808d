/* app.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/app.h"

#include "base/i18n.h"
#include "ui/actions.h"
#include "ui/app-private.h"
#include "ui/app-settings.h"
#include "ui/color-settings.h"
#include "ui/id-split-settings.h"
#include "ui/theme.h"
#include "ui/window.h"

struct _MainApp
{
  GtkApplication parent;

  gboolean reset;
  char *warning; /* about the settings file, told by the first window */
};

G_DEFINE_FINAL_TYPE (MainApp, main_app, GTK_TYPE_APPLICATION)

static void
main_app_startup (GApplication *app)
{
  MainApp *self = MAIN_APP (app);
  g_autoptr (GError) error = NULL;

  G_APPLICATION_CLASS (main_app_parent_class)->startup (app);

  if (!app_settings_open (self->reset, &self->warning, &error))
    {
      g_printerr ("canid: %s\n", error->message);
      exit (EXIT_FAILURE);
    }
  gtk_window_set_default_icon_name (APPLICATION_ID);
  theme_init (app_settings_get ());
  color_settings_init (app_settings_get ());
  id_split_settings_init (app_settings_get ());
  main_app_add_actions (self);
  actions_install_accels (GTK_APPLICATION (self));
}

static GtkWindow *
active_or_new_window (MainApp *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  /* A dialog of a window counts as the window. */
  while (window != NULL && !MAIN_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  if (window == NULL)
    window = GTK_WINDOW (main_window_new (self));
  if (self->warning != NULL)
    main_window_show_message (MAIN_WINDOW (window), self->warning);
  g_clear_pointer (&self->warning, g_free);
  return window;
}

static void
main_app_activate (GApplication *app)
{
  gtk_window_present (active_or_new_window (MAIN_APP (app)));
}

static void
main_app_open (GApplication *app, GFile **files, int n_files, const char *hint)
{
  main_app_open_files (MAIN_APP (app), NULL, files, n_files);
}

static int
main_app_handle_local_options (GApplication *app, GVariantDict *options)
{
  MainApp *self = MAIN_APP (app);

  if (g_variant_dict_contains (options, "version"))
    {
      printf ("canid %s\n", CANID_VERSION);
      return EXIT_SUCCESS;
    }
  self->reset = g_variant_dict_contains (options, "reset");
  return -1; /* go on */
}

static void
main_app_finalize (GObject *object)
{
  MainApp *self = MAIN_APP (object);

  g_free (self->warning);
  G_OBJECT_CLASS (main_app_parent_class)->finalize (object);
}

static void
main_app_class_init (MainAppClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = main_app_finalize;
  application_class->startup = main_app_startup;
  application_class->activate = main_app_activate;
  application_class->open = main_app_open;
  application_class->handle_local_options = main_app_handle_local_options;
}

static void
main_app_init (MainApp *self)
{
  static const GOptionEntry options[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
    { "reset", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Start with default settings; the old ones are kept as settings.old"),
      NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[TRACE|DATABASE…]"));
}

MainApp *
main_app_new (void)
{
  return g_object_new (MAIN_TYPE_APP, "application-id", APPLICATION_ID, "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/org/canid/Canid", NULL);
}

void
main_app_open_files (MainApp *self, GtkWindow *window, GFile *const *files, guint n_files)
{
  if (window == NULL)
    window = active_or_new_window (self);
  main_window_open_files (MAIN_WINDOW (window), files, n_files);
  gtk_window_present (window);
}

char *
main_app_dup_data_path (const char *name)
{
  const char *uninstalled = g_getenv ("CANID_DATADIR");

  return g_build_filename (uninstalled != NULL ? uninstalled : PKGDATADIR, name, NULL);
}
