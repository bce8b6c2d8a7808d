/* dbc-change.c: a database with one signal more, or less, or another.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"
#include "db/dbc-write-private.h"
#include "db/dbc-write.h"

#include "base/banned.h"

/* signals (of CanSignal) become those of message, with one less and one more. */
static void
change_signals (const Message *message, const DatabaseChange *change, GArray *signals)
{
  int removed = -1;

  for (guint i = 0; i < message->n_signals; i++)
    if (&message->signals[i] == change->remove)
      removed = (int) i;
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

Database *
dbc_change (const Database *base, const char *path, const char *mark, const DatabaseChange *change)
{
  Database *empty = base == NULL ? database_new (path) : NULL, *made;
  const Message *old = base != NULL ? database_lookup (base, change->id) : NULL;
  static char none[] = "";
  Message message = { .id = change->id, .name = (char *) change->name, .sender = none, .cycle_time = -1 };
  GArray *signals = g_array_new (FALSE, TRUE, sizeof (CanSignal));
  DbcWriter self;
  gsize n;
  g_autofree char *text = NULL;

  dbc_writer_init (&self, base != NULL ? base : empty);
  self.mark = mark;
  if (old != NULL || change->like != NULL)
    message = old != NULL ? *old : *change->like;
  message.id = change->id;
  message.length = (uint16_t) MAX (message.length, change->length);
  message.groups = NULL; /* they count signals */
  message.n_groups = 0;
  change_signals (&message, change, signals);
  message.signals = (CanSignal *) (void *) signals->data;
  message.n_signals = signals->len;
  if (old == NULL)
    g_ptr_array_add (self.messages, signals->len > 0 ? &message : NULL);
  for (guint i = 0; old != NULL && i < self.messages->len; i++)
    if (self.messages->pdata[i] == old)
      self.messages->pdata[i] = signals->len > 0 ? &message : NULL;
  text = dbc_writer_end (&self, &n);
  made = database_load_memory (path, text, n, NULL);
  g_array_unref (signals);
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
