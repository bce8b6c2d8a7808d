/* bench-list.c: what scrolling costs: process CPU of an action with all frames it causes, beside what prototypes of the
 * three ways to build such a list had.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * bench-list [TRACE.canid]: by default over 100 M generated rows in memory; make-trace makes a file of as many. To be
 * run by tests/ui/with-display with GTK_A11Y=none. The window is that of the prototypes: 29 rows, here of 12 columns
 * with classes.
 */
#include "config.h"
#include "../ui/list-helpers.h"

#include "ui/widgets/trace-list-private.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 40

typedef struct
{
  const char *name;
  void (*act) (ListTest *t, int round);
  double windowed, plain; /* ms, of the prototypes: this way; a GtkColumnView over all rows. 0: not measured */
} Action;

static double
cpu_ms (void)
{
  struct timespec t;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double) t.tv_sec * 1e3 + (double) t.tv_nsec / 1e6;
}

static double
wall_ms (void)
{
  return (double) g_get_monotonic_time () / 1e3;
}

static void
act_page (ListTest *t, int round)
{
  trace_list_set_pos (t->list, t->list->pos + t->list->page / t->list->row_height * t->list->row_height);
}

static void
act_three (ListTest *t, int round)
{
  trace_list_set_pos (t->list, t->list->pos + 3 * t->list->row_height);
}

static void
act_smooth (ListTest *t, int round)
{
  trace_list_set_pos (t->list, t->list->pos + 3);
}

static void
act_jump (ListTest *t, int round)
{
  trace_list_set_pos (t->list, round % 2 ? 0 : trace_list_max_pos (t->list));
}

static void
act_drag (ListTest *t, int round)
{
  gtk_adjustment_set_value (t->list->bar, gtk_adjustment_get_upper (t->list->bar) * (round + 1) / (ROUNDS + 2));
}

static void
send_key (ListTest *t, guint key, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (t->list));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean handled;

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &handled);
    }
}

static void
act_key (ListTest *t, int round)
{
  send_key (t, GDK_KEY_Down, 0);
}

static void
act_key_page (ListTest *t, int round)
{
  send_key (t, GDK_KEY_Page_Down, 0);
}

static void
act_ends (ListTest *t, int round)
{
  send_key (t, round % 2 ? GDK_KEY_Home : GDK_KEY_End, 0);
}

static void
act_shift_down (ListTest *t, int round)
{
  send_key (t, GDK_KEY_Down, GDK_SHIFT_MASK);
}

static void
act_shift_end (ListTest *t, int round)
{
  send_key (t, round % 2 ? GDK_KEY_Home : GDK_KEY_End, GDK_SHIFT_MASK);
}

static void
settle (void)
{
  gint64 end = g_get_monotonic_time () + 60000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
measure (ListTest *t, const Action *action)
{
  double cpu[ROUNDS], idle;

  settle ();
  idle = cpu_ms ();
  settle ();
  idle = cpu_ms () - idle; /* of waiting itself */
  for (int i = 0; i < ROUNDS; i++)
    {
      double start = cpu_ms ();

      action->act (t, i);
      settle ();
      cpu[i] = cpu_ms () - start - idle;
    }
  qsort (cpu, ROUNDS, sizeof (double), compare);
  printf ("%-28s %6.1f ms", action->name, cpu[ROUNDS / 2]);
  if (action->windowed > 0)
    printf ("   prototype %4.1f", action->windowed);
  if (action->plain > 0)
    printf ("   GtkColumnView over all rows %4.1f", action->plain);
  printf ("\n");
  fflush (stdout);
}

/* Rows are appended at 60 Hz; the list stands at the end and goes along, or stays where it is. */
typedef struct
{
  ListTest *t;
  gboolean follow;
  guint frames;
} Tail;

static gboolean
on_tail (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Tail *tail = data;

  tail->frames++;
  list_test_grow (tail->t->store, frame_store_length (tail->t->store) + 1000);
  trace_session_store_grew (tail->t->session);
  if (tail->follow)
    trace_list_set_pos (tail->t->list, trace_list_max_pos (tail->t->list));
  return G_SOURCE_CONTINUE;
}

static void
measure_tail (ListTest *t, gboolean follow, const char *compared)
{
  Tail tail = { t, follow, 0 };
  double cpu, wall;
  guint id = gtk_widget_add_tick_callback (t->window, on_tail, &tail, NULL);
  gint64 end = g_get_monotonic_time () + 3 * G_USEC_PER_SEC;

  cpu = cpu_ms ();
  wall = wall_ms ();
  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  cpu = cpu_ms () - cpu;
  wall = wall_ms () - wall;
  gtk_widget_remove_tick_callback (t->window, id);
  printf ("%-28s %6.1f ms/frame, %4.1f %% cpu, %2.0f fps   %s\n",
          follow ? "60 Hz, 1000 rows, at the end" : "60 Hz, 1000 rows, elsewhere", cpu / tail.frames, 100 * cpu / wall,
          1000 * tail.frames / wall, compared);
}

int
main (int argc, char **argv)
{
  static const Action actions[] = {
    { "jump to the end, the top", act_jump, 3.8, 8.8 },
    { "page", act_page, 4.4, 6.1 },
    { "three rows", act_three, 4.7, 3.0 },
    { "three pixels", act_smooth, 2.7, 0 },
    { "drag of the scrollbar", act_drag, 3.9, 8.3 },
    { "key Down", act_key, 6.0, 0 },
    { "key Page Down", act_key_page, 5.0, 0 },
    { "keys End, Home", act_ends, 6.3, 0 },
    { "keys Shift+Down", act_shift_down, 7.3, 0 },
    { "keys Shift+End, Shift+Home", act_shift_end, 7.8, 0 },
  };
  ListTest t;

  gtk_init ();
  list_test_init ();
  list_test_open (&t, G_GUINT64_CONSTANT (100000000), 900, 640);
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (t.window), &t); /* no looking at frames */
  if (argc > 1)
    {
      GError *error = NULL;
      FrameStore *store = frame_store_open (argv[1], &error);

      if (store == NULL)
        {
          fprintf (stderr, "bench-list: %s\n", error->message);
          return 1;
        }
      frame_store_unref (t.store);
      t.store = store;
      trace_session_set_store (t.session, store);
    }
  settle ();
  settle ();
  printf ("%" G_GUINT64_FORMAT " rows, %d in sight, 12 columns\n", frame_store_length (t.store),
          t.list->page / t.list->row_height);
  trace_list_go (t.list, 1000, TRACE_LIST_SELECT);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    measure (&t, &actions[i]);
  if (argc == 1)
    {
      measure_tail (&t, TRUE, "prototype 3.0 to 3.2, 17.7 to 19.1 %, 60 fps   GtkColumnView 7 to 8, 39 to 46 %");
      trace_list_set_pos (t.list, 0);
      measure_tail (&t, FALSE, "GtkColumnView 0.5, 3 to 4 %");
    }
  list_test_close (&t);
  return 0;
}
