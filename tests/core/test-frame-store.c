/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/frame-store.h"

#include <string.h>

/* A frame whose every field follows from its row, so that any row can be checked without keeping it. */
static void
make_frame (uint64_t row, CanFrame *frame, uint8_t payload[CAN_FRAME_MAX_LEN])
{
  uint32_t seed = (uint32_t) row * 2654435761u;

  *frame = (CanFrame){ .time = (int64_t) row * 1000, .id = seed >> 21, .channel = row % 3, .data = payload };
  if (seed % 7 == 0)
    {
      frame->flags = CAN_FD | CAN_BRS;
      frame->dlc = (uint8_t) (seed >> 8 & 15);
      frame->len = can_dlc_to_len (frame->dlc, TRUE);
    }
  else
    frame->len = frame->dlc = (uint8_t) (seed >> 8 & 7) + 1;
  for (guint i = 0; i < CAN_FRAME_MAX_LEN; i++)
    payload[i] = (uint8_t) (seed >> (i % 24)) ^ (uint8_t) i;
}

static void
append (FrameStore *store, FrameBatch *batch, uint64_t n)
{
  uint64_t row = frame_store_length (store), end = row + n;

  while (row < end)
    {
      GError *error = NULL;

      frame_batch_clear (batch);
      for (; batch->n_frames < FRAME_BATCH_SIZE && row < end; row++, batch->n_frames++)
        make_frame (row, &batch->frames[batch->n_frames], batch->payload[batch->n_frames]);
      g_assert_true (frame_store_append (store, batch, &error));
      g_assert_no_error (error);
    }
}

static void
assert_row (const FrameStore *store, uint64_t row)
{
  uint8_t payload[CAN_FRAME_MAX_LEN];
  CanFrame expected, frame;

  make_frame (row, &expected, payload);
  frame_store_get (store, row, &frame);
  g_assert_cmpint (frame.time, ==, expected.time);
  g_assert_cmphex (frame.id, ==, expected.id);
  g_assert_cmpuint (frame.len, ==, expected.len);
  g_assert_cmpuint (frame.dlc, ==, expected.dlc);
  g_assert_cmpuint (frame.flags, ==, expected.flags);
  g_assert_cmpuint (frame.channel, ==, expected.channel);
  g_assert_cmpmem (frame.data, frame.len, payload, expected.len);
}

static void
test_append (void)
{
  FrameStore *store = frame_store_new (NULL);
  FrameBatch *batch = frame_batch_new ();

  append (store, batch, 200000);
  g_assert_cmpuint (frame_store_length (store), ==, 200000);
  for (uint64_t row = 0; row < 200000; row++)
    assert_row (store, row);
  frame_batch_free (batch);
  frame_store_unref (store);
}

static void
test_ring (void)
{
  FrameStore *store = frame_store_new_ring (2);
  FrameBatch *batch = frame_batch_new ();

  for (guint i = 0; i < 40; i++)
    {
      append (store, batch, 20000);
      g_assert_cmpuint (frame_store_length (store) - frame_store_first (store), <=, 2 * FRAME_CHUNK_ROWS);
      for (uint64_t row = frame_store_first (store); row < frame_store_length (store); row++)
        assert_row (store, row);
    }
  g_assert_cmpuint (frame_store_first (store), >, 0);
  frame_batch_free (batch);
  frame_store_unref (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame-store/append", test_append);
  g_test_add_func ("/frame-store/ring", test_ring);
  return g_test_run ();
}
