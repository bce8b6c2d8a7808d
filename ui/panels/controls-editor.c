/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/panels/controls-editor.h"

#include "base/i18n.h"
#include "models/signal-name.h"
#include "ui/actions.h"
#include "ui/dialogs/form-grid.h"
#include "ui/field-mark.h"
#include "ui/widgets/check-box.h"

#include <math.h>
#include <string.h>

#define WHEN_TIP N_ ("A filter about the latest frame of the signal: its other signals, data[0], can.channel …")
#define LABEL_WIDTH 76 /* px: names of signals are long */

struct _ControlsEditor
{
  GtkBox parent;

  TraceSession *session;
  ControlBoard *board;
  guint id;       /* 0: none */
  Control *shown; /* (nullable) as the form says */
  gboolean showing;

  GtkWidget *content; /* (nullable) the form */
  /* NULL where the kind has none. */
  GtkWidget *title, *kind, *signal, *bus, *low, *high, *pressed, *released, *key, *at_once;
  GtkStringList *buses;
  GPtrArray *zones; /* of ZoneRow */
};

typedef struct
{
  GtkWidget *low, *high, *when, *problem, *color, *text; /* low and high, or when and problem; the others are NULL */
} ZoneRow;

G_DEFINE_FINAL_TYPE (ControlsEditor, controls_editor, GTK_TYPE_BOX)

static void show (ControlsEditor *self);

/* --- Reading the form --- */

/* FALSE: not a number; *value stays. Empty is one only where blank is given. */
static gboolean
read_number (GtkWidget *entry, double *value, const double *blank)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  char *end;
  double number;
  gboolean good;

  if (g_str_has_prefix (text, "−"))
    memcpy (text, "  -", 3); /* as many bytes */
  for (char *comma = strchr (text, ','); comma != NULL; comma = strchr (comma, ','))
    *comma = '.';
  number = g_ascii_strtod (text, &end);
  good = *text == '\0' ? blank != NULL : *end == '\0' && isfinite (number);
  field_mark (entry, good);
  if (good)
    *value = *text == '\0' ? *blank : number;
  return good;
}

static void
read_text (GtkWidget *entry, char **place)
{
  g_free (*place);
  *place = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
}

/* "Message.Signal": what no database has is not taken. */
static void
read_signal (ControlsEditor *self, Control *control)
{
  const CanSignal *signal = NULL;
  const Message *message = signal_name_find (trace_session_get_databases (self->session),
                                             gtk_editable_get_text (GTK_EDITABLE (self->signal)), &signal);

  field_mark (self->signal, signal != NULL);
  if (signal == NULL)
    return;
  g_free (control->message);
  g_free (control->signal);
  control->message = g_strdup (message->name);
  control->signal = g_strdup (signal->name);
}

static LampColor
read_color (ZoneRow *row)
{
  return (LampColor) MIN (gtk_drop_down_get_selected (GTK_DROP_DOWN (row->color)), N_LAMP_COLORS - 1);
}

/* What is wrong is kept too, to be mended; it lights nothing. A blank stays an expression. */
static void
read_when (ControlsEditor *self, ZoneRow *row, char **when)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row->when));
  g_autofree char *problem = NULL;

  filter_program_unref (control_board_compile (self->board, text, &problem));
  field_mark_with (row->when, problem, _ (WHEN_TIP), GTK_LABEL (row->problem));
  *when = g_strdup (*text != '\0' ? text : " ");
}

static void
read_zones (ControlsEditor *self, Control *control)
{
  g_ptr_array_set_size (control->zones, 0);
  for (guint i = 0; i < self->zones->len; i++)
    {
      ZoneRow *row = self->zones->pdata[i];
      const ControlZone *old = i < self->shown->zones->len ? self->shown->zones->pdata[i] : NULL;
      double low = old != NULL ? old->low : 0, high = old != NULL ? old->high : 0;
      g_autofree char *text = NULL, *when = NULL;

      read_text (row->text, &text);
      if (row->when != NULL)
        {
          read_when (self, row, &when);
          control_add_zone_when (control, when, read_color (row), text);
          continue;
        }
      read_number (row->low, &low, NULL);
      read_number (row->high, &high, NULL);
      control_add_zone (control, low, high, read_color (row), text);
    }
}

