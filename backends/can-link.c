/* can-link.c: the list, and what rtnetlink tells of one interface.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "backends/can-link-private.h"

#include "base/i18n.h"

#include <errno.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/banned.h"

static const CanLinkKernel *kernel; /* of tests */

/* --- One message --- */

/* Of one that is up: drivers that forget to say that they run leave it at stopped (ctucanfd of Linux 6.1). */
static BusState
state_from (guint32 state)
{
  static const BusState states[] = {
    [CAN_STATE_ERROR_ACTIVE] = BUS_STATE_ACTIVE,   [CAN_STATE_ERROR_WARNING] = BUS_STATE_WARNING,
    [CAN_STATE_ERROR_PASSIVE] = BUS_STATE_PASSIVE, [CAN_STATE_BUS_OFF] = BUS_STATE_OFF,
    [CAN_STATE_STOPPED] = BUS_STATE_UNKNOWN,       [CAN_STATE_SLEEPING] = BUS_STATE_DOWN,
  };

  return state < G_N_ELEMENTS (states) ? states[state] : BUS_STATE_UNKNOWN;
}

/* A list of numbers, the last place stays 0. */
static void
read_rates (const struct rtattr *attribute, guint32 *out)
{
  if (attribute != NULL)
    memcpy (out, RTA_DATA (attribute), MIN (RTA_PAYLOAD (attribute), (CAN_LINK_RATES - 1) * sizeof *out) & ~(gsize) 3);
}

static void
read_modes (const struct rtattr *const *can, CanLink *out)
{
  const struct rtattr *extra[IFLA_CAN_CTRLMODE_MAX + 1];
  struct can_ctrlmode mode;

  netlink_copy (can[IFLA_CAN_CTRLMODE], &mode, sizeof mode);
  netlink_nested (can[IFLA_CAN_CTRLMODE_EXT], extra, IFLA_CAN_CTRLMODE_MAX);
  out->mode = mode.flags;
  out->knows_supported = extra[IFLA_CAN_CTRLMODE_SUPPORTED] != NULL;
  out->supported = out->knows_supported ? netlink_u32 (extra[IFLA_CAN_CTRLMODE_SUPPORTED]) : ~0U;
}

static void
read_termination (const struct rtattr *const *can, CanLink *out)
{
  const struct rtattr *choices = can[IFLA_CAN_TERMINATION_CONST];

  netlink_copy (can[IFLA_CAN_TERMINATION], &out->termination, sizeof out->termination);
  out->n_terminations = choices != NULL ? (guint) MIN (RTA_PAYLOAD (choices) / 2, CAN_LINK_TERMINATIONS) : 0;
  netlink_copy (choices, out->terminations, sizeof out->terminations);
}

static void
read_tdc (const struct rtattr *const *can, CanLink *out)
{
  const struct rtattr *tdc[IFLA_CAN_TDC_MAX + 1];

  netlink_nested (can[IFLA_CAN_TDC], tdc, IFLA_CAN_TDC_MAX);
  out->has_tdc = tdc[IFLA_CAN_TDC_TDCO] != NULL;
  out->tdcv = netlink_u32 (tdc[IFLA_CAN_TDC_TDCV]);
  out->tdco = netlink_u32 (tdc[IFLA_CAN_TDC_TDCO]);
  out->tdcf = netlink_u32 (tdc[IFLA_CAN_TDC_TDCF]);
  out->tdcv_max = netlink_u32 (tdc[IFLA_CAN_TDC_TDCV_MAX]);
  out->tdco_min = netlink_u32 (tdc[IFLA_CAN_TDC_TDCO_MIN]);
  out->tdco_max = netlink_u32 (tdc[IFLA_CAN_TDC_TDCO_MAX]);
  out->tdcf_max = netlink_u32 (tdc[IFLA_CAN_TDC_TDCF_MAX]);
}

static void
read_controller (const struct rtattr *data, const struct rtattr *xstats, CanLink *out)
{
  const struct rtattr *can[IFLA_CAN_MAX + 1];
  struct can_berr_counter counter;

  netlink_nested (data, can, IFLA_CAN_MAX);
  netlink_copy (can[IFLA_CAN_BITTIMING], &out->timing, sizeof out->timing);
  netlink_copy (can[IFLA_CAN_DATA_BITTIMING], &out->data_timing, sizeof out->data_timing);
  netlink_copy (can[IFLA_CAN_BITTIMING_CONST], &out->limits, sizeof out->limits);
  netlink_copy (can[IFLA_CAN_DATA_BITTIMING_CONST], &out->data_limits, sizeof out->data_limits);
  out->limits.name[sizeof out->limits.name - 1] = out->data_limits.name[sizeof out->data_limits.name - 1] = '\0';
  read_rates (can[IFLA_CAN_BITRATE_CONST], out->rates);
  read_rates (can[IFLA_CAN_DATA_BITRATE_CONST], out->data_rates);
  out->clock = netlink_u32 (can[IFLA_CAN_CLOCK]);
  out->rate_max = netlink_u32 (can[IFLA_CAN_BITRATE_MAX]);
  out->restart_ms = netlink_u32 (can[IFLA_CAN_RESTART_MS]);
  read_modes (can, out);
  read_termination (can, out);
  read_tdc (can, out);
  netlink_copy (xstats, &out->events, sizeof out->events);

  out->status.state = state_from (netlink_u32 (can[IFLA_CAN_STATE]));
  out->status.bitrate = out->timing.bitrate;
  out->status.data_bitrate = out->mode & CAN_CTRLMODE_FD ? out->data_timing.bitrate : 0;
  out->status.restarts = out->events.restarts;
  out->status.arbitration_lost = out->events.arbitration_lost;
  out->status.bus_errors = out->events.bus_error;
  if (out->up && netlink_copy (can[IFLA_CAN_BERR_COUNTER], &counter, sizeof counter))
    {
      out->status.tec = counter.txerr;
      out->status.rec = counter.rxerr;
    }
}

