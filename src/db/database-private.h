/* database-private.h: what readers of database formats fill. Not for other floors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A reader calls database_new, adds to the arrays, warns, and ends with database_finish; only then are the addresses of
 * messages and signals fixed. All text lies in one GStringChunk that goes with the database.
 */
#pragma once

#include "db/database.h"

G_BEGIN_DECLS

#define DATABASE_MAX_WARNINGS 1000
#define DATABASE_MAX_NESTING 16 /* multiplexers within multiplexers */

/* Indices, -1 for none. A definition's key has none at all. */
typedef struct
{
  AttributeOwner owner;
  int node, message, signal, variable;
  const char *name;
} AttributeKey;

struct Database
{
  gatomicrefcount references;
  char *path, *name;
  const char *version, *comment; /* in strings */
  GStringChunk *strings;

  GArray *messages; /* Message */
  GArray *nodes;    /* DatabaseNode */
  GArray *warnings; /* DatabaseWarning */
  guint64 n_more_warnings;

  GArray *tables;    /* ValueTable */
  GArray *variables; /* EnvironmentVariable */

  GArray *definitions;      /* AttributeDefinition */
  GHashTable *attributes;   /* AttributeKey -> text */
  GHashTable *by_attribute; /* AttributeKey of owner and name -> index in definitions + 1 */

  GHashTable *by_id;   /* id -> index + 1 */
  GHashTable *by_name; /* name -> index + 1 */
  GHashTable *by_pgn;  /* key of database-pgn.c -> index + 1; NULL: no extended message */
  guint n_pgns;        /* messages with j1939 */
};

Database *database_new (const char *path);
/* Text that lives as long as the database; database_add_text copies n bytes, database_intern keeps equal ones once. */
char *database_add_text (Database *self, const char *text, gsize n);
char *database_intern (Database *self, const char *text);
void database_warn (Database *self, guint line, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* Checks multiplexing, sorts labels, builds the indexes. */
void database_finish (Database *self);

/* database-attributes.c */
void database_init_attributes (Database *self);
void database_clear_attributes (Database *self);
void database_set_value (Database *self, const AttributeSubject *subject, const char *name, const char *text);
/* Takes the texts; FALSE: there is one of that owner and name, which is replaced. */
gboolean database_add_definition (Database *self, AttributeDefinition *definition);

/* message.c: makes the plan of a message that is complete. */
void message_plan (Message *self);

/* database-pgn.c: the index of parameter groups. */
void database_index_pgns (Database *self);

/* dbc.c; text is n bytes of whatever encoding. FALSE: no section of a DBC in it. */
gboolean dbc_parse (Database *self, const char *text, gsize n, GError **error);

G_END_DECLS
