/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/losses.h"

#include <inttypes.h>

#include "base/banned.h"

uint64_t
losses_count (Losses *self, const FrameRun *run, uint64_t left)
{
  const FrameChunk *chunk = run->chunk;
  const TraceInfo *info = frame_store_get_info (run->store);
  gboolean named[TRACE_MAX_CHANNELS];
  uint64_t n = 0;

  for (guint i = 0; i < TRACE_MAX_CHANNELS; i++)
    named[i] = *trace_info_channel_name (info, (uint8_t) i) != '\0';
  for (guint i = frame_run_seek (run, run->from); i < run->to && n < left; i = frame_run_seek (run, i + 1), n++)
    losses_add (self, chunk->time[i], chunk->id[i], chunk->flags[i], named[chunk->channel[i]]);
  return n;
}

gboolean
losses_show (const Losses *self, const char *path)
{
  gboolean any = FALSE;
  const char *what;
  guint kind = 0;
  uint64_t n;

  while ((what = losses_next (self, &kind, &n)) != NULL)
    {
      any = TRUE;
      cli_message (_ ("%s: %s cannot hold everything: %s (%" PRIu64 ")"), path, _ (self->format->name), what, n);
    }
  return any;
}
