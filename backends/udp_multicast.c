/* udp_multicast.c: a bus on a network: every program that joins the group hears every frame; python-can's wire format.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Channel: a multicast group, IPv4 or IPv6. Who can hear it: with hop limit 1 (the default) all on the same network
 * segment, with interface=lo this machine only. Frames are sent from a socket of their own, so that its port tells our
 * own from those of other programs when they come back; python-can looks only at where they go to.
 */
#include "config.h"
#include "backends/backend-interface.h"
#include "backends/udp-message.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/banned.h"

#define GROUP_IPV6 "ff15:7079:7468:6f6e:6465:6d6f:6d63:6173"
#define GROUP_IPV4 "239.74.163.2"
#define DATAGRAM_MAX 4096 /* python-can's max_buffer */
#define RECEIVE_BUFFER (4 << 20)
#define DEFAULT_PORT "43113"

extern const Backend backend_udp_multicast;

typedef union
{
  struct sockaddr any;
  struct sockaddr_in in4;
  struct sockaddr_in6 in6;
} Address;

typedef struct
{
  Bus bus;
  int send_fd;
  Address group;
  socklen_t group_size;
  guint16 own_port;
  guint interface; /* index; 0: the system chooses */
  BusStatus status;
  uint32_t n_overflows; /* the kernel's counter */
} MulticastBus;

/* --- Receiving --- */

typedef struct
{
  uint8_t bytes[DATAGRAM_MAX];
  Address from;
  union
  {
    struct cmsghdr align;
    char bytes[256];
  } control;
} Datagram;

static void
read_control (MulticastBus *self, struct msghdr *header, int64_t *time)
{
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
        self->status.dropped += count - self->n_overflows;
        self->n_overflows = count;
      }
}

static guint16
port_of (const Address *address)
{
  return ntohs (address->any.sa_family == AF_INET6 ? address->in6.sin6_port : address->in4.sin_port);
}

/* FALSE: nothing waits. */
static gboolean
receive_one (MulticastBus *self, Datagram *datagram, FrameBatch *out)
{
  struct iovec part = { datagram->bytes, sizeof datagram->bytes };
  struct msghdr header = { .msg_name = &datagram->from,
                           .msg_namelen = sizeof datagram->from,
                           .msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = datagram->control.bytes,
                           .msg_controllen = sizeof datagram->control.bytes };
  CanFrame *frame = &out->frames[out->n_frames];
  uint64_t dropped = self->status.dropped;
  const char *reason;
  gboolean own;
  ssize_t n;

  do
    n = recvmsg (self->bus.fd, &header, MSG_DONTWAIT);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    return FALSE;
  *frame = (CanFrame){ .time = bus_now (), .channel = self->bus.channel };
  read_control (self, &header, &frame->time);
  own = self->own_port != 0 && port_of (&datagram->from) == self->own_port;
  if (own && self->bus.config->without_own)
    return TRUE;
  if ((header.msg_flags & MSG_TRUNC)
      || !udp_message_unpack (datagram->bytes, (gsize) n, frame, out->payload[out->n_frames], &reason))
    {
      frame_batch_add_problem (out, 0, "%s: a datagram of %zd bytes that is no frame: %s", self->bus.description, n,
                               header.msg_flags & MSG_TRUNC ? "too long" : reason);
      return TRUE;
    }
  frame->flags |= (uint8_t) ((own ? CAN_TX : 0) | (self->status.dropped != dropped ? CAN_GAP : 0));
  out->n_frames++;
  return TRUE;
}

static int
multicast_receive (Bus *bus, FrameBatch *out, GError **error)
{
  MulticastBus *self = (MulticastBus *) bus;
  Datagram datagram;
  int n = 0;

  /* Datagrams that are no frames count too: a flood of them must not hold the others up. */
  while (out->n_frames < FRAME_BATCH_SIZE && n < FRAME_BATCH_SIZE && receive_one (self, &datagram, out))
    n++;
  if (n == 0 && errno != EAGAIN && errno != EWOULDBLOCK)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_IO, "%s: %s", bus->description, g_strerror (errno));
      return -1;
    }
  return n;
}

/* --- Sending --- */

