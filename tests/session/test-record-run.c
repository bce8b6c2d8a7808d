/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/record-run.h"

#include "base/errors.h"
#include "session/record-file.h"
#include "session/record-name.h"
#include "session/recorder.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define NS G_GINT64_CONSTANT (1000000000)
#define MS G_GINT64_CONSTANT (1000000)
#define START (G_GINT64_CONSTANT (1700000000) * NS)

typedef struct
{
  char *folder;
  FrameStore *store;
  Tick *tick;
} Fixture;

static void
on_tick (gpointer data)
{
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("canid-record-XXXXXX", NULL);
  self->store = frame_store_new (NULL);
  self->tick = tick_new (on_tick, NULL);
  trace_info_set_start (frame_store_get_info (self->store), START, TRUE);
  trace_info_channel (frame_store_get_info (self->store), "can0", 4, NULL);
  trace_info_channel (frame_store_get_info (self->store), "can1", 4, NULL);
}

static GPtrArray *
list_files (Fixture *self)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  GDir *folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    g_ptr_array_add (names, g_build_filename (self->folder, name, NULL));
  g_dir_close (folder);
  return names;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static GPtrArray *
sorted_files (Fixture *self)
{
  GPtrArray *names = list_files (self);

  g_ptr_array_sort (names, compare_names);
  return names;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  GPtrArray *names = list_files (self);

  for (guint i = 0; i < names->len; i++)
    g_unlink (g_ptr_array_index (names, i));
  g_ptr_array_unref (names);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  tick_stop (self->tick);
  tick_unref (self->tick);
  frame_store_unref (self->store);
  g_free (self->folder);
}

/* Frame i of a drive: a ms apart, of 16 identifiers, every fifth FD. */
static void
append_frames (FrameStore *store, guint from, guint n)
{
  FrameBatch *batch = frame_batch_new ();

  for (guint i = from; i < from + n; i++)
    {
      CanFrame *frame = &batch->frames[batch->n_frames];
      guint len = i % 5 == 0 ? 24 : i % 9;

      *frame = (CanFrame){ .time = START + i * MS,
                           .id = 0x100 + i % 16,
                           .channel = i % 2,
                           .len = (uint16_t) len,
                           .dlc = (uint8_t) (i % 5 == 0 ? 12 : len),
                           .flags = i % 5 == 0 ? CAN_FD | CAN_BRS : 0,
                           .data = batch->payload[batch->n_frames] };
      memset (batch->payload[batch->n_frames], (int) i & 0xFF, len);
      if (++batch->n_frames == FRAME_BATCH_SIZE || i == from + n - 1)
        {
          g_assert_true (frame_store_append (store, batch, NULL));
          frame_batch_clear (batch);
        }
    }
  frame_batch_free (batch);
}

static void
assert_same (const CanFrame *a, const CanFrame *b)
{
  g_assert_cmpint (a->time, ==, b->time);
  g_assert_cmphex (a->id, ==, b->id);
  g_assert_cmphex (a->flags, ==, b->flags);
  g_assert_cmpuint (a->channel, ==, b->channel);
  g_assert_cmpmem (a->data, a->len, b->data, b->len);
}

/* Rows [first, …) of the store, one file after the other. Returns how many they hold in all. */
static uint64_t
assert_equals (Fixture *self, const char *path, uint64_t first)
{
  TraceInfo *info = trace_info_new ();
  FrameBatch *batch = frame_batch_new ();
  uint64_t n = 0;
  FormatStep step = FORMAT_MORE;
  GError *error = NULL;
  LogReader *reader;

  if (g_str_has_suffix (path, ".canid"))
    {
      FrameStore *store = frame_store_open (path, &error);
      CanFrame a, b;

      g_assert_no_error (error);
      for (; n < frame_store_length (store); n++)
        {
          frame_store_get (store, n, &a);
          frame_store_get (self->store, first + n, &b);
          assert_same (&a, &b);
        }
      frame_store_unref (store);
    }
  else
    {
      reader = log_reader_open (path, NULL, info, NULL, &error);
      g_assert_no_error (error);
      while (step == FORMAT_MORE)
        {
          step = log_reader_read (reader, batch, &error);
          g_assert_no_error (error);
          g_assert_cmpuint (batch->n_problems, ==, 0);
          for (guint i = 0; i < batch->n_frames; i++, n++)
            {
              CanFrame frame;

              frame_store_get (self->store, first + n, &frame);
              assert_same (&batch->frames[i], &frame);
            }
        }
      log_reader_close (reader);
    }
  frame_batch_free (batch);
  trace_info_unref (info);
  return n;
}

