/* panel-bar.h: the bar on top of a panel, and the buttons that stand in it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * All widgets are floating: whoever appends them owns them. Icons are names of the icon theme, actions those of
 * ui/actions.h, which gives them tooltip, keys and the name that assistive technology reads.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A GtkBox, empty. */
GtkWidget *panel_bar_new (void);
/* Flat, nothing but an icon. */
GtkWidget *panel_bar_button_new (const char *icon, const char *action);
/* The same for an action with a state: pressed while that is on. */
GtkWidget *panel_bar_toggle_new (const char *icon, const char *action);
/* An icon and a word, the child of a button. text: translated */
GtkWidget *panel_bar_words_new (const char *icon, const char *text);
/* Red, alike wherever something may be sent: stops all that sends. */
GtkWidget *panel_bar_stop_new (void);

G_END_DECLS