static int
multicast_transmit (Bus *bus, const CanFrame *frame, GError **error)
{
  MulticastBus *self = (MulticastBus *) bus;
  uint8_t bytes[UDP_MESSAGE_MAX];
  CanFrame stamped = *frame;
  gsize n;

  stamped.time = bus_now ();
  n = udp_message_pack (&stamped, bytes);
  if (send (self->send_fd, bytes, n, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t) n)
    return 1;
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS || errno == EINTR)
    return 0;
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, "%s: %s", bus->description, g_strerror (errno));
  return -1;
}

static void
multicast_status (Bus *bus, BusStatus *out)
{
  *out = ((MulticastBus *) bus)->status;
}

static void
multicast_close (Bus *bus)
{
  MulticastBus *self = (MulticastBus *) bus;

  if (bus->fd >= 0)
    close (bus->fd);
  if (self->send_fd >= 0)
    close (self->send_fd);
}

static const BusOps ops = {
  .receive = multicast_receive,
  .transmit = multicast_transmit,
  .status = multicast_status,
  .close = multicast_close,
};

/* --- Opening --- */

static gboolean
parse_group (MulticastBus *self, const char *channel, guint port, GError **error)
{
  struct in_addr in4;
  struct in6_addr in6;

  if (inet_pton (AF_INET, channel, &in4) == 1 && IN_MULTICAST (ntohl (in4.s_addr)))
    {
      self->group.in4
          = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons ((uint16_t) port), .sin_addr = in4 };
      self->group_size = sizeof self->group.in4;
      return TRUE;
    }
  if (inet_pton (AF_INET6, channel, &in6) == 1 && IN6_IS_ADDR_MULTICAST (&in6))
    {
      self->group.in6 = (struct sockaddr_in6){ .sin6_family = AF_INET6,
                                               .sin6_port = htons ((uint16_t) port),
                                               .sin6_addr = in6,
                                               .sin6_scope_id = self->interface };
      self->group_size = sizeof self->group.in6;
      return TRUE;
    }
  g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
               _ ("%s is no multicast group: take %s, or an address in 224.0.0.0 to 239.255.255.255 or ff00::/8"),
               channel, GROUP_IPV4);
  return FALSE;
}

static gboolean
set_int (int fd, int level, int option, int value)
{
  return setsockopt (fd, level, option, &value, sizeof value) == 0;
}

static gboolean
join (MulticastBus *self)
{
  struct group_req request = { .gr_interface = self->interface };

  memcpy (&request.gr_group, &self->group, self->group_size);
  return setsockopt (self->bus.fd, self->group.any.sa_family == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP, MCAST_JOIN_GROUP,
                     &request, sizeof request)
         == 0;
}

