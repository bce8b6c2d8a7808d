/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "formats/asc-writer.h"

#include "base/text-put.h"
#include "core/frame-bits.h"
#include "formats/asc-private.h"

#include "base/banned.h"

#define NS G_GINT64_CONSTANT (1000000000)
#define MS G_GINT64_CONSTANT (1000000)
#define VERSION "9.0.0" /* of the format: CANFD lines and Length, BitCount, ID are known since 8 */
#define LINE_SIZE (256 + 3 * CAN_FRAME_MAX_LEN + ASC_ERROR_MAX)
#define ID_WIDTH 15
#define NAME_WIDTH 32

/* --- Blocks --- */

static int64_t
floor_to_ms (int64_t time)
{
  int64_t rest = time % MS;

  return can_time_add (time, rest < 0 ? -rest - MS : -rest);
}

/* "Sat Sep 30 03:06:13.191 pm 2017" */
static char *
dup_date (GDateTime *moment, int64_t time)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[]
      = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  int hour = g_date_time_get_hour (moment);
  int ms = (int) ((time % NS + NS) % NS / MS);

  return g_strdup_printf ("%s %s %02d %02d:%02d:%02d.%03d %s %04d", days[g_date_time_get_day_of_week (moment) - 1],
                          months[g_date_time_get_month (moment) - 1], g_date_time_get_day_of_month (moment),
                          (hour + 11) % 12 + 1, g_date_time_get_minute (moment), g_date_time_get_second (moment), ms,
                          hour < 12 ? "am" : "pm", g_date_time_get_year (moment));
}

static char *
dup_local_date (GTimeZone *zone, int64_t time)
{
  GDateTime *moment = g_date_time_new_from_unix_utc (time / NS - (time % NS < 0));
  GDateTime *local = g_date_time_to_timezone (moment, zone);
  char *text = dup_date (local, time);

  g_date_time_unref (local);
  g_date_time_unref (moment);
  return text;
}

/* Clocks that are put back have an hour (on Lord Howe half of one) twice. */
static gboolean
is_there_twice (GTimeZone *zone, int64_t time, const char *text)
{
  static const int offsets[] = { -3600, -1800, 1800, 3600 };
  gboolean twice = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (offsets) && !twice; i++)
    {
      char *other = dup_local_date (zone, can_time_add (time, offsets[i] * NS));

      twice = strcmp (other, text) == 0;
      g_free (other);
    }
  return twice;
}

/* The text for a block that begins at time or, where its text could mean another moment, up to three hours before;
 * *origin is what it means. */
static char *
make_date (const AscWriter *self, int64_t time, int64_t *origin)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  GTimeZone *zone = self->dated ? self->timezone : utc;
  char *text;

  *origin = floor_to_ms (time);
  text = dup_local_date (zone, *origin);
  for (guint attempt = 0; attempt < 3 && is_there_twice (zone, *origin, text); attempt++)
    {
      g_free (text);
      *origin = can_time_add (*origin, -3600 * NS);
      text = dup_local_date (zone, *origin);
    }
  return text;
}

static void
begin_block (AscWriter *self, const char *date)
{
  byte_sink_printf (self->out, "Begin Triggerblock %s\n   0.000000 Start of measurement\n", date);
}

/* What was listened to, which no line of the format tells. */
static void
write_buses (AscWriter *self)
{
  for (guint i = 0; i < trace_info_n_channels (self->info); i++)
    {
      const char *bus = trace_info_get_bus (self->info, (uint8_t) i);
      g_autofree char *text = NULL;

      if (*bus == '\0')
        continue;
      text = g_strdup_printf ("// channel %u: %s: %s", channel_numbers_get (&self->numbers, (uint8_t) i),
                              trace_info_channel_name (self->info, (uint8_t) i), bus);
      g_strdelimit (text, "\r\n", ' ');
      byte_sink_printf (self->out, "%s\n", text);
    }
}

/* first (nullable): the frame that is written next. */
static void
begin (AscWriter *self, const CanFrame *first)
{
  int64_t start = 0;
  char *date;

  self->begun = TRUE;
  self->dated = trace_info_is_dated (self->info);
  if (!trace_info_get_start (self->info, &start) && first != NULL)
    start = first->time;
  if (!self->dated)
    start = 0;
  date = make_date (self, start, &self->origin);
  byte_sink_printf (self->out,
                    "date %s\nbase hex  timestamps absolute\nno internal events logged\n// version " VERSION "\n",
                    date);
  write_buses (self);
  begin_block (self, date);
  g_free (date);
  asc_writer_write_pending (self);
}

static void
begin_earlier_block (AscWriter *self, int64_t time)
{
  char *date = make_date (self, time, &self->origin);

  byte_sink_write (self->out, "End TriggerBlock\n", strlen ("End TriggerBlock\n"));
  begin_block (self, date);
  g_free (date);
}

/* --- Parts of a line --- */

