/* state-card.h: what is so, why, and what to do: the picture of an empty, loading or failed place.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One suggested button at most. Loading covers a list only before its first rows.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define STATE_TYPE_CARD (state_card_get_type ())
G_DECLARE_FINAL_TYPE (StateCard, state_card, STATE, CARD, GtkBox)

GtkWidget *state_card_new (void);

/* icon NULL: none. failed draws it in the colour of errors. Removes all buttons and the progress. */
void state_card_set (StateCard *self, const char *icon, gboolean failed, const char *title, const char *text);
void state_card_add_button (StateCard *self, const char *label, const char *action, gboolean suggested);
/* 0..1; below 0 it moves without saying how far. */
void state_card_set_progress (StateCard *self, double progress);
void state_card_set_text (StateCard *self, const char *text);
/* The keys go to its first button, not to the text, which takes them too because it can be copied. */
void state_card_focus (StateCard *self);

G_END_DECLS
