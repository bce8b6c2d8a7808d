/* id-row.h: one line of the view by identifier: a message, a page of a multiplexed one, or the head of a group.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What it holds is as of the view's last "updated". Main thread only.
 */
#pragma once

#include "session/id-table.h"
#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  ID_ROW_GROUP,
  ID_ROW_MESSAGE,
  ID_ROW_PAGE,
} IdRowKind;

#define ID_TYPE_ROW (id_row_get_type ())
G_DECLARE_FINAL_TYPE (IdRow, id_row, ID, ROW, GObject)

IdRowKind id_row_get_kind (IdRow *self);
gboolean id_row_is_sent (IdRow *self);           /* of a group: of all its rows */
const IdEntry *id_row_get_entry (IdRow *self);   /* (transfer none) of a group: empty */
const Message *id_row_get_message (IdRow *self); /* (transfer none)(nullable) of the databases in use */
gboolean id_row_is_open (IdRow *self);           /* its pages are shown below it */
guint id_row_get_n_members (IdRow *self);        /* of a group: rows in it */

G_END_DECLS
