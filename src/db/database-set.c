/* database-set.c: which message a frame is, over several databases bound to channels.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The cursor makes one open-addressed table a channel when the channel is first asked for, of the databases bound to
 * it, and one of those for all. A look-up is a multiplication, a shift and mostly one comparison. What is found by
 * parameter group is remembered, a place an identifier.
 */
#include "config.h"

#include "core/j1939-id.h"
#include "db/database-set.h"

#include "base/banned.h"

typedef struct
{
  Database *database;
  char *channel; /* NULL: all */
  J1939Mode mode;
} Entry;

struct DatabaseSet
{
  gatomicrefcount references;
  guint n_entries;
  Entry entries[];
};

static DatabaseSet *
set_alloc (guint n_entries)
{
  DatabaseSet *self = g_malloc0 (sizeof (DatabaseSet) + n_entries * sizeof (Entry));

  g_atomic_ref_count_init (&self->references);
  self->n_entries = n_entries;
  return self;
}

static void
entry_copy (Entry *to, const Entry *from)
{
  to->database = database_ref (from->database);
  to->channel = g_strdup (from->channel);
  to->mode = from->mode;
}

DatabaseSet *
database_set_new (void)
{
  return set_alloc (0);
}

DatabaseSet *
database_set_ref (const DatabaseSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&((DatabaseSet *) self)->references);
  return (DatabaseSet *) self;
}

void
database_set_unref (const DatabaseSet *set)
{
  DatabaseSet *self = (DatabaseSet *) set;

  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  for (guint i = 0; i < self->n_entries; i++)
    {
      database_unref (self->entries[i].database);
      g_free (self->entries[i].channel);
    }
  g_free (self);
}

DatabaseSet *
database_set_add (const DatabaseSet *self, const Database *database, const char *channel)
{
  g_return_val_if_fail (self != NULL && database != NULL, NULL);

  DatabaseSet *set = set_alloc (self->n_entries + 1);
  for (guint i = 0; i < self->n_entries; i++)
    entry_copy (&set->entries[i], &self->entries[i]);
  set->entries[self->n_entries].database = database_ref (database);
  set->entries[self->n_entries].channel = g_strdup (channel);
  return set;
}

DatabaseSet *
database_set_remove (const DatabaseSet *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->n_entries, NULL);

  DatabaseSet *set = set_alloc (self->n_entries - 1);
  for (guint i = 0; i < set->n_entries; i++)
    entry_copy (&set->entries[i], &self->entries[i < index ? i : i + 1]);
  return set;
}

static DatabaseSet *
set_copy (const DatabaseSet *self)
{
  DatabaseSet *set = set_alloc (self->n_entries);

  for (guint i = 0; i < set->n_entries; i++)
    entry_copy (&set->entries[i], &self->entries[i]);
  return set;
}

DatabaseSet *
database_set_move (const DatabaseSet *self, guint from, guint to)
{
  g_return_val_if_fail (self != NULL && from < self->n_entries && to < self->n_entries, NULL);

  DatabaseSet *set = set_copy (self);
  Entry moved = set->entries[from];

  for (guint i = from; i < to; i++)
    set->entries[i] = set->entries[i + 1];
  for (guint i = from; i > to; i--)
    set->entries[i] = set->entries[i - 1];
  set->entries[to] = moved;
  return set;
}

DatabaseSet *
database_set_bind (const DatabaseSet *self, guint index, const char *channel)
{
  g_return_val_if_fail (self != NULL && index < self->n_entries, NULL);

  DatabaseSet *set = set_copy (self);

  g_free (set->entries[index].channel);
  set->entries[index].channel = g_strdup (channel);
  return set;
}

DatabaseSet *
database_set_replace (const DatabaseSet *self, guint index, const Database *database)
{
  g_return_val_if_fail (self != NULL && index < self->n_entries && database != NULL, NULL);

  DatabaseSet *set = set_copy (self);

  database_unref (set->entries[index].database);
  set->entries[index].database = database_ref (database);
  return set;
}

