/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/block-space.h"

#include "core/map-guard.h"

#include <errno.h>
#include <sys/mman.h>

#include "base/errors.h"
#include "base/i18n.h"

#include "base/banned.h"

void
block_space_init (BlockSpace *self, gsize block_size, uint32_t n_slots, uint32_t segment, gboolean ring)
{
  g_assert ((n_slots & (n_slots - 1)) == 0 && (segment & (segment - 1)) == 0);
  *self = (BlockSpace){
    .block_size = block_size,
    .n_blocks = ring ? UINT32_MAX : n_slots,
    .mask = n_slots - 1,
    .segment = MIN (segment, n_slots),
    .ring = ring,
    .blocks = g_malloc0_n (n_slots, sizeof *self->blocks),
    .segments = g_array_new (FALSE, FALSE, sizeof (uint8_t *)),
  };
}

void
block_space_guard (BlockSpace *self, atomic_uint *damage, guint reason)
{
  self->damage = damage;
  self->reason = reason;
}

void
block_space_clear (BlockSpace *self)
{
  if (self->blocks == NULL)
    return;
  for (guint i = 0; i < self->segments->len; i++)
    {
      uint8_t *segment = g_array_index (self->segments, uint8_t *, i);

      if (self->damage != NULL)
        map_guard_remove (segment);
      munmap (segment, self->segment * self->block_size);
    }
  g_array_unref (self->segments);
  g_free ((void *) self->blocks);
  *self = (BlockSpace){ 0 };
}

uint8_t *
block_space_add (BlockSpace *self, uint32_t index, GError **error)
{
  uint32_t slot = index & self->mask, first = slot & ~(self->segment - 1);
  uint8_t *segment;

  if (index >= self->n_blocks)
    {
      g_set_error (error, CANID_ERROR, CANID_ERROR_UNSUPPORTED, _ ("a trace holds at most %s"), _ ("2³² frames"));
      return NULL;
    }
  if (self->blocks[slot] != NULL)
    return self->blocks[slot];

  segment = mmap (NULL, self->segment * self->block_size, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (segment == MAP_FAILED)
    {
      canid_error_set_errno (error, _ ("memory for frames"), errno);
      return NULL;
    }
  if (!self->ring) /* a third less time to fill than by 4 KiB faults */
    madvise (segment, self->segment * self->block_size, MADV_HUGEPAGE);
  if (self->damage != NULL)
    map_guard_add (segment, self->segment * self->block_size, self->block_size, self->damage, self->reason);
  g_array_append_val (self->segments, segment);
  for (uint32_t i = 0; i < self->segment; i++)
    atomic_store_explicit (&self->blocks[first + i], segment + i * self->block_size, memory_order_release);
  return self->blocks[slot];
}

void
block_space_set (BlockSpace *self, uint32_t index, const uint8_t *block)
{
  g_assert (index < self->n_blocks);
  atomic_store_explicit (&self->blocks[index & self->mask], (uint8_t *) block, memory_order_release);
}
