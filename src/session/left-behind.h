/* left-behind.h: captures whose program ended before it could close them: killed, crashed, without power.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A capture is a named trace in a folder of the program's (trace-session-capture.c). One that is still marked as being
 * written, but that nobody holds a lock on, was left behind; opening it recovers what was flushed, and changes nothing
 * in it. Main thread.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *path;
  gint64 started; /* s since 1970 */
  guint64 n_frames, n_bytes;
} LeftBehind;

char *left_behind_dup_folder (void); /* that captures are written to */

/* Looks in a thread. Those without a frame are deleted on the way. */
void left_behind_list_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) of LeftBehind, newest first, with its free function; NULL: cancelled. */
GPtrArray *left_behind_list_finish (GAsyncResult *result, GError **error);

G_END_DECLS
