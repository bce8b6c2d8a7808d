/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "session/generator.h"

#include "base/errors.h"
#include "base/i18n.h"
#include "db/encode.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "base/banned.h"

typedef struct
{
  CanSignal signal;
  Generator generator;
  double *column; /* owned */
} Step;

struct Recipe
{
  atomic_int refs;
  GArray *steps;       /* of Step */
  GArray *protections; /* of Protection */
  gboolean has_traffic;
  Traffic traffic;
};

static const struct
{
  const char *id, *name;
} kinds[N_GENERATORS] = {
  [GENERATOR_COUNTER] = { "counter", N_ ("Counter") },
  [GENERATOR_TOGGLE] = { "toggle", N_ ("Toggle") },
  [GENERATOR_RAMP] = { "ramp", N_ ("Ramp") },
  [GENERATOR_SINE] = { "sine", N_ ("Sine") },
  [GENERATOR_TRIANGLE] = { "triangle", N_ ("Triangle") },
  [GENERATOR_RANDOM] = { "random", N_ ("Random") },
  [GENERATOR_COLUMN] = { "column", N_ ("File") },
};

const char *
generator_id (GeneratorKind kind)
{
  return kinds[kind].id;
}

const char *
generator_name (GeneratorKind kind)
{
  return _ (kinds[kind].name);
}

gboolean
generator_find (const char *id, GeneratorKind *kind)
{
  for (guint i = 0; i < N_GENERATORS; i++)
    if (g_strcmp0 (kinds[i].id, id) == 0)
      {
        *kind = (GeneratorKind) i;
        return TRUE;
      }
  return FALSE;
}

GArray *
generator_read_column (const char *path, guint column, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  GArray *values;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  values = g_array_new (FALSE, FALSE, sizeof (double));
  for (char *line = text; line != NULL && *line != '\0';)
    {
      char *end = strchr (line, '\n'), *field = line, *stop;
      double value;

      if (end != NULL)
        *end++ = '\0';
      for (guint i = 0; i < column && field != NULL; i++)
        {
          field = strpbrk (field, ",;\t ");
          field = field != NULL ? field + 1 : NULL;
        }
      if (field != NULL)
        {
          value = g_ascii_strtod (field, &stop);
          if (stop != field && isfinite (value))
            g_array_append_val (values, value);
        }
      line = end;
    }
  if (values->len > 0)
    return values;
  g_set_error (error, CANID_ERROR, CANID_ERROR_DAMAGED, _ ("%s: there are no numbers in column %u"), path, column + 1);
  g_array_unref (values);
  return NULL;
}

