/* controls-panel-private.h: what the files of the panel share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/control-board.h"
#include "session/signal-watch.h"
#include "ui/panels/controls-panel.h"

G_BEGIN_DECLS

struct _ControlsPanel
{
  GtkBox parent;

  TraceSession *session;
  ControlBoard *board;
  TransmitList *list;
  GtkStack *stack; /* "empty", "page" */
  GtkWidget *arms, *add_button, *run_button, *arrange_button, *message;
  GtkWidget *grid, *editor, *side;
  GPtrArray *tiles; /* of ControlTile, not owned: the grid's */
  guint chosen;     /* id; 0: none */
  gboolean arranging, showing;

  GHashTable *watches; /* channel ("" all) -> SignalWatch; empty while nobody looks */
  Tick *tick;
  guint timer;
};

/* controls-watch.c: the latest values */
void controls_watch_start (ControlsPanel *self); /* anew: another store, databases or controls */
void controls_watch_stop (ControlsPanel *self);
SignalWatch *controls_watch_get (ControlsPanel *self, const Control *control); /* (nullable) */
void controls_watch_poke (ControlsPanel *self);

/* controls-panel-actions.c */
void controls_panel_install_actions (GtkWidgetClass *class);
void controls_panel_say (ControlsPanel *self, const char *sentence); /* NULL: nothing to say */
void controls_panel_choose (ControlsPanel *self, guint id);          /* with the keys on it */
/* Of a signal by its name; it is chosen then, to be arranged. FALSE: there is no such signal, or no room. */
gboolean controls_panel_add (ControlsPanel *self, ControlKind kind, const char *name);
gboolean controls_panel_drop (GtkWidget *widget, const char *text);
void controls_panel_set_arranging (ControlsPanel *self, gboolean arranging);
gboolean controls_panel_on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
                                ControlsPanel *self);

/* controls-add.c: the popover that adds one */
GtkWidget *controls_add_new (ControlsPanel *self);

G_END_DECLS
