/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/losses.h"

static const uint8_t payload[CAN_FRAME_MAX_LEN];

/* Two FD frames (one sent), a remote frame, an error frame, a classic one; one time has nanoseconds. */
static FrameStore *
make_store (void)
{
  FrameStore *store = frame_store_new_ring (2);
  FrameBatch *batch = frame_batch_new ();
  const CanFrame frames[] = {
    { .time = 1000, .id = 1, .flags = CAN_FD | CAN_TX, .len = 12, .dlc = 9, .data = payload },
    { .time = 2000, .id = 2, .flags = CAN_FD, .len = 8, .dlc = 8, .data = payload },
    { .time = 3000, .id = 3 | CAN_ID_REMOTE, .data = payload },
    { .time = 4000, .id = CAN_ID_ERROR, .data = payload },
    { .time = 5001, .id = 5, .data = payload },
  };

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    batch->frames[batch->n_frames++] = frames[i];
  trace_info_channel (frame_store_get_info (store), "can0", 4, NULL);
  g_assert_true (frame_store_append (store, batch, NULL));
  frame_batch_free (batch);
  return store;
}

static void
test_counts (void)
{
  static const Format poor = { .id = "poor", .name = "Poor", .abilities = FORMAT_WRITE | FORMAT_REMOTE };
  FrameStore *store = make_store ();
  uint64_t bits[ROW_SET_WORDS] = { 0x1D }; /* not the second */
  FrameRun all = { .store = store, .chunk = frame_store_chunk (store, 0, NULL), .to = 5 };
  FrameRun chosen = all;
  Losses losses;

  losses_init (&losses, &poor, NULL);
  g_assert_false (losses.told);
  g_assert_cmpuint (losses_count (&losses, &all, UINT64_MAX), ==, 5);
  g_assert_cmpuint (losses.fd, ==, 2);
  g_assert_cmpuint (losses.remote, ==, 1);
  g_assert_cmpuint (losses.error, ==, 1);
  g_assert_cmpuint (losses.nanoseconds, ==, 1);
  g_assert_cmpuint (losses.direction, ==, 1);
  g_assert_cmpuint (losses.channels, ==, 5);

  chosen.bits = bits;
  losses_init (&losses, &poor, NULL);
  g_assert_cmpuint (losses_count (&losses, &chosen, 3), ==, 3);
  g_assert_cmpuint (losses.fd, ==, 1);
  g_assert_cmpuint (losses.error, ==, 1);
  g_assert_cmpuint (losses.nanoseconds, ==, 0);
  frame_store_unref (store);
}

static void
test_told (void)
{
  static const Format poor = { .id = "poor", .name = "Poor", .abilities = FORMAT_WRITE | FORMAT_FD };
  Losses losses;

  if (g_test_subprocess ())
    {
      losses_init (&losses, &poor, NULL);
      losses.fd = 3;
      losses.channels = 5;
      g_assert_true (losses_show (&losses, "out.poor"));
      losses.remote = 4;
      losses_show (&losses, "out.poor");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*out.poor: Poor cannot hold everything: remote frames*(4)*");
  g_test_trap_assert_stderr ("*CAN FD frames lose BRS*(3)*");
  g_test_trap_assert_stderr ("*channels are left out (5)*");
  g_test_trap_assert_stderr_unmatched ("*CAN FD frames cannot*");

  losses_init (&losses, format_by_id ("candump"), NULL);
  g_assert_true (losses.told);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/losses/counts", test_counts);
  g_test_add_func ("/losses/told", test_told);
  return g_test_run ();
}
