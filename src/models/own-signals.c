/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "models/own-signals.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "db/dbc-write.h"
#include <glib/gstdio.h>
#include <string.h>

#include "base/banned.h"

/* --- Which one --- */

gboolean
own_signals_is (const Database *database)
{
  return dbc_has_mark (database, OWN_SIGNALS_MARK);
}

static int
find_own (const DatabaseSet *set)
{
  for (guint i = 0; i < database_set_n (set); i++)
    if (own_signals_is (database_set_get (set, i, NULL)))
      return (int) i;
  return -1;
}

const Database *
own_signals_get (TraceSession *session)
{
  const DatabaseSet *set = trace_session_get_databases (session);
  int index = find_own (set);

  return index >= 0 ? database_set_get (set, (guint) index, NULL) : NULL;
}

/* By the trace's name, so that the same trace finds them again. (transfer full) */
static char *
dup_path (TraceSession *session)
{
  GFile *file = trace_session_get_file (session);
  g_autofree char *base = file != NULL ? g_file_get_basename (file) : NULL, *name = NULL;
  char *dot = base != NULL ? strchr (base + 1, '.') : NULL;

  if (dot != NULL)
    *dot = '\0';
  name = g_strconcat (base != NULL ? base : "own-signals", ".dbc", NULL);
  return g_build_filename (g_get_user_data_dir (), "canid", "own-signals", name, NULL);
}

/* --- Edits --- */

typedef struct
{
  TraceSession *session;          /* has the stack that has this */
  const Database *before, *after; /* before NULL: there was none */
  char *path;
} Edit;

static void
edit_free (gpointer data)
{
  Edit *self = data;

  database_unref (self->before);
  database_unref (self->after);
  g_free (self->path);
  g_free (self);
}

static int
find_path (const DatabaseSet *set, const char *path)
{
  for (guint i = 0; i < database_set_n (set); i++)
    if (g_strcmp0 (database_get_path (database_set_get (set, i, NULL)), path) == 0)
      return (int) i;
  return -1;
}

/* (transfer full) */
static DatabaseSet *
add_first (const DatabaseSet *set, const Database *database)
{
  DatabaseSet *more = database_set_add (set, database, NULL), *moved;

  moved = database_set_move (more, database_set_n (more) - 1, 0);
  database_set_unref (more);
  return moved;
}

/* Puts to in the place of what path is now (nullable: nothing), in the session and in its file. */
static gboolean
put (TraceSession *session, const char *path, const Database *to, GError **error)
{
  const DatabaseSet *set = trace_session_get_databases (session);
  g_autofree char *folder = g_path_get_dirname (path);
  int index = find_path (set, path);
  DatabaseSet *now;

  if (to == NULL)
    g_unlink (path);
  else if (g_mkdir_with_parents (folder, 0700) != 0 || !dbc_write_file (to, path, error))
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, CANID_ERROR, CANID_ERROR_IO, _ ("%s: the folder cannot be made"), folder);
      return FALSE;
    }
  now = to == NULL   ? database_set_remove (set, (guint) index)
        : index >= 0 ? database_set_replace (set, (guint) index, to)
                     : add_first (set, to);
  trace_session_set_databases (session, now);
  database_set_unref (now);
  return TRUE;
}

/* Not where it has come or gone since by other means. */
static gboolean
change (gpointer data, gboolean undo)
{
  Edit *self = data;
  const Database *from = undo ? self->after : self->before;
  gboolean there = find_path (trace_session_get_databases (self->session), self->path) >= 0;

  if (there != (from != NULL))
    return FALSE;
  return put (self->session, self->path, undo ? self->before : self->after, NULL);
}

/* after (transfer full), of the same path as before (nullable, transfer none) */
static gboolean
do_edit (TraceSession *session, const Database *before, const Database *after, const char *label, GError **error)
{
  Edit *edit = g_new0 (Edit, 1);

  edit->session = session;
  edit->before = before != NULL ? database_ref (before) : NULL;
  edit->after = after;
  edit->path = g_strdup (database_get_path (after));
  if (!put (session, edit->path, after, error))
    {
      edit_free (edit);
      return FALSE;
    }
  edit_stack_push (edit_stack_of_session (session), "own-signals", label, sizeof *edit, change, edit, edit_free);
  return TRUE;
}

