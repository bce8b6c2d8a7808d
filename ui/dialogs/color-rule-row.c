/* color-rule-row.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/color-rule-row.h"

#include "base/i18n.h"
#include "ui/row-color.h"
#include "ui/widgets/check-box.h"
#include "ui/widgets/filter-entry.h"

struct _ColorRuleRow
{
  GtkListBoxRow parent;
  RowColors *colors; /* the session's */
  ColorRules *rules;
  guint index;
  int color;        /* whose class it has */
  gboolean showing; /* controls are being set from the rule */

  GtkWidget *enabled, *drop_down, *name, *expression, *up, *down, *remove;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (ColorRuleRow, color_rule_row, GTK_TYPE_LIST_BOX_ROW)

/* --- From the controls to the rule --- */

static void
on_edited (ColorRuleRow *self)
{
  const ColorRule *now;
  ColorRule rule;

  if (self->showing || self->index >= color_rules_n (self->rules))
    return;
  now = color_rules_get (self->rules, self->index);
  rule = (ColorRule){ .name = (char *) gtk_editable_get_text (GTK_EDITABLE (self->name)),
                      .expression = (char *) gtk_editable_get_text (GTK_EDITABLE (self->expression)),
                      .color = (int) gtk_drop_down_get_selected (GTK_DROP_DOWN (self->drop_down)),
                      .enabled = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->enabled)),
                      .quick = now->quick };
  /* Another expression is another rule, no colour of an identifier any more. */
  rule.quick = now->quick && g_str_equal (now->expression, rule.expression);
  color_rules_replace (self->rules, self->index, &rule);
}

/* --- From the rule to the controls --- */

/* Blanks at the ends are no part of the rule, but of what is being typed. */
static void
set_text (GtkWidget *entry, const char *text)
{
  g_autofree char *now = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  if (g_str_equal (now, text))
    return;
  if (FILTER_IS_ENTRY (entry))
    filter_entry_set_text (FILTER_ENTRY (entry), text);
  else
    gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static void
show_problem (ColorRuleRow *self)
{
  const FilterProblem *problem = row_colors_get_problem (self->colors, self->index);
  gboolean wrong = problem->what != NULL && *color_rules_get (self->rules, self->index)->expression != '\0';
  g_autofree char *text = wrong ? g_strdup_printf (_ ("Column %u: %s"), problem->column, problem->what) : NULL;

  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), wrong);
}

static void
name_control (ColorRuleRow *self, GtkWidget *control, const char *what)
{
  g_autofree char *label = g_strdup_printf (_ ("%s, rule %u"), what, self->index + 1);

  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
name_controls (ColorRuleRow *self)
{
  name_control (self, self->enabled, _ ("In use"));
  name_control (self, self->drop_down, _ ("Colour"));
  name_control (self, self->name, _ ("Name"));
  name_control (self, self->expression, _ ("Filter"));
  name_control (self, self->up, _ ("Move up"));
  name_control (self, self->down, _ ("Move down"));
  name_control (self, self->remove, _ ("Remove"));
}

void
color_rule_row_show (ColorRuleRow *self, guint index)
{
  const ColorRule *rule = color_rules_get (self->rules, index);
  gboolean moved = self->index != index;

  self->index = index;
  self->showing = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->enabled), rule->enabled);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->drop_down), (guint) rule->color);
  set_text (self->name, rule->name);
  set_text (self->expression, rule->expression);
  self->showing = FALSE;
  row_color_set (GTK_WIDGET (self), self->color, rule->color);
  self->color = rule->color;
  show_problem (self);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->up), "u", index);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->down), "u", index);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->remove), "u", index);
  gtk_widget_set_sensitive (self->up, index > 0);
  gtk_widget_set_sensitive (self->down, index + 1 < color_rules_n (self->rules));
  if (moved)
    name_controls (self);
}

void
color_rule_row_focus (ColorRuleRow *self)
{
  gtk_widget_grab_focus (self->expression);
}

/* --- Moving --- */

