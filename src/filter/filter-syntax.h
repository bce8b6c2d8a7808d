/* filter-syntax.h: the text of a filter: its memory, tokens, numbers, tree. Private to src/filter.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "filter/filter.h"

G_BEGIN_DECLS

/* --- Memory of one compilation --- */

typedef struct
{
  GPtrArray *blocks;  /* g_free */
  GPtrArray *regexes; /* g_regex_unref */
} FilterPool;

void filter_pool_init (FilterPool *self);
void filter_pool_clear (FilterPool *self);
gpointer filter_pool_alloc (FilterPool *self, gsize size);               /* zeroed */
gpointer filter_pool_copy (FilterPool *self, const void *data, gsize n); /* with a 0 behind */

/* The first problem stays. Always returns FALSE. what: (transfer full) */
gboolean filter_problem_take (FilterProblem *self, guint start, guint end, char *what);
void filter_problem_set_column (FilterProblem *self, const char *text);

/* --- Tokens --- */

typedef enum
{
  TOKEN_END,
  TOKEN_WRONG, /* lexer->wrong says why */
  TOKEN_NAME,  /* identifier or `backquoted` */
  TOKEN_NUMBER,
  TOKEN_BYTES,
  TOKEN_TEXT,
  TOKEN_EQ, /* the six comparisons in the order of FilterOp */
  TOKEN_NE,
  TOKEN_LT,
  TOKEN_LE,
  TOKEN_GT,
  TOKEN_GE,
  TOKEN_IN,
  TOKEN_CONTAINS,
  TOKEN_MATCHES,
  TOKEN_AND,
  TOKEN_OR,
  TOKEN_NOT,
  TOKEN_MASK,
  TOKEN_DOT,
  TOKEN_RANGE,
  TOKEN_COMMA,
  TOKEN_COLON,
  TOKEN_OPEN,
  TOKEN_CLOSE,
  TOKEN_OPEN_SET,
  TOKEN_CLOSE_SET,
  TOKEN_OPEN_SLICE,
  TOKEN_CLOSE_SLICE,
} TokenKind;

typedef struct
{
  TokenKind kind;
  guint start, end;           /* bytes; of a number without its unit */
  guint unit_start, unit_end; /* equal: none */
  gboolean quoted;            /* a name in backquotes */
} FilterToken;

typedef struct
{
  const char *text;
  guint length, at;
  guint slices;       /* open [: there 10:20 are no bytes */
  gboolean after_dot; /* words behind a dot are names */
  const char *wrong;  /* why the last token is TOKEN_WRONG */
  const char *fix;    /* what belongs there, or NULL */
} FilterLexer;

void filter_lexer_init (FilterLexer *self, const char *text, guint length);
FilterToken filter_lexer_next (FilterLexer *self);

/* --- Numbers --- */

__extension__ typedef __int128 FilterWide;

typedef struct
{
  gboolean is_real;
  FilterWide whole;
  gboolean above; /* not real: the value lies between whole and whole + 1 (nanoseconds that do not come out even) */
  double real;
} FilterNumber;

gboolean filter_number_parse (const char *text, gsize n, FilterNumber *out); /* FALSE: above 64 bits */
/* Decimal text as whole units of 10^-digits (9: nanoseconds from seconds). */
FilterNumber filter_number_scale (const char *text, gsize n, int digits);
/* "2024-01-31 12:00:00.5" in local time as ns since 1970; FALSE: no such date. */
gboolean filter_number_parse_date (const char *text, FilterNumber *out);
int filter_number_compare_wide (FilterWide value,
                                const FilterNumber *number);               /* -1 0 1 as value is less, equal, more */
int filter_number_compare_real (double value, const FilterNumber *number); /* also 2: not a number */

/* --- Tree --- */

typedef enum
{
  NODE_OR,
  NODE_AND,
  NODE_NOT,
  NODE_COMPARE, /* child op child */
  NODE_IN,      /* child, then values and ranges */
  NODE_CONTAINS,
  NODE_MATCHES,
  NODE_MASK,  /* child & child */
  NODE_RANGE, /* child .. child */
  NODE_NAME,
  NODE_NUMBER,
  NODE_BYTES,
  NODE_TEXT,
  NODE_CALL, /* pieces[0] (child) */
} NodeKind;

typedef enum
{
  OP_EQ,
  OP_NE,
  OP_LT,
  OP_LE,
  OP_GT,
  OP_GE,
  OP_IN,
  OP_CONTAINS,
  OP_MATCHES,
  OP_TRUE,    /* not 0 */
  OP_PRESENT, /* is there */
} FilterOp;

typedef struct
{
  char *text;
  guint start, end;
  gboolean quoted;
} FilterPiece;

#define FILTER_MAX_PIECES 3

typedef struct FilterNode FilterNode;
struct FilterNode
{
  NodeKind kind;
  guint start, end; /* bytes of the text */
  FilterNode *child, *next;
  gboolean enclosed; /* stands in parentheses */
  FilterOp op;

  FilterPiece pieces[FILTER_MAX_PIECES]; /* NODE_NAME, NODE_CALL */
  guint n_pieces;
  gboolean is_slice, is_byte; /* name[…]; [position] */
  guint offset;
  guint length; /* G_MAXUINT: to the end */

  FilterNumber number; /* NODE_NUMBER */
  guint digits_end;    /* end is behind the unit */
  char *unit;          /* NULL: none */
  guint unit_start, unit_end;
  guint8 *bytes; /* NODE_BYTES, NODE_TEXT (0 behind) */
  guint n_bytes;
};

/* NULL: problem is set. A blank text gives NULL without a problem. */
FilterNode *filter_parse (const char *text, FilterPool *pool, FilterProblem *problem);

G_END_DECLS
