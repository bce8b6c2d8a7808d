/* id-row-private.h: what the view writes into its rows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "models/id-row.h"

G_BEGIN_DECLS

struct _IdRow
{
  GObject parent_instance;

  IdRowKind kind;
  gboolean sent;
  IdEntry entry; /* its changed is ours */
  const Message *message;
  gboolean open;
  guint n_members;
  guint index;       /* of the entry; of a page it may change when another table takes over */
  uint64_t page_key; /* what the row is of; see id-view.c */
  uint64_t message_key;
  gboolean listed; /* scratch of id-view.c */
};

IdRow *id_row_new (IdRowKind kind, gboolean sent);
void id_row_take_entry (IdRow *self, const IdEntry *entry, guint index);

G_END_DECLS
