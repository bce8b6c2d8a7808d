/* trace-list-widths.c: how wide the columns are, and which of them have room.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/trace-list-private.h"

#include "ui/widgets/trace-cell.h"

#include "base/i18n.h"
#include "ui/widgets/table-column.h"
#include <math.h>

#define ARRANGE_MS 250        /* between two looks at the columns while rows come */
#define NORMAL_CHAR_WIDTH 8.0 /* px, hinted; the widths in columns[] are for it */
#define SUMMARY_WIDTH 240     /* px; below, columns that can be spared go */

static gboolean
is_wanted (const TraceListColumn *self)
{
  return self->show == COLUMN_SHOWN || (self->show == COLUMN_AS_USUAL && !self->column->hidden);
}

static int
given_width (const TraceListColumn *self)
{
  return self->chosen != 0 ? self->chosen : self->width;
}

void
trace_list_apply_column (TraceList *self, TraceListColumn *column)
{
  gboolean visible = is_wanted (column) && !column->crowded;

  self->arranging++;
  table_column_apply (column->view, visible, given_width (column));
  self->arranging--;
}

/* --- Telling --- */

/* --- Titles --- */

static GtkWidget *
find_label (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_LABEL (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child);
  return found;
}

/* Titles do not stand in the header in the order of columns: known by their text; those that say the same are alike. */
static GtkWidget *
title_label (TraceList *self, TraceListColumn *column)
{
  const char *text = gtk_column_view_column_get_title (column->view);

  for (GtkWidget *title = gtk_widget_get_first_child (self->header); title != NULL;
       title = gtk_widget_get_next_sibling (title))
    {
      GtkWidget *label = find_label (title);

      if (label != NULL && g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), text) == 0)
        return label;
    }
  return NULL;
}

/* GtkColumnView has no property for it. Returns the width that the title needs. */
static int
align_title (TraceList *self, TraceListColumn *column)
{
  GtkWidget *label = title_label (self, column);
  int minimum = 0, natural = 0;

  if (label == NULL)
    return 0;
  gtk_widget_set_halign (label, column->column->right ? GTK_ALIGN_END : GTK_ALIGN_FILL);
  gtk_widget_set_hexpand (label, column->column->right);
  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return natural > 0 ? natural + CELL_PADDING + 2 : 0;
}

/* --- What texts need --- */

static double
measure_char (TraceList *self)
{
  GtkWidget *cell = self->slots[0].cells[column_by_id ("number") - columns];
  PangoLayout *layout;
  int width;

  if (cell == NULL) /* of any column with such letters */
    cell = self->slots[0].cells[column_by_id ("time") - columns];
  if (cell == NULL)
    return 0;
  layout = gtk_widget_create_pango_layout (cell, "0000000000");
  pango_layout_get_size (layout, &width, NULL);
  g_object_unref (layout);
  return width / 10.0 / PANGO_SCALE;
}

static guint
text_chars (TraceList *self, const Column *column, uint64_t row)
{
  CanFrame frame;

  frame_store_get (self->context.store, row, &frame);
  g_string_truncate (self->text, 0);
  column_append_text (column, &self->context, row, &frame, self->text);
  return (guint) g_utf8_strlen (self->text->str, -1);
}

/* The last row has the longest time since the start; other kinds are as long as what is in sight. */
static guint
time_chars (TraceList *self, const Column *column)
{
  guint n = trace_window_get_n (self->window),
        longest = text_chars (self, column, frame_store_length (self->context.store) - 1);

  for (guint i = 0; i < n && self->context.time_style != TIME_SINCE_START; i++)
    longest = MAX (longest, text_chars (self, column, trace_window_get_row (self->window, i)));
  return longest;
}

/* Eight bytes of data. */
static guint
data_chars (const ColumnContext *context)
{
  static const guint digits[3][5] = { { 0, 2, 4, 6, 8 }, { 0, 3, 5, 8, 10 }, { 0, 8, 16, 24, 32 } };
  guint group = CLAMP (context->group, 1, 4);

  return 8 / group * (digits[context->base][group] + 1) - 1;
}

/* Characters the longest text of a column has; 0: its usual width will do. */
static guint
chars_needed (TraceList *self, const Column *column)
{
  static const guint id_chars[] = { 0, 10, 29 };
  uint64_t length = frame_store_length (self->context.store);

  if (g_str_equal (column->id, "id"))
    return id_chars[self->context.base];
  if (g_str_equal (column->id, "data") && (self->context.base != NUMBER_HEX || self->context.group > 1))
    return data_chars (&self->context);
  if (length == 0)
    return 0;
  if (g_str_equal (column->id, "number"))
    return (guint) g_snprintf (NULL, 0, "%" G_GUINT64_FORMAT, length);
  return g_str_equal (column->id, "time") ? time_chars (self, column) : 0;
}

