/* plot-model.h: which signals are plotted, how, over which time: what a plot panel shows and what a file keeps.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Main thread only. It has a source (store and databases) and follows it; a source is exchanged under it and the same
 * signals are looked for in the new one. Times are ns as in the store.
 *
 * "changed" ()      something that the picture shows, samples too: at most 30 times a second from those
 * "signals-changed" ()   signals were added, taken away, moved, or are others by name
 */
#pragma once

#include "draw/plot-picture.h"
#include "session/series.h"
#include <gio/gio.h>

G_BEGIN_DECLS

#define PLOT_MAX_SIGNALS 256u
#define PLOT_MIN_SPAN 1000 /* ns that the picture shows at least */

typedef enum
{
  PLOT_STACKED,
  PLOT_OVERLAID,
  PLOT_XY, /* against the first one */
} PlotMode;

typedef enum
{
  PLOT_STYLE_AUTO, /* stepped for integers */
  PLOT_STYLE_JOINED,
  PLOT_STYLE_STEPPED,
} PlotStyle;

typedef enum
{
  PLOT_LINE,
  PLOT_TEXT, /* its value, large */
  PLOT_GAUGE,
  PLOT_LINE_AND_TEXT,
  PLOT_LINE_AND_GAUGE,
  PLOT_N_KINDS
} PlotKind;

typedef struct
{
  SeriesKey *key; /* signal "=EXPRESSION": computed (session/series-expression.h) */
  char *name;
  Series *series; /* (nullable) not in the databases, or no trace */
  char *problem;  /* (nullable) why not */
  guint color;    /* of the palette; from N_PLOT_COLORS on they are dashed */
  double width;   /* px */
  PlotStyle style;
  PlotKind kind;
  gboolean hidden, fixed, own_axis;
  double min, max; /* of the axis, if fixed */
} PlotSignal;

/* Shown as a line; as a value. */
static inline gboolean
plot_signal_is_line (const PlotSignal *self)
{
  return !self->hidden && self->kind != PLOT_TEXT && self->kind != PLOT_GAUGE;
}

static inline gboolean
plot_signal_is_dial (const PlotSignal *self)
{
  return !self->hidden && self->kind != PLOT_LINE;
}

#define PLOT_TYPE_MODEL (plot_model_get_type ())
G_DECLARE_FINAL_TYPE (PlotModel, plot_model, PLOT, MODEL, GObject)

PlotModel *plot_model_new (void);
/* store NULL: none. */
void plot_model_set_source (PlotModel *self, FrameStore *store, const DatabaseSet *databases);
void plot_model_poke (PlotModel *self); /* the store has grown */
void plot_model_wait (PlotModel *self); /* until all samples there are now are known; for programs without main loop */
FrameStore *plot_model_get_store (PlotModel *self); /* (nullable) */
double plot_model_get_progress (PlotModel *self);
int64_t plot_model_get_origin (PlotModel *self); /* when the trace starts */

/* --- Signals --- */

guint plot_model_n_signals (PlotModel *self);
const PlotSignal *plot_model_get_signal (PlotModel *self, guint index);
/* The index; that of the same one if it is there already. A signal that no database has is added, too, and says so.
 * PLOT_MAX_SIGNALS: there is no place. */
guint plot_model_add (PlotModel *self, const SeriesKey *key);
void plot_model_remove (PlotModel *self, guint index);
void plot_model_clear (PlotModel *self);
void plot_model_move (PlotModel *self, guint from, guint to);
void plot_model_set_color (PlotModel *self, guint index, guint color);
void plot_model_set_width (PlotModel *self, guint index, double width);
void plot_model_set_style (PlotModel *self, guint index, PlotStyle style);
void plot_model_set_kind (PlotModel *self, guint index, PlotKind kind);
void plot_model_set_hidden (PlotModel *self, guint index, gboolean hidden);
void plot_model_set_own_axis (PlotModel *self, guint index, gboolean own);
/* Lines chosen in the legend are drawn stronger; -1: none. */
void plot_model_set_chosen_signal (PlotModel *self, int index);
/* of the axis; min >= max: as the values want it. */
void plot_model_set_axis (PlotModel *self, guint index, double min, double max);

