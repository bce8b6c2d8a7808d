/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "session/finder.h"
#include "small-trace.h"

#include <string.h>

#define MANY (2 * FRAME_CHUNK_ROWS + 1000)

typedef struct
{
  GMainLoop *loop;
  uint64_t row;
  gboolean wrapped;
  char *error;
} Answer;

static void
on_done (uint64_t row, gboolean wrapped, const GError *error, gpointer data)
{
  Answer *answer = data;

  answer->row = row;
  answer->wrapped = wrapped;
  answer->error = error ? g_strdup (error->message) : NULL;
  g_main_loop_quit (answer->loop);
}

static Answer
find (FrameStore *store, RowSet *shown, FindKind kind, const char *text, const FindWords *words, uint64_t from,
      gboolean backward)
{
  FilterProblem problem = { 0 };
  Answer answer = { .loop = g_main_loop_new (NULL, FALSE) };
  FindQuery *query = find_query_new (kind, text, NULL, &problem);
  Finder *finder;

  if (!query)
    g_error ("%s: %s", text, problem.what);
  finder = finder_start (store, shown, query, words, from, backward, on_done, &answer);
  find_query_unref (query);
  g_main_loop_run (answer.loop);
  g_assert_cmpfloat (finder_get_progress (finder), <=, 1);
  finder_stop (finder);
  g_main_loop_unref (answer.loop);
  return answer;
}

#define assert_found(answer, expected_row, expected_wrapped)                                                           \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    Answer a_ = answer;                                                                                                \
    g_assert_null (a_.error);                                                                                          \
    g_assert_cmpuint (a_.row, ==, expected_row);                                                                       \
    g_assert_cmpint (a_.wrapped, ==, expected_wrapped);                                                                \
  }                                                                                                                    \
  G_STMT_END

/* Three chunks of 0x100#rrrrrrrr (the row, big-endian); rows 10, 70000 and MANY - 1 are 0x123#48656C6C6F2121
 * ("Hello!!"). */
static gboolean
is_special (uint64_t row)
{
  return row == 10 || row == 70000 || row == MANY - 1;
}

static FrameStore *
big_store (void)
{
  GError *error = NULL;
  FrameStore *store = frame_store_new (&error);
  FrameBatch *batch = frame_batch_new ();

  g_assert_no_error (error);
  for (uint64_t row = 0; row < MANY;)
    {
      frame_batch_clear (batch);
      for (; batch->n_frames < FRAME_BATCH_SIZE && row < MANY; row++)
        {
          guint i = batch->n_frames++;
          uint32_t number = GUINT32_TO_BE ((uint32_t) row);

          batch->frames[i]
              = (CanFrame){ .time = (int64_t) row, .id = 0x100, .len = 4, .dlc = 4, .data = batch->payload[i] };
          memcpy (batch->payload[i], &number, 4);
          if (is_special (row))
            {
              memcpy (batch->payload[i], "Hello!!", 7);
              batch->frames[i].id = 0x123;
              batch->frames[i].len = batch->frames[i].dlc = 7;
            }
        }
      g_assert_true (frame_store_append (store, batch, &error));
    }
  frame_store_seal (store);
  frame_batch_free (batch);
  return store;
}

/* Each way of asking goes the same round through all three rows. */
static void
go_round (FrameStore *store, FindKind kind, const char *text)
{
  assert_found (find (store, NULL, kind, text, NULL, ROW_NONE, FALSE), 10, FALSE);
  assert_found (find (store, NULL, kind, text, NULL, 10, FALSE), 70000, FALSE);
  assert_found (find (store, NULL, kind, text, NULL, 70000, FALSE), MANY - 1, FALSE);
  assert_found (find (store, NULL, kind, text, NULL, MANY - 1, FALSE), 10, TRUE);
  assert_found (find (store, NULL, kind, text, NULL, ROW_NONE, TRUE), MANY - 1, FALSE);
  assert_found (find (store, NULL, kind, text, NULL, MANY - 1, TRUE), 70000, FALSE);
  assert_found (find (store, NULL, kind, text, NULL, 70001, TRUE), 70000, FALSE);
  assert_found (find (store, NULL, kind, text, NULL, 9, TRUE), MANY - 1, TRUE);
}