static int
text_width (PangoLayout *layout, const char *text)
{
  int width;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

/* Columns of few words: the widest of them, semibold as the rows of FD and error frames are. */
static int
widest_word (TraceList *self, const Column *column)
{
  TraceInfo *info = frame_store_get_info (self->context.store);
  gboolean type = g_str_equal (column->id, "type"), bus = g_str_equal (column->id, "bus");
  PangoAttrList *semibold;
  PangoLayout *layout;
  int width = 0;

  if (!type && !bus)
    return 0;
  layout = gtk_widget_create_pango_layout (self->header, NULL);
  semibold = pango_attr_list_new ();
  pango_attr_list_insert (semibold, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
  pango_layout_set_attributes (layout, semibold);
  if (type)
    width = MAX (text_width (layout, "FD BRS"), text_width (layout, _ ("CAN ext")));
  for (guint i = 0; bus && i < MIN (trace_info_n_channels (info), 8); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("%s %s", column_bus_shape ((uint8_t) i), trace_info_channel_name (info, (uint8_t) i));

      width = MAX (width, MIN (text_width (layout, text), 2 * column->width));
    }
  pango_attr_list_unref (semibold);
  g_object_unref (layout);
  return width + CELL_PADDING + 2;
}

static void
size_column (TraceList *self, TraceListColumn *column, int title, double char_width)
{
  double scale = MAX (char_width / NORMAL_CHAR_WIDTH, 1);
  int needed;

  if (column->column->width == 0 || char_width <= 0 || self->context.store == NULL)
    return;
  needed = (int) ceil (chars_needed (self, column->column) * char_width) + CELL_PADDING + 1;
  needed = MAX (needed, widest_word (self, column->column));
  column->width = MAX (MAX ((int) ceil (column->column->width * scale), needed), title);
}

/* Columns that can be spared go, one after the other, until the summary has room; as many come back as there is room
 * for. */
static void
allot (TraceList *self)
{
  int room = gtk_widget_get_width (self->scrolled);
  gboolean summary = is_wanted (&self->columns[column_by_id ("summary") - columns]);
  guint last = 0;

  for (guint i = 0; i < TRACE_LIST_MAX_COLUMNS; i++)
    if (self->columns[i].column != NULL && is_wanted (&self->columns[i]))
      {
        room -= MAX (given_width (&self->columns[i]), 0);
        last = MAX (last, self->columns[i].column->spare);
      }
  for (guint spare = 1; spare <= last; spare++)
    for (guint i = 0; columns[i].id != NULL; i++)
      {
        TraceListColumn *column = &self->columns[i];

        if (columns[i].spare != spare || !is_wanted (column))
          continue;
        column->crowded = summary && column->show == COLUMN_AS_USUAL && room < SUMMARY_WIDTH && self->allotted > 0;
        room += column->crowded ? given_width (column) : 0;
      }
}

static gboolean
on_arrange (gpointer data)
{
  TraceList *self = data;
  double char_width = measure_char (self);

  self->fit_tick = 0;
  g_clear_handle_id (&self->fit_timer, g_source_remove);
  self->arranged_at = g_get_monotonic_time ();
  self->allotted = gtk_widget_get_width (GTK_WIDGET (self));
  for (guint i = 0; i < TRACE_LIST_MAX_COLUMNS; i++)
    if (self->columns[i].column != NULL)
      size_column (self, &self->columns[i], align_title (self, &self->columns[i]), char_width);
  allot (self);
  for (guint i = 0; i < TRACE_LIST_MAX_COLUMNS; i++)
    if (self->columns[i].column != NULL)
      trace_list_apply_column (self, &self->columns[i]);
  return G_SOURCE_REMOVE;
}

void
trace_list_arrange_later (TraceList *self)
{
  /* Not while sizes are being given out. */
  if (self->fit_tick == 0)
    self->fit_tick = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_arrange, self, NULL);
}

static gboolean
on_fit_timer (gpointer data)
{
  TraceList *self = data;

  self->fit_timer = 0;
  trace_list_arrange_later (self);
  return G_SOURCE_REMOVE;
}

void
trace_list_arrange_for_rows (TraceList *self)
{
  if (g_get_monotonic_time () - self->arranged_at >= ARRANGE_MS * 1000)
    trace_list_arrange_later (self);
  else if (self->fit_timer == 0)
    self->fit_timer = g_timeout_add (ARRANGE_MS, on_fit_timer, self);
}

/* --- Fit --- */

/* Width of the longest text in sight. Where all letters are as wide, only what has more of them is measured. */
static int
measure_texts (TraceList *self, guint index)
{
  g_autoptr (PangoLayout) layout = NULL;
  int longest = 0, width;
  glong most = 0;

  for (guint i = 0; i < trace_window_get_n (self->window); i++)
    {
      GtkWidget *cell = self->slots[i].cells[index];
      const char *text = cell != NULL ? trace_cell_get_text (TRACE_CELL (cell)) : NULL;

      if (text == NULL || (self->columns[index].column->mono && g_utf8_strlen (text, -1) <= most))
        continue;
      most = g_utf8_strlen (text, -1);
      if (layout == NULL)
        layout = gtk_widget_create_pango_layout (cell, NULL);
      pango_layout_set_text (layout, text, -1);
      pango_layout_get_pixel_size (layout, &width, NULL);
      longest = MAX (longest, width);
    }
  return longest + CELL_PADDING + 1;
}

int
trace_list_measure_column (TraceList *self, TraceListColumn *column)
{
  int texts = measure_texts (self, (guint) (column - self->columns));

  return MAX (texts, align_title (self, column));
}
