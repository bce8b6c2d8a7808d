/* mark-archive.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "session/mark-archive.h"

#include "base/i18n.h"
#include "session/hand-over.h"

#include <pthread.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#include "base/banned.h"

#define BUSY_MS 5000 /* another Canid is writing */

typedef struct
{
  HandOver asked, answered;
  char **paths;          /* load */
  FrameStore *store;     /* load */
  RowSet *set;           /* load; (nullable) */
  RowRanges *marks;      /* save */
  RowComments *comments; /* save */
  gboolean forget;
  MarkAnswer answer;
  MarkArchiveFunc callback;
  gpointer data;
} Job;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t idle = PTHREAD_COND_INITIALIZER;
static guint n_waiting; /* jobs not done; under lock */

void
mark_key_clear (MarkKey *self)
{
  g_clear_pointer (&self->path, g_free);
}

gboolean
mark_key_look_up (MarkKey *key, const char *const *paths)
{
  GString *all = g_string_new (NULL);

  for (; *paths != NULL; paths++)
    {
      struct stat status;
      char *path = g_canonicalize_filename (*paths, NULL);
      gboolean good = stat (path, &status) == 0 && S_ISREG (status.st_mode);

      g_string_append_printf (all, "%s%s", all->len > 0 ? "\n" : "", path);
      g_free (path);
      if (!good)
        {
          g_string_free (all, TRUE);
          return FALSE;
        }
      key->size += (uint64_t) status.st_size;
      key->mtime = MAX (key->mtime, (int64_t) status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec);
    }
  key->path = g_string_free (all, FALSE);
  return TRUE;
}

/* --- The database --- */

static const char schema[] = "CREATE TABLE IF NOT EXISTS marks (path BLOB PRIMARY KEY, size INTEGER, mtime INTEGER,"
                             " kept INTEGER, block BLOB) WITHOUT ROWID";

static char *
dup_database_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "canid", "marks.sqlite", NULL);
}

/* create FALSE: NULL also if there is none. */
static sqlite3 *
open_database (gboolean create, char **problem)
{
  char *path = dup_database_path (), *folder = g_path_get_dirname (path);
  sqlite3 *db = NULL;
  int answer;

  if (create)
    g_mkdir_with_parents (folder, 0700);
  answer = create || g_file_test (path, G_FILE_TEST_EXISTS)
               ? sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0), NULL)
               : SQLITE_OK;
  if (db != NULL)
    sqlite3_busy_timeout (db, BUSY_MS);
  if (db != NULL && answer == SQLITE_OK)
    answer = sqlite3_exec (db, schema, NULL, NULL, NULL);
  if (answer != SQLITE_OK)
    {
      *problem = g_strdup_printf ("%s: %s", path, db != NULL ? sqlite3_errmsg (db) : sqlite3_errstr (answer));
      sqlite3_close (db);
      db = NULL;
    }
  g_free (folder);
  g_free (path);
  return db;
}

static void
set_problem (sqlite3 *db, char **problem)
{
  char *path = dup_database_path ();

  *problem = g_strdup_printf ("%s: %s", path, sqlite3_errmsg (db));
  g_free (path);
}

static sqlite3_stmt *
prepare (sqlite3 *db, const char *sql, const MarkKey *key)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
    return NULL;
  sqlite3_bind_blob (statement, 1, key->path, (int) strlen (key->path), SQLITE_STATIC);
  return statement;
}

/* --- Loading --- */

static gboolean
unpack (Job *job, const void *bytes, gsize n)
{
  job->answer.marks = row_ranges_new ();
  job->answer.comments = row_comments_new ();
  return mark_block_unpack (bytes, n, job->answer.marks, job->answer.comments);
}

/* FALSE: nothing is kept of this file. */
static gboolean
find_kept (Job *job)
{
  const MarkKey *key = &job->answer.key;
  char **problem = &job->answer.problem;
  sqlite3 *db = open_database (FALSE, problem);
  sqlite3_stmt *statement;
  gboolean found = FALSE;
  int answer;

  if (db == NULL)
    return FALSE;
  statement = prepare (db, "SELECT block FROM marks WHERE path = ?1 AND size = ?2 AND mtime = ?3", key);
  sqlite3_bind_int64 (statement, 2, (sqlite3_int64) key->size);
  sqlite3_bind_int64 (statement, 3, key->mtime);
  answer = sqlite3_step (statement);
  if (answer == SQLITE_ROW)
    {
      found = TRUE;
      if (!unpack (job, sqlite3_column_blob (statement, 0), (gsize) sqlite3_column_bytes (statement, 0)))
        *problem = g_strdup (_ ("not all marks and comments that were kept can be read"));
    }
  else if (answer != SQLITE_DONE)
    set_problem (db, problem);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return found;
}

