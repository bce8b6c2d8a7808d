/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/panels/replay-panel.h"

#include "base/i18n.h"
#include "models/replay.h"
#include "ui/actions.h"
#include "ui/text.h"
#include "ui/widgets/lateness-histogram.h"

#include <math.h>
#include <string.h>

#define UPDATE_MS 100

enum
{
  MODE_TIMES,
  MODE_GAP,
  MODE_FLAT_OUT,
};

struct _ReplayPanel
{
  GtkBox parent;

  TraceSession *session;
  Replay *replay;
  GtkWidget *play, *arm, *arm_label, *source, *speed, *mode, *gap, *loops;
  GtkWidget *slider, *position, *from, *to, *skip, *direction, *filter, *nodes, *follow;
  GtkGrid *map;
  GtkWidget *checks, *state, *histogram;
  char **channels, **targets; /* that map shows */
  gboolean showing;
  guint timer;
};

G_DEFINE_FINAL_TYPE (ReplayPanel, replay_panel, GTK_TYPE_BOX)

/* --- What is said --- */

static void
say (ReplayPanel *self, const char *sentence, gboolean bad)
{
  gtk_label_set_text (GTK_LABEL (self->state), sentence);
  if (bad)
    gtk_widget_add_css_class (self->state, "bad");
  else
    gtk_widget_remove_css_class (self->state, "bad");
}

static void
show_checks (ReplayPanel *self)
{
  g_autoptr (GPtrArray) sentences = replay_check (self->replay);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < sentences->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " · " : "", (char *) sentences->pdata[i]);
  gtk_label_set_text (GTK_LABEL (self->checks), text->str);
  gtk_widget_set_tooltip_text (self->checks, text->str);
}

static void
show_state (ReplayPanel *self, const PlayerStatus *status)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *sent = text_count (status->n_sent);

  if (status->state == PLAYER_STOPPED && status->problem == NULL)
    {
      say (self, "", FALSE);
      return;
    }
  g_string_append (text, status->state == PLAYER_PLAYING  ? _ ("playing")
                         : status->state == PLAYER_PAUSED ? _ ("paused")
                         : status->state == PLAYER_ENDED  ? _ ("ended")
                                                          : _ ("stopped"));
  g_string_append_printf (text, _ (", %s frames sent"), sent);
  if (status->n_refused > 0)
    g_string_append_printf (text, _ (", %" G_GUINT64_FORMAT " refused"), status->n_refused);
  if (status->n_left_out > 0)
    g_string_append_printf (text, _ (", %" G_GUINT64_FORMAT " left out"), status->n_left_out);
  if (status->n_backwards > 0)
    g_string_append_printf (text, _ (", %" G_GUINT64_FORMAT " times back in time"), status->n_backwards);
  if (status->lateness.n > 0)
    g_string_append_printf (text, _ (", 99 %% less than %.2f ms late, worst %.2f ms"),
                            (double) lateness_percentile (&status->lateness, 0.99) / 1e6,
                            (double) status->lateness.worst / 1e6);
  if (status->problem != NULL)
    g_string_append_printf (text, ": %s", status->problem);
  say (self, text->str, status->n_refused > 0 || status->state == PLAYER_FAILED || status->waiting);
}

static void
show_position (ReplayPanel *self, const PlayerStatus *status)
{
  uint64_t n = replay_n_rows (self->replay);
  FrameStore *store = trace_session_get_store (self->session);
  g_autofree char *text = NULL;
  uint64_t row = status->row;
  int64_t start = 0;

  gtk_widget_set_sensitive (self->slider, n > 1);
  if (n > 1)
    {
      gtk_range_set_range (GTK_RANGE (self->slider), 1, (double) n);
      if (row != UINT64_MAX)
        gtk_range_set_value (GTK_RANGE (self->slider), (double) row + 1);
    }
  if (row == UINT64_MAX)
    text = g_strdup ("—");
  else if (n > 0 && store != NULL && trace_info_get_start (frame_store_get_info (store), &start))
    text = g_strdup_printf (_ ("No. %" G_GUINT64_FORMAT " · %.3f s"), row + 1,
                            (double) can_time_since (status->time, start) / 1e9);
  else
    text = g_strdup_printf (_ ("No. %" G_GUINT64_FORMAT), row + 1);
  gtk_label_set_text (GTK_LABEL (self->position), text);
}

/* The trace shows where the replay stands. */
static void
lead_trace (ReplayPanel *self, const PlayerStatus *status)
{
  RowRanges *ranges;

  if (!gtk_check_button_get_active (GTK_CHECK_BUTTON (self->follow)) || replay_get_file (self->replay) != NULL
      || trace_session_get_capture (self->session) != NULL || status->row == UINT64_MAX
      || status->row >= replay_n_rows (self->replay) || trace_session_get_cursor (self->session) == status->row)
    return;
  ranges = row_ranges_new ();
  row_ranges_add (ranges, status->row, status->row);
  trace_session_set_selection (self->session, ranges, status->row);
}

