/* symbol-view-private.h: what the files of the symbol view share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * symbol-view.c: what is shown; symbol-view-actions.c: what can be done with a row.
 */
#pragma once

#include "models/symbol-flat.h"
#include "session/finder.h"
#include "session/seen-run.h"
#include "ui/widgets/symbol-view.h"

G_BEGIN_DECLS

struct _SymbolView
{
  GtkBox parent;

  GtkWidget *search, *shown, *status;
  GtkColumnView *table;
  GtkTreeListModel *rows; /* of the tree */
  SymbolTree *tree;
  SymbolFlat *list;        /* the same signals, one below the other */
  gboolean flat;           /* the table shows list, not rows */
  const CanSignal *chosen; /* (nullable) stays chosen when the list is sorted */
  gboolean adopting;       /* what is chosen is put where it belongs, by nobody's hand */
  TraceSession *session;
  SeenRun *seen_run; /* (nullable) */
  gboolean stale;    /* more rows, or other databases, since it started */
  guint count_id;
  Finder *finder;     /* (nullable) */
  SignalWatch *watch; /* (nullable) while mapped, with trace and databases */
  Tick *tick;
  guint refresh_id;
};

void symbol_view_show_status (SymbolView *self);
/* symbol-view-actions.c */
void symbol_view_install_actions (GtkWidgetClass *class);
void symbol_view_add_menu (SymbolView *self);
void symbol_view_update_actions (SymbolView *self); /* after another row was chosen */
void symbol_view_go_to_chosen (SymbolView *self); /* the next frame of what is chosen */

G_END_DECLS
