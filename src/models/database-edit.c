/* database-edit.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/database-edit.h"

#include <string.h>

#include "base/banned.h"

typedef struct
{
  TraceSession *session; /* has the stack that has this */
  const DatabaseSet *before, *after;
} Edit;

static void
edit_free (gpointer data)
{
  Edit *self = data;

  database_set_unref (self->before);
  database_set_unref (self->after);
  g_free (self);
}

static const Database *
find_path (const DatabaseSet *set, const char *path)
{
  for (guint i = 0; path != NULL && i < database_set_n (set); i++)
    {
      const Database *database = database_set_get (set, i, NULL);

      if (g_strcmp0 (database_get_path (database), path) == 0)
        return database;
    }
  return NULL;
}

/* Which files, in which order, for which channels and how. */
static gboolean
is_alike (const DatabaseSet *a, const DatabaseSet *b)
{
  gboolean alike = database_set_n (a) == database_set_n (b);

  for (guint i = 0; alike && i < database_set_n (a); i++)
    {
      const char *channel, *other;
      const Database *first = database_set_get (a, i, &channel), *second = database_set_get (b, i, &other);

      alike = g_strcmp0 (database_get_path (first), database_get_path (second)) == 0 && g_strcmp0 (channel, other) == 0
              && database_set_get_mode (a, i) == database_set_get_mode (b, i);
    }
  return alike;
}

/* Not where a database has come or gone since by other means: what would be taken back is not what is there. */
static gboolean
change (gpointer data, gboolean undo)
{
  Edit *self = data;
  const DatabaseSet *now = trace_session_get_databases (self->session);
  DatabaseSet *set;

  if (!is_alike (now, undo ? self->after : self->before))
    return FALSE;
  set = database_set_ref (undo ? self->before : self->after);
  for (guint i = 0; i < database_set_n (set); i++)
    {
      const Database *database = database_set_get (set, i, NULL);
      const Database *newer = find_path (now, database_get_path (database));

      if (newer != NULL && newer != database)
        {
          DatabaseSet *replaced = database_set_replace (set, i, newer);

          database_set_unref (set);
          set = replaced;
        }
    }
  trace_session_set_databases (self->session, set);
  database_set_unref (set);
  return TRUE;
}

void
database_edit_do (TraceSession *session, DatabaseSet *set, const char *label)
{
  const DatabaseSet *before = database_set_ref (trace_session_get_databases (session));
  Edit *edit;

  trace_session_set_databases (session, set);
  if (is_alike (before, set))
    {
      database_set_unref (before);
      database_set_unref (set);
      return;
    }
  edit = g_new (Edit, 1);
  *edit = (Edit){ session, before, set };
  edit_stack_push (edit_stack_of_session (session), "databases", label, sizeof *edit, change, edit, edit_free);
}
