/* transmit-editor-signals.c: a row a signal: its value, what it is raw, where it comes from.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/transmit-editor-private.h"

#include "base/i18n.h"
#include "db/encode.h"
#include "models/transmit-words.h"
#include "ui/field-mark.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define MAX_SIGNALS 400u

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

/* "0x2A", "-3"; of floats the number itself. FALSE: no such value. */
static gboolean
parse_raw (const CanSignal *signal, const char *text, uint64_t *bits)
{
  guint length = signal->layout.bits;
  uint64_t all = UINT64_MAX >> (64 - length);
  gboolean negative = *text == '-';
  char *end = NULL;

  if (signal->layout.kind >= SIGNAL_FLOAT)
    {
      double value = g_ascii_strtod (text, &end);

      return end != text && *end == '\0'
             && can_signal_encode (signal, value * signal->factor + signal->offset, ENCODE_DEFAULT, bits, NULL);
    }
  errno = 0;
  *bits = g_ascii_strtoull (text + negative, &end, 0);
  if (!g_ascii_isdigit (text[negative]) || *end != '\0' || errno != 0)
    return FALSE;
  if (negative && (signal->layout.kind != SIGNAL_SIGNED || *bits > all / 2 + 1))
    return FALSE;
  *bits = negative ? (0 - *bits) & all : *bits;
  return *bits <= all;
}

static void
on_raw (GtkEditableLabel *label, GParamSpec *property, SignalRow *self)
{
  g_autofree char *text = NULL;
  uint64_t bits;

  if (gtk_editable_label_get_editing (label) || self->editor->showing)
    return;
  text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (label))));
  if (parse_raw (self->signal, text, &bits))
    set_bits (self, bits);
  else
    gtk_widget_error_bell (GTK_WIDGET (label));
  transmit_editor_refresh (self->editor); /* as it is */
}

static void
show_raw (SignalRow *self, const char *text)
{
  if (!gtk_editable_label_get_editing (GTK_EDITABLE_LABEL (self->raw))
      && strcmp (gtk_editable_get_text (GTK_EDITABLE (self->raw)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->raw), text);
}

/* --- Building a row --- */

static void
on_destroy (GtkWidget *label, gpointer controller)
{
  while (g_source_remove_by_user_data (controller))
    ;
}

/* A label that loses the focus ends its editing 100 ms later. GTK 4.8 does so to one that went meanwhile, too: taking
 * back the row in which somebody types crashed. */
GtkWidget *
transmit_editable_label_new (void)
{
  GtkWidget *label = gtk_editable_label_new ("");
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (label);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_FOCUS (controller))
        g_signal_connect (label, "destroy", G_CALLBACK (on_destroy), controller);
    }
  return label;
}

