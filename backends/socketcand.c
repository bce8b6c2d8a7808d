/* socketcand.c: a bus of another machine, over TCP: https://github.com/linux-can/socketcand
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The server does not echo: frames that were sent come back from here when they were handed over. Stamps are the
 * server's; where its clock is not to be trusted, timestamps=mapped turns them into this system's.
 */
#include "config.h"
#include "backends/device-clock.h"
#include "backends/line-receive.h"
#include "backends/socketcand-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <string.h>

#include "base/banned.h"

#define OPEN_TIME (3 * G_USEC_PER_SEC)

typedef enum
{
  STAMPS_SERVER,
  STAMPS_MAPPED,
  STAMPS_ARRIVAL,
} Stamps;

typedef struct
{
  Bus bus;
  ByteLine line;
  char in[8192];
  gsize n_in;
  guint cut; /* elements without an end, not told yet */
  int64_t arrival;
  Stamps stamps;
  DeviceClock clock;
  SentFrames sent;
} SocketcandBus;

/* --- Elements --- */

/* The next one, without its < and >; what stands in front of it is dropped. FALSE: none is whole. */
static gboolean
next_element (SocketcandBus *self, const char **text, gsize *n)
{
  char *start = memchr (self->in, '<', self->n_in), *end;

  if (start == NULL)
    {
      self->n_in = 0;
      return FALSE;
    }
  self->n_in -= (gsize) (start - self->in);
  memmove (self->in, start, self->n_in);
  end = memchr (self->in, '>', self->n_in);
  if (end == NULL)
    {
      if (self->n_in == sizeof self->in) /* nothing is as long */
        self->n_in = 0;
      return FALSE;
    }
  start = memrchr (self->in, '<', (gsize) (end - self->in));
  self->cut += start != self->in; /* what stands in front of it has no end */
  self->n_in -= (gsize) (start - self->in);
  memmove (self->in, start, self->n_in);
  end -= start - self->in;
  *text = self->in + 1;
  *n = (gsize) (end - self->in) - 1;
  return TRUE;
}

static void
drop_element (SocketcandBus *self, gsize n)
{
  self->n_in -= n + 2;
  memmove (self->in, self->in + n + 2, self->n_in);
}

static ssize_t
fill (Bus *bus)
{
  SocketcandBus *self = (SocketcandBus *) bus;
  ssize_t n = byte_line_read (&self->line, self->in + self->n_in, sizeof self->in - self->n_in);

  if (n > 0)
    {
      self->n_in += (gsize) n;
      self->arrival = bus_now ();
    }
  return n;
}

/* --- Receiving --- */

static void
take_frame (SocketcandBus *self, const SocketcandMessage *message, FrameBatch *out)
{
  CanFrame *frame = &out->frames[out->n_frames];

  if ((message->frame.id & CAN_ID_ERROR) && self->bus.config->without_errors)
    return;
  *frame = message->frame;
  frame->channel = self->bus.channel;
  if (self->stamps == STAMPS_ARRIVAL)
    frame->time = self->arrival;
  else if (self->stamps == STAMPS_MAPPED)
    frame->time = device_clock_map (&self->clock, frame->time, self->arrival);
  out->n_frames++;
}

static void
take_elements (Bus *bus, FrameBatch *out)
{
  SocketcandBus *self = (SocketcandBus *) bus;
  SocketcandMessage message;
  const char *text;
  gsize n;

  while (out->n_frames < FRAME_BATCH_SIZE && next_element (self, &text, &n))
    {
      socketcand_message_parse (text, n, &message, out->payload[out->n_frames]);
      for (; self->cut > 0; self->cut--)
        frame_batch_add_problem (out, 0, "%s: an element without an end", self->bus.description);
      if (message.kind == SOCKETCAND_FRAME)
        take_frame (self, &message, out);
      else if (message.kind == SOCKETCAND_ERROR)
        frame_batch_add_problem (out, 0, "%s: the server says: %.*s", self->bus.description, (int) MIN (message.n, 200),
                                 message.text);
      else if (message.kind == SOCKETCAND_DAMAGED)
        frame_batch_add_problem (out, 0, "%s: an element of %zu characters: %s", self->bus.description, n,
                                 message.reason);
      drop_element (self, n);
    }
}

static int
gone (SocketcandBus *self, int reason, GError **error)
{
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s: the server is gone (%s)"), self->bus.description,
               reason != 0 ? g_strerror (reason) : _ ("it closed the connection"));
  return -1;
}

static const LineReceiver receiver = { take_elements, fill };

static int
socketcand_receive (Bus *bus, FrameBatch *out, GError **error)
{
  SocketcandBus *self = (SocketcandBus *) bus;
  int n;

  byte_line_service (&self->line);
  n = line_receive (&receiver, bus, &self->line, &self->sent, out);
  return n < 0 ? gone (self, errno, error) : n;
}

/* --- Sending --- */

static int
socketcand_transmit (Bus *bus, const CanFrame *frame, GError **error)
{
  SocketcandBus *self = (SocketcandBus *) bus;
  char text[SOCKETCAND_MESSAGE_MAX];
  const char *reason = NULL;
  gsize n = socketcand_message_format (frame, text, &reason);

  if (n == 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, "%s: %s", bus->description, reason);
      return -1;
    }
  if (sent_frames_full (&self->sent) || !byte_line_write (&self->line, text, n))
    return 0;
  sent_frames_push (&self->sent, bus, frame);
  sent_frames_confirm_all (&self->sent);
  byte_line_wake (&self->line);
  return 1;
}

