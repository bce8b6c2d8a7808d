/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "formats/channel-numbers.h"

#include "base/text-scan.h"

#include <string.h>

#include "base/banned.h"

void
channel_numbers_init (ChannelNumbers *self, const TraceInfo *info)
{
  memset (self, 0, sizeof *self);
  self->info = info;
}

guint
channel_number_of_name (const char *name)
{
  gsize n = strlen (name), digits = 0;
  uint64_t number;

  if (n == 0)
    return 1;
  while (digits < n && text_is_digit (name[n - 1 - digits]))
    digits++;
  if (!text_word_uint ((TextWord){ name + n - digits, digits }, &number) || number >= CHANNEL_NUMBER_MAX)
    return 0;
  return (guint) number + (digits < n);
}

static gboolean
is_taken (const ChannelNumbers *self, guint number)
{
  for (guint i = 0; i < self->n; i++)
    if (self->numbers[i] == number)
      return TRUE;
  return FALSE;
}

static void
give_number (ChannelNumbers *self, guint number)
{
  guint lowest = 1;

  if (number == 0 || is_taken (self, number))
    {
      while (is_taken (self, lowest))
        lowest++;
      number = lowest;
    }
  self->numbers[self->n++] = (uint16_t) number;
}

/* All that are known by now, at once. */
static void
give_first (ChannelNumbers *self, guint n)
{
  gboolean collide = FALSE;

  for (guint i = 0; i < n; i++)
    {
      guint number = channel_number_of_name (trace_info_channel_name (self->info, (uint8_t) i));

      collide |= number == 0 || is_taken (self, number);
      self->numbers[self->n++] = (uint16_t) number;
    }
  for (guint i = 0; collide && i < n; i++)
    self->numbers[i] = (uint16_t) (i + 1);
}

guint
channel_numbers_get (ChannelNumbers *self, uint8_t channel)
{
  if (G_UNLIKELY (channel >= self->n))
    {
      guint n = MAX (trace_info_n_channels (self->info), channel + 1u);

      if (self->n == 0)
        give_first (self, n);
      while (self->n < n)
        give_number (self, channel_number_of_name (trace_info_channel_name (self->info, (uint8_t) self->n)));
    }
  return self->numbers[channel];
}
