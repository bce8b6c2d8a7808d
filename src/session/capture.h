/* capture.h: buses into a store: the one thread that appends while a trace is live.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The capture owns a thread with a GMainContext of its own, in which all its buses are (bus-source.h). It appends what
 * they bring to the store and requests the tick; nothing else wakes the main loop, and nothing of the main loop's can
 * hold it up. Buses have lives of their own: one that goes away becomes GONE, leaves a note in the trace and is tried
 * again every second with the same settings, the others go on. What cannot be appended (disk full) is counted and said,
 * and appending goes on as soon as it can.
 *
 * Any thread, except where said.
 */
#pragma once

#include "backends/backend.h"
#include "core/frame-store.h"
#include "session/tick.h"
#include "session/transmitter.h"

G_BEGIN_DECLS

typedef struct Capture Capture;

/* What is known of one bus, at most a quarter of a second old. */
typedef struct
{
  BusStatus status;
  char *name;                  /* of its channel in the trace */
  char *description;           /* while open; else what it was */
  char *problem;               /* why it is GONE, or NULL */
  uint64_t n_received, n_sent; /* frames, since it was added */
  guint abilities;
  gboolean opening;
  gboolean unacknowledged; /* it sends, nobody acknowledges: the bus is busy with one frame for ever */
} CaptureBus;

void capture_bus_clear (CaptureBus *self);

/* Starts the thread. tick: requested whenever rows or states changed. */
Capture *capture_new (FrameStore *store, Tick *tick);
Capture *capture_ref (Capture *self);
void capture_unref (Capture *self); /* (nullable) after it was stopped only what is known of the buses is left */
/* Stops: closes the buses, lets the thread end, drops the reference. What was received is in the store. (nullable) */
void capture_stop (Capture *self);

/* A bus under a name of the trace's channels ("can0"); opened in a worker, which may take 3 s: its state tells how that
 * went. Returns its key. (transfer none) config. */
guint capture_add (Capture *self, const Backend *backend, const BusConfig *config, const char *name);
/* One that is open already. (transfer full) */
guint capture_add_bus (Capture *self, Bus *bus, const char *name);
void capture_remove (Capture *self, guint key);

guint capture_n_buses (Capture *self); /* keys are 0 … n − 1; those removed stay, as DOWN */
void capture_get_bus (Capture *self, guint key, CaptureBus *out);
/* Frames that were received and could not be appended. */
uint64_t capture_n_lost (Capture *self);

/* Hands a frame to the bus' thread. FALSE: the queue (1024 frames) is full, or the bus is not open. What the bus then
 * refuses stands in its problem. */
gboolean capture_transmit (Capture *self, guint key, const CanFrame *frame);
void capture_restart (Capture *self, guint key); /* after bus-off */
/* A note behind what was received by now, which recordings take over, too. */
void capture_add_marker (Capture *self, const char *text);
void capture_set_filters (Capture *self, guint key, const BusFilter *filters, guint n);

/* --- Sending --- */

/* By the clock, and with buses to be armed: buses are keys. As long as the capture. (transfer none) */
Transmitter *capture_get_transmitter (Capture *self);
guint capture_find_bus (Capture *self, const char *name); /* its key, not of one removed; G_MAXUINT: none */
FrameStore *capture_get_store (Capture *self);            /* (transfer none) */
/* A source of the caller's in the capture thread, until capture_stop or detach, which waits until it does not run. Not
 * in the capture thread. */
void capture_attach (Capture *self, GSource *source);
void capture_detach (Capture *self, GSource *source);
/* In that thread only: as bus_transmit_many, armed or not; and frames that count as received, of channels of the store.
 */
int capture_send (Capture *self, guint key, const CanFrame *frames, guint n, GError **error);
void capture_inject (Capture *self, const FrameBatch *batch);

G_END_DECLS