static RecordPlan *
plan_in (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  return record_plan_new (path);
}

static RecordRun *
run_plan (Fixture *self, RecordPlan *plan)
{
  GError *error = NULL;
  RecordRun *run = record_run_new (self->store, plan, NULL, 0, START, &error);

  g_assert_no_error (error);
  record_plan_free (plan);
  return run;
}

static void
finish (RecordRun *run)
{
  while (record_run_step (run, START))
    ;
  g_assert_true (record_run_end (run));
  record_run_free (run);
}

/* --- Tests --- */

static void
test_names (void)
{
  GError *error = NULL;
  g_autofree char *name = record_name_expand ("/x/{{{bus}_{n}.asc", START, "a/b+c", 7);
  g_autofree char *dated = record_name_expand ("{date}_{time}", START, "", 1);

  g_assert_cmpstr (name, ==, "/x/{a_b+c_007.asc");
  g_assert_cmpuint (strlen (dated), ==, strlen ("2024-01-31_12-00-00"));
  g_assert_true (record_name_check ("{n}{bus}{{x", NULL));
  g_assert_true (record_name_has_field ("a{{n}{n}", "n"));
  g_assert_false (record_name_has_field ("a{{n}", "n"));
  g_assert_false (record_name_check ("a{what}", &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_false (record_name_check ("a{n", &error));
  g_clear_error (&error);
}

static void
test_next_free (Fixture *self, gconstpointer data)
{
  g_autofree char *template = g_build_filename (self->folder, "a.b.asc.gz", NULL);
  g_autofree char *numbered = g_build_filename (self->folder, "x{n}.log", NULL);
  g_autofree char *taken = g_build_filename (self->folder, "x002.log", NULL);
  guint n = 1;
  char *path = record_name_next_free (template, START, "", &n);

  g_assert_cmpstr (path, ==, template);
  g_file_set_contents (path, "", 0, NULL);
  g_free (path);
  path = record_name_next_free (template, START, "", &n);
  g_assert_true (g_str_has_suffix (path, "/a.b_2.asc.gz"));
  g_free (path);
  g_file_set_contents (taken, "", 0, NULL);
  n = 2;
  path = record_name_next_free (numbered, START, "", &n);
  g_assert_true (g_str_has_suffix (path, "/x003.log"));
  g_assert_cmpuint (n, ==, 3);
  g_free (path);
}

static void
test_equal (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "a.log", "a.asc", "a.canid", "a.log.gz", "a.log.xz", "a.asc.zst" };

  append_frames (self->store, 0, 30000);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, names[i], NULL);
      RecordRun *run = run_plan (self, plan_in (self, names[i]));

      finish (run);
      if (strstr (names[i], ".asc") == NULL) /* its channels are numbers */
        g_assert_cmpuint (assert_equals (self, path, 0), ==, 30000);
      g_assert_cmpuint (g_file_test (path, G_FILE_TEST_IS_REGULAR), ==, TRUE);
    }
}

