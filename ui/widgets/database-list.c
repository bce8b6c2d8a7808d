/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/database-list.h"

#include "base/i18n.h"
#include "models/own-signals.h"
#include "models/database-edit.h"
#include "session/database-watch.h"
#include "ui/actions.h"

struct _DatabaseList
{
  GtkBox parent;

  GtkListBox *list;
  TraceSession *session;
  DatabaseWatch *watch;
  guint update_id; /* rows are not made anew while one of them is in a signal */
  int wanted_row;  /* to be chosen when they are; -1 */
  gboolean wanted_focus;
};

G_DEFINE_FINAL_TYPE (DatabaseList, database_list, GTK_TYPE_BOX)

/* --- Changes --- */

static guint
index_of (GtkWidget *widget)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (widget), "index"));
}

static const DatabaseSet *
get_set (DatabaseList *self)
{
  return trace_session_get_databases (self->session);
}

/* set: (transfer full). format: has the name of the database at index in it. */
static void
change (DatabaseList *self, DatabaseSet *set, const char *format, guint index)
{
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *label
      = g_strconcat (parts[0], database_get_name (database_set_get (get_set (self), index, NULL)), parts[1], NULL);

  database_edit_do (self->session, set, label);
}

static void
on_channel (GtkDropDown *drop_down, GParamSpec *spec, DatabaseList *self)
{
  guint selected = gtk_drop_down_get_selected (drop_down);
  const char *channel = NULL;

  if (selected == GTK_INVALID_LIST_POSITION)
    return;
  if (selected > 0) /* the first one is: all */
    channel = gtk_string_list_get_string (GTK_STRING_LIST (gtk_drop_down_get_model (drop_down)), selected);
  change (self, database_set_bind (get_set (self), index_of (GTK_WIDGET (drop_down)), channel),
          _ ("Change the Channel of %s"), index_of (GTK_WIDGET (drop_down)));
}

static void
on_mode (GtkDropDown *drop_down, GParamSpec *spec, DatabaseList *self)
{
  J1939Mode mode = (J1939Mode) MIN (gtk_drop_down_get_selected (drop_down), J1939_OFF);

  change (self, database_set_match (get_set (self), index_of (GTK_WIDGET (drop_down)), mode),
          _ ("Change the Parameter Groups of %s"), index_of (GTK_WIDGET (drop_down)));
}

static void
move (DatabaseList *self, guint from, guint to)
{
  if (from == to || MAX (from, to) >= database_set_n (get_set (self)))
    return;
  self->wanted_row = (int) to;
  change (self, database_set_move (get_set (self), from, to), _ ("Move %s"), from);
}

/* -1: none */
static int
chosen (DatabaseList *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  return row != NULL ? gtk_list_box_row_get_index (row) : -1;
}

static void
action_move (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DatabaseList *self = DATABASE_LIST (widget);
  int from = chosen (self), to = from + (g_str_equal (name, "databases.up") ? -1 : 1);

  if (from < 0 || to < 0)
    return;
  self->wanted_focus = TRUE;
  move (self, (guint) from, (guint) to);
}

static void
remove_at (DatabaseList *self, guint index)
{
  if (index >= database_set_n (get_set (self)))
    return;
  self->wanted_row = MIN ((int) index, (int) database_set_n (get_set (self)) - 2);
  self->wanted_focus = TRUE;
  change (self, database_set_remove (get_set (self), index), _ ("Remove %s"), index);
}

static void
action_remove (GtkWidget *widget, const char *name, GVariant *parameter)
{
  int index = chosen (DATABASE_LIST (widget));

  if (index >= 0)
    remove_at (DATABASE_LIST (widget), (guint) index);
}

static void
on_remove (GtkWidget *button, DatabaseList *self)
{
  remove_at (self, index_of (button));
}

/* --- Dragging --- */

static GdkContentProvider *
on_drag_prepare (GtkDragSource *source, double x, double y, GtkWidget *row)
{
  return gdk_content_provider_new_typed (G_TYPE_UINT, index_of (row));
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, GtkWidget *row)
{
  DatabaseList *self = DATABASE_LIST (gtk_widget_get_ancestor (row, DATABASE_TYPE_LIST));

  move (self, g_value_get_uint (value), index_of (row));
  return TRUE;
}

