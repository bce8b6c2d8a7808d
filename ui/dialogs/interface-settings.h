/* interface-settings.h: all of one interface: name, colour and databases of its bus, how it is opened or set, a test.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Changes its profile as it is typed; the list keeps it. "changed": the profile changed, or the kernel's settings did.
 */
#pragma once

#include "ui/interface-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INTERFACE_TYPE_SETTINGS (interface_settings_get_type ())
G_DECLARE_FINAL_TYPE (InterfaceSettings, interface_settings, INTERFACE, SETTINGS, GtkBox)

GtkWidget *interface_settings_new (InterfaceItem *item);

G_END_DECLS
