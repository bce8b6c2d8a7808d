/* sample-csv.c: samples as tables: Saleae Logic, DSView, sigrok, oscilloscopes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *   Time [s],Channel 0,Channel 1            Saleae: a row an edge or a sample; times in seconds
 *   ; Sample rate: 24 MHz                   DSView, sigrok: comments with ; or #, then
 *   Time(s), 0, 1                             rows with times, or none: then a row a sample
 *
 * Cells are parted by comma, semicolon or tab. Values are 0 and 1, or voltages, of which the middle parts high from low
 * unless a threshold is given. A row that cannot be read is a problem and passed over.
 */
#include "config.h"
#include "base/errors.h"
#include "base/i18n.h"
#include "formats/sample-log.h"
#include "formats/sample-writer.h"
#include "formats/line-reader.h"

#include <math.h>
#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

extern const Format format_sample_csv;

#define TICKS 1e10 /* of tables with times: 0.1 ns */
#define LINES_AT_ONCE 4096

typedef struct
{
  SampleLog log;
  LineReader lines;
  char delimiter;
  gboolean has_head, has_rows, has_time, first;
  double rate;  /* of tables without times; 0 until a comment tells */
  double start; /* s of the first row */
  int64_t now;  /* ticks */
  guint n_lines;
  AnalogLevel levels[WAVE_MAX_LINES];
} Reader;

/* --- Cells --- */

static gsize
trim (const char **cell, gsize n)
{
  while (n > 0 && (**cell == ' ' || **cell == '"'))
    {
      (*cell)++;
      n--;
    }
  while (n > 0 && ((*cell)[n - 1] == ' ' || (*cell)[n - 1] == '"'))
    n--;
  return n;
}

/* The next cell of a row; FALSE behind the last. */
static gboolean
next_cell (const char **p, const char *end, char delimiter, const char **cell, gsize *n)
{
  const char *stop;

  if (*p > end)
    return FALSE;
  stop = memchr (*p, delimiter, (gsize) (end - *p));
  if (stop == NULL)
    stop = end;
  *cell = *p;
  *n = trim (cell, (gsize) (stop - *p));
  *p = stop + 1;
  return TRUE;
}

/* Digits, sign, point, exponent: what strtod of the C locale takes, without its words. */
static gboolean
parse_number (const char *cell, gsize n, double *value)
{
  char text[40], *end;

  if (n == 1 && (cell[0] == '0' || cell[0] == '1'))
    {
      *value = cell[0] - '0';
      return TRUE;
    }
  if (n == 0 || n >= sizeof text)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isdigit (cell[i]) && strchr ("+-.eE", cell[i]) == NULL)
      return FALSE;
  memcpy (text, cell, n);
  text[n] = '\0';
  *value = g_ascii_strtod (text, &end);
  return *end == '\0' && isfinite (*value);
}

static char
find_delimiter (const char *line, gsize n)
{
  if (memchr (line, '\t', n) != NULL)
    return '\t';
  return memchr (line, ',', n) == NULL && memchr (line, ';', n) != NULL ? ';' : ',';
}

static gboolean
is_time_name (const char *cell, gsize n)
{
  return n >= 4 && n < 24 && g_ascii_strncasecmp (cell, "time", 4) == 0 && (n == 4 || !g_ascii_isalpha (cell[4]));
}

/* --- Head --- */

static void
take_comment (Reader *self, const char *line, gsize n)
{
  g_autofree char *lower = g_ascii_strdown (line, (gssize) MIN (n, 200));
  const char *colon = strchr (lower, ':'), *word = strstr (lower, "rate");
  double rate;

  if (word == NULL || strstr (lower, "sampl") == NULL || colon == NULL || colon < word)
    return;
  if (sample_rate_parse (line + (colon + 1 - lower), MIN (n, 200) - (gsize) (colon + 1 - lower), &rate))
    self->rate = rate;
}

static void
add_line (Reader *self, const char *name, gsize n)
{
  g_autofree char *numbered = n == 0 ? g_strdup_printf ("%u", self->n_lines) : NULL;
  guint line = wave_add_line (self->log.wave, numbered != NULL ? numbered : name, numbered != NULL ? -1 : (gssize) n);

  if (line == WAVE_MAX_LINES)
    return;
  analog_level_init (&self->levels[line], self->log.options.threshold);
  self->n_lines++;
}

/* A row of numbers is no head: its columns are numbered. */
static gboolean
take_head (Reader *self, const char *line, gsize n)
{
  const char *p = line, *end = line + n, *cell;
  gsize length;
  double value;
  gboolean numbers = TRUE, first = TRUE;

  self->delimiter = find_delimiter (line, n);
  while (next_cell (&p, end, self->delimiter, &cell, &length))
    {
      if (first)
        self->has_time = is_time_name (cell, length);
      numbers = numbers && parse_number (cell, length, &value);
      first = FALSE;
    }
  p = line;
  first = TRUE;
  while (next_cell (&p, end, self->delimiter, &cell, &length))
    {
      if (!(first && self->has_time) && !(length == 0 && p > end))
        add_line (self, numbers ? "" : cell, numbers ? 0 : length);
      first = FALSE;
    }
  self->has_head = TRUE;
  return !numbers;
}

