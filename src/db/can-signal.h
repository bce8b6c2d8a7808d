/* can-signal.h: one signal of a message: where its bits are, what they mean.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Immutable after loading, readable by any thread. Order, sign and span of the bits are worked out once (SignalLayout),
 * so decoding is a load, a shift and a mask. physical = raw * factor + offset. The hot path is inline: every signal of
 * every frame at some hundred million values a second (tests/bench/bench-decode).
 */
#pragma once

#include "base/bytes.h"
#include "core/can-frame.h"

G_BEGIN_DECLS

typedef enum
{
  SIGNAL_UNSIGNED,
  SIGNAL_SIGNED,
  SIGNAL_FLOAT,  /* IEEE 754, 32 bits (16 as half) */
  SIGNAL_DOUBLE, /* IEEE 754, 64 bits */
} SignalKind;

/* What decoding needs, in one cache line, the same for every database format. */
typedef struct
{
  uint16_t first_byte; /* lowest byte touched */
  uint8_t n_bytes;     /* bytes touched: 1..9 */
  uint8_t shift;       /* right shift after loading (little-endian, or big-endian aligned to the last byte) */
  uint8_t bits;        /* 1..64 */
  uint8_t big_endian;  /* DBC @0, Motorola */
  uint8_t kind;        /* SignalKind */
  uint16_t end_byte;   /* first_byte + n_bytes: a shorter frame has no such signal */

  /* Where payload is readable up to max (8, end_byte), as in a FrameStore: one load of 8 bytes at window holds all
   * bits, and window_shift brings them down. Only for n_bytes <= 8. */
  uint16_t window;
  uint8_t window_shift;
} SignalLayout;

typedef struct
{
  int64_t raw; /* as the signal's sign reads it; unsigned 64 bits above INT64_MAX are kept as the same bits */
  char *text;
} SignalLabel;

typedef struct
{
  uint64_t first, last; /* both included, raw value of the multiplexer */
} MuxRange;

typedef struct CanSignal CanSignal;
struct CanSignal
{
  /* What decoding touches stands together. */
  SignalLayout layout;
  double factor, offset;
  int mux_parent; /* index of the multiplexer within the message's signals; -1: always present */
  guint n_mux_ranges;
  MuxRange *mux_ranges; /* present if the parent's raw value lies in one of these */

  char *name;       /* UTF-8; the long name where the database has one */
  char *unit;       /* "" if none */
  char *comment;    /* NULL if none */
  char **receivers; /* NULL-terminated */
  uint16_t start;   /* start bit as the DBC writes it */
  gboolean is_multiplexer;
  double minimum, maximum; /* both 0: no range given */
  SignalLabel *labels;     /* sorted by raw */
  guint n_labels;
  gboolean has_start_value;
  double start_value;    /* GenSigStartValue, raw */
  double inactive_value; /* GenSigInactiveValue, raw; the start value if not given */
  const char *send_type; /* GenSigSendType ("OnChange"), after defaults; NULL if not given */
};

#define SIGNAL_MAX_BYTE 2048 /* payload of CAN XL, and what J1939's transport messages (1785) need */

/* Fills layout from DBC's start bit, length and byte order. FALSE: no such bits exist (length 0 or above 64, beyond
 * SIGNAL_MAX_BYTE, a float that is not 16, 32 or 64 bits long). start is the lowest bit for little-endian, the highest
 * for big-endian. */
gboolean signal_layout_init (SignalLayout *self, guint start, guint length, gboolean big_endian, SignalKind kind);

/* Raw bits, right aligned, without sign extension; data must hold end_byte bytes. */
uint64_t signal_layout_load (const SignalLayout *self, const uint8_t *data);
void signal_layout_store (const SignalLayout *self, uint8_t *data, uint64_t bits);

