/* socketcand-private.h: what the files of the socketcand backend share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "backends/backend-interface.h"
#include "backends/socketcand-message.h"

G_BEGIN_DECLS

extern const Backend backend_socketcand;

/* Where a channel is: "can0" with host and port as given, "host/can0", "host:29536/can0", "[::1]:29536/can0", each also
 * behind can://. FALSE: the sentence. Strings (transfer full). */
gboolean socketcand_split_channel (const char *channel, const char *host, guint port, char **out_host, guint *out_port,
                                   char **out_bus, GError **error);
/* A connected, non-blocking socket, or -1 and the sentence. end: monotonic µs. */
int socketcand_connect (const char *host, guint port, gint64 end, GError **error);

/* Those that announced themselves lately. */
void socketcand_list (GPtrArray *ports);

G_END_DECLS
