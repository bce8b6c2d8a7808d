/* timing-link.h: bit-timing on an interface of this machine: its controller, a setting tried on it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/command.h"
#include "session/link-timing.h"

G_BEGIN_DECLS

/* FALSE: the message was shown. */
gboolean timing_link_open (const char *name, LinkController *self);
/* Tries the setting on the interface, says what the kernel made of it, asks, and keeps it or goes back. yes: keeps it
 * without asking. */
CliStatus timing_link_apply (const LinkController *self, const TimingRequest *request, const TimingSolution *solution,
                             gboolean yes);

G_END_DECLS
