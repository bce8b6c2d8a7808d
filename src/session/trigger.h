/* trigger.h: what a recording waits for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A trigger is a line of text:
 *
 *   EXPRESSION              a frame matches, and the one of its identifier before did not: "EngineSpeed > 3000"
 *   when EXPRESSION         the same, for expressions that begin with a word below
 *   absent ID T             no frame of this identifier for T: "absent 2C1 500ms"
 *   cycle ID T P%           two frames of it that are not T apart, by more than P per cent: "cycle 2C1 100ms 20%"
 *   error [KIND]            an error frame, of a class or type as can.err.class and can.err.type name them: "error
 * stuff" state STATE             a controller becomes warning, passive or bus-off, or worse load P%                 the
 * load of a channel goes above P per cent, over a second; its bit rate must be known at HH:MM[:SS]           the time
 * of day, local key                     never by itself: somebody presses one (record_run_trigger)
 *
 * ID is hexadecimal, with 8 digits a 29-bit one; T has a unit (us, ms, s, min) or is seconds. Times are passed in, ns
 * since 1970. One thread.
 */
#pragma once

#include "backends/backend.h"
#include "db/database-set.h"
#include "filter/filter.h"

G_BEGIN_DECLS

typedef struct Trigger Trigger;

/* NULL: CANID_ERROR_USAGE says what is wrong. databases: (nullable). store: of the rows that it will see. */
Trigger *trigger_parse (const char *text, const DatabaseSet *databases, GError **error);
void trigger_free (Trigger *self); /* (nullable) */

/* Each returns NULL, or why it fires (transfer full): a fragment of a sentence. Rows must come in order. */
char *trigger_take_frame (Trigger *self, const FrameStore *store, uint64_t row, const CanFrame *frame);
char *trigger_take_state (Trigger *self, uint8_t channel, const char *name, BusState state);
/* Time has passed: at least every tenth of a second. */
char *trigger_take_time (Trigger *self, int64_t now);

/* "500ms", "2 min", "1.5": ns. FALSE: no time, or not above 0. */
gboolean trigger_parse_time (const char *text, int64_t *time);

G_END_DECLS
