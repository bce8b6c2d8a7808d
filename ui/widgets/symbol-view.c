/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/widgets/symbol-view-private.h"

#include "base/i18n.h"
#include "ui/app-settings.h"
#include "ui/text.h"
#include "ui/widgets/data-table.h"
#include "ui/widgets/search-field.h"
#include <inttypes.h>

#define COUNT_MS 500 /* between two looks at a trace that grows */
#define MAX_FOUND_ROWS 1000u
#define OPEN_MESSAGES 40 /* that a search found by their signals: those are shown at once */

G_DEFINE_FINAL_TYPE (SymbolView, symbol_view, GTK_TYPE_BOX)

enum
{
  PROP_FLAT = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static const TableColumn columns[SYMBOL_N_COLUMNS] = {
  [SYMBOL_NAME] = { N_ ("Name"), NULL, 220, FALSE, FALSE, TRUE },
  [SYMBOL_MESSAGE_NAME] = { N_ ("Message"), NULL, 150, FALSE, FALSE, TRUE },
  [SYMBOL_ID] = { N_ ("ID"), NULL, 82, TRUE, TRUE, TRUE },
  [SYMBOL_VALUE] = { N_ ("Value"), N_ ("Of the latest frame"), 96, TRUE, TRUE, TRUE },
  [SYMBOL_LABEL] = { N_ ("Text"), N_ ("What the database calls this value"), 110, FALSE, FALSE, TRUE },
  [SYMBOL_UNIT] = { N_ ("Unit"), NULL, 56, FALSE, FALSE, TRUE },
  [SYMBOL_RAW] = { N_ ("Raw"), N_ ("As it is on the bus"), 82, TRUE, TRUE, TRUE },
  [SYMBOL_MIN] = { N_ ("Min"), N_ ("Of the whole trace"), 72, TRUE, TRUE, TRUE },
  [SYMBOL_MAX] = { N_ ("Max"), N_ ("Of the whole trace"), 72, TRUE, TRUE, TRUE },
  [SYMBOL_TREND]
  = { N_ ("Trend"), N_ ("The last sixteen values; sorted by how far they lie apart"), 108, FALSE, TRUE, TRUE, TRUE },
  [SYMBOL_CHANGED] = { N_ ("Same for (s)"), N_ ("How long the value has been what it is"), 84, TRUE, TRUE, TRUE },
  [SYMBOL_COUNT] = { N_ ("Frames"), N_ ("Frames of this message in the trace"), 76, TRUE, TRUE, TRUE },
  [SYMBOL_PERIOD] = { N_ ("Period (ms)"), N_ ("Mean of the last frames"), 80, TRUE, TRUE, TRUE },
  [SYMBOL_CYCLE] = { N_ ("Cycle (ms)"), N_ ("As the database says: GenMsgCycleTime"), 76, TRUE, TRUE, TRUE },
  [SYMBOL_LENGTH] = { N_ ("Length"), NULL, 66, TRUE, FALSE, TRUE },
  [SYMBOL_SCALE] = { N_ ("Scale"), N_ ("What is shown, of x as it is on the bus"), 110, FALSE, TRUE, TRUE },
  [SYMBOL_NODES] = { N_ ("Nodes"), N_ ("That send the message; that receive the signal"), 110, FALSE, FALSE, TRUE },
  [SYMBOL_COMMENT] = { N_ ("Comment"), NULL, 0, FALSE, FALSE, TRUE },
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
  if (symbol_node_is_active (item))
    return "r-active";
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

/* The arrow in the title is the order of tree and list, and of the next start. */
static void
table_sort (int column, gboolean descending, gpointer data)
{
  SymbolView *self = data;
  g_autofree char *text = column < 0
                              ? g_strdup ("")
                              : g_strconcat (descending ? "-" : "", symbol_column_get_id ((SymbolColumn) column), NULL);

  if (self->list == NULL) /* the table loses its columns: nobody asked for that */
    return;
  symbol_flat_set_order (self->list, column, descending);
  symbol_tree_set_order (self->tree, column, descending);
  g_settings_set_string (app_settings_get (), "symbols-order", text);
}

static const TableOwner owner = { table_text, table_class, table_tip, table_sort };

static GListModel *
children_of (gpointer item, gpointer data)
{
  GListModel *children = symbol_node_get_children (item);

  return children != NULL ? g_object_ref (children) : NULL;
}

void
symbol_view_show_status (SymbolView *self)
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
  data_table_refresh_gently (self->table);
  symbol_view_show_status (self);
}

/* --- Values --- */

#define REFRESH_MS 250 /* sparklines four times a second */

static gboolean
on_refresh (gpointer data)
{
  SymbolView *self = data;

  self->refresh_id = 0;
  data_table_refresh_gently (self->table);
  if (self->flat)
    symbol_flat_poke (self->list);
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
  self->watch = signal_watch_new (store, set, NULL, self->tick);
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
  self->chosen = NULL;
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
  guint n = 0, before;

  if (symbol_tree_n_shown_messages (self->tree) > OPEN_MESSAGES)
    return;
  /* Multiplexers, and those within them, come with what is opened. */
  do
    {
      before = n;
      n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
      for (guint i = n; i > 0; i--)
        {
          g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i - 1);

          gtk_tree_list_row_set_expanded (row, TRUE);
        }
    }
  while (n > before && n < MAX_FOUND_ROWS);
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

static void
action_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (SYMBOL_VIEW (widget)->search);
}

