/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/socketcan-bcm.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <linux/can.h>
#include <linux/can/bcm.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/banned.h"

/* As the kernel reads it: a head, and one frame of either kind. */
typedef struct
{
  struct bcm_msg_head head;
  union
  {
    struct can_frame classic;
    struct canfd_frame fd;
  } frame;
} Message;

typedef struct
{
  uint64_t key;
  int fd;
  uint32_t id;
  gboolean is_fd; /* CAN FD */
  int64_t period, then;
  uint64_t count;
  CycleClock clock;
  Message message; /* what the kernel has */
  gsize size;
} Job;

typedef struct
{
  uint32_t id;
  gboolean is_fd;
  int64_t until; /* real ns */
} Ended;

#define MAX_ENDED 256u
#define MAX_SPARE 64u

static void
put_time (struct bcm_timeval *out, int64_t ns)
{
  int64_t us = ns > 0 ? MAX ((ns + 500) / 1000, 1) : 0;

  out->tv_sec = (long) (us / 1000000);
  out->tv_usec = (long) (us % 1000000);
}

static gsize
make_message (Message *out, const BusCycle *cycle, guint flags)
{
  const CanFrame *frame = &cycle->frame;
  gboolean is_fd = (frame->flags & CAN_FD) != 0, first = cycle->count > 0;

  memset (out, 0, sizeof *out);
  out->head.opcode = TX_SETUP;
  out->head.flags = flags | (is_fd ? CAN_FD_FRAME : 0);
  out->head.can_id = frame->id;
  out->head.nframes = 1;
  out->head.count = (guint32) MIN (cycle->count, G_MAXUINT32);
  put_time (&out->head.ival1, first ? cycle->period : 0);
  put_time (&out->head.ival2, first ? cycle->then : cycle->period);
  out->frame.fd.can_id = frame->id;
  if (is_fd)
    {
      out->frame.fd.len = (uint8_t) frame->len;
      out->frame.fd.flags
          = (uint8_t) ((frame->flags & CAN_BRS ? CANFD_BRS : 0) | (frame->flags & CAN_ESI ? CANFD_ESI : 0));
    }
  else
    {
      out->frame.classic.len
          = frame->id & CAN_ID_REMOTE ? (uint8_t) MIN (frame->dlc, CAN_MAX_DLEN) : (uint8_t) frame->len;
      out->frame.classic.len8_dlc = frame->dlc > CAN_MAX_DLEN ? frame->dlc : 0;
    }
  memcpy (out->frame.fd.data, frame->data, frame->len);
  return sizeof out->head + (is_fd ? CANFD_MTU : CAN_MTU);
}

static gboolean
fail (const char *interface, GError **error)
{
  int reason = errno;

  g_set_error (error, CANID_ERROR, reason == EPROTONOSUPPORT ? CANID_ERROR_UNSUPPORTED : CANID_ERROR_IO,
               reason == EPROTONOSUPPORT ? _ ("%s: the kernel has no broadcast manager (can-bcm): %s") : "%s: %s",
               interface, g_strerror (reason));
  return FALSE;
}

