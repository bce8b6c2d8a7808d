/* list-helpers.h: a window with a list of frames over as many rows as wanted, and what is really on its screen.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "ui/panels/trace-panel.h"

#define LIST_TEST_MANY G_GUINT64_CONSTANT (100000000)
#define LIST_TEST_SOME G_GUINT64_CONSTANT (300000)

typedef struct
{
  GtkWidget *window, *panel, *entry; /* entry: something else that can have the focus */
  TraceList *list;
  TraceSession *session;
  FrameStore *store;
  guint64 frames;     /* painted */
  guint64 bad_frames; /* of these not as they should be */
} ListTest;

/* The style sheets, once. */
void list_test_init (void);
/* Rows of generate_frame up to 131 072, then the same again and again. */
FrameStore *list_test_new_store (uint64_t n_rows);
/* More rows of the same; the session must be told. */
void list_test_grow (FrameStore *store, uint64_t n_rows);

void list_test_open (ListTest *self, uint64_t n_rows, int width, int height);
void list_test_close (ListTest *self);

/* Runs the main loop until everything that was asked for is drawn. */
void list_test_settle (ListTest *self);
void list_test_key (ListTest *self, guint key, GdkModifierType state);
/* Real events, by xdotool: FALSE if it is not there. y: px below the titles; arguments: what it does there ("click 1").
 */
gboolean list_test_pointer (ListTest *self, int x, int y, const char *arguments);
/* Scanners are at work, or have found rows that the session has not told of yet; or rows of identifiers are looked for.
 */
gboolean list_test_is_deciding (ListTest *self);
/* Until all rows are decided. */
void list_test_set_filter (ListTest *self, const char *filter);

/* Looks at widgets only: texts against the store, heights, selection, focus. NULL: all is right. (transfer full) */
char *list_test_problem (ListTest *self);
void list_test_check (ListTest *self, const char *after);
/* Widget of the shown position, NULL if it is not in sight. */
GtkWidget *list_test_row (ListTest *self, uint64_t position);
const char *list_test_cell (ListTest *self, guint slot, const char *column); /* what it says; "" if it is not there */
uint64_t list_test_focused (ListTest *self); /* position of the row with the focus; ROW_NONE */

void list_test_picture (ListTest *self, const char *name); /* if CANID_TEST_PICTURES names a folder */

/* Steps of which every painted frame is checked. */
void list_test_open_and_go (ListTest *self, uint64_t n_rows, uint64_t position);
void list_test_close_clean (ListTest *self); /* no painted frame was blank or out of place */
void list_test_press (ListTest *self, guint key, GdkModifierType state);
uint64_t list_test_top (ListTest *self); /* position of the first row in sight */
/* One interval, and the cursor. */
void list_test_assert_selected (ListTest *self, uint64_t first, uint64_t last, uint64_t cursor);
