/* netconf.h: canid-netconf run: directly where this program has the right, else by pkexec, which asks for a password.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The main thread. The program is the installed one; CANID_NETCONF names another (a build that is not installed).
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether this process may set interfaces itself (CAP_NET_ADMIN). */
gboolean netconf_is_privileged (void);

/* verb: words behind canid-netconf, NULL-terminated, as src/netconf/main.c has them. */
void netconf_run (const char *const *verb, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* FALSE: the sentence says what the kernel, the helper or polkit refused; CANID_ERROR_CANCELLED: nobody gave a
 * password.
 */
gboolean netconf_finish (GAsyncResult *result, GError **error);

G_END_DECLS
