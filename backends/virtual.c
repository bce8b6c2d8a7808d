/* virtual.c: buses in memory, for everybody in this process who opens the same channel.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Without a bit rate a node has an ideal controller: what it sends arrives, even alone. With one it obeys the rules of
 * a real controller (ISO 11898-1:2015, 12.1.4), so that wrong rates, missing acknowledgement and bus-off can be seen
 * without hardware: alone nobody acknowledges; nodes of another rate see stuff errors and destroy frames with their
 * error flags until they are error-passive, as do classic nodes with frames of CAN FD and nodes of another data rate
 * with those that switch to it. Frames take no time on this wire.
 */
#include "config.h"
#include "backends/backend-interface.h"
#include "backends/virtual-fault.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <linux/can/error.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/banned.h"

extern const Backend backend_virtual;

#define QUEUE_SIZE 32768u /* items, a power of two: 65 ms at 500,000 frames/s */
#define PENDING_MAX 64u   /* frames that wait for an acknowledgement */
#define LOCATION_ACK 0x19 /* CAN_ERR_PROT_LOC_ACK, the ACK slot */

typedef struct
{
  CanFrame frame; /* data is set when it is taken */
  uint8_t data[CAN_FRAME_MAX_LEN];
  gboolean is_state; /* no frame: the state changed to frame.flags, TEC frame.dlc, REC frame.len */
} Item;

typedef struct
{
  char *name;
  GPtrArray *nodes; /* of VirtualBus * */
} Network;

typedef struct
{
  Bus bus;
  Network *network;
  Item *queue;
  guint head, tail; /* tail − head items */
  Item pending[PENDING_MAX];
  guint n_pending;
  VirtualFaults faults; /* of what it sends */
  guint n_foreign;      /* frames of another rate that it heard */
  BusStatus status;
  gboolean lost; /* items were dropped since the last one that went in */
} VirtualBus;

/* One lock for all networks: what is done under it is short, and nodes come and go. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static GHashTable *networks; /* name -> Network */

/* --- Queues --- */

static Item *
queue_push (VirtualBus *self)
{
  Item *item;

  if (self->tail - self->head == QUEUE_SIZE)
    {
      self->status.dropped++;
      self->lost = TRUE;
      return NULL;
    }
  if (self->tail == self->head && write (self->bus.fd, &(uint64_t){ 1 }, 8) < 0)
    return NULL; /* an eventfd's counter cannot overflow here */
  item = &self->queue[self->tail++ % QUEUE_SIZE];
  item->is_state = FALSE;
  return item;
}

static void
deliver (VirtualBus *self, const Item *sent, gboolean own, int64_t now)
{
  Item *item = queue_push (self);

  if (item == NULL)
    return;
  item->frame = sent->frame;
  item->frame.time = now;
  item->frame.channel = self->bus.channel;
  item->frame.flags
      = (uint8_t) ((sent->frame.flags & ~(CAN_TX | CAN_GAP)) | (own ? CAN_TX : 0) | (self->lost ? CAN_GAP : 0));
  memcpy (item->data, sent->data, sent->frame.len);
  self->lost = FALSE;
}

/* --- Controller --- */

static BusState
state_of (const BusStatus *status)
{
  int worst = MAX (status->tec, status->rec);

  if (status->tec > 255)
    return BUS_STATE_OFF;
  return worst > 127 ? BUS_STATE_PASSIVE : worst >= 96 ? BUS_STATE_WARNING : BUS_STATE_ACTIVE;
}

static void
update_state (VirtualBus *self, int64_t now)
{
  BusState state = state_of (&self->status);
  Item *item;

  if (state == self->status.state)
    return;
  self->status.state = state;
  item = queue_push (self);
  if (item == NULL)
    return;
  item->is_state = TRUE;
  item->frame = (CanFrame){ .time = now,
                            .flags = (uint8_t) state,
                            .dlc = (uint8_t) MIN (self->status.tec, 255),
                            .len = (uint16_t) self->status.rec,
                            .channel = self->bus.channel };
}

static void
report_error (VirtualBus *self, uint32_t class, uint8_t type, uint8_t location, int64_t now)
{
  Item item = { .frame = { .id = CAN_ID_ERROR | class | CAN_ERR_BUSERROR | CAN_ERR_CNT, .len = 8, .dlc = 8 } };

  self->status.bus_errors++;
  item.data[2] = type;
  item.data[3] = location;
  item.data[6] = (uint8_t) MIN (self->status.tec, 255);
  item.data[7] = (uint8_t) MIN (self->status.rec, 255);
  if (!self->bus.config->without_errors)
    deliver (self, &item, FALSE, now);
  update_state (self, now);
}

