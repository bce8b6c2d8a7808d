/* transmit-editor-signals.c: a row a signal: its value, what it is raw, where it comes from.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/transmit-editor-private.h"

#include "base/i18n.h"
#include "db/encode.h"
#include "models/transmit-words.h"

#include <math.h>
#include <string.h>

#define MAX_SIGNALS 400u

/* One row of the grid. */
typedef struct
{
  TransmitEditor *editor;
  guint index; /* of the message's signals */
  const CanSignal *signal;
  GtkWidget *name, *value, *spin, *labels, *raw, *source;
  GtkWidget *low, *high, *period, *file, *data_id, *counter; /* of sources; NULL where they have none */
  guint shown_source;
} SignalRow;

/* Of the drop-down: fixed, generators, protections. */
static guint
place_of_source (const SignalSource *source)
{
  if (source == NULL)
    return 0;
  return 1 + (source->protects ? N_GENERATORS + source->protection : source->generator.kind);
}

static void
name (GtkWidget *widget, const char *label, const char *signal)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", signal, label);

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* --- Values --- */

static void
set_bits (SignalRow *self, uint64_t bits)
{
  TransmitRow *row = transmit_editor_begin (self->editor);

  if (row == NULL)
    return;
  if (self->signal->layout.end_byte <= row->frame.len)
    signal_layout_store (&self->signal->layout, row->data, bits);
  transmit_editor_end (self->editor, row, _ ("Change a Signal"));
}

static void
on_value (SignalRow *self)
{
  double value = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->spin));
  uint64_t bits;

  if (!self->editor->showing && can_signal_encode (self->signal, value, ENCODE_CLIP, &bits, NULL))
    set_bits (self, bits);
}

static void
on_label (SignalRow *self)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->labels));

  if (!self->editor->showing && chosen < self->signal->n_labels)
    set_bits (self, (uint64_t) self->signal->labels[chosen].raw & (UINT64_MAX >> (64 - self->signal->layout.bits)));
}

/* --- Sources --- */

static SignalSource *
begin_source (SignalRow *self, TransmitRow **row)
{
  const SignalSource *source;

  *row = transmit_editor_begin (self->editor);
  if (*row == NULL)
    return NULL;
  source = transmit_row_find_source (*row, self->signal->name);
  return source != NULL ? signal_source_copy (source) : signal_source_new (self->signal->name);
}

static void
end_source (SignalRow *self, TransmitRow *row, SignalSource *source)
{
  transmit_row_set_source (row, source);
  transmit_editor_end (self->editor, row, _ ("Change a Source"));
}

static const char *
guess_counter (const Message *message)
{
  static const char *const words[] = { "counter", "alive", "cnt", "sequence", "zaehler" };

  for (guint i = 0; i < message->n_signals; i++)
    for (guint w = 0; w < G_N_ELEMENTS (words); w++)
      {
        g_autofree char *folded = g_utf8_casefold (message->signals[i].name, -1);

        if (strstr (folded, words[w]) != NULL)
          return message->signals[i].name;
      }
  return NULL;
}

static void
on_source (SignalRow *self)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->source));
  SignalSource *source;
  TransmitRow *row;

  if (self->editor->showing || chosen == self->shown_source)
    return;
  source = begin_source (self, &row);
  if (source == NULL)
    return;
  if (chosen == 0)
    {
      signal_source_free (source);
      transmit_row_remove_source (row, self->signal->name);
      transmit_editor_end (self->editor, row, _ ("Change a Source"));
      return;
    }
  source->protects = chosen > N_GENERATORS;
  if (source->protects)
    {
      const char *counter = guess_counter (self->editor->message);

      source->protection = (ProtectionKind) (chosen - 1 - N_GENERATORS);
      if (source->counter == NULL && counter != NULL && strcmp (counter, self->signal->name) != 0)
        source->counter = g_strdup (counter);
    }
  else
    {
      source->generator.kind = (GeneratorKind) (chosen - 1);
      if (source->generator.low == source->generator.high)
        can_signal_get_limits (self->signal, ENCODE_IN_RANGE, &source->generator.low, &source->generator.high);
    }
  end_source (self, row, source);
}

