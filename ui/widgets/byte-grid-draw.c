/* byte-grid-draw.c: how the bit grid looks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/byte-grid-private.h"

#include "base/i18n.h"
#include "ui/theme.h"

#define TINT 0.14 /* of a signal's cell; VISUAL: under fg and fg_dim text */
#define TINT_HOVER 0.30
#define EDGE 0.75

typedef struct
{
  ByteGrid *grid;
  cairo_t *cr;
  ByteGridMetrics m;
  PangoLayout *mono, *mono_bold, *label;
  int signal, hover;
} Drawing;

static void
set_color (Drawing *d, const char *name, double alpha)
{
  GdkRGBA color;

  theme_lookup_color (GTK_WIDGET (d->grid), name, &color);
  color.alpha *= (float) alpha;
  gdk_cairo_set_source_rgba (d->cr, &color);
}

/* Text of n bytes around a point; on whole pixels, or it blurs. */
static void
draw_text (Drawing *d, PangoLayout *layout, const char *text, double x, double y, double align)
{
  int width, height;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_move_to (d->cr, floor (x - align * width + 0.5), floor (y - 0.5 * height + 0.5));
  pango_cairo_show_layout (d->cr, layout);
  cairo_new_path (d->cr);
}

static PangoLayout *
new_layout (GtkWidget *context, double scale, PangoWeight weight, const char *features)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (context, NULL);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new (features));
  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_attr_list_insert (attributes, pango_attr_weight_new (weight));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  return layout;
}

void
byte_grid_get_metrics (ByteGrid *self, ByteGridMetrics *m)
{
  static const guint digits[] = { [BYTE_BASE_HEX] = 2, [BYTE_BASE_DEC] = 3, [BYTE_BASE_BIN] = 8 };
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), "00000000");
  int width, height;
  double room, char_room;

  pango_layout_get_pixel_size (layout, &width, &height);
  m->char_width = width / 8.0;
  char_room = MAX (14, ceil (2.2 * m->char_width)); /* for half of its title, in any font */
  m->row_height = MAX (20, height + 4);
  m->head_height = m->row_height;
  m->number_right = 12 + ceil (2 * m->char_width);
  m->byte_left = m->number_right + 12;
  m->byte_width = ceil (digits[self->base] * m->char_width) + 10;
  m->char_centre = m->byte_left + m->byte_width + char_room;
  m->bits_left = m->char_centre + char_room;
  room = gtk_widget_get_width (GTK_WIDGET (self)) - m->bits_left - 12;
  m->cell_width = CLAMP (floor (room / 8), 12, MAX (44, ceil (4 * m->char_width)));
}

static void
rounded (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
}

static void
draw_head (Drawing *d)
{
  static const char *const names[]
      = { [BYTE_BASE_HEX] = N_ ("hex"), [BYTE_BASE_DEC] = N_ ("dec"), [BYTE_BASE_BIN] = N_ ("bin") };
  double top = d->grid->adjustment ? gtk_adjustment_get_value (d->grid->adjustment) : 0, y = top + d->m.head_height / 2;

  set_color (d, "panel_bg", 1);
  cairo_rectangle (d->cr, 0, top, gtk_widget_get_width (GTK_WIDGET (d->grid)), d->m.head_height);
  cairo_fill (d->cr);
  set_color (d, "fg_dim", 1);
  draw_text (d, d->label, "#", d->m.number_right, y, 1);
  draw_text (d, d->label, _ (names[d->grid->base]), d->m.byte_left + d->m.byte_width / 2, y, 0.5);
  draw_text (d, d->label, _ ("char"), d->m.char_centre, y, 0.5);
  for (int bit = 7; bit >= 0; bit--)
    {
      char text[2] = { (char) ('0' + bit), 0 };

      draw_text (d, d->label, text, d->m.bits_left + (7.5 - bit) * d->m.cell_width, y, 0.5);
    }
}

static gboolean
row_has_chosen (Drawing *d, guint byte)
{
  for (guint bit = 0; d->signal >= 0 && bit < 8; bit++)
    if (d->grid->cells[byte][bit].owner == d->signal)
      return TRUE;
  return FALSE;
}

static void
draw_byte (Drawing *d, guint byte, double y)
{
  uint8_t value = d->grid->bytes[byte];
  double middle = y + d->m.row_height / 2;
  gboolean chosen = row_has_chosen (d, byte);
  char text[9];

  set_color (d, "fg_dim", 1);
  g_snprintf (text, sizeof text, "%u", byte);
  draw_text (d, d->mono, text, d->m.number_right, middle, 1);
  if (chosen)
    {
      set_color (d, field_focus_palette (d->signal, NULL), theme_is_dark () ? 0.26 : 0.18);
      rounded (d->cr, d->m.byte_left, y + 1, d->m.byte_width, d->m.row_height - 2, 3);
      cairo_fill (d->cr);
    }
  set_color (d, "fg", 1);
  byte_base_format (d->grid->base, value, text);
  draw_text (d, chosen ? d->mono_bold : d->mono, text, d->m.byte_left + d->m.byte_width / 2, middle, 0.5);
  set_color (d, "fg_dim", 1);
  text[0] = value > 32 && value < 127 ? (char) value : '.';
  text[1] = 0;
  draw_text (d, d->mono, text, d->m.char_centre, middle, 0.5);
}

