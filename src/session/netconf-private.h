/* netconf-private.h: canid-netconf started, and why it ended; netconf.h and link-trial.h share it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* NULL: the sentence. */
GSubprocess *netconf_spawn (const char *const *verb, GSubprocessFlags flags, GError **error);
/* Of one that has ended; said: its stderr (nullable). TRUE: done, or tried and gone back. */
gboolean netconf_judge_end (GSubprocess *process, GBytes *said, GError **error);

G_END_DECLS
