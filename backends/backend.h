/* backend.h: buses that frames come from and go to: what there is to open, opening it, one bus in use.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A backend is one way to reach a bus ("socketcan", "slcan", …; python-can's names), a channel is one thing it can
 * open, a Bus is one that is open. A bus is one non-blocking file descriptor that becomes readable when frames wait:
 * whoever owns the main loop watches it. No backend makes decisions about threads, stores or GObjects.
 *
 * Threads: bus_open may take up to 3 s (a device is asked for its version) and may run in any thread; afterwards the
 * bus belongs to one thread at a time. Lists are quick and may be asked for in any thread.
 */
#pragma once

#include "core/frame-batch.h"

G_BEGIN_DECLS

typedef struct Backend Backend;
typedef struct Bus Bus;

typedef enum
{
  BUS_TRANSMIT = 1 << 0,
  BUS_FD = 1 << 1,
  BUS_SET_RATE = 1 << 2,    /* bit rates are set by opening */
  BUS_LISTEN_ONLY = 1 << 3, /* never acknowledges, never sends */
  BUS_LOOPBACK = 1 << 4,
  BUS_ONE_SHOT = 1 << 5,     /* a frame that fails is not repeated */
  BUS_ERROR_FRAMES = 1 << 6, /* reports them */
  BUS_FILTERS = 1 << 7,      /* filters before frames reach the program; else it filters itself */
  BUS_CONFIRMS = 1 << 8,     /* a sent frame comes back when it was on the wire, not when it was handed over */
} BusAbility;

typedef enum
{
  BUS_STATE_UNKNOWN,
  BUS_STATE_ACTIVE,
  BUS_STATE_WARNING, /* a counter at 96 or above */
  BUS_STATE_PASSIVE, /* a counter above 127 */
  BUS_STATE_OFF,     /* TEC above 255: takes no part until restarted */
  BUS_STATE_DOWN,    /* not started */
  BUS_STATE_GONE,    /* the device is no longer there */
} BusState;

const char *bus_state_id (BusState state);   /* "error-active", for scripts */
const char *bus_state_text (BusState state); /* in words, translated */

typedef struct
{
  BusState state;
  int tec, rec;          /* this controller's own counters; -1: not known */
  uint32_t bitrate;      /* bit/s; 0: not known */
  uint32_t data_bitrate; /* 0: no FD, or not known */
  uint64_t dropped;      /* frames lost between wire and program since opening */
  uint64_t restarts, arbitration_lost, bus_errors;
} BusStatus;

/* Passes frames with (frame.id ^ id) & mask == 0, or the others if inverted; id and mask carry the kind bits of
 * can-flags.h. Any filter that passes is enough, but of inverted ones
 * alone all must; none at all: everything. */
typedef struct
{
  uint32_t id, mask;
  gboolean inverted;
} BusFilter;

gboolean bus_filter_passes (const BusFilter *filters, gsize n, uint32_t id);
/* "123:7FF", "400~700", "18DAF100:1FFFFF00": hexadecimal, 8 digits are 29 bits. FALSE: *reason is a sentence. */
gboolean bus_filter_parse (const char *text, BusFilter *filter, char **reason);
/* Several, apart by commas or blanks; appended to filters, of BusFilter. */
gboolean bus_filters_parse (const char *text, GArray *filters, char **reason);

/* What to open and how. Zeroed is a good start; strings are owned. */
typedef struct
{
  char *channel;                          /* NULL: the backend's default */
  uint32_t bitrate;                       /* bit/s; 0: as it is, or the backend's default */
  uint32_t data_bitrate;                  /* bit/s of FD's data phase */
  double sample_point, data_sample_point; /* 0 to 1; 0: default */
  gboolean fd, fd_non_iso, listen_only, loopback, one_shot, triple_sampling;
  gboolean without_errors; /* no error frames */
  gboolean without_own;    /* frames this program sends do not come back */
  gboolean without_local;  /* frames other programs of this machine send do not come in */
  GArray *filters;         /* of BusFilter, or NULL */
  GHashTable *settings;    /* backend's own: name -> text (BackendSetting), or NULL */
} BusConfig;

BusConfig *bus_config_new (void);
BusConfig *bus_config_copy (const BusConfig *self);
void bus_config_free (BusConfig *self); /* (nullable) */
/* Any key by its python-can name: channel, bitrate, data_bitrate, fd, receive_own_messages, listen_only, …; what no
 * backend shares goes to settings. FALSE: CANID_ERROR_USAGE names key, bound and remedy. */
gboolean bus_config_set (BusConfig *self, const char *key, const char *value, GError **error);
/* "bitrate=500k"; a word without = is switched on. */
gboolean bus_config_set_pair (BusConfig *self, const char *pair, GError **error);
/* Settings as they are typed and kept: pairs, apart by blanks or commas. Stops at the first that is wrong. */
gboolean bus_config_apply (BusConfig *self, const char *text, GError **error);
const char *bus_config_get_setting (const BusConfig *self, const char *name, const char *otherwise);

typedef enum
{
  SETTING_TEXT,
  SETTING_NUMBER, /* min … max */
  SETTING_FLAG,   /* yes or no */
  SETTING_CHOICE, /* a word of choices */
} SettingKind;

/* One setting that only this backend has; command line and dialogs are built from it. name NULL ends a table. */
typedef struct
{
  const char *name, *help; /* help: N_() */
  const char *otherwise;   /* default, as text */
  SettingKind kind;
  guint64 min, max;
  const char *choices; /* "auto yes no" */
  const char *aliases; /* other names that python-can gave it: "ttyBaudrate tty_baudrate", or NULL */
} BackendSetting;

