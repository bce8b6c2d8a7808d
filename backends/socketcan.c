/* socketcan.c: Linux' own CAN: a raw socket on a network interface.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Frames that this socket sent come back with MSG_CONFIRM once they were on the wire (or, where the driver has no echo,
 * once they were queued); those of other programs of this machine with MSG_DONTROUTE only; those of the bus with
 * neither. Stamps are the kernel's. What the kernel drops because nobody reads fast enough is counted (SO_RXQ_OVFL).
 */
#include "config.h"
#include "backends/backend-interface.h"
#include "backends/can-link.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <linux/can.h>
#include <linux/can/error.h>
#include <linux/can/raw.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/banned.h"

#define N_MESSAGES 64
#define RECEIVE_BUFFER (4 << 20)

extern const Backend backend_socketcan;

typedef struct
{
  Bus bus;
  char name[IFNAMSIZ];
  uint32_t n_overflows; /* the kernel's counter */
  uint64_t dropped;
} SocketcanBus;

/* --- Receiving --- */

typedef struct
{
  struct canfd_frame frames[N_MESSAGES];
  struct mmsghdr headers[N_MESSAGES];
  struct iovec parts[N_MESSAGES];
  union
  {
    struct cmsghdr align;
    char bytes[128];
  } control[N_MESSAGES];
} Messages;

static void
prepare (Messages *self, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      self->parts[i] = (struct iovec){ &self->frames[i], sizeof self->frames[i] };
      self->headers[i].msg_hdr = (struct msghdr){
        .msg_iov = &self->parts[i],
        .msg_iovlen = 1,
        .msg_control = self->control[i].bytes,
        .msg_controllen = sizeof self->control[i].bytes,
      };
    }
}

/* TRUE: frames were lost before this one. */
static gboolean
read_control (SocketcanBus *self, struct msghdr *header, int64_t *time)
{
  gboolean lost = FALSE;

  for (struct cmsghdr *c = CMSG_FIRSTHDR (header); c != NULL; c = CMSG_NXTHDR (header, c))
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS)
      {
        struct timespec stamp;

        memcpy (&stamp, CMSG_DATA (c), sizeof stamp);
        *time = stamp.tv_sec * INT64_C (1000000000) + stamp.tv_nsec;
      }
    else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_RXQ_OVFL)
      {
        uint32_t count;

        memcpy (&count, CMSG_DATA (c), sizeof count);
        lost = count != self->n_overflows;
        self->dropped += count - self->n_overflows;
        self->n_overflows = count;
      }
  return lost;
}

static void
take_frame (SocketcanBus *self, const struct canfd_frame *raw, guint size, int flags, struct msghdr *header,
            FrameBatch *out)
{
  CanFrame *frame = &out->frames[out->n_frames];
  gboolean own = (flags & MSG_CONFIRM) != 0, local = (flags & MSG_DONTROUTE) != 0 && !own;
  gboolean fd = size == CANFD_MTU;
  int64_t time = 0;
  gboolean lost = read_control (self, header, &time);

  if (local && self->bus.config->without_local)
    return;
  *frame = (CanFrame){ .time = time != 0 ? time : bus_now (), .id = raw->can_id, .channel = self->bus.channel };
  frame->flags = (uint8_t) ((own ? CAN_TX : 0) | (lost ? CAN_GAP : 0));
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

static int
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
      take_frame (self, &messages.frames[i], messages.headers[i].msg_len, messages.headers[i].msg_hdr.msg_flags,
                  &messages.headers[i].msg_hdr, out);
  return n;
}

/* --- Sending --- */

static int
socketcan_transmit (Bus *bus, const CanFrame *frame, GError **error)
{
  union
  {
    struct can_frame classic;
    struct canfd_frame fd;
  } raw = { .fd = { .can_id = frame->id } };
  gsize size = frame->flags & CAN_FD ? CANFD_MTU : CAN_MTU;

  if (frame->flags & CAN_FD)
    {
      raw.fd.len = (uint8_t) frame->len;
      raw.fd.flags = (uint8_t) ((frame->flags & CAN_BRS ? CANFD_BRS : 0) | (frame->flags & CAN_ESI ? CANFD_ESI : 0));
    }
  else
    {
      raw.classic.len = frame->id & CAN_ID_REMOTE ? MIN (frame->dlc, CAN_MAX_DLEN) : (uint8_t) frame->len;
      raw.classic.len8_dlc = frame->dlc > CAN_MAX_DLEN ? frame->dlc : 0;
    }
  memcpy (raw.fd.data, frame->data, frame->len);
  if (write (bus->fd, &raw, size) == (ssize_t) size)
    return 1;
  if (errno == ENOBUFS || errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
    return 0;
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, "%s: %s", ((SocketcanBus *) bus)->name, g_strerror (errno));
  return -1;
}

