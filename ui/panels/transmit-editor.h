/* transmit-editor.h: one message to be sent: its frame, its times, a row a signal.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only.
 */
#pragma once

#include "models/transmit-words.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TRANSMIT_TYPE_EDITOR (transmit_editor_get_type ())
G_DECLARE_FINAL_TYPE (TransmitEditor, transmit_editor, TRANSMIT, EDITOR, GtkBox)

GtkWidget *transmit_editor_new (TransmitList *list);
void transmit_editor_set_item (TransmitEditor *self, TransmitItem *item); /* (nullable) */
void transmit_editor_refresh (TransmitEditor *self);                      /* its row or its state is another now */
void transmit_mood_show (GtkWidget *label, const char *text, TransmitMood mood); /* a label says it, and its colour */
GtkWidget *transmit_editable_label_new (void); /* one that may go while somebody types in it */

G_END_DECLS