/* The same, faster: data must hold max (8, end_byte) readable bytes (frame_store_payload does, zeros behind len). */
static inline uint64_t
signal_layout_load_wide (const SignalLayout *self, const uint8_t *data)
{
  if (G_UNLIKELY (self->n_bytes > 8))
    return signal_layout_load (self, data);

  uint64_t word = self->big_endian ? bytes_load_be64 (data + self->window) : bytes_load_le64 (data + self->window);
  return (word >> self->window_shift) & (UINT64_MAX >> (64 - self->bits));
}

/* Bits of an integer signal, sign-extended if it is signed. */
static inline int64_t
signal_layout_extend (const SignalLayout *self, uint64_t bits)
{
  guint spare = 64 - self->bits;

  return self->kind == SIGNAL_SIGNED ? (int64_t) (bits << spare) >> spare : (int64_t) bits;
}

/* From bits of decode_raw: sign-extended integer (not for floats); the number before scaling, integer or float;
 * physical value. */
static inline int64_t
can_signal_integer (const CanSignal *self, uint64_t bits)
{
  return signal_layout_extend (&self->layout, bits);
}
double can_signal_raw_float (const CanSignal *self, uint64_t bits); /* of floats and unsigned integers of 64 bits */
static inline double
can_signal_raw_value (const CanSignal *self, uint64_t bits)
{
  if (G_UNLIKELY (self->layout.kind >= SIGNAL_FLOAT
                  || (self->layout.bits == 64 && self->layout.kind == SIGNAL_UNSIGNED)))
    return can_signal_raw_float (self, bits);
  return (double) can_signal_integer (self, bits);
}
static inline double
can_signal_physical (const CanSignal *self, uint64_t bits)
{
  return can_signal_raw_value (self, bits) * self->factor + self->offset;
}

/* Without regard to multiplexing (see message_signal_present). FALSE: the frame is too short, remote or an error frame.
 */
static inline gboolean
can_signal_decode_raw (const CanSignal *self, const CanFrame *frame, uint64_t *bits)
{
  if (G_UNLIKELY (frame->len < self->layout.end_byte || (frame->id & (CAN_ID_ERROR | CAN_ID_REMOTE))))
    return FALSE;
  *bits = G_LIKELY (frame->len >= 8) ? signal_layout_load_wide (&self->layout, frame->data)
                                     : signal_layout_load (&self->layout, frame->data);
  return TRUE;
}
static inline gboolean
can_signal_decode (const CanSignal *self, const CanFrame *frame, double *physical)
{
  uint64_t bits;

  if (!can_signal_decode_raw (self, frame, &bits))
    return FALSE;
  *physical = can_signal_physical (self, bits);
  return TRUE;
}
/* Text of the value table for these bits, or NULL. */
const char *can_signal_label (const CanSignal *self, uint64_t bits);
gboolean can_signal_find_label (const CanSignal *self, const char *text, int64_t *raw);
guint can_signal_length (const CanSignal *self); /* bits */

/* Shortest decimal text that reads back as the same physical value, exact for integers with integral factor and offset
 * up to 64 bits
 * ("-12.5", "18446744073709551615", "nan"); the raw value likewise. Both end in NUL and return their length. */
#define SIGNAL_TEXT_MAX 40
gsize can_signal_format_physical (const CanSignal *self, uint64_t bits, char text[SIGNAL_TEXT_MAX]);
gsize can_signal_format_raw (const CanSignal *self, uint64_t bits, char text[SIGNAL_TEXT_MAX]);
/* For people: as many decimals as factor and offset have ("24.4" for 61 * 0.4, whose shortest double
 * is 24.400000000000002; every value of a signal has the same number of them), but of a factor such as 1/256 only those
 * that tell its steps apart; floats in their own precision. */
gsize can_signal_format_display (const CanSignal *self, uint64_t bits, char text[SIGNAL_TEXT_MAX]);
/* Decimals that display writes; -1: as many as the value needs. */
int can_signal_decimals (const CanSignal *self);

/* The shortest decimal text that reads back as value: "0.1", "1e-07", "5e-324", "nan", "-inf". */
gsize signal_format_double (double value, char text[SIGNAL_TEXT_MAX]);

G_END_DECLS
