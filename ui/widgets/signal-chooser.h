/* signal-chooser.h: signals of the databases, searched as somebody types; Enter takes the first.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * "chosen" (const char *name)   "Message.Signal"; where expressions are taken too, "=EXPRESSION"
 */
#pragma once

#include "session/trace-session.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIGNAL_TYPE_CHOOSER (signal_chooser_get_type ())
G_DECLARE_FINAL_TYPE (SignalChooser, signal_chooser, SIGNAL, CHOOSER, GtkBox)

/* label names the search to assistive technology. */
GtkWidget *signal_chooser_new (TraceSession *session, const char *placeholder, const char *label, gboolean expressions);
void signal_chooser_begin (SignalChooser *self);                 /* an empty search, with the keys in it */
void signal_chooser_say (SignalChooser *self, const char *note); /* until something is typed */

G_END_DECLS
