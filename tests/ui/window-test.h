/* window-test.h: the program's main window in a test: opened on a small trace, acted upon, closed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "ui/window-private.h"
#include "widget-test.h"

/* gtk_test_init and the program, registered, without a window; once, first in main. (transfer full), for: */
MainApp *window_test_init (int *argc, char ***argv);
/* g_test_run; takes the program. Returns what main returns. */
int window_test_run (MainApp *app);

/* Presented, with the frames of small_trace_new; settled. */
MainWindow *window_test_open (MainApp *app, const char *const *lines);
void window_test_close (MainWindow *window);
void window_test_close_all (MainApp *app);

/* Activates an action by its detailed name ("mark", "color-id(2)"), which must be enabled. */
void window_test_act (MainWindow *window, const char *action);
/* Selects rows first..last with the cursor on first. */
void window_test_select (MainWindow *window, uint64_t first, uint64_t last);

gboolean window_test_is_idle (MainWindow *window);
