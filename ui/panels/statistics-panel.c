/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/panels/statistics-panel-private.h"

#include "base/i18n.h"
#include "core/bit-rate.h"
#include "ui/actions.h"
#include "ui/file-dialog.h"
#include "ui/panels/panel-bar.h"
#include "ui/text.h"
#include "ui/widgets/check-box.h"
#include "ui/widgets/period-histogram.h"
#include "ui/widgets/search-field.h"
#include <inttypes.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (StatisticsPanel, statistics_panel, GTK_TYPE_BOX)

/* --- Order and search --- */

static int
compare_items (gconstpointer a, gconstpointer b, gpointer data)
{
  const StatisticsItem *x = *(StatisticsItem *const *) a, *y = *(StatisticsItem *const *) b;
  StatisticsPanel *self = data;
  int order = 0;

  if (self->column == COLUMN_NAME)
    order = g_utf8_collate (statistics_item_name (x), statistics_item_name (y));
  else if (self->column >= 0)
    {
      double p, q;
      gboolean has_p = statistics_item_number (x, (guint) self->column, &p),
               has_q = statistics_item_number (y, (guint) self->column, &q);

      if (has_p != has_q) /* what is not known comes last, either way */
        return has_p ? -1 : 1;
      order = has_p ? (p > q) - (p < q) : 0;
    }
  if (order == 0 && x->row.channel != y->row.channel)
    return x->row.channel < y->row.channel ? -1 : 1;
  if (order == 0)
    return (x->row.id > y->row.id) - (x->row.id < y->row.id);
  return self->descending ? -order : order;
}

static gboolean
is_found (StatisticsPanel *self, StatisticsItem *item, const char *words)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *folded = NULL;

  if (*words == '\0')
    return TRUE;
  for (guint column = COLUMN_NAME; column <= COLUMN_ID; column++)
    {
      statistics_cell_text (item, column, text, self);
      g_string_append_c (text, ' ');
    }
  folded = g_utf8_casefold (text->str, -1);
  return strstr (folded, words) != NULL;
}

static void
show_rows (StatisticsPanel *self)
{
  g_autofree char *words = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->store));
  g_autoptr (StatisticsItem) chosen = data_table_dup_chosen (self->table);
  gboolean same;
  GHashTableIter iter;
  gpointer item;
  guint position;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    if (is_found (self, item, words))
      g_ptr_array_add (shown, item);
  g_ptr_array_sort_with_data (shown, compare_items, self);
  same = n == shown->len;
  for (guint i = 0; i < n && same; i++)
    {
      g_autoptr (GObject) old = g_list_model_get_item (G_LIST_MODEL (self->store), i);

      same = old == shown->pdata[i];
    }
  if (same)
    {
      data_table_refresh (self->table);
      return;
    }
  g_list_store_splice (self->store, 0, n, shown->pdata, shown->len);
  if (chosen != NULL && g_list_store_find (self->store, chosen, &position))
    gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (gtk_column_view_get_model (self->table)), position);
}

/* What was asked for before it was counted. */
static void
choose_wanted (StatisticsPanel *self)
{
  guint n = self->has_wanted ? g_list_model_get_n_items (G_LIST_MODEL (self->store)) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (StatisticsItem) item = g_list_model_get_item (G_LIST_MODEL (self->store), i);

      if (item->row.channel != self->wanted_channel || item->row.id != self->wanted_id)
        continue;
      self->has_wanted = FALSE;
      gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (gtk_column_view_get_model (self->table)), i);
      data_table_show (self->table, i);
      return;
    }
}

void
statistics_panel_choose (StatisticsPanel *self, uint8_t channel, uint32_t id)
{
  self->has_wanted = TRUE;
  self->wanted_channel = channel;
  self->wanted_id = id & CAN_ID_ERROR ? CAN_ID_ERROR : id & ~CAN_ID_REMOTE; /* one row for both */
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");                  /* it would hide the row */
  choose_wanted (self);
}

static void
table_sort (int column, gboolean descending, gpointer data)
{
  StatisticsPanel *self = data;

  if (self->session == NULL) /* the table goes away, column by column */
    return;
  self->column = column;
  self->descending = descending;
  show_rows (self);
}

static const TableOwner owner = { statistics_cell_text, statistics_row_class, NULL, table_sort };

/* --- Snapshots --- */

