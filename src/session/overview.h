/* overview.h: a trace in a few hundred pieces of equally many shown rows, for a strip beside the list: how dense the
 * frames are, where errors, sent frames and losses are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One overview is one store and one set of shown rows. It is worked out in a worker, again and again while the trace
 * grows; what full chunks hold is looked at once. Main thread, except where said.
 *
 * Up to OVERVIEW_EXACT rows every mark is in its very piece; above, where a piece is hundreds of rows and more, marks
 * of a filtered view may be a piece beside it.
 */
#pragma once

#include "core/frame-store.h"
#include "core/row-set.h"
#include <gio/gio.h>

G_BEGIN_DECLS

#define OVERVIEW_EXACT 2000000u

enum
{
  OVERVIEW_ERROR = 1 << 0,
  OVERVIEW_SENT = 1 << 1,
  OVERVIEW_LOST = 1 << 2, /* frames were lost before one of these */
};

typedef struct
{
  uint64_t n_rows;
  double rate;  /* rows a second; 0: unknown */
  uint8_t what; /* of OVERVIEW_… */
} OverviewPiece;

typedef struct Overview Overview;

/* shown (nullable): all rows. */
Overview *overview_new (FrameStore *store, RowSet *shown);
void overview_free (Overview *self); /* (nullable) does not wait; done is not called any more */
FrameStore *overview_get_store (Overview *self);
RowSet *overview_get_shown (Overview *self);

/* pieces: n of them, of n_rows shown rows together, valid during the call. */
typedef void (*OverviewDone) (const OverviewPiece *pieces, guint n, uint64_t n_rows, gpointer data);
/* Works it out in at most n pieces, as the rows are now. FALSE: it is still being worked out. */
gboolean overview_update (Overview *self, guint n, OverviewDone done, gpointer data);

G_END_DECLS
