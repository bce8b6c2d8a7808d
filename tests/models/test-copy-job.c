/* test-copy-job.c: rows as text, made by a worker.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "models/copy-job.h"
#include "small-trace.h"

static const char *const lines[] = {
  "0 can0 0C9#2AA73D8301AC4F4E", "10 can1 18FEF100#F3", "20 can0 0C9#2AA73D8301AC4F4F", "30 can0 321#00", NULL,
};

typedef struct
{
  GMainLoop *loop;
  char *text;
  uint64_t n_copied, n_all;
} Result;

static void
on_done (GBytes *text, uint64_t n_copied, uint64_t n_all, gpointer data)
{
  Result *result = data;
  gsize size;
  const char *bytes = g_bytes_get_data (text, &size);

  result->text = g_strndup (bytes != NULL ? bytes : "", size);
  result->n_copied = n_copied;
  result->n_all = n_all;
  g_bytes_unref (text);
  g_main_loop_quit (result->loop);
}

static char *
copy (FrameCopyKind kind, RowSet *shown, uint64_t first, uint64_t last, uint64_t *n_all)
{
  FrameStore *store = small_trace_new (lines);
  const DatabaseSet *databases = small_databases_new ();
  g_autoptr (GPtrArray) cells = g_ptr_array_new ();
  Column *added = column_new_added ("signal:EngineData.AliveCounter");
  ColumnContext context = { .store = store };
  CopyRequest request
      = { .store = store, .shown = shown, .kind = kind, .context = &context, .columns = cells, .databases = databases };
  Result result = { .loop = g_main_loop_new (NULL, FALSE) };
  RowRanges *rows = row_ranges_new ();
  CopyJob *job;

  g_ptr_array_add (cells, (gpointer) column_by_id ("mark"));
  g_ptr_array_add (cells, (gpointer) column_by_id ("number"));
  g_ptr_array_add (cells, (gpointer) column_by_id ("name"));
  g_ptr_array_add (cells, added);
  row_ranges_add (rows, first, last);
  request.rows = rows;
  job = copy_job_start (&request, on_done, &result);
  row_ranges_free (rows);
  column_free_added (added); /* the worker has its own */
  g_main_loop_run (result.loop);
  g_assert_cmpuint (result.n_copied, ==, result.n_all);
  g_assert_cmpfloat (copy_job_get_progress (job), ==, 1);
  *n_all = result.n_all;
  copy_job_stop (job);
  g_main_loop_unref (result.loop);
  database_set_unref (databases);
  frame_store_unref (store);
  return result.text;
}

static void
test_text (void)
{
  uint64_t n;
  g_autofree char *all = copy (FRAME_COPY_TEXT, NULL, 0, UINT64_MAX, &n), *shown_only = NULL, *data = NULL;
  g_autofree uint64_t *bits = g_new0 (uint64_t, ROW_SET_WORDS);
  RowSet *shown = row_set_new ();

  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpstr (all, ==, "1\tEngineData\t15\n2\t\t\n3\tEngineData\t15\n4\tMux\t\n");
  bits[0] = 5;
  row_set_put (shown, 0, bits, 4);
  shown_only = copy (FRAME_COPY_TEXT, shown, 1, 3, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (shown_only, ==, "3\tEngineData\t15\n");
  data = copy (FRAME_COPY_DATA, shown, 0, 3, &n);
  g_assert_cmpstr (data, ==, "2A A7 3D 83 01 AC 4F 4E\n2A A7 3D 83 01 AC 4F 4F\n");
  row_set_unref (shown);
}

static CopyJob *
start_marks (FrameStore *store, uint64_t first, uint64_t last, const char *comment, CopyJobDone done, gpointer data)
{
  const DatabaseSet *databases = small_databases_new ();
  RowRanges *marks = row_ranges_new ();
  RowComments *comments = row_comments_new ();
  CopyJob *job;

  row_ranges_add (marks, first, last);
  row_comments_set (comments, 3, comment);
  job = copy_job_start_marks (mark_export_new (store, databases, marks, comments), done, data);
  row_comments_free (comments);
  row_ranges_free (marks);
  database_set_unref (databases);
  return job;
}

static void
test_marks (void)
{
  FrameStore *store = small_trace_new (lines);
  Result result = { .loop = g_main_loop_new (NULL, FALSE) };
  CopyJob *job = start_marks (store, 0, 1, "two\nlines", on_done, &result);

  g_main_loop_run (result.loop);
  g_assert_cmpuint (result.n_all, ==, 3);
  g_assert_cmpuint (result.n_copied, ==, 3);
  g_assert_cmpfloat (copy_job_get_progress (job), ==, 1);
  g_assert_cmpstr (result.text, ==,
                   "1\t0.000000\tcan0\t0C9\tEngineData\t*\n2\t0.010000\tcan1\t18FEF100\t\t*\n"
                   "4\t0.030000\tcan0\t321\tMux\t\n    two\n    lines\n");
  copy_job_stop (job);
  g_free (result.text);

  job = start_marks (store, 7, 9, "", on_done, &result); /* beyond the frames */
  g_main_loop_run (result.loop);
  g_assert_cmpuint (result.n_all, ==, 0);
  g_assert_cmpstr (result.text, ==, "");
  g_assert_cmpfloat (copy_job_get_progress (job), ==, 1);
  copy_job_stop (job);
  g_free (result.text);
  g_main_loop_unref (result.loop);
  frame_store_unref (store);
}

static void
on_never (GBytes *text, uint64_t n_copied, uint64_t n_all, gpointer data)
{
  g_assert_not_reached ();
}

static void
test_stop (void)
{
  FrameStore *store = small_trace_new (lines);
  RowRanges *rows = row_ranges_new ();
  CopyRequest request = { .store = store, .rows = rows, .kind = FRAME_COPY_CSV };

  row_ranges_add (rows, 0, 3);
  copy_job_stop (copy_job_start (&request, on_never, NULL));
  copy_job_stop (start_marks (store, 0, 3, "stopped", on_never, NULL));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_usleep (20000);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  row_ranges_free (rows);
  frame_store_unref (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/copy-job/text", test_text);
  g_test_add_func ("/copy-job/marks", test_marks);
  g_test_add_func ("/copy-job/stop", test_stop);
  return g_test_run ();
}
