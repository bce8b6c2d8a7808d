/* asc-writer.h: writing ASC logs; the functions of format_asc's row.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is written: base hex, stamps counting from the trace's start, dates in English with three digits behind the
 * second, as CANoe wants them. CAN FD frames on CANFD lines, all others on classic ones. A trace without a date begins
 * on 1 January 1970, which the reader takes for none. A frame from before the start begins a trigger block of its own,
 * because stamps have no sign.
 *
 * Where a channel's bit rate is known (TraceInfo) lines tell duration and bits as Vector counts them:
 * all bits with 3 of intermission; the duration without these, received frames also without the last bit of their end.
 * CANFD lines end in the words of the channel's bit timing where these are known.
 */
#pragma once

#include "formats/channel-numbers.h"
#include "formats/format-interface.h"

G_BEGIN_DECLS

typedef struct
{
  char text[8]; /* number and blanks, as classic lines have it */
  uint8_t n;
  uint8_t index;
  uint32_t bitrate, data_bitrate; /* 0: not known */
  guint n_timings;                /* settings that are known of it */
} AscChannel;

/* A note that waits for the header. */
typedef struct
{
  Note note;
  char *text;
  gboolean own;
} AscPending;

typedef struct
{
  ByteSink *out;
  const TraceInfo *info;
  GTimeZone *timezone;

  ChannelNumbers numbers;
  AscChannel channels[TRACE_MAX_CHANNELS];

  gboolean begun; /* the header is written */
  gboolean dated;
  int64_t origin;  /* of the block: its stamps count from here */
  uint64_t second; /* of the stamp before: its text */
  char second_text[24];
  uint8_t second_n;

  GArray *pending; /* of AscPending: notes that came before the header could be written; NULL: none */
  gsize pending_bytes;
  guint pending_left_out;
} AscWriter;

gboolean asc_writer_create (void *writer, ByteSink *out, const TraceInfo *info, const FormatOptions *options,
                            GError **error);
gboolean asc_writer_write (void *writer, const CanFrame *frames, guint n, GError **error);
gboolean asc_writer_finish (void *writer, GError **error);
void asc_writer_clear (void *writer);
guint asc_writer_channel_number (void *writer, uint8_t channel);

/* asc-note.c */
gboolean asc_writer_write_note (void *writer, const Note *note, gboolean own, GError **error);
void asc_writer_write_pending (AscWriter *self);

/* asc-error.c: what stands behind the channel, at most ASC_ERROR_MAX bytes; returns its end. */
#define ASC_ERROR_MAX 128
char *asc_put_error (char *p, const CanFrame *frame);

G_END_DECLS
