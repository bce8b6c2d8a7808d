/* losses.h: what a format cannot hold of the frames that are to be written.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "formats/format-interface.h"

G_BEGIN_DECLS

typedef struct
{
  const Format *format;
  guint abilities; /* of the form that is written */
  gboolean told;   /* nothing can be lost, or it has been shown */
  uint64_t fd, remote, error, nanoseconds, direction;
  uint64_t channels; /* frames of a named channel */
} Losses;

void losses_init (Losses *self, const Format *format, const FormatDialect *dialect); /* dialect: NULL for the usual */

/* named: its channel has a name. */
static inline void
losses_add (Losses *self, int64_t time, uint32_t id, guint flags, gboolean named)
{
  self->fd += (flags & CAN_FD) != 0;
  self->direction += (flags & CAN_TX) != 0;
  self->error += (id & CAN_ID_ERROR) != 0;
  self->remote += (id & (CAN_ID_ERROR | CAN_ID_REMOTE)) == CAN_ID_REMOTE;
  self->nanoseconds += time % 1000 != 0;
  self->channels += named;
}

/* The kinds that were counted and cannot be held, one after the other: its words (translated, a fragment) and how many
 * frames; *kind is 0 before the first. NULL: no more. */
const char *losses_next (const Losses *self, guint *kind, uint64_t *n);

G_END_DECLS