static inline char *
put_stamp (AscWriter *self, char *p, int64_t time)
{
  uint64_t stamp = (uint64_t) time - (uint64_t) self->origin;
  uint64_t second = stamp / NS;
  uint32_t ns = (uint32_t) (stamp % NS);

  if (G_UNLIKELY (second != self->second || self->second_n == 0))
    {
      char digits[24];
      guint n = (guint) (put_unsigned (digits, second) - digits), width = MAX (n, 4);

      memset (self->second_text, ' ', sizeof self->second_text);
      memcpy (self->second_text + width - n, digits, n);
      self->second_text[width] = '.';
      self->second_n = (uint8_t) (width + 1);
      self->second = second;
    }
  memcpy (p, self->second_text, sizeof self->second_text);
  p += self->second_n;
  p = ns % 1000 == 0 ? put_digits (p, ns / 1000, 6) : put_digits (p, ns, 9);
  *p++ = ' ';
  return p;
}

/* Hexadecimal digits, x for 29 bits, then blanks: sixteen characters, of which the length is returned. */
static inline guint
put_id (char *p, uint32_t id)
{
  uint32_t number = can_id_number (id);
  guint n = number == 0 ? 1 : (35 - (guint) __builtin_clz (number)) / 4;
  gboolean extended = can_id_is_extended (id);
  uint8_t bytes[4];

  memset (p, ' ', 16);
  bytes_store_le32 (bytes, GUINT32_SWAP_LE_BE (number << (32 - 4 * n)));
  put_bytes (p, bytes, 4);
  memset (p + n, ' ', 8);
  if (extended)
    p[n] = 'x';
  return n + extended;
}

static inline char *
put_data (char *p, const CanFrame *frame)
{
  for (guint i = 0; i < frame->len; i++, p += 3)
    {
      p[0] = ' ';
      memcpy (p + 1, put_hex_pairs + 2 * frame->data[i], 2);
    }
  return p;
}

static inline char *
put_digit (char *p, guint value)
{
  *p++ = "0123456789ABCDEF"[value & 15];
  return p;
}

static inline char *
put_direction (char *p, const CanFrame *frame)
{
  return put_text (p, frame->flags & CAN_TX ? "Tx   " : "Rx   ", 5);
}

/* Right-justified, for columns that Vector's readers take by their words. */
static char *
put_right (char *p, const char *text, guint n, guint width)
{
  while (width > n)
    {
      *p++ = ' ';
      width--;
    }
  return put_text (p, text, n);
}

/* --- Duration and bits --- */

typedef struct
{
  uint64_t duration; /* ns */
  guint bits;
} Extent;

static inline void
measure (const AscChannel *channel, const CanFrame *frame, Extent *extent)
{
  FrameBitCount count;

  can_frame_count_bits (frame, &count);
  extent->bits = count.nominal + count.data;
  count.nominal -= frame->flags & CAN_TX ? 3 : 4;
  extent->duration = (uint64_t) can_frame_duration (&count, channel->bitrate, channel->data_bitrate);
}

static inline char *
put_trailer (char *p, const AscChannel *channel, const CanFrame *frame)
{
  Extent extent;

  measure (channel, frame, &extent);
  p = PUT_LITERAL (p, "  Length = ");
  p = put_unsigned (p, extent.duration);
  p = PUT_LITERAL (p, " BitCount = ");
  p = put_unsigned (p, extent.bits);
  p = PUT_LITERAL (p, " ID = ");
  p = put_unsigned (p, can_id_number (frame->id));
  if (can_id_is_extended (frame->id))
    *p++ = 'x';
  return p;
}

/* --- Lines --- */

static inline char *
put_classic (char *p, const AscChannel *channel, const CanFrame *frame)
{
  p = put_text (p, channel->text, sizeof channel->text) - sizeof channel->text + channel->n;
  put_id (p, frame->id);
  p += ID_WIDTH + 1;
  p = put_direction (p, frame);
  if (frame->id & CAN_ID_REMOTE)
    {
      p = PUT_LITERAL (p, "r ");
      p = put_digit (p, frame->dlc);
    }
  else
    {
      p = PUT_LITERAL (p, "d ");
      p = put_digit (p, frame->dlc);
      p = put_data (p, frame);
    }
  return channel->bitrate > 0 ? put_trailer (p, channel, frame) : p;
}

static char *
put_timing (char *p, const TraceInfo *info, const AscChannel *channel, int64_t time)
{
  const TraceTiming *timing = trace_info_timing_at (info, channel->index, time);
  char text[24];

  for (guint i = 0; i < TRACE_TIMING_WORDS; i++)
    {
      *p++ = ' ';
      p = put_right (p, text, (guint) (put_hex (text, timing->words[i]) - text), 8);
    }
  return p;
}

