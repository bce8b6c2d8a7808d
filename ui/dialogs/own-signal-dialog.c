/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/dialogs/own-signal-dialog.h"

#include "base/i18n.h"
#include "base/text-scan.h"
#include "models/detail-tree.h"
#include "ui/dialogs/form-grid.h"
#include <string.h>

#define MAX_BITS 64
#define MAX_START (CAN_FRAME_MAX_LEN * 8 - 1)

struct _OwnSignalDialog
{
  GtkWindow parent;

  TraceSession *session;
  uint32_t id;
  guint frame_length;
  char *channel;          /* (nullable) */
  char *message, *before; /* (nullable) names of the one that is changed */
  CanFrame frame;
  uint8_t data[CAN_FRAME_MAX_LEN];
  gboolean has_frame;

  GtkWidget *name, *order, *start, *length, *kind, *factor, *offset, *unit, *comment;
  GtkWidget *value, *problem, *save;
};

G_DEFINE_FINAL_TYPE (OwnSignalDialog, own_signal_dialog, GTK_TYPE_WINDOW)

/* --- What is set --- */

static const char *
text_of (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

static gboolean
number_of (GtkWidget *entry, double *value)
{
  g_autofree char *text = g_strstrip (g_strdup (text_of (entry)));

  return text_word_double ((TextWord){ text, strlen (text) }, value);
}

/* Two kinds of floats; their length says which. */
static SignalKind
kind_of (OwnSignalDialog *self, guint length)
{
  static const SignalKind kinds[] = { SIGNAL_UNSIGNED, SIGNAL_SIGNED, SIGNAL_FLOAT };
  SignalKind kind = kinds[gtk_drop_down_get_selected (GTK_DROP_DOWN (self->kind)) % G_N_ELEMENTS (kinds)];

  return kind == SIGNAL_FLOAT && length == 64 ? SIGNAL_DOUBLE : kind;
}

/* FALSE: a number is none. Texts are borrowed. */
static gboolean
read_form (OwnSignalDialog *self, OwnSignal *signal)
{
  guint length = (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->length));

  *signal = (OwnSignal){ .id = self->id,
                         .frame_length = self->frame_length,
                         .channel = self->channel,
                         .start = (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->start)),
                         .length = length,
                         .big_endian = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->order)) == 1,
                         .kind = kind_of (self, length),
                         .name = text_of (self->name),
                         .unit = text_of (self->unit),
                         .comment = text_of (self->comment) };
  return number_of (self->factor, &signal->factor) && number_of (self->offset, &signal->offset);
}

/* What the bits of the frame say so. */
static void
show_value (OwnSignalDialog *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  OwnSignal signal;
  CanSignal made;
  uint64_t bits;

  gtk_widget_set_visible (self->problem, FALSE);
  gtk_widget_set_sensitive (self->save, TRUE);
  if (!read_form (self, &signal))
    {
      gtk_label_set_text (GTK_LABEL (self->value), _ ("Factor and offset are numbers, such as 0.25 or -40"));
      gtk_widget_set_sensitive (self->save, FALSE);
      return;
    }
  if (!own_signal_init (&signal, &made))
    {
      gtk_label_set_text (GTK_LABEL (self->value), signal.kind >= SIGNAL_FLOAT ? _ ("Floats have 16, 32 or 64 bits")
                                                                               : _ ("A signal cannot have these bits"));
      gtk_widget_set_sensitive (self->save, FALSE);
      return;
    }
  if (!self->has_frame)
    gtk_label_set_text (GTK_LABEL (self->value), "");
  else if (!can_signal_decode_raw (&made, &self->frame, &bits))
    gtk_label_set_text (GTK_LABEL (self->value), _ ("This frame is too short for them"));
  else
    {
      detail_append_value (&made, bits, text);
      g_string_append_printf (text, " · 0x%" G_GINT64_MODIFIER "X", (guint64) bits);
      gtk_label_set_text (GTK_LABEL (self->value), text->str);
    }
}

/* --- Done --- */

/* The one that is changed, as it is now. */
static char *
change (OwnSignalDialog *self, const OwnSignal *signal, GError **error)
{
  const Database *own = own_signals_get (self->session);
  const Message *message = own != NULL ? database_find_message (own, self->message) : NULL;
  const CanSignal *before = message != NULL ? message_find_signal (message, self->before) : NULL;

  if (before == NULL)
    return own_signals_add (self->session, signal, error); /* it was taken out meanwhile */
  return own_signals_change (self->session, message, before, signal, error);
}

