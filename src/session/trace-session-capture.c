/* trace-session-capture.c: a session that listens to buses.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A capture is a named trace in $XDG_STATE_HOME/canid from its first frame on: kill -9 costs half a second.
 */
#include "config.h"
#include "session/trace-session-private.h"

#include "session/left-behind.h"

#include "base/errors.h"
#include "base/i18n.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "base/banned.h"

static FrameStore *
create_store (char **path, GError **error)
{
  g_autofree char *folder = left_behind_dup_folder ();
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *moment = g_date_time_format (now, "%Y-%m-%d %H-%M-%S");

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s: the folder for captures cannot be made: %s"), folder,
                   g_strerror (errno));
      return NULL;
    }
  for (guint n = 1; n < 1000; n++)
    {
      g_autofree char *name = n == 1 ? g_strdup_printf ("capture %s.canid", moment)
                                     : g_strdup_printf ("capture %s (%u).canid", moment, n);

      g_free (*path);
      *path = g_build_filename (folder, name, NULL);
      if (!g_file_test (*path, G_FILE_TEST_EXISTS))
        return frame_store_create (*path, error);
    }
  g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s: too many captures of this second"), folder);
  return NULL;
}

gboolean
trace_session_start_capture (TraceSession *self, GError **error)
{
  g_autofree char *path = NULL;
  FrameStore *store = create_store (&path, error);

  if (store == NULL)
    return FALSE;
  trace_session_stop_capture (self);
  g_ptr_array_set_size (self->recorders, 0);
  trace_session_set_store (self, store);
  self->capture = capture_new (store, self->tick);
  self->capture_path = g_steal_pointer (&path);
  frame_store_unref (store);
  trace_session_emit_advanced (self, self->length);
  return TRUE;
}

void
trace_session_stop_capture (TraceSession *self)
{
  uint64_t old_length = self->length;

  if (self->capture == NULL)
    return;
  capture_stop (g_steal_pointer (&self->capture));
  for (guint i = 0; i < self->recorders->len; i++) /* they take the rest, and end by themselves */
    recorder_stop (g_ptr_array_index (self->recorders, i));
  frame_store_seal (self->store);
  self->length = frame_store_length (self->store);
  trace_session_emit_advanced (self, old_length);
}

Capture *
trace_session_get_capture (TraceSession *self)
{
  return self->capture;
}

const char *
trace_session_get_capture_path (TraceSession *self)
{
  return self->capture_path;
}

void
trace_session_discard_capture (TraceSession *self)
{
  trace_session_stop_capture (self);
  if (self->capture_path != NULL)
    g_unlink (self->capture_path);
  g_clear_pointer (&self->capture_path, g_free);
}
