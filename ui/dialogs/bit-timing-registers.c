/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/bit-timing-registers.h"

#include "base/i18n.h"
#include "timing/timing-words.h"
#include "ui/dialogs/bit-timing-export-box.h"
#include "ui/dialogs/bit-timing-form.h"
#include "ui/field-mark.h"
#include "ui/widgets/bit-view.h"
#include <string.h>

#define LABEL_CHARS 15 /* of what is typed, all alike */

#define N_SEGMENTS 5
/* Behind the controllers in the list of sources. */
#define SOURCE_WORDS 0
#define SOURCE_SEGMENTS 1
#define FIRST_CONTROLLER 2

struct _BitTimingRegisters
{
  GtkBox parent;

  GtkDropDown *source;
  GtkWidget *clock, *grid, *delay;
  GPtrArray *entries; /* of GtkEntry, in the order of names */
  GPtrArray *names;   /* of const char */
  BitView *view;
  GtkLabel *result;
  BitTimingExportBox *export;
  TimingRequest request;
  TimingSolution solution;
};

G_DEFINE_FINAL_TYPE (BitTimingRegisters, bit_timing_registers, GTK_TYPE_BOX)

static const TimingLimits no_limits = { 1, G_MAXUINT32, 1, G_MAXUINT32, G_MAXUINT32, 1, G_MAXUINT32, 1, 0, 0 };

static const Controller *
controller_of (BitTimingRegisters *self)
{
  guint chosen = gtk_drop_down_get_selected (self->source), n;
  const Controller *all = controllers_get (&n);

  return chosen >= FIRST_CONTROLLER && chosen - FIRST_CONTROLLER < n ? &all[chosen - FIRST_CONTROLLER] : NULL;
}

/* Decimal, or hexadecimal with 0x or where it has a letter A to F. */
static gboolean
read_number (GtkWidget *entry, uint32_t *value)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  char *end = NULL;
  guint base = g_ascii_strncasecmp (text, "0x", 2) == 0 || strpbrk (text, "abcdefABCDEF") != NULL ? 16 : 10;
  guint64 number = g_ascii_strtoull (text, &end, base);

  *value = 0;
  field_mark (entry, TRUE);
  if (*text == '\0')
    return FALSE;
  if (end == text || *end != '\0' || number > G_MAXUINT32)
    {
      field_mark (entry, FALSE);
      return FALSE;
    }
  *value = (uint32_t) number;
  return TRUE;
}

/* --- Reading --- */

static gboolean
read_segments (BitTimingRegisters *self, BitTiming *timing, guint first)
{
  uint32_t values[N_SEGMENTS];

  for (guint i = 0; i < N_SEGMENTS; i++)
    if (!read_number (self->entries->pdata[first + i], &values[i]) || values[i] == 0 || values[i] > 100000)
      return FALSE;
  *timing = (BitTiming){ values[0], values[1], values[2], values[3], values[4] };
  return TRUE;
}

static gboolean
read_words (BitTimingRegisters *self)
{
  uint32_t words[4];
  double data_clock;

  for (guint i = 0; i < 4; i++)
    read_number (self->entries->pdata[i], &words[i]);
  if (!timing_words_read (words[0], words[2], &self->solution.nominal.timing, &self->request.clock))
    return FALSE;
  if (!timing_words_read (words[1], words[3], &self->solution.data.timing, &data_clock))
    self->solution.data.timing = (BitTiming){ 0 };
  return TRUE;
}

static gboolean
read_registers (BitTimingRegisters *self, const Controller *controller)
{
  RegisterValue values[MAX_REGISTERS];
  BitTiming data;
  guint n = 0;

  for (guint i = 0; i < self->entries->len && n < MAX_REGISTERS; i++)
    if (read_number (self->entries->pdata[i], &values[n].value))
      values[n++].name = self->names->pdata[i];
  if (n == 0)
    return FALSE;
  controller_read_registers (controller, values, n, &self->solution.nominal.timing, &data);
  self->request.triple = controller_read_triple (controller, values, n);
  self->solution.data.timing = data.brp > 0 && bit_timing_quanta (&data) > 2 ? data : (BitTiming){ 0 };
  return self->solution.nominal.timing.brp > 0 && bit_timing_quanta (&self->solution.nominal.timing) > 2;
}

