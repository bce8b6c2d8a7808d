/* block-space.h: numbered blocks of memory that never move; private to the store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Addresses are reserved a segment of blocks at a time, so growing maps nothing anew and neighbours in the file become
 * neighbours in memory, one mapping to the kernel. In a ring, block n lies where block n - slots lay.
 * One thread adds; any thread looks up.
 */
#pragma once

#include <glib.h>
#include <stdatomic.h>
#include <stdint.h>

typedef struct
{
  gsize block_size;
  uint32_t n_blocks; /* block numbers are below this; UINT32_MAX in a ring */
  uint32_t mask;     /* slot of a block: number & mask */
  uint32_t segment;  /* blocks per segment */
  gboolean ring;
  _Atomic (uint8_t *) *blocks;
  GArray *segments;    /* of uint8_t *, mapped by us */
  atomic_uint *damage; /* NULL: no file will be mapped here */
  guint reason;
} BlockSpace;

/* n_slots, segment: powers of two. */
void block_space_init (BlockSpace *self, gsize block_size, uint32_t n_slots, uint32_t segment, gboolean ring);
/* Segments made from now on are guarded (map-guard.h). */
void block_space_guard (BlockSpace *self, atomic_uint *damage, guint reason);
void block_space_clear (BlockSpace *self);

/* Address of the block, made if it is not there; NULL: no memory or no more numbers. */
uint8_t *block_space_add (BlockSpace *self, uint32_t index, GError **error);
/* A block that lies elsewhere (in the map of an opened file). */
void block_space_set (BlockSpace *self, uint32_t index, const uint8_t *block);

/* NULL: no such block. Any number is accepted. */
static inline uint8_t *
block_space_get (const BlockSpace *self, uint64_t index)
{
  if (index >= self->n_blocks)
    return NULL;
  return atomic_load_explicit (&self->blocks[index & self->mask], memory_order_acquire);
}
