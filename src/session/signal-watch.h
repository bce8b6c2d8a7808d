/* signal-watch.h: what every signal of the databases is now: latest value, smallest and greatest, when it changed last.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One watch is one store and one set of databases; a worker goes through the rows in order, also while the trace grows.
 * Values are physical; smallest and greatest of finite ones. All channels of a message count together,
 * where it is not for one. Stopping never waits. What is asked for waits for a slice of rows, a fraction of a ms.
 */
#pragma once

#include "core/frame-store.h"
#include "filter/filter.h"
#include "session/tick.h"

G_BEGIN_DECLS

#define SIGNAL_TREND 16 /* values kept for a sparkline */

typedef struct
{
  uint64_t n;                /* frames that have it */
  uint64_t bits;             /* latest raw value, for can_signal_… */
  double min, max;           /* min > max: none was finite */
  int64_t last;              /* ns, of its latest frame */
  uint64_t row;              /* in the store, of that frame */
  int64_t changed;           /* when it became what it is */
  float trend[SIGNAL_TREND]; /* latest values, oldest first */
  guint n_trend;
} SignalNow;

typedef struct
{
  uint64_t n;
  int64_t last;
  double period; /* ns, mean of the latest ones; 0: fewer than two */
} MessageNow;

typedef struct SignalWatch SignalWatch;

/* channel (nullable): frames of the others are passed over. */
SignalWatch *signal_watch_new (FrameStore *store, const DatabaseSet *databases, const char *channel, Tick *tick);
void signal_watch_stop (SignalWatch *self); /* (transfer full)(nullable) */
/* Another owner, who may read it in any thread; after signal_watch_stop it holds what it had. */
SignalWatch *signal_watch_ref (SignalWatch *self);
void signal_watch_unref (SignalWatch *self); /* (nullable) */
void signal_watch_poke (SignalWatch *self);  /* the store has grown */
double signal_watch_get_progress (SignalWatch *self);
/* FALSE: no frame so far. */
gboolean signal_watch_get_message (SignalWatch *self, const Message *message, MessageNow *out);
gboolean signal_watch_get_signal (SignalWatch *self, const Message *message, guint index, SignalNow *out);
/* Of many: visit is called in the order of places, with NULL for what had no frame so far. It must be quick: the watch
 * waits meanwhile. The trend is not in order. */
typedef struct
{
  const Message *message;
  guint signal;
} SignalPlace;
typedef void (*SignalVisit) (guint place, const MessageNow *message, const SignalNow *signal, gpointer data);
void signal_watch_visit (SignalWatch *self, const SignalPlace *places, guint n, SignalVisit visit, gpointer data);
/* When the latest frame of all came, ns. */
int64_t signal_watch_get_latest (SignalWatch *self);
/* Whether a row passes; FALSE too where a ring store has dropped it. */
gboolean signal_watch_match (SignalWatch *self, const FilterProgram *program, uint64_t row);
/* No frame for three cycles, of the database or measured, before the latest of all. */
gboolean signal_watch_is_stale (SignalWatch *self, const Message *message);

G_END_DECLS
