/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "base/byte-sink.h"
#include "base/errors.h"
#include "base/i18n.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/banned.h"

#define BUFFER_SIZE (256u << 10)
#define MAX_RESERVE (64u << 10)
#define MAX_LINKS 40 /* as the kernel follows */

struct ByteSink
{
  char *name;   /* for messages */
  char *target; /* what is replaced at close, links followed; NULL: written in place */
  char *beside; /* the new file until then */
  int fd;
  gboolean existed;    /* the target, before */
  int failed;          /* errno of the first failed write */
  gboolean grows;      /* a file in place: cut back to whole when a write fails */
  gboolean taken_back; /* … and by discard */
  off_t written, whole;
  char *buffer; /* BUFFER_SIZE + 1: a NUL of vsnprintf */
  gsize used;
  struct archive *packer; /* what the buffer goes through; NULL: nothing */
};

/* --- Writing --- */

static gboolean
wait_writable (int fd)
{
  struct pollfd wait = { .fd = fd, .events = POLLOUT };

  return poll (&wait, 1, -1) >= 0 || errno == EINTR;
}

/* A record that was written in part makes the file's end unreadable. Devices and pipes refuse it. */
static void
cut_back (ByteSink *self)
{
  if (self->grows && self->packer == NULL && self->whole < self->written && ftruncate (self->fd, self->whole) == 0)
    self->written = self->whole;
}

static void
write_out (ByteSink *self, const char *data, gsize size)
{
  for (gsize done = 0; done < size && self->failed == 0;)
    {
      gssize n = write (self->fd, data + done, size - done);

      if (n >= 0)
        {
          done += (gsize) n;
          self->written += n;
        }
      else if (errno == EAGAIN && wait_writable (self->fd))
        continue;
      else if (errno != EINTR)
        self->failed = errno;
    }
  if (self->failed != 0)
    cut_back (self);
}

/* What libarchive refuses for other reasons than our writing is want of memory. */
static void
take_packer_failure (ByteSink *self, la_ssize_t answer)
{
  if (answer < 0 && self->failed == 0)
    self->failed = archive_errno (self->packer) > 0 ? archive_errno (self->packer) : ENOMEM;
}

static void
drain (ByteSink *self)
{
  if (self->packer == NULL)
    write_out (self, self->buffer, self->used);
  else if (self->failed == 0 && self->used > 0)
    take_packer_failure (self, archive_write_data (self->packer, self->buffer, self->used));
  self->used = 0;
}

static gboolean
tell_failure (const ByteSink *self, GError **error)
{
  return self->failed == 0 || canid_error_set_errno (error, self->name, self->failed);
}

char *
byte_sink_reserve (ByteSink *self, gsize n)
{
  g_return_val_if_fail (n <= MAX_RESERVE, NULL);

  if (BUFFER_SIZE - self->used < n)
    drain (self);
  return self->buffer + self->used;
}

void
byte_sink_commit (ByteSink *self, gsize n)
{
  g_return_if_fail (n <= BUFFER_SIZE - self->used);

  self->used += n;
}

void
byte_sink_write (ByteSink *self, const void *data, gsize n)
{
  for (const char *p = data; n > 0;)
    {
      gsize part = MIN (n, MAX_RESERVE);

      memcpy (byte_sink_reserve (self, part), p, part);
      byte_sink_commit (self, part);
      p += part;
      n -= part;
    }
}

void
byte_sink_printf (ByteSink *self, const char *format, ...)
{
  char *to = byte_sink_reserve (self, MAX_RESERVE);
  va_list args;
  int n;

  va_start (args, format);
  n = vsnprintf (to, MAX_RESERVE + 1, format, args);
  va_end (args);
  if (n <= (int) MAX_RESERVE)
    byte_sink_commit (self, n > 0 ? (gsize) n : 0);
  else
    {
      char *text;

      va_start (args, format);
      text = g_strdup_vprintf (format, args);
      va_end (args);
      byte_sink_write (self, text, (gsize) n);
      g_free (text);
    }
}

gboolean
byte_sink_flush (ByteSink *self, GError **error)
{
  drain (self);
  if (self->failed == 0 && !self->taken_back)
    self->whole = self->written;
  return tell_failure (self, error);
}

const char *
byte_sink_get_name (const ByteSink *self)
{
  return self->name;
}

