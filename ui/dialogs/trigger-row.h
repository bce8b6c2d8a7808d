/* trigger-row.h: one trigger of a recording, as a row of a list: kind, what it is about, whether it starts or stops.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Signals: "changed" () something was typed or chosen, "removed" ().
 */
#pragma once

#include "db/database-set.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TRIGGER_TYPE_ROW (trigger_row_get_type ())
G_DECLARE_FINAL_TYPE (TriggerRow, trigger_row, TRIGGER, ROW, GtkListBoxRow)

/* text: as session/trigger.h has it. */
GtkWidget *trigger_row_new (const char *text, gboolean stops);
char *trigger_row_dup_text (TriggerRow *self);
gboolean trigger_row_get_stops (TriggerRow *self);
/* Shows what is wrong with it; TRUE: nothing. */
gboolean trigger_row_check (TriggerRow *self, const DatabaseSet *databases);
void trigger_row_focus (TriggerRow *self);

G_END_DECLS
