/* row-comments.h: what people wrote about rows: a text a row, sorted by row.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * For what is written by hand: thousands, not millions. One thread; texts may be shared with copies in other threads.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define ROW_COMMENT_MAX 65536 /* bytes; longer texts are cut at a character */

typedef struct
{
  uint64_t row;
  char *text; /* UTF-8, may have several lines; owned by the comments */
} RowComment;

typedef struct RowComments RowComments;

RowComments *row_comments_new (void);
RowComments *row_comments_copy (const RowComments *self);
void row_comments_free (RowComments *self); /* (nullable) */

/* NULL and "" take the comment away. Bytes that are not UTF-8 are replaced. */
void row_comments_set (RowComments *self, uint64_t row, const char *text);
const char *row_comments_get (const RowComments *self, uint64_t row); /* NULL: none; valid until the next set */
guint row_comments_n (const RowComments *self);
const RowComment *row_comments_nth (const RowComments *self, guint index);
guint row_comments_find (const RowComments *self, uint64_t row); /* index of the first at or behind row */

G_END_DECLS
