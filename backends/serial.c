/* serial.c: python-can's own framing over a serial line: microcontrollers, Bluetooth's /dev/rfcomm0, another
 * python-can.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The far end says nothing but frames: no rate, no mode, no errors. What comes between frames is passed over and
 * counted.
 */
#include "config.h"
#include "backends/backend-interface.h"
#include "backends/device-clock.h"
#include "backends/line-receive.h"
#include "backends/serial-message.h"
#include "backends/serial-port.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <string.h>

#include "base/banned.h"

#define STAMP_PERIOD ((INT64_C (1) << 32) * 1000000) /* ns: 32 bits of ms */

extern const Backend backend_serial;

typedef struct
{
  Bus bus;
  ByteLine line;
  char *path;
  guint baud;
  uint8_t in[4096];
  gsize n_in;
  int64_t arrival;
  guint junk; /* bytes passed over since the last frame */
  gboolean kinds, keeps_kinds;
  gboolean with_stamps;
  DeviceClock clock;
  gint64 opened; /* monotonic µs */
  SentFrames sent;
} SerialBus;

/* --- Receiving --- */

static void
tell_junk (SerialBus *self, FrameBatch *out)
{
  if (self->junk > 0)
    frame_batch_add_problem (out, 0, "%s: %u bytes that are no frame: is the rate of the line right (%u baud)?",
                             self->bus.description, self->junk, self->baud);
  self->junk = 0;
}

static void
take_frame (SerialBus *self, FrameBatch *out, uint32_t stamp, gboolean old)
{
  CanFrame *frame = &out->frames[out->n_frames++];

  frame->channel = self->bus.channel;
  frame->time = self->with_stamps && stamp != 0
                    ? device_clock_map (&self->clock, stamp * INT64_C (1000000), self->arrival)
                    : self->arrival;
  if (!self->keeps_kinds && old)
    self->kinds = FALSE; /* the far end does not know them */
  else if (!self->keeps_kinds && (frame->id & ~CAN_ID_MASK_EXTENDED) != 0)
    self->kinds = TRUE;
}

static void
take_messages (Bus *bus, FrameBatch *out)
{
  SerialBus *self = (SerialBus *) bus;
  gsize at = 0;

  while (at < self->n_in && out->n_frames < FRAME_BATCH_SIZE)
    {
      CanFrame *frame = &out->frames[out->n_frames];
      uint32_t stamp = 0;
      gboolean old = FALSE;
      int n;

      *frame = (CanFrame){ 0 };
      n = serial_message_parse (self->in + at, self->n_in - at, frame, out->payload[out->n_frames], &stamp, &old);
      if (n == 0)
        break;
      if (n < 0)
        {
          self->junk++;
          at++;
          continue;
        }
      tell_junk (self, out);
      take_frame (self, out, stamp, old);
      at += (gsize) n;
    }
  if (self->junk > 1000)
    tell_junk (self, out);
  self->n_in -= at;
  memmove (self->in, self->in + at, self->n_in);
}

static ssize_t
fill (Bus *bus)
{
  SerialBus *self = (SerialBus *) bus;
  ssize_t n = byte_line_read (&self->line, self->in + self->n_in, sizeof self->in - self->n_in);

  if (n > 0)
    {
      self->n_in += (gsize) n;
      self->arrival = bus_now ();
    }
  return n;
}

static const LineReceiver receiver = { take_messages, fill };

static int
serial_receive (Bus *bus, FrameBatch *out, GError **error)
{
  SerialBus *self = (SerialBus *) bus;
  int n;

  byte_line_service (&self->line);
  n = line_receive (&receiver, bus, &self->line, &self->sent, out);
  return n < 0 ? serial_port_gone (self->path, errno, error) : n;
}

/* --- Sending --- */

static int
serial_transmit (Bus *bus, const CanFrame *frame, GError **error)
{
  SerialBus *self = (SerialBus *) bus;
  uint32_t stamp = (uint32_t) ((g_get_monotonic_time () - self->opened) / 1000);
  uint8_t bytes[SERIAL_MESSAGE_MAX];
  gsize n = serial_message_pack (frame, stamp, self->kinds, bytes);

  if (n == 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, "%s: %s", self->path,
                   frame->dlc > 8 ? _ ("this framing carries at most 8 bytes")
                                  : _ ("without the kind in the identifier (id_kinds=no, or the far end showed that it "
                                       "does not know it) only data frames can be sent, 29-bit ones from 800 up"));
      return -1;
    }
  if (sent_frames_full (&self->sent) || !byte_line_write (&self->line, bytes, n))
    return 0;
  sent_frames_push (&self->sent, bus, frame);
  sent_frames_confirm_all (&self->sent);
  byte_line_wake (&self->line);
  return 1;
}

