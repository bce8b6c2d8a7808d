/* slcan.c: adapters that speak LAWICEL's ASCII protocol over a serial line: CANUSB, CANable, USBtin, many Arduinos.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The adapter does not echo: a frame that was sent comes back from here, when the adapter has taken it (z, Z or CR), or
 * at once where it answers nothing. That is its queue, not yet the wire. Status flags are asked for once a second.
 */
#include "config.h"
#include "backends/serial-port.h"
#include "backends/slcan-private.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <string.h>

#include "base/banned.h"

#define TICK 250      /* ms */
#define FLAGS_TICKS 4 /* status flags are asked for every so many */
#define WIRE_MS 20
#define PATIENCE (G_USEC_PER_SEC / 2) /* for the answer to a frame */

extern const Backend backend_slcan;

/* --- Lines --- */

gboolean
slcan_next_line (SlcanBus *self, gsize *n, gboolean *bell)
{
  for (gsize i = 0; i < self->n_in; i++)
    if (self->in[i] == '\r' || self->in[i] == '\a')
      {
        *n = i;
        *bell = self->in[i] == '\a';
        return TRUE;
      }
  return FALSE;
}

void
slcan_drop_line (SlcanBus *self, gsize n)
{
  self->n_in -= n;
  memmove (self->in, self->in + n, self->n_in);
}

ssize_t
slcan_fill (Bus *bus)
{
  SlcanBus *self = (SlcanBus *) bus;
  ssize_t n;

  if (self->n_in == sizeof self->in) /* no line is as long: what this is ends somewhere */
    {
      self->skipping = TRUE;
      self->n_in = 0;
    }
  n = byte_line_read (&self->line, self->in + self->n_in, sizeof self->in - self->n_in);
  if (n > 0)
    {
      self->n_in += (gsize) n;
      self->arrival = bus_now ();
    }
  return n;
}

/* --- What a line brings --- */

static int64_t
time_of (SlcanBus *self, const SlcanLine *line)
{
  if (line->stamp < 0)
    return self->arrival;
  return device_clock_map (line->period == SLCAN_MS_PERIOD ? &self->ms_clock : &self->us_clock, line->stamp,
                           self->arrival);
}

static void
take_frame (SlcanBus *self, const SlcanLine *line, FrameBatch *out)
{
  CanFrame *frame = &out->frames[out->n_frames++];

  *frame = line->frame;
  frame->time = time_of (self, line);
  frame->channel = self->bus.channel;
  frame->flags |= self->lost ? CAN_GAP : 0;
  self->lost = FALSE;
}

static void
set_state (SlcanBus *self, FrameBatch *out, BusState state, int tec, int rec)
{
  self->status.tec = tec;
  self->status.rec = rec;
  if (state == self->status.state)
    return;
  self->status.state = state;
  bus_add_state (&self->bus, out, self->arrival, state, tec, rec);
}

static void
take_flags (SlcanBus *self, guint flags, FrameBatch *out)
{
  if (flags & (SLCAN_FLAG_OVERRUN | SLCAN_FLAG_RX_FULL))
    {
      self->lost = TRUE;
      self->status.dropped++;
      bus_add_loss (&self->bus, out, self->arrival, "The adapter lost frames: its receive buffer was full");
    }
  self->status.bus_errors += (flags & SLCAN_FLAG_BUS_ERROR) != 0;
  self->status.arbitration_lost += (flags & SLCAN_FLAG_ARBITRATION) != 0;
  set_state (self, out,
             flags & SLCAN_FLAG_PASSIVE   ? BUS_STATE_PASSIVE
             : flags & SLCAN_FLAG_WARNING ? BUS_STATE_WARNING
                                          : BUS_STATE_ACTIVE,
             self->status.tec, self->status.rec);
}

static void
take_refusal (SlcanBus *self, FrameBatch *out)
{
  if (self->sent.n == self->sent.n_confirmed)
    return; /* to F, or to nothing of ours */
  frame_batch_add_problem (out, 0, "%s: the adapter refused a frame: its transmit queue is full, or it does not send",
                           self->bus.description);
  sent_frames_refuse (&self->sent);
}