const char *
byte_sink_get_file (const ByteSink *self)
{
  return self->beside;
}

gboolean
byte_sink_failed (const ByteSink *self)
{
  return self->failed != 0;
}

gboolean
byte_sink_broken_pipe (const ByteSink *self)
{
  return self->failed == EPIPE;
}

/* --- Opening --- */

/* Follows links by hand, because the last one may point to a file that is not there yet. */
static char *
follow_links (const char *path, GError **error)
{
  char *target = g_strdup (path);

  for (int i = 0; i < MAX_LINKS; i++)
    {
      char link[PATH_MAX];
      gssize n = readlink (target, link, sizeof link - 1);
      char *folder, *next;

      if (n < 0)
        return target; /* no link, or not there */
      link[n] = '\0';
      folder = g_path_get_dirname (target);
      next = g_path_is_absolute (link) ? g_strdup (link) : g_build_filename (folder, link, NULL);
      g_free (folder);
      g_free (target);
      target = next;
    }
  g_free (target);
  canid_error_set_errno (error, path, ELOOP);
  return NULL;
}

static gboolean
open_in_place (ByteSink *self, const char *path, GError **error)
{
  self->fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
  self->grows = TRUE;
  return self->fd >= 0 || canid_error_set_errno (error, path, errno);
}

/* What stands behind a line that was cut off (the program was killed) would not be seen by a reader of lines. */
static gboolean
end_last_line (ByteSink *self)
{
  char last;

  if (self->whole > 0 && pread (self->fd, &last, 1, self->whole - 1) == 1 && last != '\n')
    byte_sink_write (self, "\n", 1);
  return TRUE;
}

static gboolean
open_at_end (ByteSink *self, const char *path, gboolean grows, GError **error)
{
  struct stat st;

  self->fd = open (path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0666);
  if (self->fd < 0 || fstat (self->fd, &st) != 0)
    return canid_error_set_errno (error, path, errno);
  self->grows = TRUE;
  self->taken_back = !grows;
  self->written = self->whole = S_ISREG (st.st_mode) ? st.st_size : 0;
  return end_last_line (self);
}

static gboolean
open_beside (ByteSink *self, const struct stat *old, GError **error)
{
  char *folder = g_path_get_dirname (self->target);
  char *base = g_path_get_basename (self->target);

  /* The name keeps room for long names: NAME_MAX is 255 bytes. */
  for (int i = 0; i < 100 && self->fd < 0; i++)
    {
      g_free (self->beside);
      self->beside = g_strdup_printf ("%s/.%.200s.%08x", folder, base, g_random_int ());
      self->fd = open (self->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, old != NULL ? 0600 : 0666);
      if (self->fd < 0 && errno != EEXIST)
        break;
    }
  g_free (folder);
  g_free (base);
  if (self->fd < 0)
    {
      g_clear_pointer (&self->beside, g_free);
      return canid_error_set_errno (error, self->target, errno);
    }
  if (old != NULL)
    {
      /* The group first: it clears set-id bits. Who may not give it away keeps his own. */
      if (fchown (self->fd, (uid_t) -1, old->st_gid) != 0 || fchown (self->fd, old->st_uid, (gid_t) -1) != 0)
        errno = 0;
      if (fchmod (self->fd, old->st_mode & 07777) != 0)
        return canid_error_set_errno (error, self->beside, errno);
    }
  return TRUE;
}

static gboolean
open_replacing (ByteSink *self, const char *path, GError **error)
{
  struct stat old;

  self->target = follow_links (path, error);
  if (self->target == NULL)
    return FALSE;
  self->existed = stat (self->target, &old) == 0;
  if (self->existed && S_ISDIR (old.st_mode))
    return canid_error_set_errno (error, path, EISDIR);
  if (self->existed && !S_ISREG (old.st_mode))
    {
      g_clear_pointer (&self->target, g_free); /* a device or pipe: nothing to replace */
      return open_in_place (self, path, error);
    }
  /* Renaming over a write-protected file would succeed: ask as writing would. */
  if (self->existed && access (self->target, W_OK) != 0)
    return canid_error_set_errno (error, path, errno);
  return open_beside (self, self->existed ? &old : NULL, error);
}

