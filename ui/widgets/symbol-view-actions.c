/* symbol-view-actions.c: what can be done with a message or signal of the list.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/widgets/symbol-view-private.h"

#include "base/i18n.h"
#include "models/filter-terms.h"
#include "models/own-signals.h"
#include "ui/actions.h"
#include "ui/dialogs/message-dialog.h"
#include "ui/dialogs/own-signal-dialog.h"
#include "ui/frame-menu.h"
#include "ui/signal-drag.h"
#include "ui/widgets/data-table.h"

/* (transfer full)(nullable) */
static SymbolNode *
dup_chosen (gpointer view)
{
  return data_table_dup_chosen (SYMBOL_VIEW (view)->table);
}

/* --- Frames of a message --- */

static void
on_found (uint64_t row, gboolean wrapped, const GError *error, gpointer data)
{
  SymbolView *self = data;
  RowRanges *ranges;

  g_clear_pointer (&self->finder, finder_stop);
  if (row == ROW_NONE)
    {
      gtk_label_set_text (GTK_LABEL (self->status), *trace_session_get_filter (self->session) != '\0'
                                                        ? _ ("None of the frames shown is this message")
                                                        : _ ("The trace has no frame of this message"));
      return;
    }
  gtk_label_set_text (GTK_LABEL (self->status), wrapped ? _ ("Continued at the other end of the trace") : "");
  if (!wrapped)
    symbol_view_show_status (self);
  ranges = row_ranges_new ();
  row_ranges_add (ranges, row, row);
  trace_session_set_selection (self->session, ranges, row);
}

static void
go (SymbolView *self, SymbolNode *node, gboolean backward)
{
  FrameStore *store = trace_session_get_store (self->session);
  g_autofree char *filter = symbol_node_dup_filter (node);
  FilterProblem problem = { 0 };
  FindWords words = { 0 };
  FindQuery *query;

  g_clear_pointer (&self->finder, finder_stop);
  if (store == NULL || filter == NULL)
    return;
  query = find_query_new (FIND_FILTER, filter, trace_session_get_databases (self->session), &problem);
  if (query != NULL)
    self->finder = finder_start (store, trace_session_get_shown (self->session), query, &words,
                                 trace_session_get_cursor (self->session), backward, on_found, self);
  else
    gtk_label_set_text (GTK_LABEL (self->status), problem.what != NULL ? problem.what : "");
  find_query_unref (query);
  filter_problem_clear (&problem);
}

static void
action_go (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SymbolView *self = SYMBOL_VIEW (widget);
  g_autoptr (SymbolNode) node = dup_chosen (self);

  if (node != NULL)
    go (self, node, g_str_equal (name, "symbols.previous-frame"));
}

void
symbol_view_go_to_chosen (SymbolView *self)
{
  g_autoptr (SymbolNode) node = dup_chosen (self);

  if (node != NULL)
    go (self, node, FALSE);
}

static void
action_filter (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (SymbolNode) node = dup_chosen (widget);
  g_autofree char *filter = node != NULL ? symbol_node_dup_filter (node) : NULL;

  if (filter != NULL)
    gtk_widget_activate_action (widget, "win.show-filter", "s", filter);
}

/* The value that it has now, as a term; without one, or of a message, the name: frames that have it. */
static char *
dup_term (SymbolView *self, SymbolNode *node)
{
  const Message *message = symbol_node_get_message (node);
  const CanSignal *signal = symbol_node_get_signal (node);
  SignalNow now;

  if (signal != NULL && self->watch != NULL
      && signal_watch_get_signal (self->watch, message, (guint) (signal - message->signals), &now))
    return filter_term_of_value (trace_session_get_databases (self->session), message,
                                 (guint) (signal - message->signals), now.bits);
  return symbol_node_dup_filter (node);
}

/* parameter: how it goes together with the filter there is */
static void
action_join (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (SymbolNode) node = dup_chosen (widget);
  g_autofree char *term = node != NULL ? dup_term (SYMBOL_VIEW (widget), node) : NULL;
  g_autofree char *subject = g_strconcat ("=", term, NULL);

  if (term != NULL)
    gtk_widget_activate_action (widget,
                                g_str_equal (name, "symbols.apply-filter") ? "win.apply-filter" : "win.prepare-filter",
                                "(ss)", subject, g_variant_get_string (parameter, NULL));
}

