/* bits.c: one line's samples as the digits 0 and 1, one after the other; white space and comments (#) between them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The sample rate stands in a comment ("# sample rate: 24 MHz") or is given.
 */
#include "config.h"
#include "base/i18n.h"
#include "formats/sample-log.h"
#include "formats/sample-writer.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

extern const Format format_bits;

#define CHUNK (1u << 20)
#define COMMENT_MAX 200

typedef struct
{
  SampleLog log;
  int64_t now;
  gboolean level, known, in_comment;
  gboolean fresh; /* what stood before was passed over */
  char comment[COMMENT_MAX + 1];
  gsize n_comment;
  double rate;
  guint64 n_strange;
} Reader;

static void
take_comment (Reader *self)
{
  const char *colon;
  double rate;

  self->in_comment = FALSE;
  self->comment[self->n_comment] = '\0';
  colon = strchr (self->comment, ':');
  if (colon != NULL && sample_rate_parse (colon + 1, strlen (colon + 1), &rate))
    self->rate = rate;
}

static gboolean
begin (Reader *self, GError **error)
{
  if (!sample_log_set_rate (&self->log, self->rate, error))
    return FALSE;
  wave_add_line (self->log.wave, "bits", -1);
  return TRUE;
}

static gboolean
take_char (Reader *self, char c, GError **error)
{
  if (self->in_comment)
    {
      if (c == '\n')
        take_comment (self);
      else if (self->n_comment < COMMENT_MAX)
        self->comment[self->n_comment++] = c;
      return TRUE;
    }
  if (c == '0' || c == '1')
    {
      if (!self->known && !begin (self, error))
        return FALSE;
      if (!self->known || self->fresh || self->level != (c == '1'))
        wave_edge (self->log.wave, 0, self->now, c == '1');
      self->known = TRUE;
      self->fresh = FALSE;
      self->level = c == '1';
      self->now++;
    }
  else if (c == '#')
    {
      self->in_comment = TRUE;
      self->n_comment = 0;
    }
  else if (!g_ascii_isspace (c))
    self->n_strange++;
  return TRUE;
}

static SampleStep
read_some (SampleLog *log, FrameBatch *out, int64_t *end, GError **error)
{
  Reader *self = (Reader *) log;
  gsize n;
  const uint8_t *bytes;

  if (self->known && sample_log_move (log, &self->now))
    self->fresh = TRUE;
  bytes = byte_source_peek (log->in, CHUNK, &n, error);
  if (bytes == NULL)
    return SAMPLE_FAILED;
  for (gsize i = 0; i < n; i++)
    if (!take_char (self, (char) bytes[i], error))
      return SAMPLE_FAILED;
  byte_source_skip (log->in, n);
  wave_advance (log->wave, self->now);
  if (self->known && !self->in_comment)
    sample_log_set_place (log, self->now, byte_source_position (log->in));
  if (n == CHUNK)
    return SAMPLE_MORE;
  if (self->n_strange > 0)
    frame_batch_add_problem (out, 0, N_ ("%" PRIu64 " characters are neither 0 nor 1"), self->n_strange);
  *end = self->now;
  return SAMPLE_END;
}

static FormatStep
bits_read (void *reader, FrameBatch *out, GError **error)
{
  return sample_log_read (reader, read_some, out, error);
}

static gboolean
bits_open (void *reader, ByteSource *in, TraceInfo *info, const FormatOptions *options, GError **error)
{
  sample_log_init (reader, in, info, options);
  return TRUE;
}

static void
bits_close (void *reader)
{
  sample_log_clear (reader);
}

static guint
bits_probe (const uint8_t *head, gsize n, gboolean extension_fits)
{
  gboolean comment = FALSE;
  guint digits = 0;

  for (gsize i = 0; i < n; i++)
    if (comment || head[i] == '#')
      comment = head[i] != '\n';
    else if (head[i] == '0' || head[i] == '1')
      digits++;
    else if (!g_ascii_isspace (head[i]))
      return 0;
  return digits < 16 ? 0 : extension_fits ? 95 : digits > 200 ? 40 : 0;
}

/* --- Writing --- */

#define PER_LINE 100 /* digits */

typedef struct
{
  SampleWriter base;
  guint column;
} Writer;

static void
write_digits (Writer *self, uint64_t levels, int64_t n)
{
  char line[PER_LINE + 1];

  memset (line, levels & 1 ? '1' : '0', PER_LINE);
  line[PER_LINE] = '\n';
  while (n > 0 && !byte_sink_failed (self->base.out))
    {
      guint run = (guint) MIN (n, (int64_t) (PER_LINE - self->column));

      byte_sink_write (self->base.out, line + PER_LINE - run, run + (self->column + run == PER_LINE));
      self->column = (self->column + run) % PER_LINE;
      n -= run;
    }
}

static void
write_head (SampleWriter *base)
{
  char rate[G_ASCII_DTOSTR_BUF_SIZE];

  byte_sink_printf (base->out, "# sample rate: %s Hz\n", g_ascii_formatd (rate, sizeof rate, "%.12g", base->rate));
}

static void
write_step (SampleWriter *base, uint64_t before, int64_t tick, uint64_t now)
{
  write_digits ((Writer *) base, before, tick - base->now);
}

static void
write_end (SampleWriter *base, uint64_t levels, int64_t tick)
{
  write_digits ((Writer *) base, levels, tick - base->now);
  byte_sink_write (base->out, "\n", 1);
}

static const SampleWriterClass writer_class
    = { .sampled = TRUE, .one_line = TRUE, .begin = write_head, .step = write_step, .end = write_end };

static gboolean
bits_create (void *writer, ByteSink *out, const TraceInfo *info, const FormatOptions *options, GError **error)
{
  return sample_writer_init (writer, &writer_class, out, info, options, error);
}

static gboolean
bits_write (void *writer, const CanFrame *frames, guint n, GError **error)
{
  return sample_writer_write (writer, frames, n, error);
}

static gboolean
bits_finish (void *writer, GError **error)
{
  return sample_writer_finish (writer, error);
}

static void
bits_clear (void *writer)
{
  sample_writer_clear (writer);
}

const Format format_bits = {
  .id = "bits",
  .name = N_ ("samples as 0 and 1"),
  .extensions = "bits",
  .abilities = FORMAT_READ | FORMAT_WRITE | FORMAT_AT_END | FORMAT_SAMPLES | FORMAT_BIT_RATES | FORMAT_FD
               | FORMAT_REMOTE | FORMAT_ERROR | FORMAT_NANOSECONDS | FORMAT_CHANNEL_NAMES | FORMAT_FD_FLAGS,
  .place = FORMAT_PLACE_BYTE,
  .probe = bits_probe,
  .reader_size = sizeof (Reader),
  .open = bits_open,
  .read = bits_read,
  .close = bits_close,
  .writer_size = sizeof (Writer),
  .create = bits_create,
  .write = bits_write,
  .finish = bits_finish,
  .clear = bits_clear,
};
