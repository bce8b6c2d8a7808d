/* welcome-interfaces.h: the CAN interfaces of this machine and the buses that are remembered, on the welcome page:
 * state, traffic, and one button that fits.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Looks only while it is shown. Serial ports and networks that nobody has used yet are found behind the button above.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WELCOME_TYPE_INTERFACES (welcome_interfaces_get_type ())
G_DECLARE_FINAL_TYPE (WelcomeInterfaces, welcome_interfaces, WELCOME, INTERFACES, GtkBox)

GtkWidget *welcome_interfaces_new (void);

G_END_DECLS
