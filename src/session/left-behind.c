/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/left-behind.h"

#include "core/frame-store.h"
#include "session/hand-over.h"

#include <glib/gstdio.h>

#include "base/banned.h"

#define NS G_GINT64_CONSTANT (1000000000)

typedef struct
{
  HandOver found;
  GPtrArray *list;
} Look;

static void
left_behind_free (gpointer data)
{
  LeftBehind *self = data;

  g_free (self->path);
  g_free (self);
}

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->list, g_ptr_array_unref);
  g_free (look);
}

char *
left_behind_dup_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "canid", NULL);
}

/* NULL: it was closed, somebody writes it, or nothing is in it. */
static LeftBehind *
look_at (const char *path)
{
  FrameStore *store = frame_store_open (path, NULL);
  LeftBehind *found = NULL;
  int64_t start = 0;
  GStatBuf st;

  if (store == NULL)
    return NULL;
  if (frame_store_is_recovered (store) && g_stat (path, &st) == 0)
    {
      if (!trace_info_get_start (frame_store_get_info (store), &start))
        start = st.st_mtime * NS;
      found = g_new (LeftBehind, 1);
      *found = (LeftBehind){ .path = g_strdup (path),
                             .started = start / NS,
                             .n_frames = frame_store_length (store) - frame_store_first (store),
                             .n_bytes = (guint64) st.st_size };
    }
  frame_store_unref (store);
  if (found != NULL && found->n_frames == 0)
    {
      g_unlink (path);
      g_clear_pointer (&found, left_behind_free);
    }
  return found;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const LeftBehind *x = *(LeftBehind *const *) a, *y = *(LeftBehind *const *) b;

  return x->started < y->started ? 1 : x->started > y->started ? -1 : 0;
}

static void
look_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Look *look = data;
  g_autofree char *folder = left_behind_dup_folder ();
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;

  look->list = g_ptr_array_new_with_free_func (left_behind_free);
  while (files != NULL && (name = g_dir_read_name (files)) != NULL && !g_cancellable_is_cancelled (cancellable))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      LeftBehind *found = g_str_has_suffix (name, ".canid") ? look_at (path) : NULL;

      if (found != NULL)
        g_ptr_array_add (look->list, found);
    }
  g_ptr_array_sort (look->list, compare);
  hand_over_give (&look->found);
  g_task_return_boolean (task, TRUE);
}

void
left_behind_list_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, left_behind_list_async);
  g_task_set_task_data (task, g_new0 (Look, 1), look_free);
  g_task_run_in_thread (task, look_in_thread);
  g_object_unref (task);
}

GPtrArray *
left_behind_list_finish (GAsyncResult *result, GError **error)
{
  Look *look = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  hand_over_take (&look->found);
  return g_steal_pointer (&look->list);
}
