/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A complete chunk has a table of its identifiers, sorted by slot: first and last row, and which chunk before has the
 * same identifier. So going back is: within the chunk by looking (columns are scanned at some rows a nanosecond), from
 * the first row of a chunk by the table. The rows of the open chunk are looked through.
 *
 * What readers follow is published by a release store: a hash of slots (the old one stays when it grows), blocks of
 * slots, tables of chunks.
 */
#include "config.h"
#include "core/id-index.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/banned.h"

#define SLOTS_PER_BLOCK 4096u
#define N_BLOCKS (ID_INDEX_MAX_IDS / SLOTS_PER_BLOCK)
#define N_CHUNKS 65536u
#define FIRST_HASH_BITS 10

typedef struct
{
  uint32_t slot;
  uint16_t first, last; /* rows in the chunk */
  uint16_t before;      /* the chunk before that has it; this one: none has */
  uint16_t unused;
} IdEntry;

typedef struct
{
  uint32_t n;
  IdEntry entries[];
} IdTable;

typedef struct
{
  uint32_t id;
  uint8_t channel;
  uint32_t entry; /* in the open chunk; the advancing thread's own */
  _Atomic uint32_t count, first, last;
  _Atomic uint64_t chunks; /* the last chunk that has it << 32 | the one before that, or the same if there is none */
} IdSlot;

typedef struct IdHash IdHash;
struct IdHash
{
  guint bits;
  IdHash *smaller;          /* the one before, for readers that still use it */
  _Atomic uint32_t slots[]; /* slot + 1, 0: free */
};

struct IdIndex
{
  const FrameStore *store;
  _Atomic uint64_t length;
  _Atomic uint32_t n_tables; /* chunks below this are complete */
  _Atomic uint32_t n_ids;
  _Atomic (IdHash *) hash;
  _Atomic (IdSlot *) *blocks;
  _Atomic (IdTable *) *tables;

  pthread_mutex_t advancing; /* guards what follows */
  GArray *open;              /* of IdEntry, of the chunk that is not complete */
};

static IdHash *
hash_new (guint bits, IdHash *smaller)
{
  IdHash *self = g_malloc0 (sizeof *self + (sizeof (uint32_t) << bits));

  self->bits = bits;
  self->smaller = smaller;
  return self;
}

IdIndex *
id_index_new (const FrameStore *store)
{
  IdIndex *self = g_new0 (IdIndex, 1);

  self->store = store;
  self->blocks = g_malloc0_n (N_BLOCKS, sizeof *self->blocks);
  self->tables = g_malloc0_n (N_CHUNKS, sizeof *self->tables);
  self->open = g_array_new (FALSE, FALSE, sizeof (IdEntry));
  atomic_init (&self->hash, hash_new (FIRST_HASH_BITS, NULL));
  pthread_mutex_init (&self->advancing, NULL);
  return self;
}

void
id_index_free (IdIndex *self)
{
  if (self == NULL)
    return;
  for (IdHash *hash = self->hash, *next; hash != NULL; hash = next)
    {
      next = hash->smaller;
      g_free (hash);
    }
  for (guint i = 0; i < N_BLOCKS && self->blocks[i] != NULL; i++)
    g_free (self->blocks[i]);
  for (guint i = 0; i < N_CHUNKS; i++)
    g_free (self->tables[i]);
  g_free ((void *) self->blocks);
  g_free ((void *) self->tables);
  g_array_unref (self->open);
  pthread_mutex_destroy (&self->advancing);
  g_free (self);
}

/* --- Slots --- */

static inline IdSlot *
get_slot (const IdIndex *self, uint32_t slot)
{
  return atomic_load_explicit (&self->blocks[slot / SLOTS_PER_BLOCK], memory_order_acquire) + slot % SLOTS_PER_BLOCK;
}

static inline uint32_t
hash_place (uint8_t channel, uint32_t id, guint bits)
{
  return (uint32_t) ((((uint64_t) channel << 32 | id) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)) >> (64 - bits));
}

/* *place: where it stands or belongs. */
static inline uint32_t
find_slot (const IdIndex *self, const IdHash *hash, uint8_t channel, uint32_t id, uint32_t *place)
{
  uint32_t mask = (1u << hash->bits) - 1;

  for (*place = hash_place (channel, id, hash->bits);; *place = (*place + 1) & mask)
    {
      uint32_t found = atomic_load_explicit (&hash->slots[*place], memory_order_acquire);
      const IdSlot *slot;

      if (found == 0)
        return ID_NONE;
      slot = get_slot (self, found - 1);
      if (slot->id == id && slot->channel == channel)
        return found - 1;
    }
}

