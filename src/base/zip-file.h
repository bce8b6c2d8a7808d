/* zip-file.h: several files in one zip, and out of it again into a folder.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Zips are not trusted: only plain files with names that stay below the folder come out, and only as many bytes as the
 * bounds allow; anything else ends the unpacking with DAMAGED.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define ZIP_FILE_MAX_ENTRIES 256
#define ZIP_FILE_MAX_BYTES (G_GUINT64_CONSTANT (64) << 30) /* of all entries together, unpacked */

typedef struct
{
  const char *name; /* in the zip: "databases/car.dbc" */
  const char *path; /* of the file */
} ZipEntry;

/* Between blocks; TRUE: stop, with CANCELLED. */
typedef gboolean (*ZipStop) (gpointer data);

/* Written beside path and renamed at the end. stop may be NULL. */
gboolean zip_file_write (const char *path, const ZipEntry *entries, guint n, ZipStop stop, gpointer data,
                         GError **error);
/* Into folder, which is there and empty. What came out before a failure stays. */
gboolean zip_file_extract (const char *path, const char *folder, ZipStop stop, gpointer data, GError **error);
/* Whether a name stays below the folder: no "..", no root, no control characters. */
gboolean zip_file_is_safe_name (const char *name);

G_END_DECLS
