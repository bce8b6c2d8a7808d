/* encode.h: values to bits and bytes, the way back from can-signal.h and message.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * First a value becomes the bits of its signal, then bits become a payload. What does not fit is an error
 * (CANID_ERROR_USAGE) whose message names the signal, the value and what would fit, never a silently cut value.
 * Decoding what was encoded gives the same value, or the nearest that the signal's factor has.
 */
#pragma once

#include "db/message.h"

G_BEGIN_DECLS

typedef enum
{
  ENCODE_DEFAULT = 0,       /* numbers are physical; what the bits can hold is allowed */
  ENCODE_RAW = 1 << 0,      /* numbers are raw: neither factor nor offset */
  ENCODE_IN_RANGE = 1 << 1, /* the database's minimum and maximum (physical) are limits too, if it gives any */
  ENCODE_CLIP = 1 << 2,     /* a number outside becomes the nearest limit; NaN in an integer stays an error */
} EncodeFlags;

/* Smallest and largest physical value that the bits hold, or with ENCODE_RAW raw one; with ENCODE_IN_RANGE narrowed to
 * the database's range. */
void can_signal_get_limits (const CanSignal *self, EncodeFlags flags, double *low, double *high);

/* value is rounded to the nearest raw value, halves away from 0. Exact for raw values below 2^53; text has no such
 * bound. */
gboolean can_signal_encode (const CanSignal *self, double value, EncodeFlags flags, uint64_t *bits, GError **error);

/* A text of the value table ("Park", exactly or else in whatever case), or a number: "-12.5", "1e3", "0x1F", "0b101",
 * "inf", "nan", blanks around, the signal's unit behind. Integers are exact up to 64 bits. Independent of the locale.
 */
gboolean can_signal_encode_text (const CanSignal *self, const char *text, EncodeFlags flags, uint64_t *bits,
                                 GError **error);

/* GenSigStartValue as far as it fits, else 0. */
uint64_t can_signal_start_bits (const CanSignal *self);

typedef struct
{
  guint index;   /* of the message's signals */
  uint64_t bits; /* of can_signal_encode or can_signal_decode_raw */
} SignalValue;

/* The whole payload: self->length bytes go to data. Signals that are not given and that the multiplexers select have
 * their start value; what no signal covers has the bits of padding, repeated byte by byte (0x00; 0xFF as J1939 does).
 *
 * A multiplexer that is not given is set so that all given signals are there, to its start value if that does. Errors:
 * a given multiplexer does not select a given signal, no value selects all, a signal ends behind self->length, two
 * given signals share bits and disagree about them. Of a signal given twice the last counts. data may be changed after
 * an error. */
gboolean message_encode (const Message *self, const SignalValue *values, guint n_values, uint8_t padding, uint8_t *data,
                         GError **error);

G_END_DECLS
