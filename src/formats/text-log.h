/* text-log.h: what the readers of text logs share: the loop over lines, the trace's start, channels by name.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Private to src/formats. A reader's state begins with a TextLog.
 */
#pragma once

#include "base/text-scan.h"
#include "formats/format-interface.h"
#include "formats/line-reader.h"

G_BEGIN_DECLS

#define TEXT_LOG_NAME_MAX 64 /* bytes of a channel's name */
/* Logs are stamped with the epoch; one that starts in 1970 was recorded without a clock or made by a converter. */
#define TEXT_LOG_EARLIEST_DATE (G_GINT64_CONSTANT (365) * 86400 * 1000000000)

typedef struct
{
  LineReader lines;
  TraceInfo *info;
  gboolean started, crowded;
  gboolean gap;      /* frames were lost: the next one says so */
  int64_t last_time; /* of the frame before, for notes */
} TextLog;

/* Takes lines while there are some and text_log_has_room; at least one. */
typedef void (*TextLogTake) (TextLog *self, FrameBatch *out);

void text_log_init (TextLog *self, ByteSource *in, TraceInfo *info);
/* A format's read: fills the batch by take, tells the trace's start with the first frame. */
FormatStep text_log_read (TextLog *self, TextLogTake take, FrameBatch *out, GError **error);
/* FALSE: the batch is full of frames, or of notes and problems, which must not pile up without frames. */
gboolean text_log_has_room (const FrameBatch *out);

/* More channels than a trace has: a problem of the log as a whole, told once; no frame is lost by it. */
void text_log_tell_crowd (gboolean *told, const char *name, uint64_t line, FrameBatch *out);
/* The channel of this name as the source has it, maybe not UTF-8. */
uint8_t text_log_channel (TextLog *self, const char *name, gsize n, uint64_t line, FrameBatch *out);
/* Counts the batch's next frame, whose time is set. */
void text_log_add_frame (TextLog *self, FrameBatch *out);

/* Takes lines that any log by can-utils may have between its frames: empty ones, comments (#), what candump -d says of
 * lost frames. */
gboolean text_log_take_other (TextLog *self, TextScan scan, uint64_t line, FrameBatch *out);
/* Takes the line number in front of "(" that cat -n, grep -n and some programs write. */
void text_log_skip_number (TextScan *scan);

/* One line of the head for probing, without "\r"; FALSE at the end. */
gboolean text_log_probe_line (const char **p, const char *end, TextScan *line);

G_END_DECLS
