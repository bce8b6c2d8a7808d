/* columns-dialog.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/dialogs/columns-dialog.h"

#include "base/i18n.h"
#include "core/id-split.h"
#include "models/column-layout.h"
#include "ui/widgets/check-box.h"

struct _ColumnsDialog
{
  GtkWindow parent_instance;
  TraceSession *session;
  GSettings *settings;
  GPtrArray *places; /* of ColumnPlace, as the list shows them */
  gboolean filling;

  GtkListBox *list;
  GtkWidget *up_button, *down_button, *remove_button;
  GtkDropDown *signals;
};

G_DEFINE_FINAL_TYPE (ColumnsDialog, columns_dialog, GTK_TYPE_WINDOW)

static gboolean
is_added (const ColumnPlace *place)
{
  return column_by_id (place->id) == NULL;
}

static gboolean
is_shown (const ColumnPlace *place)
{
  const Column *column = column_by_id (place->id);

  return place->show == COLUMN_SHOWN || (place->show == COLUMN_AS_USUAL && (column == NULL || !column->hidden));
}

/* (transfer full) */
static char *
title_of (ColumnsDialog *self, const ColumnPlace *place)
{
  g_autofree char *title = NULL;

  if (is_added (place))
    return g_strdup (strchr (place->id, ':') != NULL ? strchr (place->id, ':') + 1 : place->id);
  title = column_dup_title (column_by_id (place->id), trace_session_get_databases (self->session));
  return g_strdup (title[0] != '\0' ? title : _ ("Mark"));
}

/* Index of the selected row; -1: none. */
static int
chosen (ColumnsDialog *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  return row != NULL ? gtk_list_box_row_get_index (row) : -1;
}

static void
update_buttons (ColumnsDialog *self)
{
  int index = chosen (self);

  gtk_widget_set_sensitive (self->up_button, index > 0);
  gtk_widget_set_sensitive (self->down_button, index >= 0 && index + 1 < (int) self->places->len);
  gtk_widget_set_sensitive (self->remove_button, index >= 0 && is_added (self->places->pdata[index]));
}

/* --- Changing --- */

static void
publish (ColumnsDialog *self)
{
  g_autofree char *layout = column_layout_format (self->places, &column_kinds_frames);

  g_settings_set_string (self->settings, "columns", layout);
}

static void
on_check (ColumnsDialog *self, GParamSpec *spec, GtkCheckButton *check)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (check), GTK_TYPE_LIST_BOX_ROW);
  gboolean active = gtk_check_button_get_active (check);

  if (self->filling)
    return;
  ((ColumnPlace *) self->places->pdata[gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row))])->show
      = active ? COLUMN_SHOWN : COLUMN_HIDDEN;
  publish (self);
}

static GtkWidget *
new_row (ColumnsDialog *self, const ColumnPlace *place)
{
  g_autofree char *title = title_of (self, place);
  GtkWidget *row = gtk_list_box_row_new (), *check = check_box_new (title);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_shown (place));
  gtk_widget_set_focusable (check, FALSE); /* the row has the keys */
  gtk_widget_set_margin_start (check, 8);
  g_signal_connect_swapped (check, "notify::active", G_CALLBACK (on_check), self);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), check);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return row;
}

static void
fill (ColumnsDialog *self, int select)
{
  g_autofree char *layout = g_settings_get_string (self->settings, "columns");
  GtkWidget *row;

  g_clear_pointer (&self->places, g_ptr_array_unref);
  self->places = column_layout_parse (layout, &column_kinds_frames);
  self->filling = TRUE;
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < self->places->len; i++)
    gtk_list_box_append (self->list, new_row (self, self->places->pdata[i]));
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, select));
  self->filling = FALSE;
  update_buttons (self);
}

static void
on_settings (ColumnsDialog *self)
{
  g_autofree char *layout = g_settings_get_string (self->settings, "columns");
  g_autofree char *here = column_layout_format (self->places, &column_kinds_frames);

  if (!g_str_equal (layout, here))
    fill (self, chosen (self));
}

