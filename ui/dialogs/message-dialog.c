/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/message-dialog.h"

#include "base/i18n.h"
#include "draw/layout-picture.h"
#include "ui/theme-look.h"
#include "ui/widgets/data-table.h"
#include <math.h>

#define PICTURE_WIDTH 400

#define MESSAGE_TYPE_ROW (message_row_get_type ())
G_DECLARE_FINAL_TYPE (MessageRow, message_row, MESSAGE, ROW, GObject)

struct _MessageRow
{
  GObject parent;
  guint index; /* of the signal */
};

G_DEFINE_FINAL_TYPE (MessageRow, message_row, G_TYPE_OBJECT)

static void
message_row_class_init (MessageRowClass *class)
{
}

static void
message_row_init (MessageRow *self)
{
}

struct _MessageDialog
{
  GtkWindow parent;

  Database *database;
  LayoutPicture picture;
  GListStore *rows;
  GtkColumnView *table;
  GtkWidget *area;
};

G_DEFINE_FINAL_TYPE (MessageDialog, message_dialog, GTK_TYPE_WINDOW)

enum
{
  COLUMN_NAME,
  COLUMN_START,
  COLUMN_LENGTH,
  COLUMN_KIND,
  COLUMN_FACTOR,
  COLUMN_OFFSET,
  COLUMN_RANGE,
  COLUMN_UNIT,
  COLUMN_MUX,
  COLUMN_RECEIVERS,
  COLUMN_ATTRIBUTES,
  N_COLUMNS
};

static const TableColumn columns[N_COLUMNS] = {
  [COLUMN_NAME] = { N_ ("Signal"), NULL, 150, FALSE, FALSE, FALSE },
  [COLUMN_START] = { N_ ("Start"), N_ ("Its first bit, as the picture numbers them"), 50, TRUE, TRUE, FALSE },
  [COLUMN_LENGTH] = { N_ ("Bits"), NULL, 46, TRUE, TRUE, FALSE },
  [COLUMN_KIND] = { N_ ("Order"), N_ ("Byte order and kind"), 146, FALSE, FALSE, FALSE },
  [COLUMN_FACTOR] = { N_ ("Factor"), NULL, 60, TRUE, TRUE, FALSE },
  [COLUMN_OFFSET] = { N_ ("Offset"), NULL, 58, TRUE, TRUE, FALSE },
  [COLUMN_RANGE] = { N_ ("Range"), NULL, 110, TRUE, TRUE, FALSE },
  [COLUMN_UNIT] = { N_ ("Unit"), NULL, 56, FALSE, FALSE, FALSE },
  [COLUMN_MUX] = { N_ ("Multiplexed"), NULL, 96, FALSE, FALSE, FALSE },
  [COLUMN_RECEIVERS] = { N_ ("Receivers"), NULL, 120, FALSE, FALSE, FALSE },
  [COLUMN_ATTRIBUTES] = { N_ ("Attributes"), NULL, 200, FALSE, FALSE, FALSE },
};

/* --- Texts --- */

static void
append_double (GString *out, double value)
{
  char text[SIGNAL_TEXT_MAX];

  signal_format_double (value, text);
  g_string_append (out, text);
}

/* Those that the file gives. */
static void
append_attributes (GString *out, const Database *database, const Message *message, const CanSignal *signal,
                   const char *between)
{
  AttributeSubject subject
      = { .owner = signal != NULL ? ATTRIBUTE_SIGNAL : ATTRIBUTE_MESSAGE, .message = message, .signal = signal };

  for (guint i = 0; i < database_n_attributes (database); i++)
    {
      const AttributeDefinition *definition = database_get_definition (database, i);
      const char *value;
      gboolean given;

      if (definition->owner != subject.owner)
        continue;
      value = database_get_value (database, &subject, definition->name, &given);
      if (value != NULL && given)
        g_string_append_printf (out, "%s%s = %s", out->len > 0 ? between : "", definition->name, value);
    }
}

