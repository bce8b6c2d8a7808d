/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "record-fixture.h"

#include "session/mark-archive.h"

#include <glib/gstdio.h>
#include <string.h>

void
record_on_tick (gpointer data)
{
}

void
record_set_up (RecordFixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("canid-record-XXXXXX", NULL);
  self->store = frame_store_new (NULL);
  self->tick = tick_new (record_on_tick, NULL);
  trace_info_set_start (frame_store_get_info (self->store), START, TRUE);
  trace_info_channel (frame_store_get_info (self->store), "can0", 4, NULL);
  trace_info_channel (frame_store_get_info (self->store), "can1", 4, NULL);
}

static char *archive_folder;

void
record_test_init (int *argc, char ***argv)
{
  archive_folder = g_dir_make_tmp ("canid-record-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", archive_folder, TRUE);
  g_test_init (argc, argv, NULL);
}

int
record_test_run (void)
{
  int status = g_test_run ();
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", archive_folder);

  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_clear_pointer (&archive_folder, g_free);
  return status;
}

static GPtrArray *
list_files (RecordFixture *self)
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

GPtrArray *
record_sorted_files (RecordFixture *self)
{
  GPtrArray *names = list_files (self);

  g_ptr_array_sort (names, compare_names);
  return names;
}

void
record_tear_down (RecordFixture *self, gconstpointer data)
{
  GPtrArray *names = list_files (self);

  mark_archive_flush ();
  for (guint i = 0; i < names->len; i++)
    g_unlink (g_ptr_array_index (names, i));
  g_ptr_array_unref (names);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  tick_stop (self->tick);
  tick_unref (self->tick);
  frame_store_unref (self->store);
  g_free (self->folder);
}

void
record_append (FrameStore *store, guint from, guint n)
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

uint64_t
record_assert_equals (RecordFixture *self, const char *path, uint64_t first)
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

RecordPlan *
record_plan_in (RecordFixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  return record_plan_new (path);
}

RecordRun *
record_start (RecordFixture *self, RecordPlan *plan)
{
  GError *error = NULL;
  RecordRun *run = record_run_new (self->store, plan, NULL, 0, START, &error);

  g_assert_no_error (error);
  record_plan_free (plan);
  return run;
}

void
record_finish (RecordRun *run)
{
  while (record_run_step (run, START))
    ;
  g_assert_true (record_run_end (run));
  record_run_free (run);
}