ByteSink *
byte_sink_open (const char *path, ByteSinkMode mode, GError **error)
{
  ByteSink *self = g_new0 (ByteSink, 1);
  gboolean ok = TRUE;

  self->fd = -1;
  self->buffer = g_malloc (BUFFER_SIZE + 1);
  if (strcmp (path, "-") == 0)
    {
      self->name = g_strdup ("standard output");
      self->fd = STDOUT_FILENO;
    }
  else
    {
      self->name = g_strdup (path);
      ok = mode == BYTE_SINK_REPLACE ? open_replacing (self, path, error)
           : mode == BYTE_SINK_GROW  ? open_in_place (self, path, error)
                                     : open_at_end (self, path, mode == BYTE_SINK_GROW_ON, error);
    }
  if (ok)
    return self;
  byte_sink_discard (self);
  return NULL;
}

/* --- Packing --- */

/* Never tells libarchive of a failure: after one it does not free its compressors. drain and close look at failed. */
static la_ssize_t
write_packed (struct archive *packer, void *data, const void *bytes, size_t n)
{
  write_out (data, bytes, n);
  return (la_ssize_t) n;
}

static int
choose_packing (struct archive *packer, BytePacking packing)
{
  int answer
      = packing == BYTE_PACKING_ZIP ? archive_write_set_format_zip (packer) : archive_write_set_format_raw (packer);

  if (answer != ARCHIVE_OK)
    return answer;
  switch (packing)
    {
    case BYTE_PACKING_GZIP:
      return archive_write_add_filter_gzip (packer);
    case BYTE_PACKING_XZ:
      return archive_write_add_filter_xz (packer);
    case BYTE_PACKING_ZSTD:
      return archive_write_add_filter_zstd (packer);
    case BYTE_PACKING_ZIP:
    case BYTE_PACKING_NONE:
    default:
      return ARCHIVE_OK;
    }
}

/* One file of unknown size. */
static int
begin_entry (struct archive *packer, const char *name)
{
  struct archive_entry *entry = archive_entry_new ();
  int answer;

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_mtime (entry, time (NULL), 0);
  archive_entry_unset_size (entry);
  answer = archive_write_header (packer, entry);
  archive_entry_free (entry);
  return answer;
}

gboolean
byte_sink_pack (ByteSink *self, BytePacking packing, const char *name, GError **error)
{
  g_return_val_if_fail (self->packer == NULL && self->used == 0, FALSE);

  if (packing == BYTE_PACKING_NONE)
    return TRUE;
  self->packer = archive_write_new ();
  archive_write_set_bytes_per_block (self->packer, 0); /* no padding */
  if (choose_packing (self->packer, packing) == ARCHIVE_OK
      && archive_write_open (self->packer, self, NULL, write_packed, NULL) == ARCHIVE_OK
      && begin_entry (self->packer, name) >= ARCHIVE_WARN) /* a warning: a name that is not in the locale's letters */
    return TRUE;
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s: cannot be packed: %s"), self->name,
               archive_error_string (self->packer));
  return FALSE;
}

/* --- Closing --- */

static void
free_sink (ByteSink *self)
{
  if (self->failed == 0)
    self->failed = ECANCELED; /* whatever freeing the packer would write is not wanted any more */
  archive_write_free (self->packer);
  g_free (self->name);
  g_free (self->target);
  g_free (self->beside);
  g_free (self->buffer);
  g_free (self);
}

gboolean
byte_sink_close (ByteSink *self, GError **error)
{
  gboolean ok;

  drain (self);
  if (self->packer != NULL && self->failed == 0)
    take_packer_failure (self, archive_write_close (self->packer));
  /* A file that replaces another must be on the disk before its name is, or a power cut leaves neither. */
  if (self->failed == 0 && self->beside != NULL && self->existed && fsync (self->fd) != 0)
    self->failed = errno;
  if (self->fd > STDERR_FILENO && close (self->fd) != 0 && self->failed == 0)
    self->failed = errno;
  if (self->failed == 0 && self->beside != NULL && rename (self->beside, self->target) != 0)
    self->failed = errno;
  if (self->failed != 0 && self->beside != NULL)
    unlink (self->beside);
  ok = tell_failure (self, error);
  free_sink (self);
  return ok;
}

void
byte_sink_discard (ByteSink *self)
{
  if (self == NULL)
    return;
  if (self->taken_back)
    cut_back (self);
  if (self->fd > STDERR_FILENO)
    close (self->fd);
  if (self->beside != NULL)
    unlink (self->beside);
  free_sink (self);
}