static void
serial_close (Bus *bus)
{
  SerialBus *self = (SerialBus *) bus;

  byte_line_clear (&self->line);
  g_free (self->path);
}

static const BusOps ops = { .receive = serial_receive, .transmit = serial_transmit, .close = serial_close };

/* --- Opening --- */

static void
describe (SerialBus *self)
{
  g_autofree char *device = serial_path_describe (self->path);

  self->bus.description
      = g_strdup_printf ("serial %s, %u baud%s%s", self->path, self->baud, *device != '\0' ? ", " : "", device);
}

static gboolean
serial_open (Bus *bus, const BusConfig *config, GError **error)
{
  SerialBus *self = (SerialBus *) bus;
  const char *kinds = bus_get_text (bus, "id_kinds");
  g_autofree char *channel = NULL;
  int fd;

  if (config->channel == NULL)
    {
      g_set_error_literal (error, CANID_ERROR, CANID_ERROR_USAGE,
                           _ ("serial needs a channel, such as /dev/ttyUSB0; “canid-cli buses” lists the ports"));
      return FALSE;
    }
  channel = serial_channel_find ("/sys", config->channel, bus_get_text (bus, "serial_number"), error);
  if (channel == NULL)
    return FALSE;
  bus->ops = &ops;
  self->baud = bus_get_number (bus, "baudrate");
  self->keeps_kinds = strcmp (kinds, "auto") != 0;
  self->kinds = strcmp (kinds, "no") != 0;
  self->with_stamps = strcmp (bus_get_text (bus, "timestamps"), "ms") == 0;
  self->opened = g_get_monotonic_time ();
  device_clock_init (&self->clock, STAMP_PERIOD);
  fd = serial_port_open (channel, bus_get_flag (bus, "rtscts"), &self->path, &self->baud, error);
  if (fd < 0)
    return FALSE;
  if (!byte_line_init (&self->line, fd, 0))
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_IO, "%s: %s", self->path, g_strerror (errno));
      g_free (self->path);
      return FALSE;
    }
  bus->fd = self->line.epoll_fd;
  bus->identity = serial_path_identify ("/sys", self->path);
  describe (self);
  return TRUE;
}

/* What surely speaks another protocol is not offered. */
static void
serial_list (GPtrArray *out)
{
  g_autoptr (GPtrArray) ports = serial_ports_list ("/sys");

  for (guint i = 0; i < ports->len; i++)
    {
      const SerialPort *port = g_ptr_array_index (ports, i);
      g_autofree char *text = serial_port_describe (port);

      if (!serial_port_is_slcan (port))
        bus_add_port (out, &backend_serial, port->path, text, NULL);
    }
}

static const BackendSetting settings[] = {
  { .name = "baudrate",
    .help = N_ ("rate of the serial line; also @… behind the channel"),
    .otherwise = "115200",
    .kind = SETTING_NUMBER,
    .min = 1,
    .max = 100000000 },
  { .name = "timestamps",
    .help = N_ ("ms: the far end's stamps, turned into system time, where they are not 0; none: when a frame came in"),
    .otherwise = "ms",
    .kind = SETTING_CHOICE,
    .choices = "ms none" },
  { .name = "id_kinds",
    .help = N_ ("the kind of frame in the identifier's top bits, as today's python-can writes it; auto does what the "
                "far end does"),
    .otherwise = "auto",
    .kind = SETTING_CHOICE,
    .choices = "auto yes no" },
  SERIAL_NUMBER_SETTING,
  { .name = "rtscts", .help = N_ ("hardware handshake of the serial line"), .otherwise = "no", .kind = SETTING_FLAG },
  { .name = "timeout", .help = N_ ("python-can's; nothing waits here"), .otherwise = "" },
  { .name = NULL },
};

static const BackendRefusal refusals[] = {
  { BUS_FD, N_ ("python-can's framing carries at most 8 bytes and no FD flags") },
  { BUS_SET_RATE | BUS_LISTEN_ONLY | BUS_LOOPBACK | BUS_ONE_SHOT,
    N_ ("The framing carries frames only: the far end sets rate and mode. The serial line's own rate is baudrate") },
  { BUS_ERROR_FRAMES | BUS_CONFIRMS, N_ ("The framing carries frames only: nothing is said of errors or of sending") },
  { 0 },
};

const Backend backend_serial = {
  .id = "serial",
  .name = N_ ("Serial line (python-can)"),
  .abilities = BUS_TRANSMIT,
  .settings = settings,
  .refusals = refusals,
  .channel_hint = SERIAL_CHANNEL_HINT,
  .bus_size = sizeof (SerialBus),
  .list = serial_list,
  .open = serial_open,
};
