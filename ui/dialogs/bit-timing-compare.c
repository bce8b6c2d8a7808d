/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/bit-timing-compare.h"

#include "base/i18n.h"
#include "core/bit-rate.h"
#include "timing/timing-compare.h"
#include "ui/dialogs/bit-timing-export-box.h"
#include "ui/dialogs/bit-timing-form.h"
#include "ui/dialogs/form-grid.h"
#include "ui/widgets/bit-view.h"
#include "ui/widgets/check-box.h"
#include <string.h>

typedef struct
{
  GtkDropDown *source;
  const TimingSource *chosen; /* of the sources */
  GtkWidget *clock;
  BitView *view;
  GtkLabel *note;
  BitTimingExportBox *export;
} Side;

struct _BitTimingCompare
{
  GtkBox parent;

  TimingSources *sources;
  Side sides[2];
  GtkWidget *rates[2], *points[2], *common;
  GtkLabel *sentences, *common_text;
  TimingNode nodes[2];        /* shown */
  TimingRecorded recorded[2]; /* their limits, where they are of the recording */
  guint asked, answered;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (BitTimingCompare, bit_timing_compare, GTK_TYPE_BOX)

typedef struct
{
  TimingNode nodes[2], commons[2];
  TimingRecorded recorded[2];
  char *names[2];
  char *problem; /* NULL: both have a solution */
  gboolean has_common;
  guint number;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  for (guint i = 0; i < 2; i++)
    g_free (work->names[i]);
  g_free (work->problem);
  g_free (work);
}

static void
solve (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) found = work->nodes[i].recorded ? NULL : timing_solve (&work->nodes[i].request, &error);

      if (work->nodes[i].recorded)
        {
          work->commons[i] = work->nodes[i];
          continue;
        }
      if (found == NULL)
        {
          work->problem = g_strdup_printf ("%s: %s.", work->nodes[i].name, error->message);
          break;
        }
      work->nodes[i].solution = g_array_index (found, TimingSolution, 0);
      work->commons[i] = work->nodes[i];
    }
  if (work->problem == NULL)
    work->has_common = timing_find_common (&work->commons[0], &work->commons[1]);
  g_task_return_boolean (task, TRUE);
}

/* --- Showing --- */

static gboolean
is_same (const TimingSolution *a, const TimingSolution *b)
{
  const BitTiming *x[] = { &a->nominal.timing, &a->data.timing }, *y[] = { &b->nominal.timing, &b->data.timing };

  for (guint i = 0; i < 2; i++)
    if (x[i]->brp != y[i]->brp || x[i]->prop != y[i]->prop || x[i]->phase1 != y[i]->phase1
        || x[i]->phase2 != y[i]->phase2)
      return FALSE;
  return TRUE;
}

static void
show_common (BitTimingCompare *self, const Work *work)
{
  const TimingSolution *a = &work->commons[0].solution;
  g_autofree char *data = NULL, *text = NULL;

  gtk_widget_set_visible (self->common, work->has_common);
  if (!work->has_common && (work->nodes[0].recorded || work->nodes[1].recorded))
    {
      gtk_label_set_text (self->common_text, _ ("The rates and sample points of the recording cannot be made exactly "
                                                "by the other."));
      return;
    }
  if (!work->has_common)
    {
      gtk_label_set_text (self->common_text,
                          _ ("No setting makes both rates exactly with the same sample points on both."));
      return;
    }
  if (is_same (a, &work->nodes[0].solution) && is_same (&work->commons[1].solution, &work->nodes[1].solution))
    {
      gtk_label_set_text (self->common_text, _ ("Both make this rate and point exactly and alike."));
      gtk_widget_set_visible (self->common, gtk_check_button_get_active (GTK_CHECK_BUTTON (self->common)));
      return;
    }
  data = a->data.timing.brp > 0 ? g_strdup_printf (_ (", data phase at %.2f %%"), a->data.point * 100) : g_strdup ("");
  text = g_strdup_printf (_ ("The nearest that both make exactly and alike: sample point %.2f %%%s."),
                          a->nominal.point * 100, data);
  gtk_label_set_text (self->common_text, text);
}

