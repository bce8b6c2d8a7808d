/* column-layout.h: which columns a list shows, in which order and how wide: the text that settings keep.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * "number time=120 +dir -type signal:Engine.Speed id.j1939.pgn=60 summary": ids of columns (columns.h, id-columns.h) in
 * their order from left to right, parted by blanks. Before an id: "+" shown, also where there is little room; "-" not
 * shown; nothing: as the column itself wants it. Behind it: "=" and a width in px that somebody chose. Blanks, "=" and
 * "%" in ids are written %20, %3D, %25. Built-in columns that are not named come behind the others, hidden. "" is the
 * usual layout.
 */
#pragma once

#include "models/columns.h"

G_BEGIN_DECLS

#define COLUMN_LAYOUT_MAX 48u /* columns; more are left out */
#define COLUMN_MIN_WIDTH 16
#define COLUMN_MAX_WIDTH 2000

typedef enum
{
  COLUMN_AS_USUAL,
  COLUMN_SHOWN,
  COLUMN_HIDDEN,
} ColumnShow;

typedef struct
{
  char *id;
  ColumnShow show;
  int width; /* px; 0: nobody chose one */
} ColumnPlace;

ColumnPlace *column_place_new (const char *id, ColumnShow show, int width);
void column_place_free (gpointer place);

/* Which columns a list can have. */
typedef struct
{
  const char *const *usual;           /* ends with NULL: those it has by itself, in their order */
  gboolean (*is_id) (const char *id); /* these, and others that it can make */
} ColumnKinds;

extern const ColumnKinds column_kinds_frames; /* models/columns.h */

/* Never fails: what is no column, and a column named twice, is left out. (transfer full) of ColumnPlace */
GPtrArray *column_layout_parse (const char *text, const ColumnKinds *kinds);
char *column_layout_format (const GPtrArray *places, const ColumnKinds *kinds); /* "" for the usual layout */

G_END_DECLS
