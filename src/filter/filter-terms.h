/* filter-terms.h: a tree that was checked: fields, operands, values, terms; names; ranges of whole numbers. Private to
 * src/filter.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/can-error.h"
#include "filter/filter-syntax.h"

G_BEGIN_DECLS

/* --- Checked terms --- */

typedef enum
{
  FIELD_ID,
  FIELD_EXT,
  FIELD_RTR,
  FIELD_ERR,
  FIELD_FD,
  FIELD_BRS,
  FIELD_ESI,
  FIELD_LOCAL,
  FIELD_LEN,
  FIELD_DLC,
  FIELD_DIR,
  FIELD_CHANNEL,
  FIELD_NAME,
  FIELD_ERR_CLASS,
  FIELD_ERR_TYPE,
  FIELD_ERR_LOCATION,
  FIELD_NUMBER,
  FIELD_TIME,
  FIELD_TIME_RELATIVE,
  FIELD_TIME_DELTA,
  FIELD_TIME_DELTA_ID,
  FIELD_MARKED,
  FIELD_DATA, /* the last one that is written as a field */
  FIELD_BYTE, /* data[i] */
  FIELD_ID_PART,
  FIELD_MESSAGE,
  FIELD_SIGNAL,
} FilterField;

typedef enum
{
  TYPE_BOOLEAN,
  TYPE_WHOLE,
  TYPE_MOMENT,   /* ns since 1970 */
  TYPE_DURATION, /* ns */
  TYPE_DIRECTION,
  TYPE_TEXT,
  TYPE_BYTES,
  TYPE_MESSAGE,
  TYPE_SIGNAL,
} FilterType;

typedef struct
{
  const char *name;
  FilterType type;
  uint64_t maximum;        /* TYPE_WHOLE, TYPE_BOOLEAN */
  const char *description; /* N_() */
} FilterFieldInfo;

extern const FilterFieldInfo filter_fields[FIELD_DATA + 1];

typedef struct
{
  const Message *message;
  guint index; /* of the signal; unused in a reference to a message */
} FilterRef;

/* What is done with the value in the frame before of the same identifier that has it. */
typedef enum
{
  PAST_NONE,
  PAST_PREV,
  PAST_DELTA,
  PAST_CHANGED,
} FilterPast;

typedef struct
{
  FilterField field;
  FilterPast past;
  guint start, end;
  const IdField *part; /* FIELD_ID_PART */
  gboolean masked;
  uint64_t mask;
  guint offset, length; /* data; length G_MAXUINT: to the end */
  gboolean raw;         /* a signal without factor and offset */
  FilterRef *refs;      /* FIELD_SIGNAL, FIELD_MESSAGE: the same name in several databases */
  guint n_refs;
} FilterOperand;

typedef struct
{
  FilterNumber low, high; /* the same unless a range of `in` */
  const char *text;       /* compared as text, NULL: as number or bytes */
  const guint8 *bytes;
  const guint8 *bytes_high;
  guint n_bytes, n_bytes_high;
  gboolean named; /* low and high are those of a name of filter_error_names */
} FilterValue;

typedef enum
{
  TERM_OR,
  TERM_AND,
  TERM_NOT,
  TERM_TEST,
} TermKind;

typedef struct FilterTerm FilterTerm;
struct FilterTerm
{
  TermKind kind;
  guint start, end;
  FilterTerm *child, *next;
  gboolean bare_not; /* TERM_NOT before an unenclosed comparison */

  FilterOp op; /* TERM_TEST */
  FilterOperand left;
  FilterOperand *right; /* compared with another operand, else with values */
  FilterValue *values;
  guint n_values;
  GRegex *regex;
  gboolean needs_date; /* compares with a calendar date: absent in traces without dates */
};

typedef struct
{
  const char *text;
  const FilterContext *context;
  FilterPool *pool;
  FilterProblem *problem;
} FilterChecker;

/* The problem is at a node; returns FALSE. */
gboolean filter_check_fail (FilterChecker *self, const FilterNode *at, const char *format, ...) G_GNUC_PRINTF (3, 4);
char *filter_check_source (FilterChecker *self, guint start,
                           guint end); /* how the person wrote it; owned by the pool */
