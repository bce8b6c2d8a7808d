/* dbc-write.h: a database as the text of a DBC file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * All that a Database holds: nodes, messages, signals, multiplexing (simple and extended), texts of values, comments,
 * attributes and relations, groups, environment variables. Read again it is the same database; what the reader passed
 * over, and signals in no message, are not in it. Names that were long symbols are again (short names are made anew).
 *
 * Windows-1252 as Vector's tools want it; UTF-8 where a character has no place there.
 */
#pragma once

#include "db/database.h"

G_BEGIN_DECLS

char *dbc_write (const Database *database, gsize *n); /* (transfer full) n bytes and a NUL */
gboolean dbc_write_file (const Database *database, const char *path, GError **error);

/* Whether text can be the name of a message or signal: letters of ASCII, digits, underscores, none first, no keyword,
 * at most 128. */
gboolean dbc_is_name (const char *text);

G_END_DECLS
