/* byte-follow.h: a file that grows while it is read, or a named pipe, to its end and on, as tail -F does.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * At the end of the file the reader waits: for more bytes, for a file that was cut off (it begins anew at 0), for
 * another file in its place (rotated: the rest of the old one is read before), or for byte_follow_stop. A name that is
 * gone for a while is waited for. Who owns the ByteFollow stops it from any thread; the one ByteSource that was opened
 * with it holds a reference.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct ByteFollow ByteFollow;

ByteFollow *byte_follow_new (void);
ByteFollow *byte_follow_ref (ByteFollow *self);
void byte_follow_unref (ByteFollow *self); /* (nullable) */
/* What is there is the end. Any thread. */
void byte_follow_stop (ByteFollow *self);

/* --- For ByteSource, one thread --- */

typedef enum
{
  BYTE_FOLLOW_MORE,     /* try again */
  BYTE_FOLLOW_CUT,      /* the file is shorter than what was read: from its beginning */
  BYTE_FOLLOW_REPLACED, /* *fd is another file now */
  BYTE_FOLLOW_STOPPED,
  BYTE_FOLLOW_INTERRUPTED, /* by a signal */
} ByteFollowEvent;

/* Opens a file or a named pipe; -1 and errno. */
int byte_follow_open (ByteFollow *self, const char *path);
/* After reading gave nothing. */
ByteFollowEvent byte_follow_wait (ByteFollow *self, const char *path, int *fd);

G_END_DECLS
