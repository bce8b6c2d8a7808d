/* export-dialog.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/export-dialog.h"

#include "base/byte-packing.h"
#include "base/i18n.h"
#include "core/bit-rate.h"
#include "ui/app-settings.h"
#include "ui/dialogs/format-choice.h"
#include "ui/dialogs/form-grid.h"
#include "ui/file-dialog.h"
#include "ui/text.h"

#define COUNT_DELAY_MS 150

struct _ExportDialog
{
  GtkWindow parent;

  GtkCheckButton *all, *shown, *marked, *selected;
  GtkEntry *from, *to, *file, *bit_rate, *data_bit_rate;
  GtkWidget *rates; /* what samples need */
  GtkDropDown *formats, *packings;
  GtkLabel *losses;
  GtkWidget *export_button;

  TraceSession *session;
  GFile *folder;
  gboolean whole;
  gboolean tuning; /* file and drop-downs follow each other */
  guint count_id;
  GCancellable *counting; /* (nullable) */
  ExportFunc func;
  gpointer data;
};

G_DEFINE_FINAL_TYPE (ExportDialog, export_dialog, GTK_TYPE_WINDOW)

/* --- what is chosen --- */

static int64_t
start_of_trace (FrameStore *store)
{
  int64_t start = 0;
  CanFrame frame;

  if (trace_info_get_start (frame_store_get_info (store), &start) || frame_store_length (store) == 0)
    return start;
  frame_store_get (store, frame_store_first (store), &frame);
  return frame.time;
}

/* Seconds since the start; an empty field leaves *time. FALSE: not a number. */
static gboolean
read_time (ExportDialog *self, GtkEntry *entry, int64_t *time)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  double seconds;
  char *end;

  if (*text == '\0')
    return TRUE;
  g_strdelimit (text, ",", '.');
  seconds = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !(seconds > -9e9 && seconds < 9e9))
    return FALSE;
  *time = can_time_add (start_of_trace (trace_session_get_store (self->session)), (int64_t) (seconds * 1e9));
  return TRUE;
}

static TraceRows
chosen_rows (ExportDialog *self)
{
  if (gtk_check_button_get_active (self->shown))
    return TRACE_ROWS_SHOWN;
  if (gtk_check_button_get_active (self->marked))
    return TRACE_ROWS_MARKED;
  return gtk_check_button_get_active (self->selected) ? TRACE_ROWS_SELECTED : TRACE_ROWS_ALL;
}

static gboolean
read_choice (ExportDialog *self, RowChoice *choice)
{
  *choice = trace_session_choose_rows (self->session, chosen_rows (self));
  if (read_time (self, self->from, &choice->first) && read_time (self, self->to, &choice->last))
    return TRUE;
  row_choice_clear (choice);
  return FALSE;
}

/* --- rates of samples --- */

static gboolean
writes_samples (ExportDialog *self)
{
  return (format_choice_get (self->formats)->abilities & FORMAT_SAMPLES) != 0;
}

/* NULL: samples can be written so. (transfer full) */
static char *
dup_rate_problem (ExportDialog *self, WaveTarget *target)
{
  const TraceInfo *info = frame_store_get_info (trace_session_get_store (self->session));

  *target = (WaveTarget){ 0 };
  if (!form_read_rate (GTK_EDITABLE (self->bit_rate), 0, (uint32_t) BIT_RATE_MAX, &target->setting.bitrate)
      || !form_read_rate (GTK_EDITABLE (self->data_bit_rate), 0, (uint32_t) BIT_RATE_MAX,
                          &target->setting.data_bitrate))
    return g_strdup (_ ("A bit rate is a number such as 500k or 1M."));
  for (guint i = 0; i < trace_info_n_channels (info) && target->setting.bitrate == 0; i++)
    {
      uint32_t bitrate, data_bitrate;

      trace_info_get_bitrate (info, (uint8_t) i, &bitrate, &data_bitrate);
      if (bitrate == 0)
        return g_strdup_printf (_ ("Samples are drawn bit by bit, and the bit rate of channel %s is not known: it is "
                                   "needed."),
                                trace_info_channel_name (info, (uint8_t) i));
    }
  return NULL;
}