static gboolean
on_key (ColorRuleRow *self, guint key, guint code, GdkModifierType state)
{
  gboolean up = key == GDK_KEY_Up || key == GDK_KEY_KP_Up, down = key == GDK_KEY_Down || key == GDK_KEY_KP_Down;

  if ((!up && !down) || !(state & GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate_action (GTK_WIDGET (self), up ? "rules.up" : "rules.down", "u", self->index);
  return GDK_EVENT_STOP;
}

static GdkContentProvider *
on_drag_prepare (GtkDragSource *source, double x, double y, ColorRuleRow *self)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, picture, (int) x, (int) y);
  return gdk_content_provider_new_typed (COLOR_TYPE_RULE_ROW, self);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, ColorRuleRow *self)
{
  ColorRuleRow *dragged = g_value_get_object (value);

  if (dragged == NULL || dragged->rules != self->rules || dragged->index >= color_rules_n (self->rules))
    return FALSE;
  color_rules_move (self->rules, dragged->index, self->index);
  return TRUE;
}

static void
add_dragging (ColorRuleRow *self, GtkWidget *handle)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (COLOR_TYPE_RULE_ROW, GDK_ACTION_MOVE);
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (on_drag_prepare), self);
  gtk_widget_add_controller (handle, GTK_EVENT_CONTROLLER (source));
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* --- Building --- */

static GtkWidget *
new_button (const char *icon, const char *tooltip, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", 0); /* must fit when the name comes */
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static GtkWidget *
new_drop_down (void)
{
  GtkStringList *names = gtk_string_list_new (NULL);

  for (int i = 0; i <= COLOR_RULE_COLORS; i++)
    gtk_string_list_append (names, _ (color_rule_color_name (i)));
  return gtk_drop_down_new (G_LIST_MODEL (names), NULL);
}

static void
color_rule_row_init (ColorRuleRow *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *handle = gtk_image_new_from_icon_name ("list-drag-handle-symbolic");

  self->index = G_MAXUINT;
  self->enabled = check_box_new (NULL);
  self->drop_down = new_drop_down ();
  self->name = gtk_entry_new ();
  self->expression = filter_entry_new ();
  self->up = new_button ("go-up-symbolic", _ ("Move up (Alt+Up)"), "rules.up");
  self->down = new_button ("go-down-symbolic", _ ("Move down (Alt+Down)"), "rules.down");
  self->remove = new_button ("list-remove-symbolic", _ ("Remove"), "rules.remove");
  self->problem = GTK_LABEL (gtk_label_new (NULL));

  gtk_widget_set_tooltip_text (handle, _ ("Drag to move the rule"));
  gtk_widget_set_tooltip_text (self->enabled, _ ("In use"));
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->name), _ ("Name"));
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->expression), _ ("Filter"));
  gtk_editable_set_width_chars (GTK_EDITABLE (self->name), 16);
  gtk_widget_set_hexpand (self->expression, TRUE);
  gtk_widget_add_css_class (self->expression, "mono");
  gtk_label_set_xalign (self->problem, 0);
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "small");
  gtk_box_append (GTK_BOX (box), handle);
  gtk_box_append (GTK_BOX (box), self->enabled);
  gtk_box_append (GTK_BOX (box), self->drop_down);
  gtk_box_append (GTK_BOX (box), self->name);
  gtk_box_append (GTK_BOX (box), self->expression);
  gtk_box_append (GTK_BOX (box), self->up);
  gtk_box_append (GTK_BOX (box), self->down);
  gtk_box_append (GTK_BOX (box), self->remove);
  gtk_box_append (GTK_BOX (lines), box);
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (self->problem));
  gtk_widget_set_size_request (self->drop_down, 150, -1); /* the entries begin at one place */
  gtk_widget_set_margin_start (lines, 8);
  gtk_widget_set_margin_end (lines, 8);
  gtk_widget_set_margin_top (lines, 4);
  gtk_widget_set_margin_bottom (lines, 4);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), lines);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  add_dragging (self, handle);

  g_signal_connect_swapped (self->enabled, "toggled", G_CALLBACK (on_edited), self);
  g_signal_connect_swapped (self->drop_down, "notify::selected", G_CALLBACK (on_edited), self);
  g_signal_connect_swapped (self->name, "changed", G_CALLBACK (on_edited), self);
  g_signal_connect_swapped (self->expression, "changed", G_CALLBACK (on_edited), self);
}

static void
color_rule_row_class_init (ColorRuleRowClass *class)
{
}

GtkWidget *
color_rule_row_new (TraceSession *session, RowColors *colors)
{
  ColorRuleRow *self = g_object_new (COLOR_TYPE_RULE_ROW, NULL);

  self->colors = colors;
  self->rules = row_colors_get_rules (colors);
  filter_entry_set_session (FILTER_ENTRY (self->expression), session);
  return GTK_WIDGET (self);
}
