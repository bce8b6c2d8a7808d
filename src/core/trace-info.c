/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/trace-info-private.h"

#include "base/bytes.h"

#include <stdatomic.h>
#include <string.h>

#include "base/banned.h"

typedef struct
{
  const char *name; /* in TraceInfo.text */
  gsize n;
} Channel;

typedef struct
{
  atomic_uint n;
  _Atomic uint64_t n_more;
  TraceTiming items[TRACE_MAX_TIMINGS];
  uint32_t last[TRACE_TIMING_WORDS]; /* writer */
} Timings;

struct TraceInfo
{
  atomic_int ref_count;
  atomic_uint n_channels;
  Channel channels[TRACE_MAX_CHANNELS];
  _Atomic uint64_t bitrates[TRACE_MAX_CHANNELS];    /* data << 32 | nominal */
  _Atomic (const char *) buses[TRACE_MAX_CHANNELS]; /* in text; NULL: not known */
  _Atomic (Timings *) timings[TRACE_MAX_CHANNELS];  /* NULL: none */
  guint last;                                       /* writer: channel found last, likely to be asked for again */

  _Atomic int64_t start;
  atomic_bool has_start, dated;
  _Atomic (const char *) format;
  _Atomic (const char *) dialect;

  GStringChunk *text; /* writer; what was set before stays valid for readers */
};

TraceInfo *
trace_info_new (void)
{
  TraceInfo *self = g_new0 (TraceInfo, 1);

  self->ref_count = 1;
  self->text = g_string_chunk_new (256);
  self->format = "";
  self->dialect = "";
  return self;
}