/* Actions of the window that take a signal's, or a message's, name. */
static void
action_elsewhere (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const struct
  {
    const char *name, *action, *prefix;
    gboolean messages;
  } rows[] = {
    { "symbols.plot", "win.plot-add", "", FALSE },
    { "symbols.column", "win.add-column", "signal:", FALSE },
    { "symbols.transmit", "win.transmit-message", "", TRUE },
  };
  g_autoptr (SymbolNode) node = dup_chosen (widget);
  const Message *message = node != NULL ? symbol_node_get_message (node) : NULL;
  const CanSignal *signal = node != NULL ? symbol_node_get_signal (node) : NULL;

  for (guint i = 0; message != NULL && i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].name, name) && (signal != NULL || rows[i].messages))
      {
        g_autofree char *text = signal != NULL
                                    ? g_strdup_printf ("%s%s.%s", rows[i].prefix, message->name, signal->name)
                                    : g_strdup (message->name);

        gtk_widget_activate_action (widget, rows[i].action, "s", text);
      }
}

static void
action_page (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (SymbolNode) node = dup_chosen (widget);

  if (node != NULL && symbol_node_get_message (node) != NULL)
    gtk_window_present (
        GTK_WINDOW (message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), symbol_node_get_database (node),
                                        symbol_node_get_message (node), symbol_node_get_signal (node))));
}

/* --- Own signals --- */

/* The chosen one, if it is an own one. (transfer full)(nullable) */
static SymbolNode *
dup_own (GtkWidget *widget)
{
  g_autoptr (SymbolNode) node = dup_chosen (widget);

  if (node == NULL || symbol_node_get_signal (node) == NULL)
    return NULL;
  return own_signals_is (symbol_node_get_database (node)) ? g_steal_pointer (&node) : NULL;
}

static void
action_change (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SymbolView *self = SYMBOL_VIEW (widget);
  g_autoptr (SymbolNode) node = dup_own (widget);
  FrameStore *store = trace_session_get_store (self->session);
  uint64_t row = trace_session_get_cursor (self->session);
  CanFrame frame;
  gboolean there = FALSE;

  if (node == NULL)
    return;
  if (store != NULL && row != ROW_NONE && row >= frame_store_first (store) && row < frame_store_length (store))
    {
      frame_store_get (store, row, &frame);
      there = frame.id == symbol_node_get_message (node)->id;
    }
  gtk_window_present (GTK_WINDOW (own_signal_dialog_new_change (GTK_WINDOW (gtk_widget_get_root (widget)),
                                                                self->session, symbol_node_get_message (node),
                                                                symbol_node_get_signal (node), there ? &frame : NULL)));
}

static void
action_remove (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (SymbolNode) node = dup_own (widget);
  g_autoptr (GError) error = NULL;

  if (node != NULL
      && !own_signals_remove (SYMBOL_VIEW (widget)->session, symbol_node_get_message (node),
                              symbol_node_get_signal (node), &error))
    gtk_widget_activate_action (widget, "win.tell", "s", error->message);
}

static void
action_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (SymbolNode) node = dup_chosen (widget);
  g_autoptr (GString) text = g_string_new (NULL);

  if (node == NULL)
    return;
  symbol_node_append_text (node, SYMBOL_NAME, text);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
}

/* What can be done with what is chosen. */
void
symbol_view_update_actions (SymbolView *self)
{
  static const char *const of_messages[]
      = { "symbols.next-frame",     "symbols.previous-frame", "symbols.filter", "symbols.apply-filter",
          "symbols.prepare-filter", "symbols.transmit",       "symbols.page" };
  g_autoptr (SymbolNode) node = dup_chosen (self);
  gboolean message = node != NULL && symbol_node_get_message (node) != NULL,
           signal = node != NULL && symbol_node_get_signal (node) != NULL,
           own = signal && own_signals_is (symbol_node_get_database (node));
  GtkWidget *widget = GTK_WIDGET (self);

  for (guint i = 0; i < G_N_ELEMENTS (of_messages); i++)
    gtk_widget_action_set_enabled (widget, of_messages[i], message);
  gtk_widget_action_set_enabled (widget, "symbols.plot", signal);
  gtk_widget_action_set_enabled (widget, "symbols.column", signal);
  gtk_widget_action_set_enabled (widget, "symbols.copy-name", node != NULL);
  gtk_widget_action_set_enabled (widget, "symbols.change", own);
  gtk_widget_action_set_enabled (widget, "symbols.remove", own);
}

