/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/panels/transmit-editor-private.h"

#include "base/i18n.h"
#include "models/transmit-words.h"
#include "ui/actions.h"
#include "ui/field-mark.h"
#include "ui/widgets/check-box.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (TransmitEditor, transmit_editor, GTK_TYPE_BOX)

static const guint flag_bits[] = { CAN_FD, CAN_BRS, CAN_ESI };

/* --- What is edited --- */

TransmitRow *
transmit_editor_begin (TransmitEditor *self)
{
  return self->item != NULL && !self->showing ? transmit_row_copy (transmit_item_get_row (self->item)) : NULL;
}

void
transmit_editor_end (TransmitEditor *self, TransmitRow *row, const char *label)
{
  transmit_list_edit (self->list, self->item, row, label);
}

static void
on_kind (TransmitEditor *self)
{
  TransmitRow *row = transmit_editor_begin (self);
  guint flags = 0;

  if (row == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (flag_bits); i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->flags[i])))
      flags |= flag_bits[i];
  transmit_row_set_kind (row, gtk_check_button_get_active (GTK_CHECK_BUTTON (self->extended)),
                         gtk_check_button_get_active (GTK_CHECK_BUTTON (self->remote)), flags);
  transmit_editor_end (self, row, _ ("Change the Type"));
}

static void
on_dlc (TransmitEditor *self)
{
  TransmitRow *row = transmit_editor_begin (self);
  guint dlc = (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->dlc));
  gboolean fd;

  if (row == NULL)
    return;
  fd = (row->frame.flags & CAN_FD) != 0;
  row->frame.dlc = (uint8_t) dlc;
  if (row->frame.id & CAN_ID_REMOTE)
    row->frame.len = 0;
  else
    {
      guint8 len = can_dlc_to_len ((uint8_t) dlc, fd);

      memset (row->data + len, 0, sizeof row->data - len);
      row->frame.len = len;
    }
  transmit_editor_end (self, row, _ ("Change the Length"));
}

static void
on_bus (TransmitEditor *self)
{
  TransmitRow *row = transmit_editor_begin (self);
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->bus));
  const char *name;

  if (row == NULL)
    return;
  name = chosen == 0
             ? ""
             : gtk_string_list_get_string (GTK_STRING_LIST (gtk_drop_down_get_model (GTK_DROP_DOWN (self->bus))),
                                           chosen);
  g_free (row->channel);
  row->channel = g_strdup (name != NULL ? name : "");
  transmit_editor_end (self, row, _ ("Change the Bus"));
}

gboolean
transmit_editor_read_time (GtkWidget *entry, int64_t *time)
{
  gboolean right = transmit_words_parse_period (gtk_editable_get_text (GTK_EDITABLE (entry)), time);

  field_mark (entry, right);
  return right;
}

static void
on_times (TransmitEditor *self)
{
  TransmitRow *row = transmit_editor_begin (self);
  int64_t period, then;

  if (row == NULL)
    return;
  if (transmit_editor_read_time (self->period, &period))
    row->period = period;
  if (transmit_editor_read_time (self->then, &then))
    row->then = then;
  row->count = (uint64_t) gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->count));
  row->burst = (guint) gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->burst));
  transmit_editor_end (self, row, _ ("Change the Times"));
}

static void
on_trigger (TransmitEditor *self)
{
  TransmitRow *row = transmit_editor_begin (self);

  if (row == NULL)
    return;
  row->trigger = (TriggerKind) gtk_drop_down_get_selected (GTK_DROP_DOWN (self->trigger));
  g_free (row->when);
  row->when = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->when))));
  field_mark (self->when, row->trigger != TRIGGER_KEY || gdk_keyval_from_name (row->when) != GDK_KEY_VoidSymbol);
  transmit_editor_end (self, row, _ ("Change the Trigger"));
}

static void
on_once (TransmitEditor *self)
{
  if (self->item != NULL)
    transmit_list_send_once (self->list, self->item);
}

/* --- Showing --- */