/* What there is to open. */
typedef struct
{
  const Backend *backend;
  char *channel;     /* for BusConfig */
  char *description; /* device, driver, serial number: one line, may be "" */
  BusStatus status;  /* as far as it can be told without opening */
} BusPort;

void bus_port_free (BusPort *self);

/* --- Backends --- */

const Backend *const *backends_list (void);                       /* NULL-terminated, in the order of menus */
const Backend *backend_find (const char *id);                     /* also python-can's old names; NULL: none */
const char *backend_get_id (const Backend *self);                 /* never translated */
const char *backend_get_name (const Backend *self);               /* translated */
guint backend_get_abilities (const Backend *self);                /* BusAbility */
const BackendSetting *backend_get_settings (const Backend *self); /* never NULL */
/* By its name or one that python-can gave it; NULL: this backend has no such setting. */
const BackendSetting *backend_find_setting (const Backend *self, const char *name);
/* What to type as channel, translated: "/dev/ttyACM0 or /dev/ttyUSB0@115200"; "" if there is nothing to say. */
const char *backend_get_channel_hint (const Backend *self);
/* The bit/s that can be set, 0 at the end; NULL: any, or (without BUS_SET_RATE) none. */
const uint32_t *backend_get_bitrates (const Backend *self);
const uint32_t *backend_get_data_bitrates (const Backend *self);
#define BUS_N_ABILITIES 9
const char *bus_ability_text (BusAbility ability); /* "listen-only", translated */
/* Why one ability is not there, a translated sentence for tooltips and errors; NULL: it is. */
const char *backend_get_refusal (const Backend *self, BusAbility ability);
/* Whether bus_open would take these settings, as far as that can be told without the device; unknown ones are wrong
 * here, bus_open passes over them. FALSE: CANID_ERROR_USAGE or _UNSUPPORTED names setting, bound and remedy. */
gboolean backend_check_config (const Backend *self, const BusConfig *config, GError **error);
/* NULL: can be used; else the sentence that says what is missing and what to do ("This kernel has no CAN: modprobe
 * can_raw"). (transfer full) */
char *backend_dup_obstacle (const Backend *self);
/* ms after a first list until a second one has all: some channels announce themselves; 0: the first has them. */
guint backend_get_listen_ms (const Backend *self);
/* Appends BusPorts of one backend, or of all if self is NULL. */
void backend_list_ports (const Backend *self, GPtrArray *ports);

/* --- One bus --- */

/* NULL and error: the sentence names setting, bound and remedy. channel: index that the bus' frames carry. */
Bus *bus_open (const Backend *backend, const BusConfig *config, uint8_t channel, GError **error);
void bus_close (Bus *self); /* (nullable) */

/* A bus may carry several interfaces (socketcan's "any"): func is asked for the index of each, once, in the bus'
 * thread, when its first frame comes. Without it all frames carry the channel of bus_open. */
typedef uint8_t (*BusChannelFunc) (const char *name, gpointer data);
void bus_set_channels (Bus *self, BusChannelFunc func, gpointer data);
int bus_get_fd (const Bus *self); /* watch for reading */
/* Of this one, not more than the backend's; no BUS_TRANSMIT where it is, or its link was set, listen-only. */
guint bus_get_abilities (const Bus *self);
const char *bus_get_description (const Bus *self); /* backend, channel, driver, adapter, rate, mode: one line */

/* Appends what waits to out, at most up to FRAME_BATCH_SIZE frames in all; state changes and losses come as notes.
 * Frames carry CAN_TX if this bus sent them. The number taken; 0 nothing waits; -1: the device is gone, error says why
 * (bus_open may be tried again). */
int bus_receive (Bus *self, FrameBatch *out, GError **error);
/* 1: handed over; 0: queue full, try again when time has passed; -1: refused, error says why. Time, channel and CAN_TX
 * of the frame are ignored. */
int bus_transmit (Bus *self, const CanFrame *frame, GError **error);
/* As many of these n (at least one) as go at once, in their order, with fewer system calls than one by one. How many
 * were handed over: the first so many; fewer than n say nothing of the next frame, which was not sent: the call that
 * begins with it tells. 0: queue full; -1: frames[0] is refused, error says why. */
int bus_transmit_many (Bus *self, const CanFrame *frames, guint n, GError **error);
/* A frame that is repeated where it is punctual: in the kernel. count frames at period, then one every then; count 0:
 * for ever at period; then 0: it ends after count. Times in ns. */
typedef struct
{
  uint64_t key;    /* the caller's: the same key changes what there is */
  gboolean remove; /* ends it; the rest counts for nothing */
  CanFrame frame;
  int64_t period;
  uint64_t count;
  int64_t then;
} BusCycle;

/* Begins with a frame at once; changes data and times without a gap, from the next frame on. Its frames come back as
 * any other, with CAN_TX. FALSE: CANID_ERROR_UNSUPPORTED where there is no such thing. */
gboolean bus_set_cycle (Bus *self, const BusCycle *cycle, GError **error);
/* Forgets what has not left yet; how many, or -1 where the backend cannot. */
int bus_flush (Bus *self);
void bus_get_status (Bus *self, BusStatus *out);
/* Whether this state has not been told by a note of the bus' own; it counts as told then. */
gboolean bus_is_news (Bus *self, BusState state);
/* Settings that find this device again, whatever it is called then: "serial_number=0123 port=1"; "" if there are none.
 */
const char *bus_get_identity (const Bus *self);
/* Takes up part again after bus-off. */
gboolean bus_restart (Bus *self, GError **error);
/* Other filters while open; n 0 takes them away. TRUE also where the program filters itself. */
gboolean bus_set_filters (Bus *self, const BusFilter *filters, gsize n, GError **error);

G_END_DECLS