/* A value beside an operand (filter-values.c). */
gboolean filter_check_value (FilterChecker *self, const FilterNode *node, const FilterOperand *operand,
                             FilterValue *out);
gboolean filter_node_is_word (const FilterNode *node, const char *word);

/* Whether out->low became the number that a name in quotes stands for; if there are names but not this one, a problem
 * is set (filter-errors.c). */
gboolean filter_check_error_name (FilterChecker *self, const FilterNode *node, const FilterOperand *operand,
                                  FilterValue *out);
/* A term whose values are names of bits becomes a test of these bits. FALSE: problem is set. */
gboolean filter_check_error_bits (FilterChecker *self, const FilterNode *node, FilterTerm *term);
/* What changed (x), prev (x), delta (x) can be of (filter-past.c). FALSE: problem is set. */
gboolean filter_check_past (FilterChecker *self, const FilterNode *call, FilterOperand *operand);
gboolean filter_find_past (const char *name, FilterPast *past);

FilterTerm *filter_check (const FilterNode *tree, const char *text, const FilterContext *context, FilterPool *pool,
                          FilterProblem *problem);
FilterType filter_operand_type (const FilterOperand *self);
const CanSignal *filter_ref_signal (const FilterRef *self);

/* --- Names (filter-names.c) --- */

/* Fills field, refs, raw of out. FALSE: problem is set. A name of both a message and a signal is the signal where a
 * value is wanted. */
gboolean filter_resolve_name (const FilterNode *name, gboolean value_wanted, const FilterContext *context,
                              FilterPool *pool, FilterOperand *out, FilterProblem *problem);
gboolean filter_find_field (const char *name, FilterField *field);
/* Every message of all databases; stops when visit returns FALSE. */
typedef gboolean (*FilterVisit) (const Message *message, gpointer data);
void filter_each_message (const DatabaseSet *dbs, FilterVisit visit, gpointer data);
guint filter_edit_distance (const char *a, const char *b, guint limit);

/* --- Names of numbers (filter-errors.c) --- */

const CanErrorName *filter_error_names (FilterField field); /* NULL: its numbers have none */

/* --- Ranges of whole numbers (filter-ranges.c) ---
 * Keys order values of a kind as unsigned numbers: unsigned values as they are, signed ones with the sign bit turned
 * over. */

typedef struct
{
  uint64_t low, high; /* both included */
} FilterRange;

typedef struct
{
  gboolean is_signed;
  uint64_t low, high; /* keys that can occur */
} FilterDomain;

#define FILTER_SIGN (G_GUINT64_CONSTANT (1) << 63)

FilterWide filter_key_value (const FilterDomain *domain, uint64_t key);

/* Whether a test of this operand (of ref number ref) is one of whole keys; then domain is filled. */
gboolean filter_term_domain (const FilterTerm *term, guint ref, FilterDomain *domain);
/* Keys that pass, sorted, disjoint, not adjacent. (transfer full) GArray of FilterRange */
GArray *filter_term_ranges (const FilterTerm *term, guint ref, const FilterDomain *domain);
gboolean filter_ranges_are_all (const GArray *ranges, const FilterDomain *domain);
void filter_ranges_normalize (GArray *ranges);
GArray *filter_ranges_intersect (const GArray *a, const GArray *b);

/* As number compare; bits as of signal_layout_load. Exact where factor and offset are whole. */
int filter_signal_compare (const CanSignal *signal, gboolean raw, uint64_t bits, const FilterNumber *number);
gboolean filter_signal_is_exact (const CanSignal *signal, gboolean raw);               /* compared as whole numbers */
FilterWide filter_signal_whole (const CanSignal *signal, gboolean raw, uint64_t bits); /* only if exact */
double filter_signal_real (const CanSignal *signal, gboolean raw, uint64_t bits);
gboolean filter_signal_is_float (const CanSignal *signal);
gboolean filter_order_passes (FilterOp op, int order); /* order: -1 0 1, 2 not a number */
gboolean filter_text_passes (FilterOp op, const FilterValue *values, guint n_values, const GRegex *regex,
                             const char *text);
gboolean filter_bytes_pass (FilterOp op, const FilterValue *values, guint n_values, const GRegex *regex,
                            const uint8_t *data, guint n);

G_END_DECLS
