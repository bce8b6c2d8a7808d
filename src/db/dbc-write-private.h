/* dbc-write-private.h: the pieces of the DBC writer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "db/database-private.h"

G_BEGIN_DECLS

typedef struct
{
  const Database *database;
  GString *out;
  GPtrArray *messages;     /* Message that is written for each of the database's, NULL: none; then those that come */
  GHashTable *firsts;      /* id -> the first of them */
  const char *mark;        /* (nullable) */
  const Message *like;     /* (nullable) that changes or comes, */
  const Message *copy;     /* and what is written for it */
  const Database *other;   /* (nullable) that like comes from */
  GHashTable *short_names; /* Message, CanSignal, … -> what stands in the file for its name; else the name itself */
} DbcWriter;

void dbc_writer_init (DbcWriter *self, const Database *database);
void dbc_writer_shorten (DbcWriter *self); /* names that were long symbols are again: before the end */
char *dbc_writer_end (DbcWriter *self, gsize *n); /* (transfer full) what was written */

const char *dbc_writer_name (DbcWriter *self, gconstpointer object, const char *name);
const char *dbc_writer_node (DbcWriter *self, const char *name); /* as senders and receivers call it */
guint dbc_writer_id (const Message *message);                    /* as the file has it */
void dbc_writer_text (DbcWriter *self, const char *text);        /* in quotes */
void dbc_writer_number (DbcWriter *self, double value);
/* Statements speak of messages by identifier and of signals by name: only the first of each can be meant. */
gboolean dbc_writer_can_mean (DbcWriter *self, const Message *message, const CanSignal *signal);

/* dbc-write-attributes.c: BA_DEF_ to BA_REL_ */
void dbc_write_attributes (DbcWriter *self);

G_END_DECLS
