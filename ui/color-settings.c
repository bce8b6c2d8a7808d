/* color-settings.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/color-settings.h"

#include "models/color-rules.h"

#define KEY "color-rules"

/* Text that is no list of rules, of a later version perhaps, stays until rules are changed here. */
static void
on_setting (GSettings *settings)
{
  g_autofree char *text = g_settings_get_string (settings, KEY);

  color_rules_set_text (color_rules_get_default (), text, NULL);
}

static void
on_rules (GSettings *settings)
{
  g_autofree char *text = color_rules_dup_text (color_rules_get_default ());
  g_autofree char *now = g_settings_get_string (settings, KEY);

  if (!g_str_equal (text, now))
    g_settings_set_string (settings, KEY, text);
}

void
color_settings_init (GSettings *settings)
{
  on_setting (settings);
  g_signal_connect (settings, "changed::" KEY, G_CALLBACK (on_setting), NULL);
  g_signal_connect_object (color_rules_get_default (), "changed", G_CALLBACK (on_rules), settings, G_CONNECT_SWAPPED);
}