static void
add_dragging (GtkWidget *row)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_UINT, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (on_drag_prepare), row);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), row);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
}

/* --- Warnings --- */

static char *
warnings_text (const Database *database)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < database_n_warnings (database); i++)
    {
      const DatabaseWarning *warning = database_get_warning (database, i);

      if (i > 0)
        g_string_append_c (text, '\n');
      if (warning->line > 0)
        g_string_append_printf (text, _ ("Line %u: "), warning->line);
      g_string_append (text, warning->what);
    }
  return g_string_free (text, FALSE);
}

static void
on_copy_warnings (GtkWidget *button, GtkTextBuffer *buffer)
{
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (button), text);
}

static GtkWidget *
new_warnings (const Database *database)
{
  guint n = database_n_warnings (database);
  GtkWidget *button = gtk_menu_button_new (), *popover = gtk_popover_new (), *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *view = gtk_text_view_new ();
  GtkWidget *copy = gtk_button_new_with_label (_ ("Copy"));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  g_autofree char *label = g_strdup_printf (ngettext_ ("%u warning", "%u warnings", n), n);
  g_autofree char *text = warnings_text (database);
  g_autofree char *name = g_strdup_printf (_ ("Warnings of %s"), database_get_name (database));

  gtk_text_buffer_set_text (buffer, text, -1);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_set_size_request (scrolled, 460, MIN (60 + 22 * (int) n, 260));
  gtk_widget_set_halign (copy, GTK_ALIGN_END);
  g_signal_connect (copy, "clicked", G_CALLBACK (on_copy_warnings), buffer);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), copy);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), label);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_add_css_class (button, "link-like");
  gtk_widget_add_css_class (button, "warn");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

/* --- Rows --- */

static GtkWidget *
new_channels (DatabaseList *self, const char *bound)
{
  FrameStore *store = trace_session_get_store (self->session);
  TraceInfo *info = store != NULL ? frame_store_get_info (store) : NULL;
  guint n = info != NULL ? trace_info_n_channels (info) : 0, selected = 0;
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkWidget *drop_down;

  gtk_string_list_append (names, _ ("All channels"));
  for (guint i = 0; i < n; i++)
    {
      const char *name = trace_info_channel_name (info, (uint8_t) i);

      gtk_string_list_append (names, name);
      if (g_strcmp0 (name, bound) == 0)
        selected = i + 1;
    }
  /* Bound to a channel that this trace has not: it stays so. */
  if (bound != NULL && selected == 0)
    {
      gtk_string_list_append (names, bound);
      selected = n + 1;
    }
  drop_down = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), selected);
  return drop_down;
}

static GtkWidget *
new_modes (J1939Mode mode)
{
  const char *const names[]
      = { [J1939_AUTO] = _ ("J1939 auto"), [J1939_ON] = _ ("J1939 on"), [J1939_OFF] = _ ("J1939 off"), NULL };
  GtkWidget *drop_down = gtk_drop_down_new_from_strings (names);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), mode);
  return drop_down;
}

static GtkWidget *
new_label (const char *text, PangoEllipsizeMode mode, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), mode);
  gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
new_texts (DatabaseList *self, const Database *database)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  const char *problem = database_watch_get_problem (self->watch, database_get_path (database));
  guint n = database_n_messages (database);
  g_autofree char *messages = g_strdup_printf (ngettext_ ("%u message", "%u messages", n), n);
  g_autofree char *text = own_signals_is (database) ? g_strdup_printf (_ ("Own signals · %s"), messages) : NULL;
  GtkWidget *details = new_label (text != NULL ? text : messages, PANGO_ELLIPSIZE_END, "small");

  gtk_widget_add_css_class (details, "dim");
  gtk_box_append (GTK_BOX (line), details);
  if (database_n_warnings (database) > 0)
    gtk_box_append (GTK_BOX (line), new_warnings (database));
  gtk_box_append (GTK_BOX (texts), new_label (database_get_name (database), PANGO_ELLIPSIZE_MIDDLE, "strong"));
  gtk_box_append (GTK_BOX (texts), line);
  if (problem != NULL)
    {
      g_autofree char *words
          = g_strdup_printf (_ ("The file is broken now; what was read before is in use. %s"), problem);
      GtkWidget *label = new_label (words, PANGO_ELLIPSIZE_NONE, "small");

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_widget_add_css_class (label, "bad");
      gtk_box_append (GTK_BOX (texts), label);
    }
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_tooltip_text (texts, database_get_path (database));
  return texts;
}

