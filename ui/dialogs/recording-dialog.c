/* recording-dialog.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/recording-dialog.h"

#include "base/i18n.h"
#include "session/record-keeps.h"
#include "session/record-name.h"
#include "session/trigger.h"
#include "ui/app-settings.h"
#include "ui/dialogs/format-choice.h"
#include "ui/dialogs/recording-list.h"
#include "ui/dialogs/trigger-row.h"
#include "ui/file-dialog.h"

#include <glib/gstdio.h>

#define KEEP_SETTING "recording"

enum
{
  SPLIT_NEVER,
  SPLIT_SIZE,
  SPLIT_TIME,
  SPLIT_COUNT,
};
static const char *const split_examples[] = { "", "100M", "1h", "1000000" };

struct _RecordingDialog
{
  GtkWindow parent;

  GtkWidget *running;
  GtkEntry *name, *folder, *split_value, *filter, *before, *after;
  GtkDropDown *formats, *packings, *split;
  GtkSpinButton *keep;
  GtkCheckButton *whole;
  GtkLabel *preview, *keep_words, *trigger_words, *note;
  GtkWidget *before_label, *after_label, *trigger_card, *add_button, *record_button;
  GtkGrid *keeps;
  GtkListBox *triggers;

  RecordingList *list;
  TraceSession *session;
  gboolean filling;
  RecordingFunc func;
  gpointer data;
};

G_DEFINE_FINAL_TYPE (RecordingDialog, recording_dialog, GTK_TYPE_WINDOW)

/* --- From the form to a plan --- */

static const char *
text_of (GtkEntry *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

static char *
dup_path (RecordingDialog *self)
{
  g_autofree char *extension = format_choice_dup_extension (self->formats, self->packings);
  g_autofree char *file = g_strconcat (text_of (self->name), extension, NULL);
  g_autoptr (GFile) folder = g_file_parse_name (text_of (self->folder));
  g_autofree char *path = g_file_get_path (folder);

  return g_build_filename (path != NULL ? path : ".", file, NULL);
}

/* FALSE: *problem (translated). An empty field is 0. */
static gboolean
read_time (GtkEntry *entry, int64_t *time, const char **problem)
{
  if (*text_of (entry) == '\0' || trigger_parse_time (text_of (entry), time))
    return TRUE;
  *problem = _ ("Times have a unit: 500ms, 10s, 5min, 1h.");
  return FALSE;
}

static gboolean
read_split (RecordingDialog *self, RecordPlan *plan, const char **problem)
{
  const char *text = text_of (self->split_value);

  switch (gtk_drop_down_get_selected (self->split))
    {
    case SPLIT_SIZE:
      *problem = _ ("The size of a file is needed, such as 100M.");
      return record_parse_size (text, &plan->split_size);
    case SPLIT_TIME:
      *problem = _ ("The length of a file is needed, such as 1h.");
      return trigger_parse_time (text, &plan->split_time);
    case SPLIT_COUNT:
      *problem = _ ("A number of frames is needed.");
      return g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &plan->split_count, NULL);
    default:
      return TRUE;
    }
}

/* FALSE: a row shows what is wrong with it. */
static gboolean
read_triggers (RecordingDialog *self, RecordPlan *plan)
{
  gboolean ok = TRUE;
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->triggers, i)) != NULL; i++)
    {
      TriggerRow *trigger = TRIGGER_ROW (row);
      g_autofree char *text = trigger_row_dup_text (trigger);

      ok &= trigger_row_check (trigger, trace_session_get_databases (self->session));
      record_plan_add_trigger (plan, text, trigger_row_get_stops (trigger));
    }
  return ok;
}

/* NULL: *problem says why, "" where it stands elsewhere. */
static RecordPlan *
read_plan (RecordingDialog *self, char **problem)
{
  g_autofree char *path = dup_path (self);
  RecordPlan *plan = record_plan_new (path);
  g_autoptr (GError) error = NULL;
  const char *words = "";

  plan->filter = *text_of (self->filter) != '\0' ? g_strdup (text_of (self->filter)) : NULL;
  plan->keep = (guint) gtk_spin_button_get_value_as_int (self->keep);
  if (*text_of (self->name) == '\0')
    words = _ ("The file needs a name.");
  else if (read_split (self, plan, &words) && read_time (self->before, &plan->before, &words)
           && read_time (self->after, &plan->after, &words) && (words = "", read_triggers (self, plan))
           && record_plan_check (plan, trace_session_get_databases (self->session), &error))
    return plan;
  *problem = g_strdup (error != NULL ? error->message : words);
  record_plan_free (plan);
  return NULL;
}

