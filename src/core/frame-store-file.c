/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Stores that have a file: where it lies, and its parts as bytes.
 */
#include "config.h"
#include "core/frame-store-private.h"
#include "core/trace-info-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/errors.h"
#include "base/i18n.h"

#include "base/banned.h"

/* --- Making one --- */

static int
open_unnamed (const char *folder)
{
  char *name;
  int fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);

  if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT && errno != EINVAL))
    return fd;
  /* A file system without unnamed files. */
  name = g_build_filename (folder, "trace-XXXXXX", NULL);
  fd = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    g_unlink (name);
  g_free (name);
  return fd;
}

FrameStore *
frame_store_new (GError **error)
{
  char *folder = g_build_filename (g_get_user_cache_dir (), "canid", NULL);
  FrameStore *self = NULL;
  int fd = -1;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    fd = open_unnamed (folder);
  if (fd < 0)
    g_set_error (error, CANID_ERROR, errno == ENOSPC ? CANID_ERROR_NO_SPACE : CANID_ERROR_IO,
                 _ ("no file can be made in the cache folder %s: %s; set XDG_CACHE_HOME to a folder that can be "
                    "written"),
                 folder, g_strerror (errno));
  else
    {
      self = frame_store_alloc_full ();
      self->flusher = flusher_new (self, fd, NULL);
    }
  g_free (folder);
  return self;
}

/* Eats self. */
static FrameStore *
give_file (FrameStore *self, const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

  if (fd < 0 || flock (fd, LOCK_EX | LOCK_NB) < 0)
    {
      canid_error_set_errno (error, path, errno);
      if (fd >= 0)
        close (fd);
      frame_store_unref (self);
      return NULL;
    }
  self->flusher = flusher_new (self, fd, path);
  if (!flusher_flush (self->flusher, FALSE, error)) /* from now on it can be opened */
    {
      frame_store_unref (self);
      g_unlink (path);
      return NULL;
    }
  return self;
}

FrameStore *
frame_store_create (const char *path, GError **error)
{
  return give_file (frame_store_alloc_full (), path, error);
}

FrameStore *
frame_store_create_ring (const char *path, guint n_chunks, GError **error)
{
  return give_file (frame_store_new_ring (n_chunks), path, error);
}

gboolean
frame_store_probe (const uint8_t *head, gsize n)
{
  return n >= strlen (TRACE_MAGIC) && memcmp (head, TRACE_MAGIC, strlen (TRACE_MAGIC)) == 0;
}

/* --- Blocks --- */

static const struct
{
  gsize offset, width;
} columns[] = {
  { G_STRUCT_OFFSET (FrameChunk, time), 8 },  { G_STRUCT_OFFSET (FrameChunk, payload), 8 },
  { G_STRUCT_OFFSET (FrameChunk, id), 4 },    { G_STRUCT_OFFSET (FrameChunk, len_dlc), 2 },
  { G_STRUCT_OFFSET (FrameChunk, flags), 1 }, { G_STRUCT_OFFSET (FrameChunk, channel), 1 },
};

gboolean
store_write_units (const FrameStore *self, TraceFile *file, uint64_t offset, guint kind, uint64_t from, uint64_t to)
{
  uint32_t per_block = block_units (kind), index = (uint32_t) (from / per_block);
  const uint8_t *block = block_space_get (&self->spaces[kind], index);
  gsize width = block_size (kind) / per_block, n = to - from;

  from %= per_block;
  if (kind != BLOCK_CHUNK || n == per_block)
    return trace_file_write (file, block + from * width, n * width, offset + from * width);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      gsize at = columns[i].offset + from * columns[i].width;

      if (!trace_file_write (file, block + at, n * columns[i].width, offset + at))
        return FALSE;
    }
  return TRUE;
}

/* --- What stands at the end: summaries, trace info, problems, each behind its size --- */

static void
append_u32 (GByteArray *bytes, uint32_t value)
{
  uint8_t le[4];

  bytes_store_le32 (le, value);
  g_byte_array_append (bytes, le, sizeof le);
}

static void
pack_problems (const FrameStore *self, GByteArray *bytes)
{
  guint n = frame_store_n_problems_kept (self);

  append_u32 (bytes, n);
  for (guint i = 0; i < n; i++)
    {
      uint8_t place[8];
      gsize length = MIN (strlen (self->problems[i].what), NOTE_MAX_BYTES);

      bytes_store_le64 (place, self->problems[i].place);
      g_byte_array_append (bytes, place, sizeof place);
      append_u32 (bytes, (uint32_t) length);
      g_byte_array_append (bytes, (const uint8_t *) self->problems[i].what, (guint) length);
    }
}