void
transmit_editor_set_entry (GtkWidget *entry, const char *text)
{
  if (!gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (entry))))
      && strcmp (gtk_editable_get_text (GTK_EDITABLE (entry)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

void
transmit_editor_set_spin (GtkWidget *spin, double value)
{
  if (gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin)) != value)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
}

static void
show_buses (TransmitEditor *self, const TransmitRow *row)
{
  g_auto (GStrv) buses = transmit_list_dup_buses (self->list);
  GtkStringList *names = gtk_string_list_new (NULL);
  GListModel *old = gtk_drop_down_get_model (GTK_DROP_DOWN (self->bus));
  guint chosen = 0, n = 1;
  gboolean same = TRUE;

  gtk_string_list_append (names, _ ("First bus"));
  for (char **bus = buses; *bus != NULL; bus++, n++)
    {
      gtk_string_list_append (names, *bus);
      if (strcmp (*bus, row->channel) == 0)
        chosen = n;
    }
  if (chosen == 0 && *row->channel != '\0')
    {
      gtk_string_list_append (names, row->channel);
      chosen = n++;
    }
  same = old != NULL && g_list_model_get_n_items (old) == n;
  for (guint i = 0; i < n && same; i++)
    same = strcmp (gtk_string_list_get_string (GTK_STRING_LIST (old), i), gtk_string_list_get_string (names, i)) == 0;
  if (!same)
    gtk_drop_down_set_model (GTK_DROP_DOWN (self->bus), G_LIST_MODEL (names));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->bus), chosen);
  g_object_unref (names);
}

static void
show_frame (TransmitEditor *self, const TransmitRow *row)
{
  gboolean fd = (row->frame.flags & CAN_FD) != 0, remote = (row->frame.id & CAN_ID_REMOTE) != 0;
  g_autofree char *id = transmit_words_id (row), *period = transmit_words_period (row->period),
                  *then = transmit_words_period (row->then);
  g_autofree char *title = NULL, *more = NULL;

  title = g_strdup (*row->name != '\0' ? row->name : _ ("Frame"));
  more = g_strdup_printf (ngettext_ ("0x%s, %u byte", "0x%s, %u bytes", row->frame.len), id, row->frame.len);
  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_label_set_text (GTK_LABEL (self->subtitle), more);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->extended), can_id_is_extended (row->frame.id));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->remote), remote);
  /* What cannot be is not there to be chosen. */
  gtk_widget_set_sensitive (self->remote, !fd);
  gtk_widget_set_sensitive (self->flags[0], !remote);
  for (guint i = 0; i < G_N_ELEMENTS (flag_bits); i++)
    {
      gtk_check_button_set_active (GTK_CHECK_BUTTON (self->flags[i]), (row->frame.flags & flag_bits[i]) != 0);
      if (i > 0)
        gtk_widget_set_sensitive (self->flags[i], fd);
    }
  transmit_editor_set_spin (self->dlc, row->frame.dlc);
  transmit_editor_set_entry (self->period, period);
  transmit_editor_set_entry (self->then, then);
  transmit_editor_set_spin (self->count, (double) row->count);
  transmit_editor_set_spin (self->burst, row->burst);
  gtk_widget_set_sensitive (self->then, row->count > 0);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->trigger), row->trigger);
  transmit_editor_set_entry (self->when, row->when);
  gtk_widget_set_visible (self->when, row->trigger != TRIGGER_NONE);
  transmit_editor_show_rules (self, row);
}

void
transmit_mood_show (GtkWidget *label, const char *text, TransmitMood mood)
{
  static const char *const classes[]
      = { [TRANSMIT_QUIET] = "dim", [TRANSMIT_GOOD] = "ok", [TRANSMIT_WARNING] = "warn", [TRANSMIT_BAD] = "err" };

  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (label), text);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (i == mood)
      gtk_widget_add_css_class (label, classes[i]);
    else
      gtk_widget_remove_css_class (label, classes[i]);
}

