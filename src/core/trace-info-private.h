/* trace-info-private.h: a trace info as bytes of a file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/trace-info.h"

/* Appends to bytes. */
void trace_info_pack (const TraceInfo *self, GByteArray *bytes);
/* Into a new self; reads as far as it makes sense, FALSE if not to the end. */
gboolean trace_info_unpack (TraceInfo *self, const uint8_t *bytes, gsize n);
