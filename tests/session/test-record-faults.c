/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "record-fixture.h"

#include "session/mark-archive.h"

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* A clock that is set back by an hour: files go on, nothing is lost. */
static void
test_clock_set_back (RecordFixture *self, gconstpointer data)
{
  FrameBatch *batch = frame_batch_new ();
  RecordPlan *plan = record_plan_in (self, "a_{n}.log");
  GPtrArray *names;
  RecordRun *run;
  uint64_t n = 0;

  record_append (self->store, 0, 500);
  batch->frames[0] = (CanFrame){ .time = START - 3600 * NS, .id = 1, .data = batch->payload[0] };
  batch->frames[1] = (CanFrame){ .time = START - 3599 * NS, .id = 1, .data = batch->payload[1] };
  batch->n_frames = 2;
  frame_store_append (self->store, batch, NULL);
  frame_batch_free (batch);
  plan->split_time = 10 * NS;
  run = record_start (self, plan);
  record_finish (run);
  names = record_sorted_files (self);
  g_assert_cmpuint (names->len, ==, 2);
  for (guint i = 0; i < names->len; i++)
    n += record_assert_equals (self, names->pdata[i], n);
  g_assert_cmpuint (n, ==, 502);
  g_ptr_array_unref (names);
}

/* A limit on the size of files ends writing as a full disk does. */
static void
test_disk_full (RecordFixture *self, gconstpointer data)
{
  static const char *const names[] = { "a.log", "a.asc", "a.csv", "a.canid" };
  struct rlimit old, small;

  record_append (self->store, 0, 20000);
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &old);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, names[i], NULL), *text = NULL;
      RecordRun *run = record_start (self, record_plan_in (self, names[i]));
      RecordState state;
      gsize size;

      small = (struct rlimit){ i == 3 ? 1 << 20 : 200001, old.rlim_max };
      setrlimit (RLIMIT_FSIZE, &small);
      for (gboolean more = TRUE; more;)
        {
          more = record_run_step (run, START);
          record_run_flush (run);
        }
      setrlimit (RLIMIT_FSIZE, &old);
      record_run_get_state (run, &state);
      g_assert_cmpint (state.phase, ==, RECORD_FAILED);
      g_assert_nonnull (strstr (state.problem, names[i]));
      g_assert_false (record_run_end (run));
      record_run_free (run);
      g_file_get_contents (path, &text, &size, NULL);
      g_assert_cmpuint (size, <=, small.rlim_cur);
      g_assert_true (i == 3 || text[size - 1] == '\n');
      if (i == 0 || i == 3)
        g_assert_cmpuint (record_assert_equals (self, path, 0), >=, state.n_frames);
      record_state_clear (&state);
    }
}

static void
on_marks (MarkAnswer *answer, gpointer data)
{
  *(MarkAnswer *) data = *answer;
  *answer = (MarkAnswer){ 0 };
}

/* What a full disk left of the file keeps its marks. */
static void
test_marks_of_full_disk (RecordFixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "a.log", NULL);
  const char *const paths[] = { path };
  RecordRun *run = record_start (self, record_plan_in (self, "a.log"));
  struct rlimit old, small;
  MarkAnswer found = { 0 };
  RecordState state;

  record_append (self->store, 0, 100);
  while (record_run_step (run, START))
    ;
  record_run_trigger (run, "button", START);
  record_append (self->store, 100, 20000);
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &old);
  small = (struct rlimit){ 200001, old.rlim_max };
  setrlimit (RLIMIT_FSIZE, &small);
  for (gboolean more = TRUE; more;)
    {
      more = record_run_step (run, START);
      record_run_flush (run);
    }
  mark_archive_flush ();
  setrlimit (RLIMIT_FSIZE, &old);
  record_run_get_state (run, &state);
  g_assert_cmpint (state.phase, ==, RECORD_FAILED);
  record_state_clear (&state);
  record_run_free (run);
  mark_archive_load (paths, 1, self->store, NULL, on_marks, &found);
  while (found.key.path == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (found.marks);
  g_assert_cmpuint (row_ranges_count (found.marks), ==, 1);
  g_assert_true (row_ranges_contains (found.marks, 100));
  row_ranges_free (found.marks);
  row_comments_free (found.comments);
  mark_key_clear (&found.key);
}

/* Frames that come while it records are in the file, in their order. */
static void
test_thread (RecordFixture *self, gconstpointer data)
{
  static const char *const names[] = { "a.log", "b.canid", "c_{n}.log" };
  Recorder *recorders[G_N_ELEMENTS (names)];
  GPtrArray *files;
  uint64_t n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      RecordPlan *plan = record_plan_in (self, names[i]);

      plan->split_count = i == 2 ? 5000 : 0;
      recorders[i] = recorder_new (self->store, plan, NULL, 0, NULL, self->tick, NULL);
      g_assert_nonnull (recorders[i]);
      record_plan_free (plan);
    }
  for (guint i = 0; i < 200; i++)
    {
      record_append (self->store, i * 300, 300);
      g_usleep (500);
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    recorder_stop (recorders[i]);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      RecorderState state;

      g_assert_true (recorder_wait (recorders[i], 60 * G_USEC_PER_SEC));
      recorder_get_state (recorders[i], &state);
      g_assert_cmpuint (state.run.n_frames, ==, 60000);
      g_assert_cmpuint (state.behind, ==, 0);
      recorder_state_clear (&state);
      recorder_unref (recorders[i]);
    }
  files = record_sorted_files (self);
  g_assert_cmpuint (files->len, ==, 14);
  for (guint i = 0; i < files->len; i++)
    n += record_assert_equals (self, files->pdata[i], i < 2 ? 0 : n - 120000);
  g_assert_cmpuint (n, ==, 180000);
  g_ptr_array_unref (files);
}