static void
on_activate (SymbolView *self, guint position)
{
  GListModel *model = G_LIST_MODEL (gtk_column_view_get_model (self->table));
  g_autoptr (GObject) item = g_list_model_get_item (model, position);
  g_autoptr (SymbolNode) node
      = GTK_IS_TREE_LIST_ROW (item) ? gtk_tree_list_row_get_item (GTK_TREE_LIST_ROW (item)) : NULL;

  if (node != NULL && symbol_node_get_kind (node) == SYMBOL_DATABASE)
    gtk_tree_list_row_set_expanded (GTK_TREE_LIST_ROW (item),
                                    !gtk_tree_list_row_get_expanded (GTK_TREE_LIST_ROW (item)));
  else
    symbol_view_go_to_chosen (self);
}

/* --- Tree and list --- */

static GtkSingleSelection *
selection_of (SymbolView *self)
{
  return GTK_SINGLE_SELECTION (gtk_column_view_get_model (self->table));
}

/* By hand, or because its row is gone. */
static void
on_chosen (SymbolView *self)
{
  g_autoptr (SymbolNode) node = NULL;

  symbol_view_update_actions (self);
  if (self->adopting)
    return;
  node = data_table_dup_chosen (self->table);
  self->chosen = node != NULL ? symbol_node_get_signal (node) : NULL;
}

/* Rows have other signals: what was chosen is chosen where it stands now. */
static void
on_sorted (SymbolView *self)
{
  guint position;

  if (!self->flat)
    return;
  position = symbol_flat_find (self->list, self->chosen);
  self->adopting = TRUE;
  gtk_single_selection_set_selected (selection_of (self),
                                     position != SYMBOL_FLAT_NOT_FOUND ? position : GTK_INVALID_LIST_POSITION);
  self->adopting = FALSE;
  data_table_refresh_gently (self->table);
}

static void
set_flat (SymbolView *self, gboolean flat)
{
  if (self->flat == flat)
    return;
  self->flat = flat;
  self->adopting = TRUE;
  gtk_single_selection_set_model (selection_of (self), NULL);
  symbol_flat_set_active (self->list, flat);
  data_table_set_column_shown (self->table, SYMBOL_MESSAGE_NAME, flat);
  gtk_single_selection_set_model (selection_of (self), flat ? G_LIST_MODEL (self->list) : G_LIST_MODEL (self->rows));
  self->adopting = FALSE;
  on_sorted (self);
  if (!flat && *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0')
    expand_found (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FLAT]);
}

/* As it was sorted last. */
static void
restore_order (SymbolView *self)
{
  g_autofree char *text = g_settings_get_string (app_settings_get (), "symbols-order");
  gboolean descending = *text == '-';
  SymbolColumn column = symbol_column_from_id (text + descending);

  if (column < SYMBOL_N_COLUMNS)
    data_table_sort (self->table, column, descending);
}

/* --- Building --- */

