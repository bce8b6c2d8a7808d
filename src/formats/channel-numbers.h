/* channel-numbers.h: the numbers of channels, for formats that know no names.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A name that is a number keeps it; else the digits at its end count from 0 (can0 is 1), no name is 1. If that gives
 * one number to two channels they are numbered in the order of their appearance. A channel that appears while frames
 * are written changes no number given before: it gets its own if that is free, else the lowest free one.
 */
#pragma once

#include "core/trace-info.h"

G_BEGIN_DECLS

#define CHANNEL_NUMBER_MAX 65535

typedef struct
{
  const TraceInfo *info;
  guint n;                              /* channels that have a number */
  uint16_t numbers[TRACE_MAX_CHANNELS]; /* from 1 */
} ChannelNumbers;

void channel_numbers_init (ChannelNumbers *self, const TraceInfo *info);
/* From 1. Channels that info does not know are numbered as if they had no name. */
guint channel_numbers_get (ChannelNumbers *self, uint8_t channel);
/* What the name alone asks for; 0: it says nothing. */
guint channel_number_of_name (const char *name);

G_END_DECLS
