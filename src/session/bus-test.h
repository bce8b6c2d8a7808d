/* bus-test.h: one second of listening to a bus, and what a senior would say of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A tally of what was heard, the likeliest cause of what is wrong, and both as one sentence. The tally is plain; the
 * test itself opens the bus in a thread of its own, listens only where the bus can, and closes it again.
 */
#pragma once

#include "backends/backend.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  BUS_ERROR_STUFF,
  BUS_ERROR_FORM,
  BUS_ERROR_CRC,
  BUS_ERROR_BIT,
  BUS_ERROR_NO_ACK,
  BUS_ERROR_FD_BIT, /* form or stuff where a classic controller meets the FDF bit */
  BUS_ERROR_OVERRUN,
  BUS_ERROR_OTHER,
  BUS_N_ERRORS
} BusErrorKind;

typedef struct
{
  uint64_t frames, fd_frames; /* without errors; received */
  uint64_t switched;          /* with a data phase at the data rate; sent too */
  uint64_t sent;              /* by this program */
  uint64_t errors, by_kind[BUS_N_ERRORS];
  double busy;           /* s of bit time, 0 without a rate */
  double span;           /* s listened */
  BusStatus first, last; /* states then and now */
  gboolean fd;           /* set to CAN FD */
} BusTally;

typedef enum
{
  BUS_CAUSE_NONE, /* nothing is wrong */
  BUS_CAUSE_SILENCE,
  BUS_CAUSE_RATE,
  BUS_CAUSE_DATA_RATE,
  BUS_CAUSE_ISO, /* ISO against non-ISO CAN FD */
  BUS_CAUSE_FD_ON_CLASSIC,
  BUS_CAUSE_TERMINATION,
  BUS_CAUSE_NO_ACK,
  BUS_CAUSE_OFF,
  BUS_CAUSE_DOWN,
  BUS_CAUSE_OVERRUN,
} BusCause;

void bus_tally_add (BusTally *self, const CanFrame *frame);
/* Kind of an error frame; BUS_N_ERRORS: it tells of a state, not of an error. */
BusErrorKind bus_error_kind (const CanFrame *frame);
BusCause bus_tally_cause (const BusTally *self);
/* "412 frames, load 23 %, no errors." with the cause behind it. (transfer full) */
char *bus_tally_describe (const BusTally *self);
/* ", no errors" or ", 12 errors (stuff 9, form 3)". */
void bus_tally_append_errors (const BusTally *self, GString *out);
/* What is likeliest and what to do, a sentence; "" for BUS_CAUSE_NONE. Translated. */
const char *bus_cause_text (BusCause cause);

/* Sends, but nobody acknowledges: the frame is repeated for ever and the bus is busy with it alone. From counters, so
 * that it is seen also where no error frames come. sent: whether frames came back since `before`. */
gboolean bus_is_unacknowledged (const BusStatus *before, const BusStatus *now, gboolean sent);

/* TRUE: what was heard decides. */
typedef gboolean (*BusEnough) (const BusTally *self);
/* Fills a zeroed tally from an open bus, in the bus' thread: for seconds, until it is enough (nullable) or cancelled.
 * FALSE: the device is gone. */
gboolean bus_tally_listen (BusTally *self, Bus *bus, const BusConfig *config, double seconds, BusEnough enough,
                           GCancellable *cancellable, GError **error);

/* (transfer none) config. */
void bus_test_run (const Backend *backend, const BusConfig *config, double seconds, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer data);
/* (transfer full); NULL: it could not be opened, error says why. */
char *bus_test_finish (GAsyncResult *result, GError **error);

G_END_DECLS
