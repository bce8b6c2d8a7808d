/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The row set against a naive model, with chunks put in any order and last ones that grow.
 */
#include "core/row-set.h"

#include <string.h>

#define N_CHUNKS 12
#define N_ROWS (N_CHUNKS * FRAME_CHUNK_ROWS)

typedef struct
{
  RowSet *set;
  uint8_t *chosen; /* N_ROWS, of decided rows */
  uint32_t decided[N_CHUNKS];
  GArray *rows; /* of uint64_t: the chosen ones in order */
} Model;

static void
model_init (Model *self)
{
  *self = (Model){ .set = row_set_new (), .chosen = g_malloc0 (N_ROWS) };
  self->rows = g_array_new (FALSE, FALSE, sizeof (uint64_t));
}

static void
model_clear (Model *self)
{
  row_set_unref (self->set);
  g_free (self->chosen);
  g_array_unref (self->rows);
}

/* Decides more rows of a chunk, each chosen with this chance in 1000. */
static void
model_put (Model *self, GRand *rand, uint32_t chunk, uint32_t n_rows, gint32 chance)
{
  static uint64_t bits[ROW_SET_WORDS];

  for (uint32_t i = self->decided[chunk]; i < n_rows; i++)
    self->chosen[chunk * FRAME_CHUNK_ROWS + i] = g_rand_int_range (rand, 0, 1000) < chance;
  self->decided[chunk] = n_rows;
  memset (bits, 0xFF, sizeof bits); /* what is behind n_rows must not count */
  for (uint32_t i = 0; i < n_rows; i++)
    if (!self->chosen[chunk * FRAME_CHUNK_ROWS + i])
      bits[i / 64] &= ~(G_GUINT64_CONSTANT (1) << (i % 64));
  row_set_put (self->set, chunk, bits, n_rows);

  g_array_set_size (self->rows, 0);
  for (uint64_t row = 0; row < N_ROWS; row++)
    if (self->chosen[row])
      g_array_append_val (self->rows, row);
}

static uint64_t
nth (const Model *self, uint64_t n)
{
  return n < self->rows->len ? g_array_index (self->rows, uint64_t, n) : ROW_NONE;
}

