/* byte-source.c: one buffer between a filler (file descriptor, libarchive, memory) and the caller's window.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The buffer is 256 KiB, small enough to stay in the second-level cache between read() and the parser; it grows only
 * for callers that want a larger window at once. BYTE_SOURCE_PADDING bytes behind it are always readable.
 */
#include "config.h"
#include "base/byte-source-private.h"

#include "base/byte-follow.h"
#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

/* --- Fillers: -1 failed (error set), 0 end --- */

/* Another file, or the same from its beginning: what stood at the end of the last one does not go on in it. */
static gssize
begin_anew (ByteSource *self, uint8_t *into)
{
  self->n_restarts++;
  if (self->last == '\n' || self->last == 0)
    return 0;
  *into = self->last = '\n';
  return 1;
}

static gssize
read_following (ByteSource *self, void *into, gsize n)
{
  for (;;)
    {
      gssize got = read (self->fd, into, n);

      if (got > 0)
        self->last = ((const uint8_t *) into)[got - 1];
      if (got > 0 || (got < 0 && errno != EAGAIN))
        return got;
      switch (byte_follow_wait (self->follow, self->path, &self->fd))
        {
        case BYTE_FOLLOW_MORE:
          break;
        case BYTE_FOLLOW_CUT:
        case BYTE_FOLLOW_REPLACED:
          got = begin_anew (self, into);
          if (got > 0)
            return got;
          break;
        case BYTE_FOLLOW_STOPPED:
          return 0;
        case BYTE_FOLLOW_INTERRUPTED:
          errno = EINTR;
          return -1;
        }
    }
}

gssize
byte_source_read_fd (ByteSource *self, void *into, gsize n, GError **error)
{
  gssize got = self->follow != NULL ? read_following (self, into, n) : read (self->fd, into, n);

  if (got < 0)
    {
      if (errno == EINTR)
        g_set_error (error, CANID_ERROR, CANID_ERROR_CANCELLED, _ ("%s: reading was interrupted"), self->name);
      else
        canid_error_set_errno (error, self->name, errno);
      return -1;
    }
  atomic_fetch_add_explicit (&self->stored_read, (uint64_t) got, memory_order_relaxed);
  return got;
}

static gssize
read_memory (ByteSource *self, void *into, gsize n)
{
  n = MIN (n, self->memory_left);
  memcpy (into, self->memory + (self->memory_size - self->memory_left), n);
  self->memory_left -= n;
  atomic_fetch_add_explicit (&self->stored_read, n, memory_order_relaxed);
  return (gssize) n;
}

static gssize
read_some (ByteSource *self, void *into, gsize n, GError **error)
{
  if (self->archive != NULL)
    return byte_source_read_unpacked (self, into, n, error);
  if (self->fd >= 0)
    return byte_source_read_fd (self, into, n, error);
  return read_memory (self, into, n);
}

/* --- The window --- */

static void
make_room (ByteSource *self, gsize wanted)
{
  gsize held = self->end - self->start;

  if (self->start > 0 && (held == 0 || self->start + wanted > self->capacity))
    {
      memmove (self->buffer, self->buffer + self->start, held);
      self->start = 0;
      self->end = held;
    }
  if (wanted > self->capacity)
    {
      while (self->capacity < wanted)
        self->capacity *= 2;
      self->buffer = g_realloc (self->buffer, self->capacity + BYTE_SOURCE_PADDING);
    }
  memset (self->buffer + self->capacity, 0, BYTE_SOURCE_PADDING);
}

static void
fill (ByteSource *self)
{
  gssize got = read_some (self, self->buffer + self->end, self->capacity - self->end, &self->failure);

  if (got > 0)
    self->end += (gsize) got;
  else
    self->ended = TRUE;
}

const uint8_t *
byte_source_peek (ByteSource *self, gsize wanted, gsize *n, GError **error)
{
  g_return_val_if_fail (wanted <= BYTE_SOURCE_MAX_WINDOW, NULL);

  wanted = MAX (wanted, 1);
  if (self->end - self->start < wanted && !self->ended)
    {
      make_room (self, wanted);
      while (self->end - self->start < wanted && !self->ended)
        fill (self);
    }
  *n = self->end - self->start;
  if (*n == 0 && self->failure != NULL)
    {
      g_propagate_error (error, g_error_copy (self->failure));
      return NULL;
    }
  return self->buffer + self->start;
}

void
byte_source_skip (ByteSource *self, gsize n)
{
  g_return_if_fail (n <= self->end - self->start);

  self->start += n;
  self->position += n;
}

gsize
byte_source_buffered (const ByteSource *self)
{
  return self->end - self->start;
}

/* --- Opening --- */

gboolean
byte_source_skip_to (ByteSource *self, uint64_t position)
{
  gsize held = self->end - self->start;

  if (position > self->position + held && self->archive == NULL && self->path != NULL && self->follow == NULL
      && position <= self->stored_size && lseek (self->fd, (off_t) (position - self->position - held), SEEK_CUR) >= 0)
    {
      self->start = self->end = 0;
      atomic_fetch_add_explicit (&self->stored_read, position - self->position - held, memory_order_relaxed);
      self->position = position;
    }
  while (self->position < position)
    {
      gsize n;

      if (byte_source_peek (self, 1, &n, NULL) == NULL || n == 0)
        return FALSE;
      byte_source_skip (self, (gsize) MIN (n, position - self->position));
    }
  return TRUE;
}

