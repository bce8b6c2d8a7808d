/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/frame-batch.h"

#include <string.h>

static void
test_notes (void)
{
  FrameBatch *batch = frame_batch_new ();
  char text[] = "chip status\0with a NUL";
  const Note *note;

  batch->n_frames = 3;
  frame_batch_add_note (batch, NOTE_STATUS, 2, 77, 12, text, sizeof text);
  memset (text, 'x', sizeof text); /* it was copied */
  note = &g_array_index (batch->notes, Note, 0);
  g_assert_cmpuint (note->row, ==, 3);
  g_assert_cmpint (note->time, ==, 77);
  g_assert_cmpuint (note->place, ==, 12);
  g_assert_cmpuint (note->kind, ==, NOTE_STATUS);
  g_assert_cmpuint (note->channel, ==, 2);
  g_assert_cmpmem (note->text, note->n, "chip status\0with a NUL", sizeof text);

  frame_batch_clear (batch);
  g_assert_cmpuint (batch->n_frames, ==, 0);
  g_assert_cmpuint (batch->notes->len, ==, 0);
  frame_batch_free (batch);
  frame_batch_free (NULL);
}

static void
test_problems (void)
{
  FrameBatch *batch = frame_batch_new ();

  for (guint i = 0; i < PROBLEMS_KEPT + 5; i++)
    frame_batch_add_problem (batch, i, "%u data bytes", i);
  g_assert_cmpuint (batch->n_problems, ==, PROBLEMS_KEPT + 5);
  g_assert_cmpuint (batch->problems->len, ==, PROBLEMS_KEPT);
  g_assert_cmpstr (g_array_index (batch->problems, Problem, 9).what, ==, "9 data bytes");
  frame_batch_clear (batch);
  g_assert_cmpuint (batch->n_problems, ==, 0);
  g_assert_cmpuint (batch->problems->len, ==, 0);
  frame_batch_free (batch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame-batch/notes", test_notes);
  g_test_add_func ("/frame-batch/problems", test_problems);
  return g_test_run ();
}
