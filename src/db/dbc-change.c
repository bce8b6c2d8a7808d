/* dbc-change.c: a database with one signal more, or less, or another.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "db/dbc-write-private.h"
#include "db/dbc-write.h"

#include "base/banned.h"

/* -1: none. */
static int
find_removed (const Message *message, const DatabaseChange *change)
{
  for (guint i = 0; i < message->n_signals; i++)
    if (&message->signals[i] == change->remove)
      return (int) i;
  return -1;
}

/* signals (of CanSignal) become those of message, with one less and one more. */
static void
change_signals (const Message *message, const DatabaseChange *change, GArray *signals)
{
  int removed = find_removed (message, change);

  g_array_append_vals (signals, message->signals, message->n_signals);
  if (change->add != NULL && removed >= 0)
    g_array_index (signals, CanSignal, removed) = *change->add;
  else if (change->add != NULL)
    g_array_append_val (signals, *change->add);
  else if (removed >= 0)
    g_array_remove_index (signals, (guint) removed);
  for (guint i = 0; change->add == NULL && removed >= 0 && i < signals->len; i++)
    {
      int *parent = &g_array_index (signals, CanSignal, i).mux_parent;

      *parent = *parent == removed ? -1 : *parent > removed ? *parent - 1 : *parent;
    }
}

/* Groups count signals; one that has none left goes too. */
static GArray *
change_groups (const Message *message, const DatabaseChange *change)
{
  int removed = change->add == NULL ? find_removed (message, change) : -1;
  GArray *groups = g_array_new (FALSE, TRUE, sizeof (SignalGroup));

  for (guint i = 0; i < message->n_groups; i++)
    {
      SignalGroup group = message->groups[i];
      guint n = 0;

      group.signals = g_new (guint, group.n_signals + 1);
      for (guint s = 0; s < group.n_signals; s++)
        if ((int) message->groups[i].signals[s] != removed)
          group.signals[n++]
              = message->groups[i].signals[s] - (removed >= 0 && (int) message->groups[i].signals[s] > removed ? 1 : 0);
      if (n > 0 || group.n_signals == 0)
        {
          group.n_signals = n;
          g_array_append_val (groups, group);
        }
      else
        g_free (group.signals);
    }
  return groups;
}

static void
free_groups (GArray *groups)
{
  for (guint i = 0; i < groups->len; i++)
    g_free (g_array_index (groups, SignalGroup, i).signals);
  g_array_unref (groups);
}

Database *
dbc_change (const Database *base, const char *path, const char *mark, const DatabaseChange *change)
{
  Database *empty = base == NULL ? database_new (path) : NULL, *made;
  const Message *old = base != NULL ? database_lookup (base, change->id) : NULL;
  static char none[] = "";
  Message message = { .id = change->id, .name = (char *) change->name, .sender = none, .cycle_time = -1 };
  GArray *signals = g_array_new (FALSE, TRUE, sizeof (CanSignal)), *groups;
  DbcWriter self;
  gsize n;
  g_autofree char *text = NULL;

  dbc_writer_init (&self, base != NULL ? base : empty);
  self.mark = mark;
  if (old != NULL || change->like != NULL)
    message = old != NULL ? *old : *change->like;
  message.id = change->id;
  message.length = (uint16_t) MAX (message.length, change->length);
  groups = change_groups (&message, change);
  message.groups = (SignalGroup *) (void *) groups->data;
  message.n_groups = groups->len;
  change_signals (&message, change, signals);
  message.signals = (CanSignal *) (void *) signals->data;
  message.n_signals = signals->len;
  self.like = old != NULL ? old : change->like;
  self.copy = &message;
  self.other = old == NULL && change->like != NULL ? change->other : NULL;
  if (old == NULL)
    g_ptr_array_add (self.messages, signals->len > 0 ? &message : NULL);
  for (guint i = 0; old != NULL && i < self.messages->len; i++)
    if (self.messages->pdata[i] == old)
      self.messages->pdata[i] = signals->len > 0 ? &message : NULL;
  dbc_writer_shorten (&self);
  text = dbc_writer_end (&self, &n);
  made = database_load_memory (path, text, n, NULL);
  g_array_unref (signals);
  free_groups (groups);
  database_unref (empty);
  return made;
}

gboolean
dbc_has_mark (const Database *database, const char *mark)
{
  AttributeSubject network = { .owner = ATTRIBUTE_NETWORK };
  gboolean given;

  return database_get_value (database, &network, mark, &given) != NULL && given;
}
