/* dbc-private.h: the pieces of the DBC reader.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * dbc-lexer.c reads words, numbers and strings; dbc.c knows the sections and recovers after errors; dbc-message.c,
 * dbc-multiplexing.c and dbc-attributes.c read one kind of statement a function. A statement's function returns FALSE
 * after dbc_fail; the caller makes that a warning with the line and goes on at the next line that begins with a
 * section's keyword.
 *
 * Two passes over the text: definitions, then what refers to them, because files put comments and values before the
 * messages too.
 */
#pragma once

#include "db/database-private.h"

G_BEGIN_DECLS

/* n bytes in the text being read. */
typedef struct
{
  const char *start;
  gsize n;
} DbcText;

typedef struct
{
  const char *p, *end;     /* UTF-8 */
  guint line;              /* of p, from 1 */
  gboolean fresh;          /* only blanks stand before p in its line */
  const char *comment_end; /* the next one behind the last comment's beginning; end: none; NULL: not looked for */

  /* Where strings that begin from string_from up to string_quote would end (end: nowhere), and the first statement
   * from string_from on (string_quote: none before it). So that many strings without end cost one search. */
  const char *string_from, *string_quote, *string_statement;
} DbcLexer;

/* A signal's name in its message. */
typedef struct
{
  int message;
  const char *name;
} SignalKey;

/* What may be said something about: its indices, -1 for none; known FALSE: it is not defined, so what is said of it is
 * passed over. */
typedef struct
{
  gboolean known;
  AttributeOwner owner;
  DatabaseNode *node;
  int message;
  CanSignal *signal;
  EnvironmentVariable *variable;
} DbcSubject;

typedef struct
{
  Database *database;
  DbcLexer lexer;
  guint pass; /* 1 or 2 */
  guint line; /* where the statement begins */
  guint n_sections;
  char *failure; /* (owned) why the statement cannot be read */

  int message;      /* whose SG_ lines follow; -1: none */
  gboolean orphans; /* SG_ lines of a BO_ that could not be read: told already */
  GArray *signals;  /* CanSignal, of that message */

  GHashTable *by_id;      /* id -> message index + 1 */
  GHashTable *by_name;    /* SignalKey -> signal index + 1 */
  GHashTable *nodes;      /* name -> node index + 1 */
  GHashTable *long_nodes; /* short name -> long name */
  GHashTable *tables;     /* VAL_TABLE_ name -> index in the database's tables + 1 */
  GHashTable *variables;  /* name -> index + 1 */
} DbcReader;

#define DBC_INDEPENDENT_ID                                                                                             \
  0xC0000000u /* of VECTOR__INDEPENDENT_SIG_MSG, which holds signals that are in no message                            \
               */
#define DBC_NO_NODE "Vector__XXX"

#define DBC_MUX_UNRESOLVED (-2) /* mux_parent: the multiplexer of the message, to be found at the end */

static inline Message *
dbc_message_at (DbcReader *self, int index)
{
  return &g_array_index (self->database->messages, Message, index);
}

/* --- dbc-encoding.c --- */

GString *dbc_to_utf8 (const char *text, gsize n); /* (transfer full) without zeros and byte order mark */

/* (transfer full) windows-1252; NULL: a character has no place there, or a line would be taken for UTF-8. */
char *dbc_from_utf8 (const char *text, gsize n, gsize *n_out);

/* --- dbc-lexer.c --- */

gboolean dbc_is_keyword (DbcText word);
gboolean dbc_text_is (DbcText text, const char *word);
void dbc_skip_blank (DbcLexer *self);
/* Next character c is taken, if it is c. */
gboolean dbc_char (DbcLexer *self, char c);
char dbc_peek (DbcLexer *self); /* '\0' at the end */
/* A run of what is neither blank nor punctuation. Not a keyword at the beginning of a line: that is the next statement.
 */
