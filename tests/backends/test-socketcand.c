/* socketcand: its elements and beacons, and a bus on a server that a thread plays, over the loopback interface of a
 * network namespace of its own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "backends/socketcand-private.h"

#include "base/errors.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static gboolean namespace;

/* FALSE: this system does not let us. */
static gboolean
enter_namespace (void)
{
  struct ifreq request = { .ifr_name = "lo" };
  gboolean ok;
  int fd;

  if (unshare (CLONE_NEWNET) != 0 && unshare (CLONE_NEWUSER | CLONE_NEWNET) != 0)
    return FALSE;
  fd = socket (AF_INET, SOCK_DGRAM, 0);
  request.ifr_flags = IFF_UP | IFF_RUNNING | IFF_LOOPBACK;
  ok = fd >= 0 && ioctl (fd, SIOCSIFFLAGS, &request) == 0;
  close (fd);
  return ok;
}

/* --- Elements --- */

static const struct
{
  const char *element, *frame; /* frame NULL: damaged */
  int64_t time;
} elements[] = {
  { " frame 123 23.424242 11 22 33 44 ", "123#11223344", INT64_C (23424242000) },
  { " frame 123 1700000000.000001 11223344 ", "123#11223344", INT64_C (1700000000000001000) },
  { " frame 18FEF100 1.0  ", "18FEF100#", INT64_C (1000000000) },
  { " frame 123 1.0 1 F1 ", "123#01F1", INT64_C (1000000000) },
  { " fdframe 123 05 1.5 112233445566778899AABBCC ", "123##1112233445566778899AABBCC", INT64_C (1500000000) },
  { " fdframe 18FEF100 06 1.5 11", "18FEF100##211", INT64_C (1500000000) },
  { " rtr 123 2.0 4 ", "123#R4", INT64_C (2000000000) },
  { " rtr 1ABCDEF0 2.0 0 ", "1ABCDEF0#R", INT64_C (2000000000) },
  { " error 080 3.25 ", "20000080#0000000000000000", INT64_C (3250000000) },
  { " frame 800 1.0 11 ", NULL, 0 },
  { " frame 23456789A 1.0 11 ", NULL, 0 },
  { " frame 123 1.0 112233445566778899 ", NULL, 0 },
  { " frame 123 1.0 1G ", NULL, 0 },
  { " frame 123 x 11 ", NULL, 0 },
  { " frame", NULL, 0 },
  { " fdframe 123 100 1.0 11", NULL, 0 },
  { " rtr 123 1.0 16", NULL, 0 },
  { "  ", NULL, 0 },
};

static void
test_elements (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (elements); i++)
    {
      uint8_t payload[CAN_FRAME_MAX_LEN];
      char text[CAN_FRAME_TEXT_MAX];
      SocketcandMessage message;

      g_test_message ("%s", elements[i].element);
      socketcand_message_parse (elements[i].element, strlen (elements[i].element), &message, payload);
      g_assert_cmpint (message.kind, ==, elements[i].frame != NULL ? SOCKETCAND_FRAME : SOCKETCAND_DAMAGED);
      if (elements[i].frame == NULL)
        continue;
      can_frame_format (&message.frame, text);
      g_assert_cmpstr (text, ==, elements[i].frame);
      g_assert_cmpint (message.frame.time, ==, elements[i].time);
    }
}