static void
put_row (StatisticsPanel *self, const StatisticsRow *row)
{
  gpointer key = GSIZE_TO_POINTER ((gsize) row->channel << 32 | row->id);
  StatisticsItem *item = g_hash_table_lookup (self->items, key);
  double span = (double) can_time_since (self->snapshot->latest, self->snapshot->earliest) / 1e9, seconds;

  if (item == NULL)
    {
      item = g_object_new (STATISTICS_TYPE_ITEM, NULL);
      g_hash_table_insert (self->items, key, item);
    }
  item->row = *row;
  item->rate = span > 0 ? (double) row->n_frames / span : -1;
  item->share = -1;
  for (guint i = 0; i < self->snapshot->channels->len; i++)
    {
      const StatisticsChannel *channel = &g_array_index (self->snapshot->channels, StatisticsChannel, i);

      if (channel->channel != row->channel)
        continue;
      if (channel->bits_data == 0 && channel->bits_nominal > 0)
        item->share = (double) row->bits_nominal / (double) channel->bits_nominal;
      else if (channel->seconds > 0
               && bit_rate_seconds (channel->bitrate, channel->data_bitrate, row->bits_nominal, row->bits_data,
                                    &seconds))
        item->share = seconds / channel->seconds;
    }
}

static void
show_status (StatisticsPanel *self)
{
  double progress = self->watch != NULL ? statistics_watch_get_progress (self->watch) : 1;
  g_autofree char *ids = text_count (self->snapshot->rows->len), *frames = text_count (self->snapshot->n_frames);
  g_autofree char *text = NULL;

  if (progress < 1)
    text = g_strdup_printf (_ ("%s identifiers · %d %%"), ids, (int) (100 * progress));
  else
    text = g_strdup_printf (_ ("%s identifiers, %s frames"), ids, frames);
  gtk_label_set_text (GTK_LABEL (self->status), text);
}

static void
show_histogram (StatisticsPanel *self)
{
  g_autoptr (StatisticsItem) item = data_table_dup_chosen (self->table);
  gboolean fits = item != NULL && self->snapshot != NULL && self->snapshot->has_histogram
                  && self->snapshot->histogram_id == item->row.id
                  && self->snapshot->histogram_channel == item->row.channel;
  g_autoptr (GString) title = g_string_new (NULL);

  if (item != NULL)
    {
      statistics_cell_text (item, COLUMN_ID, title, self);
      g_string_append_printf (title, " %s: ", statistics_item_name (item));
      g_string_append_printf (title, ngettext_ ("%" PRIu64 " period", "%" PRIu64 " periods", item->row.n_periods),
                              item->row.n_periods);
    }
  period_histogram_set (PERIOD_HISTOGRAM (self->histogram), item != NULL ? title->str : NULL,
                        fits ? self->snapshot : NULL);
}

static void
on_tick (gpointer data)
{
  StatisticsPanel *self = data;
  StatisticsSnapshot *snapshot = self->watch != NULL ? statistics_watch_take (self->watch) : NULL;

  if (snapshot == NULL)
    return;
  statistics_snapshot_free (self->snapshot);
  self->snapshot = snapshot;
  for (guint i = 0; i < snapshot->rows->len; i++)
    put_row (self, &g_array_index (snapshot->rows, StatisticsRow, i));
  show_rows (self);
  choose_wanted (self);
  statistics_show_channels (self);
  statistics_show_errors (self);
  show_status (self);
  show_histogram (self);
}

/* --- What is counted --- */

static void
stop (StatisticsPanel *self)
{
  g_clear_pointer (&self->watch, statistics_watch_stop);
  g_clear_pointer (&self->counted, row_set_unref);
}

static void
start (StatisticsPanel *self)
{
  FrameStore *store = trace_session_get_store (self->session);
  gboolean limited = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->limit));

  stop (self);
  g_list_store_remove_all (self->store);
  g_hash_table_remove_all (self->items);
  g_clear_pointer (&self->snapshot, statistics_snapshot_free);
  gtk_label_set_text (GTK_LABEL (self->status), store != NULL ? "" : _ ("No trace yet: open one to count its frames"));
  show_histogram (self);
  if (store == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (limited && trace_session_get_shown (self->session) != NULL)
    self->counted = row_set_ref (trace_session_get_shown (self->session));
  self->watch = statistics_watch_new (store, self->counted, trace_session_get_databases (self->session), self->tick);
}

