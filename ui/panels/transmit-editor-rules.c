/* transmit-editor-rules.c: the send rule of a message, and test traffic.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/transmit-editor-private.h"

#include "base/i18n.h"
#include "models/transmit-words.h"
#include "ui/field-mark.h"
#include "ui/widgets/check-box.h"

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

static uint32_t
most_id (const TransmitRow *row)
{
  return can_id_is_extended (row->frame.id) ? CAN_ID_MASK_EXTENDED : CAN_ID_MASK_STANDARD;
}

/* FALSE: none, or not of this kind, and it is marked. */
static gboolean
read_id (GtkWidget *entry, uint32_t most, uint32_t *id)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  char *end = NULL;
  guint64 number = g_ascii_strtoull (text, &end, 16);
  gboolean right = end != text && *end == '\0' && g_ascii_isxdigit (*text) && number <= most;

  field_mark (entry, right);
  *id = (uint32_t) number;
  return right;
}

/* The first time from its own identifier to the highest. */
static void
read_ids (TransmitEditor *self, TransmitRow *row)
{
  uint32_t low, high;

  if (row->traffic.high_id == 0 || row->traffic.high_id > most_id (row))
    {
      row->traffic.low_id = can_id_number (row->frame.id);
      row->traffic.high_id = most_id (row);
    }
  else if (read_id (self->traffic_low, most_id (row), &low) && read_id (self->traffic_high, most_id (row), &high)
           && low <= high)
    {
      row->traffic.low_id = low;
      row->traffic.high_id = high;
    }
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
  read_ids (self, row);
  row->load = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->traffic_load)) / 100;
  transmit_editor_end (self, row, _ ("Change the Test Traffic"));
}

void
transmit_editor_show_rules (TransmitEditor *self, const TransmitRow *row)
{
  const SendRule *rule = &row->rule;
  g_autofree char *fast = transmit_words_period (rule->fast), *gap = transmit_words_period (rule->min_gap),
                  *delay = transmit_words_period (rule->delay);
  g_autofree char *low = g_strdup_printf ("%03X", row->traffic.low_id),
                  *high = g_strdup_printf ("%03X", row->traffic.high_id);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->on_change), rule->on_change);
  transmit_editor_set_spin (self->repeats, rule->repeats);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->active), rule->active);
  transmit_editor_set_entry (self->fast, fast);
  transmit_editor_set_entry (self->min_gap, gap);
  transmit_editor_set_entry (self->delay, delay);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->traffic_ids), row->traffic.ids);
  transmit_editor_set_entry (self->traffic_low, low);
  transmit_editor_set_entry (self->traffic_high, high);
  gtk_widget_set_visible (gtk_widget_get_parent (self->traffic_low), row->traffic.ids != TRAFFIC_FIXED);
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

  self->on_change = check_box_new (_ ("At once when a value changes"));
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
  transmit_editor_append_dim (line, _ ("Identifiers from"));
  self->traffic_low = transmit_editor_append_entry (line, self, _ ("Lowest identifier, hexadecimal"), 8, changed);
  transmit_editor_append_dim (line, _ ("to"));
  self->traffic_high = transmit_editor_append_entry (line, self, _ ("Highest identifier, hexadecimal"), 8, changed);
  line = append_line (box);
  transmit_editor_append_dim (line, _ ("Bus load"));
  self->traffic_load
      = transmit_editor_append_spin (line, self, _ ("Bus load in percent, instead of a period; 0: by the period"), 0,
                                     100, changed);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (self->traffic_load), 1);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->traffic_load), 5);
  /* xgettext:no-c-format */
  transmit_editor_append_dim (line, _ ("% instead of a period (0: by the period)"));
}

void
transmit_editor_build_rules (TransmitEditor *self)
{
  build_rule (self);
  build_traffic (self);
}
