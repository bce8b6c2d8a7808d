/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "models/replay.h"
#include "small-trace.h"

#include <glib/gstdio.h>
#include <string.h>

#define N_LINES 300000u

/* More frames than one look would bring; the last channel comes at the very end. */
static char *
write_log (guint n)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char *path = NULL;
  int fd = g_file_open_tmp ("canid-XXXXXX.log", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "(%u.%06u) can0 %03X#1122 R\n", 1000 + i / 1000, i % 1000 * 1000, 0x100 + i % 4);
  g_string_append_printf (text, "(%u.000000) can7 18FEF100##1AABB R\n", 1000 + n / 1000);
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  return path;
}

static char *
check_all (Replay *replay)
{
  g_autoptr (GPtrArray) sentences = replay_check (replay);
  GString *text = g_string_new ("|");

  for (guint i = 0; i < sentences->len; i++)
    g_string_append_printf (text, "%s%s|", ((ReplayNote *) sentences->pdata[i])->warns ? "!" : "",
                            ((ReplayNote *) sentences->pdata[i])->text);
  return g_string_free (text, FALSE);
}

/* Until it says nothing of looking. */
static char *
check_complete (Replay *replay)
{
  for (guint turn = 0; turn < 60000; turn++)
    {
      char *text = check_all (replay);

      if (strstr (text, "looking") == NULL && strlen (text) > 1)
        return text;
      g_free (text);
      g_usleep (1000);
    }
  g_assert_not_reached ();
}

static void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in “%s”", part, text);
}

/* The whole file is looked at, however long; another map needs no other look. */
static void
test_check_file (void)
{
  g_autoptr (TraceSession) session = trace_session_new ();
  Replay *replay = replay_of (session);
  g_autofree char *path = write_log (N_LINES), *first = NULL, *second = NULL, *third = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_auto (GStrv) channels = NULL;
  GError *error = NULL;
  char *problem = NULL;

  g_assert_true (replay_set_file (replay, file, &error));
  g_assert_no_error (error);
  replay_set_target (replay, "can0", "virtual x");
  first = check_complete (replay);
  assert_has (first, "|300\302\240001 frames|");
  assert_has (first, "|!1 frame of a channel that goes to nothing|");
  assert_has (first, "load 1"); /* 1000 frames a second of 2 bytes at 500 kbit/s */
  g_assert_cmpuint (replay_n_rows (replay), ==, 300001);
  channels = replay_dup_channels (replay);
  g_assert_cmpuint (g_strv_length (channels), ==, 2);
  g_assert_cmpstr (channels[1], ==, "can7");
  replay_set_target (replay, "can7", "virtual y");
  g_assert_true (replay_set_without (replay, "101, 102-103", &problem));
  second = check_all (replay);
  assert_has (second, "|225\302\240000 frames left out|");
  assert_has (second, "1 CAN FD frame");
  g_assert_null (strstr (second, "go to nothing"));
  g_assert_true (replay_set_without (replay, "", &problem));
  replay_set_rule (replay, &(PlayerRule){ .speed = 100, .loops = 1, .from = 1000, .to = 2000 });
  third = check_complete (replay);
  assert_has (third, "|1\302\240000 frames|");
  assert_has (third, "the bus is full");
  g_unlink (path);
}

/* Into a new trace: of the log that is played, not of what comes out of it; no bus is asked for. */
static void
test_check_offline (void)
{
  static const char *const lines[]
      = { "0 can0 123#11", "1000 can0 18FEF100##1AABB", "2000 can7 321#R", "60000 can0 123#22", NULL };
  g_autoptr (TraceSession) session = trace_session_new ();
  Replay *replay = replay_of (session);
  FrameStore *source = small_trace_new (lines);
  g_auto (GStrv) channels = NULL;
  g_autofree char *text = NULL, *reason = NULL;
  GError *error = NULL;

  g_assert_true (trace_session_start_capture (session, &error));
  g_assert_no_error (error);
  g_assert_true (replay_play_into (replay, source, &reason));
  text = check_complete (replay);
  assert_has (text, "|4 frames|");
  g_assert_null (strstr (text, "nothing"));
  g_assert_null (strstr (text, "CAN FD"));
  g_assert_null (strstr (text, "load"));
  channels = replay_dup_channels (replay);
  g_assert_cmpuint (g_strv_length (channels), ==, 2);
  replay_stop (replay);
  trace_session_stop_capture (session);
  frame_store_unref (source);
}

