/* sigrok-write.c: recordings as sigrok and PulseView keep them: a zip of "version", "metadata" and chunks of samples.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "base/errors.h"
#include "formats/sigrok-private.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "base/banned.h"

#define CHUNK (4u << 20) /* as sigrok's */

static la_ssize_t
write_packed (struct archive *zip, void *data, const void *bytes, size_t n)
{
  byte_sink_write (data, bytes, n);
  return (la_ssize_t) n;
}

static void
add_entry (SigrokWriter *self, const char *name, const void *bytes, gsize n)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_size (entry, (la_int64_t) n);
  if (archive_write_header (self->zip, entry) != ARCHIVE_OK
      || archive_write_data (self->zip, bytes, n) != (la_ssize_t) n)
    sample_writer_fail (&self->base,
                        g_error_new (CANID_ERROR, CANID_ERROR_DAMAGED, "%s: %s", byte_sink_get_name (self->base.out),
                                     archive_error_string (self->zip)));
  archive_entry_free (entry);
}

static void
end_chunk (SigrokWriter *self)
{
  char name[32];

  g_snprintf (name, sizeof name, "logic-1-%u", ++self->n_chunks);
  add_entry (self, name, self->chunk, self->filled);
  self->filled = 0;
}

static void
write_samples (SigrokWriter *self, uint64_t levels, int64_t n)
{
  while (n > 0 && self->base.error == NULL && !byte_sink_failed (self->base.out))
    {
      int64_t run = MIN (n, (int64_t) ((CHUNK - self->filled) / self->unit));

      if (self->unit == 1)
        memset (self->chunk + self->filled, (int) (levels & 0xFF), (gsize) run);
      else
        for (int64_t i = 0; i < run; i++)
          for (guint k = 0; k < self->unit; k++)
            self->chunk[self->filled + (gsize) i * self->unit + k] = (uint8_t) (levels >> 8 * k);
      self->filled += (gsize) run * self->unit;
      n -= run;
      if (CHUNK - self->filled < self->unit)
        end_chunk (self);
    }
}

static void
begin (SampleWriter *base)
{
  SigrokWriter *self = (SigrokWriter *) base;
  g_autoptr (GString) metadata = g_string_new ("[global]\nsigrok version=0.5.2\n\n[device 1]\ncapturefile=logic-1\n");

  self->unit = MAX ((base->n_lines + 7) / 8, 1);
  self->chunk = g_malloc (CHUNK);
  g_string_append_printf (metadata, "total probes=%u\nsamplerate=%.0f\ntotal analog=0\n", base->n_lines, base->rate);
  for (guint i = 0; i < base->n_lines; i++)
    {
      g_autofree char *name = sample_writer_dup_name (base, i, TRUE);

      g_string_append_printf (metadata, "probe%u=%s\n", i + 1, name);
    }
  g_string_append_printf (metadata, "unitsize=%u\n", self->unit);
  self->zip = archive_write_new ();
  archive_write_set_format_zip (self->zip);
  archive_write_set_bytes_per_block (self->zip, 0);
  archive_write_open (self->zip, base->out, NULL, write_packed, NULL);
  add_entry (self, "version", "2", 1);
  add_entry (self, "metadata", metadata->str, metadata->len);
}

static void
step (SampleWriter *base, uint64_t before, int64_t tick, uint64_t now)
{
  write_samples ((SigrokWriter *) base, before, tick - base->now);
}

static void
end (SampleWriter *base, uint64_t levels, int64_t tick)
{
  SigrokWriter *self = (SigrokWriter *) base;

  write_samples (self, levels, tick - base->now);
  if (self->filled > 0)
    end_chunk (self);
  if (archive_write_close (self->zip) != ARCHIVE_OK)
    sample_writer_fail (base, g_error_new (CANID_ERROR, CANID_ERROR_DAMAGED, "%s: %s", byte_sink_get_name (base->out),
                                           archive_error_string (self->zip)));
}

static const SampleWriterClass class = { .sampled = TRUE, .begin = begin, .step = step, .end = end };

gboolean
sigrok_create (void *writer, ByteSink *out, const TraceInfo *info, const FormatOptions *options, GError **error)
{
  return sample_writer_init (writer, &class, out, info, options, error);
}

gboolean
sigrok_write (void *writer, const CanFrame *frames, guint n, GError **error)
{
  return sample_writer_write (writer, frames, n, error);
}

gboolean
sigrok_finish (void *writer, GError **error)
{
  return sample_writer_finish (writer, error);
}

void
sigrok_clear (void *writer)
{
  SigrokWriter *self = writer;

  if (self->zip != NULL)
    archive_write_free (self->zip);
  g_free (self->chunk);
  sample_writer_clear (&self->base);
}
