/* filter-private.h: what the files of this floor share: tokens, tree, checked terms, ranges, program.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Tree, terms and what the program points to live in one FilterPool, which the program keeps.
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
gboolean filter_is_keyword (const char *word, gsize n);

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

typedef struct
{
  FilterField field;
  const char *name;
  uint32_t value;          /* class and type: a bit */
  const char *description; /* N_() */
} FilterErrorName;

extern const FilterErrorName filter_error_names[]; /* ends with name NULL */

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
GArray *filter_ranges_complement (const GArray *ranges, const FilterDomain *domain);
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

/* --- Program --- */

typedef enum
{
  CODE_NOTHING,
  CODE_EVERYTHING,
  CODE_ID,         /* id column >> shift & and_mask in ranges */
  CODE_FLAGS,      /* flags column likewise */
  CODE_LEN_DLC,    /* len_dlc column likewise */
  CODE_CHANNEL,    /* channel's name passes */
  CODE_TIME,       /* time in ranges */
  CODE_RELATIVE,   /* time since the start in ranges */
  CODE_DELTA,      /* time since the row before in ranges */
  CODE_ROW,        /* (row + 1) & and_mask in ranges */
  CODE_MESSAGE,    /* is one of messages */
  CODE_BYTE,       /* payload[offset] & and_mask in ranges */
  CODE_ERROR_BYTE, /* likewise, of an error frame with protocol details */
  CODE_BYTES,      /* payload slice passes */
  CODE_SIGNAL,     /* (bits & and_mask, sign extended) in ranges; the message is known already */
  CODE_REAL,       /* floating point signal passes; likewise */
  CODE_COMPARE,    /* operand op operand */
  CODE_ID_PART,    /* part of the identifier & and_mask in ranges */
  CODE_DELTA_ID,   /* time since the row before of the same identifier in ranges */
  CODE_MARKED,     /* whether the row is marked in ranges */
  CODE_PAST,       /* one operand, with a past, passes; the message is known already */
  CODE_SUBTRACT,   /* dst = source & ~other */
  CODE_UNITE,      /* dst = source | other */
} FilterCode;

typedef struct
{
  SignalLayout layout;
  const MuxRange *ranges; /* owned by the database */
  guint n_ranges;
} FilterMux;

typedef struct
{
  const CanSignal *signal;
  FilterMux *mux; /* all multiplexers up to the top must select it */
  guint n_mux;
} FilterSignal;

typedef struct
{
  guint first, n;   /* into program->messages, sorted by id */
  uint64_t hash[4]; /* frame_chunk_bloom_bit of the ids: a quick no */
  gboolean by_pgn;  /* one of them stands for other identifiers too (J1939): neither hash nor ids tell */
} FilterMessages;

/* One side of a comparison of two operands. */
typedef struct
{
  const FilterOperand *operand;
  FilterMessages messages; /* of a signal */
  FilterSignal *signals;   /* likewise, message by message in the order of operand->refs */
} FilterSide;

typedef struct
{
  FilterCode code;
  guint16 dst, source, other; /* registers; source is the mask */

  uint64_t and_mask;
  guint shift;
  gboolean is_signed; /* keys are values with the sign bit turned over */
  FilterRange *ranges;
  guint n_ranges;
  FilterMessages messages;
  FilterSignal *signals;  /* CODE_SIGNAL, CODE_REAL: one */
  const FilterTerm *term; /* of CODE_CHANNEL, CODE_BYTES, CODE_REAL: op, values, regex; of all: where in the text */
  FilterSide *sides;      /* CODE_COMPARE: left and right; CODE_PAST: one */
} FilterInstruction;

struct FilterProgram
{
  gint ref_count; /* atomic */
  char *text;
  DatabaseSet *dbs;
  IdSplits *splits;
  RowSet *marked; /* NULL: no row */
  gboolean needs_past, needs_marks;
  FilterPool pool; /* what the instructions point to */
  FilterInstruction *code;
  guint n_code;
  guint n_registers;        /* 0: all rows, 1: result */
  const Message **messages; /* all that MESSAGE instructions know, by instruction sorted by id */
  guint n_messages;
  gboolean by_pgn; /* some instruction is */
  FilterProblem surprise;
};

#define REGISTER_ALL 0
#define REGISTER_RESULT 1

/* Fills code, n_code, n_registers, messages of the program from terms. */
void filter_lower (FilterProgram *self, const FilterTerm *term);

/* --- Running (filter-run.c and the files it calls) --- */

typedef enum
{
  STATE_EMPTY, /* no row; words are not valid */
  STATE_FULL,  /* all rows; words are not valid */
  STATE_MIXED,
} FilterState;

typedef struct
{
  FilterState state;
  uint64_t *words; /* n_words */
} FilterRegister;

