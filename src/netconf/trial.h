/* trial.h: settings that go back by themselves.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* try NAME SECONDS: says "ready", then obeys lines of stdin:
 *
 *   set up|down WORD VALUE…   as the verb set; answers "done", or "no" and a sentence
 *   keep                      answers "done" and ends: the interface stays as it is
 *
 * When stdin ends, nothing comes for SECONDS, or a signal asks to end, the interface becomes what it was, segment by
 * segment, so that one that was set wrong by somebody who sits behind it, or by a program that died, comes back.
 * *kept: whether it was kept. FALSE: arguments, or it could not be put back. */
gboolean trial_run (const char *const *arguments, gboolean *kept, GError **error);

G_END_DECLS
