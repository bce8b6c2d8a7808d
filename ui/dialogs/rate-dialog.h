/* rate-dialog.h: which bit rate a live bus has: a list of rates is listened at, one after the other.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Signal "take" (best, interface): what was found is to be calculated with; best: const RateTrial *, until the handler
 * returns; interface: of this machine, or NULL.
 */
#pragma once

#include "session/rate-search.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RATE_TYPE_DIALOG (rate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (RateDialog, rate_dialog, RATE, DIALOG, GtkWindow)

/* backend, channel: the bus to begin with; NULL: the first. */
GtkWidget *rate_dialog_new (GtkWindow *parent, GSettings *settings, const char *backend, const char *channel);
void rate_dialog_start (RateDialog *self);
gboolean rate_dialog_is_searching (RateDialog *self);

G_END_DECLS