PlotMode plot_model_get_mode (PlotModel *self);
void plot_model_set_mode (PlotModel *self, PlotMode mode);
void plot_model_set_grid (PlotModel *self, gboolean grid);
gboolean plot_model_get_grid (PlotModel *self);
void plot_model_set_dots (PlotModel *self, gboolean dots);
gboolean plot_model_get_dots (PlotModel *self);

/* --- Time --- */

void plot_model_get_range (PlotModel *self, int64_t *from, int64_t *to);
/* What is shown now, times and axes, can be gone back to: before a change that does not note it itself. */
void plot_model_note (PlotModel *self);
/* note: what was shown before can be gone back to. Ends following. */
void plot_model_set_range (PlotModel *self, int64_t from, int64_t to, gboolean note);
void plot_model_show_all (PlotModel *self);
void plot_model_zoom (PlotModel *self, int64_t center, double factor); /* below 1: nearer */
void plot_model_pan (PlotModel *self, int64_t by);
void plot_model_reveal (PlotModel *self, int64_t time); /* pans if it is not shown */
/* Axes as what is shown wants them; all: as all values want them. */
void plot_model_fit_values (PlotModel *self, gboolean all);
gboolean plot_model_back (PlotModel *self);
gboolean plot_model_forward (PlotModel *self);
gboolean plot_model_can_go (PlotModel *self, gboolean back);
gboolean plot_model_get_span (PlotModel *self, int64_t *first, int64_t *last); /* of the trace */
/* The last window ns are shown, as the trace grows. */
void plot_model_set_follow (PlotModel *self, gboolean follow);
gboolean plot_model_get_follow (PlotModel *self);
/* Samples that come change the picture at most once in so many µs (0: with each tick): who draws it says so, so that
 * drawing live costs no more than a share of a processor. What a person does changes it at once. */
void plot_model_set_pace (PlotModel *self, int64_t pace);
/* The picture stands still, the trace goes on. */
void plot_model_set_paused (PlotModel *self, gboolean paused);
gboolean plot_model_get_paused (PlotModel *self);

/* --- Cursors and marks --- */

int64_t plot_model_get_cursor (PlotModel *self, guint cursor); /* PLOT_NO_TIME */
void plot_model_set_cursor (PlotModel *self, guint cursor, int64_t time);
/* To the next sample (of the line chosen, or any). */
void plot_model_step_cursor (PlotModel *self, guint cursor, gboolean back);
/* Nearest sample of any line within so many ns, else time. */
int64_t plot_model_snap (PlotModel *self, int64_t time, int64_t within);
void plot_model_set_chosen (PlotModel *self, int64_t time);
/* texts (nullable): NULL-terminated or shorter; copies. */
void plot_model_set_marks (PlotModel *self, const int64_t *times, const char *const *texts, guint n);
/* Row of the frame whose sample is nearest to time, of any line shown; ROW_NONE. */
uint64_t plot_model_row_at (PlotModel *self, int64_t time);

/* --- Out --- */

/* (transfer none) valid until the next call and until the model changes. The same again, with
 * the same serial, while nothing but cursors, marks and the chosen frame has changed: it costs nothing then. */
PlotPicture *plot_model_get_picture (PlotModel *self, const DrawLook *look, double width, double height);
/* What a dial of the signal says: "812.5 rpm" (transfer full); NULL: it has no value there. */
char *plot_model_dup_dial_text (PlotModel *self, guint index);
/* The plot whose pane it is (picture's), or the first line over each other; -1. */
int plot_model_signal_of_pane (PlotModel *self, guint pane);

/* What a layout is, as JSON: signals, how they look, mode; (transfer full). */
char *plot_model_to_text (PlotModel *self);
/* FALSE: it is none. What is wrong in it counts as absent. */
gboolean plot_model_from_text (PlotModel *self, const char *text);

G_END_DECLS