/* --- A signal --- */

gboolean
own_signal_init (const OwnSignal *signal, CanSignal *made)
{
  static char none[] = "";

  *made = (CanSignal){ .factor = signal->factor,
                       .offset = signal->offset,
                       .mux_parent = -1,
                       .name = (char *) (signal->name != NULL ? signal->name : none),
                       .unit = (char *) (signal->unit != NULL ? signal->unit : none),
                       .comment = signal->comment != NULL && *signal->comment != '\0' ? (char *) signal->comment : NULL,
                       .start = (uint16_t) signal->start };
  return signal_layout_init (&made->layout, signal->start, signal->length, signal->big_endian, signal->kind);
}

static const Message *
own_message (TraceSession *session, uint32_t id)
{
  const Database *own = own_signals_get (session);

  return own != NULL ? database_lookup (own, id) : NULL;
}

/* What another database says of the frame. */
static const Message *
known_message (TraceSession *session, const OwnSignal *signal)
{
  return database_set_lookup (trace_session_get_databases (session), signal->channel != NULL ? signal->channel : "",
                              signal->id);
}

/* Whose it is; message nullable. */
static const Database *
known_database (TraceSession *session, const Message *message)
{
  const DatabaseSet *set = trace_session_get_databases (session);

  for (guint i = 0; message != NULL && i < database_set_n (set); i++)
    if (database_has_message (database_set_get (set, i, NULL), message))
      return database_set_get (set, i, NULL);
  return NULL;
}

char *
own_signal_dup_name (TraceSession *session, const OwnSignal *signal)
{
  const Message *message = own_message (session, signal->id);
  char *name;

  if (signal->name != NULL && *signal->name != '\0')
    return g_strdup (signal->name);
  if (message == NULL)
    message = known_message (session, signal);
  name = g_strdup_printf ("Bits_%u_%u_%u", signal->start / 8, signal->start % 8, signal->length);
  for (guint i = 2; message != NULL && message_find_signal (message, name) != NULL; i++)
    {
      g_free (name);
      name = g_strdup_printf ("Bits_%u_%u_%u_%u", signal->start / 8, signal->start % 8, signal->length, i);
    }
  return name;
}

static gboolean
check (const OwnSignal *signal, const char *name, const Message *message, const CanSignal *before, GError **error)
{
  const CanSignal *same = message != NULL ? message_find_signal (message, name) : NULL;
  CanSignal made;

  if (!dbc_is_name (name))
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                 _ ("“%s” is no name of a signal: letters, digits and underscores, no digit first"), name);
  else if (same != NULL && same != before)
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("Message %s has a signal %s already"), message->name, name);
  else if (!own_signal_init (signal, &made))
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("%u bits from bit %u are no signal"), signal->length,
                 signal->start);
  else if (signal->factor == 0)
    g_set_error_literal (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("With factor 0 every value is the same"));
  else
    return TRUE;
  return FALSE;
}

/* --- Adding and the rest --- */

/* The one in use, or that of the trace's name, or none yet. (transfer full)(nullable) */
static Database *
dup_base (TraceSession *session, char **path)
{
  const Database *own = own_signals_get (session);
  Database *kept;

  *path = own != NULL ? g_strdup (database_get_path (own)) : dup_path (session);
  if (own != NULL)
    return database_ref (own);
  kept = g_file_test (*path, G_FILE_TEST_EXISTS) ? database_load (*path, NULL) : NULL;
  return kept;
}

