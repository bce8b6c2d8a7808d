/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/mark-block.h"

#include "core/frame-store.h"

#include <string.h>

#include "base/banned.h"

#define VERSION 1

static void
put_number (GByteArray *bytes, uint64_t value)
{
  uint8_t coded[10];
  guint n = 0;

  for (; value >= 0x80; value >>= 7)
    coded[n++] = (uint8_t) (value | 0x80);
  coded[n++] = (uint8_t) value;
  g_byte_array_append (bytes, coded, n);
}

void
mark_block_pack (const RowRanges *marks, const RowComments *comments, GByteArray *bytes)
{
  guint n_ranges = row_ranges_n_ranges (marks), n_comments = row_comments_n (comments);
  uint64_t row = 0;

  g_byte_array_append (bytes, &(uint8_t){ VERSION }, 1);
  put_number (bytes, n_ranges);
  for (guint i = 0; i < n_ranges; i++)
    {
      RowRange range = row_ranges_get (marks, i);

      put_number (bytes, range.first - row);
      put_number (bytes, range.last - range.first);
      row = range.last + 1;
    }
  put_number (bytes, n_comments);
  row = 0;
  for (guint i = 0; i < n_comments; i++)
    {
      const RowComment *comment = row_comments_nth (comments, i);
      gsize n = strlen (comment->text);

      put_number (bytes, comment->row - row);
      put_number (bytes, n);
      g_byte_array_append (bytes, (const uint8_t *) comment->text, (guint) n);
      row = comment->row;
    }
}

typedef struct
{
  const uint8_t *at, *end;
} Cursor;

static gboolean
take_number (Cursor *cursor, uint64_t *value)
{
  *value = 0;
  for (guint shift = 0; cursor->at < cursor->end && shift < 64; shift += 7)
    {
      uint8_t byte = *cursor->at++;

      *value |= (uint64_t) (byte & 0x7F) << shift;
      if (byte < 0x80)
        return TRUE;
    }
  return FALSE;
}

/* Moves *row on by a number; FALSE beyond what a store can hold. */
static gboolean
take_step (Cursor *cursor, uint64_t *row)
{
  uint64_t step;

  if (!take_number (cursor, &step) || step >= FRAME_STORE_MAX_ROWS || *row + step >= FRAME_STORE_MAX_ROWS)
    return FALSE;
  *row += step;
  return TRUE;
}

static gboolean
unpack_ranges (Cursor *cursor, RowRanges *marks)
{
  uint64_t n, row = 0;

  if (!take_number (cursor, &n))
    return FALSE;
  for (uint64_t i = 0; i < n; i++)
    {
      uint64_t first = row;

      if (!take_step (cursor, &first))
        return FALSE;
      row = first;
      if (!take_step (cursor, &row))
        return FALSE;
      row_ranges_add (marks, first, row);
      row++;
    }
  return TRUE;
}

static gboolean
unpack_comments (Cursor *cursor, RowComments *comments)
{
  uint64_t n, row = 0, length;

  if (!take_number (cursor, &n))
    return FALSE;
  for (uint64_t i = 0; i < n; i++)
    {
      char *text;

      if (!take_step (cursor, &row) || !take_number (cursor, &length) || length > (uint64_t) (cursor->end - cursor->at)
          || length > ROW_COMMENT_MAX)
        return FALSE;
      text = g_strndup ((const char *) cursor->at, (gsize) length);
      row_comments_set (comments, row, text);
      g_free (text);
      cursor->at += length;
    }
  return TRUE;
}

gboolean
mark_block_unpack (const uint8_t *bytes, gsize n, RowRanges *marks, RowComments *comments)
{
  Cursor cursor = { bytes + 1, bytes + n };

  return n > 0 && bytes[0] == VERSION && unpack_ranges (&cursor, marks) && unpack_comments (&cursor, comments);
}
