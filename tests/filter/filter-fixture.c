/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "filter-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static const char first_dbc[] = "VERSION \"\"\n\nNS_ :\n\nBS_:\n\nBU_: ECU\n\n"
                                "BO_ 256 Engine: 8 ECU\n"
                                " SG_ Speed : 0|16@1+ (0.25,0) [0|16383.75] \"rpm\" ECU\n"
                                " SG_ Temp : 16|8@1- (1,-40) [-168|87] \"degC\" ECU\n"
                                " SG_ Gear : 24|4@1+ (1,0) [0|15] \"\" ECU\n"
                                " SG_ Brake : 28|1@1+ (1,0) [0|1] \"\" ECU\n"
                                " SG_ Torque : 47|12@0- (0.1,0) [-204.8|204.7] \"Nm\" ECU\n"
                                " SG_ Falling : 56|8@1+ (-2,100) [-410|100] \"1/min\" ECU\n\n"
                                "BO_ 257 Wide: 8 ECU\n"
                                " SG_ Counter : 0|64@1+ (1,0) [0|0] \"\" ECU\n\n"
                                "BO_ 258 WideSigned: 8 ECU\n"
                                " SG_ Balance : 7|64@0- (1,0) [0|0] \"\" ECU\n\n"
                                "BO_ 259 Floats: 8 ECU\n"
                                " SG_ Short : 0|32@1- (1,0) [0|0] \"V\" ECU\n"
                                " SG_ Scaled : 32|32@1- (0.5,1) [0|0] \"V\" ECU\n\n"
                                "BO_ 260 Doubles: 8 ECU\n"
                                " SG_ Long : 0|64@1- (1,0) [0|0] \"V\" ECU\n\n"
                                "BO_ 261 Muxed: 8 ECU\n"
                                " SG_ Page M : 0|4@1+ (1,0) [0|15] \"\" ECU\n"
                                " SG_ Sub m1M : 4|4@1+ (1,0) [0|15] \"\" ECU\n"
                                " SG_ Alpha m0 : 8|8@1+ (1,0) [0|255] \"\" ECU\n"
                                " SG_ Beta m1 : 8|8@1- (1,0) [-128|127] \"\" ECU\n"
                                " SG_ Gamma m2 : 16|16@1+ (1,0) [0|65535] \"\" ECU\n\n"
                                "BO_ 262 Large: 64 ECU\n"
                                " SG_ Head : 0|8@1+ (1,0) [0|255] \"\" ECU\n"
                                " SG_ Tail : 500|12@1+ (1,0) [0|4095] \"\" ECU\n"
                                " SG_ Middle : 87|16@0+ (1,0) [0|65535] \"\" ECU\n\n"
                                "BO_ 2566844672 Extended: 8 ECU\n"
                                " SG_ Level : 0|8@1+ (0.4,0) [0|100] \"%\" ECU\n"
                                " SG_ Gear : 8|4@1+ (1,0) [0|15] \"\" ECU\n\n"
                                "SIG_VALTYPE_ 259 Short : 1;\n"
                                "SIG_VALTYPE_ 259 Scaled : 1;\n"
                                "SIG_VALTYPE_ 260 Long : 2;\n"
                                "SG_MUL_VAL_ 261 Sub Page 1-1;\n"
                                "SG_MUL_VAL_ 261 Alpha Page 0-0;\n"
                                "SG_MUL_VAL_ 261 Beta Page 1-1;\n"
                                "SG_MUL_VAL_ 261 Gamma Sub 2-2, 5-7;\n"
                                "VAL_ 256 Gear 0 \"Park\" 1 \"Reverse\" 3 \"Drive 3\" 4 \"Drive 4\" ;\n"
                                "VAL_ 256 Temp -1 \"Invalid\" ;\n";

static const char second_dbc[] = "VERSION \"\"\n\nNS_ :\n\nBS_:\n\nBU_: ECU\n\n"
                                 "BO_ 256 Engine: 8 ECU\n"
                                 " SG_ Speed : 0|16@1+ (1,0) [0|65535] \"rpm\" ECU\n\n"
                                 "BO_ 272 Engine2: 8 ECU\n"
                                 " SG_ in : 0|8@1+ (1,0) [0|255] \"\" ECU\n"
                                 " SG_ Only : 0|8@1+ (1,0) [0|255] \"\" ECU\n\n";

