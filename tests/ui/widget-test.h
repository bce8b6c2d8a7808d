/* widget-test.h: a window of the program's looks around a widget, keys and pictures.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

/* gtk_test_init, settings in memory, style sheets; once, first in main. */
void widget_test_init (int *argc, char ***argv);

/* A mapped window around child; painted once when this returns. */
GtkWindow *widget_test_show (GtkWidget *child, int width, int height);

/* Runs the main loop until condition holds; fails the test after 10 s. */
typedef gboolean (*WidgetTestCondition) (gpointer data);
void widget_test_wait (WidgetTestCondition condition, gpointer data);
void widget_test_settle (void); /* until there is nothing to do and a frame was painted */

/* A key as it goes through the key controllers: capture from the window down to the focus, then bubbling up. TRUE:
 * taken. */
gboolean widget_test_key (GtkWindow *window, guint key, GdkModifierType state);
/* Typed at the cursor of an entry that has the focus. */
void widget_test_type (GtkEditable *editable, const char *text);
void widget_test_motion (GtkWidget *widget, double x, double y);
void widget_test_click (GtkWidget *widget, double x, double y);

/* NAME-light.png and NAME-dark.png into $CANID_TEST_PICTURES, if that is set. */
void widget_test_pictures (GtkWindow *window, const char *name);
