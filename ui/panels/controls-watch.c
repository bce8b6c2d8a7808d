/* controls-watch.c: where the latest values come from, one watch for each channel that a control names.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "ui/panels/controls-panel-private.h"

static void
stop (gpointer watch)
{
  signal_watch_stop (watch);
}

void
controls_watch_stop (ControlsPanel *self)
{
  if (self->watches != NULL)
    g_hash_table_remove_all (self->watches);
}

void
controls_watch_start (ControlsPanel *self)
{
  FrameStore *store = trace_session_get_store (self->session);
  const DatabaseSet *set = trace_session_get_databases (self->session);

  if (self->watches == NULL)
    self->watches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, stop);
  controls_watch_stop (self);
  if (store == NULL || database_set_n (set) == 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  for (guint i = 0; i < control_board_n (self->board); i++)
    {
      const Control *control = control_board_nth (self->board, i);

      if (!control_kind_sends (control->kind) && !g_hash_table_contains (self->watches, control->channel))
        g_hash_table_insert (self->watches, g_strdup (control->channel),
                             signal_watch_new (store, set, *control->channel != '\0' ? control->channel : NULL,
                                               self->tick));
    }
}

SignalWatch *
controls_watch_get (ControlsPanel *self, const Control *control)
{
  return self->watches != NULL ? g_hash_table_lookup (self->watches, control->channel) : NULL;
}

void
controls_watch_poke (ControlsPanel *self)
{
  GHashTableIter iter;
  gpointer watch;

  if (self->watches == NULL)
    return;
  g_hash_table_iter_init (&iter, self->watches);
  while (g_hash_table_iter_next (&iter, NULL, &watch))
    signal_watch_poke (watch);
}
