/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The appending thread. A batch is written behind what is published and then published as a whole, so one that fails on
 * its way was never there.
 */
#include "config.h"
#include "core/frame-store-private.h"

#include <string.h>

#include "base/bytes.h"
#include "base/errors.h"

#include "base/banned.h"

/* --- A ring lets go of its oldest rows before their memory is used again --- */

static void
raise_first (FrameStore *self, uint64_t first)
{
  if (first > atomic_load_explicit (&self->first, memory_order_relaxed))
    atomic_store (&self->first, first);
}

static void
ring_begin_chunk (FrameStore *self, uint32_t index)
{
  if (index >= self->ring)
    raise_first (self, (uint64_t) (index - self->ring + 1) * FRAME_CHUNK_ROWS);
}

static void
ring_begin_arena (FrameStore *self, uint32_t index, uint64_t row)
{
  const BlockSpace *space = &self->spaces[BLOCK_ARENA];

  if (index > space->mask)
    raise_first (self, self->ring_rows[(index + 1) & space->mask]);
  self->ring_rows[index & space->mask] = row;
}

static void
ring_begin_notes (FrameStore *self, uint32_t index)
{
  if (index > self->spaces[BLOCK_NOTES].mask)
    atomic_store (&self->first_note, (uint64_t) (index - self->spaces[BLOCK_NOTES].mask) * NOTES_PER_BLOCK);
}

/* --- Writing behind the end --- */

/* n bytes of an arena block, 8-aligned; row is the one being written. */
static uint8_t *
take_arena (FrameStore *self, AppendCursor *end, gsize n, uint64_t row, uint64_t *place, GError **error)
{
  uint32_t block = (uint32_t) (end->arena_end >> 32), offset = (uint32_t) end->arena_end;
  uint8_t *base;

  if (n > ARENA_SIZE - offset)
    {
      block++;
      offset = 0;
      if (self->ring > 0)
        ring_begin_arena (self, block, row);
    }
  base = block_space_get (&self->spaces[BLOCK_ARENA], block);
  if (base == NULL)
    base = block_space_add (&self->spaces[BLOCK_ARENA], block, error);
  if (base == NULL)
    return NULL;
  *place = arena_place (block, offset);
  end->arena_end = arena_place (block, offset + (uint32_t) ((n + 7) & ~(gsize) 7));
  return base + offset;
}

/* Up to 8 bytes as a little-endian word; never reads behind data + len. */
static inline uint64_t
load_short (const uint8_t *data, guint len)
{
  if (len == 8)
    return bytes_load_le64 (data);
  if (len >= 4)
    return bytes_load_le32 (data) | (uint64_t) bytes_load_le32 (data + len - 4) << (8 * (len - 4));
  if (len > 0)
    return data[0] | (uint64_t) data[len / 2] << (8 * (len / 2)) | (uint64_t) data[len - 1] << (8 * (len - 1));
  return 0;
}

/* Rows of frames that fit into one chunk. */
static gboolean
write_rows (FrameStore *self, AppendCursor *end, const CanFrame *frames, guint n, GError **error)
{
  uint32_t index = (uint32_t) (end->length / FRAME_CHUNK_ROWS), at = end->length % FRAME_CHUNK_ROWS;
  FrameChunk *chunk = (FrameChunk *) block_space_get (&self->spaces[BLOCK_CHUNK], index);

  if (at == 0 && self->ring > 0)
    ring_begin_chunk (self, index);
  if (chunk == NULL)
    chunk = (FrameChunk *) block_space_add (&self->spaces[BLOCK_CHUNK], index, error);
  if (chunk == NULL)
    return FALSE;

  for (guint i = 0; i < n; i++, at++)
    {
      const CanFrame *frame = &frames[i];

      chunk->time[at] = frame->time;
      chunk->id[at] = frame->id;
      chunk->len_dlc[at] = frame_len_dlc_pack (frame->len, frame->dlc);
      chunk->flags[at] = frame->flags;
      chunk->channel[at] = frame->channel;
      if (G_LIKELY (frame->len <= 8))
        chunk->payload[at] = load_short (frame->data, frame->len);
      else
        {
          uint8_t *bytes = take_arena (self, end, frame->len, end->length + i, &chunk->payload[at], error);

          if (bytes == NULL)
            return FALSE;
          memcpy (bytes, frame->data, frame->len);
        }
    }
  end->length += n;
  return TRUE;
}

