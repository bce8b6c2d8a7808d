/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/symbol-view.h"

#include "base/i18n.h"
#include "models/symbol-tree.h"
#include "session/finder.h"
#include "session/seen-run.h"
#include "ui/actions.h"
#include "ui/dialogs/message-dialog.h"
#include "ui/text.h"
#include "ui/widgets/data-table.h"
#include <inttypes.h>

#define COUNT_MS 500     /* between two looks at a trace that grows */
#define OPEN_MESSAGES 40 /* that a search found by their signals: those are shown at once */

struct _SymbolView
{
  GtkBox parent;

  GtkWidget *search, *shown, *status;
  GtkColumnView *table;
  GtkTreeListModel *rows; /* the table has it */
  SymbolTree *tree;
  TraceSession *session;
  SeenRun *seen_run; /* (nullable) */
  gboolean stale;    /* more rows, or other databases, since it started */
  guint count_id;
  Finder *finder;     /* (nullable) */
  SignalWatch *watch; /* (nullable) while mapped, with trace and databases */
  Tick *tick;
  guint refresh_id;
};

G_DEFINE_FINAL_TYPE (SymbolView, symbol_view, GTK_TYPE_BOX)

static const TableColumn columns[SYMBOL_N_COLUMNS] = {
  [SYMBOL_NAME] = { N_ ("Name"), NULL, 220, FALSE, FALSE, FALSE },
  [SYMBOL_ID] = { N_ ("ID"), NULL, 82, TRUE, TRUE, FALSE },
  [SYMBOL_VALUE] = { N_ ("Value"), N_ ("Of the latest frame"), 96, TRUE, FALSE, FALSE },
  [SYMBOL_UNIT] = { N_ ("Unit"), NULL, 50, FALSE, FALSE, FALSE },
  [SYMBOL_RAW] = { N_ ("Raw"), N_ ("As it is on the bus"), 82, TRUE, TRUE, FALSE },
  [SYMBOL_MIN] = { N_ ("Min"), N_ ("Of the whole trace"), 72, TRUE, TRUE, FALSE },
  [SYMBOL_MAX] = { N_ ("Max"), N_ ("Of the whole trace"), 72, TRUE, TRUE, FALSE },
  [SYMBOL_TREND] = { N_ ("Trend"), N_ ("The last sixteen values"), 150, FALSE, TRUE, FALSE },
  [SYMBOL_CHANGED] = { N_ ("Same for (s)"), N_ ("How long the value has been what it is"), 84, TRUE, TRUE, FALSE },
  [SYMBOL_COUNT] = { N_ ("Frames"), N_ ("Frames of this message in the trace"), 76, TRUE, TRUE, FALSE },
  [SYMBOL_PERIOD] = { N_ ("Period (ms)"), N_ ("Mean of the last frames"), 80, TRUE, TRUE, FALSE },
  [SYMBOL_CYCLE] = { N_ ("Cycle (ms)"), N_ ("As the database says: GenMsgCycleTime"), 76, TRUE, TRUE, FALSE },
  [SYMBOL_LENGTH] = { N_ ("Length"), NULL, 66, TRUE, FALSE, FALSE },
  [SYMBOL_SCALE] = { N_ ("Scale"), N_ ("What is shown, of x as it is on the bus"), 110, FALSE, TRUE, FALSE },
  [SYMBOL_NODES] = { N_ ("Nodes"), N_ ("That send the message; that receive the signal"), 110, FALSE, FALSE, FALSE },
  [SYMBOL_COMMENT] = { N_ ("Comment"), NULL, 0, FALSE, FALSE, FALSE },
};

/* --- What the table shows --- */

static void
table_text (gpointer item, guint column, GString *out, gpointer data)
{
  symbol_node_append_text (item, (SymbolColumn) column, out);
}

static const char *
table_class (gpointer item, gpointer data)
{
  if (symbol_node_get_kind (item) == SYMBOL_DATABASE)
    return "r-group";
  if (symbol_node_get_count (item) == 0)
    return "r-unseen";
  return symbol_node_is_stale (item) ? "r-stale" : NULL;
}

/* Comments as they are written, with their lines; texts of values. */
static void
table_tip (gpointer item, guint column, GString *out, gpointer data)
{
  const Message *message = symbol_node_get_message (item);
  const CanSignal *signal = symbol_node_get_signal (item);
  const char *comment = signal != NULL ? signal->comment : message != NULL ? message->comment : NULL;

  if (column == SYMBOL_COMMENT && comment != NULL)
    g_string_append (out, comment);
  if (column != SYMBOL_SCALE || signal == NULL)
    return;
  for (guint i = 0; i < MIN (signal->n_labels, 20); i++)
    g_string_append_printf (out, "%s%" PRId64 " = %s", i > 0 ? "\n" : "", signal->labels[i].raw,
                            signal->labels[i].text);
}

