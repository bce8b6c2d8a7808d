/* frame-store.h: all frames of a trace, in columns, in chunks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Append-only. Invariants:
 *  (1) Rows [first, length) never change, nor their addresses, while a reader holds a reference. Row numbers are uint64
 * and never renumbered; first is 0 except in a ring. (2) One thread appends, one flushes, any thread reads without
 * locks. (3) length is released after columns, payloads, notes and problems are written; readers acquire it once a
 * batch. (4) Rows keep order of arrival. A chunk's summary says earliest, latest, sorted or not; find_time gives the
 * first row where the running maximum of time reaches t. Nobody may assume sorted time. (5) A chunk is born as
 * anonymous memory at its final address. When full the flusher pwrites it, then maps the file over it: same bytes, same
 * address. The appender never touches a file page; a full disk is ENOSPC in the flusher, never SIGBUS. At most 256 MiB
 * wait for the flusher; then appending waits. (6) Addresses are reserved by segments of 64 chunks; at most 2^32 rows
 * are held. In a ring of n chunks chunk k uses slot k mod n; first moves up before old chunks are replaced; a reader
 * checks row >= first after reading. (7) Payloads above 8 bytes lie in 4 MiB arena blocks of the same file, 8-aligned,
 * never across blocks; the payload column holds block number and position. Bytes behind len in place are 0. (8)
 * Scanners give a sealed chunk's pages back (frame_store_release) unless it is visible. (9) Files are not trusted:
 * offsets, lengths and counts are checked where they are used; a file cut off by others marks the store damaged instead
 * of killing the process.
 */
#pragma once

#include "core/can-frame.h"
#include "core/frame-batch.h"
#include "core/frame-chunk.h"
#include "core/trace-info.h"

G_BEGIN_DECLS

#define FRAME_STORE_MAX_ROWS (G_GUINT64_CONSTANT (1) << 32)

typedef struct FrameStore FrameStore;
typedef struct IdIndex IdIndex;

/* A store in an unnamed file of the cache folder ($XDG_CACHE_HOME/canid): for loading. */
FrameStore *frame_store_new (GError **error);
/* In memory only, holding the last n_chunks (2 or more) chunks: for streams whose memory must not grow. */
FrameStore *frame_store_new_ring (guint n_chunks);
/* Likewise, and what it holds is in a named file like that of frame_store_create, with about half a second's delay,
 * too. The file's size is bounded by that of the ring; a disk that is full or too slow stops the file, not the ring. */
FrameStore *frame_store_create_ring (const char *path, guint n_chunks, GError **error);
/* A named, locked file that must not exist yet. Survives kill -9 and a full disk: what was flushed (twice a second) can
 * be opened. The last unref seals and closes it. */
FrameStore *frame_store_create (const char *path, GError **error);
/* Canid's own trace: maps it; a file whose writer was killed is recovered in memory (is_recovered tells), never written
 * to; one that is still being written shows the rows flushed so far. Errors: UNKNOWN (no trace of ours), DAMAGED,
 * UNSUPPORTED, IO. */
FrameStore *frame_store_open (const char *path, GError **error);
/* Whether the first n bytes of a file are those of an own trace. */
gboolean frame_store_probe (const uint8_t *head, gsize n);

FrameStore *frame_store_ref (FrameStore *self);
void frame_store_unref (
    FrameStore *self); /* (nullable) any thread; of a named file the last one waits for the flusher */

TraceInfo *frame_store_get_info (const FrameStore *self); /* (transfer none) */
/* Rows by identifier (core/id-index.h); made at the first call. (transfer none) any thread */
IdIndex *frame_store_get_ids (const FrameStore *self);

/* --- The one appending thread --- */

/* All of the batch: frames, notes, problems. May wait for the disk. FALSE: disk full or 2^32 rows; nothing of the batch
 * was taken, and all before it can still be read. After frame_store_flush has succeeded, appending can go on. */
gboolean frame_store_append (FrameStore *self, const FrameBatch *batch, GError **error);
/* No more appends: the rest is flushed in the background, the file gets its summaries and becomes CLOSED. */
void frame_store_seal (FrameStore *self);
/* Waits until all that was appended is in the file (not synced to the disk). */
gboolean frame_store_flush (FrameStore *self, GError **error);

/* Writes rows [first, length) as they are now to path as an own trace, replacing it at the end; progress 0..1 from the
 * calling thread; cancellable by its return value FALSE. May run beside the appender, in any thread (of a ring: the
 * appending one). A sealed store's unnamed file is linked if path is on the same file system, which takes no time; else
 * copied. */
typedef gboolean (*FrameStoreProgress) (double done, gpointer data);
gboolean frame_store_save (FrameStore *self, const char *path, FrameStoreProgress progress, gpointer data,
                           GError **error);

/* --- Any thread --- */

uint64_t frame_store_first (const FrameStore *self);
uint64_t frame_store_length (const FrameStore *self); /* one past the last row; acquires */
gboolean frame_store_is_sealed (const FrameStore *self);
gboolean frame_store_is_damaged (const FrameStore *self,
                                 char **what);              /* (9); *what (transfer full) sentence, may be NULL */
gboolean frame_store_is_recovered (const FrameStore *self); /* opened after a crash of its writer */

/* row in [first, length); out->data points into the store. */
void frame_store_get (const FrameStore *self, uint64_t row, CanFrame *out);
static inline const uint8_t *frame_store_payload (const FrameStore *self, const FrameChunk *chunk, guint i);

/* Chunk index holds rows [index * 65536, …); n_rows (nullable) how many of them are valid now. NULL beyond the end. */
const FrameChunk *frame_store_chunk (const FrameStore *self, uint32_t index, uint32_t *n_rows);
/* FALSE while the chunk still grows, and in a ring: scan it without a summary. Made at once if the file had none. */
gboolean frame_store_summary (const FrameStore *self, uint32_t index, ChunkSummary *out);
/* Payload in an arena block: place is the payload column's value of a row with len > 8. Never NULL: a bad place gives
 * 64 zero bytes and marks the store damaged. */
const uint8_t *frame_store_arena (const FrameStore *self, uint64_t place, uint16_t len);
/* (8) tells the kernel that these pages, and the arena blocks of the chunk's payloads, are not needed soon. Harmless
 * for a chunk that is not in the file yet. */
void frame_store_release (const FrameStore *self, uint32_t index);

uint64_t frame_store_find_time (const FrameStore *self, int64_t time);

uint64_t frame_store_n_notes (const FrameStore *self);
void frame_store_get_note (const FrameStore *self, uint64_t index, Note *out); /* ordered by row */
uint64_t frame_store_find_note (const FrameStore *self, uint64_t row);         /* first note with note.row >= row */
uint64_t frame_store_n_problems (const FrameStore *self);                      /* all */
guint frame_store_n_problems_kept (const FrameStore *self);
void frame_store_get_problem (const FrameStore *self, guint index, Problem *out); /* what: (transfer none) */

/* Marks and comments of its rows as bytes (core/mark-block.h): those that an own trace came with; the store only keeps
 * them, and frame_store_save writes them. (transfer full)(nullable); set: NULL for none */
GBytes *frame_store_dup_marks (const FrameStore *self);
void frame_store_set_marks (FrameStore *self, GBytes *marks);

static inline const uint8_t *
frame_store_payload (const FrameStore *self, const FrameChunk *chunk, guint i)
{
  uint16_t len = frame_len_dlc_len (chunk->len_dlc[i]);

  return len <= 8 ? (const uint8_t *) &chunk->payload[i] : frame_store_arena (self, chunk->payload[i], len);
}

G_END_DECLS
