/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "formats/losses.h"

#include "base/i18n.h"

#include "base/banned.h"

#define ALL_ABILITIES                                                                                                  \
  (FORMAT_FD | FORMAT_FD_FLAGS | FORMAT_REMOTE | FORMAT_ERROR | FORMAT_NANOSECONDS | FORMAT_DIRECTION | FORMAT_CHANNELS)

void
losses_init (Losses *self, const Format *format, const FormatDialect *dialect)
{
  *self = (Losses){ .format = format, .abilities = dialect != NULL ? dialect->abilities : format->abilities };
  self->told = (self->abilities & ALL_ABILITIES) == ALL_ABILITIES;
}

const char *
losses_next (const Losses *self, guint *kind, uint64_t *n)
{
  const struct
  {
    guint ability;
    uint64_t n;
    const char *what;
  } kinds[] = {
    { FORMAT_FD, self->fd, N_ ("CAN FD frames cannot be written") },
    { FORMAT_REMOTE, self->remote, N_ ("remote frames cannot be written") },
    { FORMAT_ERROR, self->error, N_ ("error frames cannot be written") },
    { FORMAT_FD_FLAGS, self->abilities & FORMAT_FD ? self->fd : 0,
      N_ ("CAN FD frames lose BRS and ESI, those of up to 8 bytes will look classic") },
    { FORMAT_NANOSECONDS, self->nanoseconds,
      self->format->time_loss != NULL ? self->format->time_loss : N_ ("times are rounded to microseconds") },
    { FORMAT_DIRECTION, self->direction, N_ ("sent frames will look received") },
    { FORMAT_CHANNELS, self->channels, N_ ("channels are left out") },
  };

  while (*kind < G_N_ELEMENTS (kinds))
    {
      guint i = (*kind)++;

      *n = kinds[i].n;
      if (kinds[i].n > 0 && !(self->abilities & kinds[i].ability))
        return _ (kinds[i].what);
    }
  return NULL;
}
