/* control-tile-private.h: what the files of the tile share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "ui/panels/control-tile.h"

G_BEGIN_DECLS

struct _ControlTile
{
  GtkBox parent;

  ControlBoard *board;
  TransmitList *list;
  guint id;
  Control *control;       /* as shown */
  const Message *message; /* (nullable) of the databases */
  guint index;
  FilterProgram *lit[CONTROL_MAX_ZONES]; /* of a lamp's zones; NULL: of values, or wrong */
  GtkWidget *title, *body, *state;
  GtkWidget *input, *words; /* within body; NULL where there is none */
  char *spoken;             /* (nullable) the value, for assistive technology */
  gint64 spoken_time;
  gboolean showing; /* values are being set by the program */
  gboolean arranging;
};

const CanSignal *control_tile_get_signal (ControlTile *self); /* (nullable) */
const char *control_tile_get_name (ControlTile *self);
char *control_tile_dup_text (ControlTile *self, uint64_t bits, gboolean with_unit);

/* control-tile-inputs.c: what sends. (transfer floating) */
GtkWidget *control_tile_new_input (ControlTile *self);
void control_tile_refresh_input (ControlTile *self);

G_END_DECLS
