/* trace-info.h: what is known of a trace as a whole: where it came from, when it started, its channels.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Append-only and reference counted. The one thread that fills the store writes; any thread reads without locks:
 * channels and bit timings are published by atomic counts, bit rates and buses are atomic, everything else is written
 * before the first frame is appended.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define TRACE_MAX_CHANNELS 256 /* CanFrame.channel is a byte */

typedef struct TraceInfo TraceInfo;

TraceInfo *trace_info_new (void);
TraceInfo *trace_info_ref (TraceInfo *self);
void trace_info_unref (TraceInfo *self); /* (nullable) */

/* Index of the channel of this name (n bytes, UTF-8, as the source names it: "1", "can0", ""), added if new. A 257th
 * name is not added: the last index is returned and *full set, so that the reader counts a problem. */
uint8_t trace_info_channel (TraceInfo *self, const char *name, gsize n, gboolean *full);
guint trace_info_n_channels (const TraceInfo *self);
const char *trace_info_channel_name (const TraceInfo *self,
                                     uint8_t channel); /* "" above the count; valid while self is */

gboolean trace_info_has_channel (const TraceInfo *self, const char *name);

/* Bit rates of a channel in bit/s where the source tells them, 0: unknown. May become known at any time. */
void trace_info_set_bitrate (TraceInfo *self, uint8_t channel, uint32_t bitrate, uint32_t data_bitrate);
void trace_info_get_bitrate (const TraceInfo *self, uint8_t channel, uint32_t *bitrate, uint32_t *data_bitrate);

/* Bit timing of a channel as the words of the source tell it: nominal, data, and their extensions (ASC's BTArb, BTData,
 * BTExtArb, BTExtData; timing/timing-words.h reads them). 0: not told. */
#define TRACE_TIMING_WORDS 4
#define TRACE_MAX_TIMINGS 16 /* settings of a channel that are kept */

typedef struct
{
  int64_t time; /* of the first frame with these words */
  uint32_t words[TRACE_TIMING_WORDS];
} TraceTiming;

/* Another setting from then on; nothing where it is that of before, or words of nothing. What is beyond
 * TRACE_MAX_TIMINGS is only counted. */
void trace_info_add_timing (TraceInfo *self, uint8_t channel, const TraceTiming *timing);
/* Settings of the channel in the order in which the source has them; may grow at any time. *n_more (nullable): how
 * often it changed beyond those. */
guint trace_info_n_timings (const TraceInfo *self, uint8_t channel, uint64_t *n_more);
const TraceTiming *trace_info_get_timing (const TraceInfo *self, uint8_t channel,
                                          guint index); /* valid while self is */

/* The setting that holds at a time, the first before it; NULL: none is known. Valid while self is. */
const TraceTiming *trace_info_timing_at (const TraceInfo *self, uint8_t channel, int64_t time);

/* The bus that a channel was received from, in one line: backend, channel, driver, adapter, serial number, rate, mode
 * (bus_get_description); "" where it was none, or nobody said. At most TRACE_BUS_MAX bytes are kept. May become known
 * at any time. */
#define TRACE_BUS_MAX 400
void trace_info_set_bus (TraceInfo *self, uint8_t channel, const char *bus);
const char *trace_info_get_bus (const TraceInfo *self, uint8_t channel);

/* Bit rates, bit timings and bus of another trace's channel, as far as they are known there. May be called again: what
 * is known already is not added twice. */
void trace_info_copy_channel (TraceInfo *self, uint8_t channel, const TraceInfo *from, uint8_t from_channel);

/* Start of the trace: first trigger block or date of the source, else its first frame; ns, on the same scale as
 * CanFrame.time. dated: times are since 1970 UTC; otherwise since the start of the recording. */
void trace_info_set_start (TraceInfo *self, int64_t start, gboolean dated);
gboolean trace_info_get_start (const TraceInfo *self, int64_t *start); /* FALSE: not known yet */
gboolean trace_info_is_dated (const TraceInfo *self);

/* Format id ("asc") and what distinguishes this file within it ("version 8.1, base hex, timestamps absolute"); either
 * may be "". */
void trace_info_set_format (TraceInfo *self, const char *format, const char *dialect);
const char *trace_info_get_format (const TraceInfo *self);
const char *trace_info_get_dialect (const TraceInfo *self);

G_END_DECLS