static void
on_bounds (SignalRow *self)
{
  SignalSource *source;
  TransmitRow *row;

  if (self->editor->showing || (source = begin_source (self, &row)) == NULL)
    return;
  source->generator.low = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->low));
  source->generator.high = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->high));
  if (self->period != NULL)
    transmit_words_parse_period (gtk_editable_get_text (GTK_EDITABLE (self->period)), &source->generator.period);
  end_source (self, row, source);
}

static void
on_file (SignalRow *self)
{
  SignalSource *source;
  TransmitRow *row;

  if (self->editor->showing || (source = begin_source (self, &row)) == NULL)
    return;
  g_free (source->file);
  source->file = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->file)));
  end_source (self, row, source);
}

static void
on_protection (SignalRow *self)
{
  SignalSource *source;
  TransmitRow *row;
  guint chosen;

  if (self->editor->showing || (source = begin_source (self, &row)) == NULL)
    return;
  source->data_id = (uint16_t) g_ascii_strtoull (gtk_editable_get_text (GTK_EDITABLE (self->data_id)), NULL, 0);
  for (guint i = 0; i < G_N_ELEMENTS (source->data_ids); i++)
    source->data_ids[i] = (uint8_t) source->data_id; /* one for all counters; a file may say each */
  chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->counter));
  g_clear_pointer (&source->counter, g_free);
  if (chosen > 0 && chosen <= self->editor->message->n_signals)
    source->counter = g_strdup (self->editor->message->signals[chosen - 1].name);
  end_source (self, row, source);
}

/* --- Building a row --- */

static GtkWidget *
new_spin (SignalRow *self, double low, double high, GCallback changed, const char *label)
{
  double step = self->signal->layout.kind >= SIGNAL_FLOAT ? 1 : fabs (self->signal->factor);
  int decimals = can_signal_decimals (self->signal);
  GtkWidget *spin;

  if (!isfinite (low) || !isfinite (high) || low < -1e15 || high > 1e15)
    {
      low = -1e15;
      high = 1e15;
    }
  spin = gtk_spin_button_new_with_range (low, MAX (high, low + step), step > 0 ? step : 1);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), decimals < 0 ? 6 : (guint) MIN (decimals, 12));
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 6);
  name (spin, label, self->signal->name);
  g_signal_connect_swapped (spin, "value-changed", changed, self);
  return spin;
}

static GtkWidget *
new_value (SignalRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *scale;
  double low, high, from, to;

  if (self->signal->n_labels > 0 && self->signal->n_labels <= 1000)
    {
      GtkStringList *texts = gtk_string_list_new (NULL);

      for (guint i = 0; i < self->signal->n_labels; i++)
        {
          g_autofree char *text = g_strdup_printf ("%s (%" G_GINT64_FORMAT ")", self->signal->labels[i].text,
                                                   self->signal->labels[i].raw);

          gtk_string_list_append (texts, text);
        }
      self->labels = gtk_drop_down_new (G_LIST_MODEL (texts), NULL);
      gtk_widget_set_hexpand (self->labels, TRUE);
      name (self->labels, _ ("Value"), self->signal->name);
      g_signal_connect_swapped (self->labels, "notify::selected", G_CALLBACK (on_label), self);
      gtk_box_append (GTK_BOX (box), self->labels);
      return box;
    }
  can_signal_get_limits (self->signal, ENCODE_DEFAULT, &low, &high);
  self->spin = new_spin (self, low, high, G_CALLBACK (on_value), _ ("Value"));
  can_signal_get_limits (self->signal, ENCODE_IN_RANGE, &from, &to);
  if (isfinite (from) && isfinite (to) && from < to && to - from < 1e9)
    {
      scale = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, gtk_spin_button_get_adjustment (GTK_SPIN_BUTTON (self->spin)));
      gtk_range_set_restrict_to_fill_level (GTK_RANGE (scale), FALSE);
      gtk_widget_set_hexpand (scale, TRUE);
      gtk_widget_set_size_request (scale, 90, -1);
      name (scale, _ ("Slider"), self->signal->name);
      gtk_box_append (GTK_BOX (box), scale);
    }
  gtk_box_append (GTK_BOX (box), self->spin);
  return box;
}

static GtkWidget *
new_dim (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "dim");
  return label;
}