static void
socketcand_close (Bus *bus)
{
  byte_line_clear (&((SocketcandBus *) bus)->line);
}

static const BusOps ops = { .receive = socketcand_receive, .transmit = socketcand_transmit, .close = socketcand_close };

/* --- Opening --- */

/* What the server answers; frames in front of it are passed over. */
static gboolean
expect (SocketcandBus *self, SocketcandKind kind, const char *to, gint64 end, GError **error)
{
  for (;;)
    {
      gint64 left = (end - g_get_monotonic_time ()) / 1000;
      SocketcandMessage message = { .kind = SOCKETCAND_OTHER };
      uint8_t payload[CAN_FRAME_MAX_LEN];
      const char *text;
      gsize n;

      while (next_element (self, &text, &n))
        {
          socketcand_message_parse (text, n, &message, payload);
          if (message.kind == SOCKETCAND_ERROR)
            g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s: the server answers to %s: %.*s"),
                         self->bus.description, to, (int) MIN (message.n, 200), message.text);
          drop_element (self, n);
          if (message.kind == kind || message.kind == SOCKETCAND_ERROR)
            return message.kind == kind;
        }
      errno = ETIMEDOUT;
      if (left <= 0 || !byte_line_wait (&self->line, (int) left) || fill (&self->bus) < 0)
        {
          g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s: no answer to %s: %s; is it socketcand?"),
                       self->bus.description, to, errno != 0 ? g_strerror (errno) : _ ("it closed the connection"));
          return FALSE;
        }
    }
}

static gboolean
say (SocketcandBus *self, const char *element)
{
  return byte_line_write (&self->line, element, strlen (element));
}

static gboolean
greet (SocketcandBus *self, const char *name, gint64 end, GError **error)
{
  g_autofree char *open = g_strdup_printf ("< open %s >", name);

  return expect (self, SOCKETCAND_HI, _ ("the connection"), end, error) && say (self, open)
         && expect (self, SOCKETCAND_OK, open, end, error) && say (self, "< rawmode >")
         && expect (self, SOCKETCAND_OK, "< rawmode >", end, error);
}

static gboolean
socketcand_open (Bus *bus, const BusConfig *config, GError **error)
{
  SocketcandBus *self = (SocketcandBus *) bus;
  gint64 end = g_get_monotonic_time () + OPEN_TIME;
  g_autofree char *host = NULL, *name = NULL;
  const char *stamps = bus_get_text (bus, "timestamps");
  guint port;
  int fd;

  if (!socketcand_split_channel (config->channel != NULL ? config->channel : "can0", bus_get_text (bus, "host"),
                                 bus_get_number (bus, "port"), &host, &port, &name, error))
    return FALSE;
  fd = socketcand_connect (host, port, end, error);
  if (fd < 0)
    return FALSE;
  bus->ops = &ops;
  self->stamps = strcmp (stamps, "mapped") == 0    ? STAMPS_MAPPED
                 : strcmp (stamps, "arrival") == 0 ? STAMPS_ARRIVAL
                                                   : STAMPS_SERVER;
  device_clock_init (&self->clock, 0);
  bus->description = g_strdup_printf ("socketcand %s:%u/%s", host, port, name);
  if (!config->fd)
    bus->abilities &= ~(guint) BUS_FD;
  if (!byte_line_init (&self->line, fd, 0))
    g_set_error (error, CANID_ERROR, CANID_ERROR_IO, "%s: %s", bus->description, g_strerror (errno));
  else if (greet (self, name, end, error))
    {
      bus->fd = self->line.epoll_fd;
      return TRUE;
    }
  byte_line_clear (&self->line);
  return FALSE;
}

static const BackendSetting settings[] = {
  { .name = "host", .help = N_ ("the server, where the channel does not name it"), .otherwise = "localhost" },
  { .name = "port",
    .help = N_ ("its TCP port, likewise"),
    .otherwise = "29536",
    .kind = SETTING_NUMBER,
    .min = 1,
    .max = 65535 },
  { .name = "timestamps",
    .help = N_ ("server: as it sends them; mapped: turned into this system's time; arrival: when a frame came in"),
    .otherwise = "server",
    .kind = SETTING_CHOICE,
    .choices = "server mapped arrival" },
  { .name = "tcp_tune", .help = N_ ("python-can's; the connection always sends at once"), .otherwise = "" },
  { .name = NULL },
};

static const BackendRefusal refusals[] = {
  { BUS_SET_RATE | BUS_LISTEN_ONLY | BUS_LOOPBACK | BUS_ONE_SHOT,
    N_ ("The server's machine sets rate and mode: there, as root, “ip link set can0 type can …”") },
  { BUS_CONFIRMS, N_ ("The server does not say whether a frame was on the wire") },
  { 0 },
};

const Backend backend_socketcand = {
  .id = "socketcand",
  .name = N_ ("socketcand server"),
  .abilities = BUS_TRANSMIT | BUS_FD | BUS_ERROR_FRAMES,
  .settings = settings,
  .refusals = refusals,
  .channel_hint = N_ ("host/can0 or host:29536/can0; servers on this network announce themselves"),
  .listen_ms = 3200,
  .bus_size = sizeof (SocketcandBus),
  .list = socketcand_list,
  .open = socketcand_open,
};
