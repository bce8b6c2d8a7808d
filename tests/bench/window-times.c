/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "window-times.h"

#include <stdio.h>
#include <time.h>

static WindowTimes now;
static double last;
static void (*on_painted) (void);
static void (*snapshot) (GtkWidget *widget, GtkSnapshot *target);

static void
add (TimesPart part)
{
  struct timespec cpu;
  double time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &cpu);
  time = (double) cpu.tv_sec + (double) cpu.tv_nsec / 1e9;
  now.parts[part] += time - last;
  last = time;
}

static void
on_before_paint (GdkFrameClock *clock)
{
  add (TIMES_DISPATCH);
}

static void
timed_snapshot (GtkWidget *widget, GtkSnapshot *target)
{
  add (TIMES_LAYOUT);
  snapshot (widget, target);
  add (TIMES_SNAPSHOT);
}

static void
on_after_paint (GdkFrameClock *clock)
{
  add (TIMES_PAINT);
  now.n_frames++;
  if (on_painted != NULL)
    on_painted ();
  add (TIMES_PAINT);
}

void
window_times_watch (GtkWidget *window, void (*painted) (void))
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  GtkWidgetClass *class = GTK_WIDGET_GET_CLASS (window);

  on_painted = painted;
  snapshot = class->snapshot;
  class->snapshot = timed_snapshot;
  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), NULL);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (on_after_paint), NULL);
  add (TIMES_DISPATCH);
  now = (WindowTimes){ 0 };
}

void
window_times_get (WindowTimes *times)
{
  *times = now;
}

void
window_times_print (const WindowTimes *before, const WindowTimes *after, double seconds)
{
  static const char *const names[TIMES_N_PARTS] = { "dispatching", "layout", "snapshot", "GTK's painting" };

  printf ("main thread: %.0f pictures a second;", (after->n_frames - before->n_frames) / seconds);
  for (guint i = 0; i < TIMES_N_PARTS; i++)
    printf ("%s %s %.1f %%", i > 0 ? "," : "", names[i], 100 * (after->parts[i] - before->parts[i]) / seconds);
  printf (" of a core\n");
}