/* (nullable) */
static GFile *
dup_file (ExportDialog *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->file))));

  if (*text == '\0')
    return NULL;
  if (g_path_is_absolute (text) || *text == '~' || self->folder == NULL)
    return g_file_parse_name (text);
  return g_file_resolve_relative_path (self->folder, text);
}

/* --- file name and format follow each other --- */

char *
export_dialog_dup_tidy_name (const char *name)
{
  for (const Format *const *format = formats_list (); *format != NULL; format++)
    {
      g_auto (GStrv) extensions = g_strsplit ((*format)->extensions, ";", -1);

      for (char **extension = extensions; *extension != NULL; extension++)
        {
          g_autofree char *twice = g_strdup_printf (".%s.%s", *extension, *extension);

          if (**extension != '\0' && g_str_has_suffix (name, twice))
            return g_strndup (name, strlen (name) - strlen (*extension) - 1);
        }
    }
  return g_strdup (name);
}

static gboolean
has_extension (const char *name, gsize n, const Format *format, gsize *stem)
{
  g_auto (GStrv) extensions = g_strsplit (format->extensions, ";", -1);

  for (char **extension = extensions; *extension != NULL; extension++)
    {
      gsize length = strlen (*extension);

      if (length > 0 && n > length + 1 && name[n - length - 1] == '.'
          && g_ascii_strncasecmp (name + n - length, *extension, length) == 0)
        {
          *stem = n - length - 1;
          return TRUE;
        }
    }
  return FALSE;
}

/* The name without the extensions of formats and packings. */
static gsize
stem_of (const char *name)
{
  gsize n;

  byte_packing_of_path (name, &n);
  for (const Format *const *format = formats_list (); *format != NULL; format++)
    if (has_extension (name, n, *format, &n))
      break;
  return n;
}

static void
put_extension (ExportDialog *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->file));
  g_autofree char *extension = format_choice_dup_extension (self->formats, self->packings);
  g_autofree char *new_name = g_strdup_printf ("%.*s%s", (int) stem_of (name), name, extension);

  if (!g_str_equal (name, new_name))
    gtk_editable_set_text (GTK_EDITABLE (self->file), new_name);
}

/* A name that is typed with a known extension decides. */
static void
follow_extension (ExportDialog *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->file));
  BytePacking packing;
  const Format *format;
  gsize n, stem;

  packing = byte_packing_of_path (name, &n);
  if (has_extension (name, n, format_choice_get (self->formats), &stem))
    {
      if (format_choice_may_be_packed (self->formats))
        gtk_drop_down_set_selected (self->packings, packing);
      return;
    }
  for (guint i = 0; (format = format_choice_nth (i)) != NULL; i++)
    if (has_extension (name, n, format, &stem))
      {
        gtk_drop_down_set_selected (self->formats, i);
        gtk_drop_down_set_selected (self->packings, packing);
        return;
      }
}

/* --- what will be lost --- */

static void
show_note (ExportDialog *self, const char *text, gboolean bad)
{
  gtk_label_set_text (self->losses, text);
  if (bad)
    gtk_widget_add_css_class (GTK_WIDGET (self->losses), "bad");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->losses), "bad");
  gtk_widget_set_sensitive (self->export_button, !bad);
}

static void
show_losses (ExportDialog *self, const Losses *losses, uint64_t n)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GFile) file = dup_file (self);
  g_autofree char *count = text_count (n);
  const char *what;
  guint kind = 0;
  uint64_t n_lost;

  g_string_append_printf (text, ngettext_ ("%s frame will be written.", "%s frames will be written.", (gulong) n),
                          count);
  if (file != NULL && g_file_query_exists (file, NULL))
    g_string_append (text, _ (" The file is there already and will be replaced."));
  while ((what = losses_next (losses, &kind, &n_lost)) != NULL)
    {
      g_autofree char *lost = text_count (n_lost);

      if (kind > 0 && strchr (text->str, '\n') == NULL)
        g_string_append_printf (text, _ ("\n%s cannot hold everything:"), _ (losses->format->name));
      g_string_append_printf (text, "\n• %s (%s)", what, lost);
    }
  show_note (self, text->str, n == 0);
}

