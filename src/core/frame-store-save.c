/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Saving as an own trace: a finished trace's unnamed file gets a name; everything else is copied, block by block.
 */
#include "config.h"
#include "core/frame-store-private.h"
#include "core/trace-info-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

#include "base/errors.h"
#include "base/i18n.h"

#include "base/banned.h"

typedef struct
{
  FrameStore *store;
  StoreExtent from, extent;
  TraceFile file;
  FrameStoreProgress progress;
  gpointer data;
  uint64_t done, total; /* bytes */
} Saving;

/* Beside path, so that renaming stays within a file system. */
static char *
temporary_name (const char *path)
{
  return g_strdup_printf ("%s.%08x%08x~", path, g_random_int (), g_random_int ());
}

static gboolean
report (Saving *self)
{
  double done = self->total > 0 ? (double) self->done / (double) self->total : 1;

  if (self->progress == NULL || self->progress (done, self->data))
    return TRUE;
  errno = ECANCELED;
  return FALSE;
}

/* --- A copy --- */

static gboolean
find_in_file (const FrameStore *store, guint kind, uint32_t index, int *fd, uint64_t *offset)
{
  if (store->map != NULL)
    {
      *fd = store->map_fd;
      *offset = (uint64_t) (block_space_get (&store->spaces[kind], index) - store->map);
      return TRUE;
    }
  if (store->flusher == NULL || !flusher_has_block (store->flusher, kind, index, offset))
    return FALSE;
  *fd = flusher_get_fd (store->flusher);
  return TRUE;
}

/* Within the kernel where it can. FALSE: not, or not whole; then by writing. */
static gboolean
copy_in_kernel (const Saving *self, guint kind, uint32_t index, uint64_t to)
{
  gsize left = block_size (kind);
  off_t in, out = (off_t) to;
  uint64_t offset;
  int fd;

  if (!find_in_file (self->store, kind, index, &fd, &offset))
    return FALSE;
  in = (off_t) offset;
  while (left > 0)
    {
      gssize n = copy_file_range (fd, &in, self->file.fd, &out, left, 0);

      if (n <= 0)
        return FALSE;
      left -= (gsize) n;
    }
  return TRUE;
}

static gboolean
copy_block (Saving *self, guint kind, uint64_t from, uint64_t to)
{
  uint32_t per_block = block_units (kind), index = (uint32_t) (from / per_block);
  gboolean complete = to - from == per_block;
  uint64_t offset;

  if (block_space_get (&self->store->spaces[kind], index) == NULL)
    return TRUE; /* a damaged file lacks it */
  offset = trace_file_place (&self->file, kind, index, block_size (kind), TRUE);
  if (offset == 0)
    return FALSE;
  if (!complete || !copy_in_kernel (self, kind, index, offset))
    {
      if (!store_write_units (self->store, &self->file, offset, kind, from, to))
        return FALSE;
      if (kind == BLOCK_CHUNK && complete)
        frame_store_release (self->store, index);
    }
  self->done += block_size (kind);
  return report (self);
}

static gboolean
copy_blocks (Saving *self)
{
  for (guint i = 0; i < N_BLOCK_KINDS; i++)
    {
      uint32_t per_block = block_units (i);

      for (uint64_t at = self->from.units[i]; at < self->extent.units[i];)
        {
          uint64_t end = MIN (self->extent.units[i], (at / per_block + 1) * per_block);

          if (!copy_block (self, i, at - at % per_block, end))
            return FALSE;
          at = end;
        }
    }
  return TRUE;
}