static gboolean
set_rate (Reader *self, GError **error)
{
  if (self->log.options.sample_rate > 0)
    self->rate = self->log.options.sample_rate;
  if (self->has_time)
    {
      wave_set_rate (self->log.wave, TICKS, FALSE);
      self->log.open_end = TRUE;
    }
  else if (self->rate > 0)
    wave_set_rate (self->log.wave, self->rate, TRUE);
  else
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                   _ ("%s: it has neither times nor a sample rate: give one, such as --sample-rate 24M"),
                   byte_source_get_name (self->log.in));
      return FALSE;
    }
  return TRUE;
}

/* --- Rows --- */

static gboolean
take_time (Reader *self, double seconds)
{
  double ticks;

  if (self->first)
    {
      self->first = FALSE;
      self->start = seconds;
      sample_log_set_offset (&self->log, (int64_t) llround (CLAMP (seconds, -1e9, 1e9) * 1e9));
    }
  ticks = (seconds - self->start) * TICKS;
  if (!(ticks >= 0 && ticks < (double) WIRE_TIME_MAX) || (int64_t) llround (ticks) < self->now)
    return FALSE;
  self->now = (int64_t) llround (ticks);
  return TRUE;
}

static const char *
take_row (Reader *self, const char *line, gsize n)
{
  const char *p = line, *end = line + n, *cell;
  gsize length;
  double value;

  if (self->has_time)
    {
      if (!next_cell (&p, end, self->delimiter, &cell, &length) || !parse_number (cell, length, &value))
        return N_ ("no time");
      if (!take_time (self, value))
        return N_ ("time goes back");
    }
  for (guint i = 0; i < self->n_lines && next_cell (&p, end, self->delimiter, &cell, &length); i++)
    {
      if (!parse_number (cell, length, &value))
        return N_ ("a value is no number");
      /* 0 and 1 swing enough, and the first of them is decided by the next. */
      if (length == 1 && (value == 0 || value == 1) && isnan (self->levels[i].threshold))
        {
          self->levels[i].least = MIN (self->levels[i].least, 0);
          self->levels[i].most = MAX (self->levels[i].most, 1);
        }
      if (analog_level_take (&self->levels[i], value))
        wave_edge (self->log.wave, i, self->now, self->levels[i].high);
    }
  if (!self->has_time)
    self->now++;
  return NULL;
}

static SampleStep
read_some (SampleLog *log, FrameBatch *out, int64_t *end, GError **error)
{
  Reader *self = (Reader *) log;
  LinesState state;

  if (self->has_rows && self->lines.p == self->lines.lines_end && sample_log_move (log, &self->now))
    line_reader_init (&self->lines, log->in);
  state = line_reader_fill (&self->lines, out, error);
  if (state == LINES_FAILED)
    return SAMPLE_FAILED;
  if (state == LINES_END)
    {
      *end = self->now;
      return SAMPLE_END;
    }
  for (guint i = 0; i < LINES_AT_ONCE && self->lines.p < self->lines.lines_end; i++)
    {
      uint64_t number = self->lines.line;
      gsize n;
      const char *line = line_reader_take (&self->lines, &n), *problem;

      if (n == 0)
        continue;
      if (line[0] == ';' || line[0] == '#')
        {
          take_comment (self, line, n);
          continue;
        }
      if (!self->has_head)
        {
          gboolean was_head = take_head (self, line, n);

          if (!set_rate (self, error))
            return SAMPLE_FAILED;
          if (was_head)
            continue;
        }
      problem = take_row (self, line, n);
      self->has_rows = TRUE;
      if (problem != NULL)
        frame_batch_add_problem (out, number, "%s", problem);
    }
  wave_advance (log->wave, self->now);
  if (self->has_rows)
    sample_log_set_place (log, self->now,
                          byte_source_position (log->in) + (uint64_t) (self->lines.p - self->lines.start));
  return SAMPLE_MORE;
}

static FormatStep
sample_csv_read (void *reader, FrameBatch *out, GError **error)
{
  return sample_log_read (reader, read_some, out, error);
}

static gboolean
sample_csv_open (void *reader, ByteSource *in, TraceInfo *info, const FormatOptions *options, GError **error)
{
  Reader *self = reader;

  sample_log_init (&self->log, in, info, options);
  line_reader_init (&self->lines, in);
  self->first = TRUE;
  return TRUE;
}

static void
sample_csv_close (void *reader)
{
  sample_log_clear (reader);
}

/* --- Probing --- */

/* All cells of a row are numbers; at least two. */
static gboolean
is_number_row (const char *line, gsize n, char delimiter)
{
  const char *p = line, *end = line + n, *cell;
  gsize length;
  double value;
  guint cells = 0;

  while (next_cell (&p, end, delimiter, &cell, &length))
    {
      if (length == 0 && p > end) /* a delimiter at the end of the row */
        break;
      if (!parse_number (cell, length, &value))
        return FALSE;
      cells++;
    }
  return cells >= 1;
}

