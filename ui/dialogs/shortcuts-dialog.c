/* shortcuts-dialog.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/shortcuts-dialog.h"

#include "base/i18n.h"
#include "ui/actions.h"
#include <string.h>

#define N_COLUMNS 2

struct _ShortcutsDialog
{
  GtkWindow parent_instance;

  GtkEditable *search;
  GtkBox *columns;
  GtkWidget *nothing;
  GtkSizeGroup *keys; /* a width for the keys of both columns */
  GPtrArray *groups;  /* of GtkWidget: a heading and its rows */
};

G_DEFINE_FINAL_TYPE (ShortcutsDialog, shortcuts_dialog, GTK_TYPE_WINDOW)

/* Folded text and keys of a row. */
#define WORDS "canid-words"

static GtkWidget *
new_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  return label;
}

static GtkWidget *
new_row (ShortcutsDialog *self, const ActionRow *action)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *words = new_label (_ (action->label));
  GtkWidget *keys = gtk_shortcut_label_new (action->accels[0]);
  g_autofree char *all = g_strdup_printf ("%s %s", _ (action->label), action->accels[0]);

  gtk_widget_set_valign (keys, GTK_ALIGN_CENTER);
  gtk_size_group_add_widget (self->keys, keys);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (row), keys);
  gtk_box_append (GTK_BOX (row), words);
  g_object_set_data_full (G_OBJECT (row), WORDS, g_utf8_casefold (all, -1), g_free);
  return row;
}

static GtkWidget *
new_group (ShortcutsDialog *self, const char *section, const GPtrArray *actions)
{
  GtkWidget *group = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4), *heading = new_label (_ (section));

  gtk_widget_add_css_class (heading, "h3");
  gtk_widget_set_margin_bottom (group, 16);
  gtk_box_append (GTK_BOX (group), heading);
  for (guint i = 0; i < actions->len; i++)
    gtk_box_append (GTK_BOX (group), new_row (self, actions->pdata[i]));
  gtk_accessible_update_property (GTK_ACCESSIBLE (group), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (section), -1);
  return group;
}

/* The chapters in their order, as many in the first column as make half of the rows. */
static void
fill (ShortcutsDialog *self)
{
  const char *const *sections = actions_get_sections ();
  GtkWidget *columns[N_COLUMNS];
  guint all = 0, so_far = 0;

  for (guint i = 0; i < N_COLUMNS; i++)
    {
      columns[i] = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      gtk_widget_set_hexpand (columns[i], TRUE);
      gtk_box_append (self->columns, columns[i]);
    }
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; sections[i] != NULL; i++)
      {
        g_autoptr (GPtrArray) actions = actions_list_section (sections[i]);
        GtkWidget *group;

        if (pass == 0)
          {
            all += actions->len + 2;
            continue;
          }
        group = new_group (self, sections[i], actions);
        g_ptr_array_add (self->groups, group);
        gtk_box_append (GTK_BOX (columns[2 * so_far + actions->len < all ? 0 : 1]), group);
        so_far += actions->len + 2;
      }
}

static void
on_search (ShortcutsDialog *self)
{
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (self->search), -1);
  gboolean any = FALSE;

  for (guint i = 0; i < self->groups->len; i++)
    {
      GtkWidget *group = self->groups->pdata[i];
      gboolean any_here = FALSE;

      for (GtkWidget *row = gtk_widget_get_first_child (group); row != NULL; row = gtk_widget_get_next_sibling (row))
        {
          const char *words = g_object_get_data (G_OBJECT (row), WORDS);
          gboolean matches = words != NULL && strstr (words, g_strstrip (wanted)) != NULL;

          if (words != NULL)
            gtk_widget_set_visible (row, matches);
          any_here |= matches;
        }
      gtk_widget_set_visible (group, any_here);
      any |= any_here;
    }
  gtk_widget_set_visible (self->nothing, !any);
}

static gboolean
on_escape (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static void
shortcuts_dialog_dispose (GObject *object)
{
  ShortcutsDialog *self = SHORTCUTS_DIALOG (object);

  g_clear_object (&self->keys);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
  G_OBJECT_CLASS (shortcuts_dialog_parent_class)->dispose (object);
}

static void
shortcuts_dialog_class_init (ShortcutsDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = shortcuts_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/dialogs/shortcuts-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ShortcutsDialog, search);
  gtk_widget_class_bind_template_child (widget_class, ShortcutsDialog, columns);
  gtk_widget_class_bind_template_child (widget_class, ShortcutsDialog, nothing);
  gtk_widget_class_bind_template_callback (widget_class, on_search);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
shortcuts_dialog_init (ShortcutsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->keys = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->groups = g_ptr_array_new ();
  g_signal_connect_object (self->search, "stop-search", G_CALLBACK (gtk_window_close), self, G_CONNECT_SWAPPED);
  fill (self);
}

GtkWidget *
shortcuts_dialog_new (GtkWindow *parent)
{
  return g_object_new (SHORTCUTS_TYPE_DIALOG, "transient-for", parent, NULL);
}