static void
test_kinds (void)
{
  FrameStore *store = big_store ();

  go_round (store, FIND_FILTER, "can.id == 0x123");
  go_round (store, FIND_HEX, "6C 6c:6F");
  go_round (store, FIND_HEX, "4? ?? 6C6C");
  go_round (store, FIND_TEXT, "hELLO");
  go_round (store, FIND_REGEX, "H.l+o!!$");
  frame_store_unref (store);
}

static void
test_none (void)
{
  FrameStore *store = big_store ();

  assert_found (find (store, NULL, FIND_FILTER, "can.id == 0x124", NULL, 5, FALSE), ROW_NONE, FALSE);
  assert_found (find (store, NULL, FIND_HEX, "FF FF FF FF FF", NULL, 5, TRUE), ROW_NONE, FALSE);
  assert_found (find (store, NULL, FIND_TEXT, "Hello ", NULL, ROW_NONE, FALSE), ROW_NONE, FALSE);
  /* the only one that fits is where the search started */
  assert_found (find (store, NULL, FIND_HEX, "00 00 00 07", NULL, 7, FALSE), 7, TRUE);
  assert_found (find (store, NULL, FIND_HEX, "00 00 00 07", NULL, 7, TRUE), 7, TRUE);
  frame_store_unref (store);
}

static void
test_every_row (void)
{
  FrameStore *store = big_store ();

  for (uint64_t row = FRAME_CHUNK_ROWS - 3; row < FRAME_CHUNK_ROWS + 3; row++)
    {
      assert_found (find (store, NULL, FIND_FILTER, "can.id == 0x100", NULL, row, FALSE), row + 1, FALSE);
      assert_found (find (store, NULL, FIND_FILTER, "can.id == 0x100", NULL, row, TRUE), row - 1, FALSE);
    }
  frame_store_unref (store);
}

static void
test_shown (void)
{
  FrameStore *store = big_store ();
  RowSet *shown = row_set_new ();
  g_autofree uint64_t *bits = g_new0 (uint64_t, ROW_SET_WORDS);

  /* Shown: only row 70000 and the one before. */
  row_set_put (shown, 0, bits, FRAME_CHUNK_ROWS);
  bits[(70000 - FRAME_CHUNK_ROWS) / 64] |= (uint64_t) 1 << ((70000 - FRAME_CHUNK_ROWS) % 64);
  bits[(69999 - FRAME_CHUNK_ROWS) / 64] |= (uint64_t) 1 << ((69999 - FRAME_CHUNK_ROWS) % 64);
  row_set_put (shown, 1, bits, FRAME_CHUNK_ROWS);
  assert_found (find (store, shown, FIND_FILTER, "can.id == 0x123", NULL, ROW_NONE, FALSE), 70000, FALSE);
  assert_found (find (store, shown, FIND_FILTER, "can.id == 0x123", NULL, 70000, FALSE), 70000, TRUE);
  assert_found (find (store, shown, FIND_TEXT, "hello", NULL, ROW_NONE, TRUE), 70000, FALSE);
  assert_found (find (store, shown, FIND_FILTER, "can.id == 0x100", NULL, MANY - 5, TRUE), 69999, FALSE);
  assert_found (find (store, shown, FIND_HEX, "00 00 00 07", NULL, ROW_NONE, FALSE), ROW_NONE, FALSE);
  row_set_unref (shown);
  frame_store_unref (store);
}

static void
append_row (gpointer data, uint64_t row, const CanFrame *frame, GString *out)
{
  g_string_append_printf (out, "row %d of\xFF", (int) row);
}

