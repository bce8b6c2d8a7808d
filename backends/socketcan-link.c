/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "backends/socketcan-link.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <libsocketcan.h>
#include <linux/can/netlink.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/banned.h"

static gboolean
ask (int fd, unsigned long request, const char *name, struct ifreq *answer)
{
  *answer = (struct ifreq){ 0 };
  if (strlen (name) >= sizeof answer->ifr_name)
    return FALSE;
  memcpy (answer->ifr_name, name, strlen (name));
  return ioctl (fd, request, answer) == 0;
}

static void
read_driver (int fd, const char *name, SocketcanLink *out)
{
  struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
  struct ifreq request = { 0 };

  memcpy (request.ifr_name, name, strlen (name));
  request.ifr_data = (char *) &info;
  if (ioctl (fd, SIOCETHTOOL, &request) != 0)
    return;
  g_strlcpy (out->driver, info.driver, sizeof out->driver);
  g_strlcpy (out->bus_info, info.bus_info, sizeof out->bus_info);
}

static BusState
state_from (int state)
{
  static const BusState states[] = {
    [CAN_STATE_ERROR_ACTIVE] = BUS_STATE_ACTIVE,   [CAN_STATE_ERROR_WARNING] = BUS_STATE_WARNING,
    [CAN_STATE_ERROR_PASSIVE] = BUS_STATE_PASSIVE, [CAN_STATE_BUS_OFF] = BUS_STATE_OFF,
    [CAN_STATE_STOPPED] = BUS_STATE_DOWN,          [CAN_STATE_SLEEPING] = BUS_STATE_DOWN,
  };

  return state >= 0 && state < (int) G_N_ELEMENTS (states) ? states[state] : BUS_STATE_UNKNOWN;
}

/* Interfaces without a controller have nothing that libsocketcan could ask for; it would say so on stderr. */
static gboolean
is_virtual (const SocketcanLink *link)
{
  return strcmp (link->driver, "vcan") == 0 || strcmp (link->driver, "vxcan") == 0;
}

/* What only a controller has. */
static void
read_controller (const char *name, SocketcanLink *out)
{
  struct can_bittiming timing = { 0 };
  struct can_berr_counter counter = { 0 };
  struct can_clock clock = { 0 };
  struct can_ctrlmode mode = { 0 };
  struct can_device_stats stats = { 0 };
  int state = -1;

  out->has_timing = !is_virtual (out) && can_get_state (name, &state) == 0;
  if (!out->has_timing)
    return;
  out->status.state = state_from (state);
  if (out->up && can_get_bittiming (name, &timing) == 0)
    {
      out->status.bitrate = timing.bitrate;
      out->sample_point = timing.sample_point / 1000.0;
    }
  if (out->up && can_get_berr_counter (name, &counter) == 0)
    {
      out->status.tec = counter.txerr;
      out->status.rec = counter.rxerr;
    }
  if (can_get_clock (name, &clock) == 0)
    out->clock = clock.freq;
  if (can_get_ctrlmode (name, &mode) == 0)
    out->mode = mode.flags;
  can_get_restart_ms (name, &out->restart_ms);
  if (can_get_device_stats (name, &stats) == 0)
    {
      out->status.restarts = stats.restarts;
      out->status.arbitration_lost = stats.arbitration_lost;
      out->status.bus_errors = stats.bus_error;
    }
}

gboolean
socketcan_link_read (const char *name, SocketcanLink *out)
{
  struct ifreq answer;
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  gboolean is_can;

  *out = (SocketcanLink){ .status = { .state = BUS_STATE_DOWN, .tec = -1, .rec = -1 } };
  if (fd < 0)
    return FALSE;
  is_can = ask (fd, SIOCGIFHWADDR, name, &answer) && answer.ifr_hwaddr.sa_family == ARPHRD_CAN;
  if (is_can)
    {
      out->up = ask (fd, SIOCGIFFLAGS, name, &answer) && (answer.ifr_flags & IFF_UP);
      out->mtu = ask (fd, SIOCGIFMTU, name, &answer) ? (guint) answer.ifr_mtu : 0;
      read_driver (fd, name, out);
      read_controller (name, out);
      if (!out->up)
        out->status.state = BUS_STATE_DOWN;
      else if (!out->has_timing)
        out->status.state = BUS_STATE_ACTIVE;
    }
  close (fd);
  return is_can;
}

GStrv
socketcan_link_list (void)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  struct if_nameindex *all = if_nameindex ();
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  for (struct if_nameindex *i = all; fd >= 0 && i != NULL && i->if_index != 0; i++)
    {
      struct ifreq answer;

      if (ask (fd, SIOCGIFHWADDR, i->if_name, &answer) && answer.ifr_hwaddr.sa_family == ARPHRD_CAN)
        g_strv_builder_add (builder, i->if_name);
    }
  if (fd >= 0)
    close (fd);
  if (all != NULL)
    if_freenameindex (all);
  return g_strv_builder_end (builder);
}

gboolean
socketcan_link_restart (const char *name, GError **error)
{
  SocketcanLink link;

  if (!socketcan_link_read (name, &link) || link.status.state != BUS_STATE_OFF)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s is not bus-off: there is nothing to restart"),
                 name);
  else if (link.restart_ms > 0)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s restarts by itself after %u ms"), name,
                 link.restart_ms);
  else if (can_do_restart (name) != 0)
    g_set_error (error, CANID_ERROR, CANID_ERROR_IO,
                 _ ("%s cannot be restarted: %s; as root: ip link set %s type can restart"), name, g_strerror (errno),
                 name);
  else
    return TRUE;
  return FALSE;
}

char *
socketcan_link_describe (const SocketcanLink *link)
{
  GString *text = g_string_new (link->driver[0] != '\0' ? link->driver : "");
  static const struct
  {
    guint32 flag;
    const char *word;
  } modes[] = {
    { CAN_CTRLMODE_LISTENONLY, N_ ("listen-only") },
    { CAN_CTRLMODE_LOOPBACK, N_ ("loopback") },
    { CAN_CTRLMODE_ONE_SHOT, N_ ("one-shot") },
    { CAN_CTRLMODE_3_SAMPLES, N_ ("triple sampling") },
    { CAN_CTRLMODE_FD, N_ ("CAN FD") },
    { CAN_CTRLMODE_FD_NON_ISO, N_ ("non-ISO") },
  };

  if (link->status.bitrate > 0)
    g_string_append_printf (text, _ ("%s%u bit/s at %.1f %%"), text->len > 0 ? ", " : "", link->status.bitrate,
                            link->sample_point * 100);
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (link->mode & modes[i].flag)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", _ (modes[i].word));
  return g_string_free (text, FALSE);
}