/* All that a narrow column has no room for. */
static void
show_state (TransmitEditor *self)
{
  TransmitMood mood;
  g_autofree char *state = transmit_words_state (self->list, self->item, &mood),
                  *details = transmit_words_details (self->list, self->item);

  transmit_mood_show (self->state, state, mood);
  gtk_label_set_text (GTK_LABEL (self->details), details);
  gtk_widget_set_visible (self->details, strcmp (state, details) != 0);
}

void
transmit_editor_refresh (TransmitEditor *self)
{
  const TransmitRow *row = self->item != NULL ? transmit_item_get_row (self->item) : NULL;

  gtk_widget_set_visible (self->content, row != NULL);
  if (row == NULL)
    return;
  self->showing = TRUE;
  show_state (self);
  show_buses (self, row);
  show_frame (self, row);
  transmit_editor_show_signals (self, row);
  self->showing = FALSE;
}

void
transmit_editor_set_item (TransmitEditor *self, TransmitItem *item)
{
  if (self->item == item)
    return;
  g_set_object (&self->item, item);
  transmit_editor_refresh (self);
}

/* --- Building --- */

static void
name (GtkWidget *widget, const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static GtkWidget *
append_line (TransmitEditor *self, const char *label)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *title = gtk_label_new (label);

  gtk_widget_set_size_request (title, 72, -1);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "dim");
  gtk_box_append (GTK_BOX (line), title);
  gtk_box_append (GTK_BOX (self->content), line);
  return line;
}

static GtkWidget *
append_check (GtkWidget *line, TransmitEditor *self, const char *label)
{
  GtkWidget *check = check_box_new (label);

  gtk_box_append (GTK_BOX (line), check);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (on_kind), self);
  return check;
}

GtkWidget *
transmit_editor_append_spin (GtkWidget *line, TransmitEditor *self, const char *label, double low, double high,
                             GCallback changed)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (low, high, 1);

  name (spin, label);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 3);
  gtk_box_append (GTK_BOX (line), spin);
  g_signal_connect_swapped (spin, "value-changed", changed, self);
  return spin;
}

GtkWidget *
transmit_editor_append_entry (GtkWidget *line, TransmitEditor *self, const char *label, int width, GCallback changed)
{
  GtkWidget *entry = gtk_entry_new ();

  name (entry, label);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), width);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), width);
  gtk_widget_add_css_class (entry, "mono");
  gtk_box_append (GTK_BOX (line), entry);
  g_signal_connect_swapped (entry, "changed", changed, self);
  return entry;
}

GtkWidget *
transmit_editor_append_dim (GtkWidget *line, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "dim");
  gtk_box_append (GTK_BOX (line), label);
  return label;
}

GtkWidget *
transmit_editor_append_choice (GtkWidget *line, TransmitEditor *self, const char *label, const char *const *texts,
                               GCallback changed)
{
  GtkWidget *choice = gtk_drop_down_new_from_strings (texts);

  name (choice, label);
  gtk_box_append (GTK_BOX (line), choice);
  g_signal_connect_swapped (choice, "notify::selected", changed, self);
  return choice;
}

static GtkWidget *
append_words (TransmitEditor *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (self->content), label);
  return label;
}

static void
build_head (TransmitEditor *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *once = gtk_button_new_with_label (_ ("Send once"));

  self->title = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->title, "heading");
  self->subtitle = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->subtitle, "dim");
  gtk_widget_add_css_class (self->subtitle, "small");
  gtk_label_set_xalign (GTK_LABEL (self->subtitle), 0);
  gtk_widget_set_hexpand (self->subtitle, TRUE);
  gtk_widget_set_tooltip_text (once, _ ("Send one frame now (Space in the list)"));
  g_signal_connect_swapped (once, "clicked", G_CALLBACK (on_once), self);
  gtk_box_append (GTK_BOX (line), self->title);
  gtk_box_append (GTK_BOX (line), self->subtitle);
  gtk_box_append (GTK_BOX (line), once);
  gtk_box_append (GTK_BOX (self->content), line);
  self->state = append_words (self);
  self->details = append_words (self);
  gtk_widget_add_css_class (self->details, "dim");
  gtk_widget_add_css_class (self->details, "small");
  gtk_widget_add_css_class (self->details, "tnum");
}

