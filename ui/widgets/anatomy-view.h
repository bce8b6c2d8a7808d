/* anatomy-view.h: the bits of a frame, drawn; the bit under the pointer or the keys is told.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * "notify::bit" (int, -1: none). Left and Right move it, Home and End go to the first and last bit.
 */
#pragma once

#include "draw/anatomy.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ANATOMY_TYPE_VIEW (anatomy_view_get_type ())
G_DECLARE_FINAL_TYPE (AnatomyView, anatomy_view, ANATOMY, VIEW, GtkWidget)

GtkWidget *anatomy_view_new (void);
/* What it points to is the caller's until the next call; bits NULL: nothing is drawn. */
void anatomy_view_set (AnatomyView *self, const Anatomy *anatomy);
void anatomy_view_set_wrapped (AnatomyView *self, gboolean wrapped);
int anatomy_view_get_bit (AnatomyView *self);
void anatomy_view_set_bit (AnatomyView *self, int bit);

G_END_DECLS