static GtkWidget *
new_generator (SignalRow *self, const SignalSource *source)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  double low, high;

  if (source->generator.kind == GENERATOR_COLUMN)
    {
      self->file = gtk_entry_new ();
      g_object_set (self->file, "placeholder-text", _ ("File of numbers"), NULL);
      gtk_editable_set_text (GTK_EDITABLE (self->file), source->file != NULL ? source->file : "");
      gtk_widget_set_hexpand (self->file, TRUE);
      name (self->file, _ ("File"), self->signal->name);
      g_signal_connect_swapped (self->file, "changed", G_CALLBACK (on_file), self);
      gtk_box_append (GTK_BOX (box), self->file);
      return box;
    }
  can_signal_get_limits (self->signal, ENCODE_DEFAULT, &low, &high);
  self->low = new_spin (self, low, high, G_CALLBACK (on_bounds), _ ("Lowest"));
  self->high = new_spin (self, low, high, G_CALLBACK (on_bounds), _ ("Highest"));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->low), source->generator.low);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->high), source->generator.high);
  gtk_box_append (GTK_BOX (box), self->low);
  gtk_box_append (GTK_BOX (box), new_dim ("–"));
  gtk_box_append (GTK_BOX (box), self->high);
  if (source->generator.kind == GENERATOR_RAMP || source->generator.kind == GENERATOR_SINE
      || source->generator.kind == GENERATOR_TRIANGLE)
    {
      g_autofree char *text = transmit_words_period (source->generator.period);

      self->period = gtk_entry_new ();
      gtk_editable_set_width_chars (GTK_EDITABLE (self->period), 6);
      gtk_editable_set_max_width_chars (GTK_EDITABLE (self->period), 6);
      gtk_editable_set_text (GTK_EDITABLE (self->period), text);
      name (self->period, _ ("Period in ms"), self->signal->name);
      g_signal_connect_swapped (self->period, "changed", G_CALLBACK (on_bounds), self);
      gtk_box_append (GTK_BOX (box), self->period);
      gtk_box_append (GTK_BOX (box), new_dim ("ms"));
    }
  return box;
}

static GtkWidget *
new_protection (SignalRow *self, const SignalSource *source)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkStringList *signals;
  guint chosen = 0;
  g_autofree char *text = NULL;

  if (!protection_counts (source->protection))
    {
      gtk_box_append (GTK_BOX (box), new_dim (_ ("computed over the other bytes")));
      return box;
    }
  signals = gtk_string_list_new (NULL);
  gtk_string_list_append (signals, _ ("counter beside it"));
  for (guint i = 0; i < self->editor->message->n_signals; i++)
    {
      gtk_string_list_append (signals, self->editor->message->signals[i].name);
      if (g_strcmp0 (source->counter, self->editor->message->signals[i].name) == 0)
        chosen = i + 1;
    }
  text = g_strdup_printf ("0x%X", source->protection == PROTECTION_E2E_2 || source->protection == PROTECTION_E2E_22
                                      ? source->data_ids[0]
                                      : source->data_id);
  self->data_id = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->data_id), 7);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->data_id), 7);
  gtk_editable_set_text (GTK_EDITABLE (self->data_id), text);
  name (self->data_id, _ ("Data id"), self->signal->name);
  self->counter = gtk_drop_down_new (G_LIST_MODEL (signals), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->counter), chosen);
  name (self->counter, _ ("Counter"), self->signal->name);
  g_signal_connect_swapped (self->data_id, "changed", G_CALLBACK (on_protection), self);
  g_signal_connect_swapped (self->counter, "notify::selected", G_CALLBACK (on_protection), self);
  gtk_box_append (GTK_BOX (box), new_dim (_ ("data id")));
  gtk_box_append (GTK_BOX (box), self->data_id);
  gtk_box_append (GTK_BOX (box), self->counter);
  return box;
}

static GtkWidget *
new_source (SignalRow *self)
{
  GtkStringList *texts = gtk_string_list_new (NULL);
  GtkWidget *choice;

  gtk_string_list_append (texts, _ ("Fixed"));
  for (guint i = 0; i < N_GENERATORS; i++)
    gtk_string_list_append (texts, generator_name ((GeneratorKind) i));
  for (guint i = 0; i < N_PROTECTIONS; i++)
    gtk_string_list_append (texts, protection_name ((ProtectionKind) i));
  choice = gtk_drop_down_new (G_LIST_MODEL (texts), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), self->shown_source);
  name (choice, _ ("Source"), self->signal->name);
  g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (on_source), self);
  return choice;
}

