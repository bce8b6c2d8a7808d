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

/* --- Changing: databases are immutable, a changed one is written and read --- */

/* One signal of message id: remove (nullable) is one of base's and goes, add (nullable) comes, in its place if both are
 * there. Only name, comment, unit, layout, start, factor, offset, minimum, maximum, labels and kind of add count; it is
 * always present. Where base has no such message, it comes with all signals of like (nullable, of database other), their
 * groups, attributes and nodes, or as name. length: bytes that it has at least. A message that loses its last signal goes too. */
typedef struct
{
  uint32_t id; /* with CAN_ID_EXTENDED */
  guint length;
  const char *name;
  const Database *other; /* (nullable) with like */
  const Message *like;
  const CanSignal *add, *remove;
} DatabaseChange;

/* base NULL: a new one. mark (nullable): attribute of the network that it has, of its own name as value. */
Database *dbc_change (const Database *base, const char *path, const char *mark, const DatabaseChange *change);
gboolean dbc_has_mark (const Database *database, const char *mark);

/* Whether text can be the name of a message or signal: letters of ASCII, digits, underscores, none first, no keyword,
 * at most 128. */
gboolean dbc_is_name (const char *text);

G_END_DECLS