uint32_t
id_index_find (const IdIndex *self, uint8_t channel, uint32_t id)
{
  uint32_t place;

  return find_slot (self, atomic_load_explicit (&self->hash, memory_order_acquire), channel, id & ~CAN_ID_REMOTE,
                    &place);
}

static void
grow_hash (IdIndex *self, IdHash *old)
{
  IdHash *hash = hash_new (old->bits + 1, old);
  uint32_t place;

  for (uint32_t i = 0; i < self->n_ids; i++)
    {
      const IdSlot *slot = get_slot (self, i);

      find_slot (self, hash, slot->channel, slot->id, &place);
      atomic_store_explicit (&hash->slots[place], i + 1, memory_order_relaxed);
    }
  atomic_store_explicit (&self->hash, hash, memory_order_release);
}

static uint32_t
add_slot (IdIndex *self, uint8_t channel, uint32_t id, uint32_t row)
{
  uint32_t number = self->n_ids, place;
  IdHash *hash = self->hash;
  IdSlot *slot;

  if (number == ID_INDEX_MAX_IDS)
    return ID_NONE;
  if (number % SLOTS_PER_BLOCK == 0)
    atomic_store_explicit (&self->blocks[number / SLOTS_PER_BLOCK], g_new0 (IdSlot, SLOTS_PER_BLOCK),
                           memory_order_release);
  slot = get_slot (self, number);
  slot->id = id;
  slot->channel = channel;
  atomic_store_explicit (&slot->first, row, memory_order_relaxed);
  atomic_store_explicit (&slot->last, row, memory_order_relaxed);
  atomic_store_explicit (&slot->chunks, UINT64_MAX, memory_order_relaxed);
  find_slot (self, hash, channel, id, &place);
  atomic_store_explicit (&hash->slots[place], number + 1, memory_order_release);
  atomic_store_explicit (&self->n_ids, number + 1, memory_order_release);
  if (number + 1 > (1u << hash->bits) / 2)
    grow_hash (self, hash);
  return number;
}

uint32_t
id_index_n_ids (const IdIndex *self)
{
  return atomic_load_explicit (&self->n_ids, memory_order_acquire);
}

void
id_index_get (const IdIndex *self, uint32_t slot, IdTotals *out)
{
  IdSlot *found;

  g_return_if_fail (slot < id_index_n_ids (self));
  found = get_slot (self, slot);
  *out = (IdTotals){ .id = found->id,
                     .channel = found->channel,
                     .count = atomic_load_explicit (&found->count, memory_order_relaxed),
                     .first = atomic_load_explicit (&found->first, memory_order_relaxed),
                     .last = atomic_load_explicit (&found->last, memory_order_relaxed) };
}

/* --- Advancing --- */

static void
begin_entry (IdIndex *self, IdSlot *slot, uint32_t number, uint32_t chunk, guint i)
{
  uint32_t last = (uint32_t) (atomic_load_explicit (&slot->chunks, memory_order_relaxed) >> 32);
  uint32_t before = last == UINT32_MAX ? chunk : last;
  IdEntry entry = { .slot = number, .first = (uint16_t) i, .last = (uint16_t) i, .before = (uint16_t) before };

  slot->entry = self->open->len;
  g_array_append_val (self->open, entry);
  atomic_store_explicit (&slot->chunks, (uint64_t) chunk << 32 | before, memory_order_release);
}

static void
index_row (IdIndex *self, const FrameChunk *chunk, uint32_t index, guint i)
{
  uint32_t id = chunk->id[i] & ~CAN_ID_REMOTE, row = index * FRAME_CHUNK_ROWS + i, place;
  uint8_t channel = chunk->channel[i];
  uint32_t number = find_slot (self, atomic_load_explicit (&self->hash, memory_order_relaxed), channel, id, &place);
  IdSlot *slot;

  if (number == ID_NONE)
    number = add_slot (self, channel, id, row);
  if (number == ID_NONE)
    return;
  slot = get_slot (self, number);
  atomic_store_explicit (&slot->count, atomic_load_explicit (&slot->count, memory_order_relaxed) + 1,
                         memory_order_relaxed);
  atomic_store_explicit (&slot->last, row, memory_order_relaxed);
  if (atomic_load_explicit (&slot->chunks, memory_order_relaxed) >> 32 != index)
    begin_entry (self, slot, number, index, i);
  else
    g_array_index (self->open, IdEntry, slot->entry).last = (uint16_t) i;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const IdEntry *left = a, *right = b;

  return left->slot < right->slot ? -1 : left->slot > right->slot;
}