static void
append_mux (GString *out, const Message *message, const CanSignal *signal)
{
  if (signal->is_multiplexer)
    g_string_append (out, _ ("multiplexer"));
  if (signal->mux_parent < 0)
    return;
  g_string_append_printf (out, "%s%s = ", out->len > 0 ? ", " : "", message->signals[signal->mux_parent].name);
  for (guint i = 0; i < signal->n_mux_ranges; i++)
    if (signal->mux_ranges[i].first == signal->mux_ranges[i].last)
      g_string_append_printf (out, "%s%llu", i > 0 ? ", " : "", (unsigned long long) signal->mux_ranges[i].first);
    else
      g_string_append_printf (out, "%s%llu–%llu", i > 0 ? ", " : "", (unsigned long long) signal->mux_ranges[i].first,
                              (unsigned long long) signal->mux_ranges[i].last);
}

static const char *
kind_words (const CanSignal *signal)
{
  switch ((SignalKind) signal->layout.kind)
    {
    case SIGNAL_SIGNED:
      return signal->layout.big_endian ? _ ("Motorola, signed") : _ ("Intel, signed");
    case SIGNAL_FLOAT:
    case SIGNAL_DOUBLE:
      return signal->layout.big_endian ? _ ("Motorola, float") : _ ("Intel, float");
    case SIGNAL_UNSIGNED:
      break;
    }
  return signal->layout.big_endian ? _ ("Motorola, unsigned") : _ ("Intel, unsigned");
}

static void
append_names (GString *out, char **names)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", names[i]);
}

static void
table_text (gpointer item, guint column, GString *out, gpointer data)
{
  MessageDialog *self = data;
  guint index = MESSAGE_ROW (item)->index;
  const Message *message = self->picture.message;
  const CanSignal *signal = &message->signals[index];

  switch (column)
    {
    case COLUMN_NAME:
      g_string_append_printf (out, "■ %s", signal->name);
      break;
    case COLUMN_START:
      g_string_append_printf (out, "%u", layout_picture_start (&self->picture, index));
      break;
    case COLUMN_LENGTH:
      g_string_append_printf (out, "%u", can_signal_length (signal));
      break;
    case COLUMN_KIND:
      g_string_append (out, kind_words (signal));
      break;
    case COLUMN_FACTOR:
      append_double (out, signal->factor);
      break;
    case COLUMN_OFFSET:
      append_double (out, signal->offset);
      break;
    case COLUMN_RANGE:
      if (signal->minimum == 0 && signal->maximum == 0)
        break;
      append_double (out, signal->minimum);
      g_string_append (out, " – ");
      append_double (out, signal->maximum);
      break;
    case COLUMN_UNIT:
      g_string_append (out, signal->unit);
      break;
    case COLUMN_MUX:
      append_mux (out, message, signal);
      break;
    case COLUMN_RECEIVERS:
      append_names (out, signal->receivers);
      break;
    case COLUMN_ATTRIBUTES:
      {
        g_autoptr (GString) text = g_string_new (NULL);

        append_attributes (text, self->database, message, signal, ", ");
        g_string_append (out, text->str);
        break;
      }
    default:
      break;
    }
}

static const char *
table_class (gpointer item, gpointer data)
{
  static const char *const classes[N_PLOT_COLORS]
      = { "plot-1", "plot-2", "plot-3", "plot-4", "plot-5", "plot-6", "plot-7", "plot-8" };

  return classes[MESSAGE_ROW (item)->index % N_PLOT_COLORS];
}

static void
table_tip (gpointer item, guint column, GString *out, gpointer data)
{
  const CanSignal *signal = &MESSAGE_DIALOG (data)->picture.message->signals[MESSAGE_ROW (item)->index];

  if (column != COLUMN_NAME)
    return;
  if (signal->comment != NULL)
    g_string_append (out, signal->comment);
  for (guint i = 0; i < MIN (signal->n_labels, 30); i++)
    g_string_append_printf (out, "%s%lld = %s", out->len > 0 ? "\n" : "", (long long) signal->labels[i].raw,
                            signal->labels[i].text);
}

