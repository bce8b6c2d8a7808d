/* drawing.h: colours and texts for drawings that are the same in a window and in a file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * This floor draws with cairo and pango only. Whoever calls it says which colours the theme has and which fonts; sizes
 * follow the font. The thread of the cairo context.
 */
#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

G_BEGIN_DECLS

typedef struct
{
  double red, green, blue, alpha; /* 0 to 1 */
} DrawColor;

#define N_PLOT_COLORS 8

/* Texts shaped once, for who draws the same ones with each frame. Not for several threads. */
typedef struct DrawTexts DrawTexts;
DrawTexts *draw_texts_new (void);
void draw_texts_free (DrawTexts *self); /* (nullable) */

/* The palette of VISUAL.md, as a theme has it. */
typedef struct
{
  DrawColor background, text, dim, faint, line, grid, neutral; /* neutral: fill of what has no meaning of its own */
  DrawColor error, warn, accent, accent_text;
  DrawColor plot[N_PLOT_COLORS];
  gboolean dark;
  PangoContext *context; /* borrowed: the interface's font */
  DrawTexts *texts;      /* (nullable) borrowed; looks of one context at a time */
  const char *mono;      /* description of the font for numbers: "JetBrains Mono 9.5" */
} DrawLook;

/* The colours and fonts of the light theme, for files. context is borrowed. */
void draw_look_init_light (DrawLook *self, PangoContext *context);
void draw_look_init_dark (DrawLook *self, PangoContext *context); /* likewise of the dark one */

/* Height of a line of text, px. */
double draw_line_height (const DrawLook *self);
/* Share of a palette colour that fills under text. */
double draw_fill_alpha (const DrawLook *self);

void draw_set_color (cairo_t *cr, const DrawColor *color, double alpha);

/* Filled as stuff bits are: amber stripes. */
void draw_hatch (const DrawLook *self, cairo_t *cr, double x, double y, double width, double height);

typedef enum
{
  DRAW_BOLD = 1 << 0,
  DRAW_MONO = 1 << 1,
  DRAW_SMALL = 1 << 2,
} DrawTextFlags;

/* Text in the source's colour; (x, y) is the top, align 0 the left, 0.5 the middle, 1 the right of it. Cut with … at
 * width, if that is above 0. Returns the width drawn. */
double draw_text (const DrawLook *self, cairo_t *cr, const char *text, double x, double y, double align, double width,
                  guint flags);
double draw_text_width (const DrawLook *self, const char *text, guint flags);

G_END_DECLS
