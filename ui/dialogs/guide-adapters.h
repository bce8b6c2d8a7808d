/* guide-adapters.h: CAN adapters that people have, as a page of the guide: what drives each, and what Linux needs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *guide_adapters_new (void);

G_END_DECLS