static const TableOwner owner = { table_text, table_class, table_tip, NULL };

/* --- The picture --- */

static void
draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  MessageDialog *self = data;
  DrawLook look;

  theme_look_init (&look, GTK_WIDGET (area));
  layout_picture_draw (&self->picture, &look, cr, width);
}

static void
choose (MessageDialog *self, int signal)
{
  self->picture.chosen = signal;
  gtk_widget_queue_draw (self->area);
}

static void
on_pressed (GtkGestureClick *click, int n_press, double x, double y, MessageDialog *self)
{
  int signal;
  DrawLook look;

  theme_look_init (&look, self->area);
  signal = layout_picture_signal_at (&self->picture, &look, gtk_widget_get_width (self->area), x, y);
  if (signal >= 0)
    data_table_show (self->table, (guint) signal);
}

static void
on_chosen (MessageDialog *self)
{
  g_autoptr (MessageRow) row = data_table_dup_chosen (self->table);

  choose (self, row != NULL ? (int) row->index : -1);
}

static void
on_numbering (GtkDropDown *down, GParamSpec *param, MessageDialog *self)
{
  self->picture.from_msb = gtk_drop_down_get_selected (down) == 1;
  gtk_widget_queue_draw (self->area);
  data_table_refresh (self->table);
}

/* --- Building --- */

/* Nodes that take some signal of it, each once. */
static void
append_receivers (GString *text, const Message *message)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < message->n_signals; i++)
    for (char **name = message->signals[i].receivers; name != NULL && *name != NULL; name++)
      if (g_hash_table_add (seen, *name))
        g_ptr_array_add (names, *name);
  if (names->len == 0)
    return;
  g_ptr_array_add (names, NULL);
  g_string_append (text, _ (" · received by "));
  append_names (text, (char **) names->pdata);
}

/* Signals that reach beyond the message: no frame of its length has them. */
static void
append_beyond (GString *out, const Message *message)
{
  gboolean any = FALSE;

  for (guint i = 0; i < message->n_signals; i++)
    if (message->signals[i].layout.end_byte > message->length)
      {
        g_string_append (out, any ? ", " : _ ("\nBeyond the end, in no frame of this length: "));
        g_string_append (out, message->signals[i].name);
        any = TRUE;
      }
}

static char *
dup_words (MessageDialog *self)
{
  const Message *message = self->picture.message;
  guint overlaps = layout_picture_n_overlaps (&self->picture);
  GString *text = g_string_new (NULL);
  g_autoptr (GString) attributes = g_string_new (NULL);

  g_string_append_printf (text, can_id_is_extended (message->id) ? _ ("0x%08X, 29 bits") : _ ("0x%03X, 11 bits"),
                          can_id_number (message->id));
  g_string_append_printf (text, ngettext_ (" · %u byte", " · %u bytes", message->length), message->length);
  if (message->fd)
    g_string_append (text, " · CAN FD");
  if (message->cycle_time > 0)
    g_string_append_printf (text, _ (" · every %d ms"), message->cycle_time);
  if (message->send_type != NULL)
    g_string_append_printf (text, " · %s", message->send_type);
  g_string_append (text, _ ("\nSent by "));
  append_names (text, message->senders);
  append_receivers (text, message);
  if (message->comment != NULL)
    g_string_append_printf (text, "\n%s", message->comment);
  append_attributes (attributes, self->database, message, NULL, ", ");
  if (attributes->len > 0)
    g_string_append_printf (text, "\n%s", attributes->str);
  if (overlaps > 0)
    g_string_append_printf (text,
                            ngettext_ ("\n%u bit belongs to several signals", "\n%u bits belong to several signals",
                                       overlaps),
                            overlaps);
  append_beyond (text, message);
  return g_string_free (text, FALSE);
}