static void
move (ColumnsDialog *self, int step)
{
  int index = chosen (self), to = index + step;
  ColumnPlace *place;
  GtkListBoxRow *row;

  if (index < 0 || to < 0 || to >= (int) self->places->len)
    return;
  place = g_ptr_array_steal_index (self->places, (guint) index);
  g_ptr_array_insert (self->places, to, place);
  publish (self);
  fill (self, to);
  row = gtk_list_box_get_row_at_index (self->list, to);
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
on_up (ColumnsDialog *self)
{
  move (self, -1);
}

static void
on_down (ColumnsDialog *self)
{
  move (self, 1);
}

static void
on_remove (ColumnsDialog *self)
{
  int index = chosen (self);

  if (index < 0 || !is_added (self->places->pdata[index]))
    return;
  g_ptr_array_remove_index (self->places, (guint) index);
  publish (self);
  fill (self, MIN (index, (int) self->places->len - 1));
}

static void
on_reset (ColumnsDialog *self)
{
  g_settings_reset (self->settings, "columns");
  fill (self, 0);
}

/* --- Signals, parts of identifiers --- */

static guint
place_of_summary (ColumnsDialog *self)
{
  guint i = 0;

  while (i < self->places->len && !g_str_equal (((ColumnPlace *) self->places->pdata[i])->id, "summary"))
    i++;
  return i;
}

static void
on_add (ColumnsDialog *self)
{
  GtkStringObject *chosen_signal = gtk_drop_down_get_selected_item (self->signals);
  guint place = place_of_summary (self);
  g_autofree char *id = NULL;

  if (chosen_signal == NULL)
    return;
  id = g_strdup (gtk_string_object_get_string (chosen_signal));
  if (!column_is_id (id))
    {
      g_autofree char *name = g_steal_pointer (&id);

      id = g_strconcat ("signal:", name, NULL);
    }
  for (guint i = 0; i < self->places->len; i++)
    if (g_str_equal (((ColumnPlace *) self->places->pdata[i])->id, id))
      {
        ((ColumnPlace *) self->places->pdata[i])->show = COLUMN_SHOWN;
        place = G_MAXUINT;
      }
  if (place != G_MAXUINT)
    g_ptr_array_insert (self->places, (int) place, column_place_new (id, COLUMN_AS_USUAL, 0));
  publish (self);
  fill (self, place != G_MAXUINT ? (int) place : chosen (self));
}

static GtkStringList *
new_signal_list (const DatabaseSet *set)
{
  GtkStringList *list = gtk_string_list_new (NULL);
  IdSplits *splits = id_splits_new ();

  for (guint i = 0; i < database_set_n (set); i++)
    {
      const Database *database = database_set_get (set, i, NULL);

      for (guint k = 0; k < database_n_messages (database); k++)
        {
          const Message *message = database_get_message (database, k);

          for (guint s = 0; s < message->n_signals; s++)
            gtk_string_list_take (list, g_strdup_printf ("%s.%s", message->name, message->signals[s].name));
        }
    }
  for (guint i = 0; i < id_splits_n (splits); i++)
    {
      const IdSplit *split = id_splits_get (splits, i);

      for (guint k = 0; k < split->n_fields; k++)
        gtk_string_list_take (list, g_strdup_printf ("id.%s.%s", split->id, split->fields[k].name));
    }
  id_splits_unref (splits);
  return list;
}

static void
on_databases (ColumnsDialog *self)
{
  g_autoptr (GtkStringList) list = new_signal_list (trace_session_get_databases (self->session));

  gtk_drop_down_set_model (self->signals, G_LIST_MODEL (list));
}

/* --- Keys --- */

static gboolean
on_key (ColumnsDialog *self, guint key, guint code, GdkModifierType state)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  gboolean alt = (state & GDK_ALT_MASK) != 0;

  if (row == NULL)
    return GDK_EVENT_PROPAGATE;
  if (alt && (key == GDK_KEY_Up || key == GDK_KEY_Down))
    move (self, key == GDK_KEY_Up ? -1 : 1);
  else if (key == GDK_KEY_space)
    {
      GtkCheckButton *check = GTK_CHECK_BUTTON (gtk_list_box_row_get_child (row));

      gtk_check_button_set_active (check, !gtk_check_button_get_active (check));
    }
  else if (key == GDK_KEY_Delete)
    on_remove (self);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* --- Object --- */

static void
columns_dialog_dispose (GObject *object)
{
  ColumnsDialog *self = COLUMNS_DIALOG (object);

  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (columns_dialog_parent_class)->dispose (object);
}

static void
columns_dialog_class_init (ColumnsDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = columns_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/canid/Canid/dialogs/columns-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ColumnsDialog, list);
  gtk_widget_class_bind_template_child (widget_class, ColumnsDialog, up_button);
  gtk_widget_class_bind_template_child (widget_class, ColumnsDialog, down_button);
  gtk_widget_class_bind_template_child (widget_class, ColumnsDialog, remove_button);
  gtk_widget_class_bind_template_child (widget_class, ColumnsDialog, signals);
  gtk_widget_class_bind_template_callback (widget_class, on_up);
  gtk_widget_class_bind_template_callback (widget_class, on_down);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_bind_template_callback (widget_class, update_buttons);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
columns_dialog_init (ColumnsDialog *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkExpression *name;

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
  name = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  gtk_drop_down_set_expression (self->signals, name);
  gtk_expression_unref (name);
}

GtkWidget *
columns_dialog_new (GtkWindow *parent, TraceSession *session, GSettings *settings)
{
  ColumnsDialog *self = g_object_new (COLUMNS_TYPE_DIALOG, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::columns", G_CALLBACK (on_settings), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "databases-changed", G_CALLBACK (on_databases), self, G_CONNECT_SWAPPED);
  fill (self, 0);
  on_databases (self);
  return GTK_WIDGET (self);
}
