/* filter-fixture.h: databases and frames to filter, and a second, slow way to decide what passes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "filter/filter-private.h"

/* Unsigned, signed, scaled, falling, float, double, 64-bit, big-endian, multiplexed (two levels), FD, 29-bit, texts; a
 * second database for channel can1 only that has one message of the first's name and one of its own. */
DatabaseSet *fixture_databases (void);

/* A frame in candump's text form at the end of the store; time in ns. */
void fixture_append (FrameStore *store, const char *channel, int64_t time, const char *text);
/* n frames of all kinds, of the databases' messages and others; the same for the same seed. */
void fixture_append_random (FrameStore *store, guint32 seed, guint n);
/* n times the same frame, a microsecond apart from the start on, channel can0. */
void fixture_append_repeated (FrameStore *store, const char *text, guint n);
/* Ring store of so many chunks, or with 0 one in the cache folder, which has summaries; dated or not. */
FrameStore *fixture_store (guint n_chunks, gboolean dated);

/* Decides a row by walking the checked tree: no ranges, no columns, no masks. */
gboolean fixture_evaluate (const FilterTerm *term, const FilterContext *context, const FrameStore *store, uint64_t row);

/* Stops the test if text is wrong. */
FilterProgram *fixture_compile (const char *text, const DatabaseSet *dbs);
gboolean fixture_has_bit (const uint64_t *bits, guint row);
/* Rows of the first chunk that pass, as letters from a; by filter_run and by filter_match. */
void fixture_assert_passing (const char *text, const DatabaseSet *dbs, const FrameStore *store, const char *expected);

/* A test program: UTC, a cache folder of its own; add adds the tests. */
int fixture_main (int argc, char **argv, void (*add) (void));
