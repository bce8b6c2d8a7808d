/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "models/row-notes.h"

#include <string.h>

#define N_FRAMES 10

static void
add (FrameBatch *batch, NoteKind kind, const char *text)
{
  frame_batch_add_note (batch, kind, 0, 0, 1, text, strlen (text));
}

static FrameStore *
new_store (void)
{
  FrameStore *store = frame_store_new_ring (2);
  FrameBatch *batch = frame_batch_new ();

  for (guint row = 0; row < N_FRAMES; row++)
    {
      if (row == 0)
        add (batch, NOTE_COMMENT, "date Mon");
      if (row == 3)
        {
          add (batch, NOTE_STATUS, "Chip status");
          add (batch, NOTE_EVENT, " Begin\tTriggerblock ");
          add (batch, NOTE_EVENT, "second");
          add (batch, NOTE_EVENT, "third");
        }
      if (row == 5)
        add (batch, NOTE_LOSS, "12 frames dropped");
      batch->frames[row] = (CanFrame){ .id = row, .time = row, .data = batch->payload[row] };
      batch->frames[row].flags |= row == 5 || row == 7 ? CAN_GAP : 0;
      batch->n_frames++;
    }
  g_assert_true (frame_store_append (store, batch, NULL));
  frame_batch_free (batch);
  return store;
}

static void
check (FrameStore *store, uint64_t before, uint64_t row, gboolean all, guint n, gboolean loss, const char *expected)
{
  GString *text = g_string_new (NULL);
  RowNotes notes = row_notes_describe (store, before, row, all, text);

  g_assert_cmpstr (text->str, ==, expected);
  g_assert_cmpuint (notes.n, ==, n);
  g_assert_cmpint (notes.loss, ==, loss);
  g_string_free (text, TRUE);
}

static void
test_describe (void)
{
  FrameStore *store = new_store ();

  check (store, ROW_NONE, 0, FALSE, 0, FALSE, "");
  check (store, ROW_NONE, 0, TRUE, 1, FALSE, "date Mon");
  check (store, 2, 3, FALSE, 3, FALSE, "Begin Triggerblock · second · and 1 more");
  check (store, 2, 3, TRUE, 4, FALSE, "Chip status · Begin Triggerblock · and 2 more");
  check (store, 3, 4, TRUE, 0, FALSE, "");
  check (store, 4, 5, FALSE, 1, TRUE, "12 frames dropped");
  check (store, 6, 7, FALSE, 1, TRUE, "frames were lost here");
  /* Frames between are hidden: what stood before them is told before the next shown one. */
  check (store, 0, 4, FALSE, 3, FALSE, "Begin Triggerblock · second · and 1 more");
  check (store, ROW_NONE, 6, FALSE, 4, TRUE, "Begin Triggerblock · second · and 2 more");
  frame_store_unref (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/row-notes/describe", test_describe);
  return g_test_run ();
}
