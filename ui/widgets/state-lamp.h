/* state-lamp.h: a lamp whose state can be told without its colour: each colour has a shape of its own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/control.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define STATE_TYPE_LAMP (state_lamp_get_type ())
G_DECLARE_FINAL_TYPE (StateLamp, state_lamp, STATE, LAMP, GtkWidget)

typedef enum
{
  LAMP_UNKNOWN, /* no value yet: a dashed ring */
  LAMP_DARK,    /* a ring */
  LAMP_LIT,
} LampState;

GtkWidget *state_lamp_new (void);
void state_lamp_set (StateLamp *self, LampState state, LampColor color);
const char *state_lamp_color (LampColor color); /* its name in the palette */

G_END_DECLS
