/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "cli/losses.h"

#include <inttypes.h>

#include "base/banned.h"

#define ALL_ABILITIES                                                                                                  \
  (FORMAT_FD | FORMAT_FD_FLAGS | FORMAT_REMOTE | FORMAT_ERROR | FORMAT_NANOSECONDS | FORMAT_DIRECTION | FORMAT_CHANNELS)

void
losses_init (Losses *self, const Format *format)
{
  *self = (Losses){ .format = format, .told = (format->abilities & ALL_ABILITIES) == ALL_ABILITIES };
}

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
    {
      self->fd += (chunk->flags[i] & CAN_FD) != 0;
      self->direction += (chunk->flags[i] & CAN_TX) != 0;
      self->error += (chunk->id[i] & CAN_ID_ERROR) != 0;
      self->remote += (chunk->id[i] & (CAN_ID_ERROR | CAN_ID_REMOTE)) == CAN_ID_REMOTE;
      self->nanoseconds += chunk->time[i] % 1000 != 0;
      self->channels += named[chunk->channel[i]];
    }
  return n;
}

gboolean
losses_show (const Losses *self, const char *path)
{
  const struct
  {
    guint ability;
    uint64_t n;
    const char *what;
  } kinds[] = {
    { FORMAT_FD, self->fd, _ ("CAN FD frames cannot be written") },
    { FORMAT_REMOTE, self->remote, _ ("remote frames cannot be written") },
    { FORMAT_ERROR, self->error, _ ("error frames cannot be written") },
    { FORMAT_FD_FLAGS, self->format->abilities & FORMAT_FD ? self->fd : 0,
      _ ("CAN FD frames lose BRS and ESI, those of up to 8 bytes will look classic") },
    { FORMAT_NANOSECONDS, self->nanoseconds,
      self->format->time_loss != NULL ? _ (self->format->time_loss) : _ ("times are rounded to microseconds") },
    { FORMAT_DIRECTION, self->direction, _ ("sent frames will look received") },
    { FORMAT_CHANNELS, self->channels, _ ("channels are left out") },
  };
  gboolean any = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].n > 0 && !(self->format->abilities & kinds[i].ability))
      {
        any = TRUE;
        cli_message (_ ("%s: %s cannot hold everything: %s (%" PRIu64 ")"), path, _ (self->format->name), kinds[i].what,
                     kinds[i].n);
      }
  return any;
}