static void
on_grown (StatisticsPanel *self)
{
  if (self->watch != NULL)
    statistics_watch_poke (self->watch);
}

/* Another filter's rows are the session's only when its first ones are known. */
static void
on_shown (StatisticsPanel *self)
{
  if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->limit))
      && trace_session_get_shown (self->session) != self->counted)
    start (self);
  else
    on_grown (self);
}

static void
on_databases_changed (StatisticsPanel *self)
{
  if (self->watch != NULL)
    statistics_watch_set_databases (self->watch, trace_session_get_databases (self->session));
}

static void
on_chosen (StatisticsPanel *self)
{
  g_autoptr (StatisticsItem) item = self->session != NULL ? data_table_dup_chosen (self->table) : NULL;

  if (self->session == NULL)
    return;
  show_histogram (self);
  if (item != NULL && self->watch != NULL)
    statistics_watch_choose (self->watch, item->row.channel, item->row.id);
}

/* --- Actions --- */

static void
action_filter (GtkWidget *widget, const char *name, GVariant *parameter)
{
  StatisticsPanel *self = STATISTICS_PANEL (widget);
  g_autoptr (StatisticsItem) item = data_table_dup_chosen (self->table);
  g_autoptr (GString) text = g_string_new (NULL);
  const char *channel;

  if (item == NULL)
    return;
  if (item->row.id & CAN_ID_ERROR)
    g_string_append (text, "can.err");
  else
    g_string_append_printf (text,
                            can_id_is_extended (item->row.id) ? "can.id == 0x%08X && can.ext" : "can.id == 0x%03X",
                            can_id_number (item->row.id));
  channel = statistics_channel_name (self, item->row.channel);
  if (self->snapshot != NULL && self->snapshot->channels->len > 1)
    {
      g_string_append (text, " && can.channel == \"");
      for (; *channel != '\0'; channel++)
        g_string_append_printf (text, *channel == '"' || *channel == '\\' ? "\\%c" : "%c", *channel);
      g_string_append_c (text, '"');
    }
  gtk_widget_activate_action (widget, "win.show-filter", "s", text->str);
}

static void
action_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *text = data_table_dup_text (STATISTICS_PANEL (widget)->table, FALSE);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (StatisticsPanel) self = data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error) && self->session != NULL)
    gtk_label_set_text (GTK_LABEL (self->status), error->message);
}

static void
on_chosen_file (GtkWidget *widget, GFile *file, GtkFileChooser *dialog)
{
  char *text = data_table_dup_text (STATISTICS_PANEL (widget)->table, TRUE);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, on_saved,
                                       g_object_ref (widget));
}

static void
action_export (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkFileChooser *dialog
      = file_dialog_new (widget, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Export Statistics"), _ ("_Export"), on_chosen_file);

  gtk_file_chooser_set_current_name (dialog, "statistics.csv");
  file_dialog_show (dialog);
}

/* --- Building --- */

static void
build_bar (StatisticsPanel *self)
{
  GtkWidget *bar = panel_bar_new ();

  self->search = search_field_new (_ ("Name, bus or identifier"), _ ("Search the statistics"));
  gtk_editable_set_width_chars (GTK_EDITABLE (self->search), 22);
  self->limit = check_box_new (_ ("Only the frames shown"));
  self->status = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->status), 1);
  gtk_label_set_ellipsize (GTK_LABEL (self->status), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->status, TRUE);
  gtk_widget_add_css_class (self->status, "dim");
  gtk_widget_add_css_class (self->status, "small");
  gtk_box_append (GTK_BOX (bar), self->search);
  gtk_box_append (GTK_BOX (bar), self->limit);
  gtk_box_append (GTK_BOX (bar), self->status);
  gtk_box_append (GTK_BOX (bar), panel_bar_button_new ("edit-copy-symbolic", "statistics.copy"));
  gtk_box_append (GTK_BOX (bar), panel_bar_button_new ("document-save-symbolic", "statistics.export"));
  gtk_box_append (GTK_BOX (self), bar);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (show_rows), self);
  g_signal_connect_swapped (self->limit, "toggled", G_CALLBACK (start), self);
}

