/* byte-source-packed.c: the filler of packed input: libarchive, entry by entry of a zip.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "base/byte-source-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/banned.h"

static gboolean
is_bomb (const ByteSource *self)
{
  return self->unpacked > BYTE_SOURCE_FREE_BYTES
         && self->unpacked / BYTE_SOURCE_MAX_RATIO > atomic_load_explicit (&self->stored_read, memory_order_relaxed);
}

/* By blocks, not archive_read_data: that one loses what it has copied when an error follows. */
gssize
byte_source_read_unpacked (ByteSource *self, void *into, gsize n, GError **error)
{
  la_int64_t offset;
  int status = ARCHIVE_OK;

  while (self->block_left == 0 && status == ARCHIVE_OK)
    status = archive_read_data_block (self->archive, &self->block, &self->block_left, &offset);
  if (status == ARCHIVE_OK || status == ARCHIVE_WARN)
    {
      n = MIN (n, self->block_left);
      memcpy (into, self->block, n);
      self->block = (const uint8_t *) self->block + n;
      self->block_left -= n;
      self->unpacked += n;
      if (!is_bomb (self))
        return (gssize) n;
      g_set_error (error, CANID_ERROR, CANID_ERROR_DAMAGED,
                   _ ("%s: unpacks to more than %d times its size, as no log does; if it is one, unpack it first"),
                   self->name, BYTE_SOURCE_MAX_RATIO);
      return -1;
    }
  self->block_left = 0;
  if (status == ARCHIVE_EOF)
    return 0;
  if (self->failure == NULL) /* else our own reading failed, and says more */
    g_set_error (error, CANID_ERROR, CANID_ERROR_DAMAGED, _ ("%s: cannot be unpacked any further: %s"), self->name,
                 archive_error_string (self->archive));
  return -1;
}

/* --- Opening --- */

static la_ssize_t
feed_archive (struct archive *archive, void *data, const void **block)
{
  ByteSource *self = data;
  gssize got = (gssize) self->packed_ready;

  if (got > 0)
    self->packed_ready = 0;
  else
    got = byte_source_read_fd (self, self->packed, BYTE_SOURCE_BUFFER_SIZE, &self->failure);
  if (got < 0)
    archive_set_error (archive, EIO, "%s", self->failure->message);
  *block = self->packed;
  return got;
}

/* The directory of a zip stands at its end. */
static la_int64_t
seek_archive (struct archive *archive, void *data, la_int64_t offset, int whence)
{
  ByteSource *self = data;
  off_t at = lseek (self->fd, (off_t) offset, whence);

  if (at < 0)
    archive_set_error (archive, errno, "%s", g_strerror (errno));
  return at < 0 ? ARCHIVE_FATAL : (la_int64_t) at;
}

static gboolean
is_wanted (const ByteSource *self, struct archive_entry *entry)
{
  const char *name = archive_entry_pathname (entry), *base;

  if (self->packing != BYTE_PACKING_ZIP)
    return TRUE;
  if (name == NULL || archive_entry_filetype (entry) != AE_IFREG || g_str_has_prefix (name, "__MACOSX/")
      || (archive_entry_size_is_set (entry) && archive_entry_size (entry) == 0))
    return FALSE;
  base = strrchr (name, '/');
  return (base != NULL ? base[1] : name[0]) != '.';
}

/* ARCHIVE_OK, ARCHIVE_EOF, or what failed. */
static int
find_entry (ByteSource *self)
{
  struct archive_entry *entry;
  int answer;

  do
    {
      if (++self->n_entries > BYTE_SOURCE_MAX_ENTRIES)
        return ARCHIVE_EOF;
      answer = archive_read_next_header (self->archive, &entry);
    }
  while ((answer == ARCHIVE_OK || answer == ARCHIVE_WARN) && !is_wanted (self, entry));
  if (answer != ARCHIVE_OK && answer != ARCHIVE_WARN)
    return answer;
  g_clear_pointer (&self->entry, g_free);
  if (self->packing == BYTE_PACKING_ZIP)
    self->entry = g_utf8_make_valid (archive_entry_pathname (entry), -1);
  self->entry_size = archive_entry_size_is_set (entry) ? archive_entry_size (entry) : -1;
  return ARCHIVE_OK;
}

static void
choose_archive (ByteSource *self)
{
  self->archive = archive_read_new ();
  if (self->packing == BYTE_PACKING_ZIP)
    {
      archive_read_support_format_zip (self->archive);
      if (self->stored_size > 0 && lseek (self->fd, 0, SEEK_SET) == 0) /* a file: from its beginning once more */
        {
          archive_read_set_seek_callback (self->archive, seek_archive);
          self->packed_ready = 0;
        }
      return;
    }
  archive_read_support_filter_gzip (self->archive);
  archive_read_support_filter_xz (self->archive);
  archive_read_support_filter_zstd (self->archive);
  archive_read_support_format_raw (self->archive);
  archive_read_support_format_empty (self->archive);
}

gboolean
byte_source_open_packed (ByteSource *self, GError **error)
{
  self->packed = self->buffer;
  self->packed_ready = self->end;
  self->buffer = g_malloc (self->capacity + BYTE_SOURCE_PADDING);
  self->end = 0;
  self->ended = FALSE;
  choose_archive (self);
  if (archive_read_open (self->archive, self, NULL, feed_archive, NULL) == ARCHIVE_OK)
    switch (find_entry (self))
      {
      case ARCHIVE_OK:
        return TRUE;
      case ARCHIVE_EOF: /* an empty file was packed, or no file */
        self->ended = TRUE;
        return TRUE;
      default:
        break;
      }
  g_set_error (error, CANID_ERROR, CANID_ERROR_DAMAGED, _ ("%s: cannot be unpacked: %s"), self->name,
               archive_error_string (self->archive));
  return FALSE;
}

void
byte_source_close_packed (ByteSource *self)
{
  if (self->archive != NULL)
    archive_read_free (self->archive);
  g_free (self->packed);
  g_free (self->entry);
}

gboolean
byte_source_next_entry (ByteSource *self)
{
  if (self->packing != BYTE_PACKING_ZIP || is_bomb (self))
    return FALSE;
  self->start = self->end = 0;
  self->block_left = 0;
  self->position = 0;
  g_clear_error (&self->failure);
  self->ended = find_entry (self) != ARCHIVE_OK;
  return !self->ended;
}

const char *
byte_source_get_entry (const ByteSource *self)
{
  return self->entry;
}

int64_t
byte_source_entry_size (const ByteSource *self)
{
  return self->entry != NULL ? self->entry_size : -1;
}
