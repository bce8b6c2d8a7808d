/* database-pgn.c: messages of one file by their J1939 parameter group.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One table, asked at most five times: with id's sender and destination, its sender alone, the address 0xFE likewise,
 * the group alone. Every message stands in it under each of its keys that is not taken yet, once among those the file
 * declares and once among all.
 */
#include "core/j1939-id.h"
#include "db/database-private.h"

#include "base/banned.h"

typedef enum
{
  KEY_PGN,
  KEY_SOURCE,
  KEY_SOURCE_DESTINATION,
} KeyKind;

#define KEY_ALL (1u << 31)

static gpointer
make_key (uint32_t id, guint source, KeyKind kind, gboolean all)
{
  uint32_t key = (uint32_t) kind << 26 | (all ? KEY_ALL : 0);

  if (kind == KEY_SOURCE_DESTINATION)
    key |= (id & 0x3FFFF00) | source;
  else
    key |= j1939_id_pgn (id) << 8 | (kind == KEY_SOURCE ? source : 0);
  return GUINT_TO_POINTER (key);
}

static void
add_keys (Database *self, guint index, gboolean all)
{
  const Message *message = &g_array_index (self->messages, Message, index);

  for (guint kind = KEY_PGN; kind <= KEY_SOURCE_DESTINATION; kind++)
    {
      gpointer key = make_key (message->id, j1939_id_source (message->id), kind, all);

      if (!g_hash_table_contains (self->by_pgn, key))
        g_hash_table_insert (self->by_pgn, key, GUINT_TO_POINTER (index + 1));
    }
}

void
database_index_pgns (Database *self)
{
  for (guint i = 0; i < self->messages->len; i++)
    {
      const Message *message = &g_array_index (self->messages, Message, i);

      if (!j1939_id_has_pgn (message->id))
        continue;
      if (self->by_pgn == NULL)
        self->by_pgn = g_hash_table_new (NULL, NULL);
      add_keys (self, i, TRUE);
      if (message->j1939)
        add_keys (self, i, FALSE);
      self->n_pgns += (guint) message->j1939;
    }
}

gboolean
database_has_pgns (const Database *self, J1939Mode mode)
{
  return self->by_pgn != NULL && (mode == J1939_ON || (mode == J1939_AUTO && self->n_pgns > 0));
}

const Message *
database_lookup_pgn (const Database *self, uint32_t id, J1939Mode mode)
{
  const guint sources[] = { j1939_id_source (id), J1939_ADDRESS_NULL };
  gboolean all = mode == J1939_ON;
  gpointer found = NULL;

  if (!database_has_pgns (self, mode) || !j1939_id_has_pgn (id))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (sources) && found == NULL; i++)
    for (guint kind = KEY_SOURCE_DESTINATION; kind > KEY_PGN && found == NULL; kind--)
      found = g_hash_table_lookup (self->by_pgn, make_key (id, sources[i], kind, all));
  if (found == NULL)
    found = g_hash_table_lookup (self->by_pgn, make_key (id, 0, KEY_PGN, all));
  return found == NULL ? NULL : &g_array_index (self->messages, Message, GPOINTER_TO_UINT (found) - 1);
}