static gboolean
is_ideal (const VirtualBus *self)
{
  return self->status.bitrate == 0;
}

/* Where a node stops to follow a frame. */
typedef enum
{
  FOLLOWS,
  LOST_AT_ONCE, /* another rate */
  LOST_AT_FDF,  /* a classic controller and a frame of CAN FD */
  LOST_IN_DATA, /* another data rate */
} Following;

static Following
follows (const VirtualBus *sender, const VirtualBus *node, const CanFrame *frame)
{
  const BusStatus *a = &sender->status, *b = &node->status;

  if (is_ideal (sender) || is_ideal (node))
    return FOLLOWS;
  if (a->bitrate != b->bitrate)
    return LOST_AT_ONCE;
  if (!(frame->flags & CAN_FD))
    return FOLLOWS;
  if (!node->bus.config->fd && b->data_bitrate == 0)
    return LOST_AT_FDF;
  return frame->flags & CAN_BRS && a->data_bitrate > 0 && b->data_bitrate > 0 && a->data_bitrate != b->data_bitrate
             ? LOST_IN_DATA
             : FOLLOWS;
}

static gboolean
takes_part (const VirtualBus *self)
{
  return !self->bus.config->listen_only && self->status.state != BUS_STATE_OFF;
}

typedef enum
{
  SENT,
  NOT_ACKNOWLEDGED,
  DESTROYED,
} Outcome;

static Outcome
judge (const VirtualBus *sender, const CanFrame *frame)
{
  Outcome outcome = is_ideal (sender) ? SENT : NOT_ACKNOWLEDGED;

  for (guint i = 0; i < sender->network->nodes->len; i++)
    {
      const VirtualBus *node = g_ptr_array_index (sender->network->nodes, i);

      if (node == sender || !takes_part (node))
        continue;
      if (follows (sender, node, frame) == FOLLOWS)
        outcome = SENT;
      else if (node->status.state != BUS_STATE_PASSIVE)
        return DESTROYED; /* its active error flag is dominant */
    }
  return outcome;
}

/* Bits of another length break the stuffing at first, or the fixed form of what follows; the bit that tells CAN FD is
 * a reserved one to those who know nothing of it. */
static void
report_lost (VirtualBus *node, Following where, int64_t now)
{
  gboolean form = where == LOST_AT_FDF || ++node->n_foreign % 4 == 0;
  uint8_t location = where == LOST_AT_FDF    ? CAN_ERR_PROT_LOC_RES0
                     : where == LOST_IN_DATA ? CAN_ERR_PROT_LOC_DATA
                     : form                  ? CAN_ERR_PROT_LOC_CRC_DEL
                                             : CAN_ERR_PROT_LOC_ID28_21;

  report_error (node, CAN_ERR_PROT, form ? CAN_ERR_PROT_FORM : CAN_ERR_PROT_STUFF, location, now);
}

static void
receive_lost (VirtualBus *node, Following where, gboolean active_flag, int64_t now)
{
  /* One for the error, eight for the dominant bit behind the own active error flag. */
  node->status.rec = MIN (node->status.rec + (active_flag ? 9 : 1), 255);
  report_lost (node, where, now);
}

static void
receive_spoilt (VirtualBus *node, const VirtualFaultKind *fault, int64_t now)
{
  if (!fault->heard)
    return;
  if (!node->bus.config->listen_only)
    node->status.rec = MIN (node->status.rec + 1, 255);
  if (!node->bus.config->listen_only || !node->bus.config->without_errors)
    report_error (node, CAN_ERR_PROT, fault->receiver_type, fault->receiver_location, now);
}

/* What one of the others sees of an attempt. */
static void
show_node (VirtualBus *sender, VirtualBus *node, const Item *item, Outcome outcome, const VirtualFaultKind *fault,
           int64_t now)
{
  Following where = follows (sender, node, &item->frame);

  if (where != FOLLOWS)
    {
      if (!node->bus.config->listen_only)
        receive_lost (node, where, node->status.state != BUS_STATE_PASSIVE, now);
      else if (!node->bus.config->without_errors)
        report_lost (node, where, now);
    }
  else if (fault != NULL)
    receive_spoilt (node, fault, now);
  else if (outcome == SENT)
    {
      deliver (node, item, FALSE, now);
      node->status.rec = node->status.rec > 127 ? 120 : MAX (0, node->status.rec - 1);
      update_state (node, now);
    }
}

