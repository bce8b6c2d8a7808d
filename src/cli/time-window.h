/* time-window.h: --from and --to: which part of the inputs' time is wanted.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A moment is +SECONDS since the start, seconds as print shows them (of a log without date since its start), or a date
 * "2024-01-31[ 12:00[:00[.5]]][Z|+01:00]", local (or of --timezone) where it names no zone. From is included, to is
 * not, so that pieces cut at the same moment hold each frame once.
 */
#pragma once

#include "cli/options.h"
#include "core/frame-chunk.h"

G_BEGIN_DECLS

typedef struct
{
  const char *option, *text; /* for messages; text NULL: no limit */
  enum
  {
    MOMENT_SECONDS,
    MOMENT_SINCE_START,
    MOMENT_DATE
  } kind;
  int64_t time; /* ns, as the kind says */
} Moment;

typedef struct
{
  Moment from, to;
  gboolean resolved;
  int64_t first, end; /* ns: [first, end) on the scale of the frames */
} TimeWindow;

/* zone: of dates that name none; NULL: local. FALSE: wrong usage. */
gboolean time_window_parse (TimeWindow *self, const CliOptions *options, GTimeZone *zone, GError **error);

static inline gboolean
time_window_is_set (const TimeWindow *self)
{
  return self->from.text != NULL || self->to.text != NULL;
}

/* When the first frame has come: start and dated as TraceInfo has them. FALSE: a date, and the log knows none. */
gboolean time_window_resolve (TimeWindow *self, int64_t start, gboolean dated, GError **error);
/* Clears the bits of rows [from, to) that are not within. */
void time_window_apply (const TimeWindow *self, const FrameChunk *chunk, guint from, guint to, uint64_t *bits);

/* "1.5" into ns, exactly; up to nine decimals. */
gboolean cli_parse_seconds (const char *text, int64_t *time);

G_END_DECLS