static void
on_counted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ExportDialog) self = data;
  g_autoptr (GError) error = NULL;
  Losses losses;
  uint64_t n;

  if (trace_session_count_losses_finish (TRACE_SESSION (source), result, &losses, &n, &error))
    show_losses (self, &losses, n);
}

static gboolean
count (gpointer data)
{
  ExportDialog *self = data;
  RowChoice choice;
  g_autoptr (GFile) file = dup_file (self);
  g_autofree char *problem = NULL;
  WaveTarget target;

  self->count_id = 0;
  if (writes_samples (self))
    problem = dup_rate_problem (self, &target);
  if (!read_choice (self, &choice))
    show_note (self, _ ("The times are numbers of seconds since the start of the trace, such as 12.5."), TRUE);
  else if (problem != NULL)
    {
      row_choice_clear (&choice);
      show_note (self, problem, TRUE);
    }
  else
    {
      g_clear_object (&self->counting);
      self->counting = g_cancellable_new ();
      trace_session_count_losses_async (self->session, &choice, format_choice_get (self->formats), self->counting,
                                        on_counted, g_object_ref (self));
      row_choice_clear (&choice);
      if (file == NULL)
        show_note (self, _ ("The file needs a name."), TRUE);
    }
  return G_SOURCE_REMOVE;
}

static void
on_changed (ExportDialog *self)
{
  if (self->session == NULL)
    return;
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  if (self->count_id == 0)
    {
      self->count_id = g_timeout_add (COUNT_DELAY_MS, count, self);
      gtk_label_set_text (self->losses, _ ("Counting…"));
    }
}

static void
follow_format (ExportDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->packings), format_choice_may_be_packed (self->formats));
  gtk_widget_set_visible (self->rates, writes_samples (self));
  on_changed (self);
}

static void
on_format (ExportDialog *self)
{
  if (self->session == NULL || self->tuning)
    return;
  self->tuning = TRUE;
  put_extension (self);
  self->tuning = FALSE;
  follow_format (self);
}

static void
on_file (ExportDialog *self)
{
  if (self->session == NULL || self->tuning)
    return;
  self->tuning = TRUE;
  follow_extension (self);
  self->tuning = FALSE;
  follow_format (self);
}

/* --- the chooser --- */

static void
on_chosen (GtkWidget *owner, GFile *file, GtkFileChooser *dialog)
{
  g_autofree char *name = g_file_get_parse_name (file), *tidy = export_dialog_dup_tidy_name (name);

  gtk_editable_set_text (GTK_EDITABLE (EXPORT_DIALOG (owner)->file), tidy);
}

static void
on_choose (ExportDialog *self)
{
  GtkFileChooser *dialog = file_dialog_new (GTK_WIDGET (self), GTK_FILE_CHOOSER_ACTION_SAVE,
                                            gtk_window_get_title (GTK_WINDOW (self)), _ ("_Choose"), on_chosen);
  g_autoptr (GFile) file = dup_file (self), folder = file != NULL ? g_file_get_parent (file) : NULL;
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;

  if (folder != NULL)
    gtk_file_chooser_set_current_folder (dialog, folder, NULL);
  if (name != NULL)
    gtk_file_chooser_set_current_name (dialog, name);
  file_dialog_show (dialog);
}

