/* theme-look.h: the theme's colours and fonts for pictures of the floor draw.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "draw/drawing.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* As they apply to the widget now; for one snapshot. */
void theme_look_init (DrawLook *self, GtkWidget *widget);

G_END_DECLS
