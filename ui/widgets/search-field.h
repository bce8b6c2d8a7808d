/* search-field.h: an entry that searches what is beside it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GtkSearchEntry keeps Escape for itself. Here it empties the entry; once more, or in a popover at once, it leaves: the
 * popover or the dialog closes, in a main window the frames get the keys.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* label: what assistive technology says. (transfer floating) GtkSearchEntry */
GtkWidget *search_field_new (const char *placeholder, const char *label);

G_END_DECLS
