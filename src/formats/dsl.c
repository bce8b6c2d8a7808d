/* dsl.c: recordings of DSView (.dsl) by DreamSourceLab.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A zip of "header" (an ini file: [header] samplerate, total samples, total probes, probeN = name) and of blocks
 * "L-N/B": of line N the B-th block, a bit a sample, the first in the lowest bit. All blocks of one line come before
 * those of the next, so events are put in order when the last has come.
 */
#include "config.h"
#include "base/errors.h"
#include "base/i18n.h"
#include "formats/sample-log.h"
#include "samples/logic-scan.h"

#include <string.h>

#include "base/banned.h"

extern const Format format_dsl;

#define CHUNK (1u << 20)
#define HEADER_MAX (1u << 20)

typedef struct
{
  SampleLog log;
  int64_t total; /* samples of each line; 0: not told */
  guint n_lines;
  guint numbers[WAVE_MAX_LINES]; /* in the names of entries */
  int64_t now[WAVE_MAX_LINES];
  gboolean levels[WAVE_MAX_LINES];
  gboolean fresh; /* what stood before was passed over */
  int line;       /* of the entry that is read; -1: none of ours */
} Reader;

static gboolean
read_header (Reader *self, GError **error)
{
  gsize n;
  const uint8_t *bytes;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *rate = NULL;
  double samples;
  g_auto (GStrv) keys = NULL;

  sample_log_seek_entry (&self->log, "header");
  bytes = byte_source_peek (self->log.in, HEADER_MAX, &n, error);
  if (bytes == NULL)
    return FALSE;
  if (!g_key_file_load_from_data (file, (const char *) bytes, n, G_KEY_FILE_NONE, NULL)
      || (keys = g_key_file_get_keys (file, "header", NULL, NULL)) == NULL)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_DAMAGED, _ ("%s: its header cannot be read"),
                   byte_source_get_name (self->log.in));
      return FALSE;
    }
  byte_source_skip (self->log.in, n);
  rate = g_key_file_get_string (file, "header", "samplerate", NULL);
  if (rate == NULL || !sample_rate_parse (rate, strlen (rate), &samples))
    samples = 0;
  if (!sample_log_set_rate (&self->log, samples, error))
    return FALSE;
  self->total = CLAMP (g_key_file_get_int64 (file, "header", "total samples", NULL), 0, WIRE_TIME_MAX);
  for (char **key = keys; *key != NULL && self->n_lines < WAVE_MAX_LINES; key++)
    {
      g_autofree char *name = NULL;

      if (!g_str_has_prefix (*key, "probe") || !g_ascii_isdigit ((*key)[5]))
        continue;
      name = g_key_file_get_string (file, "header", *key, NULL);
      wave_add_line (self->log.wave, name != NULL && *name != '\0' ? name : *key, -1);
      self->numbers[self->n_lines++] = (guint) g_ascii_strtoull (*key + 5, NULL, 10);
    }
  return TRUE;
}

/* A block that ends before what is wanted is not unpacked. */
static gboolean
pass_entry (Reader *self)
{
  int64_t from = wave_wanted_from (self->log.wave), size = byte_source_entry_size (self->log.in);

  if (self->line < 0 || size <= 0 || self->now[self->line] + 8 * size >= from)
    return FALSE;
  self->now[self->line] += 8 * size;
  self->fresh = TRUE;
  return TRUE;
}

static void
choose_entry (Reader *self)
{
  const char *name = byte_source_get_entry (self->log.in);
  char *end = NULL;
  guint number;

  self->line = -1;
  if (name == NULL || !g_str_has_prefix (name, "L-"))
    return;
  number = (guint) g_ascii_strtoull (name + 2, &end, 10);
  if (end == name + 2 || *end != '/')
    return;
  for (guint i = 0; i < self->n_lines; i++)
    if (self->numbers[i] == number)
      self->line = (int) i;
}

static void
scan (Reader *self, guint line, const uint8_t *bytes, gsize n)
{
  gsize bits = n * 8;

  if (self->total > 0) /* the last block is filled up */
    bits = (gsize) MIN ((int64_t) bits, MAX (self->total - self->now[line], 0));
  if (bits == 0)
    return;
  if (self->now[line] == 0 || self->fresh)
    {
      self->levels[line] = bytes[0] & 1;
      self->fresh = FALSE;
      wave_edge (self->log.wave, line, self->now[line], self->levels[line]);
    }
  g_array_set_size (self->log.edges, 0);
  if (wave_wants (self->log.wave, line))
    logic_scan_packed (bytes, bits, self->now[line], &self->levels[line], self->log.edges);
  wave_edges (self->log.wave, line, self->log.edges);
  self->now[line] += (int64_t) bits;
  wave_advance_line (self->log.wave, line, self->now[line]);
}

static SampleStep
end_of_all (Reader *self, int64_t *end)
{
  for (guint i = 0; i < self->n_lines; i++)
    *end = MAX (*end, self->now[i]);
  return SAMPLE_END;
}

static SampleStep
read_some (SampleLog *log, FrameBatch *out, int64_t *end, GError **error)
{
  Reader *self = (Reader *) log;
  gsize n;
  const uint8_t *bytes;

  if (self->line < 0)
    {
      if (!byte_source_next_entry (log->in))
        return end_of_all (self, end);
      choose_entry (self);
      if (pass_entry (self))
        self->line = -1;
      return SAMPLE_MORE;
    }
  bytes = byte_source_peek (log->in, CHUNK, &n, error);
  if (bytes == NULL)
    {
      sample_log_cut_off (log, out, error);
      return end_of_all (self, end);
    }
  scan (self, (guint) self->line, bytes, n);
  byte_source_skip (log->in, n);
  if (n < CHUNK)
    self->line = -1;
  return SAMPLE_MORE;
}

static FormatStep
dsl_read (void *reader, FrameBatch *out, GError **error)
{
  return sample_log_read (reader, read_some, out, error);
}

static void
dsl_close (void *reader)
{
  sample_log_clear (reader);
}

static gboolean
dsl_open (void *reader, ByteSource *in, TraceInfo *info, const FormatOptions *options, GError **error)
{
  Reader *self = reader;

  sample_log_init (&self->log, in, info, options);
  self->line = -1;
  if (read_header (self, error))
    return TRUE;
  dsl_close (reader);
  return FALSE;
}

static guint
dsl_probe (const uint8_t *head, gsize n, gboolean extension_fits)
{
  const char *text = (const char *) head;

  if (n < 10 || head[0] != '[')
    return 0;
  return g_strstr_len (text, (gssize) n, "[header]") != NULL && g_strstr_len (text, (gssize) n, "samplerate") != NULL
                 && g_strstr_len (text, (gssize) n, "total probes") != NULL
             ? 97
             : 0;
}

const Format format_dsl = {
  .id = "dsl",
  .name = N_ ("DSView recording"),
  .extensions = "dsl",
  .abilities = FORMAT_READ | FORMAT_SAMPLES | FORMAT_FD | FORMAT_REMOTE | FORMAT_ERROR | FORMAT_NANOSECONDS | FORMAT_CHANNEL_NAMES
               | FORMAT_FD_FLAGS | FORMAT_CHANNELS | FORMAT_NO_PACKING | FORMAT_ENTRIES,
  .place = FORMAT_PLACE_BYTE,
  .probe = dsl_probe,
  .reader_size = sizeof (Reader),
  .open = dsl_open,
  .read = dsl_read,
  .close = dsl_close,
};
