/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "base/byte-follow.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

#define LOOK_MS 200 /* inotify tells of most changes at once; network file systems and new names are looked at */

struct ByteFollow
{
  atomic_int refs;
  atomic_bool stopped;
  int stop_fd, watch_fd; /* watch_fd: inotify, or -1 */
  int watched;
};

ByteFollow *
byte_follow_new (void)
{
  ByteFollow *self = g_new0 (ByteFollow, 1);

  self->refs = 1;
  self->stop_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->watch_fd = inotify_init1 (IN_CLOEXEC | IN_NONBLOCK);
  self->watched = -1;
  return self;
}

ByteFollow *
byte_follow_ref (ByteFollow *self)
{
  atomic_fetch_add (&self->refs, 1);
  return self;
}

void
byte_follow_unref (ByteFollow *self)
{
  if (self == NULL || atomic_fetch_sub (&self->refs, 1) != 1)
    return;
  if (self->stop_fd >= 0)
    close (self->stop_fd);
  if (self->watch_fd >= 0)
    close (self->watch_fd);
  g_free (self);
}

void
byte_follow_stop (ByteFollow *self)
{
  atomic_store (&self->stopped, TRUE);
  if (write (self->stop_fd, &(uint64_t){ 1 }, 8) < 0)
    return; /* it is set already; and LOOK_MS later it is seen anyway */
}

static void
watch (ByteFollow *self, const char *path)
{
  if (self->watched >= 0)
    inotify_rm_watch (self->watch_fd, self->watched);
  self->watched = self->watch_fd >= 0 ? inotify_add_watch (self->watch_fd, path, IN_MODIFY | IN_MOVE_SELF) : -1;
}

int
byte_follow_open (ByteFollow *self, const char *path)
{
  struct stat info;
  /* A pipe opened for writing too has no end when its writers go, and opening does not wait for one. */
  gboolean pipe = stat (path, &info) == 0 && S_ISFIFO (info.st_mode);
  int fd = open (path, (pipe ? O_RDWR | O_NONBLOCK : O_RDONLY) | O_CLOEXEC | O_NOCTTY);

  if (fd >= 0 && !pipe)
    watch (self, path);
  return fd;
}

static gboolean
is_cut (int fd, const struct stat *info)
{
  return S_ISREG (info->st_mode) && info->st_size < lseek (fd, 0, SEEK_CUR);
}

static gboolean
has_more (int fd, const struct stat *info)
{
  return S_ISREG (info->st_mode) && info->st_size > lseek (fd, 0, SEEK_CUR);
}

static gboolean
is_replaced (const char *path, const struct stat *old)
{
  struct stat now;

  return S_ISREG (old->st_mode) && stat (path, &now) == 0 && (now.st_dev != old->st_dev || now.st_ino != old->st_ino);
}

/* Until something may have changed. FALSE: a signal came. */
static gboolean
rest (ByteFollow *self, int fd, const struct stat *info)
{
  struct pollfd fds[] = { { .fd = self->stop_fd, .events = POLLIN },
                          { .fd = self->watch_fd, .events = POLLIN },
                          { .fd = S_ISFIFO (info->st_mode) ? fd : -1, .events = POLLIN } };
  char events[4096];

  if (poll (fds, G_N_ELEMENTS (fds), LOOK_MS) < 0)
    return errno != EINTR;
  while (self->watch_fd >= 0 && read (self->watch_fd, events, sizeof events) > 0)
    ;
  return TRUE;
}

ByteFollowEvent
byte_follow_wait (ByteFollow *self, const char *path, int *fd)
{
  struct stat info = { 0 };

  for (;;)
    {
      int other = -1;

      if (atomic_load (&self->stopped) || fstat (*fd, &info) != 0)
        return BYTE_FOLLOW_STOPPED;
      if (is_cut (*fd, &info))
        return lseek (*fd, 0, SEEK_SET) == 0 ? BYTE_FOLLOW_CUT : BYTE_FOLLOW_STOPPED;
      if (has_more (*fd, &info))
        return BYTE_FOLLOW_MORE;
      if (is_replaced (path, &info))
        {
          /* What was written right before it was replaced may have come behind the look above. */
          if (fstat (*fd, &info) == 0 && has_more (*fd, &info))
            return BYTE_FOLLOW_MORE;
          other = byte_follow_open (self, path);
        }
      if (other >= 0)
        {
          close (*fd);
          *fd = other;
          return BYTE_FOLLOW_REPLACED;
        }
      if (!rest (self, *fd, &info))
        return BYTE_FOLLOW_INTERRUPTED;
      if (S_ISFIFO (info.st_mode))
        return BYTE_FOLLOW_MORE;
    }
}
