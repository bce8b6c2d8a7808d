/* socketcan.c: Linux' own CAN: a raw socket on a network interface.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Frames that this socket sent come back with MSG_CONFIRM once they were on the wire (or, where the driver has no echo,
 * once they were queued); those of other programs of this machine with MSG_DONTROUTE only; those of the bus with
 * neither. Stamps are the kernel's, or the controller's. What the kernel drops because nobody reads fast enough is
 * counted (SO_RXQ_OVFL).
 */
#include "config.h"
#include "backends/backend-interface.h"
#include "backends/socketcan-bcm.h"
#include "backends/can-link.h"
#include "backends/device-clock.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <linux/can.h>
#include <linux/can/error.h>
#include <linux/can/raw.h>
#include <linux/ethtool.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/banned.h"

#define N_MESSAGES 64
#define SEPARATORS ",+" /* of several interfaces */
#define RECEIVE_BUFFER (4 << 20)
#define IFF_ECHO_BIT (1u << 18) /* linux/if.h, which cannot stand beside net/if.h */

extern const Backend backend_socketcan;

#define FIT_INTERVAL (INT64_C (10) * 1000000000) /* ns between notes about a hardware clock */

typedef enum
{
  STAMPS_SOFTWARE, /* the kernel's, system time */
  STAMPS_HARDWARE, /* the controller's, turned into system time */
  STAMPS_RAW,      /* the controller's as they are */
} Stamps;

/* One of the interfaces that frames come from. */
typedef struct
{
  int index;
  char name[IFNAMSIZ];
  gboolean wanted;
  uint8_t channel;
  DeviceClock clock;
  int64_t fit_told; /* of the clock, ns of system time */
} Interface;

typedef struct
{
  Bus bus;
  char name[IFNAMSIZ]; /* the only interface; "" if there are several */
  char **names;        /* of several; NULL: any */
  GArray *interfaces;  /* of Interface, as frames of them come */
  Stamps stamps;
  gboolean refuses_dlc; /* classic DLC 9 to 15 */
  uint32_t n_overflows; /* the kernel's counter */
  uint64_t dropped;
  SocketcanBcm bcm;
} SocketcanBus;

/* --- Receiving --- */

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
static Interface *
find_interface (SocketcanBus *self, int index)
{
  Interface found = { .index = index, .wanted = TRUE, .channel = self->bus.channel };

  for (guint i = 0; i < self->interfaces->len; i++)
    if (g_array_index (self->interfaces, Interface, i).index == index)
      return &g_array_index (self->interfaces, Interface, i);
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
  return &g_array_index (self->interfaces, Interface, self->interfaces->len - 1);
}

/* From what stands here and a frame's time its own stamp follows, to the ns. */
static void
tell_fit (SocketcanBus *self, Interface *interface, int64_t now, FrameBatch *out)
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
time_of (SocketcanBus *self, Interface *interface, const Control *control, FrameBatch *out)
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
  Interface *interface = find_interface (self, ((const struct sockaddr_can *) header->msg_name)->can_ifindex);

  if (origin == CAN_LOCAL && socketcan_bcm_sends (&self->bcm, raw->can_id, fd))
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
      take_frame (self, &messages.frames[i], messages.headers[i].msg_len, &messages.headers[i].msg_hdr, out);
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

  if (!(frame->flags & CAN_FD) && frame->dlc > CAN_MAX_DLEN && ((SocketcanBus *) bus)->refuses_dlc)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
                   _ ("%s sends a DLC of %u as 8: as root, ip link set %s type can cc-len8-dlc on, if its driver can"),
                   ((SocketcanBus *) bus)->name, frame->dlc, ((SocketcanBus *) bus)->name);
      return -1;
    }
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

  if (self->name[0] == '\0')
    out->state = BUS_STATE_ACTIVE; /* of several nobody asks one */
  else if (can_link_read (self->name, &link))
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
  SocketcanBus *self = (SocketcanBus *) bus;

  socketcan_bcm_clear (&self->bcm);
  if (bus->fd >= 0)
    close (bus->fd);
  g_strfreev (self->names);
  g_array_unref (self->interfaces);
}

static gboolean
socketcan_set_cycle (Bus *bus, const BusCycle *cycle, GError **error)
{
  SocketcanBus *self = (SocketcanBus *) bus;

  if (self->name[0] == '\0')
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s: several interfaces"), bus->description);
      return FALSE;
    }
  return socketcan_bcm_set (&self->bcm, self->name, cycle, error);
}