/* What a frame says of losses is how many there were before it: of those after the last frame only the socket knows. */
static void
count_drops (SocketcanBus *self)
{
  uint32_t info[SK_MEMINFO_VARS];
  socklen_t size = sizeof info;

  if (getsockopt (self->bus.fd, SOL_SOCKET, SO_MEMINFO, info, &size) == 0 && size == sizeof info)
    self->dropped = MAX (self->dropped, info[SK_MEMINFO_DROPS]);
}

static void
socketcan_status (Bus *bus, BusStatus *out)
{
  SocketcanBus *self = (SocketcanBus *) bus;
  CanLink link;

  if (can_link_read (self->name, &link))
    *out = link.status;
  else
    out->state = BUS_STATE_GONE;
  count_drops (self);
  out->dropped = self->dropped;
}

static gboolean
socketcan_restart (Bus *bus, GError **error)
{
  return can_link_restart (((SocketcanBus *) bus)->name, error);
}

/* --- Filters --- */

static gboolean
all_inverted (const BusFilter *filters, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!filters[i].inverted)
      return FALSE;
  return n > 0;
}

static gboolean
socketcan_set_filters (Bus *bus, const BusFilter *filters, gsize n, GError **error)
{
  struct can_filter all = { 0, 0 };
  g_autofree struct can_filter *raw = g_new (struct can_filter, MAX (n, 1));
  int join = all_inverted (filters, n) && n > 1;
  gboolean in_kernel = n <= CAN_RAW_FILTER_MAX;

  raw[0] = all;
  for (gsize i = 0; i < n; i++)
    {
      raw[i].can_id = filters[i].id | (filters[i].inverted ? CAN_INV_FILTER : 0);
      raw[i].can_mask = filters[i].mask & ~CAN_ID_ERROR;
    }
  bus_take_filters (bus, NULL, 0);
  /* More than the kernel takes: the program filters itself. */
  if (!in_kernel)
    {
      bus_take_filters (bus, filters, n);
      n = 1;
      raw[0] = all;
    }
  if (setsockopt (bus->fd, SOL_CAN_RAW, CAN_RAW_JOIN_FILTERS, &join, sizeof join) == 0
      && setsockopt (bus->fd, SOL_CAN_RAW, CAN_RAW_FILTER, raw, (socklen_t) (MAX (n, 1) * sizeof raw[0])) == 0)
    return TRUE;
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s: the filters cannot be set: %s"), bus->description,
               g_strerror (errno));
  return FALSE;
}

static void
socketcan_close (Bus *bus)
{
  close (bus->fd);
}

static const BusOps ops = {
  .receive = socketcan_receive,
  .transmit = socketcan_transmit,
  .status = socketcan_status,
  .restart = socketcan_restart,
  .set_filters = socketcan_set_filters,
  .close = socketcan_close,
};

/* --- Opening --- */

static char *
socketcan_obstacle (void)
{
  int fd = socket (PF_CAN, SOCK_RAW | SOCK_CLOEXEC, CAN_RAW);

  if (fd >= 0)
    {
      close (fd);
      return NULL;
    }
  if (errno == EAFNOSUPPORT || errno == EPROTONOSUPPORT)
    return g_strdup (_ ("This kernel has no CAN: as root, “modprobe can_raw”; if that fails, the kernel was built "
                        "without CONFIG_CAN"));
  return g_strdup_printf (_ ("No CAN socket can be made: %s"), g_strerror (errno));
}

