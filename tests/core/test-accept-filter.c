/* test-accept-filter.c: filters pass what they must, are no more than asked for, and joining is not worse than by hand.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/accept-filter.h"
#include <string.h>

static void
test_passes (void)
{
  for (guint round = 0; round < 400; round++)
    {
      uint32_t ids[24];
      guint n = 1 + (guint) g_test_rand_int_range (0, 24), banks = 2 + (guint) g_test_rand_int_range (0, 8);
      g_autoptr (GArray) filters = NULL;
      uint64_t brute = 0;

      for (guint i = 0; i < n; i++)
        ids[i] = g_test_rand_bit () ? (uint32_t) g_test_rand_int_range (0, 0x800)
                                    : (uint32_t) g_test_rand_int_range (0, 0x20000000) | CAN_ID_EXTENDED;
      filters = accept_filters_make (ids, n, banks, NULL);
      g_assert_nonnull (filters);
      g_assert_cmpuint (filters->len, <=, banks);
      for (guint i = 0; i < n; i++)
        {
          gboolean passes = FALSE;

          for (guint k = 0; k < filters->len; k++)
            passes |= accept_filter_passes (&g_array_index (filters, AcceptFilter, k), ids[i]);
          g_assert_true (passes);
        }
      for (guint k = 0; k < filters->len; k++)
        {
          const AcceptFilter *filter = &g_array_index (filters, AcceptFilter, k);

          brute = 0;
          for (uint32_t id = 0; id < 0x800 && !(filter->id & CAN_ID_EXTENDED); id++)
            brute += accept_filter_passes (filter, id);
          if (!(filter->id & CAN_ID_EXTENDED))
            g_assert_cmpuint (brute, ==, accept_filter_count (filter));
        }
    }
}

/* A block of neighbours is one filter without cost; one more bank than needed is not used. */
static void
test_least (void)
{
  uint32_t block[16], pair[] = { 0x100, 0x101, 0x7FF }, mixed[] = { 0x100, 0x100 | CAN_ID_EXTENDED };
  g_autoptr (GArray) one = NULL, two = NULL, none = NULL;
  gboolean proven = FALSE;

  for (guint i = 0; i < 16; i++)
    block[i] = 0x120 + i;
  one = accept_filters_make (block, 16, 8, &proven);
  g_assert_true (proven);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmphex (g_array_index (one, AcceptFilter, 0).id, ==, 0x120);
  g_assert_cmphex (g_array_index (one, AcceptFilter, 0).mask, ==, 0x7F0);
  g_assert_cmpuint (accept_filters_extra (one, block, 16), ==, 0);
  two = accept_filters_make (pair, 3, 2, &proven);
  g_assert_cmpuint (two->len, ==, 2);
  g_assert_cmpuint (accept_filters_extra (two, pair, 3), ==, 0);
  none = accept_filters_make (mixed, 2, 1, NULL);
  g_assert_null (none);
}

/* --- Brute force over an identifier space of four bits: every set of at most banks cubes --- */

#define BITS 4
#define N_CUBES 81 /* 3^BITS */

static const uint32_t places[BITS] = { 0x001, 0x010, 0x080, 0x400 }; /* where they stand in the identifier */

static uint32_t
spread (guint value)
{
  uint32_t id = 0x108;

  for (guint i = 0; i < BITS; i++)
    id |= value & 1u << i ? places[i] : 0;
  return id;
}

/* Values that pass, a bit each: a digit a bit, 0, 1 or either. */
static void
make_cubes (uint16_t cubes[N_CUBES])
{
  for (guint c = 0; c < N_CUBES; c++)
    {
      cubes[c] = 0;
      for (guint value = 0; value < 1u << BITS; value++)
        {
          gboolean in = TRUE;

          for (guint i = 0, rest = c; i < BITS; i++, rest /= 3)
            in = in && (rest % 3 == 2 || rest % 3 == (value >> i & 1));
          cubes[c] |= in ? 1u << value : 0;
        }
    }
}

typedef struct
{
  uint16_t cubes[N_CUBES], wanted;
  guint best_extra, best_n;
} Brute;

static void
brute (Brute *self, guint from, guint16 passed, guint n, guint banks)
{
  if ((passed & self->wanted) == self->wanted)
    {
      guint extra = (guint) __builtin_popcount (passed & (guint16) ~self->wanted);

      if (extra < self->best_extra || (extra == self->best_extra && n < self->best_n))
        {
          self->best_extra = extra;
          self->best_n = n;
        }
    }
  for (guint c = from; n < banks && c < N_CUBES; c++)
    brute (self, c + 1, passed | self->cubes[c], n + 1, banks);
}

