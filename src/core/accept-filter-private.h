/* accept-filter-private.h: identifiers as cubes; accept-filter.c joins the nearest, accept-solve.c proves.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/accept-filter.h"

G_BEGIN_DECLS

static inline uint32_t
accept_full_mask (uint32_t id)
{
  return id & CAN_ID_EXTENDED ? CAN_ID_MASK_EXTENDED : CAN_ID_MASK_STANDARD;
}

/* The smallest filter that passes what both pass; both of one kind. */
static inline AcceptFilter
accept_filter_join (const AcceptFilter *a, const AcceptFilter *b)
{
  AcceptFilter out = { 0, a->mask & b->mask & ~(a->id ^ b->id) };

  out.id = (a->id & out.mask) | (a->id & CAN_ID_EXTENDED);
  return out;
}

/* Of n filters, identifiers that at least one passes. */
uint64_t accept_union_count (const AcceptFilter *filters, guint n);
/* Replaces filters (of singles' joins, at most banks) by the best there are. FALSE: too many to try all; they are what
 * was best until then. singles: each identifier as a filter. */
gboolean accept_solve (GArray *filters, const AcceptFilter *singles, guint n, guint banks);

G_END_DECLS
