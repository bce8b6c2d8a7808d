/* window-status.c: title, status bar, progress: what the window says about its session.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/window-private.h"

#include "base/i18n.h"
#include "ui/dialogs/notes-dialog.h"
#include "ui/text.h"

/* Numbers that change fast are read ten times a second. */
#define UPDATE_MS 100

/* --- title --- */

char *
main_window_dup_file_name (GFile *file)
{
  g_autofree char *path = file != NULL ? g_file_get_parse_name (file) : NULL;

  return path != NULL ? g_filename_display_basename (path) : g_strdup ("Canid");
}

char *
main_window_dup_files_name (GPtrArray *files)
{
  guint n = files != NULL ? files->len : 0;
  g_autofree char *first = main_window_dup_file_name (n > 0 ? files->pdata[0] : NULL), *second = NULL;

  if (n <= 1)
    return g_steal_pointer (&first);
  if (n > 2)
    return g_strdup_printf (ngettext_ ("%s + %u file", "%s + %u files", n - 1), first, n - 1);
  second = main_window_dup_file_name (files->pdata[1]);
  return g_strdup_printf ("%s + %s", first, second);
}

static char *
describe_trace (MainWindow *self, FrameStore *store)
{
  guint n_channels = trace_info_n_channels (frame_store_get_info (store));
  uint64_t length = frame_store_length (store);
  g_autofree char *frames = text_count (length);
  g_autofree char *channels = g_strdup_printf (ngettext_ ("%u channel", "%u channels", n_channels), n_channels);
  g_autofree char *frames_words = g_strdup_printf (ngettext_ ("%s frame", "%s frames", (gulong) length), frames);
  g_autofree char *span = NULL;

  if (self->tally.rows == 0)
    return g_strdup (frames_words);
  span = text_duration (self->tally.latest - self->tally.earliest);
  if (self->partial && trace_session_get_state (self->session) != TRACE_SESSION_LOADING)
    return g_strdup_printf (_ ("%s · %s · %s, reading stopped"), channels, span, frames_words);
  return g_strdup_printf ("%s · %s · %s", channels, span, frames_words);
}

static void
set_label (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
update_title (MainWindow *self, FrameStore *store)
{
  GPtrArray *loading = trace_session_get_loading_files (self->session);
  GPtrArray *files = store != NULL ? trace_session_get_files (self->session) : loading;
  const char *capture = trace_session_get_capture_path (self->session);
  g_autofree char *name = capture != NULL ? g_filename_display_basename (capture) : main_window_dup_files_name (files);
  g_autofree char *subtitle = store != NULL ? describe_trace (self, store) : g_strdup ("");
  g_autofree char *title = capture != NULL || (files != NULL && files->len > 0) ? g_strdup_printf ("%s — Canid", name)
                                                                                : g_strdup ("Canid");

  set_label (self->title, name);
  set_label (self->subtitle, subtitle);
  if (g_strcmp0 (gtk_window_get_title (GTK_WINDOW (self)), title) != 0) /* X has it in three encodings */
    gtk_window_set_title (GTK_WINDOW (self), title);
}

/* --- work under way --- */

static char *
describe_loading (MainWindow *self, FrameStore *store)
{
  double progress = trace_session_get_progress (self->session), rate = trace_session_get_rate (self->session);
  double read = store != NULL ? (double) frame_store_length (store) : 0;
  g_autofree char *n_read = text_short_count (read), *speed = text_short_count (rate);
  g_autofree char *total = NULL, *left = NULL;
  double seconds;

  if (progress <= 0 || rate <= 0 || read <= 0)
    return g_strdup_printf (_ ("%s frames"), n_read);
  total = text_short_count (read / progress);
  seconds = MAX (read / progress - read, 0) / rate;
  left = seconds < 60 ? g_strdup_printf (_ ("%d s"), (int) seconds + 1) : text_duration ((int64_t) (seconds * 1e9));
  return g_strdup_printf (_ ("%s of %s frames · %s frames/s · about %s left"), n_read, total, speed, left);
}

static void
update_loading_card (MainWindow *self, const char *details)
{
  g_autofree char *name = main_window_dup_files_name (trace_session_get_loading_files (self->session));
  g_autofree char *title = g_strdup_printf (_ ("Reading %s"), name);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "state") != 0 || self->failed)
    {
      state_card_set (self->state_card, NULL, FALSE, title, details);
      state_card_add_button (self->state_card, _ ("Cancel"), "win.cancel", FALSE);
      self->failed = FALSE;
      main_window_show_page (self, "state");
    }
  state_card_set_text (self->state_card, details);
  state_card_set_progress (self->state_card, trace_session_get_progress (self->session));
}

