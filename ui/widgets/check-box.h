/* check-box.h: a check button that assistive technology can press: GTK 4.8 tells it of no action but those of a class.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CHECK_TYPE_BOX (check_box_get_type ())
G_DECLARE_FINAL_TYPE (CheckBox, check_box, CHECK, BOX, GtkCheckButton)

GtkWidget *check_box_new (const char *label); /* (nullable) translated */

G_END_DECLS
