/* sigrok.c: recordings of sigrok and PulseView (.sr).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A zip of "version", "metadata" (an ini file: [device 1] samplerate, unitsize, probe1 … and analog…) and of chunks:
 * logic-1-1, logic-1-2, …: samples of unitsize bytes, a bit a line, and analog-1-N-1, …: 32-bit floats in the machine's
 * order (little-endian is taken). Read entry by entry as they stand, so that it streams.
 */
#include "config.h"
#include "base/errors.h"
#include "base/i18n.h"
#include "formats/sample-log.h"
#include "formats/sigrok-private.h"
#include "samples/logic-scan.h"

#include <string.h>

#include "base/banned.h"

extern const Format format_sigrok;

#define CHUNK (1u << 20)
#define DEVICE "device 1" /* the group; there is one */
#define METADATA_MAX (1u << 20)

typedef struct
{
  SampleLog log;
  guint unit, n_logic, n_lines;
  guint probes[WAVE_MAX_LINES]; /* bit of a line in a sample */
  guint analog[WAVE_MAX_LINES]; /* number of an analog line in names of entries; 0: logic */
  int64_t now[WAVE_MAX_LINES];  /* samples read of it */
  int64_t logic_now;
  gboolean levels[WAVE_MAX_LINES], has_level[WAVE_MAX_LINES];
  AnalogLevel volts[WAVE_MAX_LINES];
  int entry; /* line of the analog entry that is read; -1: logic, -2: something else */
  gboolean has_entry;
} Reader;

/* --- Metadata --- */

static guint
add_line (Reader *self, GKeyFile *file, const char *group, const char *key, const char *fallback)
{
  g_autofree char *name = g_key_file_get_string (file, group, key, NULL);
  guint line = wave_add_line (self->log.wave, name != NULL ? name : fallback, -1);

  if (line < WAVE_MAX_LINES)
    {
      self->n_lines++;
      analog_level_init (&self->volts[line], self->log.options.threshold);
    }
  return line;
}

static void
add_lines (Reader *self, GKeyFile *file, const char *group)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  for (char **key = keys; *key != NULL; key++)
    {
      gboolean probe = g_str_has_prefix (*key, "probe"), analog = g_str_has_prefix (*key, "analog");
      guint64 number = probe || analog ? g_ascii_strtoull (*key + (probe ? 5 : 6), NULL, 10) : 0;
      guint line;

      if (number == 0 || number > 4096 || (probe && number > self->unit * 8))
        continue;
      line = add_line (self, file, group, *key, *key);
      if (line == WAVE_MAX_LINES)
        return;
      if (probe)
        self->probes[line] = (guint) number - 1;
      else
        self->analog[line] = (guint) number;
    }
}

static gboolean
read_metadata (Reader *self, GError **error)
{
  gsize n;
  const uint8_t *bytes;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *rate = NULL;
  double samples;

  sample_log_seek_entry (&self->log, "metadata");
  bytes = byte_source_peek (self->log.in, METADATA_MAX, &n, error);
  if (bytes == NULL)
    return FALSE;
  if (!g_key_file_load_from_data (file, (const char *) bytes, n, G_KEY_FILE_NONE, NULL)
      || !g_key_file_has_group (file, DEVICE))
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_DAMAGED, _ ("%s: its metadata cannot be read"),
                   byte_source_get_name (self->log.in));
      return FALSE;
    }
  byte_source_skip (self->log.in, n);
  rate = g_key_file_get_string (file, DEVICE, "samplerate", NULL);
  self->unit = (guint) CLAMP (g_key_file_get_integer (file, DEVICE, "unitsize", NULL), 1, 16);
  if (rate == NULL || !sample_rate_parse (rate, strlen (rate), &samples))
    samples = 0;
  if (!sample_log_set_rate (&self->log, samples, error))
    return FALSE;
  add_lines (self, file, DEVICE);
  return TRUE;
}

/* --- Chunks --- */

static void
choose_entry (Reader *self)
{
  const char *name = byte_source_get_entry (self->log.in);
  guint device = 0, number = 0;

  self->entry = -2;
  if (name == NULL)
    return;
  if (g_str_has_prefix (name, "logic-"))
    self->entry = -1;
  else if (g_str_has_prefix (name, "analog-"))
    {
      char *end = NULL;

      device = (guint) g_ascii_strtoull (name + 7, &end, 10);
      if (*end == '-')
        number = (guint) g_ascii_strtoull (end + 1, NULL, 10);
      for (guint i = 0; i < self->n_lines && device > 0; i++)
        if (self->analog[i] != 0 && self->analog[i] == number)
          self->entry = (int) i;
    }
}

/* An entry that ends before what is wanted is not unpacked. */
static gboolean
pass_entry (Reader *self)
{
  int64_t from = wave_wanted_from (self->log.wave), size = byte_source_entry_size (self->log.in);
  int64_t *now = self->entry >= 0 ? &self->now[self->entry] : &self->logic_now;

  size /= self->entry >= 0 ? 4 : (int64_t) self->unit;
  if (size <= 0 || *now + size >= from)
    return FALSE;
  *now += size;
  for (guint i = 0; i < self->n_lines && self->entry == -1; i++)
    self->has_level[i] = FALSE;
  return TRUE;
}

