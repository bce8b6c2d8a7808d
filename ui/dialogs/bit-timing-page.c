/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/bit-timing-page.h"

#include "base/i18n.h"
#include "ui/dialogs/bit-timing-apply.h"
#include "ui/dialogs/bit-timing-export-box.h"
#include "ui/dialogs/bit-timing-list.h"
#include "ui/text.h"
#include "ui/widgets/bit-view.h"
#include "ui/widgets/data-table.h"
#include <inttypes.h>

struct _BitTimingPage
{
  GtkBox parent;

  BitTimingForm *form;
  BitView *view;
  BitTimingList *list;
  GtkColumnView *table;
  GtkSingleSelection *selection;
  GtkLabel *counts, *reason;
  GtkWidget *card;
  BitTimingExportBox *export;
  BitTimingApply *apply;
  TimingQuestion question; /* answered by what is shown */
  GArray *found;           /* (nullable) */
  guint asked, answered;   /* numbers of questions */
};

G_DEFINE_FINAL_TYPE (BitTimingPage, bit_timing_page, GTK_TYPE_BOX)

typedef struct
{
  TimingQuestion question;
  guint number;
} Work;

/* --- The reasons --- */

/* NULL: there is none, or its memory goes. */
static void
show_answer (BitTimingPage *self, const TimingSolution *solution)
{
  const LinkController *link = self->question.link;

  bit_timing_export_box_set (self->export, &self->question.request, solution, self->question.controller);
  bit_timing_export_box_set_interface (self->export, link != NULL ? link->link.name : "can0");
  bit_timing_apply_set (self->apply, link, &self->question.request, solution);
}

static void
show_problem (BitTimingPage *self, const char *text)
{
  gtk_widget_remove_css_class (self->card, "ok-card");
  gtk_widget_add_css_class (self->card, "warn-card");
  gtk_label_set_text (self->reason, text);
  gtk_label_set_text (self->counts, "");
  bit_view_set (self->view, NULL, NULL, NULL);
  show_answer (self, NULL);
}

static gboolean
has_shortage (const TimingQuestion *question, const TimingSolution *solution)
{
  return solution->too_short || solution->tolerance.ppm < question->clock_tolerance || solution->cable < 0;
}

static void
show_reason (BitTimingPage *self, const TimingSolution *solution, const char *why)
{
  g_auto (GStrv) lines = timing_explain (&self->question.request, solution);
  gboolean bad = has_shortage (&self->question, solution);
  g_autoptr (GString) text = g_string_new (NULL);

  if (why != NULL)
    g_string_append_printf (text, _ ("Beside the recommended one (★): %s. "), why);
  if (solution->tolerance.ppm < self->question.clock_tolerance)
    g_string_append_printf (text, _ ("Too little for clocks of ±%.0f ppm. "), self->question.clock_tolerance);
  for (char **line = lines; *line != NULL; line++)
    g_string_append_printf (text, "%s%s", line == lines ? "" : " ", *line);
  gtk_widget_remove_css_class (self->card, bad ? "ok-card" : "warn-card");
  gtk_widget_add_css_class (self->card, bad ? "warn-card" : "ok-card");
  gtk_label_set_text (self->reason, text->str);
}

static void
show_counts (BitTimingPage *self, const TimingSolution *solution)
{
  guint quanta = bit_timing_quanta (&solution->nominal.timing);
  g_autofree char *four = NULL, *three = NULL, *two = NULL, *within = NULL, *all = text_count (self->found->len);
  g_autofree char *text = NULL;
  SplitCounts counts;

  bit_timing_count_splits (quanta, &self->question.nominal, &counts);
  four = text_count (counts.four);
  three = text_count (counts.three);
  two = text_count (counts.two);
  within = text_count (counts.within);
  text = g_strdup_printf (bit_timing_list_is_exact (self->list)
                              ? _ ("%s, all at the exact rate · %u quanta: %s ways into four parts, %s with one for "
                                   "sync, %s as tseg1 and tseg2, the limits leave %s")
                              : _ ("%s · %u quanta: %s ways into four parts, %s with one for sync, %s as tseg1 and "
                                   "tseg2, the "
                                   "limits leave %s"),
                          all, quanta, four, three, two, within);
  gtk_label_set_text (self->counts, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->counts), text);
}

