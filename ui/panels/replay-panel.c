/* replay-panel.c: what the page says and shows, and its actions.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/replay-panel-private.h"

#include "base/i18n.h"
#include "ui/app-settings.h"
#include "ui/text.h"
#include "ui/widgets/lateness-histogram.h"

#include <inttypes.h>
#include <string.h>

#define UPDATE_MS 100

G_DEFINE_FINAL_TYPE (ReplayPanel, replay_panel, GTK_TYPE_BOX)

/* --- What is said --- */

void
replay_panel_say (ReplayPanel *self, const char *sentence, gboolean bad)
{
  gtk_label_set_text (GTK_LABEL (self->state), sentence);
  if (bad)
    gtk_widget_add_css_class (self->state, "bad");
  else
    gtk_widget_remove_css_class (self->state, "bad");
}

void
replay_panel_show_checks (ReplayPanel *self)
{
  g_autoptr (GPtrArray) notes = replay_check (self->replay);
  g_autoptr (GString) facts = g_string_new (NULL), warnings = g_string_new (NULL);

  for (guint i = 0; i < notes->len; i++)
    {
      const ReplayNote *note = notes->pdata[i];

      if (note->warns)
        g_string_append_printf (warnings, "%s▲ %s", warnings->len > 0 ? "\n" : "", note->text);
      else
        g_string_append_printf (facts, "%s%s", facts->len > 0 ? " · " : "", note->text);
    }
  gtk_label_set_text (GTK_LABEL (self->facts), facts->str);
  gtk_label_set_text (GTK_LABEL (self->warnings), warnings->str);
  gtk_widget_set_visible (self->warnings, warnings->len > 0);
}

/* format: with a place for the grouped count */
static void
append_count (GString *out, const char *format, uint64_t n)
{
  g_autofree char *count = text_count (n);
  g_autoptr (GString) text = g_string_new (format);

  g_string_replace (text, "%s", count, 1);
  g_string_append (out, text->str);
}

static void
show_state (ReplayPanel *self, const PlayerStatus *status)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *sent = text_count (status->n_sent);

  if (status->state == PLAYER_STOPPED && status->problem == NULL)
    {
      replay_panel_say (self, "", FALSE);
      return;
    }
  g_string_append (text, status->state == PLAYER_PLAYING  ? _ ("playing")
                         : status->state == PLAYER_PAUSED ? _ ("paused")
                         : status->state == PLAYER_ENDED  ? _ ("ended")
                                                          : _ ("stopped"));
  g_string_append_printf (text, ngettext_ (", %s frame sent", ", %s frames sent", status->n_sent), sent);
  if (status->n_refused > 0)
    append_count (text, _ (", %s refused"), status->n_refused);
  if (status->n_left_out > 0)
    append_count (text, _ (", %s left out"), status->n_left_out);
  if (status->n_backwards > 0)
    g_string_append_printf (text,
                            ngettext_ (", %" PRIu64 " time back in time", ", %" PRIu64 " times back in time",
                                       status->n_backwards),
                            status->n_backwards);
  if (status->lateness.n > 0)
    g_string_append_printf (text, _ (", 99 %% less than %.2f ms late, worst %.2f ms"),
                            (double) lateness_percentile (&status->lateness, 0.99) / 1e6,
                            (double) status->lateness.worst / 1e6);
  if (status->problem != NULL)
    g_string_append_printf (text, ": %s", status->problem);
  replay_panel_say (self, text->str, status->n_refused > 0 || status->state == PLAYER_FAILED || status->waiting);
}

static void
show_position (ReplayPanel *self, const PlayerStatus *status)
{
  uint64_t n = replay_n_rows (self->replay);
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
  else if (n > 0 && status->time != INT64_MIN && replay_get_start (self->replay, &start))
    text = g_strdup_printf (_ ("No. %" PRIu64 " · %.3f s"), row + 1,
                            (double) can_time_since (status->time, start) / 1e9);
  else
    text = g_strdup_printf (_ ("No. %" PRIu64), row + 1);
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

/* The next window begins with it. */
static void
keep_rule (ReplayPanel *self)
{
  g_autofree char *text = replay_to_text (self->replay), *old = g_settings_get_string (app_settings_get (), "replay");

  if (strcmp (text, old) != 0)
    g_settings_set_string (app_settings_get (), "replay", text);
}

void
replay_panel_chosen (ReplayPanel *self)
{
  replay_panel_show_checks (self);
  keep_rule (self);
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
  replay_panel_chosen (self);
}

/* "can0", or "socketcan can0" where no bus is open yet. */
static gboolean
is_of_name (const char *target, const char *channel)
{
  const char *blank = strchr (target, ' ');

  return *channel != '\0' && (strcmp (target, channel) == 0 || (blank != NULL && strcmp (blank + 1, channel) == 0));
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
      if (strcmp (self->targets[i], target) == 0
          || (*target == '\0' && chosen == 0 && is_of_name (self->targets[i], channel)))
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

void
replay_panel_show_map (ReplayPanel *self)
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
  replay_panel_show_checks (self);
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

static void
on_store (ReplayPanel *self)
{
  if (self->session == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  replay_panel_show_map (self);
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

static gboolean
on_timer (gpointer data)
{
  ReplayPanel *self = data;

  replay_update (self->replay);
  if (gtk_switch_get_active (GTK_SWITCH (self->arm)) != replay_is_armed (self->replay))
    show_all (self);
  if (replay_check_has_moved (self->replay))
    {
      on_advanced (self);
      replay_panel_show_checks (self);
    }
  return G_SOURCE_CONTINUE;
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
    replay_panel_say (self, reason, TRUE);
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

/* --- Coming and going --- */

static void
on_rule_changed (ReplayPanel *self)
{
  replay_panel_show_rule (self);
  replay_panel_show_map (self);
  replay_panel_chosen (self);
}

static void
replay_panel_map (GtkWidget *widget)
{
  ReplayPanel *self = REPLAY_PANEL (widget);

  GTK_WIDGET_CLASS (replay_panel_parent_class)->map (widget);
  replay_panel_show_map (self);
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

GtkWidget *
replay_panel_new (TraceSession *session)
{
  ReplayPanel *self = g_object_new (REPLAY_TYPE_PANEL, NULL);

  self->session = g_object_ref (session);
  self->replay = g_object_ref (replay_of (session));
  if (!replay_was_read (self->replay))
    {
      g_autofree char *text = g_settings_get_string (app_settings_get (), "replay");

      replay_from_text (self->replay, text, FALSE);
    }
  self->showing = TRUE;
  replay_panel_build (self);
  replay_panel_show_rule (self);
  g_signal_connect_object (self->replay, "rule-changed", G_CALLBACK (on_rule_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->replay, "changed", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "replaced", G_CALLBACK (on_store), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "advanced", G_CALLBACK (on_advanced), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