static uint64_t
rank (const Model *self, uint64_t row)
{
  guint low = 0, high = self->rows->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (nth (self, middle) < row)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
assert_at (const Model *self, uint64_t row)
{
  uint64_t below = rank (self, row);
  gboolean chosen = row < N_ROWS && self->chosen[row];

  g_assert_cmpuint (row_set_rank (self->set, row), ==, below);
  g_assert_cmpint (row_set_contains (self->set, row), ==, chosen);
  g_assert_cmpuint (row_set_next (self->set, row), ==, nth (self, below));
  g_assert_cmpuint (row_set_prev (self->set, row), ==, chosen ? row : below > 0 ? nth (self, below - 1) : ROW_NONE);
}

static void
assert_sane (const Model *self, GRand *rand)
{
  uint64_t count = self->rows->len, n_decided = 0;

  g_assert_cmpuint (row_set_count (self->set), ==, count);
  for (guint i = 0; i < N_CHUNKS; i++)
    {
      g_assert_cmpuint (row_set_decided (self->set, i), ==, self->decided[i]);
      n_decided += self->decided[i];
    }
  g_assert_cmpuint (row_set_n_decided (self->set), ==, n_decided);
  g_assert_cmpuint (row_set_nth (self->set, count), ==, ROW_NONE);
  g_assert_cmpuint (row_set_nth (self->set, ROW_NONE), ==, ROW_NONE);
  for (guint i = 0; i < 200 && count > 0; i++)
    {
      uint64_t n = i == 0 ? 0 : i == 1 ? count - 1 : (uint64_t) g_rand_int_range (rand, 0, (gint32) count);

      g_assert_cmpuint (row_set_nth (self->set, n), ==, nth (self, n));
      g_assert_cmpuint (row_set_rank (self->set, nth (self, n)), ==, n);
    }
  for (guint i = 0; i < 200; i++)
    assert_at (self, (uint64_t) g_rand_int_range (rand, 0, N_ROWS + 100));
  for (guint i = 0; i <= N_CHUNKS; i++)
    {
      assert_at (self, (uint64_t) i * FRAME_CHUNK_ROWS);
      assert_at (self, (uint64_t) i * FRAME_CHUNK_ROWS + FRAME_CHUNK_ROWS - 1);
    }
  assert_at (self, UINT64_MAX - 1);
  assert_at (self, G_GUINT64_CONSTANT (1) << 32);
}

static void
test_empty (void)
{
  RowSet *set = row_set_new ();

  g_assert_cmpuint (row_set_count (set), ==, 0);
  g_assert_cmpuint (row_set_nth (set, 0), ==, ROW_NONE);
  g_assert_cmpuint (row_set_next (set, 0), ==, ROW_NONE);
  g_assert_cmpuint (row_set_prev (set, 5), ==, ROW_NONE);
  g_assert_cmpuint (row_set_rank (set, UINT64_MAX), ==, 0);
  g_assert_cmpuint (row_set_decided (set, UINT32_MAX), ==, 0);
  row_set_unref (row_set_ref (set));
  row_set_unref (set);
  row_set_unref (NULL);
}

static void
test_random (void)
{
  static const gint32 chances[] = { 0, 1000, 1, 500, 999, 20 };
  GRand *rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());

  for (guint round = 0; round < 6; round++)
    {
      Model model;

      model_init (&model);
      assert_sane (&model, rand);
      for (guint i = 0; i < 25; i++)
        {
          uint32_t chunk = (uint32_t) g_rand_int_range (rand, 0, N_CHUNKS);
          uint32_t more = (uint32_t) g_rand_int_range (rand, 0, (gint32) (FRAME_CHUNK_ROWS - model.decided[chunk]) + 1);
          gint32 chance = chances[g_rand_int_range (rand, 0, G_N_ELEMENTS (chances))];

          model_put (&model, rand, chunk,
                     model.decided[chunk] + (i % 3 == 0 ? FRAME_CHUNK_ROWS - model.decided[chunk] : more), chance);
          assert_sane (&model, rand);
        }
      model_clear (&model);
    }
  g_rand_free (rand);
}

/* The last chunk of a trace that grows: all chosen, then none, then some. */
static void
test_tail (void)
{
  GRand *rand = g_rand_new_with_seed (3);
  Model model;

  model_init (&model);
  for (guint i = 0; i < 60; i++)
    {
      model_put (&model, rand, 0, MIN (i * 1111, FRAME_CHUNK_ROWS), i < 10 ? 1000 : i < 20 ? 0 : 500);
      assert_sane (&model, rand);
    }
  model_clear (&model);
  g_rand_free (rand);
}

/* Chunks at the far end of 2^32 rows. */
static void
test_far (void)
{
  static uint64_t bits[ROW_SET_WORDS];
  RowSet *set = row_set_new ();
  uint64_t last = (G_GUINT64_CONSTANT (1) << 32) - 1;

  bits[ROW_SET_WORDS - 1] = G_GUINT64_CONSTANT (1) << 63;
  row_set_put (set, 65535, bits, FRAME_CHUNK_ROWS);
  g_assert_cmpuint (row_set_nth (set, 0), ==, last);
  g_assert_cmpuint (row_set_next (set, 0), ==, last);
  g_assert_cmpuint (row_set_prev (set, UINT64_MAX), ==, last);
  g_assert_cmpuint (row_set_rank (set, last), ==, 0);
  g_assert_cmpuint (row_set_rank (set, last + 1), ==, 1);
  g_assert_true (row_set_contains (set, last));
  row_set_unref (set);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/row-set/empty", test_empty);
  g_test_add_func ("/row-set/random", test_random);
  g_test_add_func ("/row-set/tail", test_tail);
  g_test_add_func ("/row-set/far", test_far);
  return g_test_run ();
}
