/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "core/frame-batch.h"

#include "base/i18n.h"
#include <stdarg.h>

#include "base/banned.h"

FrameBatch *
frame_batch_new (void)
{
  FrameBatch *self = g_new (FrameBatch, 1); /* frames and payloads need no zeroes */

  self->n_frames = 0;
  self->notes = g_array_new (FALSE, FALSE, sizeof (Note));
  self->problems = g_array_new (FALSE, FALSE, sizeof (Problem));
  self->n_problems = 0;
  self->text = g_string_chunk_new (4096);
  return self;
}

void
frame_batch_free (FrameBatch *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->notes);
  g_array_unref (self->problems);
  g_string_chunk_free (self->text);
  g_free (self);
}

void
frame_batch_clear (FrameBatch *self)
{
  self->n_frames = 0;
  self->n_problems = 0;
  if (self->notes->len == 0 && self->problems->len == 0)
    return;
  g_array_set_size (self->notes, 0);
  g_array_set_size (self->problems, 0);
  g_string_chunk_clear (self->text);
}

void
frame_batch_add_note (FrameBatch *self, NoteKind kind, uint8_t channel, int64_t time, uint64_t place, const char *text,
                      gsize n)
{
  Note note = {
    .row = self->n_frames,
    .time = time,
    .place = place,
    .n = (uint16_t) MIN (n, NOTE_MAX_BYTES),
    .kind = (uint8_t) kind,
    .channel = channel,
  };

  note.text = g_string_chunk_insert_len (self->text, text, note.n);
  g_array_append_val (self->notes, note);
}

void
frame_batch_add_problem (FrameBatch *self, uint64_t place, const char *format, ...)
{
  Problem problem = { .place = place };
  va_list args;
  char *what;

  self->n_problems++;
  if (self->problems->len >= PROBLEMS_KEPT)
    return;
  va_start (args, format);
  /* Looked up only for those that are kept: a damaged log may have millions. */
  what = g_str_equal (format, "%s") ? g_strdup (i18n_text (va_arg (args, const char *)))
                                    : g_strdup_vprintf (i18n_text (format), args);
  va_end (args);
  problem.what = g_string_chunk_insert (self->text, what);
  g_array_append_val (self->problems, problem);
  g_free (what);
}
