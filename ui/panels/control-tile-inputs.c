/* control-tile-inputs.c: controls that somebody operates.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/control-tile-private.h"

#include "base/i18n.h"
#include "db/encode.h"
#include "models/transmit-words.h"

#include <math.h>

#define MAX_CHOICES 1000u

static void
name_it (ControlTile *self, GtkWidget *widget)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, control_tile_get_name (self),
                                  -1);
}

/* --- Button --- */

/* The pointer presses it as long as it is active; so do touch and assistive technology. */
static void
on_active (GtkWidget *button, GtkStateFlags before, ControlTile *self)
{
  gboolean now = (gtk_widget_get_state_flags (button) & GTK_STATE_FLAG_ACTIVE) != 0;

  if (now == ((before & GTK_STATE_FLAG_ACTIVE) != 0))
    return;
  if (now)
    control_board_press (self->board, self->id);
  else
    control_board_release (self->board, self->id);
}

static gboolean
is_press (guint key)
{
  return key == GDK_KEY_space || key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_KP_Space;
}

/* As long as the key is held, which GTK's own button does not know. */
static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, ControlTile *self)
{
  if (!is_press (key) || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  control_board_press (self->board, self->id);
  return TRUE;
}

static void
on_key_released (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, ControlTile *self)
{
  if (is_press (key))
    control_board_release (self->board, self->id);
}

static void
on_left (ControlTile *self)
{
  control_board_release (self->board, self->id);
}

static GtkWidget *
new_button (ControlTile *self)
{
  GtkWidget *button = gtk_button_new_with_label (control_tile_get_name (self));
  GtkEventController *keys = gtk_event_controller_key_new (), *focus = gtk_event_controller_focus_new ();

  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (button, "control-button");
  gtk_widget_set_vexpand (button, TRUE);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  g_signal_connect (keys, "key-released", G_CALLBACK (on_key_released), self);
  gtk_widget_add_controller (button, keys);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_left), self);
  gtk_widget_add_controller (button, focus);
  g_signal_connect (button, "state-flags-changed", G_CALLBACK (on_active), self);
  return button;
}

/* --- Others --- */

static void
on_switched (GtkSwitch *widget, GParamSpec *spec, ControlTile *self)
{
  if (!self->showing)
    control_board_set_value (self->board, self->id,
                             gtk_switch_get_active (widget) ? self->control->pressed : self->control->released);
}

static GtkWidget *
new_switch (ControlTile *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->input = gtk_switch_new ();
  gtk_widget_set_valign (self->input, GTK_ALIGN_CENTER);
  g_signal_connect (self->input, "notify::active", G_CALLBACK (on_switched), self);
  self->words = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->words), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->words), 0);
  gtk_box_append (GTK_BOX (box), self->input);
  gtk_box_append (GTK_BOX (box), self->words);
  return box;
}

static GtkAdjustment *
new_adjustment (ControlTile *self)
{
  const CanSignal *signal = control_tile_get_signal (self);
  double step = signal->layout.kind >= SIGNAL_FLOAT ? 0 : fabs (signal->factor), low, high;

  control_get_range (self->control, signal, &low, &high);
  if (!(step > 0))
    step = (high - low) / 100;
  return gtk_adjustment_new (low, low, high, step, MAX (step, (high - low) / 10), 0);
}

static void
on_adjusted (ControlTile *self)
{
  GtkAdjustment *adjustment = GTK_IS_SPIN_BUTTON (self->input)
                                  ? gtk_spin_button_get_adjustment (GTK_SPIN_BUTTON (self->input))
                                  : gtk_range_get_adjustment (GTK_RANGE (self->input));

  if (!self->showing)
    control_board_set_value (self->board, self->id, gtk_adjustment_get_value (adjustment));
}

static GtkWidget *
new_slider (ControlTile *self)
{
  GtkAdjustment *adjustment = new_adjustment (self);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->input = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, adjustment);
  gtk_widget_set_hexpand (self->input, TRUE);
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (on_adjusted), self);
  self->words = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->words), 1);
  gtk_label_set_width_chars (GTK_LABEL (self->words), 9);
  gtk_widget_add_css_class (self->words, "tnum");
  gtk_widget_add_css_class (self->words, "strong");
  gtk_box_append (GTK_BOX (box), self->input);
  gtk_box_append (GTK_BOX (box), self->words);
  return box;
}

static GtkWidget *
new_number (ControlTile *self)
{
  const CanSignal *signal = control_tile_get_signal (self);
  int decimals = can_signal_decimals (signal);
  GtkAdjustment *adjustment = new_adjustment (self);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *unit = gtk_label_new (signal->unit);

  self->input = gtk_spin_button_new (adjustment, 1, decimals < 0 ? 6 : (guint) MIN (decimals, 12));
  gtk_editable_set_width_chars (GTK_EDITABLE (self->input), 5);
  gtk_widget_set_hexpand (self->input, TRUE);
  gtk_widget_set_valign (self->input, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (on_adjusted), self);
  gtk_widget_add_css_class (unit, "dim");
  gtk_box_append (GTK_BOX (box), self->input);
  gtk_box_append (GTK_BOX (box), unit);
  return box;
}

