/* transmit-panel-private.h: what the files of the panel share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/transmit-list.h"
#include "ui/panels/transmit-editor.h"
#include "ui/panels/transmit-panel.h"

G_BEGIN_DECLS

struct _TransmitPanel
{
  GtkBox parent;

  TraceSession *session;
  TransmitList *list;
  GtkSingleSelection *selection;
  GtkColumnView *table;
  GPtrArray *bound; /* of GtkListItem: cells on screen */
  GtkStack *stack;  /* "empty", "list" */
  GtkWidget *arms, *totals, *message, *editor, *add_button;
  guint timer;
};

void transmit_panel_choose (TransmitPanel *self, TransmitItem *item);
void transmit_panel_say (TransmitPanel *self, const char *sentence); /* NULL: nothing to say */
/* Behind the chosen one; rows (transfer full) */
void transmit_panel_add (TransmitPanel *self, GPtrArray *rows, const char *label);

/* transmit-cells.c */
void transmit_cells_build (TransmitPanel *self);
void transmit_cells_refresh (TransmitPanel *self);

/* transmit-add.c: the popover with the databases' messages */
GtkWidget *transmit_add_new (TransmitPanel *self);

G_END_DECLS