static void
read_counters (const struct rtattr *attribute, CanLink *out)
{
  struct rtnl_link_stats64 stats;

  netlink_copy (attribute, &stats, sizeof stats);
  out->rx_frames = stats.rx_packets;
  out->tx_frames = stats.tx_packets;
  out->rx_bytes = stats.rx_bytes;
  out->tx_bytes = stats.tx_bytes;
  out->rx_dropped = stats.rx_dropped;
  out->tx_dropped = stats.tx_dropped;
  out->rx_errors = stats.rx_errors;
  out->tx_errors = stats.tx_errors;
  out->rx_overruns = stats.rx_over_errors;
}

static void
copy_text (const struct rtattr *attribute, char *out, gsize size)
{
  netlink_copy (attribute, out, size);
  out[size - 1] = '\0';
}

gboolean
can_link_parse (const void *message, gsize n, CanLink *out)
{
  const struct nlmsghdr *header = message;
  const struct rtattr *link[IFLA_MAX + 1], *info[IFLA_INFO_MAX + 1];
  const struct ifinfomsg *about;

  *out = (CanLink){ .status = { .state = BUS_STATE_DOWN, .tec = -1, .rec = -1 } };
  if (n < NLMSG_LENGTH (sizeof *about) || header->nlmsg_len > n || header->nlmsg_len < NLMSG_LENGTH (sizeof *about)
      || header->nlmsg_type != RTM_NEWLINK)
    return FALSE;
  about = NLMSG_DATA (header);
  netlink_attributes (IFLA_RTA (about), IFLA_PAYLOAD (header), link, IFLA_MAX);
  if (about->ifi_type != ARPHRD_CAN || link[IFLA_IFNAME] == NULL)
    return FALSE;
  out->index = about->ifi_index;
  out->up = (about->ifi_flags & IFF_UP) != 0;
  out->mtu = netlink_u32 (link[IFLA_MTU]);
  out->peer_index = (int) netlink_u32 (link[IFLA_LINK]);
  copy_text (link[IFLA_IFNAME], out->name, sizeof out->name);
  read_counters (link[IFLA_STATS64], out);
  netlink_nested (link[IFLA_LINKINFO], info, IFLA_INFO_MAX);
  copy_text (info[IFLA_INFO_KIND], out->kind, sizeof out->kind);
  out->has_controller = strcmp (out->kind, "can") == 0;
  if (out->has_controller)
    read_controller (info[IFLA_INFO_DATA], info[IFLA_INFO_XSTATS], out);
  else
    out->status.state = BUS_STATE_ACTIVE; /* nothing that could fail */
  if (!out->up)
    out->status.state = BUS_STATE_DOWN;
  return TRUE;
}

/* --- Questions --- */

static void
add_link (const struct nlmsghdr *message, gpointer data)
{
  CanLink link;

  if (can_link_parse (message, message->nlmsg_len, &link))
    g_ptr_array_add (data, g_memdup2 (&link, sizeof link));
}

static gint
compare_links (gconstpointer a, gconstpointer b)
{
  const CanLink *x = *(CanLink *const *) a, *y = *(CanLink *const *) b;

  return x->index < y->index ? -1 : x->index > y->index;
}

static void
name_peers (GPtrArray *links)
{
  for (guint i = 0; i < links->len; i++)
    for (guint k = 0; k < links->len; k++)
      {
        CanLink *link = g_ptr_array_index (links, i);
        const CanLink *other = g_ptr_array_index (links, k);

        if (strcmp (link->kind, "vxcan") == 0 && other->index == link->peer_index)
          g_strlcpy (link->peer, other->name, sizeof link->peer);
      }
}

GPtrArray *
can_link_list (void)
{
  struct ifinfomsg about = { .ifi_family = AF_UNSPEC };
  NetlinkRequest request;
  GPtrArray *links;

  if (kernel != NULL)
    return kernel->list ();
  links = g_ptr_array_new_with_free_func (g_free);
  netlink_request_init (&request, RTM_GETLINK, NLM_F_DUMP, &about);
  netlink_talk (&request, add_link, links, NULL);
  for (guint i = 0; i < links->len; i++)
    can_link_read_device (g_ptr_array_index (links, i));
  g_ptr_array_sort (links, compare_links);
  name_peers (links);
  return links;
}

