/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Captures of a session: shown, recorded, as a ring, left behind by a program that died.
 */
#include "config.h"
#include "session/left-behind.h"
#include "session/trace-session.h"
#include "virtual-peer.h"

#include <glib/gstdio.h>

#include <signal.h>
#include <string.h>
#include <unistd.h>

static void
test_session (void)
{
  TraceSession *session = trace_session_new ();
  Bus *peer = peer_open ("capture-s");
  g_autofree char *path = NULL;
  BusConfig *config = bus_config_new ();
  GError *error = NULL;

  g_assert_true (trace_session_start_capture (session, &error));
  g_assert_no_error (error);
  g_assert_cmpint (trace_session_get_state (session), ==, TRACE_SESSION_CAPTURING);
  bus_config_set (config, "channel", "capture-s", NULL);
  capture_add (trace_session_get_capture (session), backend_find ("virtual"), config, "can0");
  bus_config_free (config);
  WAIT_UNTIL (frame_store_n_notes (trace_session_get_store (session)) > 0);
  for (uint32_t id = 0; id < 100; id++)
    peer_send (peer, id);
  WAIT_UNTIL (trace_session_n_shown (session) == 100);
  trace_session_stop_capture (session);
  g_assert_cmpint (trace_session_get_state (session), ==, TRACE_SESSION_IDLE);
  g_assert_cmpuint (trace_session_n_shown (session), ==, 100);
  path = g_strdup (trace_session_get_capture_path (session));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  trace_session_discard_capture (session);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_object_unref (session);
  bus_close (peer);
}

/* A session records what it captures: from its first frame on and from now on; markers and the reason are in it. */
static void
test_record (void)
{
  g_autofree char *folder = g_dir_make_tmp ("canid-record-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "{n}.asc", NULL), *first = NULL, *second = NULL, *text = NULL;
  TraceSession *session = trace_session_new ();
  RecordPlan *plan = record_plan_new (path);
  BusConfig *config = bus_config_new ();
  Bus *peer = peer_open ("capture-r");
  GError *error = NULL;
  Recorder *recorder;
  RecorderState state;
  Capture *capture;

  g_assert_null (trace_session_record (session, plan, TRUE, &error)); /* nothing is captured */
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_true (trace_session_start_capture (session, NULL));
  capture = trace_session_get_capture (session);
  bus_config_set (config, "channel", "capture-r", NULL);
  capture_add (capture, backend_find ("virtual"), config, "can0");
  bus_config_free (config);
  WAIT_UNTIL (frame_store_n_notes (trace_session_get_store (session)) > 0);
  peer_send (peer, 0x100);
  WAIT_UNTIL (frame_store_length (trace_session_get_store (session)) == 1);
  g_assert_nonnull (trace_session_record (session, plan, TRUE, NULL));
  record_plan_add_trigger (plan, "can.id == 0x200", FALSE);
  plan->before = plan->after = 60 * G_GINT64_CONSTANT (1000000000);
  recorder = trace_session_record (session, plan, FALSE, NULL);
  g_assert_nonnull (recorder);
  g_assert_true (trace_session_is_recording (session));
  capture_add_marker (capture, "Marker: here");
  peer_send (peer, 0x200);
  WAIT_UNTIL (row_comments_n (trace_session_get_comments (session)) == 1);
  g_assert_true (trace_session_is_marked (session, 1));
  trace_session_stop_capture (session);
  g_assert_true (trace_session_stop_recorders (session, 60 * G_USEC_PER_SEC));
  g_assert_false (trace_session_is_recording (session));
  recorder_get_state (recorder, &state);
  g_assert_cmpuint (state.run.n_frames, ==, 2);
  g_assert_cmpuint (state.run.n_hits, ==, 1);
  second = g_strdup (state.run.path);
  recorder_state_clear (&state);
  first = g_build_filename (folder, "001.asc", NULL);
  g_file_get_contents (first, &text, NULL, NULL);
  g_assert_nonnull (strstr (text, " 100 "));
  g_assert_nonnull (strstr (text, "// Marker: here\n"));
  g_assert_nonnull (strstr (text, " 200 "));
  g_assert_nonnull (strstr (text, "// can0: bus opened"));
  g_clear_pointer (&text, g_free);
  g_file_get_contents (second, &text, NULL, NULL);
  g_assert_nonnull (strstr (text, "// Trigger: can.id == 0x200\n"));
  record_plan_free (plan);
  trace_session_discard_capture (session);
  g_object_unref (session);
  bus_close (peer);
  g_unlink (first);
  g_unlink (second);
  g_rmdir (folder);
}

/* A capture that its program could not close is found; one that is closed, or that is on, is not. */
static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GPtrArray **) data = left_behind_list_finish (result, NULL);
}

static gboolean
start_session (TraceSession *session, guint ring)
{
  return ring > 0 ? trace_session_start_ring_capture (session, ring, NULL)
                  : trace_session_start_capture (session, NULL);
}