static void
on_changed (ControlsEditor *self)
{
  static const double none = 0;
  Control *control;

  if (self->showing || self->shown == NULL)
    return;
  control = control_copy (self->shown);
  read_text (self->title, &control->title);
  read_signal (self, control);
  g_free (control->channel);
  control->channel
      = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->bus)) == 0
            ? g_strdup ("")
            : g_strdup (
                gtk_string_list_get_string (self->buses, gtk_drop_down_get_selected (GTK_DROP_DOWN (self->bus))));
  if (self->low != NULL)
    {
      read_number (self->low, &control->low, &none);
      read_number (self->high, &control->high, &none);
    }
  if (self->pressed != NULL)
    {
      read_number (self->pressed, &control->pressed, NULL);
      read_number (self->released, &control->released, NULL);
    }
  if (self->key != NULL)
    read_text (self->key, &control->key);
  if (self->at_once != NULL)
    control->at_once = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->at_once));
  read_zones (self, control);
  control_free (self->shown);
  self->shown = control_copy (control);
  control_board_edit (self->board, self->id, control);
}

static void
on_kind (ControlsEditor *self)
{
  Control *control;
  guint index, kind = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->kind));
  const Message *message;

  if (self->showing || self->shown == NULL || kind >= N_CONTROL_KINDS)
    return;
  control = control_copy (self->shown);
  message = control_board_get_message (self->board, control, &index, NULL);
  control_set_kind (control, (ControlKind) kind, message != NULL ? &message->signals[index] : NULL);
  control_board_edit (self->board, self->id, control); /* what follows shows another form */
}

/* "Engine.Speed > 0": to be changed. */
static char *
dup_first_expression (ControlsEditor *self)
{
  GString *text = g_string_new (NULL);

  filter_append_name (text, self->shown->message);
  g_string_append_c (text, '.');
  filter_append_name (text, self->shown->signal);
  g_string_append (text, " > 0");
  return g_string_free (text, FALSE);
}

static void
on_add_zone (ControlsEditor *self)
{
  Control *control = control_copy (self->shown);

  if (control->zones->len < CONTROL_MAX_ZONES)
    control_add_zone (control, 0, 0, (LampColor) (control->zones->len % N_LAMP_COLORS), "");
  control_board_edit (self->board, self->id, control);
}

static void
on_add_expression (ControlsEditor *self)
{
  Control *control = control_copy (self->shown);
  g_autofree char *when = dup_first_expression (self);

  if (control->zones->len < CONTROL_MAX_ZONES)
    control_add_zone_when (control, when, (LampColor) (control->zones->len % N_LAMP_COLORS), "");
  control_board_edit (self->board, self->id, control);
}

static void
on_remove_zone (GtkWidget *button, ControlsEditor *self)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index"));
  Control *control = control_copy (self->shown);

  if (index < control->zones->len)
    g_ptr_array_remove_index (control->zones, index);
  control_board_edit (self->board, self->id, control);
}

/* --- Building it --- */

static GtkWidget *
new_entry (ControlsEditor *self, const char *text)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 6);
  gtk_widget_set_hexpand (entry, TRUE);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_changed), self);
  return entry;
}

static GtkWidget *
new_number (ControlsEditor *self, double value)
{
  char text[SIGNAL_TEXT_MAX];

  signal_format_double (value, text);
  return new_entry (self, text);
}

static GtkWidget *
new_kinds (ControlsEditor *self)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkWidget *choice;

  for (guint i = 0; i < N_CONTROL_KINDS; i++)
    gtk_string_list_append (names, control_kind_name ((ControlKind) i));
  choice = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), self->shown->kind);
  g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (on_kind), self);
  return choice;
}