static GtkWidget *
build_picture (MessageDialog *self)
{
  const char *const numberings[] = { _ ("Bits numbered as Intel: least significant first"),
                                     _ ("Bits numbered as Motorola: first on the wire first"), NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *scrolled = gtk_scrolled_window_new (),
            *numbering = gtk_drop_down_new_from_strings (numberings);
  GtkGesture *click = gtk_gesture_click_new ();
  DrawLook look;

  self->area = gtk_drawing_area_new ();
  theme_look_init (&look, self->area);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->area), draw, self, NULL);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self->area), PICTURE_WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->area),
                                       (int) ceil (layout_picture_height (&self->picture, &look)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->area), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Bits of the message"),
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (numbering), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Numbering of bits"),
                                  -1);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (numbering, "notify::selected", G_CALLBACK (on_numbering), self);
  gtk_widget_add_controller (self->area, GTK_EVENT_CONTROLLER (click));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->area);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), numbering);
  gtk_box_append (GTK_BOX (box), scrolled);
  return box;
}

static void
build (MessageDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8),
            *scrolled = gtk_scrolled_window_new (), *words, *name = gtk_label_new (self->picture.message->name);
  GtkSingleSelection *selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
  g_autofree char *text = dup_words (self);

  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_single_selection_set_selected (selection, GTK_INVALID_LIST_POSITION);
  self->table = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (selection)));
  data_table_build (self->table, _ ("Signals of the message"), columns, N_COLUMNS, &owner, self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->table));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_set_hexpand (scrolled, TRUE);
  words = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_selectable (GTK_LABEL (words), TRUE);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_add_css_class (name, "h2");
  gtk_box_append (GTK_BOX (right), name);
  gtk_box_append (GTK_BOX (right), words);
  gtk_box_append (GTK_BOX (right), scrolled);
  gtk_box_append (GTK_BOX (box), build_picture (self));
  gtk_box_append (GTK_BOX (box), right);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_window_set_child (GTK_WINDOW (self), box);
  g_signal_connect_swapped (selection, "notify::selected-item", G_CALLBACK (on_chosen), self);
  gtk_widget_grab_focus (GTK_WIDGET (self->table));
}

static void
message_dialog_finalize (GObject *object)
{
  MessageDialog *self = MESSAGE_DIALOG (object);

  g_clear_object (&self->rows);
  database_unref (self->database);
  G_OBJECT_CLASS (message_dialog_parent_class)->finalize (object);
}

static void
message_dialog_class_init (MessageDialogClass *class)
{
  G_OBJECT_CLASS (class)->finalize = message_dialog_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
message_dialog_init (MessageDialog *self)
{
  self->rows = g_list_store_new (MESSAGE_TYPE_ROW);
  self->picture.chosen = -1;
  gtk_window_set_default_size (GTK_WINDOW (self), 1180, 560);
  gtk_widget_add_css_class (GTK_WIDGET (self), "canid");
}

GtkWidget *
message_dialog_new (GtkWindow *parent, const Database *database, const Message *message, const CanSignal *signal)
{
  MessageDialog *self = g_object_new (MESSAGE_TYPE_DIALOG, "transient-for", parent, NULL);

  self->database = database_ref (database);
  self->picture.message = message;
  gtk_window_set_title (GTK_WINDOW (self), message->name);
  for (guint i = 0; i < message->n_signals; i++)
    {
      g_autoptr (MessageRow) row = g_object_new (MESSAGE_TYPE_ROW, NULL);

      row->index = i;
      g_list_store_append (self->rows, row);
    }
  build (self);
  if (signal != NULL)
    data_table_show (self->table, (guint) (signal - message->signals));
  return GTK_WIDGET (self);
}
