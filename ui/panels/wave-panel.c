/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/panels/wave-panel.h"

#include "base/i18n.h"
#include "core/bit-rate.h"
#include "ui/field-focus.h"
#include "ui/widgets/wave-view.h"

#define WAIT_MS 60 /* while the cursor runs over frames, none is read */
#define USUAL_RATE 500000

struct _WavePanel
{
  GtkBox parent;

  TraceSession *session;
  FieldFocus *focus;
  WaveView *view;
  GtkLabel *title, *readout;
  GtkWidget *scrollbar;
  GCancellable *reading; /* (nullable) */
  guint wait_id;
  WaveCut *cut; /* (nullable) */
  char *line;   /* name; NULL: not from samples */
  gboolean rate_known;
};

G_DEFINE_FINAL_TYPE (WavePanel, wave_panel, GTK_TYPE_BOX)

/* --- Words --- */

static void
show_readout (WavePanel *self)
{
  g_autoptr (GString) out = g_string_new (NULL);
  int bit = wave_view_get_bit (self->view);

  if (self->cut != NULL && bit >= 0)
    wave_cut_append_bit_text (out, self->cut, (guint) bit);
  else if (self->cut != NULL)
    g_string_append (out, _ ("Point at a bit or choose one with Left and Right; + and − zoom, 0 shows all."));
  gtk_label_set_text (self->readout, out->str);
}

static void
append_rates (WavePanel *self, GString *out)
{
  g_string_append (out, " · ");
  bit_rate_append_words (out, self->cut->setting.bitrate);
  if (self->cut->setting.data_bitrate != self->cut->setting.bitrate)
    {
      g_string_append (out, " / ");
      bit_rate_append_words (out, self->cut->setting.data_bitrate);
    }
  if (!self->rate_known)
    g_string_append (out, _ (" (a guess: the bit rate is not known)"));
  if (self->cut->inverted)
    g_string_append (out, _ (" · dominant is high"));
}

static void
show_title (WavePanel *self)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const CanFrame *frame = detail_tree_get_frame (field_focus_get_tree (self->focus));

  if (self->cut != NULL)
    {
      if (self->line != NULL)
        g_string_append_printf (out, "%s: ", self->line);
      wave_cut_append_text (out, self->cut);
      append_rates (self, out);
    }
  else if (frame == NULL)
    g_string_append (out, _ ("Choose a frame to see its waveform"));
  else
    g_string_append (out, _ ("This trace is not from samples, and an error frame has no bits of its own"));
  gtk_label_set_text (self->title, out->str);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), out->str);
}

static void
update_controls (WavePanel *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean fitted = wave_view_is_fitted (self->view);

  gtk_widget_action_set_enabled (widget, "wave.zoom-in", self->cut != NULL);
  gtk_widget_action_set_enabled (widget, "wave.zoom-out", !fitted);
  gtk_widget_action_set_enabled (widget, "wave.fit", !fitted);
}

static void
take_cut (WavePanel *self, WaveCut *cut, const char *line)
{
  WaveCut *old = self->cut;
  char *old_line = self->line;

  self->cut = cut;
  self->line = g_strdup (line);
  wave_view_set (self->view, cut, self->line, FALSE);
  wave_cut_free (old);
  g_free (old_line);
  show_title (self);
  show_readout (self);
  update_controls (self);
}

/* --- The frame --- */

static void
show_ideal (WavePanel *self)
{
  const CanFrame *frame = detail_tree_get_frame (field_focus_get_tree (self->focus));
  FrameStore *store = trace_session_get_store (self->session);
  WireSetting setting = { 0 };
  FrameBits bits;
  CanFrame copy;

  if (frame == NULL || store == NULL)
    {
      take_cut (self, NULL, NULL);
      return;
    }
  copy = *frame;
  trace_info_get_bitrate (frame_store_get_info (store), copy.channel, &setting.bitrate, &setting.data_bitrate);
  self->rate_known = setting.bitrate > 0;
  if (!self->rate_known)
    setting.bitrate = USUAL_RATE;
  wire_setting_complete (&setting);
  take_cut (self, frame_bits_make (&copy, FALSE, &bits) ? wave_cut_new_ideal (&copy, &bits, &setting) : NULL, NULL);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (WavePanel) self = data;
  g_autoptr (GError) error = NULL;
  WaveCut *cut = trace_session_read_wave_finish (TRACE_SESSION (source), result, &error);
  const CanFrame *frame;
  FrameStore *store;

  if (self->reading != g_task_get_cancellable (G_TASK (result)))
    {
      wave_cut_free (cut); /* of a frame that is left already */
      return;
    }
  g_clear_object (&self->reading);
  if (self->session == NULL)
    {
      wave_cut_free (cut);
      return;
    }
  frame = detail_tree_get_frame (field_focus_get_tree (self->focus));
  store = trace_session_get_store (self->session);
  if (cut != NULL && frame != NULL && store != NULL)
    {
      self->rate_known = TRUE;
      take_cut (self, cut, trace_info_channel_name (frame_store_get_info (store), frame->channel));
      return;
    }
  wave_cut_free (cut);
  show_ideal (self);
  if (error != NULL)
    gtk_label_set_text (self->title, error->message);
}