static void
complete_chunk (IdIndex *self, uint32_t index)
{
  IdTable *table = g_malloc (sizeof *table + self->open->len * sizeof (IdEntry));

  g_array_sort (self->open, compare_entries);
  table->n = self->open->len;
  if (table->n > 0)
    memcpy (table->entries, self->open->data, table->n * sizeof (IdEntry));
  g_array_set_size (self->open, 0);
  atomic_store_explicit (&self->tables[index], table, memory_order_release);
  atomic_store_explicit (&self->n_tables, index + 1, memory_order_release);
}

/* Rows up to length of the chunk that the index has reached. */
static uint64_t
advance_chunk (IdIndex *self, uint64_t from, uint64_t length)
{
  uint32_t index = (uint32_t) (from / FRAME_CHUNK_ROWS);
  uint64_t base = (uint64_t) index * FRAME_CHUNK_ROWS, end = MIN (length, base + FRAME_CHUNK_ROWS);
  const FrameChunk *chunk
      = from >= frame_store_first (self->store) ? frame_store_chunk (self->store, index, NULL) : NULL;

  for (uint64_t row = from; chunk != NULL && row < end; row++)
    index_row (self, chunk, index, (guint) (row - base));
  if (end == base + FRAME_CHUNK_ROWS)
    complete_chunk (self, index);
  atomic_store_explicit (&self->length, end, memory_order_release);
  return end;
}

uint64_t
id_index_advance (IdIndex *self, uint64_t length)
{
  uint64_t reached;

  length = MIN (MIN (length, frame_store_length (self->store)), FRAME_STORE_MAX_ROWS);
  if (id_index_length (self) >= length)
    return id_index_length (self);
  pthread_mutex_lock (&self->advancing);
  reached = id_index_length (self);
  while (reached < length)
    reached = advance_chunk (self, reached, length);
  pthread_mutex_unlock (&self->advancing);
  return reached;
}

uint64_t
id_index_length (const IdIndex *self)
{
  return atomic_load_explicit (&self->length, memory_order_acquire);
}

/* --- From row to row --- */

/* The table of a chunk; NULL: it is not complete. Whoever asks more than one thing of it loads it once: it may be
 * published between two loads. */
static inline const IdTable *
get_table (const IdIndex *self, uint32_t chunk)
{
  return atomic_load_explicit (&self->tables[chunk], memory_order_acquire);
}

/* NULL: there is no table or it does not have the slot. */
static const IdEntry *
find_in_table (const IdTable *table, uint32_t slot)
{
  uint32_t low = 0, high = table != NULL ? table->n : 0, end = high;

  while (low < high)
    {
      uint32_t middle = low + (high - low) / 2;

      if (table->entries[middle].slot < slot)
        low = middle + 1;
      else
        high = middle;
    }
  return low < end && table->entries[low].slot == slot ? &table->entries[low] : NULL;
}

/* NULL: the chunk is not complete or does not have it. */
static const IdEntry *
find_entry (const IdIndex *self, uint32_t chunk, uint32_t slot)
{
  return find_in_table (get_table (self, chunk), slot);
}

/* Last row of the slot before this chunk, which has a row of it. */
static uint64_t
row_before_chunk (const IdIndex *self, uint32_t slot, uint32_t chunk)
{
  const IdEntry *entry = find_entry (self, chunk, slot);
  uint32_t before = chunk;
  uint64_t row;

  if (entry != NULL)
    before = entry->before;
  else
    {
      uint64_t chunks = atomic_load_explicit (&get_slot (self, slot)->chunks, memory_order_acquire);

      /* Was the chunk completed meanwhile? */
      entry = find_entry (self, chunk, slot);
      if (entry != NULL)
        before = entry->before;
      else if (chunks != UINT64_MAX)
        before = chunks >> 32 < chunk ? (uint32_t) (chunks >> 32) : (uint32_t) chunks;
    }
  entry = before < chunk ? find_entry (self, before, slot) : NULL;
  row = entry != NULL ? (uint64_t) before * FRAME_CHUNK_ROWS + entry->last : ROW_NONE;
  return row != ROW_NONE && row >= frame_store_first (self->store) ? row : ROW_NONE;
}

/* Chunks may only be read where rows of them are in the store; n rows from i on, without a branch inside. */
static inline gboolean
block_has (const FrameChunk *chunk, guint i, guint n, uint32_t id, uint8_t channel)
{
  guint hits = 0;

  for (guint k = 0; k < n; k++)
    hits |= ((chunk->id[i + k] & ~CAN_ID_REMOTE) == id) & (chunk->channel[i + k] == channel);
  return hits != 0;
}

