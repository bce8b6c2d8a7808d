/* byte-grid.c: behaviour of the bit grid; byte-grid-draw.c is its looks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/byte-grid-private.h"

#include "base/i18n.h"

G_DEFINE_FINAL_TYPE (ByteGrid, byte_grid, GTK_TYPE_WIDGET)

void
byte_base_format (ByteBase base, uint8_t byte, char text[9])
{
  if (base == BYTE_BASE_HEX)
    g_snprintf (text, 9, "%02X", byte);
  else if (base == BYTE_BASE_DEC)
    g_snprintf (text, 9, "%u", byte);
  else
    {
      for (guint bit = 0; bit < 8; bit++)
        text[bit] = (char) ('0' + (byte >> (7 - bit) & 1));
      text[8] = 0;
    }
}

/* --- What it shows --- */

/* The chosen signal owns its bits wherever it shares them. */
static void
mark_signal (ByteGrid *self, const CanSignal *signal, int index, int chosen)
{
  for (guint i = 0; i < can_signal_length (signal); i++)
    {
      guint byte, bit;
      BitCell *cell;

      signal_layout_bit (&signal->layout, i, &byte, &bit);
      if (byte >= self->n_bytes)
        continue;
      cell = &self->cells[byte][bit];
      if (cell->owner < 0)
        cell->owner = index;
      else if (index == chosen)
        {
          cell->second = cell->owner;
          cell->owner = index;
        }
      else if (cell->second < 0)
        cell->second = index;
    }
}

static void
mark_signals (ByteGrid *self)
{
  DetailTree *tree = field_focus_get_tree (self->focus);
  const Message *message = detail_tree_get_message (tree);
  int chosen = field_focus_get_signal (self->focus);

  for (guint byte = 0; byte < BYTE_GRID_MAX_BYTES; byte++)
    for (guint bit = 0; bit < 8; bit++)
      self->cells[byte][bit] = (BitCell){ -1, -1 };
  for (int i = 0; message && i < (int) message->n_signals; i++)
    {
      const CanSignal *signal = detail_tree_get_signal (tree, i);

      if (signal)
        mark_signal (self, signal, i, chosen);
    }
}

static const char *
owner_name (ByteGrid *self, guint byte, guint bit)
{
  const CanSignal *signal
      = self->focus ? detail_tree_get_signal (field_focus_get_tree (self->focus), self->cells[byte][bit].owner) : NULL;

  return signal ? signal->name : NULL;
}

/* What the drawing says, as words: this is all that assistive technology gets of it. */
void
byte_grid_update_accessible (ByteGrid *self)
{
  GString *text = g_string_new (_ ("Bytes and bits"));
  g_autofree char *words = self->focus ? field_focus_dup_words (self->focus) : g_strdup ("");
  guint start, length;

  if (!self->n_bytes)
    g_string_append_printf (text, ": %s", _ ("no bytes"));
  for (guint i = 0; i < self->n_bytes; i++)
    g_string_append_printf (text, i ? " %02X" : ": %02X", self->bytes[i]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str, -1);
  g_string_assign (text, words);
  if (self->has_cursor && self->n_bytes)
    {
      const char *name = owner_name (self, self->cursor_byte, self->cursor_bit);

      g_string_printf (text, _ ("Byte %u bit %u is %u, %s"), self->cursor_byte, self->cursor_bit,
                       self->bytes[self->cursor_byte] >> self->cursor_bit & 1, name ? name : _ ("no signal"));
      if (*words)
        g_string_append_printf (text, ". %s", words);
    }
  if (byte_grid_get_selection (self, &start, &length))
    g_string_append_printf (text, ngettext_ (". %u bit chosen from %u.%u", ". %u bits chosen from %u.%u", length),
                            length, start / 8, start % 8);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
  g_string_free (text, TRUE);
}

