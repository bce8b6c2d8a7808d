/* trace-file.h: Canid's own trace (.canid) on disk, and writing it; private to the store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *     0      TraceHeader, CRC-32 at its end
 *     2 KiB  TraceMarksPlace: where marks and comments lie (core/mark-block.h), if there are any; older readers pass it over
 *     4 KiB  offsets of the table blocks, uint64 each, 0 behind the last
 *    16 KiB  trace info while LIVE, one of two slots; the header tells which, so a torn write leaves the other
 *    64 KiB  blocks at multiples of 64 KiB: chunks, arenas, notes, table blocks
 *     end    CLOSED only: summaries, trace info, problems under one CRC-32; marks and comments
 *
 * All little-endian; other hosts refuse. What a row is: frame-chunk.h; a note: StoredNote. A file is written so that at
 * any moment the header speaks only of what is there: data, then table, then header. While LIVE its writer holds flock
 * (LOCK_EX).
 */
#pragma once

#include <glib.h>
#include <stdatomic.h>
#include <stdint.h>

#define TRACE_MAGIC "CANID\r\n\x1a"
#define TRACE_VERSION 1u
#define TRACE_ALIGN 65536u
#define TRACE_TABLES_OFFSET 4096u
#define TRACE_MAX_TABLES 1024u
#define TRACE_INFO_OFFSET 16384u
#define TRACE_INFO_SIZE 24576u /* of each slot */
#define TRACE_TABLE_ENTRIES 4096u
#define TRACE_MAX_META (64u << 20)
#define TRACE_MARKS_OFFSET 2048u
#define TRACE_MAX_MARKS (256u << 20) /* bytes */

typedef enum
{
  TRACE_LIVE = 1,
  TRACE_CLOSED = 2,
} TraceState;

typedef struct
{
  char magic[8];
  uint32_t version;
  uint32_t state; /* TraceState */
  uint64_t first, length;
  uint64_t first_note, n_notes;
  uint64_t arena_end;
  uint64_t n_problems;
  uint64_t n_entries;              /* of all table blocks */
  uint64_t meta_offset, meta_size; /* 0 while LIVE */
  uint32_t meta_crc;
  uint32_t info_offset, info_size, info_crc; /* 0: none */
  uint32_t first_arena;                      /* block number; 0 but in what a ring held */
  uint32_t crc;                              /* of all before */
} TraceHeader;

typedef struct
{
  uint32_t kind; /* BlockKind */
  uint32_t index;
  uint64_t offset;
} TraceEntry;

typedef struct
{
  uint64_t offset, size; /* size 0: none */
  uint32_t marks_crc;
  uint32_t crc; /* of all before */
} TraceMarksPlace;

G_STATIC_ASSERT (sizeof (TraceHeader) == 112);
G_STATIC_ASSERT (sizeof (TraceMarksPlace) == 24);
G_STATIC_ASSERT (sizeof (TraceEntry) * TRACE_TABLE_ENTRIES == TRACE_ALIGN);

/* A file being written; one thread. Functions that return FALSE left errno. */
typedef struct
{
  int fd;
  uint64_t size;   /* next free multiple of TRACE_ALIGN */
  GArray *entries; /* of TraceEntry */
  guint n_written; /* entries that are in the file */
  uint64_t tables[TRACE_MAX_TABLES];
  guint n_tables;
  TraceHeader header;
} TraceFile;

void trace_file_init (TraceFile *self, int fd); /* takes fd */
void trace_file_clear (TraceFile *self);

/* Zeros for all of the header and the first table, so that they have room on a disk that gets full. */
gboolean trace_file_begin (TraceFile *self);
/* Where this new block goes; fill: the file has that size at once, so that mapping what is partly written is safe. 0:
 * failed. */
uint64_t trace_file_place (TraceFile *self, guint kind, uint32_t index, gsize block_size, gboolean fill);
/* The block at offset is another one from now on. */
void trace_file_rename (TraceFile *self, uint64_t offset, uint32_t index);
gboolean trace_file_write (TraceFile *self, const void *data, gsize n, uint64_t offset);
gboolean trace_file_write_table (TraceFile *self);
gboolean trace_file_write_info (TraceFile *self, const GByteArray *info);
gboolean trace_file_write_meta (TraceFile *self, const GByteArray *meta);
gboolean trace_file_write_header (TraceFile *self, TraceState state);
/* Behind all of a closed file. */
gboolean trace_file_add_marks (int fd, const void *data, gsize n);

uint32_t trace_crc32 (gconstpointer data, gsize n);