static void
test_format (void)
{
  static const char *const pairs[][2] = {
    { "123#", "< send 123 0 >" },
    { "123#AA0B", "< send 123 2 AA 0B >" },
    { "00000123#AA", "< send 00000123 1 AA >" },
    { "123#R4", "< sendrtr 123 4 >" },
    { "123##3AABB", "< fdsend 123 3 2 AA BB >" },
    { "123#1122334455667788_A", NULL },
    { "20000080#0000000000000000", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      uint8_t payload[CAN_FRAME_MAX_LEN];
      char text[SOCKETCAND_MESSAGE_MAX];
      const char *reason = NULL;
      CanFrame frame;
      gsize n;

      g_assert_true (can_frame_parse (pairs[i][0], strlen (pairs[i][0]), &frame, payload, &reason));
      n = socketcand_message_format (&frame, text, &reason);
      if (pairs[i][1] != NULL)
        g_assert_cmpmem (text, n, pairs[i][1], strlen (pairs[i][1]));
      else
        g_assert_cmpuint (n, ==, 0);
    }
}

static void
test_channels (void)
{
  static const struct
  {
    const char *channel, *host, *bus;
    guint port;
  } cases[] = {
    { "can0", "here", "can0", 1000 },
    { "there/can1", "there", "can1", 1000 },
    { "can://there:29536/vcan0", "there", "vcan0", 29536 },
    { "[::1]:7/can0", "::1", "can0", 7 },
    { "[::1]/can0", "::1", "can0", 1000 },
    { "there:99999/can0", NULL, NULL, 0 },
    { "there/", NULL, NULL, 0 },
    { "/can0", NULL, NULL, 0 },
    { "there/a b", NULL, NULL, 0 },
    { "there/<x>", NULL, NULL, 0 },
    { "there/12345678901234567", NULL, NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *host = NULL, *bus = NULL;
      GError *error = NULL;
      guint port;

      g_assert_cmpint (socketcand_split_channel (cases[i].channel, "here", 1000, &host, &port, &bus, &error), ==,
                       cases[i].host != NULL);
      g_assert_cmpstr (host, ==, cases[i].host);
      g_assert_cmpstr (bus, ==, cases[i].bus);
      if (cases[i].host != NULL)
        g_assert_cmpuint (port, ==, cases[i].port);
      else
        g_assert_error (error, CANID_ERROR, CANID_ERROR_USAGE);
      g_clear_error (&error);
    }
}

#define BEACON                                                                                                         \
  "<CANBeacon name=\"HeartOfGold\" type=\"SocketCAN\" description=\"in the \x1b lab\">\n"                              \
  "<URL>can://127.0.0.1:29536</URL><Bus name=\"vcan0\"/><Bus name=\"vcan1\"/></CANBeacon>"

static void
test_beacon (void)
{
  static const char *const junk[] = { "",
                                      "<CANBeacon>",
                                      "<CANBeacon name=\"x\"></CANBeacon>",
                                      "<Bus name=\"can0\"/>",
                                      "\xff\xfe",
                                      "<CANBeacon name=\"x\"><Bus name=\"\"/></CANBeacon>" };
  SocketcandBeacon *beacon = socketcand_beacon_parse (BEACON, strlen (BEACON));

  g_assert_nonnull (beacon);
  g_assert_cmpstr (beacon->name, ==, "HeartOfGold");
  g_assert_cmpstr (beacon->description, ==, "in the ? lab");
  g_assert_cmpstr (beacon->host, ==, "127.0.0.1");
  g_assert_cmpuint (beacon->port, ==, 29536);
  g_assert_cmpuint (beacon->buses->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (beacon->buses, 1), ==, "vcan1");
  socketcand_beacon_free (beacon);
  for (guint i = 0; i < G_N_ELEMENTS (junk); i++)
    g_assert_null (socketcand_beacon_parse (junk[i], strlen (junk[i])));
}

static void
test_discovery (void)
{
  g_autoptr (GPtrArray) ports = g_ptr_array_new_with_free_func ((GDestroyNotify) bus_port_free);
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons (SOCKETCAND_BEACON_PORT) };
  static const char any[] = "<CANBeacon name=\"all\"><URL>can://0.0.0.0:1234</URL><Bus name=\"can7\"/></CANBeacon>";
  const BusPort *port;
  int fd;

  if (!namespace)
    {
      g_test_skip ("no network namespace can be made");
      return;
    }
  socketcand_list (ports); /* opens the port */
  g_assert_cmpuint (ports->len, ==, 0);
  fd = socket (AF_INET, SOCK_DGRAM, 0);
  inet_pton (AF_INET, "127.0.0.1", &to.sin_addr);
  for (guint i = 0; i < 2; i++) /* every three seconds, but once in the list */
    {
      g_assert_cmpint (sendto (fd, BEACON, strlen (BEACON), 0, (struct sockaddr *) &to, sizeof to), >, 0);
      g_assert_cmpint (sendto (fd, "junk", 4, 0, (struct sockaddr *) &to, sizeof to), >, 0);
      g_assert_cmpint (sendto (fd, any, strlen (any), 0, (struct sockaddr *) &to, sizeof to), >, 0);
    }
  close (fd);
  g_usleep (50000);
  socketcand_list (ports);
  g_assert_cmpuint (ports->len, ==, 3);
  port = g_ptr_array_index (ports, 0);
  g_assert_cmpstr (port->channel, ==, "127.0.0.1:29536/vcan0");
  g_assert_cmpstr (port->description, ==, "HeartOfGold, in the ? lab");
  port = g_ptr_array_index (ports, 2);
  g_assert_cmpstr (port->channel, ==, "127.0.0.1:1234/can7"); /* where it came from */
}

/* --- A server --- */

typedef struct
{
  int listener;
  guint port;
  pthread_t thread;
  const char *greeting, *opened; /* what it says at first, and to open */
  const char *frames;            /* what it says in raw mode; NULL: it says back what it hears, and closes */
  GString *heard;
} Server;

static void
say (int fd, const char *text)
{
  g_assert_cmpint (write (fd, text, strlen (text)), ==, (gssize) strlen (text));
}

static gboolean
hear (Server *self, int fd)
{
  char text[256];
  ssize_t n = read (fd, text, sizeof text);

  if (n > 0)
    g_string_append_len (self->heard, text, n);
  return n > 0;
}

static void *
serve (void *data)
{
  Server *self = data;
  int fd = accept (self->listener, NULL, NULL);

  say (fd, self->greeting);
  if (hear (self, fd))
    say (fd, self->opened);
  if (strcmp (self->opened, "< ok >") == 0 && hear (self, fd))
    say (fd, "< ok >");
  if (self->frames != NULL)
    {
      for (const char *c = self->frames; *c != '\0'; c++) /* in the smallest pieces */
        g_assert_cmpint (write (fd, c, 1), ==, 1);
      while (hear (self, fd))
        ;
    }
  close (fd);
  return NULL;
}

static void
server_start (Server *self)
{
  struct sockaddr_in here = { .sin_family = AF_INET };
  socklen_t size = sizeof here;

  inet_pton (AF_INET, "127.0.0.1", &here.sin_addr);
  self->listener = socket (AF_INET, SOCK_STREAM, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *) &here, sizeof here), ==, 0);
  g_assert_cmpint (listen (self->listener, 1), ==, 0);
  g_assert_cmpint (getsockname (self->listener, (struct sockaddr *) &here, &size), ==, 0);
  self->port = ntohs (here.sin_port);
  self->heard = g_string_new (NULL);
  g_assert_cmpint (pthread_create (&self->thread, NULL, serve, self), ==, 0);
}

