/* notes-dialog.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/notes-dialog.h"

#include "base/i18n.h"
#include "formats/format.h"
#include "ui/text.h"
#include "ui/widgets/table-row.h"
#include "ui/widgets/table-title.h"

/* Notes written into the file are shown too, but a file may hold millions. */
#define FILE_NOTES_MAX 1000

struct _NotesDialog
{
  GtkWindow parent;

  GtkWidget *copy_button;
  GtkLabel *summary;
  GtkColumnView *view;
  GtkColumnViewColumn *place_column, *what_column;
  GtkStringList *lines; /* "place \t what" */
};

G_DEFINE_FINAL_TYPE (NotesDialog, notes_dialog, GTK_TYPE_WINDOW)

/* --- cells --- */

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_list_item_set_child (item, cell);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer what)
{
  const char *line = gtk_string_object_get_string (gtk_list_item_get_item (item));
  const char *tab = strchr (line, '\t');
  g_autofree char *text = what != NULL ? g_strdup (tab + 1) : g_strndup (line, (gsize) (tab - line));
  GtkWidget *cell = gtk_list_item_get_child (item);

  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
  gtk_widget_set_tooltip_text (cell, text);
  if (what == NULL)
    {
      g_autofree char *label = g_strdup_printf ("%s: %s", text, tab + 1);

      table_row_set_label (item, label);
    }
}

static void
set_factory (GtkColumnViewColumn *column, gboolean what)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), GINT_TO_POINTER (what));
  gtk_column_view_column_set_factory (column, factory);
}

/* --- lines --- */

static void
take_line (NotesDialog *self, char *place, const char *what)
{
  g_autofree char *valid = g_utf8_make_valid (what, -1);
  g_autofree char *line = NULL;

  g_strdelimit (valid, "\t\r\n", ' ');
  line = g_strdup_printf ("%s\t%s", place, valid);
  gtk_string_list_append (self->lines, line);
  g_free (place);
}

/* As the format counts: text logs have lines, databases rows, an own trace bytes. */
static FormatPlace
kind_of_place (FrameStore *store)
{
  const Format *format = store != NULL ? format_by_id (trace_info_get_format (frame_store_get_info (store))) : NULL;

  return format != NULL ? format->place : FORMAT_PLACE_BYTE;
}

static char *
place_in_file (FrameStore *store, uint64_t place)
{
  g_autofree char *n = text_count (place);

  if (place == 0)
    return g_strdup (_ ("trace"));
  switch (kind_of_place (store))
    {
    case FORMAT_PLACE_ROW:
      return g_strdup_printf (_ ("row %s"), n);
    case FORMAT_PLACE_LINE:
      return g_strdup_printf (_ ("line %s"), n);
    case FORMAT_PLACE_BYTE:
    default:
      return g_strdup_printf (_ ("byte %s"), n);
    }
}

static void
add_store_state (NotesDialog *self, FrameStore *store)
{
  g_autofree char *damage = NULL;

  if (frame_store_is_recovered (store))
    take_line (self, g_strdup (_ ("trace")),
               _ ("was not closed properly; everything that had been written to the disk is here"));
  if (frame_store_is_damaged (store, &damage))
    take_line (self, g_strdup (_ ("trace")), damage != NULL ? damage : _ ("is damaged"));
}

static void
add_problems (NotesDialog *self, FrameStore *store)
{
  guint n = frame_store_n_problems_kept (store);

  for (guint i = 0; i < n; i++)
    {
      Problem problem;

      frame_store_get_problem (store, i, &problem);
      take_line (self, place_in_file (store, problem.place), problem.what);
    }
}

static void
add_file_notes (NotesDialog *self, FrameStore *store)
{
  uint64_t n = MIN (frame_store_n_notes (store), FILE_NOTES_MAX);

  for (uint64_t i = 0; i < n; i++)
    {
      Note note;
      g_autofree char *text = NULL, *what = NULL;

      frame_store_get_note (store, i, &note);
      text = g_strndup (note.text, note.n);
      what = g_strdup_printf (_ ("in the file: %s"), g_strstrip (text));
      take_line (self, place_in_file (store, note.place), what);
    }
}

