/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "pty-adapter.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

struct PtyAdapter
{
  int fd, keeper; /* keeper: the slave's side stays open, so that the far end may come and go */
  int stop[2];
  char path[64];
  pthread_t thread;
  PtyAnswer answer;
  pthread_mutex_t lock;
  GString *line, *heard;
  gboolean unplugged;
};

static void
take_byte (PtyAdapter *self, char c)
{
  const char *answer;

  if (c != '\r')
    {
      g_string_append_c (self->line, c);
      if (self->answer == NULL)
        g_string_append_c (self->heard, c);
      return;
    }
  if (self->answer == NULL)
    g_string_append_c (self->heard, c);
  else if (self->line->len > 0)
    g_string_append_printf (self->heard, "%s%s", self->heard->len > 0 ? " " : "", self->line->str);
  answer = self->answer != NULL && self->line->len > 0 ? self->answer (self->line->str) : NULL;
  if (answer != NULL)
    g_assert_cmpint (write (self->fd, answer, strlen (answer)), ==, (gssize) strlen (answer));
  g_string_truncate (self->line, 0);
}

static void *
run (void *data)
{
  PtyAdapter *self = data;

  for (;;)
    {
      struct pollfd fds[] = { { .fd = self->fd, .events = POLLIN }, { .fd = self->stop[0], .events = POLLIN } };
      char bytes[256];
      ssize_t n;

      if (poll (fds, 2, -1) < 0 || fds[1].revents != 0)
        return NULL;
      n = read (self->fd, bytes, sizeof bytes);
      pthread_mutex_lock (&self->lock);
      for (ssize_t i = 0; i < n; i++)
        take_byte (self, bytes[i]);
      pthread_mutex_unlock (&self->lock);
    }
}

PtyAdapter *
pty_adapter_new (PtyAnswer answer)
{
  PtyAdapter *self = g_new0 (PtyAdapter, 1);
  struct termios raw;

  self->fd = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (self->fd, >=, 0);
  g_assert_cmpint (grantpt (self->fd), ==, 0);
  g_assert_cmpint (unlockpt (self->fd), ==, 0);
  g_assert_cmpint (ptsname_r (self->fd, self->path, sizeof self->path), ==, 0);
  self->keeper = open (self->path, O_RDWR | O_NOCTTY | O_CLOEXEC);
  tcgetattr (self->keeper, &raw);
  cfmakeraw (&raw);
  tcsetattr (self->keeper, TCSANOW, &raw);
  g_assert_cmpint (pipe2 (self->stop, O_CLOEXEC), ==, 0);
  self->answer = answer;
  self->line = g_string_new (NULL);
  self->heard = g_string_new (NULL);
  pthread_mutex_init (&self->lock, NULL);
  g_assert_cmpint (pthread_create (&self->thread, NULL, run, self), ==, 0);
  return self;
}

static void
stop (PtyAdapter *self)
{
  if (self->unplugged)
    return;
  self->unplugged = TRUE;
  g_assert_cmpint (write (self->stop[1], "", 1), ==, 1);
  pthread_join (self->thread, NULL);
  close (self->fd);
  close (self->keeper);
}

void
pty_adapter_unplug (PtyAdapter *self)
{
  stop (self);
}

void
pty_adapter_free (PtyAdapter *self)
{
  stop (self);
  close (self->stop[0]);
  close (self->stop[1]);
  pthread_mutex_destroy (&self->lock);
  g_string_free (self->line, TRUE);
  g_string_free (self->heard, TRUE);
  g_free (self);
}

const char *
pty_adapter_path (const PtyAdapter *self)
{
  return self->path;
}

void
pty_adapter_say (PtyAdapter *self, const void *bytes, gssize n)
{
  gsize size = n < 0 ? strlen (bytes) : (gsize) n;

  g_assert_cmpint (write (self->fd, bytes, size), ==, (gssize) size);
}

char *
pty_adapter_heard (PtyAdapter *self)
{
  return pty_adapter_wait (self, 0);
}

char *
pty_adapter_wait (PtyAdapter *self, gsize n)
{
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  char *text = NULL;

  while (text == NULL)
    {
      pthread_mutex_lock (&self->lock);
      if (self->heard->len >= n || g_get_monotonic_time () > end)
        {
          text = g_memdup2 (self->heard->str, self->heard->len + 1);
          g_string_truncate (self->heard, 0);
        }
      pthread_mutex_unlock (&self->lock);
      if (text == NULL)
        g_usleep (2000);
    }
  return text;
}

int
next_frames (Bus *bus, FrameBatch *batch, GError **error)
{
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  frame_batch_clear (batch);
  while (g_get_monotonic_time () < end)
    {
      struct pollfd poll_fd = { .fd = bus_get_fd (bus), .events = POLLIN };
      int n;

      if (poll (&poll_fd, 1, 1000) < 1)
        continue;
      n = bus_receive (bus, batch, error);
      if (n < 0 || batch->n_frames + batch->notes->len + batch->n_problems > 0)
        return n;
    }
  return 0;
}
