/* plot-model-private.h: what the files of the plot share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/plot-model.h"

typedef struct
{
  int64_t from, to;
} PlotRange;

#define PLOT_HISTORY 64u

/* What a picture depends on, besides its colours. */
typedef struct
{
  guint64 revision, samples;
  PlotRange range;
  double width, height;
  guint font;
  gboolean complete;
} PlotState;

typedef struct
{
  gboolean fixed;
  double min, max;
} PlotAxisRange;

/* What was shown once. */
typedef struct
{
  gboolean ranged;
  PlotRange range;
  guint n_changes;     /* then the list of signals was another one, if so */
  PlotAxisRange *axes; /* of each signal */
} PlotPast;

struct _PlotModel
{
  GObject parent_instance;

  Tick *tick;
  SeriesSet *set; /* (nullable) */
  const DatabaseSet *databases;
  GPtrArray *signals; /* of PlotSignal */
  int chosen_signal;
  PlotMode mode;
  gboolean no_grid, dots;

  gboolean ranged; /* somebody has chosen a range; else all is shown */
  PlotRange range;
  GArray *back, *forward; /* of PlotPast */
  guint n_changes;        /* of the list of signals */
  gboolean follow, paused;
  int64_t window;       /* ns, while following */
  int64_t pace, ticked; /* µs: between pictures of samples that come; when the last one was */
  guint pace_id;

  int64_t cursors[2], chosen;
  GArray *marks;      /* of PlotMark */
  GPtrArray *strings; /* that picture and marks borrow */

  guint64 revision; /* of what lies under the cursors */
  PlotPicture *picture;
  PlotState picture_state; /* that it was made of */
  DrawLook picture_look;
  GArray *kept;              /* (nullable) plot-model-columns.c's */
  GPtrArray *scratch, *over; /* texts of picture and of its cursors: freed with them */
};

enum
{
  PLOT_CHANGED,
  PLOT_SIGNALS_CHANGED,
  PLOT_N_CHANGES
};
extern guint plot_model_changes[PLOT_N_CHANGES];

void plot_model_emit_changed (PlotModel *self);
void plot_model_emit_over_changed (PlotModel *self); /* cursors, marks or the chosen frame alone */
PlotSignal *plot_model_signal (PlotModel *self, guint index);
gboolean plot_signal_is_shown (const PlotSignal *self);
void plot_model_update_follow (PlotModel *self);
GArray *plot_history_new (void); /* of PlotPast */

/* plot-model-picture.c */
gpointer plot_keep (PlotModel *self, gpointer memory); /* (transfer full) for as long as the picture */
void plot_fill_axis (PlotModel *self, const PlotSignal *signal, PlotAxis *axis);
/* Why there is nothing to be seen between from and to, (transfer full)(nullable). */
char *plot_dup_missing (PlotModel *self, const PlotSignal *signal, int64_t from, int64_t to);

/* plot-model-columns.c: the picture's range, whose plots have their places; columns as series_get_columns gives them
 * for it, from the last picture where that is possible; to be forgotten when series go. */
void plot_columns_snap (PlotModel *self, PlotPicture *picture);
void plot_columns_get (PlotModel *self, const Series *series, guint run, const PlotPicture *picture, guint n,
                       SeriesColumn *columns);
void plot_columns_forget (PlotModel *self);

/* plot-model-dials.c: the dials, and the values in them. */
void plot_dials_add (PlotModel *self, PlotPicture *picture, const DrawLook *look);
void plot_dials_fill_values (PlotModel *self, PlotPicture *picture);
