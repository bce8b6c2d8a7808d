/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "record-fixture.h"
#include "session/mark-archive.h"
#include "session/record-marks.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* Frames 3, 19, 35, …: identifier 103. 0.1 s before and after the frame of No. 1000. */
static void
test_trigger (RecordFixture *self, gconstpointer data)
{
  RecordPlan *plan = record_plan_in (self, "hit_{n}.asc");
  g_autofree char *text = NULL;
  GPtrArray *names, *hits;
  RecordRun *run;

  record_append (self->store, 0, 5000);
  record_plan_add_trigger (plan, "frame.number == 1000", FALSE);
  record_plan_add_trigger (plan, "frame.number == 3000", FALSE);
  plan->before = 100 * MS;
  plan->after = 50 * MS;
  run = record_start (self, plan);
  while (record_run_step (run, START))
    ;
  hits = record_run_take_hits (run);
  g_assert_cmpuint (hits->len, ==, 2);
  g_assert_cmpuint (((RecordHit *) hits->pdata[0])->row, ==, 999);
  g_ptr_array_unref (hits);
  g_assert_null (record_run_take_hits (run));
  g_assert_true (record_run_end (run));
  record_run_free (run);
  names = record_sorted_files (self);
  g_assert_cmpuint (names->len, ==, 2);
  g_file_get_contents (names->pdata[0], &text, NULL, NULL);
  g_assert_nonnull (strstr (text, "// Trigger: frame.number == 1000\n"));
  g_assert_nonnull (strstr (text, " 0.899000 "));
  g_assert_nonnull (strstr (text, " 1.049000 "));
  g_assert_null (strstr (text, " 0.898000 "));
  g_assert_null (strstr (text, " 1.050000 "));
  g_ptr_array_unref (names);
}

static void
test_stop_trigger (RecordFixture *self, gconstpointer data)
{
  RecordPlan *plan = record_plan_in (self, "hit_{n}.log");
  GPtrArray *names;
  RecordRun *run;

  record_append (self->store, 0, 5000);
  record_plan_add_trigger (plan, "frame.number == 101", FALSE);
  record_plan_add_trigger (plan, "frame.number == 201", TRUE);
  run = record_start (self, plan);
  record_finish (run);
  names = record_sorted_files (self);
  g_assert_cmpuint (names->len, ==, 1);
  g_assert_cmpuint (record_assert_equals (self, names->pdata[0], 100), ==, 101);
  g_ptr_array_unref (names);
}

/* By a key, and by time alone: no frame need come. */
static void
test_moments (RecordFixture *self, gconstpointer data)
{
  RecordPlan *plan = record_plan_in (self, "hit_{n}.log");
  RecordState state;
  RecordRun *run;

  record_append (self->store, 0, 100);
  record_plan_add_trigger (plan, "key", FALSE);
  plan->before = NS;
  plan->after = NS;
  run = record_start (self, plan);
  while (record_run_step (run, START))
    ;
  record_run_trigger (run, "button", START + 1000 * MS);
  record_run_get_state (run, &state);
  g_assert_cmpint (state.phase, ==, RECORD_WRITING);
  g_assert_cmpuint (state.n_frames, ==, 100);
  record_state_clear (&state);
  record_run_idle (run, START + 1900 * MS);
  record_run_get_state (run, &state);
  g_assert_cmpint (state.phase, ==, RECORD_WRITING);
  record_state_clear (&state);
  record_run_idle (run, START + 2001 * MS);
  record_run_get_state (run, &state);
  g_assert_cmpint (state.phase, ==, RECORD_WAITING);
  record_state_clear (&state);
  record_run_free (run);
}

/* The same while it writes around a trigger; and what fires all the time is told once a second. */
static void
test_storm (RecordFixture *self, gconstpointer data)
{
  FrameBatch *batch = frame_batch_new ();
  RecordPlan *plan = record_plan_in (self, "a_{n}.log");
  GPtrArray *hits;
  RecordState state;
  RecordRun *run;

  record_append (self->store, 0, 5000);
  batch->frames[0] = (CanFrame){ .time = START - 3600 * NS, .id = 0x700, .data = batch->payload[0] };
  batch->n_frames = 1;
  frame_store_append (self->store, batch, NULL);
  frame_batch_free (batch);
  record_plan_add_trigger (plan, "cycle 103 1ms 1%", FALSE); /* they are 16 ms apart */
  plan->after = NS;
  run = record_start (self, plan);
  while (record_run_step (run, START))
    ;
  hits = record_run_take_hits (run);
  record_run_get_state (run, &state);
  g_assert_cmpuint (state.n_hits, >, 300);
  g_assert_cmpuint (hits->len, ==, 5);
  g_assert_cmpint (state.phase, ==, RECORD_WAITING);
  g_assert_cmpuint (state.n_frames, ==, 5000 - 19);
  g_assert_cmpuint (state.n_files, ==, 1);
  record_state_clear (&state);
  g_ptr_array_unref (hits);
  record_run_free (run);
}