static void
scan_logic (Reader *self, const uint8_t *bytes, gsize n)
{
  for (guint i = 0; i < self->n_lines; i++)
    {
      if (self->analog[i] != 0 || !wave_wants (self->log.wave, i))
        continue;
      if (!self->has_level[i] && n > 0)
        {
          self->has_level[i] = TRUE;
          self->levels[i] = bytes[self->probes[i] / 8] >> self->probes[i] % 8 & 1;
          wave_edge (self->log.wave, i, self->logic_now, self->levels[i]);
        }
      g_array_set_size (self->log.edges, 0);
      logic_scan (bytes, n, self->unit, self->probes[i], self->logic_now, &self->levels[i], self->log.edges);
      wave_edges (self->log.wave, i, self->log.edges);
    }
  self->logic_now += (int64_t) n;
  for (guint i = 0; i < self->n_lines; i++)
    if (self->analog[i] == 0)
      wave_advance_line (self->log.wave, i, self->logic_now);
}

static void
scan_analog (Reader *self, guint line, const uint8_t *bytes, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      uint32_t word;
      float volts;

      memcpy (&word, bytes + 4 * i, 4);
      word = GUINT32_FROM_LE (word);
      memcpy (&volts, &word, 4);
      if (analog_level_take (&self->volts[line], (double) volts))
        wave_edge (self->log.wave, line, self->now[line] + (int64_t) i, self->volts[line].high);
    }
  self->now[line] += (int64_t) n;
  wave_advance_line (self->log.wave, line, self->now[line]);
}

static SampleStep
end_of_all (Reader *self, int64_t *end)
{
  *end = self->logic_now;
  for (guint i = 0; i < self->n_lines; i++)
    *end = MAX (*end, self->now[i]);
  return SAMPLE_END;
}

static SampleStep
read_some (SampleLog *log, FrameBatch *out, int64_t *end, GError **error)
{
  Reader *self = (Reader *) log;
  guint size;
  gsize n;
  const uint8_t *bytes;

  if (!self->has_entry)
    {
      if (!byte_source_next_entry (log->in))
        return end_of_all (self, end);
      choose_entry (self);
      self->has_entry = self->entry != -2 && !pass_entry (self);
      return SAMPLE_MORE;
    }
  bytes = byte_source_peek (log->in, CHUNK, &n, error);
  if (bytes == NULL)
    {
      sample_log_cut_off (log, out, error);
      return end_of_all (self, end);
    }
  size = self->entry >= 0 ? 4 : self->unit;
  if (n >= size && self->entry == -1)
    scan_logic (self, bytes, n / size);
  else if (n >= size)
    scan_analog (self, (guint) self->entry, bytes, n / size);
  byte_source_skip (log->in, n < CHUNK ? n : n - n % size);
  self->has_entry = n >= CHUNK;
  wave_advance (log->wave, 0); /* the lines have advanced each by itself */
  return SAMPLE_MORE;
}

static FormatStep
sigrok_read (void *reader, FrameBatch *out, GError **error)
{
  return sample_log_read (reader, read_some, out, error);
}

static void
sigrok_close (void *reader)
{
  sample_log_clear (reader);
}

static gboolean
sigrok_open (void *reader, ByteSource *in, TraceInfo *info, const FormatOptions *options, GError **error)
{
  Reader *self = reader;

  sample_log_init (&self->log, in, info, options);
  if (read_metadata (self, error))
    return TRUE;
  sigrok_close (reader);
  return FALSE;
}

static guint
sigrok_probe (const uint8_t *head, gsize n, gboolean extension_fits)
{
  const char *text = (const char *) head;

  if (n < 10 || head[0] != '[')
    return 0;
  return g_strstr_len (text, (gssize) n, "[device 1]") != NULL
                 && (g_strstr_len (text, (gssize) n, "capturefile") != NULL
                     || g_strstr_len (text, (gssize) n, "samplerate") != NULL)
             ? 97
             : 0;
}

const Format format_sigrok = {
  .id = "sigrok",
  .name = N_ ("sigrok recording"),
  .extensions = "sr",
  .abilities = FORMAT_READ | FORMAT_WRITE | FORMAT_AT_END | FORMAT_SAMPLES | FORMAT_BIT_RATES | FORMAT_FD
               | FORMAT_REMOTE | FORMAT_ERROR | FORMAT_NANOSECONDS | FORMAT_CHANNEL_NAMES | FORMAT_FD_FLAGS
               | FORMAT_CHANNELS | FORMAT_NO_PACKING | FORMAT_ENTRIES,
  .place = FORMAT_PLACE_BYTE,
  .probe = sigrok_probe,
  .reader_size = sizeof (Reader),
  .open = sigrok_open,
  .read = sigrok_read,
  .close = sigrok_close,
  .writer_size = sizeof (SigrokWriter),
  .create = sigrok_create,
  .write = sigrok_write,
  .finish = sigrok_finish,
  .clear = sigrok_clear,
};