static void
server_stop (Server *self)
{
  pthread_join (self->thread, NULL);
  close (self->listener);
  g_string_free (self->heard, TRUE);
}

static Bus *
try_open (const Server *server, gboolean fd, GError **error)
{
  BusConfig *config = bus_config_new ();
  g_autofree char *channel = g_strdup_printf ("127.0.0.1:%u/vcan0", server->port);
  Bus *bus;

  bus_config_set (config, "channel", channel, NULL);
  bus_config_set (config, "fd", fd ? "1" : "0", NULL);
  bus = bus_open (backend_find ("socketcand"), config, 0, error);
  bus_config_free (config);
  return bus;
}

static int
next_batch (Bus *bus, FrameBatch *batch, GError **error)
{
  struct pollfd poll_fd = { .fd = bus_get_fd (bus), .events = POLLIN };

  frame_batch_clear (batch);
  g_assert_cmpint (poll (&poll_fd, 1, 5000), ==, 1);
  return bus_receive (bus, batch, error);
}

static void
test_bus (void)
{
  Server server = { .greeting = "< hi >",
                    .opened = "< ok >",
                    .frames = "< frame 123 1.000002 1122 >junk< frame 1 < frame 7FF 2.0 >< error unknown command >"
                              "< echo >< fdframe 123 01 3.0 AABB >" };
  FrameBatch *batch = frame_batch_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  GError *error = NULL;
  guint problems = 0;
  CanFrame frame = { .id = 0x123, .len = 1, .dlc = 1, .data = (const uint8_t *) "\xAB" };
  Bus *bus;

  if (!namespace)
    {
      g_test_skip ("no network namespace can be made");
      return;
    }
  server_start (&server);
  bus = try_open (&server, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (server.heard->str, ==, "< open vcan0 >< rawmode >");
  g_assert_cmpint (bus_transmit (bus, &frame, NULL), ==, 1);
  for (guint got = 0; got < 4; got += batch->n_frames)
    {
      g_assert_cmpint (next_batch (bus, batch, &error), >=, 0);
      problems += (guint) batch->n_problems;
      for (guint i = 0; i < batch->n_frames; i++)
        {
          char one[CAN_FRAME_TEXT_MAX];

          can_frame_format (&batch->frames[i], one);
          g_string_append_printf (text, "%s%s ", one, batch->frames[i].flags & CAN_TX ? "*" : "");
        }
    }
  g_assert_nonnull (strstr (text->str, "123#1122 "));
  g_assert_nonnull (strstr (text->str, "7FF# "));
  g_assert_nonnull (strstr (text->str, "123##1AABB "));
  g_assert_nonnull (strstr (text->str, "123#AB* "));
  g_assert_cmpuint (problems, ==, 2); /* the one that is cut off, and what the server says */
  bus_close (bus);
  pthread_join (server.thread, NULL);
  g_assert_cmpstr (server.heard->str, ==, "< open vcan0 >< rawmode >< send 123 1 AB >");
  close (server.listener);
  g_string_free (server.heard, TRUE);
  frame_batch_free (batch);
}

static void
test_failures (void)
{
  static const struct
  {
    const char *greeting, *opened, *said;
  } cases[] = {
    { "< hi >", "< error could not open bus >", "could not open bus" },
    { "< hi >", "", "is it socketcand?" },
    { "SSH-2.0-OpenSSH_9.2\r\n", "", "is it socketcand?" },
  };
  Server nobody = { .port = 1 };
  GError *error = NULL;

  if (!namespace)
    {
      g_test_skip ("no network namespace can be made");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Server server = { .greeting = cases[i].greeting, .opened = cases[i].opened };

      server_start (&server);
      g_assert_null (try_open (&server, FALSE, &error));
      g_assert_nonnull (strstr (error->message, cases[i].said));
      g_clear_error (&error);
      server_stop (&server);
    }
  g_assert_null (try_open (&nobody, FALSE, &error));
  g_assert_nonnull (strstr (error->message, "is socketcand running there?"));
  g_clear_error (&error);
}

static void
test_server_goes (void)
{
  Server server = { .greeting = "< hi >", .opened = "< ok >", .frames = NULL };
  FrameBatch *batch = frame_batch_new ();
  GError *error = NULL;
  Bus *bus;

  if (!namespace)
    {
      g_test_skip ("no network namespace can be made");
      return;
    }
  server_start (&server);
  bus = try_open (&server, FALSE, &error);
  g_assert_no_error (error);
  g_assert_false (bus_get_abilities (bus) & BUS_FD);
  g_assert_cmpint (next_batch (bus, batch, &error), ==, -1);
  g_assert_nonnull (strstr (error->message, "gone"));
  g_clear_error (&error);
  bus_close (bus);
  server_stop (&server);
  frame_batch_free (batch);
}

int
main (int argc, char **argv)
{
  namespace = enter_namespace ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/socketcand/elements", test_elements);
  g_test_add_func ("/socketcand/format", test_format);
  g_test_add_func ("/socketcand/channels", test_channels);
  g_test_add_func ("/socketcand/beacon", test_beacon);
  g_test_add_func ("/socketcand/discovery", test_discovery);
  g_test_add_func ("/socketcand/bus", test_bus);
  g_test_add_func ("/socketcand/failures", test_failures);
  g_test_add_func ("/socketcand/server-goes", test_server_goes);
  return g_test_run ();
}