/* A disk that takes nothing for a while: the appender does not wait, and in the end all is there. */
typedef struct
{
  char *path;
  atomic_bool go;
  GString *text;
} SlowDisk;

static gpointer
read_slowly (gpointer data)
{
  SlowDisk *disk = data;
  int fd = open (disk->path, O_RDONLY);
  char buffer[4096];
  gssize n;

  while (!atomic_load (&disk->go))
    g_usleep (1000);
  while ((n = read (fd, buffer, sizeof buffer)) > 0)
    g_string_append_len (disk->text, buffer, n);
  close (fd);
  return NULL;
}

static void
test_slow_disk (RecordFixture *self, gconstpointer data)
{
  SlowDisk disk = { .path = g_build_filename (self->folder, "slow.log", NULL), .text = g_string_new (NULL) };
  g_autofree char *whole = g_build_filename (self->folder, "whole.log", NULL);
  RecordPlan *plan = record_plan_new (disk.path);
  Recorder *recorder;
  RecorderState state;
  GThread *reader;

  g_assert_cmpint (mkfifo (disk.path, 0600), ==, 0);
  reader = g_thread_new ("slow disk", read_slowly, &disk);
  plan->replace = TRUE;
  recorder = recorder_new (self->store, plan, NULL, 0, NULL, self->tick, NULL);
  g_assert_nonnull (recorder);
  record_plan_free (plan);
  record_append (self->store, 0, 50000);
  recorder_stop (recorder);
  g_assert_false (recorder_wait (recorder, G_USEC_PER_SEC / 5));
  recorder_get_state (recorder, &state);
  g_assert_false (state.ended);
  recorder_state_clear (&state);
  atomic_store (&disk.go, TRUE);
  g_assert_true (recorder_wait (recorder, 60 * G_USEC_PER_SEC));
  g_thread_join (reader);
  g_file_set_contents (whole, disk.text->str, (gssize) disk.text->len, NULL);
  g_assert_cmpuint (record_assert_equals (self, whole, 0), ==, 50000);
  recorder_unref (recorder);
  g_string_free (disk.text, TRUE);
  g_free (disk.path);
}

static uint64_t
n_recorded (Recorder *recorder)
{
  RecorderState state;

  recorder_get_state (recorder, &state);
  recorder_state_clear (&state);
  return state.run.n_frames;
}

/* The child is killed a second after its last frame. */
static void
record_and_die (const char *path)
{
  FrameStore *store = frame_store_new_ring (4);
  Tick *tick = tick_new (record_on_tick, NULL);
  RecordPlan *plan = record_plan_new (path);
  GError *error = NULL;
  Recorder *recorder;

  trace_info_set_start (frame_store_get_info (store), START, TRUE);
  trace_info_channel (frame_store_get_info (store), "can0", 4, NULL);
  trace_info_channel (frame_store_get_info (store), "can1", 4, NULL);
  recorder = recorder_new (store, plan, NULL, 0, NULL, tick, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 20; i++)
    {
      record_append (store, i * 500, 500);
      g_usleep (10000);
    }
  while (n_recorded (recorder) < 10000) /* the machine may be slow */
    g_usleep (1000);
  g_usleep (1200000);
  kill (getpid (), SIGKILL);
}

static void
test_killed (RecordFixture *self, gconstpointer data)
{
  static const char *const names[] = { "a.log", "a.canid", "a.db" };
  const char *die = g_getenv ("CANID_TEST_DIE");

  if (g_test_subprocess ())
    {
      record_and_die (die);
      return;
    }
  record_append (self->store, 0, 10000);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, names[i], NULL);

      g_setenv ("CANID_TEST_DIE", path, TRUE);
      g_test_trap_subprocess (NULL, 0, 0);
      g_assert_false (g_test_trap_has_passed ());
      if (i < 2)
        g_assert_cmpuint (record_assert_equals (self, path, 0), ==, 10000);
      else
        {
          TraceInfo *info = trace_info_new ();
          FrameBatch *batch = frame_batch_new ();
          GError *error = NULL;
          LogReader *reader = log_reader_open (path, NULL, info, NULL, &error);
          guint n = 0;

          g_assert_no_error (error);
          while (log_reader_read (reader, batch, NULL) == FORMAT_MORE)
            n += batch->n_frames;
          n += batch->n_frames;
          g_assert_cmpuint (n, ==, 10000);
          log_reader_close (reader);
          frame_batch_free (batch);
          trace_info_unref (info);
        }
    }
  g_unsetenv ("CANID_TEST_DIE");
}

int
main (int argc, char **argv)
{
  record_test_init (&argc, &argv);
  RECORD_ADD ("/record/clock-set-back", test_clock_set_back);
  RECORD_ADD ("/record/disk-full", test_disk_full);
  RECORD_ADD ("/record/marks-of-full-disk", test_marks_of_full_disk);
  RECORD_ADD ("/record/thread", test_thread);
  RECORD_ADD ("/record/slow-disk", test_slow_disk);
  RECORD_ADD ("/record/killed", test_killed);
  return record_test_run ();
}