static guint
add_bus (ControlsEditor *self, const char *name)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->buses));

  for (guint i = 1; i < n; i++)
    if (strcmp (gtk_string_list_get_string (self->buses, i), name) == 0)
      return i;
  if (*name == '\0')
    return 0;
  gtk_string_list_append (self->buses, name);
  return n;
}

static GtkWidget *
new_bus (ControlsEditor *self)
{
  g_auto (GStrv) open = transmit_list_dup_buses (transmit_list_of (self->session));
  FrameStore *store = trace_session_get_store (self->session);
  const TraceInfo *info = store != NULL ? frame_store_get_info (store) : NULL;
  GtkWidget *choice;
  guint chosen;

  self->buses = gtk_string_list_new (NULL);
  gtk_string_list_append (self->buses, control_kind_sends (self->shown->kind) ? _ ("The message’s") : _ ("Any"));
  for (guint i = 0; open[i] != NULL; i++)
    add_bus (self, open[i]);
  for (guint i = 0; info != NULL && i < trace_info_n_channels (info); i++)
    add_bus (self, trace_info_channel_name (info, (uint8_t) i));
  chosen = add_bus (self, self->shown->channel);
  choice = gtk_drop_down_new (G_LIST_MODEL (self->buses), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), chosen);
  g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (on_changed), self);
  return choice;
}

static void
add_range (ControlsEditor *self, FormGrid *form)
{
  gboolean own = self->shown->low < self->shown->high;

  self->low = own ? new_number (self, self->shown->low) : new_entry (self, "");
  self->high = own ? new_number (self, self->shown->high) : new_entry (self, "");
  g_object_set (self->low, "placeholder-text", _ ("of the database"), NULL);
  g_object_set (self->high, "placeholder-text", _ ("of the database"), NULL);
  form_grid_add (form, _ ("From"), self->low, NULL);
  form_grid_add (form, _ ("To"), self->high, NULL);
}

static void
name (GtkWidget *widget, const char *label, guint index)
{
  g_autofree char *text = g_strdup_printf ("%s %u", label, index + 1);

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_tooltip_text (widget, label);
}

static GtkWidget *
new_colors (ControlsEditor *self, LampColor chosen)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkWidget *choice;

  for (guint i = 0; i < N_LAMP_COLORS; i++)
    gtk_string_list_append (names, lamp_color_name ((LampColor) i));
  choice = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), chosen);
  gtk_widget_set_hexpand (choice, TRUE);
  g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (on_changed), self);
  return choice;
}

static void
attach_values (ControlsEditor *self, GtkGrid *grid, ZoneRow *row, const ControlZone *zone, guint index)
{
  row->low = new_number (self, zone->low);
  row->high = new_number (self, zone->high);
  name (row->low, _ ("Lowest value of the range"), index);
  name (row->high, _ ("Highest value of the range"), index);
  gtk_grid_attach (grid, row->low, 0, 0, 1, 1);
  gtk_grid_attach (grid, form_label ("–", TRUE), 1, 0, 1, 1);
  gtk_grid_attach (grid, row->high, 2, 0, 1, 1);
}

static void
attach_when (ControlsEditor *self, GtkGrid *grid, ZoneRow *row, const ControlZone *zone, guint index)
{
  g_autofree char *problem = NULL;

  row->when = new_entry (self, *zone->when == ' ' ? "" : zone->when);
  gtk_widget_add_css_class (row->when, "mono");
  g_object_set (row->when, "placeholder-text", _ ("Speed > 50 && Gear == 1"), NULL);
  name (row->when, _ ("Expression that lights it"), index);
  filter_program_unref (control_board_compile (self->board, zone->when, &problem));
  row->problem = field_line_new ();
  field_mark_with (row->when, problem, _ (WHEN_TIP), GTK_LABEL (row->problem));
  gtk_grid_attach (grid, row->when, 0, 0, 3, 1);
  gtk_grid_attach (grid, row->problem, 0, 2, 4, 1);
}

