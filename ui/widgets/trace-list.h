/* trace-list.h: the list of frames: any number of rows, a window of which is a GtkColumnView.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. The column view paints the rows on screen (models/trace-window.h) and nothing else: position,
 * cursor, selection, keys, pointer and scrolling are done here, in positions of the session's shown rows. Cursor and
 * selection are the session's.
 *
 * Keys: arrows, Page Up and Down, Home, End move the cursor; Shift extends the selection, Ctrl moves without selecting;
 * Ctrl+Space toggles the row, Ctrl+A selects all, Menu and Shift+F10 open the menu, Left and Right scroll sideways;
 * other characters start a filter. Scrollbar: its unit is a row; with Shift a drag moves about one row a pixel.
 *
 * "layout-changed" ()   somebody moved, sized, showed or hid columns, some time ago
 * "following-changed" ()   see trace_list_set_following
 * "filter-typed" (const char *text)   a character was typed that belongs to no key above
 */
#pragma once

#include "models/columns.h"
#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TRACE_TYPE_LIST (trace_list_get_type ())
G_DECLARE_FINAL_TYPE (TraceList, trace_list, TRACE, LIST, GtkWidget)

GtkWidget *trace_list_new (TraceSession *session);

/* What the cells' texts are made from; store, databases and decimals are the list's business. */
const ColumnContext *trace_list_get_context (TraceList *self);
void trace_list_set_time_style (TraceList *self, TimeStyle style);
void trace_list_set_time_decimals (TraceList *self, guint decimals); /* 3, 6, 9; 0: 6, or 9 if the trace has them */
void trace_list_set_numbers (TraceList *self, NumberBase base, guint group); /* see ColumnContext */
/* Times since the start are counted from this row; ROW_NONE: from the start. Another store has none. */
void trace_list_set_reference (TraceList *self, uint64_t row);
uint64_t trace_list_get_reference (TraceList *self);

/* Columns, as models/column-layout.h writes them. Where the summary has no room some go that nobody has chosen. */
void trace_list_set_layout (TraceList *self, const char *text);
char *trace_list_dup_layout (TraceList *self); /* (transfer full) */
/* An added column is made when it is shown, left of the summary, and removed when it is hidden. FALSE: there is no such
 * column, or there are too many. */
gboolean trace_list_show_column (TraceList *self, const char *id, gboolean visible);
gboolean trace_list_get_column_visible (TraceList *self, const char *id);
GPtrArray *trace_list_get_columns (
    TraceList *self); /* those in sight, from left to right (transfer container) of Column */
void trace_list_move_column (TraceList *self, const char *id,
                             int step);                /* -1: left of the visible one there, 1: right */
void trace_list_fit (TraceList *self, const char *id); /* as wide as title and texts in sight; NULL: all columns */
void trace_list_set_column_menu (TraceList *self, const char *id, GMenuModel *menu); /* of its title */
/* Opens at the pointer or below the cursor's row. */
void trace_list_set_menu (TraceList *self, GMenuModel *menu);

typedef enum
{
  TRACE_LIST_SELECT, /* the row alone */
  TRACE_LIST_EXTEND, /* from the anchor to the row */
  TRACE_LIST_ADD,    /* from the anchor to the row, keeping what is selected */
  TRACE_LIST_TOGGLE, /* the row */
  TRACE_LIST_MOVE,   /* nothing: the cursor only */
} TraceListChoice;

/* Moves the cursor to the position and shows it; beyond the end: the last. */
void trace_list_go (TraceList *self, uint64_t position, TraceListChoice choice);
/* Whether all notes of the file are told between rows, or only borders and losses. */
void trace_list_set_all_notes (TraceList *self, gboolean all);
void trace_list_select_all (TraceList *self);
/* Scrolls so that the row of the store is seen, in the middle if it was far away. */
void trace_list_reveal (TraceList *self, uint64_t row);
/* While frames come in: the last row is in sight as more come, until somebody scrolls up; who scrolls to the end
 * follows again. "following-changed" tells of each change. */
void trace_list_set_live (TraceList *self, gboolean live); /* FALSE at first; TRUE: and following */
void trace_list_set_following (TraceList *self, gboolean following);
gboolean trace_list_get_following (TraceList *self);
/* Rows that a search has found, for the minimap; (nullable) none. Told again when there are more. */
void trace_list_set_hits (TraceList *self, RowSet *hits);
/* Position of the first row in sight, and how many there are, the last perhaps in part. */
uint64_t trace_list_get_top (TraceList *self, guint *n);

G_END_DECLS
