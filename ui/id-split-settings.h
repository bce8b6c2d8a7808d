/* id-split-settings.h: the user's own parts of identifiers, from the key "id-splits".
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Once. Filters and columns that are made after a change of the key know it. */
void id_split_settings_init (GSettings *settings);

G_END_DECLS
