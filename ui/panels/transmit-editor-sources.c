/* transmit-editor-sources.c: what computes a signal's value: generators, counters, checksums.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/transmit-editor-private.h"

#include "base/i18n.h"
#include "db/encode.h"
#include "models/transmit-words.h"
#include "ui/field-mark.h"
#include "ui/file-dialog.h"

#include <math.h>
#include <string.h>

#define N_DATA_IDS 16u

/* Of the drop-down: fixed, generators, protections. */
guint
signal_row_place (const SignalSource *source)
{
  if (source == NULL)
    return 0;
  return 1 + (source->protects ? N_GENERATORS + source->protection : source->generator.kind);
}

void
signal_row_name (GtkWidget *widget, const char *label, const char *signal)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", signal, label);

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* --- What is chosen --- */

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
  if (self->step != NULL)
    source->generator.step = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->step));
  if (self->period != NULL)
    {
      int64_t period;

      if (transmit_editor_read_time (self->period, &period) && period > 0)
        source->generator.period = period;
    }
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
  source->file_column = (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->column)) - 1;
  end_source (self, row, source);
}

static void
on_chosen (GtkWidget *entry, GFile *file, GtkFileChooser *dialog)
{
  if (g_file_peek_path (file) != NULL)
    gtk_editable_set_text (GTK_EDITABLE (entry), g_file_peek_path (file));
}

static void
on_browse (SignalRow *self)
{
  file_dialog_show (
      file_dialog_new (self->file, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Values of a Signal"), _ ("_Choose"), on_chosen));
}

/* --- Data ids --- */

static gboolean
has_list (ProtectionKind kind)
{
  return kind == PROTECTION_E2E_2 || kind == PROTECTION_E2E_22;
}

/* "0x123"; of profiles 2 and 22 one byte for all counters, or sixteen. */
static char *
format_ids (const SignalSource *source)
{
  GString *text = g_string_new (NULL);
  guint n = 1;

  if (!has_list (source->protection))
    {
      g_string_append_printf (text, "0x%X", source->data_id);
      return g_string_free (text, FALSE);
    }
  for (guint i = 1; i < N_DATA_IDS; i++)
    if (source->data_ids[i] != source->data_ids[0])
      n = N_DATA_IDS;
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, n == 1 ? "0x%X" : i > 0 ? " %02X" : "%02X", source->data_ids[i]);
  return g_string_free (text, FALSE);
}

static gboolean
parse_id (const char *word, guint64 most, gboolean bare_hex, guint64 *id)
{
  char *end = NULL;

  *id = g_ascii_strtoull (word, &end, bare_hex ? 16 : 0);
  return end != word && *end == '\0' && g_ascii_isxdigit (*word) && *id <= most;
}

static gboolean
parse_ids (SignalSource *source, const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " ,;", -1);
  uint8_t ids[N_DATA_IDS];
  guint64 id = 0;
  guint n = 0;

  if (!has_list (source->protection))
    {
      gboolean right = parse_id (text, UINT16_MAX, FALSE, &id);

      source->data_id = right ? (uint16_t) id : source->data_id;
      return right;
    }
  if (words[0] != NULL && words[1] == NULL && parse_id (words[0], UINT8_MAX, FALSE, &id))
    {
      memset (source->data_ids, (int) id, sizeof source->data_ids);
      return TRUE;
    }
  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      {
        if (n == N_DATA_IDS || !parse_id (*word, UINT8_MAX, TRUE, &id))
          return FALSE;
        ids[n++] = (uint8_t) id;
      }
  if (n != N_DATA_IDS)
    return FALSE;
  memcpy (source->data_ids, ids, sizeof ids);
  return TRUE;
}

