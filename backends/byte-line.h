/* byte-line.h: a stream of bytes to a device or a server (a tty, a socket), what waits to be written, and a timer, all
 * behind one file descriptor.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>
#include <stdint.h>
#include <sys/types.h>

G_BEGIN_DECLS

typedef struct
{
  int epoll_fd; /* becomes readable when there is something to do: this is the bus' fd */
  int fd, timer_fd;
  GByteArray *out; /* not written yet */
  guint interval;  /* ms of the timer, 0: only byte_line_wake */
  gboolean watches_out;
} ByteLine;

/* fd (transfer full, non-blocking). FALSE: errno says why, fd is closed. */
gboolean byte_line_init (ByteLine *self, int fd, guint interval);
/* What waits is written first, for at most a quarter of a second. Zeroed memory is fine. */
void byte_line_clear (ByteLine *self);

/* Bytes read, 0 nothing waits, -1 the other end is gone: errno, or 0 where it closed. */
ssize_t byte_line_read (ByteLine *self, void *bytes, gsize n);
/* All of it or nothing. FALSE: no room, too much waits already. */
gboolean byte_line_write (ByteLine *self, const void *bytes, gsize n);
/* Writes what waits as far as that goes; to be called in every round. TRUE: the timer came. */
gboolean byte_line_service (ByteLine *self);
/* Makes epoll_fd readable at once: not all that was read is handed on. */
void byte_line_wake (ByteLine *self);
/* TRUE: there is something to read within ms. Writes meanwhile. For opening. */
gboolean byte_line_wait (ByteLine *self, int ms);

G_END_DECLS
