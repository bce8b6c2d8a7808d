/* sigrok-private.h: what sigrok-write.c gives to the format.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "formats/sample-writer.h"

G_BEGIN_DECLS

typedef struct
{
  SampleWriter base;
  struct archive *zip;
  uint8_t *chunk; /* samples that are not packed yet */
  gsize filled;
  guint unit, n_chunks;
} SigrokWriter;

gboolean sigrok_create (void *writer, ByteSink *out, const TraceInfo *info, const FormatOptions *options,
                        GError **error);
gboolean sigrok_write (void *writer, const CanFrame *frames, guint n, GError **error);
gboolean sigrok_finish (void *writer, GError **error);
void sigrok_clear (void *writer);

G_END_DECLS
