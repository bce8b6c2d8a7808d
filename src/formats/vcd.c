/* vcd.c: value change dumps (IEEE 1364-2005, clause 18) of logic analysers and simulators: wires that are CAN_RX, or
 * voltages.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Lines are wires of one bit and reals; of more than WAVE_MAX_LINES the rest is named as a problem. x and z are taken
 * as no change. Words may be parted by any white space; a word without end is passed over.
 */
#include "config.h"
#include "base/errors.h"
#include "base/i18n.h"
#include "formats/sample-log.h"
#include "formats/sample-writer.h"

#include <math.h>
#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

extern const Format format_vcd;

#define CHUNK (256u << 10)
#define WORD_MAX (64u << 10)

typedef enum
{
  PART_NONE,
  PART_TIMESCALE,
  PART_VAR,
  PART_OTHER, /* a $word up to its $end that means nothing here */
} Part;

typedef struct
{
  SampleLog log;
  Part part;
  guint n_words;      /* in the part */
  GString *timescale; /* its words */
  char *var_id, *var_type;
  guint64 var_size;
  gboolean body, has_scale;
  int64_t now;
  int short_ids[128]; /* line of an id of one character; -1 */
  GHashTable *ids;    /* char → line + 1 */
  AnalogLevel levels[WAVE_MAX_LINES];
  guint n_too_many;
  char vector; /* 'b' or 'r': the value is read, the id comes; 0 */
  double real;
  guint bit;
} Reader;

/* --- Header --- */

static void
set_timescale (Reader *self, FrameBatch *out)
{
  static const struct
  {
    const char *unit;
    double ticks;
  } units[] = { { "fs", 1e15 }, { "ps", 1e12 }, { "ns", 1e9 }, { "us", 1e6 }, { "ms", 1e3 }, { "s", 1 } };
  char *end = NULL;
  double number = g_ascii_strtod (self->timescale->str, &end);

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (end, units[i].unit) == 0 && number > 0 && number <= 1000)
      {
        wave_set_rate (self->log.wave, units[i].ticks / number, FALSE);
        self->has_scale = TRUE;
        return;
      }
  frame_batch_add_problem (out, byte_source_position (self->log.in), N_ ("timescale \"%.40s\": 1 ns is taken"),
                           self->timescale->str);
}

static void
add_var (Reader *self, const char *name, gsize n)
{
  gboolean real = strcmp (self->var_type, "real") == 0;
  guint line;

  if (self->var_size != 1 && !real)
    return;
  line = wave_add_line (self->log.wave, name, (gssize) n);
  if (line == WAVE_MAX_LINES)
    {
      self->n_too_many++;
      return;
    }
  analog_level_init (&self->levels[line], self->log.options.threshold);
  if (self->var_id[1] == '\0' && (guchar) self->var_id[0] < 128)
    self->short_ids[(guchar) self->var_id[0]] = (int) line;
  else
    g_hash_table_replace (self->ids, g_strdup (self->var_id), GUINT_TO_POINTER (line + 1));
}

static void
take_var_word (Reader *self, const char *word, gsize n)
{
  switch (self->n_words++)
    {
    case 0:
      g_free (self->var_type);
      self->var_type = g_strndup (word, n);
      break;
    case 1:
      self->var_size = 0;
      for (gsize i = 0; i < MIN (n, 9) && g_ascii_isdigit (word[i]); i++)
        self->var_size = self->var_size * 10 + (guint64) (word[i] - '0');
      break;
    case 2:
      g_free (self->var_id);
      self->var_id = g_strndup (word, n);
      break;
    case 3:
      add_var (self, word, MIN (n, 200));
      break;
    default:
      break; /* its index */
    }
}

static gboolean
word_is (const char *word, gsize n, const char *text)
{
  return n == strlen (text) && memcmp (word, text, n) == 0;
}

static void
take_keyword (Reader *self, const char *word, gsize n, FrameBatch *out)
{
  if (word_is (word, n, "$end"))
    {
      if (self->part == PART_TIMESCALE)
        set_timescale (self, out);
      self->part = PART_NONE;
      return;
    }
  self->n_words = 0;
  if (word_is (word, n, "$timescale"))
    {
      g_string_truncate (self->timescale, 0);
      self->part = PART_TIMESCALE;
    }
  else if (word_is (word, n, "$var"))
    self->part = PART_VAR;
  else if (word_is (word, n, "$enddefinitions"))
    {
      self->body = TRUE;
      self->part = PART_OTHER;
      if (self->n_too_many > 0)
        frame_batch_add_problem (out, byte_source_position (self->log.in),
                                 N_ ("%u lines beyond the first %u are not looked at"), self->n_too_many,
                                 WAVE_MAX_LINES);
    }
  else if (!self->body || word_is (word, n, "$comment"))
    self->part = PART_OTHER;
  /* $dumpvars and its like hold values: what is within is taken. */
}

