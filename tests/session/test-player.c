/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/deadline-source.h"
#include "session/player.h"
#include "small-trace.h"

#include <glib/gstdio.h>
#include <string.h>

#define MS INT64_C (1000000)

typedef struct
{
  uint32_t id;
  guint bus;
  uint8_t first;
  int64_t at;
} Sent;

typedef struct
{
  FrameStore *store;
  Player *player;
  PlayerRule rule;
  GArray *sent; /* of Sent */
  guint n_full; /* so often the queue is full */
  uint32_t refused_id;
  guint room;         /* frames that go at once; 0: all */
  guint unwanted_bus; /* left out */
  guint longest;      /* most that went at once */
} Fixture;

static int
send (guint bus, const CanFrame *frames, guint n, gpointer data, GError **error)
{
  Fixture *self = data;
  guint i;

  g_assert_cmpuint (n, >, 0);
  if (self->n_full > 0)
    {
      self->n_full--;
      return 0;
    }
  if (self->refused_id != 0 && frames[0].id == self->refused_id)
    {
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "not this one");
      return -1;
    }
  if (self->unwanted_bus != 0 && bus == self->unwanted_bus)
    return PLAYER_LEFT_OUT;
  for (i = 0; i < n && (self->room == 0 || i < self->room) && (i == 0 || frames[i].id != self->refused_id); i++)
    {
      Sent sent = { frames[i].id, bus, frames[i].len > 0 ? frames[i].data[0] : 0, deadline_now () };

      g_assert_cmpuint (frames[i].channel, ==, frames[0].channel);
      g_array_append_val (self->sent, sent);
    }
  self->longest = MAX (self->longest, i);
  return (int) i;
}