static void
show_others (VirtualBus *sender, const Item *item, Outcome outcome, const VirtualFaultKind *fault, int64_t now)
{
  for (guint i = 0; i < sender->network->nodes->len; i++)
    {
      VirtualBus *node = g_ptr_array_index (sender->network->nodes, i);

      if (node != sender && node->status.state != BUS_STATE_OFF)
        show_node (sender, node, item, outcome, fault, now);
    }
}

/* One attempt. TRUE: the frame is done with, sent or given up. */
static gboolean
attempt (VirtualBus *self, const Item *item)
{
  const VirtualFaultKind *fault = virtual_faults_next (&self->faults);
  Outcome outcome = fault != NULL ? DESTROYED : judge (self, &item->frame);
  int64_t now = bus_now ();

  show_others (self, item, outcome, fault, now);
  if (outcome == SENT)
    {
      if (!self->bus.config->without_own)
        deliver (self, item, TRUE, now);
      self->status.tec = MAX (0, self->status.tec - 1);
      update_state (self, now);
      return TRUE;
    }
  /* An error-passive sender that misses only the acknowledgement does not count: alone it never goes bus-off. */
  if ((outcome == DESTROYED && (fault == NULL || fault->heard)) || self->status.tec <= 127)
    self->status.tec += 8;
  if (fault != NULL)
    report_error (self, fault->sender_class, fault->sender_type | CAN_ERR_PROT_TX, fault->sender_location, now);
  else if (outcome == DESTROYED)
    report_error (self, CAN_ERR_PROT, CAN_ERR_PROT_BIT | CAN_ERR_PROT_TX, CAN_ERR_PROT_LOC_ID28_21, now);
  else
    report_error (self, CAN_ERR_ACK, CAN_ERR_PROT_TX, LOCATION_ACK, now);
  return self->bus.config->one_shot;
}

static gboolean
may_try (const VirtualBus *self)
{
  if (self->n_pending == 0 || self->status.state == BUS_STATE_OFF)
    return FALSE;
  /* Passive and unheard it repeats for ever; nothing changes until somebody else does. */
  return !(self->status.tec > 127 && judge (self, &self->pending[0].frame) == NOT_ACKNOWLEDGED);
}

static void
send_pending (VirtualBus *self)
{
  gboolean tried = FALSE;

  while (may_try (self)
         || (!tried && self->n_pending > 0 && self->bus.config->one_shot && self->status.state != BUS_STATE_OFF))
    {
      tried = TRUE;
      if (!attempt (self, &self->pending[0]))
        continue;
      self->n_pending--;
      memmove (&self->pending[0], &self->pending[1], self->n_pending * sizeof self->pending[0]);
    }
}

/* Somebody came or came back: frames that waited may go. */
static void
network_changed (Network *network)
{
  for (guint i = 0; i < network->nodes->len; i++)
    send_pending (g_ptr_array_index (network->nodes, i));
}

/* --- The bus --- */

static int
virtual_receive (Bus *bus, FrameBatch *out, GError **error)
{
  VirtualBus *self = (VirtualBus *) bus;
  int n = 0;

  pthread_mutex_lock (&lock);
  while (self->head != self->tail && out->n_frames < FRAME_BATCH_SIZE)
    {
      const Item *item = &self->queue[self->head++ % QUEUE_SIZE];
      CanFrame *frame = &out->frames[out->n_frames];

      n++;
      if (item->is_state)
        {
          bus_add_state (bus, out, item->frame.time, item->frame.flags, item->frame.dlc, item->frame.len);
          continue;
        }
      *frame = item->frame;
      frame->data = memcpy (out->payload[out->n_frames++], item->data, item->frame.len);
    }
  if (self->head == self->tail && n > 0)
    {
      uint64_t counter;

      if (read (bus->fd, &counter, sizeof counter) < 0)
        counter = 0; /* was read already */
    }
  pthread_mutex_unlock (&lock);
  return n;
}

static int
virtual_transmit (Bus *bus, const CanFrame *frame, GError **error)
{
  VirtualBus *self = (VirtualBus *) bus;
  int result = 1;

  pthread_mutex_lock (&lock);
  if (self->status.state == BUS_STATE_OFF)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s is bus-off: restart it"), bus->description);
      result = -1;
    }
  else if (self->n_pending == PENDING_MAX)
    result = 0;
  else
    {
      Item *item = &self->pending[self->n_pending++];

      item->frame = *frame;
      memcpy (item->data, frame->data, frame->len);
      send_pending (self);
    }
  pthread_mutex_unlock (&lock);
  return result;
}

static int
virtual_flush (Bus *bus)
{
  VirtualBus *self = (VirtualBus *) bus;
  int n;

  pthread_mutex_lock (&lock);
  n = (int) self->n_pending;
  self->n_pending = 0;
  pthread_mutex_unlock (&lock);
  return n;
}

