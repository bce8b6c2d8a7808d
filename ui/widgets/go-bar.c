/* go-bar.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/go-bar.h"

#include "base/i18n.h"
#include "models/columns.h"
#include "models/go-to.h"
#include "ui/field-mark.h"
#include "ui/text.h"

struct _GoBar
{
  GtkBox parent_instance;
  TraceSession *session; /* (nullable) */
  GtkRevealer *revealer;
  GtkEntry *entry;
  GtkLabel *status;
  uint64_t row; /* shown, that is written; ROW_NONE */
};

G_DEFINE_FINAL_TYPE (GoBar, go_bar, GTK_TYPE_BOX)

static guint chosen_signal, closed_signal;

/* --- What is written --- */

static void
show_status (GoBar *self, const char *sentence, gboolean invalid)
{
  gtk_label_set_text (self->status, sentence);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->status), *sentence != '\0' ? sentence : NULL);
  field_mark (GTK_WIDGET (self->entry), !invalid);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
}

/* The first shown row at or behind this one, else the last. */
static uint64_t
nearest_shown (GoBar *self, uint64_t row)
{
  uint64_t n = trace_session_n_shown (self->session), position = trace_session_shown_rank (self->session, row);

  return n > 0 ? trace_session_nth_shown (self->session, MIN (position, n - 1)) : ROW_NONE;
}

static void
describe_row (GoBar *self, FrameStore *store, gboolean hidden)
{
  ColumnContext context = { .store = store, .time_decimals = 6 };
  g_autoptr (GString) time = g_string_new (NULL);
  g_autofree char *number = text_count (self->row + 1), *sentence = NULL;
  CanFrame frame;

  frame_store_get (store, self->row, &frame);
  column_append_text (column_by_id ("time"), &context, self->row, &frame, time);
  sentence = hidden ? g_strdup_printf (_ ("Hidden by the filter; nearest: frame %s at %s s"), number, time->str)
                    : g_strdup_printf (_ ("Frame %s at %s s"), number, time->str);
  show_status (self, sentence, FALSE);
}

static void
look (GoBar *self)
{
  FrameStore *store = self->session != NULL ? trace_session_get_store (self->session) : NULL;
  g_autofree char *problem = NULL;
  uint64_t row;

  self->row = ROW_NONE;
  if (store == NULL
      || !go_to_find (gtk_editable_get_text (GTK_EDITABLE (self->entry)), store,
                      trace_session_get_cursor (self->session), &row, &problem))
    {
      show_status (self, problem != NULL ? problem : _ ("Number, or time: 12345 · 1.25 s · 12:04:31 · +100 · 50 %"),
                   problem != NULL);
      return;
    }
  self->row = nearest_shown (self, row);
  if (self->row == ROW_NONE)
    show_status (self, _ ("The filter shows no frame"), TRUE);
  else
    describe_row (self, store, self->row != row);
}

static void
go (GoBar *self)
{
  uint64_t row;

  look (self); /* more frames may have come */
  row = self->row;
  if (row == ROW_NONE)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  g_signal_emit (self, chosen_signal, 0, (guint64) row);
  go_bar_close (self);
}

static gboolean
on_key (GoBar *self, guint key, guint code, GdkModifierType state)
{
  if (key != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  go_bar_close (self);
  return GDK_EVENT_STOP;
}

/* --- Building --- */

static GtkWidget *
add_button (GoBar *self, GtkWidget *box, const char *icon, const char *words, GCallback clicked)
{
  GtkWidget *button = icon != NULL ? gtk_button_new_from_icon_name (icon) : gtk_button_new_with_label (words);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (icon != NULL)
    {
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_tooltip_text (button, words);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
    }
  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
build (GoBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 24);
  gtk_widget_add_css_class (GTK_WIDGET (self->entry), "mono");
  gtk_widget_set_valign (GTK_WIDGET (self->entry), GTK_ALIGN_CENTER);
  gtk_entry_set_icon_from_icon_name (self->entry, GTK_ENTRY_ICON_PRIMARY, "go-jump-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Go to frame or time"), -1);
  g_object_set (self->entry, "placeholder-text", _ ("Number or time"), NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->entry));
  add_button (self, box, NULL, _ ("Go"), G_CALLBACK (go));

  self->status = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->status, 0);
  gtk_label_set_ellipsize (self->status, PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (self->status, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->status), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->status), "small");
  gtk_widget_add_css_class (GTK_WIDGET (self->status), "dim");
  gtk_widget_add_css_class (GTK_WIDGET (self->status), "tnum");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->status));
  add_button (self, box, "window-close-symbolic", _ ("Close (Esc)"), G_CALLBACK (go_bar_close));

  gtk_widget_add_css_class (box, "filterbar");
  gtk_widget_add_css_class (box, "findbar");
  self->revealer = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_transition_duration (self->revealer, 120);
  gtk_widget_set_hexpand (GTK_WIDGET (self->revealer), TRUE);
  gtk_revealer_set_child (self->revealer, box);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->revealer));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (go), self);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (look), self);
}

static void
go_bar_dispose (GObject *object)
{
  GoBar *self = GO_BAR (object);

  if (self->entry != NULL)
    g_signal_handlers_disconnect_by_data (self->entry, self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (go_bar_parent_class)->dispose (object);
}

static void
go_bar_class_init (GoBarClass *class)
{
  G_OBJECT_CLASS (class)->dispose = go_bar_dispose;
  chosen_signal
      = g_signal_new ("chosen", GO_TYPE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
  closed_signal = g_signal_new ("closed", GO_TYPE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
go_bar_init (GoBar *self)
{
  self->row = ROW_NONE;
  build (self);
}

/* --- Public --- */

void
go_bar_set_session (GoBar *self, TraceSession *session)
{
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
}

void
go_bar_open (GoBar *self)
{
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  look (self);
}

void
go_bar_close (GoBar *self)
{
  if (!gtk_revealer_get_reveal_child (self->revealer))
    return;
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  g_signal_emit (self, closed_signal, 0);
}

gboolean
go_bar_is_open (GoBar *self)
{
  return gtk_revealer_get_reveal_child (self->revealer);
}

GtkEditable *
go_bar_get_entry (GoBar *self)
{
  return GTK_EDITABLE (self->entry);
}

const char *
go_bar_get_status (GoBar *self)
{
  return gtk_label_get_text (self->status);
}
