/* record-fixture.h: a folder, a store of frames that can be told apart, and what a recording of them must hold.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/record-run.h"
#include "session/recorder.h"

#define NS G_GINT64_CONSTANT (1000000000)
#define MS G_GINT64_CONSTANT (1000000)
#define START (G_GINT64_CONSTANT (1700000000) * NS)

typedef struct
{
  char *folder;
  FrameStore *store;
  Tick *tick;
} RecordFixture;

/* As g_test_init and g_test_run, with an archive of marks of its own. */
void record_test_init (int *argc, char ***argv);
int record_test_run (void);

#define RECORD_ADD(path, test) g_test_add (path, RecordFixture, NULL, record_set_up, test, record_tear_down)

void record_set_up (RecordFixture *self, gconstpointer data);
void record_tear_down (RecordFixture *self, gconstpointer data);
void record_on_tick (gpointer data);
/* (transfer full) Paths, by name. */
GPtrArray *record_sorted_files (RecordFixture *self);
/* Frame i of a drive: a ms apart, of 16 identifiers, every fifth FD. */
void record_append (FrameStore *store, guint from, guint n);
/* The file's frames are rows [first, …) of the store; how many it holds. */
uint64_t record_assert_equals (RecordFixture *self, const char *path, uint64_t first);
RecordPlan *record_plan_in (RecordFixture *self, const char *name);
/* (transfer full) Takes the plan. */
RecordRun *record_start (RecordFixture *self, RecordPlan *plan);
/* Writes what is left, ends well, and frees it. */
void record_finish (RecordRun *run);
