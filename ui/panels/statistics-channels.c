/* statistics-channels.c: a line for each channel with its load and rates, and the errors by kind.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/statistics-panel-private.h"

#include "base/i18n.h"
#include "core/bit-rate.h"
#include "ui/field-mark.h"
#include "ui/text.h"
#include <inttypes.h>

static void
on_rate (GtkEntry *entry, StatisticsPanel *self)
{
  guint channel = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (entry), "channel"));
  gboolean data = g_object_get_data (G_OBJECT (entry), "data-rate") != NULL;
  FrameStore *store = trace_session_get_store (self->session);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  uint32_t rate = 0, nominal, fast;

  if (store == NULL || (*text != '\0' && !bit_rate_parse (text, &rate)))
    {
      field_mark (GTK_WIDGET (entry), FALSE);
      return;
    }
  field_mark (GTK_WIDGET (entry), TRUE);
  trace_info_get_bitrate (frame_store_get_info (store), (uint8_t) channel, &nominal, &fast);
  trace_info_set_bitrate (frame_store_get_info (store), (uint8_t) channel, data ? nominal : rate, data ? rate : fast);
  if (self->watch != NULL)
    statistics_watch_poke (self->watch);
}

static GtkWidget *
new_rate (StatisticsPanel *self, uint8_t channel, gboolean data)
{
  GtkWidget *entry = gtk_entry_new ();
  g_autofree char *label = g_strdup_printf (data ? _ ("Data bit rate of %s") : _ ("Bit rate of %s"),
                                            statistics_channel_name (self, channel));

  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 6);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 6);
  g_object_set (entry, "placeholder-text", data ? _ ("data") : _ ("rate"), NULL);
  gtk_widget_set_tooltip_text (entry, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data (G_OBJECT (entry), "channel", GUINT_TO_POINTER ((guint) channel));
  g_object_set_data (G_OBJECT (entry), "data-rate", GUINT_TO_POINTER ((guint) data));
  g_signal_connect (entry, "activate", G_CALLBACK (on_rate), self);
  return entry;
}

static GtkWidget *
new_channel (StatisticsPanel *self, uint8_t channel)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (box, "channel-load");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), new_rate (self, channel, FALSE));
  gtk_box_append (GTK_BOX (box), new_rate (self, channel, TRUE));
  g_object_set_data (G_OBJECT (box), "channel", GUINT_TO_POINTER ((guint) channel + 1));
  return box;
}

static void
set_rate (GtkWidget *entry, uint32_t rate)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (rate > 0)
    bit_rate_append_short (text, rate);
  if (gtk_widget_get_state_flags (entry) & GTK_STATE_FLAG_FOCUS_WITHIN) /* somebody types */
    return;
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (entry)), text->str))
    gtk_editable_set_text (GTK_EDITABLE (entry), text->str);
}

static void
set_channel (StatisticsPanel *self, GtkWidget *box, const StatisticsChannel *channel)
{
  GtkWidget *label = gtk_widget_get_first_child (box), *rate = gtk_widget_get_next_sibling (label);
  double span = (double) can_time_since (self->snapshot->latest, self->snapshot->earliest) / 1e9;
  g_autofree char *frames = text_count (channel->n_frames), *errors = text_count (channel->n_errors);
  g_autoptr (GString) text = g_string_new (statistics_channel_name (self, channel->channel));

  if (channel->seconds < 0)
    g_string_append_printf (text, _ (": %s frames, %s errors. Type the bit rate for the load"), frames, errors);
  else if (span <= 0)
    g_string_append_printf (text, _ (": %s frames, %s errors"), frames, errors);
  else
    g_string_append_printf (text, _ (": load %.1f %%, last second %.1f %%, peak second %.1f %% · %s frames, %s errors"),
                            100 * channel->seconds / span, 100 * channel->now, 100 * channel->peak, frames, errors);
  if (!g_str_equal (gtk_label_get_text (GTK_LABEL (label)), text->str))
    gtk_label_set_text (GTK_LABEL (label), text->str);
  set_rate (rate, channel->bitrate);
  set_rate (gtk_widget_get_next_sibling (rate), channel->data_bitrate);
}

void
statistics_show_channels (StatisticsPanel *self)
{
  GtkWidget *box = gtk_widget_get_first_child (GTK_WIDGET (self->channels));

  for (guint i = 0; i < self->snapshot->channels->len; i++)
    {
      const StatisticsChannel *channel = &g_array_index (self->snapshot->channels, StatisticsChannel, i);

      if (box == NULL
          || g_object_get_data (G_OBJECT (box), "channel") != GUINT_TO_POINTER ((guint) channel->channel + 1))
        {
          GtkWidget *new = new_channel (self, channel->channel);

          gtk_box_insert_child_after (self->channels, new,
                                      box != NULL ? gtk_widget_get_prev_sibling (box)
                                                  : gtk_widget_get_last_child (GTK_WIDGET (self->channels)));
          box = new;
        }
      set_channel (self, box, channel);
      box = gtk_widget_get_next_sibling (box);
    }
  while (box != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (box);

      gtk_box_remove (self->channels, box);
      box = next;
    }
}

/* By the bits of linux/can/error.h; a frame may have several. */
void
statistics_show_errors (StatisticsPanel *self)
{
  static const char *const names[]
      = { N_ ("transmit timeout"),   N_ ("arbitration lost"), N_ ("controller"), N_ ("protocol"),  N_ ("transceiver"),
          N_ ("no acknowledgement"), N_ ("bus-off"),          N_ ("bus error"),  N_ ("restarted"), N_ ("counters") };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->snapshot->errors->len; i++)
    {
      const StatisticsErrors *errors = &g_array_index (self->snapshot->errors, StatisticsErrors, i);
      gboolean first = TRUE;

      g_string_append_printf (text, "%s%s: %" PRIu64 " × ", i > 0 ? " · " : "",
                              statistics_channel_name (self, errors->channel), errors->count);
      for (guint bit = 0; bit < G_N_ELEMENTS (names); bit++)
        if (errors->class >> bit & 1)
          {
            g_string_append_printf (text, "%s%s", first ? "" : " + ", _ (names[bit]));
            first = FALSE;
          }
      if (first)
        g_string_append (text, _ ("not told"));
    }
  gtk_label_set_text (GTK_LABEL (self->errors), text->str);
  gtk_widget_set_tooltip_text (self->errors, text->len > 0 ? text->str : NULL);
  gtk_widget_set_visible (self->errors, text->len > 0);
}
