/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/bit-timing-form.h"

#include "base/i18n.h"
#include "core/bit-rate.h"
#include <math.h>

enum
{
  LIMIT_TSEG1,
  LIMIT_TSEG2,
  LIMIT_SJW,
  LIMIT_BRP,
  LIMIT_STEP,
  LIMIT_PROP,
  LIMIT_PHASE1,
  N_LIMITS
};

struct _BitTimingForm
{
  GtkBox parent;

  GSettings *settings;
  const Controller *controller; /* NULL: own limits */
  gboolean filling;
  gboolean own_point[2]; /* else CiA's */

  GtkDropDown *source, *sjw;
  GtkWidget *clock, *rates[2], *points[2], *notes[2], *fd, *data_box, *sjw_quanta, *tolerance, *delay, *cable;
  GtkWidget *clock_note, *limits[2][N_LIMITS];
};

G_DEFINE_FINAL_TYPE (BitTimingForm, bit_timing_form, GTK_TYPE_BOX)

static guint changed_signal;

/* --- Sources --- */

guint
timing_sources_n (void)
{
  guint n_adapters, n_controllers;

  adapters_get (&n_adapters);
  controllers_get (&n_controllers);
  return n_adapters + n_controllers;
}

const Controller *
timing_source_get (guint index, double *clock)
{
  guint n_adapters, n_controllers;
  const Adapter *adapters = adapters_get (&n_adapters);
  const Controller *controllers = controllers_get (&n_controllers);

  if (index < n_adapters)
    {
      *clock = adapters[index].clock;
      return controllers_find (adapters[index].controller);
    }
  index = MIN (index - n_adapters, n_controllers - 1);
  *clock = controllers[index].clocks[0];
  return &controllers[index];
}

GtkStringList *
timing_sources_new (void)
{
  GtkStringList *list = gtk_string_list_new (NULL);
  guint n_adapters, n_controllers;
  const Adapter *adapters = adapters_get (&n_adapters);
  const Controller *controllers = controllers_get (&n_controllers);

  for (guint i = 0; i < n_adapters; i++)
    gtk_string_list_append (list, adapters[i].name);
  for (guint i = 0; i < n_controllers; i++)
    gtk_string_list_append (list, controllers[i].name);
  return list;
}

void
timing_question_copy (TimingQuestion *to, const TimingQuestion *from)
{
  *to = *from;
  to->request.nominal.limits = &to->nominal;
  to->request.data.limits = &to->data;
}

/* --- Limits --- */

static void
set_text (GtkWidget *entry, const char *text)
{
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (entry)), text))
    gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static void
show_range (GtkWidget *entry, uint32_t min, uint32_t max)
{
  g_autofree char *text = max == 0 ? g_strdup ("") : g_strdup_printf ("%u–%u", min, max);

  set_text (entry, text);
}

static void
show_limits (BitTimingForm *self, guint phase, const TimingLimits *limits)
{
  GtkWidget **entries = self->limits[phase];

  show_range (entries[LIMIT_TSEG1], limits->tseg1_min, limits->tseg1_max);
  show_range (entries[LIMIT_TSEG2], limits->tseg2_min, limits->tseg2_max);
  show_range (entries[LIMIT_SJW], 1, limits->sjw_max);
  show_range (entries[LIMIT_BRP], limits->brp_min, limits->brp_max);
  show_range (entries[LIMIT_STEP], limits->brp_step, limits->brp_max == 0 ? 0 : limits->brp_step);
  show_range (entries[LIMIT_PROP], 1, limits->prop_max);
  show_range (entries[LIMIT_PHASE1], 1, limits->phase1_max);
}