static const TableOwner owner = { table_text, table_class, table_tip, NULL };

static GListModel *
children_of (gpointer item, gpointer data)
{
  GListModel *children = symbol_node_get_children (item);

  return children != NULL ? g_object_ref (children) : NULL;
}

static void
show_status (SymbolView *self)
{
  guint n = symbol_tree_n_messages (self->tree), shown = symbol_tree_n_shown_messages (self->tree);
  g_autofree char *all = text_count (n), *some = text_count (shown),
                  *seen = text_count (symbol_tree_n_seen (self->tree));
  g_autofree char *text = NULL;

  if (shown == n)
    text = g_strdup_printf (ngettext_ ("%s message, %s seen", "%s messages, %s seen", n), all, seen);
  else
    text = g_strdup_printf (_ ("%s of %s messages"), some, all);
  gtk_label_set_text (GTK_LABEL (self->status), text);
}

static void
on_updated (SymbolView *self)
{
  data_table_refresh (self->table);
  show_status (self);
}

/* --- Values --- */

#define REFRESH_MS 250 /* sparklines four times a second */

static gboolean
on_refresh (gpointer data)
{
  SymbolView *self = data;

  self->refresh_id = 0;
  data_table_refresh (self->table);
  return G_SOURCE_REMOVE;
}

static void
on_tick (gpointer data)
{
  SymbolView *self = data;

  if (self->refresh_id == 0)
    self->refresh_id = g_timeout_add (REFRESH_MS, on_refresh, self);
}

static void
stop_watch (SymbolView *self)
{
  if (self->tree != NULL)
    symbol_tree_set_watch (self->tree, NULL);
  g_clear_pointer (&self->watch, signal_watch_stop);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
}

static void
start_watch (SymbolView *self)
{
  FrameStore *store = trace_session_get_store (self->session);
  const DatabaseSet *set = trace_session_get_databases (self->session);

  stop_watch (self);
  if (store == NULL || database_set_n (set) == 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->watch = signal_watch_new (store, set, self->tick);
  symbol_tree_set_watch (self->tree, self->watch);
}

/* --- How many frames --- */

static void start_counting (SymbolView *self);

static gboolean
on_count_again (gpointer data)
{
  SymbolView *self = data;

  self->count_id = 0;
  if (self->stale)
    start_counting (self);
  return G_SOURCE_REMOVE;
}

static void
on_counted (GHashTable *counts, gpointer data)
{
  SymbolView *self = data;

  g_clear_pointer (&self->seen_run, seen_run_stop);
  symbol_tree_set_counts (self->tree, counts);
  self->count_id = g_timeout_add (COUNT_MS, on_count_again, self);
}

static void
start_counting (SymbolView *self)
{
  FrameStore *store = trace_session_get_store (self->session);
  const DatabaseSet *set = trace_session_get_databases (self->session);

  g_clear_pointer (&self->seen_run, seen_run_stop);
  g_clear_handle_id (&self->count_id, g_source_remove);
  self->stale = FALSE;
  if (store != NULL && database_set_n (set) > 0)
    self->seen_run = seen_run_start (store, set, on_counted, self);
}

static void
on_advanced (SymbolView *self)
{
  if (self->watch != NULL)
    signal_watch_poke (self->watch);
  self->stale = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && self->seen_run == NULL && self->count_id == 0)
    start_counting (self);
}

static void
on_replaced (SymbolView *self)
{
  g_clear_pointer (&self->finder, finder_stop);
  symbol_tree_set_counts (self->tree, NULL);
  start_counting (self);
  start_watch (self);
}

static void
expand_databases (SymbolView *self)
{
  GListModel *databases = symbol_tree_get_databases (self->tree);

  for (guint i = g_list_model_get_n_items (databases); i > 0; i--)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_child_row (self->rows, i - 1);

      gtk_tree_list_row_set_expanded (row, TRUE);
    }
}

static void
on_databases_changed (SymbolView *self)
{
  stop_watch (self); /* of messages that may be gone */
  symbol_tree_set_databases (self->tree, trace_session_get_databases (self->session));
  expand_databases (self);
  start_counting (self);
  start_watch (self);
}

/* --- Search --- */