static ByteSource *
new_source (const char *name, int fd, gsize capacity)
{
  ByteSource *self = g_new0 (ByteSource, 1);

  self->name = g_strdup (name);
  self->fd = fd;
  self->capacity = capacity;
  self->buffer = g_malloc (self->capacity + BYTE_SOURCE_PADDING);
  return self;
}

static gboolean
look_at_file (ByteSource *self, const char *path, GError **error)
{
  struct stat st;

  if (fstat (self->fd, &st) != 0)
    return canid_error_set_errno (error, path, errno);
  if (S_ISDIR (st.st_mode))
    return canid_error_set_errno (error, path, EISDIR);
  if (S_ISREG (st.st_mode))
    {
      self->path = self->fd == STDIN_FILENO ? NULL : g_strdup (path);
      self->stored_size = (uint64_t) st.st_size;
      posix_fadvise (self->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    }
  return TRUE;
}

/* Only as many reads as the magic needs, so that a pipe that pauses early is not waited for. */
static gboolean
look_for_packing (ByteSource *self, GError **error)
{
  make_room (self, BYTE_PACKING_MAGIC_MAX);
  do
    fill (self);
  while (!self->ended && byte_packing_may_follow (self->buffer, self->end));
  if (self->failure != NULL && self->end == 0)
    {
      g_propagate_error (error, self->failure);
      self->failure = NULL;
      return FALSE;
    }
  self->packing = byte_packing_of_content (self->buffer, self->end);
  if (self->packing == BYTE_PACKING_NONE)
    return TRUE;
  if (self->follow == NULL)
    return byte_source_open_packed (self, error);
  g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
               _ ("%s: is packed; only a log that is written plainly can be followed"), self->name);
  return FALSE;
}

ByteSource *
byte_source_open (const char *path, GError **error)
{
  gboolean standard = strcmp (path, "-") == 0;
  int fd = standard ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  ByteSource *self;

  if (fd < 0)
    {
      canid_error_set_errno (error, path, errno);
      return NULL;
    }
  self = new_source (standard ? "standard input" : path, fd, BYTE_SOURCE_BUFFER_SIZE);
  if (!look_at_file (self, self->name, error) || !look_for_packing (self, error))
    {
      byte_source_close (self);
      return NULL;
    }
  return self;
}

ByteSource *
byte_source_open_following (const char *path, ByteFollow *follow, GError **error)
{
  int fd = byte_follow_open (follow, path);
  ByteSource *self;

  if (fd < 0)
    {
      canid_error_set_errno (error, path, errno);
      return NULL;
    }
  self = new_source (path, fd, BYTE_SOURCE_BUFFER_SIZE);
  if (!look_at_file (self, path, error))
    goto failed;
  g_free (self->path);
  self->path = g_strdup (path);
  self->stored_size = 0; /* where it ends, nobody knows */
  self->follow = byte_follow_ref (follow);
  if (look_for_packing (self, error))
    return self;

failed:
  byte_source_close (self);
  return NULL;
}

ByteSource *
byte_source_new_memory (const void *data, gsize n)
{
  /* Small input gets a small buffer: fuzzing opens thousands a second. */
  ByteSource *self = new_source ("memory", -1, MIN (BYTE_SOURCE_BUFFER_SIZE, n + 1024));

  self->memory = data;
  self->memory_size = self->memory_left = n;
  self->stored_size = n;
  return self;
}

void
byte_source_close (ByteSource *self)
{
  if (self == NULL)
    return;
  byte_source_close_packed (self);
  if (self->fd > STDIN_FILENO)
    close (self->fd);
  byte_follow_unref (self->follow);
  g_clear_error (&self->failure);
  g_free (self->buffer);
  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

/* --- Looking --- */

gboolean
byte_source_is_live (const ByteSource *self)
{
  return self->follow != NULL || self->path == NULL;
}

guint
byte_source_n_restarts (const ByteSource *self)
{
  return self->n_restarts;
}

const char *
byte_source_get_path (const ByteSource *self)
{
  return self->path;
}

const char *
byte_source_get_name (const ByteSource *self)
{
  return self->name;
}

gboolean
byte_source_is_packed (const ByteSource *self)
{
  return self->archive != NULL;
}

const void *
byte_source_get_memory (const ByteSource *self, gsize *n)
{
  *n = self->memory_size;
  return self->memory;
}

uint64_t
byte_source_position (const ByteSource *self)
{
  return self->position;
}

double
byte_source_progress (const ByteSource *self)
{
  uint64_t done = atomic_load_explicit (&self->stored_read, memory_order_relaxed);

  if (self->stored_size == 0)
    return -1;
  return MIN ((double) done / (double) self->stored_size, 1.0); /* a file may have grown */
}

void
byte_source_set_progress (ByteSource *self, double done)
{
  uint64_t read = (uint64_t) ((double) self->stored_size * CLAMP (done, 0, 1));

  atomic_store_explicit (&self->stored_read, read, memory_order_relaxed);
}