/* --- What it means --- */

static void
add_kept (RecordingDialog *self, int row, const RecordKept *kept)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (kept->kept ? "emblem-ok-symbolic" : "window-close-symbolic");
  g_autofree char *text
      = *kept->how != '\0' ? g_strdup_printf ("%s: %s", kept->what, kept->how) : g_strdup (kept->what);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (icon, kept->kept ? "ok" : "warn");
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  kept->kept ? _ ("kept") : _ ("not kept"), -1);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 44);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 44);
  gtk_grid_attach (self->keeps, icon, 0, row, 1, 1);
  gtk_grid_attach (self->keeps, label, 1, row, 1, 1);
}

static void
show_keeps (RecordingDialog *self)
{
  g_autofree char *path = dup_path (self);
  RecordKept kept[RECORD_KEEPS_MAX];
  guint n = record_keeps (path, format_choice_get (self->formats), kept);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->keeps))) != NULL)
    gtk_grid_remove (self->keeps, child);
  for (guint i = 0; i < n; i++)
    add_kept (self, (int) i, &kept[i]);
}

static char *
dup_bus (RecordingDialog *self)
{
  FrameStore *store = trace_session_get_store (self->session);
  TraceInfo *info = store != NULL ? frame_store_get_info (store) : NULL;
  GString *names = g_string_new (NULL);

  for (guint i = 0; info != NULL && i < trace_info_n_channels (info); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? "+" : "", trace_info_channel_name (info, (uint8_t) i));
  return g_string_free (names, FALSE);
}

static void
show_preview (RecordingDialog *self)
{
  g_autofree char *path = dup_path (self), *bus = dup_bus (self), *next = NULL, *text = NULL;
  guint n = 1;

  if (record_name_check (path, NULL))
    next = record_name_next_free (path, g_get_real_time () * 1000, *bus != '\0' ? bus : "can0", &n);
  text = next != NULL ? g_strdup_printf (_ ("The next file: %s"), next) : g_strdup ("");
  gtk_label_set_text (self->preview, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->preview),
                               _ ("{date}, {time}, {bus} and {n} in the name stand for these"));
}

static void
show_note (RecordingDialog *self, const char *text, gboolean bad)
{
  gtk_label_set_text (self->note, text);
  if (bad)
    gtk_widget_add_css_class (GTK_WIDGET (self->note), "bad");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->note), "bad");
}

static void
show_triggers (RecordingDialog *self)
{
  gboolean some = gtk_list_box_get_row_at_index (self->triggers, 0) != NULL;

  gtk_widget_set_visible (self->trigger_card, some);
  gtk_widget_set_visible (self->before_label, some);
  gtk_widget_set_visible (GTK_WIDGET (self->before), some);
  gtk_widget_set_visible (self->after_label, some);
  gtk_widget_set_visible (GTK_WIDGET (self->after), some);
  gtk_label_set_text (self->trigger_words, some ? _ ("A file for each that fires.") : _ ("None: all is written."));
}

/* Greyed out with the reason. */
static void
set_usable (GtkWidget *widget, gboolean usable, const char *reason)
{
  gtk_widget_set_sensitive (widget, usable);
  gtk_widget_set_tooltip_text (widget, usable ? NULL : reason);
}

static void
show_all (RecordingDialog *self)
{
  gboolean capturing = trace_session_get_capture (self->session) != NULL;
  guint keep = (guint) gtk_spin_button_get_value_as_int (self->keep);
  g_autofree char *problem = NULL;
  RecordPlan *plan = read_plan (self, &problem);

  show_keeps (self);
  show_preview (self);
  show_triggers (self);
  show_note (self, problem != NULL ? problem : "", problem != NULL);
  gtk_label_set_text (self->keep_words,
                      keep > 0 ? _ ("files; older ones of this recording are deleted") : _ ("all files"));
  gtk_widget_set_visible (GTK_WIDGET (self->split_value), gtk_drop_down_get_selected (self->split) != SPLIT_NEVER);
  set_usable (GTK_WIDGET (self->packings), format_choice_may_be_packed (self->formats),
              _ ("This format is not packed as a whole"));
  set_usable (GTK_WIDGET (self->whole), capturing, _ ("Nothing is being captured yet"));
  set_usable (self->record_button, plan != NULL,
              problem != NULL && *problem != '\0' ? problem : _ ("A trigger is not complete"));
  gtk_button_set_label (GTK_BUTTON (self->record_button), capturing ? _ ("_Record") : _ ("_Start and Record"));
  record_plan_free (plan);
}

