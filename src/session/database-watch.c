/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/database-watch.h"

#include "base/banned.h"

#define SETTLE_MS 200 /* a program that writes a file changes it more than once */

typedef struct
{
  DatabaseWatch *owner;
  GFile *file;
  GFileMonitor *monitor; /* (nullable) this file system cannot tell */
  char *problem;         /* (nullable) */
  guint settle_id;
} Watched;

struct _DatabaseWatch
{
  GObject parent;
  TraceSession *session; /* borrowed: it holds this */
  GHashTable *watched;   /* path -> Watched */
  gboolean active;
};

G_DEFINE_FINAL_TYPE (DatabaseWatch, database_watch, G_TYPE_OBJECT)

static guint changed_signal;

typedef struct
{
  DatabaseWatch *watch;
  char *path;
} Reload;

/* --- Reading again --- */

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  Reload *reload = data;
  g_autoptr (DatabaseWatch) self = reload->watch;
  g_autofree char *path = reload->path;
  g_autoptr (GError) error = NULL;
  Watched *watched = g_hash_table_lookup (self->watched, path);
  gboolean ok;

  g_free (reload);
  if (watched == NULL) /* was taken out meanwhile, and stays out */
    return;
  ok = trace_session_add_database_finish (TRACE_SESSION (source), result, &error) != NULL;
  watched = g_hash_table_lookup (self->watched, path);
  if (watched == NULL)
    return;
  g_clear_pointer (&watched->problem, g_free);
  if (!ok)
    watched->problem = g_strdup (error->message);
  g_signal_emit (self, changed_signal, 0);
}

static void
read_again (Watched *watched)
{
  Reload *reload = g_new (Reload, 1);

  g_clear_handle_id (&watched->settle_id, g_source_remove);
  reload->watch = g_object_ref (watched->owner);
  reload->path = g_file_get_path (watched->file);
  trace_session_add_database_async (watched->owner->session, watched->file, NULL, on_loaded, reload);
}

static gboolean
on_settled (gpointer data)
{
  Watched *watched = data;

  watched->settle_id = 0;
  if (watched->owner->active)
    read_again (watched);
  return G_SOURCE_REMOVE;
}

/* A deleted file is one that is written anew, or it is gone: what was read of it stays. */
static void
on_file_changed (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  Watched *watched = data;

  if (event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED || event == G_FILE_MONITOR_EVENT_DELETED
      || event == G_FILE_MONITOR_EVENT_MOVED_OUT || event == G_FILE_MONITOR_EVENT_PRE_UNMOUNT
      || event == G_FILE_MONITOR_EVENT_UNMOUNTED)
    return;
  g_clear_handle_id (&watched->settle_id, g_source_remove);
  watched->settle_id = g_timeout_add (SETTLE_MS, on_settled, watched);
}

void
database_watch_reload (DatabaseWatch *self, const char *path)
{
  g_autoptr (GList) all = g_hash_table_get_values (self->watched);

  for (GList *l = all; l != NULL; l = l->next)
    {
      Watched *watched = l->data;

      if (path == NULL || g_strcmp0 (g_file_peek_path (watched->file), path) == 0)
        read_again (watched);
    }
}

/* --- Which files --- */

static void
watched_free (gpointer data)
{
  Watched *self = data;

  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (self->monitor != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->monitor, self);
      g_file_monitor_cancel (self->monitor);
      g_object_unref (self->monitor);
    }
  g_object_unref (self->file);
  g_free (self->problem);
  g_free (self);
}

static void
watch (DatabaseWatch *self, const char *path)
{
  Watched *watched = g_new0 (Watched, 1);

  watched->owner = self;
  watched->file = g_file_new_for_path (path);
  watched->monitor = g_file_monitor_file (watched->file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (watched->monitor != NULL)
    g_signal_connect (watched->monitor, "changed", G_CALLBACK (on_file_changed), watched);
  g_hash_table_insert (self->watched, g_strdup (path), watched);
}

static void
on_databases_changed (DatabaseWatch *self)
{
  const DatabaseSet *set = trace_session_get_databases (self->session);
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer path;

  for (guint i = 0; i < database_set_n (set); i++)
    {
      const char *one = database_get_path (database_set_get (set, i, NULL));

      if (!g_path_is_absolute (one)) /* was never a file */
        continue;
      g_hash_table_add (wanted, (gpointer) one);
      if (!g_hash_table_contains (self->watched, one))
        watch (self, one);
    }
  g_hash_table_iter_init (&iter, self->watched);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    if (!g_hash_table_contains (wanted, path))
      g_hash_table_iter_remove (&iter);
  g_signal_emit (self, changed_signal, 0);
}

const char *
database_watch_get_problem (DatabaseWatch *self, const char *path)
{
  const Watched *watched = g_hash_table_lookup (self->watched, path);

  return watched != NULL ? watched->problem : NULL;
}

void
database_watch_set_active (DatabaseWatch *self, gboolean active)
{
  self->active = active;
}

/* --- Object --- */

static void
database_watch_dispose (GObject *object)
{
  g_clear_pointer (&DATABASE_WATCH (object)->watched, g_hash_table_unref);
  G_OBJECT_CLASS (database_watch_parent_class)->dispose (object);
}

static void
database_watch_class_init (DatabaseWatchClass *class)
{
  G_OBJECT_CLASS (class)->dispose = database_watch_dispose;
  changed_signal
      = g_signal_new ("changed", DATABASE_TYPE_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
database_watch_init (DatabaseWatch *self)
{
  self->watched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, watched_free);
  self->active = TRUE;
}

DatabaseWatch *
database_watch_get (TraceSession *session)
{
  DatabaseWatch *self = g_object_get_data (G_OBJECT (session), "database-watch");

  if (self != NULL)
    return self;
  self = g_object_new (DATABASE_TYPE_WATCH, NULL);
  self->session = session;
  g_object_set_data_full (G_OBJECT (session), "database-watch", self, g_object_unref);
  g_signal_connect_object (session, "databases-changed", G_CALLBACK (on_databases_changed), self, G_CONNECT_SWAPPED);
  on_databases_changed (self);
  return self;
}
