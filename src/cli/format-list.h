/* format-list.h: convert --list: what each format holds.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/command.h"

G_BEGIN_DECLS

/* To standard output, text or one JSON object a format. */
CliStatus format_list_print (gboolean json);

G_END_DECLS
