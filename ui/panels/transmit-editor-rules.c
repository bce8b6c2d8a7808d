/* transmit-editor-rules.c: the send rule of a message, and test traffic.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/transmit-editor-private.h"

#include "base/i18n.h"
#include "models/transmit-words.h"

static void
on_rule (TransmitEditor *self)
{
  TransmitRow *row = transmit_editor_begin (self);

  if (row == NULL)
    return;
  row->rule.on_change = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->on_change));
  row->rule.repeats = (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->repeats));
  row->rule.active = (ActiveMode) gtk_drop_down_get_selected (GTK_DROP_DOWN (self->active));
  transmit_editor_read_time (self->fast, &row->rule.fast);
  transmit_editor_read_time (self->min_gap, &row->rule.min_gap);
  transmit_editor_read_time (self->delay, &row->rule.delay);
  transmit_editor_end (self, row, _ ("Change the Send Rule"));
}

static void
on_traffic (TransmitEditor *self)
{
  TransmitRow *row = transmit_editor_begin (self);

  if (row == NULL)
    return;
  row->traffic.ids = (TrafficMode) gtk_drop_down_get_selected (GTK_DROP_DOWN (self->traffic_ids));
  row->traffic.data = (TrafficMode) gtk_drop_down_get_selected (GTK_DROP_DOWN (self->traffic_data));
  row->traffic.lengths = (TrafficMode) gtk_drop_down_get_selected (GTK_DROP_DOWN (self->traffic_lengths));
  row->traffic.low_id = can_id_number (row->frame.id);
  row->traffic.high_id = can_id_is_extended (row->frame.id) ? CAN_ID_MASK_EXTENDED : CAN_ID_MASK_STANDARD;
  row->load = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->traffic_load)) / 100;
  transmit_editor_end (self, row, _ ("Change the Test Traffic"));
}

void
transmit_editor_show_rules (TransmitEditor *self, const TransmitRow *row)
{
  const SendRule *rule = &row->rule;
  g_autofree char *fast = transmit_words_period (rule->fast), *gap = transmit_words_period (rule->min_gap),
                  *delay = transmit_words_period (rule->delay);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->on_change), rule->on_change);
  transmit_editor_set_spin (self->repeats, rule->repeats);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->active), rule->active);
  transmit_editor_set_entry (self->fast, fast);
  transmit_editor_set_entry (self->min_gap, gap);
  transmit_editor_set_entry (self->delay, delay);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->traffic_ids), row->traffic.ids);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->traffic_data), row->traffic.data);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->traffic_lengths), row->traffic.lengths);
  transmit_editor_set_spin (self->traffic_load, row->load * 100);
}

static GtkWidget *
append_expander (TransmitEditor *self, const char *title)
{
  GtkWidget *expander = gtk_expander_new (title), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_expander_set_child (GTK_EXPANDER (expander), box);
  gtk_box_append (GTK_BOX (self->content), expander);
  return box;
}

static GtkWidget *
append_line (GtkWidget *box)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box), line);
  return line;
}

static void
build_rule (TransmitEditor *self)
{
  const char *const active[] = { _ ("Whatever its values"), _ ("Only while active"), _ ("Faster while active"), NULL };
  GtkWidget *box = append_expander (self, _ ("Send rule")), *line = append_line (box);
  GCallback changed = G_CALLBACK (on_rule);

  self->on_change = gtk_check_button_new_with_label (_ ("At once when a value changes"));
  g_signal_connect_swapped (self->on_change, "toggled", changed, self);
  gtk_box_append (GTK_BOX (line), self->on_change);
  transmit_editor_append_dim (line, _ ("repeated"));
  self->repeats = transmit_editor_append_spin (line, self, _ ("Repeated so many times (GenMsgNrOfRepetition)"), 0,
                                               SEND_RULE_MAX_REPEATS, changed);
  line = append_line (box);
  self->active = transmit_editor_append_choice (line, self, _ ("Sent while its signals are at rest?"), active, changed);
  transmit_editor_append_dim (line, _ ("then and when repeated every"));
  self->fast = transmit_editor_append_entry (line, self, _ ("Fast cycle in ms (GenMsgCycleTimeFast)"), 5, changed);
  transmit_editor_append_dim (line, "ms");
  line = append_line (box);
  transmit_editor_append_dim (line, _ ("Apart at least"));
  self->min_gap = transmit_editor_append_entry (line, self, _ ("Least gap in ms (GenMsgDelayTime)"), 5, changed);
  transmit_editor_append_dim (line, _ ("ms, first after"));
  self->delay = transmit_editor_append_entry (line, self, _ ("First frame after so many ms (GenMsgStartDelayTime)"), 5,
                                              changed);
  transmit_editor_append_dim (line, "ms");
}

static void
build_traffic (TransmitEditor *self)
{
  const char *const modes[] = { _ ("Fixed"), _ ("Counting"), _ ("Random"), NULL };
  GtkWidget *box = append_expander (self, _ ("Test traffic")), *line = append_line (box);
  GCallback changed = G_CALLBACK (on_traffic);

  transmit_editor_append_dim (line, _ ("Identifiers"));
  self->traffic_ids = transmit_editor_append_choice (line, self, _ ("Identifiers of test traffic"), modes, changed);
  transmit_editor_append_dim (line, _ ("Data"));
  self->traffic_data = transmit_editor_append_choice (line, self, _ ("Data of test traffic"), modes, changed);
  transmit_editor_append_dim (line, _ ("Length"));
  self->traffic_lengths = transmit_editor_append_choice (line, self, _ ("Lengths of test traffic"), modes, changed);
  line = append_line (box);
  transmit_editor_append_dim (line, _ ("Bus load"));
  self->traffic_load
      = transmit_editor_append_spin (line, self, _ ("Bus load in percent, instead of a period; 0: by the period"), 0,
                                     100, changed);
  /* xgettext:no-c-format */
  transmit_editor_append_dim (line, _ ("% instead of a period (0: by the period)"));
}

void
transmit_editor_build_rules (TransmitEditor *self)
{
  build_rule (self);
  build_traffic (self);
}