static gboolean
write_note (FrameStore *self, AppendCursor *end, const Note *note, uint64_t row, GError **error)
{
  uint32_t index = (uint32_t) (end->n_notes / NOTES_PER_BLOCK), at = end->n_notes % NOTES_PER_BLOCK;
  StoredNote *block = (StoredNote *) block_space_get (&self->spaces[BLOCK_NOTES], index);
  uint64_t place = 0;
  uint8_t *text;

  if (at == 0 && self->ring > 0)
    ring_begin_notes (self, index);
  if (block == NULL)
    block = (StoredNote *) block_space_add (&self->spaces[BLOCK_NOTES], index, error);
  if (block == NULL)
    return FALSE;
  text = take_arena (self, end, note->n, row, &place, error);
  if (text == NULL)
    return FALSE;
  memcpy (text, note->text, note->n);
  block[at] = (StoredNote){ row, note->time, note->place, place, note->n, note->kind, note->channel, 0 };
  end->n_notes++;
  return TRUE;
}

static gboolean
write_notes (FrameStore *self, AppendCursor *end, const FrameBatch *batch, GError **error)
{
  uint64_t start = end->length;

  for (guint i = 0; i < batch->notes->len; i++)
    {
      const Note *note = &g_array_index (batch->notes, Note, i);

      if (!write_note (self, end, note, start + note->row, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_frames (FrameStore *self, AppendCursor *end, const FrameBatch *batch, GError **error)
{
  for (guint done = 0; done < batch->n_frames;)
    {
      guint room = FRAME_CHUNK_ROWS - end->length % FRAME_CHUNK_ROWS;
      guint n = MIN (room, batch->n_frames - done);

      if (!write_rows (self, end, batch->frames + done, n, error))
        return FALSE;
      done += n;
    }
  return TRUE;
}

/* --- Publishing --- */

static void
publish_problems (FrameStore *self, const FrameBatch *batch)
{
  guint kept = atomic_load_explicit (&self->n_problems_kept, memory_order_relaxed);

  if (batch->n_problems == 0)
    return;
  for (guint i = 0; i < batch->problems->len && kept < PROBLEMS_KEPT; i++, kept++)
    {
      const Problem *problem = &g_array_index (batch->problems, Problem, i);

      self->problems[kept] = (Problem){ problem->place, g_string_chunk_insert (self->problem_text, problem->what) };
    }
  atomic_store_explicit (&self->n_problems_kept, kept, memory_order_release);
  atomic_fetch_add_explicit (&self->n_problems, batch->n_problems, memory_order_release);
}

static gboolean
completes_block (const AppendCursor *before, const AppendCursor *end)
{
  return before->length / FRAME_CHUNK_ROWS != end->length / FRAME_CHUNK_ROWS
         || arena_bytes (before->arena_end) / ARENA_SIZE != arena_bytes (end->arena_end) / ARENA_SIZE
         || before->n_notes / NOTES_PER_BLOCK != end->n_notes / NOTES_PER_BLOCK;
}

static void
publish (FrameStore *self, const AppendCursor *end)
{
  self->end = *end;
  atomic_store_explicit (&self->arena_end, end->arena_end, memory_order_release);
  atomic_store_explicit (&self->n_notes, end->n_notes, memory_order_release);
  atomic_store_explicit (&self->length, end->length, memory_order_release);
}

gboolean
frame_store_append (FrameStore *self, const FrameBatch *batch, GError **error)
{
  AppendCursor end = self->end;
  gboolean completes;

  g_return_val_if_fail (!frame_store_is_sealed (self), FALSE);
  if (self->flusher != NULL && !flusher_check (self->flusher, error))
    return FALSE;
  if (!write_notes (self, &end, batch, error) || !write_frames (self, &end, batch, error))
    return FALSE;
  completes = self->flusher != NULL && completes_block (&self->end, &end);
  publish_problems (self, batch);
  publish (self, &end);
  if (completes)
    flusher_push (self->flusher, &end);
  return TRUE;
}

void
frame_store_seal (FrameStore *self)
{
  atomic_store_explicit (&self->sealed, TRUE, memory_order_release);
  if (self->flusher != NULL)
    flusher_seal (self->flusher);
}

gboolean
frame_store_flush (FrameStore *self, GError **error)
{
  return self->flusher == NULL || flusher_flush (self->flusher, FALSE, error);
}