/* What there is to say of the view by identifier, if that is shown. */
static char *
describe_ids (MainWindow *self)
{
  IdList *list = trace_panel_get_id_list (self->trace_panel);
  IdView *view = list != NULL ? id_list_get_view (list) : NULL;
  g_autofree char *passed = NULL;

  if (view == NULL || !id_view_is_active (view))
    return NULL;
  if (id_view_get_progress (view) < 1)
    return g_strdup_printf (_ ("Going through the frames · %.0f %%"), id_view_get_progress (view) * 100);
  if (id_view_n_passed (view) == 0)
    return NULL;
  passed = text_count (id_view_n_passed (view));
  return g_strdup_printf (_ ("Too many identifiers: %s frames of further ones are not listed"), passed);
}

static gboolean
is_counting_ids (MainWindow *self)
{
  IdList *list = trace_panel_get_id_list (self->trace_panel);

  return list != NULL && id_view_is_active (id_list_get_view (list))
         && id_view_get_progress (id_list_get_view (list)) < 1;
}

static void
update_work (MainWindow *self, FrameStore *store)
{
  gboolean loading = trace_session_get_state (self->session) == TRACE_SESSION_LOADING;
  double progress = self->copying != NULL && !loading ? copy_job_get_progress (self->copying)
                                                      : trace_session_get_progress (self->session);
  g_autofree char *details = NULL, *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->progress), loading || self->save_cancel != NULL || self->copying != NULL);
  if (progress >= 0)
    gtk_progress_bar_set_fraction (self->progress, MIN (progress, 1));
  else
    gtk_progress_bar_pulse (self->progress);

  if (loading)
    {
      details = describe_loading (self, store);
      if (store == NULL)
        {
          update_loading_card (self, details);
          status_bar_set_work (self->status, NULL, FALSE);
          return;
        }
      text = trace_session_is_following (self->session) ? g_strdup_printf (_ ("Following the file · %s"), details)
                                                        : g_strdup_printf (_ ("Reading · %s"), details);
    }
  else if (self->copying != NULL)
    text = g_strdup_printf (_ ("Copying · %.0f %%"), progress * 100);
  else if (self->save_cancel == NULL)
    text = describe_ids (self);
  else
    text = progress >= 0 ? g_strdup_printf (_ ("Saving · %.0f %%"), progress * 100) : g_strdup (_ ("Saving"));
  status_bar_set_work (self->status, text, loading || self->save_cancel != NULL || self->copying != NULL);
}

/* --- an empty list says why --- */

static void
update_empty_card (MainWindow *self, FrameStore *store)
{
  const char *filter = trace_session_get_filter (self->session);
  gboolean loading = trace_session_get_state (self->session) == TRACE_SESSION_LOADING;
  uint64_t length = store != NULL ? frame_store_length (store) : 0;
  gboolean empty = store != NULL && !loading && trace_session_n_shown (self->session) == 0
                   && (length == 0 || trace_session_get_filter_progress (self->session) >= 1);
  g_autofree char *count = text_count (length), *text = NULL, *problems = NULL;

  if (empty == gtk_widget_get_visible (GTK_WIDGET (self->empty_card)))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->empty_card), empty);
  if (!empty)
    return;
  if (length > 0)
    {
      text = g_strdup_printf (ngettext_ ("%s frame was searched for %s", "%s frames were searched for %s",
                                         (gulong) length),
                              count, filter);
      state_card_set (self->empty_card, "system-search-symbolic", FALSE, _ ("No frame matches this filter"), text);
      state_card_add_button (self->empty_card, _ ("Clear Filter"), "win.clear-filter", TRUE);
      state_card_add_button (self->empty_card, _ ("Edit Filter"), "win.filter", FALSE);
      return;
    }
  problems = text_count (frame_store_n_problems (store));
  if (frame_store_n_problems (store) > 0)
    text = g_strdup_printf (ngettext_ ("%s line could not be read as a frame.", "%s lines could not be read as frames.",
                                       (gulong) frame_store_n_problems (store)),
                            problems);
  state_card_set (self->empty_card, "dialog-information-symbolic", FALSE, _ ("There is no frame in this trace"), text);
  state_card_add_button (self->empty_card, _ ("Show Notes"), "win.notes", FALSE);
}

