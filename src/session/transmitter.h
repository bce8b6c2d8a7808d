/* transmitter.h: messages sent by the clock or by hand, on any number of buses, from the thread the buses are in.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Deadlines are absolute: a frame that left late does not move the next, so nothing drifts. What could not be sent for
 * a whole period (the machine slept) is counted as missed, never made up for in a burst. Other data, and another
 * period, count from the next deadline on: changing a running message leaves no gap and sends nothing between. A frame
 * that the bus refuses is counted and its reason kept; the message goes on at its next deadline, the others are not
 * touched.
 *
 * Where the bus repeats frames by itself (bus_set_cycle) it does, unless data must be computed for each or a rule
 * (send-rule.h) asks for more than a period: then a change of its data sends it at once, and again as often as the rule
 * repeats; two frames are never closer than its least gap; where it is sent only while active, what sets it to rest is
 * sent once more, and repeated, so that others hear of it.
 *
 * Nothing leaves on a bus that is not armed, and no bus is armed to begin with.
 *
 * Any thread may call, except where said; the sending itself happens in the thread that the source is attached to.
 */
#pragma once

#include "backends/backend.h"
#include "filter/filter.h"
#include "session/generator.h"
#include "session/lateness.h"
#include "session/send-rule.h"

G_BEGIN_DECLS

typedef struct Transmitter Transmitter;

/* Called in the sending thread, with the transmitter locked: they must not call it. bus: a number of the owner's. */
typedef struct
{
  int (*send) (gpointer data, guint bus, const CanFrame *frame, GError **error);           /* as bus_transmit */
  int (*flush) (gpointer data, guint bus);                                                 /* as bus_flush; nullable */
  gboolean (*set_cycle) (gpointer data, guint bus, const BusCycle *cycle, GError **error); /* nullable */
} TransmitterOps;

/* The source, and what it needs: attach it, destroy it before the buses are closed. ops must outlive it. */
Transmitter *transmitter_new (const TransmitterOps *ops, gpointer data);
GSource *transmitter_get_source (Transmitter *self); /* (transfer none) */
void transmitter_free (Transmitter *self);           /* (nullable) destroys the source; nobody else may be using it */

/* What to send, and when. */
typedef struct
{
  guint bus;
  CanFrame frame; /* data is copied */
  int64_t period; /* ns; 0: only when asked */
  double load;    /* above 0: each frame has the bus for this part of the time until the next, instead of
                     a period; bit rates are needed */
  uint32_t bitrate, data_bitrate;
  uint64_t count;               /* frames at this period; 0: without end */
  int64_t then;                 /* ns; period after count frames; 0: it ends there */
  guint burst;                  /* frames each time; 0 and 1: one */
  const Recipe *recipe;         /* (nullable) computes data for each frame; a reference is taken */
  const FilterProgram *trigger; /* (nullable) each frame it passes sets it going; a reference is taken */
  gboolean yields;              /* stops where somebody else sends this identifier on this bus */
  gboolean by_hand;             /* only transmitter_fire sets it going */
  SendRule rule;                /* besides the period; its delay is for whoever starts it */
  SendMasks masks;
} TransmitJob;

/* ns that a burst of such frames fills at the job's load and bit rates, at least 1 µs. */
int64_t transmit_job_pace (const TransmitJob *job, const CanFrame *frame);
/* A job with a load gets the bit rates of its bus (0: not known, then usual ones) and a first period. */
void transmit_job_fill (TransmitJob *job, uint32_t bitrate, uint32_t data_bitrate);

/* Adds a message under a key of the caller's, or changes it: running it goes on in its rhythm. Not while the frame is
 * impossible (see can-frame.h); the caller sees to that. Running by the clock and now to wait for something: it waits.
 */
void transmitter_set (Transmitter *self, uint64_t key, const TransmitJob *job);
void transmitter_remove (Transmitter *self, uint64_t key);
/* The first frame after delay (ns), or at once. Already running: nothing. Counting starts anew. Without a period: one
 * time. With a trigger or by hand: it waits for that. On a bus that is not armed it waits: its deadlines pass unused.
 */
void transmitter_start (Transmitter *self, uint64_t key, int64_t delay);
void transmitter_stop (Transmitter *self, uint64_t key);
/* One frame (or burst) now, besides its rhythm, whether it runs or not; its fate is told by the state. */
void transmitter_send_once (Transmitter *self, uint64_t key);

/* As its trigger does: its sequence begins anew, or without a period one frame (or burst) leaves. Nothing unless it was
 * started. */
void transmitter_fire (Transmitter *self, uint64_t key);

void transmitter_arm (Transmitter *self, guint bus, gboolean armed); /* FALSE also stops its rows' frames at once */
gboolean transmitter_is_armed (Transmitter *self, guint bus);
/* Stops all and disarms all buses at once; what waits in the buses' queues is forgotten as soon as the thread is there
 * (transmitter_n_flushed tells how many that were, -1: no bus could tell). */
void transmitter_stop_all (Transmitter *self);
int transmitter_n_flushed (Transmitter *self);        /* by the last stop_all */
gboolean transmitter_is_flushing (Transmitter *self); /* n_flushed is not that of the last stop_all yet */

typedef enum
{
  FATE_NONE,
  FATE_WAITING, /* handed over, not on the wire yet */
  FATE_SEEN,    /* came back after fate_after */
  FATE_REFUSED, /* problem says why */
} TransmitFate;

typedef struct
{
  gboolean running;
  gboolean yielded;                   /* somebody else sends it: it was stopped, until it is started again */
  gboolean in_kernel;                 /* which times it; else the program */
  uint64_t n_sent;                    /* handed over to the bus */
  uint64_t n_seen;                    /* came back from it */
  uint64_t n_refused;                 /* queue full, bus-off, interface down … */
  uint64_t n_missed;                  /* deadlines that passed while the program did not run */
  int64_t period;                     /* ns, mean of the last intervals as the bus stamped them; 0: not known */
  int64_t jitter;                     /* ns, the greatest deviation from the wished period among them */
  char *problem;                      /* of the last one refused; NULL if the last was taken */
  TransmitFate fate;                  /* of the last send_once */
  int64_t fate_after;                 /* ns from handing over to the wire, or waiting since */
  guint n_arbitration_lost, n_errors; /* error frames while it waited */
  uint32_t error_id;                  /* of the last such error frame, with its data */
  uint8_t error_data[8];
  uint8_t data[CAN_FRAME_MAX_LEN]; /* as sent last */
  uint16_t len;
} TransmitState;

void transmit_state_clear (TransmitState *self);
/* FALSE: no such key; *out is zeroed. */
gboolean transmitter_get_state (Transmitter *self, uint64_t key, TransmitState *out);
guint transmitter_n_running (Transmitter *self);
/* How late frames were handed over, all of them since it was made. */
void transmitter_get_lateness (Transmitter *self, Lateness *out);
uint64_t transmitter_generation (Transmitter *self); /* grows whenever a state changes */

/* In the sending thread: the bus was closed, and what it repeated with it. */
void transmitter_bus_gone (Transmitter *self, guint bus);
/* Shows it what the buses brought, so that it sees its own frames come back: in the sending thread. bus_of translates
 * a frame's channel. */
void transmitter_observe (Transmitter *self, const FrameBatch *batch, const guint bus_of[256]);
/* The same frames as rows [first, end) of a store, for triggers. Frames that this program sent set nothing going. */
void transmitter_observe_rows (Transmitter *self, const FrameStore *store, uint64_t first, uint64_t end);

G_END_DECLS
