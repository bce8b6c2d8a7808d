/* transmitter-private.h: what transmitter.c (rows, asked for by any thread), transmitter-run.c (sending them) and
 * transmitter-observe.c (seeing them come back) share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/deadline-source.h"
#include "session/transmit-watch.h"
#include "session/transmitter.h"

#include <pthread.h>
#include <stdatomic.h>

G_BEGIN_DECLS

typedef struct
{
  uint64_t key;
  TransmitJob job; /* job.frame.data is data; job.recipe is owned */
  uint8_t data[CAN_FRAME_MAX_LEN];
  RecipeState recipe_state;

  gboolean running;
  int64_t deadline;              /* of the next frame; DEADLINE_NONE while it does not run */
  int64_t first;                 /* monotonic ns of the first frame since it was started; 0: none yet */
  uint64_t n_since;              /* deadlines used since it was started */
  gboolean in_kernel, no_kernel; /* the bus repeats it; cannot */
  gboolean stale;                /* the bus repeats something else than job */
  guint kernel_bus;
  gboolean removed, yielded;
  uint64_t n_cycled; /* frames of it that came back */
  guint n_once;      /* asked for by hand, not sent yet */

  int64_t pace; /* ns until the next frame by the load; 0: not known yet */

  guint n_events;    /* frames that a change still asks for */
  int64_t event_due; /* of the first of them, but for the least gap */
  int64_t last_time; /* monotonic ns when a frame left last; 0: none yet */
  gboolean active;   /* as the rule means it */

  uint64_t n_sent, n_refused, n_missed;
  char *problem;
  uint8_t last[CAN_FRAME_MAX_LEN];
  uint16_t last_len;
  TransmitWatch watch;
} TransmitterRow;

struct Transmitter
{
  const TransmitterOps *ops;
  gpointer data;
  GSource *source;

  pthread_mutex_t lock; /* of all below */
  GPtrArray *rows;      /* of TransmitterRow, in the order they were added */
  GHashTable *by_key;   /* key in the row -> TransmitterRow */
  GArray *armed;        /* of guint: buses */
  gboolean flush_wanted;
  GArray *to_flush; /* of guint: buses that were armed */
  int n_flushed;
  Lateness lateness;
  _Atomic uint64_t generation;
};

/* Under the lock, but for transmitter_run. */

void transmitter_changed (Transmitter *self);
gboolean transmitter_has_armed (Transmitter *self, guint bus);
int64_t transmitter_next_deadline (Transmitter *self); /* when the thread must look again */
/* The source's: sends what is due. */
void transmitter_run (int64_t now, gpointer self);

void transmitter_row_free (gpointer row);
void transmitter_row_stop (TransmitterRow *row);
void transmitter_row_fire (TransmitterRow *row); /* its sequence begins anew, if it was started */
void transmitter_row_set_problem (TransmitterRow *row, const char *text);
/* When it wants its turn; DEADLINE_NONE: not until something happens. */
int64_t transmitter_row_due (const TransmitterRow *row);
int64_t transmitter_row_period (const TransmitterRow *row); /* ns, now that n_since deadlines are used */
gboolean transmitter_row_waits (const TransmitterRow *row); /* for a trigger or a hand, not for the clock */

G_END_DECLS