static void
build_frame (TransmitEditor *self)
{
  static const char *const flags[] = { "FD", "BRS", "ESI" };
  GtkWidget *line = append_line (self, _ ("Bus"));

  self->bus = transmit_editor_append_choice (line, self, _ ("Bus"), (const char *const[]){ _ ("First bus"), NULL },
                                             G_CALLBACK (on_bus));
  transmit_editor_append_dim (line, _ ("DLC"));
  self->dlc = transmit_editor_append_spin (line, self, _ ("DLC"), 0, 15, G_CALLBACK (on_dlc));
  line = append_line (self, _ ("Type"));
  self->extended = append_check (line, self, _ ("29 bits"));
  self->remote = append_check (line, self, _ ("Remote"));
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    self->flags[i] = append_check (line, self, flags[i]);
}

static void
build_times (TransmitEditor *self)
{
  const char *triggers[N_TRIGGERS + 1] = { NULL };
  GtkWidget *line = append_line (self, _ ("Every"));

  self->period = transmit_editor_append_entry (line, self, _ ("Period in ms"), 6, G_CALLBACK (on_times));
  transmit_editor_append_dim (line, _ ("ms, times"));
  self->count = transmit_editor_append_spin (line, self, _ ("Count; 0 without end"), 0, 1e9, G_CALLBACK (on_times));
  transmit_editor_append_dim (line, _ ("then every"));
  self->then = transmit_editor_append_entry (line, self, _ ("Then every so many ms"), 5, G_CALLBACK (on_times));
  for (guint i = 0; i < N_TRIGGERS; i++)
    triggers[i] = trigger_name ((TriggerKind) i);
  line = append_line (self, _ ("When"));
  self->trigger
      = transmit_editor_append_choice (line, self, _ ("What sets it going"), triggers, G_CALLBACK (on_trigger));
  self->when
      = transmit_editor_append_entry (line, self, _ ("Key, filter expression or seconds"), 14, G_CALLBACK (on_trigger));
  transmit_editor_append_dim (line, _ ("burst"));
  self->burst = transmit_editor_append_spin (line, self, _ ("Frames each time"), 1, 10000, G_CALLBACK (on_times));
}

static void
transmit_editor_dispose (GObject *object)
{
  TransmitEditor *self = TRANSMIT_EDITOR (object);

  self->showing = TRUE; /* widgets that go away change nothing */
  g_clear_object (&self->item);
  G_OBJECT_CLASS (transmit_editor_parent_class)->dispose (object);
}

static void
transmit_editor_finalize (GObject *object)
{
  TransmitEditor *self = TRANSMIT_EDITOR (object);

  g_clear_object (&self->list);
  database_set_unref (self->databases);
  g_clear_pointer (&self->signals, g_ptr_array_unref);
  G_OBJECT_CLASS (transmit_editor_parent_class)->finalize (object);
}

static void
transmit_editor_class_init (TransmitEditorClass *class)
{
  G_OBJECT_CLASS (class)->dispose = transmit_editor_dispose;
  G_OBJECT_CLASS (class)->finalize = transmit_editor_finalize;
}

static void
transmit_editor_init (TransmitEditor *self)
{
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 7);
  gtk_widget_add_css_class (self->content, "transmit-editor");
  gtk_widget_set_hexpand (self->content, TRUE);
  gtk_box_append (GTK_BOX (self), self->content);
  self->showing = TRUE;
  build_head (self);
  transmit_editor_build_signals (self);
  build_frame (self);
  build_times (self);
  transmit_editor_build_rules (self);
  self->showing = FALSE;
}

GtkWidget *
transmit_editor_new (TransmitList *list)
{
  TransmitEditor *self = g_object_new (TRANSMIT_TYPE_EDITOR, NULL);

  self->list = g_object_ref (list);
  transmit_editor_refresh (self);
  return GTK_WIDGET (self);
}