/* --- The map --- */

static void
on_target (GtkDropDown *choice, GParamSpec *property, ReplayPanel *self)
{
  const char *channel = g_object_get_data (G_OBJECT (choice), "channel");
  guint chosen = gtk_drop_down_get_selected (choice);

  if (self->showing)
    return;
  replay_set_target (self->replay, channel, chosen == 0 ? "" : self->targets[chosen - 1]);
  show_checks (self);
}

static void
append_channel (ReplayPanel *self, const char *channel, int line)
{
  GtkStringList *texts = gtk_string_list_new ((const char *const[]){ _ ("Nothing"), NULL });
  const char *target = replay_get_target (self->replay, channel);
  g_autofree char *label = g_strdup_printf (_ ("Bus for channel %s"), channel);
  GtkWidget *name = gtk_label_new (*channel != '\0' ? channel : _ ("(no name)")), *choice;
  guint chosen = 0;

  for (guint i = 0; self->targets[i] != NULL; i++)
    {
      gtk_string_list_append (texts, self->targets[i]);
      if (strcmp (self->targets[i], target) == 0 || (*target == '\0' && strcmp (self->targets[i], channel) == 0))
        chosen = i + 1;
    }
  choice = gtk_drop_down_new (G_LIST_MODEL (texts), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), chosen);
  if (chosen > 0)
    replay_set_target (self->replay, channel, self->targets[chosen - 1]); /* of the same name */
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (choice), "channel", g_strdup (channel), g_free);
  g_signal_connect (choice, "notify::selected", G_CALLBACK (on_target), self);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_grid_attach (self->map, name, 0, line, 1, 1);
  gtk_grid_attach (self->map, gtk_label_new ("→"), 1, line, 1, 1);
  gtk_grid_attach (self->map, choice, 2, line, 1, 1);
}

static gboolean
same_words (char **a, char **b)
{
  return a != NULL && g_strv_equal ((const char *const *) a, (const char *const *) b);
}

static void
show_map (ReplayPanel *self)
{
  char **channels = replay_dup_channels (self->replay), **targets = replay_dup_targets (self->replay);
  GtkWidget *child;

  if (same_words (self->channels, channels) && same_words (self->targets, targets))
    {
      g_strfreev (channels);
      g_strfreev (targets);
      return;
    }
  g_strfreev (self->channels);
  g_strfreev (self->targets);
  self->channels = channels;
  self->targets = targets;
  self->showing = TRUE;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->map))) != NULL)
    gtk_grid_remove (self->map, child);
  for (int i = 0; channels[i] != NULL && i < 64; i++)
    append_channel (self, channels[i], i);
  self->showing = FALSE;
  show_checks (self);
}

/* --- All of it --- */

static void
show_all (ReplayPanel *self)
{
  gboolean armed = replay_is_armed (self->replay), playing;
  PlayerStatus status;

  if (self->session == NULL)
    return;
  replay_get_status (self->replay, &status);
  playing = status.state == PLAYER_PLAYING;
  self->showing = TRUE;
  gtk_button_set_icon_name (GTK_BUTTON (self->play),
                            playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_switch_set_active (GTK_SWITCH (self->arm), armed);
  gtk_label_set_text (GTK_LABEL (self->arm_label), armed ? _ ("armed") : _ ("safe"));
  if (armed)
    gtk_widget_add_css_class (self->arm_label, "armed");
  else
    gtk_widget_remove_css_class (self->arm_label, "armed");
  show_position (self, &status);
  self->showing = FALSE;
  show_state (self, &status);
  lateness_histogram_set (LATENESS_HISTOGRAM (self->histogram), &status.lateness);
  lead_trace (self, &status);
  player_status_clear (&status);
}

static gboolean
on_timer (gpointer data)
{
  ReplayPanel *self = data;

  replay_update (self->replay);
  if (gtk_switch_get_active (GTK_SWITCH (self->arm)) != replay_is_armed (self->replay))
    show_all (self);
  return G_SOURCE_CONTINUE;
}

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
  show_checks (self);
}

static void
on_filter (ReplayPanel *self)
{
  FilterProblem problem = { 0 };

  if (replay_set_filter (self->replay, gtk_editable_get_text (GTK_EDITABLE (self->filter)), &problem))
    gtk_widget_remove_css_class (self->filter, "invalid");
  else
    gtk_widget_add_css_class (self->filter, "invalid");
  gtk_widget_set_tooltip_text (self->filter, problem.what);
  filter_problem_clear (&problem);
}