static void
test_check_problem (void)
{
  g_autoptr (TraceSession) session = trace_session_new ();
  Replay *replay = replay_of (session);
  g_autofree char *text = check_all (replay);
  g_autoptr (GFile) file = g_file_new_for_path ("/nonexistent/x.asc");
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (text, ==, "|"); /* nothing to be played */
  g_assert_false (replay_set_file (replay, file, &error));
  g_assert_nonnull (error);
}

static void
test_words (void)
{
  g_autoptr (TraceSession) session = trace_session_new ();
  Replay *replay = replay_of (session);
  const DatabaseSet *set = small_databases_new ();
  char *problem = NULL;

  trace_session_set_databases (session, set);
  g_assert_true (replay_set_without (replay, " 123 ,0x7FF, 18FEF100; 700-7FF", &problem));
  g_assert_false (replay_set_without (replay, "123, Nobody", &problem));
  assert_has (problem, "Nobody");
  g_clear_pointer (&problem, g_free);
  g_assert_false (replay_set_without (replay, "200-100", &problem));
  g_clear_pointer (&problem, g_free);
  g_assert_false (replay_set_without (replay, "00000000-1FFFFFFF", &problem)); /* a filter says that better */
  g_clear_pointer (&problem, g_free);
  g_assert_false (replay_set_overrides (replay, "Nothing=1", &problem));
  assert_has (problem, "Nothing");
  g_clear_pointer (&problem, g_free);
  g_assert_false (replay_set_overrides (replay, "EngineSpeed", &problem));
  g_clear_pointer (&problem, g_free);
  g_assert_true (replay_seek_text (replay, "12"));
  g_assert_true (replay_seek_text (replay, "1.5 s"));
  g_assert_false (replay_seek_text (replay, "soon"));
  g_assert_false (replay_seek_text (replay, "-3"));
  database_set_unref (set);
}

#define N_PLAYED 2000u

static FrameStore *
make_source (void)
{
  FrameStore *store = frame_store_new_ring (4);
  FrameBatch *batch = frame_batch_new ();

  trace_info_channel (frame_store_get_info (store), "can0", 4, NULL);
  trace_info_channel (frame_store_get_info (store), "can1", 4, NULL);
  for (guint i = 0; i < N_PLAYED; i++)
    {
      guint k = i % FRAME_BATCH_SIZE;

      batch->frames[k] = (CanFrame){ .time = 1000 + i, .id = i % 2048, .len = 2, .dlc = 2, .channel = i % 500 > 450 };
      batch->frames[k].data = batch->payload[k];
      batch->payload[k][0] = (uint8_t) i;
      batch->payload[k][1] = (uint8_t) (i >> 8);
      batch->n_frames = k + 1;
      if (k + 1 == FRAME_BATCH_SIZE || i + 1 == N_PLAYED)
        {
          g_assert_true (frame_store_append (store, batch, NULL));
          frame_batch_clear (batch);
        }
    }
  frame_batch_free (batch);
  return store;
}

static void
play_flat_out (Replay *replay)
{
  PlayerRule rule = *replay_get_rule (replay);

  rule.flat_out = TRUE;
  replay_set_rule (replay, &rule);
}

