/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/bit-timing-form-private.h"

#include "base/i18n.h"
#include <string.h>

G_DEFINE_FINAL_TYPE (BitTimingForm, bit_timing_form, GTK_TYPE_BOX)

static guint changed_signal, links_signal;

void
timing_question_copy (TimingQuestion *to, const TimingQuestion *from)
{
  *to = *from;
  to->request.nominal.limits = &to->nominal;
  to->request.data.limits = &to->data;
}

static GtkWidget *
rate_entry (BitTimingForm *self, guint phase)
{
  return gtk_combo_box_get_child (GTK_COMBO_BOX (self->rates[phase]));
}

/* --- Following --- */

static void
show_point (BitTimingForm *self, guint phase)
{
  uint32_t rate;
  double cia;
  g_autofree char *note = NULL;

  if (!bit_timing_form_read_rate (self->rates[phase], &rate))
    return;
  cia = bit_timing_default_point (rate);
  if (!self->own_point[phase])
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->points[phase]), cia * 100);
  note = rate <= 500000
             ? g_strdup (/* xgettext:no-c-format */ _ ("CiA 301: 87.5 % up to 500 kbit/s, late enough for long cables"))
         : rate <= 800000
             ? g_strdup (/* xgettext:no-c-format */ _ ("CiA 301: 80 % above 500 kbit/s, more room to resynchronise"))
             : g_strdup (
                 /* xgettext:no-c-format */ _ ("CiA 601-3: 75 % above 800 kbit/s, bits are short against ringing"));
  gtk_label_set_text (GTK_LABEL (self->notes[phase]), note);
}

/* "SOURCE;RATE;DATA RATE;FD;CLOCK;TOLERANCE;DELAY;CABLE;POINT;DATA POINT;SJW;QUANTA": the source by number, or an
 * interface's name; a point is empty where it is CiA's. */
static char *
to_text (BitTimingForm *self, const LinkController *link)
{
  GtkWidget *spins[] = { self->clock, self->tolerance, self->delay, self->cable };
  GString *text = g_string_new (NULL);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (link != NULL)
    g_string_append (text, link->link.name);
  else
    g_string_append_printf (text, "%u",
                            gtk_drop_down_get_selected (self->source) - timing_sources_first_fixed (self->sources));
  for (guint i = 0; i < 2; i++)
    g_string_append_printf (text, ";%s", gtk_editable_get_text (GTK_EDITABLE (rate_entry (self, i))));
  g_string_append_printf (text, ";%d", gtk_check_button_get_active (GTK_CHECK_BUTTON (self->fd)));
  for (guint i = 0; i < G_N_ELEMENTS (spins); i++)
    g_string_append_printf (text, ";%s",
                            g_ascii_dtostr (number, sizeof number,
                                            gtk_spin_button_get_value (GTK_SPIN_BUTTON (spins[i]))));
  for (guint i = 0; i < 2; i++)
    g_string_append_printf (text, ";%s",
                            self->own_point[i]
                                ? g_ascii_dtostr (number, sizeof number,
                                                  gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->points[i])))
                                : "");
  g_string_append_printf (text, ";%u;%s", gtk_drop_down_get_selected (self->sjw),
                          g_ascii_dtostr (number, sizeof number,
                                          gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->sjw_quanta))));
  g_string_append_printf (text, ";%d", gtk_check_button_get_active (GTK_CHECK_BUTTON (self->triple)));
  return g_string_free (text, FALSE);
}

static void
keep (BitTimingForm *self)
{
  const LinkController *link = bit_timing_form_get_source (self)->link;
  g_autofree char *text = to_text (self, link);
  g_autoptr (GVariant) kept = NULL;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *name, *value;

  g_settings_set_string (self->settings, "bit-timing", text);
  if (link == NULL)
    return;
  kept = g_settings_get_value (self->settings, "bit-timing-interfaces");
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, kept);
  while (g_variant_iter_next (&iter, "{&s&s}", &name, &value))
    if (strcmp (name, link->link.name) != 0)
      g_variant_builder_add (&builder, "{ss}", name, value);
  g_variant_builder_add (&builder, "{ss}", link->link.name, text);
  g_settings_set_value (self->settings, "bit-timing-interfaces", g_variant_builder_end (&builder));
}

