/* properties-dialog.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/properties-dialog.h"

#include "base/i18n.h"
#include "formats/format.h"
#include "timing/timing-words.h"
#include "ui/text.h"

#include <inttypes.h>

#define NOTES_MAX 20 /* the notes dialog has all */

struct _PropertiesDialog
{
  GtkWindow parent;

  GtkGrid *grid;
  GtkLabel *kinds;  /* frames by kind, when they are counted */
  GPtrArray *lines; /* of GtkLabel: name, value, name, … */
  GCancellable *counting;
};

G_DEFINE_FINAL_TYPE (PropertiesDialog, properties_dialog, GTK_TYPE_WINDOW)

static GtkLabel *
add_line (PropertiesDialog *self, const char *name, const char *value)
{
  GtkWidget *name_label = gtk_label_new (name), *value_label;
  g_autofree char *valid = g_utf8_make_valid (value, -1);
  int row = (int) self->lines->len / 2;

  value_label = gtk_label_new (valid);
  gtk_label_set_xalign (GTK_LABEL (name_label), 0);
  gtk_label_set_yalign (GTK_LABEL (name_label), 0);
  gtk_label_set_xalign (GTK_LABEL (value_label), 0);
  gtk_label_set_wrap (GTK_LABEL (value_label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value_label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (value_label), TRUE);
  gtk_widget_set_hexpand (value_label, TRUE);
  gtk_widget_add_css_class (name_label, "dim");
  gtk_grid_attach (self->grid, name_label, 0, row, 1, 1);
  gtk_grid_attach (self->grid, value_label, 1, row, 1, 1);
  g_ptr_array_add (self->lines, name_label);
  g_ptr_array_add (self->lines, value_label);
  return GTK_LABEL (value_label);
}

/* --- the lines --- */

static void
add_files (PropertiesDialog *self, GPtrArray *files)
{
  if (files->len == 0)
    add_line (self, _ ("File"), _ ("none: not saved yet"));
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *path = g_file_get_parse_name (files->pdata[i]), *size = NULL, *text = NULL;
      g_autoptr (GFileInfo) info
          = g_file_query_info (files->pdata[i], G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);

      size = info != NULL ? text_size ((uint64_t) g_file_info_get_size (info)) : g_strdup (_ ("no longer there"));
      text = g_strdup_printf ("%s\n%s", path, size);
      add_line (self, _ ("File"), text);
    }
}

static void
add_format (PropertiesDialog *self, const TraceInfo *info)
{
  const Format *format = format_by_id (trace_info_get_format (info));
  const char *dialect = trace_info_get_dialect (info);

  add_line (self, _ ("Format"), format != NULL ? _ (format->name) : _ ("Canid trace, or several formats"));
  if (*dialect != '\0')
    add_line (self, _ ("Dialect"), dialect);
}

static char *
dup_date (int64_t ns)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (ns / G_GINT64_CONSTANT (1000000000));

  return date != NULL ? g_date_time_format (date, "%F %T %Z") : g_strdup ("");
}

static void
add_time (PropertiesDialog *self, FrameStore *store)
{
  const TraceInfo *info = frame_store_get_info (store);
  int64_t earliest = INT64_MAX, latest = INT64_MIN;
  ChunkSummary summary;
  guint32 n_rows;
  g_autofree char *span = NULL;

  for (uint32_t chunk = 0; frame_store_chunk (store, chunk, &n_rows) != NULL; chunk++)
    if (frame_store_summary (store, chunk, &summary))
      {
        earliest = MIN (earliest, summary.earliest);
        latest = MAX (latest, summary.latest);
      }
    else
      for (guint32 i = 0; i < n_rows; i++)
        {
          int64_t time = frame_store_chunk (store, chunk, NULL)->time[i];

          earliest = MIN (earliest, time);
          latest = MAX (latest, time);
        }
  if (earliest > latest)
    return;
  if (trace_info_is_dated (info))
    {
      g_autofree char *from = dup_date (earliest), *to = dup_date (latest);

      add_line (self, _ ("First frame"), from);
      add_line (self, _ ("Last frame"), to);
    }
  span = text_duration (can_time_since (latest, earliest));
  add_line (self, _ ("Span"), span);
}

/* What the words of the recording say of a channel, a line a setting. */
static void
append_timings (GString *text, const TraceInfo *info, uint8_t channel)
{
  uint64_t n_more;
  guint n = trace_info_n_timings (info, channel, &n_more);
  int64_t start = 0;

  trace_info_get_start (info, &start);
  for (guint i = 0; i < n; i++)
    {
      const TraceTiming *timing = trace_info_get_timing (info, channel, i);
      g_autofree char *setting = NULL, *since = NULL;
      TimingRecorded recorded;

      if (!timing_recorded_init (&recorded, timing, 0))
        continue;
      setting = timing_recorded_dup_text (&recorded);
      since = text_duration (can_time_since (timing->time, start));
      if (n > 1)
        g_string_append_printf (text, _ ("\nBit timing from %s: %s"), since, setting);
      else
        g_string_append_printf (text, _ ("\nBit timing: %s"), setting);
    }
  if (n_more > 0)
    g_string_append_printf (text, _ ("\nIt changes %" PRIu64 " times more."), n_more);
}

