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
  int (*transmit) (Bus *self, const CanFrame *frame, GError **error); /* NULL: listens only */
  int (*flush) (Bus *self);                                           /* NULL: cannot */
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
  char *description; /* owned */
  GArray *filters;   /* of BusFilter where ops->set_filters is NULL; NULL: all pass */
  BusConfig *config; /* as opened */
};

struct Backend
{
  const char *id, *name;          /* name: N_() */
  const char *old_names;          /* "socketcan_ctypes;socketcan_native", or NULL */
  guint abilities;                /* BusAbility */
  const BackendSetting *settings; /* NULL: none */
  gsize bus_size;                 /* of its bus struct, zeroed by the caller */

  char *(*obstacle) (void);        /* NULL: always there */
  void (*list) (GPtrArray *ports); /* appends BusPort *; NULL: only channels that are typed */
  /* Fills the bus (fd, ops, description; less abilities). FALSE: nothing is left open. */
  gboolean (*open) (Bus *self, const BusConfig *config, GError **error);
};

/* ns since 1970: a frame's time where the transport gives none. */
int64_t bus_now (void);
/* The program itself filters from now on; n 0: everything passes. For a set_filters that cannot. */
void bus_take_filters (Bus *self, const BusFilter *filters, gsize n);
void bus_add_port (GPtrArray *ports, const Backend *backend, const char *channel, const char *description,
                   const BusStatus *status);

G_END_DECLS
