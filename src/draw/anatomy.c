/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "draw/anatomy.h"

#include "base/i18n.h"

#include <math.h>

#include "base/banned.h"

#define LEFT 60.0 /* names of the lines */
#define RIGHT 12.0
#define LEAST_CELL 9.0 /* px: below it digits cannot be read */
#define WRAPPED_CELL 14.0
#define CELL_HEIGHT 20.0
#define LEVELS 62.0
#define GAP 14.0

typedef struct
{
  const Anatomy *of;
  const DrawLook *look;
  cairo_t *cr;
  double cell, line; /* width of a cell, height of a text line */
  guint per_row, n_rows;
  double block; /* height of a row with all that belongs to it */
} Layout;

static Layout
lay_out (const Anatomy *anatomy, const DrawLook *look, cairo_t *cr, double width)
{
  Layout l = { anatomy, look, cr, 0, draw_line_height (look), 0, 0, 0 };
  double room = MAX (width - LEFT - RIGHT, 10 * LEAST_CELL);
  guint n = MAX (anatomy->bits->n, 1);

  l.cell = room / n;
  if (anatomy->wrapped || l.cell < LEAST_CELL)
    {
      l.per_row = MAX ((guint) (room / WRAPPED_CELL), 1);
      l.per_row = MIN (l.per_row, n);
      l.cell = WRAPPED_CELL;
    }
  else
    l.per_row = n;
  l.n_rows = (n + l.per_row - 1) / l.per_row;
  l.block = ceil (4 * l.line + 2 * CELL_HEIGHT + LEVELS + 12 + GAP);
  return l;
}

FrameField
anatomy_field_of (const FrameBits *bits, guint bit)
{
  for (guint field = 0; field < FRAME_N_FIELDS; field++)
    if (bit >= bits->fields[field].first && bit < bits->fields[field].first + bits->fields[field].n)
      return field;
  return FRAME_FIELD_INTERMISSION;
}

/* --- Colours --- */

const DrawColor *
anatomy_field_color (const DrawLook *look, FrameField field)
{
  switch (field)
    {
    case FRAME_FIELD_ID:
    case FRAME_FIELD_ID_LOW:
      return &look->plot[0];
    case FRAME_FIELD_SRR:
    case FRAME_FIELD_IDE:
    case FRAME_FIELD_RTR:
    case FRAME_FIELD_RRS:
    case FRAME_FIELD_FDF:
    case FRAME_FIELD_BRS:
    case FRAME_FIELD_ESI:
      return &look->plot[6];
    case FRAME_FIELD_DLC:
      return &look->plot[4];
    case FRAME_FIELD_DATA:
      return &look->plot[2];
    case FRAME_FIELD_STUFF_COUNT:
    case FRAME_FIELD_PARITY:
      return &look->plot[5];
    case FRAME_FIELD_CRC:
      return &look->plot[3];
    case FRAME_FIELD_ACK:
      return &look->plot[1];
    default:
      return &look->dim;
    }
}

/* --- Fields --- */

static double
x_of (const Layout *self, guint in_row)
{
  return LEFT + in_row * self->cell;
}

/* One name over cells [from, to) of a row: within if it fits, else above, on one of two lines in turn. */
static void
draw_name (Layout *self, double top, guint from, guint to, const char *name, FrameField field, double *free_from)
{
  double x = x_of (self, from), width = (to - from) * self->cell, text = draw_text_width (self->look, name, DRAW_SMALL);
  double bar = top + 2 * self->line;
  const DrawColor *color = anatomy_field_color (self->look, field);
  guint level;

  draw_set_color (self->cr, color, field == FRAME_FIELD_INTERMISSION ? 0.06 : draw_fill_alpha (self->look));
  cairo_rectangle (self->cr, x, bar, MAX (width - 1, 1), CELL_HEIGHT - 2);
  cairo_fill (self->cr);
  draw_set_color (self->cr, color, 1);
  cairo_rectangle (self->cr, x, bar + CELL_HEIGHT - 4, MAX (width - 1, 1), 2);
  cairo_fill (self->cr);
  draw_set_color (self->cr, &self->look->text, 1);
  if (text + 4 <= width)
    {
      draw_text (self->look, self->cr, name, x + width / 2, bar, 0.5, 0, DRAW_SMALL);
      return;
    }
  x = MAX (x + width / 2 - text / 2, 2);
  level = x >= free_from[1] ? 1 : 0;
  if (x < free_from[level])
    return; /* the pointer tells its name */
  free_from[level] = x + text + 4;
  draw_set_color (self->cr, &self->look->dim, 1);
  draw_text (self->look, self->cr, name, x, top + level * self->line, 0, 0, DRAW_SMALL);
}

