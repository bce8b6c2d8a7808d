/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/trace-cell.h"

struct _TraceCell
{
  GtkWidget parent_instance;

  GString *text;
  gboolean told; /* assistive technology knows it */
  PangoAttrList *attributes;
  guint chars;
  double xalign;
};

G_DEFINE_FINAL_TYPE (TraceCell, trace_cell, GTK_TYPE_WIDGET)

/* As GtkInscription does it: by the font, not by the text. */
static void
trace_cell_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                    int *minimum_baseline, int *natural_baseline)
{
  TraceCell *self = TRACE_CELL (widget);
  PangoContext *context = gtk_widget_get_pango_context (widget);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int size;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    size = (int) self->chars
           * MAX (pango_font_metrics_get_approximate_char_width (metrics),
                  pango_font_metrics_get_approximate_digit_width (metrics));
  else
    size = pango_font_metrics_get_ascent (metrics) + pango_font_metrics_get_descent (metrics);
  pango_font_metrics_unref (metrics);
  *minimum = *natural = PANGO_PIXELS_CEIL (size);
}

static void
trace_cell_finalize (GObject *object)
{
  TraceCell *self = TRACE_CELL (object);

  g_string_free (self->text, TRUE);
  g_clear_pointer (&self->attributes, pango_attr_list_unref);
  G_OBJECT_CLASS (trace_cell_parent_class)->finalize (object);
}

static void
trace_cell_class_init (TraceCellClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = trace_cell_finalize;
  widget_class->measure = trace_cell_measure;
  gtk_widget_class_set_css_name (widget_class, "inscription");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
trace_cell_init (TraceCell *self)
{
  self->text = g_string_new (NULL);
}

GtkWidget *
trace_cell_new (guint chars, double xalign)
{
  TraceCell *self = g_object_new (TRACE_TYPE_CELL, NULL);

  self->chars = chars;
  self->xalign = xalign;
  return GTK_WIDGET (self);
}

gboolean
trace_cell_set_text (TraceCell *self, const char *text)
{
  if (g_str_equal (self->text->str, text))
    return FALSE;
  g_string_assign (self->text, text);
  self->told = FALSE;
  return TRUE;
}

const char *
trace_cell_get_text (TraceCell *self)
{
  return self->text->str;
}

void
trace_cell_set_attributes (TraceCell *self, PangoAttrList *attributes)
{
  if (attributes != NULL)
    pango_attr_list_ref (attributes);
  g_clear_pointer (&self->attributes, pango_attr_list_unref);
  self->attributes = attributes;
}

PangoAttrList *
trace_cell_get_attributes (TraceCell *self)
{
  return self->attributes;
}

double
trace_cell_get_xalign (TraceCell *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? 1 - self->xalign : self->xalign;
}

void
trace_cell_tell (TraceCell *self)
{
  if (self->told)
    return;
  self->told = TRUE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->text->str, -1);
}
