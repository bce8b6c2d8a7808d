/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "formats/line-reader.h"

#include "base/i18n.h"
#include <string.h>

#include "base/banned.h"

void
line_reader_init (LineReader *self, ByteSource *in)
{
  *self = (LineReader){ .in = in, .line = 1 };
}

static void
set_window (LineReader *self, const uint8_t *window, gsize n)
{
  self->start = self->p = (const char *) window;
  self->lines_end = self->p + n;
}

/* Passes over the rest of a line that is too long; FALSE while its end is not in the window. */
static gboolean
pass_long_line (LineReader *self, const uint8_t *window, gsize n)
{
  const uint8_t *newline = memchr (window, '\n', n);

  byte_source_skip (self->in, newline != NULL ? (gsize) (newline + 1 - window) : n);
  if (newline == NULL)
    return FALSE;
  self->long_line = FALSE;
  self->line++;
  return TRUE;
}

LinesState
line_reader_fill (LineReader *self, FrameBatch *out, GError **error)
{
  gsize wanted = 0;

  if (self->p < self->lines_end)
    return LINES_READY;
  if (self->p > self->start)
    byte_source_skip (self->in, (gsize) (self->p - self->start));
  set_window (self, (const uint8_t *) "", 0);
  if (byte_source_buffered (self->in) == 0 && (out->n_frames > 0 || out->notes->len > 0 || out->n_problems > 0))
    return LINES_PAUSE; /* the next read may wait, so what there is goes out first */

  for (;;)
    {
      gsize n;
      const uint8_t *window = byte_source_peek (self->in, wanted, &n, error);
      const uint8_t *newline;

      if (window == NULL)
        return LINES_FAILED;
      if (n == 0)
        return LINES_END;
      if (self->long_line)
        {
          wanted = 0;
          pass_long_line (self, window, n);
          continue;
        }
      newline = memrchr (window, '\n', n);
      if (newline != NULL || n < wanted)
        {
          set_window (self, window, newline != NULL ? (gsize) (newline + 1 - window) : n);
          return LINES_READY;
        }
      if (n > LINE_MAX_BYTES)
        {
          frame_batch_add_problem (out, self->line, N_ ("line of more than %u bytes"), LINE_MAX_BYTES);
          self->long_line = TRUE;
          continue;
        }
      if (out->n_frames > 0 || out->notes->len > 0 || out->n_problems > 0)
        return LINES_PAUSE;
      wanted = n + 1;
    }
}