static void
tell (BitTimingForm *self)
{
  if (self->filling)
    return;
  gtk_widget_set_visible (self->sjw_quanta, gtk_drop_down_get_selected (self->sjw) == SJW_FIXED);
  gtk_widget_set_sensitive (self->data_box, bit_timing_form_is_fd (self));
  keep (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
on_rate (GtkWidget *combo, BitTimingForm *self)
{
  gboolean filling = self->filling;

  self->filling = TRUE;
  show_point (self, combo == self->rates[1]);
  self->filling = filling;
  tell (self);
}

static void
on_point (GtkWidget *spin, BitTimingForm *self)
{
  if (self->filling)
    return;
  self->own_point[spin == self->points[1]] = TRUE;
  tell (self);
}

static void
on_default_point (GtkWidget *button, BitTimingForm *self)
{
  guint phase = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "phase"));

  self->own_point[phase] = FALSE;
  on_rate (self->rates[phase], self);
}

static void
show_controller (BitTimingForm *self)
{
  const TimingSource *source = bit_timing_form_get_source (self);
  gboolean filling = self->filling;

  self->chosen = source;
  self->controller = source->controller;
  self->filling = TRUE;
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->clock), source->clock / 1e6);
  bit_timing_form_show_limits (self, 0, &self->controller->nominal);
  bit_timing_form_show_limits (self, 1, &self->controller->data);
  gtk_widget_set_sensitive (self->fd, self->controller->data.brp_max > 0);
  gtk_widget_set_visible (self->triple, self->controller->triple_brp > 0);
  gtk_label_set_text (GTK_LABEL (self->clock_note),
                      self->controller->clock_note != NULL ? _ (self->controller->clock_note) : "");
  gtk_widget_set_visible (self->clock_note, self->controller->clock_note != NULL);
  self->filling = filling;
}

static void
set_own_point (BitTimingForm *self, guint phase, double point)
{
  self->own_point[phase] = point > 0;
  if (point > 0)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->points[phase]), point * 100);
  show_point (self, phase);
}

/* All but the source; to be called while filling. */
static void
fill_from_text (BitTimingForm *self, const char *text, gboolean with_clock)
{
  g_auto (GStrv) parts = g_strsplit (text, ";", -1);
  GtkWidget *spins[] = { self->clock, self->tolerance, self->delay, self->cable };
  guint n = g_strv_length (parts);

  if (n != 8 && n != 12 && n != 13)
    return;
  for (guint i = 0; i < 2; i++)
    gtk_editable_set_text (GTK_EDITABLE (rate_entry (self, i)), parts[1 + i]);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->fd), *parts[3] == '1');
  for (guint i = with_clock ? 0 : 1; i < G_N_ELEMENTS (spins); i++)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (spins[i]), g_ascii_strtod (parts[4 + i], NULL));
  for (guint i = 0; i < 2; i++)
    set_own_point (self, i, n > 8 ? g_ascii_strtod (parts[8 + i], NULL) / 100 : 0);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->triple), n == 13 && *parts[12] == '1');
  if (n == 8)
    return;
  gtk_drop_down_set_selected (self->sjw, (guint) MIN (g_ascii_strtoull (parts[10], NULL, 10), SJW_FIXED));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->sjw_quanta), g_ascii_strtod (parts[11], NULL));
}

void
bit_timing_form_set_rates (BitTimingForm *self, uint32_t bitrate, double point, uint32_t data_bitrate,
                           double data_point)
{
  const uint32_t rates[] = { bitrate, data_bitrate };
  const double points[] = { point, data_point };

  self->filling = TRUE;
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", rates[i]);

      if (rates[i] == 0)
        continue;
      gtk_editable_set_text (GTK_EDITABLE (rate_entry (self, i)), text);
      set_own_point (self, i, points[i]);
    }
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->fd), data_bitrate > 0);
  self->filling = FALSE;
  tell (self);
}

/* What it was asked last, else what it is set to. */
static void
fill_from_link (BitTimingForm *self, const LinkController *link)
{
  g_autoptr (GVariant) kept = g_settings_get_value (self->settings, "bit-timing-interfaces");
  const char *text;
  TimingRequest request;

  self->filling = TRUE;
  if (g_variant_lookup (kept, link->link.name, "&s", &text))
    fill_from_text (self, text, FALSE);
  else if (link_controller_get_request (link, &request))
    bit_timing_form_set_rates (self, request.nominal.bitrate, request.nominal.sample_point, request.data.bitrate,
                               request.data.sample_point);
  self->filling = FALSE;
}

static void
take_source (BitTimingForm *self)
{
  const LinkController *link = bit_timing_form_get_source (self)->link;

  show_controller (self);
  if (link != NULL)
    fill_from_link (self, link);
  tell (self);
}

/* An interface that came moves those behind it: that is no choice. */
static void
on_source (BitTimingForm *self)
{
  if (!self->filling && bit_timing_form_get_source (self) != self->chosen)
    take_source (self);
}

