/* interface-link.h: how a CAN interface of this machine is set: rates, modes, termination; the equal line of ip link.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Nothing is changed before Apply; what that would do is always shown. "applied" (words): the kernel has taken them.
 */
#pragma once

#include "ui/interface-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INTERFACE_TYPE_LINK (interface_link_get_type ())
G_DECLARE_FINAL_TYPE (InterfaceLink, interface_link, INTERFACE, LINK, GtkBox)

GtkWidget *interface_link_new (InterfaceItem *item);

G_END_DECLS