/* An FD channel's two rates are needed to tell how long a frame takes. */
static char *
put_fd (char *p, const TraceInfo *info, const AscChannel *channel, guint number, const CanFrame *frame)
{
  static const char digits[] = "0123456789abcdef";
  gboolean brs = (frame->flags & CAN_BRS) != 0;
  guint flags = ASC_FLAG_EDL | (brs ? ASC_FLAG_BRS : 0) | (frame->flags & CAN_ESI ? ASC_FLAG_ESI : 0);
  char text[24];
  Extent extent = { 0, 0 };

  if (channel->bitrate > 0 && (!brs || channel->data_bitrate > 0))
    measure (channel, frame, &extent);
  p = PUT_LITERAL (p, "CANFD ");
  p = put_right (p, text, (guint) (put_unsigned (text, number) - text), 3);
  *p++ = ' ';
  p = put_direction (p, frame);
  p = put_right (p, text, put_id (text, frame->id), 9);
  memset (p, ' ', NAME_WIDTH + 3);
  p += NAME_WIDTH + 3;
  p[0] = brs ? '1' : '0';
  p[1] = ' ';
  p[2] = frame->flags & CAN_ESI ? '1' : '0';
  p[3] = ' ';
  p[4] = digits[frame->dlc & 15];
  p[5] = ' ';
  p = put_right (p + 6, text, (guint) (put_unsigned (text, frame->len) - text), 2);
  p = put_data (p, frame);
  *p++ = ' ';
  p = put_right (p, text, (guint) (put_unsigned (text, extent.duration) - text), 8);
  *p++ = ' ';
  p = put_right (p, text, (guint) (put_unsigned (text, extent.bits) - text), 4);
  *p++ = ' ';
  p = put_right (p, text, (guint) (put_hex (text, flags) - text), 8);
  p = PUT_LITERAL (p, "        0"); /* CRC: not known */
  if (channel->n_timings > 0)
    return put_timing (p, info, channel, frame->time);
  return PUT_LITERAL (p, "        0        0        0        0");
}

static inline char *
put_frame (AscWriter *self, char *p, const CanFrame *frame)
{
  const AscChannel *channel = &self->channels[frame->channel];

  p = put_stamp (self, p, frame->time);
  if (G_UNLIKELY (frame->id & CAN_ID_ERROR))
    {
      p = put_text (p, channel->text, channel->n);
      p = asc_put_error (p, frame);
    }
  else if (frame->flags & CAN_FD)
    p = put_fd (p, self->info, channel, channel_numbers_get (&self->numbers, frame->channel), frame);
  else
    p = put_classic (p, channel, frame);
  *p++ = '\n';
  return p;
}

/* --- The writer --- */

gboolean
asc_writer_create (void *writer, ByteSink *out, const TraceInfo *info, const FormatOptions *options, GError **error)
{
  AscWriter *self = writer;

  self->out = out;
  self->info = info;
  self->timezone = options->timezone != NULL ? g_time_zone_ref (options->timezone) : g_time_zone_new_local ();
  channel_numbers_init (&self->numbers, info);
  return TRUE;
}

/* Channels and rates may become known at any time. */
static void
update_channel (AscWriter *self, uint8_t index)
{
  AscChannel *channel = &self->channels[index];

  if (channel->n == 0)
    {
      guint number = channel_numbers_get (&self->numbers, index);
      char *end;

      memset (channel->text, ' ', sizeof channel->text);
      end = put_unsigned (channel->text, number);
      channel->n = (uint8_t) (MAX (end - channel->text, 2) + 1);
    }
  channel->index = index;
  channel->n_timings = trace_info_n_timings (self->info, index, NULL);
  trace_info_get_bitrate (self->info, index, &channel->bitrate, &channel->data_bitrate);
}

gboolean
asc_writer_write (void *writer, const CanFrame *frames, guint n, GError **error)
{
  AscWriter *self = writer;
  uint64_t updated[TRACE_MAX_CHANNELS / 64] = { 0 };

  if (!self->begun)
    begin (self, n > 0 ? frames : NULL);
  for (guint i = 0; i < n; i++)
    {
      guint channel = frames[i].channel;
      char *line;

      if (G_UNLIKELY (!(updated[channel / 64] >> channel % 64 & 1)))
        {
          update_channel (self, (uint8_t) channel);
          updated[channel / 64] |= UINT64_C (1) << channel % 64;
        }
      if (G_UNLIKELY (frames[i].time < self->origin))
        begin_earlier_block (self, frames[i].time);
      line = byte_sink_reserve (self->out, LINE_SIZE);
      byte_sink_commit (self->out, (gsize) (put_frame (self, line, &frames[i]) - line));
    }
  return TRUE;
}

gboolean
asc_writer_finish (void *writer, GError **error)
{
  AscWriter *self = writer;

  if (!self->begun)
    begin (self, NULL);
  byte_sink_write (self->out, "End TriggerBlock\n", strlen ("End TriggerBlock\n"));
  return TRUE;
}

void
asc_writer_clear (void *writer)
{
  AscWriter *self = writer;

  g_clear_pointer (&self->timezone, g_time_zone_unref);
  g_clear_pointer (&self->pending, g_array_unref);
}

guint
asc_writer_channel_number (void *writer, uint8_t channel)
{
  AscWriter *self = writer;

  return channel_numbers_get (&self->numbers, channel);
}
