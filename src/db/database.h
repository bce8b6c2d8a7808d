/* database.h: messages and signals of one file, looked up by identifier.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Immutable from database_load on, reference counted, readable by any thread; what it gives is valid as long as it is.
 * What is wrong in a file becomes a warning with its line; a file is refused only if nothing at all can be read from
 * it. Indices count from 0 and must be below the n of their kind; what is looked for and is not there is NULL.
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

typedef struct
{
  char *name;
  SignalLabel *labels; /* in the file's order */
  guint n_labels;
} ValueTable;

typedef enum
{
  VARIABLE_INTEGER,
  VARIABLE_FLOAT,
  VARIABLE_STRING,
  VARIABLE_DATA, /* size bytes */
} VariableType;

/* Of the environment: what simulations share besides messages. */
typedef struct
{
  char *name, *unit; /* unit "" if none */
  char *comment;     /* NULL if none */
  VariableType type;
  guint size; /* of VARIABLE_DATA */
  double minimum, maximum, start;
  gboolean readable, writable;
  char **nodes;        /* that have access; NULL-terminated */
  SignalLabel *labels; /* sorted by raw */
  guint n_labels;
  guint line;
} EnvironmentVariable;

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

const DatabaseNode *database_find_node (const Database *self, const char *name);

guint database_n_tables (const Database *self);
const ValueTable *database_get_table (const Database *self, guint index); /* also those no signal uses */

guint database_n_variables (const Database *self);
const EnvironmentVariable *database_get_variable (const Database *self, guint index);
const EnvironmentVariable *database_find_variable (const Database *self, const char *name);

guint database_n_warnings (const Database *self);
const DatabaseWarning *database_get_warning (const Database *self, guint index);

/* --- Attributes --- */

typedef enum
{
  ATTRIBUTE_NETWORK,
  ATTRIBUTE_NODE,
  ATTRIBUTE_MESSAGE,
  ATTRIBUTE_SIGNAL,
  ATTRIBUTE_VARIABLE,
  ATTRIBUTE_NODE_MESSAGE,  /* of a message as sent by a node (BU_BO_REL_) */
  ATTRIBUTE_NODE_SIGNAL,   /* of a signal as received by a node (BU_SG_REL_) */
  ATTRIBUTE_NODE_VARIABLE, /* of a variable as used by a node (BU_EV_REL_) */
} AttributeOwner;

typedef enum
{
  ATTRIBUTE_INTEGER,
  ATTRIBUTE_HEX, /* an integer shown in base 16; its text is decimal all the same */
  ATTRIBUTE_FLOAT,
  ATTRIBUTE_STRING,
  ATTRIBUTE_ENUM,
} AttributeType;

typedef struct
{
  char *name;
  AttributeOwner owner;
  AttributeType type;
  double minimum, maximum; /* of numbers; both 0: no range */
  char **texts;            /* of an enumeration, by index; NULL-terminated, empty for other types */
  guint n_texts;
  const char *default_value; /* NULL if none */
  guint line;
} AttributeDefinition;

/* Whose attribute: what owner needs is set, of a signal its message too. */
typedef struct
{
  AttributeOwner owner;
  const DatabaseNode *node;
  const Message *message;
  const CanSignal *signal;
  const EnvironmentVariable *variable;
} AttributeSubject;

guint database_n_attributes (const Database *self);
const AttributeDefinition *database_get_definition (const Database *self, guint index); /* the file's order */
const AttributeDefinition *database_find_definition (const Database *self, AttributeOwner owner, const char *name);

/* The value as text: an enumeration's text where its index is written, numbers as the file writes them. given
 * (nullable): the file gives it for this subject; else it is the default of the definition. NULL: neither. */
const char *database_get_value (const Database *self, const AttributeSubject *subject, const char *name,
                                gboolean *given);
/* The same of the network (message NULL), a message (signal NULL) or a signal. */
const char *database_get_attribute (const Database *self, const Message *message, const CanSignal *signal,
                                    const char *name);

/* Bit/s of the network after Vector's attributes Baudrate and BaudrateCANFD, 0: the file does not give it (the default
 * of a definition is a template's, not this bus's). */
void database_get_bitrate (const Database *self, uint32_t *nominal, uint32_t *data);

G_END_DECLS
