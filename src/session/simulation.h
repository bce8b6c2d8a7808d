/* simulation.h: what nodes of a database send, as messages to be sent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/transmit-row.h"

G_BEGIN_DECLS

/* Messages of these nodes, or of all but these: then also those that one of them sends too are left out, because the
 * real node sends them. Each once, with start values, its times and its send rule; signals that are named like counters
 * count. channel: (nullable) of the rows. (transfer full) of TransmitRow, in the database's order. */
GPtrArray *simulation_new_rows (const Database *database, const char *const *nodes, gboolean all_but,
                                const char *channel);
/* How many messages name this node as a sender. */
guint simulation_count_messages (const Database *database, const char *node);
/* Names of signals that look like checksums and that nothing computes: a database does not say how. (transfer full) of
 * char *, "Message.Signal" */
GPtrArray *simulation_dup_unprotected (const GPtrArray *rows, const Database *database);

G_END_DECLS
