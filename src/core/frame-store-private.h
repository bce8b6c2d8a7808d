/* frame-store-private.h: inside of the store, shared by frame-store*.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Who writes what: fields of the appender are touched by the appending thread only; atomics are how it hands over.
 * pthread's locks, not GLib's: ThreadSanitizer sees through them.
 */
#pragma once

#include "core/block-space.h"
#include "core/frame-store.h"

#include <pthread.h>
#include <stdatomic.h>

#define ARENA_SIZE (4u << 20)
#define ARENA_SLOTS 131072u /* 2^32 payloads of 64 bytes, and as much again for notes */
#define NOTES_PER_BLOCK 32768u
#define NOTES_SLOTS 16384u
#define CHUNK_SLOTS 65536u

typedef enum
{
  BLOCK_CHUNK,
  BLOCK_ARENA, /* payloads above 8 bytes and the text of notes */
  BLOCK_NOTES, /* StoredNote[NOTES_PER_BLOCK] */
  N_BLOCK_KINDS,
} BlockKind;

/* A note as it lies in a block of the file. */
typedef struct
{
  uint64_t row;
  int64_t time;
  uint64_t place;
  uint64_t text; /* place in an arena block */
  uint16_t n;
  uint8_t kind;
  uint8_t channel;
  uint32_t unused; /* 0 */
} StoredNote;

G_STATIC_ASSERT (sizeof (StoredNote) == 40);
#define NOTES_BLOCK_SIZE (NOTES_PER_BLOCK * sizeof (StoredNote))
G_STATIC_ASSERT (NOTES_BLOCK_SIZE % 65536 == 0 && sizeof (FrameChunk) % 65536 == 0);

/* Position in the arena blocks: block << 32 | offset; also what the payload column holds. */
static inline uint64_t
arena_place (uint32_t block, uint32_t offset)
{
  return (uint64_t) block << 32 | offset;
}

/* Reasons for (9), bits of FrameStore.damage. */
enum
{
  DAMAGE_CUT = 1 << 0,   /* a page of the file went away */
  DAMAGE_PLACE = 1 << 1, /* a payload lies outside of its block */
  DAMAGE_FOUND = 1 << 2, /* seen while opening: damage_text */
};

/* How far the appender is; copied at the start of a batch so that a failed batch leaves no trace. */
typedef struct
{
  uint64_t length, n_notes;
  uint64_t arena_end; /* place behind the last byte used */
} AppendCursor;

struct FrameStore
{
  atomic_int ref_count;
  TraceInfo *info;
  BlockSpace spaces[N_BLOCK_KINDS];

  /* Released by the appender, notes and arena before length. */
  _Atomic uint64_t first, length;
  _Atomic uint64_t first_note, n_notes;
  _Atomic uint64_t arena_end;
  _Atomic uint64_t n_problems;
  atomic_uint n_problems_kept;
  Problem problems[PROBLEMS_KEPT];
  GStringChunk *problem_text;
  atomic_bool sealed;

  ChunkSummary *summaries;          /* CHUNK_SLOTS; memory not touched costs nothing */
  _Atomic uint8_t *summary_ready;   /* CHUNK_SLOTS */
  pthread_mutex_t summary_lock;     /* for who makes one late */

  atomic_uint damage;
  char *damage_text;                /* set before the store is handed out */
  gboolean recovered;

  /* The appender's own. */
  AppendCursor end;
  guint ring;                       /* chunks held, 0: all */
  uint64_t *ring_rows;              /* per arena slot: rows from here on need this block or later ones */
};

FrameStore *frame_store_alloc (guint ring);
void frame_store_mark_damaged (const FrameStore *self, guint reason);

/* Summary of a complete chunk or of the last one of a sealed store, made now if it is not there. */
void frame_store_make_summary (FrameStore *self, uint32_t index, uint32_t n_rows);

static inline const StoredNote *
frame_store_stored_note (const FrameStore *self, uint64_t index)
{
  const StoredNote *block
    = (const StoredNote *) block_space_get (&self->spaces[BLOCK_NOTES], index / NOTES_PER_BLOCK);

  return block != NULL ? &block[index % NOTES_PER_BLOCK] : NULL;
}