static void
take_line (SlcanBus *self, gsize n, gboolean bell, FrameBatch *out)
{
  SlcanLine line;

  slcan_line_parse (self->in, n, bell, &line, out->payload[out->n_frames]);
  switch (line.kind)
    {
    case SLCAN_FRAME:
      take_frame (self, &line, out);
      break;
    case SLCAN_ERRORS:
      self->status.bus_errors++;
      if (!self->bus.config->without_errors)
        take_frame (self, &line, out);
      break;
    case SLCAN_OK:
    case SLCAN_SENT:
      sent_frames_confirm (&self->sent);
      break;
    case SLCAN_REFUSED:
      take_refusal (self, out);
      break;
    case SLCAN_FLAGS:
      take_flags (self, line.flags, out);
      break;
    case SLCAN_STATE:
      set_state (self, out, line.state, line.tec, line.rec);
      break;
    case SLCAN_TEXT:
      break;
    case SLCAN_DAMAGED:
      frame_batch_add_problem (out, 0, "%s: a line of %zu characters: %s", self->bus.description, n, line.reason);
      break;
    }
}

/* As many as there is room for. */
static void
take_lines (Bus *bus, FrameBatch *out)
{
  SlcanBus *self = (SlcanBus *) bus;
  gboolean bell;
  gsize n;

  while (out->n_frames < FRAME_BATCH_SIZE && slcan_next_line (self, &n, &bell))
    {
      if (self->skipping)
        frame_batch_add_problem (out, 0, "%s: a line without an end", self->bus.description);
      else
        take_line (self, n, bell, out);
      self->skipping = FALSE;
      slcan_drop_line (self, n + 1);
    }
}

static void
on_tick (SlcanBus *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->sent.n > self->sent.n_confirmed && now - self->sent.items[self->sent.n_confirmed].since > PATIENCE)
    {
      self->confirms = FALSE; /* it answers to commands, but not to frames */
      sent_frames_confirm_all (&self->sent);
    }
  if (self->has_flags && self->sent.n == self->sent.n_confirmed && ++self->ticks % FLAGS_TICKS == 0)
    byte_line_write (&self->line, "F\r", 2);
}

static const LineReceiver receiver = { take_lines, slcan_fill };

static int
slcan_receive (Bus *bus, FrameBatch *out, GError **error)
{
  SlcanBus *self = (SlcanBus *) bus;
  int n;

  if (byte_line_service (&self->line))
    on_tick (self);
  n = line_receive (&receiver, bus, &self->line, &self->sent, out);
  return n < 0 ? serial_port_gone (self->path, errno, error) : n;
}

/* --- The other way --- */

static int
slcan_transmit (Bus *bus, const CanFrame *frame, GError **error)
{
  SlcanBus *self = (SlcanBus *) bus;
  char text[SLCAN_LINE_MAX];
  const char *reason = NULL;
  gsize n = slcan_line_format (frame, text, &reason);

  if (n == 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, "%s: %s", self->path, reason);
      return -1;
    }
  if (sent_frames_full (&self->sent) || !byte_line_write (&self->line, text, n))
    return 0;
  sent_frames_push (&self->sent, bus, frame);
  if (!self->confirms)
    {
      sent_frames_confirm_all (&self->sent);
      byte_line_wake (&self->line);
    }
  return 1;
}

static void
slcan_status (Bus *bus, BusStatus *out)
{
  *out = ((SlcanBus *) bus)->status;
}

/* C would throw away what the adapter has not sent yet: its answers are waited for, and then a moment for the wire. */
static void
let_leave (SlcanBus *self)
{
  gint64 end = g_get_monotonic_time () + PATIENCE / 2;
  gboolean bell;
  gsize n;

  if (self->sent.n == 0)
    return;
  while (self->sent.n > self->sent.n_confirmed && g_get_monotonic_time () < end)
    {
      if (byte_line_wait (&self->line, 20) && slcan_fill (&self->bus) < 0)
        return;
      while (slcan_next_line (self, &n, &bell))
        {
          if (n <= 1) /* CR, BEL, z, Z */
            sent_frames_confirm (&self->sent);
          slcan_drop_line (self, n + 1);
        }
    }
  byte_line_wait (&self->line, WIRE_MS);
}

static void
slcan_close (Bus *bus)
{
  SlcanBus *self = (SlcanBus *) bus;

  if (self->line.out != NULL)
    {
      let_leave (self);
      byte_line_write (&self->line, "C\r", 2);
    }
  byte_line_clear (&self->line);
  g_free (self->path);
  g_free (self->version);
  g_free (self->serial);
}

static const BusOps ops = {
  .receive = slcan_receive,
  .transmit = slcan_transmit,
  .status = slcan_status,
  .close = slcan_close,
};

/* --- Opening --- */