static void
capture_and_die (guint ring)
{
  TraceSession *session = trace_session_new ();
  Bus *peer = peer_open ("capture-x");
  BusConfig *config = bus_config_new ();

  g_assert_true (start_session (session, ring));
  bus_config_set (config, "channel", "capture-x", NULL);
  capture_add (trace_session_get_capture (session), backend_find ("virtual"), config, "can0");
  WAIT_UNTIL (frame_store_n_notes (trace_session_get_store (session)) > 0);
  for (guint i = 0; i < 500; i++)
    peer_send (peer, i);
  WAIT_UNTIL (frame_store_length (trace_session_get_store (session)) == 500);
  g_assert_true (frame_store_flush (trace_session_get_store (session), NULL));
  kill (getpid (), SIGKILL);
}

/* data: frames of the ring; 0: all are kept. */
static void
test_left_behind (gconstpointer data)
{
  guint ring = GPOINTER_TO_UINT (data);
  GPtrArray *found = NULL;
  TraceSession *session;

  if (g_test_subprocess ())
    {
      capture_and_die (ring);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_assert_false (g_test_trap_has_passed ());
  session = trace_session_new ();
  g_assert_true (start_session (session, ring)); /* another that is on */
  left_behind_list_async (NULL, on_listed, &found);
  WAIT_UNTIL (found != NULL);
  g_assert_cmpuint (found->len, ==, 1);
  {
    const LeftBehind *capture = g_ptr_array_index (found, 0);

    g_assert_cmpuint (capture->n_frames, ==, 500);
    g_assert_cmpint (ABS (capture->started - g_get_real_time () / G_USEC_PER_SEC), <, 600);
    g_unlink (capture->path);
  }
  g_ptr_array_unref (found);
  trace_session_discard_capture (session);
  g_object_unref (session);
}

/* The last frames only: what is shown begins at the first that is held, with and without a filter; stopped, it is a
 * file. */
static void
assert_shows_ring (TraceSession *session, guint step)
{
  FrameStore *store = trace_session_get_store (session);
  uint64_t first = frame_store_first (store), length = frame_store_length (store), n = 0;

  WAIT_UNTIL (trace_session_get_filter_progress (session) >= 1 && trace_session_get_first (session) == first);
  g_assert_cmpuint (first, >, 0);
  for (uint64_t row = first; row < length; row++)
    n += row % step == 0;
  WAIT_UNTIL (trace_session_n_shown (session) == n);
  g_assert_cmpuint (trace_session_nth_shown (session, 0), ==, (first + step - 1) / step * step);
  g_assert_cmpuint (trace_session_nth_shown (session, n), ==, ROW_NONE);
  g_assert_cmpuint (trace_session_shown_rank (session, trace_session_nth_shown (session, n / 2)), ==, n / 2);
  g_assert_false (trace_session_is_shown (session, 0));
}

static void
test_ring (void)
{
  TraceSession *session = trace_session_new ();
  Bus *peer = peer_open ("capture-ring");
  BusConfig *config = bus_config_new ();
  const char *path;
  FrameStore *file;
  uint64_t total = 5 * 65536 + 100;

  g_assert_true (trace_session_start_ring_capture (session, 100000, NULL));
  bus_config_set (config, "channel", "capture-ring", NULL);
  capture_add (trace_session_get_capture (session), backend_find ("virtual"), config, "can0");
  bus_config_free (config);
  WAIT_UNTIL (frame_store_n_notes (trace_session_get_store (session)) > 0);
  for (uint64_t i = 0; i < total; i++)
    {
      peer_send (peer, (uint32_t) (i % 4 == 0 ? 0x100 : 0x200));
      if (i % 1000 == 999) /* as fast as it is taken: the virtual bus has a queue of its own */
        WAIT_UNTIL (frame_store_length (trace_session_get_store (session)) == i + 1);
    }
  WAIT_UNTIL (frame_store_length (trace_session_get_store (session)) == total);
  assert_shows_ring (session, 1);
  g_assert_true (trace_session_set_filter (session, "can.id == 0x100", NULL));
  assert_shows_ring (session, 4);
  trace_session_stop_capture (session);
  path = trace_session_get_capture_path (session);
  g_assert_nonnull (path);
  g_assert_true (frame_store_flush (trace_session_get_store (session), NULL));
  file = frame_store_open (path, NULL);
  g_assert_nonnull (file);
  g_assert_cmpuint (frame_store_length (file) - frame_store_first (file), >=, 100000);
  g_assert_cmpuint (frame_store_length (file), ==, total);
  frame_store_unref (file);
  trace_session_discard_capture (session);
  g_object_unref (session);
  bus_close (peer);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;

  g_test_init (&argc, &argv, NULL);
  if (!g_test_subprocess ()) /* which shares it */
    {
      folder = g_dir_make_tmp ("canid-capture-XXXXXX", NULL);
      g_setenv ("XDG_STATE_HOME", folder, TRUE);
    }
  g_test_add_func ("/capture-session/shown", test_session);
  g_test_add_func ("/capture-session/record", test_record);
  g_test_add_data_func ("/capture-session/left-behind", GUINT_TO_POINTER (0), test_left_behind);
  g_test_add_data_func ("/capture-session/left-behind-ring", GUINT_TO_POINTER (100000), test_left_behind);
  g_test_add_func ("/capture-session/ring", test_ring);
  return g_test_run ();
}