static void
on_nodes (ReplayPanel *self)
{
  replay_set_without_nodes (self->replay, gtk_editable_get_text (GTK_EDITABLE (self->nodes)));
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
  if (!self->showing && replay_is_armed (self->replay) != state)
    replay_arm (self->replay, state);
  return FALSE;
}

static void
on_file_response (GtkNativeDialog *dialog, int response, ReplayPanel *self)
{
  if (response == GTK_RESPONSE_ACCEPT && self->session != NULL)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autoptr (GError) error = NULL;

      if (!replay_set_file (self->replay, file, &error))
        say (self, error->message, TRUE);
    }
  if (replay_get_file (self->replay) == NULL)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->source), 0);
  show_map (self);
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
      show_map (self);
      return;
    }
  dialog = gtk_file_chooser_native_new (_ ("Log to Be Played"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                        GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Choose"), _ ("Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_file_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- Actions --- */

static void
action_play (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ReplayPanel *self = REPLAY_PANEL (widget);
  g_autofree char *reason = NULL;
  PlayerStatus status;
  gboolean playing;

  replay_get_status (self->replay, &status);
  playing = status.state == PLAYER_PLAYING;
  player_status_clear (&status);
  if (g_str_equal (name, "replay.step"))
    replay_step (self->replay, &reason);
  else if (playing)
    replay_pause (self->replay);
  else
    replay_play (self->replay, &reason);
  show_all (self);
  if (reason != NULL)
    say (self, reason, TRUE);
}

static void
action_stop (GtkWidget *widget, const char *name, GVariant *parameter)
{
  replay_stop (REPLAY_PANEL (widget)->replay);
}

static void
action_from (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ReplayPanel *self = REPLAY_PANEL (widget);
  uint64_t row = trace_session_get_cursor (self->session);

  if (row != ROW_NONE)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (g_str_equal (name, "replay.from") ? self->from : self->to),
                               (double) row + 1);
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
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  actions_bind_button (button, action);
  gtk_widget_add_css_class (button, "flat");
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
new_bar (void)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_add_css_class (bar, "panelhead");
  return bar;
}

static void
build_bar (ReplayPanel *self)
{
  GtkWidget *bar = new_bar (), *stop = gtk_button_new_with_label (_ ("Stop all")), *space;

  self->arm = gtk_switch_new ();
  gtk_widget_add_css_class (self->arm, "arm");
  gtk_widget_set_valign (self->arm, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->arm, _ ("Only where this is on anything is sent"));
  name (self->arm, _ ("Arm the buses"));
  g_signal_connect (self->arm, "state-set", G_CALLBACK (on_arm), self);
  gtk_box_append (GTK_BOX (bar), self->arm);
  self->arm_label = gtk_label_new (_ ("safe"));
  gtk_label_set_width_chars (GTK_LABEL (self->arm_label), 6);
  gtk_box_append (GTK_BOX (bar), self->arm_label);
  self->play = append_button (bar, "media-playback-start-symbolic", "replay.play");
  append_button (bar, "media-skip-forward-symbolic", "replay.step");
  append_button (bar, "media-playback-stop-symbolic", "replay.stop");
  self->source = append_choice (bar, _ ("What is played"), (const char *const[]){ _ ("This trace"), _ ("File…"), NULL },
                                G_CALLBACK (on_source), self);
  self->mode = append_choice (bar, _ ("How"),
                              (const char *const[]){ _ ("Times of the log"), _ ("Fixed gap"),
                                                     _ ("As fast as the bus takes it"), NULL },
                              G_CALLBACK (on_rule), self);
  append_label (bar, _ ("speed"));
  self->speed = append_spin (bar, self, _ ("Speed"), PLAYER_MIN_SPEED, PLAYER_MAX_SPEED, 0.5, 1, 1);
  self->gap = append_spin (bar, self, _ ("Gap in ms"), 0.05, 60000, 1, 2, 10);
  gtk_widget_set_visible (self->gap, FALSE);
  append_label (bar, _ ("times"));
  self->loops = append_spin (bar, self, _ ("Times; 0 for ever"), 0, 1e6, 1, 0, 1);
  space = append_label (bar, "");
  gtk_widget_set_hexpand (space, TRUE);
  append_button (bar, "view-refresh-symbolic", "win.replay-offline");
  gtk_widget_add_css_class (stop, "stop-all");
  actions_bind_button (stop, "app.stop-all");
  gtk_box_append (GTK_BOX (bar), stop);
  gtk_box_append (GTK_BOX (self), bar);
}

static void
build_position (ReplayPanel *self)
{
  GtkWidget *bar = new_bar ();

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
  button = gtk_button_new_with_label ("A");
  actions_bind_button (button, "replay.from");
  gtk_box_append (GTK_BOX (line), button);
  append_label (line, _ ("to"));
  self->to = append_spin (line, self, _ ("To number; 0: the last"), 0, 1e12, 1, 0, 0);
  button = gtk_button_new_with_label ("B");
  actions_bind_button (button, "replay.to");
  gtk_box_append (GTK_BOX (line), button);
  append_label (line, _ ("skip pauses above"));
  self->skip = append_spin (line, self, _ ("Skip pauses longer than so many seconds; 0: none"), 0, 1e6, 1, 1, 0);
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
  append_label (line, _ ("Leave out nodes"));
  self->nodes = new_entry (self, _ ("Nodes that are left out"), _ ("ECU1, ECU2"), G_CALLBACK (on_nodes));
  gtk_box_append (GTK_BOX (line), self->nodes);
  self->follow = gtk_check_button_new_with_label (_ ("The trace follows"));
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
  gtk_widget_add_css_class (label, "hint");
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static void
build (ReplayPanel *self)
{
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 24), *scrolled = gtk_scrolled_window_new ();

  build_bar (self);
  build_position (self);
  gtk_widget_add_css_class (columns, "transmit-editor");
  self->map = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->map, 8);
  gtk_grid_set_row_spacing (self->map, 4);
  gtk_box_append (GTK_BOX (columns), GTK_WIDGET (self->map));
  gtk_box_append (GTK_BOX (columns), build_rules (self));
  self->histogram = lateness_histogram_new ();
  gtk_widget_set_size_request (self->histogram, 260, 110);
  gtk_box_append (GTK_BOX (columns), self->histogram);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), columns);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (self), scrolled);
  self->checks = new_line ("dim");
  self->state = new_line (NULL);
  gtk_box_append (GTK_BOX (self), self->checks);
  gtk_box_append (GTK_BOX (self), self->state);
}

