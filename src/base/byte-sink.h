/* byte-sink.h: buffered writing to a file or pipe.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * REPLACE writes beside the target and renames at close, so the old file stays whole until the new one is. "-" is
 * standard output. A failed write is remembered: later writes do nothing and close tells it. One thread.
 *
 * REPLACE keeps the old file's permissions (and owner where allowed), follows links, refuses a file that may not be
 * written, and writes devices and pipes in place. The program must ignore SIGPIPE, or a reader that goes away kills it
 * before EPIPE is seen.
 */
#pragma once

#include "base/byte-packing.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

G_BEGIN_DECLS

typedef enum
{
  BYTE_SINK_REPLACE,
  BYTE_SINK_APPEND,  /* in place, on from the end of a file that is there; discard cuts it back to what it was */
  BYTE_SINK_GROW_ON, /* the same, but as GROW */
  BYTE_SINK_GROW, /* in place, flushed by byte_sink_flush; when a write fails (disk full) the file is cut back to what
                     was flushed last, unless it is packed */
} ByteSinkMode;

typedef struct ByteSink ByteSink;

ByteSink *byte_sink_open (const char *path, ByteSinkMode mode, GError **error);
/* Before the first byte: all is packed on its way. name: of the entry in a zip. flush then hands on what fills a block;
 * the rest waits for more, or for close. */
gboolean byte_sink_pack (ByteSink *self, BytePacking packing, const char *name, GError **error);
/* TRUE: all is in the file (renamed if REPLACE). Frees in any case. */
gboolean byte_sink_close (ByteSink *self, GError **error);
void byte_sink_discard (ByteSink *self);               /* (nullable) the target stays as it was */
const char *byte_sink_get_name (const ByteSink *self); /* for messages: path, "standard output" */
/* The file that a REPLACE sink writes until it is closed, for libraries that write files by name; NULL where there is
 * none: a pipe, a device. Then nothing is written by the functions below. */
const char *byte_sink_get_file (const ByteSink *self);
gboolean byte_sink_flush (ByteSink *self, GError **error);
gboolean byte_sink_failed (const ByteSink *self);      /* a write failed; e.g. the reader of a pipe went away */
gboolean byte_sink_broken_pipe (const ByteSink *self); /* … because of EPIPE, which ends a command quietly */

/* Room for n bytes (n <= 64 KiB) at the end of the buffer, for writers that format in place; then commit what was used.
 */
char *byte_sink_reserve (ByteSink *self, gsize n);
void byte_sink_commit (ByteSink *self, gsize n);
void byte_sink_write (ByteSink *self, const void *data, gsize n);
void byte_sink_printf (ByteSink *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