static void
on_save (OwnSignalDialog *self)
{
  g_autofree char *added = NULL;
  g_autoptr (GError) error = NULL;
  OwnSignal signal;

  if (!read_form (self, &signal))
    return;
  added = self->before != NULL ? change (self, &signal, &error) : own_signals_add (self->session, &signal, &error);
  if (added != NULL)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  gtk_label_set_text (GTK_LABEL (self->problem), error->message);
  gtk_widget_set_visible (self->problem, TRUE);
}

/* --- Building --- */

static GtkWidget *
new_entry (OwnSignalDialog *self, const char *text)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (show_value), self);
  return entry;
}

static GtkWidget *
new_number (OwnSignalDialog *self, double value)
{
  char text[SIGNAL_TEXT_MAX];
  GtkWidget *entry;

  signal_format_double (value, text);
  entry = new_entry (self, text);
  gtk_widget_add_css_class (entry, "mono");
  return entry;
}

static GtkWidget *
new_spin (OwnSignalDialog *self, guint from, guint to, guint value)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (from, to, 1);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  if (GTK_IS_TEXT (gtk_widget_get_first_child (spin)))
    gtk_text_set_activates_default (GTK_TEXT (gtk_widget_get_first_child (spin)), TRUE);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (show_value), self);
  return spin;
}

static GtkWidget *
new_choice (OwnSignalDialog *self, const char *const *texts, guint chosen)
{
  GtkWidget *down = gtk_drop_down_new_from_strings (texts);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (down), chosen);
  g_signal_connect_swapped (down, "notify::selected", G_CALLBACK (show_value), self);
  return down;
}

static GtkWidget *
new_form (OwnSignalDialog *self, const OwnSignal *signal)
{
  const char *const orders[]
      = { _ ("Intel: least significant byte first"), _ ("Motorola: most significant byte first"), NULL },
      *const kinds[] = { _ ("Unsigned"), _ ("Signed"), _ ("Float"), NULL };
  FormGrid form = form_grid_new ();

  self->name = new_entry (self, signal->name);
  g_object_set (self->name, "placeholder-text", _ ("Letters, digits, underscores"), NULL);
  self->order = new_choice (self, orders, signal->big_endian);
  self->start = new_spin (self, 0, MAX_START, signal->start);
  self->length = new_spin (self, 1, MAX_BITS, signal->length);
  self->kind = new_choice (self, kinds, signal->kind >= SIGNAL_FLOAT ? 2 : signal->kind == SIGNAL_SIGNED);
  self->factor = new_number (self, signal->factor);
  self->offset = new_number (self, signal->offset);
  self->unit = new_entry (self, signal->unit);
  self->comment = new_entry (self, signal->comment);
  form_grid_add (&form, _ ("_Name"), self->name, _ ("Nothing: it is called after its bits"));
  form_grid_add (&form, _ ("_Byte order"), self->order, NULL);
  form_grid_add (&form, _ ("_Start bit"), self->start,
                 _ ("As databases count: byte × 8 + bit; of Intel the least significant bit, of Motorola the most"));
  form_grid_add (&form, _ ("_Length in bits"), self->length, NULL);
  form_grid_add (&form, _ ("_Kind"), self->kind, NULL);
  form_grid_add (&form, _ ("_Factor"), self->factor, _ ("What is shown is the number in the bits × factor + offset"));
  form_grid_add (&form, _ ("_Offset"), self->offset, NULL);
  form_grid_add (&form, _ ("_Unit"), self->unit, NULL);
  form_grid_add (&form, _ ("_Comment"), self->comment, NULL);
  self->value = form_label (NULL, FALSE);
  gtk_widget_add_css_class (self->value, "strong");
  gtk_widget_add_css_class (self->value, "tnum");
  form_grid_add (&form, _ ("In this frame"), self->value, NULL);
  self->problem = form_label (NULL, FALSE);
  gtk_widget_add_css_class (self->problem, "bad");
  gtk_widget_set_visible (self->problem, FALSE);
  form_grid_add_wide (&form, self->problem);
  gtk_widget_set_margin_start (GTK_WIDGET (form.grid), 16);
  gtk_widget_set_margin_end (GTK_WIDGET (form.grid), 16);
  gtk_widget_set_margin_top (GTK_WIDGET (form.grid), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (form.grid), 16);
  return GTK_WIDGET (form.grid);
}