static void
replay_panel_map (GtkWidget *widget)
{
  ReplayPanel *self = REPLAY_PANEL (widget);

  GTK_WIDGET_CLASS (replay_panel_parent_class)->map (widget);
  show_map (self);
  show_all (self);
  self->timer = g_timeout_add (UPDATE_MS, on_timer, self);
}

static void
replay_panel_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&REPLAY_PANEL (widget)->timer, g_source_remove);
  GTK_WIDGET_CLASS (replay_panel_parent_class)->unmap (widget);
}

static void
replay_panel_dispose (GObject *object)
{
  ReplayPanel *self = REPLAY_PANEL (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  self->showing = TRUE;
  g_clear_object (&self->session);
  g_clear_object (&self->replay);
  G_OBJECT_CLASS (replay_panel_parent_class)->dispose (object);
}

static void
replay_panel_finalize (GObject *object)
{
  ReplayPanel *self = REPLAY_PANEL (object);

  g_strfreev (self->channels);
  g_strfreev (self->targets);
  G_OBJECT_CLASS (replay_panel_parent_class)->finalize (object);
}

static void
replay_panel_class_init (ReplayPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = replay_panel_dispose;
  G_OBJECT_CLASS (class)->finalize = replay_panel_finalize;
  widget_class->map = replay_panel_map;
  widget_class->unmap = replay_panel_unmap;
  gtk_widget_class_install_action (widget_class, "replay.play", NULL, action_play);
  gtk_widget_class_install_action (widget_class, "replay.step", NULL, action_play);
  gtk_widget_class_install_action (widget_class, "replay.stop", NULL, action_stop);
  gtk_widget_class_install_action (widget_class, "replay.from", NULL, action_from);
  gtk_widget_class_install_action (widget_class, "replay.to", NULL, action_from);
}

static void
replay_panel_init (ReplayPanel *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
}

static void
on_store (ReplayPanel *self)
{
  if (self->session == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  show_map (self);
  show_all (self);
}

/* Looking for buses takes longer than looking for channels. */
static void
on_advanced (ReplayPanel *self)
{
  char **channels;
  gboolean same;

  if (self->session == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  channels = replay_dup_channels (self->replay);
  same = same_words (self->channels, channels);
  g_strfreev (channels);
  if (!same)
    on_store (self);
}

GtkWidget *
replay_panel_new (TraceSession *session)
{
  ReplayPanel *self = g_object_new (REPLAY_TYPE_PANEL, NULL);

  self->session = g_object_ref (session);
  self->replay = g_object_ref (replay_of (session));
  self->showing = TRUE;
  build (self);
  self->showing = FALSE;
  g_signal_connect_object (self->replay, "changed", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "replaced", G_CALLBACK (on_store), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "advanced", G_CALLBACK (on_advanced), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
