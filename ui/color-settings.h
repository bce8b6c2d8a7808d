/* color-settings.h: keeps the program's colouring rules in the key "color-rules", and follows it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Once. */
void color_settings_init (GSettings *settings);

G_END_DECLS
