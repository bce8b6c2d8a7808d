/* database.h: messages and signals of one file, looked up by identifier.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Immutable from database_load on, reference counted, readable by any thread. What is wrong in a file becomes a warning
 * with its line; a file is refused only if nothing at all can be read from it.
 */
#pragma once

#include "db/message.h"

G_BEGIN_DECLS

typedef struct Database Database;

typedef struct
{
  guint line; /* from 1; 0: the file as a whole */
  char *what; /* English sentence fragment: "signal Speed: 12 bits from bit 60 do not fit into 8 bytes" */
} DatabaseWarning;

typedef struct
{
  char *name, *comment; /* comment NULL if none */
} DatabaseNode;

Database *database_load (const char *path, GError **error);
Database *database_load_memory (const char *name, const char *data, gsize n, GError **error); /* DBC text */
Database *database_ref (const Database *self);
void database_unref (const Database *self); /* (nullable) */

const char *database_get_path (const Database *self);
const char *database_get_name (const Database *self); /* file name without folder */
const char *database_get_version (const Database *self);
const char *database_get_comment (const Database *self); /* NULL if none */

guint database_n_messages (const Database *self);
const Message *database_get_message (const Database *self, guint index); /* the file's order */
const Message *database_lookup (const Database *self, uint32_t id);      /* id with CAN_ID_EXTENDED; NULL if none */

gboolean database_has_message (const Database *self, const Message *message); /* whether it is one of this database */

/* Parameter groups of J1939: which messages also stand for identifiers of other priority, sender and destination. */
typedef enum
{
  J1939_AUTO, /* those with Message.j1939, as the file says: VFrameFormat J1939PG; where it says nothing, ProtocolType
               */
  J1939_ON,   /* all extended ones */
  J1939_OFF,
} J1939Mode;

/* The message whose parameter group id has, whatever its priority; of several the one with id's sender before the one
 * of address 0xFE before the others, among those the one with id's destination, then the file's order. NULL: none. */
const Message *database_lookup_pgn (const Database *self, uint32_t id, J1939Mode mode);
gboolean database_has_pgns (const Database *self, J1939Mode mode); /* whether lookup_pgn can find anything */

const Message *database_find_message (const Database *self, const char *name);

guint database_n_nodes (const Database *self);
const DatabaseNode *database_get_node (const Database *self, guint index);

guint database_n_warnings (const Database *self);
const DatabaseWarning *database_get_warning (const Database *self, guint index);

/* Attribute values as text, after defaults; NULL if not defined. message or signal may be NULL: of the network, of the
 * message. */
const char *database_get_attribute (const Database *self, const Message *message, const CanSignal *signal,
                                    const char *name);

G_END_DECLS
