/* bus-return.h: adapters that go while they are captured, and come back: set up again as they were.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * An adapter that is plugged in again is a new interface without a rate. Those of chosen buses that were set here
 * before get the same settings, once each time they come, if this program or polkit allows it; the capture tries the
 * bus every second and goes on by itself.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct BusReturn BusReturn;

/* What could not be set again, as a sentence. */
typedef void (*BusReturnFailed) (const char *sentence, gpointer data);

/* NULL: the kernel tells nothing of interfaces. The main thread. */
BusReturn *bus_return_new (GSettings *settings, BusReturnFailed failed, gpointer data);
void bus_return_free (BusReturn *self); /* (nullable) */

G_END_DECLS
