/* Over the loopback interface of a network namespace of its own: no packet leaves the machine.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "backends/backend.h"
#include "backends/udp-message.h"

#include "base/errors.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static gboolean ipv6;

/* FALSE: this system does not let us. */
static gboolean
enter_namespace (void)
{
  struct ifreq request = { .ifr_name = "lo" };
  int fd, status;
  gboolean ok;

  if (unshare (CLONE_NEWNET) != 0 && unshare (CLONE_NEWUSER | CLONE_NEWNET) != 0)
    return FALSE;
  fd = socket (AF_INET, SOCK_DGRAM, 0);
  request.ifr_flags = IFF_UP | IFF_RUNNING | IFF_MULTICAST | IFF_LOOPBACK;
  ok = fd >= 0 && ioctl (fd, SIOCSIFFLAGS, &request) == 0;
  close (fd);
  /* The loopback interface carries no IPv6 groups; a pair of virtual ones does. */
  ipv6 = g_spawn_command_line_sync ("sh -c 'ip link add v0 type veth peer name v1 && ip addr add fe80::1/64 dev v0 "
                                    "nodad && "
                                    "ip link set v0 up && ip link set v1 up'",
                                    NULL, NULL, &status, NULL)
         && status == 0;
  return ok;
}

static gboolean namespace;

static Bus *
open_bus (const char *channel, const char *interface, const char *key, const char *value)
{
  BusConfig *config = bus_config_new ();
  GError *error = NULL;
  Bus *bus;

  bus_config_set (config, "channel", channel, NULL);
  bus_config_set (config, "interface", interface, NULL);
  if (key != NULL)
    bus_config_set (config, key, value, NULL);
  bus = bus_open (backend_find ("udp_multicast"), config, 3, &error);
  g_assert_no_error (error);
  bus_config_free (config);
  return bus;
}

/* One frame, waiting up to 5 s. */
static gboolean
next_frame (Bus *bus, FrameBatch *batch)
{
  struct pollfd poll_fd = { .fd = bus_get_fd (bus), .events = POLLIN };

  frame_batch_clear (batch);
  if (poll (&poll_fd, 1, 5000) != 1)
    return FALSE;
  g_assert_cmpint (bus_receive (bus, batch, NULL), >=, 1);
  return TRUE;
}

static const struct
{
  const char *text;
} frames[] = {
  { "123#" },
  { "7FF#1122334455667788" },
  { "1ABCDEF0#AA" },
  { "123#R4" },
  { "18FEF100#R" },
  { "123##0" },
  { "123##1AABBCC" },
  { "18DAF110##3000102030405060708090A0B0C0D0E0F" },
  { "555##"
    "5000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F30313233343536373"
    "8393A3B3C3D3E3F" },
  { "20000080#0000000000000000" },
};

static void
check_group (const char *group, const char *interface)
{
  Bus *a = open_bus (group, interface, NULL, NULL), *b = open_bus (group, interface, "receive_own_messages", "no");
  FrameBatch *batch = frame_batch_new ();

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      uint8_t payload[CAN_FRAME_MAX_LEN];
      char text[CAN_FRAME_TEXT_MAX];
      const char *reason = NULL;
      CanFrame frame;

      g_assert_true (can_frame_parse (frames[i].text, strlen (frames[i].text), &frame, payload, &reason));
      {
        GError *error = NULL;
        int sent = bus_transmit (a, &frame, &error);

        g_assert_no_error (error);
        g_assert_cmpint (sent, ==, 1);
      }
      for (guint end = 0; end < 2; end++)
        {
          g_assert_true (next_frame (end == 0 ? a : b, batch));
          g_assert_cmpuint (batch->n_frames, ==, 1);
          g_assert_cmpuint (batch->frames[0].flags & CAN_TX, ==, end == 0 ? CAN_TX : 0);
          g_assert_cmpuint (batch->frames[0].channel, ==, 3);
          g_assert_cmpint (ABS (batch->frames[0].time - g_get_real_time () * 1000), <,
                           60 * G_GINT64_CONSTANT (1000000000));
          batch->frames[0].flags &= (uint8_t) ~CAN_TX;
          frame.flags = batch->frames[0].flags;
          can_frame_format (&batch->frames[0], text);
          {
            char want[CAN_FRAME_TEXT_MAX];

            can_frame_parse (frames[i].text, strlen (frames[i].text), &frame, payload, &reason);
            can_frame_format (&frame, want);
            g_assert_cmpstr (text, ==, want);
          }
        }
    }
  frame_batch_free (batch);
  bus_close (a);
  bus_close (b);
}

static void
test_frames (void)
{
  if (!namespace)
    {
      g_test_skip ("no network namespace can be made");
      return;
    }
  check_group ("239.74.163.2", "lo");
  if (ipv6)
    check_group ("ff11:7079:7468:6f6e:6465:6d6f:6d63:6173", "v0");
}

static void
test_junk (void)
{
  static const char *const junk[] = { "",
                                      "\xc1",
                                      "hello",
                                      "\x81\xa4"
                                      "data\x01",
                                      "\xdf\xff\xff\xff\xff",
                                      "\x81\xae"
                                      "arbitration_id\xff" };
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons (43113) };
  struct ip_mreqn through = { .imr_ifindex = 1 };
  FrameBatch *batch = frame_batch_new ();
  CanFrame frame = { .id = 1, .data = (const uint8_t *) "" };
  Bus *bus;
  int fd;

  if (!namespace)
    {
      g_test_skip ("no network namespace can be made");
      return;
    }
  bus = open_bus ("239.74.163.2", "lo", NULL, NULL);
  fd = socket (AF_INET, SOCK_DGRAM, 0);
  inet_pton (AF_INET, "239.74.163.2", &to.sin_addr);
  setsockopt (fd, IPPROTO_IP, IP_MULTICAST_IF, &through, sizeof through);
  for (guint i = 0; i < G_N_ELEMENTS (junk); i++)
    g_assert_cmpint (sendto (fd, junk[i], strlen (junk[i]), 0, (struct sockaddr *) &to, sizeof to), >=, 0);
  g_assert_cmpint (bus_transmit (bus, &frame, NULL), ==, 1);
  g_assert_true (next_frame (bus, batch));
  g_assert_cmpuint (batch->n_problems, ==, G_N_ELEMENTS (junk));
  g_assert_cmpuint (batch->n_frames, ==, 1);
  close (fd);
  frame_batch_free (batch);
  bus_close (bus);
}

static void
test_wrong_settings (void)
{
  static const char *const wrong[][2] = { { "channel", "10.0.0.1" },
                                          { "channel", "nowhere" },
                                          { "port", "0" },
                                          { "hop_limit", "256" },
                                          { "interface", "wlan99" } };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      BusConfig *config = bus_config_new ();
      GError *error = NULL;

      bus_config_set (config, wrong[i][0], wrong[i][1], NULL);
      g_assert_null (bus_open (backend_find ("udp_multicast"), config, 0, &error));
      g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
      g_clear_error (&error);
      bus_config_free (config);
    }
}

int
main (int argc, char **argv)
{
  namespace = enter_namespace ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/udp-multicast/frames", test_frames);
  g_test_add_func ("/udp-multicast/junk", test_junk);
  g_test_add_func ("/udp-multicast/wrong-settings", test_wrong_settings);
  return g_test_run ();
}
