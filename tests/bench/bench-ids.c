/* bench-ids.c: the view by identifier over a hundred million rows: until it is complete, and what the main loop does
 * meanwhile.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Usage: with-display bench-ids [ROWS]. Prints figures.
 */
#include "config.h"
#include "../ui/list-helpers.h"

#include <stdio.h>
#include <time.h>

static double
thread_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return *(const double *) a < *(const double *) b ? -1 : *(const double *) a > *(const double *) b;
}

int
main (int argc, char **argv)
{
  static ListTest t;
  uint64_t n_rows = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 100000000;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  IdView *view;
  gint64 start;
  double before = 0;

  gtk_init ();
  list_test_init ();
  list_test_open (&t, n_rows, 1200, 600);
  list_test_settle (&t);
  start = g_get_monotonic_time ();
  before = thread_ms ();
  trace_panel_set_by_identifier (TRACE_PANEL (t.panel), TRUE);
  printf ("switch: %.1f ms of the main thread\n", thread_ms () - before);
  view = id_list_get_view (trace_panel_get_id_list (TRACE_PANEL (t.panel)));
  while (id_view_get_progress (view) < 1 || id_view_get_store (view) == NULL)
    {
      double spent;

      before = thread_ms ();
      g_main_context_iteration (NULL, TRUE);
      spent = thread_ms () - before;
      g_array_append_val (times, spent);
    }
  printf ("%" G_GUINT64_FORMAT " rows, %u identifiers: %.2f s until all are counted\n", n_rows,
          id_view_n_messages (view), (double) (g_get_monotonic_time () - start) / 1e6);
  g_array_sort (times, compare);
  printf ("dispatches: %u, median %.2f ms, 99th of 100 %.2f ms, longest %.2f ms (GTK's own work in it)\n", times->len,
          g_array_index (times, double, times->len / 2), g_array_index (times, double, times->len * 99 / 100),
          g_array_index (times, double, times->len - 1));
  list_test_close (&t);
  return 0;
}