DatabaseSet *
fixture_databases (void)
{
  DatabaseSet *empty = database_set_new (), *one, *two;
  Database *first = database_load_memory ("first.dbc", first_dbc, strlen (first_dbc), NULL);
  Database *second = database_load_memory ("second.dbc", second_dbc, strlen (second_dbc), NULL);

  g_assert_nonnull (first);
  g_assert_nonnull (second);
  one = database_set_add (empty, first, NULL);
  two = database_set_add (one, second, "can1");
  database_unref (first);
  database_unref (second);
  database_set_unref (empty);
  database_set_unref (one);
  return two;
}

/* --- Frames --- */

FrameStore *
fixture_store (guint n_chunks, gboolean dated)
{
  FrameStore *store = n_chunks > 0 ? frame_store_new_ring (n_chunks) : frame_store_new (NULL);

  g_assert_nonnull (store);
  trace_info_set_start (frame_store_get_info (store), dated ? G_GINT64_CONSTANT (1700000000000000000) : 0, dated);
  return store;
}

static void
append_batch (FrameStore *store, FrameBatch *batch)
{
  gboolean ok = frame_store_append (store, batch, NULL);

  g_assert_true (ok);
  frame_batch_clear (batch);
}

void
fixture_append (FrameStore *store, const char *channel, int64_t time, const char *text)
{
  FrameBatch *batch = frame_batch_new ();
  const char *reason = NULL;

  if (!can_frame_parse (text, strlen (text), &batch->frames[0], batch->payload[0], &reason))
    g_error ("%s: %s", text, reason);
  batch->frames[0].time = time;
  batch->frames[0].channel = trace_info_channel (frame_store_get_info (store), channel, strlen (channel), NULL);
  batch->n_frames = 1;
  append_batch (store, batch);
  frame_batch_free (batch);
}

void
fixture_append_repeated (FrameStore *store, const char *text, guint n)
{
  FrameBatch *batch = frame_batch_new ();
  int64_t time = 0;

  trace_info_get_start (frame_store_get_info (store), &time);
  for (guint i = 0; i < n; i++)
    {
      CanFrame *frame = &batch->frames[batch->n_frames];

      can_frame_parse (text, strlen (text), frame, batch->payload[batch->n_frames], NULL);
      frame->time = time + (int64_t) i * 1000;
      frame->channel = trace_info_channel (frame_store_get_info (store), "can0", 4, NULL);
      if (++batch->n_frames == FRAME_BATCH_SIZE || i + 1 == n)
        append_batch (store, batch);
    }
  frame_batch_free (batch);
}

static uint32_t
random_id (GRand *random)
{
  static const uint32_t ids[] = { 256,
                                  256,
                                  256,
                                  257,
                                  258,
                                  259,
                                  260,
                                  261,
                                  261,
                                  262,
                                  272,
                                  0x18FEF100 | CAN_ID_EXTENDED,
                                  0x100 | CAN_ID_EXTENDED,
                                  0x123,
                                  0x7FF,
                                  0,
                                  0x1FFFFFFF | CAN_ID_EXTENDED };

  return ids[g_rand_int_range (random, 0, G_N_ELEMENTS (ids))];
}

static void
random_payload (GRand *random, uint8_t *data, guint n)
{
  static const uint64_t words[]
      = { 0,          UINT64_MAX, 0x8000000000000000, 0x7FFFFFFFFFFFFFFF, 9007199254740993,
          0x00000001, 0x3DCCCCCD, 0x7FC000007F800000, 0x3FB999999999999A, 0xFFF0000000000000 };

  for (guint i = 0; i < n; i++)
    data[i] = (uint8_t) (g_rand_int (random) & (g_rand_int (random) % 3 == 0 ? 0xFF : 0x13));
  if (g_rand_int_range (random, 0, 3) == 0)
    memcpy (data, &words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))], MIN (n, 8));
}

