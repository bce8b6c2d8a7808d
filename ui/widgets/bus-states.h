/* bus-states.h: the buses of a capture, each a button with shape, name and state; behind it all that is known of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Its restart button activates win.restart-bus with the bus' key.
 */
#pragma once

#include "session/capture.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BUS_TYPE_STATES (bus_states_get_type ())
G_DECLARE_FINAL_TYPE (BusStates, bus_states, BUS, STATES, GtkBox)

GtkWidget *bus_states_new (void);
/* As it is now; NULL: no capture, nothing is shown. Cheap where nothing changed. narrow: without frames a second. */
void bus_states_update (BusStates *self, Capture *capture, gboolean narrow);

G_END_DECLS
