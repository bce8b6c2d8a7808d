/* left-behind-list.h: captures that a crash left behind, to be opened or deleted; hidden where there are none.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Signal "open" (GFile *).
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LEFT_BEHIND_TYPE_LIST (left_behind_list_get_type ())
G_DECLARE_FINAL_TYPE (LeftBehindList, left_behind_list, LEFT_BEHIND, LIST, GtkBox)

GtkWidget *left_behind_list_new (void);
void left_behind_list_update (LeftBehindList *self); /* looks again */

G_END_DECLS
