/* Marks and comments: changed, filtered by, kept for the file, saved within own traces.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "session/mark-archive.h"
#include "session/trace-session.h"
#include "small-trace.h"

#include <glib/gstdio.h>
#include <string.h>

#define N_FRAMES 300000

typedef struct
{
  TraceSession *session;
  char *log;
  RowRanges *changed; /* of the last "marked" */
  gboolean marked;
  guint n_marked, n_changed, n_problems;
} Fixture;

static char *folder;

static void
on_marked (TraceSession *session, RowRanges *changed, gboolean marked, Fixture *f)
{
  row_ranges_free (f->changed);
  f->changed = row_ranges_copy (changed);
  f->marked = marked;
  f->n_marked++;
}

static void
count (guint *n)
{
  ++*n;
}

static void
spin (guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
  while (g_main_context_iteration (NULL, FALSE)) /* the machine may have been away for all that time */
    ;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  g_assert_true (trace_session_load_finish (TRACE_SESSION (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static void
load (Fixture *f, const char *path)
{
  GFile *file = g_file_new_for_path (path);
  gboolean done = FALSE;

  trace_session_load_async (f->session, file, NULL, on_loaded, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  mark_archive_flush ();
  spin (5);
  g_object_unref (file);
}

static void
open_session (Fixture *f)
{
  f->session = trace_session_new ();
  g_signal_connect (f->session, "marked", G_CALLBACK (on_marked), f);
  g_signal_connect_swapped (f->session, "marks-changed", G_CALLBACK (count), &f->n_changed);
  g_signal_connect_swapped (f->session, "marks-problem", G_CALLBACK (count), &f->n_problems);
}

/* As a window is closed and the file opened in another one. */
static void
open_again (Fixture *f, const char *path)
{
  g_object_unref (f->session);
  open_session (f);
  load (f, path);
}

static void
write_log (const char *path)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < N_FRAMES; i++)
    g_string_append_printf (text, "(%u.%06u) can0 %03X#%02X\n", 1700000000 + i / 1000, i % 1000 * 1000, i % 4, i % 256);
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  g_string_free (text, TRUE);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->log = g_build_filename (folder, "drive.log", NULL);
  write_log (f->log);
  open_session (f);
  load (f, f->log);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->session);
  mark_archive_flush ();
  spin (2);
  row_ranges_free (f->changed);
  g_unlink (f->log);
  g_free (f->log);
}

static RowRanges *
range (uint64_t first, uint64_t last)
{
  RowRanges *ranges = row_ranges_new ();

  row_ranges_add (ranges, first, last);
  return ranges;
}

static void
mark (Fixture *f, uint64_t first, uint64_t last, TraceMarking how)
{
  RowRanges *rows = range (first, last);
  guint n = f->n_marked;

  g_assert_true (trace_session_mark (f->session, rows, how));
  while (f->n_marked == n)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (trace_session_is_marking (f->session));
  row_ranges_free (rows);
}

/* Ranges and set say the same. */
static void
assert_marks (Fixture *f, uint64_t n)
{
  const RowRanges *marks = trace_session_get_marks (f->session);
  RowSet *set = trace_session_get_marked (f->session);
  RowRanges *all = range (0, UINT64_MAX), *other = row_ranges_within (all, set),
            *differs = row_ranges_combine (other, marks, ROW_RANGES_A | ROW_RANGES_B);

  g_assert_cmpuint (row_ranges_count (marks), ==, n);
  g_assert_cmpuint (row_set_count (set), ==, n);
  g_assert_cmpuint (row_ranges_count (differs), ==, 0);
  row_ranges_free (differs);
  row_ranges_free (other);
  row_ranges_free (all);
}

static void
filter (Fixture *f, const char *text)
{
  RowSet *before = trace_session_get_shown (f->session);

  g_assert_true (trace_session_set_filter (f->session, text, NULL));
  /* The old rows are shown until the new ones are there. */
  do
    spin (2);
  while (trace_session_get_filter_progress (f->session) < 1
         || (trace_session_get_shown (f->session) == before && (before != NULL || *text != '\0')));
}

static void
test_mark (Fixture *f, gconstpointer data)
{
  mark (f, 10, 19, TRACE_MARK_OR_UNMARK);
  g_assert_true (f->marked);
  assert_marks (f, 10);
  mark (f, 15, 29, TRACE_MARK_OR_UNMARK); /* some are not: all become marked */
  g_assert_true (f->marked);
  g_assert_cmpuint (row_ranges_count (f->changed), ==, 10);
  assert_marks (f, 20);
  g_assert_true (trace_session_toggle_marks (f->session, f->changed));
  assert_marks (f, 10);
  mark (f, 12, 12, TRACE_MARK_OR_UNMARK);
  g_assert_false (f->marked);
  assert_marks (f, 9);
  g_assert_false (trace_session_is_marked (f->session, 12));

  g_assert_cmpuint (trace_session_next_marked (f->session, 0), ==, 10);
  g_assert_cmpuint (trace_session_next_marked (f->session, 12), ==, 13);
  g_assert_cmpuint (trace_session_next_marked (f->session, 20), ==, ROW_NONE);
  g_assert_cmpuint (trace_session_previous_marked (f->session, ROW_NONE), ==, 19);
  g_assert_cmpuint (trace_session_previous_marked (f->session, 12), ==, 11);
  g_assert_cmpuint (trace_session_previous_marked (f->session, 9), ==, ROW_NONE);

  mark (f, N_FRAMES - 1, UINT64_MAX, TRACE_MARK); /* rows that are not there cannot be marked */
  assert_marks (f, 10);
  mark (f, 0, UINT64_MAX, TRACE_UNMARK);
  assert_marks (f, 0);
  g_assert_cmpuint (row_ranges_count (f->changed), ==, 10);
}

/* What is hidden is not marked; by turns marked rows are a thread's work. */
static void
test_filtered (Fixture *f, gconstpointer data)
{
  filter (f, "can.id == 2");
  mark (f, 0, UINT64_MAX, TRACE_MARK_OR_UNMARK);
  assert_marks (f, N_FRAMES / 4);
  g_assert_true (trace_session_is_marked (f->session, 2));
  g_assert_false (trace_session_is_marked (f->session, 3));
  filter (f, "can.id == 3");
  g_assert_cmpuint (trace_session_next_marked (f->session, 0), ==, ROW_NONE);
  g_assert_cmpuint (trace_session_previous_marked (f->session, ROW_NONE), ==, ROW_NONE);
  filter (f, "");

  mark (f, 0, 100, TRACE_UNMARK);
  assert_marks (f, N_FRAMES / 4 - 25);
  mark (f, 0, UINT64_MAX, TRACE_MARK);
  assert_marks (f, N_FRAMES);
}

/* The 75000 ranges above are too few for a thread: these are not. */
static void
test_thread (Fixture *f, gconstpointer data)
{
  RowRanges *odd = row_ranges_new (), *rows = range (7, 7);

  for (uint64_t row = 1; row < 250000 * 2; row += 2)
    row_ranges_add (odd, row, row);
  g_assert_true (trace_session_toggle_marks (f->session, odd));
  g_assert_true (trace_session_is_marking (f->session));
  g_assert_false (trace_session_mark (f->session, rows, TRACE_MARK));
  while (trace_session_is_marking (f->session))
    g_main_context_iteration (NULL, TRUE);
  assert_marks (f, 250000);
  mark (f, 7, 7, TRACE_MARK_OR_UNMARK);
  assert_marks (f, 249999);

  /* Another trace meanwhile: its marks are not those. */
  g_assert_true (trace_session_toggle_marks (f->session, odd));
  trace_session_set_store (f->session, trace_session_get_store (f->session));
  g_assert_false (trace_session_is_marking (f->session));
  spin (100);
  assert_marks (f, 0);
  load (f, f->log);
  assert_marks (f, 249999);
  row_ranges_free (odd);
  row_ranges_free (rows);
}

static void
mark_odd_ones (Fixture *f)
{
  RowRanges *odd = row_ranges_new ();

  for (uint64_t row = 1; row < 250000 * 2; row += 2)
    row_ranges_add (odd, row, row);
  mark_archive_flush (); /* it has an answer, which waits for us */
  g_assert_true (trace_session_toggle_marks (f->session, odd));
  g_assert_true (trace_session_is_marking (f->session));
  row_ranges_free (odd);
}

/* What was kept of the file comes while a thread marks many rows: both are there afterwards. */
static void
test_kept_meanwhile (Fixture *f, gconstpointer data)
{
  mark (f, 10, 19, TRACE_MARK);
  g_object_unref (f->session);
  open_session (f);
  g_signal_connect_swapped (f->session, "replaced", G_CALLBACK (mark_odd_ones), f);
  load (f, f->log);
  while (trace_session_is_marking (f->session))
    g_main_context_iteration (NULL, TRUE);
  assert_marks (f, 250000 + 5);
}

static void
wait_for_shown (Fixture *f, uint64_t n)
{
  while (trace_session_n_shown (f->session) != n || trace_session_get_filter_progress (f->session) < 1)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_filter_by_marks (Fixture *f, gconstpointer data)
{
  filter (f, "frame.marked");
  g_assert_cmpuint (trace_session_n_shown (f->session), ==, 0);
  filter (f, "!frame.marked");
  g_assert_cmpuint (trace_session_n_shown (f->session), ==, N_FRAMES);
  mark (f, 5, 8, TRACE_MARK);
  wait_for_shown (f, N_FRAMES - 4);
  g_assert_false (trace_session_is_shown (f->session, 5));
  g_assert_true (trace_session_toggle_marks (f->session, f->changed));
  wait_for_shown (f, N_FRAMES);
}

static void
test_comments (Fixture *f, gconstpointer data)
{
  guint n = f->n_changed;

  trace_session_set_comment (f->session, 3, "what was that?");
  g_assert_cmpuint (f->n_changed, ==, n + 1);
  g_assert_cmpstr (row_comments_get (trace_session_get_comments (f->session), 3), ==, "what was that?");
  trace_session_set_comment (f->session, 3, NULL);
  g_assert_null (row_comments_get (trace_session_get_comments (f->session), 3));
}

static void
test_kept (Fixture *f, gconstpointer data)
{
  mark (f, 10, 19, TRACE_MARK);
  trace_session_set_comment (f->session, 20, "here");
  open_again (f, f->log);
  assert_marks (f, 10);
  g_assert_cmpstr (row_comments_get (trace_session_get_comments (f->session), 20), ==, "here");
  load (f, f->log); /* read again in the same window */
  assert_marks (f, 10);

  mark (f, 0, UINT64_MAX, TRACE_UNMARK);
  trace_session_set_comment (f->session, 20, NULL);
  open_again (f, f->log);
  assert_marks (f, 0);
  g_assert_cmpuint (row_comments_n (trace_session_get_comments (f->session)), ==, 0);

  mark (f, 1, 1, TRACE_MARK);
  spin (1300); /* without closing */
  mark_archive_flush ();
  open_again (f, f->log);
  assert_marks (f, 1);

  g_usleep (20000);
  write_log (f->log); /* another file of the same name and size */
  open_again (f, f->log);
  assert_marks (f, 0);
  g_assert_cmpuint (f->n_problems, ==, 0);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_assert_true (trace_session_save_finish (TRACE_SESSION (source), result, NULL));
  *(gboolean *) data = TRUE;
}

static void
save (Fixture *f, const char *path)
{
  GFile *file = g_file_new_for_path (path);
  gboolean done = FALSE;

  trace_session_save_async (f->session, file, NULL, on_saved, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (file);
}

static void
test_own_trace (Fixture *f, gconstpointer data)
{
  char *path = g_build_filename (folder, "saved.canid", NULL), *again = g_build_filename (folder, "again.canid", NULL);

  mark (f, 10, 19, TRACE_MARK);
  trace_session_set_comment (f->session, 20, "in the file");
  save (f, path);  /* maybe a link */
  save (f, again); /* a copy */
  for (guint i = 0; i < 2; i++)
    {
      open_again (f, i == 0 ? path : again);
      assert_marks (f, 10);
      g_assert_cmpstr (row_comments_get (trace_session_get_comments (f->session), 20), ==, "in the file");
      g_assert_false (frame_store_is_damaged (trace_session_get_store (f->session), NULL));
    }
  mark (f, 0, UINT64_MAX, TRACE_UNMARK); /* not saved, but kept */
  trace_session_set_comment (f->session, 20, NULL);
  open_again (f, again);
  assert_marks (f, 0);
  save (f, again);
  open_again (f, again);
  assert_marks (f, 0);
  open_again (f, path);
  assert_marks (f, 10);
  g_unlink (path);
  g_unlink (again);
  g_free (path);
  g_free (again);
}

/* A broken database is said, and nothing else is lost by it. */
static void
test_broken_archive (Fixture *f, gconstpointer data)
{
  char *path = g_build_filename (g_get_user_data_dir (), "canid", "marks.sqlite", NULL);
  char *text = g_malloc (5000);

  memset (text, 'x', 5000);
  g_assert_true (g_file_set_contents (path, text, 5000, NULL));
  open_again (f, f->log);
  g_assert_cmpuint (f->n_problems, ==, 1);
  mark (f, 10, 19, TRACE_MARK);
  assert_marks (f, 10);
  while (f->n_problems < 2)
    g_main_context_iteration (NULL, TRUE);
  g_unlink (path);
  g_free (text);
  g_free (path);
}

int
main (int argc, char **argv)
{
  char *command;
  int status;

  folder = g_dir_make_tmp ("canid-marks-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
#define TEST(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  TEST ("/marks/mark", test_mark);
  TEST ("/marks/kept-meanwhile", test_kept_meanwhile);
  TEST ("/marks/filtered", test_filtered);
  TEST ("/marks/filter-by-marks", test_filter_by_marks);
  TEST ("/marks/comments", test_comments);
  TEST ("/marks/kept", test_kept);
  TEST ("/marks/own-trace", test_own_trace);
  TEST ("/marks/thread", test_thread);
  TEST ("/marks/broken-archive", test_broken_archive);
  status = g_test_run ();
  command = g_strdup_printf ("rm -r '%s'", folder);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (command);
  g_free (folder);
  return status;
}