DatabaseSet *
database_set_match (const DatabaseSet *self, guint index, J1939Mode mode)
{
  g_return_val_if_fail (self != NULL && index < self->n_entries, NULL);

  DatabaseSet *set = set_copy (self);

  set->entries[index].mode = mode;
  return set;
}

guint
database_set_n (const DatabaseSet *self)
{
  return self->n_entries;
}

const Database *
database_set_get (const DatabaseSet *self, guint index, const char **channel)
{
  g_return_val_if_fail (index < self->n_entries, NULL);

  if (channel != NULL)
    *channel = self->entries[index].channel;
  return self->entries[index].database;
}

J1939Mode
database_set_get_mode (const DatabaseSet *self, guint index)
{
  g_return_val_if_fail (index < self->n_entries, J1939_OFF);

  return self->entries[index].mode;
}

gboolean
database_set_matches_pgn (const DatabaseSet *self, const Message *message)
{
  if (!j1939_id_has_pgn (message->id))
    return FALSE;
  for (guint i = 0; i < self->n_entries; i++)
    {
      const Entry *entry = &self->entries[i];

      if ((entry->mode == J1939_ON || (entry->mode == J1939_AUTO && message->j1939))
          && database_has_message (entry->database, message))
        return TRUE;
    }
  return FALSE;
}

/* channel NULL: those for all. */
static gboolean
entry_is_for (const Entry *entry, const char *channel)
{
  return g_strcmp0 (entry->channel, channel) == 0;
}

static const Message *
lookup_pgn (const DatabaseSet *self, const char *channel, uint32_t id)
{
  const Message *message = NULL;

  for (guint i = 0; i < self->n_entries && message == NULL; i++)
    if (entry_is_for (&self->entries[i], channel))
      message = database_lookup_pgn (self->entries[i].database, id, self->entries[i].mode);
  return message;
}

static const Message *
lookup (const DatabaseSet *self, const char *channel, uint32_t id)
{
  const Message *message = NULL;

  for (guint i = 0; i < self->n_entries && message == NULL; i++)
    if (entry_is_for (&self->entries[i], channel))
      message = database_lookup (self->entries[i].database, id);
  return message != NULL ? message : lookup_pgn (self, channel, id);
}

const Message *
database_set_lookup (const DatabaseSet *self, const char *channel, uint32_t id)
{
  const Message *message = NULL;

  if (id & CAN_ID_ERROR)
    return NULL;
  id &= ~CAN_ID_REMOTE;
  if (channel != NULL)
    message = lookup (self, channel, id);
  return message != NULL ? message : lookup (self, NULL, id);
}

/* --- The cursor --- */

typedef struct
{
  uint32_t id;
  const Message *message; /* NULL: free */
} Slot;

#define REMEMBERED_BITS 10

typedef struct
{
  Slot *slots; /* at most half of them used; NULL: no table */
  guint shift; /* 32 - log2 of their number */

  char *channel;    /* NULL: of those for all */
  Slot *remembered; /* 1 << REMEMBERED_BITS identifiers asked for by parameter group, id 0: none; NULL: no groups */
} Table;

struct DatabaseCursor
{
  DatabaseSet *set;
  TraceInfo *info;
  Table unbound;
  Table own[TRACE_MAX_CHANNELS];
  const Table *tables[TRACE_MAX_CHANNELS]; /* own or unbound; NULL: not resolved yet */
};

static inline Slot *
table_find (const Table *table, uint32_t id)
{
  guint mask = UINT32_MAX >> table->shift;
  guint i = (id * 0x9E3779B1u) >> table->shift;

  while (table->slots[i].message != NULL && table->slots[i].id != id)
    i = (i + 1) & mask;
  return &table->slots[i];
}

