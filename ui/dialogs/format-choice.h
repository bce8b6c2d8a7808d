/* format-choice.h: two drop-downs: the formats that can be written, and how the file is packed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Indices are those of the drop-downs. Of packings they are those of BytePacking.
 */
#pragma once

#include "formats/format.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* zip: offered too, which a recording cannot be written as. */
void format_choice_fill (GtkDropDown *formats, GtkDropDown *packings, gboolean zip);

const Format *format_choice_nth (guint index); /* NULL behind the last */
const Format *format_choice_get (GtkDropDown *formats);
/* By id; one that is not there changes nothing. */
void format_choice_set (GtkDropDown *formats, const char *id);

gboolean format_choice_may_be_packed (GtkDropDown *formats);
void format_choice_set_packing (GtkDropDown *packings, guint packing); /* one that is not offered is the last */
/* ".asc.gz": the extension that the file gets. (transfer full) */
char *format_choice_dup_extension (GtkDropDown *formats, GtkDropDown *packings);

G_END_DECLS