/* The work's memory goes: what is shown of the recording points to the page's. */
static void
keep_recorded (BitTimingCompare *self, const Work *work, guint which)
{
  if (!work->nodes[which].recorded)
    return;
  timing_recorded_copy (&self->recorded[which], &work->recorded[which]);
  self->nodes[which].request = self->recorded[which].request;
}

static void
show_recorded (Side *side)
{
  const TimingRecorded *recorded = side->chosen->recorded;
  g_autofree char *text = recorded != NULL ? timing_recorded_dup_text (recorded) : NULL;

  gtk_label_set_text (side->note, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (side->note), text != NULL);
}

static void
show (BitTimingCompare *self, const Work *work)
{
  gboolean use_common = work->has_common && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->common));
  g_auto (GStrv) lines = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 2; i++)
    {
      Side *side = &self->sides[i];
      TimingSolution drawn;

      bit_timing_export_box_set (side->export, NULL, NULL, NULL);
      self->nodes[i] = use_common ? work->commons[i] : work->nodes[i];
      keep_recorded (self, work, i);
      gtk_widget_set_visible (GTK_WIDGET (side->export), !self->nodes[i].recorded);
      drawn = self->nodes[i].solution;
      if (self->nodes[i].recorded)
        drawn.nominal.timing.sjw = drawn.data.timing.sjw = 0; /* nobody told it */
      bit_view_set (side->view, &self->nodes[i].request, work->problem == NULL ? &drawn : NULL,
                    self->nodes[i].controller);
      if (work->problem == NULL && !self->nodes[i].recorded)
        bit_timing_export_box_set (side->export, &self->nodes[i].request, &self->nodes[i].solution,
                                   self->nodes[i].controller);
    }
  if (work->problem != NULL)
    {
      gtk_label_set_text (self->sentences, work->problem);
      gtk_label_set_text (self->common_text, "");
      gtk_widget_set_visible (self->common, FALSE);
      return;
    }
  lines = timing_compare (&self->nodes[0], &self->nodes[1]);
  for (char **line = lines; *line != NULL; line++)
    {
      char *bullet = g_strconcat ("•  ", *line, NULL);

      g_free (*line);
      *line = bullet;
    }
  text = g_strjoinv ("\n", lines);
  gtk_label_set_text (self->sentences, text);
  show_common (self, work);
}

static void
on_solved (GObject *source, GAsyncResult *result, gpointer data)
{
  BitTimingCompare *self = BIT_TIMING_COMPARE (source);
  Work *work = g_task_get_task_data (G_TASK (result));

  if (work->number != self->asked)
    return;
  self->answered = work->number;
  show (self, work);
}

/* --- Asking --- */

static double
point_of (BitTimingCompare *self, guint phase)
{
  return gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->points[phase])) / 100;
}

static void
ask (BitTimingCompare *self)
{
  Work *work;
  uint32_t rate, data_rate;
  g_autoptr (GTask) task = NULL;

  if (self->filling || !form_read_rate (GTK_EDITABLE (self->rates[0]), 1, BIT_TIMING_RATE_MAX, &rate)
      || !form_read_rate (GTK_EDITABLE (self->rates[1]), 0, BIT_TIMING_RATE_MAX, &data_rate))
    return;
  work = g_new0 (Work, 1);
  work->number = ++self->asked;
  for (guint i = 0; i < 2; i++)
    {
      TimingNode *node = &work->nodes[i];
      const TimingSource *chosen = self->sides[i].chosen;

      node->name = work->names[i] = g_strdup (chosen->name);
      node->controller = chosen->controller;
      if (chosen->recorded != NULL)
        {
          timing_recorded_copy (&work->recorded[i], chosen->recorded);
          node->recorded = TRUE;
          node->request = work->recorded[i].request;
          node->solution = work->recorded[i].solution;
          continue;
        }
      node->request.clock = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->sides[i].clock)) * 1e6;
      node->request.nominal = (PhaseRequest){ &node->controller->nominal, rate, point_of (self, 0), SJW_MAX, 0 };
      if (data_rate > 0 && node->controller->data.brp_max > 0)
        node->request.data = (PhaseRequest){ &node->controller->data, data_rate, point_of (self, 1), SJW_MAX, 0 };
    }
  task = g_task_new (self, NULL, on_solved, NULL);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, solve);
}

