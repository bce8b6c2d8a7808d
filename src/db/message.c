/* message.c: which signals of a message a frame holds.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "db/database-private.h"

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

/* --- All signals at once --- */

typedef struct
{
  double factor, offset;
  uint16_t window;
  uint8_t shift, spare; /* spare: 64 - bits */
  uint8_t big_endian, is_signed;
} Step;

struct MessagePlan
{
  guint need; /* bytes of payload */
  Step steps[];
};

static gboolean
is_plain (const CanSignal *signal)
{
  const SignalLayout *layout = &signal->layout;

  return signal->mux_parent < 0 && layout->n_bytes <= 8
         && (layout->kind == SIGNAL_SIGNED || (layout->kind == SIGNAL_UNSIGNED && layout->bits < 64));
}

void
message_plan (Message *self)
{
  for (guint i = 0; i < self->n_signals; i++)
    if (!is_plain (&self->signals[i]))
      return;
  self->plan = g_malloc (sizeof (MessagePlan) + self->n_signals * sizeof (Step));
  self->plan->need = 8;
  for (guint i = 0; i < self->n_signals; i++)
    {
      const CanSignal *signal = &self->signals[i];
      const SignalLayout *layout = &signal->layout;

      self->plan->need = MAX (self->plan->need, layout->end_byte);
      self->plan->steps[i] = (Step){ signal->factor,
                                     signal->offset,
                                     layout->window,
                                     layout->window_shift,
                                     64 - layout->bits,
                                     layout->big_endian,
                                     layout->kind == SIGNAL_SIGNED };
    }
}

static inline double
run_step (const Step *step, const uint8_t *data)
{
  uint64_t word = bytes_load_le64 (data + step->window);

  if (step->big_endian)
    word = GUINT64_SWAP_LE_BE (word);
  word = word >> step->shift << step->spare;
  int64_t raw = step->is_signed ? (int64_t) word >> step->spare : (int64_t) (word >> step->spare);
  return (double) raw * step->factor + step->offset;
}

guint
message_decode (const Message *self, const CanFrame *frame, double *values, gboolean *present)
{
  const MessagePlan *plan = self->plan;
  guint n = 0;

  if (plan != NULL && frame->len >= plan->need && !(frame->id & (CAN_ID_ERROR | CAN_ID_REMOTE)))
    {
      for (guint i = 0; i < self->n_signals; i++)
        values[i] = run_step (&plan->steps[i], frame->data);
      for (guint i = 0; present != NULL && i < self->n_signals; i++)
        present[i] = TRUE;
      return self->n_signals;
    }
  for (guint i = 0; i < self->n_signals; i++)
    {
      gboolean there = message_signal_present (self, i, frame);

      values[i] = 0;
      if (there)
        can_signal_decode (&self->signals[i], frame, &values[i]);
      if (present != NULL)
        present[i] = there;
      n += (guint) there;
    }
  return n;
}

const CanSignal *
message_find_signal (const Message *self, const char *name)
{
  for (guint i = 0; i < self->n_signals; i++)
    if (g_str_equal (self->signals[i].name, name))
      return &self->signals[i];
  return NULL;
}
