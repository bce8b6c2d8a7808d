/* byte-source.h: a file or pipe as one stream of bytes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reads, never maps: a file that is cut while it is read ends early instead of killing the process. "-" is standard
 * input. Packed input (gzip, xz, zstd, zip) is unpacked by libarchive. One thread.
 *
 * Unpacking is bounded: what comes out is never kept, only the window is; a dictionary takes at most 1 GiB of address
 * space (xz), 128 MiB (zstd). No log shrinks to a thousandth: input of which more than BYTE_SOURCE_FREE_BYTES came out
 * and more than BYTE_SOURCE_MAX_RATIO times what went in fails as a decompression bomb, however deep it is nested.
 * There is no limit of time: a source is read as long as the caller asks for more.
 *
 * A zip is read entry by entry, the first file in it to begin with; folders, empty and hidden files and what macOS puts
 * beside them are passed over. In a pipe sizes may follow the data: an empty file is not known there before it is read,
 * and a stored one that does not say its length in front cannot be read.
 *
 * The window: peek gives what is buffered from the current position, at least wanted bytes unless the input ends
 * before; skip moves on. Pointers into the window are valid until the next peek. BYTE_SOURCE_PADDING bytes behind the
 * window may be read (they mean nothing), so that parsers may load words across its end.
 *
 * A source that fails (read error, damaged compression) first gives all bytes it had; then peek returns NULL with the
 * error. read() interrupted by a signal handler without SA_RESTART fails with CANID_ERROR_CANCELLED, so that Ctrl+C
 * ends a wait for a pipe.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define BYTE_SOURCE_MAX_WINDOW (16u << 20) /* bytes; more is never buffered */
#define BYTE_SOURCE_PADDING 64             /* bytes readable behind the window */

#define BYTE_SOURCE_FREE_BYTES (64u << 20)
#define BYTE_SOURCE_MAX_RATIO 1000
#define BYTE_SOURCE_MAX_ENTRIES 1000 /* looked at in a zip */

typedef struct ByteSource ByteSource;
typedef struct ByteFollow ByteFollow; /* byte-follow.h */

ByteSource *byte_source_open (const char *path, GError **error);
/* Goes on at the end of a file, or of a named pipe's writers, until the ByteFollow is stopped; packed ones cannot be
 * followed. Waits for the first byte. */
ByteSource *byte_source_open_following (const char *path, ByteFollow *follow, GError **error);
ByteSource *byte_source_new_memory (const void *data, gsize n); /* borrows data: tests and fuzzing */
void byte_source_close (ByteSource *self);                      /* (nullable) */

gboolean byte_source_is_live (const ByteSource *self); /* a pipe, memory, or followed: how much there is is not known */
/* How often what is followed was cut off, or another file took its place. */
guint byte_source_n_restarts (const ByteSource *self);
const char *byte_source_get_path (const ByteSource *self); /* NULL for a pipe or memory */
const char *byte_source_get_name (const ByteSource *self); /* for messages: path, "standard input", … */

gboolean byte_source_is_packed (const ByteSource *self); /* what is peeked is not what the file holds */
/* All n bytes of a memory source, whatever was read of it; NULL for files and pipes. */
const void *byte_source_get_memory (const ByteSource *self, gsize *n);

/* The entry of a zip that is read, valid UTF-8; NULL for anything else. */
const char *byte_source_get_entry (const ByteSource *self);
/* Gives up the entry and goes on with the beginning of the next. FALSE: there is none, or no zip; then nothing more can
 * be read. */
gboolean byte_source_next_entry (ByteSource *self);

/* Bytes of the entry when it is unpacked; -1: not known before it is read. */
int64_t byte_source_entry_size (const ByteSource *self);

/* Moves on to a position (byte_source_position) behind the present one; a plain file is not read for that. FALSE: the
 * input ends before. */
gboolean byte_source_skip_to (ByteSource *self, uint64_t position);
/* At least MIN (wanted, rest of input) bytes; wanted up to BYTE_SOURCE_MAX_WINDOW. *n is how many; 0 at the end. NULL:
 * reading failed. wanted 0: whatever one read gives if nothing is buffered, so that a pipe's first bytes come out at
 * once. */
const uint8_t *byte_source_peek (ByteSource *self, gsize wanted, gsize *n, GError **error);
void byte_source_skip (ByteSource *self, gsize n); /* n within the window */
/* How much peek gives without reading: where it is 0, peek may wait for a pipe. */
gsize byte_source_buffered (const ByteSource *self);

uint64_t byte_source_position (const ByteSource *self); /* bytes skipped so far, after unpacking */
/* 0..1 of the file as stored; -1 where the end is unknown (a pipe). Any thread. */
double byte_source_progress (const ByteSource *self);
/* For readers that open the path by themselves: 0..1 of it is done. */
void byte_source_set_progress (ByteSource *self, double done);

G_END_DECLS
