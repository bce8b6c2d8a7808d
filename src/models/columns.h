/* columns.h: the columns of a trace, and the text of their cells: one table for the window's list and canid-cli print.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Text is made when a cell is looked at, never kept.
 */
#pragma once

#include "core/frame-store.h"
#include "core/row-comments.h"
#include "core/row-set.h"
#include "db/database-set.h"

G_BEGIN_DECLS

typedef enum
{
  TIME_SINCE_START,    /* or since the reference row, if there is one */
  TIME_ABSOLUTE,       /* date and time of day, local */
  TIME_OF_DAY,         /* local */
  TIME_SINCE_PREVIOUS, /* row */
  TIME_SINCE_SHOWN,    /* row that is shown before it */
  TIME_SINCE_SAME_ID,  /* row of the same identifier and bus */
  TIME_EPOCH,          /* seconds since 1970 UTC */
} TimeStyle;

typedef enum
{
  NUMBER_HEX,
  NUMBER_DECIMAL, /* 29-bit identifiers end in x */
  NUMBER_BINARY,
} NumberBase;

/* What texts are made from; fill, keep beside the list, change on another store or database. One thread. */
typedef struct
{
  const FrameStore *store;
  DatabaseCursor *databases;   /* (nullable) */
  RowSet *shown;               /* (nullable) rows shown, for TIME_SINCE_SHOWN; NULL: all */
  const RowSet *marked;        /* (nullable) rows with ◆ */
  const RowComments *comments; /* (nullable) rows with ✎ */
  TimeStyle time_style;
  guint time_decimals; /* 3, 6 or 9; 0: 6, and 9 where the last three are not 0 */
  gboolean has_reference;
  uint64_t reference;    /* row from which times since the start are counted */
  NumberBase base;       /* of identifiers and data */
  guint group;           /* bytes of data that make one number, most significant first: 1, 2, 4; 0 is 1 */
  gboolean plain_spaces; /* CLI: ASCII signs, no shapes, all data bytes */
} ColumnContext;

typedef struct Column Column;
struct Column
{
  const char *id;    /* "number": settings, command line */
  const char *title; /* N_("No.") */
  int width;         /* px, 0: takes the rest */
  gboolean right;    /* right-aligned, title too */
  gboolean mono;     /* numbers, identifiers, bytes */
  guint spare;       /* goes where the summary has no room: 1 first; 0 stays */
  gboolean hidden;   /* not shown unless somebody wants it */
  void (*text) (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out);
};

/* Text of a cell. Without a date in the trace absolute, time of day and epoch are since start. store must hold the row.
 */
static inline void
column_append_text (const Column *self, const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out)
{
  self->text (self, context, row, frame, out);
}

/* mark number time delta bus dir id name type len data ascii summary; ends with id NULL */
extern const Column columns[];
/* What the mark column says of a row, in words, a line each: the comment last. */
void column_append_mark_words (const ColumnContext *context, uint64_t row, const CanFrame *frame, GString *out);
const Column *column_by_id (const char *id);
gboolean column_is_id (const char *id); /* of a built-in column, or one that can be added */

/* Columns for what a database knows: "signal:Message.Signal", value without its unit, empty in frames without it; and
 * for parts of identifiers (core/id-split.h): "id.j1939.pgn". NULL: the id says nothing. (transfer full) */
Column *column_new_added (const char *id);
void column_free_added (Column *self); /* (nullable) */
/* Translated, with the unit that the databases know: "Speed (km/h)". set may be NULL. (transfer full) */
char *column_dup_title (const Column *self, const DatabaseSet *set);

/* Names of styles in settings: "since-start", "absolute", "time-of-day", "since-previous", "since-shown",
 * "since-same-id", "epoch"; of bases: "hex", "decimal", "binary". Unknown names are the first. */
TimeStyle time_style_by_id (const char *id);
NumberBase number_base_by_id (const char *id);

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
