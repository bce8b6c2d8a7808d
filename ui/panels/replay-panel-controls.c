/* replay-panel-controls.c: the controls of the page, and what is chosen with them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/replay-panel-private.h"

#include "base/i18n.h"
#include "ui/actions.h"
#include "ui/field-mark.h"
#include "ui/panels/panel-bar.h"
#include "ui/widgets/check-box.h"
#include "ui/widgets/lateness-histogram.h"

#include <math.h>
#include <string.h>

enum
{
  MODE_TIMES,
  MODE_GAP,
  MODE_FLAT_OUT,
};

/* --- What is chosen --- */

static void
on_rule (ReplayPanel *self)
{
  PlayerRule rule = *replay_get_rule (self->replay);
  guint mode = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->mode));
  double from, to;

  gtk_widget_set_sensitive (self->speed, mode == MODE_TIMES);
  gtk_widget_set_visible (self->gap, mode == MODE_GAP);
  if (self->showing)
    return;
  from = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->from));
  to = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->to));
  rule.speed = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->speed));
  rule.flat_out = mode == MODE_FLAT_OUT;
  rule.gap = mode == MODE_GAP ? (int64_t) llround (gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->gap)) * 1e6) : 0;
  rule.loops = (uint64_t) gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->loops));
  rule.skip = (int64_t) (gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->skip)) * 1e9);
  rule.from = from > 0 ? (uint64_t) from - 1 : 0;
  rule.to = to > 0 ? (uint64_t) to : UINT64_MAX;
  rule.without_sent = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->direction)) == 1;
  rule.without_received = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->direction)) == 2;
  replay_set_rule (self->replay, &rule);
  replay_panel_chosen (self);
}

static void
on_filter (ReplayPanel *self)
{
  FilterProblem problem = { 0 };
  gboolean right;

  if (self->showing)
    return;
  right = replay_set_filter (self->replay, gtk_editable_get_text (GTK_EDITABLE (self->filter)), &problem);
  field_mark_with (self->filter, right ? NULL : problem.what, NULL, GTK_LABEL (self->problem));
  filter_problem_clear (&problem);
  replay_panel_chosen (self);
}

static void
on_without (ReplayPanel *self)
{
  g_autofree char *problem = NULL;

  if (self->showing)
    return;
  replay_set_without (self->replay, gtk_editable_get_text (GTK_EDITABLE (self->without)), &problem);
  field_mark_with (self->without, problem, NULL, GTK_LABEL (self->problem));
  replay_panel_chosen (self);
}

static void
on_signals (ReplayPanel *self)
{
  g_autofree char *problem = NULL;

  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self->signals), GTK_ENTRY_ICON_SECONDARY, NULL);
  replay_set_overrides (self->replay, gtk_editable_get_text (GTK_EDITABLE (self->signals)), &problem);
  field_mark_with (self->signals, problem, NULL, GTK_LABEL (self->problem));
  replay_panel_chosen (self);
}

/* While it plays a value counts when it is typed to its end: on the way to 300 the bus is not told 3 and 30. */
static void
on_signals_typed (ReplayPanel *self)
{
  PlayerStatus status;
  gboolean playing;

  if (self->showing)
    return;
  replay_get_status (self->replay, &status);
  playing = status.state == PLAYER_PLAYING;
  player_status_clear (&status);
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self->signals), GTK_ENTRY_ICON_SECONDARY,
                                     playing ? "object-select-symbolic" : NULL);
  gtk_entry_set_icon_tooltip_text (GTK_ENTRY (self->signals), GTK_ENTRY_ICON_SECONDARY,
                                   _ ("Not sent yet: Enter applies it"));
  if (!playing)
    on_signals (self);
}

/* Enter goes there, from wherever it stands. */
static void
on_go_to (ReplayPanel *self)
{
  field_mark (self->go_to, replay_seek_text (self->replay, gtk_editable_get_text (GTK_EDITABLE (self->go_to))));
}

static gboolean
on_slide (GtkRange *range, GtkScrollType scroll, double value, ReplayPanel *self)
{
  replay_seek (self->replay, (uint64_t) MAX (value - 1, 0));
  return FALSE;
}

