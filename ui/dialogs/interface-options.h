/* interface-options.h: how a backend opens a bus: rates and modes, greyed out with the reason where it cannot, and its
 * own settings, from its table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes the profile's settings as they are typed; "changed" each time.
 */
#pragma once

#include "ui/interface-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INTERFACE_TYPE_OPTIONS (interface_options_get_type ())
G_DECLARE_FINAL_TYPE (InterfaceOptions, interface_options, INTERFACE, OPTIONS, GtkBox)

GtkWidget *interface_options_new (InterfaceItem *item);

G_END_DECLS
