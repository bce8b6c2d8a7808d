/* formats-private.h: what formats.c (recognising, reading) and log-writer.c (writing) share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "formats/format.h"

/* The format of what in begins with; nothing of it is skipped. following: it is still being written, a line that is not
 * complete says nothing. NULL: none, and why; looks further only as long as nobody is sure, so that a pipe is
 * recognised by its first lines. */
const Format *formats_recognise (ByteSource *in, gboolean following, GError **error);