static const BusOps ops = {
  .receive = socketcan_receive,
  .transmit = socketcan_transmit,
  .set_cycle = socketcan_set_cycle,
  .status = socketcan_status,
  .restart = socketcan_restart,
  .set_filters = socketcan_set_filters,
  .close = socketcan_close,
};

/* --- Opening --- */

/* Compressed or not, as distributions have them. */
static gboolean
has_module (const char *release, const char *module)
{
  static const char *const endings[] = { "", ".xz", ".zst", ".gz" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strdup_printf ("/lib/modules/%s/kernel/net/can/%s.ko%s", release, module, endings[i]);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  return FALSE;
}

static char *
describe_kernel (void)
{
  struct utsname kernel = { 0 };

  if (uname (&kernel) == 0 && has_module (kernel.release, "can-raw"))
    return g_strdup (_ ("The kernel's module can_raw is not loaded: as root, “modprobe can_raw”"));
  return g_strdup_printf (_ ("This kernel (%s) has no CAN: the module can_raw is missing; a kernel built with "
                             "CONFIG_CAN "
                             "has it, Debian's linux-image-amd64 for one"),
                          kernel.release);
}

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
    return describe_kernel ();
  return g_strdup_printf (_ ("No CAN socket can be made: %s"), g_strerror (errno));
}

/* The kernel's stamp alone, or with the controller's. */
static gboolean
set_stamps (int fd, Stamps stamps)
{
  int on = 1, both = SOF_TIMESTAMPING_RX_HARDWARE | SOF_TIMESTAMPING_RAW_HARDWARE | SOF_TIMESTAMPING_RX_SOFTWARE
                     | SOF_TIMESTAMPING_SOFTWARE;

  if (stamps == STAMPS_SOFTWARE)
    return setsockopt (fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) == 0;
  return setsockopt (fd, SOL_SOCKET, SO_TIMESTAMPING, &both, sizeof both) == 0;
}