/* Played into a new trace as fast as it goes: all frames, in order, with their data, distances and channels. */
static void
test_into_trace (void)
{
  g_autoptr (TraceSession) session = trace_session_new ();
  Replay *replay = replay_of (session);
  FrameStore *source = make_source (), *store;
  GError *error = NULL;
  char *reason = NULL;
  CanFrame first, frame;

  play_flat_out (replay);
  g_assert_true (trace_session_start_ring_capture (session, 1 << 20, &error));
  g_assert_no_error (error);
  store = trace_session_get_store (session);
  g_assert_true (replay_play_into (replay, source, &reason));
  for (guint turn = 0; frame_store_length (store) < N_PLAYED; turn++)
    {
      g_assert_cmpuint (turn, <, 60000);
      g_main_context_iteration (NULL, FALSE);
      replay_update (replay);
      g_usleep (1000);
    }
  replay_stop (replay);
  g_assert_cmpuint (frame_store_length (store), ==, N_PLAYED);
  frame_store_get (store, 0, &first);
  for (guint i = 0; i < N_PLAYED; i++)
    {
      frame_store_get (store, i, &frame);
      g_assert_cmphex (frame.id, ==, i % 2048);
      g_assert_cmpuint (frame.data[0] + 256u * frame.data[1], ==, i);
      g_assert_cmpint (frame.time - first.time, ==, i);
      g_assert_cmpstr (trace_info_channel_name (frame_store_get_info (store), frame.channel), ==,
                       i % 500 > 450 ? "can1" : "can0");
    }
  trace_session_stop_capture (session);
  frame_store_unref (source);
}

/* All that was chosen is there again. */
static void
test_text (void)
{
  g_autoptr (TraceSession) session = trace_session_new (), other = trace_session_new ();
  Replay *a = replay_of (session), *b = replay_of (other);
  g_autofree char *text = NULL, *again = NULL, *problem = NULL, *deep = g_strnfill (100000, '[');
  PlayerRule rule = *replay_get_rule (a);
  FilterProblem wrong = { 0 };

  rule.speed = 2.5;
  rule.loops = 0;
  rule.skip = 1500000000;
  rule.from = 10;
  rule.to = 500;
  rule.without_received = TRUE;
  replay_set_rule (a, &rule);
  replay_set_target (a, "can0", "virtual x");
  g_assert_true (replay_set_filter (a, "can.id == 0x123", &wrong));
  g_assert_true (replay_set_without (a, "124", &problem));
  text = replay_to_text (a);
  g_assert_false (replay_was_read (b));
  g_assert_true (replay_from_text (b, text, TRUE));
  g_assert_true (replay_was_read (b));
  again = replay_to_text (b);
  g_assert_cmpstr (text, ==, again);
  g_assert_cmpfloat (replay_get_rule (b)->speed, ==, 2.5);
  g_assert_cmpuint (replay_get_rule (b)->to, ==, 500);
  g_assert_cmpstr (replay_get_target (b, "can0"), ==, "virtual x");
  g_assert_cmpstr (replay_get_filter (b), ==, "can.id == 0x123");
  g_assert_true (replay_from_text (b, text, FALSE));
  g_assert_cmpuint (replay_get_rule (b)->from, ==, 0);
  g_assert_cmpuint (replay_get_rule (b)->to, ==, UINT64_MAX);
  g_assert_false (replay_from_text (b, "", TRUE));
  g_assert_false (replay_from_text (b, "{}", TRUE));
  g_assert_false (replay_from_text (b, "[1]", TRUE));
  g_assert_false (replay_from_text (b, deep, TRUE));
  g_assert_true (replay_from_text (b, "{\"canid-replay\": 1, \"speed\": \"fast\", \"buses\": 7}", TRUE));
  g_assert_cmpfloat (replay_get_rule (b)->speed, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/replay/check-file", test_check_file);
  g_test_add_func ("/replay/check-offline", test_check_offline);
  g_test_add_func ("/replay/check-problem", test_check_problem);
  g_test_add_func ("/replay/words", test_words);
  g_test_add_func ("/replay/into-trace", test_into_trace);
  g_test_add_func ("/replay/text", test_text);
  return g_test_run ();
}