static void
add_channels (PropertiesDialog *self, const TraceInfo *info)
{
  for (guint i = 0; i < trace_info_n_channels (info); i++)
    {
      const char *name = trace_info_channel_name (info, (uint8_t) i);
      g_autoptr (GString) text = g_string_new (*name != '\0' ? name : _ ("without a name"));
      uint32_t nominal, data;

      trace_info_get_bitrate (info, (uint8_t) i, &nominal, &data);
      if (nominal > 0)
        g_string_append_printf (text, _ (", %u kbit/s"), nominal / 1000);
      if (data > 0)
        g_string_append_printf (text, _ (", data %u kbit/s"), data / 1000);
      if (*trace_info_get_bus (info, (uint8_t) i) != '\0')
        g_string_append_printf (text, "\n%s", trace_info_get_bus (info, (uint8_t) i));
      append_timings (text, info, (uint8_t) i);
      add_line (self, _ ("Channel"), text->str);
    }
}

static void
add_skipped (PropertiesDialog *self, FrameStore *store)
{
  guint kept = MIN (frame_store_n_problems_kept (store), NOTES_MAX);
  g_autofree char *count = text_count (frame_store_n_problems (store));
  g_autoptr (GString) text = g_string_new (count);

  for (guint i = 0; i < kept; i++)
    {
      Problem problem;

      frame_store_get_problem (store, i, &problem);
      g_string_append_printf (text, "\n%" G_GUINT64_FORMAT ": %s", problem.place, problem.what);
    }
  if (frame_store_n_problems (store) > kept)
    g_string_append (text, "\n…");
  add_line (self, _ ("Skipped"), text->str);
}

static void
add_comments (PropertiesDialog *self, FrameStore *store)
{
  uint64_t n = frame_store_n_notes (store);
  g_autoptr (GString) text = g_string_new (NULL);
  guint shown = 0;

  for (uint64_t i = 0; i < MIN (n, 1000) && shown < NOTES_MAX; i++)
    {
      Note note;

      frame_store_get_note (store, i, &note);
      if (note.kind != NOTE_COMMENT)
        continue;
      g_string_append_printf (text, "%s%.*s", shown++ > 0 ? "\n" : "", (int) note.n, note.text);
    }
  if (shown > 0)
    add_line (self, _ ("Comments"), text->str);
}

static void
add_databases (PropertiesDialog *self, const DatabaseSet *set)
{
  for (guint i = 0; i < database_set_n (set); i++)
    {
      const char *channel;
      const Database *database = database_set_get (set, i, &channel);
      g_autofree char *text = g_strdup_printf ("%s%s%s",
                                               database_get_path (database) != NULL ? database_get_path (database)
                                                                                    : database_get_name (database),
                                               channel != NULL ? ", " : "", channel != NULL ? channel : "");

      add_line (self, _ ("Database"), text);
    }
}

/* --- frames by kind --- */

static void
on_counted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PropertiesDialog) self = data;
  Losses kinds;
  uint64_t n;
  g_autofree char *all = NULL, *fd = NULL, *remote = NULL, *error = NULL, *sent = NULL, *text = NULL;

  if (!trace_session_count_losses_finish (TRACE_SESSION (source), result, &kinds, &n, NULL) || self->kinds == NULL)
    return;
  all = text_count (n);
  fd = text_count (kinds.fd);
  remote = text_count (kinds.remote);
  error = text_count (kinds.error);
  sent = text_count (kinds.direction);
  text = g_strdup_printf (_ ("%s, of these CAN FD %s, remote %s, errors %s, sent %s"), all, fd, remote, error, sent);
  gtk_label_set_text (self->kinds, text);
}

static void
on_copy (PropertiesDialog *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i + 1 < self->lines->len; i += 2)
    g_string_append_printf (text, "%s\t%s\n", gtk_label_get_text (self->lines->pdata[i]),
                            gtk_label_get_text (self->lines->pdata[i + 1]));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text->str);
}

/* --- object --- */

static void
properties_dialog_dispose (GObject *object)
{
  PropertiesDialog *self = PROPERTIES_DIALOG (object);

  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  self->kinds = NULL;
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  G_OBJECT_CLASS (properties_dialog_parent_class)->dispose (object);
}

static void
properties_dialog_class_init (PropertiesDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = properties_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/dialogs/properties-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PropertiesDialog, grid);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
properties_dialog_init (PropertiesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->lines = g_ptr_array_new ();
  self->counting = g_cancellable_new ();
}

GtkWidget *
properties_dialog_new (TraceSession *session)
{
  PropertiesDialog *self = g_object_new (PROPERTIES_TYPE_DIALOG, NULL);
  FrameStore *store = trace_session_get_store (session);
  const TraceInfo *info = frame_store_get_info (store);

  add_files (self, trace_session_get_files (session));
  add_format (self, info);
  add_time (self, store);
  self->kinds = add_line (self, _ ("Frames"), _ ("Counting…"));
  add_channels (self, info);
  add_skipped (self, store);
  add_comments (self, store);
  add_databases (self, trace_session_get_databases (session));
  trace_session_count_losses_async (session, &ROW_CHOICE_ALL, format_by_id ("canid"), self->counting, on_counted,
                                    g_object_ref (self));
  return GTK_WIDGET (self);
}
