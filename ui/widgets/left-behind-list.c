/* left-behind-list.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/left-behind-list.h"

#include "base/i18n.h"
#include "session/left-behind.h"
#include "ui/text.h"

#include <glib/gstdio.h>

#define MAX_ROWS 5

struct _LeftBehindList
{
  GtkBox parent;
  GtkListBox *list;
  GCancellable *cancellable; /* of the look */
};

G_DEFINE_FINAL_TYPE (LeftBehindList, left_behind_list, GTK_TYPE_BOX)

static guint signal_open;

static const char *
path_of (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), "path");
}

static void
on_recover (GtkWidget *button, LeftBehindList *self)
{
  g_autoptr (GFile) file = g_file_new_for_path (path_of (button));

  g_signal_emit (self, signal_open, 0, file);
}

/* Into the trash: it may be wanted after all. */
static void
on_delete (GtkWidget *button, LeftBehindList *self)
{
  g_autoptr (GFile) file = g_file_new_for_path (path_of (button));

  if (!g_file_trash (file, NULL, NULL))
    g_unlink (path_of (button));
  left_behind_list_update (self);
}

static void
add_button (LeftBehindList *self, GtkWidget *box, const char *label, const char *path, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "path", g_strdup (path), g_free);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  gtk_box_append (GTK_BOX (box), button);
}

static GtkWidget *
new_label (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, class);
  return label;
}

static void
add_row (LeftBehindList *self, const LeftBehind *capture)
{
  g_autofree char *when = text_moment (capture->started, g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *count = text_count (capture->n_frames), *size = text_size (capture->n_bytes);
  g_autofree char *title = g_strdup_printf (_ ("Recover the capture of %s"), when);
  g_autofree char *details
      = g_strdup_printf (ngettext_ ("%s frame · %s", "%s frames · %s", (gulong) capture->n_frames), count, size);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *icon = gtk_image_new_from_icon_name ("document-revert-symbolic"), *small = new_label (details, "small");

  gtk_widget_add_css_class (small, "dim");
  gtk_widget_add_css_class (small, "tnum");
  gtk_widget_add_css_class (icon, "dim");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), new_label (title, "strong"));
  gtk_box_append (GTK_BOX (texts), small);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), texts);
  add_button (self, box, _ ("Delete"), capture->path, G_CALLBACK (on_delete));
  add_button (self, box, _ ("Recover"), capture->path, G_CALLBACK (on_recover));
  gtk_widget_set_tooltip_text (box, capture->path);
  gtk_list_box_append (self->list, box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (gtk_widget_get_parent (box)), FALSE);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LeftBehindList) self = data;
  g_autoptr (GPtrArray) found = left_behind_list_finish (result, NULL);
  GtkListBoxRow *row;

  if (found == NULL)
    return; /* looked at again, or gone */
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < MIN (found->len, MAX_ROWS); i++)
    add_row (self, g_ptr_array_index (found, i));
  gtk_widget_set_visible (GTK_WIDGET (self), found->len > 0);
}

void
left_behind_list_update (LeftBehindList *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  left_behind_list_async (self->cancellable, on_listed, g_object_ref (self));
}

static void
left_behind_list_dispose (GObject *object)
{
  LeftBehindList *self = LEFT_BEHIND_LIST (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (left_behind_list_parent_class)->dispose (object);
}

static void
left_behind_list_class_init (LeftBehindListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = left_behind_list_dispose;
  signal_open = g_signal_new ("open", LEFT_BEHIND_TYPE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                              G_TYPE_FILE);
}

static void
left_behind_list_init (LeftBehindList *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (card, "card");
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (self->list), TRUE);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Captures to be recovered"), -1);
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (self), card);
  gtk_widget_set_hexpand (card, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
left_behind_list_new (void)
{
  return g_object_new (LEFT_BEHIND_TYPE_LIST, NULL);
}
