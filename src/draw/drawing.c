/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "draw/drawing.h"

#include <math.h>

#include "base/banned.h"

#define RGB(hex)                                                                                                       \
  {                                                                                                                    \
    ((hex) >> 16 & 255) / 255.0, ((hex) >> 8 & 255) / 255.0, ((hex) &255) / 255.0, 1                                   \
  }

void
draw_look_init_light (DrawLook *self, PangoContext *context)
{
  *self = (DrawLook){
    .background = RGB (0xffffff),
    .text = RGB (0x1c1e24),
    .dim = RGB (0x565b67),
    .faint = RGB (0x8a8f9b),
    .line = RGB (0xd5d6dc),
    .grid = RGB (0xe7e8ec),
    .neutral = RGB (0xe6e7ec),
    .error = RGB (0xb3131f),
    .warn = RGB (0xf2c14e),
    .accent = RGB (0x1458b8),
    .accent_text = RGB (0xffffff),
    .plot = { RGB (0x0052b8), RGB (0xb35c00), RGB (0x005c46), RGB (0xd42f72), RGB (0x4b3900), RGB (0x0a7cb4),
              RGB (0x4f3fdc), RGB (0x1f212b) },
    .context = context,
    .mono = "JetBrains Mono 9.5",
  };
}

void
draw_look_init_dark (DrawLook *self, PangoContext *context)
{
  *self = (DrawLook){
    .background = RGB (0x1b1c20),
    .text = RGB (0xe9eaee),
    .dim = RGB (0xa9aeba),
    .faint = RGB (0x777c89),
    .line = RGB (0x3b3d45),
    .grid = RGB (0x2c2e35),
    .neutral = RGB (0x363a44),
    .error = RGB (0xff8f8a),
    .warn = RGB (0xe0a72a),
    .accent = RGB (0x86b7ff),
    .accent_text = RGB (0xffffff),
    .plot = { RGB (0x6ba5f2), RGB (0xf07a3f), RGB (0x63e6a5), RGB (0xdd6a95), RGB (0xecd32a), RGB (0x5cc4cf),
              RGB (0x937dff), RGB (0xf4f5f8) },
    .dark = TRUE,
    .context = context,
    .mono = "JetBrains Mono 9.5",
  };
}

void
draw_set_color (cairo_t *cr, const DrawColor *color, double alpha)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * alpha);
}

double
draw_fill_alpha (const DrawLook *self)
{
  return self->dark ? 0.26 : 0.18;
}