static void
test_split (Fixture *self, gconstpointer data)
{
  RecordPlan *plans[3];
  static const guint wanted[] = { 10, 10, 0 };

  append_frames (self->store, 0, 10000);
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    plans[i] = plan_in (self, "{bus}_{n}.log");
  plans[0]->split_count = 1000;
  plans[1]->split_time = NS;
  plans[2]->split_size = 64 << 10;
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      RecordRun *run = run_plan (self, plans[i]);
      GPtrArray *names;
      uint64_t n = 0;

      finish (run);
      names = sorted_files (self);
      if (wanted[i] > 0)
        g_assert_cmpuint (names->len, ==, wanted[i]);
      g_assert_cmpuint (names->len, >, 4);
      g_assert_true (g_str_has_suffix (names->pdata[0], "/can0+can1_001.log"));
      for (guint k = 0; k < names->len; k++)
        {
          GStatBuf st;

          n += assert_equals (self, names->pdata[k], n);
          g_assert_cmpint (g_stat (names->pdata[k], &st), ==, 0);
          if (i == 2)
            g_assert_cmpint (st.st_size, <, (64 << 10) + 256 * 120);
          g_unlink (names->pdata[k]);
        }
      g_assert_cmpuint (n, ==, 10000);
      g_ptr_array_unref (names);
    }
}

static void
test_keep (Fixture *self, gconstpointer data)
{
  RecordPlan *plan = plan_in (self, "a.log");
  RecordRun *run;
  GPtrArray *names;

  append_frames (self->store, 0, 10000);
  plan->split_count = 1000;
  plan->keep = 3;
  run = run_plan (self, plan);
  finish (run);
  names = sorted_files (self);
  g_assert_cmpuint (names->len, ==, 3);
  g_assert_cmpuint (assert_equals (self, names->pdata[0], 9000), ==, 1000); /* a_10.log */
  g_assert_cmpuint (assert_equals (self, names->pdata[1], 7000), ==, 1000);
  g_ptr_array_unref (names);
}