/* "1–16", "1-16", "16"; a single number is the most, and the least unless it is above. Empty: 0. */
static gboolean
read_range (GtkWidget *entry, uint32_t *min, uint32_t *max)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  char *end;
  guint64 first, second;

  *max = 0;
  gtk_widget_remove_css_class (entry, "invalid");
  if (*text == '\0')
    return TRUE;
  first = second = g_ascii_strtoull (text, &end, 10);
  if (end != text && *end != '\0')
    {
      const char *after = g_str_has_prefix (end, "–") ? end + strlen ("–") : *end == '-' ? end + 1 : end;

      second = g_ascii_strtoull (after, &end, 10);
      if (end == after)
        end = (char *) "?";
      *min = (uint32_t) MIN (first, 100000);
    }
  if (end == text || *end != '\0' || first == 0 || second > 100000 || second < *min)
    {
      gtk_widget_add_css_class (entry, "invalid");
      return FALSE;
    }
  *max = (uint32_t) second;
  return TRUE;
}

static gboolean
read_limits (BitTimingForm *self, guint phase, TimingLimits *out)
{
  GtkWidget **entries = self->limits[phase];
  uint32_t one = 1, step = 1;

  *out = (TimingLimits){ .tseg1_min = 1, .tseg2_min = 1, .brp_min = 1 };
  if (!read_range (entries[LIMIT_TSEG1], &out->tseg1_min, &out->tseg1_max)
      || !read_range (entries[LIMIT_TSEG2], &out->tseg2_min, &out->tseg2_max)
      || !read_range (entries[LIMIT_SJW], &one, &out->sjw_max)
      || !read_range (entries[LIMIT_BRP], &out->brp_min, &out->brp_max)
      || !read_range (entries[LIMIT_STEP], &one, &step) || !read_range (entries[LIMIT_PROP], &one, &out->prop_max)
      || !read_range (entries[LIMIT_PHASE1], &one, &out->phase1_max))
    return FALSE;
  out->brp_step = MAX (step, 1);
  return out->tseg1_max > 0 && out->tseg2_max > 0 && out->sjw_max > 0 && out->brp_max > 0;
}

/* --- Reading --- */

static gboolean
read_rate (GtkWidget *combo, uint32_t *rate)
{
  GtkWidget *entry = gtk_combo_box_get_child (GTK_COMBO_BOX (combo));
  gboolean good = bit_rate_parse (gtk_editable_get_text (GTK_EDITABLE (entry)), rate) && *rate > 0
                  && *rate <= BIT_TIMING_RATE_MAX;

  if (good)
    gtk_widget_remove_css_class (entry, "invalid");
  else
    gtk_widget_add_css_class (entry, "invalid");
  return good;
}

static double
value_of (GtkWidget *spin)
{
  return gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin));
}

static gboolean
is_fd (BitTimingForm *self)
{
  return gtk_widget_get_sensitive (self->fd) && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->fd));
}

gboolean
bit_timing_form_get (BitTimingForm *self, TimingQuestion *out, char **problem)
{
  PhaseRequest *phases[] = { &out->request.nominal, &out->request.data };
  TimingLimits *limits[] = { &out->nominal, &out->data };

  *problem = NULL;
  *out = (TimingQuestion){ .controller = self->controller };
  out->request.clock = value_of (self->clock) * 1e6;
  out->request.node_delay_ns = value_of (self->delay);
  out->request.cable = value_of (self->cable);
  out->clock_tolerance = value_of (self->tolerance);
  for (guint i = 0; i < (is_fd (self) ? 2 : 1); i++)
    {
      if (!read_limits (self, i, limits[i]))
        *problem = g_strdup (_ ("A limit is not a range such as 1–16."));
      else if (!read_rate (self->rates[i], &phases[i]->bitrate))
        *problem
            = g_strdup_printf (_ ("A bit rate from 1 to %u bit/s is needed, such as 500k or 2M."), BIT_TIMING_RATE_MAX);
      if (*problem != NULL)
        return FALSE;
      phases[i]->sample_point = value_of (self->points[i]) / 100;
      phases[i]->sjw_policy = (SjwPolicy) gtk_drop_down_get_selected (self->sjw);
      phases[i]->sjw = (uint32_t) value_of (self->sjw_quanta);
    }
  out->request.nominal.limits = &out->nominal;
  out->request.data.limits = &out->data;
  return TRUE;
}

/* --- Following --- */

