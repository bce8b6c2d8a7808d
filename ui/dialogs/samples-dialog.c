/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/samples-dialog.h"

#include "base/i18n.h"
#include "core/bit-rate.h"
#include "formats/format.h"
#include "ui/dialogs/form-grid.h"
#include "ui/widgets/check-box.h"

#include <math.h>
#include <string.h>

static const uint32_t usual_rates[] = { 125000, 250000, 500000, 800000, 1000000, 0 };
static const uint32_t usual_data_rates[] = { 1000000, 2000000, 4000000, 5000000, 8000000, 0 };

struct _SamplesDialog
{
  GtkWindow parent;

  GFile *file;
  WaveRecord *record;
  GtkDropDown *line, *polarity;
  GtkEditable *bitrate, *data_bitrate, *point, *threshold, *glitch, *sample_rate;
  GtkCheckButton *non_iso;
  GtkLabel *note;
  SamplesFunc func;
  gpointer data;
};

G_DEFINE_FINAL_TYPE (SamplesDialog, samples_dialog, GTK_TYPE_WINDOW)

/* --- What is typed --- */

/* Empty leaves *value. */
static gboolean
read_number (GtkEditable *entry, double *value)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  char *end;
  double number;

  if (*text == '\0')
    return TRUE;
  g_strdelimit (text, ",", '.');
  number = g_ascii_strtod (text, &end);
  if (end == text || !isfinite (number) || strspn (end, " %VnsµHz") != strlen (end))
    return FALSE;
  *value = number;
  return TRUE;
}

/* NULL: all is well. */
static const char *
read_options (SamplesDialog *self, WaveOptions *out)
{
  const char *rate = gtk_editable_get_text (self->sample_rate);

  wave_options_init (out);
  if (!form_read_rate (self->bitrate, 0, (uint32_t) BIT_RATE_MAX, &out->setting.bitrate)
      || !form_read_rate (self->data_bitrate, 0, (uint32_t) BIT_RATE_MAX, &out->setting.data_bitrate))
    return _ ("A bit rate is a number such as 500k or 2M.");
  if (!read_number (self->point, &out->setting.point))
    return _ ("The sample point is a share of the bit, such as 80.");
  if (out->setting.point > 1)
    out->setting.point /= 100;
  if (out->setting.point < 0 || out->setting.point >= 1)
    return _ ("The sample point is a share of the bit, such as 80.");
  if (!read_number (self->threshold, &out->threshold))
    return _ ("The threshold is a number of volts, such as 2.5.");
  if (!read_number (self->glitch, &out->glitch_ns) || out->glitch_ns < 0)
    return _ ("Glitches are as short as a number of ns, such as 50.");
  if (*rate != '\0' && !sample_rate_parse (rate, strlen (rate), &out->sample_rate))
    return _ ("The sample rate is a number such as 24M.");
  out->setting.non_iso = gtk_check_button_get_active (self->non_iso);
  out->polarity = gtk_drop_down_get_selected (self->polarity);
  return NULL;
}

static void
refresh (SamplesDialog *self)
{
  WaveOptions options;
  const char *problem = read_options (self, &options);

  gtk_label_set_text (self->note, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), problem != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "samples.read", problem == NULL);
}

static void
activate_read (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SamplesDialog *self = SAMPLES_DIALOG (widget);
  guint line = gtk_drop_down_get_selected (self->line);
  g_autofree char *number = line > 0 ? g_strdup_printf ("%u", line - 1) : NULL;
  WaveOptions options;

  if (read_options (self, &options) != NULL)
    return;
  options.line = number;
  self->func (self->file, &options, self->data);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* --- Building --- */

static GtkWidget *
new_found (SamplesDialog *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *label = form_label ("", FALSE);
  g_autoptr (GString) words = g_string_new (NULL);
  WaveLine line;

  for (guint i = 0; wave_record_get_line (self->record, i, &line); i++)
    {
      g_string_append_printf (words, "%s%u  ", i > 0 ? "\n" : "", i);
      wave_line_append_words (words, &line);
    }
  if (words->len == 0)
    g_string_append (words, _ ("Its lines are not known yet."));
  gtk_label_set_text (GTK_LABEL (label), words->str);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, words->str, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), label);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  /* Measured before it is known how narrow it gets: four lines. */
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 68);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 180);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_add_css_class (scrolled, "command");
  return scrolled;
}

static GtkWidget *
new_lines (SamplesDialog *self)
{
  GtkStringList *list = gtk_string_list_new (NULL);
  WaveLine line;

  gtk_string_list_append (list, _ ("All that are CAN"));
  for (guint i = 0; wave_record_get_line (self->record, i, &line); i++)
    {
      g_autofree char *text = g_strdup_printf ("%u  %s", i, line.name);

      gtk_string_list_append (list, text);
    }
  self->line = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (list), NULL));
  return GTK_WIDGET (self->line);
}

static GtkEditable *
add_entry (SamplesDialog *self, FormGrid *form, const char *label, const char *placeholder, const char *hint)
{
  GtkWidget *entry = gtk_entry_new ();

  g_object_set (entry, "placeholder-text", placeholder, NULL);
  form_grid_add (form, label, entry, hint);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (refresh), self);
  return GTK_EDITABLE (entry);
}