static gboolean
read_all (BitTimingRegisters *self)
{
  const Controller *controller = controller_of (self);

  self->solution = (TimingSolution){ 0 };
  self->request = (TimingRequest){ .clock = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->clock)) * 1e6 };
  self->request.node_delay_ns = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->delay));
  self->request.nominal.limits = controller != NULL ? &controller->nominal : &no_limits;
  self->request.data.limits = controller != NULL ? &controller->data : &no_limits;
  if (controller != NULL)
    return read_registers (self, controller);
  if (gtk_drop_down_get_selected (self->source) == SOURCE_WORDS)
    return read_words (self);
  if (!read_segments (self, &self->solution.nominal.timing, 0))
    return FALSE;
  read_segments (self, &self->solution.data.timing, N_SEGMENTS);
  return TRUE;
}

/* --- Telling --- */

static void
append_phase (GString *out, const PhaseSolution *phase, const TimingLimits *limits, double clock, const char *name)
{
  const BitTiming *t = &phase->timing;
  g_autofree char *misfit = bit_timing_dup_misfit (t, limits);

  g_string_append_printf (out,
                          _ ("%s: %.10g bit/s, sample point %.2f %%. Prescaler %u, %u quanta of %.4g ns: "
                             "1 + %u + %u + %u, SJW %u.\n"),
                          name, phase->bitrate, phase->point * 100, t->brp, bit_timing_quanta (t),
                          bit_timing_quantum (t, clock), t->prop, t->phase1, t->phase2, t->sjw);
  if (misfit != NULL)
    g_string_append_printf (out, _ ("This controller cannot be set so: %s.\n"), misfit);
}

static const char *
meaning (FieldValue value)
{
  static const char *const words[]
      = { [FIELD_BRP] = "brp",      [FIELD_PROP] = "prop", [FIELD_PHASE1] = "phase 1", [FIELD_TSEG1] = "tseg1",
          [FIELD_PHASE2] = "tseg2", [FIELD_SJW] = "sjw",   [FIELD_TDCO] = "TDC offset" };

  return value < G_N_ELEMENTS (words) ? words[value] : NULL;
}

/* In the controller's own words, then what it stands for. */
static void
append_field (GString *out, const RegisterField *field, uint32_t value)
{
  uint32_t content = (uint32_t) (value >> field->shift & (((uint64_t) 1 << field->width) - 1));
  const char *word = meaning (field->value);

  g_string_append_printf (out, "%s.%s [%u:%u] = %u", field->reg, field->name, field->shift + field->width - 1u,
                          field->shift, content);
  if (field->value == FIELD_TRIPLE || field->value == FIELD_TDC)
    g_string_append_printf (out, ": %s",
                            field->value == FIELD_TDC ? content ? _ ("compensation on") : _ ("compensation off")
                            : content ? _ ("three samples")
                                                      : _ ("one sample"));
  else if (word != NULL && field->drop == 0 && field->divisor <= 1)
    g_string_append_printf (out, ": %s %d", word, (int) content + field->minus);
  g_string_append_c (out, '\n');
}

static void
append_fields (GString *out, BitTimingRegisters *self, const Controller *controller)
{
  for (const RegisterField *field = controller->fields; field != NULL && field->reg != NULL; field++)
    for (guint i = 0; i < self->names->len; i++)
      {
        uint32_t value;

        if (strcmp (self->names->pdata[i], field->reg) != 0 || !read_number (self->entries->pdata[i], &value))
          continue;
        append_field (out, field, value);
      }
}

