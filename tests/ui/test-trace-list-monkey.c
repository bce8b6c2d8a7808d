/* test-trace-list-monkey.c: the list after anything, in any order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "list-helpers.h"

#include "ui/widgets/trace-list-private.h"

static void
monkey_step (ListTest *t, GRand *random)
{
  static const guint keys[]
      = { GDK_KEY_Up, GDK_KEY_Down, GDK_KEY_Page_Up, GDK_KEY_Page_Down, GDK_KEY_Home, GDK_KEY_End, GDK_KEY_space };
  static const GdkModifierType states[] = { 0, GDK_SHIFT_MASK, GDK_CONTROL_MASK, GDK_SHIFT_MASK | GDK_CONTROL_MASK };
  static const char *const filters[] = { "", "can.fd", "!can.fd", "can.len == 8", "frame.number == 7", "can.err" };
  uint64_t total = trace_session_n_shown (t->session);

  switch (g_rand_int_range (random, 0, 12))
    {
    case 0:
      trace_list_set_pos (t->list, t->list->pos + g_rand_int_range (random, -3000, 3000));
      break;
    case 1:
      trace_list_set_pos (t->list, (int64_t) (g_rand_double (random) * (double) trace_list_max_pos (t->list)));
      break;
    case 2:
      gtk_adjustment_set_value (t->list->bar, g_rand_double (random) * (double) total);
      break;
    case 3:
      gtk_window_set_default_size (GTK_WINDOW (t->window), g_rand_int_range (random, 500, 1500),
                                   g_rand_int_range (random, 150, 900));
      break;
    case 4:
      trace_list_go (t->list, g_rand_int_range (random, 0, (gint32) MAX (total, 1)), g_rand_int_range (random, 0, 5));
      break;
    case 5:
      gtk_widget_grab_focus (t->entry);
      break;
    case 6:
      gtk_widget_child_focus (t->panel, GTK_DIR_TAB_FORWARD);
      break;
    case 7:
      list_test_set_filter (t, filters[g_rand_int_range (random, 0, G_N_ELEMENTS (filters))]);
      break;
    case 8:
      list_test_grow (t->store, frame_store_length (t->store) + (uint64_t) g_rand_int_range (random, 0, 100000));
      trace_session_store_grew (t->session);
      while (list_test_is_deciding (t))
        g_main_context_iteration (NULL, TRUE);
      break;
    default:
      list_test_key (t, keys[g_rand_int_range (random, 0, G_N_ELEMENTS (keys))],
                     states[g_rand_int_range (random, 0, 4)]);
    }
}

static void
test_monkey (gconstpointer data)
{
  guint seed = GPOINTER_TO_UINT (data);
  GRand *random = g_rand_new_with_seed (seed);
  ListTest t;

  list_test_open (&t, LIST_TEST_SOME, 1100, 600);
  for (int i = 0; i < 80; i++)
    {
      g_autofree char *step = g_strdup_printf ("step %d of seed %u", i, seed);

      monkey_step (&t, random);
      list_test_settle (&t);
      while (list_test_is_deciding (&t))
        g_main_context_iteration (NULL, TRUE);
      list_test_settle (&t);
      list_test_check (&t, step);
    }
  g_rand_free (random);
  list_test_close_clean (&t);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  list_test_init ();
  for (guint seed = 1; seed <= 4; seed++)
    {
      g_autofree char *name = g_strdup_printf ("/trace-list/monkey/%u", seed);

      g_test_add_data_func (name, GUINT_TO_POINTER (seed), test_monkey);
    }
  return g_test_run ();
}