static void
show_selected (BitTimingPage *self)
{
  guint position = gtk_single_selection_get_selected (self->selection);
  const TimingSolution *solution = bit_timing_list_get (self->list, position);

  if (solution == NULL)
    return;
  bit_view_set (self->view, &self->question.request, solution, self->question.controller);
  show_answer (self, solution);
  show_reason (self, solution, bit_timing_list_get_why (self->list, position));
  show_counts (self, solution);
}

/* --- Asking --- */

static void
solve (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;
  GArray *found = timing_solve (&work->question.request, &error);

  if (found != NULL)
    g_task_return_pointer (task, found, (GDestroyNotify) g_array_unref);
  else
    g_task_return_error (task, error);
}

static void
choose_first (BitTimingPage *self)
{
  gtk_single_selection_set_selected (self->selection, 0);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    data_table_show (self->table, 0);
}

static void
on_solved (GObject *source, GAsyncResult *result, gpointer data)
{
  BitTimingPage *self = BIT_TIMING_PAGE (source);
  Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  GArray *found = g_task_propagate_pointer (G_TASK (result), &error);

  if (work->number != self->asked) /* a later question is on its way */
    {
      g_clear_pointer (&found, g_array_unref);
      return;
    }
  self->answered = work->number;
  show_answer (self, NULL); /* has pointers into the old ones */
  timing_question_copy (&self->question, &work->question);
  g_clear_pointer (&self->found, g_array_unref);
  self->found = found;
  bit_timing_list_set (self->list, &self->question, found);
  bit_timing_list_show_columns (self->list, self->table);
  if (found == NULL)
    {
      g_autofree char *text = g_strdup_printf ("%s.", error->message);

      show_problem (self, text);
      return;
    }
  choose_first (self);
  show_selected (self);
}

static void
ask (BitTimingPage *self)
{
  Work *work = g_new0 (Work, 1);
  TimingQuestion question;
  g_autofree char *problem = NULL;
  g_autoptr (GTask) task = NULL;

  self->asked++;
  if (!bit_timing_form_get (self->form, &question, &problem))
    {
      g_free (work);
      self->answered = self->asked;
      g_clear_pointer (&self->found, g_array_unref);
      bit_timing_list_set (self->list, &question, NULL);
      show_problem (self, problem);
      return;
    }
  timing_question_copy (&work->question, &question);
  work->number = self->asked;
  task = g_task_new (self, NULL, on_solved, NULL);
  g_task_set_task_data (task, work, g_free);
  g_task_run_in_thread (task, solve);
}

gboolean
bit_timing_page_is_settled (BitTimingPage *self)
{
  return self->asked == self->answered;
}

static void
on_point (BitView *view, guint phase, double point, BitTimingPage *self)
{
  const TimingSolution *from;
  guint position;

  if (self->found == NULL)
    return;
  from = bit_timing_list_get (self->list, gtk_single_selection_get_selected (self->selection));
  if (from == NULL)
    return;
  position = bit_timing_list_find_point (self->list, from, phase, point);
  gtk_single_selection_set_selected (self->selection, position);
  data_table_show (self->table, position);
}

static void
on_applied (BitTimingPage *self)
{
  bit_timing_form_reread (self->form);
}

static void
on_links (BitTimingPage *self)
{
  bit_timing_apply_refresh (self->apply);
}

BitTimingForm *
bit_timing_page_get_form (BitTimingPage *self)
{
  return self->form;
}

gboolean
bit_timing_page_go_back (BitTimingPage *self)
{
  return bit_timing_apply_go_back (self->apply);
}

void
bit_timing_page_set_rates (BitTimingPage *self, const char *interface, uint32_t bitrate, double point,
                           uint32_t data_bitrate, double data_point)
{
  if (interface != NULL)
    bit_timing_form_choose (self->form, interface);
  bit_timing_form_set_rates (self->form, bitrate, point, data_bitrate, data_point);
}