/* Of rows that no longer grow; length may be less than there are now, so the last chunk is looked at as it was. */
static void
pack_summaries (FrameStore *self, uint64_t length, GByteArray *bytes)
{
  uint32_t from = (uint32_t) (frame_store_first (self) / FRAME_CHUNK_ROWS);
  uint32_t to = (uint32_t) ((length + FRAME_CHUNK_ROWS - 1) / FRAME_CHUNK_ROWS);

  append_u32 (bytes, sizeof (ChunkSummary));
  append_u32 (bytes, to - from);
  for (uint32_t index = from; index < to; index++)
    {
      uint64_t start = (uint64_t) index * FRAME_CHUNK_ROWS;
      ChunkSummary summary;

      if (length - start < FRAME_CHUNK_ROWS || !frame_store_summary (self, index, &summary))
        frame_chunk_summarize ((const FrameChunk *) block_space_get (&self->spaces[BLOCK_CHUNK], index),
                               (uint32_t) MIN (length - start, FRAME_CHUNK_ROWS), &summary);
      g_byte_array_append (bytes, (const uint8_t *) &summary, sizeof summary);
    }
}

GByteArray *
store_pack_meta (FrameStore *self, uint64_t length)
{
  GByteArray *bytes = g_byte_array_new (), *info = g_byte_array_new ();

  pack_summaries (self, length, bytes);
  trace_info_pack (self->info, info);
  append_u32 (bytes, info->len);
  g_byte_array_append (bytes, info->data, info->len);
  g_byte_array_unref (info);
  pack_problems (self, bytes);
  return bytes;
}

typedef struct
{
  const uint8_t *bytes;
  gsize n;
} Cursor;

static const uint8_t *
take (Cursor *cursor, gsize n)
{
  const uint8_t *bytes = cursor->bytes;

  if (n > cursor->n)
    return NULL;
  cursor->bytes += n;
  cursor->n -= n;
  return bytes;
}

static gboolean
take_u32 (Cursor *cursor, uint32_t *value)
{
  const uint8_t *bytes = take (cursor, 4);

  if (bytes != NULL)
    *value = bytes_load_le32 (bytes);
  return bytes != NULL;
}

static gboolean
unpack_summaries (FrameStore *self, Cursor *cursor)
{
  uint32_t from = (uint32_t) (frame_store_first (self) / FRAME_CHUNK_ROWS);
  uint32_t n_blocks = self->spaces[BLOCK_CHUNK].n_blocks;
  uint32_t size, n;

  if (!take_u32 (cursor, &size) || size != sizeof (ChunkSummary) || !take_u32 (cursor, &n)
      || n > n_blocks - MIN (from, n_blocks))
    return FALSE;
  for (uint32_t index = from; index < from + n; index++)
    {
      const uint8_t *bytes = take (cursor, sizeof (ChunkSummary));

      if (bytes == NULL)
        return FALSE;
      memcpy (&self->summaries[index], bytes, sizeof (ChunkSummary));
      self->summary_ready[index] = 1;
    }
  return TRUE;
}

static gboolean
unpack_problems (FrameStore *self, Cursor *cursor)
{
  uint32_t n, length;

  if (!take_u32 (cursor, &n))
    return FALSE;
  for (guint i = 0; i < MIN (n, PROBLEMS_KEPT); i++)
    {
      const uint8_t *place = take (cursor, 8);
      const uint8_t *what = place != NULL && take_u32 (cursor, &length) ? take (cursor, length) : NULL;

      if (what == NULL)
        return FALSE;
      self->problems[i].place = bytes_load_le64 (place);
      self->problems[i].what = g_string_chunk_insert_len (self->problem_text, (const char *) what, (gssize) length);
      self->n_problems_kept = i + 1;
    }
  return TRUE;
}

gboolean
store_unpack_meta (FrameStore *self, const uint8_t *bytes, gsize n)
{
  Cursor cursor = { bytes, n };
  const uint8_t *info;
  uint32_t info_size;

  if (!unpack_summaries (self, &cursor) || !take_u32 (&cursor, &info_size))
    return FALSE;
  info = take (&cursor, info_size);
  return info != NULL && trace_info_unpack (self->info, info, info_size) && unpack_problems (self, &cursor);
}
