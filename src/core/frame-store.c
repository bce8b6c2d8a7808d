/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Making, sharing and reading a store. Appending, flushing, files: frame-store-*.c.
 */
#include "config.h"
#include "core/frame-store-private.h"

#include "core/id-index.h"
#include "core/map-guard.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/i18n.h"

#include "base/banned.h"

static const uint8_t no_payload[4096 + 8];

/* Blocks whose addresses are reserved at once. */
static const uint32_t segments[N_BLOCK_KINDS] = { 64, 16, 16 };

uint32_t
frame_store_power_of_two (uint64_t n)
{
  uint32_t power = 1;

  while (power < n)
    power *= 2;
  return power;
}

FrameStore *
frame_store_alloc (const uint32_t slots[N_BLOCK_KINDS], guint ring)
{
  FrameStore *self = g_new0 (FrameStore, 1);

  self->ref_count = 1;
  self->ring = ring;
  self->info = trace_info_new ();
  self->problem_text = g_string_chunk_new (256);
  pthread_mutex_init (&self->summary_lock, NULL);
  for (guint kind = 0; kind < N_BLOCK_KINDS; kind++)
    block_space_init (&self->spaces[kind], block_size (kind), slots[kind], segments[kind], ring > 0);
  if (ring > 0)
    self->ring_rows = g_new0 (uint64_t, slots[BLOCK_ARENA]);
  self->summaries = g_new0 (ChunkSummary, slots[BLOCK_CHUNK]);
  self->summary_ready = g_malloc0_n (slots[BLOCK_CHUNK], sizeof *self->summary_ready);
  return self;
}

FrameStore *
frame_store_alloc_full (void)
{
  FrameStore *self = frame_store_alloc ((uint32_t[]){ CHUNK_SLOTS, ARENA_SLOTS, NOTES_SLOTS }, 0);

  for (guint kind = 0; kind < N_BLOCK_KINDS; kind++)
    block_space_guard (&self->spaces[kind], &self->damage, DAMAGE_CUT);
  return self;
}

FrameStore *
frame_store_new_ring (guint n_chunks)
{
  n_chunks = CLAMP (n_chunks, 2, CHUNK_SLOTS / 2);
  return frame_store_alloc ((uint32_t[]){ frame_store_power_of_two (n_chunks), frame_store_power_of_two (n_chunks + 2),
                                          2 },
                            n_chunks);
}