static void
update (ByteGrid *self)
{
  const CanFrame *frame = self->focus ? detail_tree_get_frame (field_focus_get_tree (self->focus)) : NULL;
  guint n_bytes = frame ? MIN (frame->len, BYTE_GRID_MAX_BYTES) : 0;

  if (MAX (self->from_byte, self->to_byte) >= (int) n_bytes)
    byte_grid_clear_selection (self); /* its bits are gone */
  if (n_bytes != self->n_bytes)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  self->n_bytes = n_bytes;
  if (n_bytes)
    memcpy (self->bytes, frame->data, n_bytes);
  if (self->cursor_byte >= n_bytes)
    self->cursor_byte = n_bytes ? n_bytes - 1 : 0;
  if (self->focus)
    mark_signals (self);
  byte_grid_update_accessible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_hover (ByteGrid *self)
{
  byte_grid_update_accessible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- Pointer and keys --- */

gboolean
byte_grid_bit_at (ByteGrid *self, double x, double y, guint *byte, guint *bit)
{
  ByteGridMetrics m;
  int row, column;

  byte_grid_get_metrics (self, &m);
  if (self->adjustment && y < gtk_adjustment_get_value (self->adjustment) + m.head_height)
    return FALSE;
  row = (int) floor ((y - m.head_height) / m.row_height);
  column = (int) floor ((x - m.bits_left) / m.cell_width);
  if (row < 0 || row >= (int) self->n_bytes || column < 0 || column > 7)
    return FALSE;
  *byte = (guint) row;
  *bit = (guint) (7 - column);
  return TRUE;
}

static void
on_motion (ByteGrid *self, double x, double y)
{
  guint byte, bit;

  if (self->focus)
    field_focus_set_hover (self->focus, byte_grid_bit_at (self, x, y, &byte, &bit) ? self->cells[byte][bit].owner : -1);
}

static void
on_leave (ByteGrid *self)
{
  if (self->focus)
    field_focus_set_hover (self->focus, -1);
}

static void
choose (ByteGrid *self, guint byte, guint bit)
{
  self->cursor_byte = byte;
  self->cursor_bit = bit;
  self->has_cursor = TRUE;
  if (self->focus)
    {
      field_focus_set_byte (self->focus, byte);
      field_focus_set_signal (self->focus, self->cells[byte][bit].owner);
    }
  on_hover (self);
}

gboolean
byte_grid_choose_at (ByteGrid *self, double x, double y)
{
  guint byte, bit;

  if (!byte_grid_bit_at (self, x, y, &byte, &bit))
    return FALSE;
  choose (self, byte, bit);
  return TRUE;
}

gboolean
byte_grid_get_cursor (ByteGrid *self, double *x, double *y)
{
  ByteGridMetrics m;

  if (self->n_bytes == 0)
    return FALSE;
  byte_grid_get_metrics (self, &m);
  *x = m.bits_left + (7.5 - self->cursor_bit) * m.cell_width;
  *y = m.head_height + (self->cursor_byte + 1) * m.row_height;
  return TRUE;
}

static void
on_pressed (ByteGrid *self, int n_press, double x, double y)
{
  guint byte, bit;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (byte_grid_bit_at (self, x, y, &byte, &bit))
    choose (self, byte, bit);
}

/* Bits in reading order: position 0 is bit 7 of byte 0. */
static gboolean
on_key (ByteGrid *self, guint key, guint code, GdkModifierType state)
{
  int at = (int) (self->cursor_byte * 8 + 7 - self->cursor_bit), last = (int) self->n_bytes * 8 - 1;

  if (last < 0 || state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Escape && self->has_selection)
    {
      byte_grid_clear_selection (self);
      return GDK_EVENT_STOP;
    }
  if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_space)
    {
      double x, y;

      if (self->has_selection && byte_grid_get_cursor (self, &x, &y))
        {
          g_signal_emit_by_name (self, "selection-done", x, y);
          return GDK_EVENT_STOP;
        }
      choose (self, self->cursor_byte, self->cursor_bit);
      return GDK_EVENT_STOP;
    }
  if (key == GDK_KEY_Left || key == GDK_KEY_Right)
    at += key == GDK_KEY_Left ? -1 : 1;
  else if (key == GDK_KEY_Up || key == GDK_KEY_Down)
    at += key == GDK_KEY_Up ? -8 : 8;
  else if (key == GDK_KEY_Home || key == GDK_KEY_End)
    at = key == GDK_KEY_Home ? 0 : last;
  else
    return GDK_EVENT_PROPAGATE;
  if (at < 0 || at > last)
    return GDK_EVENT_STOP;
  if (!(state & GDK_SHIFT_MASK))
    byte_grid_clear_selection (self);
  else if (self->has_selection)
    byte_grid_select (self, (guint) self->from_byte, (guint) self->from_bit, (guint) at / 8, 7 - (guint) at % 8);
  else
    byte_grid_select (self, self->cursor_byte, self->cursor_bit, (guint) at / 8, 7 - (guint) at % 8);
  self->has_cursor = TRUE;
  self->cursor_byte = (guint) at / 8;
  self->cursor_bit = 7 - (guint) at % 8;
  if (self->focus)
    field_focus_set_byte (self->focus, self->cursor_byte);
  if (self->focus)
    field_focus_set_hover (self->focus, self->cells[self->cursor_byte][self->cursor_bit].owner);
  gtk_window_set_focus_visible (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), TRUE);
  on_hover (self);
  return GDK_EVENT_STOP;
}