/* --- update --- */

static gboolean on_update (gpointer data);

static void
schedule_update (MainWindow *self)
{
  if (self->update_id == 0)
    self->update_id = g_timeout_add (UPDATE_MS, on_update, self);
}

void
main_window_update_status (MainWindow *self)
{
  FrameStore *store = trace_session_get_store (self->session);
  gboolean busy = trace_session_get_state (self->session) == TRACE_SESSION_LOADING || self->save_cancel != NULL
                  || self->copying != NULL;

  if (store != NULL && !trace_tally_advance (&self->tally, store))
    busy = TRUE;
  busy |= is_counting_ids (self);
  status_bar_set_has_trace (self->status, store != NULL);
  if (store != NULL)
    {
      gboolean filtered = *trace_session_get_filter (self->session) != '\0';
      uint64_t length = frame_store_length (store);

      status_bar_set_counts (self->status, length, filtered ? trace_session_n_shown (self->session) : length, filtered,
                             self->tally.errors);
    }
  status_bar_set_marked (self->status, row_set_count (trace_session_get_marked (self->session)));
  status_bar_set_notes (self->status, store != NULL ? frame_store_n_problems (store) : 0,
                        notes_count_warnings (self->session));
  update_title (self, store);
  update_work (self, store);
  update_empty_card (self, store);
  self->updated_at = g_get_monotonic_time ();
  if (busy)
    schedule_update (self);
}

static gboolean
on_update (gpointer data)
{
  MainWindow *self = data;

  self->update_id = 0;
  main_window_update_status (self);
  return G_SOURCE_REMOVE;
}

/* Nobody went there: a list that follows goes on. */
static void
choose_row (MainWindow *self, uint64_t row)
{
  TraceList *list = trace_panel_get_list (self->trace_panel);
  gboolean following = trace_list_get_following (list);
  RowRanges *ranges = row_ranges_new ();

  row_ranges_add (ranges, row, row);
  trace_session_set_selection (self->session, ranges, row);
  if (following)
    trace_list_set_following (list, TRUE);
}

static uint64_t
n_rows (MainWindow *self)
{
  FrameStore *store = trace_session_get_store (self->session);

  return store != NULL && self->replaced ? frame_store_length (store) : 0;
}

/* A trace opens on its first frame, so that the inspector has something to say; one that comes back, where it was. */
static void
choose_first_row (MainWindow *self)
{
  if (self->wanted_row < n_rows (self) && trace_session_is_shown (self->session, self->wanted_row))
    {
      choose_row (self, self->wanted_row);
      self->wanted_row = ROW_NONE;
      self->chosen_first = TRUE;
    }
  if (self->chosen_first || trace_session_n_shown (self->session) == 0)
    return;
  self->chosen_first = TRUE;
  if (trace_session_get_cursor (self->session) == ROW_NONE)
    choose_row (self, trace_session_nth_shown (self->session, 0));
}

/* At once if it is time: in one picture with the rows. */
static void
on_advanced (MainWindow *self)
{
  choose_first_row (self);
  if (g_get_monotonic_time () - self->updated_at < UPDATE_MS * 1000)
    {
      schedule_update (self);
      return;
    }
  g_clear_handle_id (&self->update_id, g_source_remove);
  main_window_update_status (self);
}

static void
on_replaced (MainWindow *self)
{
  self->tally = (TraceTally){ 0 };
  self->replaced = TRUE;
  self->chosen_first = FALSE;
  main_window_show_page (self, "trace");
  choose_first_row (self);
  main_window_focus_list (self);
  main_window_update_status (self);
  main_window_update_actions (self);
}

static void
on_field (MainWindow *self)
{
  g_autofree char *words = field_focus_dup_words (field_focus_get (self->session));

  status_bar_set_field (self->status, words);
}

void
main_window_init_status (MainWindow *self)
{
  FieldFocus *focus = field_focus_get (self->session);

  g_signal_connect_object (self->session, "advanced", G_CALLBACK (on_advanced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "shown", G_CALLBACK (on_advanced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "marks-changed", G_CALLBACK (schedule_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "filter-changed", G_CALLBACK (on_advanced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "databases-changed", G_CALLBACK (on_advanced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "replaced", G_CALLBACK (on_replaced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "frame-changed", G_CALLBACK (on_field), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "notify::signal", G_CALLBACK (on_field), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "notify::hover", G_CALLBACK (on_field), self, G_CONNECT_SWAPPED);
  main_window_update_status (self);
}
