/* byte-packing.h: how a file is packed: told by its last extension where one is written, by its first bytes where one
 * is read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Written by libarchive with the levels that gzip, xz, zstd and zip take by themselves. Cut off while it is written (a
 * crash in BYTE_SINK_GROW; BYTE_SINK_REPLACE never shows half a file), gzip, xz and zstd can be read up to the last
 * block that was written; a zip lacks its directory: Canid reads what is there, most other programs do not.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define BYTE_PACKING_MAGIC_MAX 6 /* bytes that tell every packing */

typedef enum
{
  BYTE_PACKING_NONE,
  BYTE_PACKING_GZIP,
  BYTE_PACKING_XZ,
  BYTE_PACKING_ZSTD,
  BYTE_PACKING_ZIP,
} BytePacking;

/* By .gz, .xz, .zst or .zip at the end of path, in any case. *stem (nullable): bytes of path before that. */
BytePacking byte_packing_of_path (const char *path, gsize *stem);
BytePacking byte_packing_of_content (const uint8_t *head, gsize n);
/* Whether more than n bytes are needed to tell. */
gboolean byte_packing_may_follow (const uint8_t *head, gsize n);

G_END_DECLS
