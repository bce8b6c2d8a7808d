/* id-table.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A row costs a look into a hash table and a comparison of payloads: some 10 ns.
 */
#include "config.h"
#include "session/id-table.h"

#include <math.h>
#include <string.h>

#include "base/banned.h"

#define PAGE_BIT (G_GUINT64_CONSTANT (1) << 41)
#define SENT_BIT (G_GUINT64_CONSTANT (1) << 40)
#define N_SLOTS (4 * ID_TABLE_MAX) /* a quarter full at most */

/* Frames before a rhythm can be told, and how unequal its steps may be. */
#define RHYTHM_FRAMES 5
#define RHYTHM_UNREST 0.5
#define STOPPED_PERIODS 3

#define ACTIVITY_FIRST_SHIFT 25 /* 34 ms; all bins together are a second */

typedef struct
{
  uint64_t message, page;
} Key;

struct IdTable
{
  FrameStore *store;
  DatabaseCursor *databases; /* (nullable) */
  const DatabaseSet *set;    /* (nullable) the multiplexers are its */

  IdEntry *entries; /* room for ID_TABLE_MAX + 1: the pages of what is not used cost nothing */
  Key *keys;
  uint32_t n;
  uint32_t *slots; /* index + 1; 0 is free */

  uint64_t n_rows, n_passed;
  int64_t latest;
  int64_t first_time;   /* of all rows gone through; ID_NEVER */
  guint activity_shift; /* bins are so wide that all rows so far have room; those of entries may still be narrower */
};

IdTable *
id_table_new (FrameStore *store, const DatabaseSet *databases)
{
  IdTable *self = g_new0 (IdTable, 1);

  self->store = frame_store_ref (store);
  if (databases != NULL)
    {
      self->set = database_set_ref (databases);
      self->databases = database_cursor_new (databases, frame_store_get_info (store));
    }
  self->entries = g_new0 (IdEntry, ID_TABLE_MAX);
  self->keys = g_new0 (Key, ID_TABLE_MAX);
  self->slots = g_new0 (uint32_t, N_SLOTS);
  self->latest = self->first_time = ID_NEVER;
  self->activity_shift = ACTIVITY_FIRST_SHIFT;
  return self;
}

void
id_table_free (IdTable *self)
{
  if (self == NULL)
    return;
  for (uint32_t i = 0; i < self->n; i++)
    g_free (self->entries[i].changed);
  g_free (self->entries);
  g_free (self->keys);
  g_free (self->slots);
  database_cursor_free (self->databases);
  database_set_unref (self->set);
  frame_store_unref (self->store);
  g_free (self);
}

/* --- Entries --- */

static uint64_t
message_key (uint32_t id, uint8_t channel, uint8_t flags)
{
  if (id & CAN_ID_ERROR)
    id = CAN_ID_ERROR;
  return id | (uint64_t) channel << 32 | (flags & CAN_TX ? SENT_BIT : 0);
}

static uint32_t
hash (Key key)
{
  uint64_t x = (key.message ^ (key.page * 0xD6E8FEB86659FD93u)) * 0x9E3779B97F4A7C15u;

  return (uint32_t) (x >> 40) % N_SLOTS;
}

/* The slot that has the key, or the free one where it belongs. */
static uint32_t *
find_slot (const IdTable *self, Key key)
{
  for (uint32_t i = hash (key);; i = (i + 1) % N_SLOTS)
    {
      uint32_t *slot = &self->slots[i];

      if (*slot == 0 || (self->keys[*slot - 1].message == key.message && self->keys[*slot - 1].page == key.page))
        return slot;
    }
}

/* The outermost: values of an inner one mean nothing without it. */
static const CanSignal *
find_multiplexer (IdTable *self, uint8_t channel, uint32_t id)
{
  const Message *message = NULL;

  if (self->databases != NULL && !(id & (CAN_ID_ERROR | CAN_ID_REMOTE)))
    message = database_cursor_lookup (self->databases, channel, id);
  for (guint i = 0; message != NULL && i < message->n_signals; i++)
    if (message->signals[i].is_multiplexer && message->signals[i].mux_parent < 0)
      return &message->signals[i];
  return NULL;
}

static IdEntry *
add_entry (IdTable *self, uint32_t *slot, Key key)
{
  IdEntry *entry = &self->entries[self->n];

  if (self->n == ID_TABLE_MAX)
    return NULL;
  self->keys[self->n] = key;
  *slot = ++self->n;
  entry->id = (uint32_t) key.message;
  entry->channel = (uint8_t) (key.message >> 32);
  entry->sent = (key.message & SENT_BIT) != 0;
  entry->parent = entry->newest_page = entry->older_page = ID_TABLE_NONE;
  entry->last_change = ID_NEVER;
  if (!(key.message & PAGE_BIT))
    entry->multiplexer = find_multiplexer (self, entry->channel, entry->id);
  return entry;
}

