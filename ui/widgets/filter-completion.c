/* filter-completion.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/filter-completion.h"

#include "base/i18n.h"

struct _FilterCompletion
{
  GtkPopover parent_instance;
  GPtrArray *candidates; /* of FilterCandidate */
  GtkWidget *list;
  GtkLabel *hint;
  GtkSizeGroup *names, *kinds;
};

G_DEFINE_FINAL_TYPE (FilterCompletion, filter_completion, GTK_TYPE_POPOVER)

static guint inserted_signal;

static void
on_activated (FilterCompletion *self)
{
  g_signal_emit (self, inserted_signal, 0);
}

static void
filter_completion_dispose (GObject *object)
{
  FilterCompletion *self = FILTER_COMPLETION (object);

  g_clear_pointer (&self->candidates, g_ptr_array_unref);
  g_clear_object (&self->names);
  g_clear_object (&self->kinds);
  G_OBJECT_CLASS (filter_completion_parent_class)->dispose (object);
}

static void
filter_completion_class_init (FilterCompletionClass *class)
{
  G_OBJECT_CLASS (class)->dispose = filter_completion_dispose;
  inserted_signal
      = g_signal_new ("inserted", FILTER_TYPE_COMPLETION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
filter_completion_init (FilterCompletion *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *hint = gtk_label_new (NULL);

  self->hint = GTK_LABEL (hint);
  self->names = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->kinds = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->list = gtk_list_box_new ();
  gtk_widget_add_css_class (self->list, "completion");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_BROWSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Completions"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_activated), self);
  gtk_widget_add_css_class (hint, "small");
  gtk_widget_add_css_class (hint, "dim");
  gtk_label_set_xalign (GTK_LABEL (hint), 0);
  gtk_widget_set_margin_start (hint, 8);
  gtk_widget_set_margin_end (hint, 8);
  gtk_widget_set_margin_top (hint, 5);
  gtk_widget_set_margin_bottom (hint, 3);
  gtk_box_append (GTK_BOX (box), self->list);
  gtk_box_append (GTK_BOX (box), hint);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_popover_set_has_arrow (GTK_POPOVER (self), FALSE);
  gtk_popover_set_autohide (GTK_POPOVER (self), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self), GTK_POS_BOTTOM);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_can_focus (GTK_WIDGET (self), FALSE);
}

GtkWidget *
filter_completion_new (void)
{
  return g_object_new (FILTER_TYPE_COMPLETION, NULL);
}

/* text with the first place where word occurs in bold; ASCII case does not matter. */
static char *
bold_markup (const char *text, const char *word)
{
  gsize n = strlen (word);

  for (gsize i = 0; n && text[i]; i++)
    if (g_ascii_strncasecmp (text + i, word, n) == 0)
      {
        g_autofree char *before = g_markup_escape_text (text, (gssize) i);
        g_autofree char *match = g_markup_escape_text (text + i, (gssize) n);
        g_autofree char *after = g_markup_escape_text (text + i + n, -1);

        return g_strdup_printf ("%s<b>%s</b>%s", before, match, after);
      }
  return g_markup_escape_text (text, -1);
}

static GtkWidget *
new_label (const char *text, gboolean markup, int max_chars, const char *class)
{
  GtkWidget *label = gtk_label_new (NULL);

  if (markup)
    gtk_label_set_markup (GTK_LABEL (label), text);
  else
    gtk_label_set_text (GTK_LABEL (label), text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), max_chars);
  gtk_widget_add_css_class (label, class);
  if (!markup)
    gtk_widget_add_css_class (label, "dim");
  return label;
}

static GtkWidget *
new_row (FilterCompletion *self, const FilterCandidate *candidate, const char *word)
{
  g_autofree char *markup = bold_markup (candidate->text, word);
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  GtkWidget *name = new_label (markup, TRUE, 44, "mono"), *kind = new_label (candidate->kind, FALSE, 20, "small");
  GtkWidget *details = new_label (candidate->details, FALSE, 48, "small");
  g_autofree char *words = g_strdup_printf ("%s, %s, %s", candidate->text, candidate->kind, candidate->details);

  gtk_size_group_add_widget (self->names, name);
  gtk_size_group_add_widget (self->kinds, kind);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), kind);
  gtk_box_append (GTK_BOX (box), details);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  return row;
}

void
filter_completion_set (FilterCompletion *self, GPtrArray *candidates, const char *word)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  g_clear_pointer (&self->candidates, g_ptr_array_unref);
  self->candidates = candidates;
  for (guint i = 0; i < candidates->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), new_row (self, g_ptr_array_index (candidates, i), word));
  filter_completion_choose (self, 0);
  filter_completion_set_hint (self, _ ("Tab inserts · Enter applies · Esc closes"));
}

void
filter_completion_set_hint (FilterCompletion *self, const char *hint)
{
  gtk_label_set_text (self->hint, hint);
}

guint
filter_completion_n (FilterCompletion *self)
{
  return self->candidates ? self->candidates->len : 0;
}

const FilterCandidate *
filter_completion_get (FilterCompletion *self, guint index)
{
  return index < filter_completion_n (self) ? g_ptr_array_index (self->candidates, index) : NULL;
}

int
filter_completion_get_chosen (FilterCompletion *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));

  return row ? gtk_list_box_row_get_index (row) : -1;
}

void
filter_completion_choose (FilterCompletion *self, int index)
{
  gtk_list_box_select_row (GTK_LIST_BOX (self->list), gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), index));
}
