/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/wave-export-dialog.h"

#include "base/i18n.h"
#include "core/bit-rate.h"
#include "formats/format.h"
#include "ui/dialogs/form-grid.h"
#include "ui/file-dialog.h"
#include "ui/text.h"
#include "ui/widgets/check-box.h"

static const char *const format_ids[] = { "vcd", "sigrok", "sample-csv", "bits" };
static const uint32_t usual_rates[] = { 125000, 250000, 500000, 800000, 1000000, 0 };
static const uint32_t usual_data_rates[] = { 1000000, 2000000, 4000000, 5000000, 8000000, 0 };

struct _WaveExportDialog
{
  GtkWindow parent;

  TraceSession *session;
  GtkDropDown *rows, *format;
  GtkEditable *bitrate, *data_bitrate, *sample_rate;
  GtkCheckButton *inverted, *non_iso;
  GtkLabel *note;
  GtkWidget *export;
  WaveTarget target; /* as it is typed */
  WaveExportFunc func;
  gpointer data;
};

G_DEFINE_FINAL_TYPE (WaveExportDialog, wave_export_dialog, GTK_TYPE_WINDOW)

static const Format *
chosen_format (WaveExportDialog *self)
{
  return format_by_id (format_ids[MIN (gtk_drop_down_get_selected (self->format), G_N_ELEMENTS (format_ids) - 1)]);
}

/* --- What is typed --- */

/* NULL: all is well. */
static char *
read_target (WaveExportDialog *self)
{
  const char *text = gtk_editable_get_text (self->sample_rate);
  WireSetting *setting = &self->target.setting;
  double fastest;

  self->target = (WaveTarget){ .inverted = gtk_check_button_get_active (self->inverted) };
  setting->non_iso = gtk_check_button_get_active (self->non_iso);
  if (!form_read_rate (self->bitrate, 0, (uint32_t) BIT_RATE_MAX, &setting->bitrate)
      || !form_read_rate (self->data_bitrate, 0, (uint32_t) BIT_RATE_MAX, &setting->data_bitrate))
    return g_strdup (_ ("A bit rate is a number such as 500k or 2M."));
  if (setting->bitrate == 0)
    return g_strdup (_ ("The bit rate is needed."));
  if (*text != '\0' && !sample_rate_parse (text, strlen (text), &self->target.sample_rate))
    return g_strdup (_ ("The sample rate is a number such as 24M."));
  fastest = MAX (setting->bitrate, setting->data_bitrate);
  if (self->target.sample_rate > 0 && self->target.sample_rate < WIRE_LEAST_SAMPLES * fastest)
    {
      g_autoptr (GString) least = g_string_new (NULL);

      bit_rate_append_short (least, (uint32_t) MIN (WIRE_LEAST_SAMPLES * fastest, UINT32_MAX));
      return g_strdup_printf (_ ("A bit needs %d samples at least: sample at %s or faster."), WIRE_LEAST_SAMPLES,
                              least->str);
    }
  return NULL;
}

static void
refresh (WaveExportDialog *self)
{
  g_autofree char *problem = read_target (self);
  g_autofree char *note = NULL;
  double fastest = MAX (self->target.setting.bitrate, self->target.setting.data_bitrate);

  gtk_widget_set_sensitive (self->export, problem == NULL);
  if (problem == NULL && self->target.sample_rate > 0)
    note = g_strdup_printf (_ ("%.4g samples in the shortest bit."), self->target.sample_rate / fastest);
  else if (problem == NULL)
    note = g_strdup (_ ("Without a sample rate: edges to the nanosecond, or 20 samples in the shortest bit."));
  gtk_label_set_text (self->note, problem != NULL ? problem : note);
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->note), "bad");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->note), "bad");
}

/* --- The file --- */

static RowChoice
read_rows (WaveExportDialog *self)
{
  RowChoice choice = ROW_CHOICE_ALL;
  uint64_t row = trace_session_get_cursor (self->session);

  switch (gtk_drop_down_get_selected (self->rows))
    {
    case 0:
      choice.ranges = row_ranges_new ();
      if (row != ROW_NONE)
        row_ranges_add (choice.ranges, row, row);
      return choice;
    case 1:
      return trace_session_choose_rows (self->session, TRACE_ROWS_SELECTED);
    default:
      return trace_session_choose_rows (self->session, TRACE_ROWS_SHOWN);
    }
}

static void
on_file (GtkWidget *owner, GFile *file, GtkFileChooser *dialog)
{
  WaveExportDialog *self = WAVE_EXPORT_DIALOG (owner);

  if (self->session != NULL)
    {
      RowChoice choice = read_rows (self);

      self->func (file, &choice, chosen_format (self), &self->target, self->data);
      row_choice_clear (&choice);
      gtk_window_destroy (GTK_WINDOW (self));
    }
}

static void
activate_export (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WaveExportDialog *self = WAVE_EXPORT_DIALOG (widget);
  g_auto (GStrv) extensions = g_strsplit (chosen_format (self)->extensions, ";", 2);
  g_autofree char *file = g_strdup_printf ("frames.%s", extensions[0]);
  GtkFileChooser *dialog
      = file_dialog_new (widget, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Export as Samples"), _ ("_Save"), on_file);

  gtk_file_chooser_set_current_name (dialog, file);
  file_dialog_show (dialog);
}

/* --- Building --- */

static GtkWidget *
new_rows (WaveExportDialog *self)
{
  GtkStringList *list = gtk_string_list_new (NULL);
  guint64 n = row_ranges_count (trace_session_get_selection (self->session));
  g_autofree char *selected = text_count (n), *shown = text_count (trace_session_n_shown (self->session));
  g_autofree char *both = g_strdup_printf (_ ("Selected frames (%s)"), selected);
  g_autofree char *all = g_strdup_printf (_ ("All shown frames (%s)"), shown);

  gtk_string_list_append (list, _ ("This frame"));
  gtk_string_list_append (list, both);
  gtk_string_list_append (list, all);
  self->rows = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (list), NULL));
  gtk_drop_down_set_selected (self->rows, n > 1 ? 1 : trace_session_get_cursor (self->session) == ROW_NONE ? 2 : 0);
  return GTK_WIDGET (self->rows);
}