static void
test_proven (void)
{
  static const guint rounds[] = { 0, 60, 60, 40, 4 }; /* by banks */
  Brute all;

  make_cubes (all.cubes);
  for (guint banks = 1; banks < G_N_ELEMENTS (rounds); banks++)
    for (guint round = 0; round < rounds[banks]; round++)
      {
        uint32_t ids[16];
        guint n = 0;
        gboolean proven = FALSE;
        g_autoptr (GArray) filters = NULL, others = NULL;

        all.wanted = (uint16_t) g_test_rand_int_range (1, 0x10000);
        if (round % 2 == 0) /* fewer, too */
          all.wanted &= (uint16_t) g_test_rand_int_range (0, 0x10000) | 0x20;
        if (all.wanted == 0)
          all.wanted = 0x20;
        for (guint value = 0; value < 16; value++)
          if (all.wanted & 1u << value)
            ids[n++] = spread (value);
        all.best_extra = all.best_n = G_MAXUINT;
        brute (&all, 0, 0, 0, banks);
        filters = accept_filters_make (ids, n, banks, &proven);
        g_assert_true (proven);
        g_assert_cmpuint (accept_filters_extra (filters, ids, n), ==, all.best_extra);
        g_assert_cmpuint (filters->len, ==, all.best_n);
        others = accept_filters_list_extra (filters, ids, n, 100);
        g_assert_cmpuint (others->len, ==, all.best_extra);
      }
}

/* Ten of a space of eight bits: what it counts is what passes, one by one. */
static void
test_counts (void)
{
  for (guint round = 0; round < 200; round++)
    {
      uint32_t ids[10];
      gboolean proven = FALSE;
      g_autoptr (GArray) filters = NULL;
      guint64 passed = 0;

      for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
        ids[i] = 0x700 | (uint32_t) g_test_rand_int_range (0, 256);
      filters = accept_filters_make (ids, G_N_ELEMENTS (ids), 4, &proven);
      g_assert_true (proven);
      for (uint32_t id = 0; id < 0x800; id++)
        {
          gboolean passes = FALSE, wanted = FALSE;

          for (guint k = 0; k < filters->len; k++)
            passes |= accept_filter_passes (&g_array_index (filters, AcceptFilter, k), id);
          for (guint k = 0; k < G_N_ELEMENTS (ids); k++)
            wanted |= ids[k] == id;
          g_assert_true (passes || !wanted);
          passed += passes && !wanted;
        }
      g_assert_cmpuint (passed, ==, accept_filters_extra (filters, ids, G_N_ELEMENTS (ids)));
      g_assert_cmpuint (filters->len, <=, 4);
    }
}

/* Hundreds end in time, and say that they are not proven. */
static void
test_many (void)
{
  uint32_t ids[300];
  gboolean proven = TRUE;
  g_autoptr (GArray) filters = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    ids[i] = (i * 2654435761u >> 3 & CAN_ID_MASK_EXTENDED) | CAN_ID_EXTENDED;
  filters = accept_filters_make (ids, G_N_ELEMENTS (ids), 14, &proven);
  g_assert_cmpuint (filters->len, <=, 14);
  g_assert_false (proven);
}

static void
test_texts (void)
{
  uint32_t ids[] = { 0x123, 0x18FEF100 | CAN_ID_EXTENDED };
  g_autoptr (GArray) filters = accept_filters_make (ids, 2, 2, NULL);
  static const char *const expected[N_ACCEPT_FORMS] = {
    [ACCEPT_CAN_FILTER] = "{ 0x123, 0x7FF | CAN_EFF_FLAG | CAN_RTR_FLAG }",
    [ACCEPT_CANDUMP] = "123:800007FF,18FEF100:9FFFFFFF",
    [ACCEPT_SJA1000] = "ACR0 = 0x24; AMR0 = 0x00;\nACR1 = 0x60; AMR1 = 0x1F;",
    [ACCEPT_BXCAN] = "FR1 = 0x24600000; CAN1->sFilterRegister[0].FR2 = 0xFFE00004;",
    [ACCEPT_M_CAN] = "std[0] = 0x892307FF;",
    [ACCEPT_MCP251X] = "RXF0SIDH = 0x24; RXF0SIDL = 0x60;",
  };

  for (guint i = 0; i < N_ACCEPT_FORMS; i++)
    {
      g_autofree char *text = accept_filters_dup_text (filters, i);
      AcceptForm form;

      g_assert_true (accept_form_find (accept_form_id (i), &form));
      g_assert_cmpuint (form, ==, i);
      if (strstr (text, expected[i]) == NULL)
        g_error ("%s: no \"%s\" in \"%s\"", accept_form_id (i), expected[i], text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/accept-filter/passes", test_passes);
  g_test_add_func ("/accept-filter/least", test_least);
  g_test_add_func ("/accept-filter/proven", test_proven);
  g_test_add_func ("/accept-filter/counts", test_counts);
  g_test_add_func ("/accept-filter/many", test_many);
  g_test_add_func ("/accept-filter/texts", test_texts);
  return g_test_run ();
}
