/* filter-private.h: what the files of this floor share: the program and how it is run, on top of the terms it is made
 * of (filter-terms.h) and their text (filter-syntax.h).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Tree, terms and what the program points to live in one FilterPool, which the program keeps.
 */
#pragma once

#include "filter/filter-terms.h"

G_BEGIN_DECLS

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