/* --- Values --- */

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t
next_random (uint64_t *seed)
{
  uint64_t z = *seed += UINT64_C (0x9E3779B97F4A7C15);

  z = (z ^ (z >> 30)) * UINT64_C (0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C (0x94D049BB133111EB);
  return z ^ (z >> 31);
}

static double
counter_value (const Generator *self, uint64_t n)
{
  double step = self->step != 0 ? fabs (self->step) : 1;
  double steps = floor ((self->high - self->low) / step) + 1;

  if (!(steps >= 1) || steps > 0x1p53)
    return self->low;
  return self->low + (double) (n % (uint64_t) steps) * step;
}

double
generator_value (const Generator *self, uint64_t n, int64_t elapsed, uint64_t *seed)
{
  double span = self->high - self->low;
  int64_t period = MAX (self->period, 1);
  double phase = (double) (elapsed % period) / (double) period;

  switch (self->kind)
    {
    case GENERATOR_COUNTER:
      return counter_value (self, n);
    case GENERATOR_TOGGLE:
      return n / (uint64_t) CLAMP (self->step, 1, 1e9) % 2 == 0 ? self->low : self->high;
    case GENERATOR_RAMP:
      return self->low + span * phase;
    case GENERATOR_SINE:
      return self->low + span * (0.5 + 0.5 * sin (2 * G_PI * phase));
    case GENERATOR_TRIANGLE:
      return self->low + span * (phase < 0.5 ? 2 * phase : 2 - 2 * phase);
    case GENERATOR_RANDOM:
      return self->low + span * ((double) (next_random (seed) >> 11) * 0x1p-53);
    case GENERATOR_COLUMN:
      return self->n_column > 0 ? self->column[n % self->n_column] : self->low;
    default:
      return self->low;
    }
}

/* --- Recipes --- */

static void
step_clear (gpointer data)
{
  g_free (((Step *) data)->column);
}

Recipe *
recipe_new (void)
{
  Recipe *self = g_new0 (Recipe, 1);

  self->refs = 1;
  self->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  g_array_set_clear_func (self->steps, step_clear);
  self->protections = g_array_new (FALSE, FALSE, sizeof (Protection));
  return self;
}

Recipe *
recipe_ref (const Recipe *self)
{
  atomic_fetch_add (&((Recipe *) self)->refs, 1);
  return (Recipe *) self;
}

void
recipe_unref (const Recipe *recipe)
{
  Recipe *self = (Recipe *) recipe;

  if (self == NULL || atomic_fetch_sub (&self->refs, 1) != 1)
    return;
  g_array_unref (self->steps);
  g_array_unref (self->protections);
  g_free (self);
}

void
recipe_add_generator (Recipe *self, const CanSignal *signal, const Generator *generator)
{
  Step step = { .signal = *signal, .generator = *generator };

  /* Only what encoding a number needs: the database may be gone tomorrow. */
  step.signal.name = (char *) "";
  step.signal.unit = (char *) "";
  step.signal.comment = NULL;
  step.signal.receivers = NULL;
  step.signal.mux_ranges = NULL;
  step.signal.n_mux_ranges = 0;
  step.signal.labels = NULL;
  step.signal.n_labels = 0;
  if (generator->n_column > 0)
    step.column = g_memdup2 (generator->column, generator->n_column * sizeof (double));
  step.generator.column = step.column;
  g_array_append_val (self->steps, step);
}

void
recipe_add_protection (Recipe *self, const Protection *protection)
{
  g_array_append_val (self->protections, *protection);
}

void
recipe_set_traffic (Recipe *self, const Traffic *traffic)
{
  self->traffic = *traffic;
  self->has_traffic
      = traffic->ids != TRAFFIC_FIXED || traffic->data != TRAFFIC_FIXED || traffic->lengths != TRAFFIC_FIXED;
}

gboolean
recipe_is_empty (const Recipe *self)
{
  return self->steps->len == 0 && self->protections->len == 0 && !self->has_traffic;
}

static uint64_t
pick (TrafficMode mode, uint64_t n, uint64_t span, RecipeState *state)
{
  return (mode == TRAFFIC_COUNTING ? n : next_random (&state->seed)) % span;
}

static void
fill_traffic (const Traffic *self, RecipeState *state, CanFrame *frame, uint8_t *data)
{
  if (self->ids != TRAFFIC_FIXED && self->high_id >= self->low_id)
    frame->id
        = (frame->id & ~CAN_ID_MASK_EXTENDED)
          | (self->low_id + (uint32_t) pick (self->ids, state->n, (uint64_t) self->high_id - self->low_id + 1, state));
  if (self->lengths != TRAFFIC_FIXED)
    {
      gboolean fd = (frame->flags & CAN_FD) != 0;

      frame->dlc = (uint8_t) pick (self->lengths, state->n, fd ? 16 : 9, state);
      frame->len = frame->id & CAN_ID_REMOTE ? 0 : can_dlc_to_len (frame->dlc, fd);
    }
  if (self->data == TRAFFIC_COUNTING)
    for (guint i = 0; i < frame->len; i++)
      data[i] = (uint8_t) (i < 8 ? state->n >> (8 * i) : 0);
  else if (self->data == TRAFFIC_RANDOM)
    for (guint i = 0; i < frame->len; i += 8)
      {
        uint64_t bytes = next_random (&state->seed);

        memcpy (data + i, &bytes, MIN (8u, frame->len - i));
      }
}

void
recipe_fill (const Recipe *self, RecipeState *state, int64_t elapsed, CanFrame *frame, uint8_t data[CAN_FRAME_MAX_LEN])
{
  if (frame->data != data)
    {
      memset (data, 0, CAN_FRAME_MAX_LEN);
      memcpy (data, frame->data, frame->len);
      frame->data = data;
    }
  if (self->has_traffic)
    fill_traffic (&self->traffic, state, frame, data);
  for (guint i = 0; i < self->steps->len; i++)
    {
      const Step *step = &g_array_index (self->steps, Step, i);
      uint64_t bits;

      if (step->signal.layout.end_byte <= frame->len
          && can_signal_encode (&step->signal, generator_value (&step->generator, state->n, elapsed, &state->seed),
                                ENCODE_CLIP, &bits, NULL))
        signal_layout_store (&step->signal.layout, data, bits);
    }
  for (guint i = 0; i < self->protections->len; i++)
    protection_apply (&g_array_index (self->protections, Protection, i), state->n, data, frame->len);
}
