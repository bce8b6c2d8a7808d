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
/* Texts of the same frames are made otherwise now. */
void id_list_refresh (IdList *self);
void id_list_set_column_visible (IdList *self, const char *id, gboolean visible);
gboolean id_list_get_column_visible (IdList *self, const char *id);
/* Cells of the chosen row, parted by tabs; NULL: none is. (transfer full) */
char *id_list_dup_row (IdList *self);

G_END_DECLS
