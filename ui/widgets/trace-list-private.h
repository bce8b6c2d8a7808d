/* trace-list-private.h: what the files of the list share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * trace-list.c: construction, size, session; -scroll.c: position, focus; -cells.c: texts; -text.c: draws them;
 * -columns.c: order; -widths.c: widths; -formats.c: how times and numbers are written; -keys.c: cursor, selection,
 * keys; -pointer.c: mouse, wheel, tooltip, menu.
 *
 * GtkListView of 4.8 is held still by these rules (each found by measurement):
 *  (1) pos is ours; the view's own adjustment holds only what is left over within the first row: pos − first *
 * row_height. (2) The number of rows is decided in size_allocate before the view is allocated, and the view is
 * allocated twice: on resize it moves its adjustment by a proportional anchor; the second time it finds ours. (3)
 * Focusing a row makes the view scroll to it, at once or at the next allocation; "value-changed" emitted after it
 * resets its anchor. (4) Its key bindings, gestures and selection work in slots and would be wrong: none of them ever
 * gets an event. (5) It realises 205 rows at most.
 */
#pragma once

#include "models/row-colors.h"
#include "models/row-notes.h"
#include "ui/bus-shape.h"
#include "models/column-layout.h"
#include "ui/widgets/row-selection.h"
#include "ui/widgets/text-glyphs.h"
#include "ui/widgets/trace-list.h"

G_BEGIN_DECLS

#define TRACE_LIST_MAX_SLOTS 200u
#define TRACE_LIST_MAX_COLUMNS (COLUMN_LAYOUT_MAX + 16u)
#define CELL_PADDING 12 /* px, both sides */

typedef struct
{
  GtkWidget *cells[TRACE_LIST_MAX_COLUMNS]; /* TraceCell, NULL while not bound */
  GtkWidget *row;                           /* the view's row widget; NULL before a cell is bound */
  const char *kind;                         /* of the frame whose class the row has; NULL none */
  int color;                                /* of the rule whose class it has; 0 none */
  gboolean fd_type;                         /* has class "fd" */
  gboolean marked;                          /* has class "r-marked" */
  gboolean blank;                           /* has class "blank": shows no row */
  int channel;                              /* whose shape's colour the bus cell has; -1 none */
} TraceListSlot;

/* First the built-in columns, each where it stands in the table columns[], then added ones. */
typedef struct
{
  const Column *column; /* NULL: the place is free */
  GtkColumnViewColumn *view;
  ColumnShow show;
  gboolean crowded; /* it is hidden because there is no room */
  int width;        /* px that texts need */
  int chosen;       /* px that somebody chose; 0 */
} TraceListColumn;

struct _TraceList
{
  GtkWidget parent_instance;

  TraceSession *session;
  TraceWindow *window;
  RowSelection *selection;
  ColumnContext context;
  RowColors *colors; /* the session's */

  GtkWidget *scrolled, *view, *scrollbar;
  GtkWidget *rows;   /* the view's inner list */
  GtkWidget *header; /* the view's row of titles */
  GtkAdjustment *vertical, *horizontal, *bar;
  TraceListColumn columns[TRACE_LIST_MAX_COLUMNS];
  guint arranging; /* we are changing columns */
  guint layout_idle;
  TraceListSlot *slots; /* TRACE_LIST_MAX_SLOTS */
  GString *text;        /* of the cell being made */
  GString *label;       /* of the row for assistive technology */
  PangoAttrList *shapes[BUS_SHAPES];
  TextGlyphs *glyphs;
  guint tell_id;

  int64_t pos;              /* px from the top of the first shown row */
  int row_height;           /* px */
  int page;                 /* px of rows in sight */
  double wanted;            /* of vertical, by rule 1 */
  guint own;                /* we are changing adjustments or focus */
  uint64_t anchor;          /* row of the store where a selection by Shift begins; ROW_NONE */
  uint64_t focused;         /* row that had the focus last */
  uint64_t kept_row;        /* row that stays at kept_y while rows come and go; ROW_NONE: to be chosen */
  int64_t kept_y;           /* px in sight */
  gboolean live, following; /* never following while not live */
  gboolean tip_shown;
  gboolean all_notes;
  gboolean fresh;       /* rows were added that have no place yet: the view can neither be moved nor focused before its
                           allocation */
  gboolean focus_later; /* then the cursor's row takes the focus */
  guint size;           /* slots that fill the page */
  uint64_t checked;     /* rows looked at for nanoseconds */
  guint fit_tick, fit_timer;
  gint64 arranged_at; /* monotonic µs */
  guint make_idle;
  guint fixed_decimals; /* 3, 6, 9; 0: as the trace needs */
  guint trace_decimals; /* 6 or 9 */
  int allotted;         /* width for which columns were chosen last */
  GTask *ids_task;      /* the index of identifiers is being made */