static IdEntry *
get_message (IdTable *self, uint64_t message)
{
  Key key = { message, 0 };
  uint32_t *slot = find_slot (self, key);

  return *slot != 0 ? &self->entries[*slot - 1] : add_entry (self, slot, key);
}

static IdEntry *
get_page (IdTable *self, uint64_t message, IdEntry *parent, uint64_t page)
{
  Key key = { message | PAGE_BIT, page };
  uint32_t *slot = find_slot (self, key);
  IdEntry *entry;

  if (*slot != 0)
    return &self->entries[*slot - 1];
  if (parent->n_pages == ID_TABLE_MAX_PAGES || (entry = add_entry (self, slot, key)) == NULL)
    return NULL;
  entry->parent = (uint32_t) (parent - self->entries);
  entry->page = page;
  entry->multiplexer = parent->multiplexer;
  entry->older_page = parent->newest_page;
  parent->newest_page = self->n - 1;
  parent->n_pages++;
  return entry;
}

/* --- Folding --- */

static void
note_period (IdEntry *entry, int64_t time)
{
  int64_t period = can_time_since (time, entry->last_time);
  double shifted;

  if (entry->count == 1)
    entry->first_period = entry->min_period = entry->max_period = period;
  shifted = (double) period - (double) entry->first_period;
  entry->sum += shifted;
  entry->square_sum += shifted * shifted;
  entry->min_period = MIN (entry->min_period, period);
  entry->max_period = MAX (entry->max_period, period);
  entry->last_period = period;
}

static const uint8_t *
last_payload (const IdEntry *entry)
{
  return entry->data != NULL ? entry->data : (const uint8_t *) &entry->word;
}

static void
make_room_for_changes (IdEntry *entry, uint16_t len)
{
  uint16_t room = len <= 8 ? 8 : CAN_FRAME_MAX_LEN;

  if (entry->n_changed >= room)
    return;
  entry->changed = g_renew (int64_t, entry->changed, room);
  for (; entry->n_changed < room; entry->n_changed++)
    entry->changed[entry->n_changed] = ID_NEVER;
}

static void
note_changes (IdEntry *entry, const uint8_t *payload, uint16_t len, int64_t time)
{
  const uint8_t *before = last_payload (entry);

  entry->last_change = time;
  make_room_for_changes (entry, len);
  for (guint i = 0; i < len; i++)
    if (i >= entry->len || payload[i] != before[i])
      entry->changed[i] = time;
}

static void
note_row (IdEntry *entry, const FrameChunk *chunk, uint32_t i, uint64_t row, const uint8_t *payload, uint16_t len)
{
  int64_t time = chunk->time[i];

  if (entry->count == 0)
    {
      entry->first_row = row;
      entry->first_time = time;
    }
  else
    {
      note_period (entry, time);
      if (len != entry->len
          || (len <= 8 ? chunk->payload[i] != entry->word : memcmp (payload, last_payload (entry), len) != 0))
        note_changes (entry, payload, len, time);
    }
  entry->count++;
  entry->last_row = row;
  entry->last_time = time;
  entry->len = len;
  entry->flags = chunk->flags[i];
  entry->word = len <= 8 ? chunk->payload[i] : 0;
  entry->data = len <= 8 ? NULL : payload;
}

/* Bins two by two. */
static void
widen_bins (uint32_t bins[ID_ACTIVITY_BINS])
{
  for (guint i = 0; i < ID_ACTIVITY_BINS; i++)
    bins[i] = i < ID_ACTIVITY_BINS / 2 ? bins[2 * i] + bins[2 * i + 1] : 0;
}

/* Time that goes back beyond the first row counts as the first. */
static void
note_activity (IdTable *self, IdEntry *entry, int64_t time)
{
  uint64_t bin = (uint64_t) MAX (can_time_since (time, self->first_time), 0) >> self->activity_shift;

  if (G_UNLIKELY (entry->count == 1))
    entry->activity_shift = (uint8_t) self->activity_shift;
  for (; entry->activity_shift < self->activity_shift; entry->activity_shift++)
    widen_bins (entry->activity);
  entry->activity[MIN (bin, ID_ACTIVITY_BINS - 1)]++;
}

static void
add_row (IdTable *self, const FrameChunk *chunk, uint32_t i, uint64_t row)
{
  uint64_t message = message_key (chunk->id[i], chunk->channel[i], chunk->flags[i]);
  IdEntry *entry = get_message (self, message), *page;
  const uint8_t *payload = frame_store_payload (self->store, chunk, i);
  uint16_t len = MIN (frame_len_dlc_len (chunk->len_dlc[i]), CAN_FRAME_MAX_LEN);
  CanFrame frame = { .id = chunk->id[i], .len = len, .data = payload };
  uint64_t bits;

  self->n_rows++;
  if (entry == NULL)
    {
      self->n_passed++;
      return;
    }
  note_row (entry, chunk, i, row, payload, len);
  note_activity (self, entry, chunk->time[i]);
  if (G_LIKELY (entry->multiplexer == NULL) || !can_signal_decode_raw (entry->multiplexer, &frame, &bits))
    return;
  page = get_page (self, message, entry, bits);
  if (page == NULL)
    return;
  note_row (page, chunk, i, row, payload, len);
  note_activity (self, page, chunk->time[i]);
}