static void
test_filter (Fixture *self, gconstpointer data)
{
  RecordPlan *plan = plan_in (self, "a.log");
  g_autofree char *text = NULL;
  GError *error = NULL;
  RecordRun *run;
  RecordState state;

  append_frames (self->store, 0, 1600);
  plan->filter = g_strdup ("can.id == 0x103");
  plan->stop_count = 50;
  run = run_plan (self, plan);
  g_assert_false (record_run_step (run, START));
  record_run_get_state (run, &state);
  g_assert_cmpint (state.phase, ==, RECORD_DONE);
  g_assert_cmpuint (state.n_frames, ==, 50);
  g_file_get_contents (state.path, &text, NULL, NULL);
  g_assert_nonnull (strstr (text, " 103#"));
  g_assert_null (strstr (text, " 104#"));
  record_state_clear (&state);
  record_run_free (run);

  plan = plan_in (self, "a.log");
  plan->filter = g_strdup ("nonsense ==");
  g_assert_null (record_run_new (self->store, plan, NULL, 0, START, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
  g_clear_error (&error);
  record_plan_free (plan);
}

/* Frames 3, 19, 35, …: identifier 103. 0.1 s before and after the frame of No. 1000. */
static void
test_trigger (Fixture *self, gconstpointer data)
{
  RecordPlan *plan = plan_in (self, "hit_{n}.asc");
  g_autofree char *text = NULL;
  GPtrArray *names, *hits;
  RecordRun *run;

  append_frames (self->store, 0, 5000);
  record_plan_add_trigger (plan, "frame.number == 1000", FALSE);
  record_plan_add_trigger (plan, "frame.number == 3000", FALSE);
  plan->before = 100 * MS;
  plan->after = 50 * MS;
  run = run_plan (self, plan);
  while (record_run_step (run, START))
    ;
  hits = record_run_take_hits (run);
  g_assert_cmpuint (hits->len, ==, 2);
  g_assert_cmpuint (((RecordHit *) hits->pdata[0])->row, ==, 999);
  g_ptr_array_unref (hits);
  g_assert_null (record_run_take_hits (run));
  g_assert_true (record_run_end (run));
  record_run_free (run);
  names = sorted_files (self);
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
test_stop_trigger (Fixture *self, gconstpointer data)
{
  RecordPlan *plan = plan_in (self, "hit_{n}.log");
  GPtrArray *names;
  RecordRun *run;

  append_frames (self->store, 0, 5000);
  record_plan_add_trigger (plan, "frame.number == 101", FALSE);
  record_plan_add_trigger (plan, "frame.number == 201", TRUE);
  run = run_plan (self, plan);
  finish (run);
  names = sorted_files (self);
  g_assert_cmpuint (names->len, ==, 1);
  g_assert_cmpuint (assert_equals (self, names->pdata[0], 100), ==, 101);
  g_ptr_array_unref (names);
}

/* By a key, and by time alone: no frame need come. */
static void
test_moments (Fixture *self, gconstpointer data)
{
  RecordPlan *plan = plan_in (self, "hit_{n}.log");
  RecordState state;
  RecordRun *run;

  append_frames (self->store, 0, 100);
  record_plan_add_trigger (plan, "key", FALSE);
  plan->before = NS;
  plan->after = NS;
  run = run_plan (self, plan);
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

/* A clock that is set back by an hour: files go on, nothing is lost. */
static void
test_clock_set_back (Fixture *self, gconstpointer data)
{
  FrameBatch *batch = frame_batch_new ();
  RecordPlan *plan = plan_in (self, "a_{n}.log");
  GPtrArray *names;
  RecordRun *run;
  uint64_t n = 0;

  append_frames (self->store, 0, 500);
  batch->frames[0] = (CanFrame){ .time = START - 3600 * NS, .id = 1, .data = batch->payload[0] };
  batch->frames[1] = (CanFrame){ .time = START - 3599 * NS, .id = 1, .data = batch->payload[1] };
  batch->n_frames = 2;
  frame_store_append (self->store, batch, NULL);
  frame_batch_free (batch);
  plan->split_time = 10 * NS;
  run = run_plan (self, plan);
  finish (run);
  names = sorted_files (self);
  g_assert_cmpuint (names->len, ==, 2);
  for (guint i = 0; i < names->len; i++)
    n += assert_equals (self, names->pdata[i], n);
  g_assert_cmpuint (n, ==, 502);
  g_ptr_array_unref (names);
}

/* The same while it writes around a trigger; and what fires all the time is told once a second. */
static void
test_storm (Fixture *self, gconstpointer data)
{
  FrameBatch *batch = frame_batch_new ();
  RecordPlan *plan = plan_in (self, "a_{n}.log");
  GPtrArray *hits;
  RecordState state;
  RecordRun *run;

  append_frames (self->store, 0, 5000);
  batch->frames[0] = (CanFrame){ .time = START - 3600 * NS, .id = 0x700, .data = batch->payload[0] };
  batch->n_frames = 1;
  frame_store_append (self->store, batch, NULL);
  frame_batch_free (batch);
  record_plan_add_trigger (plan, "cycle 103 1ms 1%", FALSE); /* they are 16 ms apart */
  plan->after = NS;
  run = run_plan (self, plan);
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

/* A limit on the size of files ends writing as a full disk does. */
static void
test_disk_full (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "a.log", "a.asc", "a.csv", "a.canid" };
  struct rlimit old, small;

  append_frames (self->store, 0, 20000);
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &old);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, names[i], NULL), *text = NULL;
      RecordRun *run = run_plan (self, plan_in (self, names[i]));
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
        g_assert_cmpuint (assert_equals (self, path, 0), >=, state.n_frames);
      record_state_clear (&state);
    }
}

/* Frames that come while it records are in the file, in their order. */
static void
test_thread (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "a.log", "b.canid", "c_{n}.log" };
  Recorder *recorders[G_N_ELEMENTS (names)];
  GPtrArray *files;
  uint64_t n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      RecordPlan *plan = plan_in (self, names[i]);

      plan->split_count = i == 2 ? 5000 : 0;
      recorders[i] = recorder_new (self->store, plan, NULL, 0, NULL, self->tick, NULL);
      g_assert_nonnull (recorders[i]);
      record_plan_free (plan);
    }
  for (guint i = 0; i < 200; i++)
    {
      append_frames (self->store, i * 300, 300);
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
  files = sorted_files (self);
  g_assert_cmpuint (files->len, ==, 14);
  for (guint i = 0; i < files->len; i++)
    n += assert_equals (self, files->pdata[i], i < 2 ? 0 : n - 120000);
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
test_slow_disk (Fixture *self, gconstpointer data)
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
  append_frames (self->store, 0, 50000);
  recorder_stop (recorder);
  g_assert_false (recorder_wait (recorder, G_USEC_PER_SEC / 5));
  recorder_get_state (recorder, &state);
  g_assert_false (state.ended);
  recorder_state_clear (&state);
  atomic_store (&disk.go, TRUE);
  g_assert_true (recorder_wait (recorder, 60 * G_USEC_PER_SEC));
  g_thread_join (reader);
  g_file_set_contents (whole, disk.text->str, (gssize) disk.text->len, NULL);
  g_assert_cmpuint (assert_equals (self, whole, 0), ==, 50000);
  recorder_unref (recorder);
  g_string_free (disk.text, TRUE);
  g_free (disk.path);
}

