/* frame-copy.h: a frame as text for the clipboard.
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
  FRAME_COPY_TEXT,    /* cells of the list, parted by tabs */
} FrameCopyKind;

/* "csv", "json", "candump", "cansend", "c-array", "data", "text"; FALSE: none of these. */
gboolean frame_copy_kind_by_id (const char *id, FrameCopyKind *kind);

/* One frame; FRAME_COPY_TEXT is written by models/copy-job.h. */
void frame_copy_append (FrameCopyKind kind, const TraceInfo *info, uint64_t row, const CanFrame *frame, GString *out);

G_END_DECLS