static void
load (Job *job)
{
  GBytes *own;

  if (!mark_key_look_up (&job->answer.key, (const char *const *) job->paths) || find_kept (job))
    own = NULL;
  else
    own = frame_store_dup_marks (job->store);
  if (own != NULL && !unpack (job, g_bytes_get_data (own, NULL), g_bytes_get_size (own)))
    job->answer.problem = g_strdup (_ ("not all marks and comments of the trace can be read"));
  if (own != NULL)
    g_bytes_unref (own);
  if (job->answer.marks != NULL && job->set != NULL)
    row_ranges_put (job->answer.marks, job->answer.marks, job->set);
}

/* --- Saving --- */

static gboolean
step_once (sqlite3 *db, sqlite3_stmt *statement, char **problem)
{
  gboolean ok = statement != NULL && sqlite3_step (statement) == SQLITE_DONE;

  if (!ok)
    set_problem (db, problem);
  sqlite3_finalize (statement);
  return ok;
}

static void
save (Job *job)
{
  gboolean empty = row_ranges_count (job->marks) == 0 && row_comments_n (job->comments) == 0;
  const MarkKey *key = &job->answer.key;
  GByteArray *bytes;
  sqlite3_stmt *statement;
  sqlite3 *db = open_database (!(empty && job->forget), &job->answer.problem);

  if (db == NULL)
    return;
  if (empty && job->forget)
    step_once (db, prepare (db, "DELETE FROM marks WHERE path = ?1", key), &job->answer.problem);
  else
    {
      bytes = g_byte_array_new ();
      mark_block_pack (job->marks, job->comments, bytes);
      statement = prepare (db, "INSERT OR REPLACE INTO marks VALUES (?1, ?2, ?3, ?4, ?5)", key);
      sqlite3_bind_int64 (statement, 2, (sqlite3_int64) key->size);
      sqlite3_bind_int64 (statement, 3, key->mtime);
      sqlite3_bind_int64 (statement, 4, g_get_real_time () / G_USEC_PER_SEC);
      sqlite3_bind_blob64 (statement, 5, bytes->data, bytes->len, SQLITE_STATIC);
      step_once (db, statement, &job->answer.problem);
      g_byte_array_unref (bytes);
    }
  sqlite3_close (db);
}

/* --- The thread --- */

static void
job_free (Job *job)
{
  g_strfreev (job->paths);
  frame_store_unref (job->store);
  row_set_unref (job->set);
  row_ranges_free (job->marks);
  row_comments_free (job->comments);
  mark_key_clear (&job->answer.key);
  row_ranges_free (job->answer.marks);
  row_comments_free (job->answer.comments);
  g_free (job->answer.problem);
  g_free (job);
}

static gboolean
on_answer (gpointer data)
{
  Job *job = data;

  hand_over_take (&job->answered);
  if (job->callback != NULL)
    job->callback (&job->answer, job->data);
  job_free (job);
  return G_SOURCE_REMOVE;
}

static void
run_job (gpointer data, gpointer unused)
{
  Job *job = data;

  hand_over_take (&job->asked);
  if (job->paths != NULL)
    load (job);
  else
    save (job);
  hand_over_give (&job->answered);
  g_idle_add_full (G_PRIORITY_DEFAULT, on_answer, job, NULL);

  pthread_mutex_lock (&lock);
  if (--n_waiting == 0)
    pthread_cond_broadcast (&idle);
  pthread_mutex_unlock (&lock);
}

static void
push (Job *job)
{
  static GThreadPool *pool; /* of one thread, so that what was kept last is found next */

  pthread_mutex_lock (&lock);
  if (pool == NULL)
    pool = g_thread_pool_new (run_job, NULL, 1, FALSE, NULL);
  n_waiting++;
  pthread_mutex_unlock (&lock);
  hand_over_give (&job->asked);
  g_thread_pool_push (pool, job, NULL);
}

void
mark_archive_load (const char *const *paths, guint n_paths, FrameStore *store, RowSet *set, MarkArchiveFunc callback,
                   gpointer data)
{
  Job *job = g_new0 (Job, 1);

  job->paths = g_new0 (char *, n_paths + 1);
  for (guint i = 0; i < n_paths; i++)
    job->paths[i] = g_strdup (paths[i]);
  job->store = frame_store_ref (store);
  job->set = set != NULL ? row_set_ref (set) : NULL;
  job->callback = callback;
  job->data = data;
  push (job);
}

void
mark_archive_save (const MarkKey *key, RowRanges *marks, const RowComments *comments, gboolean forget,
                   MarkArchiveFunc callback, gpointer data)
{
  Job *job = g_new0 (Job, 1);

  job->answer.key = (MarkKey){ g_strdup (key->path), key->size, key->mtime };
  job->marks = row_ranges_ref (marks);
  job->comments = row_comments_copy (comments);
  job->forget = forget;
  job->callback = callback;
  job->data = data;
  push (job);
}

void
mark_archive_flush (void)
{
  pthread_mutex_lock (&lock);
  while (n_waiting > 0)
    pthread_cond_wait (&idle, &lock);
  pthread_mutex_unlock (&lock);
}