static GtkWidget *
new_formats (WaveExportDialog *self)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (format_ids); i++)
    {
      const Format *format = format_by_id (format_ids[i]);
      g_auto (GStrv) extensions = g_strsplit (format->extensions, ";", 2);
      g_autofree char *text = g_strdup_printf ("%s (.%s)", _ (format->name), extensions[0]);

      gtk_string_list_append (list, text);
    }
  self->format = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (list), NULL));
  return GTK_WIDGET (self->format);
}

/* The rates of the channel under the cursor. */
static void
fill_rates (WaveExportDialog *self)
{
  FrameStore *store = trace_session_get_store (self->session);
  uint64_t row = trace_session_get_cursor (self->session);
  uint32_t rates[2] = { 0, 0 };
  CanFrame frame = { 0 };

  if (store == NULL)
    return;
  if (row != ROW_NONE && row < frame_store_length (store))
    frame_store_get (store, row, &frame);
  trace_info_get_bitrate (frame_store_get_info (store), frame.channel, &rates[0], &rates[1]);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      if (rates[i] == 0)
        continue;
      bit_rate_append_short (text, rates[i]);
      gtk_editable_set_text (i == 0 ? self->bitrate : self->data_bitrate, text->str);
    }
}

static void
add_rate (WaveExportDialog *self, FormGrid *form, GtkEditable **editable, const char *label, const uint32_t *rates,
          const char *hint)
{
  GtkWidget *rate = form_rate_new (rates);

  *editable = form_rate_get_editable (rate);
  form_grid_add (form, label, rate, hint);
  g_signal_connect_swapped (*editable, "changed", G_CALLBACK (refresh), self);
}

static GtkCheckButton *
add_check (WaveExportDialog *self, FormGrid *form, const char *label, const char *hint)
{
  GtkWidget *check = check_box_new (label);

  gtk_widget_set_tooltip_text (check, hint);
  form_grid_add_wide (form, check);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (refresh), self);
  return GTK_CHECK_BUTTON (check);
}

static GtkWidget *
new_form (WaveExportDialog *self)
{
  FormGrid form = form_grid_new ();
  GtkWidget *entry = gtk_entry_new ();

  form_grid_add (&form, _ ("Frames"), new_rows (self), NULL);
  form_grid_add (&form, _ ("Format"), new_formats (self), NULL);
  add_rate (self, &form, &self->bitrate, _ ("Bit rate"), usual_rates, NULL);
  add_rate (self, &form, &self->data_bitrate, _ ("Data bit rate"), usual_data_rates,
            _ ("Of CAN FD frames with bit rate switch; empty: as the bit rate"));
  g_object_set (entry, "placeholder-text", _ ("20 a bit, or exact"), NULL);
  self->sample_rate = GTK_EDITABLE (entry);
  form_grid_add (&form, _ ("Samples a second"), entry, _ ("Such as 24M"));
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (refresh), self);
  self->inverted = add_check (self, &form, _ ("Dominant is high"), _ ("As CAN_H is; else as CAN_RX, where it is low"));
  self->non_iso
      = add_check (self, &form, _ ("non-ISO CAN FD"), _ ("CAN FD after Bosch's first edition: no stuff count"));
  return GTK_WIDGET (form.grid);
}

static void
wave_export_dialog_dispose (GObject *object)
{
  g_clear_object (&WAVE_EXPORT_DIALOG (object)->session);
  G_OBJECT_CLASS (wave_export_dialog_parent_class)->dispose (object);
}

static void
wave_export_dialog_class_init (WaveExportDialogClass *class)
{
  G_OBJECT_CLASS (class)->dispose = wave_export_dialog_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (class), "samples.export", NULL, activate_export);
}

static void
wave_export_dialog_init (WaveExportDialog *self)
{
}

GtkWidget *
wave_export_dialog_new (GtkWindow *parent, TraceSession *session, WaveExportFunc func, gpointer data)
{
  WaveExportDialog *self
      = g_object_new (WAVE_EXPORT_TYPE_DIALOG, "transient-for", parent, "modal", TRUE, "resizable", FALSE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *header = gtk_header_bar_new ();
  GtkWidget *note = form_label ("", FALSE);

  self->session = g_object_ref (session);
  self->func = func;
  self->data = data;
  self->note = GTK_LABEL (note);
  gtk_label_set_max_width_chars (self->note, 44);
  self->export = gtk_button_new_with_mnemonic (_ ("_Export…"));
  gtk_widget_add_css_class (self->export, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->export), "samples.export");
  gtk_box_append (GTK_BOX (box), new_form (self));
  gtk_box_append (GTK_BOX (box), note);
  gtk_widget_add_css_class (box, "timing-foot");
  gtk_header_bar_pack_end (GTK_HEADER_BAR (header), self->export);
  gtk_header_bar_set_decoration_layout (GTK_HEADER_BAR (header), ":close");
  gtk_window_set_titlebar (GTK_WINDOW (self), header);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Export as Samples"));
  gtk_window_set_child (GTK_WINDOW (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "canid");
  fill_rates (self);
  refresh (self);
  return GTK_WIDGET (self);
}