/* Diagonal stripes in the colour of the other signal. */
static void
hatch (Drawing *d, int signal, double x, double y, double width, double height)
{
  cairo_save (d->cr);
  cairo_rectangle (d->cr, x, y, width, height);
  cairo_clip (d->cr);
  set_color (d, field_focus_palette (signal, NULL), signal == d->signal ? 0.9 : 0.45);
  cairo_set_line_width (d->cr, 2);
  for (double start = -height; start < width; start += 7)
    {
      cairo_move_to (d->cr, x + start, y + height);
      cairo_line_to (d->cr, x + start + height, y);
    }
  cairo_stroke (d->cr);
  cairo_restore (d->cr);
}

/* The left edge of a signal within a row; from the ninth signal on dashed, from the seventeenth dotted, as its line is
 * in a plot. */
static void
draw_edge (Drawing *d, int owner, double x, double y)
{
  static const double dashes[2][2] = { { 6, 3 }, { 2, 3 } };
  guint round;
  const char *color = field_focus_palette (owner, &round);

  set_color (d, color, owner == d->signal || owner == d->hover ? 1 : EDGE);
  if (round)
    cairo_set_dash (d->cr, dashes[MIN (round, 2) - 1], 2, 0);
  cairo_set_line_width (d->cr, 2);
  cairo_move_to (d->cr, x + 1, y);
  cairo_line_to (d->cr, x + 1, y + d->m.row_height);
  cairo_stroke (d->cr);
  cairo_set_dash (d->cr, NULL, 0, 0);
}

static gboolean
is_selected (Drawing *d, int byte, int bit)
{
  return byte >= 0 && byte < (int) d->grid->n_bytes && bit >= 0 && bit < 8
         && byte_grid_is_selected (d->grid, (guint) byte, (guint) bit);
}

/* A line where the selection ends, so that it is one thing. */
static void
draw_selection_edges (Drawing *d, guint byte, guint bit, double x, double y)
{
  const struct
  {
    int byte, bit;
    double from_x, from_y, to_x, to_y;
  } sides[] = { { (int) byte, (int) bit + 1, 0, 0, 0, 1 },
                { (int) byte, (int) bit - 1, 1, 0, 1, 1 },
                { (int) byte - 1, (int) bit, 0, 0, 1, 0 },
                { (int) byte + 1, (int) bit, 0, 1, 1, 1 } };
  double width = d->m.cell_width, height = d->m.row_height;

  set_color (d, "accent", 1);
  cairo_set_line_width (d->cr, 2);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    if (!is_selected (d, sides[i].byte, sides[i].bit))
      {
        cairo_move_to (d->cr, x + sides[i].from_x * width, y + sides[i].from_y * height);
        cairo_line_to (d->cr, x + sides[i].to_x * width, y + sides[i].to_y * height);
      }
  cairo_stroke (d->cr);
}

static void
draw_bit (Drawing *d, guint byte, guint bit, double y)
{
  const BitCell *cell = &d->grid->cells[byte][bit];
  double x = d->m.bits_left + (7 - bit) * d->m.cell_width, width = d->m.cell_width, height = d->m.row_height;
  gboolean chosen = cell->owner >= 0 && cell->owner == d->signal;
  gboolean value = d->grid->bytes[byte] >> bit & 1;
  char text[2] = { value ? '1' : '0', 0 };

  if (cell->owner >= 0)
    {
      set_color (d, field_focus_palette (cell->owner, NULL), chosen ? 1 : cell->owner == d->hover ? TINT_HOVER : TINT);
      cairo_rectangle (d->cr, x + 0.5, y + 0.5, width - 1, height - 1);
      cairo_fill (d->cr);
      if (cell->second >= 0)
        hatch (d, cell->second, x + 0.5, y + 0.5, width - 1, height - 1);
      if (bit == 7 || d->grid->cells[byte][bit + 1].owner != cell->owner)
        draw_edge (d, cell->owner, x, y);
    }
  else
    {
      set_color (d, "border_soft", 1);
      cairo_set_line_width (d->cr, 1);
      cairo_rectangle (d->cr, x + 0.5, y + 0.5, width - 1, height - 1);
      cairo_stroke (d->cr);
    }
  if (byte_grid_is_selected (d->grid, byte, bit))
    {
      set_color (d, "accent", chosen ? 0.6 : 0.35);
      cairo_rectangle (d->cr, x, y, width, height);
      cairo_fill (d->cr);
      draw_selection_edges (d, byte, bit, x, y);
    }
  set_color (d, chosen ? (theme_is_dark () ? "view_bg" : "accent_fg") : value ? "fg" : "fg_dim", 1);
  draw_text (d, value ? d->mono_bold : d->mono, text, x + width / 2, y + height / 2, 0.5);
}

