/* welcome-page.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/welcome-page.h"

#include "base/i18n.h"
#include "session/workspace.h"
#include "ui/actions.h"
#include "ui/app-settings.h"
#include "ui/file-kind.h"
#include "ui/recent-traces.h"
#include "ui/text.h"
#include "ui/welcome-interfaces.h"
#include "ui/widgets/left-behind-list.h"

#define WIDTH_TWO_COLUMNS 1220
#define WIDTH_ONE_COLUMN 620

struct _WelcomePage
{
  GtkBox parent;

  GtkWidget *block, *columns, *sample_column, *recent_column, *open_button, *clear_button;
  GtkWidget *workspace_button;
  GtkLabel *workspace_label;
  GtkLabel *subtitle;
  GtkListBox *recent_list;
  LeftBehindList *left_behind;
  GCancellable *cancellable; /* of the look at the files listed */
};

G_DEFINE_FINAL_TYPE (WelcomePage, welcome_page, GTK_TYPE_BOX)

static guint signal_open;

/* --- rows --- */

typedef struct
{
  GFile *file;
  GtkWidget *icon, *details; /* weak: the row owns them, the look at the file is cancelled before they go */
  GtkWidget *name;
} RecentRow;

static void
recent_row_free (gpointer data)
{
  RecentRow *self = data;

  g_object_unref (self->file);
  g_free (self);
}

static GtkWidget *
new_label (const char *text, const char *class, gboolean dim)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, class);
  if (dim)
    gtk_widget_add_css_class (label, "dim");
  return label;
}

static char *
describe (const RecentTrace *trace)
{
  g_autofree char *frames = text_short_count ((double) trace->frames);
  g_autofree char *size = text_size (trace->bytes);

  if (g_str_has_suffix (trace->uri, WORKSPACE_EXTENSION))
    return g_strdup (_ ("workspace"));
  if (g_str_has_suffix (trace->uri, CASE_EXTENSION))
    return g_strdup (_ ("case file"));
  if (trace->frames < 1000000)
    {
      g_free (frames);
      frames = text_count (trace->frames);
    }
  if (trace->channels == 0)
    return g_strdup_printf (_ ("no frames · %s"), size);
  return g_strdup_printf (ngettext_ ("%u channel · %s frames · %s", "%u channels · %s frames · %s", trace->channels),
                          trace->channels, frames, size);
}

static void
on_file_looked_at (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  RecentRow *row = data;

  /* Cancelled: the row may be gone. Refused or slow: it may well be there. */
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return;
  gtk_image_set_from_icon_name (GTK_IMAGE (row->icon), "dialog-warning-symbolic");
  gtk_widget_remove_css_class (row->icon, "dim");
  gtk_widget_add_css_class (row->icon, "err");
  gtk_widget_add_css_class (row->name, "dim");
  gtk_label_set_text (GTK_LABEL (row->details), _ ("file not found"));
  gtk_widget_remove_css_class (row->details, "dim");
  gtk_widget_add_css_class (row->details, "err");
}

static const char *
icon_for (const char *name)
{
  if (g_str_has_suffix (name, WORKSPACE_EXTENSION) || g_str_has_suffix (name, CASE_EXTENSION))
    return "user-bookmarks-symbolic";
  return g_str_has_suffix (name, ".canid") ? "drive-harddisk-symbolic" : "text-x-generic-symbolic";
}

static void
append_row (WelcomePage *self, const RecentTrace *trace, gint64 now)
{
  RecentRow *row = g_new0 (RecentRow, 1);
  g_autofree char *path = NULL, *name = NULL, *details = describe (trace), *when = text_moment (trace->opened, now);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  row->file = g_file_new_for_uri (trace->uri);
  path = g_file_get_parse_name (row->file);
  name = g_filename_display_basename (path);

  row->icon = gtk_image_new_from_icon_name (icon_for (name));
  gtk_widget_add_css_class (row->icon, "dim");
  row->name = new_label (name, "strong", FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (row->name), PANGO_ELLIPSIZE_MIDDLE);
  row->details = new_label (details, "small", TRUE);
  gtk_widget_add_css_class (row->details, "tnum");
  gtk_box_append (GTK_BOX (texts), row->name);
  gtk_box_append (GTK_BOX (texts), row->details);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (box), row->icon);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), new_label (when, "small", TRUE));
  gtk_widget_set_tooltip_text (box, path);
  g_object_set_data_full (G_OBJECT (box), "recent", row, recent_row_free);
  gtk_list_box_append (self->recent_list, box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (box)), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, details, -1);
  g_file_query_info_async (row->file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                           self->cancellable, on_file_looked_at, row);
}

