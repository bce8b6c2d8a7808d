/* socketcan-open.c: an interface is found and looked at, a raw socket set up and bound to it.
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
#include <linux/can/error.h>
#include <linux/can/raw.h>
#include <linux/ethtool.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/banned.h"

/* Of the kernel (bytes, it takes double): 80,000 frames, which is 2 s of four buses at 10,000 a second each, for
 * machines that do other things and disks that stall. Taken only as far as frames wait. */
#define RECEIVE_BUFFER (32 << 20)
#define IFF_ECHO_BIT (1u << 18) /* linux/if.h, which cannot stand beside net/if.h */

/* The kernel's stamp alone, or with the controller's. */
static gboolean
set_stamps (int fd, SocketcanStamps stamps)
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

gboolean
socketcan_open_one (SocketcanBus *self, const BusConfig *config, const char *name, GError **error)
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
  if (link.has_controller && link.mode & CAN_CTRLMODE_LISTENONLY)
    bus->abilities &= ~(guint) BUS_TRANSMIT; /* the kernel takes frames and drops them without a word */
  self->refuses_dlc = link.has_controller && !(link.mode & CAN_CTRLMODE_CC_LEN8_DLC);
  details = can_link_describe (&link);
  if (link.serial[0] != '\0' && strpbrk (link.serial, " ,") == NULL)
    bus->identity = g_strdup_printf ("serial_number=%s port=%u", link.serial, link.port);
  bus->description = g_strdup_printf ("socketcan %s%s%s%s", link.name, details[0] != '\0' ? ", " : "", details,
                                      self->stamps == STAMPS_SOFTWARE ? "" : _ (", hardware stamps"));
  return TRUE;
}

gboolean
socketcan_open_many (SocketcanBus *self, const BusConfig *config, GError **error)
{
  if (strcmp (config->channel, "any") != 0)
    self->names = g_strsplit_set (config->channel, SOCKETCAN_SEPARATORS, -1);
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
