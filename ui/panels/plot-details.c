/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/panels/plot-details.h"

#include "base/i18n.h"
#include "ui/field-mark.h"
#include "ui/widgets/check-box.h"
#include <math.h>

struct _PlotDetails
{
  GtkBox parent;

  PlotModel *model;
  int index; /* of the signal; -1 */
  GtkWidget *name, *visible, *color, *kind, *width, *line, *own_axis, *min, *max;
  gboolean setting; /* the controls are being set, not used */
  gboolean anew;    /* … for another signal */
};

G_DEFINE_FINAL_TYPE (PlotDetails, plot_details, GTK_TYPE_BOX)

static void
set_number (GtkWidget *entry, gboolean set, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE] = "";

  if (set)
    g_ascii_formatd (text, sizeof text, "%.6g", value);
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (entry)), text))
    gtk_editable_set_text (GTK_EDITABLE (entry), text);
  field_mark (entry, TRUE);
}

static gboolean
has_focus (GtkWidget *entry)
{
  return (gtk_widget_get_state_flags (entry) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0;
}

static void
show (PlotDetails *self)
{
  const PlotSignal *signal = self->index >= 0 && self->index < (int) plot_model_n_signals (self->model)
                                 ? plot_model_get_signal (self->model, (guint) self->index)
                                 : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), signal != NULL);
  if (signal == NULL)
    return;
  self->setting = TRUE;
  gtk_label_set_text (GTK_LABEL (self->name), signal->name);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->visible), !signal->hidden);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->own_axis), signal->own_axis);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->color), signal->color % N_PLOT_COLORS);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->kind), signal->kind);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->line), signal->style);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->width), signal->width);
  gtk_widget_set_sensitive (self->line, signal->kind != PLOT_TEXT && signal->kind != PLOT_GAUGE);
  gtk_widget_set_sensitive (self->width, signal->kind != PLOT_TEXT && signal->kind != PLOT_GAUGE);
  /* Not while somebody types one of the two. */
  if (self->anew || (!has_focus (self->min) && !has_focus (self->max)))
    {
      set_number (self->min, signal->fixed, signal->min);
      set_number (self->max, signal->fixed, signal->max);
    }
  self->setting = FALSE;
}

/* All of them are read first: the first change shows in the controls what the model has. */
static void
on_control (PlotDetails *self)
{
  guint index = (guint) self->index, color = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->color)),
        kind = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->kind)),
        style = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->line)), before;
  gboolean hidden = !gtk_check_button_get_active (GTK_CHECK_BUTTON (self->visible)),
           own_axis = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->own_axis));
  double width = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->width));

  if (self->setting || self->index < 0 || index >= plot_model_n_signals (self->model))
    return;
  before = plot_model_get_signal (self->model, index)->color;
  plot_model_set_hidden (self->model, index, hidden);
  plot_model_set_own_axis (self->model, index, own_axis);
  plot_model_set_color (self->model, index, before / N_PLOT_COLORS * N_PLOT_COLORS + color);
  plot_model_set_kind (self->model, index, (PlotKind) kind);
  plot_model_set_style (self->model, index, (PlotStyle) style);
  plot_model_set_width (self->model, index, width);
}

/* As far as its controls show it. */
static gboolean
is_same_axis (const PlotSignal *signal, const double values[2])
{
  if (!signal->fixed || isnan (values[0]))
    return !signal->fixed && isnan (values[0]);
  return fabs (signal->min - values[0]) <= 1e-6 * fabs (values[0])
         && fabs (signal->max - values[1]) <= 1e-6 * fabs (values[1]);
}

static void
on_axis (PlotDetails *self)
{
  const char *texts[2]
      = { gtk_editable_get_text (GTK_EDITABLE (self->min)), gtk_editable_get_text (GTK_EDITABLE (self->max)) };
  double values[2] = { NAN, NAN };
  gboolean wrong;

  if (self->setting || self->index < 0 || self->index >= (int) plot_model_n_signals (self->model))
    return;
  for (guint i = 0; i < 2; i++)
    {
      char *end;

      values[i] = g_ascii_strtod (texts[i], &end);
      if (end == texts[i] || *end != '\0')
        values[i] = NAN;
    }
  wrong = (*texts[0] != '\0' || *texts[1] != '\0') && !(values[0] < values[1]);
  for (guint i = 0; i < 2; i++)
    field_mark (i == 0 ? self->min : self->max, !wrong);
  if (wrong)
    return;
  if (is_same_axis (plot_model_get_signal (self->model, (guint) self->index), values))
    return;
  plot_model_note (self->model);
  plot_model_set_axis (self->model, (guint) self->index, values[0], values[1]);
}