/* What the recording was made with is what is asked of the other. */
static void
take_question (BitTimingCompare *self, const TimingRecorded *recorded)
{
  const PhaseRequest *phases[] = { &recorded->request.nominal, &recorded->request.data };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      if (phases[i]->bitrate > 0)
        {
          bit_rate_append_short (text, phases[i]->bitrate);
          gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->points[i]), phases[i]->sample_point * 100);
        }
      gtk_editable_set_text (GTK_EDITABLE (self->rates[i]), text->str);
    }
}

/* Interfaces that came move those behind them: that is no choice. */
static void
on_source (BitTimingCompare *self)
{
  gboolean filling = self->filling, chosen = FALSE;

  self->filling = TRUE;
  for (guint i = 0; i < 2; i++)
    {
      Side *side = &self->sides[i];
      const TimingSource *source = timing_sources_get (self->sources, gtk_drop_down_get_selected (side->source));

      if (source == side->chosen)
        continue;
      chosen = TRUE;
      side->chosen = source;
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (side->clock), source->clock / 1e6);
      gtk_widget_set_sensitive (side->clock, source->recorded == NULL);
      show_recorded (side);
      if (source->recorded != NULL)
        take_question (self, source->recorded);
    }
  self->filling = filling;
  if (chosen)
    ask (self);
}

void
bit_timing_compare_choose (BitTimingCompare *self, guint recorded, const TimingSource *other)
{
  self->filling = TRUE;
  gtk_drop_down_set_selected (self->sides[0].source, recorded);
  for (guint i = 0; i < timing_sources_n (self->sources); i++)
    if (strcmp (timing_sources_get (self->sources, i)->name, other->name) == 0)
      gtk_drop_down_set_selected (self->sides[1].source, i);
  self->filling = FALSE;
  ask (self);
}

gboolean
bit_timing_compare_is_settled (BitTimingCompare *self)
{
  return self->asked == self->answered;
}

/* --- Building --- */

static GtkWidget *
with_label (const char *text, GtkWidget *control)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = gtk_label_new (text);

  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), control);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return box;
}

static GtkWidget *
new_rates (BitTimingCompare *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);

  for (guint i = 0; i < 2; i++)
    {
      self->rates[i] = gtk_entry_new ();
      gtk_editable_set_width_chars (GTK_EDITABLE (self->rates[i]), 8);
      gtk_editable_set_max_width_chars (GTK_EDITABLE (self->rates[i]), 8);
      gtk_editable_set_text (GTK_EDITABLE (self->rates[i]), i == 0 ? "500k" : "2M");
      self->points[i] = gtk_spin_button_new_with_range (5, 98, 0.5);
      gtk_spin_button_set_digits (GTK_SPIN_BUTTON (self->points[i]), 1);
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->points[i]), 80);
      gtk_box_append (GTK_BOX (box), with_label (i == 0 ? _ ("Bit rate") : _ ("Data rate"), self->rates[i]));
      gtk_box_append (GTK_BOX (box),
                      with_label (i == 0 ? _ ("Sample point (%)") : _ ("Data sample point (%)"), self->points[i]));
      g_signal_connect_swapped (self->rates[i], "changed", G_CALLBACK (ask), self);
      g_signal_connect_swapped (self->points[i], "value-changed", G_CALLBACK (ask), self);
    }
  g_object_set (self->rates[1], "placeholder-text", _ ("classic"), NULL);
  gtk_widget_add_css_class (box, "timing-foot");
  return box;
}