FrameStore *
frame_store_ref (FrameStore *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

static void
destroy (FrameStore *self)
{
  id_index_free (self->ids);
  flusher_free (self->flusher);
  if (self->map != NULL)
    {
      map_guard_remove (self->map);
      munmap ((void *) self->map, self->map_size);
      close (self->map_fd);
    }
  for (guint i = 0; i < N_BLOCK_KINDS; i++)
    block_space_clear (&self->spaces[i]);
  pthread_mutex_destroy (&self->summary_lock);
  g_string_chunk_free (self->problem_text);
  trace_info_unref (self->info);
  g_free (self->damage_text);
  g_clear_pointer (&self->marks, g_bytes_unref);
  g_free (self->ring_rows);
  g_free (self->summaries);
  g_free ((void *) self->summary_ready);
  g_free (self);
}

static void *
destroy_main (void *data)
{
  destroy (data);
  return NULL;
}

/* Letting go of some GB of file and page tables takes tenths of a second, too long for a main loop. A named file must
 * be closed before the program ends, so that one is waited for. */
static gboolean
destroy_aside (FrameStore *self)
{
  pthread_attr_t attributes;
  pthread_t thread;
  gboolean ok;

  if (self->end.length < (4u << 20) || self->flusher == NULL || flusher_is_named (self->flusher))
    return FALSE;
  pthread_attr_init (&attributes);
  pthread_attr_setdetachstate (&attributes, PTHREAD_CREATE_DETACHED);
  ok = pthread_create (&thread, &attributes, destroy_main, self) == 0;
  pthread_attr_destroy (&attributes);
  return ok;
}

void
frame_store_unref (FrameStore *self)
{
  if (self == NULL || atomic_fetch_sub (&self->ref_count, 1) > 1)
    return;
  if (!destroy_aside (self))
    destroy (self);
}

TraceInfo *
frame_store_get_info (const FrameStore *self)
{
  return self->info;
}

IdIndex *
frame_store_get_ids (const FrameStore *self)
{
  FrameStore *shared = (FrameStore *) self;
  IdIndex *ids = atomic_load_explicit (&shared->ids, memory_order_acquire), *made;

  if (ids != NULL)
    return ids;
  made = id_index_new (self);
  if (atomic_compare_exchange_strong (&shared->ids, &ids, made))
    return made;
  id_index_free (made);
  return ids;
}

GBytes *
frame_store_dup_marks (const FrameStore *self)
{
  FrameStore *shared = (FrameStore *) self;
  GBytes *marks;

  pthread_mutex_lock (&shared->summary_lock);
  marks = shared->marks != NULL ? g_bytes_ref (shared->marks) : NULL;
  pthread_mutex_unlock (&shared->summary_lock);
  return marks;
}

void
frame_store_set_marks (FrameStore *self, GBytes *marks)
{
  GBytes *old;

  pthread_mutex_lock (&self->summary_lock);
  old = self->marks;
  self->marks = marks != NULL ? g_bytes_ref (marks) : NULL;
  pthread_mutex_unlock (&self->summary_lock);
  g_clear_pointer (&old, g_bytes_unref);
}

/* --- State --- */

uint64_t
frame_store_first (const FrameStore *self)
{
  return atomic_load_explicit (&self->first, memory_order_acquire);
}

uint64_t
frame_store_length (const FrameStore *self)
{
  return atomic_load_explicit (&self->length, memory_order_acquire);
}

gboolean
frame_store_is_sealed (const FrameStore *self)
{
  return atomic_load_explicit (&self->sealed, memory_order_acquire);
}

gboolean
frame_store_is_recovered (const FrameStore *self)
{
  return self->recovered;
}

/* A reader that comes across damage holds a const store; the mark is no part of what it reads. */
static void
mark_damaged (const FrameStore *self, guint reason)
{
  atomic_fetch_or_explicit (&((FrameStore *) self)->damage, reason, memory_order_relaxed);
}

gboolean
frame_store_is_damaged (const FrameStore *self, char **what)
{
  guint damage = atomic_load_explicit (&self->damage, memory_order_relaxed);

  if (what == NULL || damage == 0)
    return damage != 0;
  if (damage & DAMAGE_CUT)
    *what = g_strdup (_ ("the file was cut or could not be read while it was open; what is missing shows as zeros"));
  else if (damage & DAMAGE_FOUND)
    *what = g_strdup (self->damage_text);
  else
    *what = g_strdup (_ ("a payload lies outside of the file; it shows as zeros"));
  return TRUE;
}

void
frame_store_extent (const FrameStore *self, StoreExtent *extent)
{
  extent->units[BLOCK_CHUNK] = frame_store_length (self);
  extent->units[BLOCK_NOTES] = frame_store_n_notes (self);
  extent->units[BLOCK_ARENA] = arena_bytes (atomic_load_explicit (&self->arena_end, memory_order_acquire));
}

void
frame_store_held_from (const FrameStore *self, StoreExtent *from)
{
  uint64_t end = arena_bytes (atomic_load_explicit (&self->arena_end, memory_order_acquire));
  uint64_t n_held = self->ring > 0 ? (uint64_t) self->spaces[BLOCK_ARENA].mask * ARENA_SIZE : UINT64_MAX;

  from->units[BLOCK_ARENA] = end - end % ARENA_SIZE > n_held ? end - end % ARENA_SIZE - n_held : 0;
  from->units[BLOCK_NOTES] = atomic_load (&self->first_note);
  from->units[BLOCK_CHUNK] = frame_store_first (self);
}

/* --- Rows --- */

const FrameChunk *
frame_store_chunk (const FrameStore *self, uint32_t index, uint32_t *n_rows)
{
  uint64_t length = frame_store_length (self), start = (uint64_t) index * FRAME_CHUNK_ROWS;

  if (start >= length)
    return NULL;
  if (n_rows != NULL)
    *n_rows = (uint32_t) MIN (length - start, FRAME_CHUNK_ROWS);
  return (const FrameChunk *) block_space_get (&self->spaces[BLOCK_CHUNK], index);
}

const uint8_t *
frame_store_arena (const FrameStore *self, uint64_t place, uint16_t len)
{
  const uint8_t *block = block_space_get (&self->spaces[BLOCK_ARENA], place >> 32);
  uint32_t offset = (uint32_t) place;

  if (G_UNLIKELY (block == NULL || offset > ARENA_SIZE || len > ARENA_SIZE - offset))
    {
      if (self->ring == 0) /* else the reader was overtaken: its place is half of one row, half of another */
        mark_damaged (self, DAMAGE_PLACE);
      return no_payload;
    }
  return block + offset;
}

void
frame_store_get (const FrameStore *self, uint64_t row, CanFrame *out)
{
  const FrameChunk *chunk = (const FrameChunk *) block_space_get (&self->spaces[BLOCK_CHUNK], row / FRAME_CHUNK_ROWS);
  guint i = row % FRAME_CHUNK_ROWS;
  uint16_t packed = chunk->len_dlc[i];

  out->time = chunk->time[i];
  out->id = chunk->id[i];
  out->len = MIN (frame_len_dlc_len (packed), CAN_FRAME_MAX_LEN); /* a damaged file may say more */
  out->flags = chunk->flags[i];
  out->dlc = frame_len_dlc_dlc (packed);
  out->channel = chunk->channel[i];
  out->data = frame_store_payload (self, chunk, i);
}

void
frame_store_make_summary (FrameStore *self, uint32_t index, uint32_t n_rows)
{
  uint32_t slot = index & self->spaces[BLOCK_CHUNK].mask;
  const FrameChunk *chunk = (const FrameChunk *) block_space_get (&self->spaces[BLOCK_CHUNK], index);
  ChunkSummary summary;

  frame_chunk_summarize (chunk, n_rows, &summary);
  pthread_mutex_lock (&self->summary_lock);
  if (!atomic_load_explicit (&self->summary_ready[slot], memory_order_relaxed))
    {
      self->summaries[slot] = summary;
      atomic_store_explicit (&self->summary_ready[slot], 1, memory_order_release);
    }
  pthread_mutex_unlock (&self->summary_lock);
}

gboolean
frame_store_summary (const FrameStore *self, uint32_t index, ChunkSummary *out)
{
  uint32_t slot = index & self->spaces[BLOCK_CHUNK].mask;
  gboolean sealed = frame_store_is_sealed (self); /* before the length, which may grow until then */
  uint32_t n_rows = 0;

  if (frame_store_chunk (self, index, &n_rows) == NULL || self->ring > 0 || (n_rows < FRAME_CHUNK_ROWS && !sealed))
    return FALSE;
  if (!atomic_load_explicit (&self->summary_ready[slot], memory_order_acquire))
    frame_store_make_summary ((FrameStore *) self, index, n_rows);
  *out = self->summaries[slot];
  return TRUE;
}

/* The running maximum of time reaches t at the first row whose own time does. */
uint64_t
frame_store_find_time (const FrameStore *self, int64_t time)
{
  uint64_t first = frame_store_first (self), length = frame_store_length (self);
  uint32_t n_chunks = (uint32_t) ((length + FRAME_CHUNK_ROWS - 1) / FRAME_CHUNK_ROWS);

  for (uint32_t index = (uint32_t) (first / FRAME_CHUNK_ROWS); index < n_chunks; index++)
    {
      ChunkSummary summary;
      uint32_t n_rows = 0;
      const FrameChunk *chunk = frame_store_chunk (self, index, &n_rows);
      uint64_t start = (uint64_t) index * FRAME_CHUNK_ROWS;

      if (frame_store_summary (self, index, &summary) && summary.latest < time)
        continue;
      n_rows = (uint32_t) MIN (n_rows, length - start);
      for (uint32_t i = start < first ? (uint32_t) (first - start) : 0; i < n_rows; i++)
        if (chunk->time[i] >= time)
          return start + i;
    }
  return length;
}

/* Whether this block's memory is only the page cache's; else giving it back would lose it. */
static gboolean
is_mapped (const FrameStore *self, guint kind, uint32_t index)
{
  return self->map != NULL || (self->flusher != NULL && flusher_has_block (self->flusher, kind, index, NULL));
}

static void
release_block (const FrameStore *self, guint kind, uint64_t index)
{
  uint8_t *block = block_space_get (&self->spaces[kind], index);

  if (block != NULL && is_mapped (self, kind, (uint32_t) index))
    madvise (block, block_size (kind), MADV_DONTNEED);
}

/* Arena blocks from that of the first to that of the last long payload. */
static void
release_arenas (const FrameStore *self, const FrameChunk *chunk, uint32_t n_rows)
{
  uint32_t from = 0, to = n_rows;

  while (from < to && frame_len_dlc_len (chunk->len_dlc[from]) <= 8)
    from++;
  while (to > from && frame_len_dlc_len (chunk->len_dlc[to - 1]) <= 8)
    to--;
  if (from == to)
    return;
  for (uint64_t i = chunk->payload[from] >> 32, n = 0; i <= chunk->payload[to - 1] >> 32 && n < 4; i++, n++)
    release_block (self, BLOCK_ARENA, i);
}

void
frame_store_release (const FrameStore *self, uint32_t index)
{
  uint32_t n_rows = 0;
  const FrameChunk *chunk = frame_store_chunk (self, index, &n_rows);
  ChunkSummary summary;

  if (chunk == NULL || !is_mapped (self, BLOCK_CHUNK, index))
    return;
  if (!frame_store_summary (self, index, &summary) || summary.flags_any & (CAN_FD | CAN_XL))
    release_arenas (self, chunk, n_rows);
  release_block (self, BLOCK_CHUNK, index);
}

/* --- Notes and problems --- */

uint64_t
frame_store_n_notes (const FrameStore *self)
{
  return atomic_load_explicit (&self->n_notes, memory_order_acquire);
}

void
frame_store_get_note (const FrameStore *self, uint64_t index, Note *out)
{
  const StoredNote *note = frame_store_stored_note (self, index);

  g_return_if_fail (note != NULL && index < frame_store_n_notes (self));
  *out = (Note){
    .row = MIN (note->row, frame_store_length (self)),
    .time = note->time,
    .place = note->place,
    .n = MIN (note->n, NOTE_MAX_BYTES),
    .kind = MIN (note->kind, NOTE_OTHER),
    .channel = note->channel,
  };
  out->text = (const char *) frame_store_arena (self, note->text, out->n);
}

uint64_t
frame_store_find_note (const FrameStore *self, uint64_t row)
{
  uint64_t low = atomic_load_explicit (&self->first_note, memory_order_acquire);
  uint64_t high = frame_store_n_notes (self);

  while (low < high)
    {
      uint64_t middle = low + (high - low) / 2;

      if (frame_store_stored_note (self, middle)->row < row)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

uint64_t
frame_store_n_problems (const FrameStore *self)
{
  return atomic_load_explicit (&self->n_problems, memory_order_acquire);
}

guint
frame_store_n_problems_kept (const FrameStore *self)
{
  return atomic_load_explicit (&self->n_problems_kept, memory_order_acquire);
}

void
frame_store_get_problem (const FrameStore *self, guint index, Problem *out)
{
  g_return_if_fail (index < frame_store_n_problems_kept (self));
  *out = self->problems[index];
}
