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

/* Runs the main loop until the expression holds; fails the test when that takes too long even for a busy machine. */
#define widget_test_until(expression)                                                                                  \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    gint64 end_ = g_get_monotonic_time () + WIDGET_TEST_PATIENCE_S * G_USEC_PER_SEC;                                   \
    while (!(expression))                                                                                              \
      widget_test_step (end_, #expression);                                                                            \
  }                                                                                                                    \
  G_STMT_END
#define WIDGET_TEST_PATIENCE_S 40
#define widget_test_wait(condition, data) widget_test_until ((condition) (data))
void widget_test_step (gint64 end, const char *expression);
void widget_test_settle (void); /* until there is nothing to do and a frame was painted */

/* (nullable) The first widget of this type, itself or below, in the order they are drawn. */
GtkWidget *widget_test_find (GtkWidget *widget, GType type);

/* (nullable) The same among what is not hidden, and whose label, button or check button has these words in it. NULL
 * words: any. */
GtkWidget *widget_test_find_words (GtkWidget *widget, GType type, const char *words);
/* A label that is not hidden has these words in it. */
gboolean widget_test_says (GtkWidget *widget, const char *words);

/* (transfer full) A file with this text in folder. */
GFile *widget_test_write (const char *folder, const char *name, const char *text);

/* A key as it goes through the key controllers: capture from the window down to the focus, then bubbling up. TRUE:
 * taken. */
gboolean widget_test_key (GtkWindow *window, guint key, GdkModifierType state);
/* Typed at the cursor of an entry that has the focus. */
void widget_test_type (GtkEditable *editable, const char *text);
void widget_test_motion (GtkWidget *widget, double x, double y);
void widget_test_click (GtkWidget *widget, double x, double y);

/* NAME-light.png and NAME-dark.png into $CANID_TEST_PICTURES, if that is set. */
void widget_test_pictures (GtkWindow *window, const char *name);