static void
on_protection (SignalRow *self)
{
  SignalSource *source;
  TransmitRow *row;
  guint chosen;

  if (self->editor->showing || (source = begin_source (self, &row)) == NULL)
    return;
  field_mark (self->data_id, parse_ids (source, gtk_editable_get_text (GTK_EDITABLE (self->data_id))));
  if (self->id_mode != NULL)
    {
      chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->id_mode));
      source->id_mode = source->protection == PROTECTION_E2E_11 ? chosen == 1 ? DATA_ID_NIBBLE : DATA_ID_BOTH
                                                                : (DataIdMode) MIN (chosen, DATA_ID_NIBBLE);
    }
  chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->counter));
  g_clear_pointer (&source->counter, g_free);
  if (chosen > 0 && chosen <= self->editor->message->n_signals)
    source->counter = g_strdup (self->editor->message->signals[chosen - 1].name);
  end_source (self, row, source);
}

/* --- Building --- */

GtkWidget *
signal_row_new_spin (SignalRow *self, double low, double high, GCallback changed, const char *label)
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
  signal_row_name (spin, label, self->signal->name);
  g_signal_connect_swapped (spin, "value-changed", changed, self);
  return spin;
}

GtkWidget *
signal_row_new_dim (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "dim");
  return label;
}

static GtkWidget *
append_entry (GtkWidget *box, SignalRow *self, const char *label, int width, const char *text, GCallback changed)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_width_chars (GTK_EDITABLE (entry), width);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), width);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  signal_row_name (entry, label, self->signal->name);
  g_signal_connect_swapped (entry, "changed", changed, self);
  gtk_box_append (GTK_BOX (box), entry);
  return entry;
}

static GtkWidget *
new_column (SignalRow *self, const SignalSource *source)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4),
            *browse = gtk_button_new_from_icon_name ("document-open-symbolic");

  self->column = gtk_spin_button_new_with_range (1, 1000, 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->column), source->file_column + 1);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->column), 2);
  signal_row_name (self->column, _ ("Column"), self->signal->name);
  g_signal_connect_swapped (self->column, "value-changed", G_CALLBACK (on_file), self);
  self->file = append_entry (box, self, _ ("File"), 8, source->file != NULL ? source->file : "", G_CALLBACK (on_file));
  g_object_set (self->file, "placeholder-text", _ ("File of numbers"), "max-width-chars", -1, NULL);
  gtk_widget_set_hexpand (self->file, TRUE);
  gtk_widget_set_tooltip_text (browse, _ ("Choose a file of numbers"));
  signal_row_name (browse, _ ("Choose a file of numbers"), self->signal->name);
  g_signal_connect_swapped (browse, "clicked", G_CALLBACK (on_browse), self);
  gtk_box_append (GTK_BOX (box), browse);
  gtk_box_append (GTK_BOX (box), signal_row_new_dim (_ ("column")));
  gtk_box_append (GTK_BOX (box), self->column);
  return box;
}

/* How much a counter grows by, or how many frames long a toggle stays. */
static void
append_step (SignalRow *self, GtkWidget *box, const SignalSource *source)
{
  gboolean counter = source->generator.kind == GENERATOR_COUNTER;
  double step = counter ? MAX (fabs (self->signal->factor), 1e-12) : 1;
  int decimals = counter ? can_signal_decimals (self->signal) : 0;

  self->step = gtk_spin_button_new_with_range (step, 1e6, step);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (self->step), decimals < 0 ? 6 : (guint) MIN (decimals, 12));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->step), source->generator.step);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->step), 3);
  gtk_widget_add_css_class (self->step, "compact");
  gtk_widget_set_tooltip_text (self->step, counter ? _ ("Step of the counter") : _ ("Frames with each value"));
  signal_row_name (self->step, counter ? _ ("Step of the counter") : _ ("Frames with each value"), self->signal->name);
  g_signal_connect_swapped (self->step, "value-changed", G_CALLBACK (on_bounds), self);
  gtk_box_append (GTK_BOX (box), signal_row_new_dim (counter ? _ ("by") : _ ("for")));
  gtk_box_append (GTK_BOX (box), self->step);
}

#define MIN_CHARS 4
#define MAX_CHARS 8

/* As wide as it has to be: there are two beside each other. */
static void
set_bound (GtkWidget *spin, double value)
{
  glong n;

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  n = g_utf8_strlen (gtk_editable_get_text (GTK_EDITABLE (spin)), -1);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), (int) CLAMP (n, MIN_CHARS, MAX_CHARS));
}

