/* app.h: the program: its windows, its settings, what a command line or a second instance asks for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MAIN_TYPE_APP (main_app_get_type ())
G_DECLARE_FINAL_TYPE (MainApp, main_app, MAIN, APP, GtkApplication)

MainApp *main_app_new (void);

/* Opens traces and databases: databases and the first trace in window if it is empty, each further trace in a window of
 * its own. window: (nullable) the active one, or a new one. */
void main_app_open_files (MainApp *self, GtkWindow *window, GFile *const *files, guint n_files);

/* Path of a file installed with the program, "sample/city-drive.asc"; CANID_DATADIR (running uninstalled) wins.
 * (transfer full) */
char *main_app_dup_data_path (const char *name);

G_END_DECLS
