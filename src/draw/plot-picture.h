/* plot-picture.h: plots of values over time, stacked, over each other, or one against the other.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Whoever has the values fills a PlotPicture: axes and lines first, then plot_picture_place says where the plots are,
 * then pieces of lines in as many columns as a plot is wide. The same picture goes to a window and into a file.
 *
 * Times are ns. Everything in it is the caller's; strings are borrowed.
 */
#pragma once

#include "draw/drawing.h"
#include <stdint.h>

G_BEGIN_DECLS

#define PLOT_NO_TIME INT64_MIN
#define PLOT_MAX_PANES 64u

typedef struct
{
  int64_t time;
  float value;
  gboolean joined; /* to the point before */
} PlotPoint;

/* What is in one column of pixels. */
typedef struct
{
  float min, max, first, last;
  gboolean filled, joined; /* joined to the column filled before */
} PlotColumn;

/* Points, or columns from the picture's begin to its end. */
typedef struct
{
  PlotPoint *points;
  gsize n_points;
  PlotColumn *columns;
  guint n_columns;
  gboolean dots; /* a dot for each point */
} PlotPiece;

typedef struct
{
  double value;
  const char *text;
} PlotLabel;

typedef struct
{
  int64_t from, to;
} PlotSpan;

typedef struct
{
  guint pane;
  double min, max;
  const PlotLabel *labels; /* texts instead of numbers; ordered by value */
  guint n_labels;
  DrawColor color; /* of its numbers, where a pane has several */
  double offset;   /* (out) how far left of the plot */
} PlotAxis;

typedef struct
{
  const char *name, *unit; /* unit "" if none */
  const char *missing;     /* (nullable) why there is nothing to be seen */
  guint axis;
  DrawColor color;
  double width; /* px */
  guint dash;   /* 0: none, 1: 6 3, 2: 2 3 */
  gboolean stepped, chosen;
  GArray *pieces;       /* of PlotPiece */
  const PlotSpan *gaps; /* without frames */
  guint n_gaps;
  const char *cursor_text[2]; /* (nullable) value at the cursor */
  double cursor_value[2];
} PlotLine;

/* One value, large: above the plots, or all of the picture where there are none. */
typedef struct
{
  const char *name, *unit; /* unit "" if none */
  const char *missing;     /* (nullable) why there is no value */
  const char *text;        /* (nullable) the value */
  const char *when;        /* where that is: "at A", "latest" */
  double value;
  double min, max;              /* of the scale */
  const char *lowest, *highest; /* (nullable) of what is shown, for people */
  double low, high;             /* likewise, on the scale; NAN: none */
  DrawColor color;
  gboolean gauge;    /* with a scale; else the value alone */
  gboolean labelled; /* its values are words: no numbers on the scale */
} PlotDial;

typedef struct
{
  int64_t time;
  const char *text;
} PlotMark;

typedef struct
{
  double x, y, width, height;
} PlotArea;

typedef struct
{
  int64_t from, to; /* what is shown */
  int64_t origin;   /* time 0 of the axis */
  guint n_panes;
  GArray *axes;       /* of PlotAxis */
  GArray *lines;      /* of PlotLine */
  GArray *dials;      /* of PlotDial */
  GArray *marks;      /* of PlotMark */
  int64_t cursors[2]; /* PLOT_NO_TIME: not set */
  int64_t chosen;     /* the frame that is looked at elsewhere */
  gboolean no_grid;
  gboolean bare;     /* no names in the plots: a legend stands elsewhere */
  const char *empty; /* (nullable) what to say where there are no lines */

  /* One line against the other: points of lines[1 …] against lines[0]'s, in xy. */
  gboolean xy;
  const char *x_title;
  double x_min, x_max;

  uint64_t serial; /* whoever fills it tells one from another by it */

  /* (out) */
  PlotArea panes[PLOT_MAX_PANES];
  guint dials_across;
  PlotArea dials_area;
  double width, height;
} PlotPicture;

PlotPicture *plot_picture_new (void);
void plot_picture_free (PlotPicture *self); /* (nullable) pieces and what they hold, too */

/* Where the plots are in this size. */
void plot_picture_place (PlotPicture *self, const DrawLook *look, double width, double height);
void plot_picture_draw (const PlotPicture *self, const DrawLook *look, cairo_t *cr);
/* Cursors, marks and the chosen frame alone: what changes under a picture that stays. */
void plot_picture_draw_over (const PlotPicture *self, const DrawLook *look, cairo_t *cr);

/* plot_picture_draw is this, then plot_picture_draw_over. */
void plot_picture_draw_under (const PlotPicture *self, const DrawLook *look, cairo_t *cr);

/* Height that so many dials want above plots in a picture of this width. */
double plot_dials_height (guint n, double width);
/* Where one of n dials is. */
PlotArea plot_picture_dial_area (const PlotPicture *self, guint index);

double plot_picture_x (const PlotPicture *self, int64_t time);
int64_t plot_picture_time (const PlotPicture *self, double x);
double plot_picture_y (const PlotPicture *self, const PlotAxis *axis, double value);

static inline PlotAxis *
plot_picture_axis (const PlotPicture *self, guint index)
{
  return &g_array_index (self->axes, PlotAxis, index);
}

static inline PlotDial *
plot_picture_dial (const PlotPicture *self, guint index)
{
  return &g_array_index (self->dials, PlotDial, index);
}

static inline PlotLine *
plot_picture_line (const PlotPicture *self, guint index)
{
  return &g_array_index (self->lines, PlotLine, index);
}

G_END_DECLS