static void
on_export (ExportDialog *self)
{
  RowChoice choice;
  WaveTarget target;
  GFile *file = dup_file (self);
  g_autofree char *problem = writes_samples (self) ? dup_rate_problem (self, &target) : NULL;

  if (file == NULL || problem != NULL || !read_choice (self, &choice))
    {
      g_clear_object (&file);
      return;
    }
  if (!self->whole)
    g_settings_set_string (app_settings_get (), "export-format", format_choice_get (self->formats)->id);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  self->func (file, &choice, format_choice_get (self->formats), writes_samples (self) ? &target : NULL, self->data);
  row_choice_clear (&choice);
  g_object_unref (file);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* --- object --- */

static void
export_dialog_dispose (GObject *object)
{
  ExportDialog *self = EXPORT_DIALOG (object);

  g_clear_handle_id (&self->count_id, g_source_remove);
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  G_OBJECT_CLASS (export_dialog_parent_class)->dispose (object);
  g_clear_object (&self->session);
  g_clear_object (&self->folder);
}

static void
export_dialog_class_init (ExportDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = export_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/dialogs/export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ExportDialog, all);
  gtk_widget_class_bind_template_child (widget_class, ExportDialog, shown);
  gtk_widget_class_bind_template_child (widget_class, ExportDialog, marked);
  gtk_widget_class_bind_template_child (widget_class, ExportDialog, selected);
  gtk_widget_class_bind_template_child (widget_class, ExportDialog, from);
  gtk_widget_class_bind_template_child (widget_class, ExportDialog, to);
  gtk_widget_class_bind_template_child (widget_class, ExportDialog, file);
  gtk_widget_class_bind_template_child (widget_class, ExportDialog, bit_rate);
  gtk_widget_class_bind_template_child (widget_class, ExportDialog, data_bit_rate);
  gtk_widget_class_bind_template_child (widget_class, ExportDialog, rates);
  gtk_widget_class_bind_template_child (widget_class, ExportDialog, formats);
  gtk_widget_class_bind_template_child (widget_class, ExportDialog, packings);
  gtk_widget_class_bind_template_child (widget_class, ExportDialog, losses);
  gtk_widget_class_bind_template_child (widget_class, ExportDialog, export_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_choose);
  gtk_widget_class_bind_template_callback (widget_class, on_export);
  gtk_widget_class_bind_template_callback (widget_class, on_file);
  gtk_widget_class_bind_template_callback (widget_class, on_format);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
export_dialog_init (ExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  format_choice_fill (self->formats, self->packings, TRUE);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->export_button);
}

static void
set_count (GtkCheckButton *button, const char *label, uint64_t n)
{
  g_autofree char *count = text_count (n), *text = g_strdup_printf ("%s: %s", label, count);

  gtk_check_button_set_label (button, text);
  gtk_widget_set_sensitive (GTK_WIDGET (button), n > 0);
}

static void
set_counts (ExportDialog *self)
{
  uint64_t length = frame_store_length (trace_session_get_store (self->session));
  gboolean filtered = trace_session_get_shown (self->session) != NULL;

  set_count (self->all, _ ("_All frames"), length);
  set_count (self->shown, _ ("_Shown frames"), trace_session_n_shown (self->session));
  set_count (self->marked, _ ("_Marked frames"), row_set_count (trace_session_get_marked (self->session)));
  gtk_widget_set_sensitive (GTK_WIDGET (self->selected),
                            row_ranges_n_ranges (trace_session_get_selection (self->session)) > 0);
  gtk_check_button_set_active (!self->whole && filtered ? self->shown : self->all, TRUE);
}

GtkWidget *
export_dialog_new (TraceSession *session, gboolean whole, const char *stem, GFile *folder, ExportFunc func,
                   gpointer data)
{
  ExportDialog *self = g_object_new (EXPORT_TYPE_DIALOG, NULL);
  g_autofree char *last = g_settings_get_string (app_settings_get (), "export-format");

  gtk_window_set_title (GTK_WINDOW (self), whole ? _ ("Save the Trace As") : _ ("Export Frames"));
  gtk_button_set_label (GTK_BUTTON (self->export_button), whole ? _ ("_Save") : _ ("_Export"));
  self->whole = whole;
  self->func = func;
  self->data = data;
  self->folder = folder != NULL ? g_object_ref (folder) : NULL;
  gtk_editable_set_text (GTK_EDITABLE (self->file), stem);
  format_choice_set (self->formats, whole ? "canid" : last);
  self->session = g_object_ref (session);
  set_counts (self);
  on_format (self);
  gtk_widget_grab_focus (GTK_WIDGET (whole ? GTK_WIDGET (self->file) : GTK_WIDGET (self->formats)));
  return GTK_WIDGET (self);
}