static GtkWidget *
build_table (StatisticsPanel *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkSingleSelection *selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->store)));
  g_autoptr (GMenu) menu = g_menu_new ();

  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  self->table = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (selection)));
  data_table_build (self->table, _ ("Statistics of identifiers"), statistics_columns, N_COLUMNS, &owner, self);
  g_menu_append (menu, _ (actions_find ("statistics.filter")->label), "statistics.filter");
  g_menu_append (menu, _ (actions_find ("statistics.copy")->label), "statistics.copy");
  data_table_set_menu (self->table, G_MENU_MODEL (menu));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->table));
  gtk_widget_set_hexpand (scrolled, TRUE);
  gtk_widget_set_vexpand (scrolled, TRUE);
  g_signal_connect_swapped (selection, "notify::selected-item", G_CALLBACK (on_chosen), self);
  return scrolled;
}

static void
on_activate (StatisticsPanel *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "statistics.filter", NULL);
}

static GtkWidget *
new_small (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "small");
  gtk_widget_add_css_class (label, "hint");
  return label;
}

static void
build (StatisticsPanel *self)
{
  GtkWidget *paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);
  GtkWidget *assumptions = new_small (_ ("Exact bits with stuff bits and 3 bits of intermission; an error frame counts "
                                         "as 17 bits at least; repetitions that the adapter did not record do not."));

  build_bar (self);
  self->channels = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 2));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->channels));
  self->histogram = period_histogram_new ();
  gtk_widget_set_size_request (self->histogram, 220, -1);
  gtk_paned_set_start_child (GTK_PANED (paned), build_table (self));
  gtk_paned_set_end_child (GTK_PANED (paned), self->histogram);
  gtk_paned_set_resize_end_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (paned), FALSE);
  gtk_box_append (GTK_BOX (self), paned);
  self->errors = new_small (NULL);
  gtk_widget_add_css_class (self->errors, "bad");
  gtk_widget_set_visible (self->errors, FALSE);
  gtk_widget_add_css_class (assumptions, "dim");
  gtk_widget_set_tooltip_text (assumptions, gtk_label_get_text (GTK_LABEL (assumptions)));
  gtk_box_append (GTK_BOX (self), self->errors);
  gtk_box_append (GTK_BOX (self), assumptions);
  g_signal_connect_swapped (self->table, "activate", G_CALLBACK (on_activate), self);
}

static void
statistics_panel_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (statistics_panel_parent_class)->map (widget);
  start (STATISTICS_PANEL (widget));
}

static void
statistics_panel_unmap (GtkWidget *widget)
{
  stop (STATISTICS_PANEL (widget));
  GTK_WIDGET_CLASS (statistics_panel_parent_class)->unmap (widget);
}

static void
statistics_panel_dispose (GObject *object)
{
  StatisticsPanel *self = STATISTICS_PANEL (object);

  stop (self);
  if (self->tick != NULL)
    tick_stop (self->tick);
  g_clear_pointer (&self->tick, tick_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (statistics_panel_parent_class)->dispose (object);
}

/* The table's cells are gone by now. */
static void
statistics_panel_finalize (GObject *object)
{
  StatisticsPanel *self = STATISTICS_PANEL (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->items, g_hash_table_unref);
  statistics_snapshot_free (self->snapshot);
  G_OBJECT_CLASS (statistics_panel_parent_class)->finalize (object);
}

static void
statistics_panel_class_init (StatisticsPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = statistics_panel_dispose;
  G_OBJECT_CLASS (class)->finalize = statistics_panel_finalize;
  widget_class->map = statistics_panel_map;
  widget_class->unmap = statistics_panel_unmap;
  gtk_widget_class_install_action (widget_class, "statistics.filter", NULL, action_filter);
  gtk_widget_class_install_action (widget_class, "statistics.copy", NULL, action_copy);
  gtk_widget_class_install_action (widget_class, "statistics.export", NULL, action_export);
}

static void
statistics_panel_init (StatisticsPanel *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->column = -1;
  self->items = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->store = g_list_store_new (STATISTICS_TYPE_ITEM);
  self->tick = tick_new (on_tick, self);
  build (self);
}

GtkWidget *
statistics_panel_new (TraceSession *session)
{
  StatisticsPanel *self = g_object_new (STATISTICS_TYPE_PANEL, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "advanced", G_CALLBACK (on_grown), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "shown", G_CALLBACK (on_shown), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "replaced", G_CALLBACK (start), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "filter-changed", G_CALLBACK (on_shown), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "databases-changed", G_CALLBACK (on_databases_changed), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

GtkColumnView *
statistics_panel_get_table (StatisticsPanel *self)
{
  return self->table;
}
