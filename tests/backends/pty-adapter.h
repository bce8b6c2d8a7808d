/* pty-adapter.h: an adapter at the other end of a pseudo terminal, played by a thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "backends/backend.h"

G_BEGIN_DECLS

typedef struct PtyAdapter PtyAdapter;

/* What is answered to a line ("S6"), without and with its end as it is to be sent; NULL: nothing. (transfer none) */
typedef const char *(*PtyAnswer) (const char *line);

PtyAdapter *pty_adapter_new (PtyAnswer answer);
void pty_adapter_free (PtyAdapter *self);
const char *pty_adapter_path (const PtyAdapter *self);
/* The adapter says this by itself. */
void pty_adapter_say (PtyAdapter *self, const void *bytes, gssize n);
/* Lines that came so far, joined by blanks; forgotten then. (transfer full) */
char *pty_adapter_heard (PtyAdapter *self);
/* The same, but waits up to 5 s until that many bytes came. */
char *pty_adapter_wait (PtyAdapter *self, gsize n);
/* Pulls the plug. */
void pty_adapter_unplug (PtyAdapter *self);

/* Waits up to 5 s for frames or notes, into batch (cleared). What bus_receive gave. */
int next_frames (Bus *bus, FrameBatch *batch, GError **error);

G_END_DECLS
