/* bytes.h: unaligned loads and stores in either byte order; static inline only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>
#include <stdint.h>
#include <string.h>

#define BYTES_LOAD(name, type, convert)                                                                                \
  static inline type bytes_load_##name (const void *p)                                                                 \
  {                                                                                                                    \
    type v;                                                                                                            \
    memcpy (&v, p, sizeof v);                                                                                          \
    return convert (v);                                                                                                \
  }                                                                                                                    \
  static inline void bytes_store_##name (void *p, type v)                                                              \
  {                                                                                                                    \
    v = convert (v);                                                                                                   \
    memcpy (p, &v, sizeof v);                                                                                          \
  }

BYTES_LOAD (le16, uint16_t, GUINT16_FROM_LE)
BYTES_LOAD (le32, uint32_t, GUINT32_FROM_LE)
BYTES_LOAD (le64, uint64_t, GUINT64_FROM_LE)
BYTES_LOAD (be16, uint16_t, GUINT16_FROM_BE)
BYTES_LOAD (be32, uint32_t, GUINT32_FROM_BE)
BYTES_LOAD (be64, uint64_t, GUINT64_FROM_BE)

#undef BYTES_LOAD