static void
append_signal (TransmitEditor *editor, const TransmitRow *row, guint index)
{
  SignalRow *self = g_new0 (SignalRow, 1);
  const SignalSource *source;
  int line = (int) index + 1;

  self->editor = editor;
  self->index = index;
  self->signal = &editor->message->signals[index];
  source = transmit_row_find_source (row, self->signal->name);
  self->shown_source = place_of_source (source);
  self->name = gtk_label_new (self->signal->name);
  gtk_label_set_xalign (GTK_LABEL (self->name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (self->name), (int) MIN (g_utf8_strlen (self->signal->name, -1), 14));
  gtk_label_set_max_width_chars (GTK_LABEL (self->name), 20);
  gtk_widget_set_tooltip_text (self->name, self->signal->comment != NULL ? self->signal->comment : self->signal->name);
  self->value = source == NULL     ? new_value (self)
                : source->protects ? new_protection (self, source)
                                   : new_generator (self, source);
  gtk_widget_set_hexpand (self->value, TRUE);
  self->raw = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->raw, "mono");
  gtk_widget_add_css_class (self->raw, "dim");
  gtk_label_set_xalign (GTK_LABEL (self->raw), 1);
  self->source = new_source (self);
  gtk_grid_attach (GTK_GRID (editor->grid), self->name, 0, line, 1, 1);
  gtk_grid_attach (GTK_GRID (editor->grid), self->value, 1, line, 1, 1);
  gtk_grid_attach (GTK_GRID (editor->grid), new_dim (self->signal->unit), 2, line, 1, 1);
  gtk_grid_attach (GTK_GRID (editor->grid), self->raw, 3, line, 1, 1);
  gtk_grid_attach (GTK_GRID (editor->grid), self->source, 4, line, 1, 1);
  g_ptr_array_add (editor->signals, self);
}

/* --- All of them --- */

static gboolean
fits (TransmitEditor *self, const TransmitRow *row, const Message *message)
{
  if (message != self->message)
    return FALSE;
  for (guint i = 0; i < self->signals->len; i++)
    {
      const SignalRow *signal = self->signals->pdata[i];

      if (place_of_source (transmit_row_find_source (row, signal->signal->name)) != signal->shown_source)
        return FALSE;
    }
  return TRUE;
}

static void
rebuild (TransmitEditor *self, const TransmitRow *row, const Message *message)
{
  static const char *const titles[] = { N_ ("Signal"), N_ ("Value"), N_ ("Unit"), N_ ("Raw"), N_ ("Source") };
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  g_ptr_array_set_size (self->signals, 0);
  self->message = message;
  for (guint i = 0; i < G_N_ELEMENTS (titles) && message != NULL; i++)
    {
      child = new_dim (_ (titles[i]));
      gtk_label_set_xalign (GTK_LABEL (child), i == 3 ? 1 : 0);
      gtk_grid_attach (GTK_GRID (self->grid), child, (int) i, 0, 1, 1);
    }
  for (guint i = 0; message != NULL && i < MIN (message->n_signals, MAX_SIGNALS); i++)
    append_signal (self, row, i);
}

/* "Limit to 250" */
static void
on_mend (TransmitEditor *self)
{
  SignalRow *signal = self->outside < self->signals->len ? self->signals->pdata[self->outside] : NULL;
  double value;
  uint64_t bits;

  if (signal == NULL || signal->spin == NULL)
    return;
  value = gtk_spin_button_get_value (GTK_SPIN_BUTTON (signal->spin));
  if (can_signal_encode (signal->signal, value, ENCODE_IN_RANGE | ENCODE_CLIP, &bits, NULL))
    set_bits (signal, bits);
}

