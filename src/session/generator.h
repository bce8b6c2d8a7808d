/* generator.h: what computes a frame each time it is sent: signals that move, counters, checksums, test traffic.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A Recipe is a row of steps: generators first, protections (protection.h) last, whatever order they were added in. It
 * is immutable once it is given to a transmitter, reference counted, and may be used by any thread; what moves is in a
 * RecipeState, so that other data or another recipe go on counting where the old one was.
 */
#pragma once

#include "session/protection.h"

G_BEGIN_DECLS

typedef enum
{
  GENERATOR_COUNTER,  /* low, low + step … up to high, and again; a step each frame */
  GENERATOR_TOGGLE,   /* low, high; each for so many frames as step says */
  GENERATOR_RAMP,     /* from low to high within period, and again */
  GENERATOR_SINE,     /* between low and high, beginning in the middle, upwards */
  GENERATOR_TRIANGLE, /* low, high, low within period */
  GENERATOR_RANDOM,   /* between low and high, all alike */
  GENERATOR_COLUMN,   /* values of a file, one a frame, and again */
  N_GENERATORS,
} GeneratorKind;

typedef struct
{
  GeneratorKind kind;
  double low, high; /* physical values; what the signal cannot hold becomes its nearest limit */
  double step;
  int64_t period; /* ns, above 0 */
  const double *column;
  guint n_column;
} Generator;

const char *generator_id (GeneratorKind kind);   /* "ramp", for files */
const char *generator_name (GeneratorKind kind); /* for people */
gboolean generator_find (const char *id, GeneratorKind *kind);
/* Reads the column of numbers of a text file: those at place column (from 0), separated by commas, semicolons, tabs or
 * blanks; lines whose field is no number are passed over. (transfer full) of double; NULL: there is none. */
GArray *generator_read_column (const char *path, guint column, GError **error);
/* Its value at the nth frame (from 0), elapsed ns after the first. seed: for random ones, changed by it. */
double generator_value (const Generator *self, uint64_t n, int64_t elapsed, uint64_t *seed);

/* Test traffic: what of the frame itself changes. */
typedef enum
{
  TRAFFIC_FIXED,
  TRAFFIC_COUNTING,
  TRAFFIC_RANDOM,
} TrafficMode;

typedef struct
{
  TrafficMode ids, data, lengths;
  uint32_t low_id, high_id; /* without kind bits; both included */
} Traffic;

typedef struct Recipe Recipe;

typedef struct
{
  uint64_t n;    /* frames it was used for */
  uint64_t seed; /* of chance; any number */
} RecipeState;

Recipe *recipe_new (void);
Recipe *recipe_ref (const Recipe *self);
void recipe_unref (const Recipe *self);                                                        /* (nullable) */
void recipe_add_generator (Recipe *self, const CanSignal *signal, const Generator *generator); /* copies both */
void recipe_add_protection (Recipe *self, const Protection *protection);
void recipe_set_traffic (Recipe *self, const Traffic *traffic);
gboolean recipe_is_empty (const Recipe *self);

/* Computes the next frame, elapsed ns after the first, into frame and data, to which frame->data points afterwards. The
 * frame counts (state->n) only when the caller says so: one that was refused did not happen. */
void recipe_fill (const Recipe *self, RecipeState *state, int64_t elapsed, CanFrame *frame,
                  uint8_t data[CAN_FRAME_MAX_LEN]);

G_END_DECLS