static GtkWidget *
new_raw (SignalRow *self)
{
  GtkWidget *label = transmit_editable_label_new ();

  gtk_widget_add_css_class (label, "mono");
  gtk_widget_add_css_class (label, "dim");
  gtk_editable_set_alignment (GTK_EDITABLE (label), 1);
  gtk_editable_set_width_chars (GTK_EDITABLE (label), 5);
  gtk_widget_set_tooltip_text (label, _ ("Raw value: click to type another, such as 0x2A or 42"));
  signal_row_name (label, _ ("Raw"), self->signal->name);
  g_signal_connect (label, "notify::editing", G_CALLBACK (on_raw), self);
  return label;
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
      signal_row_name (self->labels, _ ("Value"), self->signal->name);
      g_signal_connect_swapped (self->labels, "notify::selected", G_CALLBACK (on_label), self);
      gtk_box_append (GTK_BOX (box), self->labels);
      return box;
    }
  can_signal_get_limits (self->signal, ENCODE_DEFAULT, &low, &high);
  self->spin = signal_row_new_spin (self, low, high, G_CALLBACK (on_value), _ ("Value"));
  can_signal_get_limits (self->signal, ENCODE_IN_RANGE, &from, &to);
  if (isfinite (from) && isfinite (to) && from < to && to - from < 1e9)
    {
      scale = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, gtk_spin_button_get_adjustment (GTK_SPIN_BUTTON (self->spin)));
      gtk_range_set_restrict_to_fill_level (GTK_RANGE (scale), FALSE);
      gtk_widget_set_hexpand (scale, TRUE);
      gtk_widget_set_size_request (scale, 90, -1);
      signal_row_name (scale, _ ("Slider"), self->signal->name);
      gtk_box_append (GTK_BOX (box), scale);
    }
  gtk_box_append (GTK_BOX (box), self->spin);
  return box;
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
  self->shown_source = signal_row_place (source);
  self->name = gtk_label_new (self->signal->name);
  gtk_label_set_xalign (GTK_LABEL (self->name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (self->name), (int) MIN (g_utf8_strlen (self->signal->name, -1), 14));
  gtk_label_set_max_width_chars (GTK_LABEL (self->name), 20);
  gtk_widget_set_tooltip_text (self->name, self->signal->comment != NULL ? self->signal->comment : self->signal->name);
  self->value = source == NULL ? new_value (self) : signal_row_new_settings (self, source);
  gtk_widget_set_hexpand (self->value, TRUE);
  self->raw = new_raw (self);
  self->source = signal_row_new_source (self);
  gtk_grid_attach (GTK_GRID (editor->grid), self->name, 0, line, 1, 1);
  gtk_grid_attach (GTK_GRID (editor->grid), self->value, 1, line, 1, 1);
  gtk_grid_attach (GTK_GRID (editor->grid), signal_row_new_dim (self->signal->unit), 2, line, 1, 1);
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

      if (signal_row_place (transmit_row_find_source (row, signal->signal->name)) != signal->shown_source)
        return FALSE;
    }
  return TRUE;
}

/* The signal whose source has the keys: it keeps them when its row is made anew. G_MAXUINT: none */
static guint
signal_with_keys (TransmitEditor *self)
{
  GtkRoot *root = gtk_widget_get_root (self->grid);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  for (guint i = 0; focus != NULL && i < self->signals->len; i++)
    {
      const SignalRow *signal = self->signals->pdata[i];

      if (focus == signal->source || gtk_widget_is_ancestor (focus, signal->source))
        return i;
    }
  return G_MAXUINT;
}

static void
rebuild (TransmitEditor *self, const TransmitRow *row, const Message *message)
{
  static const char *const titles[] = { N_ ("Signal"), N_ ("Value"), N_ ("Unit"), N_ ("Raw"), N_ ("Source") };
  guint keys = message == self->message ? signal_with_keys (self) : G_MAXUINT;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  g_ptr_array_set_size (self->signals, 0);
  self->message = message;
  for (guint i = 0; i < G_N_ELEMENTS (titles) && message != NULL; i++)
    {
      child = signal_row_new_dim (_ (titles[i]));
      gtk_label_set_xalign (GTK_LABEL (child), i == 3 ? 1 : 0);
      gtk_grid_attach (GTK_GRID (self->grid), child, (int) i, 0, 1, 1);
    }
  for (guint i = 0; message != NULL && i < MIN (message->n_signals, MAX_SIGNALS); i++)
    append_signal (self, row, i);
  if (keys < self->signals->len)
    gtk_widget_grab_focus (((SignalRow *) self->signals->pdata[keys])->source);
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
  gtk_widget_set_sensitive (self->raw, there && self->shown_source == 0);
  if (!there || !can_signal_decode_raw (self->signal, frame, &bits))
    {
      show_raw (self, "—");
      return FALSE;
    }
  if (self->signal->layout.kind >= SIGNAL_FLOAT)
    can_signal_format_raw (self->signal, bits, text);
  else
    g_snprintf (text, sizeof text, "0x%" G_GINT64_MODIFIER "X", bits);
  show_raw (self, text);
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
  if (self->spin != NULL)
    field_mark (self->spin, !outside);
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
