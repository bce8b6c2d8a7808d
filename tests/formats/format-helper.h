/* format-helper.h: reading a text as a log, for the tests of the formats.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "formats/format.h"

/* All of a log, one event a line, as it is read: frames "F …", notes "N …", problems "P …", in the end "E" and the
 * error. */
char *dump_log (const char *format, const void *data, gsize n, const char *timezone);
/* The same for a file or "-"-less path. */
char *dump_file (const char *format, const char *path);