static void
name_control (GtkWidget *control, guint index, const char *name, const char *tooltip)
{
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (control, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (control), "index", GUINT_TO_POINTER (index));
}

static void
append_row (DatabaseList *self, guint index)
{
  const char *bound;
  const Database *database = database_set_get (get_set (self), index, &bound);
  const char *name = database_get_name (database);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *channels = new_channels (self, bound);
  GtkWidget *modes = new_modes (database_set_get_mode (get_set (self), index));
  GtkWidget *remove = gtk_button_new_from_icon_name ("list-remove-symbolic"), *list_row = gtk_list_box_row_new ();
  g_autofree char *channel_name = g_strdup_printf (_ ("Channel of %s"), name);
  g_autofree char *mode_name = g_strdup_printf (_ ("Parameter groups of %s"), name);
  g_autofree char *remove_name = g_strdup_printf (_ ("Remove %s; the file stays"), name);
  g_autofree char *row_name = g_strdup_printf (_ ("%s, place %u"), name, index + 1);

  name_control (channels, index, channel_name, channel_name);
  name_control (modes, index, mode_name,
                _ ("Whether a message also stands for identifiers of other priority, sender and destination; auto: "
                   "as the file says"));
  name_control (remove, index, remove_name, remove_name);
  gtk_widget_add_css_class (remove, "flat");
  g_signal_connect (channels, "notify::selected", G_CALLBACK (on_channel), self);
  g_signal_connect (modes, "notify::selected", G_CALLBACK (on_mode), self);
  g_signal_connect (remove, "clicked", G_CALLBACK (on_remove), self);
  gtk_box_append (GTK_BOX (row), new_texts (self, database));
  gtk_box_append (GTK_BOX (row), channels);
  gtk_box_append (GTK_BOX (row), modes);
  gtk_box_append (GTK_BOX (row), remove);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (list_row), row);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list_row), GTK_ACCESSIBLE_PROPERTY_LABEL, row_name, -1);
  g_object_set_data (G_OBJECT (list_row), "index", GUINT_TO_POINTER (index));
  add_dragging (list_row);
  gtk_list_box_append (self->list, list_row);
}

static gboolean
update (gpointer data)
{
  DatabaseList *self = data;
  guint n = database_set_n (get_set (self));
  int wanted = self->wanted_row >= 0 ? self->wanted_row : chosen (self);
  gboolean focus = self->wanted_focus;
  GtkListBoxRow *row;

  self->update_id = 0;
  self->wanted_row = -1;
  self->wanted_focus = FALSE;
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < n; i++)
    append_row (self, i);
  row = wanted >= 0 ? gtk_list_box_get_row_at_index (self->list, wanted) : NULL;
  if (row == NULL)
    return G_SOURCE_REMOVE;
  gtk_list_box_select_row (self->list, row);
  if (focus)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  return G_SOURCE_REMOVE;
}

static void
update_later (DatabaseList *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add (update, self);
}

/* --- Object --- */

static void
database_list_dispose (GObject *object)
{
  DatabaseList *self = DATABASE_LIST (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (database_list_parent_class)->dispose (object);
}

static void
database_list_class_init (DatabaseListClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = database_list_dispose;
  gtk_widget_class_install_action (widget_class, "databases.up", NULL, action_move);
  gtk_widget_class_install_action (widget_class, "databases.down", NULL, action_move);
  gtk_widget_class_install_action (widget_class, "databases.remove", NULL, action_remove);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "databases.up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "databases.down", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "databases.remove", NULL);
}

static void
database_list_init (DatabaseList *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->wanted_row = -1;
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Databases"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "database-list");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  gtk_widget_set_hexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (self), scrolled);
}

GtkWidget *
database_list_new (TraceSession *session)
{
  DatabaseList *self = g_object_new (DATABASE_TYPE_LIST, NULL);

  self->session = g_object_ref (session);
  self->watch = database_watch_get (session);
  g_signal_connect_object (session, "databases-changed", G_CALLBACK (update_later), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "replaced", G_CALLBACK (update_later), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (update_later), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