static void
table_add (Table *table, const Database *database)
{
  for (guint i = 0; i < database_n_messages (database); i++)
    {
      const Message *message = database_get_message (database, i);
      Slot *slot = table_find (table, message->id);

      if (slot->message == NULL)
        *slot = (Slot){ message->id, message };
    }
}

/* In the order of set_lookup: the first to claim an id keeps it. channel NULL: what is for all. */
static void
table_init (Table *table, const DatabaseSet *set, const char *channel)
{
  gsize n = 0, size = 16;
  gboolean has_pgns = FALSE;

  for (guint i = 0; i < set->n_entries; i++)
    if (entry_is_for (&set->entries[i], channel))
      {
        n += database_n_messages (set->entries[i].database);
        has_pgns |= database_has_pgns (set->entries[i].database, set->entries[i].mode);
      }
  for (table->shift = 28; size < 2 * n && table->shift > 1; size *= 2)
    table->shift--;
  table->slots = g_new0 (Slot, size);
  table->channel = g_strdup (channel);
  for (guint i = 0; i < set->n_entries; i++)
    if (entry_is_for (&set->entries[i], channel))
      table_add (table, set->entries[i].database);
  if (has_pgns)
    table->remembered = g_new0 (Slot, 1 << REMEMBERED_BITS);
}

static void
table_clear (Table *table)
{
  g_free (table->slots);
  g_free (table->channel);
  g_free (table->remembered);
}

static const Message *
table_find_pgn (const Table *table, const DatabaseSet *set, uint32_t id)
{
  Slot *slot = &table->remembered[(id * 0x9E3779B1u) >> (32 - REMEMBERED_BITS)];

  if (slot->id != id)
    *slot = (Slot){ id, lookup_pgn (set, table->channel, id) };
  return slot->message;
}

static inline const Message *
table_lookup (const Table *table, const DatabaseSet *set, uint32_t id)
{
  const Message *message = table_find (table, id)->message;

  if (message == NULL && table->remembered != NULL && j1939_id_has_pgn (id))
    message = table_find_pgn (table, set, id);
  return message;
}

DatabaseCursor *
database_cursor_new (const DatabaseSet *set, const TraceInfo *info)
{
  g_return_val_if_fail (set != NULL && info != NULL, NULL);

  DatabaseCursor *self = g_new0 (DatabaseCursor, 1);
  self->set = database_set_ref (set);
  self->info = trace_info_ref ((TraceInfo *) info);
  table_init (&self->unbound, set, NULL);
  return self;
}

void
database_cursor_free (DatabaseCursor *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < TRACE_MAX_CHANNELS; i++)
    table_clear (&self->own[i]);
  table_clear (&self->unbound);
  trace_info_unref (self->info);
  database_set_unref (self->set);
  g_free (self);
}

/* A channel that the trace does not have yet is not remembered: its name may still come. */
static const Table *
cursor_resolve (DatabaseCursor *self, uint8_t channel)
{
  const char *name = trace_info_channel_name (self->info, channel);

  if (channel >= trace_info_n_channels (self->info))
    return &self->unbound;
  self->tables[channel] = &self->unbound;
  for (guint i = 0; i < self->set->n_entries; i++)
    if (g_strcmp0 (self->set->entries[i].channel, name) == 0)
      {
        table_init (&self->own[channel], self->set, name);
        self->tables[channel] = &self->own[channel];
        break;
      }
  return self->tables[channel];
}

const Message *
database_cursor_lookup (DatabaseCursor *self, uint8_t channel, uint32_t id)
{
  const Table *table = self->tables[channel];
  const Message *message;

  if (G_UNLIKELY (id & CAN_ID_ERROR))
    return NULL;
  if (G_UNLIKELY (table == NULL))
    table = cursor_resolve (self, channel);
  id &= ~CAN_ID_REMOTE;
  message = table_lookup (table, self->set, id);
  return message == NULL && table != &self->unbound ? table_lookup (&self->unbound, self->set, id) : message;
}
