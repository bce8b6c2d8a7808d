/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "ui/session-plot.h"

#include "core/id-index.h"
#include "models/signal-name.h"
#include <string.h>

#define KEY "session-plot"
#define MAX_MARKS 500u /* that a picture shows */

static void
follow_cursor (TraceSession *session)
{
  uint64_t row = trace_session_get_cursor (session);
  FrameStore *store = trace_session_get_store (session);
  CanFrame frame = { .time = PLOT_NO_TIME };

  if (store != NULL && row != ROW_NONE && row < frame_store_length (store))
    frame_store_get (store, row, &frame);
  plot_model_set_chosen (session_plot_get (session), frame.time);
}

static void
follow_marks (TraceSession *session)
{
  const RowRanges *marks = trace_session_get_marks (session);
  const RowComments *comments = trace_session_get_comments (session);
  FrameStore *store = trace_session_get_store (session);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (int64_t));
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  uint64_t length = store != NULL ? frame_store_length (store) : 0;

  for (guint i = 0; i < row_comments_n (comments) && times->len < MAX_MARKS; i++)
    {
      uint64_t row = row_comments_nth (comments, i)->row;
      CanFrame frame;

      if (row >= length)
        continue;
      frame_store_get (store, row, &frame);
      g_array_append_val (times, frame.time);
      g_ptr_array_add (texts, (gpointer) row_comments_get (comments, row));
    }
  for (guint i = 0; i < row_ranges_n_ranges (marks) && times->len < MAX_MARKS; i++)
    {
      uint64_t first = row_ranges_get (marks, i).first;
      CanFrame frame;

      if (first >= length || row_comments_get (comments, first) != NULL)
        continue;
      frame_store_get (store, first, &frame);
      g_array_append_val (times, frame.time);
      g_ptr_array_add (texts, NULL);
    }
  plot_model_set_marks (session_plot_get (session), (const int64_t *) times->data, (const char *const *) texts->pdata,
                        times->len);
}

static void
follow_source (TraceSession *session)
{
  plot_model_set_source (session_plot_get (session), trace_session_get_store (session),
                         trace_session_get_databases (session));
  follow_marks (session);
  follow_cursor (session);
}

static void
on_advanced (TraceSession *session)
{
  plot_model_poke (session_plot_get (session));
}

PlotModel *
session_plot_get (TraceSession *session)
{
  PlotModel *model = g_object_get_data (G_OBJECT (session), KEY);

  if (model != NULL)
    return model;
  model = plot_model_new ();
  g_object_set_data_full (G_OBJECT (session), KEY, model, g_object_unref);
  g_signal_connect (session, "replaced", G_CALLBACK (follow_source), NULL);
  g_signal_connect (session, "databases-changed", G_CALLBACK (follow_source), NULL);
  g_signal_connect (session, "advanced", G_CALLBACK (on_advanced), NULL);
  g_signal_connect (session, "selection-changed", G_CALLBACK (follow_cursor), NULL);
  g_signal_connect (session, "marks-changed", G_CALLBACK (follow_marks), NULL);
  follow_source (session);
  return model;
}

/* --- Adding --- */

static void
add (TraceSession *session, const char *message, const char *signal, const char *channel, uint32_t id)
{
  SeriesKey *key = series_key_new (message, signal, channel, id);

  plot_model_add (session_plot_get (session), key);
  series_key_free (key);
}

/* Of a parameter group each sender is a line of its own. */
void
session_plot_add_of_frame (TraceSession *session, const Message *message, const CanSignal *signal,
                           const CanFrame *frame)
{
  FrameStore *store = trace_session_get_store (session);
  const TraceInfo *info = store != NULL ? frame_store_get_info (store) : NULL;
  gboolean group = frame->id != message->id && !(frame->id & CAN_ID_REMOTE);

  add (session, message->name, signal->name,
       info != NULL && trace_info_n_channels (info) > 1 ? trace_info_channel_name (info, frame->channel) : NULL,
       group ? frame->id : 0);
}

void
session_plot_add (TraceSession *session, const Message *message, const CanSignal *signal)
{
  FrameStore *store = trace_session_get_store (session);
  const DatabaseSet *set = trace_session_get_databases (session);
  const TraceInfo *info = store != NULL ? frame_store_get_info (store) : NULL;
  guint n = info != NULL ? trace_info_n_channels (info) : 0, seen = 0;

  for (guint i = 0; i < n && n > 1; i++)
    {
      const char *channel = trace_info_channel_name (info, (uint8_t) i);

      if (database_set_lookup (set, channel, message->id) == message
          && id_index_find (frame_store_get_ids (store), (uint8_t) i, message->id) != ID_NONE)
        {
          add (session, message->name, signal->name, channel, 0);
          seen++;
        }
    }
  if (seen == 0)
    add (session, message->name, signal->name, NULL, 0);
}

static const Message *
find (const DatabaseSet *set, const char *message, const char *signal, const CanSignal **found)
{
  for (guint i = 0; i < database_set_n (set); i++)
    {
      const Database *database = database_set_get (set, i, NULL);

      for (guint k = 0; k < database_n_messages (database); k++)
        {
          const Message *one = database_get_message (database, k);

          if ((message == NULL || g_str_equal (one->name, message))
              && (*found = message_find_signal (one, signal)) != NULL)
            return one;
        }
    }
  return NULL;
}

gboolean
session_plot_add_text (TraceSession *session, const char *text, char **why)
{
  PlotModel *model = session_plot_get (session);
  const CanSignal *signal = NULL;
  const Message *message;
  g_auto (GStrv) parts = NULL;
  SeriesKey *key;
  guint index;

  if (g_str_has_prefix (text, "signal:"))
    text += strlen ("signal:");
  message = *text != '=' ? signal_name_find (trace_session_get_databases (session), text, &signal) : NULL;
  if (message != NULL && signal != NULL)
    {
      session_plot_add (session, message, signal);
      return TRUE;
    }
  if (*text != '=')
    {
      parts = g_strsplit (text, ".", 2);
      message = parts[0] == NULL   ? NULL
                : parts[1] != NULL ? find (trace_session_get_databases (session), parts[0], parts[1], &signal)
                                   : find (trace_session_get_databases (session), NULL, parts[0], &signal);
      if (message != NULL)
        {
          session_plot_add (session, message, signal);
          return TRUE;
        }
    }
  key = parts != NULL && parts[0] != NULL && parts[1] != NULL ? series_key_new (parts[0], parts[1], NULL, 0)
                                                              : series_key_new (NULL, text, NULL, 0);
  index = plot_model_add (model, key);
  series_key_free (key);
  if (index < PLOT_MAX_SIGNALS && plot_model_get_signal (model, index)->problem == NULL)
    return TRUE;
  if (index < PLOT_MAX_SIGNALS)
    {
      *why = g_strdup (plot_model_get_signal (model, index)->problem);
      plot_model_remove (model, index);
    }
  return FALSE;
}

void
session_plot_choose (TraceSession *session, int64_t time)
{
  uint64_t row = plot_model_row_at (session_plot_get (session), time);
  RowRanges *ranges;

  if (row == ROW_NONE)
    return;
  ranges = row_ranges_new ();
  row_ranges_add (ranges, row, row);
  trace_session_set_selection (session, ranges, row);
}
