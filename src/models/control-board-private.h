/* control-board-private.h: what the page (control-board.c) and the operating of its controls (control-operate.c) share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/control-board.h"

G_BEGIN_DECLS

struct _ControlBoard
{
  GObject parent;
  TraceSession *session; /* not owned: it owns this */
  TransmitList *list;    /* not owned: the session's */
  EditStack *edits;
  GPtrArray *controls; /* of Control */
  guint next_id;
  struct BoardEdit *last_edit;
  gint64 last_edit_time;
  GPtrArray *pressed; /* of PressedButton */
};

typedef struct
{
  ControlBoard *board; /* not owned */
  guint id;
  uint64_t n_sent; /* frames of its message before */
  gint64 until;    /* monotonic µs: not released before */
  guint timer;     /* releases it */
} PressedButton;

/* Releases a button now, told or not. */
void control_board_let_up (ControlBoard *self, guint id);
/* Forgets what is pressed, without sending that it is not. */
void control_board_let_go (ControlBoard *self);

G_END_DECLS
