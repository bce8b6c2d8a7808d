/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/row-comments.h"

#include <string.h>

#include "base/banned.h"

struct RowComments
{
  GArray *comments; /* of RowComment; texts are GRefStrings, so that a copy costs no text */
};

static void
clear_comment (gpointer data)
{
  g_ref_string_release (((RowComment *) data)->text);
}

RowComments *
row_comments_new (void)
{
  RowComments *self = g_new0 (RowComments, 1);

  self->comments = g_array_new (FALSE, FALSE, sizeof (RowComment));
  g_array_set_clear_func (self->comments, clear_comment);
  return self;
}

RowComments *
row_comments_copy (const RowComments *self)
{
  RowComments *copy = row_comments_new ();

  g_array_append_vals (copy->comments, self->comments->data, self->comments->len);
  for (guint i = 0; i < copy->comments->len; i++)
    g_ref_string_acquire (row_comments_nth (copy, i)->text);
  return copy;
}

void
row_comments_free (RowComments *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->comments);
  g_free (self);
}

guint
row_comments_n (const RowComments *self)
{
  return self->comments->len;
}

const RowComment *
row_comments_nth (const RowComments *self, guint index)
{
  return &g_array_index (self->comments, RowComment, index);
}

guint
row_comments_find (const RowComments *self, uint64_t row)
{
  guint low = 0, high = self->comments->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (row_comments_nth (self, middle)->row < row)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const char *
row_comments_get (const RowComments *self, uint64_t row)
{
  guint index = row_comments_find (self, row);

  return index < self->comments->len && row_comments_nth (self, index)->row == row
             ? row_comments_nth (self, index)->text
             : NULL;
}

/* NULL: nothing to say. */
static char *
make_text (const char *text)
{
  char *valid, *result;

  if (text == NULL || *text == '\0')
    return NULL;
  valid = g_utf8_make_valid (text, -1);
  if (strlen (valid) > ROW_COMMENT_MAX)
    *g_utf8_find_prev_char (valid, valid + ROW_COMMENT_MAX + 1) = '\0';
  result = g_ref_string_new (valid);
  g_free (valid);
  return result;
}

void
row_comments_set (RowComments *self, uint64_t row, const char *text)
{
  guint index = row_comments_find (self, row);
  RowComment comment = { row, make_text (text) };

  if (index < self->comments->len && row_comments_nth (self, index)->row == row)
    g_array_remove_index (self->comments, index);
  if (comment.text != NULL)
    g_array_insert_val (self->comments, index, comment);
}