static int
open_socket (const char *interface)
{
  struct sockaddr_can address = { .can_family = AF_CAN, .can_ifindex = (int) if_nametoindex (interface) };
  int fd = socket (PF_CAN, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, CAN_BCM);

  if (fd < 0 || connect (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  close (fd);
  return -1;
}

static gboolean
send_message (Job *job, const char *interface, const BusCycle *cycle, guint flags, GError **error)
{
  job->size = make_message (&job->message, cycle, flags);
  if (flags & SETTIMER)
    cycle_clock_init (&job->clock, cycle->period);
  return write (job->fd, &job->message, job->size) == (ssize_t) job->size || fail (interface, error);
}

/* One came back. Where the kernel counts, setting times would begin the count anew. */
static void
keep_time (Job *job, int64_t time)
{
  if (job->count > 0 || !cycle_clock_add (&job->clock, time))
    return;
  job->message.head.flags = SETTIMER | (job->is_fd ? CAN_FD_FRAME : 0);
  put_time (&job->message.head.ival2, job->clock.interval);
  if (write (job->fd, &job->message, job->size) != (ssize_t) job->size)
    cycle_clock_init (&job->clock, job->period); /* the interface went: that is told elsewhere */
}

static int
find_job (const SocketcanBcm *self, uint64_t key)
{
  for (guint i = 0; self->jobs != NULL && i < self->jobs->len; i++)
    if (g_array_index (self->jobs, Job, i).key == key)
      return (int) i;
  return -1;
}

static void
remember_end (SocketcanBcm *self, const Job *job)
{
  const Ended ended = { job->id, job->is_fd, g_get_real_time () * 1000 };

  if (self->ended == NULL)
    self->ended = g_array_new (FALSE, FALSE, sizeof (Ended));
  if (self->ended->len == MAX_ENDED)
    g_array_remove_index (self->ended, 0);
  g_array_append_val (self->ended, ended);
}

static void
remove_job (SocketcanBcm *self, int place)
{
  const Job job = g_array_index (self->jobs, Job, place);
  struct bcm_msg_head head = { .opcode = TX_DELETE, .can_id = job.id, .flags = job.is_fd ? CAN_FD_FRAME : 0 };

  g_array_remove_index_fast (self->jobs, (guint) place);
  if (self->spare == NULL)
    self->spare = g_array_new (FALSE, FALSE, sizeof (int));
  /* The kernel would end it with its socket, too, but only behind an RCU grace period. */
  if (self->spare->len < MAX_SPARE && write (job.fd, &head, sizeof head) == (ssize_t) sizeof head)
    g_array_append_val (self->spare, job.fd);
  else
    close (job.fd);
  remember_end (self, &job);
}

static int
take_socket (SocketcanBcm *self, const char *interface)
{
  int fd;

  if (self->spare == NULL || self->spare->len == 0)
    return open_socket (interface);
  fd = g_array_index (self->spare, int, self->spare->len - 1);
  g_array_set_size (self->spare, self->spare->len - 1);
  return fd;
}

static gboolean
add_job (SocketcanBcm *self, const char *interface, const BusCycle *cycle, GError **error)
{
  Job job = { .key = cycle->key,
              .fd = take_socket (self, interface),
              .id = cycle->frame.id,
              .is_fd = (cycle->frame.flags & CAN_FD) != 0,
              .period = cycle->period,
              .then = cycle->then,
              .count = cycle->count };

  if (job.fd < 0)
    return fail (interface, error);
  if (!send_message (&job, interface, cycle, SETTIMER | STARTTIMER, error))
    {
      close (job.fd);
      return FALSE;
    }
  if (self->jobs == NULL)
    self->jobs = g_array_new (FALSE, FALSE, sizeof (Job));
  g_array_append_val (self->jobs, job);
  return TRUE;
}

gboolean
socketcan_bcm_set (SocketcanBcm *self, const char *interface, const BusCycle *cycle, GError **error)
{
  int place = find_job (self, cycle->key);
  gboolean is_fd = (cycle->frame.flags & CAN_FD) != 0, same_times;
  Job *job;

  if (cycle->remove)
    {
      if (place >= 0)
        remove_job (self, place);
      return TRUE;
    }
  if (place < 0)
    return add_job (self, interface, cycle, error);
  job = &g_array_index (self->jobs, Job, place);
  /* To the kernel that is another job. */
  if (job->id != cycle->frame.id || job->is_fd != is_fd)
    {
      remove_job (self, place);
      return add_job (self, interface, cycle, error);
    }
  same_times = job->period == cycle->period && job->then == cycle->then && job->count == cycle->count;
  if (!send_message (job, interface, cycle, same_times ? 0 : SETTIMER, error))
    return FALSE;
  job->period = cycle->period;
  job->then = cycle->then;
  job->count = cycle->count;
  return TRUE;
}

/* NULL: none, or several, so that nobody knows whose frame it was. */
static Job *
find_sender (const SocketcanBcm *self, uint32_t id, gboolean fd, gboolean *any)
{
  Job *found = NULL;

  *any = FALSE;
  for (guint i = 0; self->jobs != NULL && i < self->jobs->len; i++)
    {
      Job *job = &g_array_index (self->jobs, Job, i);

      if (job->id != id || job->is_fd != fd)
        continue;
      if (*any)
        return NULL;
      *any = TRUE;
      found = job;
    }
  return found;
}

gboolean
socketcan_bcm_sends (SocketcanBcm *self, uint32_t id, gboolean fd, int64_t time)
{
  gboolean any;
  Job *job = find_sender (self, id, fd, &any);

  if (job != NULL && time > 0)
    keep_time (job, time);
  if (any)
    return TRUE;
  for (guint i = 0; self->ended != NULL && i < self->ended->len; i++)
    {
      const Ended *ended = &g_array_index (self->ended, Ended, i);

      if (ended->id == id && ended->is_fd == fd && time > 0 && time <= ended->until)
        return TRUE;
    }
  return FALSE;
}

void
socketcan_bcm_clear (SocketcanBcm *self)
{
  while (self->jobs != NULL && self->jobs->len > 0)
    remove_job (self, 0);
  for (guint i = 0; self->spare != NULL && i < self->spare->len; i++)
    close (g_array_index (self->spare, int, i));
  g_clear_pointer (&self->spare, g_array_unref);
  g_clear_pointer (&self->ended, g_array_unref);
  g_clear_pointer (&self->jobs, g_array_unref);
}
