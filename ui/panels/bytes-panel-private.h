/* bytes-panel-private.h: what the files of the bytes panel share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * bytes-panel.c: the panel; bytes-panel-bits.c: what can be done with bits that somebody drew over.
 */
#pragma once

#include "ui/panels/bytes-panel.h"

G_BEGIN_DECLS

struct _BytesPanel
{
  GtkBox parent_instance;
  TraceSession *session; /* (nullable) */
  FieldFocus *focus;     /* (nullable) */
  gboolean beside;
  GtkWidget *popover;   /* (nullable) */
  gboolean low, opened; /* opened: unfolded by hand in a low place */

  GtkWidget *head, *fold_button, *bases, *stack;
  GtkImage *fold_icon;
  GtkLabel *subtitle, *bytes_line, *none_label;
  GtkScrolledWindow *scroller;
  ByteGrid *grid;
};

/* Number, place and order of the selected bits, "12 bits from 0.4, Intel" (transfer full); NULL: none. */
char *bytes_panel_dup_bits_words (BytesPanel *self);
GMenuModel *bytes_panel_new_bits_menu (BytesPanel *self); /* (transfer full) */
void bytes_panel_add_bits_actions (BytesPanel *self, GActionMap *map);

G_END_DECLS
