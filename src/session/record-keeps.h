/* record-keeps.h: what a file that is to be recorded keeps, told before it starts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "formats/format.h"

G_BEGIN_DECLS

typedef struct
{
  const char *what; /* translated: "CAN FD frames" */
  gboolean kept;
  const char *how; /* translated: "times are rounded to microseconds"; "" where there is nothing to say */
} RecordKept;

#define RECORD_KEEPS_MAX 10

/* By name (for the packing) and format. How many. */
guint record_keeps (const char *path, const Format *format, RecordKept out[RECORD_KEEPS_MAX]);
/* One sentence with what is not kept; NULL: all is. (transfer full) */
char *record_keeps_dup_losses (const char *path, const Format *format);

G_END_DECLS