static void
append (Fixture *self, uint32_t id, uint8_t channel, guint flags, int64_t time, uint8_t byte)
{
  FrameBatch *batch = frame_batch_new ();

  batch->frames[0]
      = (CanFrame){ .time = time, .id = id, .len = 1, .dlc = 1, .channel = channel, .flags = (uint8_t) flags };
  batch->payload[0][0] = byte;
  batch->frames[0].data = batch->payload[0];
  batch->n_frames = 1;
  g_assert_true (frame_store_append (self->store, batch, NULL));
  frame_batch_free (batch);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->store = frame_store_new_ring (8);
  trace_info_channel (frame_store_get_info (self->store), "can0", 4, NULL);
  trace_info_channel (frame_store_get_info (self->store), "can1", 4, NULL);
  self->sent = g_array_new (FALSE, FALSE, sizeof (Sent));
  player_rule_init (&self->rule);
  self->rule.buses[0] = 10;
  self->rule.buses[1] = 11;
  self->player = player_new (player_feed_new_store (self->store, NULL), send, self);
  g_source_attach (player_get_source (self->player), NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  player_free (self->player);
  frame_store_unref (self->store);
  g_array_unref (self->sent);
}

static PlayerStatus
status_of (Fixture *self)
{
  PlayerStatus status;

  player_get_status (self->player, &status);
  player_status_clear (&status);
  return status;
}

static void
run_until_end (Fixture *self)
{
  for (guint turn = 0; status_of (self).state == PLAYER_PLAYING; turn++)
    {
      g_assert_cmpuint (turn, <, 40000);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (200);
    }
}

static void
run_until (Fixture *self, guint n)
{
  for (guint turn = 0; self->sent->len < n; turn++)
    {
      g_assert_cmpuint (turn, <, 40000);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (200);
    }
}

static void
run_for (Fixture *self, int64_t time)
{
  int64_t end = deadline_now () + time;

  while (deadline_now () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (200);
}

static void
play (Fixture *self)
{
  player_set_rule (self->player, &self->rule);
  player_start (self->player);
  run_until_end (self);
}

static const Sent *
sent (Fixture *self, guint i)
{
  return &g_array_index (self->sent, Sent, i);
}

static void
fill (Fixture *self, guint n, int64_t period)
{
  for (guint i = 0; i < n; i++)
    append (self, 0x100 + i, i % 2, 0, 5000 * MS + i * period, (uint8_t) i);
}

/* First frame first, last frame sent, none before its time, in order. */
static void
test_times (Fixture *self, gconstpointer data)
{
  fill (self, 50, 2 * MS);
  play (self);
  g_assert_cmpuint (self->sent->len, ==, 50);
  for (guint i = 0; i < 50; i++)
    {
      g_assert_cmphex (sent (self, i)->id, ==, 0x100 + i);
      g_assert_cmpuint (sent (self, i)->bus, ==, 10 + i % 2);
      g_assert_cmpint (sent (self, i)->at - sent (self, 0)->at, >=, (int64_t) i * 2 * MS - 20 * MS);
    }
  g_assert_cmpint (status_of (self).state, ==, PLAYER_ENDED);
  g_assert_cmpuint (status_of (self).row, ==, 49);
  g_assert_cmpint (status_of (self).log_time, ==, 98 * MS);
  g_assert_cmpint (status_of (self).real_time, >=, 90 * MS);
}

static void
test_speed (Fixture *self, gconstpointer data)
{
  fill (self, 11, 100 * MS);
  self->rule.speed = 20;
  play (self);
  g_assert_cmpint (status_of (self).log_time, ==, 50 * MS);
  self->rule.speed = 1;
  self->rule.gap = 3 * MS;
  play (self);
  g_assert_cmpint (status_of (self).log_time, ==, 30 * MS);
  self->rule.gap = 0;
  self->rule.flat_out = TRUE;
  play (self);
  g_assert_cmpuint (self->sent->len, ==, 33);
}

/* Gaps of days are left out; a log that begins anew goes on. */
static void
test_gaps (Fixture *self, gconstpointer data)
{
  append (self, 1, 0, 0, 0, 0);
  append (self, 2, 0, 0, 3 * MS, 0);
  append (self, 3, 0, 0, INT64_C (400000000000000), 0);
  append (self, 4, 0, 0, INT64_C (400000000000000) + 3 * MS, 0);
  append (self, 5, 0, 0, 10 * MS, 0);
  append (self, 6, 0, 0, 15 * MS, 0);
  self->rule.skip = 1000 * MS;
  play (self);
  g_assert_cmpuint (self->sent->len, ==, 6);
  g_assert_cmpuint (status_of (self).n_skipped, ==, 1);
  g_assert_cmpuint (status_of (self).n_backwards, ==, 1);
  g_assert_cmpint (status_of (self).log_time, ==, 11 * MS);
}

static void
test_left_out (Fixture *self, gconstpointer data)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  const uint32_t out[] = { 0x20, 0x30 | CAN_ID_EXTENDED };

  append (self, 0x10, 0, CAN_TX, 0, 0);
  append (self, 0x10, 0, 0, 0, 0);
  append (self, 0x20, 0, 0, 0, 0);
  append (self, 0x30, 0, 0, 0, 0);
  append (self, 0x30 | CAN_ID_EXTENDED, 0, 0, 0, 0);
  append (self, CAN_ID_ERROR | 0x80, 0, 0, 0, 0);
  append (self, 0x40, 1, 0, 0, 0);
  g_array_append_vals (ids, out, 2);
  self->rule.without_ids = ids;
  self->rule.without_sent = TRUE;
  self->rule.buses[1] = PLAYER_TO_NOTHING;
  play (self);
  g_assert_cmpuint (self->sent->len, ==, 2);
  g_assert_cmphex (sent (self, 0)->id, ==, 0x10);
  g_assert_cmphex (sent (self, 1)->id, ==, 0x30);
  g_assert_cmpuint (status_of (self).n_left_out, ==, 5);
}

static void
test_loop (Fixture *self, gconstpointer data)
{
  fill (self, 1000, 0);
  self->rule.loops = 3;
  self->rule.from = 10;
  self->rule.to = 20;
  play (self);
  g_assert_cmpuint (self->sent->len, ==, 30);
  for (guint i = 0; i < 30; i++)
    g_assert_cmphex (sent (self, i)->id, ==, 0x100 + 10 + i % 10);
  g_assert_cmpuint (status_of (self).loop, ==, 2);
}

static void
test_pause (Fixture *self, gconstpointer data)
{
  guint n;

  fill (self, 2000, MS);
  player_set_rule (self->player, &self->rule);
  player_start (self->player);
  run_until (self, 5);
  player_pause (self->player);
  n = self->sent->len;
  run_for (self, 20 * MS);
  g_assert_cmpuint (self->sent->len, ==, n);
  player_step (self->player);
  run_until (self, n + 1);
  run_for (self, 20 * MS);
  g_assert_cmpuint (self->sent->len, ==, n + 1);
  g_assert_cmphex (sent (self, n)->id, ==, 0x100 + n);
  player_seek (self->player, 1500);
  run_for (self, 10 * MS);
  g_assert_cmpuint (self->sent->len, ==, n + 1);
  player_start (self->player);
  run_until (self, n + 4);
  g_assert_cmphex (sent (self, n + 1)->id, ==, 0x100 + 1500);
  player_seek (self->player, 3);
  run_until (self, self->sent->len + 3);
  player_stop (self->player);
  n = self->sent->len;
  run_for (self, 10 * MS);
  g_assert_cmpuint (self->sent->len, ==, n);
}

/* A full queue is waited for: nothing is lost, nothing twice. A refusal is told, and the rest goes on. */
static void
test_full (Fixture *self, gconstpointer data)
{
  PlayerStatus status;

  fill (self, 20, 0);
  self->n_full = 10;
  self->refused_id = 0x105;
  player_set_rule (self->player, &self->rule);
  player_start (self->player);
  run_until_end (self);
  g_assert_cmpuint (self->sent->len, ==, 19);
  player_get_status (self->player, &status);
  g_assert_cmpuint (status.n_refused, ==, 1);
  g_assert_cmpstr (status.problem, ==, "not this one");
  player_status_clear (&status);
}

/* Flat out, frames of one channel go together; what did not go is offered again, none is lost, moved or sent twice. */
static void
test_together (Fixture *self, gconstpointer data)
{
  guint n = 0;

  for (guint i = 0; i < 1000; i++)
    append (self, 0x100 + i, i % 100 >= 97, i % 50 == 7 ? CAN_TX : 0, 0, (uint8_t) i);
  self->rule.flat_out = TRUE;
  self->rule.without_sent = TRUE;
  self->room = 7;
  self->n_full = 3;
  self->refused_id = 0x100 + 123;
  play (self);
  g_assert_cmpuint (self->longest, ==, 7);
  for (guint i = 0; i < 1000; i++)
    if (i % 50 != 7 && i != 123)
      {
        g_assert_cmphex (sent (self, n)->id, ==, 0x100 + i);
        g_assert_cmpuint (sent (self, n)->first, ==, i % 256);
        g_assert_cmpuint (sent (self, n++)->bus, ==, 10 + (i % 100 >= 97));
      }
  g_assert_cmpuint (self->sent->len, ==, n);
  g_assert_cmpuint (status_of (self).n_sent, ==, n);
  g_assert_cmpuint (status_of (self).n_refused, ==, 1);
  g_assert_cmpuint (status_of (self).n_left_out, ==, 20);
  g_assert_cmpuint (status_of (self).row, ==, 999);
}

/* A bus that wants none of them: all are left out, the others go. By their times, frames go one by one. */
static void
test_together_or_not (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 400; i++)
    append (self, 0x100, i >= 200, 0, 0, 0);
  self->rule.flat_out = TRUE;
  self->unwanted_bus = 10;
  play (self);
  g_assert_cmpuint (self->sent->len, ==, 200);
  g_assert_cmpuint (status_of (self).n_left_out, ==, 200);
  g_assert_cmpuint (self->longest, >, 1);
  self->longest = 0;
  self->rule.flat_out = FALSE;
  play (self);
  g_assert_cmpuint (self->sent->len, ==, 400);
  g_assert_cmpuint (self->longest, ==, 1);
}