static GtkEditable *
add_rate (SamplesDialog *self, FormGrid *form, const char *label, const uint32_t *rates)
{
  GtkWidget *rate = form_rate_new (rates);
  GtkEditable *editable = form_rate_get_editable (rate);

  g_object_set (editable, "placeholder-text", _ ("found by edges"), NULL);
  form_grid_add (form, label, rate, NULL);
  g_signal_connect_swapped (editable, "changed", G_CALLBACK (refresh), self);
  return editable;
}

static GtkWidget *
new_form (SamplesDialog *self)
{
  const char *const polarities[]
      = { _ ("Found"), _ ("Recessive is high (CAN_RX)"), _ ("Dominant is high (CAN_H)"), NULL };
  FormGrid form = form_grid_new ();

  form_grid_add (&form, _ ("Line"), new_lines (self),
                 _ ("One line alone is decoded at the rate below even if no frame is found"));
  self->bitrate = add_rate (self, &form, _ ("Bit rate"), usual_rates);
  self->data_bitrate = add_rate (self, &form, _ ("Data bit rate"), usual_data_rates);
  self->point
      = add_entry (self, &form, _ ("Sample point (%)"), _ ("found"), _ ("Where the sender changes to the data rate"));
  self->polarity = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (polarities));
  form_grid_add (&form, _ ("Polarity"), GTK_WIDGET (self->polarity), NULL);
  self->threshold
      = add_entry (self, &form, _ ("Threshold (V)"), _ ("the middle"), _ ("Between low and high of analog lines"));
  self->glitch
      = add_entry (self, &form, _ ("Glitches (ns)"), _ ("none"), _ ("Pulses shorter than this are passed over"));
  self->sample_rate = add_entry (self, &form, _ ("Samples a second"), _ ("as the file says"),
                                 _ ("Where the file does not say it, such as 24M"));
  self->non_iso = GTK_CHECK_BUTTON (check_box_new (_ ("non-ISO CAN FD")));
  form_grid_add_wide (&form, GTK_WIDGET (self->non_iso));
  return GTK_WIDGET (form.grid);
}

static void
put_rate (GtkEditable *entry, uint32_t rate)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (rate == 0)
    return;
  bit_rate_append_short (text, rate);
  gtk_editable_set_text (entry, text->str);
}

/* none: what stands for nothing chosen; NAN is nothing, too. */
static void
put_number (GtkEditable *entry, double value, double none)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (isfinite (value) && value != none)
    gtk_editable_set_text (entry, g_ascii_formatd (text, sizeof text, "%.10g", value));
}

/* What it was read with. */
static void
fill (SamplesDialog *self)
{
  const WaveOptions *options = wave_record_get_options (self->record);

  put_rate (self->bitrate, options->setting.bitrate);
  put_rate (self->data_bitrate, options->setting.data_bitrate);
  put_number (self->point, options->setting.point * 100, 0);
  put_number (self->threshold, options->threshold, NAN);
  put_number (self->glitch, options->glitch_ns, 0);
  put_number (self->sample_rate, options->sample_rate, 0);
  gtk_check_button_set_active (self->non_iso, options->setting.non_iso);
  gtk_drop_down_set_selected (self->polarity, options->polarity);
  if (options->line != NULL)
    gtk_drop_down_set_selected (self->line, 1 + (guint) g_ascii_strtoull (options->line, NULL, 10));
}

static void
samples_dialog_dispose (GObject *object)
{
  SamplesDialog *self = SAMPLES_DIALOG (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->record, wave_record_unref);
  G_OBJECT_CLASS (samples_dialog_parent_class)->dispose (object);
}

static void
samples_dialog_class_init (SamplesDialogClass *class)
{
  G_OBJECT_CLASS (class)->dispose = samples_dialog_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (class), "samples.read", NULL, activate_read);
}

static void
samples_dialog_init (SamplesDialog *self)
{
}

GtkWidget *
samples_dialog_new (GtkWindow *parent, GFile *file, WaveRecord *record, const char *problem, SamplesFunc func,
                    gpointer data)
{
  SamplesDialog *self
      = g_object_new (SAMPLES_TYPE_DIALOG, "transient-for", parent, "modal", TRUE, "default-width", 560, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *header = gtk_header_bar_new ();
  GtkWidget *read = gtk_button_new_with_mnemonic (_ ("_Read Again"));

  self->file = g_object_ref (file);
  self->record = wave_record_ref (record);
  self->func = func;
  self->data = data;
  self->note = GTK_LABEL (form_label ("", FALSE));
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "bad");
  gtk_widget_add_css_class (read, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (read), "samples.read");
  if (problem != NULL)
    gtk_box_append (GTK_BOX (box), form_label (problem, FALSE));
  gtk_box_append (GTK_BOX (box), new_found (self));
  gtk_box_append (GTK_BOX (box), new_form (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->note));
  gtk_widget_add_css_class (box, "timing-foot");
  gtk_header_bar_pack_end (GTK_HEADER_BAR (header), read);
  gtk_header_bar_set_decoration_layout (GTK_HEADER_BAR (header), ":close");
  gtk_window_set_titlebar (GTK_WINDOW (self), header);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Recording of Samples"));
  gtk_window_set_child (GTK_WINDOW (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "canid");
  fill (self);
  refresh (self);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->line)); /* not the text that can be selected */
  return GTK_WIDGET (self);
}