/* --- Values --- */

static int
line_of (Reader *self, const char *id, gsize n)
{
  char text[64];

  if (n == 1)
    return (guchar) id[0] < 128 ? self->short_ids[(guchar) id[0]] : -1;
  if (n == 0 || n >= sizeof text || g_hash_table_size (self->ids) == 0)
    return -1;
  memcpy (text, id, n);
  text[n] = '\0';
  return GPOINTER_TO_INT (g_hash_table_lookup (self->ids, text)) - 1;
}

static void
take_bit (Reader *self, gboolean high, const char *id, gsize n)
{
  int line = line_of (self, id, n);

  if (line >= 0)
    wave_edge (self->log.wave, (guint) line, self->now, high);
}

static void
take_vector_id (Reader *self, const char *id, gsize n)
{
  int line = line_of (self, id, n);

  if (line >= 0 && self->vector == 'b' && self->bit <= 1)
    wave_edge (self->log.wave, (guint) line, self->now, self->bit == 1);
  else if (line >= 0 && self->vector == 'r' && analog_level_take (&self->levels[line], self->real))
    wave_edge (self->log.wave, (guint) line, self->now, self->levels[line].high);
  self->vector = 0;
}

static void
take_time (Reader *self, const char *word, gsize n, FrameBatch *out)
{
  int64_t time = 0;

  for (gsize i = 1; i < n && g_ascii_isdigit (word[i]) && time < WIRE_TIME_MAX; i++)
    time = time * 10 + (word[i] - '0');
  if (time < self->now)
    {
      frame_batch_add_problem (out, byte_source_position (self->log.in), N_ ("time goes back"));
      return;
    }
  self->now = MIN (time, WIRE_TIME_MAX);
}

static void
take_value (Reader *self, const char *word, gsize n, FrameBatch *out)
{
  char text[64];

  switch (word[0])
    {
    case '#':
      take_time (self, word, n, out);
      break;
    case '0':
    case '1':
      take_bit (self, word[0] == '1', word + 1, n - 1);
      break;
    case 'b':
    case 'B':
      self->vector = 'b';
      self->bit = n == 2 && (word[1] == '0' || word[1] == '1') ? (guint) (word[1] - '0') : 2;
      break;
    case 'r':
    case 'R':
      self->vector = 'r';
      g_strlcpy (text, word + 1, MIN (sizeof text, n));
      self->real = g_ascii_strtod (text, NULL);
      break;
    default: /* x and z, strings */
      break;
    }
}

static void
take_word (Reader *self, const char *word, gsize n, FrameBatch *out)
{
  if (self->vector != 0 && word[0] != '$')
    take_vector_id (self, word, n);
  else if (word[0] == '$' && (self->part != PART_OTHER || word_is (word, n, "$end")))
    take_keyword (self, word, n, out);
  else if (self->part == PART_TIMESCALE && self->timescale->len < 100)
    g_string_append_len (self->timescale, word, (gssize) MIN (n, 100));
  else if (self->part == PART_VAR)
    take_var_word (self, word, n);
  else if (self->part == PART_NONE && self->body)
    take_value (self, word, n, out);
}

/* --- Reading --- */

static inline gboolean
is_space (uint8_t c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Words that end within the window; behind the last of them. */
static gsize
take_words (Reader *self, const uint8_t *bytes, gsize n, gboolean last, FrameBatch *out)
{
  gsize i = 0;

  while (i < n)
    {
      gsize start;

      while (i < n && is_space (bytes[i]))
        i++;
      for (start = i; i < n && !is_space (bytes[i]);)
        i++;
      if (i == n && !last)
        return start;
      if (i > start)
        take_word (self, (const char *) bytes + start, i - start, out);
    }
  return i;
}

static SampleStep
read_some (SampleLog *log, FrameBatch *out, int64_t *end, GError **error)
{
  Reader *self = (Reader *) log;
  gsize n, used;
  const uint8_t *bytes;

  if (self->body && sample_log_move (log, &self->now))
    self->vector = 0;
  bytes = byte_source_peek (log->in, CHUNK, &n, error);
  if (bytes == NULL)
    return SAMPLE_FAILED;
  used = take_words (self, bytes, n, n < CHUNK, out);
  if (used == 0 && n >= WORD_MAX)
    {
      frame_batch_add_problem (out, byte_source_position (log->in), N_ ("a word of more than %u bytes"), WORD_MAX);
      used = n;
    }
  byte_source_skip (log->in, used);
  if (n < CHUNK)
    {
      if (self->body && !self->has_scale)
        frame_batch_add_problem (out, 0, N_ ("no timescale: 1 ns is taken"));
      *end = self->now;
      return SAMPLE_END;
    }
  wave_advance (log->wave, self->now);
  if (self->body && self->vector == 0 && self->part == PART_NONE)
    sample_log_set_place (log, self->now, byte_source_position (log->in));
  return SAMPLE_MORE;
}

static FormatStep
vcd_read (void *reader, FrameBatch *out, GError **error)
{
  return sample_log_read (reader, read_some, out, error);
}

static gboolean
vcd_open (void *reader, ByteSource *in, TraceInfo *info, const FormatOptions *options, GError **error)
{
  Reader *self = reader;

  sample_log_init (&self->log, in, info, options);
  self->timescale = g_string_new (NULL);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->short_ids); i++)
    self->short_ids[i] = -1;
  return TRUE;
}

