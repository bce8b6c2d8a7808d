/* mark-export.h: marked and commented frames as a file, for reports.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * CSV (RFC 4180): number,time,bus,id,name,marked,comment with the times as seconds since the start; or text, a frame a
 * line with tabs between, and its comment below it.
 */
#pragma once

#include "core/frame-store.h"
#include "core/row-comments.h"
#include "core/row-ranges.h"
#include "db/database-set.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct MarkExport MarkExport;

/* Of the marks and comments as they are now. */
MarkExport *mark_export_new (FrameStore *store, const DatabaseSet *databases, RowRanges *marks,
                             const RowComments *comments);
void mark_export_free (MarkExport *self); /* (nullable) */

/* Any thread, one at a time. Replaces the file when all is written. */
gboolean mark_export_write (MarkExport *self, GFile *file, gboolean csv, GCancellable *cancellable, GError **error);

/* Any thread, one at a time: how many frames there are; and as text behind out, as long as more says so, which is asked
 * before each of them. */
uint64_t mark_export_count (MarkExport *self);
typedef gboolean (*MarkExportMore) (const GString *out, gpointer data);
void mark_export_append (MarkExport *self, MarkExportMore more, gpointer data, GString *out);

G_END_DECLS