static void
on_chosen (GtkDropDown *choice, GParamSpec *spec, ControlTile *self)
{
  const CanSignal *signal = control_tile_get_signal (self);
  guint chosen = gtk_drop_down_get_selected (choice);

  if (!self->showing && chosen < signal->n_labels)
    control_board_set_bits (self->board, self->id,
                            (uint64_t) signal->labels[chosen].raw & (UINT64_MAX >> (64 - signal->layout.bits)));
}

static GtkWidget *
new_choice (ControlTile *self)
{
  const CanSignal *signal = control_tile_get_signal (self);
  GtkStringList *texts = gtk_string_list_new (NULL);

  for (guint i = 0; i < MIN (signal->n_labels, MAX_CHOICES); i++)
    gtk_string_list_append (texts, signal->labels[i].text);
  self->input = gtk_drop_down_new (G_LIST_MODEL (texts), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->input), GTK_INVALID_LIST_POSITION);
  gtk_widget_set_valign (self->input, GTK_ALIGN_CENTER);
  g_signal_connect (self->input, "notify::selected", G_CALLBACK (on_chosen), self);
  return self->input;
}

GtkWidget *
control_tile_new_input (ControlTile *self)
{
  GtkWidget *body;

  switch (self->control->kind)
    {
    case CONTROL_BUTTON:
      body = self->input = new_button (self);
      break;
    case CONTROL_SWITCH:
      body = new_switch (self);
      break;
    case CONTROL_SLIDER:
      body = new_slider (self);
      break;
    case CONTROL_CHOICE:
      /* Without texts there is nothing to choose from: a number then. */
      body = control_tile_get_signal (self)->n_labels > 0 ? new_choice (self) : new_number (self);
      break;
    default:
      body = new_number (self);
    }
  name_it (self, self->input);
  return body;
}

/* --- What would be sent --- */

/* In words of the value table; without them as a switch has it, where it is one of its two values. */
static void
show_switch (ControlTile *self, uint64_t bits, const char *text)
{
  const CanSignal *signal = control_tile_get_signal (self);
  uint64_t on, off;
  gboolean is_on = can_signal_encode (signal, self->control->pressed, ENCODE_CLIP, &on, NULL) && on == bits;
  gboolean is_off = can_signal_encode (signal, self->control->released, ENCODE_CLIP, &off, NULL) && off == bits;

  if (gtk_switch_get_active (GTK_SWITCH (self->input)) != is_on)
    gtk_switch_set_active (GTK_SWITCH (self->input), is_on);
  gtk_label_set_text (GTK_LABEL (self->words), can_signal_label (signal, bits) != NULL ? text
                                               : is_on                                 ? _ ("On")
                                               : is_off                                ? _ ("Off")
                                                                                       : text);
}

static void
show_bits (ControlTile *self, uint64_t bits)
{
  const CanSignal *signal = control_tile_get_signal (self);
  double value = can_signal_physical (signal, bits);
  g_autofree char *text = control_tile_dup_text (self, bits, TRUE);

  if (GTK_IS_SWITCH (self->input))
    {
      show_switch (self, bits, text);
      return;
    }
  else if (GTK_IS_SPIN_BUTTON (self->input))
    {
      if (!gtk_widget_has_focus (gtk_widget_get_first_child (self->input))
          || gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->input)) != value)
        gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->input), value);
    }
  else if (GTK_IS_RANGE (self->input))
    gtk_range_set_value (GTK_RANGE (self->input), value);
  else if (GTK_IS_DROP_DOWN (self->input))
    {
      guint chosen = GTK_INVALID_LIST_POSITION;

      for (guint i = 0; i < MIN (signal->n_labels, MAX_CHOICES); i++)
        if (signal->labels[i].raw == can_signal_integer (signal, bits))
          chosen = i;
      if (gtk_drop_down_get_selected (GTK_DROP_DOWN (self->input)) != chosen)
        gtk_drop_down_set_selected (GTK_DROP_DOWN (self->input), chosen);
    }
  if (self->words != NULL)
    gtk_label_set_text (GTK_LABEL (self->words), text);
}

static void
show_state (ControlTile *self, const char *text, TransmitMood mood)
{
  static const char *const classes[] = { "dim", "ok", "warn", "err" };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (self->state, classes[i]);
  gtk_widget_add_css_class (self->state, classes[mood]);
  gtk_label_set_text (GTK_LABEL (self->state), text);
  gtk_widget_set_tooltip_text (self->state, text);
}

void
control_tile_refresh_input (ControlTile *self)
{
  TransmitItem *item = control_board_get_item (self->board, self->control);
  TransmitMood mood = TRANSMIT_QUIET;
  g_autofree char *why = NULL, *state = NULL;
  uint64_t bits;
  gboolean can = control_board_get_bits (self->board, self->control, &bits, &why);

  self->showing = TRUE;
  if (can)
    show_bits (self, bits);
  self->showing = FALSE;
  gtk_widget_set_sensitive (self->body, can);
  if (self->control->kind == CONTROL_BUTTON)
    {
      if (control_board_is_pressed (self->board, self->id))
        gtk_widget_add_css_class (self->input, "pressed");
      else
        gtk_widget_remove_css_class (self->input, "pressed");
    }
  /* "Off" is what a switch is. */
  if (can && (item == NULL || (!transmit_item_is_on (item) && transmit_item_get_state (item)->fate == FATE_NONE)))
    state = g_strdup (_ ("not sent"));
  else if (can)
    state = transmit_words_state (self->list, item, &mood);
  show_state (self, can ? state : why, can ? mood : TRANSMIT_WARNING);
}
