/* socketcan-receive.c: frames from a raw socket, whose they are, and their stamps.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Frames that this socket sent come back with MSG_CONFIRM once they were on the wire (or, where the driver has no echo,
 * once they were queued); those of other programs of this machine with MSG_DONTROUTE only; those of the bus with
 * neither. Stamps are the kernel's, or the controller's. What the kernel drops because nobody reads fast enough is
 * counted (SO_RXQ_OVFL).
 */
#include "config.h"
#include "backends/socketcan-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <linux/can.h>
#include <string.h>
#include <sys/socket.h>

#include "base/banned.h"

#define N_MESSAGES 64
#define FIT_INTERVAL (INT64_C (10) * 1000000000) /* ns between notes about a hardware clock */

typedef struct
{
  struct canfd_frame frames[N_MESSAGES];
  struct mmsghdr headers[N_MESSAGES];
  struct iovec parts[N_MESSAGES];
  struct sockaddr_can from[N_MESSAGES];
  union
  {
    struct cmsghdr align;
    char bytes[192];
  } control[N_MESSAGES];
} Messages;

static void
prepare (Messages *self, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      self->parts[i] = (struct iovec){ &self->frames[i], sizeof self->frames[i] };
      self->headers[i].msg_hdr = (struct msghdr){
        .msg_name = &self->from[i],
        .msg_namelen = sizeof self->from[i],
        .msg_iov = &self->parts[i],
        .msg_iovlen = 1,
        .msg_control = self->control[i].bytes,
        .msg_controllen = sizeof self->control[i].bytes,
      };
    }
}

typedef struct
{
  int64_t software, hardware; /* ns; 0: none */
  gboolean lost;              /* frames, before this one */
} Control;

static int64_t
to_ns (const struct timespec *stamp)
{
  return stamp->tv_sec * INT64_C (1000000000) + stamp->tv_nsec;
}

static Control
read_control (SocketcanBus *self, struct msghdr *header)
{
  Control control = { 0 };

  for (struct cmsghdr *c = CMSG_FIRSTHDR (header); c != NULL; c = CMSG_NXTHDR (header, c))
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS)
      {
        struct timespec stamp;

        memcpy (&stamp, CMSG_DATA (c), sizeof stamp);
        control.software = to_ns (&stamp);
      }
    else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPING)
      {
        struct timespec stamps[3]; /* software, a field that is no longer used, hardware */

        memcpy (stamps, CMSG_DATA (c), sizeof stamps);
        control.software = to_ns (&stamps[0]);
        control.hardware = to_ns (&stamps[2]);
      }
    else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_RXQ_OVFL)
      {
        uint32_t count;

        memcpy (&count, CMSG_DATA (c), sizeof count);
        control.lost = count != self->n_overflows;
        self->dropped += count - self->n_overflows;
        self->n_overflows = count;
      }
  if (control.software == 0)
    control.software = bus_now ();
  return control;
}

/* Which one a frame came from; learnt when its first comes. */
static SocketcanInterface *
find_interface (SocketcanBus *self, int index)
{
  SocketcanInterface found = { .index = index, .wanted = TRUE, .channel = self->bus.channel };

  for (guint i = 0; i < self->interfaces->len; i++)
    if (g_array_index (self->interfaces, SocketcanInterface, i).index == index)
      return &g_array_index (self->interfaces, SocketcanInterface, i);
  device_clock_init (&found.clock, 0);
  if (if_indextoname ((guint) index, found.name) == NULL)
    g_strlcpy (found.name, self->name, sizeof found.name); /* it went just now */
  if (self->name[0] == '\0')
    {
      found.wanted = self->names == NULL || g_strv_contains ((const char *const *) self->names, found.name);
      if (found.wanted)
        found.channel = bus_channel_of (&self->bus, found.name);
    }
  g_array_append_val (self->interfaces, found);
  return &g_array_index (self->interfaces, SocketcanInterface, self->interfaces->len - 1);
}

/* From what stands here and a frame's time its own stamp follows, to the ns. */
static void
tell_fit (SocketcanBus *self, SocketcanInterface *interface, int64_t now, FrameBatch *out)
{
  int64_t device, offset;
  double drift;
  char text[160], raw[CAN_TIME_TEXT_MAX], system[CAN_TIME_TEXT_MAX];
  int n;

  if (now - interface->fit_told < FIT_INTERVAL && now >= interface->fit_told)
    return;
  interface->fit_told = now;
  if (!device_clock_get_fit (&interface->clock, &device, &offset, &drift))
    return;
  can_time_format (device, raw);
  can_time_format (device + offset, system);
  n = g_snprintf (text, sizeof text, "%s: its clock at %s is %s of this system, drift %.3f ppm", interface->name, raw,
                  system, -drift);
  frame_batch_add_note (out, NOTE_OTHER, interface->channel, now, 0, text, (gsize) n);
}