TraceInfo *
trace_info_ref (TraceInfo *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
trace_info_unref (TraceInfo *self)
{
  if (self == NULL || atomic_fetch_sub (&self->ref_count, 1) > 1)
    return;
  for (guint i = 0; i < TRACE_MAX_CHANNELS; i++)
    g_free (self->timings[i]);
  g_string_chunk_free (self->text);
  g_free (self);
}

static gboolean
channel_is (const Channel *channel, const char *name, gsize n)
{
  return channel->n == n && memcmp (channel->name, name, n) == 0;
}

uint8_t
trace_info_channel (TraceInfo *self, const char *name, gsize n, gboolean *full)
{
  guint n_channels = atomic_load_explicit (&self->n_channels, memory_order_relaxed);

  if (full != NULL)
    *full = FALSE;
  if (self->last < n_channels && channel_is (&self->channels[self->last], name, n))
    return (uint8_t) self->last;
  for (guint i = 0; i < n_channels; i++)
    if (channel_is (&self->channels[i], name, n))
      {
        self->last = i;
        return (uint8_t) i;
      }
  if (n_channels == TRACE_MAX_CHANNELS)
    {
      if (full != NULL)
        *full = TRUE;
      return TRACE_MAX_CHANNELS - 1;
    }
  self->channels[n_channels] = (Channel){ g_string_chunk_insert_len (self->text, name, (gssize) n), n };
  self->last = n_channels;
  atomic_store_explicit (&self->n_channels, n_channels + 1, memory_order_release);
  return (uint8_t) n_channels;
}

guint
trace_info_n_channels (const TraceInfo *self)
{
  return atomic_load_explicit (&self->n_channels, memory_order_acquire);
}

const char *
trace_info_channel_name (const TraceInfo *self, uint8_t channel)
{
  return channel < trace_info_n_channels (self) ? self->channels[channel].name : "";
}

gboolean
trace_info_has_channel (const TraceInfo *self, const char *name)
{
  gsize n = strlen (name);

  for (guint i = 0; i < trace_info_n_channels (self); i++)
    if (channel_is (&self->channels[i], name, n))
      return TRUE;
  return FALSE;
}

void
trace_info_set_bitrate (TraceInfo *self, uint8_t channel, uint32_t bitrate, uint32_t data_bitrate)
{
  atomic_store_explicit (&self->bitrates[channel], (uint64_t) data_bitrate << 32 | bitrate, memory_order_relaxed);
}

void
trace_info_get_bitrate (const TraceInfo *self, uint8_t channel, uint32_t *bitrate, uint32_t *data_bitrate)
{
  uint64_t both = atomic_load_explicit (&self->bitrates[channel], memory_order_relaxed);

  *bitrate = (uint32_t) both;
  *data_bitrate = (uint32_t) (both >> 32);
}

/* --- Bit timing --- */

static void
append_timing (Timings *to, const TraceTiming *timing)
{
  guint n = atomic_load_explicit (&to->n, memory_order_relaxed);

  memcpy (to->last, timing->words, sizeof to->last);
  if (n == TRACE_MAX_TIMINGS)
    {
      atomic_fetch_add_explicit (&to->n_more, 1, memory_order_relaxed);
      return;
    }
  to->items[n] = *timing;
  atomic_store_explicit (&to->n, n + 1, memory_order_release);
}

void
trace_info_add_timing (TraceInfo *self, uint8_t channel, const TraceTiming *timing)
{
  static const uint32_t nothing[TRACE_TIMING_WORDS];
  Timings *to = atomic_load_explicit (&self->timings[channel], memory_order_relaxed);

  if (memcmp (to != NULL ? to->last : nothing, timing->words, sizeof nothing) == 0
      || memcmp (nothing, timing->words, sizeof nothing) == 0)
    return;
  if (to == NULL)
    {
      to = g_new0 (Timings, 1);
      append_timing (to, timing);
      atomic_store_explicit (&self->timings[channel], to, memory_order_release);
    }
  else
    append_timing (to, timing);
}

guint
trace_info_n_timings (const TraceInfo *self, uint8_t channel, uint64_t *n_more)
{
  const Timings *timings = atomic_load_explicit (&self->timings[channel], memory_order_acquire);

  if (n_more != NULL)
    *n_more = timings != NULL ? atomic_load_explicit (&timings->n_more, memory_order_relaxed) : 0;
  return timings != NULL ? atomic_load_explicit (&timings->n, memory_order_acquire) : 0;
}

const TraceTiming *
trace_info_get_timing (const TraceInfo *self, uint8_t channel, guint index)
{
  const Timings *timings = atomic_load_explicit (&self->timings[channel], memory_order_acquire);

  g_return_val_if_fail (timings != NULL && index < TRACE_MAX_TIMINGS, NULL);
  return &timings->items[index];
}

const TraceTiming *
trace_info_timing_at (const TraceInfo *self, uint8_t channel, int64_t time)
{
  guint n = trace_info_n_timings (self, channel, NULL);
  const TraceTiming *found = n > 0 ? trace_info_get_timing (self, channel, 0) : NULL;

  for (guint i = 1; i < n; i++)
    {
      const TraceTiming *timing = trace_info_get_timing (self, channel, i);

      if (timing->time <= time)
        found = timing;
    }
  return found;
}

static void
copy_timings (TraceInfo *self, uint8_t channel, const TraceInfo *from, uint8_t from_channel)
{
  for (guint i = 0; i < trace_info_n_timings (from, from_channel, NULL); i++)
    {
      const TraceTiming *timing = trace_info_get_timing (from, from_channel, i);
      const TraceTiming *known = trace_info_timing_at (self, channel, timing->time);

      if (trace_info_n_timings (self, channel, NULL) < TRACE_MAX_TIMINGS
          && (known == NULL || memcmp (known->words, timing->words, sizeof known->words) != 0))
        trace_info_add_timing (self, channel, timing);
    }
}

void
trace_info_set_bus (TraceInfo *self, uint8_t channel, const char *bus)
{
  const char *known = trace_info_get_bus (self, channel);
  gsize n = strlen (bus);

  if (n > TRACE_BUS_MAX)
    for (n = TRACE_BUS_MAX; n > 0 && ((uint8_t) bus[n] & 0xC0) == 0x80;) /* not within a character */
      n--;
  if (strlen (known) == n && memcmp (known, bus, n) == 0)
    return; /* text only grows */
  atomic_store_explicit (&self->buses[channel], g_string_chunk_insert_len (self->text, bus, (gssize) n),
                         memory_order_release);
}

const char *
trace_info_get_bus (const TraceInfo *self, uint8_t channel)
{
  const char *bus = atomic_load_explicit (&self->buses[channel], memory_order_acquire);

  return bus != NULL ? bus : "";
}

void
trace_info_copy_channel (TraceInfo *self, uint8_t channel, const TraceInfo *from, uint8_t from_channel)
{
  const char *bus = trace_info_get_bus (from, from_channel);
  uint32_t bitrate, data_bitrate;

  trace_info_get_bitrate (from, from_channel, &bitrate, &data_bitrate);
  if (bitrate > 0 || data_bitrate > 0)
    trace_info_set_bitrate (self, channel, bitrate, data_bitrate);
  if (*bus != '\0')
    trace_info_set_bus (self, channel, bus);
  copy_timings (self, channel, from, from_channel);
}

void
trace_info_set_start (TraceInfo *self, int64_t start, gboolean dated)
{
  atomic_store_explicit (&self->start, start, memory_order_relaxed);
  atomic_store_explicit (&self->dated, dated != FALSE, memory_order_relaxed);
  atomic_store_explicit (&self->has_start, TRUE, memory_order_release);
}

gboolean
trace_info_get_start (const TraceInfo *self, int64_t *start)
{
  if (!atomic_load_explicit (&self->has_start, memory_order_acquire))
    return FALSE;
  if (start != NULL)
    *start = atomic_load_explicit (&self->start, memory_order_relaxed);
  return TRUE;
}

gboolean
trace_info_is_dated (const TraceInfo *self)
{
  return atomic_load_explicit (&self->has_start, memory_order_acquire)
         && atomic_load_explicit (&self->dated, memory_order_relaxed);
}

void
trace_info_set_format (TraceInfo *self, const char *format, const char *dialect)
{
  atomic_store_explicit (&self->format, g_string_chunk_insert (self->text, format != NULL ? format : ""),
                         memory_order_release);
  atomic_store_explicit (&self->dialect, g_string_chunk_insert (self->text, dialect != NULL ? dialect : ""),
                         memory_order_release);
}

const char *
trace_info_get_format (const TraceInfo *self)
{
  return atomic_load_explicit (&self->format, memory_order_acquire);
}

const char *
trace_info_get_dialect (const TraceInfo *self)
{
  return atomic_load_explicit (&self->dialect, memory_order_acquire);
}

/* --- As bytes: has_start, dated, start, format, dialect, number of channels, their names; then their bit rates; then
 * their buses; then for each the number of its bit timings and these. Traces of an older Canid end before any --- */

#define HAS_START 1
#define DATED 2
#define FIXED_SIZE (1 + 8)
#define TIMING_SIZE (8 + 4 * TRACE_TIMING_WORDS)

static void
pack_text (GByteArray *bytes, const char *text, gsize n)
{
  uint8_t size[2];

  n = MIN (n, UINT16_MAX);
  bytes_store_le16 (size, (uint16_t) n);
  g_byte_array_append (bytes, size, sizeof size);
  g_byte_array_append (bytes, (const uint8_t *) text, (guint) n);
}

/* One that may be replaced meanwhile: it is asked for once. */
static void
pack_string (GByteArray *bytes, const char *text)
{
  pack_text (bytes, text, strlen (text));
}

static void
pack_timings (const TraceInfo *self, uint8_t channel, GByteArray *bytes)
{
  uint8_t n = (uint8_t) trace_info_n_timings (self, channel, NULL);

  g_byte_array_append (bytes, &n, 1);
  for (guint i = 0; i < n; i++)
    {
      const TraceTiming *timing = trace_info_get_timing (self, channel, i);
      uint8_t packed[TIMING_SIZE];

      bytes_store_le64 (packed, (uint64_t) timing->time);
      for (guint k = 0; k < TRACE_TIMING_WORDS; k++)
        bytes_store_le32 (packed + 8 + 4 * k, timing->words[k]);
      g_byte_array_append (bytes, packed, sizeof packed);
    }
}

void
trace_info_pack (const TraceInfo *self, GByteArray *bytes)
{
  guint n_channels = trace_info_n_channels (self);
  uint8_t fixed[FIXED_SIZE] = { 0 }, count[2];
  int64_t start = 0;

  if (trace_info_get_start (self, &start))
    fixed[0] = HAS_START | (trace_info_is_dated (self) ? DATED : 0);
  bytes_store_le64 (fixed + 1, (uint64_t) start);
  g_byte_array_append (bytes, fixed, sizeof fixed);
  pack_string (bytes, trace_info_get_format (self));
  pack_string (bytes, trace_info_get_dialect (self));
  bytes_store_le16 (count, (uint16_t) n_channels);
  g_byte_array_append (bytes, count, sizeof count);
  for (guint i = 0; i < n_channels; i++)
    pack_text (bytes, self->channels[i].name, self->channels[i].n);
  for (guint i = 0; i < n_channels; i++)
    {
      uint8_t bitrates[8];

      bytes_store_le64 (bitrates, atomic_load (&self->bitrates[i]));
      g_byte_array_append (bytes, bitrates, sizeof bitrates);
    }
  for (guint i = 0; i < n_channels; i++)
    pack_string (bytes, trace_info_get_bus (self, (uint8_t) i));
  for (guint i = 0; i < n_channels; i++)
    pack_timings (self, (uint8_t) i, bytes);
}

/* Moves on behind a text of the bytes; NULL at their end. */
static const char *
unpack_text (const uint8_t **bytes, gsize *n, gsize *length)
{
  const char *text;

  if (*n < 2)
    return NULL;
  *length = bytes_load_le16 (*bytes);
  if (*length > *n - 2)
    return NULL;
  text = (const char *) *bytes + 2;
  *bytes += 2 + *length;
  *n -= 2 + *length;
  return text;
}

static gboolean
unpack_timings (TraceInfo *self, guint n_channels, const uint8_t *bytes, gsize n)
{
  for (guint i = 0; i < n_channels; i++)
    {
      guint n_timings;

      if (n == 0)
        return FALSE;
      n_timings = *bytes++;
      n--;
      for (; n_timings > 0; n_timings--, bytes += TIMING_SIZE, n -= TIMING_SIZE)
        {
          TraceTiming timing;

          if (n < TIMING_SIZE)
            return FALSE;
          timing.time = (int64_t) bytes_load_le64 (bytes);
          for (guint k = 0; k < TRACE_TIMING_WORDS; k++)
            timing.words[k] = bytes_load_le32 (bytes + 8 + 4 * k);
          trace_info_add_timing (self, (uint8_t) i, &timing);
        }
    }
  return TRUE;
}

static gboolean
unpack_buses (TraceInfo *self, guint n_channels, const uint8_t *bytes, gsize n)
{
  for (guint i = 0; i < n_channels; i++)
    {
      gsize length;
      const char *bus = unpack_text (&bytes, &n, &length);

      if (bus == NULL)
        return FALSE;
      if (length > 0)
        atomic_store (&self->buses[i],
                      g_string_chunk_insert_len (self->text, bus, (gssize) MIN (length, TRACE_BUS_MAX)));
    }
  return n == 0 || unpack_timings (self, n_channels, bytes, n);
}

gboolean
trace_info_unpack (TraceInfo *self, const uint8_t *bytes, gsize n)
{
  const char *format, *dialect;
  gsize format_length, dialect_length;
  guint n_channels;

  if (n < FIXED_SIZE)
    return FALSE;
  if (bytes[0] & HAS_START)
    trace_info_set_start (self, (int64_t) bytes_load_le64 (bytes + 1), (bytes[0] & DATED) != 0);
  bytes += FIXED_SIZE;
  n -= FIXED_SIZE;
  format = unpack_text (&bytes, &n, &format_length);
  dialect = format != NULL ? unpack_text (&bytes, &n, &dialect_length) : NULL;
  if (dialect == NULL || n < 2)
    return FALSE;
  atomic_store (&self->format, g_string_chunk_insert_len (self->text, format, (gssize) format_length));
  atomic_store (&self->dialect, g_string_chunk_insert_len (self->text, dialect, (gssize) dialect_length));

  n_channels = bytes_load_le16 (bytes);
  bytes += 2;
  n -= 2;
  for (guint i = 0; i < MIN (n_channels, TRACE_MAX_CHANNELS); i++)
    {
      gsize length;
      const char *name = unpack_text (&bytes, &n, &length);

      if (name == NULL)
        return FALSE;
      trace_info_channel (self, name, length, NULL);
    }
  if (n == 0)
    return TRUE;
  for (guint i = 0; i < MIN (n_channels, TRACE_MAX_CHANNELS); i++, bytes += 8, n -= 8)
    {
      if (n < 8)
        return FALSE;
      atomic_store (&self->bitrates[i], bytes_load_le64 (bytes));
    }
  return n == 0 || unpack_buses (self, MIN (n_channels, TRACE_MAX_CHANNELS), bytes, n);
}