void
id_table_add (IdTable *self, const RowSet *shown, uint64_t first, uint64_t end)
{
  uint64_t base = first - first % FRAME_CHUNK_ROWS;
  uint32_t from = (uint32_t) (first - base), to = (uint32_t) (end - base), n_rows;
  const FrameChunk *chunk = frame_store_chunk (self->store, (uint32_t) (base / FRAME_CHUNK_ROWS), &n_rows);
  int64_t latest = self->latest;

  g_return_if_fail (chunk != NULL && to <= n_rows);
  for (uint32_t i = from; i < to; i++)
    latest = MAX (latest, chunk->time[i]);
  self->latest = latest;
  if (self->first_time == ID_NEVER && from < to)
    self->first_time = chunk->time[from];
  while (self->first_time != ID_NEVER && self->activity_shift < 63
         && (uint64_t) MAX (can_time_since (latest, self->first_time), 0) >> self->activity_shift >= ID_ACTIVITY_BINS)
    self->activity_shift++;
  if (shown == NULL)
    for (uint32_t i = from; i < to; i++)
      add_row (self, chunk, i, base + i);
  else
    for (uint32_t start = from - from % 64; start < to; start += 64)
      for (uint64_t word = row_set_get_word (shown, base + start); word != 0; word &= word - 1)
        {
          uint32_t i = start + (uint32_t) __builtin_ctzll (word);

          if (i >= from && i < to)
            add_row (self, chunk, i, base + i);
        }
}

/* --- Reading --- */

uint32_t
id_table_n (const IdTable *self)
{
  return self->n;
}

const IdEntry *
id_table_get (const IdTable *self, uint32_t index)
{
  g_return_val_if_fail (index < self->n, NULL);
  return &self->entries[index];
}

static uint32_t
find (const IdTable *self, Key key)
{
  uint32_t slot = *find_slot (self, key);

  return slot != 0 ? slot - 1 : ID_TABLE_NONE;
}

uint32_t
id_table_find (const IdTable *self, const CanFrame *frame)
{
  return find (self, (Key){ message_key (frame->id, frame->channel, frame->flags), 0 });
}

uint32_t
id_table_find_page (const IdTable *self, uint32_t message, const CanFrame *frame)
{
  const CanSignal *multiplexer = self->entries[message].multiplexer;
  uint64_t bits;

  if (multiplexer == NULL || !can_signal_decode_raw (multiplexer, frame, &bits))
    return ID_TABLE_NONE;
  return find (self, (Key){ message_key (frame->id, frame->channel, frame->flags) | PAGE_BIT, bits });
}

uint64_t
id_table_n_rows (const IdTable *self)
{
  return self->n_rows;
}

uint64_t
id_table_n_passed (const IdTable *self)
{
  return self->n_passed;
}

int64_t
id_table_latest (const IdTable *self)
{
  return self->latest;
}

guint
id_table_activity_shift (const IdTable *self, guint *n_bins)
{
  *n_bins
      = self->first_time == ID_NEVER
            ? 0
            : (guint) ((uint64_t) MAX (can_time_since (self->latest, self->first_time), 0) >> self->activity_shift) + 1;
  return self->activity_shift;
}

void
id_entry_activity (const IdEntry *self, guint shift, uint32_t bins[ID_ACTIVITY_BINS])
{
  memcpy (bins, self->activity, sizeof self->activity);
  for (guint i = self->activity_shift; i < MIN (shift, 64) && self->count > 0; i++)
    widen_bins (bins);
}

double
id_entry_mean_period (const IdEntry *self)
{
  return self->count > 1 ? (double) self->first_period + self->sum / (double) (self->count - 1) : 0;
}

gboolean
id_entry_jitter (const IdEntry *self, double *ns)
{
  double n = (double) self->count - 1, mean;

  if (self->count < 3)
    return FALSE;
  mean = self->sum / n;
  *ns = sqrt (MAX (self->square_sum / n - mean * mean, 0));
  return TRUE;
}

int64_t
id_entry_byte_changed (const IdEntry *self, guint byte)
{
  return byte < self->n_changed ? self->changed[byte] : ID_NEVER;
}

IdRhythm
id_entry_rhythm (const IdEntry *self, int64_t now)
{
  double mean = id_entry_mean_period (self), jitter;

  if (self->count < RHYTHM_FRAMES || !id_entry_jitter (self, &jitter) || self->id & (CAN_ID_ERROR | CAN_ID_REMOTE))
    return ID_ONCE;
  if (mean <= 0 || jitter > RHYTHM_UNREST * mean)
    return ID_EVENT;
  return (double) can_time_since (now, self->last_time) > STOPPED_PERIODS * mean ? ID_STOPPED : ID_CYCLIC;
}