static gboolean
set_options (SocketcanBus *self, const BusConfig *config)
{
  int fd = self->bus.fd, on = 1, own = !config->without_own, size = RECEIVE_BUFFER;
  can_err_mask_t errors = config->without_errors ? 0 : CAN_ERR_MASK;

  /* More than net.core.rmem_max only with the right to; what there is serves. */
  if (setsockopt (fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
    setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  setsockopt (fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  /* Also on a classic interface: it may be set to FD while this is open. */
  return setsockopt (fd, SOL_CAN_RAW, CAN_RAW_FD_FRAMES, &on, sizeof on) == 0 && set_stamps (fd, self->stamps)
         && setsockopt (fd, SOL_CAN_RAW, CAN_RAW_RECV_OWN_MSGS, &own, sizeof own) == 0
         && setsockopt (fd, SOL_CAN_RAW, CAN_RAW_ERR_FILTER, &errors, sizeof errors) == 0;
}

/* index 0: all CAN interfaces. */
static gboolean
open_socket (SocketcanBus *self, const BusConfig *config, int index, GError **error)
{
  struct sockaddr_can address = { .can_family = AF_CAN, .can_ifindex = index };

  self->bus.fd = socket (PF_CAN, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, CAN_RAW);
  if (self->bus.fd >= 0 && set_options (self, config)
      && bind (self->bus.fd, (struct sockaddr *) &address, sizeof address) == 0)
    return TRUE;
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, "%s: %s", config->channel, g_strerror (errno));
  return FALSE;
}

/* Whether the driver stamps what it receives. */
static gboolean
has_hardware_stamps (int fd, const char *name)
{
  struct ethtool_ts_info info = { .cmd = ETHTOOL_GET_TS_INFO };
  struct ifreq request = { 0 };

  g_strlcpy (request.ifr_name, name, sizeof request.ifr_name);
  request.ifr_data = (char *) &info;
  return ioctl (fd, SIOCETHTOOL, &request) == 0 && (info.so_timestamping & SOF_TIMESTAMPING_RAW_HARDWARE)
         && (info.so_timestamping & SOF_TIMESTAMPING_RX_HARDWARE);
}

static gboolean
check_stamps (SocketcanBus *self, const CanLink *link, GError **error)
{
  if (self->stamps == STAMPS_SOFTWARE || has_hardware_stamps (self->bus.fd, link->name))
    return TRUE;
  g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
               _ ("timestamps=%s: the driver of %s (%s) stamps nothing; take timestamps=software"),
               self->stamps == STAMPS_RAW ? "raw" : "hardware", link->name,
               link->driver[0] != '\0' ? link->driver : link->kind);
  return FALSE;
}

/* Interfaces that do not echo by themselves: what comes back was queued, not sent. */
static gboolean
echoes (const char *name)
{
  g_autofree char *path = g_strdup_printf ("/sys/class/net/%s/flags", name), *text = NULL;

  return !g_file_get_contents (path, &text, NULL, NULL) || (g_ascii_strtoull (text, NULL, 16) & IFF_ECHO_BIT) != 0;
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
open_one (SocketcanBus *self, const BusConfig *config, const char *name, GError **error)
{
  Bus *bus = &self->bus;
  CanLink link;
  g_autofree char *details = NULL;

  if (!find_link (name, config, &link, error) || !check_link (&link, config, error))
    return FALSE;
  g_strlcpy (self->name, link.name, sizeof self->name);
  if (!open_socket (self, config, link.index, error) || !check_stamps (self, &link, error))
    return FALSE;
  if (link.mtu != CANFD_MTU)
    bus->abilities &= ~(guint) BUS_FD;
  if (!echoes (link.name))
    bus->abilities &= ~(guint) BUS_CONFIRMS;
  self->refuses_dlc = link.has_controller && !(link.mode & CAN_CTRLMODE_CC_LEN8_DLC);
  details = can_link_describe (&link);
  if (link.serial[0] != '\0' && strpbrk (link.serial, " ,") == NULL)
    bus->identity = g_strdup_printf ("serial_number=%s port=%u", link.serial, link.port);
  bus->description = g_strdup_printf ("socketcan %s%s%s%s", link.name, details[0] != '\0' ? ", " : "", details,
                                      self->stamps == STAMPS_SOFTWARE ? "" : _ (", hardware stamps"));
  return TRUE;
}

/* "any", or several names: one socket that hears all interfaces, those that come later too. */
static gboolean
open_many (SocketcanBus *self, const BusConfig *config, GError **error)
{
  if (strcmp (config->channel, "any") != 0)
    self->names = g_strsplit_set (config->channel, SEPARATORS, -1);
  for (char **name = self->names; name != NULL && *name != NULL; name++)
    {
      CanLink link;

      if (!find_link (*name, config, &link, error) || !check_link (&link, config, error))
        return FALSE;
    }
  if (!open_socket (self, config, 0, error))
    return FALSE;
  self->bus.abilities &= ~(guint) (BUS_TRANSMIT | BUS_CONFIRMS);
  self->bus.description = self->names == NULL ? g_strdup (_ ("socketcan, all interfaces, listening"))
                                              : g_strdup_printf (_ ("socketcan %s, listening"), config->channel);
  return TRUE;
}

static gboolean
socketcan_open (Bus *bus, const BusConfig *config, GError **error)
{
  SocketcanBus *self = (SocketcanBus *) bus;
  const char *name = config->channel != NULL ? config->channel : "can0";
  const char *stamps = bus_get_text (bus, "timestamps");
  gboolean ok;

  bus->ops = &ops;
  self->interfaces = g_array_new (FALSE, FALSE, sizeof (Interface));
  self->stamps = strcmp (stamps, "hardware") == 0 ? STAMPS_HARDWARE
                 : strcmp (stamps, "raw") == 0    ? STAMPS_RAW
                                                  : STAMPS_SOFTWARE;
  ok = strcmp (name, "any") == 0 || strpbrk (name, SEPARATORS) != NULL ? open_many (self, config, error)
                                                                       : open_one (self, config, name, error);
  if (!ok)
    {
      socketcan_close (bus);
      g_clear_pointer (&bus->identity, g_free);
    }
  return ok;
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
  if (links->len > 1)
    bus_add_port (ports, &backend_socketcan, "any", _ ("All interfaces, those that come later too; listens only"),
                  NULL);
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
  { .name = "timestamps",
    .help = N_ ("software: the kernel's; hardware: the controller's, turned into system time; raw: the controller's as "
                "they are"),
    .otherwise = "software",
    .kind = SETTING_CHOICE,
    .choices = "software hardware raw" },
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
  .channel_hint = N_ ("can0, vcan0; can0,can1 or any to listen to several"),
  .bus_size = sizeof (SocketcanBus),
  .obstacle = socketcan_obstacle,
  .list = socketcan_list,
  .open = socketcan_open,
};
