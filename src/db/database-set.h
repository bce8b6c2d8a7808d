/* database-set.h: the databases in use, in order, each for all channels or one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Immutable and reference counted: loading, reordering, binding make a new set (transfer full), which refers to the
 * same databases; indices count from 0 and must be below database_set_n. Bound to the frame's channel wins over
 * unbound; among those an equal identifier wins over an equal parameter group (J1939), then order decides. What is
 * looked up is valid while a set that has its database is. Any thread.
 */
#pragma once

#include "core/trace-info.h"
#include "db/database.h"

G_BEGIN_DECLS

typedef struct DatabaseSet DatabaseSet;

DatabaseSet *database_set_new (void); /* empty */
DatabaseSet *database_set_ref (const DatabaseSet *self);
void database_set_unref (const DatabaseSet *self); /* (nullable) */

/* A new set with one more at the end, referred to; channel is the trace's channel name, NULL for all. */
DatabaseSet *database_set_add (const DatabaseSet *self, const Database *database, const char *channel);
DatabaseSet *database_set_remove (const DatabaseSet *self, guint index);
/* A new set in which the database at from stands at to; the others close up. */
DatabaseSet *database_set_move (const DatabaseSet *self, guint from, guint to);
/* A new set in which database index is for another channel (NULL: all). */
DatabaseSet *database_set_bind (const DatabaseSet *self, guint index, const char *channel);
/* A new set with another database (the same file, read again) in the place of index: same channel and mode. */
DatabaseSet *database_set_replace (const DatabaseSet *self, guint index, const Database *database);
/* A new set in which database index is matched by parameter group as mode says; J1939_AUTO until then. */
DatabaseSet *database_set_match (const DatabaseSet *self, guint index, J1939Mode mode);

guint database_set_n (const DatabaseSet *self);
const Database *database_set_get (const DatabaseSet *self, guint index,
                                  const char **channel); /* channel (out)(nullable) */

J1939Mode database_set_get_mode (const DatabaseSet *self, guint index);
/* Whether look-ups may give this message of one of the databases for other identifiers than its own. */
gboolean database_set_matches_pgn (const DatabaseSet *self, const Message *message);

/* id with kind bits: remote frames match their message, error frames none. channel: the frame's channel name; NULL:
 * only databases for all channels. NULL: no database knows it. */
const Message *database_set_lookup (const DatabaseSet *self, const char *channel, uint32_t id);

/* For going through many frames: resolves channel names once. Reads info's channels as they appear. One thread. */
typedef struct DatabaseCursor DatabaseCursor;
DatabaseCursor *database_cursor_new (const DatabaseSet *set, const TraceInfo *info);
void database_cursor_free (DatabaseCursor *self); /* (nullable) */
const Message *database_cursor_lookup (DatabaseCursor *self, uint8_t channel, uint32_t id);

G_END_DECLS
