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
#include "core/trace-file.h"

#include <pthread.h>
#include <stdatomic.h>

#define ARENA_SIZE (4u << 20)
#define ARENA_SLOTS 131072u /* 2^32 payloads of 64 bytes, and as much again for notes */
#define NOTES_PER_BLOCK 32768u
#define NOTES_SLOTS 16384u
#define CHUNK_SLOTS 65536u
#define FLUSH_MAX_WAITING (256u << 20) /* bytes */
#define FLUSH_INTERVAL 500             /* ms between flushes of a named file */

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

/* The same counted in bytes from the first block on. */
static inline uint64_t
arena_bytes (uint64_t place)
{
  return (place >> 32) * ARENA_SIZE + (uint32_t) place;
}

/* What blocks are filled with: rows, bytes, notes. */
static inline uint32_t
block_units (guint kind)
{
  return kind == BLOCK_CHUNK ? FRAME_CHUNK_ROWS : kind == BLOCK_ARENA ? ARENA_SIZE : NOTES_PER_BLOCK;
}

static inline gsize
block_size (guint kind)
{
  return kind == BLOCK_CHUNK ? sizeof (FrameChunk) : kind == BLOCK_ARENA ? ARENA_SIZE : NOTES_BLOCK_SIZE;
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

/* How many units of each kind there are. */
typedef struct
{
  uint64_t units[N_BLOCK_KINDS];
} StoreExtent;

typedef struct Flusher Flusher;

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

  ChunkSummary *summaries;        /* CHUNK_SLOTS; memory not touched costs nothing */
  _Atomic uint8_t *summary_ready; /* CHUNK_SLOTS */
  pthread_mutex_t summary_lock;   /* for who makes one late, and for marks */
  GBytes *marks;                  /* NULL: none */
  _Atomic (IdIndex *) ids;        /* NULL: nobody asked yet */

  atomic_uint damage;
  char *damage_text; /* set before the store is handed out */
  gboolean recovered;

  atomic_bool linked; /* the unnamed file got a name */
  Flusher *flusher;   /* NULL: a ring or an opened file */
  const uint8_t *map; /* of an opened file */
  gsize map_size;
  int map_fd;

  /* The appender's own. */
  AppendCursor end;
  guint ring;          /* chunks held, 0: all */
  uint64_t *ring_rows; /* per arena slot: rows from here on need this block or later ones */
};

/* slots: powers of two, how many blocks of each kind there can be; ring > 0: chunks held, the oldest give way. */
FrameStore *frame_store_alloc (const uint32_t slots[N_BLOCK_KINDS], guint ring);
FrameStore *frame_store_alloc_full (void);
uint32_t frame_store_power_of_two (uint64_t n); /* not below n */

/* What is published: never more rows than notes and payloads for them. */
void frame_store_extent (const FrameStore *self, StoreExtent *extent);

/* What is not given up yet: 0 but in a ring. */
void frame_store_held_from (const FrameStore *self, StoreExtent *from);

/* --- frame-store-flush.c --- */

Flusher *flusher_new (FrameStore *store, int fd, const char *path); /* path NULL: unnamed */
/* Unnamed: what is not in the file yet is let go. Named: waits until the file is closed. */
void flusher_free (Flusher *self);
/* Appender: blocks were completed. Waits while too many are not in the file yet. */
void flusher_push (Flusher *self, const AppendCursor *end);
gboolean flusher_check (Flusher *self, GError **error); /* FALSE: writing failed */
void flusher_seal (Flusher *self);
/* Waits until all is in the file; whole: and the file is CLOSED (the store is sealed). */
gboolean flusher_flush (Flusher *self, gboolean whole, GError **error);
gboolean flusher_is_named (const Flusher *self);
int flusher_get_fd (const Flusher *self);
/* Whether a complete block lies in the file only; *offset (nullable) where. Any thread. */
gboolean flusher_has_block (const Flusher *self, guint kind, uint32_t index, uint64_t *offset);

/* --- frame-store-file.c --- */

/* Units [from, to) of one block to where that block lies in the file. */
gboolean store_write_units (const FrameStore *self, TraceFile *file, uint64_t offset, guint kind, uint64_t from,
                            uint64_t to);
/* What stands at the end of a file that holds rows [first, length) of self. */
GByteArray *store_pack_meta (FrameStore *self, uint64_t length);
gboolean store_unpack_meta (FrameStore *self, const uint8_t *bytes, gsize n);

/* Summary of a complete chunk or of the last one of a sealed store, made now if it is not there. */
void frame_store_make_summary (FrameStore *self, uint32_t index, uint32_t n_rows);

static inline const StoredNote *
frame_store_stored_note (const FrameStore *self, uint64_t index)
{
  const StoredNote *block = (const StoredNote *) block_space_get (&self->spaces[BLOCK_NOTES], index / NOTES_PER_BLOCK);

  return block != NULL ? &block[index % NOTES_PER_BLOCK] : NULL;
}