/* Where few messages are left, their signals are what was looked for. */
static void
expand_found (SymbolView *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));

  if (symbol_tree_n_shown_messages (self->tree) > OPEN_MESSAGES)
    return;
  for (guint i = n; i > 0; i--)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i - 1);

      gtk_tree_list_row_set_expanded (row, TRUE);
    }
}

static void
on_search (SymbolView *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  symbol_tree_set_search (self->tree, text);
  expand_databases (self);
  if (*text != '\0')
    expand_found (self);
}

static void
on_shown (SymbolView *self)
{
  symbol_tree_set_shown (self->tree, (SymbolsShown) gtk_drop_down_get_selected (GTK_DROP_DOWN (self->shown)));
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
    show_status (self);
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
  g_autoptr (SymbolNode) node = data_table_dup_chosen (self->table);

  if (node != NULL)
    go (self, node, g_str_equal (name, "symbols.previous-frame"));
}

static void
on_activate (SymbolView *self, guint position)
{
  g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), position);
  g_autoptr (SymbolNode) node = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  if (node == NULL)
    return;
  if (symbol_node_get_kind (node) == SYMBOL_DATABASE)
    gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
  else
    go (self, node, FALSE);
}

static void
action_filter (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (SymbolNode) node = data_table_dup_chosen (SYMBOL_VIEW (widget)->table);
  g_autofree char *filter = node != NULL ? symbol_node_dup_filter (node) : NULL;

  if (filter != NULL)
    gtk_widget_activate_action (widget, "win.show-filter", "s", filter);
}

static void
action_plot (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (SymbolNode) node = data_table_dup_chosen (SYMBOL_VIEW (widget)->table);
  g_autofree char *text = NULL;

  if (node == NULL || symbol_node_get_signal (node) == NULL)
    return;
  text = g_strdup_printf ("%s.%s", symbol_node_get_message (node)->name, symbol_node_get_signal (node)->name);
  gtk_widget_activate_action (widget, "win.plot-add", "s", text);
}

static void
action_page (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (SymbolNode) node = data_table_dup_chosen (SYMBOL_VIEW (widget)->table);

  if (node != NULL && symbol_node_get_message (node) != NULL)
    gtk_window_present (
        GTK_WINDOW (message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), symbol_node_get_database (node),
                                        symbol_node_get_message (node), symbol_node_get_signal (node))));
}

static void
action_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (SymbolNode) node = data_table_dup_chosen (SYMBOL_VIEW (widget)->table);
  g_autoptr (GString) text = g_string_new (NULL);

  if (node == NULL)
    return;
  symbol_node_append_text (node, SYMBOL_NAME, text);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
}

static void
action_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (SYMBOL_VIEW (widget)->search);
}

/* --- Building --- */

static GMenuModel *
new_menu (void)
{
  static const char *const rows[] = { "symbols.next-frame", "symbols.previous-frame", "symbols.filter",
                                      "symbols.plot",       "symbols.page",           "symbols.copy-name" };
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_menu_append (menu, _ (actions_find (rows[i])->label), rows[i]);
  g_menu_append (menu, _ (actions_find ("win.can-matrix")->label), "win.can-matrix");
  return G_MENU_MODEL (menu);
}

static void
build_bar (SymbolView *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  const char *const choices[] = { _ ("All messages"), _ ("Only seen"), _ ("Only unseen"), NULL };

  gtk_widget_add_css_class (bar, "panelhead");
  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _ ("Names, comments, units, nodes, identifiers"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search the databases"), -1);
  gtk_widget_set_hexpand (self->search, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->search), 12);
  self->shown = gtk_drop_down_new_from_strings (choices);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->shown), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Messages shown"),
                                  -1);
  self->status = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->status), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->status, "dim");
  gtk_widget_add_css_class (self->status, "small");
  gtk_box_append (GTK_BOX (bar), self->search);
  gtk_box_append (GTK_BOX (bar), self->shown);
  gtk_box_append (GTK_BOX (bar), self->status);
  gtk_box_append (GTK_BOX (self), bar);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (on_search), self);
  g_signal_connect_swapped (self->shown, "notify::selected", G_CALLBACK (on_shown), self);
}

static void
on_search_down (SymbolView *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->table), GTK_DIR_TAB_FORWARD);
}

/* Signals can be dragged to the plots. */
static GdkContentProvider *
on_drag_prepare (GtkDragSource *source, double x, double y, SymbolView *self)
{
  g_autoptr (SymbolNode) node = data_table_dup_item_at (self->table, x, y);
  g_autofree char *text = NULL;

  if (node == NULL || symbol_node_get_signal (node) == NULL)
    return NULL;
  text = g_strdup_printf ("signal:%s.%s", symbol_node_get_message (node)->name, symbol_node_get_signal (node)->name);
  return gdk_content_provider_new_typed (G_TYPE_STRING, text);
}