static void
add_zone (ControlsEditor *self, FormGrid *form, guint index)
{
  const ControlZone *zone = self->shown->zones->pdata[index];
  GtkWidget *grid = gtk_grid_new (), *remove = gtk_button_new_from_icon_name ("list-remove-symbolic");
  ZoneRow *row = g_new0 (ZoneRow, 1);

  row->color = new_colors (self, zone->color);
  row->text = new_entry (self, zone->text);
  g_object_set (row->text, "placeholder-text", _ ("Words"), NULL);
  name (row->color, _ ("Colour of the range"), index);
  name (row->text, _ ("Words of the range"), index);
  name (remove, _ ("Remove the range"), index);
  gtk_widget_add_css_class (remove, "flat");
  g_object_set_data (G_OBJECT (remove), "index", GUINT_TO_POINTER (index));
  g_signal_connect (remove, "clicked", G_CALLBACK (on_remove_zone), self);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 4);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  if (*zone->when != '\0')
    attach_when (self, GTK_GRID (grid), row, zone, index);
  else
    attach_values (self, GTK_GRID (grid), row, zone, index);
  gtk_grid_attach (GTK_GRID (grid), remove, 3, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), row->color, 0, 1, 2, 1);
  gtk_grid_attach (GTK_GRID (grid), row->text, 2, 1, 2, 1);
  g_ptr_array_add (self->zones, row);
  form_grid_add_wide (form, grid);
}

static void
add_zones (ControlsEditor *self, FormGrid *form)
{
  GtkWidget *add = gtk_button_new_with_label (_ ("Add a range")),
            *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  form_grid_heading (form, self->shown->kind == CONTROL_LAMP ? _ ("Lit") : _ ("Ranges"));
  for (guint i = 0; i < self->shown->zones->len; i++)
    add_zone (self, form, i);
  gtk_widget_set_sensitive (buttons, self->shown->zones->len < CONTROL_MAX_ZONES);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (on_add_zone), self);
  gtk_box_append (GTK_BOX (buttons), add);
  if (self->shown->kind == CONTROL_LAMP)
    {
      add = gtk_button_new_with_label (_ ("Add an expression"));
      g_signal_connect_swapped (add, "clicked", G_CALLBACK (on_add_expression), self);
      gtk_box_append (GTK_BOX (buttons), add);
    }
  form_grid_add_wide (form, buttons);
}

static void
add_sending (ControlsEditor *self, FormGrid *form)
{
  gboolean button = self->shown->kind == CONTROL_BUTTON;

  if (button || self->shown->kind == CONTROL_SWITCH)
    {
      self->pressed = new_number (self, self->shown->pressed);
      self->released = new_number (self, self->shown->released);
      form_grid_add (form, button ? _ ("Pressed") : _ ("On"), self->pressed, _ ("Value of the signal"));
      form_grid_add (form, button ? _ ("Released") : _ ("Off"), self->released, _ ("Value of the signal"));
    }
  if (button)
    {
      self->key = new_entry (self, self->shown->key);
      form_grid_add (form, _ ("Key"), self->key,
                     _ ("Name of a key that presses it from anywhere in the window: h, F5, Left"));
    }
  self->at_once = check_box_new (_ ("Send each change at once"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->at_once), self->shown->at_once);
  gtk_widget_set_tooltip_text (self->at_once, _ ("Besides the message’s period; for messages that have none"));
  g_signal_connect_swapped (self->at_once, "toggled", G_CALLBACK (on_changed), self);
  form_grid_add_wide (form, self->at_once);
}

static GtkWidget *
new_buttons (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *copy = gtk_button_new_with_label (_ ("Duplicate")), *remove = gtk_button_new_with_label (_ ("Remove"));

  actions_bind_button (copy, "controls.duplicate");
  actions_bind_button (remove, "controls.remove");
  gtk_widget_set_margin_top (box, 6);
  gtk_box_append (GTK_BOX (box), copy);
  gtk_box_append (GTK_BOX (box), remove);
  return box;
}