static int64_t
time_of (SocketcanBus *self, SocketcanInterface *interface, const Control *control, FrameBatch *out)
{
  int64_t time;

  if (self->stamps == STAMPS_SOFTWARE || control->hardware == 0)
    return control->software;
  if (self->stamps == STAMPS_RAW)
    return control->hardware;
  time = device_clock_map (&interface->clock, control->hardware, control->software);
  tell_fit (self, interface, control->software, out);
  return time;
}

/* Who sent it: MSG_CONFIRM this socket, MSG_DONTROUTE alone another one of this machine, neither the bus. */
static uint8_t
origin_of (int flags)
{
  return (uint8_t) (flags & MSG_CONFIRM ? CAN_TX : flags & MSG_DONTROUTE ? CAN_LOCAL : 0);
}

static void
take_frame (SocketcanBus *self, const struct canfd_frame *raw, guint size, struct msghdr *header, FrameBatch *out)
{
  CanFrame *frame = &out->frames[out->n_frames];
  uint8_t origin = origin_of (header->msg_flags);
  gboolean fd = size == CANFD_MTU;
  Control control = read_control (self, header);
  SocketcanInterface *interface = find_interface (self, ((const struct sockaddr_can *) header->msg_name)->can_ifindex);

  if (origin == CAN_LOCAL && socketcan_bcm_sends (&self->bcm, raw->can_id, fd, control.software))
    origin = CAN_TX; /* from a socket of this bus' jobs */
  if ((origin == CAN_LOCAL && self->bus.config->without_local) || !interface->wanted)
    return;
  *frame = (CanFrame){ .id = raw->can_id, .channel = interface->channel };
  frame->time = time_of (self, interface, &control, out);
  frame->flags = (uint8_t) (origin | (control.lost ? CAN_GAP : 0));
  frame->len = (uint16_t) MIN (raw->len, fd ? CANFD_MAX_DLEN : CAN_MAX_DLEN);
  frame->dlc = can_len_to_dlc (frame->len);
  if (fd)
    frame->flags
        |= (uint8_t) (CAN_FD | (raw->flags & CANFD_BRS ? CAN_BRS : 0) | (raw->flags & CANFD_ESI ? CAN_ESI : 0));
  else if (frame->len == CAN_MAX_DLEN && ((const struct can_frame *) raw)->len8_dlc > CAN_MAX_DLEN)
    frame->dlc = MIN (((const struct can_frame *) raw)->len8_dlc, 15);
  if (frame->id & CAN_ID_REMOTE)
    frame->len = 0; /* the length asked for stays in dlc */
  if (!(frame->id & (CAN_ID_EXTENDED | CAN_ID_ERROR)))
    frame->id &= CAN_ID_REMOTE | CAN_ID_MASK_STANDARD;
  frame->data = memcpy (out->payload[out->n_frames], raw->data, frame->len);
  out->n_frames++;
}

static int
lost_interface (SocketcanBus *self, GError **error)
{
  int reason = errno;

  g_set_error (error, CANID_ERROR, CANID_ERROR_IO,
               reason == ENETDOWN ? _ ("the interface %s went down (%s)") : _ ("the interface %s is gone (%s)"),
               self->name, g_strerror (reason));
  return -1;
}

int
socketcan_receive (Bus *bus, FrameBatch *out, GError **error)
{
  SocketcanBus *self = (SocketcanBus *) bus;
  Messages messages;
  guint room = MIN (N_MESSAGES, FRAME_BATCH_SIZE - out->n_frames);
  int n;

  if (room == 0)
    return 0;
  prepare (&messages, room);
  do
    n = recvmmsg (bus->fd, messages.headers, room, MSG_DONTWAIT, NULL);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : lost_interface (self, error);
  for (int i = 0; i < n; i++)
    if (messages.headers[i].msg_len == CAN_MTU || messages.headers[i].msg_len == CANFD_MTU)
      take_frame (self, &messages.frames[i], messages.headers[i].msg_len, &messages.headers[i].msg_hdr, out);
  return n;
}
