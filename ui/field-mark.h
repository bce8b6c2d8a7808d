/* field-mark.h: a field whose text or value is wrong looks so, and says so to assistive technology.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void field_mark (GtkWidget *field, gboolean right);
/* The same, and a sentence: in its tooltip (tip, nullable, where all is right), and in a line that several fields may
 * share; it goes when the field is right that it was about. problem: NULL, all is right */
void field_mark_with (GtkWidget *field, const char *problem, const char *tip, GtkLabel *line);
/* Such a line, not seen until there is something to say. */
GtkWidget *field_line_new (void);

G_END_DECLS