static gboolean
read_from_list (const char *name, CanLink *out)
{
  g_autoptr (GPtrArray) links = can_link_list ();

  for (guint i = 0; i < links->len; i++)
    if (strcmp (((const CanLink *) g_ptr_array_index (links, i))->name, name) == 0)
      {
        *out = *(const CanLink *) g_ptr_array_index (links, i);
        return TRUE;
      }
  return FALSE;
}

gboolean
can_link_read (const char *name, CanLink *out)
{
  g_autoptr (GPtrArray) links = NULL;
  struct ifinfomsg about = { .ifi_family = AF_UNSPEC };
  NetlinkRequest request;

  *out = (CanLink){ .status = { .state = BUS_STATE_GONE, .tec = -1, .rec = -1 } };
  if (strlen (name) >= CAN_LINK_NAME_SIZE)
    return FALSE;
  if (kernel != NULL)
    return read_from_list (name, out);
  links = g_ptr_array_new_with_free_func (g_free);
  netlink_request_init (&request, RTM_GETLINK, 0, &about);
  netlink_request_put_text (&request, IFLA_IFNAME, name);
  if (netlink_talk (&request, add_link, links, NULL) != 0 || links->len != 1)
    return FALSE;
  *out = *(const CanLink *) g_ptr_array_index (links, 0);
  can_link_read_device (out);
  return TRUE;
}

gboolean
can_link_find (const char *name, const char *serial, guint port, CanLink *out)
{
  g_autoptr (GPtrArray) links = NULL;

  if (serial == NULL || serial[0] == '\0')
    return can_link_read (name, out);
  links = can_link_list ();
  for (guint i = 0; i < links->len; i++)
    {
      const CanLink *link = g_ptr_array_index (links, i);

      if (strcmp (link->serial, serial) == 0 && link->port == port)
        {
          *out = *link;
          return TRUE;
        }
    }
  return FALSE;
}

void
can_link_set_kernel (const CanLinkKernel *other)
{
  kernel = other;
}

/* --- Watching --- */

int
can_link_watch_open (void)
{
  struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

  if (fd < 0 || bind (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  close (fd);
  return -1;
}

gboolean
can_link_watch_read (int fd)
{
  gboolean changed = FALSE;
  guint8 buffer[16384];
  ssize_t n;

  while ((n = recv (fd, buffer, sizeof buffer, 0)) != 0)
    {
      const struct nlmsghdr *message = (const struct nlmsghdr *) (void *) buffer;
      guint left = n > 0 ? (guint) n : 0;

      if (n < 0 && errno != ENOBUFS)
        break;
      changed |= n < 0; /* some were lost */
      for (; NLMSG_OK (message, left); message = NLMSG_NEXT (message, left))
        changed |= message->nlmsg_len >= NLMSG_LENGTH (sizeof (struct ifinfomsg))
                   && ((const struct ifinfomsg *) NLMSG_DATA (message))->ifi_type == ARPHRD_CAN;
    }
  return changed;
}

/* --- Words --- */

char *
can_link_describe (const CanLink *self)
{
  GString *text = g_string_new (self->product[0] != '\0' ? self->product : self->driver);

  if (self->product[0] != '\0' && self->driver[0] != '\0')
    g_string_append_printf (text, " (%s)", self->driver);
  if (self->serial[0] != '\0')
    g_string_append_printf (text, _ (", serial number %s"), self->serial);
  if (self->peer[0] != '\0')
    g_string_append_printf (text, _ (", other end %s"), self->peer);
  if (self->status.bitrate > 0)
    g_string_append_printf (text, _ ("%s%u bit/s at %.1f %%"), text->len > 0 ? ", " : "", self->status.bitrate,
                            self->timing.sample_point / 10.0);
  if (self->status.data_bitrate > 0)
    g_string_append_printf (text, _ (", data %u bit/s at %.1f %%"), self->status.data_bitrate,
                            self->data_timing.sample_point / 10.0);
  for (const CanLinkMode *mode = can_link_modes; mode->word != NULL; mode++)
    if (self->mode & mode->flag)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", _ (mode->title));
  return g_string_free (text, FALSE);
}

void
can_link_get_bounds (const CanLink *self, gboolean data, double *lowest, double *highest)
{
  const struct can_bittiming_const *limits = data ? &self->data_limits : &self->limits;
  const guint32 *rates = data ? self->data_rates : self->rates;

  *lowest = *highest = 0;
  for (guint i = 0; rates[i] != 0; i++)
    {
      *lowest = i == 0 ? rates[i] : MIN (*lowest, rates[i]);
      *highest = MAX (*highest, rates[i]);
    }
  if (rates[0] != 0 || limits->brp_min == 0 || limits->brp_max == 0 || self->clock == 0)
    return;
  *lowest = (double) self->clock / limits->brp_max / (1.0 + limits->tseg1_max + limits->tseg2_max);
  *highest = (double) self->clock / limits->brp_min / (1.0 + limits->tseg1_min + limits->tseg2_min);
  if (self->rate_max > 0)
    *highest = MIN (*highest, self->rate_max);
}