/* Who leaves a bound has typed it; with only one of them he is still at it. */
static void
on_leave (PlotDetails *self)
{
  if ((*gtk_editable_get_text (GTK_EDITABLE (self->min)) == '\0')
      == (*gtk_editable_get_text (GTK_EDITABLE (self->max)) == '\0'))
    on_axis (self);
}

/* --- Building --- */

static void
name_control (GtkWidget *widget, const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
add_row (GtkGrid *grid, int row, const char *label, GtkWidget *control, GtkWidget *second)
{
  GtkWidget *title = gtk_label_new (label), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "dim");
  gtk_box_append (GTK_BOX (box), control);
  if (second != NULL)
    gtk_box_append (GTK_BOX (box), second);
  gtk_grid_attach (grid, title, 0, row, 1, 1);
  gtk_grid_attach (grid, box, 1, row, 1, 1);
}

static GtkWidget *
new_entry (PlotDetails *self, const char *placeholder, const char *label)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 8);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 8);
  g_object_set (entry, "placeholder-text", placeholder, NULL);
  name_control (entry, label);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (on_axis), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (entry, focus);
  return entry;
}

static void
build (PlotDetails *self)
{
  const char *const colors[]
      = { _ ("Blue"), _ ("Orange"), _ ("Green"), _ ("Pink"), _ ("Olive"), _ ("Cyan"), _ ("Violet"), _ ("Ink"), NULL };
  const char *const lines[] = { _ ("Joined or stepped, as the signal is"), _ ("Joined"), _ ("Stepped"), NULL };
  const char *const kinds[]
      = { _ ("Line"), _ ("Value, large"), _ ("Gauge"), _ ("Line and value"), _ ("Line and gauge"), NULL };
  GtkWidget *grid = gtk_grid_new ();

  self->name = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->name, "heading");
  self->visible = check_box_new (_ ("Shown"));
  self->own_axis = check_box_new (_ ("Axis of its own"));
  self->color = gtk_drop_down_new_from_strings (colors);
  self->line = gtk_drop_down_new_from_strings (lines);
  self->kind = gtk_drop_down_new_from_strings (kinds);
  self->width = gtk_spin_button_new_with_range (0.5, 8, 0.5);
  name_control (self->color, _ ("Colour of the line"));
  name_control (self->kind, _ ("What the signal is shown as"));
  name_control (self->line, _ ("Kind of line"));
  name_control (self->width, _ ("Width of the line"));
  gtk_editable_set_width_chars (GTK_EDITABLE (self->width), 4);
  self->min = new_entry (self, _ ("from"), _ ("Axis from"));
  self->max = new_entry (self, _ ("to"), _ ("Axis to"));
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  add_row (GTK_GRID (grid), 0, _ ("Shown as"), self->kind, self->visible);
  add_row (GTK_GRID (grid), 1, _ ("Colour"), self->color, NULL);
  add_row (GTK_GRID (grid), 2, _ ("Line"), self->line, self->width);
  add_row (GTK_GRID (grid), 3, _ ("Axis"), self->min, self->max);
  gtk_grid_attach (GTK_GRID (grid), self->own_axis, 1, 4, 1, 1);
  gtk_box_append (GTK_BOX (self), self->name);
  gtk_box_append (GTK_BOX (self), grid);
  g_signal_connect_swapped (self->visible, "toggled", G_CALLBACK (on_control), self);
  g_signal_connect_swapped (self->own_axis, "toggled", G_CALLBACK (on_control), self);
  g_signal_connect_swapped (self->color, "notify::selected", G_CALLBACK (on_control), self);
  g_signal_connect_swapped (self->kind, "notify::selected", G_CALLBACK (on_control), self);
  g_signal_connect_swapped (self->line, "notify::selected", G_CALLBACK (on_control), self);
  g_signal_connect_swapped (self->width, "value-changed", G_CALLBACK (on_control), self);
}

static void
plot_details_dispose (GObject *object)
{
  PlotDetails *self = PLOT_DETAILS (object);

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (plot_details_parent_class)->dispose (object);
}

static void
plot_details_class_init (PlotDetailsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = plot_details_dispose;
}

static void
plot_details_init (PlotDetails *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "plot-details");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  self->index = -1;
  build (self);
}

GtkWidget *
plot_details_new (PlotModel *model)
{
  PlotDetails *self = g_object_new (PLOT_TYPE_DETAILS, NULL);

  self->model = g_object_ref (model);
  g_signal_connect_swapped (model, "changed", G_CALLBACK (show), self);
  return GTK_WIDGET (self);
}

void
plot_details_show (PlotDetails *self, int index)
{
  self->anew = index != self->index;
  if (self->anew && (has_focus (self->min) || has_focus (self->max)))
    on_leave (self); /* it was meant for the one before */
  self->index = index;
  show (self);
  self->anew = FALSE;
}