static void
show_point (BitTimingForm *self, guint phase)
{
  uint32_t rate;
  double cia;
  g_autofree char *note = NULL;

  if (!read_rate (self->rates[phase], &rate))
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

static void
keep (BitTimingForm *self)
{
  GtkWidget *spins[] = { self->clock, self->tolerance, self->delay, self->cable };
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%u", gtk_drop_down_get_selected (self->source));
  for (guint i = 0; i < 2; i++)
    g_string_append_printf (text, ";%s",
                            gtk_editable_get_text (
                                GTK_EDITABLE (gtk_combo_box_get_child (GTK_COMBO_BOX (self->rates[i])))));
  g_string_append_printf (text, ";%d", gtk_check_button_get_active (GTK_CHECK_BUTTON (self->fd)));
  for (guint i = 0; i < G_N_ELEMENTS (spins); i++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (text, ";%s", g_ascii_dtostr (number, sizeof number, value_of (spins[i])));
    }
  g_settings_set_string (self->settings, "bit-timing", text->str);
}

static void
tell (BitTimingForm *self)
{
  if (self->filling)
    return;
  gtk_widget_set_visible (self->sjw_quanta, gtk_drop_down_get_selected (self->sjw) == SJW_FIXED);
  gtk_widget_set_sensitive (self->data_box, is_fd (self));
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
on_source (BitTimingForm *self)
{
  gboolean filling = self->filling;
  double clock;

  self->controller = timing_source_get (gtk_drop_down_get_selected (self->source), &clock);
  self->filling = TRUE;
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->clock), clock / 1e6);
  show_limits (self, 0, &self->controller->nominal);
  show_limits (self, 1, &self->controller->data);
  gtk_widget_set_sensitive (self->fd, self->controller->data.brp_max > 0);
  gtk_label_set_text (GTK_LABEL (self->clock_note),
                      self->controller->clock_note != NULL ? _ (self->controller->clock_note) : "");
  gtk_widget_set_visible (self->clock_note, self->controller->clock_note != NULL);
  self->filling = filling;
  tell (self);
}

static void
on_limit (GtkWidget *entry, BitTimingForm *self)
{
  TimingLimits data;

  if (self->filling)
    return;
  self->controller = NULL;
  gtk_widget_set_sensitive (self->fd, read_limits (self, 1, &data));
  tell (self);
}

void
bit_timing_form_set_point (BitTimingForm *self, guint phase, double point)
{
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->points[phase]), point * 100);
}

/* --- Building --- */

static GtkWidget *
add_head (BitTimingForm *self, const char *title)
{
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "form-head");
  gtk_box_append (GTK_BOX (self), label);
  return label;
}

/* A row {label, control, unit}; the control is returned. */
static GtkWidget *
add_row (GtkWidget *box, const char *name, GtkWidget *control, const char *unit)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *label = gtk_label_new (name);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_width_chars (GTK_LABEL (label), 13);
  gtk_widget_set_size_request (control, 132, -1);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), control);
  if (unit != NULL)
    {
      GtkWidget *unit_label = gtk_label_new (unit);

      gtk_widget_add_css_class (unit_label, "dim");
      gtk_box_append (GTK_BOX (row), unit_label);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (box), row);
  return control;
}

static GtkWidget *
new_spin (double min, double max, double step, guint digits, double value)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (min, max, step);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), digits);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 7);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (spin), 7);
  return spin;
}

static GtkWidget *
add_note (GtkWidget *box)
{
  GtkWidget *note = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (note), 0);
  gtk_label_set_wrap (GTK_LABEL (note), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (note), 30);
  gtk_widget_add_css_class (note, "form-note");
  gtk_box_append (GTK_BOX (box), note);
  return note;
}

static GtkWidget *
new_rate (const char *const *offers, const char *first)
{
  GtkWidget *combo = gtk_combo_box_text_new_with_entry (), *entry = gtk_combo_box_get_child (GTK_COMBO_BOX (combo));

  for (; *offers != NULL; offers++)
    gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), *offers);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 8);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 8);
  gtk_editable_set_text (GTK_EDITABLE (entry), first);
  return combo;
}

