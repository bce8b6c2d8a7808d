/* mark-block.h: marks and comments as bytes, as they lie in an own trace and in the archive of marks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *   version (1) | n ranges, each: rows between the last and this, rows in it − 1 | n comments, each: row − row of the
 *   last, n bytes, text
 *
 * All numbers but the version are LEB128. What stands behind is for later versions; another first byte is not read.
 */
#pragma once

#include "core/row-comments.h"
#include "core/row-ranges.h"

G_BEGIN_DECLS

/* Appends; any thread that may read both. */
void mark_block_pack (const RowRanges *marks, const RowComments *comments, GByteArray *bytes);
/* Adds to both what can be read; FALSE: not all of it. Rows that no store can hold are left out. */
gboolean mark_block_unpack (const uint8_t *bytes, gsize n, RowRanges *marks, RowComments *comments);

G_END_DECLS
