/* id-columns.h: the columns of the view by identifier, and the text of their cells.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a single frame says (bus, identifier, type, data, summary) is said as in the list of frames (models/columns.h),
 * of the last frame.
 */
#pragma once

#include "models/column-layout.h"
#include "models/columns.h"
#include "models/id-view.h"

G_BEGIN_DECLS

typedef struct
{
  const ColumnContext *frames; /* store and databases are those of the rows */
  int64_t now;                 /* id_view_get_now */
} IdColumnContext;

typedef struct
{
  const char *id;    /* "period" */
  const char *title; /* N_("Period (ms)") */
  const char *tip;   /* N_(); NULL: the title says it all */
  int width;         /* px, 0: takes the rest */
  gboolean right;    /* right-aligned, title too */
  gboolean mono;     /* numbers, identifiers, bytes */
  guint spare;       /* 0: stays; 1 goes first where room is scarce */
  void (*text) (const IdColumnContext *context, IdRow *row, GString *out); /* appends */
  IdRowCompare compare;                                                    /* NULL: no order */
} IdColumn;

extern const IdColumn id_columns[]; /* mark id name bus dir type count period last jitter activity changed len data seen
                                       summary; ends with id NULL */
const IdColumn *id_column_by_id (const char *id);
extern const ColumnKinds column_kinds_ids;

/* How fresh a change of a byte is, for its tint. */
typedef enum
{
  ID_UNCHANGED,
  ID_CHANGED_OLD, /* in the last 2 s of the trace */
  ID_CHANGED,     /* in the last 0.5 s */
} IdFreshness;

IdFreshness id_row_byte_freshness (IdRow *row, guint byte, int64_t now);
/* For row classes: "error", "tx", "remote", "fd", "data"; "error" also of a cyclic message that has stopped. */
const char *id_row_get_kind_name (IdRow *row, int64_t now);
/* What the row is of, for assistive technology: "0C9, EngineData, can0, Rx, CAN"; out is empty before. */
void id_row_append_words (const IdColumnContext *context, IdRow *row, GString *out);

G_END_DECLS