static void
vcd_close (void *reader)
{
  Reader *self = reader;

  sample_log_clear (&self->log);
  g_string_free (self->timescale, TRUE);
  g_hash_table_unref (self->ids);
  g_free (self->var_id);
  g_free (self->var_type);
}

static guint
vcd_probe (const uint8_t *head, gsize n, gboolean extension_fits)
{
  static const char *const words[] = { "$date", "$version", "$timescale", "$comment", "$scope", "$var" };
  gsize i = 0;

  while (i < n && is_space (head[i]))
    i++;
  for (guint k = 0; k < G_N_ELEMENTS (words); k++)
    if (n - i > strlen (words[k]) && memcmp (head + i, words[k], strlen (words[k])) == 0)
      return g_strstr_len ((const char *) head, (gssize) n, "$var") != NULL || extension_fits ? 95 : 60;
  return 0;
}

/* --- Writing: ns, or a sample rate's ticks rounded to ps --- */

typedef SampleWriter Writer;

static int64_t
vcd_time (const Writer *self, int64_t tick)
{
  return self->rate == 1e9 ? tick : (int64_t) llround ((double) tick * (1e12 / self->rate));
}

static void
write_levels (Writer *self, uint64_t changed, uint64_t now)
{
  for (guint i = 0; i < self->n_lines; i++)
    if (changed >> i & 1)
      byte_sink_printf (self->out, "%d%c\n", (int) (now >> i & 1), '!' + (int) i);
}

static void
write_head (Writer *self)
{
  byte_sink_printf (self->out, "$timescale 1 %s $end\n$scope module bus $end\n", self->rate == 1e9 ? "ns" : "ps");
  for (guint i = 0; i < self->n_lines; i++)
    {
      g_autofree char *name = sample_writer_dup_name (self, i, TRUE);

      byte_sink_printf (self->out, "$var wire 1 %c %s $end\n", '!' + (int) i, name);
    }
  byte_sink_printf (self->out, "$upscope $end\n$enddefinitions $end\n#0\n");
  write_levels (self, UINT64_MAX, self->levels);
}

static void
write_step (Writer *self, uint64_t before, int64_t tick, uint64_t now)
{
  byte_sink_printf (self->out, "#%" PRId64 "\n", vcd_time (self, tick));
  write_levels (self, before ^ now, now);
}

static void
write_end (Writer *self, uint64_t levels, int64_t tick)
{
  byte_sink_printf (self->out, "#%" PRId64 "\n", vcd_time (self, tick));
}

static const SampleWriterClass writer_class = { .begin = write_head, .step = write_step, .end = write_end };

static gboolean
vcd_create (void *writer, ByteSink *out, const TraceInfo *info, const FormatOptions *options, GError **error)
{
  return sample_writer_init (writer, &writer_class, out, info, options, error);
}

static gboolean
vcd_write (void *writer, const CanFrame *frames, guint n, GError **error)
{
  return sample_writer_write (writer, frames, n, error);
}

static gboolean
vcd_finish (void *writer, GError **error)
{
  return sample_writer_finish (writer, error);
}

static void
vcd_clear (void *writer)
{
  sample_writer_clear (writer);
}

const Format format_vcd = {
  .id = "vcd",
  .name = N_ ("value change dump"),
  .extensions = "vcd",
  .abilities = FORMAT_READ | FORMAT_WRITE | FORMAT_AT_END | FORMAT_SAMPLES | FORMAT_BIT_RATES | FORMAT_FD
               | FORMAT_REMOTE | FORMAT_ERROR | FORMAT_NANOSECONDS | FORMAT_CHANNEL_NAMES | FORMAT_FD_FLAGS
               | FORMAT_CHANNELS,
  .place = FORMAT_PLACE_BYTE,
  .probe = vcd_probe,
  .reader_size = sizeof (Reader),
  .open = vcd_open,
  .read = vcd_read,
  .close = vcd_close,
  .writer_size = sizeof (Writer),
  .create = vcd_create,
  .write = vcd_write,
  .finish = vcd_finish,
  .clear = vcd_clear,
};