static GtkWidget *
new_side (BitTimingCompare *self, guint which)
{
  Side *side = &self->sides[which];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *view = bit_view_new (), *export = bit_timing_export_box_new (), *note = gtk_label_new (NULL);

  side->source = GTK_DROP_DOWN (timing_sources_new_drop_down (self->sources));
  side->note = GTK_LABEL (note);
  gtk_label_set_xalign (side->note, 0);
  gtk_label_set_wrap (side->note, TRUE);
  gtk_label_set_selectable (side->note, TRUE);
  gtk_widget_set_visible (note, FALSE);
  side->clock = gtk_spin_button_new_with_range (0.001, 10000, 1);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (side->clock), 3);
  side->view = BIT_VIEW (view);
  side->export = BIT_TIMING_EXPORT_BOX (export);
  gtk_widget_set_size_request (export, -1, 86); /* four lines: an ip link command with FD at 1024 px */
  gtk_box_append (GTK_BOX (row), with_label (which == 0 ? _ ("First") : _ ("Second"), GTK_WIDGET (side->source)));
  gtk_box_append (GTK_BOX (row), with_label (_ ("Clock (MHz)"), side->clock));
  gtk_box_append (GTK_BOX (box), row);
  gtk_box_append (GTK_BOX (box), note);
  gtk_box_append (GTK_BOX (box), view);
  gtk_box_append (GTK_BOX (box), export);
  gtk_widget_add_css_class (box, "timing-foot");
  g_signal_connect_swapped (side->source, "notify::selected", G_CALLBACK (on_source), self);
  g_signal_connect_swapped (side->clock, "value-changed", G_CALLBACK (ask), self);
  return box;
}

static GtkWidget *
new_foot (BitTimingCompare *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *sentences = gtk_label_new (NULL);
  GtkWidget *common = gtk_label_new (NULL), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->sentences = GTK_LABEL (sentences);
  self->common_text = GTK_LABEL (common);
  gtk_label_set_xalign (self->sentences, 0);
  gtk_label_set_wrap (self->sentences, TRUE);
  gtk_label_set_selectable (self->sentences, TRUE);
  gtk_label_set_wrap (self->common_text, TRUE);
  gtk_label_set_xalign (self->common_text, 0);
  gtk_widget_set_hexpand (common, TRUE);
  gtk_widget_add_css_class (common, "form-head");
  self->common = check_box_new (_ ("Show this one"));
  g_signal_connect_swapped (self->common, "toggled", G_CALLBACK (ask), self);
  gtk_box_append (GTK_BOX (row), common);
  gtk_box_append (GTK_BOX (row), self->common);
  gtk_box_append (GTK_BOX (box), sentences);
  gtk_box_append (GTK_BOX (box), row);
  gtk_widget_add_css_class (box, "timing-foot");
  return box;
}

static void
bit_timing_compare_dispose (GObject *object)
{
  BitTimingCompare *self = BIT_TIMING_COMPARE (object);

  self->asked++;
  g_clear_object (&self->sources);
  G_OBJECT_CLASS (bit_timing_compare_parent_class)->dispose (object);
}

static void
bit_timing_compare_class_init (BitTimingCompareClass *class)
{
  G_OBJECT_CLASS (class)->dispose = bit_timing_compare_dispose;
}

static void
bit_timing_compare_init (BitTimingCompare *self)
{
}

GtkWidget *
bit_timing_compare_new (const TraceInfo *info)
{
  BitTimingCompare *self = g_object_new (BIT_TYPE_TIMING_COMPARE, "orientation", GTK_ORIENTATION_VERTICAL, NULL);
  GtkWidget *sides = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *scrolled = gtk_scrolled_window_new ();
  GtkWidget *all = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  guint first;

  self->sources = timing_sources_new (info);
  first = timing_sources_first_fixed (self->sources);
  self->filling = TRUE;
  gtk_box_append (GTK_BOX (self), new_rates (self));
  gtk_box_append (GTK_BOX (self), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (sides), new_side (self, 0));
  gtk_box_append (GTK_BOX (sides), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (sides), new_side (self, 1));
  gtk_box_set_homogeneous (GTK_BOX (sides), FALSE);
  gtk_box_append (GTK_BOX (all), new_foot (self));
  gtk_box_append (GTK_BOX (all), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (all), sides);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), all);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (self), scrolled);
  /* Two that cannot make the same bits: where the question comes from. */
  gtk_drop_down_set_selected (self->sides[0].source, timing_sources_n_recorded (self->sources) > 0 ? 0 : first + 1);
  gtk_drop_down_set_selected (self->sides[1].source, first + 8);
  on_source (self);
  self->filling = FALSE;
  ask (self);
  return GTK_WIDGET (self);
}