static void
on_changed (RecordingDialog *self)
{
  if (self->session != NULL && !self->filling)
    show_all (self);
}

static void
on_format (RecordingDialog *self)
{
  on_changed (self);
}

static void
on_split (RecordingDialog *self)
{
  guint kind = MIN (gtk_drop_down_get_selected (self->split), G_N_ELEMENTS (split_examples) - 1);

  gtk_editable_set_text (GTK_EDITABLE (self->split_value), split_examples[kind]);
  on_changed (self);
}

static void
on_advanced (RecordingDialog *self)
{
  gboolean capturing = trace_session_get_capture (self->session) != NULL;

  gtk_widget_set_visible (self->running, recording_list_update (self->list) > 0);
  if (capturing != gtk_widget_get_sensitive (GTK_WIDGET (self->whole)))
    show_all (self);
}

/* --- Triggers --- */

static void
on_removed (TriggerRow *row, RecordingDialog *self)
{
  gtk_list_box_remove (self->triggers, GTK_WIDGET (row));
  on_changed (self);
}

static TriggerRow *
add_trigger (RecordingDialog *self, const char *text, gboolean stops)
{
  GtkWidget *row = trigger_row_new (text, stops);

  g_signal_connect_object (row, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "removed", G_CALLBACK (on_removed), self, 0);
  gtk_list_box_append (self->triggers, row);
  return TRIGGER_ROW (row);
}

static void
on_add (RecordingDialog *self)
{
  TriggerRow *row = add_trigger (self, "when ", FALSE);

  if (*text_of (self->before) == '\0' && *text_of (self->after) == '\0')
    {
      gtk_editable_set_text (GTK_EDITABLE (self->before), "10s");
      gtk_editable_set_text (GTK_EDITABLE (self->after), "10s");
    }
  on_changed (self);
  trigger_row_focus (row);
}

/* --- What was typed last --- */

typedef struct
{
  const char *name;
  gsize offset;
} Field;

static const Field fields[] = {
  { "name", G_STRUCT_OFFSET (RecordingDialog, name) },
  { "folder", G_STRUCT_OFFSET (RecordingDialog, folder) },
  { "split-value", G_STRUCT_OFFSET (RecordingDialog, split_value) },
  { "filter", G_STRUCT_OFFSET (RecordingDialog, filter) },
  { "before", G_STRUCT_OFFSET (RecordingDialog, before) },
  { "after", G_STRUCT_OFFSET (RecordingDialog, after) },
};

static void
keep_number (GVariantBuilder *builder, const char *name, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  g_variant_builder_add (builder, "{ss}", name, text);
}

static void
keep_typed (RecordingDialog *self)
{
  GVariantBuilder builder;
  GtkListBoxRow *row;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    g_variant_builder_add (&builder, "{ss}", fields[i].name,
                           text_of (G_STRUCT_MEMBER (GtkEntry *, self, fields[i].offset)));
  g_variant_builder_add (&builder, "{ss}", "format", format_choice_get (self->formats)->id);
  keep_number (&builder, "packing", gtk_drop_down_get_selected (self->packings));
  keep_number (&builder, "split", gtk_drop_down_get_selected (self->split));
  keep_number (&builder, "keep", (guint) gtk_spin_button_get_value_as_int (self->keep));
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->triggers, i)) != NULL; i++)
    {
      g_autofree char *text = trigger_row_dup_text (TRIGGER_ROW (row));
      g_autofree char *name
          = g_strdup_printf ("%s%03d", trigger_row_get_stops (TRIGGER_ROW (row)) ? "stop" : "start", i);

      g_variant_builder_add (&builder, "{ss}", name, text);
    }
  g_settings_set_value (app_settings_get (), KEEP_SETTING, g_variant_builder_end (&builder));
}

static void
fill_one (RecordingDialog *self, const char *name, const char *text)
{
  guint number = (guint) g_ascii_strtoull (text, NULL, 10);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (name, fields[i].name))
      gtk_editable_set_text (GTK_EDITABLE (G_STRUCT_MEMBER (GtkEntry *, self, fields[i].offset)), text);
  if (g_str_equal (name, "format"))
    format_choice_set (self->formats, text);
  else if (g_str_equal (name, "packing"))
    format_choice_set_packing (self->packings, number);
  else if (g_str_equal (name, "keep"))
    gtk_spin_button_set_value (self->keep, number);
  else if (g_str_has_prefix (name, "start") || g_str_has_prefix (name, "stop"))
    add_trigger (self, text, g_str_has_prefix (name, "stop"));
}

