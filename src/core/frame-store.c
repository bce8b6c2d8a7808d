/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Making, sharing and reading a store. Appending, flushing, files: frame-store-*.c.
 */
#include "config.h"
#include "core/frame-store-private.h"

#include <string.h>

#include "base/errors.h"
#include "base/i18n.h"

#include "base/banned.h"

static const uint8_t no_payload[4096 + 8];

static uint32_t
power_of_two (uint32_t n)
{
  uint32_t power = 1;

  while (power < n)
    power *= 2;
  return power;
}

FrameStore *
frame_store_alloc (guint ring)
{
  FrameStore *self = g_new0 (FrameStore, 1);

  self->ref_count = 1;
  self->ring = ring;
  self->info = trace_info_new ();
  self->problem_text = g_string_chunk_new (256);
  pthread_mutex_init (&self->summary_lock, NULL);
  if (ring > 0)
    {
      uint32_t chunks = power_of_two (ring), arenas = power_of_two (ring + 2);

      block_space_init (&self->spaces[BLOCK_CHUNK], sizeof (FrameChunk), chunks, chunks, TRUE);
      block_space_init (&self->spaces[BLOCK_ARENA], ARENA_SIZE, arenas, arenas, TRUE);
      block_space_init (&self->spaces[BLOCK_NOTES], NOTES_BLOCK_SIZE, 2, 2, TRUE);
      self->ring_rows = g_new0 (uint64_t, arenas);
    }
  else
    {
      block_space_init (&self->spaces[BLOCK_CHUNK], sizeof (FrameChunk), CHUNK_SLOTS, 64, FALSE);
      block_space_init (&self->spaces[BLOCK_ARENA], ARENA_SIZE, ARENA_SLOTS, 16, FALSE);
      block_space_init (&self->spaces[BLOCK_NOTES], NOTES_BLOCK_SIZE, NOTES_SLOTS, 16, FALSE);
    }
  self->summaries = g_new0 (ChunkSummary, self->spaces[BLOCK_CHUNK].mask + 1);
  self->summary_ready = g_malloc0_n (self->spaces[BLOCK_CHUNK].mask + 1, sizeof *self->summary_ready);
  return self;
}

FrameStore *
frame_store_new (GError **error)
{
  return frame_store_alloc (0);
}

FrameStore *
frame_store_new_ring (guint n_chunks)
{
  return frame_store_alloc (CLAMP (n_chunks, 2, CHUNK_SLOTS / 2));
}

FrameStore *
frame_store_ref (FrameStore *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
frame_store_unref (FrameStore *self)
{
  if (self == NULL || atomic_fetch_sub (&self->ref_count, 1) > 1)
    return;
  for (guint i = 0; i < N_BLOCK_KINDS; i++)
    block_space_clear (&self->spaces[i]);
  pthread_mutex_destroy (&self->summary_lock);
  g_string_chunk_free (self->problem_text);
  trace_info_unref (self->info);
  g_free (self->damage_text);
  g_free (self->ring_rows);
  g_free (self->summaries);
  g_free ((void *) self->summary_ready);
  g_free (self);
}

TraceInfo *
frame_store_get_info (const FrameStore *self)
{
  return self->info;
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
void
frame_store_mark_damaged (const FrameStore *self, guint reason)
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
      frame_store_mark_damaged (self, DAMAGE_PLACE);
      return no_payload;
    }
  return block + offset;
}

void
frame_store_get (const FrameStore *self, uint64_t row, CanFrame *out)
{
  const FrameChunk *chunk
    = (const FrameChunk *) block_space_get (&self->spaces[BLOCK_CHUNK], row / FRAME_CHUNK_ROWS);
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
  uint32_t n_rows = 0;

  if (frame_store_chunk (self, index, &n_rows) == NULL || self->ring > 0
      || (n_rows < FRAME_CHUNK_ROWS && !frame_store_is_sealed (self)))
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

void
frame_store_release (const FrameStore *self, uint32_t index)
{
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
    .row = note->row,
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
