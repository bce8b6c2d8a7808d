/* preferences-bus.h: which bus python-can's configuration names, and where each value stands.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *preferences_bus_new (void); /* as it is now; nothing is set here */

G_END_DECLS