static gboolean
byte_grid_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  ByteGrid *self = BYTE_GRID (widget);
  guint byte = self->cursor_byte, bit = self->cursor_bit;
  GString *text;
  DetailNode *node;

  if (!self->focus || !self->n_bytes || (!keyboard && !byte_grid_bit_at (self, x, y, &byte, &bit)))
    return FALSE;
  text = g_string_new (NULL);
  g_string_append_printf (text, _ ("Byte %u, bit %u"), byte, bit);
  node = detail_tree_find_signal (field_focus_get_tree (self->focus), self->cells[byte][bit].owner);
  if (node)
    g_string_append_printf (text, "\n%s: %s", detail_node_get_text (node, DETAIL_NAME),
                            detail_node_get_text (node, DETAIL_VALUE));
  node = detail_tree_find_signal (field_focus_get_tree (self->focus), self->cells[byte][bit].second);
  if (node)
    g_string_append_printf (text, "\n%s: %s", detail_node_get_text (node, DETAIL_NAME),
                            detail_node_get_text (node, DETAIL_VALUE));
  gtk_tooltip_set_text (tooltip, text->str);
  g_string_free (text, TRUE);
  return TRUE;
}

/* --- Sizes --- */

int
byte_grid_measure_rows (ByteGrid *self, guint n_bytes)
{
  ByteGridMetrics m;

  byte_grid_get_metrics (self, &m);
  return (int) ceil (m.head_height + n_bytes * m.row_height) + 8;
}

static void
byte_grid_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                   int *min_baseline, int *nat_baseline)
{
  ByteGrid *self = BYTE_GRID (widget);
  ByteGridMetrics m;

  byte_grid_get_metrics (self, &m);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = (int) ceil (m.bits_left) + 8 * (int) ceil (MAX (12, 1.5 * m.char_width)) + 12;
      *natural = (int) ceil (m.bits_left) + 8 * 40 + 12;
    }
  else
    *minimum = *natural = byte_grid_measure_rows (self, self->n_bytes);
}

static GtkSizeRequestMode
byte_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

gboolean
byte_grid_get_chosen_extents (ByteGrid *self, double *top, double *bottom)
{
  int chosen = self->focus ? field_focus_get_signal (self->focus) : -1;
  gboolean found = FALSE;
  ByteGridMetrics m;

  byte_grid_get_metrics (self, &m);
  for (guint byte = 0; chosen >= 0 && byte < self->n_bytes; byte++)
    for (guint bit = 0; bit < 8; bit++)
      if (self->cells[byte][bit].owner == chosen)
        {
          if (!found)
            *top = byte * m.row_height; /* the head covers as much */
          *bottom = m.head_height + (byte + 1) * m.row_height;
          found = TRUE;
        }
  return found;
}

gboolean
byte_grid_get_bit_position (ByteGrid *self, guint byte, guint bit, double *x, double *y)
{
  ByteGridMetrics m;

  if (byte >= self->n_bytes || bit > 7)
    return FALSE;
  byte_grid_get_metrics (self, &m);
  *x = m.bits_left + (7.5 - bit) * m.cell_width;
  *y = m.head_height + (byte + 0.5) * m.row_height;
  return TRUE;
}

/* --- Class --- */

static void
byte_grid_dispose (GObject *object)
{
  byte_grid_set_focus (BYTE_GRID (object), NULL);
  byte_grid_set_adjustment (BYTE_GRID (object), NULL);
  G_OBJECT_CLASS (byte_grid_parent_class)->dispose (object);
}

static void
byte_grid_class_init (ByteGridClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = byte_grid_dispose;
  widget_class->snapshot = byte_grid_snapshot;
  widget_class->measure = byte_grid_measure;
  widget_class->get_request_mode = byte_grid_get_request_mode;
  widget_class->query_tooltip = byte_grid_query_tooltip;
  g_signal_new ("selection-changed", BYTE_TYPE_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("selection-done", BYTE_TYPE_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE,
                G_TYPE_DOUBLE);
  gtk_widget_class_set_css_name (widget_class, "bytegrid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
byte_grid_init (ByteGrid *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_add_css_class (GTK_WIDGET (self), "mono");
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  self->cursor_bit = 7;
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  byte_grid_add_drag (self);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-application-prefer-dark-theme",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  byte_grid_update_accessible (self);
}

GtkWidget *
byte_grid_new (void)
{
  return g_object_new (BYTE_TYPE_GRID, NULL);
}

void
byte_grid_set_focus (ByteGrid *self, FieldFocus *focus)
{
  if (self->focus == focus)
    return;
  if (self->focus)
    g_signal_handlers_disconnect_by_data (self->focus, self);
  g_set_object (&self->focus, focus);
  if (!focus)
    return;
  g_signal_connect_object (focus, "frame-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "notify::signal", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "notify::hover", G_CALLBACK (on_hover), self, G_CONNECT_SWAPPED);
  update (self);
}

void
byte_grid_set_base (ByteGrid *self, ByteBase base)
{
  self->base = base;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

ByteBase
byte_grid_get_base (ByteGrid *self)
{
  return self->base;
}

void
byte_grid_set_adjustment (ByteGrid *self, GtkAdjustment *adjustment)
{
  if (self->adjustment == adjustment)
    return;
  if (self->adjustment)
    g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_set_object (&self->adjustment, adjustment);
  if (adjustment)
    g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}
