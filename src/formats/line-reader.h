/* line-reader.h: the lines of a text log, without copying, however long they are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Private to src/formats. The reader hands out spans of whole lines ("\n" included) for loops that parse several lines
 * in one go; a line longer than LINE_MAX_BYTES becomes one problem and is passed over in bounded memory.
 */
#pragma once

#include "base/byte-source.h"
#include "core/frame-batch.h"

G_BEGIN_DECLS

#define LINE_MAX_BYTES (1u << 20)

typedef struct
{
  ByteSource *in;
  uint64_t line;         /* number of the next line, from 1 */
  const char *start, *p; /* the window; next line */
  const char *lines_end; /* behind the last "\n" in the window */
  gboolean long_line;    /* within a line that is passed over */
} LineReader;

typedef enum
{
  LINES_READY, /* p < lines_end: at least one line */
  LINES_PAUSE, /* the input has nothing at once, and the batch something */
  LINES_END,   /* the input ended */
  LINES_FAILED /* error is set */
} LinesState;

void line_reader_init (LineReader *self, ByteSource *in);

/* Makes lines ready. The last line of an input without a final newline is ready too; lines_end is then behind its last
 * byte, and *lines_end may be read but is no newline of this line. Skips what was taken (p moved). */
LinesState line_reader_fill (LineReader *self, FrameBatch *out, GError **error);

/* Takes the next line, without "\n" and "\r". Only while p < lines_end. */
static inline const char *
line_reader_take (LineReader *self, gsize *n)
{
  const char *line = self->p;
  const char *newline = memchr (line, '\n', (gsize) (self->lines_end - line));
  const char *end = newline != NULL ? newline : self->lines_end;

  self->p = newline != NULL ? newline + 1 : end;
  self->line++;
  while (end > line && end[-1] == '\r')
    end--;
  *n = (gsize) (end - line);
  return line;
}

G_END_DECLS
