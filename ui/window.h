/* window.h: one window shows one session: welcome page, then trace, inspector and dock.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Parts: window.c builds and lays out, window-actions.c is what its actions do, window-open.c takes files in.
 */
#pragma once

#include "ui/app.h"

G_BEGIN_DECLS

#define MAIN_TYPE_WINDOW (main_window_get_type ())
G_DECLARE_FINAL_TYPE (MainWindow, main_window, MAIN, WINDOW, GtkApplicationWindow)

MainWindow *main_window_new (MainApp *app);

/* See main_app_open_files. */
void main_window_open_files (MainWindow *self, GFile *const *files, guint n_files);

/* Stops everything that this window sends, and disarms its buses. */
void main_window_stop_sending (MainWindow *self);

/* One sentence above the content that stays until it is closed: what went wrong, or (a note) what is good to know. */
void main_window_show_message (MainWindow *self, const char *sentence);
void main_window_show_note (MainWindow *self, const char *sentence);

G_END_DECLS