static gboolean
on_arm (GtkSwitch *widget, gboolean state, ReplayPanel *self)
{
  g_autofree char *reason = NULL;

  if (self->showing || replay_is_armed (self->replay) == state || replay_arm (self->replay, state, &reason))
    return FALSE;
  replay_panel_say (self, reason != NULL ? reason : "", TRUE);
  return TRUE;
}

static void
on_file_response (GtkNativeDialog *dialog, int response, ReplayPanel *self)
{
  if (response == GTK_RESPONSE_ACCEPT && self->session != NULL)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autoptr (GError) error = NULL;

      if (!replay_set_file (self->replay, file, &error))
        replay_panel_say (self, error->message, TRUE);
    }
  if (replay_get_file (self->replay) == NULL)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->source), 0);
  replay_panel_show_map (self);
  g_object_unref (dialog);
}

static void
on_source (ReplayPanel *self)
{
  GtkFileChooserNative *dialog;

  if (self->showing)
    return;
  if (gtk_drop_down_get_selected (GTK_DROP_DOWN (self->source)) == 0)
    {
      replay_set_file (self->replay, NULL, NULL);
      replay_panel_show_map (self);
      return;
    }
  dialog = gtk_file_chooser_native_new (_ ("Log to Be Played"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                        GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Choose"), _ ("Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_file_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
set_entry (GtkWidget *entry, const char *text)
{
  if (strcmp (gtk_editable_get_text (GTK_EDITABLE (entry)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

void
replay_panel_show_rule (ReplayPanel *self)
{
  const PlayerRule *rule = replay_get_rule (self->replay);
  guint mode = rule->flat_out ? MODE_FLAT_OUT : rule->gap > 0 ? MODE_GAP : MODE_TIMES;

  self->showing = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->mode), mode);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->speed), rule->speed);
  if (rule->gap > 0)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->gap), (double) rule->gap / 1e6);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->loops), (double) rule->loops);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->skip), (double) rule->skip / 1e9);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->from), rule->from > 0 ? (double) rule->from + 1 : 0);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->to), rule->to != UINT64_MAX ? (double) rule->to : 0);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->direction), rule->without_sent ? 1 : rule->without_received ? 2 : 0);
  set_entry (self->filter, replay_get_filter (self->replay));
  set_entry (self->without, replay_get_without (self->replay));
  set_entry (self->signals, replay_get_overrides (self->replay));
  self->showing = FALSE;
}

/* --- Building --- */

static void
name (GtkWidget *widget, const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static GtkWidget *
append_label (GtkWidget *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "dim");
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static GtkWidget *
append_spin (GtkWidget *box, ReplayPanel *self, const char *label, double low, double high, double step, guint digits,
             double value)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (low, high, step);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), digits);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 4);
  name (spin, label);
  gtk_box_append (GTK_BOX (box), spin);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (on_rule), self);
  return spin;
}

static gboolean
on_zero_output (GtkSpinButton *spin, const char *word)
{
  if (gtk_spin_button_get_value (spin) != 0)
    return FALSE;
  if (strcmp (gtk_editable_get_text (GTK_EDITABLE (spin)), word) != 0)
    gtk_editable_set_text (GTK_EDITABLE (spin), word);
  return TRUE;
}

static int
on_zero_input (GtkSpinButton *spin, double *value, const char *word)
{
  *value = 0;
  return strcmp (gtk_editable_get_text (GTK_EDITABLE (spin)), word) == 0;
}

/* 0 stands for something: the word says for what. It is kept by gettext or the program. */
static void
say_zero (GtkWidget *spin, const char *word)
{
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), FALSE); /* digits alone would be let in */
  g_signal_connect (spin, "output", G_CALLBACK (on_zero_output), (gpointer) word);
  g_signal_connect (spin, "input", G_CALLBACK (on_zero_input), (gpointer) word);
  gtk_spin_button_update (GTK_SPIN_BUTTON (spin));
}

static GtkWidget *
append_choice (GtkWidget *box, const char *label, const char *const *texts, GCallback changed, ReplayPanel *self)
{
  GtkWidget *choice = gtk_drop_down_new_from_strings (texts);

  name (choice, label);
  gtk_box_append (GTK_BOX (box), choice);
  g_signal_connect_swapped (choice, "notify::selected", changed, self);
  return choice;
}