/* Bits that carry data, stuff bits left out. */
static guint
payload_bits (const FrameBits *bits, guint first, guint end)
{
  guint n = 0;

  for (guint i = first; i < end; i++)
    n += (bits->bits[i] & FRAME_BIT_STUFF) == 0;
  return n;
}

static char *
dup_field_name (const Layout *self, FrameField field)
{
  const CanFrame *frame = self->of->frame;
  const FrameBits *bits = self->of->bits;

  switch (field)
    {
    case FRAME_FIELD_ID:
      return can_id_is_extended (frame->id)
                 ? g_strdup_printf (_ ("ID, high 11: 0x%03X"), can_id_number (frame->id) >> 18)
                 : g_strdup_printf (_ ("Identifier 0x%03X"), can_id_number (frame->id));
    case FRAME_FIELD_ID_LOW:
      return g_strdup_printf (_ ("ID, low 18: 0x%05X"), can_id_number (frame->id) & 0x3FFFF);
    case FRAME_FIELD_DLC:
      return g_strdup_printf ("DLC %u", frame->dlc);
    case FRAME_FIELD_CRC:
      return g_strdup_printf ("CRC-%u 0x%0*X", bits->crc_bits, (bits->crc_bits + 3) / 4, bits->crc);
    case FRAME_FIELD_ACK_DELIMITER:
    case FRAME_FIELD_CRC_DELIMITER:
      return g_strdup (_ ("del."));
    default:
      return g_strdup (frame_field_name (field));
    }
}

/* The part of [first, end) in this row, with its name. */
static void
draw_part (Layout *self, double top, guint row, guint first, guint end, const char *name, FrameField field,
           double *used)
{
  guint from = MAX (first, row * self->per_row), to = MIN (end, (row + 1) * self->per_row);

  if (from < to)
    draw_name (self, top, from - row * self->per_row, to - row * self->per_row, name, field, used);
}

static void
draw_data (Layout *self, double top, guint row, double *used)
{
  const FrameBits *bits = self->of->bits;
  guint bit = bits->fields[FRAME_FIELD_DATA].first, end = bit + bits->fields[FRAME_FIELD_DATA].n;

  for (guint byte = 0; byte < self->of->frame->len && bit < end; byte++)
    {
      guint first = bit;
      char name[24];

      while (bit < end && payload_bits (bits, first, bit) < 8)
        bit++;
      while (bit < end && bits->bits[bit] & FRAME_BIT_STUFF) /* a stuff bit belongs to the bit before it */
        bit++;
      g_snprintf (name, sizeof name, "%u: %02X", byte, self->of->frame->data[byte]);
      if (draw_text_width (self->look, name, DRAW_SMALL) + 4 > 8 * self->cell)
        g_snprintf (name, sizeof name, "%02X", self->of->frame->data[byte]);
      draw_part (self, top, row, first, bit, name, FRAME_FIELD_DATA, used);
    }
}

static void
draw_fields (Layout *self, double top, guint row)
{
  const FrameBits *bits = self->of->bits;
  double used[2] = { 0, 0 };
  guint order[FRAME_N_FIELDS], n = 0;

  for (guint i = 0; i < self->of->n_parts; i++)
    draw_part (self, top, row, self->of->parts[i].first, self->of->parts[i].first + self->of->parts[i].n,
               self->of->parts[i].name, self->of->parts[i].like, used);
  if (self->of->frame == NULL)
    return;

  /* By place: names above are set from the left. */
  for (guint bit = 0; bit < bits->n;)
    {
      FrameField field = anatomy_field_of (bits, bit);

      order[n++] = field;
      bit = MAX (bit + 1, bits->fields[field].first + bits->fields[field].n);
    }
  for (guint i = 0; i < n; i++)
    {
      const FrameSpan *span = &bits->fields[order[i]];
      g_autofree char *name = dup_field_name (self, order[i]);

      if (order[i] == FRAME_FIELD_DATA)
        draw_data (self, top, row, used);
      else
        draw_part (self, top, row, span->first, span->first + span->n, name, order[i], used);
    }
}

