/* columns.h: the columns of a trace, and the text of their cells: one table for the window's list and canid-cli print.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Text is made when a cell is looked at, never kept.
 */
#pragma once

#include "core/frame-store.h"
#include "db/database-set.h"

G_BEGIN_DECLS

typedef enum
{
  TIME_SINCE_START,
  TIME_ABSOLUTE,       /* date and time of day, local */
  TIME_SINCE_PREVIOUS, /* row */
} TimeStyle;

/* What texts are made from; fill, keep beside the list, change on another store or database. One thread. */
typedef struct
{
  const FrameStore *store;
  DatabaseCursor *databases; /* (nullable) */
  TimeStyle time_style;
  gboolean plain_spaces; /* CLI: ASCII signs, no shapes, all data bytes */
  guint time_decimals;   /* 6 or 9; 0: 6, and 9 where the last three are not 0 */
} ColumnContext;

typedef struct
{
  const char *id;          /* "number": settings, command line */
  const char *title;       /* N_("No.") */
  int width;               /* px, 0: takes the rest */
  gboolean right;          /* right-aligned, title too */
  gboolean mono;           /* numbers, identifiers, bytes */
  guint narrow_hidden : 1; /* not in windows below 1200 px */
  void (*text) (const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out); /* appends */
} Column;

/* "Since start" and "absolute" are the same where the trace has no date. store must hold the row. */
extern const Column columns[]; /* mark number time delta bus dir id name type len data summary; ends with id NULL */
const Column *column_by_id (const char *id);

/* Shape before a bus's name: ● ■ ▲ ◆, "" from the fifth channel on. */
const char *column_bus_shape (uint8_t channel);

/* Decoded signals of a frame in a line: "EngineSpeed 2731.50 rpm · Throttle 24.0 % · …"; appends nothing if no message
 * fits. */
void column_append_signals (const ColumnContext *context, const CanFrame *frame, GString *out);

/* Kind of the frame for row classes and texts: "error", "tx", "remote", "fd", "data"; by the precedence of the looks.
 */
const char *column_row_kind (const CanFrame *frame);
/* Words of an error frame after linux/can/error.h: "Stuff error · in data, bit 5 · TEC 0 REC 9". */
void column_append_error (const CanFrame *frame, GString *out);

G_END_DECLS
