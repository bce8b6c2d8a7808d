/* field-mark.h: a field whose text or value is wrong looks so, and says so to assistive technology.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void field_mark (GtkWidget *field, gboolean right);

G_END_DECLS
