/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "record-fixture.h"

#include "base/errors.h"
#include "session/record-name.h"

#include <glib/gstdio.h>
#include <string.h>

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
test_next_free (RecordFixture *self, gconstpointer data)
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
test_equal (RecordFixture *self, gconstpointer data)
{
  static const char *const names[] = { "a.log", "a.asc", "a.canid", "a.log.gz", "a.log.xz", "a.asc.zst" };

  record_append (self->store, 0, 30000);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, names[i], NULL);
      RecordRun *run = record_start (self, record_plan_in (self, names[i]));

      record_finish (run);
      if (strstr (names[i], ".asc") == NULL) /* its channels are numbers */
        g_assert_cmpuint (record_assert_equals (self, path, 0), ==, 30000);
      g_assert_cmpuint (g_file_test (path, G_FILE_TEST_IS_REGULAR), ==, TRUE);
    }
}

static void
test_split (RecordFixture *self, gconstpointer data)
{
  RecordPlan *plans[3];
  static const guint wanted[] = { 10, 10, 0 };

  record_append (self->store, 0, 10000);
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    plans[i] = record_plan_in (self, "{bus}_{n}.log");
  plans[0]->split_count = 1000;
  plans[1]->split_time = NS;
  plans[2]->split_size = 64 << 10;
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      RecordRun *run = record_start (self, plans[i]);
      GPtrArray *names;
      uint64_t n = 0;

      record_finish (run);
      names = record_sorted_files (self);
      if (wanted[i] > 0)
        g_assert_cmpuint (names->len, ==, wanted[i]);
      g_assert_cmpuint (names->len, >, 4);
      g_assert_true (g_str_has_suffix (names->pdata[0], "/can0+can1_001.log"));
      for (guint k = 0; k < names->len; k++)
        {
          GStatBuf st;

          n += record_assert_equals (self, names->pdata[k], n);
          g_assert_cmpint (g_stat (names->pdata[k], &st), ==, 0);
          if (i == 2)
            g_assert_cmpint (st.st_size, <, (64 << 10) + 256 * 120);
          g_unlink (names->pdata[k]);
        }
      g_assert_cmpuint (n, ==, 10000);
      g_ptr_array_unref (names);
    }
}

/* Each file by itself tells what was listened to. */
static void
test_bus (RecordFixture *self, gconstpointer data)
{
  static const char bus[] = "socketcan vcan0, virtual, adapter of the test";
  const char *const templates[] = { "a_{n}.canid", "a_{n}.asc" };
  g_autofree char *second = g_build_filename (self->folder, "a_002.canid", NULL);
  g_autofree char *text_path = g_build_filename (self->folder, "a_002.asc", NULL), *text = NULL;
  FrameStore *store;

  trace_info_set_bus (frame_store_get_info (self->store), 1, bus);
  record_append (self->store, 0, 2000);
  for (guint i = 0; i < G_N_ELEMENTS (templates); i++)
    {
      RecordPlan *plan = record_plan_in (self, templates[i]);

      plan->split_count = 1000;
      record_finish (record_start (self, plan));
    }
  store = frame_store_open (second, NULL);
  g_assert_cmpstr (trace_info_get_bus (frame_store_get_info (store), 0), ==, "");
  g_assert_cmpstr (trace_info_get_bus (frame_store_get_info (store), 1), ==, bus);
  frame_store_unref (store);
  g_assert_true (g_file_get_contents (text_path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "// channel 2: can1: socketcan vcan0, virtual, adapter of the test\n"));
}

static void
test_keep (RecordFixture *self, gconstpointer data)
{
  RecordPlan *plan = record_plan_in (self, "a.log");
  RecordRun *run;
  GPtrArray *names;

  record_append (self->store, 0, 10000);
  plan->split_count = 1000;
  plan->keep = 3;
  run = record_start (self, plan);
  record_finish (run);
  names = record_sorted_files (self);
  g_assert_cmpuint (names->len, ==, 3);
  g_assert_cmpuint (record_assert_equals (self, names->pdata[0], 9000), ==, 1000); /* a_10.log */
  g_assert_cmpuint (record_assert_equals (self, names->pdata[1], 7000), ==, 1000);
  g_ptr_array_unref (names);
}

static void
test_filter (RecordFixture *self, gconstpointer data)
{
  RecordPlan *plan = record_plan_in (self, "a.log");
  g_autofree char *text = NULL;
  GError *error = NULL;
  RecordRun *run;
  RecordState state;

  record_append (self->store, 0, 1600);
  plan->filter = g_strdup ("can.id == 0x103");
  plan->stop_count = 50;
  run = record_start (self, plan);
  g_assert_false (record_run_step (run, START));
  record_run_get_state (run, &state);
  g_assert_cmpint (state.phase, ==, RECORD_DONE);
  g_assert_cmpuint (state.n_frames, ==, 50);
  g_file_get_contents (state.path, &text, NULL, NULL);
  g_assert_nonnull (strstr (text, " 103#"));
  g_assert_null (strstr (text, " 104#"));
  record_state_clear (&state);
  record_run_free (run);

  plan = record_plan_in (self, "a.log");
  plan->filter = g_strdup ("nonsense ==");
  g_assert_null (record_run_new (self->store, plan, NULL, 0, START, &error));
  g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
  g_clear_error (&error);
  record_plan_free (plan);
}

/* What cannot be recorded is told before anything is there. */
static void
test_refused (RecordFixture *self, gconstpointer data)
{
  static const char *const names[] = { "a.nonsense", "{what}.log", "no/such/folder/a.log" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      RecordPlan *plan = record_plan_in (self, names[i]);
      GError *error = NULL;

      g_assert_null (record_run_new (self->store, plan, NULL, 0, START, &error));
      g_assert_nonnull (error);
      g_clear_error (&error);
      record_plan_free (plan);
    }
}

int
main (int argc, char **argv)
{
  record_test_init (&argc, &argv);
  g_test_add_func ("/record/names", test_names);
  RECORD_ADD ("/record/next-free", test_next_free);
  RECORD_ADD ("/record/equal", test_equal);
  RECORD_ADD ("/record/split", test_split);
  RECORD_ADD ("/record/bus", test_bus);
  RECORD_ADD ("/record/keep", test_keep);
  RECORD_ADD ("/record/filter", test_filter);
  RECORD_ADD ("/record/refused", test_refused);
  return record_test_run ();
}