/* What an identifier on a channel was found to be, a place an identifier. */
typedef struct
{
  uint32_t id; /* 0: free, since only extended ones are asked for here */
  uint8_t channel;
  const Message *message;
} FilterFound;

#define FILTER_FOUND 256

/* A program on some words of one chunk. */
typedef struct
{
  const FilterProgram *program;
  const FrameStore *store;
  const TraceInfo *info;
  const FrameChunk *chunk;
  uint32_t index;            /* of the chunk */
  guint n_rows;              /* valid in the chunk */
  guint first_word, n_words; /* 64 rows each */
  gboolean has_summary;
  ChunkSummary summary;
  FilterRegister *registers;
  uint8_t *verdicts;  /* message * n_channels + channel: 0 not known, 1 is it, 2 is not */
  FilterFound *found; /* FILTER_FOUND of them; NULL: no instruction is by_pgn */
  guint n_channels;
  uint8_t channels[TRACE_MAX_CHANNELS]; /* of the CODE_CHANNEL that runs: passes */
  const IdIndex *ids;                   /* NULL: not asked for yet */
  uint32_t *previous;                   /* as of id_index_previous_rows; NULL: a single row is decided */
} FilterRun;

/* A row and where it lies. */
typedef struct
{
  const FrameChunk *chunk;
  uint32_t index; /* of the chunk */
  guint row;      /* in the chunk */
} FilterPlace;

/* The value of an operand in a row. */
typedef struct
{
  gboolean is_real;
  FilterWide whole;
  double real;
  const CanSignal *signal; /* NULL: no signal, or masked */
  uint64_t bits;           /* of the signal */
  const uint8_t *bytes;    /* FIELD_DATA */
  guint n_bytes;
} FilterSeen;

typedef enum
{
  VERDICT_NONE, /* no row of the chunk can pass */
  VERDICT_ALL,  /* every row passes */
  VERDICT_MIXED,
} FilterVerdict;

/* What the chunk's summary says; to be called before an instruction's words. */
FilterVerdict filter_scan_prepare (FilterRun *run, const FilterInstruction *ins);

/* Of 64 rows from row base those in mask that pass. */
uint64_t filter_scan_word (const FilterRun *run, const FilterInstruction *ins, guint base, guint n, uint64_t mask);
uint64_t filter_payload_word (const FilterRun *run, const FilterInstruction *ins, guint base, uint64_t mask);
/* Which of n messages from first in the table a row is; -1 none. */
int filter_find_message (const FilterRun *run, const FilterMessages *messages, guint row);

/* FALSE: the signal is not in this row, whose message is known to be that of the signal. */
gboolean filter_load_signal (const FilterRun *run, const FilterPlace *place, const FilterSignal *signal,
                             uint64_t *bits);
/* NULL: not an error frame with such details. */
const uint8_t *filter_error_details (const FilterRun *run, const FilterPlace *place);
/* The slice of the operand. FALSE: not in this row. */
gboolean filter_load_bytes (const FilterRun *run, const FilterPlace *place, const FilterOperand *data,
                            const uint8_t **bytes, guint *n);

/* --- Operands in rows (filter-operand.c) --- */

/* Without the past of the operand. ref: which of its signals the row's message has; -1: it has none of them. */
gboolean filter_load_here (const FilterRun *run, const FilterSide *side, int ref, const FilterPlace *place,
                           FilterSeen *out);
int filter_find_ref (const FilterRun *run, const FilterSide *side, guint row);
uint64_t filter_test_comparison (const FilterRun *run, const FilterInstruction *ins, guint row);

/* --- The past (filter-past.c) --- */

/* Before the first instruction that needs it: brings the id index up to the rows of the run. */
void filter_past_prepare (FilterRun *run);
void filter_past_finish (FilterRun *run);
/* Goes to the row before of the same identifier and channel. FALSE: there is none. */
gboolean filter_step_back (const FilterRun *run, FilterPlace *place);
gboolean filter_load_past (const FilterRun *run, const FilterSide *side, guint row, FilterSeen *out);
uint64_t filter_past_word (const FilterRun *run, const FilterInstruction *ins, guint base, uint64_t mask);

static inline gboolean
filter_ranges_contain (const FilterRange *ranges, guint n, uint64_t key)
{
  guint low = 0;

  while (n > 0)
    {
      guint half = n / 2;

      if (key > ranges[low + half].high)
        {
          low += half + 1;
          n -= half + 1;
        }
      else if (key < ranges[low + half].low)
        n = half;
      else
        return TRUE;
    }
  return FALSE;
}
/* Finds the most surprising of what is right but maybe not meant. */
void filter_surprise (const FilterTerm *term, const char *text, FilterProblem *surprise);

G_END_DECLS
