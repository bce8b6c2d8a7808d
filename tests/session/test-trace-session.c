/* The session as its window sees it: through the main loop only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "session/mark-archive.h"
#include "session/trace-session.h"

#include <glib/gstdio.h>
#include <stdatomic.h>
#include <string.h>

#define N_FRAMES 200000

typedef struct
{
  TraceSession *session;
  char *folder, *log;
  guint n_advanced, n_replaced, n_shown;
  guint64 length; /* summed up from "advanced" */
  gboolean loaded;
  GError *error;
} Fixture;

static void
on_advanced (TraceSession *session, guint64 old_length, guint64 new_length, Fixture *f)
{
  g_assert_cmpuint (old_length, <=, new_length);
  g_assert_cmpuint (new_length, <=, frame_store_length (trace_session_get_store (session)));
  f->length = new_length;
  f->n_advanced++;
}

static void
on_replaced (TraceSession *session, Fixture *f)
{
  f->n_replaced++;
}

static void
on_shown (TraceSession *session, Fixture *f)
{
  f->n_shown++;
}

static void
write_log (const char *path, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "(%u.%06u) can%u %03X#%02X\n", 1700000000 + i / 1000, i % 1000 * 1000, i % 2,
                            i % 0x400, i % 256);
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  g_string_free (text, TRUE);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("canid-session-XXXXXX", NULL);
  f->log = g_build_filename (f->folder, "drive.log", NULL);
  write_log (f->log, N_FRAMES);
  f->session = trace_session_new ();
}

static void
connect_signals (Fixture *f)
{
  g_signal_connect (f->session, "advanced", G_CALLBACK (on_advanced), f);
  g_signal_connect (f->session, "replaced", G_CALLBACK (on_replaced), f);
  g_signal_connect (f->session, "shown", G_CALLBACK (on_shown), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->session);
  g_clear_error (&f->error);
  g_unlink (f->log);
  g_rmdir (f->folder);
  g_free (f->log);
  g_free (f->folder);
}

static void
on_loaded (GObject *object, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;

  g_clear_error (&f->error);
  trace_session_load_finish (TRACE_SESSION (object), result, &f->error);
  f->loaded = TRUE;
}

static void
load (Fixture *f, const char *path)
{
  GFile *file = g_file_new_for_path (path);

  f->loaded = FALSE;
  trace_session_load_async (f->session, file, NULL, on_loaded, f);
  g_object_unref (file);
}