/* What is wrong with what is typed, else what is to be done. */
static char *
dup_problem (BitTimingRegisters *self)
{
  guint n = 0;
  uint32_t value;

  for (guint i = 0; i < self->entries->len; i++)
    {
      const char *typed = gtk_editable_get_text (self->entries->pdata[i]);

      if (*typed != '\0' && !read_number (self->entries->pdata[i], &value))
        return g_strdup_printf (_ ("%s: “%s” is no number of 32 bits; hexadecimal ones as 0x1C or 1C."),
                                (const char *) self->names->pdata[i], typed);
      n += *typed != '\0';
    }
  if (n == self->entries->len)
    return g_strdup (_ ("These values make no bit: it needs a prescaler and at least three quanta."));
  return g_strdup (_ ("Type the values; hexadecimal ones as 0x1C or 1C."));
}

static void
refresh (BitTimingRegisters *self)
{
  const Controller *controller = controller_of (self);
  g_autoptr (GString) text = g_string_new (NULL);

  if (!read_all (self))
    {
      g_autofree char *problem = dup_problem (self);

      gtk_label_set_text (self->result, problem);
      bit_view_set (self->view, NULL, NULL, NULL);
      bit_timing_export_box_set (self->export, NULL, NULL, NULL);
      return;
    }
  timing_judge (&self->request, &self->solution);
  append_phase (text, &self->solution.nominal, self->request.nominal.limits, self->request.clock, _ ("Nominal"));
  if (self->solution.data.timing.brp > 0)
    append_phase (text, &self->solution.data, self->request.data.limits, self->request.clock, _ ("Data"));
  g_string_append_printf (text, _ ("Clocks may be off by ±%.0f ppm (condition %u: %s).\n"),
                          self->solution.tolerance.ppm, self->solution.tolerance.limiting,
                          bit_timing_condition_text (self->solution.tolerance.limiting));
  if (self->solution.cable >= 0)
    g_string_append_printf (text, _ ("Up to %.0f m of cable at 5 ns/m.\n"), self->solution.cable);
  if (controller != NULL)
    append_fields (text, self, controller);
  gtk_label_set_text (self->result, g_strchomp (text->str));
  bit_view_set (self->view, &self->request, &self->solution, controller);
  bit_timing_export_box_set (self->export, &self->request, &self->solution, controller);
}

/* --- Entries --- */

static void
add_entry (BitTimingRegisters *self, const char *name, const char *label, const char *example)
{
  GtkWidget *title = gtk_label_new (label), *entry = gtk_entry_new ();
  int row = (int) self->entries->len;

  gtk_label_set_xalign (GTK_LABEL (title), 1);
  gtk_label_set_width_chars (GTK_LABEL (title), LABEL_CHARS);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 12);
  gtk_widget_add_css_class (entry, "mono");
  g_object_set (entry, "placeholder-text", example, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (refresh), self);
  gtk_grid_attach (GTK_GRID (self->grid), title, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), entry, 1, row, 1, 1);
  g_ptr_array_add (self->entries, entry);
  g_ptr_array_add (self->names, (gpointer) name);
}

static void
add_registers (BitTimingRegisters *self, const Controller *controller)
{
  for (const RegisterField *field = controller->fields; field != NULL && field->reg != NULL; field++)
    {
      gboolean known = FALSE;

      for (guint i = 0; i < self->names->len; i++)
        known |= strcmp (self->names->pdata[i], field->reg) == 0;
      if (!known)
        add_entry (self, field->reg, field->reg, "0x");
    }
}

static void
fill (BitTimingRegisters *self)
{
  static const char *const words[] = { "BTArb", "BTData", "BTExtArb", "BTExtData" };
  static const char *const segments[] = { "brp", "prop", "phase 1", "phase 2", "sjw" };
  const Controller *controller = controller_of (self);
  guint chosen = gtk_drop_down_get_selected (self->source);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  g_ptr_array_set_size (self->entries, 0);
  g_ptr_array_set_size (self->names, 0);
  gtk_widget_set_sensitive (self->clock, chosen != SOURCE_WORDS);
  if (controller != NULL)
    {
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->clock), controller->clocks[0] / 1e6);
      add_registers (self, controller);
    }
  else if (chosen == SOURCE_WORDS)
    for (guint i = 0; i < G_N_ELEMENTS (words); i++)
      add_entry (self, words[i], words[i], i == 0 ? "0x46500250" : "0x20011736");
  else
    for (guint data = 0; data < 2; data++)
      for (guint i = 0; i < N_SEGMENTS; i++)
        {
          g_autofree char *label = g_strdup_printf ("%s, %s", segments[i], data ? _ ("Data") : _ ("Nominal"));

          add_entry (self, segments[i], label, "");
        }
  refresh (self);
}