static GtkWidget *
new_form (ControlsEditor *self)
{
  FormGrid form = form_grid_new ();
  g_autofree char *signal = g_strdup_printf ("%s.%s", self->shown->message, self->shown->signal);
  ControlKind kind = self->shown->kind;

  form_grid_heading (&form, _ ("Control"));
  self->kind = new_kinds (self);
  self->title = new_entry (self, self->shown->title);
  g_object_set (self->title, "placeholder-text", self->shown->signal, NULL);
  self->signal = new_entry (self, signal);
  self->bus = new_bus (self);
  form_grid_add (&form, _ ("Kind"), self->kind, NULL);
  form_grid_add (&form, _ ("Title"), self->title, NULL);
  form_grid_add (&form, _ ("Signal"), self->signal, _ ("Message.Signal, as the databases name them"));
  form_grid_add (&form, _ ("Bus"), self->bus, NULL);
  if (kind == CONTROL_SLIDER || kind == CONTROL_NUMBER || kind == CONTROL_GAUGE)
    add_range (self, &form);
  if (control_kind_sends (kind))
    add_sending (self, &form);
  if (kind == CONTROL_GAUGE || kind == CONTROL_LAMP)
    add_zones (self, &form);
  form_grid_add_wide (&form, new_buttons ());
  for (int row = 0; row < form.row; row++)
    gtk_widget_set_size_request (gtk_grid_get_child_at (form.grid, 0, row), LABEL_WIDTH, -1);
  return GTK_WIDGET (form.grid);
}

static void
show (ControlsEditor *self)
{
  if (self->content != NULL)
    gtk_box_remove (GTK_BOX (self), self->content);
  self->low = self->high = self->pressed = self->released = self->key = self->at_once = NULL;
  g_ptr_array_set_size (self->zones, 0);
  self->showing = TRUE;
  if (self->shown != NULL)
    self->content = new_form (self);
  else
    {
      self->content
          = form_label (_ ("Choose a control to change what it is. Drag it to where it shall be, and its lower "
                           "right corner to another size; or Ctrl+arrows, and with Shift for the size."),
                        TRUE);
      gtk_label_set_max_width_chars (GTK_LABEL (self->content), 30);
    }
  gtk_widget_add_css_class (self->content, "form");
  gtk_box_append (GTK_BOX (self), self->content);
  self->showing = FALSE;
}

static void
refresh (ControlsEditor *self)
{
  const Control *control = control_board_find (self->board, self->id);
  gboolean same = control != NULL && self->shown != NULL && self->shown->id == control->id, had_keys;

  if (same)
    {
      /* Places are not in the form. */
      self->shown->x = control->x;
      self->shown->y = control->y;
      self->shown->width = control->width;
      self->shown->height = control->height;
      same = control_equal (self->shown, control);
    }
  if (same || (control == NULL && self->shown == NULL && self->content != NULL))
    return;
  had_keys = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;
  control_free (self->shown);
  self->shown = control != NULL ? control_copy (control) : NULL;
  show (self);
  if (had_keys && self->shown != NULL)
    gtk_widget_grab_focus (self->kind);
}

void
controls_editor_set_control (ControlsEditor *self, guint id)
{
  self->id = id;
  refresh (self);
}

static void
controls_editor_finalize (GObject *object)
{
  ControlsEditor *self = CONTROLS_EDITOR (object);

  control_free (self->shown);
  g_ptr_array_unref (self->zones);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (controls_editor_parent_class)->finalize (object);
}

static void
controls_editor_class_init (ControlsEditorClass *class)
{
  G_OBJECT_CLASS (class)->finalize = controls_editor_finalize;
}

static void
controls_editor_init (ControlsEditor *self)
{
  self->zones = g_ptr_array_new_with_free_func (g_free);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
}

GtkWidget *
controls_editor_new (TraceSession *session)
{
  ControlsEditor *self = g_object_new (CONTROLS_TYPE_EDITOR, NULL);

  self->session = g_object_ref (session);
  self->board = control_board_of (session);
  show (self);
  return GTK_WIDGET (self);
}