/* As it was, else a log in the folder of documents. */
static void
fill (RecordingDialog *self)
{
  g_autoptr (GVariant) kept = g_settings_get_value (app_settings_get (), KEEP_SETTING);
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  g_autofree char *folder = g_build_filename (documents != NULL ? documents : g_get_home_dir (), "CAN", NULL);
  const char *name, *text;
  GVariantIter iter;

  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->name), "{date}_{time}_{bus}");
  gtk_editable_set_text (GTK_EDITABLE (self->folder), folder);
  fill_one (self, "format", "candump");
  if (g_variant_lookup (kept, "split", "&s", &text)) /* before its value: it gives an example */
    gtk_drop_down_set_selected (self->split, MIN ((guint) g_ascii_strtoull (text, NULL, 10), SPLIT_COUNT));
  g_variant_iter_init (&iter, kept);
  while (g_variant_iter_next (&iter, "{&s&s}", &name, &text))
    fill_one (self, name, text);
  self->filling = FALSE;
}

/* --- Buttons --- */

static void
on_chosen (GtkWidget *owner, GFile *file, GtkFileChooser *dialog)
{
  g_autofree char *name = g_file_get_parse_name (file);

  gtk_editable_set_text (GTK_EDITABLE (RECORDING_DIALOG (owner)->folder), name);
}

static void
on_choose (RecordingDialog *self)
{
  file_dialog_show (file_dialog_new (GTK_WIDGET (self), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                     _ ("Folder for Recordings"), _ ("_Choose"), on_chosen));
}

static void
on_record (RecordingDialog *self)
{
  g_autofree char *problem = NULL, *folder = NULL;
  RecordPlan *plan = read_plan (self, &problem);
  g_autoptr (GError) error = NULL;

  if (plan == NULL)
    return;
  keep_typed (self);
  folder = g_path_get_dirname (plan->path);
  g_mkdir_with_parents (folder, 0755); /* the file tells where that failed */
  if (self->func (plan, gtk_check_button_get_active (self->whole), &error, self->data))
    gtk_window_close (GTK_WINDOW (self));
  else if (error != NULL)
    show_note (self, error->message, TRUE);
  record_plan_free (plan);
}

/* --- Object --- */

static void
recording_dialog_dispose (GObject *object)
{
  RecordingDialog *self = RECORDING_DIALOG (object);

  g_clear_object (&self->session);
  G_OBJECT_CLASS (recording_dialog_parent_class)->dispose (object);
}

#define BIND(child) gtk_widget_class_bind_template_child (widget_class, RecordingDialog, child)

static void
recording_dialog_class_init (RecordingDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = recording_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/dialogs/recording-dialog.ui");
  BIND (running);
  BIND (name);
  BIND (folder);
  BIND (split_value);
  BIND (filter);
  BIND (before);
  BIND (after);
  BIND (formats);
  BIND (packings);
  BIND (split);
  BIND (keep);
  BIND (whole);
  BIND (preview);
  BIND (keep_words);
  BIND (trigger_words);
  BIND (note);
  BIND (before_label);
  BIND (after_label);
  BIND (trigger_card);
  BIND (add_button);
  BIND (record_button);
  BIND (keeps);
  BIND (triggers);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_choose);
  gtk_widget_class_bind_template_callback (widget_class, on_format);
  gtk_widget_class_bind_template_callback (widget_class, on_split);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_bind_template_callback (widget_class, on_record);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
recording_dialog_init (RecordingDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  format_choice_fill (self->formats, self->packings, FALSE);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->record_button);
}

GtkWidget *
recording_dialog_new (TraceSession *session, RecordingFunc func, gpointer data)
{
  RecordingDialog *self = g_object_new (RECORDING_TYPE_DIALOG, NULL);

  self->func = func;
  self->data = data;
  self->list = RECORDING_LIST (recording_list_new (session));
  gtk_box_append (GTK_BOX (self->running), GTK_WIDGET (self->list));
  self->session = g_object_ref (session);
  fill (self);
  show_all (self);
  on_advanced (self);
  g_signal_connect_object (session, "advanced", G_CALLBACK (on_advanced), self, G_CONNECT_SWAPPED);
  gtk_widget_grab_focus (GTK_WIDGET (self->record_button));
  return GTK_WIDGET (self);
}