/* --- Building --- */

static GtkStringList *
new_sources (void)
{
  GtkStringList *list = gtk_string_list_new (NULL);
  guint n;
  const Controller *all = controllers_get (&n);

  gtk_string_list_append (list, _ ("Words of an ASC or BLF recording"));
  gtk_string_list_append (list, _ ("Segments"));
  for (guint i = 0; i < n; i++)
    gtk_string_list_append (list, all[i].name);
  return list;
}

static void
bit_timing_registers_dispose (GObject *object)
{
  BitTimingRegisters *self = BIT_TIMING_REGISTERS (object);

  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  G_OBJECT_CLASS (bit_timing_registers_parent_class)->dispose (object);
}

static void
bit_timing_registers_class_init (BitTimingRegistersClass *class)
{
  G_OBJECT_CLASS (class)->dispose = bit_timing_registers_dispose;
}

static void
bit_timing_registers_init (BitTimingRegisters *self)
{
  self->entries = g_ptr_array_new ();
  self->names = g_ptr_array_new ();
}

static GtkWidget *
labelled (const char *text, GtkWidget *control)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_width_chars (GTK_LABEL (label), LABEL_CHARS);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), control);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return box;
}

static GtkWidget *
new_input (BitTimingRegisters *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 7), *scrolled = gtk_scrolled_window_new ();
  GtkExpression *name = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  self->source = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (new_sources ()), name));
  gtk_drop_down_set_enable_search (self->source, TRUE);
  self->clock = gtk_spin_button_new_with_range (0.001, 10000, 1);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (self->clock), 3);
  self->delay = gtk_spin_button_new_with_range (1, 100000, 5);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->delay), NODE_DELAY_NS);
  self->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 7);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 8);
  gtk_box_append (GTK_BOX (box), labelled (_ ("Registers of"), GTK_WIDGET (self->source)));
  gtk_box_append (GTK_BOX (box), labelled (_ ("Clock (MHz)"), self->clock));
  gtk_box_append (GTK_BOX (box), labelled (_ ("Node delay (ns)"), self->delay));
  gtk_box_append (GTK_BOX (box), self->grid);
  gtk_widget_add_css_class (box, "form");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_widget_add_css_class (scrolled, "inspector");
  g_signal_connect_swapped (self->clock, "value-changed", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (self->delay, "value-changed", G_CALLBACK (refresh), self);
  return scrolled;
}

GtkWidget *
bit_timing_registers_new (void)
{
  BitTimingRegisters *self = g_object_new (BIT_TYPE_TIMING_REGISTERS, NULL);
  GtkWidget *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *result = gtk_label_new (NULL);
  GtkWidget *view = bit_view_new (), *export = bit_timing_export_box_new (), *scrolled = gtk_scrolled_window_new ();

  self->view = BIT_VIEW (view);
  self->result = GTK_LABEL (result);
  self->export = BIT_TIMING_EXPORT_BOX (export);
  gtk_label_set_xalign (self->result, 0);
  gtk_label_set_yalign (self->result, 0);
  gtk_label_set_wrap (self->result, TRUE);
  gtk_label_set_selectable (self->result, TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), result);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_add_css_class (right, "timing-foot");
  gtk_box_append (GTK_BOX (self), new_input (self));
  gtk_box_append (GTK_BOX (self), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (right), view);
  gtk_box_append (GTK_BOX (right), scrolled);
  gtk_box_append (GTK_BOX (right), export);
  gtk_widget_set_hexpand (right, TRUE);
  gtk_box_append (GTK_BOX (self), right);
  g_signal_connect_swapped (self->source, "notify::selected", G_CALLBACK (fill), self);
  gtk_drop_down_set_selected (self->source, FIRST_CONTROLLER);
  fill (self);
  return GTK_WIDGET (self);
}