static gboolean
set_options (SocketcanBus *self, const BusConfig *config, guint mtu)
{
  int fd = self->bus.fd, on = 1, own = !config->without_own, size = RECEIVE_BUFFER;
  can_err_mask_t errors = config->without_errors ? 0 : CAN_ERR_MASK;

  /* More than net.core.rmem_max only with the right to; what there is serves. */
  if (setsockopt (fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
    setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  setsockopt (fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  if (mtu == CANFD_MTU && setsockopt (fd, SOL_CAN_RAW, CAN_RAW_FD_FRAMES, &on, sizeof on) != 0)
    return FALSE;
  return setsockopt (fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) == 0
         && setsockopt (fd, SOL_CAN_RAW, CAN_RAW_RECV_OWN_MSGS, &own, sizeof own) == 0
         && setsockopt (fd, SOL_CAN_RAW, CAN_RAW_ERR_FILTER, &errors, sizeof errors) == 0;
}

static gboolean
open_socket (SocketcanBus *self, const BusConfig *config, const CanLink *link, GError **error)
{
  struct sockaddr_can address = { .can_family = AF_CAN, .can_ifindex = (int) if_nametoindex (self->name) };

  self->bus.fd = socket (PF_CAN, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, CAN_RAW);
  if (self->bus.fd >= 0 && set_options (self, config, link->mtu)
      && bind (self->bus.fd, (struct sockaddr *) &address, sizeof address) == 0)
    return TRUE;
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, "%s: %s", self->name, g_strerror (errno));
  if (self->bus.fd >= 0)
    close (self->bus.fd);
  return FALSE;
}

static gboolean
find_link (const char *name, const BusConfig *config, CanLink *link, GError **error)
{
  const char *serial = bus_config_get_setting (config, "serial_number", NULL);
  guint port = (guint) g_ascii_strtoull (bus_config_get_setting (config, "port", "0"), NULL, 10);

  if (can_link_find (name, serial, port, link))
    return TRUE;
  if (serial != NULL)
    g_set_error (error, CANID_ERROR, CANID_ERROR_IO,
                 _ ("the adapter with serial number %s (it was %s) is not plugged in"), serial, name);
  else
    g_set_error (error, CANID_ERROR, CANID_ERROR_IO,
                 _ ("%s: there is no such CAN interface; “ip link show type can” and “type vcan” list them"), name);
  return FALSE;
}

static gboolean
check_link (const CanLink *link, const BusConfig *config, GError **error)
{
  const char *name = link->name;

  if (!link->up)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_IO,
                   link->has_controller && link->status.bitrate == 0
                       ? _ ("%s is down: as root, ip link set %s up type can bitrate 500000")
                       : _ ("%s is down: as root, ip link set %s up"),
                   name, name);
      return FALSE;
    }
  if (config->fd && link->mtu != CANFD_MTU)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                   link->has_controller
                       ? _ ("%s is set to classic CAN: as root, ip link set %s type can fd on dbitrate …")
                       : _ ("%s is set to classic CAN: as root, ip link set %s mtu 72"),
                   name, name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
socketcan_open (Bus *bus, const BusConfig *config, GError **error)
{
  SocketcanBus *self = (SocketcanBus *) bus;
  const char *name = config->channel != NULL ? config->channel : "can0";
  CanLink link;
  g_autofree char *details = NULL;

  if (!find_link (name, config, &link, error) || !check_link (&link, config, error))
    return FALSE;
  g_strlcpy (self->name, link.name, sizeof self->name);
  if (!open_socket (self, config, &link, error))
    return FALSE;
  bus->ops = &ops;
  if (link.mtu != CANFD_MTU)
    bus->abilities &= ~(guint) BUS_FD;
  details = can_link_describe (&link);
  if (link.serial[0] != '\0' && strpbrk (link.serial, " ,") == NULL)
    bus->identity = g_strdup_printf ("serial_number=%s port=%u", link.serial, link.port);
  bus->description = g_strdup_printf ("socketcan %s%s%s", link.name, details[0] != '\0' ? ", " : "", details);
  return TRUE;
}

static void
socketcan_list (GPtrArray *ports)
{
  g_autoptr (GPtrArray) links = can_link_list ();

  for (guint i = 0; i < links->len; i++)
    {
      const CanLink *link = g_ptr_array_index (links, i);
      g_autofree char *details = can_link_describe (link);

      bus_add_port (ports, &backend_socketcan, link->name, details, &link->status);
    }
}

static const BackendSetting settings[] = {
  { .name = "serial_number",
    .help = N_ ("of the adapter: it is found by it whatever the interface is called, and followed when it comes back"),
    .otherwise = "" },
  { .name = "port",
    .help = N_ ("which of the adapter's channels, with a serial number"),
    .otherwise = "0",
    .kind = SETTING_NUMBER,
    .max = 255 },
  { 0 },
};

static const BackendRefusal refusals[] = {
  { BUS_SET_RATE | BUS_LISTEN_ONLY | BUS_LOOPBACK | BUS_ONE_SHOT,
    N_ ("The interface keeps its rate and mode for all programs: set them in the interfaces dialog, or as root with "
        "“ip link set can0 type can …”") },
  { 0 },
};

const Backend backend_socketcan = {
  .id = "socketcan",
  .name = N_ ("SocketCAN"),
  .old_names = "socketcan_ctypes;socketcan_native",
  .abilities = BUS_TRANSMIT | BUS_FD | BUS_ERROR_FRAMES | BUS_FILTERS | BUS_CONFIRMS,
  .settings = settings,
  .refusals = refusals,
  .channel_hint = N_ ("can0, vcan0; “ip link show type can” lists them"),
  .bus_size = sizeof (SocketcanBus),
  .obstacle = socketcan_obstacle,
  .list = socketcan_list,
  .open = socketcan_open,
};