/* The last of rows [low, i) that is it; G_MAXUINT: none. */
static guint
look_back (const FrameChunk *chunk, guint low, guint i, uint32_t id, uint8_t channel)
{
  while (i >= low + 64 && !block_has (chunk, i - 64, 64, id, channel))
    i -= 64;
  while (i > low)
    if (block_has (chunk, --i, 1, id, channel))
      return i;
  return G_MAXUINT;
}

/* The first of rows [i, end) that is it; G_MAXUINT: none. */
static guint
look_ahead (const FrameChunk *chunk, guint i, guint end, uint32_t id, uint8_t channel)
{
  while (i + 64 <= end && !block_has (chunk, i, 64, id, channel))
    i += 64;
  for (; i < end; i++)
    if (block_has (chunk, i, 1, id, channel))
      return i;
  return G_MAXUINT;
}

uint64_t
id_index_previous (const IdIndex *self, uint64_t row)
{
  uint64_t first = frame_store_first (self->store);
  uint32_t index = (uint32_t) (row / FRAME_CHUNK_ROWS), slot, id;
  uint64_t base = (uint64_t) index * FRAME_CHUNK_ROWS;
  guint i = (guint) (row % FRAME_CHUNK_ROWS), found;
  const FrameChunk *chunk;
  const IdEntry *entry;

  if (row >= id_index_length (self) || row < first)
    return ROW_NONE;
  chunk = frame_store_chunk (self->store, index, NULL);
  id = chunk->id[i] & ~CAN_ID_REMOTE;
  slot = id_index_find (self, chunk->channel[i], id);
  if (slot == ID_NONE)
    return ROW_NONE;
  entry = find_entry (self, index, slot);
  if (entry == NULL || i > entry->first)
    {
      found = look_back (chunk, first > base ? (guint) (first - base) : 0, i, id, chunk->channel[i]);
      if (found != G_MAXUINT)
        return base + found;
    }
  return row_before_chunk (self, slot, index);
}

uint64_t
id_index_next (const IdIndex *self, uint64_t row)
{
  uint64_t length = id_index_length (self);
  uint32_t index = (uint32_t) (row / FRAME_CHUNK_ROWS), slot, id;
  uint8_t channel;
  guint i = (guint) (row % FRAME_CHUNK_ROWS);
  const FrameChunk *chunk;

  if (row >= length || row < frame_store_first (self->store))
    return ROW_NONE;
  chunk = frame_store_chunk (self->store, index, NULL);
  id = chunk->id[i] & ~CAN_ID_REMOTE;
  channel = chunk->channel[i];
  slot = id_index_find (self, channel, id);
  if (slot == ID_NONE)
    return ROW_NONE;
  for (i++; (uint64_t) index * FRAME_CHUNK_ROWS < length; index++, i = 0)
    {
      const IdTable *table = get_table (self, index);
      const IdEntry *entry = find_in_table (table, slot);
      uint64_t base = (uint64_t) index * FRAME_CHUNK_ROWS;
      guint found;

      if (table != NULL && (entry == NULL || entry->last < i))
        continue;
      chunk = frame_store_chunk (self->store, index, NULL);
      found = look_ahead (chunk, i, (guint) MIN (length - base, FRAME_CHUNK_ROWS), id, channel);
      if (found != G_MAXUINT)
        return base + found;
    }
  return ROW_NONE;
}

void
id_index_previous_rows (const IdIndex *self, uint32_t chunk, uint32_t n_rows, uint32_t *previous)
{
  const FrameChunk *columns = frame_store_chunk (self->store, chunk, NULL);
  const IdHash *hash = atomic_load_explicit (&self->hash, memory_order_acquire);
  uint32_t n_ids = id_index_n_ids (self), base = chunk * FRAME_CHUNK_ROWS, place;
  uint32_t *last = g_new (uint32_t, MAX (n_ids, 1));

  g_return_if_fail ((uint64_t) base + n_rows <= id_index_length (self));
  memset (last, 0xFF, n_ids * sizeof *last);
  for (uint32_t i = 0; i < n_rows; i++)
    {
      uint32_t slot = find_slot (self, hash, columns->channel[i], columns->id[i] & ~CAN_ID_REMOTE, &place);

      if (slot >= n_ids)
        {
          previous[i] = UINT32_MAX;
          continue;
        }
      if (last[slot] == UINT32_MAX)
        {
          uint64_t row = row_before_chunk (self, slot, chunk);

          last[slot] = row != ROW_NONE ? (uint32_t) row : UINT32_MAX;
        }
      previous[i] = last[slot];
      last[slot] = base + i;
    }
  g_free (last);
}
