/* app-settings.h: the program's settings in $XDG_CONFIG_HOME/canid/settings, a file people can read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. GSettings on a key file: no dconf, no bus. GSETTINGS_BACKEND=memory (tests) keeps them in memory.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Once, before app_settings_get. A file that cannot be read is set aside (name.broken) and *warning (transfer
 * full)(nullable) says so; reset sets a good one aside too. FALSE: the schema is not installed. */
gboolean app_settings_open (gboolean reset, char **warning, GError **error);

GSettings *app_settings_get (void); /* (transfer none) */

G_END_DECLS