static GtkWidget *
new_generator (SignalRow *self, const SignalSource *source)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GeneratorKind kind = source->generator.kind;
  double low, high;

  can_signal_get_limits (self->signal, ENCODE_DEFAULT, &low, &high);
  self->low = signal_row_new_spin (self, low, high, G_CALLBACK (on_bounds), _ ("Lowest"));
  self->high = signal_row_new_spin (self, low, high, G_CALLBACK (on_bounds), _ ("Highest"));
  gtk_widget_add_css_class (self->low, "compact");
  gtk_widget_add_css_class (self->high, "compact");
  set_bound (self->low, source->generator.low);
  set_bound (self->high, source->generator.high);
  gtk_box_append (GTK_BOX (box), self->low);
  gtk_box_append (GTK_BOX (box), signal_row_new_dim ("–"));
  gtk_box_append (GTK_BOX (box), self->high);
  if (kind == GENERATOR_COUNTER || kind == GENERATOR_TOGGLE)
    append_step (self, box, source);
  if (kind == GENERATOR_RAMP || kind == GENERATOR_SINE || kind == GENERATOR_TRIANGLE)
    {
      g_autofree char *text = transmit_words_period (source->generator.period);

      self->period = append_entry (box, self, _ ("Period in ms"), 6, text, G_CALLBACK (on_bounds));
      gtk_box_append (GTK_BOX (box), signal_row_new_dim ("ms"));
    }
  return box;
}

static GtkWidget *
append_choice (GtkWidget *box, SignalRow *self, const char *label, GtkStringList *texts, guint chosen)
{
  GtkWidget *choice = gtk_drop_down_new (G_LIST_MODEL (texts), NULL);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), chosen);
  signal_row_name (choice, label, self->signal->name);
  g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (on_protection), self);
  gtk_box_append (GTK_BOX (box), choice);
  return choice;
}

static void
append_mode (GtkWidget *box, SignalRow *self, const SignalSource *source)
{
  const char *const all[] = { _ ("both bytes"), _ ("alternating"), _ ("low byte"), _ ("nibble"), NULL }, *const two[]
                                                                                                         = { all[0],
                                                                                                             all[3],
                                                                                                             NULL };
  gboolean many = source->protection == PROTECTION_E2E_1;

  self->id_mode = append_choice (box, self, _ ("How the data id is used"), gtk_string_list_new (many ? all : two),
                                 many ? source->id_mode : source->id_mode == DATA_ID_NIBBLE);
}

static GtkWidget *
new_protection (SignalRow *self, const SignalSource *source)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gboolean list = has_list (source->protection);
  g_autofree char *text = format_ids (source);
  GtkStringList *signals;
  guint chosen = 0;

  if (!protection_counts (source->protection))
    {
      gtk_box_append (GTK_BOX (box), signal_row_new_dim (_ ("computed over the other bytes")));
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
  gtk_box_append (GTK_BOX (box), signal_row_new_dim (list ? _ ("data ids") : _ ("data id")));
  self->data_id = append_entry (box, self, list ? _ ("Data ids") : _ ("Data id"), 7, text, G_CALLBACK (on_protection));
  if (list)
    gtk_widget_set_tooltip_text (self->data_id, _ ("One for all counters, such as 0x2A, or sixteen hexadecimal bytes"));
  if (source->protection == PROTECTION_E2E_1 || source->protection == PROTECTION_E2E_11)
    append_mode (box, self, source);
  self->counter = append_choice (box, self, _ ("Counter"), signals, chosen);
  return box;
}

GtkWidget *
signal_row_new_settings (SignalRow *self, const SignalSource *source)
{
  if (source->protects)
    return new_protection (self, source);
  return source->generator.kind == GENERATOR_COLUMN ? new_column (self, source) : new_generator (self, source);
}

GtkWidget *
signal_row_new_source (SignalRow *self)
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
  signal_row_name (choice, _ ("Source"), self->signal->name);
  g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (on_source), self);
  return choice;
}