static void
add_phase (BitTimingForm *self, GtkWidget *box, guint phase)
{
  static const char *const nominal[]
      = { "10k", "20k", "50k", "83.333k", "100k", "125k", "250k", "500k", "800k", "1M", NULL };
  static const char *const data[] = { "1M", "2M", "4M", "5M", "8M", NULL };
  GtkWidget *reset = gtk_button_new_from_icon_name ("edit-undo-symbolic"), *row;

  self->rates[phase]
      = add_row (box, _ ("Bit rate"), new_rate (phase == 0 ? nominal : data, phase == 0 ? "500k" : "2M"), "bit/s");
  self->points[phase] = add_row (box, _ ("Sample point"), new_spin (5, 98, 0.5, 1, 80), "%");
  row = gtk_widget_get_parent (self->points[phase]);
  gtk_widget_add_css_class (reset, "flat");
  gtk_widget_set_tooltip_text (reset, _ ("What CiA recommends for the rate"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (reset), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What CiA recommends for the rate"), -1);
  g_object_set_data (G_OBJECT (reset), "phase", GUINT_TO_POINTER (phase));
  gtk_box_append (GTK_BOX (row), reset);
  self->notes[phase] = add_note (box);
  g_signal_connect (self->rates[phase], "changed", G_CALLBACK (on_rate), self);
  g_signal_connect (self->points[phase], "value-changed", G_CALLBACK (on_point), self);
  g_signal_connect (reset, "clicked", G_CALLBACK (on_default_point), self);
}

static void
add_limits (BitTimingForm *self)
{
  static const char *const names[N_LIMITS] = { "tseg1", "tseg2", "sjw", "brp", N_ ("step of brp"), "prop", "phase 1" };
  GtkWidget *expander = gtk_expander_new (_ ("Limits")), *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 8);
  for (guint phase = 0; phase < 2; phase++)
    gtk_grid_attach (GTK_GRID (grid), gtk_label_new (phase == 0 ? _ ("Nominal") : _ ("Data")), 1 + (int) phase, 0, 1,
                     1);
  for (guint i = 0; i < N_LIMITS; i++)
    {
      GtkWidget *label = gtk_label_new (_ (names[i]));

      gtk_label_set_xalign (GTK_LABEL (label), 1);
      gtk_widget_add_css_class (label, "dim");
      gtk_grid_attach (GTK_GRID (grid), label, 0, (int) i + 1, 1, 1);
      for (guint phase = 0; phase < 2; phase++)
        {
          GtkWidget *entry = gtk_entry_new ();
          g_autofree char *name = g_strdup_printf ("%s, %s", _ (names[i]), phase == 0 ? _ ("Nominal") : _ ("Data"));

          gtk_editable_set_width_chars (GTK_EDITABLE (entry), 7);
          gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 7);
          gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
          gtk_grid_attach (GTK_GRID (grid), entry, 1 + (int) phase, (int) i + 1, 1, 1);
          self->limits[phase][i] = entry;
        }
    }
  gtk_widget_set_tooltip_text (grid, _ ("prop and phase 1 only where the controller keeps them apart"));
  gtk_expander_set_child (GTK_EXPANDER (expander), grid);
  gtk_box_append (GTK_BOX (self), expander);
}

static void
restore (BitTimingForm *self)
{
  g_autofree char *text = g_settings_get_string (self->settings, "bit-timing");
  g_auto (GStrv) parts = g_strsplit (text, ";", -1);
  GtkWidget *spins[] = { self->clock, self->tolerance, self->delay, self->cable };

  if (g_strv_length (parts) != 8)
    {
      on_source (self);
      return;
    }
  gtk_drop_down_set_selected (self->source,
                              (guint) MIN (g_ascii_strtoull (parts[0], NULL, 10), timing_sources_n () - 1));
  on_source (self);
  for (guint i = 0; i < 2; i++)
    gtk_editable_set_text (GTK_EDITABLE (gtk_combo_box_get_child (GTK_COMBO_BOX (self->rates[i]))), parts[1 + i]);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->fd), *parts[3] == '1');
  for (guint i = 0; i < G_N_ELEMENTS (spins); i++)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (spins[i]), g_ascii_strtod (parts[4 + i], NULL));
}

