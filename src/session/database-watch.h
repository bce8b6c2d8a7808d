/* database-watch.h: databases of a session are read again when their files change.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only; made once for a session, which it watches as long as it lives. A file that is broken now leaves the
 * one read before in use, and there is a problem to be shown until it can be read again.
 *
 * "changed" ()   there are other problems, or other files are watched
 */
#pragma once

#include "session/trace-session.h"

G_BEGIN_DECLS

#define DATABASE_TYPE_WATCH (database_watch_get_type ())
G_DECLARE_FINAL_TYPE (DatabaseWatch, database_watch, DATABASE, WATCH, GObject)

/* The session's; made when first asked for. (transfer none) */
DatabaseWatch *database_watch_get (TraceSession *session);

/* Why the file of this path could not be read again; NULL: it could. */
const char *database_watch_get_problem (DatabaseWatch *self, const char *path);
/* Whether changes are followed: they are until switched off. */
void database_watch_set_active (DatabaseWatch *self, gboolean active);
/* Reads one or all (path NULL) again now. */
void database_watch_reload (DatabaseWatch *self, const char *path);

G_END_DECLS
