/* link-trial.h: settings of a CAN interface that go back by themselves unless they are kept: canid-netconf's "try".
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The helper holds what the interface was, so that it comes back also where this program dies. All functions block: run
 * them in a thread of their own or where nobody waits; one thread at a time.
 */
#pragma once

#include "backends/can-link.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct LinkTrial LinkTrial;

/* A password may be asked for here. seconds: of silence after which the interface goes back. NULL: the sentence. */
LinkTrial *link_trial_open (const char *name, guint seconds, GError **error);
/* Down, changed, and then up or as said. FALSE: refused; the interface is as it was before this call. */
gboolean link_trial_set (LinkTrial *self, const CanLinkChange *change, gboolean up, GError **error);
/* The interface stays. FALSE: it was too late, or the helper is gone: it went back. */
gboolean link_trial_keep (LinkTrial *self, GError **error);
/* Goes back unless kept; returns when that is done. FALSE: it could not be put back. (transfer full) self */
gboolean link_trial_close (LinkTrial *self, GError **error);

G_END_DECLS