static void
connect_all (BitTimingForm *self)
{
  GtkWidget *spins[] = { self->clock, self->sjw_quanta, self->tolerance, self->delay, self->cable };

  for (guint i = 0; i < G_N_ELEMENTS (spins); i++)
    g_signal_connect_swapped (spins[i], "value-changed", G_CALLBACK (tell), self);
  g_signal_connect_swapped (self->source, "notify::selected", G_CALLBACK (on_source), self);
  g_signal_connect_swapped (self->sjw, "notify::selected", G_CALLBACK (tell), self);
  g_signal_connect_swapped (self->fd, "toggled", G_CALLBACK (tell), self);
  for (guint phase = 0; phase < 2; phase++)
    for (guint i = 0; i < N_LIMITS; i++)
      g_signal_connect (self->limits[phase][i], "changed", G_CALLBACK (on_limit), self);
}

static void
build (BitTimingForm *self)
{
  g_autoptr (GtkStringList) sources = timing_sources_new ();
  const char *const policies[]
      = { _ ("As long as phase 2"), _ ("Half of phase 2"), _ ("Own"), NULL }; /* in the order of SjwPolicy */
  GtkExpression *name = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  add_head (self, _ ("Controller"));
  self->source = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_object_ref (sources)), name));
  gtk_drop_down_set_enable_search (self->source, TRUE);
  add_row (GTK_WIDGET (self), _ ("Limits from"), GTK_WIDGET (self->source), NULL);
  self->clock = add_row (GTK_WIDGET (self), _ ("Clock"), new_spin (0.001, 10000, 1, 3, 40), "MHz");
  self->clock_note = add_note (GTK_WIDGET (self));
  add_limits (self);
  add_head (self, _ ("Nominal phase"));
  add_phase (self, GTK_WIDGET (self), 0);
  self->sjw = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (policies));
  add_row (GTK_WIDGET (self), "SJW", GTK_WIDGET (self->sjw), NULL);
  self->sjw_quanta = new_spin (1, 1024, 1, 0, 1);
  gtk_widget_set_halign (self->sjw_quanta, GTK_ALIGN_END);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sjw_quanta), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("SJW in quanta"),
                                  -1);
  gtk_box_append (GTK_BOX (self), self->sjw_quanta);
  add_head (self, _ ("Data phase"));
  self->fd = gtk_check_button_new_with_label (_ ("CAN FD with bit rate switch"));
  gtk_box_append (GTK_BOX (self), self->fd);
  self->data_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 7);
  gtk_box_append (GTK_BOX (self), self->data_box);
  add_phase (self, self->data_box, 1);
  add_head (self, _ ("Network"));
  self->tolerance = add_row (GTK_WIDGET (self), _ ("Clock tolerance"), new_spin (0, 50000, 10, 0, 100), "ppm");
  self->delay = add_row (GTK_WIDGET (self), _ ("Node delay"), new_spin (1, 100000, 5, 0, NODE_DELAY_NS), "ns");
  self->cable = add_row (GTK_WIDGET (self), _ ("Cable"), new_spin (0, 10000, 1, 0, 0), "m");
}

static void
bit_timing_form_dispose (GObject *object)
{
  g_clear_object (&BIT_TIMING_FORM (object)->settings);
  G_OBJECT_CLASS (bit_timing_form_parent_class)->dispose (object);
}

static void
bit_timing_form_class_init (BitTimingFormClass *class)
{
  G_OBJECT_CLASS (class)->dispose = bit_timing_form_dispose;
  changed_signal
      = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bit_timing_form_init (BitTimingForm *self)
{
}

GtkWidget *
bit_timing_form_new (GSettings *settings)
{
  BitTimingForm *self
      = g_object_new (BIT_TYPE_TIMING_FORM, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 7, NULL);

  self->settings = g_object_ref (settings);
  self->filling = TRUE;
  build (self);
  connect_all (self);
  restore (self);
  show_point (self, 0);
  show_point (self, 1);
  self->filling = FALSE;
  tell (self);
  return GTK_WIDGET (self);
}
