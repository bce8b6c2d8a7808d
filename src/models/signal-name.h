/* signal-name.h: a signal as text that goes from one place to another: dragged, dropped, kept.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The text is what the filter language calls it, "EngineData.Speed"; alone it passes the frames that have the signal.
 */
#pragma once

#include "db/database-set.h"

G_BEGIN_DECLS

char *signal_name_dup (const Message *message, const CanSignal *signal); /* (transfer full) signal (nullable) */
/* What is called so; also with "signal:" before it, also a message alone, then *signal is NULL. Spaces around do not
 * count. NULL: nothing. */
const Message *signal_name_find (const DatabaseSet *set, const char *text, const CanSignal **signal);

G_END_DECLS