static GtkWidget *
append_button (GtkWidget *box, const char *icon, const char *action)
{
  GtkWidget *button = panel_bar_button_new (icon, action);

  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
new_offline_button (void)
{
  GtkWidget *button = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), panel_bar_words_new ("document-new-symbolic", _ ("Into a new trace")));
  actions_bind_button (button, "win.replay-offline");
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static void
build_bar (ReplayPanel *self)
{
  GtkWidget *bar = panel_bar_new ();
  GtkWidget *tools = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *scrolled = gtk_scrolled_window_new ();

  self->arm = gtk_switch_new ();
  gtk_widget_add_css_class (self->arm, "arm");
  gtk_widget_set_valign (self->arm, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->arm, _ ("Only where this is on anything is sent"));
  name (self->arm, _ ("Arm the buses"));
  g_signal_connect (self->arm, "state-set", G_CALLBACK (on_arm), self);
  gtk_box_append (GTK_BOX (tools), self->arm);
  self->arm_label = gtk_label_new (_ ("safe"));
  gtk_label_set_width_chars (GTK_LABEL (self->arm_label), 6);
  gtk_box_append (GTK_BOX (tools), self->arm_label);
  self->play = append_button (tools, "media-playback-start-symbolic", "replay.play");
  append_button (tools, "media-skip-forward-symbolic", "replay.step");
  append_button (tools, "media-playback-stop-symbolic", "replay.stop");
  self->source
      = append_choice (tools, _ ("What is played"), (const char *const[]){ _ ("This trace"), _ ("File…"), NULL },
                       G_CALLBACK (on_source), self);
  self->mode = append_choice (tools, _ ("How"),
                              (const char *const[]){ _ ("Times of the log"), _ ("Fixed gap"),
                                                     _ ("As fast as the bus takes it"), NULL },
                              G_CALLBACK (on_rule), self);
  append_label (tools, _ ("speed"));
  self->speed = append_spin (tools, self, _ ("Speed"), PLAYER_MIN_SPEED, PLAYER_MAX_SPEED, 0.5, 1, 1);
  self->gap = append_spin (tools, self, _ ("Gap in ms"), 0.05, 60000, 1, 2, 10);
  gtk_widget_set_visible (self->gap, FALSE);
  append_label (tools, _ ("times"));
  self->loops = append_spin (tools, self, _ ("Times; 0 for ever"), 0, 1e6, 1, 0, 1);
  say_zero (self->loops, "∞");
  /* Where there is no room for all of it, stopping stays in sight. */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), tools);
  gtk_widget_set_hexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (bar), scrolled);
  gtk_box_append (GTK_BOX (bar), new_offline_button ());
  gtk_box_append (GTK_BOX (bar), panel_bar_stop_new ());
  gtk_box_append (GTK_BOX (self), bar);
}

static void
build_position (ReplayPanel *self)
{
  GtkWidget *bar = panel_bar_new ();

  self->slider = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 1, 2, 1);
  gtk_scale_set_draw_value (GTK_SCALE (self->slider), FALSE);
  gtk_widget_set_hexpand (self->slider, TRUE);
  name (self->slider, _ ("Position"));
  g_signal_connect (self->slider, "change-value", G_CALLBACK (on_slide), self);
  gtk_box_append (GTK_BOX (bar), self->slider);
  self->position = gtk_label_new ("—");
  gtk_widget_add_css_class (self->position, "mono");
  gtk_label_set_width_chars (GTK_LABEL (self->position), 24);
  gtk_label_set_xalign (GTK_LABEL (self->position), 1);
  gtk_box_append (GTK_BOX (bar), self->position);
  self->go_to = gtk_entry_new ();
  name (self->go_to, _ ("Go to number, or to seconds after the start"));
  g_object_set (self->go_to, "placeholder-text", _ ("No. or 12.5 s"), "width-chars", 12, "max-width-chars", 12, NULL);
  g_signal_connect_swapped (self->go_to, "activate", G_CALLBACK (on_go_to), self);
  gtk_box_append (GTK_BOX (bar), self->go_to);
  gtk_box_append (GTK_BOX (self), bar);
}

static GtkWidget *
new_entry (ReplayPanel *self, const char *label, const char *hint, GCallback changed)
{
  GtkWidget *entry = gtk_entry_new ();

  name (entry, label);
  g_object_set (entry, "placeholder-text", hint, NULL);
  gtk_widget_set_hexpand (entry, TRUE);
  g_signal_connect_swapped (entry, "changed", changed, self);
  return entry;
}