/* Two buttons of which one is down. */
static GtkWidget *
new_shapes (SymbolView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *tree = gtk_toggle_button_new (),
            *list = gtk_toggle_button_new ();
  const struct
  {
    GtkWidget *button;
    const char *icon, *words;
  } rows[] = { { tree, "view-list-bullet-symbolic", _ ("As a tree: databases, messages, signals") },
               { list, "view-list-symbolic", _ ("As one list of signals") } };

  gtk_widget_add_css_class (box, "linked");
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (list), GTK_TOGGLE_BUTTON (tree));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tree), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gtk_button_set_icon_name (GTK_BUTTON (rows[i].button), rows[i].icon);
      gtk_widget_set_tooltip_text (rows[i].button, rows[i].words);
      gtk_accessible_update_property (GTK_ACCESSIBLE (rows[i].button), GTK_ACCESSIBLE_PROPERTY_LABEL, rows[i].words,
                                      -1);
      gtk_box_append (GTK_BOX (box), rows[i].button);
    }
  g_object_bind_property (self, "flat", list, "active", G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  return box;
}

static void
build_bar (SymbolView *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  const char *const choices[] = { _ ("All messages"), _ ("Only seen"), _ ("Only unseen"), NULL };

  gtk_widget_add_css_class (bar, "panelhead");
  self->search = search_field_new (_ ("Names, comments, units, nodes, identifiers"), _ ("Search the databases"));
  gtk_widget_set_hexpand (self->search, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->search), 12);
  self->shown = gtk_drop_down_new_from_strings (choices);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->shown), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Messages shown"),
                                  -1);
  self->status = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->status), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->status, "dim");
  gtk_widget_add_css_class (self->status, "small");
  gtk_box_append (GTK_BOX (bar), new_shapes (self));
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

static void
build_table (SymbolView *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GListModel *databases = symbol_tree_get_databases (self->tree);
  GtkSingleSelection *selection;

  self->rows = gtk_tree_list_model_new (g_object_ref (databases), FALSE, FALSE, children_of, NULL, NULL);
  selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  self->table = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (selection)));
  data_table_build (self->table, _ ("Messages and signals"), columns, G_N_ELEMENTS (columns), &owner, self);
  data_table_set_column_shown (self->table, SYMBOL_MESSAGE_NAME, FALSE);
  symbol_view_add_menu (self);
  g_signal_connect_object (selection, "notify::selected-item", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  symbol_view_update_actions (self);
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

  self->adopting = TRUE; /* what the table loses now is not chosen by anybody */
  stop_watch (self);
  if (self->tick != NULL)
    tick_stop (self->tick);
  g_clear_pointer (&self->tick, tick_unref);
  g_clear_pointer (&self->seen_run, seen_run_stop);
  g_clear_pointer (&self->finder, finder_stop);
  g_clear_handle_id (&self->count_id, g_source_remove);
  if (self->tree != NULL)
    g_signal_handlers_disconnect_by_data (self->tree, self);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_clear_object (&self->list);
  g_clear_object (&self->rows);
  g_clear_object (&self->tree);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (symbol_view_parent_class)->dispose (object);
}

static void
symbol_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_boolean (value, SYMBOL_VIEW (object)->flat);
}

static void
symbol_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  set_flat (SYMBOL_VIEW (object), g_value_get_boolean (value));
}

static void
symbol_view_class_init (SymbolViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = symbol_view_dispose;
  G_OBJECT_CLASS (class)->get_property = symbol_view_get_property;
  G_OBJECT_CLASS (class)->set_property = symbol_view_set_property;
  widget_class->map = symbol_view_map;
  widget_class->unmap = symbol_view_unmap;
  gtk_widget_class_set_css_name (widget_class, "symbolview");
  props[PROP_FLAT] = g_param_spec_boolean ("flat", NULL, NULL, FALSE,
                                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (G_OBJECT_CLASS (class), N_PROPS, props);
  symbol_view_install_actions (widget_class);
  gtk_widget_class_install_property_action (widget_class, "symbols.flat", "flat");
  gtk_widget_class_install_action (widget_class, "symbols.search", NULL, action_search);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_ALT_MASK, "symbols.search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_ALT_MASK, "symbols.flat", NULL);
}

static void
symbol_view_init (SymbolView *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->tree = symbol_tree_new ();
  self->list = symbol_flat_new (self->tree);
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
  g_signal_connect_object (self->list, "sorted", G_CALLBACK (on_sorted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "advanced", G_CALLBACK (on_advanced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "replaced", G_CALLBACK (on_replaced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "databases-changed", G_CALLBACK (on_databases_changed), self, G_CONNECT_SWAPPED);
  on_databases_changed (self);
  restore_order (self);
  g_settings_bind (app_settings_get (), "symbols-flat", self, "flat", G_SETTINGS_BIND_DEFAULT);
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