gboolean dbc_word (DbcLexer *self, DbcText *word);
gboolean dbc_keyword (DbcLexer *self, DbcText *word); /* any word */
/* Still in this line, not before its end or a comment. */
gboolean dbc_word_in_line (DbcLexer *self, DbcText *word);
gboolean dbc_char_in_line (DbcLexer *self, char c);
gboolean dbc_number (DbcLexer *self, double *value);
gboolean dbc_unsigned (DbcLexer *self, guint64 max, guint64 *value);
gboolean dbc_text_to_number (DbcText text, double *value);
/* "…"; text is between the quotes, with \" as it stands. */
gboolean dbc_quoted (DbcLexer *self, DbcText *text);
/* To the next line that begins with a keyword, or behind the next ';' if that comes first and is asked for; strings are
 * passed over. */
void dbc_pass_over (DbcLexer *self, gboolean stop_at_semicolon);

/* --- dbc.c --- */

gboolean dbc_fail (DbcReader *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* "expected WHAT, found …" */
gboolean dbc_expected (DbcReader *self, const char *what);
char *dbc_dup (DbcReader *self, DbcText text);    /* kept by the database, \" resolved */
char *dbc_intern (DbcReader *self, DbcText text); /* likewise, equal texts once */

/* --- dbc-reference.c --- */

/* id as in the file, the message's index or -1. FALSE: no identifier there. Messages nobody defined give a warning
 * unless they are Vector's holder of unused signals. */
gboolean dbc_message_reference (DbcReader *self, int *message);
/* Signal's index or -1, after a message_reference. */
gboolean dbc_signal_reference (DbcReader *self, int message, CanSignal **signal);
gboolean dbc_variable_reference (DbcReader *self, EnvironmentVariable **variable);
/* BU_, BO_, SG_, EV_ and whom; nothing of it: the network. */
gboolean dbc_subject (DbcReader *self, DbcSubject *subject);
/* BU_BO_REL_, BU_SG_REL_, BU_EV_REL_ and whom. */
gboolean dbc_relation (DbcReader *self, DbcSubject *subject);

/* --- dbc-message.c --- */

gboolean dbc_read_node_list (DbcReader *self);  /* BU_ */
gboolean dbc_read_message (DbcReader *self);    /* BO_ */
gboolean dbc_read_signal (DbcReader *self);     /* SG_ */
gboolean dbc_read_senders (DbcReader *self);    /* BO_TX_BU_ */
gboolean dbc_read_value_type (DbcReader *self); /* SIG_VALTYPE_ */
gboolean dbc_read_group (DbcReader *self);      /* SIG_GROUP_ */
void dbc_end_message (DbcReader *self);
gboolean dbc_id_from_file (guint64 number, uint32_t *id, gboolean *wrong);

/* --- dbc-multiplexing.c --- */

gboolean dbc_read_multiplexing (DbcReader *self); /* SG_MUL_VAL_ */
void dbc_resolve_multiplexers (DbcReader *self);

/* --- dbc-variable.c --- */

gboolean dbc_read_variable (DbcReader *self);      /* EV_ */
gboolean dbc_read_variable_data (DbcReader *self); /* ENVVAR_DATA_ */

/* --- dbc-texts.c --- */

gboolean dbc_read_comment (DbcReader *self); /* CM_ */
gboolean dbc_read_values (DbcReader *self);  /* VAL_ */
gboolean dbc_read_table (DbcReader *self);   /* VAL_TABLE_ */

/* --- dbc-attributes.c --- */

gboolean dbc_read_definition (DbcReader *self);          /* BA_DEF_ */
gboolean dbc_read_relation_definition (DbcReader *self); /* BA_DEF_REL_ */
gboolean dbc_read_default (DbcReader *self);             /* BA_DEF_DEF_, BA_DEF_DEF_REL_ */
gboolean dbc_read_attribute (DbcReader *self);           /* BA_ */
gboolean dbc_read_relation (DbcReader *self);            /* BA_REL_ */

/* --- dbc-meaning.c --- */

void dbc_apply_attributes (DbcReader *self);

G_END_DECLS