static GtkWidget *
build_rules (ReplayPanel *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 7), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8),
            *button;

  append_label (line, _ ("From No."));
  self->from = append_spin (line, self, _ ("From number; 0: the first"), 0, 1e12, 1, 0, 0);
  say_zero (self->from, _ ("first"));
  button = gtk_button_new_with_label ("A");
  actions_bind_button (button, "replay.from");
  gtk_box_append (GTK_BOX (line), button);
  append_label (line, _ ("to"));
  self->to = append_spin (line, self, _ ("To number; 0: the last"), 0, 1e12, 1, 0, 0);
  say_zero (self->to, _ ("last"));
  button = gtk_button_new_with_label ("B");
  actions_bind_button (button, "replay.to");
  gtk_box_append (GTK_BOX (line), button);
  append_label (line, _ ("skip pauses above"));
  self->skip = append_spin (line, self, _ ("Skip pauses longer than so many seconds; 0: none"), 0, 1e6, 1, 1, 0);
  say_zero (self->skip, _ ("none"));
  append_label (line, "s");
  gtk_box_append (GTK_BOX (box), line);
  line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->direction
      = append_choice (line, _ ("Direction"),
                       (const char *const[]){ _ ("Received and sent"), _ ("Received only"), _ ("Sent only"), NULL },
                       G_CALLBACK (on_rule), self);
  self->filter = new_entry (self, _ ("Only frames that pass this filter"), _ ("Filter: can.id == 0x123"),
                            G_CALLBACK (on_filter));
  gtk_widget_add_css_class (self->filter, "mono");
  gtk_box_append (GTK_BOX (line), self->filter);
  gtk_box_append (GTK_BOX (box), line);
  line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  append_label (line, _ ("Leave out"));
  self->without = new_entry (self, _ ("Nodes and identifiers that are left out"), _ ("Node, 123, 700-7FF"),
                             G_CALLBACK (on_without));
  gtk_box_append (GTK_BOX (line), self->without);
  append_label (line, _ ("signals"));
  self->signals = new_entry (self, _ ("Signals that have other values, also while it plays"), _ ("Speed=30, Gear=Park"),
                             G_CALLBACK (on_signals_typed));
  g_signal_connect_swapped (self->signals, "activate", G_CALLBACK (on_signals), self);
  g_signal_connect_swapped (self->signals, "icon-press", G_CALLBACK (on_signals), self);
  gtk_widget_add_css_class (self->signals, "mono");
  gtk_box_append (GTK_BOX (line), self->signals);
  self->follow = check_box_new (_ ("The trace follows"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->follow), TRUE);
  gtk_box_append (GTK_BOX (line), self->follow);
  gtk_box_append (GTK_BOX (box), line);
  gtk_widget_set_hexpand (box, TRUE);
  return box;
}

static GtkWidget *
new_line (const char *class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

void
replay_panel_build (ReplayPanel *self)
{
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16), *scrolled = gtk_scrolled_window_new (), *rules;

  build_bar (self);
  build_position (self);
  gtk_widget_add_css_class (columns, "transmit-editor");
  self->map = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->map, 8);
  gtk_grid_set_row_spacing (self->map, 4);
  gtk_box_append (GTK_BOX (columns), GTK_WIDGET (self->map));
  rules = build_rules (self);
  self->facts = new_line ("dim");
  self->warnings = new_line ("warn");
  self->problem = field_line_new ();
  gtk_box_append (GTK_BOX (rules), self->problem);
  gtk_box_append (GTK_BOX (rules), self->facts);
  gtk_box_append (GTK_BOX (rules), self->warnings);
  gtk_box_append (GTK_BOX (columns), rules);
  self->histogram = lateness_histogram_new ();
  gtk_widget_set_size_request (self->histogram, 176, 110);
  gtk_widget_set_hexpand (self->histogram, TRUE);
  gtk_box_append (GTK_BOX (columns), self->histogram);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), columns);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (self), scrolled);
  self->state = new_line (NULL);
  gtk_widget_add_css_class (self->state, "hint");
  gtk_box_append (GTK_BOX (self), self->state);
}
