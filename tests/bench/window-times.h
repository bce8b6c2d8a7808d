/* window-times.h: what the main thread of a window spends its CPU time on, frame by frame.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Four parts: dispatching (all that the main loop does between two frames of the frame clock: session, models, timers),
 * layout (styles and sizes), snapshot (widgets say what they look like) and painting (GTK's renderer and the copy to
 * the display: in software with GSK_RENDERER=cairo, as tests/ui/with-display sets it). One window a program; main
 * thread.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  TIMES_DISPATCH,
  TIMES_LAYOUT,
  TIMES_SNAPSHOT,
  TIMES_PAINT,
  TIMES_N_PARTS
} TimesPart;

typedef struct
{
  guint n_frames;
  double parts[TIMES_N_PARTS]; /* s */
} WindowTimes;

/* The window is realized and stays; painted, called after each frame: may be NULL. */
void window_times_watch (GtkWidget *window, void (*painted) (void));
void window_times_get (WindowTimes *times); /* since watched */
/* A line: parts as shares of one core, in so many seconds between the two. */
void window_times_print (const WindowTimes *before, const WindowTimes *after, double seconds);

G_END_DECLS