static void
add_database_warnings (NotesDialog *self, const DatabaseSet *set)
{
  for (guint i = 0; i < database_set_n (set); i++)
    {
      const Database *database = database_set_get (set, i, NULL);

      for (guint w = 0; w < database_n_warnings (database); w++)
        {
          const DatabaseWarning *warning = database_get_warning (database, w);
          const char *name = database_get_name (database);

          take_line (self,
                     warning->line > 0 ? g_strdup_printf (_ ("%s, line %u"), name, warning->line) : g_strdup (name),
                     warning->what);
        }
    }
}

static char *
summarize (FrameStore *store, guint warnings)
{
  uint64_t problems = store != NULL ? frame_store_n_problems (store) : 0;
  guint kept = store != NULL ? frame_store_n_problems_kept (store) : 0;
  g_autofree char *count = text_count (problems);
  GString *text = g_string_new (NULL);

  if (problems > 0 && kind_of_place (store) == FORMAT_PLACE_ROW)
    g_string_append_printf (text,
                            ngettext_ ("%s row of the trace was skipped.", "%s rows of the trace were skipped.",
                                       (gulong) problems),
                            count);
  else if (problems > 0)
    g_string_append_printf (text,
                            ngettext_ ("%s line of the trace was skipped.", "%s lines of the trace were skipped.",
                                       (gulong) problems),
                            count);
  if (problems > kept)
    g_string_append_printf (text, _ (" The first %u are listed."), kept);
  if (warnings > 0)
    g_string_append_printf (text, ngettext_ ("%s%u other thing to know.", "%s%u other things to know.", warnings),
                            text->len > 0 ? " " : "", warnings);
  if (text->len == 0)
    g_string_append (text, _ ("Nothing was skipped."));
  return g_string_free (text, FALSE);
}

static void
on_copy (NotesDialog *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->lines));

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s\n", gtk_string_list_get_string (self->lines, i));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text->str);
  gtk_button_set_icon_name (GTK_BUTTON (self->copy_button), "emblem-ok-symbolic");
}

static void
notes_dialog_class_init (NotesDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/dialogs/notes-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, NotesDialog, copy_button);
  gtk_widget_class_bind_template_child (widget_class, NotesDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, NotesDialog, view);
  gtk_widget_class_bind_template_child (widget_class, NotesDialog, place_column);
  gtk_widget_class_bind_template_child (widget_class, NotesDialog, what_column);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
notes_dialog_init (NotesDialog *self)
{
  g_autoptr (GtkSelectionModel) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  table_title_name_header (self->view, _ ("Notes"));
  self->lines = gtk_string_list_new (NULL); /* the view's selection owns it */
  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (self->lines)));
  set_factory (self->place_column, FALSE);
  set_factory (self->what_column, TRUE);
  gtk_column_view_set_model (self->view, selection);
}

GtkWidget *
notes_dialog_new (TraceSession *session)
{
  NotesDialog *self = g_object_new (NOTES_TYPE_DIALOG, NULL);
  FrameStore *store = trace_session_get_store (session);
  g_autofree char *summary = summarize (store, notes_count_warnings (session));

  gtk_label_set_text (self->summary, summary);
  if (store != NULL)
    {
      add_store_state (self, store);
      add_problems (self, store);
    }
  add_database_warnings (self, trace_session_get_databases (session));
  if (store != NULL)
    add_file_notes (self, store);
  gtk_widget_set_sensitive (self->copy_button, g_list_model_get_n_items (G_LIST_MODEL (self->lines)) > 0);
  return GTK_WIDGET (self);
}

guint
notes_count_warnings (TraceSession *session)
{
  FrameStore *store = trace_session_get_store (session);
  const DatabaseSet *set = trace_session_get_databases (session);
  guint n = 0;

  if (store != NULL)
    n += (frame_store_is_recovered (store) ? 1 : 0) + (frame_store_is_damaged (store, NULL) ? 1 : 0);
  for (guint i = 0; i < database_set_n (set); i++)
    n += database_n_warnings (database_set_get (set, i, NULL));
  return n;
}