static void
build_table (SymbolView *self)
{
  GtkDragSource *drag = gtk_drag_source_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GListModel *databases = symbol_tree_get_databases (self->tree);
  GtkSingleSelection *selection;
  g_autoptr (GMenuModel) menu = new_menu ();

  self->rows = gtk_tree_list_model_new (g_object_ref (databases), FALSE, FALSE, children_of, NULL, NULL);
  selection = gtk_single_selection_new (G_LIST_MODEL (self->rows));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  self->table = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (selection)));
  data_table_build (self->table, _ ("Messages and signals"), columns, G_N_ELEMENTS (columns), &owner, self);
  data_table_set_menu (self->table, menu);
  g_signal_connect (drag, "prepare", G_CALLBACK (on_drag_prepare), self);
  gtk_widget_add_controller (GTK_WIDGET (self->table), GTK_EVENT_CONTROLLER (drag));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->table));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (self), scrolled);
  g_signal_connect_swapped (self->table, "activate", G_CALLBACK (on_activate), self);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (on_search_down), self);
}

static void
symbol_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (symbol_view_parent_class)->map (widget);
  if (SYMBOL_VIEW (widget)->stale)
    start_counting (SYMBOL_VIEW (widget));
  if (SYMBOL_VIEW (widget)->watch == NULL)
    start_watch (SYMBOL_VIEW (widget));
}

/* Nobody looks: it starts anew when somebody does. */
static void
symbol_view_unmap (GtkWidget *widget)
{
  stop_watch (SYMBOL_VIEW (widget));
  GTK_WIDGET_CLASS (symbol_view_parent_class)->unmap (widget);
}

static void
symbol_view_dispose (GObject *object)
{
  SymbolView *self = SYMBOL_VIEW (object);

  stop_watch (self);
  if (self->tick != NULL)
    tick_stop (self->tick);
  g_clear_pointer (&self->tick, tick_unref);
  g_clear_pointer (&self->seen_run, seen_run_stop);
  g_clear_pointer (&self->finder, finder_stop);
  g_clear_handle_id (&self->count_id, g_source_remove);
  if (self->tree != NULL)
    g_signal_handlers_disconnect_by_data (self->tree, self);
  g_clear_object (&self->tree);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (symbol_view_parent_class)->dispose (object);
}

static void
symbol_view_class_init (SymbolViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = symbol_view_dispose;
  widget_class->map = symbol_view_map;
  widget_class->unmap = symbol_view_unmap;
  gtk_widget_class_set_css_name (widget_class, "symbolview");
  gtk_widget_class_install_action (widget_class, "symbols.next-frame", NULL, action_go);
  gtk_widget_class_install_action (widget_class, "symbols.previous-frame", NULL, action_go);
  gtk_widget_class_install_action (widget_class, "symbols.filter", NULL, action_filter);
  gtk_widget_class_install_action (widget_class, "symbols.copy-name", NULL, action_copy);
  gtk_widget_class_install_action (widget_class, "symbols.plot", NULL, action_plot);
  gtk_widget_class_install_action (widget_class, "symbols.page", NULL, action_page);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_i, GDK_CONTROL_MASK, "symbols.page", NULL);
  gtk_widget_class_install_action (widget_class, "symbols.search", NULL, action_search);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_SHIFT_MASK, "symbols.previous-frame", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "symbols.filter", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "symbols.copy-name", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_SHIFT_MASK | GDK_CONTROL_MASK, "symbols.plot",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_ALT_MASK, "symbols.search", NULL);
}

static void
symbol_view_init (SymbolView *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->tree = symbol_tree_new ();
  self->tick = tick_new (on_tick, self);
  build_bar (self);
  build_table (self);
}

GtkWidget *
symbol_view_new (TraceSession *session)
{
  SymbolView *self = g_object_new (SYMBOL_TYPE_VIEW, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (self->tree, "updated", G_CALLBACK (on_updated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "advanced", G_CALLBACK (on_advanced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "replaced", G_CALLBACK (on_replaced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "databases-changed", G_CALLBACK (on_databases_changed), self, G_CONNECT_SWAPPED);
  on_databases_changed (self);
  return GTK_WIDGET (self);
}

GtkColumnView *
symbol_view_get_table (SymbolView *self)
{
  return self->table;
}

GtkWidget *
symbol_view_get_search (SymbolView *self)
{
  return self->search;
}
