/* capture-private.h: what the files of the capture share: capture.c (the thread, what it appends), capture-buses.c (the
 * buses: opening, going, coming back, what is known of them), capture-commands.c (what other threads want of one),
 * capture-transmit.c (what is sent).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "session/bus-source.h"
#include "session/capture.h"

#include <pthread.h>
#include <stdatomic.h>

G_BEGIN_DECLS

#define CAPTURE_STATUS_INTERVAL (G_USEC_PER_SEC / 4)

typedef enum
{
  COMMAND_ADD,
  COMMAND_REMOVE,
  COMMAND_TRANSMIT,
  COMMAND_RESTART,
  COMMAND_FILTER,
  COMMAND_NOTE,
} CaptureCommandKind;

typedef struct
{
  CaptureCommandKind kind;
  guint key;
  Bus *bus;      /* ADD: (transfer full); NULL: it could not be opened, problem says why */
  char *problem; /* NOTE: its text */
  GArray *filters;
  CanFrame frame;
  uint8_t data[CAN_FRAME_MAX_LEN];
} CaptureCommand;

/* Under the lock, but for what is never changed. */
typedef struct
{
  guint key;
  const Backend *backend; /* NULL: it came open and cannot be opened again */
  BusConfig *config;
  uint8_t channel;
  CaptureBus info;
  struct Capture *capture;
  gboolean removed;
  gboolean filters_late;  /* config has others than it is being opened with */
  gint64 retry_at;        /* monotonic µs; 0: not to be tried */
  uint64_t n_sent_before; /* at the look before */
} CaptureEntry;

struct Capture
{
  atomic_int refs; /* the owner's, the thread's, one an opening */
  FrameStore *store;
  Tick *tick;
  GMainContext *context;
  pthread_t thread;
  atomic_bool stopping;
  _Atomic uint64_t n_lost;

  pthread_mutex_t lock;
  GPtrArray *entries; /* of CaptureEntry */
  GQueue commands;    /* of CaptureCommand */

  /* The thread's own. */
  BusSource *source;
  uint8_t owner[TRACE_MAX_CHANNELS]; /* the channel of the bus that brings frames of a channel */
  Transmitter *transmitter;          /* any thread */
  gint64 status_at;
  gboolean full; /* the store took nothing the last time */
};

/* --- capture.c --- */

/* The capture thread. Time of the note: now. */
void capture_append (Capture *self, const FrameBatch *batch);
void capture_add_note (Capture *self, NoteKind kind, uint8_t channel, const char *text);

/* --- capture-buses.c --- */

void capture_entry_free (gpointer data);
CaptureEntry *capture_get_entry (Capture *self, guint key); /* under the lock; NULL: no such key */
/* The capture thread: */
void capture_count_frames (Capture *self, const FrameBatch *batch);
void capture_bus_gone (guint key, const GError *error, gpointer data); /* BusSourceGone; data: the Capture */
void capture_take_bus (Capture *self, CaptureEntry *entry, CaptureCommand *command);
void capture_look_at_buses (Capture *self, gint64 now); /* states for those who ask, buses to be tried again */

/* --- capture-commands.c --- */

CaptureCommand *capture_command_new (CaptureCommandKind kind, guint key);
void capture_command_free (CaptureCommand *self);
/* Any thread, eats the command. FALSE: the queue is full of frames to be sent. */
gboolean capture_push (Capture *self, CaptureCommand *command);
/* The capture thread: */
void capture_run_commands (Capture *self);
void capture_tell_problem (Capture *self, CaptureEntry *entry, const GError *error);
gboolean capture_set_bus_filters (Bus *bus, const GArray *filters, GError **error); /* filters: NULL for none */

/* --- capture-transmit.c --- */

extern const TransmitterOps capture_transmitter_ops;
/* The capture thread, after it was appended as rows from first on. */
void capture_observe (Capture *self, const FrameBatch *batch, uint64_t first);

G_END_DECLS
