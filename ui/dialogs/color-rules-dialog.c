/* color-rules-dialog.c: the list and what can be done with it; a row is color-rule-row.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/color-rules-dialog.h"

#include "base/i18n.h"
#include "ui/dialogs/color-rule-row.h"
#include "ui/file-dialog.h"

#define MAX_FILE_BYTES (1 << 20)

struct _ColorRulesDialog
{
  GtkWindow parent;

  GtkListBox *list;
  GtkScrolledWindow *scroller;
  GtkLabel *message;
  TraceSession *session;
  RowColors *colors;
  ColorRules *rules;
};

G_DEFINE_FINAL_TYPE (ColorRulesDialog, color_rules_dialog, GTK_TYPE_WINDOW)

static ColorRuleRow *
row_at (ColorRulesDialog *self, guint index)
{
  return (ColorRuleRow *) gtk_list_box_get_row_at_index (self->list, (int) index);
}

/* Rows that stay keep their widgets: somebody types in one of them. */
static void
update (ColorRulesDialog *self)
{
  guint n = color_rules_n (self->rules);

  for (guint i = 0; i < n; i++)
    {
      if (row_at (self, i) == NULL)
        gtk_list_box_append (self->list, color_rule_row_new (self->session, self->colors));
      color_rule_row_show (row_at (self, i), i);
    }
  while (row_at (self, n) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row_at (self, n)));
}

static void
show_message (ColorRulesDialog *self, const char *text)
{
  gtk_label_set_text (self->message, text);
  gtk_widget_set_visible (GTK_WIDGET (self->message), text[0] != '\0');
}

/* --- Actions --- */

static void
activate_add (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ColorRulesDialog *self = COLOR_RULES_DIALOG (widget);
  guint n = color_rules_n (self->rules);
  ColorRule rule
      = { .name = (char *) "", .expression = (char *) "", .color = (int) (n % COLOR_RULE_COLORS) + 1, .enabled = TRUE };

  if (!color_rules_insert (self->rules, 0, &rule))
    {
      g_autofree char *text = g_strdup_printf (_ ("There are %u rules already. Remove one first."), COLOR_RULES_MAX);

      show_message (self, text);
      return;
    }
  color_rule_row_focus (row_at (self, 0));
}

static void
activate_remove (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ColorRulesDialog *self = COLOR_RULES_DIALOG (widget);
  guint index = g_variant_get_uint32 (parameter);

  if (index < color_rules_n (self->rules))
    color_rules_remove (self->rules, index);
}

static void
activate_step (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ColorRulesDialog *self = COLOR_RULES_DIALOG (widget);
  guint index = g_variant_get_uint32 (parameter), n = color_rules_n (self->rules);
  guint to = g_str_equal (name, "rules.up") ? index - 1 : index + 1; /* from the first up: far beyond the end */
  GtkWidget *focus;

  if (index >= n || to >= n)
    return;
  focus = gtk_window_get_focus (GTK_WINDOW (self));
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (row_at (self, index))))
    {
      color_rules_move (self->rules, index, to);
      color_rule_row_focus (row_at (self, to)); /* the keys go along with the rule */
    }
  else
    color_rules_move (self->rules, index, to);
}

/* --- Files --- */

void
color_rules_dialog_import (ColorRulesDialog *self, GFile *file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL, *sentence = NULL, *name = g_file_get_parse_name (file);
  g_autoptr (GFileInfo) info
      = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, &error);

  show_message (self, "");
  if (info != NULL && g_file_info_get_size (info) > MAX_FILE_BYTES)
    {
      sentence = g_strdup_printf (_ ("%s is too large for a list of colouring rules."), name);
      show_message (self, sentence);
      return;
    }
  if (info == NULL || !g_file_load_contents (file, NULL, &text, NULL, NULL, &error)
      || color_rules_add_text (self->rules, text, &error) < 0)
    {
      sentence = g_strdup_printf (_ ("%s could not be imported: %s."), name, error->message);
      show_message (self, sentence);
    }
}

void
color_rules_dialog_export (ColorRulesDialog *self, GFile *file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = color_rules_dup_text (self->rules), *sentence = NULL, *name = g_file_get_parse_name (file);

  show_message (self, "");
  if (g_file_replace_contents (file, text, strlen (text), NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, &error))
    return;
  sentence = g_strdup_printf (_ ("%s could not be written: %s."), name, error->message);
  show_message (self, sentence);
}

static void
on_chosen (GtkWidget *owner, GFile *file, GtkFileChooser *chooser)
{
  if (gtk_file_chooser_get_action (chooser) == GTK_FILE_CHOOSER_ACTION_SAVE)
    color_rules_dialog_export (COLOR_RULES_DIALOG (owner), file);
  else
    color_rules_dialog_import (COLOR_RULES_DIALOG (owner), file);
}

static void
activate_file (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gboolean export = g_str_equal (name, "rules.export");
  GtkFileChooser *chooser
      = file_dialog_new (widget, export ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_OPEN,
                         export ? _ ("Export Colouring Rules") : _ ("Import Colouring Rules"),
                         export ? _ ("_Export") : _ ("_Import"), on_chosen);

  if (export)
    gtk_file_chooser_set_current_name (chooser, "colours.txt");
  file_dialog_show (chooser);
}

const char *
color_rules_dialog_get_message (ColorRulesDialog *self)
{
  return gtk_label_get_text (self->message);
}

/* --- Object --- */

static void
color_rules_dialog_dispose (GObject *object)
{
  ColorRulesDialog *self = COLOR_RULES_DIALOG (object);

  g_clear_object (&self->session);
  G_OBJECT_CLASS (color_rules_dialog_parent_class)->dispose (object);
}

static void
color_rules_dialog_class_init (ColorRulesDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = color_rules_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/dialogs/color-rules-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ColorRulesDialog, list);
  gtk_widget_class_bind_template_child (widget_class, ColorRulesDialog, scroller);
  gtk_widget_class_bind_template_child (widget_class, ColorRulesDialog, message);
  gtk_widget_class_install_action (widget_class, "rules.add", NULL, activate_add);
  gtk_widget_class_install_action (widget_class, "rules.remove", "u", activate_remove);
  gtk_widget_class_install_action (widget_class, "rules.up", "u", activate_step);
  gtk_widget_class_install_action (widget_class, "rules.down", "u", activate_step);
  gtk_widget_class_install_action (widget_class, "rules.import", NULL, activate_file);
  gtk_widget_class_install_action (widget_class, "rules.export", NULL, activate_file);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
color_rules_dialog_init (ColorRulesDialog *self)
{
  GtkWidget *nothing;

  gtk_widget_init_template (GTK_WIDGET (self));
  nothing
      = gtk_label_new (_ ("No rules yet. Ctrl+1 … Ctrl+0 colour the identifier under the cursor; a rule colours all "
                          "frames that a filter finds."));
  gtk_label_set_wrap (GTK_LABEL (nothing), TRUE);
  gtk_widget_add_css_class (nothing, "dim");
  gtk_widget_add_css_class (nothing, "placeholder");
  gtk_list_box_set_placeholder (self->list, nothing);
}

GtkWidget *
color_rules_dialog_new (GtkWindow *parent, TraceSession *session)
{
  ColorRulesDialog *self = g_object_new (COLOR_TYPE_RULES_DIALOG, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  self->colors = row_colors_of_session (session);
  self->rules = row_colors_get_rules (self->colors);
  g_signal_connect_object (self->colors, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
