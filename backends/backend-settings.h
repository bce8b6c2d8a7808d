/* backend-settings.h: what a backend can be told, and whether what was asked for can be had.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "backends/backend-interface.h"

G_BEGIN_DECLS

/* FALSE: the error names setting, bound and remedy. unknown: settings that the backend does not have are wrong, too. */
gboolean backend_settings_ok (const Backend *self, const BusConfig *config, gboolean unknown, GError **error);

/* 1, true, yes, on; 0, false, no, off; FALSE: neither. */
gboolean bus_flag_parse (const char *text, gboolean *value);

G_END_DECLS
