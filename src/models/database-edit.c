/* database-edit.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "models/database-edit.h"

#include <string.h>

#include "base/banned.h"

#define DATABASES "databases" /* owner of edits */

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

/* --- What the session has, as far as the edits know --- */

typedef struct
{
  TraceSession *session; /* has this */
  const DatabaseSet *known;
  const DatabaseSet *before; /* (nullable) of the edit that has begun */
} Watch;

static void
watch_free (gpointer data)
{
  Watch *self = data;

  database_set_unref (self->known);
  database_set_unref (self->before);
  g_free (self);
}

static void
know (Watch *self, const DatabaseSet *set)
{
  const DatabaseSet *old = self->known;

  self->known = database_set_ref (set);
  database_set_unref (old);
}

static void
on_changed (TraceSession *session, Watch *self)
{
  const DatabaseSet *now = trace_session_get_databases (session);

  if (self->before != NULL)
    return;
  if (!is_alike (self->known, now))
    edit_stack_forget (edit_stack_of_session (session), DATABASES);
  know (self, now);
}

static Watch *
watch_of (TraceSession *session)
{
  Watch *self = g_object_get_data (G_OBJECT (session), "canid-database-edits");

  if (self != NULL)
    return self;
  self = g_new0 (Watch, 1);
  self->session = session;
  self->known = database_set_ref (trace_session_get_databases (session));
  g_object_set_data_full (G_OBJECT (session), "canid-database-edits", self, watch_free);
  g_signal_connect (session, "databases-changed", G_CALLBACK (on_changed), self);
  return self;
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
  know (watch_of (self->session), set);
  trace_session_set_databases (self->session, set);
  database_set_unref (set);
  return TRUE;
}

void
database_edit_begin (TraceSession *session)
{
  Watch *watch = watch_of (session);

  g_return_if_fail (watch->before == NULL);
  watch->before = database_set_ref (trace_session_get_databases (session));
}

void
database_edit_end (TraceSession *session, const char *label)
{
  Watch *watch = watch_of (session);
  const DatabaseSet *now = trace_session_get_databases (session), *before = g_steal_pointer (&watch->before);
  Edit *edit;

  know (watch, now);
  if (is_alike (before, now))
    {
      database_set_unref (before);
      return;
    }
  edit = g_new (Edit, 1);
  *edit = (Edit){ session, before, database_set_ref (now) };
  edit_stack_push (edit_stack_of_session (session), DATABASES, label, sizeof *edit, change, edit, edit_free);
}

void
database_edit_do (TraceSession *session, DatabaseSet *set, const char *label)
{
  database_edit_begin (session);
  trace_session_set_databases (session, set);
  database_set_unref (set);
  database_edit_end (session, label);
}