/* ◤ at the most significant bit of the chosen signal, ● at the least. */
static void
draw_ends (Drawing *d)
{
  const CanSignal *signal = detail_tree_get_signal (field_focus_get_tree (d->grid->focus), d->signal);
  guint byte, bit;
  double x, y;

  if (!signal)
    return;
  set_color (d, theme_is_dark () ? "view_bg" : "accent_fg", 1);
  signal_layout_bit (&signal->layout, can_signal_length (signal) - 1, &byte, &bit);
  x = d->m.bits_left + (7 - bit) * d->m.cell_width + 2;
  y = d->m.head_height + byte * d->m.row_height + 1;
  cairo_move_to (d->cr, x, y);
  cairo_line_to (d->cr, x + 9, y);
  cairo_line_to (d->cr, x, y + 9);
  cairo_close_path (d->cr);
  cairo_fill (d->cr);
  signal_layout_bit (&signal->layout, 0, &byte, &bit);
  x = d->m.bits_left + (8 - bit) * d->m.cell_width - 7;
  y = d->m.head_height + (byte + 1) * d->m.row_height - 6;
  cairo_arc (d->cr, x, y, 2.5, 0, 2 * G_PI);
  cairo_fill (d->cr);
}

static void
draw_cursor (Drawing *d)
{
  if (!d->grid->has_cursor || !gtk_widget_has_visible_focus (GTK_WIDGET (d->grid)))
    return;
  set_color (d, "fg", 1);
  cairo_set_line_width (d->cr, 2);
  cairo_rectangle (d->cr, d->m.bits_left + (7 - d->grid->cursor_bit) * d->m.cell_width + 1,
                   d->m.head_height + d->grid->cursor_byte * d->m.row_height + 1, d->m.cell_width - 2,
                   d->m.row_height - 2);
  cairo_stroke (d->cr);
}

/* Rows that can be seen: [*first, *end). */
static void
visible_rows (Drawing *d, guint *first, guint *end)
{
  GtkAdjustment *adjustment = d->grid->adjustment;
  double value, page;

  *first = 0;
  *end = d->grid->n_bytes;
  if (!adjustment)
    return;
  value = gtk_adjustment_get_value (adjustment);
  page = gtk_adjustment_get_page_size (adjustment);
  *first = (guint) MAX (0, floor ((value - d->m.head_height) / d->m.row_height));
  *end = (guint) CLAMP (ceil ((value + page - d->m.head_height) / d->m.row_height), 0, d->grid->n_bytes);
}

static void
draw_rows (Drawing *d)
{
  guint first, end;

  visible_rows (d, &first, &end);
  for (guint byte = first; byte < end; byte++)
    {
      double y = d->m.head_height + byte * d->m.row_height;

      draw_byte (d, byte, y);
      for (guint bit = 0; bit < 8; bit++)
        draw_bit (d, byte, bit, y);
    }
}

void
byte_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ByteGrid *self = BYTE_GRID (widget);
  GtkWidget *parent = gtk_widget_get_parent (widget);
  Drawing d = { .grid = self, .signal = -1, .hover = -1 };
  graphene_rect_t bounds
      = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget), (float) gtk_widget_get_height (widget));

  if (!self->n_bytes)
    return;
  byte_grid_get_metrics (self, &d.m);
  d.cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  d.mono = new_layout (widget, 1, PANGO_WEIGHT_NORMAL, "calt 0, zero 1");
  d.mono_bold = new_layout (widget, 1, PANGO_WEIGHT_BOLD, "calt 0, zero 1");
  d.label = new_layout (parent ? parent : widget, 0.85, PANGO_WEIGHT_NORMAL, "tnum 1");
  if (self->focus)
    {
      d.signal = field_focus_get_signal (self->focus);
      d.hover = field_focus_get_hover (self->focus);
    }
  draw_rows (&d);
  if (d.signal >= 0)
    draw_ends (&d);
  draw_cursor (&d);
  draw_head (&d); /* over the rows that scrolled below it */
  g_object_unref (d.mono);
  g_object_unref (d.mono_bold);
  g_object_unref (d.label);
  cairo_destroy (d.cr);
}
