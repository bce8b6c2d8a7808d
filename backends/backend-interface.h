/* backend-interface.h: what a backend implements: one file, ending in `const Backend backend_foo`, and one word in
 * backends/meson.build.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A file descriptor of its own is all a bus needs. What has several (a raw socket and timers) gathers them in one epoll
 * descriptor; what has none (a vendor's library that calls back) owns an eventfd and a small queue.
 */
#pragma once

#include "backends/backend.h"

G_BEGIN_DECLS

typedef struct
{
  int (*receive) (Bus *self, FrameBatch *out, GError **error);
  int (*transmit) (Bus *self, const CanFrame *frame, GError **error);                /* NULL: listens only */
  int (*transmit_many) (Bus *self, const CanFrame *frames, guint n, GError **error); /* NULL: one by one */
  gboolean (*set_cycle) (Bus *self, const BusCycle *cycle, GError **error);          /* NULL: cannot */
  int (*flush) (Bus *self);                                                          /* NULL: cannot */
  void (*status) (Bus *self, BusStatus *out);      /* out is zeroed, counters -1; NULL: nothing known */
  gboolean (*restart) (Bus *self, GError **error); /* NULL: cannot */
  gboolean (*set_filters) (Bus *self, const BusFilter *filters, gsize n, GError **error); /* NULL: the core filters */
  void (*close) (Bus *self); /* frees all but Bus' own fields */
} BusOps;

/* First member of every bus struct. */
struct Bus
{
  const BusOps *ops;
  const Backend *backend;
  int fd;
  guint abilities;
  uint8_t channel;
  BusChannelFunc channel_of; /* NULL: all frames are of channel */
  gpointer channel_data;
  char *description; /* owned */
  char *identity;    /* owned; settings that find the device again, or NULL */
  BusState told;     /* the state that notes told of last */
  GArray *filters;   /* of BusFilter where ops->set_filters is NULL; NULL: all pass */
  BusConfig *config; /* as opened */
};

/* Why not, where the general sentence is not enough. reason: N_(); NULL ends a table. */
typedef struct
{
  guint abilities; /* any of these */
  const char *reason;
} BackendRefusal;

struct Backend
{
  const char *id, *name;          /* name: N_() */
  const char *old_names;          /* "socketcan_ctypes;socketcan_native", or NULL */
  guint abilities;                /* BusAbility */
  const BackendSetting *settings; /* NULL: none */
  const BackendRefusal *refusals; /* of abilities that are missing; NULL: general sentences */
  const char *channel_hint;       /* N_(), or NULL */
  const uint32_t *bitrates;       /* 0 at the end; NULL: any */
  const uint32_t *data_bitrates;  /* likewise */
  guint listen_ms;                /* until all that announce themselves did; 0: a list is complete at once */
  gsize bus_size;                 /* of its bus struct, zeroed by the caller */

  char *(*obstacle) (void);        /* NULL: always there */
  void (*list) (GPtrArray *ports); /* appends BusPort *; NULL: only channels that are typed */
  /* Fills the bus (fd, ops, description; less abilities). FALSE: nothing is left open. */
  gboolean (*open) (Bus *self, const BusConfig *config, GError **error);
};

/* A setting of the bus' own backend, checked before it was opened: its value or its default. */
const char *bus_get_text (const Bus *self, const char *name);
guint bus_get_number (const Bus *self, const char *name);
gboolean bus_get_flag (const Bus *self, const char *name);
/* A note in the trace that the state is another now: "Bus state error-passive, TEC 128, REC 0". tec, rec -1: unknown.
 */
void bus_add_state (Bus *self, FrameBatch *out, int64_t time, BusState state, int tec, int rec);
/* Frames are known to be lost here. text: in English, as all notes. */
void bus_add_loss (Bus *self, FrameBatch *out, int64_t time, const char *text);

/* The index that frames of this one of its interfaces carry. */
uint8_t bus_channel_of (Bus *self, const char *name);
/* ns since 1970: a frame's time where the transport gives none. */
int64_t bus_now (void);
/* The program itself filters from now on; n 0: everything passes. For a set_filters that cannot. */
void bus_take_filters (Bus *self, const BusFilter *filters, gsize n);
void bus_add_port (GPtrArray *ports, const Backend *backend, const char *channel, const char *description,
                   const BusStatus *status);

G_END_DECLS
