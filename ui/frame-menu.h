/* frame-menu.h: the menus of what is right-clicked: a frame, one of its fields, a byte.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Their actions are the window's (window-frame.c); what they are about is named by the subject: "frame" the frame under
 * the cursor, "field" the chosen row of the detail tree, "byte" the byte under the bit cursor.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Two submenus, apply and prepare, six items each. term (nullable): what it is about, as their heading. (transfer full)
 */
GMenuModel *frame_menu_new_filters (const char *subject, const char *term);
/* For rows of the trace, chronological or by identifier; panel: the items of panels/trace-panel.ui. (transfer full) */
GMenuModel *frame_menu_new (GMenuModel *panel);

/* The same for actions that take only how ("selected", "and-not") and know themselves of what. (transfer full) */
GMenuModel *frame_menu_new_joins (const char *apply, const char *prepare);

G_END_DECLS