static void
load_and_wait (Fixture *f, const char *path)
{
  load (f, path);
  while (!f->loaded)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_filter (Fixture *f)
{
  while (trace_session_get_filter_progress (f->session) < 1 || trace_session_get_shown (f->session) == NULL
         || row_set_n_decided (trace_session_get_shown (f->session)) < f->length)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_load (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (trace_session_get_state (f->session), ==, TRACE_SESSION_EMPTY);
  load (f, f->log);
  g_assert_cmpint (trace_session_get_state (f->session), ==, TRACE_SESSION_LOADING);
  connect_signals (f);
  while (!f->loaded)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (f->error);
  while (f->length < N_FRAMES)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (trace_session_get_state (f->session), ==, TRACE_SESSION_IDLE);
  g_assert_cmpuint (f->n_replaced, ==, 1);
  g_assert_cmpuint (trace_session_n_shown (f->session), ==, N_FRAMES);
  g_assert_cmpuint (trace_session_nth_shown (f->session, N_FRAMES), ==, ROW_NONE);
  g_assert_true (g_file_equal (trace_session_get_file (f->session), g_file_new_for_path (f->log)));
}

static void
test_bad_file_changes_nothing (Fixture *f, gconstpointer data)
{
  FrameStore *store;

  load_and_wait (f, f->log);
  g_assert_no_error (f->error);
  store = trace_session_get_store (f->session);
  load_and_wait (f, f->folder);
  g_assert_nonnull (f->error);
  load_and_wait (f, "/nonexistent/drive.log");
  g_assert_nonnull (f->error);
  g_assert_true (trace_session_get_store (f->session) == store);
  g_assert_cmpint (trace_session_get_state (f->session), ==, TRACE_SESSION_IDLE);
}

static void
test_filter (Fixture *f, gconstpointer data)
{
  FilterProblem problem = { 0 };

  load_and_wait (f, f->log);
  while (trace_session_n_shown (f->session) < N_FRAMES)
    g_main_context_iteration (NULL, TRUE);
  connect_signals (f);
  f->length = N_FRAMES;
  g_assert_true (trace_session_set_filter (f->session, "can.id == 0x123 && can.channel == \"can1\"", &problem));
  wait_for_filter (f);
  while (f->n_shown == 0)
    g_main_context_iteration (NULL, TRUE);
  /* 0x123 is odd, so it is always on can1. */
  g_assert_cmpuint (trace_session_n_shown (f->session), ==, (N_FRAMES - 0x123 + 0x3FF) / 0x400);
  g_assert_cmpuint (trace_session_nth_shown (f->session, 2), ==, 0x123 + 2 * 0x400);
  g_assert_cmpuint (trace_session_shown_rank (f->session, 0x123 + 2 * 0x400), ==, 2);

  g_assert_false (trace_session_set_filter (f->session, "can.id ==", &problem));
  g_assert_nonnull (problem.what);
  filter_problem_clear (&problem);
  g_assert_cmpstr (trace_session_get_filter (f->session), ==, "can.id == 0x123 && can.channel == \"can1\"");

  g_assert_true (trace_session_set_filter (f->session, "", NULL));
  g_assert_cmpuint (trace_session_n_shown (f->session), ==, N_FRAMES);
}

/* Who waits until all is decided need not wait for what is shown. */
static void
test_filter_progress (Fixture *f, gconstpointer data)
{
  static const char *const filters[] = { "can.id == 0x123", "data[0] == 7", "can.id == 0x3FF" };

  load_and_wait (f, f->log);
  while (trace_session_n_shown (f->session) < N_FRAMES)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 30; i++)
    {
      guint step = i % 3 == 1 ? 256 : 0x400, first = i % 3 == 0 ? 0x123 : i % 3 == 1 ? 7 : 0x3FF;

      g_assert_true (trace_session_set_filter (f->session, filters[i % 3], NULL));
      while (trace_session_get_filter_progress (f->session) < 1)
        g_main_context_iteration (NULL, FALSE);
      g_assert_cmpuint (trace_session_n_shown (f->session), ==, (N_FRAMES - first + step - 1) / step);
    }
}

/* --- A ring that lets go of rows while they are decided --- */

#ifndef __SANITIZE_THREAD__ /* what is overtaken is read while it is written, and then not spoken of */

#define RING_ROWS (40 * FRAME_CHUNK_ROWS)

typedef struct
{
  FrameStore *store;
  atomic_bool done;
} Ring;

static gpointer
fill_ring (gpointer data)
{
  Ring *self = data;
  FrameBatch *batch = frame_batch_new ();

  for (guint n = 0; n < RING_ROWS; n += batch->n_frames)
    {
      frame_batch_clear (batch);
      for (guint i = 0; i < FRAME_BATCH_SIZE; i++)
        batch->frames[batch->n_frames++] = (CanFrame){ .time = n + i, .id = 1 };
      g_assert_true (frame_store_append (self->store, batch, NULL));
    }
  frame_batch_free (batch);
  atomic_store (&self->done, TRUE);
  return NULL;
}

/* Never more rows than there can be, nor fewer than none. */
static void
test_filtered_ring (Fixture *f, gconstpointer data)
{
  Ring ring = { .store = frame_store_new_ring (2) };
  GThread *thread;

  trace_session_set_store (f->session, ring.store);
  g_assert_true (trace_session_set_filter (f->session, "can.id == 1", NULL));
  thread = g_thread_new ("ring", fill_ring, &ring);
  while (!atomic_load (&ring.done))
    {
      trace_session_store_grew (f->session);
      g_main_context_iteration (NULL, FALSE);
      g_assert_cmpuint (trace_session_n_shown (f->session), <=, RING_ROWS);
      g_assert_cmpuint (trace_session_shown_rank (f->session, 0), <=, RING_ROWS);
    }
  g_thread_join (thread);
  frame_store_unref (ring.store);
}

#endif

/* A filter set while the trace grows ends with the same rows as one set afterwards. */
static void
test_filter_while_loading (Fixture *f, gconstpointer data)
{
  load (f, f->log);
  connect_signals (f);
  g_assert_true (trace_session_set_filter (f->session, "data[0] == 7", NULL));
  while (!f->loaded || f->length < N_FRAMES)
    g_main_context_iteration (NULL, TRUE);
  wait_for_filter (f);
  while (trace_session_n_shown (f->session) != (N_FRAMES - 7 + 255) / 256)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  load (f, f->log);
  trace_session_cancel (f->session);
  while (!f->loaded)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (f->error);
  g_assert_cmpuint (trace_session_n_shown (f->session), <=, N_FRAMES);
}

/* A log that is being written: rows come as they are written, stopping is no failure. */
static void
test_follow (Fixture *f, gconstpointer data)
{
  static const char more[] = "3#AA\n(1800000000.0) can0 124#BB\n";
  g_autofree char *path = g_build_filename (f->folder, "growing.log", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  FILE *log;

  g_assert_true (g_file_set_contents (path, "(1700000000.0) can0 122#AA\n(1700000000.1) can0 12", -1, NULL));
  trace_session_follow_async (f->session, file, on_loaded, f);
  connect_signals (f);
  g_assert_true (trace_session_is_following (f->session));
  while (trace_session_get_store (f->session) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (frame_store_length (trace_session_get_store (f->session)), ==, 1);
  log = fopen (path, "a");
  g_assert_cmpuint (fwrite (more, 1, strlen (more), log), ==, strlen (more));
  fclose (log);
  while (f->length < 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (f->loaded);
  trace_session_cancel (f->session);
  while (!f->loaded)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (f->error);
  g_assert_false (trace_session_is_following (f->session));
  g_assert_cmpuint (f->length, ==, 3);
}

static void
test_load_again_while_loading (Fixture *f, gconstpointer data)
{
  load (f, f->log);
  f->loaded = FALSE;
  load_and_wait (f, f->log);
  while (trace_session_get_state (f->session) == TRACE_SESSION_LOADING || trace_session_n_shown (f->session) < N_FRAMES)
    g_main_context_iteration (NULL, TRUE);
  /* Answers still on their way must not find the next test's fixture at this address. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

#define DATABASE_TEXT "VERSION \"\"\n\nBU_: A\n\nBO_ 291 Odd: 1 A\n SG_ Low : 0|4@1+ (1,0) [0|15] \"\" A\n"

static void
on_database (GObject *object, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;

  trace_session_add_database_finish (TRACE_SESSION (object), result, &f->error);
  f->loaded = TRUE;
}

/* A filter over a signal goes stale when its database goes, and is right again when it comes back. */
static void
test_databases (Fixture *f, gconstpointer data)
{
  char *path = g_build_filename (f->folder, "odd.dbc", NULL);
  GFile *file = g_file_new_for_path (path);
  DatabaseSet *none = database_set_new ();

  g_assert_true (g_file_set_contents (path, DATABASE_TEXT, -1, NULL));
  load_and_wait (f, f->log);
  for (guint i = 0; i < 2; i++)
    {
      f->loaded = FALSE;
      trace_session_add_database_async (f->session, file, NULL, on_database, f);
      while (!f->loaded)
        g_main_context_iteration (NULL, TRUE);
      g_assert_no_error (f->error);
      /* The second time replaces the first. */
      g_assert_cmpuint (database_set_n (trace_session_get_databases (f->session)), ==, 1);
    }
  g_assert_true (trace_session_set_filter (f->session, "Odd.Low == 3", NULL));
  f->length = N_FRAMES;
  wait_for_filter (f);
  trace_session_set_databases (f->session, none);
  g_assert_true (trace_session_is_filter_stale (f->session));
  f->loaded = FALSE;
  trace_session_add_database_async (f->session, file, NULL, on_database, f);
  while (!f->loaded)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (trace_session_is_filter_stale (f->session));
  database_set_unref (none);
  g_unlink (path);
  g_object_unref (file);
  g_free (path);
}

static void
on_saved (GObject *object, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;

  trace_session_save_finish (TRACE_SESSION (object), result, &f->error);
  f->loaded = TRUE;
}

static void
test_save (Fixture *f, gconstpointer data)
{
  const char *extension = data;
  char *path = g_strconcat (f->folder, "/saved.", extension, NULL);
  GFile *file = g_file_new_for_path (path);
  CanFrame frame;

  load_and_wait (f, f->log);
  f->loaded = FALSE;
  trace_session_save_async (f->session, file, NULL, on_saved, f);
  while (!f->loaded)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (f->error);

  load_and_wait (f, path);
  g_assert_no_error (f->error);
  while (trace_session_n_shown (f->session) < N_FRAMES)
    g_main_context_iteration (NULL, TRUE);
  frame_store_get (trace_session_get_store (f->session), 0x123, &frame);
  g_assert_cmphex (frame.id, ==, 0x123);
  g_assert_cmpint (frame.time, ==, (int64_t) 1700000000291 * 1000000);
  g_unlink (path);
  g_object_unref (file);
  g_free (path);
}

/* Sessions that end in the middle of everything leave nothing behind (the sanitizers look). */
static void
test_drop (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      TraceSession *session = trace_session_new ();
      GFile *file = g_file_new_for_path (f->log);

      trace_session_load_async (session, file, NULL, NULL, NULL);
      trace_session_set_filter (session, "can.id == 0x123", NULL);
      for (guint k = 0; k < i; k++)
        {
          g_usleep (500);
          g_main_context_iteration (NULL, FALSE);
        }
      g_object_run_dispose (G_OBJECT (session));
      g_object_unref (session);
      g_object_unref (file);
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
#define TEST(path, data, function) g_test_add (path, Fixture, data, set_up, function, tear_down)
  TEST ("/session/load", NULL, test_load);
  TEST ("/session/bad-file-changes-nothing", NULL, test_bad_file_changes_nothing);
  TEST ("/session/filter", NULL, test_filter);
  TEST ("/session/filter-progress", NULL, test_filter_progress);
#ifndef __SANITIZE_THREAD__
  TEST ("/session/filtered-ring", NULL, test_filtered_ring);
#endif
  TEST ("/session/filter-while-loading", NULL, test_filter_while_loading);
  TEST ("/session/cancel", NULL, test_cancel);
  TEST ("/session/follow", NULL, test_follow);
  TEST ("/session/load-again-while-loading", NULL, test_load_again_while_loading);
  TEST ("/session/save-candump", "log", test_save);
  TEST ("/session/save-own-trace", "canid", test_save);
  TEST ("/session/databases", NULL, test_databases);
  TEST ("/session/drop", NULL, test_drop);
  result = g_test_run ();
  /* Answers about marks that nobody waits for any more. */
  mark_archive_flush ();
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return result;
}
