/* message.c: which signals of a message a frame holds.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "db/message.h"

#include "base/banned.h"

static gboolean
in_ranges (const CanSignal *signal, uint64_t value)
{
  for (guint i = 0; i < signal->n_mux_ranges; i++)
    if (value >= signal->mux_ranges[i].first && value <= signal->mux_ranges[i].last)
      return TRUE;
  return FALSE;
}

gboolean
message_signal_selected (const Message *self, guint index, const CanFrame *frame)
{
  const CanSignal *signal = &self->signals[index];

  /* Ends: database loading leaves no circles (db/database.c). */
  while (signal->mux_parent >= 0)
    {
      const CanSignal *parent = &self->signals[signal->mux_parent];
      uint64_t bits;

      if (!can_signal_decode_raw (parent, frame, &bits) || !in_ranges (signal, bits))
        return FALSE;
      signal = parent;
    }
  return TRUE;
}

const CanSignal *
message_find_signal (const Message *self, const char *name)
{
  for (guint i = 0; i < self->n_signals; i++)
    if (g_str_equal (self->signals[i].name, name))
      return &self->signals[i];
  return NULL;
}