static void
show_outside (TransmitEditor *self, const SignalRow *signal, double value)
{
  double low, high, limit;
  char text[G_ASCII_DTOSTR_BUF_SIZE], bound[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *sentence = NULL, *mend = NULL;

  can_signal_get_limits (signal->signal, ENCODE_IN_RANGE, &low, &high);
  limit = value > high ? high : low;
  g_ascii_formatd (text, sizeof text, "%.12g", value);
  g_ascii_formatd (bound, sizeof bound, "%.12g", limit);
  sentence = g_strdup_printf (value > high ? _ ("%s: %s is above the maximum of %s %s.")
                                           : _ ("%s: %s is below the minimum of %s %s."),
                              signal->signal->name, text, bound, signal->signal->unit);
  mend = g_strdup_printf (_ ("Limit to %s"), bound);
  gtk_label_set_text (GTK_LABEL (self->sentence), sentence);
  gtk_button_set_label (GTK_BUTTON (self->mend), mend);
}

/* TRUE: outside of what the database allows. */
static gboolean
show_signal (SignalRow *self, const CanFrame *frame)
{
  gboolean there = message_signal_present (self->editor->message, self->index, frame);
  char text[SIGNAL_TEXT_MAX];
  double low, high, value = 0;
  uint64_t bits = 0;
  gboolean outside;

  gtk_widget_set_sensitive (self->value, there);
  gtk_widget_set_sensitive (self->source, there);
  if (!there || !can_signal_decode_raw (self->signal, frame, &bits))
    {
      gtk_label_set_text (GTK_LABEL (self->raw), "—");
      return FALSE;
    }
  if (self->signal->layout.kind >= SIGNAL_FLOAT)
    can_signal_format_raw (self->signal, bits, text);
  else
    g_snprintf (text, sizeof text, "0x%" G_GINT64_MODIFIER "X", bits);
  gtk_label_set_text (GTK_LABEL (self->raw), text);
  value = can_signal_physical (self->signal, bits);
  can_signal_get_limits (self->signal, ENCODE_IN_RANGE, &low, &high);
  outside = self->spin != NULL && (value > high || value < low);
  if (self->spin != NULL
      && fabs (gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->spin)) - value) > fabs (self->signal->factor) / 2
      && !gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->spin)))))
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->spin), value);
  if (self->labels != NULL)
    {
      guint chosen = GTK_INVALID_LIST_POSITION;

      for (guint i = 0; i < self->signal->n_labels; i++)
        if (self->signal->labels[i].raw == can_signal_integer (self->signal, bits))
          chosen = i;
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->labels), chosen);
    }
  if (self->spin != NULL && outside)
    gtk_widget_add_css_class (self->spin, "invalid");
  else if (self->spin != NULL)
    gtk_widget_remove_css_class (self->spin, "invalid");
  if (outside)
    show_outside (self->editor, self, value);
  return outside;
}

void
transmit_editor_show_signals (TransmitEditor *self, const TransmitRow *row)
{
  const Message *message = transmit_list_get_message (self->list, row);
  CanFrame frame = row->frame;
  gboolean outside = FALSE;
  guint n;

  if (!fits (self, row, message))
    rebuild (self, row, message);
  frame.data = transmit_item_get_data (self->item, &n);
  frame.len = (uint16_t) n;
  for (guint i = 0; i < self->signals->len; i++)
    if (show_signal (self->signals->pdata[i], &frame))
      {
        self->outside = i;
        outside = TRUE;
      }
  gtk_widget_set_visible (gtk_widget_get_parent (self->sentence), outside);
}

void
transmit_editor_build_signals (TransmitEditor *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->signals = g_ptr_array_new_with_free_func (g_free);
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 8);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 4);
  gtk_box_append (GTK_BOX (self->content), self->grid);
  self->sentence = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->sentence, "bad");
  gtk_label_set_xalign (GTK_LABEL (self->sentence), 0);
  gtk_label_set_wrap (GTK_LABEL (self->sentence), TRUE);
  gtk_widget_set_hexpand (self->sentence, TRUE);
  self->mend = gtk_button_new_with_label ("");
  gtk_widget_add_css_class (self->mend, "flat");
  g_signal_connect_swapped (self->mend, "clicked", G_CALLBACK (on_mend), self);
  gtk_box_append (GTK_BOX (line), self->sentence);
  gtk_box_append (GTK_BOX (line), self->mend);
  gtk_widget_set_visible (line, FALSE);
  gtk_box_append (GTK_BOX (self->content), line);
}
