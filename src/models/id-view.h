/* id-view.h: the shown rows of a session by identifier: a list of IdRow, for a screen.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Received before sent; where there are both, each begins with a row of its own (ID_ROW_GROUP). Rows keep their objects
 * while filter and databases change. It follows the session by itself while it is active; until then, and while it is
 * not, it costs nothing.
 *
 * Order: by the sort column, or as it was found good (bus, errors last, 11 before 29 bits, number). Rows keep their
 * places while frames come, whatever the sort column says of them then: new ones are put where they belong; sorting
 * happens when it is asked for and when all rows of the trace have been gone through.
 *
 * "updated" (): what rows hold has changed; at most ten times a second, after all items are right. Main thread only.
 */
#pragma once

#include "models/id-row.h"
#include "session/trace-session.h"

G_BEGIN_DECLS

#define ID_TYPE_VIEW (id_view_get_type ())
G_DECLARE_FINAL_TYPE (IdView, id_view, ID, VIEW, GObject)

#define ID_VIEW_NOT_FOUND G_MAXUINT

IdView *id_view_new (TraceSession *session);

void id_view_set_active (IdView *self, gboolean active);
gboolean id_view_is_active (IdView *self);

/* Negative: a before b. NULL: the usual order. Groups and pages keep theirs. */
typedef int (*IdRowCompare) (IdRow *a, IdRow *b);
void id_view_set_order (IdView *self, IdRowCompare compare, gboolean descending);

void id_view_set_open (IdView *self, IdRow *row, gboolean open);
guint id_view_find (IdView *self, const CanFrame *frame); /* its page if that is shown, else its message */
guint id_view_find_row (IdView *self, IdRow *row);

FrameStore *id_view_get_store (IdView *self); /* (transfer none)(nullable) that the rows are of */
int64_t id_view_get_now (IdView *self);       /* time of the latest frame, shown or not; ID_NEVER */
/* Frames of the row in equal parts of the time so far; returns how many parts that is. */
guint id_view_get_activity (IdView *self, IdRow *row, uint32_t bins[ID_ACTIVITY_BINS]);
double id_view_get_progress (IdView *self); /* 0..1 of the rows; 1: all that is known is in the list */
uint64_t id_view_n_passed (IdView *self);   /* frames of identifiers beyond ID_TABLE_MAX */
guint id_view_n_messages (IdView *self);    /* without pages */

G_END_DECLS