/* --- Building --- */

static GtkWidget *
new_form (BitTimingPage *self, GSettings *settings, const char *interface)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *form = bit_timing_form_new (settings, interface);

  self->form = BIT_TIMING_FORM (form);
  gtk_widget_add_css_class (form, "form");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), form);
  gtk_widget_set_hexpand (scrolled, FALSE);
  gtk_widget_add_css_class (scrolled, "inspector");
  g_signal_connect_object (form, "changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (form, "links-changed", G_CALLBACK (on_links), self, G_CONNECT_SWAPPED);
  return scrolled;
}

static GtkWidget *
new_table (BitTimingPage *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->list = bit_timing_list_new ();
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->list)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  self->table = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  bit_timing_list_build_table (self->list, self->table);
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (show_selected), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->table));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_set_size_request (scrolled, -1, 90);
  return scrolled;
}

static GtkWidget *
new_head (BitTimingPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *title = gtk_label_new (_ ("Solutions"));
  GtkWidget *counts = gtk_label_new (NULL);

  gtk_widget_add_css_class (title, "form-head");
  gtk_widget_add_css_class (counts, "dim");
  self->counts = GTK_LABEL (counts);
  gtk_label_set_ellipsize (self->counts, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (self->counts, 0);
  gtk_widget_set_hexpand (counts, TRUE);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), counts);
  gtk_widget_add_css_class (box, "panelhead");
  return box;
}

static GtkWidget *
new_card (BitTimingPage *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *label = gtk_label_new (NULL);

  self->reason = GTK_LABEL (label);
  gtk_label_set_wrap (self->reason, TRUE);
  gtk_label_set_xalign (self->reason, 0);
  gtk_label_set_yalign (self->reason, 0);
  gtk_label_set_selectable (self->reason, TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), label);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  /* Measured before it is known how wide it gets: six lines. */
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 100);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 140);
  gtk_widget_add_css_class (scrolled, "reason");
  self->card = scrolled;
  return scrolled;
}

static void
bit_timing_page_dispose (GObject *object)
{
  BitTimingPage *self = BIT_TIMING_PAGE (object);

  self->asked++; /* what is still computed is of no use */
  g_clear_pointer (&self->found, g_array_unref);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (bit_timing_page_parent_class)->dispose (object);
}

static void
bit_timing_page_class_init (BitTimingPageClass *class)
{
  G_OBJECT_CLASS (class)->dispose = bit_timing_page_dispose;
}

static void
bit_timing_page_init (BitTimingPage *self)
{
}

GtkWidget *
bit_timing_page_new (GSettings *settings, const char *interface)
{
  BitTimingPage *self = g_object_new (BIT_TYPE_TIMING_PAGE, NULL);
  GtkWidget *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *foot = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *view = bit_view_new (), *export = bit_timing_export_box_new ();

  self->view = BIT_VIEW (view);
  self->export = BIT_TIMING_EXPORT_BOX (export);
  self->apply = BIT_TIMING_APPLY (bit_timing_apply_new (settings));
  g_signal_connect_object (self->apply, "applied", G_CALLBACK (on_applied), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "point-wished", G_CALLBACK (on_point), self, 0);
  gtk_box_append (GTK_BOX (self), new_form (self, settings, interface));
  gtk_box_append (GTK_BOX (self), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (right), view);
  gtk_box_append (GTK_BOX (right), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (right), new_head (self));
  gtk_box_append (GTK_BOX (right), new_table (self));
  gtk_box_append (GTK_BOX (right), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (foot), new_card (self));
  gtk_box_append (GTK_BOX (foot), export);
  gtk_box_append (GTK_BOX (foot), GTK_WIDGET (self->apply));
  gtk_widget_add_css_class (foot, "timing-foot");
  gtk_box_append (GTK_BOX (right), foot);
  gtk_widget_set_hexpand (right, TRUE);
  gtk_box_append (GTK_BOX (self), right);
  ask (self);
  return GTK_WIDGET (self);
}
