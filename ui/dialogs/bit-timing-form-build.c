/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/bit-timing-form-private.h"

#include "base/i18n.h"
#include "ui/dialogs/form-grid.h"
#include "ui/widgets/check-box.h"

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
  if (GTK_IS_COMBO_BOX (control))
    form_name_combo (control, name);
  else
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
  self->resets[phase] = reset;
  gtk_box_append (GTK_BOX (row), reset);
  self->notes[phase] = add_note (box);
}

static void
add_limits (BitTimingForm *self)
{
  static const char *const names[N_LIMITS] = { "tseg1", "tseg2", "sjw", "brp", N_ ("step of brp"), "prop", "phase 1" };
  GtkWidget *expander = gtk_expander_new (_ ("Limits")), *grid = gtk_grid_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Limits"), -1);
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

void
bit_timing_form_build (BitTimingForm *self)
{
  const char *const policies[]
      = { _ ("As long as phase 2"), _ ("Half of phase 2"), _ ("Own"), NULL }; /* in the order of SjwPolicy */

  add_head (self, _ ("Controller"));
  self->source = GTK_DROP_DOWN (timing_sources_new_drop_down (self->sources));
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
  self->triple = gtk_check_button_new_with_label (_ ("Three samples a bit"));
  gtk_widget_set_tooltip_text (self->triple, _ ("Two of three decide: against spikes on slow buses (SAM)"));
  gtk_box_append (GTK_BOX (self), self->triple);
  add_head (self, _ ("Data phase"));
  self->fd = check_box_new (_ ("CAN FD with bit rate switch"));
  gtk_box_append (GTK_BOX (self), self->fd);
  self->data_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 7);
  gtk_box_append (GTK_BOX (self), self->data_box);
  add_phase (self, self->data_box, 1);
  add_head (self, _ ("Network"));
  self->tolerance = add_row (GTK_WIDGET (self), _ ("Clock tolerance"), new_spin (0, 50000, 10, 0, 100), "ppm");
  self->delay = add_row (GTK_WIDGET (self), _ ("Node delay"), new_spin (1, 100000, 5, 0, NODE_DELAY_NS), "ns");
  self->cable = add_row (GTK_WIDGET (self), _ ("Cable"), new_spin (0, 10000, 1, 0, 0), "m");
}