/* The child is killed a second after its last frame. */
static void
record_and_die (const char *path)
{
  FrameStore *store = frame_store_new_ring (4);
  Tick *tick = tick_new (on_tick, NULL);
  RecordPlan *plan = record_plan_new (path);
  GError *error = NULL;

  trace_info_set_start (frame_store_get_info (store), START, TRUE);
  trace_info_channel (frame_store_get_info (store), "can0", 4, NULL);
  trace_info_channel (frame_store_get_info (store), "can1", 4, NULL);
  recorder_new (store, plan, NULL, 0, NULL, tick, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 20; i++)
    {
      append_frames (store, i * 500, 500);
      g_usleep (10000);
    }
  g_usleep (1200000);
  kill (getpid (), SIGKILL);
}

static void
test_killed (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "a.log", "a.canid", "a.db" };
  const char *die = g_getenv ("CANID_TEST_DIE");

  if (g_test_subprocess ())
    {
      record_and_die (die);
      return;
    }
  append_frames (self->store, 0, 10000);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, names[i], NULL);

      g_setenv ("CANID_TEST_DIE", path, TRUE);
      g_test_trap_subprocess (NULL, 0, 0);
      g_assert_false (g_test_trap_has_passed ());
      if (i < 2)
        g_assert_cmpuint (assert_equals (self, path, 0), ==, 10000);
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

/* What cannot be recorded is told before anything is there. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "a.nonsense", "{what}.log", "no/such/folder/a.log" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      RecordPlan *plan = plan_in (self, names[i]);
      GError *error = NULL;

      g_assert_null (record_run_new (self->store, plan, NULL, 0, START, &error));
      g_assert_nonnull (error);
      g_clear_error (&error);
      record_plan_free (plan);
    }
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/names", test_names);
  ADD ("/record/next-free", test_next_free);
  ADD ("/record/equal", test_equal);
  ADD ("/record/split", test_split);
  ADD ("/record/keep", test_keep);
  ADD ("/record/filter", test_filter);
  ADD ("/record/trigger", test_trigger);
  ADD ("/record/stop-trigger", test_stop_trigger);
  ADD ("/record/moments", test_moments);
  ADD ("/record/clock-set-back", test_clock_set_back);
  ADD ("/record/storm", test_storm);
  ADD ("/record/disk-full", test_disk_full);
  ADD ("/record/thread", test_thread);
  ADD ("/record/slow-disk", test_slow_disk);
  ADD ("/record/killed", test_killed);
  ADD ("/record/refused", test_refused);
  return g_test_run ();
}
