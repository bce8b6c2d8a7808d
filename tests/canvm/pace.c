/* pace.c: pace RATE COUNT CHANNEL…: sends COUNT frames to each SocketCAN interface, RATE a second to each, in bursts at
 * deadlines about 1 ms apart; the data of a frame is its number. What is later than 0.2 s is not caught up, because who
 * sends would then leave no time to those who receive: the rate falls to what the machine carries. The rate of all
 * frames, the time that was given up, and the worst lateness stand on stdout.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * cangen sends a frame a system call and sleeps between, which makes neither 20,000 frames a second nor a steady rate.
 */
#include <errno.h>
#include <inttypes.h>
#include <linux/can.h>
#include <linux/can/raw.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TICK INT64_C (990000) /* ns; not the kernel's own, whose processor time is sampled at each of its ticks */
#define CATCH_UP INT64_C (200000000)
#define SECOND INT64_C (1000000000)
#define MAX_CHANNELS 8
#define MAX_BURST 64

static int64_t
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return time.tv_sec * SECOND + time.tv_nsec;
}

static void
sleep_until (int64_t time)
{
  struct timespec until = { time / SECOND, time % SECOND };

  while (clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
    ;
}

static int
open_channel (const char *name)
{
  struct sockaddr_can address = { .can_family = AF_CAN, .can_ifindex = (int) if_nametoindex (name) };
  int fd = socket (PF_CAN, SOCK_RAW, CAN_RAW);

  if (fd < 0 || address.can_ifindex == 0 || bind (fd, (struct sockaddr *) &address, sizeof address) != 0
      || setsockopt (fd, SOL_CAN_RAW, CAN_RAW_FILTER, NULL, 0) != 0)
    {
      fprintf (stderr, "%s: %s\n", name, strerror (errno));
      exit (1);
    }
  return fd;
}

static void
send_some (int fd, uint64_t first, unsigned n)
{
  static struct can_frame frames[MAX_BURST];
  static struct iovec parts[MAX_BURST];
  static struct mmsghdr headers[MAX_BURST];
  unsigned sent = 0;

  for (unsigned i = 0; i < n; i++)
    {
      uint64_t number = first + i;

      frames[i] = (struct can_frame){ .can_id = (canid_t) (number & CAN_SFF_MASK), .can_dlc = 8 };
      for (unsigned k = 0; k < 8; k++)
        frames[i].data[k] = (uint8_t) (number >> 8 * (7 - k));
      parts[i] = (struct iovec){ &frames[i], sizeof frames[i] };
      headers[i].msg_hdr = (struct msghdr){ .msg_iov = &parts[i], .msg_iovlen = 1 };
    }
  while (sent < n)
    {
      int got = sendmmsg (fd, headers + sent, n - sent, 0);

      if (got > 0)
        sent += (unsigned) got;
      else if (errno == ENOBUFS)
        usleep (1000);
      else if (errno != EINTR)
        {
          perror ("sendmmsg");
          exit (1);
        }
    }
}

typedef struct
{
  int64_t start, given_up, worst; /* ns */
} Pace;

/* Waits for a tick: the ns since the start that are to be served. */
static int64_t
wait_for_tick (Pace *self, int64_t tick)
{
  int64_t late;

  sleep_until (self->start + tick * TICK);
  late = now () - self->start - tick * TICK;
  self->worst = late > self->worst ? late : self->worst;
  if (late > CATCH_UP)
    {
      self->start += late;
      self->given_up += late;
    }
  return tick * TICK;
}

int
main (int argc, char **argv)
{
  uint64_t rate = argc > 3 ? strtoull (argv[1], NULL, 10) : 0, count = argc > 3 ? strtoull (argv[2], NULL, 10) : 0;
  int n_channels = argc - 3, channels[MAX_CHANNELS];
  Pace pace = { .start = 0 };
  int64_t begun, tick = 0;

  if (n_channels < 1 || n_channels > MAX_CHANNELS || rate == 0 || count == 0)
    return 2;
  for (int i = 0; i < n_channels; i++)
    channels[i] = open_channel (argv[i + 3]);
  begun = pace.start = now ();
  for (uint64_t sent = 0; sent < count;)
    {
      uint64_t due = (uint64_t) wait_for_tick (&pace, ++tick) * rate / SECOND;

      due = due < count ? due : count;
      while (sent < due)
        {
          unsigned n = due - sent < MAX_BURST ? (unsigned) (due - sent) : MAX_BURST;

          for (int i = 0; i < n_channels; i++)
            send_some (channels[i], sent, n);
          sent += n;
        }
    }
  printf ("%.0f frames/s sent, %.3f s given up, at worst %.1f ms late\n",
          (double) count * n_channels * SECOND / (double) (now () - begun), (double) pace.given_up / 1e9,
          (double) pace.worst / 1e6);
  return 0;
}
