/* byte-source-private.h: what byte-source.c (the window) and byte-source-packed.c (unpacking) share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "base/byte-packing.h"
#include "base/byte-source.h"

#include <stdatomic.h>

#define BYTE_SOURCE_BUFFER_SIZE (256u << 10)

struct ByteSource
{
  char *path; /* NULL for a pipe or memory */
  char *name;
  int fd; /* -1 for memory */

  const uint8_t *memory; /* of a memory source, memory_left bytes at its end not yet read */
  gsize memory_size, memory_left;

  struct archive *archive; /* of compressed input, else NULL */
  uint8_t *packed;         /* BYTE_SOURCE_BUFFER_SIZE bytes, what libarchive is given */
  gsize packed_ready;      /* bytes of it that were read before libarchive was asked to unpack */
  const void *block;       /* unpacked, not yet in the buffer */
  gsize block_left;
  uint64_t unpacked; /* bytes that came out, of all entries */
  BytePacking packing;
  char *entry;        /* of a zip: its name */
  int64_t entry_size; /* -1: unknown */
  guint n_entries;

  uint8_t *buffer; /* capacity + BYTE_SOURCE_PADDING bytes */
  gsize capacity, start, end;
  gboolean ended;
  GError *failure; /* told when the bytes before it are used up */

  ByteFollow *follow; /* what happens at the end; NULL: it ends */
  guint n_restarts;
  uint8_t last; /* byte read by following */

  uint64_t position;
  uint64_t stored_size; /* 0: unknown */
  _Atomic uint64_t stored_read;
};

/* Fillers: how many of n bytes they put there; 0 at the end, -1 failed. */
gssize byte_source_read_fd (ByteSource *self, void *into, gsize n, GError **error);
gssize byte_source_read_unpacked (ByteSource *self, void *into, gsize n, GError **error);
/* What was read to recognise the packing becomes the unpacker's first input. */
gboolean byte_source_open_packed (ByteSource *self, GError **error);
void byte_source_close_packed (ByteSource *self); /* also where nothing was packed */
