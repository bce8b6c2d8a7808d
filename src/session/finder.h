/* finder.h: the next row that fits a question, looked for in a worker.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A search goes from a row to the end of the trace and on from its beginning (backward: the other way), so it looks at
 * every row that was there when it started, the starting row last. Where a row set is given, only at the rows chosen in
 * it.
 */
#pragma once

#include "core/frame-store.h"
#include "core/row-set.h"
#include "filter/filter.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  FIND_FILTER, /* display filter */
  FIND_HEX,    /* bytes that follow one another in the payload: "11 2? ff", "112?ff", "11:22" */
  FIND_TEXT,   /* words of the row, or its payload as ASCII; case does not matter */
  FIND_REGEX,  /* Perl's; case matters unless it begins with (?i) */
} FindKind;

/* --- What is looked for: immutable, reference counted, any thread. --- */
typedef struct FindQuery FindQuery;

/* NULL: problem->what says why, or is NULL if text is blank. databases may be NULL. */
FindQuery *find_query_new (FindKind kind, const char *text, const DatabaseSet *databases, FilterProblem *problem);
FindQuery *find_query_ref (FindQuery *self);
void find_query_unref (FindQuery *self); /* (nullable) */

/* --- What the words of a row are; called by the worker only. --- */
typedef struct
{
  void (*append) (gpointer data, uint64_t row, const CanFrame *frame,
                  GString *out); /* NULL: only the payload has words */
  gpointer data;
  GDestroyNotify free; /* (nullable) called once, in any thread */
} FindWords;

/* --- A search. --- */
typedef struct Finder Finder;

/* In the thread that started it: row is ROW_NONE if nothing fits; wrapped: found beyond the end (or the beginning) of
 * the trace. error (nullable): the question is too difficult (a regular expression that never ends). */
typedef void (*FinderDone) (uint64_t row, gboolean wrapped, const GError *error, gpointer data);

/* from: ROW_NONE begins at the first (backward: last) row. words is taken. (transfer full): end it with finder_stop. */
Finder *finder_start (FrameStore *store, RowSet *shown, FindQuery *query, const FindWords *words, uint64_t from,
                      gboolean backward, FinderDone done, gpointer data);
/* Frees it; done is not called after this. */
void finder_stop (Finder *self);           /* (nullable) */
double finder_get_progress (Finder *self); /* 0 … 1 of the rows */

G_END_DECLS
