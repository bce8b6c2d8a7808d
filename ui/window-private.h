/* window-private.h: what the files of the window share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "ui/window.h"

G_BEGIN_DECLS

struct _MainWindow
{
  GtkApplicationWindow parent;

  GtkLabel *title, *subtitle;
  GtkWidget *open_button, *find_button, *inspector_button, *menu_button;
  GtkRevealer *message_revealer;
  GtkLabel *message_label;
  GtkStack *stack;
  GtkBox *welcome_place, *trace_place, *status_place;
  GtkPaned *dock_paned, *inspector_paned;
  GtkProgressBar *progress;
};

void main_window_add_actions (MainWindow *self);

/* One sentence above the content that stays until it is closed. */
void main_window_show_message (MainWindow *self, const char *sentence);

G_END_DECLS