void
symbol_view_install_actions (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "symbols.next-frame", NULL, action_go);
  gtk_widget_class_install_action (class, "symbols.previous-frame", NULL, action_go);
  gtk_widget_class_install_action (class, "symbols.filter", NULL, action_filter);
  gtk_widget_class_install_action (class, "symbols.apply-filter", "s", action_join);
  gtk_widget_class_install_action (class, "symbols.prepare-filter", "s", action_join);
  gtk_widget_class_install_action (class, "symbols.copy-name", NULL, action_copy);
  gtk_widget_class_install_action (class, "symbols.plot", NULL, action_elsewhere);
  gtk_widget_class_install_action (class, "symbols.column", NULL, action_elsewhere);
  gtk_widget_class_install_action (class, "symbols.transmit", NULL, action_elsewhere);
  gtk_widget_class_install_action (class, "symbols.page", NULL, action_page);
  gtk_widget_class_install_action (class, "symbols.change", NULL, action_change);
  gtk_widget_class_install_action (class, "symbols.remove", NULL, action_remove);
  gtk_widget_class_add_binding_action (class, GDK_KEY_F2, 0, "symbols.change", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_i, GDK_CONTROL_MASK, "symbols.page", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Return, GDK_SHIFT_MASK, "symbols.previous-frame", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Return, GDK_CONTROL_MASK, "symbols.filter", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_c, GDK_CONTROL_MASK, "symbols.copy-name", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_p, GDK_SHIFT_MASK | GDK_CONTROL_MASK, "symbols.plot", NULL);
}

/* --- Menu, drag --- */

static void
append_rows (GMenu *menu, const char *const *rows, gboolean hidden)
{
  GMenu *section = g_menu_new ();

  for (; *rows != NULL; rows++)
    {
      GMenuItem *item = g_menu_item_new (_ (actions_find (*rows)->label), *rows);

      /* What only own signals have is not in the way of the others. */
      if (hidden)
        g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
      g_menu_append_item (section, item);
      g_object_unref (item);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_unref (section);
}

static GMenuModel *
new_menu (void)
{
  static const char *const frames[] = { "symbols.next-frame", "symbols.previous-frame", "symbols.filter", NULL };
  static const char *const places[] = { "symbols.plot", "symbols.column", "symbols.transmit", NULL };
  static const char *const about[] = { "symbols.page", "symbols.copy-name", "win.can-matrix", NULL };
  static const char *const own[] = { "symbols.change", "symbols.remove", "win.save-own-signals", NULL };
  GMenu *menu = g_menu_new ();
  GMenuModel *filters = frame_menu_new_joins ("symbols.apply-filter", "symbols.prepare-filter");

  append_rows (menu, frames, FALSE);
  g_menu_append_section (menu, NULL, filters);
  g_object_unref (filters);
  append_rows (menu, places, FALSE);
  append_rows (menu, about, FALSE);
  append_rows (menu, own, TRUE);
  return G_MENU_MODEL (menu);
}

static GdkContentProvider *
on_drag_prepare (GtkDragSource *source, double x, double y, SymbolView *self)
{
  g_autoptr (SymbolNode) node = data_table_dup_item_at (self->table, x, y);

  if (node == NULL || symbol_node_get_message (node) == NULL)
    return NULL;
  return signal_drag_begin (source, symbol_node_get_message (node), symbol_node_get_signal (node));
}

void
symbol_view_add_menu (SymbolView *self)
{
  GtkDragSource *drag = gtk_drag_source_new ();
  g_autoptr (GMenuModel) menu = new_menu ();

  data_table_set_menu (self->table, menu);
  g_signal_connect (drag, "prepare", G_CALLBACK (on_drag_prepare), self);
  gtk_widget_add_controller (GTK_WIDGET (self->table), GTK_EVENT_CONTROLLER (drag));
}