/* Tables of frames have columns of numbers, too. */
static gboolean
is_frame_table (const char *line, gsize n, char delimiter)
{
  const char *cell, *p = line;
  gsize length;

  while (next_cell (&p, line + n, delimiter, &cell, &length))
    if ((length == 2 && g_ascii_strncasecmp (cell, "ID", 2) == 0)
        || (length == 3 && g_ascii_strncasecmp (cell, "DLC", 3) == 0))
      return TRUE;
  return FALSE;
}

static guint
sample_csv_probe (const uint8_t *head, gsize n, gboolean extension_fits)
{
  const char *p = (const char *) head, *end = p + n;
  gboolean rate = FALSE, timed = FALSE;
  char delimiter = 0;

  if (!extension_fits)
    return 0;
  while (p < end)
    {
      const char *newline = memchr (p, '\n', (gsize) (end - p)), *stop = newline != NULL ? newline : end, *cell = p;
      gsize length = (gsize) (stop - p);

      if (length > 0 && stop[-1] == '\r')
        length--;
      p = stop + 1;
      if (length == 0)
        continue;
      if (*cell == ';' || *cell == '#')
        {
          g_autofree char *lower = g_ascii_strdown (cell, (gssize) MIN (length, 200));

          rate |= strstr (lower, "sampl") != NULL && strstr (lower, "rate") != NULL;
          continue;
        }
      if (delimiter == 0)
        {
          const char *name = NULL, *q = cell;
          gsize name_length = 0;

          delimiter = find_delimiter (cell, length);
          next_cell (&q, cell + length, delimiter, &name, &name_length);
          timed = is_time_name (name, name_length) && q <= cell + length;
          if (is_frame_table (cell, length, delimiter))
            return 0;
          if (!is_number_row (cell, length, delimiter))
            continue;
        }
      if (newline == NULL && n >= 1000)
        break;
      if (!is_number_row (cell, length, delimiter))
        return 0;
      return timed || rate ? 85 : 30;
    }
  return 0;
}

/* --- Writing: a row an edge, as Saleae's --- */

typedef SampleWriter Writer;

static void
write_row (Writer *self, int64_t tick, uint64_t levels)
{
  char time[G_ASCII_DTOSTR_BUF_SIZE];

  byte_sink_printf (self->out, "%s", g_ascii_formatd (time, sizeof time, "%.12f", (double) tick / self->rate));
  for (guint i = 0; i < self->n_lines; i++)
    byte_sink_printf (self->out, ",%d", (int) (levels >> i & 1));
  byte_sink_write (self->out, "\n", 1);
}

static void
write_head (Writer *self)
{
  byte_sink_printf (self->out, "Time [s]");
  for (guint i = 0; i < self->n_lines; i++)
    {
      g_autofree char *name = sample_writer_dup_name (self, i, TRUE);

      byte_sink_printf (self->out, ",%s", name);
    }
  byte_sink_write (self->out, "\n", 1);
  write_row (self, 0, self->levels);
}

static void
write_step (Writer *self, uint64_t before, int64_t tick, uint64_t now)
{
  write_row (self, tick, now);
}

static void
write_end (Writer *self, uint64_t levels, int64_t tick)
{
  write_row (self, tick, levels);
}

static const SampleWriterClass writer_class = { .begin = write_head, .step = write_step, .end = write_end };

static gboolean
sample_csv_create (void *writer, ByteSink *out, const TraceInfo *info, const FormatOptions *options, GError **error)
{
  return sample_writer_init (writer, &writer_class, out, info, options, error);
}

static gboolean
sample_csv_write (void *writer, const CanFrame *frames, guint n, GError **error)
{
  return sample_writer_write (writer, frames, n, error);
}

static gboolean
sample_csv_finish (void *writer, GError **error)
{
  return sample_writer_finish (writer, error);
}

static void
sample_csv_clear (void *writer)
{
  sample_writer_clear (writer);
}

const Format format_sample_csv = {
  .id = "sample-csv",
  .name = N_ ("samples as a table (Saleae, DSView, sigrok)"),
  .extensions = "csv;txt",
  .abilities = FORMAT_READ | FORMAT_WRITE | FORMAT_AT_END | FORMAT_SAMPLES | FORMAT_BIT_RATES | FORMAT_FD
               | FORMAT_REMOTE | FORMAT_ERROR | FORMAT_NANOSECONDS | FORMAT_CHANNEL_NAMES | FORMAT_FD_FLAGS
               | FORMAT_CHANNELS,
  .place = FORMAT_PLACE_LINE,
  .probe = sample_csv_probe,
  .reader_size = sizeof (Reader),
  .open = sample_csv_open,
  .read = sample_csv_read,
  .close = sample_csv_close,
  .writer_size = sizeof (Writer),
  .create = sample_csv_create,
  .write = sample_csv_write,
  .finish = sample_csv_finish,
  .clear = sample_csv_clear,
};