void
draw_hatch (const DrawLook *self, cairo_t *cr, double x, double y, double width, double height)
{
  cairo_save (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  draw_set_color (cr, &self->warn, 0.45);
  cairo_paint (cr);
  draw_set_color (cr, &self->warn, 1);
  cairo_set_line_width (cr, 1);
  for (double step = -height; step < width; step += 4)
    {
      cairo_move_to (cr, x + step, y + height);
      cairo_line_to (cr, x + step + height, y);
    }
  cairo_stroke (cr);
  cairo_restore (cr);
}

static PangoLayout *
new_layout (const DrawLook *self, const char *text, guint flags)
{
  PangoLayout *layout = pango_layout_new (self->context);
  PangoAttrList *attributes = pango_attr_list_new ();

  if (flags & DRAW_MONO)
    {
      PangoFontDescription *font = pango_font_description_from_string (self->mono);

      pango_layout_set_font_description (layout, font);
      pango_font_description_free (font);
      pango_attr_list_insert (attributes, pango_attr_font_features_new ("calt 0, zero 1"));
    }
  else
    pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum 1"));
  if (flags & DRAW_BOLD)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  if (flags & DRAW_SMALL)
    pango_attr_list_insert (attributes, pango_attr_scale_new (0.9));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/* --- Kept layouts --- */

#define MAX_KEPT 600u

typedef struct
{
  char *text, *mono; /* mono: NULL unless it is in it */
  guint flags;
  int width; /* px that it was cut to; 0: not */
  PangoLayout *layout;
  int drawn; /* px */
} KeptText;

struct DrawTexts
{
  PangoContext *context; /* whose layouts these are; compared only */
  guint serial;
  GHashTable *texts;
  int line_height; /* 0: not known yet */
};

static guint
kept_hash (gconstpointer data)
{
  const KeptText *self = data;

  return g_str_hash (self->text) * 31 + self->flags * 7 + (guint) self->width;
}

static gboolean
kept_equal (gconstpointer a, gconstpointer b)
{
  const KeptText *x = a, *y = b;

  return x->flags == y->flags && x->width == y->width && g_str_equal (x->text, y->text)
         && g_strcmp0 (x->mono, y->mono) == 0;
}

static void
kept_free (gpointer data)
{
  KeptText *self = data;

  g_object_unref (self->layout);
  g_free (self->text);
  g_free (self->mono);
  g_free (self);
}

DrawTexts *
draw_texts_new (void)
{
  DrawTexts *self = g_new0 (DrawTexts, 1);

  self->texts = g_hash_table_new_full (kept_hash, kept_equal, NULL, kept_free);
  return self;
}

void
draw_texts_free (DrawTexts *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->texts);
  g_free (self);
}

/* Another font, or too many: all are forgotten. */
static void
check_texts (DrawTexts *self, PangoContext *context)
{
  guint serial = pango_context_get_serial (context);

  if (self->context == context && self->serial == serial && g_hash_table_size (self->texts) < MAX_KEPT)
    return;
  g_hash_table_remove_all (self->texts);
  self->line_height = 0;
  self->context = context;
  self->serial = serial;
}

/* Cut at width, if that is above 0. */
static PangoLayout *
new_cut_layout (const DrawLook *self, const char *text, int width, guint flags, int *drawn)
{
  PangoLayout *layout = new_layout (self, text, flags);

  pango_layout_get_pixel_size (layout, drawn, NULL);
  if (width > 0 && *drawn > width)
    {
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_width (layout, width * PANGO_SCALE);
      pango_layout_get_pixel_size (layout, drawn, NULL);
    }
  return layout;
}

/* (transfer full) */
static PangoLayout *
get_layout (const DrawLook *self, const char *text, double width, guint flags, int *drawn)
{
  KeptText wanted = { .text = (char *) text, .mono = flags & DRAW_MONO ? (char *) self->mono : NULL, .flags = flags };
  KeptText *kept;

  wanted.width = width > 0 ? (int) MIN (width, 32000) : 0;
  if (self->texts == NULL)
    return new_cut_layout (self, text, wanted.width, flags, drawn);
  check_texts (self->texts, self->context);
  kept = g_hash_table_lookup (self->texts->texts, &wanted);
  if (kept == NULL)
    {
      kept = g_memdup2 (&wanted, sizeof wanted);
      kept->text = g_strdup (text);
      kept->mono = g_strdup (wanted.mono);
      kept->layout = new_cut_layout (self, text, wanted.width, flags, &kept->drawn);
      g_hash_table_add (self->texts->texts, kept);
    }
  *drawn = kept->drawn;
  return g_object_ref (kept->layout);
}

double
draw_line_height (const DrawLook *self)
{
  PangoLayout *layout;
  int height;

  if (self->texts != NULL)
    {
      check_texts (self->texts, self->context);
      if (self->texts->line_height > 0)
        return self->texts->line_height;
    }
  layout = new_layout (self, "Ag", 0);
  pango_layout_get_pixel_size (layout, NULL, &height);
  g_object_unref (layout);
  if (self->texts != NULL)
    self->texts->line_height = height;
  return height;
}

double
draw_text (const DrawLook *self, cairo_t *cr, const char *text, double x, double y, double align, double width,
           guint flags)
{
  int drawn;
  PangoLayout *layout = get_layout (self, text, width, flags, &drawn);

  /* On whole pixels, or it blurs. */
  cairo_move_to (cr, floor (x - align * drawn + 0.5), floor (y + 0.5));
  pango_cairo_show_layout (cr, layout);
  cairo_new_path (cr);
  g_object_unref (layout);
  return drawn;
}

double
draw_text_width (const DrawLook *self, const char *text, guint flags)
{
  int drawn;

  g_object_unref (get_layout (self, text, 0, flags, &drawn));
  return drawn;
}