/* Without a channel: the one port that is surely such an adapter. */
static char *
find_channel (GError **error)
{
  g_autoptr (GPtrArray) ports = serial_ports_list ("/sys");
  const char *path = NULL;
  guint n = 0;

  for (guint i = 0; i < ports->len; i++)
    if (serial_port_is_slcan (g_ptr_array_index (ports, i)))
      {
        path = ((const SerialPort *) g_ptr_array_index (ports, i))->path;
        n++;
      }
  if (n == 1)
    return g_strdup (path);
  g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
               n == 0 ? _ ("slcan needs a channel, such as /dev/ttyACM0; “canid-cli buses” lists the serial ports")
                      : _ ("slcan needs a channel: there are several adapters; “canid-cli buses” lists them"));
  return NULL;
}

static gboolean
slcan_open (Bus *bus, const BusConfig *config, GError **error)
{
  SlcanBus *self = (SlcanBus *) bus;
  g_autofree char *channel = config->channel != NULL ? serial_channel_find ("/sys", config->channel,
                                                                            bus_get_text (bus, "serial_number"), error)
                                                     : find_channel (error);
  int fd;

  if (channel == NULL)
    return FALSE;
  bus->ops = &ops;
  self->baud = bus_get_number (bus, "tty_baudrate");
  self->status = (BusStatus){
    .state = BUS_STATE_ACTIVE, .tec = -1, .rec = -1, .bitrate = config->bitrate, .data_bitrate = config->data_bitrate
  };
  device_clock_init (&self->ms_clock, SLCAN_MS_PERIOD);
  device_clock_init (&self->us_clock, SLCAN_US_PERIOD);
  fd = serial_port_open (channel, bus_get_flag (bus, "rtscts"), &self->path, &self->baud, error);
  if (fd < 0)
    return FALSE;
  if (!byte_line_init (&self->line, fd, TICK))
    g_set_error (error, CANID_ERROR, CANID_ERROR_IO, "%s: %s", self->path, g_strerror (errno));
  else if (slcan_start (self, error))
    {
      bus->fd = self->line.epoll_fd;
      bus->identity = serial_path_identify ("/sys", self->path);
      if (!config->fd && config->data_bitrate == 0)
        bus->abilities &= ~(guint) BUS_FD;
      return TRUE;
    }
  slcan_close (bus);
  return FALSE;
}

static void
slcan_list (GPtrArray *out)
{
  g_autoptr (GPtrArray) ports = serial_ports_list ("/sys");

  for (guint i = 0; i < ports->len; i++)
    {
      const SerialPort *port = g_ptr_array_index (ports, i);
      g_autofree char *text = serial_port_describe (port);

      bus_add_port (out, &backend_slcan, port->path, text, NULL);
    }
}

static const BackendSetting settings[] = {
  { .name = "tty_baudrate",
    .help = N_ ("rate of the serial line; USB adapters mostly do not care; also @… behind the channel"),
    .otherwise = "115200",
    .kind = SETTING_NUMBER,
    .min = 1,
    .max = 100000000,
    .aliases = "ttyBaudrate" },
  { .name = "btr",
    .help = N_ ("in place of the bit rate: BTR0 and BTR1 of the controller, 4 hexadecimal digits"),
    .otherwise = "" },
  { .name = "timestamps",
    .help
    = N_ ("the adapter's own: auto takes them if they come; off, ms and us switch them, which some adapters keep"),
    .otherwise = "auto",
    .kind = SETTING_CHOICE,
    .choices = "auto off ms us" },
  { .name = "sleep_after_open", .help = N_ ("seconds that an adapter may take before it answers"), .otherwise = "2" },
  SERIAL_NUMBER_SETTING,
  { .name = "rtscts", .help = N_ ("hardware handshake of the serial line"), .otherwise = "no", .kind = SETTING_FLAG },
  { .name = "timeout", .help = N_ ("python-can's; nothing waits here"), .otherwise = "", .aliases = "poll_interval" },
  { .name = NULL },
};

static const BackendRefusal refusals[] = {
  { BUS_LOOPBACK, N_ ("The protocol has no command for loopback") },
  { BUS_CONFIRMS, N_ ("The adapter says when a frame is in its queue, not when it was on the wire") },
  { 0 },
};

const Backend backend_slcan = {
  .id = "slcan",
  .name = N_ ("Serial adapter (slcan, LAWICEL)"),
  .abilities = BUS_TRANSMIT | BUS_FD | BUS_SET_RATE | BUS_LISTEN_ONLY | BUS_ONE_SHOT | BUS_ERROR_FRAMES,
  .settings = settings,
  .refusals = refusals,
  .channel_hint = SERIAL_CHANNEL_HINT,
  .bitrates = slcan_bitrates,
  .data_bitrates = slcan_data_bitrates,
  .bus_size = sizeof (SlcanBus),
  .list = slcan_list,
  .open = slcan_open,
};
