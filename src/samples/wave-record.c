/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"
#include "samples/wave-record.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/banned.h"

#define PLACE_EVERY (256u << 10) /* bytes */

struct WaveRecord
{
  atomic_int refs;
  WaveOptions options;
  char *line_name;

  pthread_mutex_t lock; /* of all below */
  gboolean read;
  double rate;      /* ticks/s */
  int64_t start;    /* ns */
  GArray *lines;    /* of WaveLine */
  GPtrArray *names; /* theirs, kept as long as the record */
  GArray *places;   /* of WavePlace */
};

WaveRecord *
wave_record_new (const WaveOptions *options)
{
  WaveRecord *self = g_new0 (WaveRecord, 1);

  self->refs = 1;
  if (options != NULL)
    self->options = *options;
  else
    wave_options_init (&self->options);
  self->line_name = g_strdup (self->options.line);
  self->options.line = self->line_name;
  self->options.tap = NULL;
  self->options.tap_data = NULL;
  self->options.window = NULL;
  self->options.record = NULL;
  pthread_mutex_init (&self->lock, NULL);
  self->lines = g_array_new (FALSE, TRUE, sizeof (WaveLine));
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->places = g_array_new (FALSE, FALSE, sizeof (WavePlace));
  return self;
}

WaveRecord *
wave_record_ref (WaveRecord *self)
{
  atomic_fetch_add (&self->refs, 1);
  return self;
}

void
wave_record_unref (WaveRecord *self)
{
  if (self == NULL || atomic_fetch_sub (&self->refs, 1) != 1)
    return;
  pthread_mutex_destroy (&self->lock);
  g_array_unref (self->lines);
  g_ptr_array_unref (self->names);
  g_array_unref (self->places);
  g_free (self->line_name);
  g_free (self);
}

const WaveOptions *
wave_record_get_options (const WaveRecord *self)
{
  return &self->options;
}

/* Names are kept once: lines never change theirs. */
void
wave_record_set_lines (WaveRecord *self, Wave *wave)
{
  guint n = wave_n_lines (wave);

  pthread_mutex_lock (&self->lock);
  self->read = TRUE;
  self->rate = wave_get_rate (wave);
  self->start = wave_get_start (wave);
  g_array_set_size (self->lines, n);
  for (guint i = 0; i < n; i++)
    {
      WaveLine *line = &g_array_index (self->lines, WaveLine, i);

      if (i >= self->names->len)
        g_ptr_array_add (self->names, g_strdup (wave_get_line (wave, i)->name));
      *line = *wave_get_line (wave, i);
      line->name = g_ptr_array_index (self->names, i);
    }
  pthread_mutex_unlock (&self->lock);
}

gboolean
wave_record_is_read (WaveRecord *self)
{
  gboolean read;

  pthread_mutex_lock (&self->lock);
  read = self->read;
  pthread_mutex_unlock (&self->lock);
  return read;
}

void
wave_record_add_place (WaveRecord *self, int64_t ticks, uint64_t position)
{
  WavePlace place = { ticks, position };

  pthread_mutex_lock (&self->lock);
  if (self->places->len == 0
      || g_array_index (self->places, WavePlace, self->places->len - 1).position + PLACE_EVERY <= position)
    g_array_append_val (self->places, place);
  pthread_mutex_unlock (&self->lock);
}

guint
wave_record_n_lines (WaveRecord *self)
{
  guint n;

  pthread_mutex_lock (&self->lock);
  n = self->lines->len;
  pthread_mutex_unlock (&self->lock);
  return n;
}

gboolean
wave_record_get_line (WaveRecord *self, guint line, WaveLine *out)
{
  gboolean found;

  pthread_mutex_lock (&self->lock);
  found = line < self->lines->len;
  if (found)
    *out = g_array_index (self->lines, WaveLine, line);
  pthread_mutex_unlock (&self->lock);
  return found;
}

int
wave_record_find_bus (WaveRecord *self, const char *name)
{
  WaveLine line;

  for (guint i = 0; wave_record_get_line (self, i, &line); i++)
    if (line.is_bus && strcmp (line.name, name) == 0)
      return (int) i;
  return -1;
}

gboolean
wave_record_find_place (WaveRecord *self, int64_t time, WavePlace *out)
{
  guint from = 0, to;
  double ticks;

  pthread_mutex_lock (&self->lock);
  ticks = ((double) time - (double) self->start) * (self->rate / 1e9);
  to = self->places->len;
  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (g_array_index (self->places, WavePlace, middle).ticks <= (int64_t) MAX (ticks, 0))
        from = middle + 1;
      else
        to = middle;
    }
  if (from > 0)
    *out = g_array_index (self->places, WavePlace, from - 1);
  pthread_mutex_unlock (&self->lock);
  return from > 0;
}
