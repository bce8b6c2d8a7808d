/* filter.h: display filters. The only header of this floor that others see. The language is described in CLI.md's words in
 * src/filter/README of the man page; `canid-cli filter --explain` shows what an expression becomes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Text -> tree -> check (names, types, widths) -> program over columns. filter_run goes through a whole chunk instruction by instruction, so
 * `can.id == 0x123 && can.channel == 1` runs at column speed; only signal and data terms look at payload, and only where the bits before
 * them still matter. A program is immutable, reference counted and shared by threads; channel names are resolved when it runs, because a
 * channel may appear after compiling.
 */
#pragma once

#include "core/frame-store.h"
#include "core/row-set.h"
#include "db/database-set.h"

G_BEGIN_DECLS

typedef struct FilterProgram FilterProgram;

typedef struct
{
  guint start, end; /* bytes of the text that are wrong: [start, end) */
  guint column;     /* of start, in characters, from 1 */
  char *what;       /* sentence fragment: 'no signal "Gaer" in powertrain.dbc. Did you mean Gear?' */
} FilterProblem;

void filter_problem_clear (FilterProblem *self); /* accepts zeroed */

/* text "" or blank: NULL without a problem (everything passes). NULL with problem->what set: wrong. dbs may be NULL. */
FilterProgram *filter_compile (const char *text, const DatabaseSet *dbs, FilterProblem *problem);
FilterProgram *filter_program_ref (const FilterProgram *self);
void filter_program_unref (const FilterProgram *self); /* (nullable) */
const char *filter_program_get_text (const FilterProgram *self);

/* Right but surprising ("Finds nothing: with can.ext, 0x7FF is a 29-bit identifier. …"): TRUE and *surprise filled. */
gboolean filter_program_get_surprise (const FilterProgram *self, FilterProblem *surprise);

/* Decides rows [chunk * 65536, + n_rows) of the store: all words of bits are written. n_rows <= rows of that chunk now. Any thread. */
void filter_run (const FilterProgram *self, const FrameStore *store, uint32_t chunk, uint32_t n_rows,
                 uint64_t bits[ROW_SET_WORDS]);
gboolean filter_match (const FilterProgram *self, const FrameStore *store, uint64_t row);

char *filter_explain (const FilterProgram *self); /* (transfer full) the program, a line an instruction */

/* Completion of the word that ends at byte cursor: fields, message names, signal names, texts of value tables, keywords. */
typedef struct
{
  char *text;    /* what is inserted */
  char *kind;    /* "field", "message", "signal", "value", "operator" */
  char *details; /* unit and range, value texts, description; "" if nothing to say */
} FilterCandidate;

/* Ordered best first; *start is where the word to be replaced begins (bytes). (transfer full) GPtrArray of FilterCandidate, at most max. */
GPtrArray *filter_complete (const char *text, guint cursor, const DatabaseSet *dbs, const TraceInfo *info, guint max, guint *start);

G_END_DECLS
