/* plot-panel-private.h: what the files of the plot page share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/plot-model.h"
#include "ui/panels/plot-legend.h"
#include "ui/panels/plot-panel.h"
#include "ui/widgets/plot-view.h"

struct _PlotPanel
{
  GtkBox parent;

  TraceSession *session;
  PlotModel *model; /* the session's */
  GSimpleActionGroup *actions;
  GtkWidget *bar, *view, *overview, *status, *add, *add_button, *paned;
  PlotLegend *legend;
  GtkWidget *menu; /* (nullable) */
  char *described; /* (nullable) what was told to assistive technology */
  guint refresh_id;
  gint64 refreshed;  /* µs, when the bar was last */
  guint last_cursor; /* moved by the keys */
  char *opened_key;  /* (nullable) databases whose layout needs no opening any more */
};

/* plot-panel-actions.c */
void plot_panel_install_keys (GtkWidgetClass *class);
void plot_panel_add_actions (PlotPanel *self);
void plot_panel_update_actions (PlotPanel *self);

/* plot-panel-layout.c */
void plot_panel_add_layout_actions (PlotPanel *self);
void plot_panel_update_layout_actions (PlotPanel *self);
/* Of an empty page: what was kept with the databases comes back, once. */
void plot_panel_open_layout (PlotPanel *self);

/* plot-panel-export.c */
void plot_panel_ask_export (PlotPanel *self);
void plot_panel_tell (PlotPanel *self, const char *text);