static void
test_words (void)
{
  FrameStore *store = big_store ();
  FindWords words = { append_row, NULL, NULL };

  assert_found (find (store, NULL, FIND_TEXT, "ROW 500 of", &words, ROW_NONE, FALSE), 500, FALSE);
  assert_found (find (store, NULL, FIND_REGEX, "^row (5|6)5 of", &words, 55, FALSE), 65, FALSE);
  frame_store_unref (store);
}

static void
test_problems (void)
{
  static const struct
  {
    FindKind kind;
    const char *text;
    guint start;
  } wrong[] = {
    { FIND_HEX, "1", 0 },   { FIND_HEX, "11 2", 3 },         { FIND_HEX, "11 xx", 3 },     { FIND_HEX, "::", 0 },
    { FIND_REGEX, "(", 0 }, { FIND_FILTER, "can.id ==", 0 }, { FIND_HEX, "1\xC3\xA4", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      FilterProblem problem = { 0 };

      g_assert_null (find_query_new (wrong[i].kind, wrong[i].text, NULL, &problem));
      g_assert_nonnull (problem.what);
      g_assert_cmpuint (problem.end, <=, strlen (wrong[i].text));
      if (wrong[i].kind == FIND_HEX)
        g_assert_cmpuint (problem.start, ==, wrong[i].start);
      filter_problem_clear (&problem);
    }
  for (guint i = FIND_FILTER; i <= FIND_REGEX; i++)
    {
      FilterProblem problem = { 0 };

      g_assert_null (find_query_new (i, "", NULL, &problem));
      g_assert_null (problem.what);
      g_assert_null (find_query_new (i, "  ", NULL, &problem));
      g_assert_null (problem.what);
    }
}

/* A pattern that backtracks for ever ends with a sentence. */
static void
test_endless (void)
{
  static const char *const lines[] = { "1 can0 "
                                       "18FF1234##"
                                       "0616161616161616161616161616161616161616161616161616161616161616161616161616161"
                                       "61616161616161616161616161616161616161616161616161",
                                       NULL };
  FrameStore *store = small_trace_new (lines);
  Answer answer = find (store, NULL, FIND_REGEX, "(?-i)(a|aa)+(a|aa)+(a|aa)+[bc]$", NULL, ROW_NONE, FALSE);

  g_assert_cmpuint (answer.row, ==, ROW_NONE);
  g_assert_nonnull (answer.error);
  g_free (answer.error);
  frame_store_unref (store);
}

static void
never (uint64_t row, gboolean wrapped, const GError *error, gpointer data)
{
  g_assert_not_reached ();
}

static void
free_flag (gpointer flag)
{
  g_atomic_int_set ((int *) flag, 1);
}

/* Stopped at once: done is never called, and everything is given back. */
static void
test_stop (void)
{
  FrameStore *store = big_store ();
  FilterProblem problem = { 0 };
  FindQuery *query = find_query_new (FIND_TEXT, "nowhere", NULL, &problem);
  int freed = 0;
  FindWords words = { NULL, &freed, free_flag };
  Finder *finder = finder_start (store, NULL, query, &words, ROW_NONE, FALSE, never, NULL);

  find_query_unref (query);
  frame_store_unref (store);
  finder_stop (finder);
  while (!g_atomic_int_get (&freed))
    g_main_context_iteration (NULL, FALSE);
  finder_stop (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/finder/kinds", test_kinds);
  g_test_add_func ("/session/finder/none", test_none);
  g_test_add_func ("/session/finder/every-row", test_every_row);
  g_test_add_func ("/session/finder/shown", test_shown);
  g_test_add_func ("/session/finder/words", test_words);
  g_test_add_func ("/session/finder/problems", test_problems);
  g_test_add_func ("/session/finder/endless", test_endless);
  g_test_add_func ("/session/finder/stop", test_stop);
  return g_test_run ();
}
