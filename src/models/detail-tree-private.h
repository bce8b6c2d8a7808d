/* detail-tree-private.h: between the tree, its nodes and the builder of their texts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/detail-tree.h"

G_BEGIN_DECLS

/* A row as it should be; texts may be NULL for "". Owns its strings. */
typedef struct
{
  DetailKind kind;
  int signal;
  char *key;
  char *texts[DETAIL_N_TEXTS];
} DetailRow;


/* What rows are made from. */
typedef struct
{
  FrameStore *store;
  const DatabaseSet *databases; /* (nullable) */
  const Message *message;       /* (nullable) */
  const CanFrame *frame;
  uint64_t row;
  gboolean related_known; /* related has been looked for */
  uint64_t related;       /* of a remote frame the next, of others the previous row of its identifier; ROW_NONE */
} DetailSource;

/* (transfer full) GPtrArrays of DetailRow, the section's own first. second: NULL if there is nothing to say beside the
 * frame. */
GPtrArray *detail_rows_frame (const DetailSource *source);
GPtrArray *detail_rows_second (const DetailSource *source);

/* Parts of the identifier (core/id-split.h); NULL: it has none. */
GPtrArray *detail_rows_parts (const DetailSource *source);

DetailNode *detail_node_new (const DetailRow *row);
void detail_node_update (DetailNode *self, const DetailRow *row);
GListStore *detail_node_get_store (DetailNode *self);

G_END_DECLS
