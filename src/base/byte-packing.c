/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "base/byte-packing.h"

#include <string.h>

#include "base/banned.h"

static const struct
{
  BytePacking packing;
  const char *extension;
  guint n;
  uint8_t magic[BYTE_PACKING_MAGIC_MAX];
} packings[] = {
  { BYTE_PACKING_GZIP, ".gz", 3, { 0x1F, 0x8B, 0x08 } },             /* RFC 1952 */
  { BYTE_PACKING_XZ, ".xz", 6, { 0xFD, '7', 'z', 'X', 'Z', 0x00 } }, /* the .xz file format 1.1.0 */
  { BYTE_PACKING_ZSTD, ".zst", 4, { 0x28, 0xB5, 0x2F, 0xFD } },      /* RFC 8878 */
  { BYTE_PACKING_ZIP, ".zip", 4, { 'P', 'K', 3, 4 } },               /* APPNOTE.TXT 4.3.7: first entry */
  { BYTE_PACKING_ZIP, ".zip", 4, { 'P', 'K', 5, 6 } },               /* 4.3.16: no entry */
};

BytePacking
byte_packing_of_path (const char *path, gsize *stem)
{
  gsize n = strlen (path);

  for (guint i = 0; i < G_N_ELEMENTS (packings); i++)
    {
      gsize m = strlen (packings[i].extension);

      if (n <= m || g_ascii_strcasecmp (path + n - m, packings[i].extension) != 0)
        continue;
      if (stem != NULL)
        *stem = n - m;
      return packings[i].packing;
    }
  if (stem != NULL)
    *stem = n;
  return BYTE_PACKING_NONE;
}

BytePacking
byte_packing_of_content (const uint8_t *head, gsize n)
{
  for (guint i = 0; i < G_N_ELEMENTS (packings); i++)
    if (n >= packings[i].n && memcmp (head, packings[i].magic, packings[i].n) == 0)
      return packings[i].packing;
  return BYTE_PACKING_NONE;
}

gboolean
byte_packing_may_follow (const uint8_t *head, gsize n)
{
  for (guint i = 0; i < G_N_ELEMENTS (packings); i++)
    if (n < packings[i].n && memcmp (head, packings[i].magic, n) == 0)
      return TRUE;
  return FALSE;
}
