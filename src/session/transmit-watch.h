/* transmit-watch.h: what became of one message's frames: when they came back from the bus, at what period, or not.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Embedded, zeroed is a good start; its owner locks. Times are ns: "real" ones since 1970 as stamps of frames are,
 * periods as differences of stamps.
 */
#pragma once

#include "session/transmitter.h"

G_BEGIN_DECLS

#define WATCH_INTERVALS 64
#define WATCH_WAITING 64 /* handed over and not seen; more are not told apart */

typedef struct
{
  uint32_t id, flags;
  int64_t time; /* real ns, when it was handed over */
  gboolean once;
} WatchedFrame;

typedef struct
{
  WatchedFrame waiting[WATCH_WAITING];
  guint n_waiting;

  gboolean cycles;      /* the bus repeats a frame of this kind by itself, or did */
  int64_t cycles_until; /* real ns, when it was told to end; what it sent before may still come. 0: it goes on */
  uint32_t cycle_id, cycle_flags;

  int64_t period; /* wished; 0: none */
  int64_t last;   /* stamp of the frame seen last; 0: none */
  int64_t intervals[WATCH_INTERVALS];
  guint n_intervals; /* also those overwritten */
  uint64_t n_seen;

  TransmitFate fate;
  int64_t fate_time; /* handed over; FATE_SEEN: how long it took */
  guint n_arbitration_lost, n_errors;
  uint32_t error_id;
  uint8_t error_data[8];
} TransmitWatch;

/* The bus repeats the frame by itself (a kernel's broadcast manager), or ends doing so. */
void transmit_watch_begin_cycle (TransmitWatch *self);
void transmit_watch_end_cycle (TransmitWatch *self);
void transmit_watch_restart (TransmitWatch *self);                    /* the rhythm begins anew */
void transmit_watch_set_period (TransmitWatch *self, int64_t period); /* 0: none */
/* Handed over to the bus now. once: somebody asked for this one frame and wants to know its fate. */
void transmit_watch_sent (TransmitWatch *self, const CanFrame *frame, gboolean once);
void transmit_watch_refused (TransmitWatch *self); /* a frame sent once */
/* What waits was taken back: none of it comes any more, and nobody has to be told of its fate. */
void transmit_watch_taken_back (TransmitWatch *self);
/* A frame that this program sent: could it be one of these? */
gboolean transmit_watch_expects (const TransmitWatch *self, const CanFrame *frame);
gboolean transmit_watch_waits_for (const TransmitWatch *self, const CanFrame *frame); /* handed over by the program */
int64_t transmit_watch_waits_since (const TransmitWatch *self);
void transmit_watch_seen (TransmitWatch *self, const CanFrame *frame);
void transmit_watch_error (TransmitWatch *self, const CanFrame *frame);
void transmit_watch_tell (const TransmitWatch *self, TransmitState *out);

G_END_DECLS
