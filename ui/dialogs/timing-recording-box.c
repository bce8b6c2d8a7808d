/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/timing-recording-box.h"

#include "base/i18n.h"

struct _TimingRecordingBox
{
  GtkBox parent;

  TimingSources *sources; /* the first are the recording's */
  GtkDropDown *chosen;    /* of these */
  GtkLabel *note;
};

G_DEFINE_FINAL_TYPE (TimingRecordingBox, timing_recording_box, GTK_TYPE_BOX)

static guint signal_take, signal_compare;

static const TimingSource *
get_chosen (TimingRecordingBox *self)
{
  return timing_sources_get (self->sources, gtk_drop_down_get_selected (self->chosen));
}

static void
on_chosen (TimingRecordingBox *self)
{
  g_autofree char *text = timing_recorded_dup_text (get_chosen (self)->recorded);

  gtk_label_set_text (self->note, text);
}

static void
on_take (TimingRecordingBox *self)
{
  g_signal_emit (self, signal_take, 0, get_chosen (self)->recorded);
}

static void
on_compare (TimingRecordingBox *self)
{
  g_signal_emit (self, signal_compare, 0, gtk_drop_down_get_selected (self->chosen));
}

/* --- Building --- */

static void
timing_recording_box_dispose (GObject *object)
{
  g_clear_object (&TIMING_RECORDING_BOX (object)->sources);
  G_OBJECT_CLASS (timing_recording_box_parent_class)->dispose (object);
}

static void
timing_recording_box_class_init (TimingRecordingBoxClass *class)
{
  G_OBJECT_CLASS (class)->dispose = timing_recording_box_dispose;
  signal_take = g_signal_new ("take", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                              G_TYPE_POINTER);
  signal_compare = g_signal_new ("compare", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
timing_recording_box_init (TimingRecordingBox *self)
{
}

static GtkWidget *
new_button (TimingRecordingBox *self, const char *label, const char *tip, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_tooltip_text (button, tip);
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

/* Names of the recording's settings, without "Recording, ". */
static GtkWidget *
new_choice (TimingRecordingBox *self)
{
  guint n = timing_sources_n_recorded (self->sources);
  GtkSliceListModel *slice = gtk_slice_list_model_new (G_LIST_MODEL (g_object_ref (self->sources)), 0, n);
  GtkWidget *choice
      = gtk_drop_down_new (G_LIST_MODEL (slice), gtk_property_expression_new (TIMING_TYPE_SOURCE, NULL, "name"));

  gtk_widget_set_visible (choice, n > 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Channel of the recording"), -1);
  return choice;
}

GtkWidget *
timing_recording_box_new (const TraceInfo *info)
{
  TimingSources *sources = timing_sources_new (info);
  GtkWidget *title = NULL, *note = NULL, *row = NULL;
  TimingRecordingBox *self;

  if (timing_sources_n_recorded (sources) == 0)
    {
      g_object_unref (sources);
      return NULL;
    }
  self = g_object_new (TIMING_TYPE_RECORDING_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 7, NULL);
  self->sources = sources;
  self->chosen = GTK_DROP_DOWN (new_choice (self));
  title = gtk_label_new (timing_sources_n_recorded (sources) > 1 ? _ ("The recording")
                                                                 : timing_sources_get (sources, 0)->name);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (title, "form-head");
  gtk_widget_set_margin_top (title, 10);
  note = gtk_label_new (NULL);
  self->note = GTK_LABEL (note);
  gtk_label_set_xalign (self->note, 0);
  gtk_label_set_wrap (self->note, TRUE);
  gtk_label_set_max_width_chars (self->note, 30);
  gtk_label_set_selectable (self->note, TRUE);
  gtk_widget_add_css_class (note, "form-note");
  row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_box_append (GTK_BOX (row),
                  new_button (self, _ ("Take Its Rates"), _ ("Asks for the rates and sample points of the recording"),
                              G_CALLBACK (on_take)));
  gtk_box_append (GTK_BOX (row),
                  new_button (self, _ ("Compare…"), _ ("Compares the controller above with what the recording tells"),
                              G_CALLBACK (on_compare)));
  gtk_box_append (GTK_BOX (self), title);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->chosen));
  gtk_box_append (GTK_BOX (self), note);
  gtk_box_append (GTK_BOX (self), row);
  g_signal_connect_swapped (self->chosen, "notify::selected", G_CALLBACK (on_chosen), self);
  on_chosen (self);
  return GTK_WIDGET (self);
}
