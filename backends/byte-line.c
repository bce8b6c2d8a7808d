/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/byte-line.h"

#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/banned.h"

#define DRAIN (G_USEC_PER_SEC / 4)
#define OUT_MAX (16u << 10) /* bytes: at 115200 baud more than a second's worth */

static gboolean
watch (ByteLine *self, int operation, int fd, uint32_t events)
{
  struct epoll_event event = { .events = events };

  return epoll_ctl (self->epoll_fd, operation, fd, &event) == 0;
}

static void
set_timer (ByteLine *self, long first)
{
  struct itimerspec times = { .it_interval = { self->interval / 1000, (long) (self->interval % 1000) * 1000000 } };

  times.it_value = times.it_interval;
  if (first > 0)
    times.it_value = (struct timespec){ 0, first };
  timerfd_settime (self->timer_fd, 0, &times, NULL);
}

static void
write_out (ByteLine *self)
{
  gboolean waits;

  while (self->out->len > 0)
    {
      ssize_t n = write (self->fd, self->out->data, self->out->len);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break; /* full; what else may be wrong, reading tells */
      g_byte_array_remove_range (self->out, 0, (guint) n);
    }
  waits = self->out->len > 0;
  if (waits != self->watches_out && watch (self, EPOLL_CTL_MOD, self->fd, EPOLLIN | (waits ? (uint32_t) EPOLLOUT : 0)))
    self->watches_out = waits;
}

void
byte_line_clear (ByteLine *self)
{
  gint64 end = g_get_monotonic_time () + DRAIN;

  if (self->out == NULL)
    return;
  while (self->out->len > 0 && g_get_monotonic_time () < end)
    {
      struct pollfd poll_fd = { .fd = self->fd, .events = POLLOUT };

      if (poll (&poll_fd, 1, 20) < 0 || (poll_fd.revents & (POLLHUP | POLLERR)))
        break;
      write_out (self);
    }
  if (self->epoll_fd >= 0)
    close (self->epoll_fd);
  if (self->timer_fd >= 0)
    close (self->timer_fd);
  close (self->fd);
  g_clear_pointer (&self->out, g_byte_array_unref);
}

gboolean
byte_line_init (ByteLine *self, int fd, guint interval)
{
  int reason;

  *self = (ByteLine){ .fd = fd, .interval = interval, .out = g_byte_array_new () };
  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  self->timer_fd = timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  if (self->epoll_fd >= 0 && self->timer_fd >= 0 && watch (self, EPOLL_CTL_ADD, fd, EPOLLIN)
      && watch (self, EPOLL_CTL_ADD, self->timer_fd, EPOLLIN))
    {
      set_timer (self, 0);
      return TRUE;
    }
  reason = errno;
  byte_line_clear (self);
  errno = reason;
  return FALSE;
}

ssize_t
byte_line_read (ByteLine *self, void *bytes, gsize n)
{
  ssize_t got;

  do
    got = read (self->fd, bytes, n);
  while (got < 0 && errno == EINTR);
  if (got > 0)
    return got;
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    return 0;
  if (got == 0)
    errno = 0;
  return -1;
}

gboolean
byte_line_write (ByteLine *self, const void *bytes, gsize n)
{
  if (self->out->len + n > OUT_MAX)
    return FALSE;
  g_byte_array_append (self->out, bytes, (guint) n);
  write_out (self);
  return TRUE;
}

gboolean
byte_line_service (ByteLine *self)
{
  uint64_t count;

  if (self->out->len > 0)
    write_out (self);
  return read (self->timer_fd, &count, sizeof count) == (ssize_t) sizeof count;
}

void
byte_line_wake (ByteLine *self)
{
  set_timer (self, 1);
}

gboolean
byte_line_wait (ByteLine *self, int ms)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;

  for (;;)
    {
      struct pollfd poll_fd = { .fd = self->fd, .events = (short) (POLLIN | (self->out->len > 0 ? POLLOUT : 0)) };
      gint64 left = (end - g_get_monotonic_time () + 999) / 1000;

      if (left <= 0 || poll (&poll_fd, 1, (int) left) < 0)
        return FALSE;
      if (poll_fd.revents & (POLLIN | POLLHUP | POLLERR))
        return TRUE;
      write_out (self);
    }
}
