/* trigger-row.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/trigger-row.h"

#include "base/i18n.h"
#include "session/trigger.h"

static const struct
{
  const char *word, *name, *example;
} kinds[] = {
  { "when", N_ ("Expression becomes true"), "EngineSpeed > 3000" },
  { "absent", N_ ("Identifier is absent"), "2C1 500ms" },
  { "cycle", N_ ("Cycle out of tolerance"), "2C1 100ms 20%" },
  { "error", N_ ("Error frame"), "stuff" },
  { "state", N_ ("Controller becomes"), "bus-off" },
  { "load", N_ ("Load above"), "80%" },
  { "at", N_ ("Time of day"), "23:00" },
  { "key", N_ ("Only by key"), "" },
};

struct _TriggerRow
{
  GtkListBoxRow parent;
  GtkDropDown *kind, *action;
  GtkWidget *details, *remove;
  GtkLabel *problem;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_REMOVED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TriggerRow, trigger_row, GTK_TYPE_LIST_BOX_ROW)

static guint
chosen_kind (TriggerRow *self)
{
  return MIN (gtk_drop_down_get_selected (self->kind), G_N_ELEMENTS (kinds) - 1);
}

char *
trigger_row_dup_text (TriggerRow *self)
{
  const char *details = gtk_editable_get_text (GTK_EDITABLE (self->details));
  char *text = g_strdup_printf ("%s %s", kinds[chosen_kind (self)].word, details);

  return g_strstrip (text);
}

gboolean
trigger_row_get_stops (TriggerRow *self)
{
  return gtk_drop_down_get_selected (self->action) == 1;
}

gboolean
trigger_row_check (TriggerRow *self, const DatabaseSet *databases)
{
  g_autofree char *text = trigger_row_dup_text (self);
  g_autoptr (GError) error = NULL;
  Trigger *trigger = trigger_parse (text, databases, &error);
  gboolean typed = *gtk_editable_get_text (GTK_EDITABLE (self->details)) != '\0';

  trigger_free (trigger);
  gtk_label_set_text (self->problem, error != NULL && typed ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), error != NULL && typed);
  return error == NULL;
}

void
trigger_row_focus (TriggerRow *self)
{
  gtk_widget_grab_focus (self->details);
}

static void
on_changed (TriggerRow *self)
{
  guint kind = chosen_kind (self);

  gtk_entry_set_placeholder_text (GTK_ENTRY (self->details), kinds[kind].example);
  gtk_widget_set_sensitive (self->details, kinds[kind].example[0] != '\0');
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_remove (TriggerRow *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVED], 0);
}

static void
trigger_row_class_init (TriggerRowClass *class)
{
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", TRIGGER_TYPE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REMOVED]
      = g_signal_new ("removed", TRIGGER_TYPE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkDropDown *
add_drop_down (TriggerRow *self, GtkWidget *box, const char *label)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkWidget *drop_down = gtk_drop_down_new (G_LIST_MODEL (names), NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  gtk_widget_set_valign (drop_down, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), drop_down);
  return GTK_DROP_DOWN (drop_down);
}

static void
add_name (GtkDropDown *drop_down, const char *name)
{
  gtk_string_list_append (GTK_STRING_LIST (gtk_drop_down_get_model (drop_down)), name);
}

static void
add_controls (TriggerRow *self, GtkWidget *box)
{
  self->action = add_drop_down (self, box, _ ("What the trigger does"));
  self->kind = add_drop_down (self, box, _ ("Kind of trigger"));
  self->details = gtk_entry_new ();
  gtk_widget_set_hexpand (self->details, TRUE);
  gtk_widget_set_valign (self->details, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->details, "mono");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->details), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What the trigger is about"), -1);
  gtk_box_append (GTK_BOX (box), self->details);
  self->remove = gtk_button_new_from_icon_name ("list-remove-symbolic");
  gtk_widget_set_valign (self->remove, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->remove, _ ("Remove the trigger"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Remove the trigger"), -1);
  gtk_box_append (GTK_BOX (box), self->remove);
}

static void
trigger_row_init (TriggerRow *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), column);
  gtk_box_append (GTK_BOX (column), box);
  add_controls (self, box);
  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_label_set_xalign (self->problem, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "bad");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->problem));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    add_name (self->kind, _ (kinds[i].name));
  add_name (self->action, _ ("Write around"));
  add_name (self->action, _ ("Stop at"));
  on_changed (self);
}

GtkWidget *
trigger_row_new (const char *text, gboolean stops)
{
  TriggerRow *self = g_object_new (TRIGGER_TYPE_ROW, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gsize n = strlen (kinds[i].word);

      if (strncmp (text, kinds[i].word, n) != 0 || (text[n] != ' ' && text[n] != '\0'))
        continue;
      gtk_drop_down_set_selected (self->kind, i);
      gtk_editable_set_text (GTK_EDITABLE (self->details), text[n] == ' ' ? text + n + 1 : "");
    }
  gtk_drop_down_set_selected (self->action, stops ? 1 : 0);
  g_signal_connect_object (self->details, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->remove, "clicked", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