/* Whether the message that counts for the frame would be the own one: a database of its channel alone comes first. */
static gboolean
check_counts (TraceSession *session, const OwnSignal *signal, const Database *own, GError **error)
{
  const DatabaseSet *set = trace_session_get_databases (session);
  int index = find_path (set, database_get_path (own));
  DatabaseSet *now = index >= 0 ? database_set_replace (set, (guint) index, own) : add_first (set, own);
  const Message *message = database_set_lookup (now, signal->channel != NULL ? signal->channel : "", signal->id);
  gboolean counts = message != NULL && database_has_message (own, message);

  if (!counts)
    g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                 _ ("Message %s is that of a database for channel %s, which comes before own signals; let that be for "
                    "all channels"),
                 message != NULL ? message->name : "", signal->channel != NULL ? signal->channel : "");
  database_set_unref (now);
  return counts;
}

char *
own_signals_add (TraceSession *session, const OwnSignal *signal, GError **error)
{
  g_autofree char *name = own_signal_dup_name (session, signal), *path = NULL, *message_name = NULL, *label = NULL;
  Database *base = dup_base (session, &path), *after;
  const Message *message = base != NULL ? database_lookup (base, signal->id) : NULL;
  const Message *known = message == NULL ? known_message (session, signal) : NULL;
  CanSignal made;
  char *text = NULL;

  if (check (signal, name, message != NULL ? message : known, NULL, error) && own_signal_init (signal, &made))
    {
      message_name
          = g_strdup_printf (can_id_is_extended (signal->id) ? "Msg_%08X" : "Msg_%03X", can_id_number (signal->id));
      made.name = name;
      after = dbc_change (base, path, OWN_SIGNALS_MARK,
                          &(DatabaseChange){ .id = signal->id & (CAN_ID_EXTENDED | CAN_ID_MASK_EXTENDED),
                                             .length = signal->frame_length,
                                             .name = message_name,
                                             .other = known_database (session, known),
                                             .like = known,
                                             .add = &made });
      label = g_strdup_printf (_ ("Name Signal %s"), name);
      if (check_counts (session, signal, after, error))
        {
          text = g_strdup_printf ("%s.%s", database_lookup (after, signal->id)->name, name);
          if (!do_edit (session, own_signals_get (session), after, label, error))
            g_clear_pointer (&text, g_free);
        }
      else
        database_unref (after);
    }
  database_unref (base);
  return text;
}

char *
own_signals_change (TraceSession *session, const Message *message, const CanSignal *before, const OwnSignal *signal,
                    GError **error)
{
  const Database *own = own_signals_get (session), *after;
  g_autofree char *name = own_signal_dup_name (session, signal), *label = NULL, *text = NULL;
  CanSignal made;

  g_return_val_if_fail (own != NULL && database_has_message (own, message), NULL);

  if (!check (signal, name, message, before, error) || !own_signal_init (signal, &made))
    return NULL;
  made.name = name;
  made.minimum = before->minimum;
  made.maximum = before->maximum;
  made.labels = before->labels;
  made.n_labels = before->n_labels;
  made.receivers = before->receivers;
  after = dbc_change (own, database_get_path (own), OWN_SIGNALS_MARK,
                      &(DatabaseChange){ .id = message->id,
                                         .length = MAX (message->length, made.layout.end_byte),
                                         .add = &made,
                                         .remove = before });
  label = g_strdup_printf (_ ("Change Signal %s"), before->name);
  text = g_strdup_printf ("%s.%s", message->name, name);
  return do_edit (session, own, after, label, error) ? g_steal_pointer (&text) : NULL;
}

gboolean
own_signals_remove (TraceSession *session, const Message *message, const CanSignal *signal, GError **error)
{
  const Database *own = own_signals_get (session), *after;
  g_autofree char *label = g_strdup_printf (_ ("Remove Signal %s"), signal->name);

  g_return_val_if_fail (own != NULL && database_has_message (own, message), FALSE);

  after = dbc_change (own, database_get_path (own), OWN_SIGNALS_MARK,
                      &(DatabaseChange){ .id = message->id, .remove = signal });
  return do_edit (session, own, after, label, error);
}

gboolean
own_signals_save (TraceSession *session, const char *path, GError **error)
{
  const Database *own = own_signals_get (session);

  g_return_val_if_fail (own != NULL, FALSE);

  return dbc_write_file (own, path, error);
}