/* A counter counts frames that were sent, however often each was tried. */
static void
test_override_full (Fixture *self, gconstpointer data)
{
  CanSignal signal = { .factor = 1 };
  Generator generator = { .kind = GENERATOR_COUNTER, .low = 0, .high = 255, .step = 1 };
  Recipe *recipe = recipe_new ();

  signal_layout_init (&signal.layout, 0, 8, FALSE, SIGNAL_UNSIGNED);
  recipe_add_generator (recipe, &signal, &generator);
  for (guint i = 0; i < 40; i++)
    append (self, i % 4 == 3 ? 0x101 : 0x100, 0, 0, 0, 0xEE);
  player_override (self->player, 0x101, recipe);
  recipe_unref (recipe);
  self->rule.flat_out = TRUE;
  self->room = 3; /* the next to be tried is the overridden one */
  self->n_full = 5;
  play (self);
  g_assert_cmpuint (self->sent->len, ==, 40);
  for (guint i = 0; i < 40; i++)
    g_assert_cmphex (sent (self, i)->first, ==, i % 4 == 3 ? i / 4 : 0xEE);
}

static void
test_override (Fixture *self, gconstpointer data)
{
  CanSignal signal = { .factor = 1 };
  Generator generator = { .kind = GENERATOR_RANDOM, .low = 0x55, .high = 0x55 };
  Recipe *recipe = recipe_new ();

  signal_layout_init (&signal.layout, 0, 8, FALSE, SIGNAL_UNSIGNED);
  recipe_add_generator (recipe, &signal, &generator);
  fill (self, 3, 0);
  player_override (self->player, 0x101, recipe);
  recipe_unref (recipe);
  play (self);
  g_assert_cmphex (sent (self, 0)->first, ==, 0);
  g_assert_cmphex (sent (self, 1)->first, ==, 0x55);
  g_assert_cmphex (sent (self, 2)->first, ==, 2);
}

