/* progress.h: how far a long job is, in a line on stderr that goes away again; nothing where stderr is no terminal.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "cli/input.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean shown; /* a line stands there */
  gboolean wanted;
  int64_t next; /* monotonic µs of the next update */
} Progress;

/* Output to a terminal is progress enough: pass TRUE in to_stdout where the job writes there. */
void progress_init (Progress *self, gboolean to_stdout);
void progress_update (Progress *self, const Input *input);
/* The same of a job that counts by itself; done 0..1, -1 unknown. */
void progress_show (Progress *self, double done, uint64_t n_frames);
void progress_clear (Progress *self);

G_END_DECLS