/* The last one is offered, never opened by itself. */
static void
update_workspace (WelcomePage *self)
{
  g_autofree char *uri = g_settings_get_string (app_settings_get (), "last-workspace");
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  g_autofree char *base = *uri != '\0' ? g_file_get_basename (file) : NULL;
  g_autofree char *text = NULL;

  if (base == NULL || !g_settings_get_boolean (app_settings_get (), "offer-workspace"))
    {
      gtk_widget_set_visible (self->workspace_button, FALSE);
      return;
    }
  gtk_widget_set_visible (self->workspace_button, TRUE);
  if (g_str_has_suffix (base, WORKSPACE_EXTENSION))
    base[strlen (base) - strlen (WORKSPACE_EXTENSION)] = '\0';
  text = g_strdup_printf (_ ("Continue with %s"), base);
  gtk_label_set_text (self->workspace_label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->workspace_button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
update_list (WelcomePage *self)
{
  g_autoptr (GPtrArray) traces = recent_traces_list ();
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  GtkListBoxRow *row;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  while ((row = gtk_list_box_get_row_at_index (self->recent_list, 0)) != NULL)
    gtk_list_box_remove (self->recent_list, GTK_WIDGET (row));

  for (guint i = 0; i < traces->len; i++)
    append_row (self, traces->pdata[i], now);
  gtk_widget_set_visible (self->clear_button, traces->len > 0);
  update_workspace (self);
  left_behind_list_update (self->left_behind);
}

static GtkWidget *
new_placeholder (void)
{
  GtkWidget *label = new_label (_ ("Traces you open are listed here."), "small", TRUE);

  gtk_widget_add_css_class (label, "placeholder");
  return label;
}

/* --- */

static void
on_clear (WelcomePage *self)
{
  recent_traces_clear ();
}

static void
on_row_activated (WelcomePage *self, GtkListBoxRow *row)
{
  RecentRow *recent = g_object_get_data (G_OBJECT (gtk_list_box_row_get_child (row)), "recent");

  g_signal_emit (self, signal_open, 0, recent->file);
}

static void
on_recover (WelcomePage *self, GFile *file)
{
  g_signal_emit (self, signal_open, 0, file);
}

static void
welcome_page_dispose (GObject *object)
{
  WelcomePage *self = WELCOME_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (welcome_page_parent_class)->dispose (object);
}

static void
welcome_page_class_init (WelcomePageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = welcome_page_dispose;
  signal_open
      = g_signal_new ("open", WELCOME_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_FILE);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WelcomePage, block);
  gtk_widget_class_bind_template_child (widget_class, WelcomePage, columns);
  gtk_widget_class_bind_template_child (widget_class, WelcomePage, subtitle);
  gtk_widget_class_bind_template_child (widget_class, WelcomePage, open_button);
  gtk_widget_class_bind_template_child (widget_class, WelcomePage, workspace_button);
  gtk_widget_class_bind_template_child (widget_class, WelcomePage, workspace_label);
  gtk_widget_class_bind_template_child (widget_class, WelcomePage, sample_column);
  gtk_widget_class_bind_template_child (widget_class, WelcomePage, recent_column);
  gtk_widget_class_bind_template_child (widget_class, WelcomePage, recent_list);
  gtk_widget_class_bind_template_child (widget_class, WelcomePage, clear_button);
  gtk_widget_class_bind_template_callback (widget_class, on_clear);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
welcome_page_init (WelcomePage *self)
{
  g_autofree char *tooltip = actions_dup_tooltip ("win.open");

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_tooltip_text (self->open_button, tooltip);
  self->left_behind = LEFT_BEHIND_LIST (left_behind_list_new ());
  g_signal_connect_object (self->left_behind, "open", G_CALLBACK (on_recover), self, G_CONNECT_SWAPPED);
  gtk_box_insert_child_after (GTK_BOX (self->block), GTK_WIDGET (self->left_behind),
                              gtk_widget_get_first_child (self->block));
  gtk_box_prepend (GTK_BOX (self->sample_column), welcome_interfaces_new ());
  gtk_list_box_set_placeholder (self->recent_list, new_placeholder ());
  welcome_page_set_narrow (self, FALSE);
  g_signal_connect_object (app_settings_get (), "changed::recent-traces", G_CALLBACK (update_list), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (app_settings_get (), "changed::offer-workspace", G_CALLBACK (update_workspace), self,
                           G_CONNECT_SWAPPED);
  /* Relative times and missing files are as of showing the page. */
  g_signal_connect (self, "map", G_CALLBACK (update_list), NULL);
}

GtkWidget *
welcome_page_new (void)
{
  return g_object_new (WELCOME_TYPE_PAGE, NULL);
}

void
welcome_page_set_narrow (WelcomePage *self, gboolean narrow)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->columns),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_size_request (self->block, narrow ? WIDTH_ONE_COLUMN : WIDTH_TWO_COLUMNS, -1);
}

void
welcome_page_set_subtitle (WelcomePage *self, const char *text)
{
  gtk_label_set_text (self->subtitle, text != NULL ? text : _ ("Open a trace, or listen to a bus."));
}
