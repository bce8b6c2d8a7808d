/* asc-private.h: the parts of the ASC format.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *   asc.c         the format: recognising, the batch loop, what is known of the trace
 *   asc-fast.c    the commonest line shapes, many at a time
 *   asc-line.c    every other event line, told by its second word
 *   asc-frame.c   classic and FD frames, in all shapes seen
 *   asc-xl.c      frames of CAN XL channels
 *   asc-timing.c  bit timing from CANFD lines, bit rates from classic ones
 *   asc-error.c   error and overload frames, read and written
 *   asc-header.c  lines without a time stamp: header, comments, trigger blocks
 *   asc-date.c    dates in the languages that ASC files are written in
 *   asc-writer.c  writing
 *   asc-note.c    what is written between the frames
 */
#pragma once

#include "base/text-scan.h"
#include "formats/format-interface.h"
#include "formats/line-reader.h"

G_BEGIN_DECLS

#define ASC_CHANNELS 256 /* numbers whose index is at hand */
#define ASC_VERSION_MAX 32
#define ASC_TIMING_TEXT_MAX 63

/* Flags of a CANFD line, those of BLF object type 101. */
#define ASC_FLAG_REMOTE 0x0010
#define ASC_FLAG_EDL 0x1000
#define ASC_FLAG_BRS 0x2000
#define ASC_FLAG_ESI 0x4000

/* The end of the last CANFD line of a channel, its timing words as they are spelt; n 0: it has none. */
typedef struct
{
  uint8_t n;
  char text[ASC_TIMING_TEXT_MAX];
} AscTimingText;

typedef struct
{
  LineReader lines;
  TraceInfo *info;
  GTimeZone *timezone;

  gboolean decimal;  /* base dec: identifiers and data */
  gboolean relative; /* a time stamp counts from the event line before */
  char version[ASC_VERSION_MAX];

  gboolean started;   /* start and dialect are told: a frame was read */
  gboolean dated;     /* origin is a date, ns since 1970 */
  gboolean in_events; /* the file's header is over */
  int64_t origin;     /* of the block */
  int64_t clock;      /* of the last event line, since origin */
  int64_t time;       /* origin + clock */
  gboolean gap;       /* frames were lost: the next one says so */
  gboolean crowded;   /* more channels than a trace has: told */

  uint64_t timed[TRACE_MAX_CHANNELS / 64]; /* channels whose bit timing was looked for */
  AscTimingText timings[TRACE_MAX_CHANNELS];
  uint64_t trailed[TRACE_MAX_CHANNELS / 64]; /* channels whose trailers need not be looked at any more */
  uint8_t trailers[TRACE_MAX_CHANNELS];      /* how many were looked at */
  uint16_t channels[ASC_CHANNELS];           /* index + 1 of a channel's number; 0: not met yet */
} Asc;

/* A line on its way: what the careful path hands down. */
typedef struct
{
  Asc *asc;
  FrameBatch *out;
  TextScan scan; /* what is left of it */
  uint64_t number;
  const char *text; /* all of it */
  gsize n;
  gboolean numbered; /* a channel is known */
  uint64_t channel;  /* its number in the file */
} AscLine;

/* asc.c */
void asc_note (AscLine *line, NoteKind kind);
void asc_problem (AscLine *line, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* The channel that the line stands on; the trace learns of it only with a frame or a note. */
static inline void
asc_set_channel (AscLine *line, uint64_t number)
{
  line->numbered = TRUE;
  line->channel = number;
}
/* The batch's next frame with its time set and everything else 0; counted by asc_add_frame. */
CanFrame *asc_new_frame (AscLine *line, uint8_t **payload);
void asc_add_frame (AscLine *line);

/* asc-fast.c: takes lines from the reader as long as they are of common shapes and the batch has room. */
void asc_take_fast (Asc *self, FrameBatch *out);

/* asc-line.c: scan stands behind the time stamp. */
void asc_take_event (AscLine *line);
/* Whether ASC has events that name this behind their time stamp. */
gboolean asc_is_tag (TextWord word);

/* asc-frame.c */
typedef enum
{
  ASC_RX,
  ASC_TX,
  ASC_REQUEST, /* TxRq: asked for, not sent */
  ASC_NO_DIRECTION,
} AscDirection;

AscDirection asc_direction (TextWord word);
gboolean asc_id (const Asc *self, TextWord word, gboolean decimal, uint32_t *id);
void asc_take_classic (AscLine *line, TextWord id, AscDirection direction);
void asc_take_fd (AscLine *line, TextWord id, AscDirection direction);

/* asc-xl.c: scan stands behind the direction. */
void asc_take_xl (AscLine *line, AscDirection direction);

/* asc-timing.c */
/* scan: before the four words, if they are there; they end the line. */
void asc_tell_timing (AscLine *line, uint8_t channel, TextScan scan);
/* scan: somewhere before the trailer, if there is one. */
void asc_tell_trailer (AscLine *line, const CanFrame *frame);

/* asc-error.c: scan stands behind "ErrorFrame". */
void asc_take_error (AscLine *line);
void asc_take_fd_error (AscLine *line, AscDirection direction);
void asc_take_overload (AscLine *line);

/* asc-header.c */
void asc_take_header (AscLine *line);

/* asc-date.c: n bytes as after "date" or "Begin Triggerblock"; local time of zone. ns since 1970. */
gboolean asc_date_parse (const char *text, gsize n, GTimeZone *zone, int64_t *time);

G_END_DECLS
