/* small-trace.h: a store of a few frames written as candump writes them, and a database of a few messages.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/frame-store.h"
#include "db/database-set.h"

/* lines: "TIME CHANNEL FRAME", TIME in ms, FRAME in the text form; a T at the end marks a sent frame. NULL-terminated.
 * Sealed. */
FrameStore *small_trace_new (const char *const *lines);

/* EngineData (0x0C9: Motorola, signed, labels), Mux (0x321), FdData (0x18FF1234x, 64 bytes, Intel), Twins (0x400,
 * signals that overlap). */
extern const char small_dbc[];
const DatabaseSet *small_databases_new (void);