static void
on_marks (MarkAnswer *answer, gpointer data)
{
  *(MarkAnswer *) data = *answer;
  *answer = (MarkAnswer){ 0 };
}

static MarkAnswer
find_marks (RecordFixture *self, const char *path)
{
  MarkAnswer found = { 0 };

  mark_archive_load (&path, 1, self->store, NULL, on_marks, &found);
  while (found.key.path == NULL)
    g_main_context_iteration (NULL, TRUE);
  return found;
}

static void
clear_found (MarkAnswer *found)
{
  row_ranges_free (found->marks);
  row_comments_free (found->comments);
  mark_key_clear (&found->key);
}

/* A candump log has no place for notes that other programs would pass over: its rows are marked beside it. */
static void
test_marks_beside (RecordFixture *self, gconstpointer data)
{
  RecordPlan *plan = record_plan_in (self, "hit_{n}.log");
  GPtrArray *names;
  MarkAnswer found;
  RecordRun *run;

  record_append (self->store, 0, 5000);
  record_plan_add_trigger (plan, "frame.number == 1000", FALSE);
  plan->before = 100 * MS;
  plan->after = 50 * MS;
  run = record_start (self, plan);
  while (record_run_step (run, START))
    ;
  record_run_idle (run, START + 10 * NS);
  record_run_trigger (run, "button", START + 10 * NS); /* nothing comes behind it: the last row */
  record_finish (run);
  names = record_sorted_files (self);
  g_assert_cmpuint (names->len, ==, 2);
  found = find_marks (self, names->pdata[0]);
  g_assert_nonnull (found.marks);
  g_assert_cmpuint (row_ranges_count (found.marks), ==, 1);
  g_assert_true (row_ranges_contains (found.marks, 100));
  g_assert_cmpstr (row_comments_get (found.comments, 100), ==, "Trigger: frame.number == 1000");
  clear_found (&found);
  g_ptr_array_unref (names);
}

/* What a ring deletes leaves no marks behind: another file of that name, size and time would get them. */
static void
test_marks_of_deleted (RecordFixture *self, gconstpointer data)
{
  RecordPlan *plan = record_plan_in (self, "ring_{n}.log");
  g_autofree char *path = NULL, *text = NULL;
  struct timespec times[2] = { 0 };
  struct stat status;
  GPtrArray *names;
  MarkAnswer found;
  RecordRun *run;
  gsize n;

  record_append (self->store, 0, 200);
  plan->keep = 2;
  run = record_start (self, plan);
  while (record_run_step (run, START))
    ;
  record_run_trigger (run, "button", START);
  names = record_sorted_files (self);
  path = g_strdup (names->pdata[0]);
  g_ptr_array_unref (names);
  record_run_rotate (run, START);
  g_assert_true (g_file_get_contents (path, &text, &n, NULL));
  g_assert_cmpint (stat (path, &status), ==, 0);
  found = find_marks (self, path);
  g_assert_nonnull (found.marks);
  clear_found (&found);
  record_run_rotate (run, START);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_set_contents (path, text, (gssize) n, NULL));
  times[0] = status.st_atim;
  times[1] = status.st_mtim;
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
  found = find_marks (self, path);
  g_assert_null (found.marks);
  clear_found (&found);
  record_run_free (run);
}

/* What there is no room for is counted. */
static void
test_marks_beyond (RecordFixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "a.log", NULL);
  RecordMarks *marks = record_marks_new ();
  const Note note = { .kind = NOTE_EVENT, .text = "hit", .n = 3 };
  MarkAnswer found;

  for (guint i = 0; i < 100007; i++)
    record_marks_add (marks, 2 * i, &note);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  record_marks_keep (marks, path, 1000000);
  record_marks_free (marks);
  found = find_marks (self, path);
  g_assert_cmpuint (row_ranges_count (found.marks), ==, 100000);
  g_assert_cmpstr (row_comments_get (found.comments, 199996), ==, "hit");
  g_assert_cmpstr (row_comments_get (found.comments, 199998), ==, "hit; 7 more are not marked");
  clear_found (&found);
}

int
main (int argc, char **argv)
{
  record_test_init (&argc, &argv);
  RECORD_ADD ("/record/trigger", test_trigger);
  RECORD_ADD ("/record/stop-trigger", test_stop_trigger);
  RECORD_ADD ("/record/moments", test_moments);
  RECORD_ADD ("/record/marks-beside", test_marks_beside);
  RECORD_ADD ("/record/marks-of-deleted", test_marks_of_deleted);
  RECORD_ADD ("/record/marks-beyond", test_marks_beyond);
  RECORD_ADD ("/record/storm", test_storm);
  return record_test_run ();
}
