/* filter.h: display filters. The only header of this floor that others see.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Text -> tree -> check (names, types, units) -> program over columns. filter_run goes through a whole chunk
 * instruction by instruction, so `can.id == 0x123 && can.channel == 1` runs at column speed; only signal and data terms
 * look at payload, and only where the bits before them still matter. A program is immutable, reference counted and
 * shared by threads; channel names are resolved when it runs, because a channel may appear after compiling.
 *
 * The language (highest precedence first: ! & comparisons && ||; words: not eq ne lt le gt ge and or):
 *
 *   expression = expression "||" expression | expression "&&" expression | "!" expression | "(" expression ")"
 *              | operand ("==" "!=" "<" "<=" ">" ">=") (operand | value)
 *              | operand "in" "{" value [".." value] {"," …} "}"
 *              | operand "contains" value          text within text, bytes within bytes
 *              | operand "matches" text            regular expression (PCRE), upper and lower case alike unless (?-i)
 *              | operand                           booleans: is true; with a mask: is not 0; others: is there
 *   operand    = field | Message | [Message "."] Signal ["." "raw"] | "data" [slice] | operand "&" whole number
 *              | ("changed" | "prev" | "delta") "(" operand ")"
 *   slice      = "[" position "]" (a byte) | "[" [offset] ":" [length] "]" (bytes)
 *   field      = can.id ext rtr err fd brs esi local len dlc dir channel name, can.err.class type location,
 *                frame.number time time_relative time_delta time_delta_id marked, id.NAME or id.SPLIT.NAME
 * (core/id-split.h) value      = 12 -1.5 1e3 0x1F 0b101, with a unit (times: ns us ms s; signals: their own) | 11:22:33
 * | "text" | 'text' | rx tx
 *
 * Names that are no identifiers or that are words of the language stand in `backquotes`. Text escapes are \" \' \\ \n
 * \t \xHH; before other characters a backslash stays, so regular expressions can be written as they are. frame.time
 * takes seconds or "2024-01-31 12:00:00.5" (local). can.channel compares names, also with numbers. A signal's text
 * ("Park") is compared by its value table. can.err.class, type and location are numbers as in linux/can/error.h and
 * have names: class and type are bits, so == "bus-off" means that this bit is set, in {…} that one of them is.
 *
 * frame.time_delta_id is the time since the frame before of the same identifier and channel (core/id-index.h). prev(x)
 * is x in the last frame before, of the same identifier and channel, that has x; delta(x) what x has grown by since
 * then; changed(x) whether it is another one. All three are absent where the frame itself has no x, or none before had.
 *
 * What is absent (can.id and data in error frames, data beyond the length, signals of other messages or of unselected
 * multiplexers, time_delta of the first frame) makes every comparison false, != too; so !(x == 3) also finds frames
 * without x. Whole numbers are compared exactly up to 64 bits, also signals with whole factor and offset; other
 * physical values in double, where a value counts as equal if only rounding tells them apart (3 * 0.1 == 0.3).
 */
#pragma once

#include "core/frame-store.h"
#include "core/id-split.h"
#include "core/row-set.h"
#include "db/database-set.h"

G_BEGIN_DECLS

#define FILTER_MAX_TEXT 16384 /* bytes; longer expressions are refused */
#define FILTER_MAX_DEPTH 200  /* parentheses and ! within each other */

typedef struct FilterProgram FilterProgram;

typedef struct
{
  guint start, end; /* bytes of the text that are wrong: [start, end) */
  guint column;     /* of start, in characters, from 1 */
  char *what;       /* to stand behind "Column 23: ": 'no signal “Gaer” in powertrain.dbc. Did you mean Gear?' */
  char *fix;        /* what belongs at [start, end) instead ("Gear"; Tab accepts it); NULL: not known */
} FilterProblem;

void filter_problem_clear (FilterProblem *self); /* accepts zeroed */

/* What names stand for. The program keeps its own references. */
typedef struct
{
  const DatabaseSet *dbs; /* (nullable) */
  const IdSplits *splits; /* of id.NAME; NULL: id_splits_in_use */
  RowSet *marked;         /* rows with frame.marked, as they are when the program runs; NULL: none */
} FilterContext;

/* text "" or blank: NULL without a problem (everything passes). NULL with problem->what set: wrong. dbs may be NULL. */
FilterProgram *filter_compile (const char *text, const DatabaseSet *dbs, FilterProblem *problem);
FilterProgram *filter_compile_with (const char *text, const FilterContext *context, FilterProblem *problem);
FilterProgram *filter_program_ref (const FilterProgram *self);
void filter_program_unref (const FilterProgram *self); /* (nullable) */
const char *filter_program_get_text (const FilterProgram *self);
/* Whether it asks for earlier frames of an identifier. Then filter_run first brings the store's id index up to the
 * rows it decides, and a ring store must still hold those earlier frames: others are taken for absent. */
gboolean filter_program_needs_past (const FilterProgram *self);
/* Whether it asks for marks: run it again when they change. */
gboolean filter_program_needs_marks (const FilterProgram *self);

/* Right but surprising: TRUE and *surprise filled; what is whole sentences here: "With can.ext, 0x7FF is a 29-bit
 * identifier. Remove can.ext for the 11-bit one." */
gboolean filter_program_get_surprise (const FilterProgram *self, FilterProblem *surprise);

/* Decides rows [chunk * 65536, + n_rows) of the store: all words of bits are written, those behind n_rows with 0.
 * n_rows <= rows of that chunk now. Any thread. self NULL: every row passes. */
void filter_run (const FilterProgram *self, const FrameStore *store, uint32_t chunk, uint32_t n_rows,
                 uint64_t bits[ROW_SET_WORDS]);
gboolean filter_match (const FilterProgram *self, const FrameStore *store, uint64_t row);

/* For who writes expressions. A name as it must be written: in backquotes unless it is an identifier and no word of the
 * language. A text: in double quotes, what needs it escaped. */
void filter_append_name (GString *out, const char *name);
void filter_append_text (GString *out, const char *text);

char *filter_explain (const FilterProgram *self); /* (transfer full) the program, a line an instruction */

/* Appends a name as it must be written: in backquotes unless it is an identifier and no word of the language. */
void filter_append_name (GString *out, const char *name);

/* Completion of the word that ends at byte cursor: fields, message names, signal names, texts of value tables,
 * keywords. */
typedef struct
{
  char *text;    /* what is inserted */
  char *kind;    /* "field", "function", "message", "signal", "value", "operator" */
  char *details; /* unit and range, value texts, description; "" if nothing to say */
} FilterCandidate;

/* Ordered best first; *start is where the word to be replaced begins (bytes). (transfer full) GPtrArray of
 * FilterCandidate, at most max. */
GPtrArray *filter_complete (const char *text, guint cursor, const DatabaseSet *dbs, const TraceInfo *info, guint max,
                            guint *start);
GPtrArray *filter_complete_with (const char *text, guint cursor, const FilterContext *context, const TraceInfo *info,
                                 guint max, guint *start);

G_END_DECLS
