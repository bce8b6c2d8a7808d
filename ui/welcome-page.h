/* welcome-page.h: what a window without a trace shows: open, recent traces, the sample.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WELCOME_TYPE_PAGE (welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (WelcomePage, welcome_page, WELCOME, PAGE, GtkBox)

/* Signal "open" (GFile *): a recent trace was chosen. */
GtkWidget *welcome_page_new (void);

/* One column instead of two. */
void welcome_page_set_narrow (WelcomePage *self, gboolean narrow);
/* Under the name; NULL: the usual sentence. */
void welcome_page_set_subtitle (WelcomePage *self, const char *text);

G_END_DECLS
