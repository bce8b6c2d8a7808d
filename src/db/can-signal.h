/* can-signal.h: one signal of a message: where its bits are, what they mean.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Immutable after loading, readable by any thread. Order, sign and span of the bits are worked out once (SignalLayout), so decoding is a
 * load, a shift and a mask. physical = raw * factor + offset.
 */
#pragma once

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
  char *name;       /* UTF-8; the long name where the database has one */
  char *unit;       /* "" if none */
  char *comment;    /* NULL if none */
  char **receivers; /* NULL-terminated */
  SignalLayout layout;
  uint16_t start;   /* start bit as the DBC writes it */
  double factor, offset;
  double minimum, maximum; /* both 0: no range given */
  SignalLabel *labels;     /* sorted by raw */
  guint n_labels;
  gboolean has_start_value;
  double start_value;      /* GenSigStartValue, raw */

  gboolean is_multiplexer;
  int mux_parent;      /* index of the multiplexer within the message's signals; -1: always present */
  MuxRange *mux_ranges; /* present if the parent's raw value lies in one of these */
  guint n_mux_ranges;
};

/* Fills layout from DBC's start bit, length and byte order. FALSE: no such bits exist (length 0 or above 64, beyond 64 bytes of payload…). */
gboolean signal_layout_init (SignalLayout *self, guint start, guint length, gboolean big_endian, SignalKind kind);

/* Raw bits, right aligned, without sign extension; data must hold end_byte bytes. */
uint64_t signal_layout_load (const SignalLayout *self, const uint8_t *data);
void signal_layout_store (const SignalLayout *self, uint8_t *data, uint64_t bits);

/* Without regard to multiplexing (see message_signal_present). FALSE: the frame is too short, remote or an error frame. */
gboolean can_signal_decode_raw (const CanSignal *self, const CanFrame *frame, uint64_t *bits);
gboolean can_signal_decode (const CanSignal *self, const CanFrame *frame, double *physical);
/* From bits of decode_raw: sign-extended integer (not for floats); physical value. */
int64_t can_signal_integer (const CanSignal *self, uint64_t bits);
double can_signal_physical (const CanSignal *self, uint64_t bits);
/* Text of the value table for these bits, or NULL. */
const char *can_signal_label (const CanSignal *self, uint64_t bits);
gboolean can_signal_find_label (const CanSignal *self, const char *text, int64_t *raw);
guint can_signal_length (const CanSignal *self); /* bits */

/* Shortest decimal text that reads back as the same physical value, exact for integers with integral factor and offset up to 64 bits
 * ("-12.5", "18446744073709551615", "nan"); the raw value likewise. Both end in NUL and return their length. */
#define SIGNAL_TEXT_MAX 32
gsize can_signal_format_physical (const CanSignal *self, uint64_t bits, char text[SIGNAL_TEXT_MAX]);
gsize can_signal_format_raw (const CanSignal *self, uint64_t bits, char text[SIGNAL_TEXT_MAX]);

G_END_DECLS