gboolean
bit_timing_form_choose (BitTimingForm *self, const char *interface)
{
  guint position = timing_sources_find_link (self->sources, interface);

  if (position == GTK_INVALID_LIST_POSITION)
    return FALSE;
  if (gtk_drop_down_get_selected (self->source) == position)
    take_source (self);
  else
    gtk_drop_down_set_selected (self->source, position);
  return TRUE;
}

void
bit_timing_form_reread (BitTimingForm *self)
{
  timing_sources_reread (self->sources);
}

static void
on_links (BitTimingForm *self)
{
  g_signal_emit (self, links_signal, 0);
}

static void
on_limit (GtkWidget *entry, BitTimingForm *self)
{
  TimingLimits data;

  if (self->filling)
    return;
  self->controller = NULL;
  gtk_widget_set_visible (self->triple, FALSE);
  gtk_widget_set_sensitive (self->fd, bit_timing_form_read_limits (self, 1, &data));
  tell (self);
}

/* --- The whole --- */

/* The source by number, or an interface, where it is there. */
static void
restore (BitTimingForm *self)
{
  g_autofree char *text = g_settings_get_string (self->settings, "bit-timing");
  char *end = NULL;
  guint64 number = g_ascii_strtoull (text, &end, 10);

  if (end != text && *end == ';')
    {
      guint first = timing_sources_first_fixed (self->sources), n = timing_sources_n (self->sources);

      gtk_drop_down_set_selected (self->source, first + (guint) MIN (number, n - first - 1));
    }
  else
    {
      g_autofree char *name = g_strndup (text, strcspn (text, ";"));
      guint position = timing_sources_find_link (self->sources, name);

      if (position != GTK_INVALID_LIST_POSITION)
        gtk_drop_down_set_selected (self->source, position);
    }
  show_controller (self);
  fill_from_text (self, text, bit_timing_form_get_source (self)->link == NULL);
}

static void
connect_all (BitTimingForm *self)
{
  GtkWidget *spins[] = { self->clock, self->sjw_quanta, self->tolerance, self->delay, self->cable };

  for (guint i = 0; i < G_N_ELEMENTS (spins); i++)
    g_signal_connect_swapped (spins[i], "value-changed", G_CALLBACK (tell), self);
  g_signal_connect_swapped (self->source, "notify::selected", G_CALLBACK (on_source), self);
  g_signal_connect_object (self->sources, "links-changed", G_CALLBACK (on_links), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->sjw, "notify::selected", G_CALLBACK (tell), self);
  g_signal_connect_swapped (self->fd, "toggled", G_CALLBACK (tell), self);
  g_signal_connect_swapped (self->triple, "toggled", G_CALLBACK (tell), self);
  for (guint phase = 0; phase < 2; phase++)
    {
      g_signal_connect (self->rates[phase], "changed", G_CALLBACK (on_rate), self);
      g_signal_connect (self->points[phase], "value-changed", G_CALLBACK (on_point), self);
      g_signal_connect (self->resets[phase], "clicked", G_CALLBACK (on_default_point), self);
    }
  for (guint phase = 0; phase < 2; phase++)
    for (guint i = 0; i < N_LIMITS; i++)
      g_signal_connect (self->limits[phase][i], "changed", G_CALLBACK (on_limit), self);
}

static void
bit_timing_form_dispose (GObject *object)
{
  g_clear_object (&BIT_TIMING_FORM (object)->settings);
  G_OBJECT_CLASS (bit_timing_form_parent_class)->dispose (object);
}

static void
bit_timing_form_finalize (GObject *object)
{
  g_object_unref (BIT_TIMING_FORM (object)->sources);
  G_OBJECT_CLASS (bit_timing_form_parent_class)->finalize (object);
}

static void
bit_timing_form_class_init (BitTimingFormClass *class)
{
  G_OBJECT_CLASS (class)->dispose = bit_timing_form_dispose;
  G_OBJECT_CLASS (class)->finalize = bit_timing_form_finalize;
  changed_signal
      = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  links_signal = g_signal_new ("links-changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
bit_timing_form_init (BitTimingForm *self)
{
}

GtkWidget *
bit_timing_form_new (GSettings *settings, const char *interface)
{
  BitTimingForm *self
      = g_object_new (BIT_TYPE_TIMING_FORM, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 7, NULL);

  self->settings = g_object_ref (settings);
  self->sources = timing_sources_new (NULL);
  self->filling = TRUE;
  bit_timing_form_build (self);
  connect_all (self);
  restore (self);
  show_point (self, 0);
  show_point (self, 1);
  self->filling = FALSE;
  if (interface == NULL || !bit_timing_form_choose (self, interface))
    tell (self);
  return GTK_WIDGET (self);
}
