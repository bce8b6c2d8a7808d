/* id-split-settings.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/id-split-settings.h"

#include "core/id-split.h"

#define KEY "id-splits"

/* Text that is wrong, of a later version perhaps, changes nothing. */
static void
on_setting (GSettings *settings)
{
  g_autofree char *text = g_settings_get_string (settings, KEY);

  id_splits_use (text, NULL);
}

void
id_split_settings_init (GSettings *settings)
{
  g_autofree char *text = g_settings_get_string (settings, KEY);

  if (*text != '\0')
    on_setting (settings);
  g_signal_connect (settings, "changed::" KEY, G_CALLBACK (on_setting), NULL);
}