  GtkWidget *menu;
  uint64_t press_row; /* position of the last press; ROW_NONE: below all rows */
  GdkModifierType press_state;
  gboolean press_kept;  /* on one of several selected rows: they stay selected until the button comes up */
  GtkGestureDrag *drag; /* not owned: the rows' */
  GtkGesture *press;    /* likewise */
  gboolean dragging;
  double drag_y, pointer_y;
  guint drag_tick, kinetic_tick;
  double scroll_rest; /* px not yet scrolled */
  double speed;       /* px/s of kinetic scrolling */
  gint64 kinetic_time;
};

/* --- trace-list-scroll.c --- */
int64_t trace_list_max_pos (TraceList *self);
void trace_list_set_pos (TraceList *self, int64_t pos);
void trace_list_apply_pos (TraceList *self);
void trace_list_sync_bar (TraceList *self);
void trace_list_want (TraceList *self, double value);
/* Scrolls as little as shows the position. */
void trace_list_show_position (TraceList *self, uint64_t position);
gboolean trace_list_has_focus (TraceList *self);
/* The row widget of the cursor if it is in sight, else the list itself; take: also if the focus is elsewhere. */
void trace_list_place_focus (TraceList *self, gboolean take);
/* Keeps cursor or first row at its height on screen while rows come and go. */
void trace_list_rows_changed (TraceList *self);
void trace_list_on_bar (TraceList *self);

/* --- trace-list-cells.c --- */
GtkListItemFactory *trace_list_new_factory (TraceList *self, guint column);
void trace_list_refresh (TraceList *self);
void trace_list_load_colors (TraceList *self);

/* --- trace-list-text.c --- */
void trace_list_snapshot_texts (TraceList *self, GtkSnapshot *snapshot);

/* --- trace-list-columns.c --- */
void trace_list_build_columns (TraceList *self);
void trace_list_clear_columns (TraceList *self);
void trace_list_name_columns (TraceList *self); /* titles say times' kinds and signals' units */

/* --- trace-list-widths.c --- */
/* Soon: titles at the side of their texts, columns wide enough for font and trace, those away that have no room. */
void trace_list_arrange_later (TraceList *self);
void trace_list_arrange_for_rows (TraceList *self); /* likewise, but not with each tick */
/* Puts what we know of a column into the view. */
void trace_list_apply_column (TraceList *self, TraceListColumn *column);
/* px that its title and the texts in sight need */
int trace_list_measure_column (TraceList *self, TraceListColumn *column);

/* --- trace-list-formats.c --- */
void trace_list_check_decimals (TraceList *self);
/* Identifiers' rows are found in a thread, if times are counted from them. */
void trace_list_want_index (TraceList *self);
void trace_list_drop_index (TraceList *self);

/* --- trace-list-keys.c --- */
/* Position of the cursor, or where it would be were its row shown; FALSE: there is no cursor. */
gboolean trace_list_cursor_position (TraceList *self, uint64_t *position, gboolean *shown);
void trace_list_choose (TraceList *self, uint64_t position, TraceListChoice choice);
void trace_list_add_keys (TraceList *self);
gboolean trace_list_focus (GtkWidget *widget, GtkDirectionType direction);

/* --- trace-list-notes.c --- */
/* What stands before the row of a slot; appends its words. */
RowNotes trace_list_describe_notes (TraceList *self, guint slot, GString *out);
void trace_list_snapshot_notes (TraceList *self, GtkSnapshot *snapshot);

/* --- trace-list-drag.c --- */
/* The pointer takes the selected frames elsewhere. FALSE: there are none. */
gboolean trace_list_begin_drag (TraceList *self);

/* --- trace-list-pointer.c --- */
void trace_list_add_pointer (TraceList *self);
void trace_list_stop_motion (TraceList *self);
void trace_list_popup_at_cursor (TraceList *self);

G_END_DECLS
