/* mark-list.h: the marked and the commented rows of a session, as a list model.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Items are TraceRow objects, made when asked for. A list of GTK holds at most MARK_LIST_MAX rows (its heights are
 * int); what is beyond is counted only. Follows the session; main thread only.
 */
#pragma once

#include "models/trace-row.h"
#include "session/trace-session.h"
#include <gio/gio.h>

G_BEGIN_DECLS

#define MARK_LIST_MAX 50000000u

#define MARK_TYPE_LIST (mark_list_get_type ())
G_DECLARE_FINAL_TYPE (MarkList, mark_list, MARK, LIST, GObject)

MarkList *mark_list_new (TraceSession *session);

uint64_t mark_list_count (MarkList *self); /* also beyond MARK_LIST_MAX */
/* Row at a place; ROW_NONE behind the last. */
uint64_t mark_list_get_row (MarkList *self, uint64_t place);
/* The first place whose row is at or behind this one. */
uint64_t mark_list_find_row (MarkList *self, uint64_t row);

G_END_DECLS
