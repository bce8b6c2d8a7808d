/* message-encode.c: the bits of signals to the payload of their message.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "db/encode.h"

#include "base/errors.h"
#include "base/i18n.h"
#include <inttypes.h>

#include "base/banned.h"

typedef struct
{
  gboolean given;
  gboolean needed; /* it, or what it selects, is given */
  gboolean known;  /* bits hold */
  uint64_t bits;
} State;

static gboolean
selects (const CanSignal *child, uint64_t bits)
{
  for (guint i = 0; i < child->n_mux_ranges; i++)
    if (bits >= child->mux_ranges[i].first && bits <= child->mux_ranges[i].last)
      return TRUE;
  return FALSE;
}

static gboolean
take_values (const Message *self, const SignalValue *values, guint n_values, State *states, GError **error)
{
  for (guint i = 0; i < n_values; i++)
    {
      g_return_val_if_fail (values[i].index < self->n_signals, FALSE);

      const CanSignal *signal = &self->signals[values[i].index];
      if (signal->layout.end_byte > self->length)
        {
          g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                       _ ("signal %s ends in byte %u, behind the %u bytes of message %s"), signal->name,
                       signal->layout.end_byte, self->length, self->name);
          return FALSE;
        }
      states[values[i].index]
          = (State){ TRUE, TRUE, TRUE, values[i].bits & (UINT64_MAX >> (64 - signal->layout.bits)) };
      for (int parent = signal->mux_parent; parent >= 0; parent = self->signals[parent].mux_parent)
        states[parent].needed = TRUE;
    }
  return TRUE;
}

/* Whether multiplexer's value selects all that is needed of it; what it does not: *missed. */
static gboolean
selects_needed (const Message *self, const State *states, guint multiplexer, uint64_t bits, guint *missed)
{
  for (guint i = 0; i < self->n_signals; i++)
    if (states[i].needed && self->signals[i].mux_parent == (int) multiplexer && !selects (&self->signals[i], bits))
      {
        *missed = i;
        return FALSE;
      }
  return TRUE;
}

/* Its start value, else the smallest beginning of a range of a needed signal that lies in the ranges of all. */
static gboolean
choose_value (const Message *self, State *states, guint multiplexer)
{
  const CanSignal *signal = &self->signals[multiplexer];
  uint64_t start = can_signal_start_bits (signal), best = 0;
  gboolean found = FALSE;
  guint missed;

  if (selects_needed (self, states, multiplexer, start, &missed))
    {
      states[multiplexer].bits = start;
      return TRUE;
    }
  for (guint i = 0; i < self->n_signals; i++)
    for (guint k = 0;
         states[i].needed && self->signals[i].mux_parent == (int) multiplexer && k < self->signals[i].n_mux_ranges; k++)
      {
        uint64_t value = self->signals[i].mux_ranges[k].first;

        if (value <= UINT64_MAX >> (64 - signal->layout.bits) && (!found || value < best)
            && selects_needed (self, states, multiplexer, value, &missed))
          {
            best = value;
            found = TRUE;
          }
      }
  states[multiplexer].bits = best;
  return found;
}

static gboolean
fail_selection (const Message *self, const State *states, guint multiplexer, guint missed, GError **error)
{
  const CanSignal *signal = &self->signals[multiplexer], *child = &self->signals[missed];
  const MuxRange none = { 0, 0 }, *range = child->n_mux_ranges > 0 ? &child->mux_ranges[0] : &none;
  char value[SIGNAL_TEXT_MAX];

  can_signal_format_raw (signal, states[multiplexer].bits, value);
  g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE, _ ("signal %s is only there while %s is raw %" PRIu64 ", not %s"),
               child->name, signal->name, range->first, value);
  return FALSE;
}

/* Multiplexers that given signals hang from. */
static gboolean
set_multiplexers (const Message *self, State *states, GError **error)
{
  for (guint i = 0; i < self->n_signals; i++)
    {
      guint missed;

      if (!states[i].needed || !self->signals[i].is_multiplexer)
        continue;
      if (!states[i].given && !choose_value (self, states, i))
        {
          g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                       _ ("no value of multiplexer %s selects all the signals given for message %s"),
                       self->signals[i].name, self->name);
          return FALSE;
        }
      states[i].known = TRUE;
      if (!selects_needed (self, states, i, states[i].bits, &missed))
        return fail_selection (self, states, i, missed, error);
    }
  return TRUE;
}

/* All multiplexers up to the outermost are known or get their start value. */
static gboolean
is_selected (const Message *self, State *states, guint index)
{
  for (const CanSignal *signal = &self->signals[index]; signal->mux_parent >= 0;
       signal = &self->signals[signal->mux_parent])
    {
      State *parent = &states[signal->mux_parent];

      if (!parent->known)
        *parent = (State){ .known = TRUE, .bits = can_signal_start_bits (&self->signals[signal->mux_parent]) };
      if (!selects (signal, parent->bits))
        return FALSE;
    }
  return TRUE;
}

/* Start values first, so that what was asked for stands where signals overlap. */
static void
store_signals (const Message *self, State *states, uint8_t *data)
{
  for (guint i = 0; i < self->n_signals; i++)
    {
      const CanSignal *signal = &self->signals[i];

      if (!states[i].needed && signal->layout.end_byte <= self->length && is_selected (self, states, i))
        signal_layout_store (&signal->layout, data, states[i].known ? states[i].bits : can_signal_start_bits (signal));
    }
  for (guint i = 0; i < self->n_signals; i++)
    if (states[i].needed && self->signals[i].layout.end_byte <= self->length)
      signal_layout_store (&self->signals[i].layout, data, states[i].bits);
}

static gboolean
check_stored (const Message *self, const State *states, const uint8_t *data, GError **error)
{
  for (guint i = 0; i < self->n_signals; i++)
    {
      const CanSignal *signal = &self->signals[i];

      if (!states[i].needed)
        continue;
      if (signal->layout.end_byte > self->length)
        {
          g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                       _ ("multiplexer %s ends in byte %u, behind the %u bytes of message %s"), signal->name,
                       signal->layout.end_byte, self->length, self->name);
          return FALSE;
        }
      if (signal_layout_load (&signal->layout, data) != states[i].bits)
        {
          g_set_error (error, CANID_ERROR, CANID_ERROR_USAGE,
                       _ ("signal %s shares bits with another one given, and they disagree"), signal->name);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
message_encode (const Message *self, const SignalValue *values, guint n_values, uint8_t padding, uint8_t *data,
                GError **error)
{
  g_return_val_if_fail (self != NULL && (values != NULL || n_values == 0), FALSE);
  g_return_val_if_fail (data != NULL || self->length == 0, FALSE);

  g_autofree State *states = g_new0 (State, self->n_signals);
  if (!take_values (self, values, n_values, states, error) || !set_multiplexers (self, states, error))
    return FALSE;
  if (self->length > 0)
    memset (data, padding, self->length);
  store_signals (self, states, data);
  return check_stored (self, states, data, error);
}