static void
build (OwnSignalDialog *self, const OwnSignal *signal)
{
  GtkWidget *header = gtk_header_bar_new (), *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  self->save = gtk_button_new_with_mnemonic (self->before != NULL ? _ ("_Change") : _ ("_Add"));
  gtk_widget_add_css_class (self->save, "suggested-action");
  gtk_header_bar_set_show_title_buttons (GTK_HEADER_BAR (header), FALSE);
  gtk_header_bar_pack_start (GTK_HEADER_BAR (header), cancel);
  gtk_header_bar_pack_end (GTK_HEADER_BAR (header), self->save);
  gtk_window_set_titlebar (GTK_WINDOW (self), header);
  gtk_window_set_child (GTK_WINDOW (self), new_form (self, signal));
  gtk_window_set_default_widget (GTK_WINDOW (self), self->save);
  gtk_window_set_focus (GTK_WINDOW (self), self->name);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (gtk_window_close), self);
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (on_save), self);
  show_value (self);
}

static void
own_signal_dialog_dispose (GObject *object)
{
  g_clear_object (&OWN_SIGNAL_DIALOG (object)->session);
  G_OBJECT_CLASS (own_signal_dialog_parent_class)->dispose (object);
}

static void
own_signal_dialog_finalize (GObject *object)
{
  OwnSignalDialog *self = OWN_SIGNAL_DIALOG (object);

  g_free (self->channel);
  g_free (self->message);
  g_free (self->before);
  G_OBJECT_CLASS (own_signal_dialog_parent_class)->finalize (object);
}

static void
own_signal_dialog_class_init (OwnSignalDialogClass *class)
{
  G_OBJECT_CLASS (class)->dispose = own_signal_dialog_dispose;
  G_OBJECT_CLASS (class)->finalize = own_signal_dialog_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
own_signal_dialog_init (OwnSignalDialog *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "canid");
  gtk_window_set_default_size (GTK_WINDOW (self), 460, -1);
}

static OwnSignalDialog *
new_dialog (GtkWindow *parent, TraceSession *session, const OwnSignal *signal, const CanFrame *frame)
{
  OwnSignalDialog *self = g_object_new (OWN_TYPE_SIGNAL_DIALOG, "transient-for", parent, "modal", TRUE, NULL);

  self->session = g_object_ref (session);
  self->id = signal->id;
  self->frame_length = signal->frame_length;
  self->channel = g_strdup (signal->channel);
  if (frame != NULL)
    {
      self->has_frame = TRUE;
      self->frame = *frame;
      self->frame.data = self->data;
      self->frame.len = MIN (frame->len, sizeof self->data);
      memcpy (self->data, frame->data, self->frame.len);
    }
  return self;
}

GtkWidget *
own_signal_dialog_new (GtkWindow *parent, TraceSession *session, const OwnSignal *signal, const CanFrame *frame)
{
  OwnSignalDialog *self = new_dialog (parent, session, signal, frame);
  g_autofree char *title
      = g_strdup_printf (can_id_is_extended (signal->id) ? _ ("New Signal in %08X") : _ ("New Signal in %03X"),
                         can_id_number (signal->id));

  gtk_window_set_title (GTK_WINDOW (self), title);
  build (self, signal);
  return GTK_WIDGET (self);
}

GtkWidget *
own_signal_dialog_new_change (GtkWindow *parent, TraceSession *session, const Message *message, const CanSignal *signal,
                              const CanFrame *frame)
{
  OwnSignal now = { .id = message->id,
                    .frame_length = message->length,
                    .start = signal->start,
                    .length = can_signal_length (signal),
                    .big_endian = signal->layout.big_endian,
                    .kind = (SignalKind) signal->layout.kind,
                    .factor = signal->factor,
                    .offset = signal->offset,
                    .name = signal->name,
                    .unit = signal->unit,
                    .comment = signal->comment };
  OwnSignalDialog *self = new_dialog (parent, session, &now, frame);
  g_autofree char *title = g_strdup_printf (_ ("Signal %s"), signal->name);

  self->message = g_strdup (message->name);
  self->before = g_strdup (signal->name);
  gtk_window_set_title (GTK_WINDOW (self), title);
  build (self, &now);
  return GTK_WIDGET (self);
}
