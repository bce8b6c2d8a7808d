/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/trace-file.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

static uint32_t crc_table[256];

static void
fill_crc_table (void)
{
  for (uint32_t i = 0; i < 256; i++)
    {
      uint32_t crc = i;

      for (guint bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
      crc_table[i] = crc;
    }
}

uint32_t
trace_crc32 (gconstpointer data, gsize n)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  const uint8_t *bytes = data;
  uint32_t crc = UINT32_MAX;

  pthread_once (&once, fill_crc_table);
  for (gsize i = 0; i < n; i++)
    crc = crc >> 8 ^ crc_table[(crc ^ bytes[i]) & 0xFF];
  return ~crc;
}

void
trace_file_init (TraceFile *self, int fd)
{
  *self = (TraceFile){ .fd = fd, .size = TRACE_ALIGN };
  self->entries = g_array_new (FALSE, FALSE, sizeof (TraceEntry));
}

void
trace_file_clear (TraceFile *self)
{
  if (self->entries == NULL)
    return;
  close (self->fd);
  g_array_unref (self->entries);
  *self = (TraceFile){ .fd = -1 };
}

uint64_t
trace_file_place (TraceFile *self, guint kind, uint32_t index, gsize block_size, gboolean fill)
{
  TraceEntry entry = { kind, index, self->size };

  if (self->entries->len == TRACE_MAX_TABLES * TRACE_TABLE_ENTRIES)
    {
      errno = EFBIG;
      return 0;
    }
  if (fill && ftruncate (self->fd, (off_t) (self->size + block_size)) < 0)
    return 0;
  g_array_append_val (self->entries, entry);
  self->size += block_size;
  return entry.offset;
}

void
trace_file_rename (TraceFile *self, uint64_t offset, uint32_t index)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      TraceEntry *entry = &g_array_index (self->entries, TraceEntry, i);

      if (entry->offset != offset || entry->index == index)
        continue;
      entry->index = index;
      self->n_written = MIN (self->n_written, i);
    }
}

static gboolean
write_at (int fd, const void *data, gsize n, uint64_t offset)
{
  const uint8_t *bytes = data;

  while (n > 0)
    {
      gssize written = pwrite (fd, bytes, n, (off_t) offset);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        {
          errno = written == 0 ? ENOSPC : errno;
          return FALSE;
        }
      bytes += written;
      offset += (uint64_t) written;
      n -= (gsize) written;
    }
  return TRUE;
}

gboolean
trace_file_write (TraceFile *self, const void *data, gsize n, uint64_t offset)
{
  return write_at (self->fd, data, n, offset);
}

gboolean
trace_file_add_marks (int fd, const void *data, gsize n)
{
  TraceMarksPlace place = { .size = n, .marks_crc = trace_crc32 (data, n) };
  struct stat status;

  if (n > TRACE_MAX_MARKS)
    {
      errno = EFBIG;
      return FALSE;
    }
  if (fstat (fd, &status) < 0)
    return FALSE;
  place.offset = ((uint64_t) status.st_size + TRACE_ALIGN - 1) / TRACE_ALIGN * TRACE_ALIGN;
  place.crc = trace_crc32 (&place, G_STRUCT_OFFSET (TraceMarksPlace, crc));
  return write_at (fd, data, n, place.offset) && write_at (fd, &place, sizeof place, TRACE_MARKS_OFFSET);
}

static gboolean
write_zeros (TraceFile *self, uint64_t offset)
{
  uint8_t *zeros = g_malloc0 (TRACE_ALIGN);
  gboolean ok = trace_file_write (self, zeros, TRACE_ALIGN, offset);

  g_free (zeros);
  return ok;
}

static gboolean
add_table (TraceFile *self)
{
  if (!write_zeros (self, self->size))
    return FALSE;
  self->tables[self->n_tables++] = self->size;
  self->size += TRACE_ALIGN;
  return trace_file_write (self, self->tables, self->n_tables * sizeof *self->tables, TRACE_TABLES_OFFSET);
}

gboolean
trace_file_begin (TraceFile *self)
{
  return write_zeros (self, 0) && add_table (self);
}

gboolean
trace_file_write_table (TraceFile *self)
{
  while (self->n_written < self->entries->len)
    {
      guint table = self->n_written / TRACE_TABLE_ENTRIES, at = self->n_written % TRACE_TABLE_ENTRIES;
      guint n = MIN (TRACE_TABLE_ENTRIES - at, self->entries->len - self->n_written);
      const TraceEntry *entries = &g_array_index (self->entries, TraceEntry, self->n_written);

      if ((table == self->n_tables && !add_table (self))
          || !trace_file_write (self, entries, n * sizeof *entries, self->tables[table] + at * sizeof *entries))
        return FALSE;
      self->n_written += n;
    }
  return TRUE;
}

gboolean
trace_file_write_info (TraceFile *self, const GByteArray *info)
{
  TraceHeader *header = &self->header;
  /* Of hundreds of channels the rates and buses, which stand last, are cut off; at the end of the file they are whole.
   */
  uint32_t n = MIN (info->len, TRACE_INFO_SIZE), crc = trace_crc32 (info->data, n);
  uint32_t offset = header->info_offset == TRACE_INFO_OFFSET ? TRACE_INFO_OFFSET + TRACE_INFO_SIZE : TRACE_INFO_OFFSET;

  if (header->info_offset != 0 && header->info_crc == crc)
    return TRUE;
  if (!trace_file_write (self, info->data, n, offset))
    return FALSE;
  header->info_offset = offset;
  header->info_size = n;
  header->info_crc = crc;
  return TRUE;
}

gboolean
trace_file_write_meta (TraceFile *self, const GByteArray *meta)
{
  if (!trace_file_write (self, meta->data, meta->len, self->size))
    return FALSE;
  self->header.meta_offset = self->size;
  self->header.meta_size = meta->len;
  self->header.meta_crc = trace_crc32 (meta->data, meta->len);
  self->size += (meta->len + TRACE_ALIGN - 1) / TRACE_ALIGN * TRACE_ALIGN;
  return TRUE;
}

gboolean
trace_file_write_header (TraceFile *self, TraceState state)
{
  TraceHeader *header = &self->header;
  uint32_t crc = header->crc;

  memcpy (header->magic, TRACE_MAGIC, sizeof header->magic);
  header->version = TRACE_VERSION;
  header->state = state;
  header->n_entries = self->n_written;
  header->crc = trace_crc32 (header, G_STRUCT_OFFSET (TraceHeader, crc));
  return header->crc == crc || trace_file_write (self, header, sizeof *header, 0);
}