/* --- Bits --- */

static const AnatomyPart *
part_of (const Layout *self, guint bit)
{
  return anatomy_part_at (self->of->parts, self->of->n_parts, bit);
}

static gboolean
is_unknown (const Layout *self, guint bit)
{
  const AnatomyPart *part = part_of (self, bit);

  return part != NULL && part->unknown;
}

static void
draw_cell (Layout *self, double top, guint row, guint bit)
{
  uint8_t kind = self->of->bits->bits[bit];
  double x = x_of (self, bit - row * self->per_row);
  FrameField field = anatomy_field_of (self->of->bits, bit);
  const AnatomyPart *part = part_of (self, bit);

  if (part != NULL)
    field = part->like;
  if (kind & FRAME_BIT_STUFF)
    {
      draw_hatch (self->look, self->cr, x, top, self->cell - 1, CELL_HEIGHT);
      draw_set_color (self->cr, &self->look->warn, 1);
      cairo_move_to (self->cr, x + self->cell / 2 - 3.5, top - 5);
      cairo_line_to (self->cr, x + self->cell / 2 + 2.5, top - 5);
      cairo_line_to (self->cr, x + self->cell / 2 - 0.5, top - 1);
      cairo_fill (self->cr);
    }
  else
    {
      draw_set_color (self->cr, anatomy_field_color (self->look, field),
                      field == FRAME_FIELD_INTERMISSION ? 0.05 : 0.12);
      cairo_rectangle (self->cr, x, top, self->cell - 1, CELL_HEIGHT);
      cairo_fill (self->cr);
    }
  draw_set_color (self->cr, &self->look->text, 1);
  draw_text (self->look, self->cr,
             is_unknown (self, bit)   ? "?"
             : kind & FRAME_BIT_VALUE ? "1"
                                      : "0",
             x + self->cell / 2, top + (CELL_HEIGHT - self->line) / 2, 0.5, 0,
             DRAW_MONO | (kind & FRAME_BIT_STUFF ? DRAW_BOLD : 0));
}

static void
draw_frame_around (Layout *self, double top, guint row, int bit, const DrawColor *color)
{
  if (bit < (int) (row * self->per_row) || bit >= (int) ((row + 1) * self->per_row) || bit >= (int) self->of->bits->n)
    return;
  draw_set_color (self->cr, color, 1);
  cairo_set_line_width (self->cr, 2);
  cairo_rectangle (self->cr, x_of (self, (guint) bit - row * self->per_row) - 0.5, top - 1, self->cell,
                   CELL_HEIGHT + 2);
  cairo_stroke (self->cr);
}

static void
draw_index (Layout *self, double top, guint first, guint end, guint row)
{
  draw_set_color (self->cr, &self->look->dim, 1);
  for (guint i = (first + 9) / 10 * 10; i < end; i += 10)
    {
      char text[16];

      g_snprintf (text, sizeof text, "%u", i);
      draw_text (self->look, self->cr, text, x_of (self, i - row * self->per_row) + self->cell / 2, top, 0.5, 0,
                 DRAW_SMALL);
    }
}

/* --- Levels --- */

static void
trace_level (Layout *self, double top, guint first, guint end, guint row, gboolean high)
{
  double recessive = top + LEVELS / 2 + (high ? -3 : 3), dominant = high ? top + 2 : top + LEVELS - 2;
  gboolean before = first > 0 ? (self->of->bits->bits[first - 1] & FRAME_BIT_VALUE) != 0 : TRUE;
  gboolean drawn = first == 0 || !is_unknown (self, first - 1);

  cairo_move_to (self->cr, x_of (self, first - row * self->per_row), before ? recessive : dominant);
  for (guint i = first; i < end; i++)
    {
      gboolean value = (self->of->bits->bits[i] & FRAME_BIT_VALUE) != 0, unknown = is_unknown (self, i);
      double x = x_of (self, i - row * self->per_row), y = value ? recessive : dominant;

      if (unknown || !drawn)
        cairo_move_to (self->cr, x, y);
      else if (value != before)
        cairo_line_to (self->cr, x + MIN (self->cell / 6, 2), y);
      if (!unknown)
        cairo_line_to (self->cr, x + self->cell, y);
      before = value;
      drawn = !unknown;
    }
  cairo_stroke (self->cr);
}