static void
test_file (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "canid-player.log", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  TraceInfo *info = trace_info_new ();
  FilterProblem problem = { 0 };
  FilterProgram *program = filter_compile ("can.id < 0x200", NULL, &problem);
  GError *error = NULL;
  PlayerFeed *feed;

  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (text, "(%u.000000) can0 %03X#11\n", 1700000000u, i % 0x400);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  player_free (self->player);
  feed = player_feed_new_file (path, info, program, &error);
  g_assert_no_error (error);
  self->player = player_new (feed, send, self);
  g_source_attach (player_get_source (self->player), NULL);
  self->rule.loops = 2;
  play (self);
  g_assert_cmpuint (self->sent->len, ==, 2 * (512 * 2 + MIN (512, 3000 - 2048)));
  g_assert_cmpuint (status_of (self).row, ==, 2048 + 511);
  trace_info_unref (info);
  filter_program_unref (program);
  g_unlink (path);
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/player/times", test_times);
  ADD ("/player/speed", test_speed);
  ADD ("/player/gaps", test_gaps);
  ADD ("/player/left-out", test_left_out);
  ADD ("/player/loop", test_loop);
  ADD ("/player/pause", test_pause);
  ADD ("/player/full", test_full);
  ADD ("/player/together", test_together);
  ADD ("/player/together-or-not", test_together_or_not);
  ADD ("/player/override", test_override);
  ADD ("/player/override-full", test_override_full);
  ADD ("/player/file", test_file);
  return g_test_run ();
}
