/* guide-dialog.h: bringing CAN up in nine steps, seven questions, length against rate, adapters, a glossary: pages of
 * words with buttons to the tools that answer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* page: "bring-up", "questions", "length", "adapters", "glossary"; NULL: the first. Its buttons start actions of parent ("win.…").
 */
GtkWidget *guide_dialog_new (GtkWindow *parent, const char *page);

G_END_DECLS
