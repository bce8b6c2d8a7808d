/* replay-panel-private.h: what the files of the replay page share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/replay.h"
#include "ui/panels/replay-panel.h"

G_BEGIN_DECLS

struct _ReplayPanel
{
  GtkBox parent;

  TraceSession *session;
  Replay *replay;
  GtkWidget *play, *arm, *arm_label, *source, *speed, *mode, *gap, *loops;
  GtkWidget *slider, *position, *from, *to, *skip, *direction, *filter, *without, *signals, *follow, *go_to;
  GtkGrid *map;
  GtkWidget *problem, *facts, *warnings, *state, *histogram;
  char **channels, **targets; /* that map shows */
  gboolean showing;
  guint timer;
};

/* replay-panel.c */
void replay_panel_say (ReplayPanel *self, const char *sentence, gboolean bad);
void replay_panel_show_checks (ReplayPanel *self);
void replay_panel_chosen (ReplayPanel *self); /* somebody did: that is checked, and kept for the next window */
void replay_panel_show_map (ReplayPanel *self);

/* replay-panel-controls.c */
void replay_panel_build (ReplayPanel *self);
void replay_panel_show_rule (ReplayPanel *self); /* as the replay has it */

G_END_DECLS