static gboolean
write_end (Saving *self)
{
  TraceHeader *header = &self->file.header;
  uint64_t arena = self->extent.units[BLOCK_ARENA];
  GByteArray *bytes = store_pack_meta (self->store, self->extent.units[BLOCK_CHUNK]);
  gboolean ok;

  header->first = self->from.units[BLOCK_CHUNK];
  header->length = self->extent.units[BLOCK_CHUNK];
  header->first_note = self->from.units[BLOCK_NOTES];
  header->n_notes = self->extent.units[BLOCK_NOTES];
  header->first_arena = (uint32_t) (self->from.units[BLOCK_ARENA] / ARENA_SIZE);
  header->arena_end = arena_place ((uint32_t) (arena / ARENA_SIZE), arena % ARENA_SIZE);
  header->n_problems = frame_store_n_problems (self->store);
  ok = trace_file_write_table (&self->file) && trace_file_write_meta (&self->file, bytes);
  g_byte_array_set_size (bytes, 0);
  trace_info_pack (self->store->info, bytes);
  ok = ok && trace_file_write_info (&self->file, bytes) && trace_file_write_header (&self->file, TRACE_CLOSED);
  g_byte_array_unref (bytes);
  return ok;
}

static void
measure (Saving *self)
{
  frame_store_extent (self->store, &self->extent);
  frame_store_held_from (self->store, &self->from);
  for (guint i = 0; i < N_BLOCK_KINDS; i++)
    {
      uint64_t from = self->from.units[i] / block_units (i), to = self->extent.units[i] / block_units (i);

      self->total += (to - from + 1) * block_size (i);
    }
}

static gboolean
save_copy (Saving *self, const char *temporary)
{
  int fd = open (temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  int saved_errno;
  gboolean ok;

  if (fd < 0)
    return FALSE;
  trace_file_init (&self->file, fd);
  measure (self);
  ok = copy_blocks (self) && write_end (self);
  saved_errno = errno;
  trace_file_clear (&self->file);
  errno = saved_errno;
  return ok;
}

/* --- A name for the file that is there --- */

static gboolean
save_link (FrameStore *store, const char *temporary)
{
  char *fd_path;
  gboolean ok;

  if (store->flusher == NULL || flusher_is_named (store->flusher) || !frame_store_is_sealed (store))
    return FALSE;
  /* Once only: a second name for the same bytes would let one file's changes reach into the other. */
  if (atomic_exchange (&store->linked, TRUE))
    return FALSE;
  if (!flusher_flush (store->flusher, TRUE, NULL))
    return FALSE;
  fd_path = g_strdup_printf ("/proc/self/fd/%d", flusher_get_fd (store->flusher));
  ok = linkat (AT_FDCWD, fd_path, AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0;
  g_free (fd_path);
  if (!ok)
    atomic_store (&store->linked, FALSE);
  return ok;
}

/* --- Marks and comments --- */

static gboolean
add_marks (FrameStore *store, const char *temporary)
{
  GBytes *marks = frame_store_dup_marks (store);
  gboolean ok = TRUE;
  int fd, saved_errno;

  if (marks == NULL)
    return TRUE;
  fd = open (temporary, O_RDWR | O_CLOEXEC);
  ok = fd >= 0 && trace_file_add_marks (fd, g_bytes_get_data (marks, NULL), g_bytes_get_size (marks));
  saved_errno = errno;
  if (fd >= 0)
    close (fd);
  g_bytes_unref (marks);
  errno = saved_errno;
  return ok;
}

static gboolean
set_error (const char *path, int saved_errno, GError **error)
{
  if (saved_errno != ECANCELED)
    return canid_error_set_errno (error, path, saved_errno);
  g_set_error (error, CANID_ERROR, CANID_ERROR_CANCELLED, _ ("%s: saving was cancelled"), path);
  return FALSE;
}

gboolean
frame_store_save (FrameStore *self, const char *path, FrameStoreProgress progress, gpointer data, GError **error)
{
  Saving saving = { .store = self, .progress = progress, .data = data };
  char *temporary = temporary_name (path);
  int saved_errno = 0;

  if (!save_link (self, temporary) && !save_copy (&saving, temporary))
    saved_errno = errno;
  else if (!add_marks (self, temporary))
    saved_errno = errno;
  else if (rename (temporary, path) < 0)
    saved_errno = errno;
  else if (progress != NULL)
    progress (1, data);
  if (saved_errno != 0)
    g_unlink (temporary);
  g_free (temporary);
  return saved_errno == 0 || set_error (path, saved_errno, error);
}