static gboolean
open_receiver (MulticastBus *self)
{
  int family = self->group.any.sa_family, on = RECEIVE_BUFFER;
  Address any = self->group;

  self->bus.fd = socket (family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (self->bus.fd < 0)
    return FALSE;
  /* Bound to the group, not to any address: other groups on this port are other buses. */
  if (family == AF_INET6)
    any.in6.sin6_scope_id = self->interface;
  setsockopt (self->bus.fd, SOL_SOCKET, SO_RCVBUF, &on, sizeof on);
  set_int (self->bus.fd, SOL_SOCKET, SO_RXQ_OVFL, 1);
  return set_int (self->bus.fd, SOL_SOCKET, SO_REUSEADDR, 1) && set_int (self->bus.fd, SOL_SOCKET, SO_TIMESTAMPNS, 1)
         && bind (self->bus.fd, &any.any, self->group_size) == 0 && join (self);
}

static gboolean
open_sender (MulticastBus *self, guint hop_limit)
{
  gboolean ipv6 = self->group.any.sa_family == AF_INET6;
  struct ip_mreqn through = { .imr_ifindex = (int) self->interface };
  Address own = { 0 };
  socklen_t size = sizeof own;

  self->send_fd = socket (self->group.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (self->send_fd < 0)
    return FALSE;
  own.any.sa_family = self->group.any.sa_family;
  if (!(ipv6 ? set_int (self->send_fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, (int) hop_limit)
             : set_int (self->send_fd, IPPROTO_IP, IP_MULTICAST_TTL, (int) hop_limit)))
    return FALSE;
  if (self->interface != 0
      && !(ipv6 ? set_int (self->send_fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, (int) self->interface)
                : setsockopt (self->send_fd, IPPROTO_IP, IP_MULTICAST_IF, &through, sizeof through) == 0))
    return FALSE;
  /* A port now, not at the first frame: it tells our own. */
  if (bind (self->send_fd, &own.any, self->group_size) != 0 || getsockname (self->send_fd, &own.any, &size) != 0)
    return FALSE;
  self->own_port = port_of (&own);
  return TRUE;
}

/* Whether a frame could leave: a loopback interface often has no route for IPv6 groups. Nothing is sent. */
static gboolean
check_route (MulticastBus *self)
{
  return connect (self->send_fd, &self->group.any, self->group_size) == 0;
}

static void
describe (MulticastBus *self, const char *channel, guint port, guint hop_limit, const char *interface)
{
  g_autofree char *reach = self->interface != 0 && strcmp (interface, "lo") == 0 ? g_strdup (_ ("this machine only"))
                           : hop_limit == 0                                      ? g_strdup (_ ("this machine only"))
                           : hop_limit == 1                                      ? g_strdup (_ ("all on this network"))
                                            : g_strdup_printf (_ ("up to %u networks away"), hop_limit);

  self->bus.description = g_strdup_printf ("udp_multicast %s:%u, %s", channel, port, reach);
}

static gboolean
multicast_open (Bus *bus, const BusConfig *config, GError **error)
{
  MulticastBus *self = (MulticastBus *) bus;
  const char *channel = config->channel != NULL ? config->channel : GROUP_IPV6;
  const char *interface = bus_get_text (bus, "interface");
  guint port = bus_get_number (bus, "port"), hop_limit = bus_get_number (bus, "hop_limit");

  self->send_fd = -1;
  self->status = (BusStatus){ .state = BUS_STATE_ACTIVE, .tec = -1, .rec = -1 };
  bus->ops = &ops;
  if (interface[0] != '\0' && (self->interface = if_nametoindex (interface)) == 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                   _ ("interface=%s: this machine has no such network interface; “ip link” lists them"), interface);
      return FALSE;
    }
  if (!parse_group (self, channel, port, error))
    return FALSE;
  if (open_receiver (self) && open_sender (self, hop_limit) && check_route (self))
    {
      describe (self, channel, port, hop_limit, interface);
      return TRUE;
    }
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO,
               _ ("the group %s cannot be joined: %s; choose a network interface (interface=lo for this machine only) "
                  "or "
                  "the group %s"),
               channel, g_strerror (errno), strchr (channel, ':') != NULL ? GROUP_IPV4 : GROUP_IPV6);
  multicast_close (bus);
  return FALSE;
}

static void
multicast_list (GPtrArray *ports)
{
  bus_add_port (ports, &backend_udp_multicast, GROUP_IPV4, _ ("Programs on this network, IPv4"), NULL);
  bus_add_port (ports, &backend_udp_multicast, GROUP_IPV6, _ ("Programs on this network, IPv6"), NULL);
}

static const BackendSetting settings[] = {
  { "port", N_ ("UDP port of the group"), DEFAULT_PORT, SETTING_NUMBER, 1, 65535 },
  { "hop_limit", N_ ("how many networks away it can be heard: 0 this machine, 1 this network"), "1", SETTING_NUMBER, 0,
    255 },
  { "interface", N_ ("network interface, such as eth0; lo is this machine only"), "" },
  { NULL },
};

static const BackendRefusal refusals[] = {
  { BUS_SET_RATE | BUS_LISTEN_ONLY | BUS_ONE_SHOT | BUS_LOOPBACK,
    N_ ("A network has no bit rate, no controller and no acknowledgement: every program hears every frame") },
  { BUS_ERROR_FRAMES, N_ ("Nothing on a network makes error frames; those that other programs send are shown") },
  { BUS_CONFIRMS, N_ ("A network does not acknowledge: a frame that comes back was sent, whoever heard it") },
  { 0 },
};

const Backend backend_udp_multicast = {
  .id = "udp_multicast",
  .name = N_ ("UDP multicast (python-can)"),
  .abilities = BUS_TRANSMIT | BUS_FD,
  .settings = settings,
  .refusals = refusals,
  .channel_hint = N_ ("239.74.163.2, or another multicast group"),
  .bus_size = sizeof (MulticastBus),
  .list = multicast_list,
  .open = multicast_open,
};
