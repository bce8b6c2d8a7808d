/* about-dialog.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/about-dialog.h"

#include "base/i18n.h"
#include "ui/versions.h"

#define COPIED_MS 1000 /* how long the button says so */

struct _AboutDialog
{
  GtkWindow parent_instance;

  GPtrArray *versions; /* of Version; NULL until shown: what paints is known then */
  guint copied_id;

  GtkLabel *version;
  GtkGrid *grid;
  GtkStack *copy_stack;
};

G_DEFINE_FINAL_TYPE (AboutDialog, about_dialog, GTK_TYPE_WINDOW)

static gboolean
on_copied_seen (gpointer data)
{
  AboutDialog *self = data;

  self->copied_id = 0;
  gtk_stack_set_visible_child_name (self->copy_stack, "copy");
  return G_SOURCE_REMOVE;
}

static void
on_copy (AboutDialog *self)
{
  g_autofree char *text = versions_to_text (self->versions);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  gtk_stack_set_visible_child_name (self->copy_stack, "copied");
  g_clear_handle_id (&self->copied_id, g_source_remove);
  self->copied_id = g_timeout_add (COPIED_MS, on_copied_seen, self);
}

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
on_map (AboutDialog *self)
{
  if (self->versions != NULL)
    return;
  self->versions = versions_list (GTK_NATIVE (self));
  for (guint i = 0; i < self->versions->len; i++)
    {
      const Version *version = self->versions->pdata[i];
      GtkWidget *value = new_label (version->value, "tnum");

      gtk_label_set_wrap (GTK_LABEL (value), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_width_chars (GTK_LABEL (value), 46); /* or the window would be as high as its narrowest wants */
      gtk_label_set_selectable (GTK_LABEL (value), TRUE);
      gtk_widget_set_focusable (value, FALSE); /* not a dozen stops on the way to the button */
      gtk_widget_set_hexpand (value, TRUE);
      gtk_grid_attach (self->grid, new_label (version->what, "dim"), 0, (int) i, 1, 1);
      gtk_grid_attach (self->grid, value, 1, (int) i, 1, 1);
    }
}

static gboolean
on_escape (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static void
about_dialog_dispose (GObject *object)
{
  AboutDialog *self = ABOUT_DIALOG (object);

  g_clear_handle_id (&self->copied_id, g_source_remove);
  g_clear_pointer (&self->versions, g_ptr_array_unref);
  G_OBJECT_CLASS (about_dialog_parent_class)->dispose (object);
}

static void
about_dialog_class_init (AboutDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = about_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/dialogs/about-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AboutDialog, version);
  gtk_widget_class_bind_template_child (widget_class, AboutDialog, grid);
  gtk_widget_class_bind_template_child (widget_class, AboutDialog, copy_stack);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
  gtk_widget_class_bind_template_callback (widget_class, on_map);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
about_dialog_init (AboutDialog *self)
{
  g_autofree char *version = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  version = g_strdup_printf (_ ("Version %s"), CANID_VERSION);
  gtk_label_set_text (self->version, version);
}

GtkWidget *
about_dialog_new (GtkWindow *parent)
{
  return g_object_new (ABOUT_TYPE_DIALOG, "transient-for", parent, NULL);
}