/* Either level. */
static void
draw_unknown (Layout *self, double top, guint first, guint end, guint row)
{
  draw_set_color (self->cr, &self->look->dim, 0.25);
  for (guint i = first; i < end; i++)
    if (is_unknown (self, i))
      cairo_rectangle (self->cr, x_of (self, i - row * self->per_row), top + 2, self->cell, LEVELS - 4);
  cairo_fill (self->cr);
}

static void
draw_levels (Layout *self, double top, guint first, guint end, guint row)
{
  draw_unknown (self, top, first, end, row);
  cairo_set_line_width (self->cr, 1.5);
  for (guint high = 0; high < 2; high++)
    {
      draw_set_color (self->cr, &self->look->plot[high ? 0 : 1], 1);
      trace_level (self, top, first, end, row, high == 1);
      draw_text (self->look, self->cr, high ? "CAN_H" : "CAN_L", LEFT - 8,
                 high ? top - 2 : top + LEVELS - self->line + 2, 1, 0, DRAW_SMALL);
    }
  draw_set_color (self->cr, &self->look->dim, 1);
  draw_text (self->look, self->cr, "2.5 V", LEFT - 8, top + (LEVELS - self->line) / 2, 1, 0, DRAW_SMALL);
}

static void
draw_times (Layout *self, double top, guint first, guint end, guint row)
{
  double free_from = 0;

  if (self->of->starts == NULL)
    return;
  draw_set_color (self->cr, &self->look->dim, 1);
  for (guint i = first; i < end; i++)
    {
      g_autofree char *text = NULL;
      double x = x_of (self, i - row * self->per_row);

      if (i % 10 != 0 || x < free_from)
        continue;
      text = g_strdup_printf ("%.4g µs", self->of->starts[i] / 1000);
      cairo_rectangle (self->cr, floor (x), top, 1, 4);
      cairo_fill (self->cr);
      free_from = x + draw_text (self->look, self->cr, text, x + 3, top + 1, 0, 0, DRAW_SMALL) + 14;
    }
}

/* --- All --- */

static void
draw_label (Layout *self, const char *text, double y)
{
  draw_set_color (self->cr, &self->look->dim, 1);
  draw_text (self->look, self->cr, text, LEFT - 8, y, 1, LEFT - 12, DRAW_SMALL);
}

static void
draw_row (Layout *self, guint row)
{
  double top = row * self->block, bits = top + 2 * self->line + CELL_HEIGHT + 6,
         levels = bits + CELL_HEIGHT + self->line;
  guint first = row * self->per_row, end = MIN (first + self->per_row, self->of->bits->n);

  draw_fields (self, top, row);
  draw_label (self, _ ("fields"), top + 2 * self->line);
  draw_label (self, _ ("bits"), bits + (CELL_HEIGHT - self->line) / 2);
  for (guint i = first; i < end; i++)
    draw_cell (self, bits, row, i);
  draw_frame_around (self, bits, row, self->of->decided, &self->look->error);
  draw_frame_around (self, bits, row, self->of->chosen, &self->look->accent);
  draw_index (self, bits + CELL_HEIGHT, first, end, row);
  draw_levels (self, levels + 2, first, end, row);
  draw_times (self, levels + LEVELS + 4, first, end, row);
}

double
anatomy_height (const Anatomy *self, const DrawLook *look, double width)
{
  Layout l = lay_out (self, look, NULL, width);

  return l.n_rows * l.block;
}

void
anatomy_draw (const Anatomy *self, const DrawLook *look, cairo_t *cr, double width)
{
  Layout l = lay_out (self, look, cr, width);

  cairo_save (cr);
  for (guint row = 0; row < l.n_rows; row++)
    draw_row (&l, row);
  cairo_restore (cr);
}

int
anatomy_bit_at (const Anatomy *self, const DrawLook *look, double width, double x, double y)
{
  Layout l = lay_out (self, look, NULL, width);
  guint row, in_row;

  if (y < 0 || x < LEFT)
    return -1;
  row = (guint) (y / l.block);
  in_row = (guint) ((x - LEFT) / l.cell);
  if (row >= l.n_rows || in_row >= l.per_row || row * l.per_row + in_row >= self->bits->n)
    return -1;
  return (int) (row * l.per_row + in_row);
}
