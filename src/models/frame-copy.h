/* frame-copy.h: frames as text for the clipboard, written by a worker.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Csv, json and candump are what canid-cli print writes (with times since the epoch, or the trace's start where it has
 * no date).
 */
#pragma once

#include "core/frame-store.h"
#include "core/row-ranges.h"
#include "core/row-set.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  FRAME_COPY_CSV,
  FRAME_COPY_JSON,    /* an object a line */
  FRAME_COPY_CANDUMP, /* "(1436509052.249713) can0 123#1122" */
  FRAME_COPY_CANSEND, /* "cansend can0 123#1122"; error frames are left out */
  FRAME_COPY_C,       /* "static const uint8_t frame_5_0x123[8] = { 0x11, … };" */
  FRAME_COPY_DATA,    /* "11 22 33" */
} FrameCopyKind;

#define FRAME_COPY_MAX_ROWS 100000u

/* "csv", "json", "candump", "cansend", "c-array", "data"; FALSE: none of these. */
gboolean frame_copy_kind_by_id (const char *id, FrameCopyKind *kind);

/* Rows of the ranges that are shown (NULL: all of them), the first FRAME_COPY_MAX_ROWS. */
void frame_copy_async (FrameStore *store, const RowRanges *rows, RowSet *shown, FrameCopyKind kind,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) NULL: cancelled. n_copied, n_all (out): rows copied, rows there are. */
char *frame_copy_finish (GAsyncResult *result, uint64_t *n_copied, uint64_t *n_all, GError **error);

/* One frame, for tests too. */
void frame_copy_append (FrameCopyKind kind, const TraceInfo *info, uint64_t row, const CanFrame *frame, GString *out);

G_END_DECLS
