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
      filters = accept_filters_make (ids, n, banks);
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

  for (guint i = 0; i < 16; i++)
    block[i] = 0x120 + i;
  one = accept_filters_make (block, 16, 8);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmphex (g_array_index (one, AcceptFilter, 0).id, ==, 0x120);
  g_assert_cmphex (g_array_index (one, AcceptFilter, 0).mask, ==, 0x7F0);
  g_assert_cmpuint (accept_filters_extra (one, block, 16), ==, 0);
  two = accept_filters_make (pair, 3, 2);
  g_assert_cmpuint (two->len, ==, 2);
  g_assert_cmpuint (accept_filters_extra (two, pair, 3), ==, 0);
  none = accept_filters_make (mixed, 2, 1);
  g_assert_null (none);
}

static void
test_texts (void)
{
  uint32_t ids[] = { 0x123, 0x18FEF100 | CAN_ID_EXTENDED };
  g_autoptr (GArray) filters = accept_filters_make (ids, 2, 2);
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
  g_test_add_func ("/accept-filter/texts", test_texts);
  return g_test_run ();
}