static gboolean
begin_reading (gpointer data)
{
  WavePanel *self = data;
  uint64_t row = trace_session_get_cursor (self->session);

  self->wait_id = 0;
  if (row == ROW_NONE)
    {
      g_clear_object (&self->reading);
      take_cut (self, NULL, NULL);
      return G_SOURCE_REMOVE;
    }
  trace_session_read_wave_async (self->session, row, self->reading, on_read, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
refresh (WavePanel *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  if (self->wait_id == 0)
    self->wait_id = g_timeout_add (WAIT_MS, begin_reading, self);
}

gboolean
wave_panel_is_ready (WavePanel *self)
{
  return self->reading == NULL;
}

/* --- Building --- */

static void
activate_zoom (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WavePanel *self = WAVE_PANEL (widget);

  if (g_str_equal (name, "wave.fit"))
    wave_view_fit (self->view);
  else
    wave_view_zoom (self->view, g_str_equal (name, "wave.zoom-in") ? 1.6 : 1 / 1.6);
}

static void
add_button (GtkWidget *bar, const char *icon, const char *action, const char *label)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_box_append (GTK_BOX (bar), button);
}

static GtkWidget *
new_toolbar (WavePanel *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *title = gtk_label_new (NULL);

  self->title = GTK_LABEL (title);
  gtk_label_set_xalign (self->title, 0);
  gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (title, "form-head");
  gtk_box_append (GTK_BOX (bar), title);
  add_button (bar, "zoom-out-symbolic", "wave.zoom-out", _ ("Zoom out (−)"));
  add_button (bar, "zoom-in-symbolic", "wave.zoom-in", _ ("Zoom in (+)"));
  add_button (bar, "zoom-fit-best-symbolic", "wave.fit", _ ("Show the whole frame (0)"));
  add_button (bar, "preferences-system-symbolic", "win.samples", _ ("How the recording of samples is read…"));
  add_button (bar, "document-save-symbolic", "win.export-samples", _ ("Export as Samples…"));
  gtk_widget_add_css_class (bar, "panelhead");
  return bar;
}

static void
wave_panel_dispose (GObject *object)
{
  WavePanel *self = WAVE_PANEL (object);

  g_clear_handle_id (&self->wait_id, g_source_remove);
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  if (self->view != NULL && self->cut != NULL)
    wave_view_set (self->view, NULL, NULL, FALSE);
  g_clear_pointer (&self->cut, wave_cut_free);
  g_clear_pointer (&self->line, g_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (wave_panel_parent_class)->dispose (object);
}

static void
wave_panel_class_init (WavePanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = wave_panel_dispose;
  gtk_widget_class_install_action (widget_class, "wave.zoom-in", NULL, activate_zoom);
  gtk_widget_class_install_action (widget_class, "wave.zoom-out", NULL, activate_zoom);
  gtk_widget_class_install_action (widget_class, "wave.fit", NULL, activate_zoom);
}

static void
wave_panel_init (WavePanel *self)
{
}

/* Where all is in sight there is nothing to scroll. It keeps its place: the view tells its width while sizes are given
 * out. */
static void
show_scrollbar (WavePanel *self)
{
  GtkAdjustment *adjustment = wave_view_get_adjustment (self->view);
  gboolean needed = gtk_adjustment_get_page_size (adjustment)
                    < gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_lower (adjustment);

  gtk_widget_set_opacity (self->scrollbar, needed ? 1 : 0);
  gtk_widget_set_can_target (self->scrollbar, needed);
}

GtkWidget *
wave_panel_new (TraceSession *session)
{
  WavePanel *self = g_object_new (WAVE_TYPE_PANEL, "orientation", GTK_ORIENTATION_VERTICAL, NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new (), *view = wave_view_new (), *readout = gtk_label_new (NULL);

  self->session = g_object_ref (session);
  self->focus = field_focus_get (session);
  self->view = WAVE_VIEW (view);
  self->readout = GTK_LABEL (readout);
  self->scrollbar = gtk_scrollbar_new (GTK_ORIENTATION_HORIZONTAL, wave_view_get_adjustment (self->view));
  g_signal_connect_object (wave_view_get_adjustment (self->view), "changed", G_CALLBACK (show_scrollbar), self,
                           G_CONNECT_SWAPPED);
  show_scrollbar (self);
  gtk_box_append (GTK_BOX (self), new_toolbar (self));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (self), scrolled);
  gtk_box_append (GTK_BOX (self), self->scrollbar);
  gtk_label_set_xalign (self->readout, 0);
  gtk_label_set_wrap (self->readout, TRUE);
  gtk_label_set_selectable (self->readout, TRUE);
  gtk_widget_add_css_class (readout, "anatomy-words");
  gtk_box_append (GTK_BOX (self), readout);
  g_signal_connect_object (self->focus, "frame-changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::bit", G_CALLBACK (show_readout), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "view-changed", G_CALLBACK (update_controls), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (refresh), NULL);
  return GTK_WIDGET (self);
}