static void
random_frame (GRand *random, CanFrame *frame, uint8_t *data)
{
  static const uint8_t fd_lens[] = { 0, 3, 8, 12, 16, 48, 64, 64, 64 };
  guint kind = (guint) g_rand_int_range (random, 0, 12);

  frame->id = random_id (random);
  frame->flags = g_rand_int_range (random, 0, 4) == 0 ? CAN_TX : 0;
  if (kind == 0)
    {
      frame->id |= CAN_ID_REMOTE;
      frame->dlc = (uint8_t) g_rand_int_range (random, 0, 16);
      return;
    }
  if (kind == 1)
    {
      frame->id = CAN_ID_ERROR | (uint32_t) g_rand_int_range (random, 0, 512);
      frame->len = frame->dlc = frame->id & 8 ? 8 : 0;
    }
  else if (kind < 5)
    {
      frame->flags |= CAN_FD | (g_rand_int (random) & (CAN_BRS | CAN_ESI));
      frame->len = fd_lens[g_rand_int_range (random, 0, G_N_ELEMENTS (fd_lens))];
      frame->dlc = can_len_to_dlc (frame->len);
    }
  else
    {
      frame->dlc = (uint8_t) (g_rand_int_range (random, 0, 3) == 0 ? g_rand_int_range (random, 0, 16) : 8);
      frame->len = MIN (frame->dlc, 8);
    }
  random_payload (random, data, frame->len);
}

void
fixture_append_random (FrameStore *store, guint32 seed, guint n)
{
  static const char *const channels[] = { "can0", "can0", "can1", "1" };
  GRand *random = g_rand_new_with_seed (seed);
  FrameBatch *batch = frame_batch_new ();
  int64_t time = 0;

  trace_info_get_start (frame_store_get_info (store), &time);
  for (guint i = 0; i < n; i++)
    {
      CanFrame *frame = &batch->frames[batch->n_frames];
      const char *channel = channels[g_rand_int_range (random, 0, G_N_ELEMENTS (channels))];

      *frame = (CanFrame){ .data = batch->payload[batch->n_frames] };
      random_frame (random, frame, batch->payload[batch->n_frames]);
      time += g_rand_int_range (random, -1, 5) * 500000;
      frame->time = time;
      frame->channel = trace_info_channel (frame_store_get_info (store), channel, strlen (channel), NULL);
      if (++batch->n_frames == FRAME_BATCH_SIZE)
        append_batch (store, batch);
    }
  if (batch->n_frames > 0)
    append_batch (store, batch);
  frame_batch_free (batch);
  g_rand_free (random);
}

/* --- Programs --- */

FilterProgram *
fixture_compile (const char *text, const DatabaseSet *dbs)
{
  FilterProblem problem = { 0 };
  FilterProgram *program = filter_compile (text, dbs, &problem);

  if (program == NULL)
    g_error ("%s: column %u: %s", text, problem.column, problem.what);
  return program;
}

gboolean
fixture_has_bit (const uint64_t *bits, guint row)
{
  return bits[row / 64] >> row % 64 & 1;
}

/* Rows that pass, as letters from a. */
static char *
passing (const char *text, const DatabaseSet *dbs, const FrameStore *store)
{
  FilterProgram *program = fixture_compile (text, dbs);
  GString *letters = g_string_new (NULL);
  guint n = (guint) frame_store_length (store);
  uint64_t bits[ROW_SET_WORDS];

  filter_run (program, store, 0, n, bits);
  for (guint row = 0; row < n; row++)
    {
      if (fixture_has_bit (bits, row))
        g_string_append_c (letters, (char) ('a' + row));
      g_assert_cmpint (fixture_has_bit (bits, row), ==, filter_match (program, store, row));
    }
  for (guint row = n; row < FRAME_CHUNK_ROWS; row++)
    g_assert_false (fixture_has_bit (bits, row));
  filter_program_unref (program);
  return g_string_free (letters, FALSE);
}

void
fixture_assert_passing (const char *text, const DatabaseSet *dbs, const FrameStore *store, const char *expected)
{
  char *letters = passing (text, dbs, store);

  if (strcmp (letters, expected) != 0)
    g_test_fail_printf ("%s: %s pass, not %s", text, letters, expected);
  g_free (letters);
}

/* The store's file has no name, so that only Canid's own folder is left. */
static void
remove_folder (char *folder)
{
  char *own = g_build_filename (folder, "canid", NULL);

  g_rmdir (own);
  g_rmdir (folder);
  g_free (own);
  g_free (folder);
}

int
fixture_main (int argc, char **argv, void (*add) (void))
{
  char *folder = g_dir_make_tmp ("canid-filter-XXXXXX", NULL);
  int status;

  g_setenv ("TZ", "UTC", TRUE);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  add ();
  status = g_test_run ();
  remove_folder (folder);
  return status;
}
