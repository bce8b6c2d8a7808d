/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/record-marks.h"

#include "base/i18n.h"
#include "session/mark-archive.h"

#include <inttypes.h>

#include "base/banned.h"

#define MAX_MARKS 100000 /* of a file: an error storm fires once a second, a night has 40,000 */

struct RecordMarks
{
  RowRanges *rows;
  RowComments *comments;
  uint64_t n_left_out; /* beyond MAX_MARKS */
};

RecordMarks *
record_marks_new (void)
{
  RecordMarks *self = g_new0 (RecordMarks, 1);

  self->rows = row_ranges_new ();
  self->comments = row_comments_new ();
  return self;
}

void
record_marks_free (RecordMarks *self)
{
  if (self == NULL)
    return;
  row_ranges_free (self->rows);
  row_comments_free (self->comments);
  g_free (self);
}

static void
add (RowRanges *rows, RowComments *comments, uint64_t row, const char *text)
{
  const char *there = row_comments_get (comments, row);
  g_autofree char *both = there != NULL ? g_strdup_printf ("%s; %s", there, text) : NULL;

  row_ranges_add (rows, row, row);
  row_comments_set (comments, row, both != NULL ? both : text);
}

void
record_marks_add (RecordMarks *self, uint64_t row, const Note *note)
{
  g_autofree char *text = NULL;

  if (note->kind != NOTE_EVENT && note->kind != NOTE_LOSS)
    return;
  if (row_comments_n (self->comments) >= MAX_MARKS)
    {
      self->n_left_out++;
      return;
    }
  text = g_utf8_make_valid (note->text, note->n);
  add (self->rows, self->comments, row, text);
}

void
record_marks_keep (const RecordMarks *self, const char *path, uint64_t n_rows)
{
  const char *const paths[] = { path, NULL };
  RowRanges *rows = row_ranges_new ();
  RowComments *comments = row_comments_new ();
  MarkKey key = { 0 };

  for (guint i = 0; n_rows > 0 && i < row_comments_n (self->comments); i++)
    {
      const RowComment *comment = row_comments_nth (self->comments, i);

      add (rows, comments, MIN (comment->row, n_rows - 1), comment->text);
    }
  if (self->n_left_out > 0)
    {
      g_autofree char *text = g_strdup_printf (ngettext_ ("%" PRIu64 " more is not marked",
                                                          "%" PRIu64 " more are not marked", self->n_left_out),
                                               self->n_left_out);
      add (rows, comments, row_comments_nth (comments, row_comments_n (comments) - 1)->row, text);
    }
  if (row_comments_n (comments) > 0 && mark_key_look_up (&key, paths))
    mark_archive_save (&key, rows, comments, FALSE, NULL, NULL);
  mark_key_clear (&key);
  row_ranges_free (rows);
  row_comments_free (comments);
}

void
record_marks_forget (const char *path)
{
  MarkKey key = { .path = g_canonicalize_filename (path, NULL) };
  RowRanges *rows = row_ranges_new ();
  RowComments *comments = row_comments_new ();

  mark_archive_save (&key, rows, comments, TRUE, NULL, NULL);
  mark_key_clear (&key);
  row_ranges_free (rows);
  row_comments_free (comments);
}