static void
virtual_status (Bus *bus, BusStatus *out)
{
  pthread_mutex_lock (&lock);
  *out = ((VirtualBus *) bus)->status;
  pthread_mutex_unlock (&lock);
}

static gboolean
virtual_restart (Bus *bus, GError **error)
{
  VirtualBus *self = (VirtualBus *) bus;
  gboolean off;

  pthread_mutex_lock (&lock);
  off = self->status.state == BUS_STATE_OFF;
  if (off)
    {
      self->n_pending = 0;
      self->status.tec = self->status.rec = 0;
      self->status.restarts++;
      update_state (self, bus_now ());
      network_changed (self->network);
    }
  pthread_mutex_unlock (&lock);
  if (!off)
    g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("%s is not bus-off: there is nothing to restart"),
                 bus->description);
  return off;
}

static void
virtual_close (Bus *bus)
{
  VirtualBus *self = (VirtualBus *) bus;
  Network *network = self->network;

  pthread_mutex_lock (&lock);
  g_ptr_array_remove (network->nodes, self);
  if (network->nodes->len == 0)
    {
      g_hash_table_remove (networks, network->name);
      g_ptr_array_unref (network->nodes);
      g_free (network->name);
      g_free (network);
    }
  pthread_mutex_unlock (&lock);
  close (bus->fd);
  g_free (self->queue);
}

static const BusOps ops = {
  .receive = virtual_receive,
  .transmit = virtual_transmit,
  .flush = virtual_flush,
  .status = virtual_status,
  .restart = virtual_restart,
  .close = virtual_close,
};

static Network *
join (VirtualBus *self, const char *name)
{
  Network *network;

  if (networks == NULL)
    networks = g_hash_table_new (g_str_hash, g_str_equal);
  network = g_hash_table_lookup (networks, name);
  if (network == NULL)
    {
      network = g_new0 (Network, 1);
      network->name = g_strdup (name);
      network->nodes = g_ptr_array_new ();
      g_hash_table_insert (networks, network->name, network);
    }
  g_ptr_array_add (network->nodes, self);
  return network;
}

static gboolean
virtual_open (Bus *bus, const BusConfig *config, GError **error)
{
  VirtualBus *self = (VirtualBus *) bus;
  const char *channel = config->channel != NULL ? config->channel : "0";

  if (!virtual_faults_parse (&self->faults, bus_get_text (bus, "faults"), error))
    return FALSE;
  bus->fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (bus->fd < 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("virtual bus %s: %s"), channel, g_strerror (errno));
      return FALSE;
    }
  bus->ops = &ops;
  if (!config->fd && config->data_bitrate == 0 && config->bitrate > 0)
    bus->abilities &= ~(guint) BUS_FD;
  bus->description = config->bitrate > 0 ? g_strdup_printf ("virtual %s, %u bit/s", channel, config->bitrate)
                                         : g_strdup_printf ("virtual %s", channel);
  self->queue = g_new (Item, QUEUE_SIZE);
  self->status
      = (BusStatus){ .state = BUS_STATE_ACTIVE, .bitrate = config->bitrate, .data_bitrate = config->data_bitrate };
  pthread_mutex_lock (&lock);
  self->network = join (self, channel);
  network_changed (self->network);
  pthread_mutex_unlock (&lock);
  return TRUE;
}

static void
virtual_list (GPtrArray *ports)
{
  bus_add_port (ports, &backend_virtual, "0", _ ("In this program only"), NULL);
}

static const BackendSetting settings[] = {
  { .name = "faults",
    .help
    = N_ ("what spoils frames that are sent: bit:N, stuff:N, form:N, crc:N, ack:N for every N-th attempt, joined by +"),
    .otherwise = "" },
  { .name = NULL },
};

static const BackendRefusal refusals[] = {
  { BUS_LOOPBACK, N_ ("A virtual bus needs no loopback: without a bit rate a node alone hears itself") },
  { BUS_FILTERS, N_ ("The program filters itself") },
  { 0 },
};

const Backend backend_virtual = {
  .id = "virtual",
  .name = N_ ("Virtual bus"),
  .abilities = BUS_TRANSMIT | BUS_FD | BUS_SET_RATE | BUS_LISTEN_ONLY | BUS_ONE_SHOT | BUS_ERROR_FRAMES | BUS_CONFIRMS,
  .settings = settings,
  .refusals = refusals,
  .channel_hint = N_ ("any name: who opens the same hears the same"),
  .bus_size = sizeof (VirtualBus),
  .list = virtual_list,
  .open = virtual_open,
};
