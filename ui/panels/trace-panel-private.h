/* trace-panel-private.h: between the files of the panel.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * trace-panel.c: session, copying, filters from the menu; -columns.c: columns, and how times and numbers are written.
 */
#pragma once

#include "ui/panels/trace-panel.h"

G_BEGIN_DECLS

struct _TracePanel
{
  GtkWidget parent_instance;
  TraceSession *session;
  GtkWidget *list;
  GtkWidget *ids; /* (nullable) by identifier, made when first wanted */
  gboolean by_identifier;
  GMenuModel *menu;
  GSettings *settings;
};

void trace_panel_install_column_actions (GtkWidgetClass *class);
/* Once list and settings are there: the list looks as the settings say, and what is done to its columns is kept. */
void trace_panel_follow_settings (TracePanel *self);
void trace_panel_follow_id_columns (TracePanel *self); /* the same for the list by identifier */

G_END_DECLS
