/* socketcan.c: Linux' own CAN: a raw socket on a network interface.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "backends/can-link.h"
#include "backends/socketcan-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <linux/can.h>
#include <linux/can/raw.h>
#include <linux/sock_diag.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/banned.h"

extern const Backend backend_socketcan;

/* --- Sending --- */

#define N_MESSAGES 64

typedef union
{
  struct can_frame classic;
  struct canfd_frame fd;
} RawFrame;

static gboolean
can_send_dlc (const SocketcanBus *self, const CanFrame *frame, GError **error)
{
  if ((frame->flags & CAN_FD) || frame->dlc <= CAN_MAX_DLEN || !self->refuses_dlc)
    return TRUE;
  g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED,
               _ ("%s sends a DLC of %u as 8: as root, ip link set %s type can cc-len8-dlc on, if its driver can"),
               self->name, frame->dlc, self->name);
  return FALSE;
}

/* Its size. */
static gsize
fill_raw (RawFrame *raw, const CanFrame *frame)
{
  *raw = (RawFrame){ .fd = { .can_id = frame->id } };
  if (frame->flags & CAN_FD)
    {
      raw->fd.len = (uint8_t) frame->len;
      raw->fd.flags = (uint8_t) ((frame->flags & CAN_BRS ? CANFD_BRS : 0) | (frame->flags & CAN_ESI ? CANFD_ESI : 0));
    }
  else
    {
      raw->classic.len = frame->id & CAN_ID_REMOTE ? MIN (frame->dlc, CAN_MAX_DLEN) : (uint8_t) frame->len;
      raw->classic.len8_dlc = frame->dlc > CAN_MAX_DLEN ? frame->dlc : 0;
    }
  memcpy (raw->fd.data, frame->data, frame->len);
  return frame->flags & CAN_FD ? CANFD_MTU : CAN_MTU;
}

/* The kernel stops at the first that it does not take; why, it tells only when it is asked for that one first. */
static int
socketcan_transmit_many (Bus *bus, const CanFrame *frames, guint n, GError **error)
{
  SocketcanBus *self = (SocketcanBus *) bus;
  RawFrame raw[N_MESSAGES];
  struct mmsghdr headers[N_MESSAGES];
  struct iovec parts[N_MESSAGES];
  guint n_filled = 0;
  int sent;

  for (; n_filled < MIN (n, N_MESSAGES); n_filled++)
    {
      if (!can_send_dlc (self, &frames[n_filled], n_filled == 0 ? error : NULL))
        break;
      parts[n_filled] = (struct iovec){ &raw[n_filled], fill_raw (&raw[n_filled], &frames[n_filled]) };
      headers[n_filled].msg_hdr = (struct msghdr){ .msg_iov = &parts[n_filled], .msg_iovlen = 1 };
    }
  if (n_filled == 0)
    return -1;
  sent = sendmmsg (bus->fd, headers, n_filled, MSG_DONTWAIT);
  if (sent > 0)
    return sent;
  if (errno == ENOBUFS || errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
    return 0;
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, "%s: %s", self->name, g_strerror (errno));
  return -1;
}

static int
socketcan_transmit (Bus *bus, const CanFrame *frame, GError **error)
{
  return socketcan_transmit_many (bus, frame, 1, error);
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
  .transmit_many = socketcan_transmit_many,
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

static gboolean
socketcan_open (Bus *bus, const BusConfig *config, GError **error)
{
  SocketcanBus *self = (SocketcanBus *) bus;
  const char *name = config->channel != NULL ? config->channel : "can0";
  const char *stamps = bus_get_text (bus, "timestamps");
  gboolean ok;

  bus->ops = &ops;
  self->interfaces = g_array_new (FALSE, FALSE, sizeof (SocketcanInterface));
  self->stamps = strcmp (stamps, "hardware") == 0 ? STAMPS_HARDWARE
                 : strcmp (stamps, "raw") == 0    ? STAMPS_RAW
                                                  : STAMPS_SOFTWARE;
  ok = strcmp (name, "any") == 0 || strpbrk (name, SOCKETCAN_SEPARATORS) != NULL
           ? socketcan_open_many (self, config, error)
           : socketcan_open_one (self, config, name, error);
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
