/* id-list.h: the frames by identifier: a row for each, with its last data.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. Choosing a row puts the session's cursor on its latest frame, and keeps it there while frames come.
 * The other way round the row of the cursor's frame is chosen. While it is not mapped it does nothing.
 *
 * Keys: those of a list; Right and Left open and close the pages of a multiplexed message; Menu and Shift+F10 open the
 * menu; other characters start a filter.
 *
 * "layout-changed" ()                 somebody moved, sized, showed or hid columns, some time ago
 * "filter-typed" (const char *text)   a character was typed that belongs to no key above
 * "activated" ()                      Enter or a double click on a row: the cursor is on its latest frame
 */
#pragma once

#include "models/id-columns.h"
#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ID_TYPE_LIST (id_list_get_type ())
G_DECLARE_FINAL_TYPE (IdList, id_list, ID, LIST, GtkWidget)

/* frames: what the list of frames makes its texts from; lives as long as this. */
GtkWidget *id_list_new (TraceSession *session, const ColumnContext *frames);

IdView *id_list_get_view (IdList *self); /* (transfer none) */
/* Opens at the pointer or below the chosen row. */
void id_list_set_menu (IdList *self, GMenuModel *menu);

/* Columns, as models/column-layout.h writes them. Some go where there is no room for them, if nobody has chosen them.
 */
void id_list_set_layout (IdList *self, const char *text);
char *id_list_dup_layout (IdList *self); /* (transfer full) */
void id_list_show_column (IdList *self, const char *id, gboolean visible);
gboolean id_list_get_column_visible (IdList *self, const char *id);
GPtrArray *id_list_get_columns (IdList *self); /* those in sight, from left to right (transfer container) of IdColumn */
void id_list_move_column (IdList *self, const char *id, int step); /* -1: left of the visible one there, 1: right */
void id_list_fit (IdList *self, const char *id); /* as wide as title and texts in sight; NULL: all columns */
void id_list_set_column_menu (IdList *self, const char *id, GMenuModel *menu); /* of its title */

/* Cells of the chosen row, parted by tabs; NULL: none is. (transfer full) */
char *id_list_dup_row (IdList *self);

G_END_DECLS
